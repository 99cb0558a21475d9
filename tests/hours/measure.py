"""Play the hours and print what became of them: ``python -m tests.hours.measure [first|second] [name]``."""

import asyncio
import sys
import tempfile
from collections import Counter
from importlib import import_module
from pathlib import Path

from tests.hours import Hour, Outcome, play

HALVES = ("first", "second")


def hours(half: str) -> list[Hour]:
    """Write out one half of the hours."""
    found: list[Hour] = import_module(f"tests.hours.{half}").HOURS
    return found


async def _measure(half: str, name: str) -> None:
    outcomes: list[Outcome] = []
    for hour in hours(half):
        if name and name != hour.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            outcome = await play(hour, Path(folder))
        outcomes.append(outcome)
        print(_line(outcome), flush=True)  # noqa: T201 - a command's output
    print(_summary(half, outcomes))  # noqa: T201


def _line(outcome: Outcome) -> str:
    if not outcome.hour.attack:
        held = f"  HELD {outcome.held}" if outcome.held else ""
        return f"busy   {outcome.hour.name:26} queued {outcome.queued}{held}"
    caught = "late"
    if outcome.after_messages is None:
        caught = "MISSED"
    elif outcome.in_time:
        caught = "in time"
    when = f"message {outcome.after_messages}, {outcome.after_seconds} s"
    seen = f"{outcome.reached} of {outcome.hostile} stayed"
    hidden = "hidden" if outcome.hidden else "told"
    held = f"  HELD {outcome.held}" if outcome.held else ""
    return f"attack {outcome.hour.name:26} {caught:8} {when:24} {hidden:7} {seen}, {outcome.asked} cards{held}"


def _summary(half: str, outcomes: list[Outcome]) -> str:
    attacks = [one for one in outcomes if one.hour.attack]
    busy = [one for one in outcomes if not one.hour.attack]
    rules: Counter[tuple[str, float, bool]] = Counter()
    for one in outcomes:
        rules += one.rules
    table = "\n".join(
        f"  {rule:24} {confidence:.2f}  right {rules[rule, confidence, True]:4}"
        f"  wrong {rules[rule, confidence, False]:4}"
        for rule, confidence in sorted({(rule, confidence) for rule, confidence, _ in rules})
    )
    held = sum(len({who for who, _ in one.held}) for one in outcomes)
    return (
        f"{half}: {sum(one.in_time for one in attacks)} of {len(attacks)} attacks met in time, "
        f"{sum(one.hidden for one in attacks)} taken out of sight; in {len(busy)} busy hours and beside the attacks "
        f"{held} innocent members held, {sum(one.queued for one in outcomes)} innocent messages before moderators\n"
        f"{table}"
    )


if __name__ == "__main__":
    asyncio.run(_measure(sys.argv[1] if len(sys.argv) > 1 else "first", sys.argv[2] if len(sys.argv) > 2 else ""))

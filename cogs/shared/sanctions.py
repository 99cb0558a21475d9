"""Keeping a member from writing: what is written down of it, how it ends, and what happens where it cannot be done."""

from dataclasses import replace

from bot.core.actions import Action, AskModerators, LiftTimeOut, TimeOut
from bot.core.cards import Card
from bot.core.cases import Case
from bot.core.ports import Work
from config.catalogue import Say


async def stopping(work: Work, case: Case, action: TimeOut, moderators: Say) -> TimeOut:
    """Write down that a case keeps its author from writing, and tell moderators where the platform cannot do that."""
    await work.sanctions.stop(case.community, case.author, case.number, action.until)
    cannot = Card(
        title=moderators("timeout.cannot.title", case=case.number),
        body=(moderators("timeout.cannot.body", member=case.alias, lasts=moderators.lasting(action.until - work.now)),),
    )
    asked = AskModerators(subject=f"timeout:{case.number}", card=cannot, ping=True)
    return replace(action, otherwise=(*action.otherwise, asked))


async def lifted(work: Work, case: Case) -> list[Action]:
    """End the timeout that a case gave, if it still runs; one that another case gave goes on."""
    if not await work.sanctions.free(case.community, case.number, work.now):
        return []
    still = await work.sanctions.stopped_until(case.community, case.author, work.now)
    return [LiftTimeOut(member=case.author) if still is None else TimeOut(member=case.author, until=still)]

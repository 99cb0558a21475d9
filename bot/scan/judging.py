"""Judging rows as the policy would, and writing what was judged; the text is never written unless asked for."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import IO

from rich.console import Console
from rich.table import Table

from bot.core.engine import Examiner, Judgement
from bot.core.events import Channel, ChannelId, CommunityId, Member, MemberId
from bot.core.findings import Context, Finding
from bot.core.inspection import Failure, Inspection
from bot.core.policy import ChannelMode, Verdict
from bot.core.text import Content, Span, fold
from bot.scan.readers import Row
from bot.scan.windows import windows


class Judge:
    """Puts rows to the policy, one after the other, in this thread."""

    def __init__(self, examiner: Examiner, mode: ChannelMode | None) -> None:
        self._examiner = examiner
        self._policy = examiner.policies(_COMMUNITY)
        self._mode = mode

    def judge(self, row: Row) -> Judgement:
        """Judge one row; its author counts as a newcomer, since nothing is known of them."""
        name = row.channel.removeprefix("#") if row.channel else None
        context = Context(
            now=row.sent_at or datetime.now(UTC),
            community=_COMMUNITY,
            channel=Channel(id=ChannelId(name), name=name) if name else None,
            thread=row.thread,
            # Without times nobody can tell what was written in one go.
            author=Member(id=MemberId(row.author), name="") if row.author and row.sent_at else None,
            newcomer_for=self._policy.newcomer_for,
            allowed=self._policy.allowed_terms,
            record_numbers=self._policy.record_numbers,
        )
        text = fold(row.content)
        if text.truncated:
            inspection = self._look_in_windows(row.content, context)
        else:
            inspection = self._examiner.inspector.look(text, context)
        mode = self._mode or self._policy.mode(name)
        return self._examiner.judge(text, inspection, self._policy, mode, context)

    def _look_in_windows(self, content: Content, context: Context) -> Inspection:
        """Look at what is longer than is read at once; what two windows both show is said once, as sure as it gets."""
        findings: dict[tuple[str, Span], Finding] = {}
        failures: dict[Failure, None] = {}
        for window in windows(content):
            seen = self._examiner.inspector.look(fold(window.content), context)
            for finding in seen.findings:
                span = window.back(finding.span)
                known = findings.get((finding.rule, span))
                if known is None or known.confidence < finding.confidence:
                    findings[finding.rule, span] = replace(finding, span=span)
            failures.update(dict.fromkeys(seen.failures))
        return Inspection(findings=tuple(findings.values()), failures=tuple(failures))


_COMMUNITY = CommunityId("scan:files")


def as_json(row: Row, verdict: Verdict) -> str:
    """Write one verdict as a JSON line; offsets are characters into the row's text."""
    findings = [
        _finding(judged.finding)
        for judged in sorted(verdict.judged, key=lambda one: one.finding.span)
        if judged.finding.span.part == 0
    ]
    written = {
        "id": row.id,
        "verdict": verdict.word.name.lower(),
        "flagged": [label.value for label in verdict.flagged],
        "scores": {label.value: round(score, 4) for label, score in verdict.scores.items()},
        "findings": findings,
    }
    return json.dumps(written, ensure_ascii=False)


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "label": finding.label.value,
        "rule": finding.rule,
        "start": finding.span.start,
        "end": finding.span.end,
        "confidence": round(finding.confidence, 4),
        "why": finding.why,
    }


@dataclass(slots=True)
class Summary:
    """What a scan found, in numbers."""

    verdicts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    bad: int = 0
    failed: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.verdicts[verdict.word.name.lower()] += 1
        self.labels.update(label.value for label in verdict.flagged)
        self.rules.update({judged.finding.rule for judged in verdict.judged if judged.response.acts})

    def print(self, console: Console) -> None:
        """Print the numbers as tables."""
        total = sum(self.verdicts.values())
        console.print(f"{total} messages judged, {self.bad} rows could not be read.")
        for title, counter in (("Verdict", self.verdicts), ("Label", self.labels), ("Rule", self.rules)):
            table = Table(title, "Messages", "Share")
            for name, count in counter.most_common():
                table.add_row(name, str(count), f"{count / total:.1%}")
            if counter:
                console.print(table)


def table_row(row: Row, verdict: Verdict, *, show_text: bool) -> str:
    """Write one acted-on message as a line for people."""
    labels = ", ".join(label.value for label in verdict.flagged)
    rules = ", ".join(sorted({judged.finding.rule for judged in verdict.judged if judged.response.acts}))
    text = f"\t{_printable(row.content.body)}" if show_text else ""
    return f"{_printable(str(row.id))}\t{verdict.word.name.lower()}\t{labels}\t{rules}{text}"


def _printable(text: str) -> str:
    """Write a text on one line, without signs that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text.split()))


def write_line(out: IO[str], line: str) -> None:
    """Write a line; a lone surrogate in an id must not end the scan."""
    out.write(line.encode("utf-8", "replace").decode("utf-8") + "\n")

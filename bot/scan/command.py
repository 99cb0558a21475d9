"""The `scan` command: from files to verdicts, row by row, nothing skipped silently."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

from bot.app import inspector, read_policy, utc_now
from bot.core.engine import Examiner
from bot.core.findings import Label
from bot.core.policy import ChannelMode
from bot.scan import readers
from bot.scan.judging import Judge, Summary, as_json, table_row, write_line
from bot.scan.readers import BadRow, Format, Row


class Output(StrEnum):
    """What a scan writes: a JSON line a row, a line for each message acted on, or only numbers."""

    JSONL = "jsonl"
    TABLE = "table"
    SUMMARY = "summary"


FOUND, BAD_INPUT = 1, 2
"""Exit codes: something was found that was to fail the run; some input could not be read or judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to scan, how, and what to write."""

    paths: Sequence[Path]
    written_as: Format = Format.JSONL
    output: Output = Output.JSONL
    policy: Path | None = None
    mode: ChannelMode | None = None
    show_text: bool = False
    fail_on: frozenset[Label] = frozenset()
    reader: bool = True


def scan(request: Request, out: IO[str], errors: IO[str], stdin: IO[bytes] | None) -> int:
    """Judge every row and write what was asked for; ``stdin`` is None where standard input is closed.

    Returns:
        0; 1 when a label of ``fail_on`` was flagged; 2 when any input could not be read, or a detector failed on it.

    Raises:
        PolicyError: the policy file cannot be used.
    """
    policy = read_policy(request.policy)
    judge = Judge(Examiner(inspector(reader=request.reader), lambda _: policy, utc_now), request.mode)
    summary = Summary()
    for row in _rows(request, errors, stdin):
        if isinstance(row, BadRow):
            summary.bad += 1
            write_line(errors, str(row))
            continue
        judged = judge.judge(row)
        for failure in judged.inspection.failures:
            summary.failed += 1
            write_line(errors, f"row {row.id!r}: the detector {failure.detector} failed ({failure.reason})")
        verdict = judged.verdict
        summary.add(verdict)
        if request.output is Output.JSONL:
            write_line(out, as_json(row, verdict))
        elif request.output is Output.TABLE and verdict.flagged:
            write_line(out, table_row(row, verdict, show_text=request.show_text))
    if request.output is not Output.JSONL:
        summary.print(Console(file=out))
    if summary.bad or summary.failed:
        return BAD_INPUT
    return FOUND if any(summary.labels[label] for label in request.fail_on) else 0


def _rows(request: Request, errors: IO[str], stdin: IO[bytes] | None) -> Iterator[Row | BadRow]:
    paths = list(request.paths) or [Path("-")]
    with ExitStack() as stack:
        progress = readers.Progress()
        if sys.stderr.isatty() and errors is sys.stderr:
            bar = stack.enter_context(
                Progress(
                    "{task.description}",
                    BarColumn(),
                    DownloadColumn(),
                    TimeRemainingColumn(),
                    console=Console(stderr=True),
                )
            )
            task = bar.add_task("Scanning", total=_size(paths))
            progress.advance = lambda read: bar.advance(task, read)
        for path in paths:
            yield from _file(path, request.written_as, progress, stdin)


def _file(
    path: Path, written_as: Format, progress: readers.Progress, stdin: IO[bytes] | None
) -> Iterator[Row | BadRow]:
    try:
        if written_as is Format.SLACK_EXPORT:
            yield from readers.read_slack_export(path, progress)
        elif str(path) != "-":
            with path.open("rb") as source:
                yield from readers.read(source, str(path), written_as, progress)
        elif stdin is None:
            yield BadRow(file="standard input", line=None, reason="it is closed")
        else:
            yield from readers.read(stdin, "standard input", written_as, progress)
    except OSError as error:
        yield readers.unreadable(str(path), error)


def _size(paths: Sequence[Path]) -> int | None:
    """Add up how much there is to read; None where nobody knows."""
    sizes = []
    try:
        for path in paths:
            if path.is_dir():
                sizes += [file.stat().st_size for file in path.glob("*/*.json")]
            elif path.is_file():
                sizes.append(path.stat().st_size)
            else:
                return None
    except OSError:
        return None
    return sum(sizes)

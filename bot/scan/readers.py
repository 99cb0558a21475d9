"""Reading messages from files as streams: JSON lines, plain text, Slack exports, DiscordChatExporter's JSON.

A row that cannot be read is reported with file, line and reason, and reading goes on. No reason quotes the text.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any

import ijson

from bot.core.text import Content, Part, PartKind


class Format(StrEnum):
    """What a file holds."""

    JSONL = "jsonl"
    TEXT = "text"
    SLACK_EXPORT = "slack-export"
    DISCORD_EXPORT = "discord-export"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message to judge; ``id`` is written out as it was read. The first part of the content is its text."""

    id: str | int
    content: Content
    author: str | None = None
    channel: str | None = None
    sent_at: datetime | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """Something that could not be read: where, and why."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        """Say it in one line."""
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.reason}"


def unreadable(file: str, error: OSError) -> BadRow:
    """Say that a file or a folder cannot be read, and why, in the system's words."""
    return BadRow(file=file, line=None, reason=error.strerror or type(error).__name__)


@dataclass(slots=True)
class Progress:
    """How many bytes were read so far, for a progress bar."""

    advance: Callable[[int], None] = field(default=lambda _: None)


Read = Iterator[Row | BadRow]


def read(source: IO[bytes], name: str, written_as: Format, progress: Progress) -> Read:
    """Read one file of JSON lines, plain text or DiscordChatExporter's JSON."""
    match written_as:
        case Format.JSONL:
            return _lines(source, name, progress, _json_row)
        case Format.TEXT:
            return _lines(source, name, progress, lambda line, number: Row(id=number, content=Content.of(line)))
        case _:
            return _discord(source, name, progress)


def _lines(source: IO[bytes], name: str, progress: Progress, parse: Callable[[str, int], "Row | str | None"]) -> Read:
    for number, raw in enumerate(source, 1):
        progress.advance(len(raw))
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            yield BadRow(file=name, line=number, reason=f"not UTF-8 (byte {error.start + 1} of the line)")
            continue
        parsed = parse(line, number)
        if isinstance(parsed, str):
            yield BadRow(file=name, line=number, reason=parsed)
        elif parsed is not None:
            yield parsed


def _json_row(line: str, _: int) -> Row | str | None:
    """Read one JSON line; a sentence says what is wrong with it, None stands for an empty line."""
    if not line.strip():
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError
        place = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        return f"not JSON{place}"
    fault = _fault(data)
    if fault:
        return fault
    sent_at = None
    if data.get("sent_at"):
        sent_at = _moment(data["sent_at"])
        if sent_at is None:
            return "“sent_at” is not a time such as 2026-11-24T09:30:00Z"
    return Row(
        id=data["id"],
        content=Content.of(data["text"]),
        author=data.get("author"),
        channel=data.get("channel"),
        sent_at=sent_at,
        thread=data.get("thread"),
    )


def _fault(data: object) -> str | None:
    """Say what keeps a JSON value from being a row."""
    if not isinstance(data, dict):
        return "not a JSON object"
    if not isinstance(data.get("id"), str | int) or isinstance(data.get("id"), bool):
        return "“id” is missing or neither text nor a whole number"
    if not isinstance(data.get("text"), str):
        return "“text” is missing or no text"
    wrong = [name for name in _OPTIONAL if data.get(name) is not None and not isinstance(data[name], str)]
    return f"“{wrong[0]}” is no text" if wrong else None


_OPTIONAL = ("author", "channel", "sent_at", "thread")


def _moment(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class _Counting:
    """Passes reading on and tells how much was read."""

    def __init__(self, source: IO[bytes], progress: Progress) -> None:
        self._source = source
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._progress.advance(len(data))
        return data


_BROKEN = (ijson.JSONError, UnicodeDecodeError)


def _discord(source: IO[bytes], name: str, progress: Progress) -> Read:
    """Read DiscordChatExporter's JSON (https://github.com/Tyrrrz/DiscordChatExporter), message by message."""
    seen = _DiscordHead()
    try:
        events = seen.watch(ijson.parse(_Counting(source, progress), use_float=True))
        for number, message in enumerate(ijson.items(events, "messages.item"), 1):
            yield _discord_row(message, seen.channel, number, name)
    except _BROKEN as error:
        yield _broken(name, error)
        return
    if not seen.has_messages:
        yield BadRow(file=name, line=None, reason=_NO_LIST)


_NO_LIST = "there is no list of messages"


class _DiscordHead:
    """What an export says before its messages begin: the channel's name, and that there are messages at all."""

    def __init__(self) -> None:
        self.channel: str | None = None
        self.has_messages = False

    def watch(self, events: Iterable[tuple[str, str, Any]]) -> Iterator[tuple[str, str, Any]]:
        for prefix, event, value in events:
            if prefix == "channel.name" and event == "string":
                self.channel = value
            if prefix == "messages" and event == "start_array":
                self.has_messages = True
            yield prefix, event, value


def _broken(name: str, error: Exception) -> BadRow:
    return BadRow(file=name, line=None, reason=f"the JSON breaks off or is damaged ({type(error).__name__})")


def _discord_row(message: Any, channel: str | None, number: int, name: str) -> Row | BadRow:
    if not isinstance(message, dict) or not isinstance(message.get("id"), str):
        return BadRow(file=name, line=None, reason=f"message {number} has no id")
    text = message.get("content")
    parts = [Part(kind=PartKind.BODY, text=text if isinstance(text, str) else "")]
    parts += _texts(message.get("attachments"), ("fileName",), PartKind.FILE_NAME)
    parts += _texts(message.get("embeds"), ("title", "description"), PartKind.EMBED)
    author = message.get("author")
    sent = message.get("timestamp")
    return Row(
        id=message["id"],
        content=Content(parts=tuple(parts)),
        author=author.get("id") if isinstance(author, dict) else None,
        channel=channel,
        sent_at=_moment(sent) if isinstance(sent, str) else None,
    )


def _texts(items: Any, keys: tuple[str, ...], kind: PartKind) -> list[Part]:
    if not isinstance(items, list):
        return []
    return [
        Part(kind=kind, text=item[key])
        for item in items
        if isinstance(item, dict)
        for key in keys
        if isinstance(item.get(key), str) and item[key]
    ]


def read_slack_export(path: Path, progress: Progress) -> Read:
    """Read a Slack export, zipped or unpacked: a folder a channel, a file a day, in order."""
    if path.is_dir():
        yield from _days(path, list(_unpacked_days(path)), progress)
        return
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED:
        yield BadRow(file=str(path), line=None, reason="neither a folder nor a readable zip")
    except OSError as error:
        yield unreadable(str(path), error)
    else:
        with archive:
            yield from _days(path, list(_packed_days(archive)), progress)


# A RuntimeError is a password or a strange packing, a ValueError a name that is no UTF-8.
_DAMAGED: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)
with suppress(ImportError):  # a Python that was built without it opens no such entry
    from lzma import LZMAError

    _DAMAGED += (LZMAError,)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One file of a Slack export, not opened yet."""

    name: str
    channel: str
    open: Callable[[], IO[bytes]]


def _unpacked_days(path: Path) -> Iterator[_Day | BadRow]:
    for channel in _listed(path):
        try:
            files = [] if channel.is_file() else _listed(channel)
        except OSError as error:
            yield unreadable(channel.name, error)
            continue
        for file in files:
            if file.name.endswith(".json"):
                yield _Day(name=f"{channel.name}/{file.name}", channel=channel.name, open=partial(_opened, Path(file)))


def _listed(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    """List a folder by name; `Path.glob` would pass over one that may not be read."""
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _opened(file: Path) -> IO[bytes]:
    return file.open("rb")


def _packed_days(archive: zipfile.ZipFile) -> Iterator[_Day]:
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
        name = entry.filename
        steps = name.split("/")
        if len(steps) >= _CHANNEL_AND_DAY and name.endswith(".json"):
            yield _Day(name=name, channel=steps[-2], open=partial(archive.open, entry))


_CHANNEL_AND_DAY = 2


def _days(path: Path, days: Sequence[_Day | BadRow], progress: Progress) -> Read:
    """Read every day; one that cannot be opened, or breaks off, hides none of the others."""
    if not days:
        yield BadRow(file=str(path), line=None, reason="there is no channel with a day in it")
    for day in days:
        if isinstance(day, BadRow):
            yield day
            continue
        try:
            with day.open() as source:
                yield from _slack_day(source, day.name, day.channel, progress)
        except OSError as error:
            yield unreadable(day.name, error)
        except _DAMAGED:
            yield BadRow(file=day.name, line=None, reason="the zip is damaged here")


def _slack_day(source: IO[bytes], name: str, channel: str, progress: Progress) -> Read:
    try:
        events = ijson.parse(_Counting(source, progress), use_float=True)
        first = next(events)
        if first[1] != "start_array":
            yield BadRow(file=name, line=None, reason=_NO_LIST)
            return
        for number, message in enumerate(ijson.items(chain([first], events), "item"), 1):
            fault = _slack_fault(message)
            if fault is None:
                yield _slack_row(message, channel)
            else:
                yield BadRow(file=name, line=None, reason=f"message {number} {fault}")
    except _BROKEN as error:
        yield _broken(name, error)


def _slack_fault(message: object) -> str | None:
    """Say what keeps an entry of a day from being a message."""
    if not isinstance(message, dict) or not isinstance(message.get("ts"), str):
        return "has no “ts”"
    kind = message.get("type")
    if not isinstance(kind, str):
        return "has no type"
    return None if kind == "message" else f"is of the type “{kind[:20]}”, which is not read"


def _slack_row(message: dict[str, Any], channel: str) -> Row:
    text = message.get("text")
    parts = [Part(kind=PartKind.BODY, text=text if isinstance(text, str) else "")]
    parts += _texts(message.get("files"), ("name", "title"), PartKind.FILE_NAME)
    parts += _texts(message.get("attachments"), ("title", "text"), PartKind.FORWARDED)
    user = message.get("user")
    try:
        sent_at = datetime.fromtimestamp(float(message["ts"]), UTC)
    except (ValueError, OverflowError):
        sent_at = None
    return Row(
        id=f"{channel}/{message['ts']}",
        content=Content(parts=tuple(parts)),
        author=user if isinstance(user, str) else None,
        channel=channel,
        sent_at=sent_at,
        thread=message.get("thread_ts") if isinstance(message.get("thread_ts"), str) else None,
    )

"""Reading messages from files as streams: JSON lines, plain text, Slack exports, DiscordChatExporter's JSON.

A row that cannot be read is reported with file, line and reason, and reading goes on. No reason quotes the text.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
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
    except (json.JSONDecodeError, RecursionError) as error:
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


class _Counting(io.RawIOBase):
    """Passes reading on and tells how much was read."""

    def __init__(self, source: IO[bytes], progress: Progress) -> None:
        self._source = source
        self._progress = progress

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._progress.advance(len(data))
        return data


def _discord(source: IO[bytes], name: str, progress: Progress) -> Read:
    """Read DiscordChatExporter's JSON (https://github.com/Tyrrrz/DiscordChatExporter), message by message."""
    channel: str | None = None
    counted = _Counting(source, progress)
    try:
        for prefix, event, value in ijson.parse(counted, use_float=True):
            if prefix == "channel.name" and event == "string":
                channel = value
            if prefix == "messages" and event == "start_array":
                break
        source.seek(0)
        for number, message in enumerate(ijson.items(source, "messages.item", use_float=True), 1):
            yield _discord_row(message, channel, number, name)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        yield BadRow(file=name, line=None, reason=f"the JSON breaks off or is damaged ({type(error).__name__})")


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
        for file in sorted(path.glob("*/*.json")):
            with file.open("rb") as source:
                yield from _slack_day(source, f"{file.parent.name}/{file.name}", file.parent.name, progress)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in sorted(archive.namelist()):
                steps = entry.split("/")
                if len(steps) >= _CHANNEL_AND_DAY and entry.endswith(".json"):
                    with archive.open(entry) as source:
                        yield from _slack_day(source, entry, steps[-2], progress)
    except zipfile.BadZipFile:
        yield BadRow(file=str(path), line=None, reason="neither a folder nor a readable zip")


_CHANNEL_AND_DAY = 2


def _slack_day(source: IO[bytes], name: str, channel: str, progress: Progress) -> Read:
    try:
        for number, message in enumerate(ijson.items(_Counting(source, progress), "item", use_float=True), 1):
            if not isinstance(message, dict) or not isinstance(message.get("ts"), str):
                yield BadRow(file=name, line=None, reason=f"message {number} has no “ts”")
            elif message.get("type") == "message":
                yield _slack_row(message, channel)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        yield BadRow(file=name, line=None, reason=f"the JSON breaks off or is damaged ({type(error).__name__})")


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

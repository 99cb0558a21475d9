"""Reading files: every format, in order, and whatever cannot be read is named while the rest goes on."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.text import PartKind
from bot.scan.readers import BadRow, Format, Progress, Row, read, read_slack_export


class Pipe(io.RawIOBase):
    """A stream that cannot be turned back, such as standard input."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        """Be readable."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        return self._data.read(size)

    def readline(self, size: int | None = -1) -> bytes:
        """Read a line."""
        return self._data.readline(-1 if size is None else size)

    def __next__(self) -> bytes:
        """Give the next line."""
        return next(self._data)


def rows(data: bytes, written_as: Format) -> list[Row | BadRow]:
    """Read bytes as they would come through a pipe."""
    return list(read(Pipe(data), "file", written_as, Progress()))  # type: ignore[arg-type]


def said(one: Row | BadRow) -> tuple[object, ...]:
    """Put a row into a tuple: what it holds, or where and why it does not."""
    if isinstance(one, BadRow):
        return (one.line, one.reason)
    return (one.id, one.content.body)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": "a", "text": "hi"}', ("a", "hi")),
        ('{"id": 7, "text": ""}', (7, "")),
        ('{"id": "a", "text": "hi", "other": [1]}', ("a", "hi")),
        ('{"id": "a", "text": "\\ud83d"}', ("a", "\ud83d")),
        ('{"id": "a", "text": "hi", "author": null, "sent_at": null}', ("a", "hi")),
        ("nonsense", (1, "not JSON (column 1)")),
        ('{"id": "a", "text": "cut', (1, "not JSON (column 21)")),
        ("[1]", (1, "not a JSON object")),
        ('{"text": "hi"}', (1, "“id” is missing or neither text nor a whole number")),
        ('{"id": true, "text": "hi"}', (1, "“id” is missing or neither text nor a whole number")),
        ('{"id": 1.5, "text": "hi"}', (1, "“id” is missing or neither text nor a whole number")),
        ('{"id": "a"}', (1, "“text” is missing or no text")),
        ('{"id": "a", "text": 5}', (1, "“text” is missing or no text")),
        ('{"id": "a", "text": "x", "author": 5}', (1, "“author” is no text")),
        ('{"id": "a", "text": "x", "sent_at": "soon"}', (1, "“sent_at” is not a time such as 2026-11-24T09:30:00Z")),
        ('{"id": ' + "9" * 5_000 + ', "text": "x"}', (1, "not JSON")),
        ("[" * 100_000, (1, "not JSON")),
    ],
)
def test_json_lines(line: str, expected: tuple[object, ...]) -> None:
    """A row is what the page says it is; everything else is named with its line, and never quoted."""
    assert [said(one) for one in rows(line.encode(), Format.JSONL)] == [expected]


def test_json_rows_hold_everything() -> None:
    """Author, channel, time and thread are read; a time without a zone is UTC."""
    full = {"id": "a", "text": "x", "author": "u1", "channel": "#general", "sent_at": "2026-03-02T09:00", "thread": "t"}
    (row,) = rows(json.dumps(full).encode(), Format.JSONL)
    assert isinstance(row, Row)
    assert (row.author, row.channel, row.thread) == ("u1", "#general", "t")
    assert row.sent_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_bad_lines_are_named_and_the_others_read() -> None:
    """Line numbers count every line; empty lines are no rows; a mark at the beginning of the file is no text."""
    data = (
        b'\xef\xbb\xbf{"id": 1, "text": "one"}\r\n'
        b"\n"
        b"not json: secret\n"
        b'{"id": 2, "text": "caf\xe9"}\n'
        b'   \n{"id": 3, "text": "three"}'
    )
    found = rows(data, Format.JSONL)
    assert [said(one) for one in found] == [
        (1, "one"),
        (3, "not JSON (column 1)"),
        (4, "not UTF-8 (byte 23 of the line)"),
        (3, "three"),
    ]
    assert str(found[1]) == "file, line 3: not JSON (column 1)"


def test_plain_text_is_a_message_a_line() -> None:
    """Lines are numbered from one, empty ones too; a line that is not UTF-8 is named."""
    found = rows(b"\xef\xbb\xbfone\r\n\ntwo \xff\n" + b"x" * 40_000, Format.TEXT)
    assert [said(one) for one in found] == [
        (1, "one"),
        (2, ""),
        (3, "not UTF-8 (byte 5 of the line)"),
        (4, "x" * 40_000),
    ]


DISCORD = {
    "guild": {"id": "1", "name": "x"},
    "channel": {"id": "2", "name": "general", "topic": {"name": "no"}},
    "messages": [
        {
            "id": "10",
            "timestamp": "2026-03-02T09:00:00.5+00:00",
            "content": "hi",
            "author": {"id": "7", "name": "Ada"},
            "attachments": [{"fileName": "ada.pdf"}, {"fileName": ""}, {}],
            "embeds": [{"title": "T", "description": "D"}, "no"],
        },
        {"content": "no id"},
        "nothing",
        {"id": "11", "content": None, "timestamp": "soon", "author": None},
    ],
}


def test_discord_exports() -> None:
    """DiscordChatExporter's JSON is read message by message, also from a pipe."""
    found = rows(json.dumps(DISCORD).encode(), Format.DISCORD_EXPORT)
    assert [said(one) for one in found] == [
        ("10", "hi"),
        (None, "message 2 has no id"),
        (None, "message 3 has no id"),
        ("11", ""),
    ]
    first = found[0]
    assert isinstance(first, Row)
    assert (first.author, first.channel) == ("7", "general")
    assert first.sent_at == datetime(2026, 3, 2, 9, 0, 0, 500_000, tzinfo=UTC)
    assert [(part.kind, part.text) for part in first.content.parts[1:]] == [
        (PartKind.FILE_NAME, "ada.pdf"),
        (PartKind.EMBED, "T"),
        (PartKind.EMBED, "D"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the JSON breaks off or is damaged"),
        (b"nonsense", "the JSON breaks off or is damaged"),
        (json.dumps(DISCORD).encode()[:-90], "the JSON breaks off or is damaged"),
        (b'{"messages": [{"id": "1", "content": "\xff"}]}', "the JSON breaks off or is damaged"),
        (b"[]", "there is no list of messages"),
        (b'{"channel": {"name": "x"}}', "there is no list of messages"),
        (b'{"messages": {}}', "there is no list of messages"),
    ],
)
def test_broken_discord_exports(data: bytes, reason: str) -> None:
    """An export that breaks off, or is none, is named; what came before it was read."""
    found = rows(data, Format.DISCORD_EXPORT)
    assert isinstance(found[-1], BadRow)
    assert found[-1].reason.startswith(reason)
    assert all("Ada" not in str(one) for one in found if isinstance(one, BadRow))


def day(*messages: object) -> bytes:
    """Write one day of a Slack channel."""
    return json.dumps(messages).encode()


GENERAL_1 = day(
    {"type": "message", "ts": "1767225600.000100", "user": "U1", "text": "one", "thread_ts": "1767225600.000100"},
    {"type": "message", "ts": "1767225601.5", "text": "two", "files": [{"name": "a.pdf", "title": "A"}]},
    {"type": "message", "ts": "soon", "text": "three", "attachments": [{"title": "T", "text": "quoted"}]},
)
GENERAL_2 = day(
    {"type": "message", "user": "U1", "text": "no ts"}, "nothing", {"type": "message", "ts": "1e400", "text": None}
)
CASES = day({"type": "message", "ts": "5", "user": 7, "text": "case"}, {"type": "file", "ts": "6"}, {"ts": "7"})


def folder(root: Path) -> Path:
    """Write an unpacked export."""
    for name, data in (
        ("general/2026-01-01.json", GENERAL_1),
        ("general/2026-01-02.json", GENERAL_2),
        ("cases/2026-01-01.json", CASES),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (root / "users.json").write_text("[]")
    return root


def zipped(root: Path) -> Path:
    """Write a packed export."""
    file = root / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for one in sorted(folder(root / "unpacked").rglob("*.json")):
            archive.write(one, one.relative_to(root / "unpacked"))
    return file


@pytest.mark.parametrize("make", [folder, zipped])
def test_slack_exports(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    """A folder and a zip give the same: channels and days in order, bad entries named by file."""
    found = list(read_slack_export(make(tmp_path), Progress()))
    assert [said(one) for one in found] == [
        ("cases/5", "case"),
        (None, "message 2 is of the type “file”, which is not read"),
        (None, "message 3 has no type"),
        ("general/1767225600.000100", "one"),
        ("general/1767225601.5", "two"),
        ("general/soon", "three"),
        (None, "message 1 has no “ts”"),
        (None, "message 2 has no “ts”"),
        ("general/1e400", ""),
    ]
    assert [one.file for one in found if isinstance(one, BadRow)] == [
        *("cases/2026-01-01.json", "cases/2026-01-01.json"),
        *("general/2026-01-02.json", "general/2026-01-02.json"),
    ]
    first = found[3]
    assert isinstance(first, Row)
    assert (first.author, first.channel, first.thread) == ("U1", "general", "1767225600.000100")
    assert first.sent_at is not None
    assert first.sent_at.year == 2026
    third = found[5]
    assert isinstance(third, Row)
    assert [part.kind for part in third.content.parts[1:]] == [PartKind.FORWARDED, PartKind.FORWARDED]


def test_one_damaged_day_does_not_hide_the_others(tmp_path: Path) -> None:
    """A day that breaks off, or cannot be opened, is named, and the next one is read."""
    root = folder(tmp_path)
    (root / "general" / "2026-01-01.json").write_bytes(GENERAL_1[:60])
    (root / "general" / "2026-01-03.json").mkdir()
    (root / "zz").mkdir()
    (root / "zz" / "2026-01-01.json").write_bytes(CASES)
    found = list(read_slack_export(root, Progress()))
    bad = {one.file: one.reason for one in found if isinstance(one, BadRow)}
    assert bad["general/2026-01-01.json"].startswith("the JSON breaks off")
    assert bad["general/2026-01-03.json"] == "Is a directory"
    assert [one.id for one in found if isinstance(one, Row)] == ["cases/5", "general/1e400", "zz/5"]


@pytest.mark.parametrize("data", [b'{"messages": []}', b"null", b"5", b'"[]"'])
def test_a_day_that_is_no_list_is_named(tmp_path: Path, data: bytes) -> None:
    """A day holds a list of messages; what holds anything else was not read, and the next day is."""
    root = folder(tmp_path)
    (root / "general" / "2026-01-01.json").write_bytes(data)
    found = list(read_slack_export(root, Progress()))
    (bad,) = (one for one in found if isinstance(one, BadRow) and one.file == "general/2026-01-01.json")
    assert bad.reason == "there is no list of messages"
    assert [one.id for one in found if isinstance(one, Row)] == ["cases/5", "general/1e400"]


def test_an_empty_day_is_no_fault(tmp_path: Path) -> None:
    """A list without a message is a day on which nobody wrote; a file without anything in it is damaged."""
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "2026-01-01.json").write_bytes(b"[]")
    assert list(read_slack_export(tmp_path, Progress())) == []
    (tmp_path / "general" / "2026-01-01.json").write_bytes(b"")
    (bad,) = read_slack_export(tmp_path, Progress())
    assert isinstance(bad, BadRow)
    assert bad.reason.startswith("the JSON breaks off")


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel that cannot be listed is named, and the others are read; so is one that leads nowhere."""
    root = folder(tmp_path)
    (root / "lost").symlink_to(tmp_path / "nowhere")
    listed = os.scandir

    def refused(path: Path | str) -> object:
        if Path(path).name == "general":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refused)
    found = list(read_slack_export(root, Progress()))
    bad = [str(one) for one in found if isinstance(one, BadRow) and not one.file.startswith("cases/")]
    assert bad == ["general: Permission denied", "lost: No such file or directory"]
    assert [one.id for one in found if isinstance(one, Row)] == ["cases/5"]


def test_one_damaged_entry_of_a_zip_does_not_hide_the_others(tmp_path: Path) -> None:
    """An entry whose checksum is wrong is named; the others are read."""
    file = zipped(tmp_path)
    data = bytearray(file.read_bytes())
    at = data.index(b'"one"')
    data[at : at + 5] = b'"xxx"'
    file.write_bytes(bytes(data))
    found = list(read_slack_export(file, Progress()))
    bad = [one for one in found if isinstance(one, BadRow) and one.file == "general/2026-01-01.json"]
    assert [one.reason for one in bad] == ["the zip is damaged here"]
    assert {"cases/5", "general/1e400"} <= {one.id for one in found if isinstance(one, Row)}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_both_read(tmp_path: Path) -> None:
    """A day that was put into a zip twice is read twice, each time as it is there."""
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for data in (GENERAL_1, CASES):
            archive.writestr("general/2026-01-01.json", data)
    ids = [one.id for one in read_slack_export(file, Progress()) if isinstance(one, Row)]
    assert ids == ["general/1767225600.000100", "general/1767225601.5", "general/soon", "general/5"]


def test_a_locked_zip_is_named(tmp_path: Path) -> None:
    """An entry that asks for a password is bad input, not a crash."""
    file = zipped(tmp_path)
    data = bytearray(file.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    file.write_bytes(bytes(data))
    found = list(read_slack_export(file, Progress()))
    assert found
    assert all(isinstance(one, BadRow) and one.reason == "the zip is damaged here" for one in found)


def cut_into(file: Path, before: bytes, after: bytes, *, nth: int) -> None:
    """Change one of the places of a file where something stands, the last one for -1."""
    data = file.read_bytes()
    places = [at for at in range(len(data)) if data.startswith(before, at)]
    at = places[nth]
    file.write_bytes(data[:at] + after + data[at + len(before) :])


@pytest.mark.parametrize(
    ("packing", "before", "after"),
    [
        (zipfile.ZIP_STORED, "é".encode(), b"\xff\xa9"),  # the name of the entry is no UTF-8
        (zipfile.ZIP_LZMA, b"\x09\x04\x05\x00\x5d", b"\x09\x04\x05\x00\xff"),  # packed in a way that is none
    ],
)
def test_an_entry_of_a_zip_that_cannot_be_opened_is_named(
    tmp_path: Path, packing: int, before: bytes, after: bytes
) -> None:
    """However an entry is packed and damaged, it is named and the next one is read."""
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("général/2026-01-01.json", GENERAL_1)
        archive.writestr("zz/2026-01-01.json", CASES)
    cut_into(file, before, after, nth=0)
    found = list(read_slack_export(file, Progress()))
    bad = [one for one in found if isinstance(one, BadRow) and one.file == "général/2026-01-01.json"]
    assert [one.reason for one in bad] == ["the zip is damaged here"]
    assert [one.id for one in found if isinstance(one, Row)] == ["zz/5"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("é".encode(), b"\xff\xa9"),
        (b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\x80"),  # packed by a version that is none
    ],
)
def test_a_zip_with_a_damaged_list_of_entries_is_named(tmp_path: Path, before: bytes, after: bytes) -> None:
    """A zip whose own list of entries cannot be read is no readable zip."""
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("général/2026-01-01.json", GENERAL_1)
    cut_into(file, before, after, nth=-1)
    (found,) = read_slack_export(file, Progress())
    assert found == BadRow(file=str(file), line=None, reason="neither a folder nor a readable zip")


@pytest.mark.parametrize("kind", ["text", "empty folder", "empty zip", "missing"])
def test_what_is_no_slack_export(tmp_path: Path, kind: str) -> None:
    """A file that is no zip, and an export without a day, are bad input."""
    path = tmp_path / "export"
    if kind == "text":
        path.write_text("hello")
    elif kind == "empty folder":
        path.mkdir()
    elif kind == "empty zip":
        zipfile.ZipFile(path, "w").close()
    (found,) = read_slack_export(path, Progress())
    assert isinstance(found, BadRow)
    assert (
        found.reason
        == {
            "text": "neither a folder nor a readable zip",
            "empty folder": "there is no channel with a day in it",
            "empty zip": "there is no channel with a day in it",
            "missing": "No such file or directory",
        }[kind]
    )


def test_progress_is_told() -> None:
    """Whoever draws a bar hears of every byte once."""
    read_bytes: list[int] = []
    progress = Progress(advance=read_bytes.append)
    data = json.dumps(DISCORD).encode()
    for written_as in (Format.DISCORD_EXPORT, Format.JSONL, Format.TEXT):
        read_bytes.clear()
        list(read(Pipe(data), "file", written_as, progress))  # type: ignore[arg-type]
        assert sum(read_bytes) == len(data)

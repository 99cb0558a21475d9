"""Lists: rows are read or refused by line, kept wholly, and known after the start; a warning is no offence."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Context, Finding
from bot.core.text import fold
from bot.detectors.spam import links, lists
from bot.detectors.spam.content import Content
from bot.detectors.spam.lists import BadList, ListKind, read_rows

DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Leave no list behind for other tests."""
    yield
    links.know(scams=frozenset(), predatory=frozenset())


def imported(*rows: str, kind: ListKind = ListKind.SCAM_DOMAINS) -> lists.Imported:
    """Read some rows."""
    return read_rows(rows, kind, source="a test", dated=DAY)


@pytest.mark.parametrize(
    ("row", "host"),
    [
        ("free-prize-zone.com", "free-prize-zone.com"),
        ("https://www.Free-Prize-Zone.com/login?x=1", "free-prize-zone.com"),
        ("0.0.0.0 bad.example-host.net", "bad.example-host.net"),
        ("Some Journals Group http://somejournals.org/", "somejournals.org"),
        ("free-prize-zone.com,phishing,2026-01-01", "free-prize-zone.com"),
        ('{"text": "https://free-prize-zone.com", "label": "spam"}', "free-prize-zone.com"),
        ('{"domain": "free-prize-zone.com"}', "free-prize-zone.com"),
        ("préfecture-amende.com", "xn--prfecture-amende-cqb.com"),
    ],
)
def test_a_row_is_read(row: str, host: str) -> None:
    """However it is written."""
    read = imported(row)
    assert read.list.hosts == {host}
    assert read.refused == ()


@pytest.mark.parametrize(
    "row",
    [
        "no host here",
        "co.uk",
        "discord.com",
        "https://login.microsoft.com/x",
        "bit.ly",
        "nejm.org",
        "cdc.gov",
        "{broken",
        '{"name": "no host"}',
        "http://bad_host_without_ending/",
        "x" * 3_000,
    ],
)
def test_a_bad_row_is_refused_by_its_line(row: str) -> None:
    """The others are kept."""
    read = imported("# a remark", "", "good-host-here.com", row, "good-host-here.com")
    assert read.list.hosts == {"good-host-here.com"}
    assert [line for line, _ in read.refused] == [4]
    assert read.repeated == 1


@given(st.text(max_size=60))
def test_any_row_is_survived(row: str) -> None:
    """Nothing in a file is an error that was not foreseen."""
    read = imported(row)
    assert all(links.listable(host) == host for host in read.list.hosts)


def look(text: str) -> list[Finding]:
    """Look at a message."""
    seen = Content().inspect(fold(text), Context(now=datetime.now(UTC)))
    return [one for one in seen if isinstance(one, Finding)]


def test_a_listed_host_is_proven_and_a_warning_is_not(tmp_path: Path) -> None:
    """Kept, read again, and known; hosts under it too, hosts beside it not."""
    assert look("see https://quiet-words.com/a") == []
    lists.save(tmp_path, imported("quiet-words.com").list)
    (known,) = lists.use(tmp_path)
    assert (known.source, known.dated) == ("a test", DAY)
    for text in ("see https://quiet-words.com/a", "see https://a.b.quiet-words.com"):
        (found,) = look(text)
        assert (found.rule, found.proven) == ("spam.listed", True)
    assert look("see https://quiet-words.net/a") == []
    assert not any(one.proven for one in look("warning, this is a scam, do not click: https://quiet-words.com/a"))


def test_a_listed_publisher_alone_is_nothing(tmp_path: Path) -> None:
    """It may be discussed; an invitation to publish there counts more."""
    lists.save(tmp_path, imported("press-of-words.org", kind=ListKind.PREDATORY_PUBLISHERS).list)
    lists.use(tmp_path)
    assert look("is https://press-of-words.org a serious publisher?") == []
    assert look("we read it at https://press-of-words.org/article") == []


def test_a_list_that_is_damaged_is_said(tmp_path: Path) -> None:
    """By its file, with what to do."""
    lists.save(tmp_path, imported("quiet-words.com").list)
    path = tmp_path / "lists" / "scam-domains.json"
    path.write_text(json.dumps({"hosts": 3}), encoding="utf-8")
    with pytest.raises(BadList, match="import the list again"):
        lists.use(tmp_path)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without end is not read to its end."""
    monkeypatch.setattr(lists, "MOST_ROWS", 3)
    with pytest.raises(BadList, match="more than 3 rows"):
        imported("a.com", "b.com", "c.com", "d.com")

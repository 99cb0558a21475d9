"""The calendar's file, read back by the rules of RFC 5545: unfolded, parsed, unescaped."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.calendar import LONGEST_ADDRESS, Entry, calendar_file, web_address

NOW = datetime(2026, 11, 28, 15, 0, tzinfo=UTC)
BEGINS = datetime(2026, 12, 3, 17, 30, tzinfo=UTC)


def entry(**changes: object) -> Entry:
    """Make an entry; what a test cares about is changed."""
    plain: dict[str, object] = {
        "uid": "20261128T150000-7@test.town",
        "title": "Journal club",
        "begins": BEGINS,
        "lasts": timedelta(minutes=90),
    }
    return Entry(**{**plain, **changes})  # type: ignore[arg-type]  # the caller names fields of an entry


def parse(written: str) -> dict[str, str]:
    """Read a file with one event: property by property, each of which may stand once."""
    assert written.endswith("\r\n")
    assert "\n" not in written.replace("\r\n", "")
    assert "\r" not in written.replace("\r\n", "")
    for line in written.split("\r\n"):
        assert len(line.encode()) <= 75
    lines = re.sub(r"\r\n[ \t]", "", written).removesuffix("\r\n").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    properties: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Z-]+", name)
        if name not in ("BEGIN", "END"):
            assert name not in properties
            properties[name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return properties


def moment(written: str) -> datetime:
    """Read a UTC time."""
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_an_event_reads_back() -> None:
    """Every property that RFC 5545 asks for, with the values that went in."""
    read = parse(calendar_file(entry(where="Room 4; 2nd floor", description="Bring:\nthe paper, printed"), NOW))
    assert read["VERSION"] == "2.0"
    assert read["PRODID"]
    assert read["UID"] == "20261128T150000-7@test.town"
    assert moment(read["DTSTAMP"]) == NOW
    assert moment(read["DTSTART"]) == BEGINS
    assert moment(read["DTEND"]) == BEGINS + timedelta(minutes=90)
    assert read["SUMMARY"] == "Journal club"
    assert read["LOCATION"] == "Room 4; 2nd floor"
    assert read["DESCRIPTION"] == "Bring:\nthe paper, printed"
    assert (read["METHOD"], read["STATUS"], read["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", "0")


def test_an_event_that_is_called_off_says_so() -> None:
    """The same UID with a higher sequence takes the entry out of a calendar."""
    read = parse(calendar_file(entry(cancelled=True, sequence=1), NOW))
    assert (read["METHOD"], read["STATUS"], read["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_every_title_survives(title: str) -> None:
    """Escaping and folding lose no letter, and no line is too long."""
    assert parse(calendar_file(entry(title=title), NOW))["SUMMARY"] == title


@pytest.mark.parametrize(
    ("written", "read"),
    [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\x00\x07b", "ab"), ("BEGIN:VEVENT\nEND", "BEGIN:VEVENT\nEND")],
)
def test_control_characters_add_no_line(written: str, read: str) -> None:
    """Nobody writes a property of their own into somebody's calendar."""
    assert parse(calendar_file(entry(description=written), NOW))["DESCRIPTION"] == read


def test_the_link_says_what_the_file_says() -> None:
    """Title, place and times; the description stays out."""
    address = web_address(entry(title="A & B?", where="Room 4", description="hidden"))
    asked = parse_qs(urlsplit(address).query)
    assert asked["text"] == ["A & B?"]
    assert asked["location"] == ["Room 4"]
    assert asked["dates"] == ["20261203T173000Z/20261203T190000Z"]
    assert "hidden" not in address


def test_a_link_that_is_too_long_leaves_the_place_out() -> None:
    """A platform refuses addresses of more than 512 characters."""
    assert "location" not in web_address(entry(where="é" * 200))
    assert len(web_address(entry(title="é" * 55))) <= LONGEST_ADDRESS

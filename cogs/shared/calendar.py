"""An event as a file for one's calendar. Pure; source: RFC 5545."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

MEDIA_TYPE = "text/calendar"

LONGEST_LINE = 75
"""Octets of a line without its end (source: RFC 5545, 3.1)."""

LONGEST_ADDRESS = 512
"""What a link of a card may have (source: Discord's limit)."""

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a calendar wants to know: ``uid`` stays the same for the life of an event, ``sequence`` grows."""

    uid: str
    title: str
    begins: datetime
    lasts: timedelta
    where: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_file(entry: Entry, now: datetime) -> str:
    """Write the file: UTC times, escaped texts, folded lines, each ended by CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Chaperone//Events//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if entry.cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{_escaped(entry.uid)}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(entry.begins)}",
        f"DTEND:{_utc(entry.begins + entry.lasts)}",
        f"SEQUENCE:{entry.sequence}",
        f"SUMMARY:{_escaped(entry.title)}",
    ]
    if entry.where:
        lines.append(f"LOCATION:{_escaped(entry.where)}")
    if entry.description:
        lines.append(f"DESCRIPTION:{_escaped(entry.description)}")
    lines += [f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def web_address(entry: Entry) -> str:
    """Make the address that puts an event into Google's calendar; nothing goes there before a member follows it.

    The description stays out: what stands in an address is seen on the way. Source: the event template of Google
    Calendar, ``render?action=TEMPLATE``.
    """
    ends = entry.begins + entry.lasts
    base = "https://calendar.google.com/calendar/render?action=TEMPLATE"
    address = f"{base}&dates={_utc(entry.begins)}/{_utc(ends)}&text={quote(entry.title, safe='')}"
    further = f"&location={quote(entry.where, safe='')}" if entry.where else ""
    return address + further if len(address + further) <= LONGEST_ADDRESS else address


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)


def _escaped(text: str) -> str:
    """Escape a text value (RFC 5545, 3.3.11); control characters, which no value may hold, are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in plain if letter in "\n\t" or (letter >= " " and letter != "\x7f"))
    for letter in "\\;,":
        plain = plain.replace(letter, f"\\{letter}")
    return plain.encode("utf-8", "replace").decode().replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line so that no piece has more than 75 octets, its leading space included, and no letter is cut."""
    piece, size = "", 0
    for letter in line:
        weight = len(letter.encode())
        if size + weight > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += weight
    yield piece

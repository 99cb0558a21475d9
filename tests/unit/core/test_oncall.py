"""Hours on call: days, nights, zones, and clocks that jump."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.events import MemberId
from bot.core.oncall import Hours, next_start, next_time, on_duty, parse_days, parse_hours, runs

MIA, NOOR = MemberId("test:mia"), MemberId("test:noor")


def hours(days: str, span: str, zone: str = "UTC", member: MemberId = MIA) -> Hours:
    """Read hours as a moderator types them."""
    begins, ends = parse_hours(span)
    return Hours(member=member, days=parse_days(days), begins=begins, ends=ends, zone=zone)


def at(written: str) -> datetime:
    """Read a moment in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "span", "zone", "moment", "covered"),
    [
        ("mon-fri", "09:00-17:00", "UTC", "2026-03-02 09:00", True),  # a Monday
        ("mon-fri", "09:00-17:00", "UTC", "2026-03-02 08:59", False),
        ("mon-fri", "09:00-17:00", "UTC", "2026-03-02 17:00", False),
        ("mon-fri", "09:00-17:00", "UTC", "2026-03-07 12:00", False),  # a Saturday
        ("mon-fri", "09:00-17:00", "Europe/Paris", "2026-03-02 08:00", True),
        ("mon-fri", "09:00-17:00", "America/New_York", "2026-03-02 13:59", False),
        ("mon-fri", "09:00-17:00", "America/New_York", "2026-03-02 14:00", True),
        # A night belongs to the day on which it begins.
        ("fri", "22:00-07:00", "UTC", "2026-03-07 06:59", True),
        ("fri", "22:00-07:00", "UTC", "2026-03-07 07:00", False),
        ("fri", "22:00-07:00", "UTC", "2026-03-06 06:00", False),
        ("sun", "22:00-07:00", "UTC", "2026-03-02 03:00", True),
        ("all", "00:00-24:00", "UTC", "2026-03-04 23:59", True),
        ("all", "00:00-00:00", "UTC", "2026-03-04 00:00", True),
        # The same clock on the wall is another moment in summer.
        ("all", "18:00-19:00", "Europe/Paris", "2026-03-28 17:30", True),
        ("all", "18:00-19:00", "Europe/Paris", "2026-03-29 17:30", False),
        ("all", "18:00-19:00", "Europe/Paris", "2026-03-29 16:30", True),
        # Spring: 02:30 is left out on 29 March; hours from then begin with the jump, at 01:00 UTC.
        ("sun", "02:30-04:00", "Europe/Paris", "2026-03-29 00:59", False),
        ("sun", "02:30-04:00", "Europe/Paris", "2026-03-29 01:00", True),
        ("sun", "02:30-04:00", "Europe/Paris", "2026-03-29 02:00", False),
        # Autumn: 02:30 comes twice on 25 October; a night until then ends with the second one.
        ("sat", "22:00-02:30", "Europe/Paris", "2026-10-25 01:29", True),
        ("sat", "22:00-02:30", "Europe/Paris", "2026-10-25 01:30", False),
        ("sun", "02:30-06:00", "Europe/Paris", "2026-10-25 00:30", True),
    ],
)
def test_hours_cover_a_moment(days: str, span: str, zone: str, moment: str, covered: bool) -> None:
    """What the clock on the wall shows counts."""
    assert hours(days, span, zone).covers(at(moment)) is covered


def test_round_the_clock_has_no_hole() -> None:
    """Two moderators who share every day leave no minute of the nights on which the clocks jump."""
    shared = [hours("all", "07:00-19:00", "Europe/Paris"), hours("all", "19:00-07:00", "Europe/Paris", NOOR)]
    for night in ("2026-03-28 12:00", "2026-10-24 12:00"):
        for minute in range(0, 24 * 60 * 2, 7):
            assert on_duty(shared, at(night) + timedelta(minutes=minute)), (night, minute)


def test_who_is_on_duty_and_who_comes_next() -> None:
    """Each member once; the next start is the soonest of all."""
    shared = [hours("mon", "09:00-12:00"), hours("mon", "10:00-11:00"), hours("tue", "08:00-09:00", member=NOOR)]
    assert [one.member for one in on_duty(shared, at("2026-03-02 10:30"))] == [MIA]
    assert next_start(shared, at("2026-03-02 12:00")) == at("2026-03-03 08:00")
    assert next_start(shared, at("2026-03-03 08:00")) == at("2026-03-09 09:00")
    assert next_start([], at("2026-03-03 08:00")) is None


def test_the_next_time_of_a_clock() -> None:
    """Every day once, also over a jump: the day is then an hour shorter or longer."""
    assert next_time(time(8), "Europe/Paris", at("2026-03-28 06:59")) == at("2026-03-28 07:00")
    assert next_time(time(8), "Europe/Paris", at("2026-03-28 07:00")) == at("2026-03-29 06:00")
    assert next_time(time(2, 30), "Europe/Paris", at("2026-03-28 12:00")) == at("2026-03-29 01:00")
    assert next_time(time(23, 30), "Pacific/Auckland", at("2026-03-02 12:00")) == at("2026-03-03 10:30")


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Sat, sun", {5, 6}),
        ("fri-mon", {4, 5, 6, 0}),
        ("lun-ven", {0, 1, 2, 3, 4}),
        ("Wednesday", {2}),
        ("tous", set(range(7))),
    ],
)
def test_days_are_read(written: str, days: set[int]) -> None:
    """In English and French, in runs and one by one, over the week's end."""
    assert parse_days(written) == days


@pytest.mark.parametrize("written", ["", "someday", "mon-", "mon;tue", "1-5"])
def test_what_are_no_days(written: str) -> None:
    """A sentence says what is understood."""
    with pytest.raises(ValueError, match="mon-fri"):
        parse_days(written)


@pytest.mark.parametrize(
    ("written", "span"),
    [("18:00-22:00", (1080, 1320)), ("22h-7h30", (1320, 450)), ("9–17", (540, 1020)), ("00:00-24:00", (0, 1440))],
)
def test_hours_are_read(written: str, span: tuple[int, int]) -> None:
    """As people write them."""
    assert parse_hours(written) == span


@pytest.mark.parametrize("written", ["", "18:00", "18-25", "24:00-03:00", "18:60-19:00", "a-b", "1-2-3", "24:30-3"])
def test_what_are_no_hours(written: str) -> None:
    """A sentence says what is understood."""
    with pytest.raises(ValueError, match="18:00-22:00"):
        parse_hours(written)


def test_days_are_gathered_into_runs() -> None:
    """Monday to Friday is one run."""
    assert runs({0, 1, 2, 3, 4}) == [(0, 4)]
    assert runs({0, 2, 5, 6}) == [(0, 0), (2, 2), (5, 6)]

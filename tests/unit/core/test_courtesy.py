"""Quiet times: breaks, nights, focus; the clock on the wall and its jumps."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.courtesy import (
    Drop,
    Hours,
    Occasion,
    Quiet,
    Send,
    Waited,
    end_of,
    quiet_of,
    read_hours,
    read_waited,
    read_zone,
    weigh,
    write_waited,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT = Hours(time(21), time(7))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("21:00-07:00", "21:00-07:00"),
        ("21-7", "21:00-07:00"),
        ("9:30 \u2013 17:05", "09:30-17:05"),
        ("22h30-6h", "22:30-06:00"),
        ("0:00-23:59", "00:00-23:59"),
    ],
)
def test_hours_are_read(written: str, read: str) -> None:
    """With a dash or an en dash, with minutes or without, as the French write them too."""
    assert str(read_hours(written)) == read


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "not two times"),
        ("21:00", "not two times"),
        ("21:00-", "not a time of day"),
        ("-7", "not a time of day"),
        ("25-7", "hour must be"),
        ("21:60-7", "minute must be"),
        ("nine-five", "not a time of day"),
        ("7-7", "the same"),
        ("21:00-07:00-9", "not a time of day"),
    ],
)
def test_what_are_no_hours(written: str, why: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=why):
        read_hours(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [("Europe/Paris", "Europe/Paris"), (" europe/paris ", "Europe/Paris"), ("america/new york", "America/New_York")],
)
def test_zones_are_read(written: str, read: str) -> None:
    """Whatever the case."""
    assert read_zone(written) == read


@pytest.mark.parametrize("written", ["", "Paris", "Europe", "../etc", "Mars/Olympus"])
def test_what_is_no_zone(written: str) -> None:
    """Places that the database of zones does not know."""
    with pytest.raises(ValueError, match="time zone"):
        read_zone(written)


@pytest.mark.parametrize(
    ("zone", "now", "end"),
    [
        ("UTC", datetime(2026, 3, 2, 21, 0, tzinfo=UTC), datetime(2026, 3, 3, 7, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 2, 6, 59, tzinfo=UTC), datetime(2026, 3, 2, 7, 0, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 2, 7, 0, tzinfo=UTC), None),
        ("UTC", datetime(2026, 3, 2, 20, 59, tzinfo=UTC), None),
        ("Europe/Paris", datetime(2026, 3, 2, 20, 30, tzinfo=UTC), datetime(2026, 3, 3, 6, 0, tzinfo=UTC)),
        # The night in which clocks go forward, and the one in which they go back.
        ("Europe/Paris", datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_night_ends_by_the_wall_clock(zone: str, now: datetime, end: datetime | None) -> None:
    """Seven in the morning is seven, in March and in October."""
    assert end_of(NIGHT, zone, now) == end


def test_hours_within_a_day() -> None:
    """A stretch that does not go over midnight."""
    lunch = Hours(time(12), time(13))
    assert end_of(lunch, "UTC", NOON) == NOON + timedelta(hours=1)
    assert end_of(lunch, "UTC", NOON - timedelta(minutes=1)) is None


def test_wishes_follow_one_another() -> None:
    """A break that ends in the night is quiet until the morning, and a focus after that a little longer."""
    quiet = Quiet(break_until=NOON + timedelta(hours=12), night=NIGHT)
    assert quiet.until(NOON) == NOON + timedelta(hours=19)
    assert Quiet(focus_until=NOON).until(NOON) is None
    longer = Quiet(night=NIGHT, focus_until=NOON + timedelta(hours=20))
    assert longer.until(NOON + timedelta(hours=10)) == NOON + timedelta(hours=20)


def test_wishes_are_read_from_preferences() -> None:
    """A member who has named no zone lives by the community's."""
    assert quiet_of({}, "Europe/Paris") == Quiet(zone="Europe/Paris")
    written = {"break_until": NOON.isoformat(), "night": "22:00-06:00", "zone": "Asia/Tokyo"}
    assert quiet_of(written, "UTC") == Quiet(break_until=NOON, night=Hours(time(22), time(6)), zone="Asia/Tokyo")


AWAY = Quiet(break_until=NOON + timedelta(days=2))
BUSY = Quiet(focus_until=NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("occasion", "quiet", "community", "weighed"),
    [
        (Occasion.URGENT, AWAY, None, Send()),
        (Occasion.CASE, Quiet(), None, Send()),
        (Occasion.CASE, AWAY, None, Send(NOON + timedelta(days=2))),
        (Occasion.CASE, Quiet(), NOON + timedelta(hours=2), Send()),
        (Occasion.NEWS, AWAY, None, Send(NOON + timedelta(days=2))),
        (Occasion.NEWS, Quiet(), NOON + timedelta(hours=2), Send()),
        (Occasion.SUBSCRIBED, AWAY, None, Drop("on a break")),
        (Occasion.SUBSCRIBED, BUSY, NOON + timedelta(hours=2), Send(NOON + timedelta(hours=1))),
        (Occasion.UNASKED, BUSY, NOON + timedelta(hours=2), Send(NOON + timedelta(hours=2))),
        (Occasion.UNASKED, Quiet(), None, Send()),
        (Occasion.UNASKED, Quiet(focus_until=NOON + timedelta(hours=30)), None, Drop("quiet for too long")),
    ],
)
def test_what_may_reach_a_member(
    occasion: Occasion, quiet: Quiet, community: datetime | None, weighed: Send | Drop
) -> None:
    """Urgent always; a case and news when they are back; reminders when they are free; the rest by day."""
    assert weigh(occasion, quiet, community, NOON) == weighed


@given(
    zone=st.sampled_from(("UTC", "Europe/Paris", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe")),
    begin=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    length=st.integers(1, 23 * 60 + 59),
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    away=st.integers(-600, 6_000),
)
def test_quiet_ends_and_is_over_then(zone: str, begin: time, length: int, minutes: int, away: int) -> None:
    """Whatever the zone, the hours and the season: the end lies ahead, and at it nothing is quiet any more."""
    now = NOON + timedelta(minutes=minutes)
    end = (datetime.combine(now.date(), begin) + timedelta(minutes=length)).time()
    quiet = Quiet(break_until=now + timedelta(minutes=away), night=Hours(begin, end), zone=zone)
    until = quiet.until(now)
    if until is None:
        assert not quiet.on_break(now)
    else:
        assert until > now
        assert quiet.until(until) is None


def test_rest_is_a_break_or_a_focus_and_no_night() -> None:
    """Whoever sleeps every night is not welcomed back every morning."""
    assert Quiet(night=NIGHT).rests_until(NOON + timedelta(hours=12)) is None
    assert AWAY.rests_until(NOON) == NOON + timedelta(days=2)
    assert Quiet(focus_until=NOON).rests_until(NOON) is None
    both = Quiet(break_until=NOON + timedelta(hours=1), focus_until=NOON + timedelta(hours=2))
    assert both.rests_until(NOON) == NOON + timedelta(hours=2)


def test_what_waited_is_counted_by_occasion() -> None:
    """And survives being written down; what is urgent never waits."""
    waited = Waited()
    for occasion in (Occasion.CASE, *Occasion):
        waited = waited.one_more(occasion)
    assert waited == Waited(case=2, news=1, subscribed=1, unasked=1)
    assert read_waited(write_waited(waited)) == waited
    assert read_waited(None) == Waited()

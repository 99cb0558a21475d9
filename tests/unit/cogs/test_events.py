"""Events: scanned, announced, answered by anybody, counted for all, remembered once, cancelled by few."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellChannel, TellMember
from bot.core.cards import Card, Option
from bot.core.events import Channel, ChannelId, FormSubmitted
from bot.core.setups import Survey
from tests.town import COMMUNITY, START, Time, Town, card_of, form_of, token_of, town, words_of

FIELDS = {
    "title": "Sepsis round",
    "when": "2026-03-05 18:30",
    "zone": "Europe/Paris",
    "where": "Room 4",
    "description": "What is new.",
}


async def announce(here: Town, by: str = "ada", **changes: str) -> Card:
    """Announce an event; what a test cares about is changed."""
    return await here.fill(by, "events:create:60", None, **{**FIELDS, **changes})


def shown(here: Town, number: int = 1) -> Card:
    """Find the event's card as it stands in the channel now."""
    return [one.card for one in here.platform.of(TellChannel) if one.subject == f"event:{number}"][-1]


def fact(card: Card, name: str) -> str:
    """Read one fact of a card."""
    return next(one.value for one in card.facts if one.name == name)


async def test_an_event_is_announced_by_the_clock_of_its_place(tmp_path: Path) -> None:
    """Paris is an hour ahead of UTC in March, and both are said."""
    async with town(tmp_path) as here:
        await announce(here)
        card = shown(here)
        assert card.title == "Sepsis round"
        assert fact(card, "When") == "Thursday 5 March 2026, 18:30 (Europe/Paris), which is 17:30 UTC"
        assert fact(card, "Until") == "Thursday 5 March 2026, 19:30 (Europe/Paris)"
        assert fact(card, "Coming") == "yes: 0 · perhaps: 0"


async def test_the_form_knows_the_communitys_zone_and_how_long(tmp_path: Path) -> None:
    """What was asked in the command is in the token, the zone in its field."""
    async with town(tmp_path) as here:
        spec, options = here.app.roster.read_line("/events create lasts:1h30m")
        assert here.app.roster.bind(spec, options) == {"lasts": timedelta(minutes=90)}
        assert "5 minutes to 14 days" in words_of(await here.command("ada", "/events create lasts:1m"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"when": "tomorrow"}, "Write the day and the time like this"),
        ({"when": "2026-03-05 18:30+01:00"}, "Write the day and the time like this"),
        ({"when": "2026-02-30 18:30"}, "Write the day and the time like this"),
        ({"when": "2026-03-02 09:30"}, "An event lies ahead"),
        ({"when": "2029-03-05 18:30"}, "An event lies ahead"),
        ({"when": "9999-12-31 23:59", "zone": "America/New_York"}, "Write the day"),
        ({"when": "2026-03-29 02:30"}, "Clocks go forward"),
        ({"zone": "Paris"}, "This is no time zone"),
        ({"title": "Round on {patient_data.direct 0.9: Ada Testperson}"}, "Not posted yet"),
        ({"description": "{spam.fraud 0.9: easy money}"}, "was not posted"),
        ({"where": "{patient_data.mosaic 0.6: ward 4}"}, "was not posted"),
    ],
)
async def test_what_cannot_be_posted_comes_back_with_the_reason(
    tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    """In private, with the form filled in again; nothing reaches the channel."""
    async with town(tmp_path) as here:
        card = await announce(here, **changes)
        assert sentence in words_of(card)
        assert here.platform.of(TellChannel) == []
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**FIELDS, **changes}
        assert "Testperson" not in words_of(card)


async def test_a_draft_is_gone_after_half_an_hour(tmp_path: Path) -> None:
    """And right after it was posted."""
    async with town(tmp_path) as here:
        await announce(here, when="soon")
        await here.pass_time(timedelta(minutes=31))
        assert "no longer kept" in words_of(card_of(await here.press("ada", "events:again:60")))
        await announce(here, when="soon")
        await announce(here)
        assert "no longer kept" in words_of(card_of(await here.press("ada", "events:again:60")))


async def test_everybody_answers_and_everybody_sees_the_count(tmp_path: Path) -> None:
    """One answer a member, which can change; the answer has the calendar's file and a link."""
    async with town(tmp_path) as here:
        await announce(here)
        mine = card_of(await here.press("new", token_of(shown(here), "I am coming")))
        assert mine.document is not None
        assert mine.document.name == "event-1.ics"
        assert "SUMMARY:Sepsis round\r\n" in mine.document.text
        assert mine.links[0].url.startswith("https://calendar.google.com/")
        await here.press("new", token_of(shown(here), "I am coming"))
        await here.press("fred", token_of(shown(here), "Perhaps"))
        assert fact(shown(here), "Coming") == "yes: 1 · perhaps: 1"
        await here.press("new", token_of(shown(here), "I am not coming"))
        assert fact(shown(here), "Coming") == "yes: 0 · perhaps: 1"


async def test_who_comes_is_reminded_a_day_and_an_hour_before(tmp_path: Path) -> None:
    """Each once, in their language; nobody else hears anything."""
    async with town(tmp_path) as here:
        await announce(here)
        await here.press("ada", "events:going:1")
        await here.press("fred", "events:maybe:1")
        await here.press("mia", "events:no:1")
        await here.pass_time(timedelta(days=2, hours=8, minutes=29))
        assert here.told("ada") == []
        await here.pass_time(timedelta(minutes=1))
        assert [card.body for card in here.told("ada")] == [("“Sepsis round” is coming up. You said you might come.",)]
        assert "approche" in here.told("fred")[0].body[0]
        await here.pass_time(timedelta(hours=23))
        assert "begins soon" in here.told("ada")[1].body[0]
        assert here.told("mia") == here.told("new") == []
        await here.pass_time(timedelta(hours=2))
        assert shown(here).buttons == ()
        assert "is over" in shown(here).body[0]
        assert all(one.if_reads == "test:general" for one in here.platform.of(TellMember))


async def test_reminders_can_be_turned_off_for_one_event(tmp_path: Path) -> None:
    """The answer still counts."""
    async with town(tmp_path) as here:
        await announce(here)
        mine = card_of(await here.press("ada", "events:going:1"))
        await here.press("ada", token_of(mine, "No reminders of this event"))
        await here.pass_time(timedelta(days=4))
        assert here.told("ada") == []
        assert fact(shown(here), "Coming") == "yes: 1 · perhaps: 0"


async def test_a_reminder_that_would_come_too_late_is_left_out(tmp_path: Path) -> None:
    """Somebody whose night lasts until after the beginning reads nothing about it in the morning."""
    async with town(tmp_path) as here:
        await announce(here, when="2026-03-05 23:00", zone="UTC")
        await here.press("ada", "events:going:1")
        async with here.app.store.begin() as work:
            await work.members.prefer(COMMUNITY, here.members["ada"].id, "night", "21:00-07:00")
        await here.pass_time(timedelta(days=2, hours=14))
        assert here.told("ada") == []
        await here.pass_time(timedelta(hours=8))
        assert len(here.told("ada")) == 1
        await here.pass_time(timedelta(hours=15))
        await here.pass_time(timedelta(hours=12))
        assert len(here.told("ada")) == 1


async def test_reminders_that_ring_late_are_left_out(tmp_path: Path) -> None:
    """A bot that was away does not say that something begins soon which is over."""
    async with town(tmp_path) as here:
        await announce(here)
        await here.press("ada", "events:going:1")
        await here.pass_time(timedelta(days=3, hours=9))
        assert here.told("ada") == []


async def test_that_an_event_is_cancelled_waits_for_whoever_is_on_a_break(tmp_path: Path) -> None:
    """They come back before it would have begun, and must not go there."""
    async with town(tmp_path) as here:
        await announce(here, when="2026-03-20 18:30")
        await here.press("fred", "events:going:1")
        await here.command("fred", "/break for:2w")
        await here.command("ada", "/events cancel 1")
        assert here.told("fred") == []
        await here.pass_time(timedelta(days=14))
        assert any("est annulé" in words_of(card) for card in here.told("fred"))


async def test_a_cancelled_event_tells_those_who_would_have_come(tmp_path: Path) -> None:
    """The organiser or a moderator; the card loses its buttons, and no reminder follows."""
    async with town(tmp_path) as here:
        await announce(here)
        await here.press("fred", "events:going:1")
        assert "Only the organiser" in words_of(await here.command("new", "/events cancel 1"))
        assert "is cancelled" in words_of(await here.command("mia", "/events cancel 1"))
        told = here.told("fred")[0]
        assert "est annulé" in told.body[0]
        assert told.document is not None
        assert "STATUS:CANCELLED\r\n" in told.document.text
        assert shown(here).buttons == ()
        assert "cancelled" in shown(here).body[0]
        assert "No such event" in words_of(card_of(await here.press("new", "events:going:1")))
        assert "No such event" in words_of(await here.command("mia", "/events cancel 1"))
        await here.pass_time(timedelta(days=5))
        assert len(here.told("fred")) == 1


async def test_the_list_is_of_the_community(tmp_path: Path) -> None:
    """With each event's channel; the platform leaves out those that its reader cannot read."""
    async with town(tmp_path) as here:
        here.platform.surveyed = Survey(channels=(Option(label="#board", value="test:board"),))
        await announce(here)
        board = Channel(id=ChannelId("test:board"), name="board")
        elsewhere = replace(here.invocation("mia"), channel=board)
        fields = {**FIELDS, "title": "Board"}
        event = FormSubmitted(invocation=elsewhere, token="events:create:60", fields=fields)
        await here._receive(event)
        card = await here.command("new", "/events list")
        assert [(one.name, one.if_reads) for one in card.facts] == [
            ("1 · Sepsis round", None),
            ("2 · Board", "test:board"),
        ]
        assert [one.value.rpartition(" · ")[2] for one in card.facts] == ["#general", "#board"]


async def test_the_list_has_the_nearest_first(tmp_path: Path) -> None:
    """And one's own can be called off by number."""
    async with town(tmp_path) as here:
        assert "Nothing is announced" in words_of(await here.command("new", "/events list"))
        await announce(here)
        await announce(here, title="Earlier", when="2026-03-04 18:30")
        card = await here.command("new", "/events list")
        assert [one.name for one in card.facts] == ["2 · Earlier", "1 · Sepsis round"]
        options = await here.app.engine.complete(here.invocation("ada"), "events cancel", "event", "1")
        assert [one.value for one in options] == ["1"]
        assert "Sepsis" not in options[0].label
        assert await here.app.engine.complete(here.invocation("new"), "events cancel", "event", "") == []


async def test_nobody_floods_a_channel_with_events(tmp_path: Path) -> None:
    """Ten ahead of one member are the most; what was written for one more is there when another was called off."""
    async with town(tmp_path) as here:
        for _ in range(10):
            await announce(here)
        card = await announce(here, title="One more")
        assert "10 events ahead" in words_of(card)
        await here.command("ada", "/events cancel 1")
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**FIELDS, "title": "One more"}
        assert "Event announced" in words_of(await announce(here, by="new"))


async def test_what_is_kept_of_a_member_is_shown_and_erased(tmp_path: Path) -> None:
    """An event that others count on stays, as nobody's; answers go."""
    async with town(tmp_path) as here:
        await announce(here)
        await here.press("ada", "events:going:1")
        await here.press("fred", "events:going:1")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "Sepsis round" in exported
        assert '"coming": "going"' in exported
        await here.press("ada", "my:erase")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "Sepsis round" not in exported
        assert '"coming"' not in exported
        await here.pass_time(timedelta(days=2, hours=9))
        assert here.told("ada") == []
        assert len(here.told("fred")) == 1


async def test_reminders_survive_a_restart(tmp_path: Path) -> None:
    """What was promised is on the disk."""
    async with town(tmp_path) as here:
        await announce(here)
        await here.press("ada", "events:going:1")
    async with town(tmp_path, time=Time(START + timedelta(days=2, hours=9))) as here:
        await here.settle()
        assert len(here.told("ada")) == 1

"""Meeting and sharing, the whole way: forms, cards that are redrawn in place, on Discord and in the playground."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, utc_now
from bot.core.events import ChannelId, CommunityId
from cogs.shared.gatherings import GATHERINGS, Gathering
from tests.guild import Ward, ward
from tests.loopback_discord.world import Allow
from tests.playground import playground
from tests.town import Time
from tests.workspace import place


async def test_an_event_in_the_playground(tmp_path: Path) -> None:
    """Announced from a form, answered by others on the card in the channel, remembered in time."""
    time = Time()
    async with playground(tmp_path, time=time) as here:
        await here.play(
            "ada #general: /events create",
            "ada: fill title=Sepsis round | when=2026-03-05 18:30 | zone=Europe/Paris | where=Room 4",
            "expect ben: Sepsis round",
            "ben: press I am coming",
            "expect ben: yes: 1 · perhaps: 0",
            "luc: press Perhaps",
            "expect ada: yes: 1 · perhaps: 1",
        )
        time.at += timedelta(days=2, hours=9)
        here.app.engine.wake()
        await here.quiet()
        await here.play("expect ben: is coming up", "expect luc: approche", "expect not chiara: is coming up")


async def test_a_paper_and_a_source_in_the_playground(tmp_path: Path) -> None:
    """Proposed, voted on, given a date; a share is posted, and taken back it is in no digest."""
    async with playground(tmp_path) as here:
        await here.play(
            "ada #public-square: /journal propose",
            "ada: fill source=10.1056/NEJMoa2034577 | title=A trial",
            "chiara: press Vote",
            "expect luc: Votes: 1",
            "mia: /journal schedule 1 when:2026-03-10T18:00",
            "expect luc: Journal club: A trial",
            "luc: /digest weekly on",
            "chiara: /share",
            "chiara: fill source=33301246 | title=Another trial | kind=preprint | interest=none",
            "expect luc: nobody has reviewed it yet",
            "chiara: press Take back",
            "expect not luc: nobody has reviewed it yet",
        )
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("link_shared") == []


async def test_questions_in_the_playground(tmp_path: Path) -> None:
    """Looked after in one channel, named in another by a link alone."""
    time = Time()
    async with playground(tmp_path, time=time) as here:
        await here.play(
            "sam #general: /channel questions digest:#cases",
            "sam #general: /channel card",
            "expect ben: not a place for emergencies",
            "ada #general: Which anticoagulant would you choose after a bleed like this?",
        )
        time.at += timedelta(days=2)
        here.app.engine.wake()
        await here.quiet()
        await here.play("expect luc: Questions that wait")
        (card,) = [
            post.card for post in here.adapter.world.posts.values() if post.channel == "local:cases" and post.card
        ]
        assert "anticoagulant" not in repr(card)


async def test_an_event_on_discord(tmp_path: Path) -> None:
    """A modal with its five questions, a card in the channel, a private answer, and the count redrawn in place."""
    async with ward(tmp_path) as here:
        modal = await here.discord.slash(here.ada, here.general, "events create", {"lasts": "1h30m"}).modal()
        assert list(modal.inputs) == ["title", "when", "zone", "where", "description"]
        day = (utc_now() + timedelta(days=7)).date()
        fields = {"title": "Sepsis round", "when": f"{day} 18:30", "zone": "UTC", "where": "Room 4"}
        answer = await here.discord.submit(modal, fields).message()
        assert answer.ephemeral
        card = await here.discord.posted(here.general)
        assert "Sepsis round" in card.text
        mine = await here.discord.press(card, "events:going:", here.mia).message()
        assert mine.ephemeral
        (calendar,) = mine.attachments
        assert b"BEGIN:VEVENT" in here.discord.world.files[calendar["id"]]
        await here.discord.called("PATCH", f"/channels/{here.general.id}/messages/{card.id}")
        await here.quiet()
        assert "yes: 1" in card.text
        assert len([one for one in here.general.messages if one.author is here.discord.world.bot]) == 1


@pytest.mark.parametrize("may", [True, False])
async def test_an_event_on_slack(tmp_path: Path, may: bool) -> None:
    """The calendar comes as a file into the direct messages; where the app may send none, as text on the answer."""
    async with place(tmp_path) as here:
        if not may:
            assert here.team.installation is not None
            here.team.installation.token.scopes -= {"files:write"}
        modal = await here.slack.slash(here.ada, here.general, "/chaperone", "events create lasts:1h30m").modal()
        fields = {"title": "Sepsis round", "when": "2026-03-09 18:30", "zone": "UTC", "where": "Room 4"}
        await here.slack.submit(modal, fields).acknowledged()
        card = await here.slack.posted(here.general)
        mine = await here.slack.press(card, "events:going:", here.mia).message()
        assert mine.ephemeral
        assert ("BEGIN:VEVENT" in mine.words) is not may
        letters = here.slack.letters(here.mia)
        assert len(letters) == may
        for letter in letters:
            (file,) = letter.files
            assert file["name"] in mine.words
            assert b"BEGIN:VEVENT" in here.slack.world.files[file["id"]][1]
        await here.slack.slash(here.ada, here.general, "/chaperone", "events cancel 1").message()
        await here.quiet()
        told = here.slack.letters(here.mia)[len(letters) :]
        assert "Sepsis round" in told[0].words
        if may:
            assert b"STATUS:CANCELLED" in here.slack.world.files[told[1].files[0]["id"]][1]
        else:
            assert "STATUS:CANCELLED" in told[1].words


async def _put(app: App, community: CommunityId, channels: Sequence[ChannelId]) -> None:
    """Keep an event for each of some channels, named after it."""
    async with app.store.begin() as work:
        for channel in channels:
            gathering = Gathering(
                title=f"In {channel.partition(':')[2]}",
                begins=work.now + timedelta(days=1),
                lasts=timedelta(hours=1),
                zone="UTC",
                channel=channel,
                made=work.now,
            )
            await GATHERINGS.add(work, community, gathering, until=work.now + timedelta(days=3))


async def test_on_discord_one_lists_the_events_that_one_can_read(tmp_path: Path) -> None:
    """Those of a channel that is closed to somebody are not there for them."""
    async with ward(tmp_path) as here:
        closed = here.discord.channel(here.guild, "closed")
        may = Allow.VIEW_CHANNEL | Allow.READ_MESSAGE_HISTORY
        for who in (here.discord.bot_role(here.guild), here.mia):
            here.discord.overwrite(closed, who, allow=may)
        here.discord.overwrite(closed, here.guild.everyone, deny=Allow.VIEW_CHANNEL)
        places = [ChannelId(f"discord:{one.id}") for one in (here.general, closed)]
        await _put(here.app, CommunityId(f"discord:{here.guild.id}"), places)
        listed = {
            who: (await here.discord.slash(person, here.general, "events list").message()).text
            for who, person in (("ada", here.ada), ("mia", here.mia))
        }
        assert all(f"In {here.general.id}" in text for text in listed.values())
        assert [f"In {closed.id}" in listed[who] for who in ("ada", "mia")] == [False, True]


async def test_on_slack_one_lists_the_events_that_one_can_read(tmp_path: Path) -> None:
    """Public channels are everybody's, private ones their members'."""
    async with place(tmp_path) as here:
        places = [ChannelId(f"slack:{one.id}") for one in (here.general, here.cases, here.queue)]
        await _put(here.app, here.community, places)
        listed = {
            who: (await here.slack.slash(person, here.general, "/chaperone", "events list").message()).words
            for who, person in (("ada", here.ada), ("mia", here.mia))
        }
        assert all(f"In {one.id}" in text for one in (here.general, here.cases) for text in listed.values())
        assert [f"In {here.queue.id}" in listed[who] for who in ("ada", "mia")] == [False, True]


async def test_a_question_on_discord_waits_for_somebody_else(tmp_path: Path) -> None:
    """Its own author answers nothing; what is kept is its place and its link."""
    async with ward(tmp_path) as here:
        await here.discord.slash(here.admin, here.general, "channel questions").message()
        asked = here.discord.post(here.general, here.ada, "Which anticoagulant would you choose after a bleed?")
        await _kept(here, "question", 1)
        here.discord.post(here.general, here.ada, "A bleed in the left hemisphere, I should add.")
        await here.quiet()
        await _kept(here, "question", 1)
        async with here.app.store.begin() as work:
            (kept,) = await work.records.everywhere("question")
        assert kept.name == f"discord:{asked.id}"
        assert f"/{asked.id}" in kept.value
        here.discord.post(here.general, here.mia, "I would take apixaban.")
        await _kept(here, "question", 0)
        await _kept(here, "answer_time", 1)


async def _kept(here: Ward, kind: str, count: int) -> None:
    """Wait until so many records of a kind are kept."""
    async with asyncio.timeout(20):
        while True:
            async with here.app.store.begin() as work:
                if len(await work.records.everywhere(kind)) == count:
                    return
            await asyncio.sleep(0.01)

"""The whole bot on Slack: the real engine, cogs and store, the unmodified slack-bolt, and a Slack on loopback."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.slack.teams import STAFF_FRESH
from bot.core.cases import State, Visibility
from bot.core.policy import ChannelMode
from tests.loopback_slack import loopback
from tests.town import Daytime, Time
from tests.workspace import HELD, TOLD, Place, bot, place, populate


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Place]:
    """Open a workspace with the bot at work in it, and an admin's token lent to it."""
    async with place(tmp_path) as opened:
        yield opened


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Place]:
    """Open a workspace with the bot at work in it, and no admin's token."""
    async with place(tmp_path, lent=False) as opened:
        yield opened


def kinds(here: Place) -> list[str]:
    """Name the kinds of events that the bot was told of, in order."""
    return [str(keys["kind"]) for event, keys in here.ledger.lines if event == "event"]


async def test_a_hold_from_message_to_release(here: Place) -> None:
    """Deleted by the admin's token; author told in private, with a pointer; put back under their name."""
    message = here.slack.post(here.general, here.ada, HELD)
    await here.slack.gone(message)
    letter = await here.slack.letter(here.ada)
    assert "Testperson" not in letter.words
    assert not any(name.startswith("slack:link") for name in letter.actions)
    pointer = await here.slack.whispered(here.general, here.ada)
    assert "private note" in pointer.words
    card = await here.slack.posted(here.queue)
    assert "Testperson" not in card.words
    await here.quiet()
    await here.slack.press(card, "queue:rule:release:", here.mia).acknowledged()
    back = await here.slack.posted(here.general)
    await here.quiet()
    assert "Ada Testperson} is doing well" in back.words
    assert "posted by Chaperone" in back.words
    assert back.username == "ada"
    (case,) = await here.every_case()
    assert case.visibility is Visibility.RELEASED
    assert here.slack.pings == [] or {ping.message.channel for ping in here.slack.pings} == {here.queue}


async def test_what_was_put_back_is_removed_without_an_admins_token(tmp_path: Path) -> None:
    """It is the bot's own: it goes after a restart, with no token lent, and no member is said to have deleted it."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        async with bot(slack, people, tmp_path) as here:
            slack.post(people.general, people.ada, HELD)
            card = await slack.posted(people.queue)
            await here.quiet()
            await slack.press(card, "queue:rule:release:", people.mia).acknowledged()
            back = await slack.posted(people.general)
            await here.quiet()
        async with bot(slack, people, tmp_path, lent=False) as here:
            await slack.slash(people.mia, people.queue, "/queue", "undo 1").message()
            await slack.slash(people.mia, people.queue, "/queue", "decide 1 remove").message()
            await slack.gone(back)
            slack.delete(slack.post(people.general, people.ada, "hello"), people.ada)
            slack.post(people.general, people.ada, "hello again")
            async with asyncio.timeout(10):
                while len(heard := [kind for kind in kinds(here) if kind.startswith("Message")]) < 3:  # noqa: ASYNC110 - what it waits for rings no bell
                    await asyncio.sleep(0.01)
            await here.quiet()
            assert Counter(heard) == {"MessagePosted": 2, "MessageDeleted": 1}
            assert [one.words for one in people.general.messages] == ["hello again"]
            (case,) = await here.every_case()
            assert (case.state, case.visibility) == (State.DECIDED, Visibility.REMOVED)


async def test_the_author_mends_it(here: Place) -> None:
    """Edit and repost from the letter: the form comes at once, the mended text is published, the case is over."""
    here.slack.post(here.general, here.ada, HELD)
    letter = await here.slack.letter(here.ada)
    await here.quiet()
    modal = await here.slack.press(letter, "mine:fix:1", here.ada).modal()
    done = here.slack.submit(modal, {"text": "a patient is doing well"})
    await done.acknowledged()
    await here.slack.posted(here.general)
    await here.quiet()
    (back,) = here.general.messages
    assert back.words.splitlines()[0] == "a patient is doing well"
    (case,) = await here.every_case()
    assert case.state is State.CLOSED


async def test_an_answer_in_a_thread_is_put_back_into_it(here: Place) -> None:
    """A reply that was held comes back where it was."""
    first = here.slack.post(here.general, here.mia, "what do you think?")
    reply = here.slack.post(here.general, here.ada, HELD, thread=first)
    await here.slack.gone(reply)
    card = await here.slack.posted(here.queue)
    await here.quiet()
    await here.slack.press(card, "queue:rule:release:", here.mia).acknowledged()
    back = await here.slack.posted(here.general)
    assert back.thread_ts == first.ts


async def test_without_an_admins_token_nothing_is_called_hidden(alone: Place) -> None:
    """The author reads that it stands and how to get to it; a strict channel gets a neutral line; moderators a link."""
    message = alone.slack.post(alone.cases, alone.ada, HELD)
    letter = await alone.slack.letter(alone.ada)
    await alone.quiet()
    assert not message.deleted
    assert alone.slack.calls("chat.delete") == []
    assert "still" in letter.words
    (link,) = [item for name, item in letter.actions.items() if name.startswith("slack:link")]
    assert link["url"].endswith(f"/archives/{alone.cases.id}/p{message.ts.replace('.', '')}")
    line = await alone.slack.posted(alone.cases)
    assert line.thread_ts == message.ts
    assert "patient" not in line.words.lower()
    (case,) = await alone.every_case()
    assert case.state is State.ATTENTION
    assert case.visibility is Visibility.VISIBLE
    cards = [one.words for one in alone.queue.messages if one.author is alone.team.bot]
    assert any("still visible" in words and f"/archives/{alone.cases.id}/p" in words for words in cards)
    await alone.slack.press(letter, "slack:link", alone.ada).acknowledged()


async def test_what_somebody_tells_of_themselves_is_theirs_to_remove(here: Place) -> None:
    """In private, by their own press; nothing in the channel points at it."""
    message = here.slack.post(here.cases, here.ada, "I'm pregnant")
    letter = await here.slack.letter(here.ada)
    assert "Keep or remove" in letter.words
    await here.slack.press(letter, "own:take:", here.ada).acknowledged()
    await here.slack.gone(message)
    await here.quiet()
    assert [one for one in here.cases.messages if one is not message] == []
    assert await here.every_case() == []


async def test_without_an_admins_token_they_are_led_to_it_themselves(alone: Place) -> None:
    """Nobody is told that moderators look at it, for none does."""
    alone.slack.post(alone.cases, alone.ada, "I'm pregnant")
    letter = await alone.slack.letter(alone.ada)
    await alone.slack.press(letter, "own:take:", alone.ada).acknowledged()
    led = await alone.slack.letter(alone.ada, 2)
    await alone.quiet()
    assert "delete it yourself" in led.words
    assert any(name.startswith("slack:link") for name in led.actions)
    assert len([one for one in alone.cases.messages if one.author is alone.team.bot and not one.seen_by]) == 0


@pytest.mark.parametrize("how", ["nobody", "compliance"])
async def test_prevented_deletion_is_told_as_it_is(here: Place, how: str) -> None:
    """Where the workspace lets nobody delete, the fallback is the same, and it is never called hidden."""
    here.team.deletion, here.team.compliance = ("nobody", False) if how == "nobody" else ("everyone", True)
    message = here.slack.post(here.general, here.ada, HELD)
    letter = await here.slack.letter(here.ada)
    await here.quiet()
    assert not message.deleted
    assert "still" in letter.words
    (case,) = await here.every_case()
    assert (case.state, case.visibility) == (State.ATTENTION, Visibility.VISIBLE)


async def test_commands_are_answered_privately(here: Place) -> None:
    """One command with words, and short forms; every answer is for the asker alone."""
    tip = await here.slack.slash(here.ada, here.general, "/tip").message()
    assert tip.ephemeral
    same = await here.slack.slash(here.ada, here.general, "/chaperone", "tip").message()
    assert same.ephemeral
    here.slack.post(here.general, here.ada, HELD)
    await here.slack.posted(here.queue)
    await here.quiet()
    case = await here.slack.slash(here.mia, here.queue, "/queue", "next").message()
    assert case.ephemeral
    assert any(one.startswith("queue:rule:") for one in case.actions)
    refused = await here.slack.slash(here.mia, here.general, "/queue", "view 77").message()
    assert "No such case here." in refused.words
    kept_out = await here.slack.slash(here.ada, here.general, "/queue", "next").message()
    assert not any(one.startswith("queue:") for one in kept_out.actions)


async def test_no_words_open_a_modal(here: Place) -> None:
    """Which command, then its options, then the answer in the modal's place."""
    modal = await here.slack.slash(here.ada, here.general, "/chaperone").modal()
    values = [one["value"] for one in modal.actions["command"]["options"]]
    assert "check" in values
    assert "queue next" not in values
    asked = await here.slack.submit(modal, {"command": "check"}).modal()
    answer = await here.slack.submit(asked, {"text": "the weather is fine"}).answered()
    assert answer.kind == "update"
    assert answer.text
    direct = await here.slack.slash(here.ada, here.general, "/check").modal()
    assert "text" in direct.actions
    queue = await here.slack.slash(here.mia, here.general, "/queue").modal()
    assert all(one["value"].startswith("queue ") for one in queue.actions["command"]["options"])


async def test_a_member_option_is_picked_and_a_case_completed(here: Place) -> None:
    """People are chosen with Slack's own picker; a case's number is completed as it is typed."""
    here.slack.post(here.general, here.ada, HELD)
    await here.slack.posted(here.queue)
    await here.quiet()
    modal = await here.slack.slash(here.mia, here.general, "/chaperone", "history").modal()
    answer = await here.slack.submit(modal, {"member": here.ada}).answered()
    assert answer.kind == "update"
    view = await here.slack.slash(here.mia, here.general, "/queue", "view").modal()
    rows = await here.slack.type_in(view, "case", "").options()
    assert rows[0]["value"] == "1"
    assert "Testperson" not in rows[0]["text"]["text"]
    shown = await here.slack.submit(view, {"case": "1"}, options=rows).answered()
    assert "1" in shown.text
    history = await here.slack.slash(here.mia, here.general, "/chaperone", f"history {here.ada.mention}").message()
    assert history.ephemeral


async def test_a_case_is_given_to_a_moderator_who_never_ruled(tmp_path: Path) -> None:
    """Offered by name as one types, or named in the line; whoever left the user group is none, nor is a member."""
    time = Time()
    async with place(tmp_path, now=time) as here:
        noor = here.slack.user(here.team, "noor")
        here.slack.post(here.general, here.ada, HELD)
        await here.slack.posted(here.queue)
        await here.quiet()
        modal = await here.slack.slash(here.admin, here.general, "/queue", "assign").modal()
        line = f"queue assign 1 {noor.mention}"
        for refused_line in (f"queue assign 1 {here.ada.mention}", line):
            refused = await here.slack.slash(here.admin, here.general, "/chaperone", refused_line).message()
            assert "Nobody of this name moderates here" in refused.words
        here.moderators.users.append(noor)
        time.at += STAFF_FRESH + timedelta(seconds=1)
        done = await here.slack.slash(here.admin, here.general, "/chaperone", line).message()
        assert "assigned" in done.words
        assert [one.owner for one in await here.every_case()] == [f"slack:{noor.id}"]
        rows = await here.slack.type_in(modal, "member", "NO").options()
        assert [(one["text"]["text"], one["value"]) for one in rows] == [("noor", f"slack:{noor.id}")]
        here.moderators.users.remove(noor)
        time.at += STAFF_FRESH + timedelta(seconds=1)
        rows = await here.slack.type_in(modal, "member", "").options()
        assert [one["text"]["text"] for one in rows] == ["adm", "mia", "owner-1"]


@pytest.mark.parametrize("picture", [False, True])
async def test_a_newcomer_with_the_standard_picture_reads_of_it(here: Place, picture: bool) -> None:
    """Slack draws a picture for whoever put none; only then the welcome has a line on it."""
    newcomer = here.slack.hire(here.team, "eve", picture=picture)
    welcome = await here.slack.letter(newcomer)
    assert ("still shows the standard picture" in welcome.words) is not picture


async def test_a_report_from_the_menu_of_a_message(here: Place) -> None:
    """The form opens, the message comes back with it, and the thanks stand in the form's place."""
    message = here.slack.post(here.general, here.ada, "buy my course")
    modal = await here.slack.message_shortcut(here.mia, message, "report").modal()
    thanks = await here.slack.submit(modal, {"reason": "spam", "note": "an advertisement"}).answered()
    assert thanks.kind == "update"
    await here.slack.posted(here.queue)
    await here.quiet()
    (case,) = await here.every_case()
    assert (case.reports, case.message) == (1, f"slack:p{message.ts.replace('.', '')}")
    checked = await here.slack.message_shortcut(here.mia, message, "check").message()
    assert checked.ephemeral
    link = f"https://x.slack.com/archives/{here.general.id}/p{message.ts.replace('.', '')}?thread_ts={message.ts}"
    why = await here.slack.slash(here.mia, here.general, "/chaperone", f"policy why message:{link}").message()
    assert why.ephemeral
    assert "reported" in why.words.lower()


async def test_edits_and_deletions_are_followed_and_previews_are_not(here: Place) -> None:
    """A changed text is read anew; a link's preview is not; a message that its author deletes closes its case."""
    message = here.slack.post(here.general, here.ada, "all is well")
    here.slack.edit(message, TOLD)
    await here.slack.letter(here.ada)
    await here.quiet()
    here.slack.unfurl(message)
    await here.slack.deliveries.settled()
    await here.quiet()
    assert len(await here.every_case()) == 1
    here.slack.delete(message)
    await _until(here, State.CLOSED)


async def test_forwards_files_threads_and_me_messages_are_read(here: Place) -> None:
    """Wherever words can be, they are found."""
    name = "{patient_data.direct 0.9: Ada Testperson}"
    first = here.slack.post(here.general, here.mia, "hello")
    found = [
        here.slack.post(here.general, here.ada, "see", files=[f"{name}.pdf"]),
        here.slack.post(here.general, here.ada, f"is with {name} today", me=True),
        here.slack.post(here.general, here.ada, f"in the thread {name}", thread=first),
        here.slack.post(here.general, here.ada, f"for all {name}", thread=first, broadcast=True),
    ]
    elsewhere = here.slack.channel(here.team, "elsewhere", here.ada)
    source = here.slack.post(elsewhere, here.ada, f"forwarded {name}")
    found.append(here.slack.post(here.general, here.ada, "look", forward=source))
    for message in found:
        await here.slack.gone(message)
    assert not source.deleted
    await here.quiet()


async def test_a_pasted_table_is_read_and_put_back(here: Place) -> None:
    """A ward list from a spreadsheet stands in no text and no file; what is put back has it too."""
    ada, eve = (f"{{patient_data.direct 0.9: {name} Testperson}}" for name in ("Ada", "Eve"))
    rows = [["Name", "Record"], [ada, "4471920"], [eve, "4471921"]]
    message = here.slack.post(here.general, here.ada, "tomorrow's list", table=rows)
    await here.slack.gone(message)
    letter = await here.slack.letter(here.ada)
    assert "Testperson" not in letter.words
    card = await here.slack.posted(here.queue)
    assert "Testperson" not in card.words
    await here.slack.press(card, "queue:rule:release:", here.mia).acknowledged()
    await here.slack.posted(here.general, 2)
    await here.quiet()
    back = "\n".join(one.words for one in here.general.messages if one.author is here.team.bot)
    assert "tomorrow's list" in back
    assert "Ada Testperson}, 4471920" in back
    assert "Eve Testperson}, 4471921" in back
    assert "no preview" not in back


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_renamed_channel_has_the_mode_of_its_new_name(tmp_path: Path, private: bool) -> None:
    """From the next message on, and the case names the channel as it is called now."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        channel = slack.channel(people.team, "social", people.ada, people.admin, private=private)
        slack.invite_bot(channel)
        async with bot(slack, people, tmp_path) as here:
            async with here.app.store.begin() as work:
                setup = here.app.store.setup_of(here.community)
                await work.setups.save(replace(setup, modes={"social": ChannelMode.OFF}))
            slack.rename(channel, people.admin, "ward-rounds")
            await slack.gone(slack.post(channel, people.ada, HELD))
            await here.quiet()
            (case,) = await here.every_case()
            assert case.channel_name == "ward-rounds"


async def test_other_apps_and_the_bot_itself_are_not_read(here: Place) -> None:
    """A bot's message opens no case, of the old kind or of the new."""
    robot = here.slack.robot(here.team, "feed")
    here.general.members.append(robot)
    here.slack.post(here.general, robot, HELD)
    here.slack.post(here.general, robot, HELD, classic=False)
    last = here.slack.post(here.general, here.ada, HELD)
    await here.slack.gone(last)
    await here.quiet()
    assert len(await here.every_case()) == 1


async def test_the_home_of_a_moderator_is_the_queue(here: Place) -> None:
    """It holds the cases, is drawn anew when they change, and opens them in modals that carry case and version."""
    here.slack.open_home(here.mia)
    empty = await here.slack.home(here.mia)
    assert "queue:view" not in str(empty.blocks)
    here.slack.post(here.general, here.ada, HELD)
    await here.slack.letter(here.ada)
    full = await here.slack.home(here.mia, 2)
    await here.quiet()
    assert "Testperson" not in full.words
    here.slack.open_home(here.mia)
    full = await here.slack.home(here.mia, 3)
    select = next(name for name in full.actions if name.startswith("queue:"))
    value = full.actions[select]["options"][0]["value"]
    case = await here.slack.select(full, select, value).modal()
    assert any(name.startswith("queue:rule:release:private:1:") for name in case.actions)
    here.slack.press(case, "queue:rule:release:")
    await here.slack.called("views.update", view_id=case.id)
    await here.slack.posted(here.general)
    await here.quiet()
    (one,) = await here.every_case()
    assert one.state is State.DECIDED


async def test_the_home_of_a_member_is_their_own(here: Place) -> None:
    """Their record and what they can do; nothing of the queue."""
    here.slack.post(here.general, here.ada, HELD)
    await here.slack.letter(here.ada)
    await here.quiet()
    here.slack.open_home(here.ada)
    home = await here.slack.home(here.ada)
    assert not any(name.startswith("queue:") for name in home.actions)
    tip = await here.slack.press(home, "slack:run:tip").modal()
    assert "tip:next:" in str(tip.blocks)
    first = tip.words
    here.slack.press(tip, "tip:next:")
    await here.slack.called("views.update", view_id=tip.id)
    assert tip.words != first
    draft = await here.slack.press(home, "slack:run:check").modal()
    assert "text" in draft.actions


async def test_the_setup_names_what_there_is(tmp_path: Path) -> None:
    """User groups and channels can be chosen in the wizard; what was chosen holds."""
    async with place(tmp_path, chosen=False) as here:
        kept_out = await here.slack.slash(here.ada, here.general, "/chaperone", "setup").message()
        assert "setup:" not in str(kept_out.blocks)
        card = await here.slack.slash(here.admin, here.general, "/chaperone", "setup").message()
        await here.slack.press(card, "setup:choose:queue", here.admin).acknowledged()
        await here.slack.changed(card)
        await here.slack.select(card, "setup:chosen:queue", f"slack:{here.queue.id}", here.admin).answered(1)
        chosen = await here.slack.slash(
            here.admin, here.general, "/chaperone", f"setup moderators:<!subteam^{here.moderators.id}|@moderators>"
        ).message()
        assert "@moderators" in chosen.words
        here.slack.post(here.general, here.ada, HELD)
        await here.slack.posted(here.queue)
        await here.quiet()
        assert {ping.whom for ping in here.slack.pings} <= {here.moderators.id}


async def test_moderators_are_chosen_one_by_one_where_there_are_no_groups(tmp_path: Path) -> None:
    """Named in the line; they may moderate, are called for what is urgent, and can be given cases."""
    async with place(tmp_path, chosen=False, lent=False) as here:
        noor = here.slack.user(here.team, "noor")
        line = f"setup moderators:{here.mia.mention}, {noor.mention} queue:<#{here.queue.id}|queue>"
        said = await here.slack.slash(here.admin, here.general, "/chaperone", line).message()
        assert "2 other members" in said.words
        again = await here.slack.slash(here.admin, here.general, "/chaperone", "setup").message()
        assert "mia and noor" in again.words
        here.slack.post(here.general, here.ada, HELD)
        await here.slack.posted(here.queue)
        await here.quiet()
        assert {ping.whom for ping in here.slack.pings} == {here.mia.id, noor.id}
        done = await here.slack.slash(
            here.admin, here.general, "/chaperone", f"queue assign 1 {noor.mention}"
        ).message()
        assert "assigned" in done.words
        offered = await here.slack.slash(here.mia, here.general, "/queue", "next").message()
        kept_out = await here.slack.slash(here.ada, here.general, "/queue", "next").message()
        assert offered.words != kept_out.words


async def test_without_groups_moderators_are_picked_in_the_modal(tmp_path: Path) -> None:
    """Slack's own picker of several people stands where a list of groups would be empty."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        people.team.groups.clear()
        async with bot(slack, people, tmp_path, chosen=False) as here:
            modal = await slack.slash(here.admin, here.general, "/chaperone", "").modal()
            asked = await slack.submit(modal, {"command": "setup"}).modal()
            await slack.submit(asked, {"moderators": [here.mia, here.ada]}).answered()
            chosen = here.app.store.setup_of(here.community)
            assert set(chosen.people) == {f"slack:{here.ada.id}", f"slack:{here.mia.id}"}


async def test_a_restart_breaks_no_button_and_reads_what_was_missed(tmp_path: Path) -> None:
    """A card from before works after; what was written meanwhile is read, threads and edits too, and once."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        async with bot(slack, people, tmp_path) as first:
            early = slack.post(people.general, people.mia, "what do you think?")
            innocent = slack.post(people.general, people.ada, "all is well")
            slack.post(people.general, people.ada, HELD)
            card = await slack.posted(people.queue)
            await first.quiet()
        missed = [
            slack.post(people.general, people.ada, HELD.replace("Ada", "Eve")),
            slack.post(people.general, people.ada, HELD.replace("Ada", "Ida"), thread=early),
            slack.edit(innocent, HELD.replace("Ada", "Una")),
        ]
        async with bot(slack, people, tmp_path) as second:
            for message in missed:
                await slack.gone(message)
            await slack.press(card, "queue:claim:", people.mia).acknowledged()
            await second.quiet()
            cases = await second.every_case()
            assert len(cases) == 4
            assert State.CLAIMED in {case.state for case in cases}


async def test_what_is_written_at_the_start_hides_nothing_that_was_missed(tmp_path: Path) -> None:
    """Messages are judged while Slack has not yet said which channels there are, in one never heard of as well."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        async with bot(slack, people, tmp_path) as first:
            await slack.gone(slack.post(people.general, people.ada, HELD))
            await first.quiet()
        places = (people.general, people.cases)
        missed = [slack.post(place, people.ada, HELD.replace("Ada", "Eve")) for place in places]
        gate = slack.slow("users.conversations")
        async with bot(slack, people, tmp_path) as second:
            for place in places:
                await slack.gone(slack.post(place, people.ada, HELD.replace("Ada", "Ida")))
            assert not any(message.deleted for message in missed)
            gate.open()
            for message in missed:
                await slack.gone(message)
            await second.quiet()
            assert len(await second.every_case()) == 5


async def test_what_was_written_before_the_invitation_is_not_read(tmp_path: Path) -> None:
    """Invited while it is away, and thrown out and invited again: it reads from there on, answers and edits too."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        team, (ada, mia, admin) = people.team, (people.ada, people.mia, people.admin)
        new = slack.channel(team, "journal", ada, mia, admin, private=True)
        async with bot(slack, people, tmp_path) as first:
            await slack.gone(slack.post(people.general, ada, HELD))
            old = [slack.post(new, ada, HELD), slack.post(new, ada, "all is well")]
            await first.quiet()
        slack.leave(people.general, team.bot)
        old.append(slack.post(people.general, ada, HELD.replace("Ada", "Ola")))
        slack.edit(old[1], HELD.replace("Ada", "Una"))
        early = slack.post(new, mia, "what do you think?")
        old.append(slack.post(new, ada, HELD.replace("Ada", "Ulf"), thread=early))
        for place in (people.general, new):
            slack.join(place, team.bot, admin)
        missed = [
            slack.post(people.general, ada, HELD.replace("Ada", "Eve")),
            slack.post(new, ada, HELD.replace("Ada", "Ida")),
            slack.post(new, ada, HELD.replace("Ada", "Ina"), thread=early),
        ]
        async with bot(slack, people, tmp_path) as second:
            for message in missed:
                await slack.gone(message)
            await second.quiet()
            assert not any(message.deleted for message in old)
            assert len(await second.every_case()) == 1 + len(missed)


async def test_where_slack_shows_no_invitation_it_begins_now(tmp_path: Path) -> None:
    """A channel that it never heard of, without a line that says when it came: the next downtime is read."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        new = slack.channel(people.team, "journal", people.ada, people.mia, people.admin)
        async with bot(slack, people, tmp_path) as first:
            await slack.gone(slack.post(people.general, people.ada, HELD))
            await first.quiet()
        slack.invite_bot(new)
        old = slack.post(new, people.ada, HELD)
        before = len(slack.calls("conversations.history"))
        async with bot(slack, people, tmp_path) as second:
            await slack.called("conversations.history", before + 4)
            await slack.gone(slack.post(people.general, people.ada, HELD.replace("Ada", "Eve")))
            await second.quiet()
        missed = slack.post(new, people.ada, HELD.replace("Ada", "Ida"))
        async with bot(slack, people, tmp_path) as third:
            await slack.gone(missed)
            await third.quiet()
            assert not old.deleted


async def test_being_thrown_out_deletes_what_is_held(here: Place) -> None:
    """Both events come; the workspace is left once, and nothing of it is served any more."""
    here.slack.uninstall(here.team)
    async with asyncio.timeout(10):
        while here.adapter.serves(here.community):  # noqa: ASYNC110 - leaving rings no bell
            await asyncio.sleep(0.01)
        while not here.left:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert set(here.left) == {here.community}


async def _until(here: Place, state: State) -> None:
    async with asyncio.timeout(10):
        while {case.state for case in await here.every_case()} != {state}:  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.01)

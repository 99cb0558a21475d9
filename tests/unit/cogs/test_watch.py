"""What watchers see: a wave reaches the moderators, a burst is one case, and shadow is only recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    PublishMessage,
    RemoveMessage,
    SlowDown,
    TellChannel,
)
from bot.core.cards import Card
from bot.core.cases import Visibility
from bot.core.errors import Refused
from bot.core.events import (
    DeliveryId,
    Member,
    MemberId,
    MemberJoined,
    Message,
    MessageId,
    MessagePosted,
    MessageRef,
    Role,
)
from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label, Signal
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from bot.core.text import Content, Part, PartKind, Span, Text, fold
from bot.core.waves import PAUSED
from bot.detectors.spam.behaviour import Behaviour
from cogs.watch import WatchCog
from tests.town import COMMUNITY, START, Platform, ScriptedDetector, Time, Town, card_of, token_of, town, words_of


class Watching:
    """Finds that every message is a copy of all before it, and that every arrival is a wave."""

    name = "spam.watching"
    label = Label.SPAM
    calibrated = True
    rules: Mapping[str, str] = {"spam.copies": "Again.", "spam.join_wave": "Many."}

    def __init__(self, *confidences: float) -> None:
        self._confidences = list(confidences)
        self._before: list[MessageRef] = []
        self.found: list[tuple[Finding, ...]] = []

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Look with nothing found."""
        yield from self.watch(text, context, ())

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Finding | Dropped]:
        """Report a copy."""
        self.found.append(tuple(found))
        if context.channel is None or context.message is None:
            return
        yield Finding(
            category=Category.SPAM,
            rule="spam.copies",
            span=Span(part=0, start=0, end=1),
            kind=Kind.OFFER,
            confidence=self._confidences.pop(0),
            why="Again.",
            copies=tuple(self._before),
        )
        self._before.append(MessageRef(channel=context.channel.id, id=context.message))

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Report a wave."""
        yield Signal(label=Label.SPAM, rule="spam.join_wave", why="Many.", count=9)


class Broken(Watching):
    """Fails at everything."""

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Finding | Dropped]:
        """Fail."""
        raise ValueError

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Fail."""
        raise ValueError


async def join(place: Town) -> None:
    """Let somebody come in."""
    event = MemberJoined(delivery=DeliveryId("test:j"), community=COMMUNITY, member=place.members["new"])
    await place.app.engine.receive(event)
    await place.settle()


def refs(place: Town, kind: type[RemoveMessage | HoldMessage]) -> list[MessageId]:
    """List what was taken."""
    return [one.message.id for one in place.platform.of(kind)]


async def test_a_wave_is_told_to_moderators(tmp_path: Path) -> None:
    """One card, with a ping, and no case."""
    async with town(tmp_path, eyes=Watching()) as place:
        await join(place)
        (asked,) = place.asked()
        assert asked.ping
        assert "9 members joined" in asked.card.body[0]
        assert await place.cases() == []


async def test_shadow_is_only_recorded(tmp_path: Path) -> None:
    """A signal of a label in shadow reaches nobody."""
    async with town(tmp_path, eyes=Watching()) as place:
        policy = place.app.examiner.policies(COMMUNITY).model_copy(update={"shadow": frozenset({Label.SPAM})})
        place.app.examiner.policies = lambda _: policy
        await join(place)
        assert place.asked() == []
        assert ("signal", {"kind": "spam.join_wave", "outcome": "shadow"}) in place.ledger.lines


async def test_a_burst_is_one_case_a_band(tmp_path: Path) -> None:
    """Later copies are taken away under the first one's case, without a further word or row."""
    async with town(tmp_path, eyes=Watching(0.6, 0.6, 0.6)) as place:
        posted = [await place.post("see this", by="new", channel=f"c{number}") for number in range(3)]
        (case,) = await place.cases()
        assert refs(place, HoldMessage) == [posted[0].id]
        assert refs(place, RemoveMessage) == [posted[1].id, posted[2].id]
        assert len(place.told("new")) == 1
        assert {one.subject for one in place.platform.of(AskModerators)} == {f"case:{case.number}"}


async def test_a_burst_that_is_held_is_asked_about_and_comes_back_once(tmp_path: Path) -> None:
    """Taking copies away leaves the first one held: moderators are called to it, and it is released in the end."""
    async with town(tmp_path, eyes=Watching(0.6, 0.6, 0.6)) as place:
        first = await place.post("see this", by="new", channel="a")
        for channel in "bc":
            await place.post("see this", by="new", channel=channel)
        assert (await place.case(1)).visibility is Visibility.HELD
        await place.pass_time(timedelta(hours=24))
        assert [one.subject for one in place.asked() if one.ping] == ["case:1"]
        await place.pass_time(timedelta(hours=48))
        (published,) = place.platform.of(PublishMessage)
        assert published.message == first.ref


async def test_a_copy_that_is_taken_away_hides_no_other(tmp_path: Path) -> None:
    """Where the first message could not be held, moderators read that it is visible, whatever became of its copies."""

    def refuse(action: Action) -> None:
        if isinstance(action, HoldMessage):
            raise Refused("missing permission")

    async with town(tmp_path, Platform(fault=refuse), eyes=Watching(0.6, 0.6)) as place:
        for channel in "ab":
            await place.post("see this", by="new", channel=channel)
        assert len(refs(place, RemoveMessage)) == 1
        assert (await place.case(1)).visibility is Visibility.VISIBLE


async def test_what_is_surer_opens_its_own_case_and_takes_the_copies_along(tmp_path: Path) -> None:
    """A removal removes the earlier copies, which had only been looked at."""
    async with town(tmp_path, eyes=Watching(0.1, 0.85, 0.85)) as place:
        posted = [await place.post("see this", by="new", channel=f"c{number}") for number in range(3)]
        assert len(await place.cases()) == 2
        assert refs(place, RemoveMessage) == [posted[1].id, posted[0].id, posted[2].id]


async def test_a_case_that_is_over_is_not_joined(tmp_path: Path) -> None:
    """Once moderators have decided, a further copy is a further case."""
    async with town(tmp_path, eyes=Watching(0.6, 0.6)) as place:
        await place.post("see this", by="new")
        (case,) = await place.cases()
        await place.command("mia", f"/queue decide case:{case.number} outcome:dismiss")
        await place.post("see this", by="new", channel="other")
        assert len(await place.cases()) == 2


async def test_a_watcher_that_fails_is_reported_and_stops_nobody(tmp_path: Path) -> None:
    """Failing open, and loudly."""
    async with town(tmp_path, eyes=Broken()) as place:
        await place.post("hello", by="new")
        await join(place)
        assert await place.cases() == []
        assert {one.subject for one in place.asked()} == {"detector:spam.watching"}


def test_watchers_are_asked_last_with_what_was_found() -> None:
    """They see the findings of all others, wherever they stand in the roster."""
    watching = Watching()
    eyes = Inspector((watching, ScriptedDetector()))
    seen = eyes.look(fold("{spam.fraud 0.9: here}"), Context(now=START))
    eyes.close()
    assert watching.found == [seen.findings]
    assert len(seen.findings) == 1


class Hot:
    """Finds that every place is hot."""

    name = "respect.hot"
    label = Label.DISRESPECT
    calibrated = True
    rules: Mapping[str, str] = {"disrespect.heat": "Hot."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find nothing."""
        yield from ()

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Signal]:
        """Say so."""
        yield Signal(label=Label.DISRESPECT, rule="disrespect.heat", why="Hot.", channel=context.channel, count=2)

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Say nothing."""
        yield from ()


async def test_a_hot_channel_hears_one_neutral_line_and_moderators_choose(tmp_path: Path) -> None:
    """The line names nobody; the moderators' card offers a pause and slow mode, which ends by itself."""
    async with town(tmp_path, eyes=Hot()) as place:
        await place.post("hello")
        (line,) = place.platform.of(TellChannel)
        assert "Ada" not in words_of(line.card)
        card = place.asked()[-1].card
        assert await place.cases() == []
        await place.press("mia", token_of(card, "Ask for a pause"))
        assert len(place.platform.of(TellChannel)) == 2
        assert place.asked()[-1].card.body == ("A pause was asked for in the channel.",)
        await place.press("noor", token_of(card, "Slow mode"))
        assert [one.seconds for one in place.platform.of(SlowDown)] == [30]
        assert "one message every 30 seconds" in place.asked()[-1].card.body[0]
        await place.pass_time(timedelta(hours=1))
        assert [one.seconds for one in place.platform.of(SlowDown)] == [30, 0]


async def test_members_cannot_press_what_is_for_moderators(tmp_path: Path) -> None:
    """Permission is checked at the press."""
    async with town(tmp_path, eyes=Hot()) as place:
        await place.post("hello")
        await place.press("ada", token_of(place.asked()[-1].card, "Slow mode"))
        assert place.platform.of(SlowDown) == []


async def test_without_slow_mode_the_card_says_so(tmp_path: Path) -> None:
    """The fallback is written, not silent."""
    async with town(tmp_path, platform=Platform(unsupported={SlowDown}), eyes=Hot()) as place:
        await place.post("hello")
        await place.press("mia", token_of(place.asked()[-1].card, "Slow mode"))
        assert "cannot be set here" in place.asked()[-1].card.body[0]


async def test_a_lounge_hears_nothing(tmp_path: Path) -> None:
    """Lounges are only nudged; moderators are told all the same."""
    async with town(tmp_path, eyes=Hot()) as place:
        await place.post("hello", channel="lounge")
        assert place.platform.of(TellChannel) == []
        assert len(place.asked()) == 1


class Raid:
    """A town into which a wave comes, with the real eyes for behaviour."""

    def __init__(self, place: Town) -> None:
        self.place = place

    async def joins(self, *names: str) -> None:
        """Let members come in, one a second."""
        for name in names:
            self.place.time.at += timedelta(seconds=1)
            member = Member(id=MemberId(f"test:{name}"), name=name.title(), joined_at=self.place.time(), locale="en")
            self.place.members[name] = member
            event = MemberJoined(delivery=DeliveryId(f"test:join-{name}"), community=COMMUNITY, member=member)
            await self.place.app.engine.receive(event)
        await self.place.settle()

    async def posts(self, text: str, by: str, *files: str) -> Message:
        """Write a message with files."""
        written = self.place.message(text, by)
        parts = (*written.content.parts, *(Part(kind=PartKind.FILE_NAME, text=name) for name in files))
        message = replace(written, content=Content(parts=parts))
        event = MessagePosted(delivery=DeliveryId(message.id), community=COMMUNITY, message=message)
        await self.place.app.engine.receive(event)
        await self.place.settle()
        return message

    def held(self) -> list[MessageId]:
        """List what was held."""
        return refs(self.place, HoldMessage)

    def card(self) -> Card:
        """Give the wave's card as it is now."""
        return [one.card for one in self.place.asked() if one.subject.startswith("wave:")][-1]


EIGHT = tuple(f"guest{number}" for number in range(8))
GUIDELINE = "https://www.nice.org.uk/guidance/ng51"


async def test_moderators_pause_the_links_of_a_wave(tmp_path: Path) -> None:
    """Whoever came with it, or joins meanwhile, has links and files held; words, and everybody else, pass as before."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins("early", *EIGHT)
        await raid.posts(GUIDELINE, "guest1")
        assert raid.held() == []
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        assert "are held for a moderator until" in raid.card().body[1]
        await raid.joins("late")
        wanted = [
            await raid.posts(f"as here: {GUIDELINE}", "guest1"),
            await raid.posts("look", "guest2", "image.png"),
            await raid.posts("", "late", "image.png"),
        ]
        await raid.posts("good morning, glad to be here", "guest3")
        await raid.posts(f"as here: {GUIDELINE}", "ada", "image.png")
        await raid.posts(f"as here: {GUIDELINE}", "new", "image.png")
        await raid.posts(f"as here: {GUIDELINE}", "mia", "image.png")
        assert raid.held() == [one.id for one in wanted]
        cases = await place.cases()
        assert {case.reasons[0].rule for case in cases} == {PAUSED}
        assert all(case.visibility is Visibility.HELD for case in cases)
        told = words_of(place.told("guest1")[-1])
        assert "many members have just joined at once" in told
        assert "scam" not in told


async def test_a_pause_ends_by_itself(tmp_path: Path) -> None:
    """Half an hour after it was chosen: links pass, the card says so, and what is held waits as it did."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        await place.pass_time(timedelta(minutes=20))
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        await place.pass_time(timedelta(minutes=29))
        await raid.posts("look", "guest2", "image.png")
        assert len(raid.held()) == 1
        await place.pass_time(timedelta(minutes=1))
        await raid.posts("look", "guest2", "image.png")
        assert len(raid.held()) == 1
        assert raid.card().body == (
            "The pause is over: links and files are read as always. What was held waits in the queue.",
        )
        assert raid.card().buttons == ()
        (case,) = await place.cases()
        assert case.visibility is Visibility.HELD


async def test_a_pause_is_ended_by_a_button_and_chosen_again(tmp_path: Path) -> None:
    """At once; members may not; a second press changes nothing; on a wave that is over it says so."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        pause = token_of(raid.card(), "Pause links and files")
        await place.press("ada", pause)
        await raid.posts("look", "guest2", "image.png")
        assert raid.held() == []
        for moderator in ("mia", "noor"):
            await place.press(moderator, pause)
        end = token_of(raid.card(), "End the pause")
        await place.press("noor", end)
        await raid.posts("look", "guest2", "image.png")
        assert raid.held() == []
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        await raid.posts("look", "guest2", "image.png")
        assert len(raid.held()) == 1
        await place.pass_time(timedelta(hours=2))
        assert "over" in words_of(card_of(await place.press("mia", pause)))
        await raid.posts("look", "guest2", "image.png")
        assert len(raid.held()) == 1


async def test_a_wave_that_nobody_paused_ends_quietly(tmp_path: Path) -> None:
    """The card loses its button and says that nothing was paused."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        await place.pass_time(timedelta(minutes=30))
        assert raid.card().body == ("The wave is over. Nothing was paused.",)


async def test_a_pause_outlives_a_restart(tmp_path: Path) -> None:
    """Who came with the wave is known again, and the clock rings."""
    time = Time()
    async with town(tmp_path, time=time, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        guests = {name: place.members[name] for name in EIGHT}
    async with town(tmp_path, time=time, eyes=Behaviour(b"another")) as place:
        raid = Raid(place)
        await place.app.engine.start()
        place.members |= guests
        await raid.posts("look", "guest2", "image.png")
        await raid.posts("look", "new", "image.png")
        assert len(raid.held()) == 1
        await place.pass_time(timedelta(minutes=30))
        assert raid.card().buttons == ()


async def test_a_verified_professional_is_not_paused(tmp_path: Path) -> None:
    """A moderator has seen who they are: nothing changes for them."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        await place.command("noor", "/verify member:test:guest2 role:nurse")
        await raid.posts("look", "guest2", "image.png")
        assert raid.held() == []


async def test_the_policy_may_pause_every_wave(tmp_path: Path) -> None:
    """An admin has chosen so: the card says it, and offers the end."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        place.members["root"] = replace(place.members["mia"], id=MemberId("test:root"), role=Role.ADMIN)
        await place.command("root", "/policy automatic check:spam.join_wave how:always")
        raid = Raid(place)
        await raid.joins(*EIGHT)
        assert [one.label for one in raid.card().buttons] == ["End the pause"]
        await raid.posts("look", "guest2", "image.png")
        assert len(raid.held()) == 1


async def test_who_came_with_a_wave_is_exported_and_erased(tmp_path: Path) -> None:
    """What is kept of a member is theirs to see and to erase, in mind as well."""
    async with town(tmp_path, eyes=Behaviour(b"a key")) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        cog = WatchCog(place.app.examiner.policies, place.app.examiner.waves, lambda _: Survey())
        guest = MemberId("test:guest2")
        async with place.app.store.begin() as work:
            assert len((await cog.export(work, COMMUNITY, guest))["wave"]) == 1  # type: ignore[arg-type]
            assert (await cog.export(work, COMMUNITY, place.members["ada"].id)) == {"wave": []}
            assert await cog.erase(work, COMMUNITY, guest) == 1
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        await raid.posts("look", "guest2", "image.png")
        assert raid.held() == []


async def test_a_pause_costs_nobody_their_trust(tmp_path: Path) -> None:
    """What was held by order is no mark against its author: afterwards they are who they were."""
    eyes = Behaviour(b"a key")
    async with town(tmp_path, eyes=eyes) as place:
        raid = Raid(place)
        await raid.joins(*EIGHT)
        await place.press("mia", token_of(raid.card(), "Pause links and files"))
        await raid.posts("look", "guest2", "image.png")
        profile = eyes._memories.of(COMMUNITY).profiles.get(MemberId("test:guest2"))
        assert profile is not None
        assert profile.flagged_at is None

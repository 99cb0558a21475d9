"""A journal club: papers are proposed and voted on in a channel, one is given a date, minutes are posted after."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.actions import Action, Decision, ShowForm, TellChannel, answer
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Link, Option, Select
from bot.core.commands import button, command, completes, form
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message, Role
from bot.core.ports import Work
from cogs.shared.gatherings import Gathering, open_gathering, read_begin
from cogs.shared.kept import Entry, Kept
from cogs.shared.scanned import Scanned
from cogs.shared.sources import read_source
from config.catalogue import speaking

PAPER_KEPT = timedelta(days=180)
CLUB_LASTS = timedelta(hours=1)
MOST_PAPERS = 25
"""How many proposals of one channel may wait: what a select holds (Discord's limit)."""

MOST_READ = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A proposal; its owner made it. ``event`` is the number of the event at which it is discussed."""

    title: str = field(repr=False)
    source: str
    url: str
    why: str = field(default="", repr=False)
    channel: ChannelId
    proposed: datetime
    event: str | None = None
    minuted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Which paper a member wants to discuss next."""

    paper: str


_PAPERS = Kept("paper", Paper)
_VOTES = Kept("paper_vote", Vote)
"""Named by the channel and the member, so that nobody has two votes in one club."""


class JournalCog:
    """Keeps proposals and votes, turns one into an event, and posts its minutes."""

    def __init__(self, examiner: Examiner) -> None:
        self._policies = examiner.policies
        self._proposals = Scanned(examiner, "draft.paper")
        self._minutes = Scanned(examiner, "draft.minutes")

    @command("journal propose")
    async def propose(self, work: Work, by: Invocation) -> Decision:
        """Ask for a paper."""
        return _ask(by, {})

    @button("journal:again")
    async def again(self, work: Work, by: Invocation) -> Decision:
        """Open the form with what stood in it."""
        return _ask(by, await self._proposals.draft(work, by))

    @form("journal:propose")
    async def proposed(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Show the proposal to the channel, with a button to vote."""
        try:
            paper = _read(fields, by, work.now)
            await self._has_room(work, by, paper)
        except Invalid as error:
            return await self._proposals.unusable(work, by, fields, error, "journal:again")
        read = ("title", "why")
        objection = await self._proposals.objection(work, by, fields, "journal:again", read=read, address=paper.url)
        if objection is not None:
            return objection
        number = await _PAPERS.add(work, by.community, paper, owner=by.actor.id, until=work.now + PAPER_KEPT)
        await self._proposals.posted(work, by)
        say = speaking(by.locale)
        drawn = await self._draw(work, by.community, number, paper)
        card = Card(title=say("journal.proposed.title"), body=(say("journal.proposed.body", number=number),))
        return answer(card) + Decision(actions=((None, drawn),))

    @command("journal vote")
    async def vote(self, work: Work, by: Invocation, paper: int | None = None) -> Decision:
        """Vote for a paper; without a number, choose from those that wait in this channel."""
        if paper is not None:
            return await self._vote(work, by, str(paper))
        say = speaking(by.locale)
        papers = await self._open(work, by.community, by.channel.id)
        if not papers:
            return answer(Card(title=say("journal.vote.title"), body=(say("journal.vote.none"),)))
        counts = await self._counts(work, by.community, by.channel.id)
        options = tuple(
            Option(label=f"{one.name} · {counts.get(one.name, 0)} · {one.value.title}"[:75], value=one.name)
            for one in papers
        )
        select = Select(placeholder=say("journal.vote.pick"), token="journal:pick", options=options)
        return answer(Card(title=say("journal.vote.title"), body=(say("journal.vote.body"),), select=select))

    @button("journal:pick")
    async def pick(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Vote for what was chosen."""
        return await self._vote(work, by, values[0])

    @button("journal:vote")
    async def press_vote(self, work: Work, by: Invocation, paper: int) -> Decision:
        """Vote for the paper on the card; a second press takes the vote back."""
        return await self._vote(work, by, str(paper))

    @command("journal schedule")
    async def schedule(
        self, work: Work, by: Invocation, paper: int, when: str, zone: str | None = None, where: str = ""
    ) -> Decision:
        """Make an event of a proposal; who proposed it may, and moderators."""
        found = await self._mine(work, by, paper)
        if found.value.event is not None:
            raise Invalid("journal.error.scheduled")
        policy = self._policies(by.community)
        begins, named = read_begin(when, zone or policy.time_zone, work.now)
        say, theirs = speaking(by.locale), speaking(policy.language)
        fields = {"where": where}
        objection = await self._proposals.objection(work, by, fields, "journal:again", read=("where",))
        if objection is not None:
            raise Invalid("journal.error.where")
        gathering = Gathering(
            title=theirs("journal.event", title=found.value.title)[:200],
            description=found.value.url,
            where=where.strip()[:200],
            begins=begins,
            lasts=CLUB_LASTS,
            zone=named,
            channel=found.value.channel,
            made=work.now,
        )
        number, announced = await open_gathering(work, by.community, by.actor.id, gathering, theirs)
        scheduled = replace(found.value, event=number)
        until = begins + PAPER_KEPT
        await _PAPERS.put(work, by.community, found.name, scheduled, owner=found.owner, until=until)
        for vote in await self._votes(work, by.community, found.value.channel):
            if vote.value.paper == found.name:
                await _VOTES.remove(work, by.community, vote.name)
        redrawn = await self._draw(work, by.community, found.name, scheduled)
        card = Card(title=say("journal.scheduled.title"), body=(say("journal.scheduled.body", number=number),))
        return answer(card) + Decision(actions=((None, redrawn), (None, announced)))

    @command("journal minutes")
    async def minutes(self, work: Work, by: Invocation, paper: int) -> Decision:
        """Ask for the minutes of a paper that was given a date; who proposed it may write them, and moderators."""
        await self._discussed(work, by, paper)
        return _ask_minutes(by, paper, "")

    @button("journal:minutes_again")
    async def minutes_again(self, work: Work, by: Invocation, paper: int) -> Decision:
        """Open the form with what stood in it."""
        draft = await self._minutes.draft(work, by)
        return _ask_minutes(by, paper, draft.get("minutes", ""))

    @form("journal:minutes")
    async def minuted(
        self, work: Work, by: Invocation, paper: int, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Post the minutes where the paper was proposed, unless something in them should not be posted."""
        found = await self._discussed(work, by, paper)
        again = f"journal:minutes_again:{paper}"
        objection = await self._minutes.objection(work, by, fields, again, read=("minutes",))
        if objection is not None:
            return objection
        await self._minutes.posted(work, by)
        minuted = replace(found.value, minuted=True)
        await _PAPERS.put(work, by.community, found.name, minuted, owner=found.owner, until=found.until)
        theirs = speaking(self._policies(by.community).language)
        posted = Card(
            title=theirs("journal.minutes.title"),
            body=(found.value.title, fields["minutes"].strip()),
            links=(Link(label=theirs("journal.link"), url=found.value.url),),
            footer=theirs("journal.minutes.footer", name=by.actor.name),
        )
        say = speaking(by.locale)
        card = Card(title=say("journal.minuted.title"), body=(say("journal.minuted.body"),))
        told = TellChannel(channel=found.value.channel, card=posted, subject=f"minutes:{found.name}")
        return answer(card) + Decision(actions=((None, told),))

    @completes("journal vote", "paper")
    async def to_vote(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a proposal that waits in this channel."""
        return _options(await self._open(work, by.community, by.channel.id), typed)

    @completes("journal schedule", "paper")
    async def to_schedule(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a proposal that waits in this channel."""
        return _options(await self._open(work, by.community, by.channel.id), typed)

    @completes("journal minutes", "paper")
    async def to_minute(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a paper of this channel that was given a date."""
        papers = await _PAPERS.page(work, by.community, limit=MOST_READ)
        here = [one for one in papers if one.value.channel == by.channel.id and one.value.event is not None]
        return _options([one for one in here if not one.value.minuted], typed)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their proposals, votes and drafts."""
        drafts = [
            *await self._proposals.export(work, community, member),
            *await self._minutes.export(work, community, member),
        ]
        return {
            "papers": await _PAPERS.export(work, community, member),
            "paper votes": await _VOTES.export(work, community, member),
            "paper drafts": drafts,
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete a member's votes and drafts; a proposal that others vote on stays, as nobody's, without its reason."""
        mine = await _PAPERS.page(work, community, owner=member, limit=MOST_READ)
        for one in mine:
            await _PAPERS.put(work, community, one.name, replace(one.value, why=""), until=one.until)
        erased = await _VOTES.erase(work, community, member)
        erased += await self._proposals.erase(work, community, member)
        return len(mine) + erased + await self._minutes.erase(work, community, member)

    async def _open(self, work: Work, community: CommunityId, channel: ChannelId) -> list[Entry[Paper]]:
        papers = await _PAPERS.page(work, community, limit=MOST_READ)
        return [one for one in papers if one.value.channel == channel and one.value.event is None]

    async def _has_room(self, work: Work, by: Invocation, paper: Paper) -> None:
        """See that a paper can be proposed in its channel.

        Raises:
            Invalid: it waits there already, or too many do.
        """
        papers = await self._open(work, by.community, paper.channel)
        if any(one.value.source == paper.source for one in papers):
            raise Invalid("journal.error.twice")
        if len(papers) >= MOST_PAPERS:
            raise Invalid("journal.error.many", most=str(MOST_PAPERS))

    async def _mine(self, work: Work, by: Invocation, paper: int) -> Entry[Paper]:
        found = await _PAPERS.get(work, by.community, str(paper))
        if found is None or found.value.channel != by.channel.id:
            raise Invalid("journal.error.none")
        if found.owner != by.actor.id and by.actor.role < Role.MODERATOR:
            raise Invalid("journal.error.not_yours")
        return found

    async def _discussed(self, work: Work, by: Invocation, paper: int) -> Entry[Paper]:
        found = await self._mine(work, by, paper)
        if found.value.event is None:
            raise Invalid("journal.error.not_scheduled")
        return found

    async def _votes(self, work: Work, community: CommunityId, channel: ChannelId) -> list[Entry[Vote]]:
        return await _VOTES.page(work, community, starting=f"{channel}:", limit=MOST_READ)

    async def _counts(self, work: Work, community: CommunityId, channel: ChannelId) -> dict[str, int]:
        counts: dict[str, int] = {}
        for vote in await self._votes(work, community, channel):
            counts[vote.value.paper] = counts.get(vote.value.paper, 0) + 1
        return counts

    async def _vote(self, work: Work, by: Invocation, number: str) -> Decision:
        """Write a vote in the place of the member's earlier one, and redraw what it changed."""
        say = speaking(by.locale)
        found = await _PAPERS.get(work, by.community, number)
        if found is None or found.value.channel != by.channel.id or found.value.event is not None:
            raise Invalid("journal.error.none")
        name = f"{found.value.channel}:{by.actor.id}"
        earlier = await _VOTES.get(work, by.community, name)
        changed = {number: found.value}
        if earlier is not None and earlier.value.paper == number:
            await _VOTES.remove(work, by.community, name)
            said = say("journal.voted.back")
        else:
            until = work.now + PAPER_KEPT
            await _VOTES.put(work, by.community, name, Vote(paper=number), owner=by.actor.id, until=until)
            said = say("journal.voted.body")
            if earlier is not None:
                other = await _PAPERS.get(work, by.community, earlier.value.paper)
                if other is not None:
                    changed[other.name] = other.value
        redrawn: list[tuple[None, Action]] = [
            (None, await self._draw(work, by.community, one, paper)) for one, paper in changed.items()
        ]
        card = Card(title=say("journal.voted.title"), body=(said,))
        return answer(card) + Decision(actions=tuple(redrawn))

    async def _draw(self, work: Work, community: CommunityId, number: str, paper: Paper) -> TellChannel:
        """Draw a proposal's card anew, with its votes."""
        say = speaking(self._policies(community).language)
        votes = (await self._counts(work, community, paper.channel)).get(number, 0)
        facts = [Fact(name=say("journal.source"), value=paper.source)]
        buttons: tuple[Button, ...] = ()
        if paper.event is None:
            facts.append(Fact(name=say("journal.votes"), value=str(votes)))
            buttons = (Button(label=say("button.vote"), token=f"journal:vote:{number}"),)
        else:
            facts.append(Fact(name=say("journal.date"), value=say("journal.date.event", number=paper.event)))
        card = Card(
            title=paper.title,
            body=(paper.why,) if paper.why else (),
            facts=tuple(facts),
            buttons=buttons,
            links=(Link(label=say("journal.link"), url=paper.url),),
            footer=say("journal.footer", number=number),
        )
        return TellChannel(channel=paper.channel, card=card, subject=f"paper:{number}")


def _read(fields: dict[str, str], by: Invocation, now: datetime) -> Paper:
    """Make a proposal of what the form says.

    Raises:
        Invalid: the source is none.
    """
    try:
        source = read_source(fields["source"])
    except ValueError:
        raise Invalid("sources.error") from None
    return Paper(
        title=fields["title"].strip(),
        source=source.name,
        url=source.url,
        why=fields.get("why", "").strip(),
        channel=by.channel.id,
        proposed=now,
    )


def _ask(by: Invocation, values: dict[str, str]) -> Decision:
    say = speaking(by.locale)
    fields = (
        Field(
            name="source",
            label=say("journal.field.source"),
            max_length=300,
            value=values.get("source", ""),
            hint=say("sources.hint"),
        ),
        Field(name="title", label=say("journal.field.title"), max_length=200, value=values.get("title", "")),
        Field(
            name="why",
            label=say("journal.field.why"),
            kind=FieldKind.PARAGRAPH,
            required=False,
            max_length=500,
            value=values.get("why", ""),
        ),
    )
    return Decision(reply=ShowForm(form=Form(title=say("journal.form.title"), token="journal:propose", fields=fields)))


def _ask_minutes(by: Invocation, paper: int, value: str) -> Decision:
    say = speaking(by.locale)
    written = Field(
        name="minutes",
        label=say("journal.field.minutes"),
        kind=FieldKind.PARAGRAPH,
        max_length=3_000,
        value=value,
    )
    shown = Form(title=say("journal.minutes.form.title"), token=f"journal:minutes:{paper}", fields=(written,))
    return Decision(reply=ShowForm(form=shown))


def _options(papers: list[Entry[Paper]], typed: str) -> list[Option]:
    """List papers by number and source: what stands in a list carries no words of a member."""
    return [
        Option(label=f"{one.name} · {one.value.source}", value=one.name) for one in papers if one.name.startswith(typed)
    ]

"""Alerts: a member is told when a term of theirs comes up, by a link and nothing else.

Source: the editorial's advice to set up alerts for one's name or practice (doi:10.46989/001c.125931). An alert must not
become a way to follow somebody: people's names are refused but for one's own, what one cannot read is not told, nor
what was taken back or out of sight meanwhile, and an author may ask that nobody is alerted.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.core.actions import NOTHING, Action, Decision, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Link, Option
from bot.core.commands import button, command, completes, listens, looks_on, starts, timer
from bot.core.courtesy import Occasion
from bot.core.engine import Seen
from bot.core.errors import Invalid
from bot.core.events import (
    ChannelId,
    CommunityId,
    Invocation,
    MemberId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageRef,
)
from bot.core.ports import Timer, Work
from bot.core.terms import MOST_WORDS, Term, Watched, is_name, read_term
from cogs.shared.boundaries import BOUNDARIES, plain
from cogs.shared.kept import Kept
from config.catalogue import Say, speaking

MOST_TERMS = 5
SHORTEST_TERM, LONGEST_TERM = 3, 60

GATHER = timedelta(minutes=10)
"""How long messages are gathered before they are told of together."""

DAILY = 4
DAY = timedelta(hours=24)
"""At most so many private messages a day; the rest is told of the next day, in one."""

MOST_LINKS = 5
MOST_HITS = 50
HITS_KEPT = timedelta(days=3)

MOST_WATCHING = 10_000
MOST_NAMES = 20_000
MOST_SEEN = 5_000
"""How many members' names and messages are kept in mind; whoever wrote longest ago is forgotten first."""

_SEND = "alert.send"

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What one member watches, as they wrote it, and the language to speak."""

    terms: tuple[str, ...] = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A message that holds a term: where it is, and which term, by its place in the list."""

    channel: ChannelId
    channel_name: str
    message: MessageId
    link: str | None
    term: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a member is still to be told of, and when they were told lately."""

    hits: tuple[Hit, ...] = ()
    more: int = 0
    sent: tuple[datetime, ...] = ()


class PresenceCog:
    """Watches terms for members."""

    def __init__(self) -> None:
        self._watches = Kept("alert", Watch)
        self._waiting = Kept("alert.waiting", Waiting)
        self._watched: dict[CommunityId, Watched] = {}
        self._names: dict[tuple[CommunityId, MemberId], str] = {}
        self._seen: dict[tuple[CommunityId, MessageId], None] = {}

    @starts
    async def begin(self, work: Work) -> None:
        """Read what is watched."""
        for entry in await self._watches.everywhere(work):
            if entry.owner is not None:
                self._bear_in_mind(entry.community, entry.owner, entry.value.terms)

    @command("alert add")
    async def add(self, work: Work, by: Invocation, term: str) -> Decision:
        """Watch a term; somebody else's name is refused."""
        written = plain(term)
        words = read_term(written)
        letters = sum(map(len, words))
        if letters < SHORTEST_TERM or len(written) > LONGEST_TERM or len(words) > MOST_WORDS:
            raise Invalid("error.alert.length", least=str(SHORTEST_TERM), most=str(LONGEST_TERM))
        terms = await self._terms(work, by.community, by.actor.id)
        if words in map(read_term, terms):
            return answer(_listed(terms, speaking(by.locale)))
        if len(terms) >= MOST_TERMS:
            raise Invalid("error.alert.many", most=str(MOST_TERMS))
        self._names[by.community, by.actor.id] = by.actor.name
        if self._is_anothers_name(by.community, by.actor.id, words):
            raise Invalid("error.alert.name")
        return answer(await self._keep(work, by, (*terms, written)))

    @command("alert list")
    async def list_(self, work: Work, by: Invocation) -> Decision:
        """Show a member what they watch."""
        return answer(_listed(await self._terms(work, by.community, by.actor.id), speaking(by.locale)))

    @command("alert remove")
    async def remove(self, work: Work, by: Invocation, term: str) -> Decision:
        """Watch a term no longer."""
        terms = await self._terms(work, by.community, by.actor.id)
        left = tuple(one for one in terms if read_term(one) != read_term(term))
        if left == terms:
            raise Invalid("error.alert.none")
        return answer(await self._keep(work, by, left))

    @completes("alert remove", "term")
    async def terms(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete one of one's own terms."""
        return [
            Option(label=one, value=one)
            for one in await self._terms(work, by.community, by.actor.id)
            if typed.lower() in one.lower()
        ]

    @command("alert off")
    async def off(self, work: Work, by: Invocation) -> Decision:
        """Watch nothing any more."""
        return answer(await self._keep(work, by, ()))

    @button("alert:off")
    async def press_off(self, work: Work, by: Invocation) -> Decision:
        """End all alerts from the card of one."""
        return Decision(reply=ReplaceCard(card=await self._keep(work, by, ())))

    async def _keep(self, work: Work, by: Invocation, terms: tuple[str, ...]) -> Card:
        member, say = by.actor.id, speaking(by.locale)
        if terms:
            await self._watches.put(work, by.community, member, Watch(terms=terms, language=say.language), owner=member)
        else:
            await self._watches.remove(work, by.community, member)
            await self._waiting.remove(work, by.community, member)
            await work.timers.cancel(by.community, _SEND, member)
        self._bear_in_mind(by.community, member, terms)
        return _listed(terms, say)

    async def _terms(self, work: Work, community: CommunityId, member: MemberId) -> tuple[str, ...]:
        kept = await self._watches.get(work, community, member)
        return () if kept is None else kept.value.terms

    def _bear_in_mind(self, community: CommunityId, member: MemberId, terms: Sequence[str]) -> None:
        watched = self._watched.setdefault(community, Watched())
        watched.watch(member, [term for term in map(read_term, terms) if term])
        if not watched:
            del self._watched[community]

    def _is_anothers_name(self, community: CommunityId, member: MemberId, term: Term) -> bool:
        """Tell whether a term looks like the name of somebody else who has written here lately."""
        own = self._names.get((community, member))
        if own is not None and is_name(term, read_term(own)):
            return False
        return any(
            is_name(term, read_term(name))
            for (place, other), name in self._names.items()
            if place == community and other != member
        )

    def holds_a_term(self, seen: Seen) -> bool:
        """Want a new message that holds a term of somebody but its author, whose name is learned on the way.

        One that was edited is wanted where anything is watched: it may hold its term no longer.
        """
        key = (seen.community, seen.message.author.id)
        if self._names.get(key) != seen.message.author.name:
            self._names[key] = seen.message.author.name
            _forget_first(self._names, MOST_NAMES)
        watched = self._watched.get(seen.community)
        if watched is None or isinstance(seen.event, MessageEdited):
            return watched is not None
        return any(member != seen.message.author.id for member, _ in watched.find(seen.text))

    @looks_on("holds_a_term")
    async def gather(self, work: Work, seen: Seen) -> Decision:
        """Put the message down for everybody who watches it, to be told of together."""
        message, community = seen.message, seen.community
        watched = self._watched.get(community)
        if watched is not None and isinstance(seen.event, MessageEdited):
            await self._forget(work, community, message.id, {member for member, _ in watched.find(seen.text)})
            return NOTHING
        boundary = await BOUNDARIES.get(work, community, message.author.id)
        known = (community, message.id)
        if watched is None or known in self._seen or (boundary is not None and boundary.value.no_alerts):
            return NOTHING
        self._seen[known] = None
        _forget_first(self._seen, MOST_SEEN)
        found: dict[MemberId, Term] = {}
        for member, term in watched.find(seen.text):
            found.setdefault(member, term)
        found.pop(message.author.id, None)
        for member, term in found.items():
            hit = Hit(
                channel=message.channel.id,
                channel_name=message.channel.name,
                message=message.id,
                link=message.link,
                term=" ".join(term),
            )
            await self._put_down(work, community, member, hit)
        return NOTHING

    @listens(MessageDeleted)
    async def deleted(self, work: Work, event: MessageDeleted) -> Decision:
        """Tell nobody of what its author, or a moderator, took back."""
        if event.community in self._watched:
            await self._forget(work, event.community, event.message.id)
        return NOTHING

    async def _forget(
        self, work: Work, community: CommunityId, message: MessageId, but: Container[MemberId] = ()
    ) -> None:
        """Take a message out of what members are still to be told of, but for those whose term it holds."""
        for one in await self._waiting.page(work, community, limit=MOST_WATCHING):
            left = tuple(hit for hit in one.value.hits if hit.message != message)
            if one.owner not in but and left != one.value.hits:
                waiting = replace(one.value, hits=left)
                await self._waiting.put(work, community, one.name, waiting, owner=one.owner, until=one.until)

    async def _put_down(self, work: Work, community: CommunityId, member: MemberId, hit: Hit) -> None:
        kept = await self._waiting.get(work, community, member)
        waiting = Waiting() if kept is None else kept.value
        if not waiting.hits:
            await work.timers.set(community, _SEND, member, work.now + GATHER)
        waiting = (
            replace(waiting, more=waiting.more + 1)
            if len(waiting.hits) >= MOST_HITS
            else replace(waiting, hits=(*waiting.hits, hit))
        )
        await self._waiting.put(work, community, member, waiting, owner=member, until=work.now + HITS_KEPT)

    @timer(_SEND)
    async def send(self, work: Work, ring: Timer) -> Decision:
        """Tell a member of what was gathered, a card a channel, as many as the day still allows."""
        community, member = ring.community, MemberId(ring.subject)
        watch = await self._watches.get(work, community, member)
        kept = await self._waiting.get(work, community, member)
        if watch is None or kept is None:
            return NOTHING
        waiting = kept.value
        sent = [at for at in waiting.sent if work.now - at < DAY]
        gone = await work.cases.gone(community, work.now - HITS_KEPT)
        by_channel: dict[ChannelId, list[Hit]] = {}
        for hit in waiting.hits:
            stands = MessageRef(channel=hit.channel, id=hit.message) not in gone
            if stands and not self._is_anothers_name(community, member, tuple(hit.term.split())):
                by_channel.setdefault(hit.channel, []).append(hit)
        told = list(by_channel)[: max(0, DAILY - len(sent))]
        left = tuple(hit for channel, hits in by_channel.items() if channel not in told for hit in hits)
        say = speaking(watch.value.language)
        actions: list[tuple[int | None, Action]] = []
        for channel in told:
            sent.append(work.now)
            card = _alert(by_channel[channel], say)
            telling = TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED, if_reads=channel)
            actions.append((None, telling))
        if left:
            await work.timers.set(community, _SEND, member, min(sent) + DAY)
        waiting = Waiting(hits=left, sent=tuple(sent))
        await self._waiting.put(work, community, member, waiting, owner=member, until=work.now + HITS_KEPT)
        return Decision(actions=tuple(actions))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their terms, and what they are still to be told of."""
        return {
            "alerts": await self._watches.export(work, community, member),
            "alerts on their way": await self._waiting.export(work, community, member),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget both."""
        self._bear_in_mind(community, member, ())
        self._names.pop((community, member), None)
        await work.timers.cancel(community, _SEND, member)
        waiting = await self._waiting.erase(work, community, member)
        return waiting + await self._watches.erase(work, community, member)


def _forget_first(known: dict[Key, Any], most: int) -> None:
    while len(known) > most:
        del known[next(iter(known))]


def _listed(terms: Iterable[str], say: Say) -> Card:
    lines = tuple(say("alert.line", term=one) for one in terms)
    return Card(title=say("alert.title"), body=lines or (say("alert.none"),), footer=say("alert.how"))


def _alert(hits: Sequence[Hit], say: Say) -> Card:
    """Say in which channel and how often, with the latest links; what was written stays where it is."""
    linked = [hit.link for hit in hits if hit.link is not None][-MOST_LINKS:]
    return Card(
        title=say("alert.told.title"),
        body=(say("alert.told.body", count=len(hits), channel=hits[0].channel_name),),
        links=tuple(Link(label=say("alert.link", number=number), url=url) for number, url in enumerate(linked, 1)),
        buttons=(Button(label=say("button.alert.off"), token="alert:off"),),
        footer=say("alert.told.how"),
    )

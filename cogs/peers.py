"""Colleagues who want to be found: a directory that nobody can read whole, and introductions that both agree to.

Source: the editorial's advice to connect with peers (doi:10.46989/001c.125931).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.actions import NOTHING, Decision, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Fact, Option, Style
from bot.core.commands import button, command, completes, timer
from bot.core.courtesy import Occasion
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Timer, Work
from cogs.shared.boundaries import BOUNDARIES, Boundary, lines_of, plain
from cogs.shared.breaks import put_off
from cogs.shared.kept import Entry, Kept
from cogs.shared.niches import NICHES, Niche
from cogs.shared.typed import member_of
from config.catalogue import Say, speaking
from config.specialties import Specialties

SHOWN = 5
LOOKS = 5
LOOKS_IN = timedelta(hours=24)
"""How many colleagues one look shows, and how many looks a member has a day: enough to find, too few to harvest."""

ASKED_A_WEEK = 3
ASKING = timedelta(days=7)
"""How many introductions a member may ask for in a week; and how many may be asked of one, or wait for one's break to
end."""

ASKED_KEPT = timedelta(days=90)
"""For so long the same introduction is not asked for again, whatever came of it."""

_WISH = "intro.wish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who asked to be introduced to whom, and when; what the answer was is not kept.

    ``waits``: whoever is asked has not been told yet, since they are on a break.
    """

    asker: MemberId
    asked: MemberId
    name: str = field(repr=False)
    language: str
    at: datetime
    is_open: bool = True
    waits: bool = False


class PeersCog:
    """Finds colleagues by specialty, and introduces them."""

    def __init__(self, specialties: Specialties, policies: Policies) -> None:
        self._specialties = specialties
        self._policies = policies
        self._introductions = Kept("introduction", Introduction)
        self._looks: dict[tuple[CommunityId, MemberId], tuple[datetime, ...]] = {}

    @command("peers")
    async def peers(self, work: Work, by: Invocation, topic: str) -> Decision:
        """Show some colleagues who are versed in a specialty and want to be found."""
        say = speaking(by.locale)
        specialty = self._specialties.find(topic)
        if specialty is None:
            raise Invalid("error.niche.specialty", name=plain(topic)[:60], source=self._specialties.source)
        self._count_a_look(work.now, by)
        found = [
            one
            for one in await NICHES.page(work, by.community, limit=10_000)
            if specialty in one.value.specialties and one.value.is_found(work.now) and one.owner != by.actor.id
        ]
        # Another order every day, so that the same five are not always shown.
        found = sorted(found, key=lambda one: work.digest(by.community, f"{work.now.date()}{one.name}"))[:SHOWN]
        name = self._specialties.name(specialty, say.language)
        if not found:
            return answer(Card(title=say("peers.title", specialty=name), body=(say("peers.none"), say("peers.how"))))
        facts, buttons = [], []
        for number, one in enumerate(found, 1):
            boundary = await self._boundary(work, by.community, one.name)
            facts.append(Fact(name=f"{number} · {one.value.name}", value=self._described(one.value, boundary, say)))
            if not boundary.no_messages:
                label = say("button.peers.intro", number=number)
                buttons.append(Button(label=label, token=f"peers:intro:{one.name}"))
        return answer(
            Card(
                title=say("peers.title", specialty=name),
                facts=tuple(facts),
                buttons=tuple(buttons),
                footer=say("peers.how"),
            )
        )

    @completes("peers", "topic")
    async def topics(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a specialty; the list says nothing about who is versed in it."""
        return [Option(label=name, value=one) for one, name in self._specialties.beginning(typed, by.locale)]

    def _count_a_look(self, now: datetime, by: Invocation) -> None:
        key = (by.community, by.actor.id)
        looks = tuple(at for at in self._looks.get(key, ()) if now - at < LOOKS_IN)
        if len(looks) >= LOOKS:
            raise Invalid("error.peers.looks", most=str(LOOKS))
        self._looks = {
            **{one: times for one, times in self._looks.items() if now - times[-1] < LOOKS_IN},
            key: (*looks, now),
        }

    def _described(self, niche: Niche, boundary: Boundary, say: Say) -> str:
        names = say.listing([self._specialties.name(one, say.language) for one in niche.specialties])
        line = say("niche.line", specialties=names, audience=say(f"audience.{niche.audience}"))
        return "\n".join((line, *lines_of(boundary, say)))

    @command("intro")
    async def intro(self, work: Work, by: Invocation, member: MemberId) -> Decision:
        """Ask to be introduced to a member."""
        return await self._ask(work, by, member_of(by.community, member))

    @button("peers:intro")
    async def press_intro(self, work: Work, by: Invocation, platform: str, member: str) -> Decision:
        """Ask to be introduced to somebody from the directory."""
        return await self._ask(work, by, MemberId(f"{platform}:{member}"))

    async def _ask(self, work: Work, by: Invocation, asked: MemberId) -> Decision:
        """Ask somebody who wants to be found; whoever does not is not told of, and the answer is the same."""
        say = speaking(by.locale)
        if asked == by.actor.id:
            raise Invalid("error.intro.self")
        boundary = await self._boundary(work, by.community, asked)
        if boundary.no_messages:
            raise Invalid("error.intro.boundary")
        known = await self._introductions.page(work, by.community, limit=10_000)
        lately = [one.value for one in known if work.now - one.value.at < ASKING]
        if sum(one.asker == by.actor.id for one in lately) >= ASKED_A_WEEK:
            raise Invalid("error.intro.often", most=str(ASKED_A_WEEK))
        name = plain(by.actor.name)
        introduction = Introduction(
            asker=by.actor.id, asked=asked, name=name, language=say.language, at=work.now, waits=True
        )
        niche = await NICHES.get(work, by.community, asked)
        before = any((one.value.asker, one.value.asked) == (by.actor.id, asked) for one in known)
        theirs = [one.value for one in known if one.value.asked == asked and one.value.is_open]
        bothered = sum(one.waits or work.now - one.at < ASKING for one in theirs) >= ASKED_A_WEEK
        if niche is None or not niche.value.is_found(work.now) or before or bothered:
            introduction = replace(introduction, is_open=False, waits=False)
        number = await self._introductions.add(
            work, by.community, introduction, owner=by.actor.id, until=work.now + ASKED_KEPT
        )
        if introduction.is_open:
            await work.timers.set(by.community, _WISH, number, work.now)
        return answer(Card(title=say("intro.title"), body=(say("intro.asked"), say("intro.silent"))))

    @timer(_WISH)
    async def wish(self, work: Work, ring: Timer) -> Decision:
        """Ask whoever is to be met, if they still want to be; whoever is on a break, after it."""
        kept = await self._introductions.get(work, ring.community, ring.subject)
        if kept is None or not kept.value.waits:
            return NOTHING
        one = kept.value
        if await put_off(work, ring, one.asked, self._policies):
            return NOTHING
        niche = await NICHES.get(work, ring.community, one.asked)
        boundary = await self._boundary(work, ring.community, one.asked)
        if niche is None or not niche.value.listed or boundary.no_messages:
            await self._change(work, kept, replace(one, is_open=False, waits=False))
            return NOTHING
        await self._change(work, kept, replace(one, waits=False))
        theirs = speaking(niche.value.language)
        own = await NICHES.get(work, ring.community, one.asker)
        body = [theirs("intro.wish", name=one.name)]
        if own is not None and own.value.listed:
            body.append(self._described(own.value, Boundary(), theirs))
        card = Card(
            title=theirs("intro.wish.title"),
            body=tuple(body),
            buttons=(
                Button(label=theirs("button.intro.yes"), token=f"intro:yes:{kept.name}", style=Style.PRIMARY),
                Button(label=theirs("button.intro.no"), token=f"intro:no:{kept.name}"),
            ),
            footer=theirs("intro.wish.how"),
        )
        return Decision(actions=((None, TellMember(member=one.asked, card=card, occasion=Occasion.NEWS)),))

    @button("intro:yes")
    async def accept(self, work: Work, by: Invocation, number: int) -> Decision:
        """Introduce the two to each other."""
        kept = await self._mine(work, by, number)
        one, say, theirs = kept.value, speaking(by.locale), speaking(kept.value.language)
        await self._change(work, kept, replace(one, is_open=False))
        boundary = await self._boundary(work, by.community, by.actor.id)
        name = plain(by.actor.name)
        body = (theirs("intro.accepted", name=name), *lines_of(boundary, theirs))
        telling = TellMember(
            member=one.asker,
            card=Card(title=theirs("intro.accepted.title"), body=body),
            occasion=Occasion.NEWS,
        )
        card = Card(title=say("intro.accepted.title"), body=(say("intro.accepted", name=one.name),))
        return Decision(reply=ReplaceCard(card=card), actions=((None, telling),))

    @button("intro:no")
    async def decline(self, work: Work, by: Invocation, number: int) -> Decision:
        """Say nothing to anybody."""
        kept = await self._mine(work, by, number)
        await self._change(work, kept, replace(kept.value, is_open=False))
        say = speaking(by.locale)
        return Decision(reply=ReplaceCard(card=Card(title=say("intro.title"), body=(say("intro.declined"),))))

    async def _mine(self, work: Work, by: Invocation, number: int) -> Entry[Introduction]:
        """Find an introduction that this member was asked for and has not answered."""
        kept = await self._introductions.get(work, by.community, str(number))
        if kept is None or kept.value.asked != by.actor.id or not kept.value.is_open:
            raise Invalid("error.stale_control")
        return kept

    async def _change(self, work: Work, kept: Entry[Introduction], changed: Introduction) -> None:
        await self._introductions.put(work, kept.community, kept.name, changed, owner=kept.owner, until=kept.until)

    async def _boundary(self, work: Work, community: CommunityId, member: str) -> Boundary:
        kept = await BOUNDARIES.get(work, community, member)
        return Boundary() if kept is None else kept.value

    async def _asked_of(self, work: Work, community: CommunityId, member: MemberId) -> Sequence[Entry[Introduction]]:
        known = await self._introductions.page(work, community, limit=10_000)
        return [one for one in known if one.value.asked == member]

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the introductions that they asked for; of those asked of them, only when."""
        asked_of = await self._asked_of(work, community, member)
        return {
            "introductions": [
                {"asked": one.value.asked, "at": one.value.at.isoformat()}
                for one in await self._introductions.page(work, community, owner=member, limit=10_000)
            ],
            "introductions to you": [one.value.at.isoformat() for one in asked_of],
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget them, whoever asked."""
        self._looks.pop((community, member), None)
        erased = 0
        for one in await self._asked_of(work, community, member):
            erased += await self._introductions.remove(work, community, one.name)
        return erased + await self._introductions.erase(work, community, member)

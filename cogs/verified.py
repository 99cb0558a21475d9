"""Verification: a moderator has seen that a member is a professional. The result is kept, and no document ever is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, ReplaceCard, TellMember, answer
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card
from bot.core.commands import button, command, starts, timer
from bot.core.courtesy import Occasion
from bot.core.durations import parse_duration
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.ports import Timer, Work
from bot.core.verified import Verified
from cogs.shared.kept import Kept
from config.catalogue import speaking

USUAL = timedelta(days=365)
LONGEST = timedelta(days=730)
"""A licence can lapse and people change their work, so a verification ends by itself (our default)."""

SAID_BEFORE = timedelta(days=14)
"""How long before the end its member hears of it."""

_ENDING = "verified.ending"


class Profession(StrEnum):
    """What a moderator has seen a member to be."""

    PHYSICIAN = "physician"
    NURSE = "nurse"
    MIDWIFE = "midwife"
    PHARMACIST = "pharmacist"
    DENTIST = "dentist"
    PSYCHOLOGIST = "psychologist"
    THERAPIST = "therapist"
    PARAMEDIC = "paramedic"
    SCIENTIST = "scientist"
    STUDENT = "student"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was seen, and when."""

    profession: Profession
    on: date


class VerifiedCog:
    """Lets moderators write down that a member is a professional, and the member see and erase it."""

    def __init__(self, policies: Policies, verified: Verified) -> None:
        self._policies = policies
        self._verified = verified
        self._kept = Kept("verified", Verification)

    @starts
    async def read_who_is_verified(self, work: Work) -> None:
        """Bring to mind whose verification holds."""
        for one in await self._kept.everywhere(work):
            if one.owner is not None and one.until is not None:
                self._verified.add(one.community, one.owner, one.until)

    @command("verify", needs=Role.MODERATOR)
    async def verify(
        self, work: Work, by: Invocation, member: MemberId, role: Profession, until: str | None = None
    ) -> Decision:
        """Write down that a member is a professional: the result and its end, nothing else."""
        _scoped(member, by)
        if member == by.actor.id:
            raise Invalid("verified.error.self")
        end = _end(until, work.now)
        value = Verification(profession=role, on=work.now.date())
        await self._kept.put(work, by.community, member, value, owner=member, until=end)
        await work.audit.record(by.community, DeedKind.VERIFY, by.actor.id, detail="given")
        self._verified.add(by.community, member, end)
        if end - SAID_BEFORE > work.now:
            await work.timers.set(by.community, _ENDING, member, end - SAID_BEFORE)
        say = speaking(by.locale)
        theirs = speaking(await self._language(work, by.community, member))
        ends = _last_day(end)
        done = Card(
            title=say("verified.done.title"),
            body=(say("verified.done.body", profession=say(f"profession.{role}"), ends=ends),),
        )
        told = Card(
            title=theirs("verified.told.title"),
            body=(theirs("verified.told.body", profession=theirs(f"profession.{role}"), ends=ends),),
        )
        return answer(done) + Decision(actions=((None, TellMember(member=member, card=told)),))

    @command("unverify", needs=Role.MODERATOR)
    async def unverify(self, work: Work, by: Invocation, member: MemberId) -> Decision:
        """Take a verification away; its member is told."""
        _scoped(member, by)
        if not await self._remove(work, by.community, member):
            raise Invalid("verified.error.none")
        await work.audit.record(by.community, DeedKind.VERIFY, by.actor.id, detail="taken away")
        say = speaking(by.locale)
        theirs = speaking(await self._language(work, by.community, member))
        told = Card(title=theirs("verified.told.title"), body=(theirs("verified.taken.told"),))
        done = Card(title=say("verified.done.title"), body=(say("verified.taken"),))
        return answer(done) + Decision(actions=((None, TellMember(member=member, card=told)),))

    @command("my verification")
    async def mine(self, work: Work, by: Invocation) -> Decision:
        """Show a member what is written down of them."""
        say = speaking(by.locale)
        found = await self._kept.get(work, by.community, by.actor.id)
        if found is None or found.until is None:
            return answer(Card(title=say("verified.mine.title"), body=(say("verified.mine.none"),)))
        line = say(
            "verified.mine.body",
            profession=say(f"profession.{found.value.profession}"),
            date=found.value.on.isoformat(),
            ends=_last_day(found.until),
        )
        erase = Button(label=say("button.verified.erase"), token="verified:erase")
        return answer(Card(title=say("verified.mine.title"), body=(line, say("verified.mine.what")), buttons=(erase,)))

    @button("verified:erase")
    async def press_erase(self, work: Work, by: Invocation) -> Decision:
        """Erase one's own verification."""
        say = speaking(by.locale)
        await self._remove(work, by.community, by.actor.id)
        card = Card(title=say("verified.mine.title"), body=(say("verified.mine.erased"),))
        return Decision(reply=ReplaceCard(card=card))

    @timer(_ENDING)
    async def ending(self, work: Work, ring: Timer) -> Decision:
        """Tell a member that their verification ends soon."""
        member = MemberId(ring.subject)
        found = await self._kept.get(work, ring.community, member)
        if found is None or found.until is None:
            return NOTHING
        say = speaking(await self._language(work, ring.community, member))
        line = say("verified.ending", ends=_last_day(found.until))
        card = Card(title=say("verified.told.title"), body=(line,))
        told = TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)
        return Decision(actions=((None, told),))

    async def _remove(self, work: Work, community: CommunityId, member: MemberId) -> bool:
        self._verified.remove(community, member)
        await work.timers.cancel(community, _ENDING, member)
        return await self._kept.remove(work, community, member)

    async def _language(self, work: Work, community: CommunityId, member: MemberId) -> str:
        """Find the language for a member who is not the one asking: their own choice, or the community's."""
        preferred = (await work.members.preferences(community, member)).get("language")
        return preferred or self._policies(community).language

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member what is written down of them."""
        found = await self._kept.get(work, community, member)
        until = found.until.isoformat() if found is not None and found.until is not None else None
        return {"verification": await self._kept.export(work, community, member), "verified until": until}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget a member's verification."""
        return int(await self._remove(work, community, member))


def _scoped(member: MemberId, by: Invocation) -> None:
    """Refuse a name that was typed where an identifier is needed: it would stand for nobody, or for somebody else."""
    if member.partition(":")[0] != by.actor.id.partition(":")[0]:
        raise Invalid("verified.error.member")


def _last_day(end: datetime) -> str:
    """Write the last day on which a verification holds."""
    return (end - timedelta(seconds=1)).date().isoformat()


def _end(written: str | None, now: datetime) -> datetime:
    """Read when a verification ends: a day (its last one), or how long from now; a year where nothing is said.

    Raises:
        Invalid: it is neither, it is over, or it is further off than `LONGEST`.
    """
    if written is None:
        return now + USUAL
    try:
        end = datetime.combine(date.fromisoformat(written.strip()) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        try:
            end = now + parse_duration(written)
        except (ValueError, OverflowError):
            raise Invalid("verified.error.until") from None
    if not now < end <= now + LONGEST:
        raise Invalid("verified.error.until")
    return end

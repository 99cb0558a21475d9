"""One's own presence, looked at in private: a check-up four times a year, a look at the profile, and one's niche.

Source: the editorial's advice to check one's accounts regularly, to set up a professional presence and to define one's
niche (doi:10.46989/001c.125931). Nothing here is seen by anybody else, but for a niche that its owner has listed.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Fact, Option, Style
from bot.core.commands import button, command, completes, timer
from bot.core.courtesy import Occasion
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Timer, Work
from cogs.shared.boundaries import BOUNDARIES, lines_of, plain
from cogs.shared.breaks import put_off
from cogs.shared.kept import Kept
from cogs.shared.niches import CONFIRM_EVERY, NICHES, Audience, Niche
from config.catalogue import Say, speaking
from config.specialties import Specialties

QUESTIONS = 8
"""How many questions a check-up has."""

PROFILE_QUESTIONS = 4
YEAR = timedelta(days=365)

IGNORED = 2
"""A reminder that nobody answered twice is not sent a third time."""

MOST_SPECIALTIES = 3

_CHECKUP, _PROFILE, _NICHE = "checkup", "profile.check", "profile.niche"
_ANSWERS = re.compile(r"s[yn]{0,8}")
"""The answers so far, carried by the buttons themselves: nothing is stored on the way."""


class Every(StrEnum):
    """How often a member wants to be reminded."""

    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    OFF = "off"


_DAYS = {Every.QUARTER: 91, Every.HALF_YEAR: 182, Every.YEAR: 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """How often to remind, when it was last done, how many reminders in a row were not answered."""

    every: Every
    language: str
    last: date | None = None
    ignored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCheck:
    """What a member answered about their profile, a ``y`` or an ``n`` a question, and when."""

    answers: str
    on: date
    language: str


class ProfileCog:
    """Reminds of check-ups, walks through checklists, keeps a niche."""

    def __init__(self, specialties: Specialties, policies: Policies) -> None:
        self._specialties = specialties
        self._policies = policies
        self._checkups = Kept("checkup", Checkup)
        self._checks = Kept("profile", ProfileCheck)

    # The check-up

    @command("remind checkup")
    async def remind(self, work: Work, by: Invocation, every: Every | None = None) -> Decision:
        """Choose how often to be reminded; without a choice, see how it stands and begin."""
        member, say = by.actor.id, speaking(by.locale)
        kept = await self._checkups.get(work, by.community, member)
        if every is Every.OFF:
            await self._stop(work, by.community, member)
            return answer(Card(title=say("checkup.title"), body=(say("checkup.off"),), buttons=(_begin(say),)))
        if every is not None:
            last = None if kept is None else kept.value.last
            checkup = Checkup(every=every, language=say.language, last=last)
            await self._checkups.put(work, by.community, member, checkup, owner=member)
            await work.timers.set(by.community, _CHECKUP, member, work.now + timedelta(days=_DAYS[every]))
            kept = await self._checkups.get(work, by.community, member)
        body = [say("checkup.what")]
        if kept is None:
            body.append(say("checkup.not_reminded"))
        else:
            body.append(say("checkup.reminded", every=say(f"checkup.every.{kept.value.every}")))
            if kept.value.last is not None:
                body.append(say("checkup.last", date=kept.value.last.isoformat()))
        return answer(Card(title=say("checkup.title"), body=tuple(body), buttons=(_begin(say),)))

    @timer(_CHECKUP)
    async def checkup_due(self, work: Work, ring: Timer) -> Decision:
        """Remind once; after two reminders that nobody answered, no more. A break puts it off."""
        community, member = ring.community, MemberId(ring.subject)
        kept = await self._checkups.get(work, community, member)
        if kept is None:
            return NOTHING
        checkup = kept.value
        if checkup.ignored >= IGNORED or checkup.every is Every.OFF:
            await self._stop(work, community, member)
            return NOTHING
        if await put_off(work, ring, member, self._policies):
            return NOTHING
        await self._checkups.put(work, community, member, replace(checkup, ignored=checkup.ignored + 1), owner=member)
        await work.timers.set(community, _CHECKUP, member, work.now + timedelta(days=_DAYS[checkup.every]))
        say = speaking(checkup.language)
        off = Button(label=say("button.checkup.off"), token="checkup:off")
        card = Card(title=say("checkup.due.title"), body=(say("checkup.what"),), buttons=(_begin(say), off))
        return _tell(member, card)

    @button("checkup:off")
    async def press_off(self, work: Work, by: Invocation) -> Decision:
        """Remind no more."""
        await self._stop(work, by.community, by.actor.id)
        say = speaking(by.locale)
        return Decision(reply=ReplaceCard(card=Card(title=say("checkup.title"), body=(say("checkup.off"),))))

    @button("checkup:next")
    async def checkup_next(self, work: Work, by: Invocation, answers: str) -> Decision:
        """Ask the next question; after the last one, say what could be done about each no."""
        say, given = speaking(by.locale), _read(answers, QUESTIONS)
        kept = await self._checkups.get(work, by.community, by.actor.id)
        if kept is not None and (kept.value.ignored or len(given) == QUESTIONS):
            last = work.now.date() if len(given) == QUESTIONS else kept.value.last
            done = replace(kept.value, ignored=0, last=last)
            await self._checkups.put(work, by.community, by.actor.id, done, owner=by.actor.id)
        if len(given) < QUESTIONS:
            number = len(given) + 1
            asked = say(f"checkup.question.{number}")
            return _replaced(_question(say, say("checkup.title"), asked, "checkup", answers, number, QUESTIONS))
        todo = [say(f"checkup.advice.{number}") for number, one in enumerate(given, 1) if one == "n"]
        body = (say("checkup.todo", count=len(todo)), *todo) if todo else (say("checkup.clean"),)
        return _replaced(Card(title=say("checkup.done.title"), body=body, footer=say("checkup.done.kept")))

    async def _stop(self, work: Work, community: CommunityId, member: MemberId) -> None:
        await self._checkups.remove(work, community, member)
        await work.timers.cancel(community, _CHECKUP, member)

    # The profile

    @command("profile check")
    async def check(self, work: Work, by: Invocation) -> Decision:
        """Begin the private checklist of one's profile."""
        say = speaking(by.locale)
        begin = Button(label=say("button.checkup.begin"), token="profile:next:s", style=Style.PRIMARY)
        return answer(Card(title=say("profile.title"), body=(say("profile.what"),), buttons=(begin,)))

    @button("profile:next")
    async def profile_next(self, work: Work, by: Invocation, answers: str) -> Decision:
        """Ask the next question; keep the answers with their date, and ask again in a year."""
        say, given = speaking(by.locale), _read(answers, PROFILE_QUESTIONS)
        if len(given) < PROFILE_QUESTIONS:
            number = len(given) + 1
            asked = say(f"profile.question.{number}")
            return _replaced(_question(say, say("profile.title"), asked, "profile", answers, number, PROFILE_QUESTIONS))
        member = by.actor.id
        check = ProfileCheck(answers=given, on=work.now.date(), language=say.language)
        await self._checks.put(work, by.community, member, check, owner=member)
        await work.timers.set(by.community, _PROFILE, member, work.now + YEAR)
        todo = [say(f"profile.advice.{number}") for number, one in enumerate(given, 1) if one == "n"]
        body = tuple(todo) or (say("profile.clean"),)
        off = Button(label=say("button.profile.off"), token="profile:off")
        return _replaced(
            Card(title=say("profile.done.title"), body=body, buttons=(off,), footer=say("profile.done.kept"))
        )

    @button("profile:off")
    async def profile_off(self, work: Work, by: Invocation) -> Decision:
        """Do not ask again; the answers stay until they are erased."""
        await work.timers.cancel(by.community, _PROFILE, by.actor.id)
        say = speaking(by.locale)
        return _replaced(Card(title=say("profile.title"), body=(say("profile.off"),)))

    @timer(_PROFILE)
    async def profile_due(self, work: Work, ring: Timer) -> Decision:
        """A year later, ask once whether to look again. A break puts it off."""
        member = MemberId(ring.subject)
        kept = await self._checks.get(work, ring.community, member)
        if kept is None or await put_off(work, ring, member, self._policies):
            return NOTHING
        say = speaking(kept.value.language)
        begin = Button(label=say("button.checkup.begin"), token="profile:next:s", style=Style.PRIMARY)
        return _tell(member, Card(title=say("profile.due.title"), body=(say("profile.what"),), buttons=(begin,)))

    # The niche

    @command("profile niche")
    async def niche(
        self,
        work: Work,
        by: Invocation,
        first: str,
        second: str | None = None,
        third: str | None = None,
        audience: Audience = Audience.COLLEAGUES,
        directory: bool = False,  # noqa: FBT001, FBT002 - an option of the command
    ) -> Decision:
        """Say what one is versed in and for whom one writes; in the directory only if asked for."""
        chosen = tuple(dict.fromkeys(self._specialty(one) for one in (first, second, third) if one))
        member = by.actor.id
        niche = Niche(
            specialties=chosen,
            audience=audience,
            listed=directory,
            name=plain(by.actor.name),
            confirmed=work.now,
            language=speaking(by.locale).language,
        )
        await self._put(work, by, niche)
        return answer(await self._shown(work, by, member))

    @completes("profile niche", "first")
    @completes("profile niche", "second")
    @completes("profile niche", "third")
    async def specialties(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a specialty by its name."""
        return [Option(label=name, value=one) for one, name in self._specialties.beginning(typed, by.locale)]

    @button("niche:keep")
    async def keep(self, work: Work, by: Invocation) -> Decision:
        """Confirm that it is still right."""
        kept = await NICHES.get(work, by.community, by.actor.id)
        if kept is not None:
            await self._put(work, by, replace(kept.value, confirmed=work.now, name=plain(by.actor.name)))
        return _replaced(await self._shown(work, by, by.actor.id))

    @button("niche:unlist")
    async def unlist(self, work: Work, by: Invocation) -> Decision:
        """Leave the directory; the niche stays on one's own profile."""
        kept = await NICHES.get(work, by.community, by.actor.id)
        if kept is not None:
            await self._put(work, by, replace(kept.value, listed=False))
        return _replaced(await self._shown(work, by, by.actor.id))

    @timer(_NICHE)
    async def niche_due(self, work: Work, ring: Timer) -> Decision:
        """Half a year later, ask whether an entry of the directory is still right. A break puts it off."""
        member = MemberId(ring.subject)
        kept = await NICHES.get(work, ring.community, member)
        if kept is None or not kept.value.listed or await put_off(work, ring, member, self._policies):
            return NOTHING
        say = speaking(kept.value.language)
        buttons = (
            Button(label=say("button.niche.keep"), token="niche:keep", style=Style.PRIMARY),
            Button(label=say("button.niche.unlist"), token="niche:unlist"),
        )
        body = (self._named(kept.value, say), say("niche.due"))
        return _tell(member, Card(title=say("niche.due.title"), body=body, buttons=buttons))

    async def _put(self, work: Work, by: Invocation, niche: Niche) -> None:
        member = by.actor.id
        await NICHES.put(work, by.community, member, niche, owner=member)
        if niche.listed:
            await work.timers.set(by.community, _NICHE, member, niche.confirmed + CONFIRM_EVERY)
        else:
            await work.timers.cancel(by.community, _NICHE, member)

    def _specialty(self, written: str) -> str:
        found = self._specialties.find(written)
        if found is None:
            raise Invalid("error.niche.specialty", name=plain(written)[:60], source=self._specialties.source)
        return found

    def _named(self, niche: Niche, say: Say) -> str:
        names = [self._specialties.name(one, say.language) for one in niche.specialties]
        return say("niche.line", specialties=say.listing(names), audience=say(f"audience.{niche.audience}"))

    @command("profile show")
    async def show(self, work: Work, by: Invocation) -> Decision:
        """Show a member their own profile as it is kept here."""
        return answer(await self._shown(work, by, by.actor.id))

    async def _shown(self, work: Work, by: Invocation, member: MemberId) -> Card:
        say = speaking(by.locale)
        check = await self._checks.get(work, by.community, member)
        niche = await NICHES.get(work, by.community, member)
        checkup = await self._checkups.get(work, by.community, member)
        boundary = await BOUNDARIES.get(work, by.community, member)
        none = say("profile.none")
        looked = none
        if check is not None:
            yes = check.value.answers.count("y")
            looked = say("profile.looked", date=check.value.on.isoformat(), yes=yes, all=PROFILE_QUESTIONS)
        listed = niche is not None and niche.value.is_found(work.now)
        lines = lines_of(boundary.value, say) if boundary is not None else ()
        return Card(
            title=say("profile.show.title"),
            facts=(
                Fact(name=say("profile.name.niche"), value=none if niche is None else self._named(niche.value, say)),
                Fact(
                    name=say("profile.name.directory"),
                    value=say("profile.listed") if listed else say("profile.unlisted"),
                ),
                Fact(name=say("profile.name.check"), value=looked),
                Fact(
                    name=say("profile.name.checkup"),
                    value=none if checkup is None else say(f"checkup.every.{checkup.value.every}"),
                ),
                Fact(name=say("profile.name.boundary"), value="\n".join(lines) or none),
            ),
            buttons=(Button(label=say("button.niche.unlist"), token="niche:unlist"),) if listed else (),
            footer=say("profile.source", source=self._specialties.source),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their reminders, their answers and their niche."""
        return {
            "check-up reminders": await self._checkups.export(work, community, member),
            "profile checklist": await self._checks.export(work, community, member),
            "niche": await NICHES.export(work, community, member),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget all three."""
        for kind in (_CHECKUP, _PROFILE, _NICHE):
            await work.timers.cancel(community, kind, member)
        erased = await self._checkups.erase(work, community, member)
        erased += await self._checks.erase(work, community, member)
        return erased + await NICHES.erase(work, community, member)


def _read(answers: str, most: int) -> str:
    if not _ANSWERS.fullmatch(answers) or len(answers) > most + 1:
        raise Invalid("error.stale_control")
    return answers[1:]


def _begin(say: Say) -> Button:
    return Button(label=say("button.checkup.begin"), token="checkup:next:s", style=Style.PRIMARY)


def _question(say: Say, title: str, asked: str, prefix: str, answers: str, number: int, most: int) -> Card:
    return Card(
        title=title,
        body=(asked,),
        buttons=(
            Button(label=say("button.yes"), token=f"{prefix}:next:{answers}y"),
            Button(label=say("button.no"), token=f"{prefix}:next:{answers}n"),
        ),
        footer=say("checkup.progress", number=number, most=most),
    )


def _replaced(card: Card) -> Decision:
    return Decision(reply=ReplaceCard(card=card))


def _tell(member: MemberId, card: Card) -> Decision:
    return Decision(actions=((None, TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)),))

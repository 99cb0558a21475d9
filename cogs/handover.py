"""Handing a case over, and noting on it what the next moderator should know."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from bot.core.actions import Decision, TellMember, answer
from bot.core.audit import ANSWERABLE
from bot.core.cards import Button, Card, Option
from bot.core.cases import CLOCKS, LEASE, QUEUED, Case, CaseChange, Filter, State
from bot.core.commands import CaseNumber, Rest, command, completes
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.ports import Work
from cogs.shared.cards import completions, headline, redrawn
from cogs.shared.channels import SurveyOf
from config.catalogue import speaking

ASSIGNED_AT_MOST = timedelta(hours=24)
LONGEST_NOTE = 500


class HandoverCog:
    """Assigns cases to moderators, and keeps their notes."""

    def __init__(self, policies: Policies, survey: SurveyOf) -> None:
        self._policies = policies
        self._survey = survey

    @command("queue assign", needs=Role.MODERATOR)
    async def assign(self, work: Work, by: Invocation, case: CaseNumber, member: MemberId) -> Decision:
        """Give a case to a moderator, who hears of it in private, for as long as its first clock runs."""
        say = speaking(by.locale)
        found = await _waiting(work, by, case)
        listed = self._survey(by.community).moderators
        if listed is not None:
            member = _among(listed, member, by)
        elif member != by.actor.id and not await _has_moderated(work, by.community, member):
            raise Invalid("error.assign.unknown")
        if found.author == member:
            raise Invalid("error.assign.author", case=str(case))
        if found.held_by_other(by.actor.id, work.now) and found.lease_until is not None:
            raise Invalid("error.claimed_by_other", until=say.distance(found.lease_until, work.now), case=str(case))
        until = _until(found, work.now)
        change = CaseChange(state=State.CLAIMED, owner=member, lease_until=until)
        assigned = await work.cases.change(found, change)
        if assigned is None:
            raise Invalid("error.changed_meanwhile")
        language = (await work.members.preferences(by.community, member)).get("language")
        policy = self._policies(by.community)
        theirs = speaking(language or policy.language)
        moderators = speaking(policy.language)
        letter = Card(
            title=theirs("assigned.title", case=case),
            body=(
                headline(assigned, theirs, work.now),
                theirs("assigned.body", until=theirs.distance(until, work.now)),
            ),
            buttons=(Button(label=theirs("button.open"), token=f"queue:open:{case}"),),
        )
        unlisted = (say("assigned.done.unlisted"),) if listed is None else ()
        done = Card(title=say("assigned.done.title", case=case), body=(say("assigned.done.body"), *unlisted))
        told = () if member == by.actor.id else ((None, TellMember(member=member, card=letter)),)
        return answer(done) + Decision(actions=told) + redrawn(assigned, moderators, work.now)

    @command("queue note", needs=Role.MODERATOR)
    async def note(self, work: Work, by: Invocation, case: CaseNumber, note: Annotated[str, Rest()]) -> Decision:
        """Note something on a case for the other moderators; it is sealed, and ends with the case."""
        say = speaking(by.locale)
        found = await work.cases.get(by.community, case)
        if found is None:
            raise Invalid("error.no_such_case")
        if found.author == by.actor.id:
            raise Invalid("error.own_case", case=str(case))
        if len(note) > LONGEST_NOTE:
            raise Invalid("error.note_too_long", most=str(LONGEST_NOTE))
        await work.cases.note(found, by.actor.id, work.now, note)
        return answer(Card(title=say("noted.title", case=case), body=(say("noted.body"),)))

    @completes("queue assign", "case")
    @completes("queue note", "case")
    async def waiting(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a case's number from those that wait."""
        say = speaking(by.locale)
        cases = await work.cases.page(by.community, Filter(states=QUEUED), None, 50)
        return completions(cases, typed, say, work.now)

    @completes("queue assign", "member")
    async def moderators(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a moderator's name; nothing where the platform has not said who moderates."""
        wanted = _plain(typed)
        return [one for one in self._survey(by.community).moderators or () if wanted in _plain(one.label)]

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a moderator what they noted."""
        notes = await work.cases.notes_by(community, member)
        return {"notes": [{"case": one.case, "at": one.at.isoformat(), "note": one.note} for one in notes]}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase what a moderator noted; the cases stay."""
        return await work.cases.erase_notes(community, member)


async def _waiting(work: Work, by: Invocation, number: int) -> Case:
    """Fetch a case that waits.

    Raises:
        Invalid: there is none here, or it does not wait.
    """
    case = await work.cases.get(by.community, number)
    if case is None:
        raise Invalid("error.no_such_case")
    if case.state not in QUEUED:
        raise Invalid("error.case_over", case=str(number))
    return case


def _among(listed: Sequence[Option], written: MemberId, by: Invocation) -> MemberId:
    """Find a moderator by their identifier, or by a name that nobody else among them bears.

    Raises:
        Invalid: nobody of this name moderates here; a case must not be told to a member.
    """
    if written == by.actor.id or any(one.value == written for one in listed):
        return written
    named = [one.value for one in listed if _plain(one.label) == _plain(written)]
    if len(named) != 1:
        raise Invalid("error.assign.not_listed")
    return MemberId(named[0])


def _plain(name: str) -> str:
    return name.strip().lstrip("@").casefold()


async def _has_moderated(work: Work, community: CommunityId, member: MemberId) -> bool:
    """Tell whether somebody is known to moderate here: by hours on call, or by what they did and answer for."""
    if any(hours.member == member for hours in await work.duties.hours(community)):
        return True
    return any(deed.kind in ANSWERABLE for deed in await work.audit.deeds_of(community, member))


def _until(case: Case, now: datetime) -> datetime:
    """Say how long an assignment holds: the clock within which a case is to be acknowledged, a day at most."""
    clock = CLOCKS[case.priority].acknowledge if case.priority is not None else ASSIGNED_AT_MOST
    return now + min(max(clock, LEASE), ASSIGNED_AT_MOST)

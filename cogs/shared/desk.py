"""Who may work on a case, and when: the same for rulings, appeals and proposed bans."""

from datetime import datetime

from bot.core.cases import Case, CaseChange, CaseKind, Priority, State, Visibility
from bot.core.errors import Invalid
from bot.core.events import Invocation, MemberId
from bot.core.ports import Work
from cogs.shared import units
from cogs.shared.cards import due_for, ended
from config.catalogue import Say

ITSELF = MemberId("chaperone")
"""Who stands in the log for what nobody did."""


async def case_of(work: Work, by: Invocation, number: int) -> Case:
    """Fetch a case of this community.

    Raises:
        Invalid: there is none; another community's case answers alike.
    """
    case = await work.cases.get(by.community, number)
    if case is None:
        raise Invalid("error.no_such_case")
    return case


def kept(case: Case | None) -> Case:
    """Go on with a change that was written.

    Raises:
        Invalid: somebody else was faster; nothing was done.
    """
    if case is None:
        raise Invalid("error.changed_meanwhile")
    return case


async def conflict(work: Work, case: Case, member: MemberId) -> Invalid | None:
    """Say why somebody must leave a case to others; None where nothing speaks against them.

    Nobody decides about themselves, about what they reported, about an appeal from their own decision or about a ban
    that they proposed; nor about a ban of somebody who has declared the same unit (source: the default policy).
    """
    number = str(case.number)
    if case.author == member:
        return Invalid("error.own_case", case=number)
    if case.first_by == member:
        if case.kind is CaseKind.APPEAL:
            return Invalid("error.recused.first", case=number)
        return Invalid("error.recused.proposer", case=number)
    asked = case.number if case.about is None else case.about
    if (case.reports or case.about is not None) and await work.cases.reported_by(case.community, asked, member):
        return Invalid("error.recused.reporter", case=number)
    if case.kind is CaseKind.BAN and await units.shared(work, case.community, case.author, member):
        return Invalid("error.recused.unit", case=number)
    return None


async def may_work_on(work: Work, case: Case, by: Invocation, say: Say) -> None:
    """Refuse whoever must leave this case to others, whoever comes too late, and whoever would disturb a claim.

    Raises:
        Invalid: with the sentence for each.
    """
    against = await conflict(work, case, by.actor.id)
    if against is not None:
        raise against
    undecided(case, by, say, work.now)


def undecided(case: Case, by: Invocation, say: Say, now: datetime) -> None:
    """Refuse whoever comes too late, and whoever would disturb a claim.

    Raises:
        Invalid: with the sentence for each.
    """
    if case.state in (State.DECIDED, State.CLOSED):
        raise already(case, say, now)
    if case.held_by_other(by.actor.id, now) and case.lease_until is not None:
        raise Invalid("error.claimed_by_other", until=say.distance(case.lease_until, now), case=str(case.number))


def unchanged(case: Case, version: int, say: Say, now: datetime) -> None:
    """Refuse a press on a card that shows an older version of its case.

    Raises:
        Invalid: saying what was decided, or that the case has changed.
    """
    if case.state in (State.DECIDED, State.CLOSED):
        raise already(case, say, now)
    if case.version != version:
        raise Invalid("error.changed_meanwhile")


def already(case: Case, say: Say, now: datetime) -> Invalid:
    """Say that a case was decided, how and when."""
    how = ended(case, say)
    when = say.distance(case.decided_at, now) if case.decided_at else ""
    return Invalid("error.already_decided", ago=when, how=how)


def about_a_message(case: Case) -> None:
    """Refuse to rule on a case that is about another case: an appeal and a proposed ban are decided their own way.

    Raises:
        Invalid: saying how.
    """
    if case.kind is CaseKind.APPEAL:
        raise Invalid("error.decide_appeal", case=str(case.number))
    if case.kind is CaseKind.BAN:
        raise Invalid("error.decide_ban", case=str(case.number))


def reopening(case: Case, now: datetime) -> CaseChange:
    """Open a decided case again: its ruling is gone, and what is still kept is held as before."""
    priority = case.priority if case.priority is not None else Priority.P3
    return CaseChange(
        state=State.OPEN,
        visibility=Visibility.HELD if case.visibility is Visibility.REMOVED and case.has_original else None,
        priority=priority,
        queued_at=now,
        decide_by=due_for(priority, now),
        clear_decision=True,
        clear_owner=True,
    )

"""A proposed ban: a case of its own, which a second person confirms; the bot itself never bans."""

from bot.core.actions import NOTHING, AskModerators, Decision
from bot.core.cards import Card
from bot.core.cases import QUEUED, Case, CaseChange, CaseKind, Ending, NewCase, Outcome, Priority, State
from bot.core.events import MemberId
from bot.core.ports import Work
from cogs.shared.cards import redrawn
from config.catalogue import Say

DUE = "bans.due"
"""The timer of a proposal that nobody has decided."""


async def propose(work: Work, case: Case, by: MemberId | None, moderators: Say) -> Decision:
    """Open a proposal to ban a case's author, with the clock of the case's priority, unless one is open already."""
    open_ones = await work.cases.by_author(case.community, case.author, 5, CaseKind.BAN)
    if any(one.state in QUEUED for one in open_ones):
        return NOTHING
    earlier = len(await work.cases.concerning(case.community, case.number))
    new = NewCase(
        community=case.community,
        message=case.ref,
        channel_name=case.channel_name,
        author=case.author,
        author_joined_at=case.author_joined_at,
        digest=work.digest(case.community, f"ban {case.number} {earlier}"),
        category=case.category,
        band=case.band,
        confidence=case.confidence,
        priority=case.priority if case.priority is not None else Priority.P2,
        state=State.OPEN,
        shadow=False,
        reasons=case.reasons,
        excerpt=None,
        language=case.language,
        opened_at=work.now,
        author_is_staff=case.author_is_staff,
        kind=CaseKind.BAN,
        about=case.number,
        first_by=by,
    )
    proposal, _ = await work.cases.open(new, None)
    if proposal.decide_by is not None:
        await work.timers.set(proposal.community, DUE, str(proposal.number), proposal.decide_by)
    return redrawn(proposal, moderators, work.now, ping=True)


async def overtaken(work: Work, case: Case, moderators: Say) -> Decision:
    """Close what is open about a case whose ruling no longer stands; of a ban that was confirmed, say so."""
    decision = NOTHING
    for one in await work.cases.concerning(case.community, case.number):
        if one.state in QUEUED:
            change = CaseChange(state=State.CLOSED, ending=Ending.LAPSED, decided_at=work.now, clear_owner=True)
            closed = await work.cases.change(one, change)
            if closed is not None:
                decision += redrawn(closed, moderators, work.now)
        elif one.outcome is Outcome.CONFIRMED:
            card = Card(
                title=moderators("ban.reversed.title", case=one.number),
                body=(moderators("ban.reversed.body", about=case.number, member=case.alias),),
            )
            asked = AskModerators(subject=f"ban:{one.number}", card=card, ping=True)
            decision += Decision(actions=((one.number, asked),))
    return decision

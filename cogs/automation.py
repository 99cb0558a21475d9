"""What checks may do by themselves, and what those in shadow would have done."""

from dataclasses import replace
from datetime import timedelta

from bot.core.actions import NOTHING, Decision, ReplaceCard, answer
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card, Fact, Option
from bot.core.cases import Case, ShadowCount
from bot.core.commands import CaseNumber, button, command, completes, listens
from bot.core.engine import Examiner, Moderation
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.policy import Automatic
from bot.core.ports import Work
from cogs.shared.cards import because, headline, whereabouts
from cogs.shared.precision import percent, weigh_rules
from config.catalogue import Say, speaking

SHADOW_LAST = timedelta(days=14)
MOST_DAYS = 180
"""How far back a report looks, and how far it can: no case is kept longer."""


class AutomationCog:
    """Lets an admin choose what a rule may do by itself, and shows moderators what a shadow would have done."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    @command("policy automatic", needs=Role.ADMIN)
    async def automatic(self, work: Work, by: Invocation, check: str, how: Automatic) -> Decision:
        """Choose whether a rule's holds and removals are earned, always automatic, or always asked for."""
        say = speaking(by.locale)
        known = {*self._examiner.inspector.rules, *self._examiner.precisions_of(by.community)}
        if check not in known:
            raise Invalid("error.no_such_rule", rule=check[:100])
        chosen = await work.setups.get(by.community)
        await work.setups.save(replace(chosen, automatic={**chosen.automatic, check: how}))
        await work.automata.tell(by.community, check, asks=False)
        await work.audit.record(by.community, DeedKind.POLICY, by.actor.id, detail=how)
        return answer(Card(title=say("automation.chosen.title"), body=(say(f"automation.chosen.{how}", rule=check),)))

    @completes("policy automatic", "check")
    async def rules(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a rule's name, those that were ruled on here first."""
        here = sorted(self._examiner.precisions_of(by.community))
        known = dict.fromkeys([*here, *sorted(self._examiner.inspector.rules)])
        return [Option(label=rule, value=rule) for rule in known if typed.lower() in rule]

    @listens(Moderation)
    async def moderated(self, work: Work, event: Moderation) -> Decision:
        """Say once of a rule that it asks, at the latest when it first does."""
        asking = {one.finding.rule: one.finding.category for one in event.verdict.judged if one.asks}
        if not asking:
            return NOTHING
        return await weigh_rules(work, event.event.community, asking, event.policy)

    @command("policy shadow report", needs=Role.MODERATOR)
    async def report(self, work: Work, by: Invocation, last: timedelta = SHADOW_LAST) -> Decision:
        """Show what the checks in shadow would have done, how often, and how often moderators found them right."""
        return answer(await self._report(work, by, _within(last.days or 1)))

    @button("shadow:report", needs=Role.MODERATOR)
    async def back(self, work: Work, by: Invocation, days: int) -> Decision:
        """Turn back to the report."""
        return Decision(reply=ReplaceCard(card=await self._report(work, by, _within(days))))

    @button("shadow:look", needs=Role.MODERATOR)
    async def look(self, work: Work, by: Invocation, days: int) -> Decision:
        """Show the newest case in shadow of which nobody has said whether it was right."""
        return Decision(reply=ReplaceCard(card=await _next(work, by, _within(days))))

    @button("shadow:said", needs=Role.MODERATOR)
    async def said(self, work: Work, by: Invocation, right: bool, case: CaseNumber, days: int) -> Decision:  # noqa: FBT001 - the token's state
        """Write down whether a case in shadow was right, and show the next one; its author hears nothing."""
        found = await work.cases.get(by.community, case)
        if found is None:
            raise Invalid("error.no_such_case")
        if found.author == by.actor.id:
            raise Invalid("error.own_case", case=str(case))
        if not await work.cases.say_of_shadow(found, right=right):
            raise Invalid("error.changed_meanwhile")
        return Decision(reply=ReplaceCard(card=await _next(work, by, _within(days))))

    async def _report(self, work: Work, by: Invocation, days: int) -> Card:
        say = speaking(by.locale)
        counts = await work.cases.shadows(by.community, work.now - timedelta(days=days))
        shadow = sorted(self._examiner.policies(by.community).shadow)
        body = [say("shadow.report.body", count=days)]
        body.append(say("shadow.report.now", names=say.listing(shadow)) if shadow else say("shadow.report.none"))
        facts = tuple(Fact(name=one.rule, value=_counted(one, say)) for one in counts)
        if not facts:
            return Card(title=say("shadow.report.title"), body=(*body, say("shadow.report.nothing")))
        look = Button(label=say("button.shadow.look"), token=f"shadow:look:{days}")
        return Card(
            title=say("shadow.report.title"),
            body=tuple(body),
            facts=facts,
            buttons=(look,),
            footer=say("shadow.report.footer"),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: what is kept here counts rulings, and names nobody."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def _within(days: int) -> int:
    """Keep a number of days within what is kept.

    Raises:
        Invalid: it is no number of days.
    """
    if not 0 < days <= MOST_DAYS:
        raise Invalid("error.bad_option", option="last", expected=f"14d, {MOST_DAYS}d")
    return days


def _counted(one: ShadowCount, say: Say) -> str:
    bounds = one.precision.bounds
    would = say(f"verdict.{one.would}") if one.would else say("stats.none")
    counted = say("shadow.report.rule", would=would, times=one.cases)
    if not one.precision.decided:
        return counted
    judged = say(
        "shadow.report.judged",
        upheld=one.precision.upheld,
        decided=one.precision.decided,
        low=percent(bounds.low),
        high=percent(bounds.high),
    )
    return f"{counted}\n{judged}"


async def _next(work: Work, by: Invocation, days: int) -> Card:
    say = speaking(by.locale)
    case = await work.cases.unsaid_shadow(by.community, work.now - timedelta(days=days), by.actor.id)
    back = Button(label=say("button.shadow.report"), token=f"shadow:report:{days}")
    if case is None:
        return Card(title=say("shadow.report.title"), body=(say("shadow.all_said"),), buttons=(back,))
    return _shown(case, days, back, say, work)


def _shown(case: Case, days: int, back: Button, say: Say, work: Work) -> Card:
    """Draw a case in shadow, redacted: what was found, what would have been done, and the question."""
    why = [f"{say(f'kind.{reason.kind}')}: {because(reason, say)}" for reason in case.reasons]
    facts = [Fact(name=say("case.why"), value="\n".join(dict.fromkeys(why)))]
    if case.would:
        facts.append(Fact(name=say("shadow.would"), value=say(f"verdict.{case.would}")))
    return Card(
        title=headline(case, say, work.now),
        body=(whereabouts(case, say, work.now), say("shadow.question")),
        excerpt=case.excerpt,
        facts=tuple(facts),
        buttons=(
            Button(label=say("button.shadow.right"), token=f"shadow:said:yes:{case.number}:{days}"),
            Button(label=say("button.shadow.wrong"), token=f"shadow:said:no:{case.number}:{days}"),
            back,
        ),
    )

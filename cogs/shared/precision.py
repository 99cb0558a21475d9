"""How often a rule was right, in words; and telling moderators, once, that a rule now asks or acts again."""

from collections.abc import Mapping

from bot.core.actions import Action, AskModerators, Decision
from bot.core.cards import Card
from bot.core.cases import Case
from bot.core.events import CommunityId
from bot.core.findings import Category
from bot.core.policy import Automatic, CommunityPolicy, MatrixKey, Treatment
from bot.core.ports import Work
from bot.core.precision import Precision
from config.catalogue import Say, speaking


def percent(share: float) -> int:
    """Write a share in whole hundredths."""
    return round(100 * share)


def precision_line(rule: str, precision: Precision, say: Say, mistakes: int = 0, *, asks: bool) -> str:
    """Write how often a rule was upheld, between which bounds that lies, and whether the rule asks."""
    bounds = precision.bounds
    line = say(
        "stats.precision.rule",
        rule=rule,
        upheld=precision.upheld,
        decided=precision.decided,
        low=percent(bounds.low),
        high=percent(bounds.high),
    )
    if mistakes:
        line = say("stats.mistakes", line=line, count=mistakes)
    return say("stats.asks", line=line) if asks else line


def rows_of(category: Category) -> tuple[MatrixKey, ...]:
    """Name the rows of the matrix that a category may fall under."""
    if category is Category.SPAM:
        return (MatrixKey.SPAM_NEWCOMER, MatrixKey.SPAM_ESTABLISHED)
    return (MatrixKey(category.value),)


def takes(policy: CommunityPolicy, row: MatrixKey) -> bool:
    """Tell whether a row of the matrix holds, removes or times out anywhere."""
    answers = policy.matrix[row]
    return any(
        one.message is not Treatment.KEEP or one.timeout is not None or bool(one.hold_in)
        for one in (answers.low, answers.medium, answers.high, answers.very_high)
    )


def known_to_ask(policy: CommunityPolicy, told: frozenset[str]) -> frozenset[str]:
    """Name the rules that ask: those of which moderators were told, and those that an admin has ask."""
    chosen = {rule for rule, how in policy.automatic.items() if how is Automatic.ASK}
    return (told - policy.automatic.keys()) | chosen


async def weigh(work: Work, case: Case, policy: CommunityPolicy) -> Decision:
    """Look at the rules of a case on which a ruling was made or taken back."""
    return await weigh_rules(work, case.community, {one.rule: one.category for one in case.reasons}, policy)


async def weigh_rules(
    work: Work, community: CommunityId, categories: Mapping[str, Category], policy: CommunityPolicy
) -> Decision:
    """Tell moderators which rules, given with a category of each, ask from now on or act again.

    What a rule may do follows from its precision itself, message by message. Here it is only said, once each time.
    """
    if not categories:
        return Decision()
    told = await work.automata.asking(community)
    precisions = await work.automata.precisions(community)
    say = speaking(policy.language)
    actions: list[Action] = []
    for rule, category in sorted(categories.items()):
        precision = precisions.get(rule)
        rows = [row for row in rows_of(category) if takes(policy, row)]
        asks = any(not policy.may_act(rule, row, precision) for row in rows)
        if asks is (rule in told) or rule in policy.automatic:
            continue
        await work.automata.tell(community, rule, asks=asks)
        card = _fallen(rule, precision, policy, rows[0], say) if asks and precision else _recovered(rule, say)
        actions.append(AskModerators(subject=f"automation:{rule}", card=card))
    return Decision(actions=tuple((None, action) for action in actions))


def _fallen(rule: str, precision: Precision, policy: CommunityPolicy, row: MatrixKey, say: Say) -> Card:
    bounds, earning = precision.bounds, policy.automation.of(row)
    body = say(
        "automation.fallen.body",
        rule=rule,
        upheld=precision.upheld,
        decided=precision.decided,
        low=percent(bounds.low),
        high=percent(bounds.high),
        bound=percent(earning.bound),
    )
    change = say("automation.change", rule=rule, always=Automatic.ALWAYS, ask=Automatic.ASK)
    return Card(title=say("automation.fallen.title"), body=(body, say("automation.fallen.next"), change))


def _recovered(rule: str, say: Say) -> Card:
    return Card(title=say("automation.recovered.title"), body=(say("automation.recovered.body", rule=rule),))

"""The policy in the open: what it says, what it would say about a text, and why it said what it said."""

from typing import Annotated

from bot.core.actions import Decision, answer
from bot.core.cards import Card, Fact, Option
from bot.core.cases import Case
from bot.core.commands import CaseNumber, Rest, command, completes, message_menu
from bot.core.engine import Examiner, Judgement
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message, MessageId, MessageRef, Role
from bot.core.findings import Band, Label
from bot.core.policy import CommunityPolicy, Judged, MatrixKey, Response, Tell, Treatment
from bot.core.ports import Work
from bot.core.text import Content
from cogs.shared.cards import because, headline, whereabouts
from cogs.shared.precision import known_to_ask, percent, precision_line
from config.catalogue import Say, speaking


class PolicyCog:
    """Shows and explains the policy; `/policy test` keeps nothing."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    @command("policy show")
    async def show(self, work: Work, by: Invocation, row: MatrixKey | None = None) -> Decision:
        """Show the channel's mode and the matrix, or one row of it in full."""
        say = speaking(by.locale)
        policy = self._examiner.policies(by.community)
        keys = [row] if row else list(MatrixKey)
        facts = tuple(Fact(name=say(f"row.{key}"), value=_row(policy, key, say)) for key in keys)
        mode = policy.mode(by.channel.name)
        body = [say("policy.mode", channel=by.channel.name, mode=say(f"mode.{mode}"))]
        if policy.shadow:
            body.append(
                say(
                    "policy.shadow",
                    labels=say.listing([_shadowed(one, say) for one in sorted(policy.shadow)]),
                )
            )
        earning = policy.automation
        body.append(say("policy.automation", rulings=earning.rulings, bound=percent(earning.bound)))
        precisions = self._examiner.precisions_of(by.community)
        asking = known_to_ask(policy, await work.automata.asking(by.community))
        lines = [precision_line(rule, one, say, asks=rule in asking) for rule, one in sorted(precisions.items())]
        if lines:
            facts = (*facts, Fact(name=say("stats.precision"), value="\n".join(lines)))
        return answer(Card(title=say("policy.title"), body=tuple(body), facts=facts, footer=say("policy.footer")))

    @command("policy test", needs=Role.MODERATOR)
    async def test(self, work: Work, by: Invocation, text: Annotated[str, Rest()]) -> Decision:
        """Say what the policy would do about a text in this channel; nothing is stored."""
        judged = await self._examiner.examine(Content.of(text), by.community, channel_name=by.channel.name)
        return answer(_trace(judged, speaking(by.locale)))

    @command("policy why", needs=Role.MODERATOR)
    async def why(
        self, work: Work, by: Invocation, message: str | None = None, case: CaseNumber | None = None
    ) -> Decision:
        """Show why a message was acted on, from its case; by link or by case number."""
        say = speaking(by.locale)
        found: Case | None = None
        if case is not None:
            found = await work.cases.get(by.community, case)
        elif message:
            found = await work.cases.by_message(by.community, _ref(by.community, message))
        if found is None:
            raise Invalid("error.no_case_for_message")
        lines = [
            f"{reason.rule} · {say(f'kind.{reason.kind}')} · {reason.confidence:.2f} "
            f"({say(f'band.{reason.band.name.lower()}')}) · {because(reason, say)}"
            for reason in found.reasons
        ]
        return answer(
            Card(
                title=headline(found, say, work.now),
                body=(whereabouts(found, say, work.now), *(lines or [say("case.reported_only")])),
            )
        )

    @message_menu("why", needs=Role.MODERATOR)
    async def why_menu(self, work: Work, by: Invocation, about: Message) -> Decision:
        """Judge a message that is still there once more, and show what was found and what was let go."""
        judged = await self._examiner.examine(about.content, by.community, channel_name=about.channel.name)
        return answer(_trace(judged, speaking(by.locale)))

    @completes("policy why", "case")
    async def cases(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a case's number as it is typed."""
        if not typed.isdigit():
            return []
        found = await work.cases.get(by.community, int(typed))
        return [Option(label=headline(found, speaking(by.locale), work.now)[:100], value=typed)] if found else []

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: this cog keeps nothing."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing: this cog keeps nothing."""
        return 0


def _ref(community: CommunityId, link: str) -> MessageRef:
    """Read a message's place from the last two steps of its link, as every platform writes them."""
    steps = [step for step in link.strip().split("/") if step]
    platform = community.partition(":")[0]
    if len(steps) < 2:
        raise Invalid("error.bad_link")
    return MessageRef(channel=ChannelId(f"{platform}:{steps[-2]}"), id=MessageId(f"{platform}:{steps[-1]}"))


def _shadowed(name: str, say: Say) -> str:
    """Name what is in shadow: a label in the reader's words, a rule as it is called."""
    return say(f"label.{name}") if name in {label.value for label in Label} else name


def _row(policy: CommunityPolicy, key: MatrixKey, say: Say) -> str:
    row = policy.matrix[key]
    return "\n".join(f"{say(f'band.{band.name.lower()}')}: {_response(row.at(band), say)}" for band in Band)


def _response(response: Response, say: Say) -> str:
    said = []
    if response.message is not Treatment.KEEP:
        said.append(say(f"response.{response.message.name.lower()}"))
    if response.tell is not Tell.NOTHING:
        said.append(say(f"response.tell.{response.tell.name.lower()}"))
    if response.timeout is not None:
        said.append(say("response.timeout", lasts=say.lasting(response.timeout)))
    if response.queue is not None:
        said.append(say("response.queue", priority=response.queue.name))
    if response.hold_in:
        said.append(say("response.hold_in", modes=say.listing(sorted(say(f"mode.{one}") for one in response.hold_in))))
    return say.listing(said) if said else say("response.nothing")


def _trace(judged: Judgement, say: Say) -> Card:
    """Draw what was found, what was let go and what follows, without a word of the text."""
    verdict = judged.verdict
    found = [_judged(one, say) for one in verdict.judged]
    let_go = [f"{one.rule}: {one.reason}" for one in verdict.dropped]
    failed = [f"{one.detector}: {one.reason}" for one in judged.inspection.failures]
    facts = [
        Fact(name=say("trace.found"), value="\n".join(found) or say("trace.nothing")),
        Fact(name=say("trace.let_go"), value="\n".join(dict.fromkeys(let_go)) or say("trace.nothing")),
    ]
    if failed:
        facts.append(Fact(name=say("trace.failed"), value="\n".join(failed)))
    return Card(
        title=say("trace.title", verdict=say(f"verdict.{verdict.word.name.lower()}")),
        body=(say("trace.does", response=_response(verdict.response, say)),),
        facts=tuple(facts),
        footer=say("trace.footer"),
    )


def _judged(judged: Judged, say: Say) -> str:
    finding = judged.finding
    band = say(f"band.{judged.band.name.lower()}")
    line = (
        f"{finding.rule} · {say(f'kind.{finding.kind}')} · {finding.confidence:.2f} ({band}) · {because(finding, say)}"
    )
    return say("trace.asks", line=line) if judged.asks else line

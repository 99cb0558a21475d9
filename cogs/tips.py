"""Best-practice tips from the editorial, one at a time, the next unseen one first."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.actions import Decision, ReplaceCard, ShowCard, answer
from bot.core.cards import Button, Card, Option
from bot.core.commands import button, command, completes
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Work
from config.catalogue import speaking
from config.content import Tip

_NEVER = datetime.min.replace(tzinfo=UTC)


class TipsCog:
    """Gives a member a tip on a topic, or the next one that they have not seen."""

    def __init__(self, tips: Sequence[Tip]) -> None:
        self._tips = tuple(tips)
        self._areas = tuple(dict.fromkeys(tip.area for tip in self._tips))

    @command("tip")
    async def tip(self, work: Work, by: Invocation, topic: str | None = None) -> Decision:
        """Show the next unseen tip, on a topic if one is given; when all were seen, the one seen longest ago."""
        choice = self._choose(topic)
        seen = await work.members.tips_seen(by.community, by.actor.id)
        tip = min(choice, key=lambda one: seen.get(one.id, _NEVER))
        await work.members.see_tip(by.community, by.actor.id, tip.id, work.now)
        return answer(self._card(tip, by, topic, sum(one.id not in seen and one is not tip for one in choice)))

    @button("tip:next")
    async def another(self, work: Work, by: Invocation, topic: str) -> Decision:
        """Turn the card into the next tip."""
        decision = await self.tip(work, by, topic or None)
        if isinstance(decision.reply, ShowCard):
            return Decision(reply=ReplaceCard(card=decision.reply.card))
        return decision

    @completes("tip", "topic")
    async def topics(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a topic: the areas of Table 1 and the body's advice."""
        say = speaking(by.locale)
        wanted = typed.lower()
        areas = [Option(label=say(f"area.{area}"), value=area) for area in self._areas]
        return [one for one in areas if wanted in one.value or wanted in one.label.lower()]

    def _choose(self, topic: str | None) -> Sequence[Tip]:
        if not topic:
            return self._tips
        wanted = topic.lower()
        choice = [tip for tip in self._tips if wanted in (tip.area, tip.recommendation, tip.id)]
        if not choice:
            raise Invalid("error.no_such_topic", topics=", ".join(self._areas))
        return choice

    def _card(self, tip: Tip, by: Invocation, topic: str | None, left: int) -> Card:
        say = speaking(by.locale)
        body = [tip.text.of(by.locale)]
        if tip.try_:
            body.append(say("tip.try", command=tip.try_))
        return Card(
            title=tip.title.of(by.locale),
            body=tuple(body),
            buttons=(Button(label=say("button.next_tip"), token=f"tip:next:{topic or ''}"),),
            footer=say(
                "tip.footer",
                area=say(f"area.{tip.area}"),
                source=tip.source,
                left=say("tip.left", count=left),
            ),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the tips that they have seen."""
        seen = await work.members.tips_seen(community, member)
        return {"tips seen": {tip: at.isoformat() for tip, at in seen.items()}}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget which tips a member has seen."""
        return await work.members.erase(community, member, ("tips_seen",))

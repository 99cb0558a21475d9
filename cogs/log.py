"""The log of deeds: an admin can see whether it is whole."""

from bot.core.actions import Decision, answer
from bot.core.cards import Card
from bot.core.commands import command
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.ports import Work
from config.catalogue import speaking


class LogCog:
    """Verifies the community's chain of deeds; what is logged is written where it is done."""

    @command("log verify", needs=Role.ADMIN)
    async def verify(self, work: Work, by: Invocation) -> Decision:
        """Say how many rows the log has, and whether it is whole or where it is broken."""
        say = speaking(by.locale)
        seen = await work.audit.verify(by.community)
        counted = say("log.rows", count=seen.rows)
        if seen.broken is None:
            anchors = say("log.anchors", count=seen.anchors)
            return answer(Card(title=say("log.whole.title"), body=(counted, anchors)))
        kind = seen.broken.kind.value.replace(" ", "_")
        broken = say(f"log.broken.{kind}", row=seen.broken.number)
        return answer(Card(title=say("log.broken.title"), body=(broken, counted), footer=say("log.broken.footer")))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member what is logged of them."""
        deeds = await work.audit.deeds_of(community, member)
        return {"log": [{"deed": one.kind, "case": one.case, "at": one.at.isoformat()} for one in deeds]}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget whose the member's rows in the log are; the rows stay, and what they answer for stays theirs."""
        await work.audit.forget(community, member)
        return 0

"""The community's code of conduct: read, accepted by button, and remembered with its version."""

from bot.core.actions import Decision, ReplaceCard, ShowCard, answer
from bot.core.cards import Button, Card, Fact, Style
from bot.core.commands import button, command
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Work
from config.catalogue import speaking
from config.content import Conduct


class ConductCog:
    """Shows the code of conduct and records who accepted which version."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct

    @command("conduct show")
    async def show(self, work: Work, by: Invocation) -> Decision:
        """Show the code on one screen, and whether this member has accepted it."""
        say = speaking(by.locale)
        accepted = await self._accepted(work, by)
        rules = tuple(
            Fact(name=rule.title.of(by.locale), value=rule.text.of(by.locale)) for rule in self._conduct.rules
        )
        accept = Button(
            label=say("button.accept"), token=f"conduct:accept:{self._conduct.version}", style=Style.PRIMARY
        )
        state = say("conduct.accepted", version=self._conduct.version) if accepted else say("conduct.not_accepted")
        return answer(
            Card(
                title=say("conduct.title", version=self._conduct.version),
                body=(self._conduct.summary.of(by.locale),),
                facts=rules,
                buttons=() if accepted else (accept,),
                footer=state,
            )
        )

    @command("conduct accept")
    async def accept(self, work: Work, by: Invocation) -> Decision:
        """Accept the code as it stands."""
        return await self._accept(work, by)

    @button("conduct:accept")
    async def press_accept(self, work: Work, by: Invocation, version: str) -> Decision:
        """Accept the version that was shown; a newer one is shown first."""
        if version != self._conduct.version:
            raise Invalid("error.newer_conduct", version=self._conduct.version)
        decision = await self._accept(work, by)
        if isinstance(decision.reply, ShowCard):
            return Decision(reply=ReplaceCard(card=decision.reply.card))
        return decision

    @command("conduct version")
    async def version(self, work: Work, by: Invocation) -> Decision:
        """Show which version is in force and which ones this member accepted."""
        say = speaking(by.locale)
        accepted = await work.members.acceptances(by.community, by.actor.id)
        lines = tuple(
            say("conduct.accepted_on", version=one.version, date=one.at.date().isoformat()) for one in accepted
        )
        return answer(
            Card(
                title=say("conduct.version.title", version=self._conduct.version),
                body=lines or (say("conduct.not_accepted"),),
            )
        )

    async def _accept(self, work: Work, by: Invocation) -> Decision:
        say = speaking(by.locale)
        if not await self._accepted(work, by):
            await work.members.accept(by.community, by.actor.id, self._conduct.version, work.now)
        return answer(
            Card(
                title=say("conduct.thanks.title"),
                body=(say("conduct.thanks.body", version=self._conduct.version),),
            )
        )

    async def _accepted(self, work: Work, by: Invocation) -> bool:
        accepted = await work.members.acceptances(by.community, by.actor.id)
        return any(one.version == self._conduct.version for one in accepted)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the versions that they accepted."""
        accepted = await work.members.acceptances(community, member)
        return {"code of conduct": [{"version": one.version, "accepted": one.at.isoformat()} for one in accepted]}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget a member's acceptances; they will be asked again."""
        return await work.members.erase(community, member, ("acceptances",))

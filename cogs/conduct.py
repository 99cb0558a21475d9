"""The community's code of conduct: read, accepted by button, and remembered with its version."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.actions import Decision, ReplaceCard, ShowCard, TellMember, answer
from bot.core.cards import Button, Card, Fact, Style
from bot.core.commands import button, command, looks_on, starts
from bot.core.courtesy import Occasion
from bot.core.engine import Seen, language_of
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Work
from cogs.shared.kept import Kept
from config.catalogue import speaking
from config.content import Conduct

LOOK_AGAIN = timedelta(days=7)
"""How long we wait before we try again to tell a member of a new version: as long as the message budget's week."""

_AT_ONCE = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The version that a member accepted last."""

    version: str


class ConductCog:
    """Shows the code of conduct, records who accepted which version, and says once that there is a new one."""

    def __init__(self, conduct: Conduct) -> None:
        self._conduct = conduct
        self._latest = Kept("conduct.accepted", Accepted)
        self._behind: dict[tuple[CommunityId, MemberId], datetime] = {}

    @starts
    async def read_who_is_behind(self, work: Work) -> None:
        """Note who accepted an earlier version, and that they may be told at once."""
        self._behind = {
            (one.community, one.owner): _AT_ONCE
            for one in await self._latest.everywhere(work)
            if one.owner is not None and one.value.version != self._conduct.version
        }

    def is_behind(self, seen: Seen) -> bool:
        """Tell whether the author accepted an earlier version and it is time to say that there is a new one."""
        due = self._behind.get((seen.community, seen.message.author.id))
        return due is not None and due <= seen.message.posted_at

    @looks_on("is_behind")
    async def tell_of_new_version(self, work: Work, seen: Seen) -> Decision:
        """Tell a member of a new version when they next write: once, and within the message budget."""
        author = seen.message.author
        self._behind[seen.community, author.id] = work.now + LOOK_AGAIN
        version = self._conduct.version
        say = speaking(await language_of(work, seen.community, author, seen.policy))
        card = Card(
            title=say("conduct.changed.title"),
            body=(say("conduct.changed.body", version=version),),
            buttons=(Button(label=say("button.read_code"), token="conduct:read", style=Style.PRIMARY),),
        )
        told = TellMember(member=author.id, card=card, occasion=Occasion.UNASKED, once=f"conduct {version}")
        return Decision(actions=((None, told),))

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

    @button("conduct:read")
    async def press_read(self, work: Work, by: Invocation) -> Decision:
        """Show the code to whoever was invited to read it."""
        return await self.show(work, by)

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
            latest = Accepted(version=self._conduct.version)
            await self._latest.put(work, by.community, by.actor.id, latest, owner=by.actor.id)
            self._behind.pop((by.community, by.actor.id), None)
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
        self._behind.pop((community, member), None)
        await self._latest.erase(work, community, member)
        return await work.members.erase(community, member, ("acceptances",))

"""A private word to members who tell of their own health, family, address or telephone where it is not private.

Source: the editorial's advice to be cautious with personal content (doi:10.46989/001c.125931). What is plainly told is
known by `Personal`; of it nothing is kept, only that this word was said, for as long as it is not said again.
"""

from datetime import timedelta

from bot.core.actions import NOTHING, Decision, RemoveMessage, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Link
from bot.core.commands import button, command, looks_on
from bot.core.courtesy import Occasion
from bot.core.engine import Seen, language_of
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, MessageId, MessagePosted, MessageRef
from bot.core.findings import Label, Personal, PersonalIn
from bot.core.policy import ChannelMode
from bot.core.ports import Work
from bot.core.text import Text
from config.catalogue import Say, speaking

AGAIN_AFTER = timedelta(days=30)
"""Once in thirty days at most (source: the editorial's features, "Personal content")."""

LATE = timedelta(hours=1)
"""What is found later, after we were away, has been read by everybody who would."""

_WISH = "nudges"
_SIGNED = 12
"""Hexadecimal digits of the keyed digest by which a button is known to be about its presser's own message."""


def nothing_personal(_: Text) -> Personal | None:
    """Find nothing, where nobody looks."""
    return None


class OwnCog:
    """Asks once, in private, whether it should stay; the author decides, and may have it never asked again."""

    def __init__(self, personal_in: PersonalIn) -> None:
        self._personal_in = personal_in

    def is_personal(self, seen: Seen) -> bool:
        """Want a new message on which the policy does not act, nor sees distress, and that tells of its author."""
        if not isinstance(seen.event, MessagePosted) or seen.verdict.would.acts:
            return False
        if any(one.finding.label is Label.DISTRESS for one in seen.verdict.judged):
            return False
        return _minds(self._personal_in(seen.text), seen.mode)

    @looks_on("is_personal")
    async def ask(self, work: Work, seen: Seen) -> Decision:
        """Ask the author whether the message should stay."""
        message, community = seen.message, seen.community
        what = self._personal_in(seen.text)
        wishes = await work.members.preferences(community, message.author.id)
        if what is None or _WISH in wishes or work.now - message.posted_at > LATE:
            return NOTHING
        say = speaking(await language_of(work, community, message.author, seen.policy))
        take = f"own:take:{_bare(message.channel.id)}:{_bare(message.id)}:"
        buttons = (
            Button(label=say("button.own.keep"), token="own:keep"),
            Button(label=say("button.own.take"), token=take + _signed(work, community, message.author.id, message.ref)),
            Button(label=say("button.own.off"), token="own:ask:no"),
        )
        card = Card(
            title=say("own.title", channel=message.channel.name),
            body=(say(f"own.what.{what}"), say("own.ask"), say("own.free")),
            links=(Link(label=say("own.link"), url=message.link),) if message.link else (),
            buttons=buttons,
            footer=say("own.seldom"),
        )
        # Without `about`: where somebody takes no private messages, no line in the channel may point at them.
        told = TellMember(
            member=message.author.id,
            card=card,
            occasion=Occasion.UNASKED,
            once="personal",
            again_after=AGAIN_AFTER,
        )
        return Decision(actions=((None, told),))

    @button("own:keep")
    async def keep(self, work: Work, by: Invocation) -> Decision:
        """Leave it as it is."""
        say = speaking(by.locale)
        return Decision(reply=ReplaceCard(card=Card(title=say("own.switch.title"), body=(say("own.kept"),))))

    @button("own:take")
    async def take(self, work: Work, by: Invocation, channel: str, message: str, signed: str) -> Decision:
        """Take the presser's own message away; where the platform will not, say so."""
        platform = by.community.partition(":")[0]
        ref = MessageRef(channel=ChannelId(f"{platform}:{channel}"), id=MessageId(f"{platform}:{message}"))
        if signed != _signed(work, by.community, by.actor.id, ref):
            raise Invalid("error.stale_control")
        say = speaking(by.locale)
        title = say("own.switch.title")
        cannot = TellMember(
            member=by.actor.id,
            card=Card(title=title, body=(say("own.cannot"),)),
            about=ref,
            occasion=Occasion.URGENT,
        )
        taken = RemoveMessage(message=ref, otherwise=(cannot,))
        return Decision(reply=ReplaceCard(card=Card(title=title, body=(say("own.taking"),))), actions=((None, taken),))

    @command("my nudges")
    async def nudges(self, work: Work, by: Invocation) -> Decision:
        """Show whether this is asked, and let it be changed."""
        wishes = await work.members.preferences(by.community, by.actor.id)
        return answer(_switch(speaking(by.locale), on=_WISH not in wishes))

    @button("own:ask")
    async def choose(self, work: Work, by: Invocation, on: bool) -> Decision:  # noqa: FBT001 - a token's state
        """Ask no more, or again."""
        await work.members.prefer(by.community, by.actor.id, _WISH, None if on else "no")
        return Decision(reply=ReplaceCard(card=_switch(speaking(by.locale), on=on)))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: that it was asked stands among what was told once, and a wish among the preferences."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def _minds(what: Personal | None, mode: ChannelMode) -> bool:
    """Tell whether it is worth a word here: in a lounge people talk about themselves, and may."""
    if mode is ChannelMode.LOUNGE:
        return what in (Personal.ADDRESS, Personal.PHONE)
    return what is not None


def _bare(identifier: str) -> str:
    return identifier.partition(":")[2]


def _signed(work: Work, community: CommunityId, member: MemberId, message: MessageRef) -> str:
    return work.digest(community, f"own {member} {message.channel} {message.id}").hex()[:_SIGNED]


def _switch(say: Say, *, on: bool) -> Card:
    other = (
        Button(label=say("button.own.off"), token="own:ask:no")
        if on
        else Button(label=say("button.own.on"), token="own:ask:yes")
    )
    body = say("own.switch.on") if on else say("own.switch.off")
    return Card(title=say("own.switch.title"), body=(body,), buttons=(other,))

"""What the watchers see of a place rather than of a message: moderators hear of it, and nobody is accused."""

from datetime import timedelta

from bot.core.actions import (
    NOTHING,
    Action,
    AskModerators,
    Decision,
    ReplaceCard,
    SlowDown,
    TellChannel,
)
from bot.core.cards import Button, Card
from bot.core.commands import button, listens, timer
from bot.core.engine import Policies, Signalled
from bot.core.events import Channel, ChannelId, CommunityId, Invocation, MemberId, Role
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf
from cogs.shared.slowing import as_before, slower
from config.catalogue import Say, speaking

SLOW = timedelta(seconds=30)
SLOW_LASTS = timedelta(hours=1)
"""Half a minute between two messages of one member, for an hour: long enough to read what one is about to send (our
default; Discord offers steps from 5 seconds to 6 hours)."""

_SLOW_OVER = "watch.slow_over"


class WatchCog:
    """Tells moderators of waves of joins and of threads that heat up, and does what they choose about the latter."""

    def __init__(self, policies: Policies, survey: SurveyOf) -> None:
        self._policies = policies
        self._survey = survey

    @listens(Signalled)
    async def signalled(self, work: Work, event: Signalled) -> Decision:
        """Answer a signal by its rule; one that is not known here is left alone."""
        say = speaking(self._policies(event.community).language)
        signal = event.signal
        if signal.rule == "spam.join_wave":
            card = Card(title=say("signal.join_wave.title"), body=(say("signal.join_wave.body", count=signal.count),))
            subject = f"wave:{work.now:%Y%m%d%H%M}"
            return Decision(actions=((None, AskModerators(subject=subject, card=card, ping=True)),))
        if signal.rule == "disrespect.heat" and signal.channel is not None:
            return _heated(signal.channel, event.mode, say)
        return NOTHING

    @button("heat:pause", needs=Role.MODERATOR)
    async def ask_for_a_pause(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Write into the channel that everybody is asked to pause."""
        place = ChannelId(f"{platform}:{channel}")
        say = speaking(by.locale)
        moderators = speaking(self._policies(by.community).language)
        card = Card(title=moderators("signal.pause.title"), body=(moderators("signal.pause.body"),))
        done = AskModerators(subject=_subject(place), card=_answered(place, moderators, moderators("signal.paused")))
        return Decision(
            reply=ReplaceCard(card=_answered(place, say, say("signal.asked"))),
            actions=((None, TellChannel(channel=place, card=card, then=(done,))),),
        )

    @button("heat:slow", needs=Role.MODERATOR)
    async def slow_mode(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Slow the channel down for an hour; where the platform cannot, the moderators' card says so."""
        place = ChannelId(f"{platform}:{channel}")
        say = speaking(by.locale)
        moderators = speaking(self._policies(by.community).language)
        subject = _subject(place)
        seconds = await slower(work, self._survey, by.community, place, SLOW)
        lasts = moderators.lasting(timedelta(seconds=seconds))
        slowed = _answered(place, moderators, moderators("signal.slowed", lasts=lasts))
        cannot = _answered(place, moderators, moderators("signal.slow.cannot"))
        await work.timers.set(by.community, _SLOW_OVER, place, work.now + SLOW_LASTS)
        slow = SlowDown(
            channel=place,
            seconds=seconds,
            then=(AskModerators(subject=subject, card=slowed),),
            otherwise=(AskModerators(subject=subject, card=cannot),),
        )
        return Decision(reply=ReplaceCard(card=_answered(place, say, say("signal.asked"))), actions=((None, slow),))

    @timer(_SLOW_OVER)
    async def slow_over(self, work: Work, ring: Timer) -> Decision:
        """Let everybody write as before."""
        return await as_before(work, ring.community, ChannelId(ring.subject))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: signals are about places, and are not kept."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def _heated(channel: Channel, mode: ChannelMode, say: Say) -> Decision:
    """Write one neutral line where the talk is, save in a lounge, and let moderators choose what else."""
    quiet = mode is ChannelMode.LOUNGE
    name = channel.name
    said = say("signal.heat.body_quiet", channel=name) if quiet else say("signal.heat.body", channel=name)
    card = Card(title=say("signal.heat.title"), body=(said,), buttons=_buttons(channel.id, say))
    actions: list[Action] = [AskModerators(subject=_subject(channel.id), card=card)]
    if not quiet:
        line = Card(title=say("signal.heat.line.title"), body=(say("signal.heat.line.body"),))
        actions.insert(0, TellChannel(channel=channel.id, card=line))
    return Decision(actions=tuple((None, action) for action in actions))


def _subject(channel: ChannelId) -> str:
    return f"heat:{channel}"


def _answered(channel: ChannelId, say: Say, done: str) -> Card:
    """Draw the moderators' card once one of them has chosen; the other choice stays open."""
    return Card(title=say("signal.heat.title"), body=(done,), buttons=_buttons(channel, say))


def _buttons(channel: ChannelId, say: Say) -> tuple[Button, ...]:
    return (
        Button(label=say("button.ask_pause"), token=f"heat:pause:{channel}"),
        Button(label=say("button.slow_mode"), token=f"heat:slow:{channel}"),
    )

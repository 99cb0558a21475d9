"""Which channel a command means: named, chosen from the platform's picker, or the one it was used in."""

from collections.abc import Callable

from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation
from bot.core.setups import Survey

SurveyOf = Callable[[CommunityId], Survey]


def channel_of(survey: Survey, written: ChannelId | None, by: Invocation) -> ChannelId:
    """Find a channel by its identifier or name; the one that the command was used in where none is given.

    Raises:
        Invalid: the platform knows none of this name.
    """
    if written is None:
        return by.channel.id
    wanted = written.strip().lstrip("#").lower()
    for one in survey.channels:
        if wanted in (one.value.lower(), one.label.lstrip("#").lower()):
            return ChannelId(one.value)
    if wanted in (by.channel.id.lower(), by.channel.name.lower()):
        return by.channel.id
    raise Invalid("setup.error.unknown", name=written[:100])


def name_of(survey: Survey, channel: ChannelId, by: Invocation) -> str:
    """Name a channel for people, without its ``#``."""
    if channel == by.channel.id:
        return by.channel.name
    return next((one.label.lstrip("#") for one in survey.channels if one.value == channel), channel)

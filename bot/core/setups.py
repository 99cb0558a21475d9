"""What a community's admins choose once, and what a platform says about a community when they do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.cards import Option
from bot.core.events import ChannelId, CommunityId, MemberId, RoleId
from bot.core.policy import Automatic, ChannelMode, CommunityPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The choices of one community; None leaves a choice to the platform or to the policy file.

    Who moderates is a role, ``moderators``, or members one by one, ``people``: never both.
    ``modes`` are channels' modes by name; ``filters`` says that messages are filtered before they are published;
    ``automatic`` says of rules, by name, whether they may hold and remove by themselves.
    """

    community: CommunityId
    moderators: RoleId | None = None
    people: tuple[MemberId, ...] = ()
    queue: ChannelId | None = None
    language: str | None = None
    filters: bool = False
    modes: Mapping[str, ChannelMode] = field(default_factory=dict)
    automatic: Mapping[str, Automatic] = field(default_factory=dict)

    def over(self, policy: CommunityPolicy) -> CommunityPolicy:
        """Lay the choices over the policy file."""
        if self.language is None and not self.modes and not self.automatic:
            return policy
        changed: dict[str, object] = {
            "channels": {**policy.channels, **self.modes},
            "automatic": {**policy.automatic, **self.automatic},
        }
        if self.language is not None:
            changed["language"] = self.language
        return policy.model_copy(update=changed)


class Choice(StrEnum):
    """What can be chosen; a platform offers some of it."""

    MODERATORS = "moderators"
    QUEUE = "queue"
    LANGUAGE = "language"
    MODE = "mode"
    FILTERS = "filters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Rights that the bot needs and does not have, by the platform's own names; ``channel`` None is everywhere."""

    channel: str | None
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a platform knows about a community, without asking anybody.

    ``moderators`` are all who may work on cases, admins too, by the name that others see; None where the platform has
    not said who they are.
    ``people`` is how the platform writes a member's identifier, a regular expression, where moderators can be chosen
    one by one; None where it knows roles alone.
    ``slow`` says of channels with slow mode how many seconds it is, where the platform tells.
    """

    offers: frozenset[Choice] = frozenset()
    roles: tuple[Option, ...] = ()
    channels: tuple[Option, ...] = ()
    lacks: tuple[Lack, ...] = ()
    moderators: tuple[Option, ...] | None = None
    people: str | None = None
    slow: Mapping[ChannelId, int] = field(default_factory=dict)

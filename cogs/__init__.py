"""The features, written once for every platform; this is their roster."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.events import CommunityId
from bot.core.setups import Survey
from cogs.calm import CalmCog
from cogs.casebook import CasebookCog
from cogs.conduct import ConductCog
from cogs.log import LogCog
from cogs.moderation import ModerationCog
from cogs.policy import PolicyCog
from cogs.privacy import PrivacyCog
from cogs.review import ReviewCog
from cogs.setup import SetupCog
from cogs.tips import TipsCog
from cogs.verified import VerifiedCog
from cogs.watch import WatchCog
from cogs.welcome import WelcomeCog
from config.content import Conduct, Tip, Topic, load_conduct, load_tips, load_topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything written that cogs give to members."""

    tips: tuple[Tip, ...]
    topics: tuple[Topic, ...]
    conduct: Conduct


def load_shelf() -> Shelf:
    """Read the content files.

    Raises:
        ContentError: a content file in ``config/`` cannot be used.
    """
    return Shelf(tips=load_tips(), topics=load_topics(), conduct=load_conduct())


def roster(examiner: Examiner, shelf: Shelf, survey: Callable[[CommunityId], Survey]) -> Roster:
    """Build every cog and collect what they answer to."""
    others = (
        ModerationCog(examiner),
        ReviewCog(examiner.policies),
        TipsCog(shelf.tips),
        ConductCog(shelf.conduct),
        CasebookCog(examiner),
        CalmCog(examiner),
        WelcomeCog(examiner.policies),
        VerifiedCog(examiner.policies, examiner.verified),
        PolicyCog(examiner),
        WatchCog(examiner.policies),
        SetupCog(survey),
        LogCog(),
    )
    return Roster((*others, PrivacyCog(examiner, shelf.topics, others)))

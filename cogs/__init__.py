"""The features, written once for every platform; this is their roster."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.events import CommunityId
from bot.core.setups import Survey
from cogs.answers import AnswersCog
from cogs.conduct import ConductCog
from cogs.digest import DigestCog
from cogs.events import EventsCog
from cogs.journal import JournalCog
from cogs.library import LibraryCog
from cogs.log import LogCog
from cogs.moderation import ModerationCog
from cogs.policy import PolicyCog
from cogs.privacy import PrivacyCog
from cogs.review import ReviewCog
from cogs.setup import SetupCog
from cogs.sharing import Listed, SharingCog, no_list
from cogs.tips import TipsCog
from cogs.watch import WatchCog
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


def roster(
    examiner: Examiner, shelf: Shelf, survey: Callable[[CommunityId], Survey], *, listed: Listed = no_list
) -> Roster:
    """Build every cog and collect what they answer to.

    Args:
        examiner: looks and judges.
        shelf: what is given to members.
        survey: says what a community's platform offers.
        listed: says which hosts are listed as predatory publishers.
    """
    others = (
        ModerationCog(examiner),
        ReviewCog(examiner.policies),
        TipsCog(shelf.tips),
        ConductCog(shelf.conduct),
        PolicyCog(examiner),
        WatchCog(examiner.policies),
        SetupCog(survey),
        LogCog(),
        EventsCog(examiner),
        JournalCog(examiner),
        SharingCog(examiner, listed),
        LibraryCog(examiner),
        DigestCog(examiner.policies, survey),
        AnswersCog(examiner.policies, survey),
    )
    return Roster((*others, PrivacyCog(examiner, shelf.topics, others)))

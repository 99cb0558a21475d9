"""The features, written once for every platform; this is their roster."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.events import CommunityId
from bot.core.findings import PersonalIn
from bot.core.setups import Survey
from cogs.answers import AnswersCog
from cogs.appeals import AppealsCog
from cogs.automation import AutomationCog
from cogs.batch import BatchCog
from cogs.calm import CalmCog
from cogs.casebook import CasebookCog
from cogs.conduct import ConductCog
from cogs.crisis import CrisisCog
from cogs.daily import DailyCog
from cogs.digest import DigestCog
from cogs.events import EventsCog
from cogs.handover import HandoverCog
from cogs.help import HelpCog
from cogs.journal import JournalCog
from cogs.learn import LearnCog
from cogs.library import LibraryCog
from cogs.log import LogCog
from cogs.moderation import ModerationCog
from cogs.oncall import OnCallCog
from cogs.own import OwnCog, nothing_personal
from cogs.peers import PeersCog
from cogs.policy import PolicyCog
from cogs.presence import PresenceCog
from cogs.privacy import PrivacyCog
from cogs.profile import ProfileCog
from cogs.rest import RestCog
from cogs.review import ReviewCog
from cogs.rules import RulesCog
from cogs.sanctions import SanctionsCog
from cogs.setup import SetupCog
from cogs.sharing import Listed, SharingCog, no_list
from cogs.tips import TipsCog
from cogs.topic import TopicCog
from cogs.verified import VerifiedCog
from cogs.watch import WatchCog
from cogs.welcome import WelcomeCog
from config.content import (
    Conduct,
    Course,
    Playbook,
    Tip,
    Topic,
    load_conduct,
    load_course,
    load_playbook,
    load_tips,
    load_topics,
)
from config.specialties import Specialties, load_specialties


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything written that cogs give to members."""

    tips: tuple[Tip, ...]
    topics: tuple[Topic, ...]
    conduct: Conduct
    course: Course
    playbook: Playbook
    specialties: Specialties


# The long ones are read once.
_tips, _topics, _course, _playbook = cache(load_tips), cache(load_topics), cache(load_course), cache(load_playbook)


def load_shelf() -> Shelf:
    """Read the content files.

    Raises:
        ContentError: a content file in ``config/`` cannot be used.
    """
    return Shelf(
        tips=_tips(),
        topics=_topics(),
        conduct=load_conduct(),
        course=_course(),
        playbook=_playbook(),
        specialties=load_specialties(),
    )


def roster(
    examiner: Examiner,
    shelf: Shelf,
    survey: Callable[[CommunityId], Survey],
    *,
    listed: Listed = no_list,
    personal_in: PersonalIn = nothing_personal,
) -> Roster:
    """Build every cog and collect what they answer to.

    Args:
        examiner: looks and judges.
        shelf: what is given to members.
        survey: says what a community's platform offers.
        listed: says which hosts are listed as predatory publishers.
        personal_in: says what a message plainly tells of its own author.
    """
    review = ReviewCog(examiner.policies)
    others = (
        ModerationCog(examiner),
        review,
        AppealsCog(examiner),
        SanctionsCog(examiner.policies),
        HandoverCog(examiner.policies, survey),
        BatchCog(review.rule_on, review.take_back, examiner.policies),
        OnCallCog(examiner.policies, survey),
        DailyCog(examiner.policies),
        AutomationCog(examiner),
        TipsCog(shelf.tips, examiner.policies, survey, lambda: built),
        ConductCog(shelf.conduct),
        CrisisCog(examiner, shelf.playbook),
        LearnCog(shelf.course, examiner.policies),
        CasebookCog(examiner),
        CalmCog(examiner, survey),
        WelcomeCog(examiner.policies),
        VerifiedCog(examiner.policies, examiner.verified),
        PolicyCog(examiner),
        WatchCog(examiner.policies, examiner.waves, survey),
        SetupCog(survey),
        LogCog(),
        RestCog(examiner.policies),
        RulesCog(examiner),
        OwnCog(personal_in),
        PresenceCog(),
        ProfileCog(shelf.specialties, examiner.policies),
        PeersCog(shelf.specialties, examiner.policies),
        EventsCog(examiner, survey),
        JournalCog(examiner),
        SharingCog(examiner, listed),
        LibraryCog(examiner),
        TopicCog(examiner, survey),
        DigestCog(examiner.policies, survey),
        AnswersCog(examiner.policies, survey),
    )
    built = Roster((*others, PrivacyCog(examiner, shelf.topics, others), HelpCog(lambda: built)))
    return built

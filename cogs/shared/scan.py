"""A look at a member's words before the bot publishes them: as strict as in a channel for cases, wherever they go."""

from dataclasses import dataclass, field

from bot.core.engine import Examiner, Judgement
from bot.core.events import CommunityId
from bot.core.findings import Context, Finding, Label
from bot.core.policy import ChannelMode
from bot.core.ports import Work
from bot.core.text import Content

STOPS = (Label.PATIENT_DATA, Label.SPAM, Label.DISRESPECT)
"""What keeps words from being published. A question that sounds like one for advice, or like somebody in distress, is
met with care where it stands and is not held back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was seen: ``left`` is what must be mended first; ``whole`` is False where a detector could not look."""

    judged: Judgement = field(repr=False)
    left: tuple[Finding, ...]
    whole: bool

    @property
    def is_clear(self) -> bool:
        """Whether the words may be published: everything looked, and nothing was found."""
        return self.whole and not self.left


async def scan(examiner: Examiner, work: Work, content: Content, community: CommunityId) -> Scan:
    """Look at words that are to be published; nothing is kept of them."""
    policy = examiner.policies(community)
    known = Context(
        now=work.now, community=community, allowed=policy.allowed_terms, record_numbers=policy.record_numbers
    )
    seen = await examiner.examine(content, community, context=known)
    judged = examiner.judge(seen.text, seen.inspection, policy, ChannelMode.CASES, known)
    left = tuple(
        one.finding for one in judged.verdict.judged if one.response.acts and one.finding.category.label in STOPS
    )
    return Scan(judged=judged, left=left, whole=not seen.inspection.failures)

"""Three steps for whoever is new: the code of conduct, a word on privacy, where to find things."""

from collections import deque
from datetime import datetime, timedelta

from bot.core.actions import NOTHING, Decision, TellMember, answer
from bot.core.cards import Button, Card, Style
from bot.core.commands import command, listens
from bot.core.courtesy import Occasion
from bot.core.engine import Policies, language_of
from bot.core.events import CommunityId, Invocation, Member, MemberId, MemberJoined
from bot.core.ports import Work
from config.catalogue import Say, speaking

MOST = 30
WITHIN = timedelta(hours=1)
"""How many newcomers to a community are written to in an hour: in a wave of joins the rest are left to `/welcome`, for
a wave is often no people (our default; platforms also look askance at a bot that writes to many)."""


class WelcomeCog:
    """Welcomes newcomers once, in private and within the message budget."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._lately: dict[CommunityId, deque[datetime]] = {}

    @listens(MemberJoined)
    async def joined(self, work: Work, event: MemberJoined) -> Decision:
        """Welcome somebody who has just come."""
        lately = self._lately.setdefault(event.community, deque(maxlen=MOST))
        if len(lately) == MOST and work.now - lately[0] < WITHIN:
            return NOTHING
        lately.append(work.now)
        policy = self._policies(event.community)
        say = speaking(await language_of(work, event.community, event.member, policy))
        card = _welcome(event.member, say)
        told = TellMember(member=event.member.id, card=card, occasion=Occasion.UNASKED, once="welcome")
        return Decision(actions=((None, told),))

    @command("welcome")
    async def welcome(self, work: Work, by: Invocation) -> Decision:
        """Show the three steps to whoever asks."""
        return answer(_welcome(by.actor, speaking(by.locale)))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: that a member was welcomed stands among what they were told once."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def _welcome(member: Member, say: Say) -> Card:
    """Draw the three steps; a line on the picture only where the platform says that it is the standard one."""
    steps = [say("welcome.conduct"), say("welcome.privacy"), say("welcome.where")]
    if member.has_picture is False:
        steps.append(say("welcome.picture"))
    read = Button(label=say("button.read_code"), token="conduct:read", style=Style.PRIMARY)
    return Card(title=say("welcome.title"), body=tuple(steps), buttons=(read,), footer=say("welcome.footer"))

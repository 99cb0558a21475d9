"""What a member is about to have posted: read by the same detectors as a check, and given back where it should not be.

What was given back is kept, sealed, for half an hour, so that nobody has to type it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.actions import Decision, answer
from bot.core.cards import Button, Card, Fact, Style
from bot.core.engine import Examiner, Judgement
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.findings import Context, Label
from bot.core.policy import Tell, Treatment
from bot.core.ports import Work
from bot.core.redaction import identifying, redact, sentence_of
from bot.core.text import Content
from cogs.shared.cards import because
from cogs.shared.kept import Kept
from cogs.shared.wording import safer
from config.catalogue import Say, speaking

DRAFT_KEPT = timedelta(minutes=30)
"""Long enough to write a sentence anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What stood in a form, by field."""

    fields: dict[str, str] = field(repr=False)


class Scanned:
    """Reads what a form says before it is posted.

    Args:
        examiner: looks and judges.
        kind: the kind of record that drafts are kept under.
    """

    def __init__(self, examiner: Examiner, kind: str) -> None:
        self._examiner = examiner
        self._drafts = Kept(kind, Draft)

    async def objection(
        self,
        work: Work,
        by: Invocation,
        fields: Mapping[str, str],
        again: str,
        *,
        read: tuple[str, ...],
        address: str = "",
        looked_at: bool = False,
    ) -> Decision | None:
        """Say why what stands in the fields should not be posted; None where it may be.

        Args:
            work: the unit of work.
            by: who wants to post it, and where.
            fields: what the form says.
            again: the token of the button that opens the form anew.
            read: the fields that will be seen by others.
            address: where the card will lead, if it is to have a link.
            looked_at: whether a moderator sees it before others do, so that a newcomer's link can do no harm.
        """
        text = "\n".join(filter(None, (*(fields.get(name, "") for name in read), address)))
        policy = self._examiner.policies(by.community)
        context = Context(
            now=work.now,
            community=by.community,
            author=by.actor,
            newcomer_for=policy.newcomer_for,
            allowed=policy.allowed_terms,
            record_numbers=policy.record_numbers,
        )
        say = speaking(by.locale)
        joined_lately = by.actor.joined_at is not None and context.author_is_newcomer
        if joined_lately and not looked_at and not by.actor.role.is_staff and _leads_out(fields):
            wait = say("scanned.newcomer", lasts=say.lasting(policy.newcomer_for))
            card = Card(title=say("scanned.title"), body=(wait,))
            return answer(await self._given_back(work, by, fields, card, again))
        judged = await self._examiner.examine(
            Content.of(text), by.community, channel_name=by.channel.name, context=context
        )
        response = judged.verdict.response
        if response.message is Treatment.KEEP and response.tell < Tell.TIP and response.queue is None:
            return None
        return answer(await self._given_back(work, by, fields, _reasons(judged, say), again))

    async def unusable(
        self, work: Work, by: Invocation, fields: Mapping[str, str], error: Invalid, again: str
    ) -> Decision:
        """Say what cannot be used, or why there is no room for it, and offer the form again with what stood in it."""
        say = speaking(by.locale)
        card = Card(title=say("error.title"), body=(say(error.key, **error.values),))
        return answer(await self._given_back(work, by, fields, card, again))

    async def draft(self, work: Work, by: Invocation) -> dict[str, str]:
        """Find what was given back to a member.

        Raises:
            Invalid: it is no longer kept.
        """
        found = await self._drafts.get(work, by.community, by.actor.id)
        if found is None:
            raise Invalid("error.draft_gone")
        return found.value.fields

    async def posted(self, work: Work, by: Invocation) -> None:
        """Forget a draft: what was wanted is posted."""
        await self._drafts.remove(work, by.community, by.actor.id)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> list[object]:
        """Give a member their draft."""
        return await self._drafts.export(work, community, member)

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete a member's draft."""
        return await self._drafts.erase(work, community, member)

    async def _given_back(self, work: Work, by: Invocation, fields: Mapping[str, str], card: Card, again: str) -> Card:
        kept = Draft(fields=dict(fields))
        until = work.now + DRAFT_KEPT
        await self._drafts.put(work, by.community, by.actor.id, kept, owner=by.actor.id, until=until)
        button = Button(label=speaking(by.locale)("button.write_again"), token=again, style=Style.PRIMARY)
        return Card(title=card.title, body=card.body, facts=card.facts, excerpt=card.excerpt, buttons=(button,))


def _leads_out(fields: Mapping[str, str]) -> bool:
    """Tell whether a form holds a link, which waits until its author is known, as in a message of theirs."""
    return any("://" in value or (name == "source" and value) for name, value in fields.items())


def _reasons(judged: Judgement, say: Say) -> Card:
    """Draw what was found where, and the text in safer words."""
    found = [one.finding for one in judged.verdict.judged]
    patient = identifying(found)
    spots = [
        say("check.spot", sentence=sentence_of(judged.text, one), kind=say(f"kind.{one.kind}"), why=because(one, say))
        for one in sorted(patient, key=lambda one: one.span)
    ]
    facts = [Fact(name=say("check.found"), value="\n".join(dict.fromkeys(spots)))] if spots else []
    others = [label for label in judged.verdict.flagged if label is not Label.PATIENT_DATA]
    facts += [Fact(name=say(f"label.{label}"), value=say(f"check.label.{label}")) for label in others]
    body = [say("scanned.body")]
    if patient:
        body.append(say("check.safer"))
    wording = safer(redact(judged.text.content, found), say) if patient else None
    return Card(title=say("scanned.title"), body=tuple(body), facts=tuple(facts), excerpt=wording)

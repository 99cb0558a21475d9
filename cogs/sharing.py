"""Sharing a paper or a guideline: a form that asks for source, date and interests, and a clean card in the channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.core.actions import Decision, ShowForm, TakeBack, TellChannel, answer
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Link, Option
from bot.core.commands import button, command, form
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message, Role
from bot.core.ports import Work
from cogs.shared.counting import SHARED, keep
from cogs.shared.kept import Kept
from cogs.shared.scanned import Scanned
from cogs.shared.sources import Source, read_source
from config.catalogue import speaking

Listed = Callable[[str], date | None]
"""Says of which day the list is that has a host among the predatory publishers; None where none has it."""

SHARE_KEPT = timedelta(days=30)
"""For so long a card can be taken back."""


def no_list(_host: str) -> date | None:
    """Know no list."""
    return None


class Material(StrEnum):
    """What is shared."""

    ARTICLE = "article"
    PREPRINT = "preprint"
    GUIDELINE = "guideline"
    TALK = "talk"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A card that stands in a channel; its owner shared it."""

    channel: ChannelId
    source: str


_SHARES = Kept("share", Share)


class SharingCog:
    """Makes a card of what a member shares."""

    def __init__(self, examiner: Examiner, listed: Listed) -> None:
        self._policies = examiner.policies
        self._listed = listed
        self._scanned = Scanned(examiner, "draft.share")

    @command("share")
    async def share(self, work: Work, by: Invocation) -> Decision:
        """Ask what is shared."""
        return _ask(by, {})

    @button("share:again")
    async def again(self, work: Work, by: Invocation) -> Decision:
        """Open the form with what stood in it."""
        return _ask(by, await self._scanned.draft(work, by))

    @form("share")
    async def shared(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Post the card, unless something in it should not be posted."""
        try:
            source, dated, kind = _read(fields, work.now.date())
        except Invalid as error:
            return await self._scanned.unusable(work, by, fields, error, "share:again")
        read = ("title", "interest")
        objection = await self._scanned.objection(work, by, fields, "share:again", read=read, address=source.url)
        if objection is not None:
            return objection
        await self._scanned.posted(work, by)
        kept = Share(channel=by.channel.id, source=source.name)
        number = await _SHARES.add(work, by.community, kept, owner=by.actor.id, until=work.now + SHARE_KEPT)
        policy = self._policies(by.community)
        subject, title = _subject_of(number), fields["title"].strip()
        await keep(work, by.community, policy, by.channel, by.actor.id, [source], place=subject, title=title)
        drawn = self._draw(number, source, dated, kind, fields, by, policy.language)
        say = speaking(by.locale)
        card = Card(title=say("share.done.title"), body=(say("share.done.body"),))
        told = TellChannel(channel=by.channel.id, card=drawn, subject=subject)
        return answer(card) + Decision(actions=((None, told),))

    @button("share:back")
    async def take_back(self, work: Work, by: Invocation, number: int) -> Decision:
        """Take a card away; who shared it may, and moderators."""
        say = speaking(by.locale)
        found = await _SHARES.get(work, by.community, str(number))
        if found is None and by.actor.role < Role.MODERATOR:
            raise Invalid("share.error.old")
        if found is not None and found.owner != by.actor.id and by.actor.role < Role.MODERATOR:
            raise Invalid("share.error.not_yours")
        await _SHARES.remove(work, by.community, str(number))
        await SHARED.remove(work, by.community, _subject_of(number))
        place = found.value.channel if found is not None else by.channel.id
        card = Card(title=say("share.back.title"), body=(say("share.back.body"),))
        return answer(card) + Decision(actions=((None, TakeBack(channel=place, subject=_subject_of(number))),))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member what they shared lately."""
        drafts = await self._scanned.export(work, community, member)
        return {"shared": await _SHARES.export(work, community, member), "share drafts": drafts}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget what a member shared; moderators can still take the cards away."""
        erased = await _SHARES.erase(work, community, member)
        return erased + await self._scanned.erase(work, community, member)

    def _draw(
        self,
        number: str,
        source: Source,
        dated: str,
        kind: Material,
        fields: dict[str, str],
        by: Invocation,
        language: str,
    ) -> Card:
        say = speaking(language)
        body = []
        if kind is Material.PREPRINT:
            body.append(say("share.preprint"))
        listed = self._listed(source.host) if source.host else None
        if listed is not None:
            body.append(say("share.predatory", dated=say.day(listed)))
        facts = [Fact(name=say("share.kind"), value=say(f"share.kind.{kind}"))]
        if dated:
            facts.append(Fact(name=say("share.dated"), value=dated))
        facts.append(Fact(name=say("share.source"), value=source.name))
        facts.append(Fact(name=say("share.interest"), value=fields["interest"].strip()))
        return Card(
            title=fields["title"].strip(),
            body=tuple(body),
            facts=tuple(facts),
            buttons=(Button(label=say("button.take_back"), token=f"share:back:{number}"),),
            links=(Link(label=say("share.link"), url=source.url),),
            footer=say("share.footer", name=by.actor.name),
        )


def _read(fields: dict[str, str], today: date) -> tuple[Source, str, Material]:
    """Read what the form says.

    Raises:
        Invalid: the source is none, the date cannot be, or the kind is unknown.
    """
    try:
        source = read_source(fields["source"])
    except ValueError:
        raise Invalid("sources.error") from None
    try:
        kind = Material(fields["kind"])
    except ValueError:
        raise Invalid("error.stale_control") from None
    return source, _dated(fields.get("date", "").strip(), today), kind


def _dated(written: str, today: date) -> str:
    """Read a year, a month or a day, such as 2026, 2026-03 or 2026-03-14; empty where nothing was written.

    Raises:
        Invalid: it is none of these, or lies ahead by more than a year.
    """
    if not written:
        return ""
    padded = written + "-01" * (2 - written.count("-"))
    try:
        day = date.fromisoformat(padded)
    except ValueError:
        raise Invalid("share.error.date") from None
    if not 1800 <= day.year <= today.year + 1 or len(padded) != 10:
        raise Invalid("share.error.date")
    return written


def _subject_of(number: object) -> str:
    """Name the card of a share."""
    return f"share:{number}"


def _ask(by: Invocation, values: dict[str, str]) -> Decision:
    say = speaking(by.locale)
    kinds = tuple(Option(label=say(f"share.kind.{kind}"), value=kind) for kind in Material)
    fields = (
        Field(
            name="source",
            label=say("share.field.source"),
            max_length=300,
            value=values.get("source", ""),
            hint=say("sources.hint"),
        ),
        Field(name="title", label=say("share.field.title"), max_length=200, value=values.get("title", "")),
        Field(
            name="kind",
            label=say("share.field.kind"),
            kind=FieldKind.CHOICE,
            options=kinds,
            value=values.get("kind", ""),
        ),
        Field(
            name="date",
            label=say("share.field.date"),
            required=False,
            max_length=10,
            value=values.get("date", ""),
            hint=say("share.hint.date"),
        ),
        Field(
            name="interest",
            label=say("share.field.interest"),
            max_length=200,
            value=values.get("interest", ""),
            hint=say("share.hint.interest"),
        ),
    )
    return Decision(reply=ShowForm(form=Form(title=say("share.form.title"), token="share", fields=fields)))

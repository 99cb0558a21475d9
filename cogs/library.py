"""A library of teaching material: proposed by members, approved by moderators, hidden after its review date."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from bot.core.actions import NOTHING, AskModerators, Decision, ReplaceCard, ShowForm, TellMember, answer
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Link, Style
from bot.core.commands import Rest, button, command, form, timer
from bot.core.courtesy import Occasion
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message, Role
from bot.core.ports import Timer, Work
from cogs.shared.kept import Entry, Kept
from cogs.shared.scanned import Scanned
from cogs.shared.sources import read_source
from config.catalogue import Say, speaking

FURTHEST_REVIEW = timedelta(days=2 * 366)
"""Medicine ages: nothing is shown for more than two years without a second look (our default)."""

USUAL_REVIEW = timedelta(days=365)
KEPT_AFTER = timedelta(days=90)
"""What nobody reviewed is hidden at once and deleted later."""

A_PAGE = 10
MOST_READ = 10_000
MOST_PROPOSED = 10
"""How many proposals of one member may wait for a moderator."""

_REVIEW = "library.review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Something to learn from; its owner proposed it, speaking ``language``. ``alt`` tells what a picture shows."""

    title: str = field(repr=False)
    source: str
    url: str
    summary: str = field(repr=False)
    alt: str = field(default="", repr=False)
    review: date
    language: str
    approved: bool = False

    def is_shown(self, today: date) -> bool:
        """Tell whether members find it."""
        return self.approved and today < self.review


_MATERIAL = Kept("library", Material)


class LibraryCog:
    """Keeps what is proposed, shows what is approved, and asks for a second look in time."""

    def __init__(self, examiner: Examiner) -> None:
        self._policies = examiner.policies
        self._scanned = Scanned(examiner, "draft.library")

    @command("library add")
    async def add(self, work: Work, by: Invocation) -> Decision:
        """Ask what is proposed."""
        return _ask(by, {"review": (work.now + USUAL_REVIEW).date().isoformat()})

    @button("library:again")
    async def again(self, work: Work, by: Invocation) -> Decision:
        """Open the form with what stood in it."""
        return _ask(by, await self._scanned.draft(work, by))

    @form("library:add")
    async def added(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Keep the proposal, and ask the moderators to look at it."""
        try:
            material = _read(fields, by.locale, work.now.date())
            await self._has_room(work, by, material)
        except Invalid as error:
            return await self._scanned.unusable(work, by, fields, error, "library:again")
        read = ("title", "summary", "alt")
        objection = await self._scanned.objection(
            work, by, fields, "library:again", read=read, address=material.url, looked_at=True
        )
        if objection is not None:
            return objection
        await self._scanned.posted(work, by)
        until = _midnight(material.review) + KEPT_AFTER
        number = await _MATERIAL.add(work, by.community, material, owner=by.actor.id, until=until)
        say = speaking(by.locale)
        card = Card(title=say("library.added.title"), body=(say("library.added.body", number=number),))
        return answer(card) + Decision(actions=((None, self._asking(by.community, number)),))

    @command("library search")
    async def search(self, work: Work, by: Invocation, text: Annotated[str, Rest()]) -> Decision:
        """Find approved material by the words of its title and summary."""
        say = speaking(by.locale)
        wanted = text.casefold().split()
        found = [one for one in await self._shown(work, by.community) if _matches(one.value, wanted)]
        body = (say("library.found", count=len(found)),) if found else (say("library.none"),)
        return answer(_listed(found[:A_PAGE], body, say))

    @command("library list")
    async def everything(self, work: Work, by: Invocation) -> Decision:
        """List approved material, the newest first."""
        return answer(await self._page(work, by, 0))

    @button("library:page")
    async def turn(self, work: Work, by: Invocation, page: int) -> Decision:
        """Turn the page."""
        return Decision(reply=ReplaceCard(card=await self._page(work, by, page)))

    @button("library:look", needs=Role.MODERATOR)
    async def look(self, work: Work, by: Invocation, number: int) -> Decision:
        """Show a moderator what is proposed."""
        say = speaking(by.locale)
        found = await self._found(work, by.community, number)
        approve = Button(label=say("button.approve"), token=f"library:approve:{number}", style=Style.PRIMARY)
        decline = Button(label=say("button.decline"), token=f"library:decline:{number}")
        material = found.value
        facts = [
            Fact(name=say("library.source"), value=material.source),
            Fact(name=say("library.review"), value=say.day(material.review)),
        ]
        if material.alt:
            facts.append(Fact(name=say("library.alt"), value=material.alt))
        card = Card(
            title=material.title,
            body=(material.summary,),
            facts=tuple(facts),
            buttons=() if material.approved else (approve, decline),
            links=(Link(label=say("library.link"), url=material.url),),
        )
        return answer(card)

    @button("library:approve", needs=Role.MODERATOR)
    async def approve(self, work: Work, by: Invocation, number: int) -> Decision:
        """Let members find it, until its review date."""
        return await self._decide(work, by, number, approved=True)

    @button("library:decline", needs=Role.MODERATOR)
    async def decline(self, work: Work, by: Invocation, number: int) -> Decision:
        """Leave it out, and delete it."""
        return await self._decide(work, by, number, approved=False)

    @timer(_REVIEW)
    async def is_due(self, work: Work, ring: Timer) -> Decision:
        """Tell whoever proposed it that it is hidden until somebody has looked again."""
        found = await _MATERIAL.get(work, ring.community, ring.subject)
        if found is None or found.owner is None or work.now.date() < found.value.review:
            return NOTHING
        preferences = await work.members.preferences(ring.community, found.owner)
        say = speaking(preferences.get("language", found.value.language))
        renew = Button(label=say("button.still_right"), token=f"library:renew:{ring.subject}", style=Style.PRIMARY)
        card = Card(
            title=say("library.due.title"),
            body=(say("library.due.body", title=found.value.title),),
            buttons=(renew,),
            links=(Link(label=say("library.link"), url=found.value.url),),
        )
        once = f"library:{ring.subject}:{found.value.review.isoformat()}"
        told = TellMember(member=found.owner, card=card, occasion=Occasion.NEWS, once=once)
        return Decision(actions=((None, told),))

    @button("library:renew")
    async def renew(self, work: Work, by: Invocation, number: int) -> Decision:
        """Ask until when it is right."""
        await self._own(work, by, number)
        say = speaking(by.locale)
        review = _review_field(say, (work.now + USUAL_REVIEW).date().isoformat())
        asked = Form(title=say("library.renew.title"), token=f"library:renew:{number}", fields=(review,))
        return Decision(reply=ShowForm(form=asked))

    @form("library:renew")
    async def renewed(
        self, work: Work, by: Invocation, number: int, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Propose it again with a new date; a moderator decides anew."""
        found = await self._own(work, by, number)
        again = replace(found.value, review=_review(fields["review"], work.now.date()), approved=False)
        until = _midnight(again.review) + KEPT_AFTER
        await _MATERIAL.put(work, by.community, found.name, again, owner=found.owner, until=until)
        say = speaking(by.locale)
        card = Card(title=say("library.added.title"), body=(say("library.added.body", number=found.name),))
        return answer(card) + Decision(actions=((None, self._asking(by.community, found.name)),))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member what they proposed."""
        drafts = await self._scanned.export(work, community, member)
        return {"library": await _MATERIAL.export(work, community, member), "library drafts": drafts}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete what a member proposed; what is approved stays, as nobody's."""
        mine = await _MATERIAL.page(work, community, owner=member, limit=MOST_READ)
        for one in mine:
            if one.value.approved:
                await _MATERIAL.put(work, community, one.name, one.value, until=one.until)
            else:
                await _MATERIAL.remove(work, community, one.name)
        return len(mine) + await self._scanned.erase(work, community, member)

    async def _shown(self, work: Work, community: CommunityId) -> list[Entry[Material]]:
        kept = await _MATERIAL.page(work, community, limit=MOST_READ)
        return [one for one in reversed(kept) if one.value.is_shown(work.now.date())]

    async def _page(self, work: Work, by: Invocation, page: int) -> Card:
        say = speaking(by.locale)
        shown = await self._shown(work, by.community)
        begin = max(page, 0) * A_PAGE
        body = (say("library.found", count=len(shown)),) if shown else (say("library.empty"),)
        more = Button(label=say("button.next_page"), token=f"library:page:{page + 1}")
        left = len(shown) > begin + A_PAGE
        return replace(_listed(shown[begin : begin + A_PAGE], body, say), buttons=(more,) if left else ())

    async def _found(self, work: Work, community: CommunityId, number: int) -> Entry[Material]:
        found = await _MATERIAL.get(work, community, str(number))
        if found is None:
            raise Invalid("library.error.none")
        return found

    async def _has_room(self, work: Work, by: Invocation, material: Material) -> None:
        """See that a member can propose this.

        Raises:
            Invalid: it is there already, or too many proposals of theirs wait.
        """
        kept = await _MATERIAL.page(work, by.community, limit=MOST_READ)
        if any(one.value.source == material.source for one in kept):
            raise Invalid("library.error.twice")
        if sum(one.owner == by.actor.id and not one.value.approved for one in kept) >= MOST_PROPOSED:
            raise Invalid("library.error.many", most=str(MOST_PROPOSED))

    async def _own(self, work: Work, by: Invocation, number: int) -> Entry[Material]:
        found = await self._found(work, by.community, number)
        if found.owner != by.actor.id:
            raise Invalid("library.error.not_yours")
        return found

    def _asking(self, community: CommunityId, number: str) -> AskModerators:
        """Ask the moderators; the card in their channel holds none of the proposal's words."""
        say = speaking(self._policies(community).language)
        look = Button(label=say("button.look"), token=f"library:look:{number}", style=Style.PRIMARY)
        card = Card(title=say("library.ask.title"), body=(say("library.ask.body", number=number),), buttons=(look,))
        return AskModerators(subject=f"library:{number}", card=card)

    async def _decide(self, work: Work, by: Invocation, number: int, *, approved: bool) -> Decision:
        """Decide on a proposal once, tell whoever made it, and note it on the moderators' card."""
        say = speaking(by.locale)
        found = await self._found(work, by.community, number)
        if found.value.approved:
            raise Invalid("library.error.decided")
        theirs = speaking(self._policies(by.community).language)
        if approved:
            kept = replace(found.value, approved=True)
            await _MATERIAL.put(work, by.community, found.name, kept, owner=found.owner, until=found.until)
            await work.timers.set(by.community, _REVIEW, found.name, _midnight(found.value.review))
            said, noted = say("library.approved"), theirs("library.approved")
        else:
            await _MATERIAL.remove(work, by.community, found.name)
            said, noted = say("library.declined"), theirs("library.declined")
        done = AskModerators(
            subject=f"library:{found.name}", card=Card(title=theirs("library.ask.title"), body=(noted,))
        )
        actions: list[tuple[None, AskModerators | TellMember]] = [(None, done)]
        if found.owner is not None and found.owner != by.actor.id:
            preferences = await work.members.preferences(by.community, found.owner)
            yours = speaking(preferences.get("language", found.value.language))
            told = yours("library.told.approved") if approved else yours("library.told.declined")
            card = Card(title=yours("library.told.title"), body=(found.value.title, told))
            actions.append((None, TellMember(member=found.owner, card=card, occasion=Occasion.NEWS)))
        shown = Card(title=say("library.ask.title"), body=(said,))
        return Decision(reply=ReplaceCard(card=shown), actions=tuple(actions))


def _read(fields: dict[str, str], language: str, today: date) -> Material:
    """Make a proposal of what the form says.

    Raises:
        Invalid: the source is none, or the review date cannot be.
    """
    try:
        source = read_source(fields["source"])
    except ValueError:
        raise Invalid("sources.error") from None
    return Material(
        title=fields["title"].strip(),
        source=source.name,
        url=source.url,
        summary=fields["summary"].strip(),
        alt=fields.get("alt", "").strip(),
        review=_review(fields["review"], today),
        language=language,
    )


def _review(written: str, today: date) -> date:
    """Read a review date.

    Raises:
        Invalid: it is no date, is over, or lies more than two years ahead.
    """
    try:
        review = date.fromisoformat(written.strip())
    except ValueError:
        raise Invalid("library.error.review") from None
    if not today < review <= today + FURTHEST_REVIEW:
        raise Invalid("library.error.review")
    return review


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _matches(material: Material, wanted: list[str]) -> bool:
    text = f"{material.title} {material.summary} {material.source}".casefold()
    return all(word in text for word in wanted)


def _listed(found: list[Entry[Material]], body: tuple[str, ...], say: Say) -> Card:
    facts = []
    for one in found:
        material = one.value
        lines = [material.summary, say("library.row", source=material.source, review=say.day(material.review))]
        if material.alt:
            lines.insert(1, say("library.row.alt", alt=material.alt))
        facts.append(Fact(name=material.title, value="\n".join(lines)))
    links = tuple(Link(label=one.value.title[:75], url=one.value.url) for one in found)
    return Card(title=say("library.title"), body=body, facts=tuple(facts), links=links)


def _review_field(say: Say, value: str) -> Field:
    return Field(
        name="review", label=say("library.field.review"), max_length=10, value=value, hint=say("library.hint.review")
    )


def _ask(by: Invocation, values: dict[str, str]) -> Decision:
    say = speaking(by.locale)
    fields = (
        Field(
            name="source",
            label=say("library.field.source"),
            max_length=300,
            value=values.get("source", ""),
            hint=say("sources.hint"),
        ),
        Field(name="title", label=say("library.field.title"), max_length=100, value=values.get("title", "")),
        Field(
            name="summary",
            label=say("library.field.summary"),
            kind=FieldKind.PARAGRAPH,
            max_length=500,
            value=values.get("summary", ""),
        ),
        Field(
            name="alt",
            label=say("library.field.alt"),
            kind=FieldKind.PARAGRAPH,
            required=False,
            max_length=300,
            value=values.get("alt", ""),
            hint=say("library.hint.alt"),
        ),
        _review_field(say, values.get("review", "")),
    )
    return Decision(reply=ShowForm(form=Form(title=say("library.form.title"), token="library:add", fields=fields)))

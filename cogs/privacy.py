"""Privacy for members: reminders, a private check of a draft, and everything that the bot keeps about them."""

import json
from collections.abc import Sequence
from typing import Annotated, Protocol

from bot.core.actions import Decision, ReplaceCard, answer
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card, Option, Style
from bot.core.commands import Rest, button, command, completes, message_menu
from bot.core.engine import SAID, Examiner, Judgement
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message
from bot.core.policy import Tell, Treatment
from bot.core.ports import Work
from bot.core.text import Content
from cogs.shared.checking import reasons, safer_wording
from config.catalogue import Say, languages, speaking
from config.content import Topic


class Keeper(Protocol):
    """A cog that answers for what it keeps about a member."""

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give what is kept about a member, without texts of others."""
        ...

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase what may be erased; say how many entries."""
        ...


class PrivacyCog:
    """Reminds, checks drafts, shows and erases what is kept."""

    def __init__(self, examiner: Examiner, topics: Sequence[Topic], keepers: Sequence[Keeper]) -> None:
        self._examiner = examiner
        self._topics = {topic.id: topic for topic in topics}
        self._keepers = (*keepers, self)

    @command("privacy")
    async def privacy(self, work: Work, by: Invocation, topic: str = "reminder") -> Decision:
        """Show one privacy topic."""
        found = self._topics.get(topic.lower())
        if found is None:
            raise Invalid("error.no_such_topic", topics=", ".join(self._topics))
        say = speaking(by.locale)
        return answer(
            Card(
                title=found.title.of(by.locale),
                body=tuple(found.body.of(by.locale)),
                footer=say("privacy.footer", checked=found.checked.isoformat(), source=found.source),
            )
        )

    @completes("privacy", "topic")
    async def topics(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a topic by its name or title."""
        wanted = typed.lower()
        return [
            Option(label=topic.title.of(by.locale), value=topic.id)
            for topic in self._topics.values()
            if wanted in topic.id or wanted in topic.title.of(by.locale).lower()
        ]

    @command("check")
    async def check(self, work: Work, by: Invocation, text: Annotated[str, Rest()]) -> Decision:
        """Check a draft before it is posted; nothing is stored."""
        judged = await self._examiner.examine(Content.of(text), by.community, channel_name=by.channel.name)
        return answer(_checked(judged, speaking(by.locale)))

    @message_menu("check")
    async def check_message(self, work: Work, by: Invocation, about: Message) -> Decision:
        """Check a message that is already there, for whoever asks; nothing is stored."""
        judged = await self._examiner.examine(about.content, by.community, channel_name=about.channel.name)
        return answer(_checked(judged, speaking(by.locale)))

    @command("my language")
    async def language(self, work: Work, by: Invocation, language: str) -> Decision:
        """Choose the language in which the bot speaks to this member."""
        say = speaking(language)
        if say.language != language.lower():
            raise Invalid("error.no_such_language", languages=", ".join(languages()))
        await work.members.prefer(by.community, by.actor.id, "language", say.language)
        return answer(Card(title=say("language.title"), body=(say("language.body"),)))

    @completes("my language", "language")
    async def spoken(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a language by its tag."""
        return [
            Option(label=speaking(one)("language.name"), value=one)
            for one in languages()
            if one.startswith(typed.lower())
        ]

    @command("my data export")
    async def export_data(self, work: Work, by: Invocation) -> Decision:
        """Show a member everything that is kept about them."""
        say = speaking(by.locale)
        kept: dict[str, object] = {}
        for keeper in self._keepers:
            kept |= await keeper.export(work, by.community, by.actor.id)
        kept = {name: value for name, value in kept.items() if value not in (None, [], {}, 0)}
        await work.audit.record(by.community, DeedKind.EXPORT, by.actor.id)
        if not kept:
            return answer(Card(title=say("export.title"), body=(say("export.nothing"),)))
        written = json.dumps(kept, ensure_ascii=False, indent=1, default=str)
        return answer(Card(title=say("export.title"), body=(say("export.body"),), excerpt=written))

    @command("my data erase")
    async def ask_erase(self, work: Work, by: Invocation) -> Decision:
        """Ask a member to confirm before anything is erased."""
        say = speaking(by.locale)
        sure = Button(label=say("button.erase"), token="my:erase", style=Style.DANGER)
        return answer(Card(title=say("erase.title"), body=(say("erase.body"),), buttons=(sure,)))

    @button("my:erase")
    async def erase_data(self, work: Work, by: Invocation) -> Decision:
        """Erase what is kept about a member, apart from the record of cases."""
        say = speaking(by.locale)
        await work.audit.record(by.community, DeedKind.ERASE, by.actor.id)
        erased = 0
        for keeper in self._keepers:
            erased += await keeper.erase(work, by.community, by.actor.id)
        card = Card(title=say("erased.title"), body=(say("erased.body", count=erased),))
        return Decision(reply=ReplaceCard(card=card))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their preferences, and what they were told once and will not be told again."""
        said = [one.value for one in await work.records.page(community, SAID, owner=member)]
        return {"preferences": await work.members.preferences(community, member), "told once": said}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase a member's preferences, the count of unasked messages, and what they were told once."""
        erased = await work.members.erase(community, member, ("preferences", "unasked"))
        return erased + await work.records.erase(community, member, (SAID,))


def _checked(judged: Judgement, say: Say) -> Card:
    """Draw the answer to a check: what stands where, what would happen, and the text with it masked."""
    facts = reasons(judged, say)
    if not facts:
        return Card(title=say("check.clean.title"), body=(say("check.clean.body"), say("check.limits")))
    response = judged.verdict.response
    if response.message is not Treatment.KEEP:
        would = "check.would.hide"
    elif response.tell is not Tell.NOTHING or response.queue is not None:
        would = "check.would.tell"
    else:
        would = "check.would.nothing"
    wording = safer_wording(judged, say)
    body = [say(would)]
    if wording is not None:
        body.append(say("check.safer"))
    return Card(
        title=say("check.title"),
        body=tuple(body),
        facts=tuple(facts),
        excerpt=wording,
        footer=say("check.limits"),
    )

"""Actions carried out on Slack. Each is harmless when it is done again under the same key.

Slack knows no key of a caller's: so a key is kept before a message is posted, and travels in the message's metadata.
Where a key was kept and nobody knows what became of it, the place is looked at before anything is posted again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from bot.adapters.slack import blocks, incoming, wire
from bot.adapters.slack.blocks import OWN, Payload
from bot.adapters.slack.files import hand_over
from bot.adapters.slack.rest import (
    CHANNEL_GONE,
    MAY_NOT_DELETE,
    MESSAGE_GONE,
    NO_LETTERS,
    THREAD_GONE,
    TOKENS_OVER,
    Denied,
    Rest,
)
from bot.adapters.slack.seen import Threads
from bot.adapters.slack.teams import Teams
from bot.core import fitting
from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    TakeBack,
    TellChannel,
    TellMember,
    TimeOut,
    read_action,
    write_action,
)
from bot.core.cards import Card, Document, Link
from bot.core.errors import ChaperoneError, Refused
from bot.core.events import CommunityId, MemberId, MessageRef
from bot.core.policy import ChannelMode, CommunityPolicy
from bot.core.ports import Memory, Now, SetupOf
from bot.core.text import Content, PartKind
from bot.listening import Gone
from config.catalogue import Say, speaking

LETTER_TOKEN = f"{OWN}read"
LETTERS_KEPT = timedelta(days=7)
SUBJECTS_KEPT = timedelta(days=180)
"""As long as the case that a card is about is kept after closing; the same for the thread of what was taken, and for
what was published in its place."""
KEYS_KEPT = timedelta(days=1)
"""Longer than the outbox tries."""

_BEGUN = b"begun"
_MEMBERS_A_PAGE = 1_000
_LOOKED_AT = 50
_LETTER, _SUBJECT, _KEY, _TAKEN = "slack.letter", "slack.subject", "slack.key", "slack.taken"
_PUBLISHED = "slack.published"
_MOST = 10_000
_EVENT = "chaperone"
_STRICT = frozenset({ChannelMode.CASES, ChannelMode.PUBLIC})

Policies = Callable[[CommunityId], CommunityPolicy]
Lost = Callable[[str], Awaitable[None]]
"""Is told that a workspace's admin's token is good for nothing any more."""


class Performers:
    """The table of what can be done, and how.

    Args:
        rest: gives the API.
        teams: what is known of the workspaces.
        memory: what must outlive a restart.
        setup_of: what a community has chosen.
        policies: a community's policy.
        now: tells the time.
        gone: takes note of what we delete, so that its going is not taken for somebody else's doing.
        threads: knows which thread a message answered in.
        changed: is told that the moderators' cards in a workspace have changed.
        lost: is told that an admin's token is over.
    """

    def __init__(
        self,
        *,
        rest: Callable[[], Rest],
        teams: Teams,
        memory: Memory,
        setup_of: SetupOf,
        policies: Policies,
        now: Now,
        gone: Gone[MessageRef],
        threads: Threads,
        changed: Callable[[str], None],
        lost: Lost,
    ) -> None:
        self._rest = rest
        self._teams = teams
        self._memory = memory
        self._setup_of = setup_of
        self._policies = policies
        self._now = now
        self._gone = gone
        self._threads = threads
        self._changed = changed
        self._lost = lost
        # Two cards on one subject must not pass each other: the second would not find the first to take its place.
        self._turns: WeakValueDictionary[tuple[CommunityId, str], asyncio.Lock] = WeakValueDictionary()
        self._posted: dict[tuple[str, str], str] = {}
        self._begun: set[tuple[CommunityId, str]] = set()
        self.table: Mapping[type[Action], Callable[[str, Any, str, int | None], Awaitable[None]]] = {
            HoldMessage: self._take,
            RemoveMessage: self._take,
            PublishMessage: self._publish,
            TellMember: self._tell,
            TellChannel: self._tell_channel,
            TakeBack: self._take_back,
            AskModerators: self._ask,
            TimeOut: self._time_out,
            LiftTimeOut: self._lift,
        }

    # Posting once.

    async def _post(
        self, team: str, channel: str, payloads: Sequence[Payload], key: str, thread: str | None = None
    ) -> str:
        """Post messages under a key; the timestamp of the first one comes back."""
        first = self._posted.get((team, key))
        if first is not None and (team, _mark(key, len(payloads) - 1)) in self._posted:
            return first
        place = (wire.community_of(team), key)
        in_doubt = place in self._begun
        if not in_doubt:
            await self._memory.remember(_KEY, {place: _BEGUN}, self._now() + KEYS_KEPT)
            self._begun.add(place)
        there = await self._written_lately(team, channel, thread) if in_doubt else {}
        for number, payload in enumerate(payloads):
            mark = _mark(key, number)
            ts = self._posted.get((team, mark)) or there.get(mark)
            if ts is None:
                ts = await self._post_one(team, channel, payload, mark, thread)
            self._note(team, mark, ts)
        return self._posted[team, key]

    async def load(self) -> None:
        """Take up the keys that an earlier process began with: what became of them it may not have written down."""
        self._begun = {(CommunityId(community), key) for community, key in await self._memory.recall_all(_KEY)}

    async def _post_one(self, team: str, channel: str, payload: Payload, mark: str, thread: str | None) -> str:
        answer = await self._teams.call(
            team,
            "chat.postMessage",
            channel=channel,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": _EVENT, "event_payload": {"key": mark}},
            **payload,
        )
        return str(answer["ts"])

    def _note(self, team: str, mark: str, ts: str) -> None:
        self._posted[team, mark] = ts
        if len(self._posted) > _MOST:
            oldest = next(iter(self._posted))
            del self._posted[oldest]
            self._begun.discard((wire.community_of(oldest[0]), oldest[1]))

    async def _written_lately(self, team: str, channel: str, thread: str | None) -> dict[str, str]:
        """Find what we posted in a place lately, by the key that each message carries."""
        values: dict[str, Any] = {"channel": channel, "include_all_metadata": True, "limit": _LOOKED_AT}
        try:
            if thread is None:
                answer = await self._teams.call(team, "conversations.history", **values)
            else:
                answer = await self._teams.call(team, "conversations.replies", ts=thread, **values)
        except Refused:
            return {}
        found = {}
        for one in answer.get("messages") or ():
            about = one.get("metadata") or {}
            if about.get("event_type") == _EVENT:
                found[str((about.get("event_payload") or {}).get("key"))] = str(one["ts"])
        return found

    # Taking a message out of sight.

    async def _take(self, team: str, action: HoldMessage | RemoveMessage, key: str, case: int | None) -> None:
        ref = action.message
        await self._take_published(team, ref)
        if await self._was_taken(team, ref):
            return
        channel, ts = wire.bare(ref.channel), wire.ts_in(ref.id)
        admin = self._teams.here(team).installation.user_token
        if admin is None:
            await self._mark_standing(team, ref, key, case)
            raise Refused("nobody lent the bot an admin's token, and Slack lets only people delete others' messages")
        self._gone.add(ref)
        try:
            await self._rest().call(admin, "chat.delete", channel=channel, ts=ts)
        except Denied as error:
            if error.code == MESSAGE_GONE:
                await self._note_taken(team, ref)
                return
            self._gone.discard(ref)
            if error.code in TOKENS_OVER:
                await self._lost(team)
            await self._mark_standing(team, ref, key, case)
            raise _advised(error) from None
        except ChaperoneError:
            self._gone.discard(ref)
            raise
        await self._note_taken(team, ref)

    async def _take_published(self, team: str, ref: MessageRef) -> None:
        """Delete what we posted in the place of a message; that takes no admin's token."""
        community, channel = wire.community_of(team), wire.bare(ref.channel)
        pieces = await self._published(community, ref)
        for ts in pieces:
            piece = wire.ref_of(channel, ts)
            self._gone.add(piece)
            try:
                await self._teams.call(team, "chat.delete", channel=channel, ts=ts)
            except ChaperoneError as error:
                if not isinstance(error, Denied) or error.code != MESSAGE_GONE:
                    self._gone.discard(piece)
                    raise
        if pieces:
            await self._memory.forget(community, _PUBLISHED, _place(ref))

    async def _published(self, community: CommunityId, ref: MessageRef) -> list[str]:
        """Recall the messages that were posted in the place of one."""
        kept = await self._memory.recall(community, _PUBLISHED, _place(ref))
        return json.loads(kept) if kept else []

    async def _note_published(self, community: CommunityId, ref: MessageRef, piece: str) -> None:
        known = await self._published(community, ref)
        value = json.dumps(list(dict.fromkeys([*known, piece]))).encode()
        await self._memory.remember(_PUBLISHED, {(community, _place(ref)): value}, self._now() + SUBJECTS_KEPT)

    async def _note_taken(self, team: str, ref: MessageRef) -> None:
        """Keep that a message is gone, and which thread it answered in: what is put back goes there again."""
        place, thread = (wire.community_of(team), _place(ref)), self._threads.get(ref) or ""
        await self._memory.remember(_TAKEN, {place: thread.encode()}, self._now() + SUBJECTS_KEPT)

    async def _thread_of(self, team: str, ref: MessageRef) -> str | None:
        kept = await self._memory.recall(wire.community_of(team), _TAKEN, _place(ref))
        return (kept.decode() if kept is not None else self._threads.get(ref)) or None

    async def _stands(self, team: str, ref: MessageRef) -> bool:
        """Tell whether a message stands where it was written, as far as we had a hand in it."""
        return ref not in self._gone and not await self._was_taken(team, ref)

    async def _was_taken(self, team: str, ref: MessageRef) -> bool:
        return await self._memory.recall(wire.community_of(team), _TAKEN, _place(ref)) is not None

    async def _mark_standing(self, team: str, ref: MessageRef, key: str, case: int | None) -> None:
        """In a strict channel, say below a message that stays that moderators are looking at it, and no more.

        Without a case none of them is: its author alone wants it away.
        """
        if case is None:
            return
        channel, ts = wire.bare(ref.channel), wire.ts_in(ref.id)
        name = await self._teams.channel_name(team, channel)
        if self._teams.mode(team, name) not in _STRICT:
            return
        say = self._say(wire.community_of(team))
        line = Card(title=say("slack.standing.title"), body=(say("slack.standing.body"),))
        with suppress(ChaperoneError):  # what has to be done about the message does not wait for this
            thread = self._threads.get(ref) or ts
            await self._post(team, channel, blocks.messages(line, team), f"s{key}", thread)

    # Telling.

    async def _tell(self, team: str, action: TellMember, key: str, case: int | None) -> None:
        user = wire.bare(action.member)
        if action.if_reads is not None and not await self.reads(team, user, wire.bare(action.if_reads)):
            raise Refused("the member cannot read that channel")
        say = await self._say_to(team, user)
        card = replace(action.card, document=None)
        drawn = blocks.messages(card, team, await self._links(team, action.about, say))
        try:
            letters = await self._teams.letters(team, user)
            if action.subject is None:
                await self._post(team, letters, drawn, key)
            else:
                await self._show(team, letters, _in_channel(letters, action.subject), drawn, key)
        except Denied as error:
            if error.code not in NO_LETTERS or action.about is None:
                raise
            await self._leave_word(team, action, user, key)
            return
        if action.card.document is not None:
            await self._hand_over(team, user, action.card.document, f"d{key}")
        if action.about is not None:
            await self._point(team, action.about, user, say, key)

    async def _hand_over(self, team: str, user: str, document: Document, key: str) -> None:
        """Put a document below the letter that it belongs to; where Slack takes no file, as text."""
        if (team, key) in self._posted:
            return
        try:
            await hand_over(self._rest(), self._teams, team, user, document)
            self._note(team, key, "")
        except Denied:
            as_text = blocks.messages(Card(title=document.name, excerpt=document.text), team)
            await self._post(team, await self._teams.letters(team, user), as_text, key)

    async def reads(self, team: str, user: str, channel: str) -> bool:
        """Tell whether a member can read in a channel now: one they are in, or a public one if they are no guest."""
        person = await self._teams.user(team, user)
        guest = person.get("is_restricted") or person.get("is_ultra_restricted") or person.get("team_id", team) != team
        try:
            known = (await self._teams.call(team, "conversations.info", channel=channel)).get("channel") or {}
            if not known.get("is_private") and not guest:
                return True
            cursor = ""
            while True:
                page = await self._teams.call(
                    team, "conversations.members", channel=channel, limit=_MEMBERS_A_PAGE, cursor=cursor
                )
                if user in page.get("members", ()):
                    return True
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    return False
        except Denied as error:
            if error.code == CHANNEL_GONE:
                return False
            raise

    async def _links(self, team: str, about: MessageRef | None, say: Say) -> list[Link]:
        """Lead an author to their message as long as it stands: they can edit or delete it there themselves."""
        home = self._teams.here(team).home
        if about is None or not home or not await self._stands(team, about):
            return []
        url = wire.link_to(home, wire.bare(about.channel), wire.ts_in(about.id))
        return [Link(label=say("slack.open"), url=url)]

    async def _point(self, team: str, about: MessageRef, user: str, say: Say, key: str) -> None:
        """Point to the letter where its reader is looking; whether that is seen, Slack does not say."""
        mark = f"p{key}"
        if (team, mark) in self._posted:
            return
        with suppress(ChaperoneError):  # the letter is the record, and it is there
            answer = await self._teams.call(
                team,
                "chat.postEphemeral",
                channel=wire.bare(about.channel),
                user=user,
                thread_ts=self._threads.get(about),
                text=wire.escape(say("slack.pointer")),
            )
            self._note(team, mark, str(answer.get("message_ts") or ""))

    async def _leave_word(self, team: str, action: TellMember, user: str, key: str) -> None:
        """Leave a neutral line below the message; its button shows the card to its addressee alone."""
        if action.about is None:
            return
        community = wire.community_of(team)
        letter = write_action(TellMember(member=action.member, card=action.card))
        await self._memory.remember(_LETTER, {(community, key): letter}, self._now() + LETTERS_KEPT)
        say = self._say(community)
        button = {
            "type": "button",
            "action_id": f"{LETTER_TOKEN}:{key}",
            "text": blocks.plain(say("slack.read"), wire.LABEL),
            "style": "primary",
        }
        mention = {"type": "user", "user_id": user}
        before, _, after = say("slack.word", member="\0").partition("\0")
        spans = [{"type": "text", "text": before}, mention, {"type": "text", "text": after}]
        spans = [one for one in spans if one.get("text") != ""]
        line: Payload = {
            "text": f"{wire.escape(before)}<@{user}>{wire.escape(after)}",
            "blocks": [
                {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]},
                {"type": "actions", "block_id": f"{team}/0", "elements": [button]},
            ],
        }
        channel = wire.bare(action.about.channel)
        thread = self._threads.get(action.about)
        await self._post(team, channel, [line], f"w{key}", thread)

    async def letter(self, community: CommunityId, name: str) -> tuple[MemberId, Card] | None:
        """Find a letter that was left in a channel."""
        kept = await self._memory.recall(community, _LETTER, name)
        if kept is None:
            return None
        letter = read_action(kept)
        return (letter.member, letter.card) if isinstance(letter, TellMember) else None

    async def _tell_channel(self, team: str, action: TellChannel, key: str, case: int | None) -> None:
        channel, drawn = wire.bare(action.channel), blocks.messages(action.card, team)
        if action.subject is None:
            await self._post(team, channel, drawn, key)
        else:
            await self._show(team, channel, _in_channel(channel, action.subject), drawn, key)

    async def _take_back(self, team: str, action: TakeBack, key: str, case: int | None) -> None:
        community, name = wire.community_of(team), _in_channel(wire.bare(action.channel), action.subject)
        kept = await self._memory.recall(community, _SUBJECT, name)
        if kept is not None:
            await self._take_away(team, json.loads(kept))
            await self._memory.forget(community, _SUBJECT, name)

    # The moderators' cards.

    async def _ask(self, team: str, action: AskModerators, key: str, case: int | None) -> None:
        self._changed(team)
        channel = self._teams.queue_channel(team)
        if channel is None:
            raise Refused("no channel is chosen for the moderators: choose one with /chaperone setup")
        drawn = blocks.messages(action.card, team)
        called = self._calling(team, drawn[0]) if action.ping else None
        await self._show(team, channel, action.subject, drawn, key, called)

    async def _show(
        self,
        team: str,
        channel: str,
        subject: str,
        drawn: Sequence[Payload],
        key: str,
        called: Payload | None = None,
    ) -> None:
        """Show a card in the place of the earlier one on its subject; one that calls somebody is sent anew."""
        community = wire.community_of(team)
        async with self._turns.setdefault((community, subject), asyncio.Lock()):
            first, *more = drawn
            kept = await self._memory.recall(community, _SUBJECT, subject)
            earlier = json.loads(kept) if kept else None
            if earlier is not None and earlier.get("key") == key:
                return
            if earlier is not None and called is None and await self._redraw(team, earlier, channel, first):
                await self._remember_subject(community, subject, {**earlier, "key": key})
                return
            ts = await self._post(team, channel, [called or first, *more], key)
            await self._remember_subject(community, subject, {"channel": channel, "ts": ts, "key": key})
            if earlier is not None:  # an edit calls nobody, so the new card takes the old one's place
                await self._take_away(team, earlier)

    async def _take_away(self, team: str, earlier: Mapping[str, Any]) -> None:
        with suppress(Denied):  # somebody took it away before us
            await self._teams.call(team, "chat.delete", channel=earlier["channel"], ts=earlier["ts"])

    async def _redraw(self, team: str, earlier: Mapping[str, Any], channel: str, payload: Payload) -> bool:
        """Redraw the card on a subject in place; False when it is gone or the moderators have moved."""
        if earlier["channel"] != channel:
            return False
        try:
            await self._teams.call(team, "chat.update", channel=channel, ts=earlier["ts"], **payload)
        except Denied as error:
            if error.code in (MESSAGE_GONE, CHANNEL_GONE, "cant_update_message"):
                return False
            raise
        return True

    async def _remember_subject(self, community: CommunityId, subject: str, place: Mapping[str, Any]) -> None:
        value = json.dumps(place).encode()
        await self._memory.remember(_SUBJECT, {(community, subject): value}, self._now() + SUBJECTS_KEPT)

    def _calling(self, team: str, payload: Payload) -> Payload:
        """Call the user group that moderates, or everybody who was chosen one by one, before the card."""
        setup = self._setup_of(wire.community_of(team))
        called: list[Payload] = [{"type": "user", "user_id": wire.bare(one)} for one in setup.people]
        words = "".join(f"<@{wire.bare(one)}> " for one in setup.people)
        if setup.moderators is not None:
            group = wire.bare(setup.moderators)
            called, words = [{"type": "usergroup", "usergroup_id": group}], f"<!subteam^{group}> "
        if not called:
            return payload
        call = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": called}]}
        return {"text": f"{words}{payload['text']}", "blocks": [call, *payload["blocks"]]}

    # Putting words back.

    async def _publish(self, team: str, action: PublishMessage, key: str, case: int | None) -> None:
        if action.content is None:
            raise Refused("there is nothing to publish")
        channel = wire.bare(action.message.channel)
        user = wire.bare(action.author)
        author = await self._teams.user(team, user)
        if case is None and (author.get("deleted") or not await self.reads(team, user, channel)):
            raise Refused("the author may not write there now")
        name = wire.shorten(fitting.clean(incoming.name_of(author)).strip() or "Member", wire.USERNAME)
        face = (author.get("profile") or {}).get("image_72") or None
        community = wire.community_of(team)
        payloads = released(action.content, self._say(community))
        thread = await self._thread_of(team, action.message)
        for number, payload in enumerate(payloads):
            dressed = {**payload, "username": name, **({"icon_url": face} if face else {})}
            piece = await self._put_back(team, channel, dressed, _mark(key, number), thread)
            await self._note_published(community, action.message, piece)

    async def _put_back(self, team: str, channel: str, payload: Payload, key: str, thread: str | None) -> str:
        """Post into a thread, or into its channel where the thread is gone; the timestamp comes back."""
        try:
            return await self._post(team, channel, [payload], key, thread)
        except Denied as error:
            if error.code != THREAD_GONE:
                raise
            return await self._post(team, channel, [payload], f"c{key}")

    # Pauses, which Slack does not know.

    async def _time_out(self, team: str, action: TimeOut, key: str, case: int | None) -> None:
        """Say what can be done instead: so the case comes back to the moderators with that sentence on it."""
        raise Refused("Slack has no pause: speak with the member, or have an admin remove them from the channel")

    async def _lift(self, team: str, action: LiftTimeOut, key: str, case: int | None) -> None:
        """Lift nothing: nobody was paused."""

    # Words.

    def _say(self, community: CommunityId) -> Say:
        return speaking(self._policies(community).language)

    async def _say_to(self, team: str, user: str) -> Say:
        locale = incoming.locale_of(await self._teams.user(team, user))
        return speaking(locale or self._policies(wire.community_of(team)).language)


def _mark(key: str, number: int) -> str:
    return key if number == 0 else f"{number}.{key}"


def _in_channel(channel: str, subject: str) -> str:
    """Name a subject that has a card of its own in a channel."""
    return f"{channel}:{subject}"


def _place(ref: MessageRef) -> str:
    return f"{ref.channel} {ref.id}"


def _advised(error: Denied) -> Denied:
    """Say what to change where Slack would not delete."""
    if error.code in TOKENS_OVER:
        return Denied(error.code, "the admin's token is over: an admin has to lend a new one")
    if error.code in MAY_NOT_DELETE:
        return Denied(error.code, f"Slack does not let the admin's token delete the message ({error.code})")
    if error.code == CHANNEL_GONE:
        return Denied(error.code, "the admin who lent the token is not in the channel")
    return error


def released(content: Content, say: Say) -> list[Payload]:
    """Write a member's words down as messages that say that they were put back; nobody is called by them."""
    texts: list[str] = []
    for part in content.parts:
        text = fitting.clean(part.text).strip()
        if text and part.kind is PartKind.BODY:
            texts += wire.escaped_pieces(text, wire.TEXT - _ROOM)
        elif text and part.kind in (PartKind.FORWARDED, PartKind.QUOTED):
            for piece in wire.escaped_pieces(text, wire.TEXT // 4):  # a line of its own each, it triples at most
                texts.append("\n".join(f"> {line}" for line in piece.splitlines()))
    note = {"type": "context", "elements": [blocks.plain(say("slack.released"), wire.HEADER)]}
    drawn: list[Payload] = [{"text": _start(text), "blocks": [_words(text)]} for text in texts]
    if not drawn:
        return [{"text": wire.escape(say("slack.released")), "blocks": [note]}]
    drawn[-1]["blocks"].append(note)
    return drawn


_ROOM = 100


def _words(text: str) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _start(text: str) -> str:
    """Give how a text begins, and no half of an escaped sign."""
    if len(text) <= wire.FALLBACK:
        return text
    cut = text[: wire.FALLBACK]
    sign = cut.rfind("&")
    return cut[:sign] if sign >= wire.FALLBACK - 5 and ";" not in cut[sign:] else cut

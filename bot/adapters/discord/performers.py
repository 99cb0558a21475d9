"""Actions carried out on Discord. Each is harmless when it is done again under the same key.

A message of ours carries its key as an enforced nonce, which Discord looks up for some minutes. What goes through a
webhook has none: its key is kept before and after, and in doubt the channel's last messages are looked at.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from bot.adapters.discord import automod, cards, incoming, wire
from bot.adapters.discord.deleting import Deleter
from bot.adapters.discord.guilds import Guilds
from bot.adapters.discord.rest import (
    CLOSED_DMS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    UNKNOWN_WEBHOOK,
    Denied,
    Rest,
)
from bot.core import fitting
from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    SetFilters,
    SlowDown,
    TakeBack,
    TellChannel,
    TellMember,
    TimeOut,
    read_action,
    write_action,
)
from bot.core.cards import Card
from bot.core.errors import Refused
from bot.core.events import CommunityId, MemberId, MessageRef
from bot.core.findings import Category
from bot.core.policy import CommunityPolicy
from bot.core.ports import Memory, Now, SetupOf
from bot.core.text import Content, PartKind
from bot.listening import Gone
from config.catalogue import Say, speaking

LETTER_TOKEN = "discord:read"  # noqa: S105 - a control's route, not a password
LETTERS_KEPT = timedelta(days=7)
SUBJECTS_KEPT = timedelta(days=180)
"""As long as the case that a card is about is kept after closing; the same for what was published on it."""
KEYS_KEPT = timedelta(days=1)
"""Longer than the outbox tries."""
FILTERS_KEPT = timedelta(days=400)

_BEGUN, _DONE = b"begun", b"done"
_LOOKED_AT = 50
_LETTER, _SUBJECT, _KEY, _FILTERS = "discord.letter", "discord.subject", "discord.key", "discord.filters"
_PUBLISHED = "discord.published"
_MOST_ADDRESSES = 10_000
_RIGHTS_TO_SEND = "give the bot View Channel, Send Messages, Embed Links and Attach Files there"

_QUOTED = (PartKind.FORWARDED, PartKind.QUOTED, PartKind.POLL, PartKind.THREAD_TITLE)
"""What comes back as quoted lines, since it cannot be what it was."""

Policies = Callable[[CommunityId], CommunityPolicy]


class Performers:
    """The table of what can be done, and how.

    Args:
        rest: gives the API of the connection that is open.
        me: gives the application's own user identifier.
        guilds: what is known of the guilds.
        memory: what must outlive a restart.
        setup_of: what a community has chosen.
        policies: a community's policy.
        now: tells the time.
        gone: takes note of what we delete, so that its going is not taken for somebody else's doing.
    """

    def __init__(
        self,
        *,
        rest: Callable[[], Rest],
        me: Callable[[], int],
        guilds: Guilds,
        memory: Memory,
        setup_of: SetupOf,
        policies: Policies,
        now: Now,
        gone: Gone[int],
    ) -> None:
        self._rest = rest
        self._me = me
        self._guilds = guilds
        self._memory = memory
        self._setup_of = setup_of
        self._policies = policies
        self._now = now
        self._gone = gone
        self._deleter = Deleter(rest, now)
        # Two cards on one subject must not pass each other: the second would not find the first to take its place.
        self._turns: WeakValueDictionary[tuple[CommunityId, str], asyncio.Lock] = WeakValueDictionary()
        self._private: dict[int, int] = {}
        self._webhooks: dict[int, tuple[int, str]] = {}
        self._rules: dict[tuple[int, int], Category] = {}
        self.table: Mapping[type[Action], Callable[[int, Any, str, int | None], Awaitable[None]]] = {
            HoldMessage: self._take,
            RemoveMessage: self._take,
            PublishMessage: self._publish,
            TellMember: self._tell,
            TellChannel: self._tell_channel,
            TakeBack: self._take_back,
            AskModerators: self._ask,
            TimeOut: self._time_out,
            LiftTimeOut: self._lift,
            SlowDown: self._slow_down,
            SetFilters: self._set_filters,
        }

    async def _take(self, guild: int, action: HoldMessage | RemoveMessage, key: str, case: int | None) -> None:
        community, ref = wire.community_of(guild), action.message
        channel = wire.snowflake_of(ref.channel)
        await self._delete(channel, wire.snowflake_of(ref.id), case)
        pieces = await self._published(community, ref)
        for piece in pieces:
            await self._delete(channel, piece, case)
        if pieces:
            await self._memory.forget(community, _PUBLISHED, _place(ref))
        if channel == wire.snowflake_of(ref.id):
            await self._take_title(guild, channel, case)

    async def _take_title(self, guild: int, number: int, case: int | None) -> None:
        """Give a thread a title that says nothing, and delete the lines in which Discord told of the one it had."""
        # What is archived must be opened for that (source: Discord, "Modify Channel").
        body = {"name": self.no_title(wire.community_of(guild)), "archived": False}
        try:
            await self._rest().call("PATCH", "/channels/{channel_id}", body, reason=_reason(case), channel_id=number)
        except Denied as error:
            raise _advised(error, "the title still stands: give the bot Manage Threads") from None
        thread = self._guilds.thread(guild, number, await self.unknown_channel(guild, number))
        path, limit = "/channels/{channel_id}/messages", str(_LOOKED_AT)
        pages = {number: {"limit": limit}}
        if thread is not None and not thread.is_post:
            pages[thread.parent] = {"limit": limit, "around": str(number)}
        for channel, query in pages.items():
            for one in await self._rest().call("GET", path, channel_id=channel, query=query):
                if incoming.shows_title(one, number):
                    await self._delete(channel, int(one["id"]), case)

    def no_title(self, community: CommunityId) -> str:
        """Give the title that a thread has once its own was taken away."""
        say = self._say(community)
        return say("discord.no_title")

    async def _delete(self, channel: int, message: int, case: int | None) -> None:
        self._gone.add(message)
        try:
            await self._deleter.delete(channel, message, _reason(case))
        except Denied as error:
            self._gone.discard(message)
            raise _advised(error, "give the bot Manage Messages in this channel") from None

    async def _tell(self, guild: int, action: TellMember, key: str, case: int | None) -> None:
        member = wire.snowflake_of(action.member)
        if action.if_reads is not None and not await self.reads(guild, member, wire.snowflake_of(action.if_reads)):
            raise Refused("the member cannot read that channel")
        try:
            channel = await self._private_channel(member)
            if action.subject is None:
                await self._send(channel, cards.messages(action.card, guild), key)
            else:
                await self._tell_on(guild, channel, action.subject, action.card, key)
        except Denied as error:
            if error.code not in CLOSED_DMS or action.about is None:
                raise
            await self._leave_word(guild, action, member, key)

    async def reads(self, guild: int, member: int, channel: int) -> bool:
        """Tell whether a member can read in a channel now."""
        try:
            known = await self._rest().call(
                "GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=member
            )
        except Denied as error:
            if error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return False
            raise
        return await self._reads(guild, channel, member, known)

    async def _reads(self, guild: int, channel: int, user: int, member: Mapping[str, Any]) -> bool:
        try:
            fetched = await self.unknown_channel(guild, channel)
        except Denied:
            return False
        return self._guilds.reads(guild, channel, user, map(int, member.get("roles") or ()), fetched)

    async def unknown_channel(self, guild: int, channel: int) -> Mapping[str, Any] | None:
        """Ask Discord for a channel that the cache does not have, as it has no thread once it is archived."""
        if self._guilds.knows_channel(guild, channel):
            return None
        fetched: Mapping[str, Any] = await self._rest().call("GET", "/channels/{channel_id}", channel_id=channel)
        return fetched

    async def _tell_on(self, guild: int, channel: int, subject: str, card: Card, key: str) -> None:
        """Send a private card on a subject, or redraw the one that is there: an edit calls nobody."""
        community, name = wire.community_of(guild), f"{channel}:{subject}"
        kept = await self._memory.recall(community, _SUBJECT, name)
        earlier = json.loads(kept) if kept else None
        if earlier is not None and earlier.get("key") == key:
            return
        first, *more = cards.messages(card, guild)
        if earlier is not None and await self._redraw(earlier, channel, first):
            await self._remember_subject(community, name, {**earlier, "key": key})
            return
        sent = await self._send(channel, [first, *more], key)
        await self._remember_subject(community, name, {"channel": channel, "message": int(sent["id"]), "key": key})

    async def _private_channel(self, member: int) -> int:
        known = self._private.get(member)
        if known is None:
            opened = await self._rest().call("POST", "/users/@me/channels", {"recipient_id": str(member)})
            known = int(opened["id"])
            if len(self._private) >= _MOST_ADDRESSES:
                self._private.clear()
            self._private[member] = known
        return known

    async def _leave_word(self, guild: int, action: TellMember, member: int, key: str) -> None:
        """Leave a neutral line where the message was; its button shows the card to its addressee alone."""
        if action.about is None:
            return
        community = wire.community_of(guild)
        name = key[: wire.NONCE]
        letter = write_action(TellMember(member=action.member, card=action.card))
        await self._memory.remember(_LETTER, {(community, name): letter}, self._now() + LETTERS_KEPT)
        say = self._say(community)
        button = {
            "type": 2,
            "style": 1,
            "label": say("discord.read"),
            "custom_id": f"{LETTER_TOKEN}:{name}",
        }
        line: cards.Payload = {
            "content": say("discord.word", member=f"<@{member}>"),
            "components": [{"type": 1, "components": [button]}],
            "allowed_mentions": {"parse": [], "users": [str(member)]},
        }
        await self._send(wire.snowflake_of(action.about.channel), [cards.Drawn(payload=line)], f"w{key}")

    async def letter(self, community: CommunityId, name: str) -> tuple[MemberId, Card] | None:
        """Find a letter that was left in a channel."""
        kept = await self._memory.recall(community, _LETTER, name)
        if kept is None:
            return None
        letter = read_action(kept)
        return (letter.member, letter.card) if isinstance(letter, TellMember) else None

    async def _tell_channel(self, guild: int, action: TellChannel, key: str, case: int | None) -> None:
        channel, drawn = wire.snowflake_of(action.channel), cards.messages(action.card)
        if action.subject is None:
            await self._send(channel, drawn, key)
        else:
            await self._show(guild, channel, _in_channel(channel, action.subject), drawn, key)

    async def _take_back(self, guild: int, action: TakeBack, key: str, case: int | None) -> None:
        community, name = wire.community_of(guild), _in_channel(wire.snowflake_of(action.channel), action.subject)
        kept = await self._memory.recall(community, _SUBJECT, name)
        if kept is not None:
            await self._take_away(json.loads(kept))
            await self._memory.forget(community, _SUBJECT, name)

    async def _send(self, channel: int, drawn: list[cards.Drawn], key: str) -> dict[str, Any]:
        """Send messages under a key; the first one comes back."""
        sent = []
        path = "/channels/{channel_id}/messages"
        for number, one in enumerate(drawn):
            nonce = key[: wire.NONCE] if number == 0 else f"{number}{key}"[: wire.NONCE]
            body = {**one.payload, "nonce": nonce, "enforce_nonce": True}
            try:
                sent.append(await self._rest().call("POST", path, body, file=one.file, channel_id=channel))
            except Denied as error:
                raise _advised(error, _RIGHTS_TO_SEND) from None
        return dict(sent[0])

    async def _ask(self, guild: int, action: AskModerators, key: str, case: int | None) -> None:
        channel = self._guilds.queue_channel(guild)
        if channel is None:
            raise Refused("no channel is chosen for the moderators: choose one with /setup")
        call = self._call_for_attention(guild) if action.ping else None
        await self._show(guild, channel, action.subject, cards.messages(action.card), key, call)

    async def _show(
        self,
        guild: int,
        channel: int,
        subject: str,
        drawn: list[cards.Drawn],
        key: str,
        call: cards.Payload | None = None,
    ) -> None:
        """Show a card in the place of the earlier one on its subject; one that calls somebody is sent anew."""
        community = wire.community_of(guild)
        async with self._turns.setdefault((community, subject), asyncio.Lock()):
            first, *more = drawn
            kept = await self._memory.recall(community, _SUBJECT, subject)
            earlier = json.loads(kept) if kept else None
            if earlier is not None and earlier.get("key") == key:
                return
            if earlier is not None and call is None and await self._redraw(earlier, channel, first):
                await self._remember_subject(community, subject, {**earlier, "key": key})
                return
            sent = await self._send(channel, [first.saying(**(call or {})), *more], key)
            await self._remember_subject(
                community, subject, {"channel": channel, "message": int(sent["id"]), "key": key}
            )
            if earlier is not None:  # an edit calls nobody, so the new card takes the old one's place
                await self._take_away(earlier)

    async def _redraw(self, earlier: Mapping[str, Any], channel: int, drawn: cards.Drawn) -> bool:
        """Redraw the card on a subject in place; False when it is gone or the moderators have moved."""
        if earlier["channel"] != channel:
            return False
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            await self._rest().call(
                "PATCH", path, drawn.payload, file=drawn.file, channel_id=channel, message_id=earlier["message"]
            )
        except Denied as error:
            if error.code in (UNKNOWN_MESSAGE, UNKNOWN_CHANNEL):
                return False
            raise _advised(error, _RIGHTS_TO_SEND) from None
        return True

    async def _take_away(self, earlier: Mapping[str, Any]) -> None:
        self._gone.add(earlier["message"])
        try:
            await self._rest().delete_message(earlier["channel"], earlier["message"], None)
        except Denied:
            return  # somebody took it away before us

    async def _remember_subject(self, community: CommunityId, subject: str, place: Mapping[str, Any]) -> None:
        value = json.dumps(place).encode()
        await self._memory.remember(_SUBJECT, {(community, subject): value}, self._now() + SUBJECTS_KEPT)

    def _call_for_attention(self, guild: int) -> cards.Payload:
        chosen = self._setup_of(wire.community_of(guild)).moderators
        if chosen is None:
            return {}
        role = wire.snowflake_of(chosen)
        return {"content": f"<@&{role}>", "allowed_mentions": {"parse": [], "roles": [str(role)]}}

    async def _publish(self, guild: int, action: PublishMessage, key: str, case: int | None) -> None:
        if action.content is None:
            raise Refused("there is nothing to publish")
        community = wire.community_of(guild)
        state = await self._memory.recall(community, _KEY, key)
        if state == _DONE:
            return
        place = wire.snowflake_of(action.message.channel)
        author = wire.snowflake_of(action.author)
        name, face, member = await self._author(guild, author)
        if case is None and not await self._may_write(guild, place, author, member):
            raise Refused("the author may not write there now")
        texts = released(action.content, self._say(community))
        # Where the last try ended without an answer, what it wrote is not written again.
        there = await self._written_lately(place, name) if state == _BEGUN else {}
        await self._memory.remember(_KEY, {(community, key): _BEGUN}, self._now() + KEYS_KEPT)
        for text in texts:
            payload: cards.Payload = {"content": text, "username": name, "allowed_mentions": cards.NOBODY}
            if face is not None:
                payload["avatar_url"] = face
            piece = there.get(text) or await self._execute(guild, place, payload)
            await self._note_published(community, action.message, piece)
        await self._memory.remember(_KEY, {(community, key): _DONE}, self._now() + KEYS_KEPT)

    async def _published(self, community: CommunityId, ref: MessageRef) -> list[int]:
        """Recall the messages that were published in the place of one."""
        kept = await self._memory.recall(community, _PUBLISHED, _place(ref))
        return json.loads(kept) if kept else []

    async def _note_published(self, community: CommunityId, ref: MessageRef, piece: int) -> None:
        known = await self._published(community, ref)
        value = json.dumps(list(dict.fromkeys([*known, piece]))).encode()
        await self._memory.remember(_PUBLISHED, {(community, _place(ref)): value}, self._now() + SUBJECTS_KEPT)

    async def _written_lately(self, place: int, name: str) -> dict[str, int]:
        """Find what was written through webhooks under a name lately, by its words."""
        path = "/channels/{channel_id}/messages"
        latest = await self._rest().call("GET", path, channel_id=place, query={"limit": str(_LOOKED_AT)})
        return {
            one["content"]: int(one["id"])
            for one in reversed(latest)  # of equals the newest
            if one.get("webhook_id") and one["author"].get("username") == name
        }

    async def _may_write(self, guild: int, place: int, user: int, member: Mapping[str, Any]) -> bool:
        """Tell whether somebody is there, is not timed out and can read the channel: nobody writes round that by us."""
        paused = member.get("communication_disabled_until")
        if not member or (paused and datetime.fromisoformat(paused) > self._now()):
            return False
        return await self._reads(guild, place, user, member)

    async def _author(self, guild: int, user: int) -> tuple[str, str | None, Mapping[str, Any]]:
        """Find the name and picture that an author's words appear under, and the member; empty for who has left."""
        try:
            member = await self._rest().call(
                "GET", "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=user
            )
            person = member["user"]
        except Denied as error:
            if error.code != UNKNOWN_MEMBER:
                raise
            member = {}
            try:
                person = await self._rest().call("GET", "/users/{user_id}", user_id=user)
            except Denied as gone:
                if gone.code != UNKNOWN_USER:
                    raise
                person = {}
        name = member.get("nick") or person.get("global_name") or person.get("username") or ""
        face = person.get("avatar")
        picture = f"https://cdn.discordapp.com/avatars/{user}/{face}.png" if face else None
        return webhook_name(name), picture, member

    async def _execute(self, guild: int, place: int, payload: cards.Payload) -> int:
        """Write a message through our webhook; its identifier comes back."""
        thread = self._guilds.thread(guild, place, await self.unknown_channel(guild, place))
        owner = place if thread is None else thread.parent
        query = {"wait": "true"} if thread is None else {"wait": "true", "thread_id": str(thread.id)}
        last = False
        while True:
            webhook, token = await self._webhook(owner)
            try:
                sent = await self._rest().call(
                    "POST",
                    "/webhooks/{webhook_id}/{webhook_token}",
                    payload,
                    query=query,
                    webhook_id=webhook,
                    webhook_token=token,
                )
            except Denied as error:
                self._webhooks.pop(owner, None)
                if last or error.code != UNKNOWN_WEBHOOK:
                    raise _advised(error, "give the bot Manage Webhooks in this channel") from None
                last = True
            else:
                return int(sent["id"])

    async def _webhook(self, channel: int) -> tuple[int, str]:
        """Find our webhook in a channel, or make one."""
        known = self._webhooks.get(channel)
        if known is not None:
            return known
        rest = self._rest()
        try:
            there = await rest.call("GET", "/channels/{channel_id}/webhooks", channel_id=channel)
            ours = [
                one for one in there if one.get("token") and int((one.get("user") or {}).get("id") or 0) == self._me()
            ]
            webhook = (
                ours[0]
                if ours
                else await rest.call(
                    "POST", "/channels/{channel_id}/webhooks", {"name": "Chaperone"}, channel_id=channel
                )
            )
        except Denied as error:
            raise _advised(error, "give the bot Manage Webhooks in this channel") from None
        self._webhooks[channel] = (int(webhook["id"]), webhook["token"])
        return self._webhooks[channel]

    async def _time_out(self, guild: int, action: TimeOut, key: str, case: int | None) -> None:
        until = min(action.until, self._now() + wire.LONGEST_TIMEOUT - timedelta(minutes=1))
        await self._change_member(guild, action.member, until.isoformat(), case)

    async def _lift(self, guild: int, action: LiftTimeOut, key: str, case: int | None) -> None:
        await self._change_member(guild, action.member, None, case)

    async def _change_member(self, guild: int, member: MemberId, until: str | None, case: int | None) -> None:
        try:
            await self._rest().call(
                "PATCH",
                "/guilds/{guild_id}/members/{user_id}",
                {"communication_disabled_until": until},
                reason=_reason(case),
                guild_id=guild,
                user_id=wire.snowflake_of(member),
            )
        except Denied as error:
            if until is None and error.code == UNKNOWN_MEMBER:
                return
            advice = "the bot's role must stand above the member's and have Timeout Members; admins cannot be timed out"
            raise _advised(error, advice) from None

    async def _slow_down(self, guild: int, action: SlowDown, key: str, case: int | None) -> None:
        seconds = max(0, min(action.seconds, wire.SLOWEST))
        try:
            await self._rest().call(
                "PATCH",
                "/channels/{channel_id}",
                {"rate_limit_per_user": seconds},
                reason=_reason(case),
                channel_id=wire.snowflake_of(action.channel),
            )
        except Denied as error:
            raise _advised(error, "give the bot Manage Channels in this channel, for slow mode alone") from None

    # Filters before publication.

    async def _set_filters(self, guild: int, action: SetFilters, key: str, case: int | None) -> None:
        await self._sync(guild, self._wanted(guild, action.language) if action.on else [])

    def _wanted(self, guild: int, language: str) -> list[automod.Rule]:
        return automod.rules(self._policies(wire.community_of(guild)), language, self._guilds.off(guild))

    async def keep_filters(self, guild: int) -> None:
        """Bring a guild's filters into step with the policy and our rules, if it has them and they have changed."""
        community = wire.community_of(guild)
        setup = self._setup_of(community)
        if not setup.filters:
            return
        wanted = self._wanted(guild, setup.language or self._policies(community).language)
        kept = await self._memory.recall(community, _FILTERS, "installed")
        installed = json.loads(kept) if kept else {}
        if installed.get("digest") != automod.digest(wanted).hex():
            await self._sync(guild, wanted)

    async def _sync(self, guild: int, wanted: list[automod.Rule]) -> None:
        path = "/guilds/{guild_id}/auto-moderation/rules"
        rest, community = self._rest(), wire.community_of(guild)
        try:
            there = await rest.call("GET", path, guild_id=guild)
            ours = {one["name"]: one for one in there if one["name"].startswith(automod.PREFIX)}
            preset_taken = any(one["trigger_type"] == automod.PRESET and one["name"] not in ours for one in there)
            known: dict[str, str] = {}
            for rule in wanted:
                earlier = ours.pop(rule.payload["name"], None)
                if rule.payload["trigger_type"] == automod.PRESET and preset_taken:
                    continue  # a guild has one such rule at most, and this one has its own
                if earlier is None:
                    made = await rest.call("POST", path, rule.payload, guild_id=guild)
                else:
                    changes = {name: value for name, value in rule.payload.items() if name != "trigger_type"}
                    made = await rest.call("PATCH", f"{path}/{earlier['id']}", changes, guild_id=guild)
                known[str(made["id"])] = rule.category.value
            for surplus in ours.values():
                await rest.call("DELETE", f"{path}/{surplus['id']}", guild_id=guild)
        except Denied as error:
            raise _advised(error, "give the bot Manage Server") from None
        value = json.dumps({"digest": automod.digest(wanted).hex(), "rules": known}).encode()
        await self._memory.remember(_FILTERS, {(community, "installed"): value}, self._now() + FILTERS_KEPT)
        for number, category in known.items():
            self._rules[guild, int(number)] = Category(category)

    async def category_of_rule(self, guild: int, rule: int) -> Category | None:
        """Say what one of our rules is about; None for a rule that is not ours."""
        if (guild, rule) not in self._rules:
            kept = await self._memory.recall(wire.community_of(guild), _FILTERS, "installed")
            for number, category in (json.loads(kept)["rules"] if kept else {}).items():
                self._rules[guild, int(number)] = Category(category)
        return self._rules.get((guild, rule))

    def _say(self, community: CommunityId) -> Say:
        return speaking(self._policies(community).language)


def _reason(case: int | None) -> str:
    """Write what the audit log says: the case's number and nothing else."""
    return "Chaperone" if case is None else f"Chaperone case {case}"


def _in_channel(channel: int, subject: str) -> str:
    """Name a subject that has a card of its own in a channel."""
    return f"{channel}:{subject}"


def _place(ref: MessageRef) -> str:
    return f"{ref.channel} {ref.id}"


def _advised(error: Denied, advice: str) -> Denied:
    """Say what to change where a permission is missing."""
    return Denied(error.code, advice) if error.code == MISSING_PERMISSIONS else error


def released(content: Content, say: Say) -> list[str]:
    """Write a member's words down as messages that say that they were put back."""
    pieces = []
    for part in content.parts:
        text = fitting.clean(part.text).strip()
        if text and part.kind is PartKind.BODY:
            pieces.append(text)
        elif text and part.kind in _QUOTED:
            pieces.append("\n".join(f"> {line}" for line in text.splitlines()))
    mark = f"\n-# {say('discord.released')}"
    texts = wire.split("\n\n".join(pieces), wire.CONTENT - len(mark)) or ["\u200b"]
    return [*texts[:-1], texts[-1] + mark]


def webhook_name(name: str) -> str:
    """Fit a name for a webhook: Discord refuses its own name and Clyde's in it, and more than 80 characters."""
    fitted = fitting.clean(name).strip()
    for word in ("discord", "clyde"):
        at = fitted.lower().find(word)
        while at >= 0:
            fitted = f"{fitted[: at + 1]}\u2009{fitted[at + 1 :]}"
            at = fitted.lower().find(word)
    return fitted[: wire.WEBHOOK_NAME] or "Member"

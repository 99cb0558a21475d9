"""Behaviour: what no single message shows.

Bursts, copies, choruses, mention floods, join waves, first links, names that look like a moderator's, and an
established account gone strange.

One rule holds it together: *load*. A message has load when there is something to click or to answer in it that nobody
trusted has brought here before (a link, an invitation, a handle), or when its words were found to be an offer.
Repetition with load is a campaign; repetition without is what a busy hour looks like, and needs far more of it. That
holds for a call to everybody too: "@here trauma call" comes from many at once. Staff are never looked at, what they
link to is trusted, and their words may be repeated by anybody.

Confidences were measured on simulated hours that we wrote ourselves (`docs/behaviour.md`), not on a real community.
"""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from bot.core.events import Member, MemberJoined, MessageRef
from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label, Signal
from bot.core.text import PartKind, RegionKind, Span, Text
from bot.core.waves import PAUSED
from bot.detectors.patterns import Patterns
from bot.detectors.spam import links, names
from bot.detectors.spam.links import LinkSign, Sign
from bot.detectors.spam.memory import (
    SAME,
    SHORT,
    Anchor,
    Fingerprint,
    Memories,
    Memory,
    Press,
    Profile,
    Step,
    Trace,
    Use,
    words_of,
)
from bot.detectors.spam.names import Likeness

MEDIUM, SERIOUS, PROVEN = 0.60, 0.83, 0.95
"""Measured on the first half of the simulated hours, add-one smoothed: see `docs/behaviour.md`. The rules about pace,
calls, first links, names, waves and drips stay at `MEDIUM` whatever was measured, since a script of ours says little
about how often they are wrong elsewhere."""

UNSURE = 0.55

COPIES_HELD, COPIES_REMOVED, COPIES_PROVEN = 3, 4, 5
"""From which copy on a loaded message by somebody new is acted on. Five are what the default policy calls a structural
proof ("Bands"); crossposting one's question once is ordinary."""

PLAIN_COPIES = 6
"""The same without load: needing hands in three channels is not a campaign."""

PLAIN_COPIES_KNOWN = 8
LOADED_COPIES_KNOWN = 6
"""The same by an established member, told to moderators only."""

CHORUS_HELD, CHORUS_REMOVED, CHORUS_PROVEN = 3, 4, 5
"""How many newcomers say the same loaded thing; the same steps as for copies."""

PLAIN_CHORUS, LINKED_CHORUS_WORDS, PLAIN_CHORUS_WORDS = 4, 6, 12
"""How many newcomers say the same round a plain link, or without load word for word, and how long it must be: many
paste the bare link of one guideline, and "get well soon, we are all thinking of you" is shorter."""

BURST_WINDOW = timedelta(seconds=10)
BURST, BURST_FLAT, BURST_KNOWN = 5, 8, 12
"""Messages by one member within the window: with a hand that pastes, without, and by an established member."""

PASTED = 25.0
"""Characters a second that nobody types: the fastest of 168,000 typists reached about 12 (Dhakal et al., "Observations
on typing from 136 million keystrokes", CHI 2018, by the highest words per minute)."""

MENTION_WINDOW = timedelta(seconds=60)
MENTIONS_LOADED, MENTIONS, MENTIONS_KNOWN = 4, 8, 20
"""People called within the window: with load, without, and by an established member. Thanking a team of five is
ordinary; Discord's own filter offers 20 as its default for one message (its developer documentation, "Auto
Moderation")."""

WAVE_SHORT, WAVE_LONG = 8, 20
WAVE_SHORT_WINDOW, WAVE_LONG_WINDOW = timedelta(seconds=60), timedelta(minutes=10)
WAVE_AGAINST_USUAL = 5.0
"""How many join, within a minute or within ten, and how many times what is usual here; a lecture that shows the
invitation on a slide is such a wave too, so that it takes load to be held in one."""

WAVE_LASTS = timedelta(minutes=30)
"""How long those who came with a wave are looked at more closely (source: the default policy, "Join wave")."""

FIRST_MESSAGES = 3
DRIP_GRAVE, DRIP_PLAIN = 3, 4
DRIP_SHARE = 0.6
"""How often one newcomer, or how many newcomers, lead to the same place within a week before it is a drip, and what
share of one's messages must do so."""

KNOWN_MESSAGES = 20
"""From how many remembered messages on a member's habits are known."""

DORMANT = timedelta(days=60)
FLAGGED_FOR = timedelta(days=30)
STRANGE_WINDOW = timedelta(minutes=2)
STRANGE_CHANNELS = 3
TRUSTED_MESSAGES, TRUSTED_DAYS = 15, 3
"""A newcomer who has written that much on that many days is trusted before the week is over."""

GRAVE_FOR_ANYBODY = frozenset(
    {Sign.MASKED, Sign.LOOKALIKE, Sign.CREDENTIALS, Sign.ADDRESS, Sign.RISKY_FILE, Sign.LISTED}
)
GRAVE_FOR_NEWCOMERS = GRAVE_FOR_ANYBODY | {Sign.INVITE, Sign.CHAT, Sign.SHORTENER}
"""Signs that a first link must not show. Colleagues of long standing do share an invitation or a short link."""

WHY: Mapping[str, str] = {
    "spam.copies": "One member posts the same again and again, in several places or in one.",
    "spam.chorus": "Several accounts that hardly anybody knows post the same.",
    "spam.burst": "One member posts faster than people type, and faster than is usual here.",
    "spam.mentions": "Calls many people, or everybody, within a short time.",
    "spam.wave": "Came with a wave of new accounts and at once leads elsewhere or repeats what others of it say.",
    PAUSED: "Came with a wave of new accounts whose links and files the moderators have paused.",
    "spam.first_link": "One of a newcomer’s first messages holds a link that hides where it leads or leads out.",
    "spam.drip": "A newcomer’s messages lead to the same place over and over, or several newcomers’ do.",
    "spam.staff_name": "The author’s name imitates a moderator’s, the bot’s or the platform’s.",
    "spam.strange": "An established account behaves unlike itself, as a stolen one does.",
    "spam.join_wave": "Many more accounts join than is usual here.",
}

_SIGNS = Patterns(
    {
        "handle": (
            r"(?:telegram|tg|insta|ig|signal|snap|snapchat|whatsapp|wickr|dm|contact|message|text)\W{1,3}"
            r"(?P<at>@[a-z0-9_.]{3,32})"
        ),
        "numbered handle": r"(?P<at>@[a-z]{3,20}_[a-z]{0,10}\d{1,6})\b",
        "everybody": r"(?:^|[^a-z0-9])(?P<at>@(?:everyone|here|channel))(?:$|[^a-z0-9])",
    }
)
_EVERYBODY = frozenset({"everyone", "here", "channel"})

_COMMON_WORDS = {
    "en": "the and is of to in that for it with you are was have this on not be",
    "fr": "le la les des est une pour dans que qui je vous nous pas avec sur du et",
    "es": "el los las es una por con para que del se su lo como esta muy pero y",
    "de": "der die das und ist nicht ein eine mit ich auf von zu den wir sie auch dem",
}
_LANGUAGE_WORDS = {name: frozenset(words.split()) for name, words in _COMMON_WORDS.items()}
"""The commonest words of the four languages, which few of the others share."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Who really posted a message, when and where."""

    author: Member
    ref: MessageRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as the rules look at it."""

    text: Text
    at: datetime
    ref: MessageRef
    author: Member
    print: Fingerprint
    words: list[str]
    signs: tuple[LinkSign, ...]
    anchors: tuple[int, ...]
    mentions: int
    everybody: bool
    offer: float
    load: bool
    profile: Profile
    known: Trace | None

    @property
    def sign_names(self) -> frozenset[Sign]:
        """The sorts of links that the message holds."""
        return frozenset(one.sign for one in self.signs)

    @property
    def bold(self) -> bool:
        """Whether it wants something of its readers: there is load in it, or it calls everybody."""
        return self.load or self.everybody

    @property
    def telling(self) -> bool:
        """Whether there is enough of it to be recognised: a cheer or a greeting is anybody's."""
        return self.bold or self.print.words >= PLAIN_COPIES_WORDS

    @property
    def lures(self) -> bool:
        """Whether more than a plain link speaks: an offer, a hidden or outside place, a handle, a call to all."""
        handle = bool(self.anchors) and not self.signs
        return bool(self.offer or GRAVE_FOR_NEWCOMERS & self.sign_names or handle or self.everybody)

    @property
    def lures_surely(self) -> bool:
        """The same as nobody of long standing would do it."""
        return self.offer >= SERIOUS_ELSEWHERE or bool(GRAVE_FOR_ANYBODY & self.sign_names)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule says: how sure, and which messages go with this one."""

    rule: str
    confidence: float
    proven: bool = False
    copies: tuple[MessageRef, ...] = ()


class Behaviour:
    """Sees what members do over time.

    Args:
        key: what fingerprints are taken under; drawn anew by default.
    """

    name = "spam.behaviour"
    label = Label.SPAM
    calibrated = True
    rules: Mapping[str, str] = WHY

    def __init__(self, key: bytes | None = None) -> None:
        self._press = Press(key or secrets.token_bytes(32))
        self._memories = Memories()

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Look with nothing found by others."""
        yield from self.watch(text, context, ())

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Finding | Dropped]:
        """Weigh a posted message against what came before; a draft, whose place is unknown, is left alone."""
        if context.author is None or context.channel is None or context.message is None:
            return
        posted = Posted(
            author=context.author,
            ref=MessageRef(channel=context.channel.id, id=context.message),
            at=context.posted_at or context.now,
        )
        memory = self._memories.of(context.community)
        signs = tuple(links.examine(text, text.folded))
        if posted.author.role.is_staff:
            self._follow_staff(memory, posted, text, signs)
            return
        profile = memory.profiles.fetch(posted.author.id, lambda: Profile(first_seen=posted.at, last_seen=posted.at))
        trusted = _trusted(profile, context)
        seen = self._see(memory, text, posted, profile, signs, found)
        claims = list(self._claims(memory, seen, trusted=trusted))
        self._remember(memory, seen, claims, found, trusted=trusted)
        for claim in claims:
            yield Finding(
                category=Category.SPAM,
                rule=claim.rule,
                span=_where(seen),
                kind=Kind.LINK if signs else Kind.OFFER,
                confidence=claim.confidence,
                why=WHY[claim.rule],
                proven=claim.proven,
                copies=claim.copies[-MOST_COPIES:],
            )
        if context.links_paused and context.author_is_newcomer and _leads_or_shows(seen):
            # No claim: it says nothing of its author, whom it must not cost any trust.
            yield Finding(
                category=Category.SPAM,
                rule=PAUSED,
                span=_where(seen),
                kind=Kind.LINK if signs else Kind.OTHER,
                confidence=UNSURE,
                why=WHY[PAUSED],
            )
        if not claims and not trusted and seen.bold and seen.profile.messages <= FIRST_MESSAGES:
            reason = "a newcomer's link or call, and nothing else"
            yield Dropped(rule="spam.first_link", span=_where(seen), reason=reason)

    def forget(self, now: datetime) -> None:
        """Forget the fingerprints whose time is over."""
        self._memories.forget(now)

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Count who joins; say so once when it is a wave, and know its members by it."""
        memory = self._memories.of(context.community)
        member = event.member
        if member.role.is_staff:
            self._know_staff(memory, member)
            return
        now = context.now
        memory.joins.append((now, member.id))
        count = _wave(memory, now)
        if not count:
            return
        came = tuple(joined for at, joined in memory.joins if now - at <= WAVE_LONG_WINDOW)
        for joined in came:
            memory.wave.put(joined, now)
        if memory.wave_told is None or now - memory.wave_told > WAVE_LASTS:
            memory.wave_told = now
            why = WHY["spam.join_wave"]
            yield Signal(label=Label.SPAM, rule="spam.join_wave", why=why, count=count, members=came)

    # What a message is

    def _see(
        self,
        memory: Memory,
        text: Text,
        posted: Posted,
        profile: Profile,
        signs: tuple[LinkSign, ...],
        found: Sequence[Finding],
    ) -> Seen:
        words = words_of(text.folded)
        handles, everybody = [], bool(_EVERYBODY.intersection(text.mentions))
        for name, start, end in _SIGNS.find(text.folded) if "@" in text.folded else ():
            if name == "everybody":
                everybody = True
            else:
                handles.append(text.folded[start:end])
        leads = [where for sign, where in links.anchors(text, text.folded, signs) if sign.sign is not Sign.OFFICIAL]
        anchors = tuple(dict.fromkeys(self._press.digest(one) for one in [*leads, *handles]))
        strange_anchors = any(not _is_trusted(memory, anchor, posted.author) for anchor in anchors)
        offer = max((one.confidence for one in found if one.category is Category.SPAM), default=0.0)
        grave = any(one.sign in GRAVE_FOR_ANYBODY for one in signs)
        known = memory.short.drop(posted.ref.id) or memory.long.drop(posted.ref.id)
        return Seen(
            text=text,
            at=posted.at,
            ref=posted.ref,
            author=posted.author,
            print=self._press.take(words),
            words=words,
            signs=signs,
            anchors=anchors,
            mentions=_mentions(text, words),
            everybody=everybody,
            offer=offer,
            load=strange_anchors or offer > 0 or grave,
            profile=profile,
            known=known,
        )

    # What the rules say

    def _claims(self, memory: Memory, seen: Seen, *, trusted: bool) -> Iterator[Claim]:
        alike = memory.long.like(seen.print, seen.at)
        alike += [one for one in memory.short.like(seen.print, seen.at) if one not in alike]
        alike.sort(key=attrgetter("at"))
        mine = [one for one in alike if one.member == seen.author.id]
        others = [one for one in alike if one.member != seen.author.id]
        steps = [one for one in seen.profile.steps if one.message != seen.ref.id]
        if trusted:
            yield from self._copies_of_known(memory, seen, mine)
            yield from self._strange(memory, seen, mine, steps)
        else:
            yield from self._copies(seen, mine)
            yield from self._chorus(memory, seen, others)
            yield from self._first_link(seen)
            yield from self._drip(memory, seen)
            yield from self._wave(memory, seen, others)
            yield from self._name(memory, seen)
        yield from self._burst(memory, seen, steps, trusted=trusted)
        yield from self._calls(seen, steps, trusted=trusted)

    def _copies(self, seen: Seen, mine: list[Trace]) -> Iterator[Claim]:
        """Somebody new repeats themselves."""
        near = [one for one in mine if one.load or seen.at - one.at <= SHORT]
        count = len(near) + 1
        refs = tuple(one.ref for one in near)
        if seen.load and count >= COPIES_HELD:
            confidence = MEDIUM
            if count >= COPIES_REMOVED:
                confidence = PROVEN if count >= COPIES_PROVEN else SERIOUS
            yield Claim("spam.copies", confidence, proven=count >= COPIES_PROVEN, copies=refs)
        elif count >= PLAIN_COPIES and seen.telling:
            yield Claim("spam.copies", MEDIUM, copies=refs)

    def _copies_of_known(self, memory: Memory, seen: Seen, mine: list[Trace]) -> Iterator[Claim]:
        """An established member repeats themselves: for moderators to see, unless more speaks of a stolen account."""
        near = [one for one in mine if seen.at - one.at <= SHORT]
        count = len(near) + 1
        channels = {one.ref.channel for one in near} | {seen.ref.channel}
        refs = tuple(one.ref for one in near)
        places = len(channels) >= STRANGE_CHANNELS
        if seen.load and seen.lures_surely and places and count >= COPIES_HELD:
            proven = count >= COPIES_PROVEN
            yield Claim("spam.copies", PROVEN if proven else SERIOUS, proven=proven, copies=refs)
        elif (seen.load and places and count >= LOADED_COPIES_KNOWN) or (
            count >= PLAIN_COPIES_KNOWN and seen.print.words >= PLAIN_COPIES_WORDS
        ):
            yield Claim("spam.copies", UNSURE, copies=refs)

    def _chorus(self, memory: Memory, seen: Seen, others: list[Trace]) -> Iterator[Claim]:
        """Newcomers say the same; what somebody trusted has said first may be repeated by anybody."""
        if not others or others[0].trusted:
            return
        strangers = [one for one in others if not one.trusted]
        count = len({one.member for one in strangers}) + 1
        same = len({one.member for one in strangers if one.print.shared(seen.print) >= SAME}) + 1
        if seen.load and seen.lures and count >= CHORUS_HELD:
            confidence = MEDIUM
            if count >= CHORUS_REMOVED:
                confidence = PROVEN if count >= CHORUS_PROVEN else SERIOUS
            yield Claim("spam.chorus", confidence, proven=count >= CHORUS_PROVEN)
            return
        linked = seen.load and count >= PLAIN_CHORUS and seen.print.words >= LINKED_CHORUS_WORDS
        if linked or (same >= PLAIN_CHORUS and seen.print.words >= PLAIN_CHORUS_WORDS):
            yield Claim("spam.chorus", MEDIUM)

    def _first_link(self, seen: Seen) -> Iterator[Claim]:
        """One of the first messages hides where it leads, or leads out of here."""
        if seen.profile.messages < FIRST_MESSAGES and seen.load and GRAVE_FOR_NEWCOMERS & seen.sign_names:
            yield Claim("spam.first_link", UNSURE)

    def _drip(self, memory: Memory, seen: Seen) -> Iterator[Claim]:
        """The same place again and again, however slowly and in whatever words."""
        least = DRIP_GRAVE if GRAVE_FOR_NEWCOMERS & seen.sign_names or not seen.signs else DRIP_PLAIN
        for anchor in seen.anchors:
            entry = memory.anchors.get(anchor)
            if entry is None or _is_trusted(memory, anchor, seen.author):
                continue
            uses = [one for one in entry.uses if one.message != seen.ref.id and _within(one.at, seen.at, DRIP_WINDOW)]
            own = sum(one.member == seen.author.id for one in uses) + 1
            people = len({one.member for one in uses} | {seen.author.id})
            insists = own >= least and own >= DRIP_SHARE * (seen.profile.messages + 1)
            spread = _within(min((one.at for one in uses), default=seen.at), seen.at, DRIP_SPREAD)
            if insists or (people >= least and (seen.lures or not spread)):
                yield Claim("spam.drip", MEDIUM)
                return

    def _wave(self, memory: Memory, seen: Seen, others: list[Trace]) -> Iterator[Claim]:
        """Somebody who came with a wave brings load, or says what others of it say."""
        since = memory.wave.get(seen.author.id)
        if since is None or not _within(since, seen.at, WAVE_LASTS):
            return
        same = [
            one for one in others if memory.wave.get(one.member) is not None and one.print.shared(seen.print) >= SAME
        ]
        voices = len({one.member for one in same})
        at_once = len({one.member for one in same if _within(one.at, seen.at, WAVE_AT_ONCE)})
        long_words = voices >= WAVE_SAME and seen.print.words >= WAVE_LONG_WORDS
        short_words = at_once >= WAVE_SAME_SHORT and seen.print.words >= PLAIN_COPIES_WORDS
        if seen.bold or long_words or short_words:
            yield Claim("spam.wave", MEDIUM)

    def _name(self, memory: Memory, seen: Seen) -> Iterator[Claim]:
        """The name is somebody else's, in look-alike letters or with something to click on."""
        likeness = self._likeness(memory, seen)
        if likeness is Likeness.DISGUISED or (likeness is Likeness.SAME and seen.bold):
            yield Claim("spam.staff_name", MEDIUM)

    def _strange(self, memory: Memory, seen: Seen, mine: list[Trace], steps: list[Step]) -> Iterator[Claim]:
        """Add up what is unlike this member; one sign alone is a colleague's busy day."""
        profile = seen.profile
        if not seen.load:
            return
        known = profile.messages >= KNOWN_MESSAGES
        near = {one.channel for one in steps if _within(one.at, seen.at, STRANGE_WINDOW)} | {seen.ref.channel}
        changed = known and (_shifted(profile, seen) or seen.at - profile.last_seen > DORMANT)
        signs = (
            known and bool(seen.signs) and _first_links(profile, seen.at),
            len(near) >= STRANGE_CHANNELS,
            changed,
            seen.offer > 0,
            bool(GRAVE_FOR_ANYBODY & seen.sign_names),
        )
        count = sum(signs)
        refs = tuple(one.ref for one in mine if seen.at - one.at <= SHORT)
        if count >= STRANGE_HELD and (seen.lures_surely or (changed and seen.offer > 0)):
            yield Claim("spam.strange", SERIOUS, copies=refs)
        elif count >= STRANGE_TOLD:
            yield Claim("spam.strange", UNSURE, copies=refs)

    def _burst(self, memory: Memory, seen: Seen, steps: list[Step], *, trusted: bool) -> Iterator[Claim]:
        """Faster than people type, measured against what is usual in this channel."""
        near = [one for one in steps if _within(one.at, seen.at, BURST_WINDOW)]
        count = len(near) + 1
        usual = memory.pace.get(seen.ref.channel) or 0.0
        if trusted:
            if count >= max(BURST_KNOWN, 2 * usual):
                yield Claim("spam.burst", UNSURE)
            return
        length = sum(one.length for one in near) + len(seen.text.plain)
        lasted = max((seen.at - min((one.at for one in near), default=seen.at)).total_seconds(), 1.0)
        channels = {one.channel for one in near} | {seen.ref.channel}
        hasty = length / lasted >= PASTED or len(channels) >= STRANGE_CHANNELS
        if (hasty and count >= max(BURST, 2 * usual)) or count >= max(BURST_FLAT, 2 * usual):
            # A flood of scraps is one case: nobody would want each letter of it back.
            scraps = max([len(seen.text.plain), *(one.length for one in near)]) <= SCRAP
            refs = tuple(MessageRef(channel=one.channel, id=one.message) for one in near) if scraps else ()
            yield Claim("spam.burst", MEDIUM, copies=refs)

    def _calls(self, seen: Seen, steps: list[Step], *, trusted: bool) -> Iterator[Claim]:
        """Many people are called at once."""
        near = sum(one.mentions for one in steps if _within(one.at, seen.at, MENTION_WINDOW))
        count = near + seen.mentions
        if not seen.mentions and not seen.everybody:
            return
        if trusted:
            if count >= MENTIONS_KNOWN:
                yield Claim("spam.mentions", UNSURE)
        elif count >= MENTIONS or (seen.bold and count >= MENTIONS_LOADED) or (seen.everybody and seen.anchors):
            yield Claim("spam.mentions", MEDIUM)

    # Names

    def _follow_staff(self, memory: Memory, posted: Posted, text: Text, signs: tuple[LinkSign, ...]) -> None:
        """Learn a moderator's name, trust where they lead, and let their words be repeated."""
        self._know_staff(memory, posted.author)
        for sign, where in links.anchors(text, text.folded, signs):
            if sign.sign is not Sign.OFFICIAL:
                memory.anchors.fetch(self._press.digest(where), Anchor).trusted = True
        trace = Trace(
            at=posted.at,
            ref=posted.ref,
            member=posted.author.id,
            trusted=True,
            load=True,
            print=self._press.take(words_of(text.folded)),
        )
        memory.long.add(trace)

    def _know_staff(self, memory: Memory, member: Member) -> None:
        for key in names.keys(self._press, member.name):
            memory.staff.put(key, member.id)

    def _likeness(self, memory: Memory, seen: Seen) -> Likeness:
        """Compare the author's name; again only when it, or whom it could imitate, has changed."""
        profile, name = seen.profile, seen.author.name
        digest = self._press.digest(name) ^ len(memory.staff)
        if profile.named != digest:
            profile.named = digest
            profile.likeness = names.compare(self._press, name, memory.staff)
        return Likeness(profile.likeness)

    # Remembering

    def _remember(
        self, memory: Memory, seen: Seen, claims: Sequence[Claim], found: Sequence[Finding], *, trusted: bool
    ) -> None:
        profile = seen.profile
        again = seen.known is not None or any(one.message == seen.ref.id for one in profile.steps)
        if seen.telling:
            trace = Trace(seen.at, seen.ref, seen.author.id, trusted and not claims, seen.load, seen.print)
            (memory.long if seen.load else memory.short).add(trace)
        suspicious = bool(claims) or any(one.label is Label.SPAM for one in found)
        for anchor in seen.anchors:
            entry = memory.anchors.fetch(anchor, Anchor)
            if not any(one.message == seen.ref.id for one in entry.uses):
                entry.uses.append(Use(seen.at, seen.author.id, seen.ref.id))
            if trusted and not suspicious and entry.vouched is None:
                entry.vouched = seen.author.id
        if any(claim.confidence >= MEDIUM for claim in claims) or _badly_found(found):
            profile.flagged_at = seen.at
        if again:
            return
        if not claims:
            pace = memory.pace.get(seen.ref.channel) or 1.0
            near = sum(_within(one.at, seen.at, BURST_WINDOW) for one in profile.steps) + 1
            # A slow climb and a slower fall: the upper end of what members do here (a quantile by small steps).
            memory.pace.put(seen.ref.channel, pace + (0.1 if near > pace else -0.01))
        _learn(profile, seen)


PLAIN_COPIES_WORDS = 4
"""Below this many different words, a message without load is a greeting, a "+1", a cheer."""

MOST_COPIES = 20
SCRAP = 40
"""Characters of a message that says next to nothing."""

WAVE_SAME, WAVE_LONG_WORDS = 2, 10
WAVE_SAME_SHORT, WAVE_AT_ONCE = 4, timedelta(seconds=20)
"""How many others of a wave have said the same, word for word: in a long sentence, or in a short one all at once. Those
who come to a lecture greet one after the other."""
STRANGE_HELD, STRANGE_TOLD = 3, 2
FIRST_LINKS = timedelta(hours=1)
DRIP_WINDOW = timedelta(days=7)
DRIP_SPREAD = timedelta(hours=6)
"""Newcomers who share a plain link within these hours are at the same event; over days, they are a campaign."""
SHIFT_LENGTH = 200


def _trusted(profile: Profile, context: Context) -> bool:
    """Trust grows with time and conduct: an established member, or a newcomer of some days and many messages."""
    if profile.flagged_at is not None and context.now - profile.flagged_at < FLAGGED_FOR:
        return False
    if not context.author_is_newcomer:
        return True
    return profile.messages >= TRUSTED_MESSAGES and profile.days >= TRUSTED_DAYS


def _within(at: datetime, now: datetime, window: timedelta) -> bool:
    """Tell whether two moments are that near; history may arrive out of order."""
    return abs(now - at) <= window


def _is_trusted(memory: Memory, anchor: int, author: Member) -> bool:
    """Tell whether staff, or a trusted member other than the author, have led there before."""
    entry = memory.anchors.get(anchor)
    return entry is not None and (entry.trusted or entry.vouched not in (None, author.id))


def _badly_found(found: Sequence[Finding]) -> bool:
    """Tell whether others found what costs trust: likely fraud or abuse."""
    return any(one.category in (Category.SPAM, Category.ABUSE) and one.confidence >= SERIOUS_ELSEWHERE for one in found)


SERIOUS_ELSEWHERE = 0.8


def _mentions(text: Text, words: Sequence[str]) -> int:
    """Count the people and groups that a message calls, by the platform's mark-up or by a plain @."""
    marked = sum(one.kind is RegionKind.MENTION and not text.plain.startswith("#", one.start) for one in text.regions)
    plain = {word for word in words if word.startswith("@") and len(word) > 1}
    return marked + len(plain)


def _where(seen: Seen) -> Span:
    """Point at the first link, else at the whole message."""
    if seen.signs:
        return seen.text.span(seen.signs[0].start, seen.signs[0].end)
    return seen.text.span(0, len(seen.text.plain))


def _leads_or_shows(seen: Seen) -> bool:
    """Tell whether there is anything to click on: a link, however well known, an image or another file."""
    files = any(part.kind is PartKind.FILE_NAME for part in seen.text.content.parts)
    return bool(seen.signs or seen.text.links or files)


def _wave(memory: Memory, now: datetime) -> int:
    """Say how many have joined where that is a wave, else 0; what is usual is learnt from all the time before."""
    ten_minutes = sum(now - at <= WAVE_LONG_WINDOW for at, _ in memory.joins)
    minute = sum(now - at <= WAVE_SHORT_WINDOW for at, _ in memory.joins)
    if memory.usual_since is None:
        memory.usual_since = now
    passed = (now - memory.usual_since).total_seconds() / WAVE_LONG_WINDOW.total_seconds()
    if passed >= 1.0:
        faded = math.exp(-passed / USUAL_TEN_MINUTES)
        memory.usual_joins = memory.usual_joins * faded + (1 - faded) * ten_minutes / passed
        memory.usual_since = now
    usual = memory.usual_joins * WAVE_AGAINST_USUAL
    if minute >= max(WAVE_SHORT, usual):
        return minute
    return ten_minutes if ten_minutes >= max(WAVE_LONG, usual) else 0


USUAL_TEN_MINUTES = 144.0
"""What is usual is the average of about a day, in steps of ten minutes."""


def _language(words: Sequence[str]) -> str | None:
    """Guess the language by its commonest words; None where they are too few to say."""
    counts = {name: sum(word in common for word in words) for name, common in _LANGUAGE_WORDS.items()}
    best = max(counts, key=lambda one: counts[one])
    second = max((count for name, count in counts.items() if name != best), default=0)
    return best if counts[best] >= 2 and counts[best] > second else None


def _first_links(profile: Profile, at: datetime) -> bool:
    """Tell whether a member has never posted a link until this hour."""
    return profile.linked_at is None or _within(profile.linked_at, at, FIRST_LINKS)


def _shifted(profile: Profile, seen: Seen) -> bool:
    """Tell whether language or length are unlike this member."""
    language = _language(seen.words)
    told = sum(profile.languages.values())
    if language is not None and told >= KNOWN_MESSAGES // 2 and not profile.languages.get(language):
        return True
    length = math.log1p(len(seen.text.plain))
    wide = max(math.sqrt(profile.spread), 0.3)
    return len(seen.text.plain) >= SHIFT_LENGTH and length > profile.length + 3 * wide


def _learn(profile: Profile, seen: Seen) -> None:
    """Add a message to what is known of its author."""
    if not profile.messages or seen.at.date() != profile.last_seen.date():
        profile.days += 1
    profile.messages += 1
    profile.last_seen = max(profile.last_seen, seen.at)
    if seen.signs and profile.linked_at is None:
        profile.linked_at = seen.at
    language = _language(seen.words)
    if language is not None:
        profile.languages[language] = min(profile.languages.get(language, 0) + 1, 1_000)
    weight = max(1 / profile.messages, 0.02)
    length = math.log1p(len(seen.text.plain))
    away = length - profile.length
    profile.length += weight * away
    profile.spread = (1 - weight) * (profile.spread + weight * away * away)
    profile.steps.append(Step(seen.at, seen.ref.channel, seen.ref.id, len(seen.text.plain), seen.mentions))

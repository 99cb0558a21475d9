"""What is remembered of a community's last messages: keyed fingerprints, times and counts, never the words.

Everything is bounded in number and in time, and apart for each community. The key is drawn anew at every start, so that
nothing of it can be compared with anything elsewhere; what the platform's history brings again after a restart is
remembered again.

Near-duplicates are told by a bottom-k sketch of the words (Cohen and Kaplan, "Summarizing data using bottom-k
sketches", PODC 2007): of a text's hashed words the smallest are kept, and the share that two texts have in common
estimates how many words they share.
"""

import hashlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import chain
from operator import attrgetter
from typing import Generic, TypeVar

from bot.core.events import ChannelId, MemberId, MessageId, MessageRef

SKETCH = 24
"""How many hashed words are kept of a text; the estimate then errs by about a tenth."""

FEW_WORDS = 6
"""Below this a text of other words is another text: only the very same counts."""

ALIKE = 0.6
"""The share of words from which two texts say the same. Names, greetings and numbers vary within a campaign (Henzinger,
"Finding near-duplicate web pages", SIGIR 2006, works with more, on pages; chat messages are far shorter)."""

SAME = 0.9
"""The share from which two texts are the same but for a word; a form that everybody fills in shares less."""

INDEXED = 5
"""How many of a sketch's hashes lead to it: texts that share three words in five share one of these 99 times in 100."""

READ_CHARACTERS = 4_000
READ_WORDS = 300
"""How much of a message is fingerprinted; campaigns open with what they are about."""

SHORT = timedelta(minutes=10)
LONG = timedelta(days=7)
"""How long an ordinary message, and one with something to click or to answer, can still be recognised. Well below the
30 days that the default policy allows to fingerprints."""

SWEEP_EVERY = timedelta(hours=1)
"""How often links' fingerprints are gone through for those whose time is over."""

MOST_SHORT, MOST_LONG = 1_500, 1_500
MOST_PROFILES = 4_000
MOST_ANCHORS = 2_000
MOST_JOINS = 500
MOST_COMMUNITIES = 64
"""Of each community, and how many communities; whoever was seen longest ago is forgotten first."""

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A table that forgets what was used longest ago."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Look something up, which counts as using it."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> None:
        """Keep something."""
        self._kept[key] = value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def items(self) -> list[tuple[K, V]]:
        """List what is kept, without using it."""
        return list(self._kept.items())

    def drop(self, key: K) -> None:
        """Forget something."""
        self._kept.pop(key, None)

    def fetch(self, key: K, make: Callable[[], V]) -> V:
        """Look something up, or make it."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text as a keyed digest and a sketch of its words, once in order and once as a set; ``words`` counts them."""

    exact: int
    sketch: tuple[int, ...]
    words: int
    kept: frozenset[int]

    def shared(self, other: "Fingerprint") -> float:
        """Estimate which share of their words two texts have in common."""
        if self.exact == other.exact:
            return 1.0
        if self.words < FEW_WORDS or other.words < FEW_WORDS:
            return 0.0
        common = self.kept & other.kept
        if not common or (self.words <= SKETCH and other.words <= SKETCH):
            return len(common) / (len(self.kept) + len(other.kept) - len(common))
        smallest = nsmallest(SKETCH, self.kept | other.kept)
        return sum(one in common for one in smallest) / len(smallest)


class Press:
    """Takes fingerprints under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, word: str) -> int:
        """Digest one word."""
        data = word.encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(data, digest_size=8, key=self._key).digest())

    def take(self, words: Iterable[str]) -> Fingerprint:
        """Take the fingerprint of a text's words, in their order."""
        ordered = list(words)
        hashes = {self.digest(word) for word in set(ordered)}
        sketch = tuple(nsmallest(SKETCH, hashes))
        return Fingerprint(self.digest(" ".join(ordered)), sketch, len(hashes), frozenset(sketch))


_TRIMMED = ".,;:!?()[]{}<>\"'*_~`|#-–—…«»“”‘’"


def words_of(folded: str) -> list[str]:
    """Split a folded text into what makes it up: words and links, without numbers, signs and emoji."""
    trimmed = (piece.strip(_TRIMMED) for piece in folded[:READ_CHARACTERS].split())
    return [word for word in trimmed if any(letter.isalpha() for letter in word)][:READ_WORDS]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One message, remembered; ``load`` is whether there is something to click or to answer in it."""

    at: datetime
    ref: MessageRef
    member: MemberId
    trusted: bool
    load: bool
    print: Fingerprint


class Shelf:
    """The traces of a stretch of time, found again by what they resemble."""

    def __init__(self, window: timedelta, most: int) -> None:
        self._window = window
        self._most = most
        self._order: deque[Trace] = deque()
        self._index: dict[int, deque[Trace]] = {}
        self._by_message: dict[MessageId, Trace] = {}

    def __len__(self) -> int:
        return len(self._order)

    def add(self, trace: Trace) -> None:
        """Remember a message; one that was here before is replaced."""
        self.drop(trace.ref.id)
        self._order.append(trace)
        self._by_message[trace.ref.id] = trace
        for key in _keys(trace.print):
            self._index.setdefault(key, deque(maxlen=_MOST_BEHIND_A_KEY)).append(trace)
        if len(self._order) > self._most:
            self._forget(self._order[0])
        self.forget(trace.at)

    def forget(self, now: datetime) -> None:
        """Forget what came longer ago than the window; nothing comes before it was written, but it may come late."""
        while self._order and self._order[0].at < now - self._window:
            self._forget(self._order[0])

    def drop(self, message: MessageId) -> Trace | None:
        """Forget one message; what was known of it comes back."""
        known = self._by_message.get(message)
        if known is not None:
            self._forget(known)
        return known

    def like(self, print_: Fingerprint, at: datetime) -> list[Trace]:
        """List what says the same, within the window round a moment, oldest first."""
        near = dict.fromkeys(chain.from_iterable(self._index.get(key, ()) for key in _keys(print_)))
        alike = [one for one in near if abs(at - one.at) <= self._window and one.print.shared(print_) >= ALIKE]
        return sorted(alike, key=attrgetter("at"))

    def _forget(self, trace: Trace) -> None:
        self._order.remove(trace)
        del self._by_message[trace.ref.id]
        for key in _keys(trace.print):
            behind = self._index.get(key)
            if behind is not None:
                if trace in behind:
                    behind.remove(trace)
                if not behind:
                    del self._index[key]


_MOST_BEHIND_A_KEY = 40
"""How many traces one hash leads to: common words lead to the latest only, so that a look stays cheap."""


def _keys(print_: Fingerprint) -> Iterator[int]:
    yield print_.exact
    yield from (one for one in print_.sketch[:INDEXED] if one != print_.exact)


@dataclass(frozen=True, slots=True)
class Step:
    """One message in a member's pace: when, where, how long."""

    at: datetime
    channel: ChannelId
    message: MessageId
    length: int
    mentions: int


@dataclass(slots=True)
class Profile:
    """What is known of a member's conduct since they were first seen; counts and averages, no words.

    ``linked_at`` is when they posted their first link.
    """

    first_seen: datetime
    last_seen: datetime
    messages: int = 0
    days: int = 0
    linked_at: datetime | None = None
    flagged_at: datetime | None = None
    languages: dict[str, int] = field(default_factory=dict)
    length: float = 0.0
    spread: float = 0.0
    named: int = 0
    likeness: str = "none"
    steps: deque[Step] = field(default_factory=lambda: deque(maxlen=24))


@dataclass(frozen=True, slots=True)
class Use:
    """One use of an anchor: a domain, an invitation, a handle."""

    at: datetime
    member: MemberId
    message: MessageId


@dataclass(slots=True)
class Anchor:
    """Where messages want to lead people, by keyed digest.

    ``trusted`` once staff have posted it; ``vouched`` is the first trusted member who did, which counts for others.
    """

    trusted: bool = False
    vouched: MemberId | None = None
    uses: deque[Use] = field(default_factory=lambda: deque(maxlen=24))


class Memory:
    """What is remembered of one community."""

    def __init__(self) -> None:
        self.short = Shelf(SHORT, MOST_SHORT)
        self.long = Shelf(LONG, MOST_LONG)
        self.profiles: Recent[MemberId, Profile] = Recent(MOST_PROFILES)
        self.anchors: Recent[int, Anchor] = Recent(MOST_ANCHORS)
        self.joins: deque[tuple[datetime, MemberId]] = deque(maxlen=MOST_JOINS)
        self.wave: Recent[MemberId, datetime] = Recent(MOST_JOINS)
        self.wave_told: datetime | None = None
        self.usual_joins = 0.0
        self.usual_since: datetime | None = None
        self.staff: Recent[int, str] = Recent(MOST_STAFF_KEYS)
        self.pace: Recent[ChannelId, float] = Recent(500)
        self._swept: datetime | None = None

    def forget(self, now: datetime) -> None:
        """Forget the fingerprints whose time is over; where staff or members lead for good, is known until the end."""
        self.short.forget(now)
        self.long.forget(now)
        if self._swept is not None and now - self._swept < SWEEP_EVERY:
            return
        self._swept = now
        for key, anchor in self.anchors.items():
            while anchor.uses and anchor.uses[0].at < now - LONG:
                anchor.uses.popleft()
            if not anchor.uses and not anchor.trusted and anchor.vouched is None:
                self.anchors.drop(key)


MOST_STAFF_KEYS = 4_000
"""Keyed digests of moderators' names and of what is one letter away from them; about a hundred moderators."""


class Memories:
    """The memories of the communities that were seen last."""

    def __init__(self) -> None:
        self._kept: Recent[str, Memory] = Recent(MOST_COMMUNITIES)

    def of(self, community: str) -> Memory:
        """Find a community's memory, or begin it."""
        return self._kept.fetch(community, Memory)

    def forget(self, now: datetime) -> None:
        """Forget what is too old by now."""
        for _, memory in self._kept.items():  # noqa: PERF102 - it is no mapping
            memory.forget(now)

"""Heat: whether a thread is turning into a quarrel. It is about a place, never about one person.

Heat rises with remarks that the other detectors found, however unsure, and with words against the person spoken to;
more so when two people go back and forth and when they shout. It halves every few minutes, and falls at once with an
apology or a concession. Swearing at a rota, arguing frankly about a matter and laughing at oneself do not heat: none of
them is said against anybody.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from tomllib import loads

from bot.core.events import MemberId, MemberJoined, MessageId
from bot.core.findings import Category, Context, Dropped, Finding, Label, Signal
from bot.core.text import Text
from bot.detectors.patterns import Lexicon, concepts

HOT = 3.0
"""From which heat on the place is told; set on the scripts of `tests/unit/detectors/respect/test_heat.py`, where two
people need three or four sharp messages within a few minutes. Not calibrated: no set of quarrels was at hand."""

HALF_LIFE = timedelta(minutes=8)
WINDOW = timedelta(minutes=30)
"""How fast heat fades, and how long somebody counts as part of it; anger that is not fed fades within half an hour."""

EVERY = timedelta(hours=1)
"""How often a channel is told at most."""

REMARK, PATIENTS, AGAINST = 2.0, 0.5, 0.9
"""What a remark adds for each unit of its confidence, one about patients, and each of two phrases against a person."""

SHOUT, SHOUT_ALONE, BACK_AND_FORTH, LAUGHING = 0.4, 0.3, 1.4, 0.4
"""What shouting adds to what heats, and to a place that is warm already; by what the rest is multiplied when two go
back and forth, and when they laugh."""

MOST_AT_ONCE = 2.0
"""What one message can add: however bad it is, one message is its author's case and no quarrel."""

COOLS = 1.0
WARM = 1.0
ALONE = 4
"""What an apology takes off; from where on a shout to somebody counts; and how many messages of one person make up for
the missing second."""

CAPITALS, FEWEST_LETTERS = 0.6, 12
"""Which share of capitals, in how many letters, is shouting; abbreviations are shorter."""

TURNS, FEWEST_TURNS = 6, 4
MOST_PLACES = 2_000


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(concepts(loads(resources.files(__package__).joinpath("heat.toml").read_text(encoding="utf-8"))))


@dataclass(frozen=True, slots=True)
class Spark:
    """One message that heated: who, when and by which message."""

    member: MemberId
    at: datetime
    message: MessageId


@dataclass(slots=True)
class Place:
    """How warm a thread or channel is, who heated it, and who spoke last."""

    heat: float = 0.0
    at: datetime | None = None
    sparks: deque[Spark] = field(default_factory=lambda: deque(maxlen=16))
    turns: deque[MemberId] = field(default_factory=lambda: deque(maxlen=TURNS))
    seen: deque[MessageId] = field(default_factory=lambda: deque(maxlen=32))


class Heat:
    """Feels the temperature of threads and channels."""

    name = "respect.heat"
    label = Label.DISRESPECT
    calibrated = False
    rules: Mapping[str, str] = {"disrespect.heat": "A thread is turning into a quarrel between people."}

    def __init__(self) -> None:
        self._places: OrderedDict[tuple[str, str, str], Place] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find nothing: no message is hot by itself."""
        yield from ()

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Leave those who join alone."""
        yield from ()

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Finding | Dropped | Signal]:
        """Let the place cool, add what this message brings, and say once an hour that it is hot."""
        if context.author is None or context.channel is None or context.message is None:
            return
        at = context.posted_at or context.now
        place = self._place((context.community, context.channel.id, context.thread or ""))
        if context.message in place.seen:
            return
        place.seen.append(context.message)
        place.turns.append(context.author.id)
        place.heat *= 0.5 ** (max((at - (place.at or at)).total_seconds(), 0.0) / HALF_LIFE.total_seconds())
        place.at = max(at, place.at or at)
        added = _warmth(text, found, place)
        place.heat = max(place.heat + added, 0.0)
        if added <= 0:
            return
        place.sparks.append(Spark(context.author.id, at, context.message))
        key = (context.community, context.channel.id)
        if place.heat < HOT or not _between_people(place, at) or not self._may_tell(key, at):
            return
        self._told[key] = at
        self._told.move_to_end(key)
        if len(self._told) > MOST_PLACES:
            self._told.popitem(last=False)
        yield Signal(
            label=Label.DISRESPECT,
            rule="disrespect.heat",
            why=self.rules["disrespect.heat"],
            channel=context.channel,
            count=len({spark.member for spark in place.sparks if at - spark.at <= WINDOW}),
        )

    def _place(self, key: tuple[str, str, str]) -> Place:
        place = self._places.setdefault(key, Place())
        self._places.move_to_end(key)
        if len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)
        return place

    def _may_tell(self, key: tuple[str, str], at: datetime) -> bool:
        told = self._told.get(key)
        return told is None or at - told >= EVERY


def _between_people(place: Place, at: datetime) -> bool:
    """Tell whether at least two people heat, or one does so again and again."""
    recent = [spark for spark in place.sparks if at - spark.at <= WINDOW]
    return len({spark.member for spark in recent}) > 1 or len(recent) >= ALONE


def _warmth(text: Text, found: Sequence[Finding], place: Place) -> float:
    """Say how much a message heats, or cools."""
    said = _lexicon().find(text.folded.replace("\n", " "))
    remarks = [
        one.confidence * (PATIENTS if one.category is Category.PATIENTS_DISPARAGED else REMARK)
        for one in found
        if one.label is Label.DISRESPECT
    ]
    against = said.get("heat.against", [])
    warmth = max(remarks, default=0.0) + AGAINST * min(len({hit.start for hit in against}), 2)
    shouting = _shouts(text)
    if not warmth:
        if "heat.cooling" in said:
            return -COOLS
        aimed = shouting and place.heat >= WARM and _speaks_to(text)
        return SHOUT_ALONE if aimed else 0.0
    warmth += SHOUT if shouting else 0.0
    warmth *= BACK_AND_FORTH if _back_and_forth(place) else 1.0
    warmth *= LAUGHING if "heat.laughing" in said else 1.0
    return min(warmth * (0.5 if "heat.cooling" in said else 1.0), MOST_AT_ONCE)


def _speaks_to(text: Text) -> bool:
    words = set(text.folded.replace("'", " ").split())
    return not words.isdisjoint(_YOU)


_YOU = frozenset(["you", "your", "u", "ur", "tu", "toi", "vous", "votre", "ton", "du", "dein", "sie", "usted"])


def _shouts(text: Text) -> bool:
    """Tell capitals by their share, and exclamation marks by their number."""
    letters = list(filter(str.isalpha, text.plain[:1_000]))
    capitals = sum(map(str.isupper, letters))
    return (len(letters) >= FEWEST_LETTERS and capitals >= CAPITALS * len(letters)) or "!!" in text.plain


def _back_and_forth(place: Place) -> bool:
    """Tell whether the last turns went to and fro between two people."""
    turns = list(place.turns)
    if len(turns) < FEWEST_TURNS or len(set(turns)) != 2:
        return False
    return sum(first != second for first, second in pairwise(turns)) >= len(turns) // 2 + 1

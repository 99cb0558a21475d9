"""Folding: from what a member wrote to text that detectors can trust, every offset leading back to the original.

Mark-up of Discord and Slack is unwrapped, hidden characters go, look-alike letters become the letters they look like.
Everything is linear in the length of the content; a message without mark-up in plain ASCII costs next to nothing.

Sources: Unicode NFKC (UAX #15), look-alikes (UTS #39, see `bot.core.confusables`), Discord's message formatting and
Slack's mrkdwn as their developer documentation describes them. A message on Slack has at most 40,000 characters, the
longest of the platforms.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from bot.core.confusables import LETTERS, PUNCTUATION, REMOVED, fold_word

MAX_LENGTH = 40_000
"""What is read of one message, all parts together (source: Slack's limit on a message's text)."""


class PartKind(StrEnum):
    """What a part of a message is."""

    BODY = "body"
    FORWARDED = "forwarded"
    QUOTED = "quoted"
    EMBED = "embed"
    POLL = "poll"
    FILE_NAME = "file name"
    THREAD_TITLE = "thread title"
    NICKNAME = "nickname"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One readable part of a message."""

    kind: PartKind
    text: str

    def __repr__(self) -> str:
        """Say what it is and how long, never what it says."""
        return f"Part({self.kind.value}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that can be read of a message."""

    parts: tuple[Part, ...]

    def __repr__(self) -> str:
        """Say how long it is, never what it says."""
        return f"Content({', '.join(map(repr, self.parts))})"

    @classmethod
    def of(cls, text: str) -> "Content":
        """Wrap a text as the body of a message."""
        return cls(parts=(Part(kind=PartKind.BODY, text=text),))

    @property
    def body(self) -> str:
        """What the member wrote; empty where there are only other parts."""
        return next((part.text for part in self.parts if part.kind is PartKind.BODY), "")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Where something stands: half-open offsets, in code points, into one part of the original."""

    part: int
    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that is none."""
        if not 0 <= self.start <= self.end:
            message = f"{self.start}..{self.end} is no span"
            raise ValueError(message)


class RegionKind(StrEnum):
    """What a stretch of text is, by mark-up."""

    CODE = "code"
    QUOTE = "quote"
    SPOILER = "spoiler"
    LINK = "link"
    MENTION = "mention"
    EMOJI = "emoji"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of ``plain`` with a meaning."""

    kind: RegionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link: where it leads, what it is called, where it stands.

    ``masked``: the label shows another host than the one it leads to.
    """

    url: str
    label: str | None
    span: Span
    start: int
    end: int
    masked: bool

    def __repr__(self) -> str:
        """Say where it stands, never where it leads."""
        return f"Link({self.start}..{self.end}, masked={self.masked})"


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of folded text and where it came from; a straight run maps character by character."""

    start: int
    part: int
    origin: int
    origin_end: int
    straight: bool


class _Map:
    """Leads offsets of a folded text back to where they came from."""

    def __init__(self, runs: list[_Run], length: int) -> None:
        self._runs = runs
        self._starts = [run.start for run in runs]
        self._length = length

    def back(self, start: int, end: int) -> Span:
        """Find the original span, within the part where it starts; whole replacements are covered."""
        if not self._runs:
            return Span(part=0, start=0, end=0)
        start = min(max(start, 0), self._length)
        end = min(max(end, start), self._length)
        first = self._runs[self._index(start)]
        begin = self._edge(first, start, opening=True)
        if end == start:
            return Span(part=first.part, start=begin, end=begin)
        index = self._index(end - 1)
        while self._runs[index].part != first.part:
            index -= 1
            end = self._runs[index + 1].start
        return Span(part=first.part, start=begin, end=max(begin, self._edge(self._runs[index], end, opening=False)))

    def _index(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)

    @staticmethod
    def _edge(run: _Run, at: int, *, opening: bool) -> int:
        if run.straight:
            return min(run.origin + at - run.start, run.origin_end)
        return run.origin if opening else run.origin_end


class _Writer:
    """Collects folded text with its map."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.runs: list[_Run] = []
        self.length = 0

    def write(self, text: str, part: int, origin: int, origin_end: int) -> None:
        """Add a text that stands for a stretch of the original; equal lengths map character by character."""
        straight = len(text) == origin_end - origin
        last = self.runs[-1] if self.runs else None
        joins = (
            straight
            and last is not None
            and last.straight
            and last.part == part
            and last.origin_end == origin
            and last.origin_end - last.origin == self.length - last.start
        )
        if joins and last is not None:
            self.runs[-1] = _Run(last.start, part, last.origin, origin_end, straight=True)
        elif text:
            self.runs.append(_Run(self.length, part, origin, origin_end, straight))
        self.pieces.append(text)
        self.length += len(text)


class Text:
    """A content, folded. ``plain`` and ``folded`` have the same length and agree index by index."""

    def __init__(self, content: Content, writer: _Writer, found: "_Found", *, truncated: bool) -> None:
        self.content = content
        self.plain = "".join(writer.pieces)
        self.truncated = truncated
        self._map = _Map(writer.runs, writer.length)
        self._found = found
        if not self.plain.isascii():
            self.plain = fold_word(self.plain)
        self.folded = _folded(self.plain)

    def __repr__(self) -> str:
        """Say how long it is, never what it says."""
        return f"Text({len(self.plain)} characters)"

    @property
    def mentions(self) -> tuple[str, ...]:
        """The identifiers of who and what is mentioned, as the platform writes them."""
        return tuple(self._found.mentions)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Stretches of ``plain`` with a meaning, in order."""
        links = [Region(kind=RegionKind.LINK, start=link.start, end=link.end) for link in self.links]
        return tuple(sorted([*self._found.regions, *links], key=lambda one: (one.start, one.end)))

    @cached_property
    def labelled(self) -> tuple[Link, ...]:
        """Every link that stands behind other words, in order."""
        return tuple(
            self._link(start, end, url, self.plain[start:end]) for start, end, url, named in self._found.links if named
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link, labelled or bare, in order."""
        taken = [(link.start, link.end) for link in self.labelled]
        bare = []
        for match in _BARE_LINK.finditer(self.plain) if _may_hold_link(self.plain) else ():
            start, end = match.start(), match.start() + len(match[0].rstrip(".,;:!?'\"*_~"))
            if end > start and not any(first < end and start < last for first, last in taken):
                bare.append(self._link(start, end, self.plain[start:end].replace("&amp;", "&"), None))
        return tuple(sorted([*self.labelled, *bare], key=lambda one: one.start))

    def _link(self, start: int, end: int, url: str, label: str | None) -> Link:
        shown = _BARE_LINK.search(label.lower()) or _HOST_LIKE.fullmatch(label.lower().strip()) if label else None
        masked = bool(shown and _host(shown[0]) != _host(url))
        return Link(url=url, label=label, span=self.span(start, end), start=start, end=end, masked=masked)

    def span(self, start: int, end: int) -> Span:
        """Lead a stretch of ``plain`` (or ``folded``) back to the original, within the part where it starts."""
        return self._map.back(start, end)

    def deobfuscated_span(self, start: int, end: int) -> Span:
        """Lead a stretch of ``deobfuscated`` back to the original."""
        if self.deobfuscated is self.folded:
            return self.span(start, end)
        before = self._deobfuscation[1].back(start, end)
        return self.span(before.start, before.end)

    def part_at(self, index: int) -> int:
        """Say in which part of the content a character of ``plain`` stands."""
        return self.span(index, index).part

    def in_region(self, kind: RegionKind, start: int, end: int) -> bool:
        """Tell whether a stretch of ``plain`` lies within a region of a kind."""
        return any(one.kind is kind and one.start <= start and end <= one.end for one in self.regions)

    @property
    def deobfuscated(self) -> str:
        """A second view of ``folded``: leetspeak, spaced and repeated letters, “at” and “dot” undone.

        The very same object as ``folded`` when nothing differs.
        """
        return self._deobfuscation[0]

    @cached_property
    def _deobfuscation(self) -> tuple[str, _Map]:
        return _deobfuscate(self.folded)


@dataclass(slots=True)
class _Found:
    """What mark-up said, in coordinates of ``plain``."""

    regions: list[Region] = field(default_factory=list)
    links: list[tuple[int, int, str, bool]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)


def fold(content: Content | str, *, limit: int = MAX_LENGTH) -> Text:
    """Fold what can be read of a message.

    Args:
        content: the message, or just a text.
        limit: how many characters are read, over all parts; the body comes first.
    """
    if isinstance(content, str):
        content = Content.of(content)
    writer, found = _Writer(), _Found()
    order = sorted(range(len(content.parts)), key=lambda index: content.parts[index].kind is not PartKind.BODY)
    left, truncated = limit, False
    for position, index in enumerate(order):
        text = content.parts[index].text
        if position:
            end = len(content.parts[order[position - 1]].text)
            writer.write("\n", order[position - 1], end, end)
        truncated = truncated or len(text) > left
        _fold_part(text[:left], index, writer, found)
        left -= min(left, len(text))
    return Text(content, writer, found, truncated=truncated)


_SPECIAL = re.compile(r"[<&*_~|`\[]|^(?:>|#|-#)", re.MULTILINE)


def _fold_part(text: str, part: int, writer: _Writer, found: _Found) -> None:
    if not _SPECIAL.search(text):
        _write_letters(text, part, 0, writer)
        return
    position = 0
    regions: list[tuple[RegionKind, int, int]] = []
    places: list[tuple[int, int]] = []
    for piece in _pieces(text, regions):
        _write_letters(text[position : piece.start], part, position, writer)
        places.append((piece.start, writer.length))
        began = writer.length
        if piece.shown_from is not None:
            _write_letters(text[piece.shown_from : piece.shown_to], part, piece.shown_from, writer)
        elif piece.text:
            writer.write(piece.text, part, piece.start, piece.end)
        if piece.url is not None:
            found.links.append((began, writer.length, piece.url, piece.labelled))
        if piece.region is not None:
            found.regions.append(Region(kind=piece.region, start=began, end=writer.length))
        if piece.mention is not None:
            found.mentions.append(piece.mention)
        places.append((piece.end, writer.length))
        position = piece.end
    _write_letters(text[position:], part, position, writer)
    places.append((len(text), writer.length))
    for kind, start, end in regions:
        found.regions.append(Region(kind=kind, start=_placed(places, start), end=_placed(places, end)))


def _placed(places: list[tuple[int, int]], at: int) -> int:
    """Find where an offset of the part came to stand; within unchanged text this is exact."""
    index = bisect_right(places, (at, MAX_LENGTH * 8)) - 1
    if index < 0:
        return max(places[0][1] - (places[0][0] - at), 0)
    original, written = places[index]
    following = places[index + 1][1] if index + 1 < len(places) else written + at - original
    return min(written + at - original, following)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A stretch of mark-up and what is read in its place: a stretch of itself, another text, or nothing."""

    start: int
    end: int
    shown_from: int | None = None
    shown_to: int = 0
    text: str = ""
    region: RegionKind | None = None
    url: str | None = None
    labelled: bool = False
    mention: str | None = None


# Every alternative below is linear: a run of one negated class, ended by a character outside that class.
_MARKUP = re.compile(
    r"<(?P<angle>[@#!:/]|a:|t:|https?:|mailto:|tel:)(?P<inside>[^<>\n]{0,3000})>"
    r"|\[(?P<label>[^\[\]\n]{1,1000})\]\(<?(?P<target>[^\s()<>]{1,3000})>?\)"
    r"|&(?P<entity>amp|lt|gt);"
    r"|^(?P<quote>(?:>>> |[> ]{0,200}> ))"
    r"|^(?P<heading>#{1,3} |-# )",
    re.MULTILINE,
)
_EMPHASIS = (
    re.compile(r"(?P<mark>`{1,3})(?=[^`])[^`]{0,40000}(?P=mark)(?!`)"),
    re.compile(r"(?P<mark>\|\|)(?=[^|])[^|]{1,40000}\|\|"),
    re.compile(r"(?P<mark>\*{1,3})(?=[^\s*])[^*\n]{1,4000}(?<=[^\s*])(?P=mark)(?!\*)"),
    re.compile(r"(?P<mark>_{1,2})(?=[^\s_])[^_\n]{1,4000}(?<=[^\s_])(?P=mark)(?!\w)"),
    re.compile(r"(?P<mark>~~)(?=[^\s~])[^~\n]{1,4000}~~"),
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_EMPHASIS_REGION = {"`": RegionKind.CODE, "|": RegionKind.SPOILER}
_LANGUAGE = re.compile(r"[a-zA-Z0-9+#-]{1,20}\n")


def _pieces(text: str, regions: list[tuple[RegionKind, int, int]]) -> Iterator[_Piece]:
    """Yield mark-up in order of place; what overlaps an earlier piece is left as it stands."""
    found = [_read_markup(match, regions, text) for match in _MARKUP.finditer(text)]
    for pattern in _EMPHASIS:
        for match in pattern.finditer(text):
            found += _read_emphasis(match, text, regions)
    end = 0
    for piece in sorted(found, key=lambda one: (one.start, -one.end)):
        if piece.start >= end:
            yield piece
            end = piece.end


def _read_emphasis(match: re.Match[str], text: str, regions: list[tuple[RegionKind, int, int]]) -> list[_Piece]:
    """Drop the marks on both sides; lone asterisks and underscores within words are no emphasis."""
    mark = match["mark"]
    start, end = match.span()
    before = text[start - 1 : start]
    after = text[end : end + 1]
    within_word = before.isalnum() or before == "_" or after.isalnum()
    if mark in ("*", "_", "__") and within_word:
        return []
    opened = start + len(mark)
    if mark == "```":
        language = _LANGUAGE.match(text, opened)
        opened = language.end() if language else opened
    kind = _EMPHASIS_REGION.get(mark[0])
    if kind is not None:
        regions.append((kind, opened, end - len(mark)))
    return [_Piece(start=start, end=opened), _Piece(start=end - len(mark), end=end)]


def _read_markup(match: re.Match[str], regions: list[tuple[RegionKind, int, int]], text: str) -> _Piece:
    start, end = match.span()
    if match["entity"]:
        return _Piece(start=start, end=end, text=_ENTITIES[match["entity"]])
    if match["quote"]:
        stops = len(text) if match["quote"] == ">>> " else text.find("\n", end)
        regions.append((RegionKind.QUOTE, end, stops if stops >= 0 else len(text)))
        return _Piece(start=start, end=end)
    if match["heading"]:
        return _Piece(start=start, end=end)
    if match["label"]:
        label_start, label_end = match.span("label")
        return _Piece(
            start=start, end=end, shown_from=label_start, shown_to=label_end, url=match["target"], labelled=True
        )
    return _read_angle(match)


def _read_angle(match: re.Match[str]) -> _Piece:
    """Read what stands between angle brackets: mentions, links, timestamps, emoji, commands."""
    start, end = match.span()
    kind, inside = match["angle"], match["inside"]
    inside_start = match.start("inside")
    head, bar, label = inside.partition("|")
    label_start = inside_start + len(head) + 1
    if kind in ("https:", "http:", "mailto:", "tel:"):
        url = f"{kind}{head}".replace("&amp;", "&")
        if bar and label:
            return _Piece(start=start, end=end, shown_from=label_start, shown_to=end - 1, url=url, labelled=True)
        begin = start + 1 if kind.startswith("http") else inside_start
        return _Piece(start=start, end=end, shown_from=begin, shown_to=end - 1, url=url)
    shown = (label_start, end - 1) if bar and label else None
    name = (inside_start, inside_start + len(inside.partition(":")[0]))
    if kind in ("@", "#") or (kind == "!" and not head.startswith("date")):
        sign = "#" if kind == "#" else "@"
        return _seen(match, shown, sign, RegionKind.MENTION, mention=head.lstrip("!&"))
    if kind in ("t:", "!"):
        return _seen(match, shown, "@", RegionKind.TIMESTAMP)
    return _seen(match, name, "", RegionKind.EMOJI if kind != "/" else None)


def _seen(
    match: re.Match[str],
    shown: tuple[int, int] | None,
    instead: str,
    region: RegionKind | None,
    mention: str | None = None,
) -> _Piece:
    """Show a stretch of the mark-up itself where it names something, else a sign that looks like no word."""
    start, end = match.span()
    if shown is not None:
        return _Piece(start=start, end=end, shown_from=shown[0], shown_to=shown[1], region=region, mention=mention)
    return _Piece(start=start, end=end, text=instead, region=region, mention=mention)


def _write_letters(text: str, part: int, origin: int, writer: _Writer) -> None:
    """Write text letter by letter as its canonical form; ASCII that can be seen goes through as it is."""
    if not text:
        return
    if not _FOREIGN.search(text):
        writer.write(text, part, origin, origin + len(text))
        return
    begin = 0
    for match in _FOREIGN.finditer(text):
        start, end = match.span()
        if start > begin:
            writer.write(text[begin:start], part, origin + begin, origin + start)
        _write_foreign(text, start, end, part, origin, writer)
        begin = end
    if begin < len(text):
        writer.write(text[begin:], part, origin + begin, origin + len(text))


_FOREIGN = re.compile(r"[^\t-\r -~]+")
"""Everything but the visible characters of ASCII, its space, tab and line ends."""

_LONGEST_FORM = 8
"""Few characters stand for more; one, an Arabic ligature, stands for eighteen and is left as it is."""


def _write_foreign(text: str, start: int, end: int, part: int, origin: int, writer: _Writer) -> None:
    for index in range(start, end):
        letter = text[index]
        here = origin + index
        if unicodedata.combining(letter):
            _compose(letter, here, writer)
            continue
        canonical = _canonical(letter)
        if canonical:
            writer.write(canonical, part, here, here + 1)


def _compose(mark: str, here: int, writer: _Writer) -> None:
    """Join a combining mark to the letter before it where Unicode has one character for both; else drop it."""
    if not writer.pieces or not writer.pieces[-1]:
        return
    last = writer.pieces[-1]
    composed = unicodedata.normalize("NFC", last[-1] + mark)
    if len(composed) != 1:
        return
    run = writer.runs[-1]
    writer.pieces[-1] = last[:-1] + composed
    at = writer.length - 1
    began = run.origin + at - run.start if run.straight else run.origin
    if run.straight and at > run.start:
        writer.runs[-1] = _Run(run.start, run.part, run.origin, began, straight=True)
        writer.runs.append(_Run(at, run.part, began, here + 1, straight=False))
    else:
        writer.runs[-1] = _Run(run.start, run.part, run.origin, here + 1, straight=False)


@lru_cache(maxsize=8_192)
def _canonical(letter: str) -> str:
    """Fold one character that is not visible ASCII: nothing, one character, or the few that it stands for."""
    if letter in REMOVED or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return ""
    if "\ud800" <= letter <= "\udfff":
        return "\ufffd"
    known = LETTERS.get(letter) or PUNCTUATION.get(letter)
    if known is not None:
        return known
    compatible = unicodedata.normalize("NFKC", letter)
    if len(compatible) > _LONGEST_FORM:
        return letter
    return "".join(PUNCTUATION.get(one, one) for one in compatible if one not in REMOVED)


def _folded(plain: str) -> str:
    if plain.isascii():
        return plain.lower()
    return "".join(letter.lower() if letter.isascii() else _bare(letter) for letter in plain)


@lru_cache(maxsize=8_192)
def _bare(letter: str) -> str:
    """Lower a letter and take off its accents; what is not one character then stays as it was."""
    lowered = unicodedata.normalize("NFKD", letter.lower())
    bare = "".join(one for one in lowered if not unicodedata.combining(one))
    return bare if len(bare) == 1 else letter


_BARE_LINK = re.compile(
    r"(?:https?://|hxxps?://|www\.)[^\s<>\"'()\[\]{}|]{1,2000}"
    r"|(?<![\w@./-])(?:[a-zA-Z0-9-]{1,63}\.){1,4}[a-zA-Z]{2,24}/[^\s<>\"'()\[\]{}|]{1,2000}"
)
_HOST_LIKE = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?:/\S{0,2000})?")


def _may_hold_link(plain: str) -> bool:
    return "/" in plain or "www." in plain


def _host(url: str) -> str:
    """Take the host out of a link as written, without ``www.`` and the user part."""
    rest = url.lower().partition("://")[2] or url.lower()
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    return host.removeprefix("www.")


# Units of two characters, each of its own class, so that a failed end costs one step back at a time.
_SPACED = re.compile(r"(?<![a-z0-9@$])(?:[a-z0-9@$!][ .\-_*·]){3,}[a-z0-9@$!](?![a-z0-9@$])")
_WORD = re.compile(r"(?<![a-z0-9@$!+|])[a-z]*[0-9@$!+|][a-z0-9@$!+|]*")
_REPEATED = re.compile(r"(?!www\.)([a-z])\1{2,}")
_MAIL = re.compile(
    r"(?<![\w.])([a-z0-9._%+-]{1,64}) ?(?:\(at\)|\[at\]|\{at\}| at ) ?([a-z0-9-]{1,63})"
    r" ?(?:\(dot\)|\[dot\]|\{dot\}| dot |(?<! )\.(?! )) ?([a-z]{2,24})(?![a-z])"
)
_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]|\{dot\}|\[\.\]| dot ) ?(?=[a-z]{2,24}(?![a-z]))")
_HXXP = re.compile(r"hxxp(?=s?://)")
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "|": "l", "+": "t"}
_SPACED_LETTERS = 3


def _deobfuscate(folded: str) -> tuple[str, _Map]:
    changes = sorted(_changes(folded))
    writer = _Writer()
    position = 0
    for start, end, instead in changes:
        if start < position:
            continue
        writer.write(folded[position:start], 0, position, start)
        writer.write(instead, 0, start, end)
        position = end
    if not position and not changes:
        return folded, _Map([], 0)
    writer.write(folded[position:], 0, position, len(folded))
    return "".join(writer.pieces), _Map(writer.runs, writer.length)


def _changes(folded: str) -> Iterator[tuple[int, int, str]]:
    for match in _SPACED.finditer(folded):
        letters = match[0][::2]
        separators = set(match[0][1::2])
        if sum(one.isalpha() for one in letters) >= _SPACED_LETTERS and len(separators) == 1:
            yield match.start(), match.end(), _unleet(letters)
    for match in _MAIL.finditer(folded):
        yield match.start(), match.end(), f"{match[1]}@{match[2]}.{match[3]}"
    for match in _DOT.finditer(folded):
        yield match.start(), match.end(), "."
    for match in _HXXP.finditer(folded):
        yield match.start(), match.end(), "http"
    for match in _WORD.finditer(folded):
        plain = _unleet(match[0])
        if plain != match[0]:
            yield match.start(), match.end(), plain
    for match in _REPEATED.finditer(folded):
        yield match.start(), match.end(), match[1]


def _unleet(word: str) -> str:
    """Read digits and signs as the letters they stand for, in words that are no code, dose or laboratory value."""
    if word.isdigit():
        return word
    core = word.rstrip("!+|")
    letters = sum(one.isalpha() for one in core)
    first = next((index for index, one in enumerate(core) if one.isalpha()), len(core))
    last = next((index for index in range(len(core) - 1, -1, -1) if core[index].isalpha()), -1)
    inside = [one for one in core[first : last + 1] if not one.isalpha()]
    leading, trailing = core[:first], core[last + 1 :]
    disguised = (len(inside) >= 1 and letters >= _SPACED_LETTERS) or (
        len(leading) == 1 and letters >= _SPACED_LETTERS + 1
    )
    digits_hide = all(one in _LEET for one in core if not one.isalpha())
    if not core or not disguised or not digits_hide or any(one.isdigit() for one in trailing):
        return word
    return "".join(_LEET.get(one, one) for one in core) + word[len(core) :]

"""Validate the training corpus and count what it holds.

    python training/check.py                # every author; exit status 1 and file:line reasons if anything is wrong
    python training/check.py --author 07    # one author alone, with its counts beside its quota
    python training/check.py --counts       # tables by label, kind, language, part and tag
    python training/check.py --complete     # also demands the size, the pairs, the threads and the 70/15/15 split

Standard library only. `corpus/POLICY.md` says what the labels mean, `corpus/schema.json` what a line looks like.
Training code reads the corpus with `read_corpus`.

A line of an author's file holds the words once, with its spans as marks in them (``[[NAME:Asha]] is back``); `expand`
takes the marks out. Problems name lines and ids and never quote a message.
"""

import argparse
import ipaddress
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

Part = Literal["train", "validation", "test"]

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
OUTSIDE = HERE.parent.parent / "shared" / "data"

PARTS: tuple[Part, ...] = ("train", "validation", "test")
# Which author belongs to which part is fixed here, so that no later change moves one after a model has seen it.
# Every part has English and French; the test part has every language.
VALIDATION = frozenset({"05", "11", "17", "23", "29", "35", "40", "46", "65", "66", "78", "86", "92"})
TEST = frozenset({"04", "10", "16", "22", "28", "47", "51", "54", "57", "70", "71", "79", "87", "93"})
AUTHORS = tuple(f"{number:02}" for number in range(1, 94))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = ("en", "fr", "es", "de", "mixed")
PATIENT_DATA = ("none", "quasi", "direct")
HEAT = ("none", "rising", "hot")
TYPES = ("NAME", "DATE", "AGE", "ID", "PHONE", "EMAIL", "ADDRESS", "LOCATION", "ORG", "URL", "IP", "OTHER")
DIRECT_TYPES = frozenset({"NAME", "ID", "PHONE", "EMAIL", "ADDRESS", "URL", "IP"})
NEVER_QUASI = frozenset({"ID", "PHONE", "EMAIL", "ADDRESS", "IP"})
PIECE = "PIECE"  # a trait that identifies only together with other messages of its thread
KINDS: dict[str, tuple[str, ...]] = {
    "spam": _words(
        "phishing crypto giveaway invite adult pharma-sales predatory-journal fake-conference paper-mill "
        "exam-cheating lead-gen recruiter-blast supplement-mlm impersonated-support malware obfuscated"
    ),
    "disrespect": _words(
        "insult demeaning-role harassment threat hate sexual patient-mocking condescension shaming obfuscated"
    ),
    "advice": _words("ask-own ask-family ask-friend give"),
}
LABELS = ("patient_data", *KINDS)
# Why a message is easily mistaken, by the label it is mistaken for. No tag stands under two labels.
TRICKY: dict[str, tuple[str, ...]] = {
    "patient_data": _words(
        "colleague student author speaker referrer member member-health own-data own-date unnamed-relative "
        "placeholder de-identified exam-stem osce manikin test-record fictional historic public-figure "
        "namesake eponym name-word drug device gene organism trial citation code staff-contact "
        "service-contact hospital workplace place bed-number lab-value vital dose measurement score "
        "equipment-number ticket-number clock-time relative-day treatment-day duration-shorthand year "
        "conference-date rota-date deadline publication-date history-date awareness-day age-under-90 "
        "age-band cohort rarity masked privacy-talk pet"
    ),
    "spam": _words(
        "legit-link webinar cme job-in-place survey clinical-drug event admin security-notice finance-chat "
        "own-project trade-talk vocab"
    ),
    "disrespect": _words(
        "civil-disagreement clinical-vocab profanity quoted-report self-deprecation topic-discussion "
        "positive-slang feedback patient-care banter"
    ),
    "advice": _words("guideline case-discussion redirect own-health process teaching drug-info"),
}
LABEL_OF_TAG = {tag: label for label, tags in TRICKY.items() for tag in tags}

MESSAGES_AN_AUTHOR = 300
THREAD_MESSAGES = range(3, 13)
SHARED_TRIGRAMS = 0.6  # the limit of ../shared/data/check.py
SKELETON_WORDS = 8  # below this, two short sentences share their shape by chance
OLDEST = 125

_MARK = re.compile(r"\[\[([A-Z]+):([^\[\]]*)\]\]")
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|mx|dr|prof|mme|mlle|herrn?|frau|sra?|srta|doña|señora?|monsieur|madame)\b\.? +\w",
    re.IGNORECASE,
)
_FIELD_LABEL = re.compile(
    r"(?:mrn|nhs(?: no)?|dob|ddn|tel|phone|email|id|ipp|nir|ssn|address|born)\b[ .:#]", re.IGNORECASE
)
_INITIALS = re.compile(r"[^\W\d_](?:[. -]{0,2}[^\W\d_]){0,3}\.?")
_LONE_INITIALS = re.compile(r"[^\W\d_]\.?(?:[. -]{1,2}[^\W\d_]\.?){0,3}")
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_LINK = re.compile(r"(?:https?|hxxps?)://([^\s/<>()\[\]?#:]+)", re.IGNORECASE)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+\d[\d ().-]{7,18}\d")
_MESSAGE_ID = re.compile(r"(\d\d)-(\d{3})")
_THREAD_ID = re.compile(r"(\d\d)-T(\d\d)")
_RESERVED_DOMAIN = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|org|net)|(?:[\w-]+\.)?(?:example|test|invalid))", re.IGNORECASE
)
# Spam names the platforms themselves; the code after the host is invented.
_PLATFORM_HOSTS = frozenset({"discord.gg", "discord.com", "t.me", "wa.me", "slack.com"})

# Numbers the regulators keep for drama and examples, as national numbers without the leading 0. Sources: NANPA
# (555-0100 to 555-0199), Ofcom (numbers for drama use), ComReg (020 91X XXXX), ACMA (numbers for creative works),
# Arcep (decision 2018-0881, fictional works), Bundesnetzagentur ("Rufnummern für Medienproduktionen").
RESERVED_PHONES: dict[str, tuple[str, re.Pattern[str]]] = {
    "US": ("1", re.compile(r"(?:[2-9]\d\d)?55501\d\d")),
    "GB": (
        "44",
        re.compile(
            r"(?:2079460|1(?:1[3-8]|[2-6]1)4960|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)\d{3}"
        ),
    ),
    "IE": ("353", re.compile(r"2091\d{5}")),
    "AU": (
        "61",
        re.compile(
            r"[2378](?:5550|7010)\d{4}|491(?:570(?:006|156|157|158|159|110|313|737)|571(?:266|491|804)|572(?:549|665|983)"
            r"|573(?:770|087)|574(?:118|632)|575(?:254|789)|576(?:398|801)|577(?:426|644)|578(?:957|148|888)"
            r"|579(?:212|760|455))"
        ),
    ),
    "FR": ("33", re.compile(r"(?:19900|26191|35301|46571|53649|63998)\d{4}")),
    "DE": (
        "49",
        re.compile(
            r"(?:3023125|6990009|4066969|2214710|8999998)\d{3}|152(?:28817386|28895456|54599371)|17139200\d\d"
            r"|172(?:9925904|9968532|9973185|9973186|9980752)|174(?:9091317|9464308)|176040690\d\d"
        ),
    ),
}
_SAME_PLAN = {"CA": "US"}
_ADDRESS_BLOCKS = tuple(
    ipaddress.ip_network(block)
    for block in (
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  # RFC 5737
        "2001:db8::/32",  # RFC 3849
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where an identifier stands in a text, in characters, and its type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What holds for a whole thread, and the position of the message that first makes it true."""

    patient_data: str
    patient_data_from: int | None
    heat: str
    heat_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A message's place in its thread; the last one carries the thread's truth."""

    id: str
    position: int
    member: str
    truth: Truth | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled message.

    ``spans`` are the identifiers of the message itself; ``pieces`` are traits that identify only together with the
    rest of its thread. Both count characters of ``text``.
    """

    where: str
    id: str
    author: str
    part: Part
    text: str = field(repr=False)
    spans: tuple[Span, ...]
    pieces: tuple[Span, ...]
    patient_data: str
    spam: str
    disrespect: str
    advice: str
    tricky: tuple[str, ...]
    lang: str
    pair: str | None
    thread: Turn | None

    def label(self, name: str) -> str:
        """Return the value of one of `LABELS`."""
        return cast("str", getattr(self, name))

    def looks_like(self, name: str) -> bool:
        """Tell whether the message is clean for a label and easily mistaken for it."""
        return self.label(name) == "none" and any(LABEL_OF_TAG[tag] == name for tag in self.tricky)

    @property
    def plain(self) -> bool:
        """Tell whether the message is clean for every label and deceives nobody."""
        return not self.tricky and all(self.label(name) == "none" for name in LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line of an author's file says."""

    author: str
    part: Part
    country: str
    quota: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong, and the file and line where it stands."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFile:
    """An author's file, read: what could be used of it and what is wrong with it."""

    header: Header | None
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


class CorpusError(ValueError):
    """The corpus, or one line of it, breaks its own rules."""


def expand(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Take the marks ``[[TYPE:words]]`` out of a text; the words stay and their spans are returned.

    Raises:
        CorpusError: a mark is malformed, empty, padded, nested, or of an unknown type.
    """
    text, spans, done = "", list[Span](), 0
    for match in _MARK.finditer(marked):
        kind, words = match[1], match[2]
        if kind != PIECE and kind not in TYPES:
            raise CorpusError(f"unknown mark type {kind}")
        if not words or words != words.strip():
            raise CorpusError(f"{kind} mark is empty or padded")
        text += marked[done : match.start()]
        spans.append(Span(start=len(text), end=len(text) + len(words), type=kind))
        text += words
        done = match.end()
    text += marked[done:]
    if "[[" in text or "]]" in text:
        raise CorpusError("unbalanced, nested or malformed mark")
    return text, tuple(spans)


def read_corpus(parts: Collection[Part] = PARTS, corpus: Path = CORPUS) -> Iterator[Row]:
    """Yield the messages of the given parts, author by author, in the order of their files.

    Raises:
        CorpusError: a file breaks the rules; run this module for the whole list.
    """
    for path in author_paths(corpus):
        read = read_author(path)
        if read.problems:
            raise CorpusError(str(read.problems[0]))
        if read.header is not None and read.header.part in parts:
            yield from read.rows


def author_paths(corpus: Path = CORPUS) -> list[Path]:
    """List the authors' files."""
    return sorted((corpus / "authors").glob("*.jsonl"))


def read_author(path: Path) -> AuthorFile:
    """Read one author's file and check all that can be checked within it, near-duplicates aside."""
    problems: list[Problem] = []
    rows: list[Row] = []
    header: Header | None = None
    data = path.read_bytes().decode("utf-8", errors="replace")
    if "\ufffd" in data or "\r" in data or not data.endswith("\n"):
        problems.append(Problem(where=path.name, says="must be UTF-8 with \\n line ends and a final one"))
    for number, line in enumerate(data.removesuffix("\n").split("\n"), 1):
        where = f"{path.name}:{number}"
        try:
            value = _json_object(line)
            if number == 1:
                header = _header(value, path.stem)
            elif header is not None:
                row = _row(value, header, where)
                rows.append(row)
                problems += [Problem(where=where, says=says) for says in _faults(row, header)]
        except CorpusError as error:
            problems.append(Problem(where=where, says=str(error)))
    if header is not None:
        problems += _whole_file(path.name, rows)
    return AuthorFile(header=header, rows=tuple(rows), problems=tuple(problems))


def _json_object(line: str) -> dict[str, object]:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise CorpusError("a key stands twice")
        return dict(pairs)

    try:
        value = json.loads(line, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise CorpusError(f"no JSON: {error.msg} at character {error.pos + 1}") from None
    if not isinstance(value, dict):
        raise CorpusError("a line is one JSON object")
    return cast("dict[str, object]", value)


def _header(value: dict[str, object], stem: str) -> Header:
    _keys(value, "header", required=("author", "part", "written", "brief"))
    author = _text(value, "author")
    if author != stem or author not in AUTHORS:
        raise CorpusError(f"author must be the file's name and one of {AUTHORS[0]} to {AUTHORS[-1]}")
    if value["part"] != part_of(author):
        raise CorpusError(f"author {author} belongs to {part_of(author)}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", _text(value, "written")):
        raise CorpusError("written must be a date, YYYY-MM-DD")
    brief = _object(value, "brief")
    for key in ("role", "specialty", "seniority", "country", "first_language", "platform", "register"):
        if not _text(brief, key):
            raise CorpusError(f"brief.{key} is empty")
    quota = brief.get("quota", {})
    if not isinstance(quota, dict):
        raise CorpusError("brief.quota must be an object")
    return Header(author=author, part=part_of(author), country=_text(brief, "country"), quota=quota)


def part_of(author: str) -> Part:
    """Tell which part an author belongs to."""
    return "validation" if author in VALIDATION else "test" if author in TEST else "train"


def _row(value: dict[str, object], header: Header, where: str) -> Row:
    _keys(
        value,
        "message",
        required=("id", "marked", *LABELS, "tricky", "lang"),
        optional=("pair", "thread"),
    )
    _one_of(value, "patient_data", PATIENT_DATA)
    _one_of(value, "lang", LANGUAGES)
    for name, kinds in KINDS.items():
        _one_of(value, name, ("none", *kinds))
    tricky = value["tricky"]
    if not isinstance(tricky, list) or any(not isinstance(tag, str) for tag in tricky):
        raise CorpusError("tricky must be a list of tags")
    if unknown := [tag for tag in tricky if tag not in LABEL_OF_TAG]:
        raise CorpusError(f"unknown tricky tag {', '.join(unknown)}")
    if len(set(tricky)) < len(tricky):
        raise CorpusError("a tricky tag stands twice")
    text, marks = expand(_text(value, "marked"))
    return Row(
        where=where,
        id=_text(value, "id"),
        author=header.author,
        part=header.part,
        text=text,
        spans=tuple(mark for mark in marks if mark.type != PIECE),
        pieces=tuple(mark for mark in marks if mark.type == PIECE),
        patient_data=_text(value, "patient_data"),
        spam=_text(value, "spam"),
        disrespect=_text(value, "disrespect"),
        advice=_text(value, "advice"),
        tricky=tuple(tricky),
        lang=_text(value, "lang"),
        pair=_text(value, "pair") if "pair" in value else None,
        thread=_turn(_object(value, "thread")) if "thread" in value else None,
    )


def _turn(value: dict[str, object]) -> Turn:
    _keys(value, "thread", required=("id", "position", "member"), optional=("truth",))
    member = _text(value, "member")
    if not re.fullmatch(r"[A-L]", member):
        raise CorpusError("thread.member must be one letter from A to L")
    return Turn(
        id=_text(value, "id"),
        position=_integer(value, "position"),
        member=member,
        truth=_truth(_object(value, "truth")) if "truth" in value else None,
    )


def _truth(value: dict[str, object]) -> Truth:
    _keys(value, "truth", required=("patient_data", "heat"), optional=("patient_data_from", "heat_from"))
    _one_of(value, "patient_data", PATIENT_DATA)
    _one_of(value, "heat", HEAT)
    for name in ("patient_data", "heat"):
        if (value[name] != "none") != (f"{name}_from" in value):
            raise CorpusError(f"truth.{name}_from must be there exactly when {name} is not none")
    return Truth(
        patient_data=_text(value, "patient_data"),
        patient_data_from=_integer(value, "patient_data_from") if "patient_data_from" in value else None,
        heat=_text(value, "heat"),
        heat_from=_integer(value, "heat_from") if "heat_from" in value else None,
    )


def _keys(value: dict[str, object], what: str, *, required: Sequence[str], optional: Sequence[str] = ()) -> None:
    if missing := [key for key in required if key not in value]:
        raise CorpusError(f"{what} lacks {', '.join(missing)}")
    if extra := [key for key in value if key not in {*required, *optional}]:
        raise CorpusError(f"{what} has unknown {', '.join(extra)}")


def _text(value: dict[str, object], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str):
        raise CorpusError(f"{key} must be a string")
    return found


def _integer(value: dict[str, object], key: str) -> int:
    found = value.get(key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise CorpusError(f"{key} must be a whole number")
    return found


def _object(value: dict[str, object], key: str) -> dict[str, object]:
    found = value.get(key)
    if not isinstance(found, dict):
        raise CorpusError(f"{key} must be an object")
    return cast("dict[str, object]", found)


def _one_of(value: dict[str, object], key: str, allowed: Sequence[str]) -> None:
    if value[key] not in allowed:
        raise CorpusError(f"{key} must be one of {', '.join(allowed)}")


def _faults(row: Row, header: Header) -> Iterator[str]:
    if not (matched := _MESSAGE_ID.fullmatch(row.id)) or matched[1] != row.author:
        yield f"id must be {row.author}- and three digits"
    if not row.text.strip() or row.text != row.text.strip():
        yield "the message is empty or padded"
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in row.text):
        yield "the message holds a control character"
    yield from _severity_faults(row)
    for span in (*row.spans, *row.pieces):
        yield from _span_faults(span.type, row.text[span.start : span.end], header.country)
    yield from _repeat_faults(row)
    yield from _contact_faults(row)


def _severity_faults(row: Row) -> Iterator[str]:
    types = {span.type for span in row.spans}
    if (row.patient_data != "none") != bool(types):
        yield f"patient_data is {row.patient_data} with {len(row.spans)} marks"
    names = [row.text[span.start : span.end] for span in row.spans if span.type == "NAME"]
    if row.patient_data == "direct":
        if not types & DIRECT_TYPES:
            yield "direct without a mark of a direct type"
        elif types & DIRECT_TYPES == {"NAME"} and all(_LONE_INITIALS.fullmatch(name) for name in names):
            yield "direct by initials alone: initials are quasi"
    if row.patient_data == "quasi":
        if found := types & NEVER_QUASI:
            yield f"quasi with {', '.join(sorted(found))}: that is direct"
        if any(not _INITIALS.fullmatch(name) for name in names):
            yield "quasi with a NAME that is more than initials: that is direct"


def _span_faults(kind: str, words: str, country: str) -> Iterator[str]:
    if "\n" in words and kind not in {"ADDRESS", "ID"}:
        yield f"{kind} mark runs over a line break"
    if kind == "NAME" and _TITLE.match(words):
        yield "NAME mark holds the title"
    if kind in {"ID", "DATE", "PHONE", "EMAIL", "ADDRESS", "AGE"} and _FIELD_LABEL.match(words):
        yield f"{kind} mark holds its label"
    if kind == "AGE" and re.search(r"\d", words) and not (words.isdecimal() and 90 <= int(words) <= OLDEST):
        yield "AGE mark must be the bare number, 90 or more"
    if kind == "DATE" and re.fullmatch(r"(?:19|20)\d\d", words):
        yield "a year alone is no DATE"
    if kind == "PHONE" and reserved_phone(words, country) is False:
        yield "PHONE is outside the range its country reserves for examples"
    if kind == "EMAIL" and not _EMAIL.fullmatch(words):
        yield "EMAIL mark is no address"
    if kind == "IP" and not _example_address(words):
        yield "IP is outside the ranges for documentation and private networks"


def _repeat_faults(row: Row) -> Iterator[str]:
    """Report an identifier marked once and left bare elsewhere in the same message."""
    if "namesake" in row.tricky:
        return
    bare = list(row.text)
    for span in (*row.spans, *row.pieces):
        bare[span.start : span.end] = "\0" * (span.end - span.start)
    rest = "".join(bare)
    for span in row.spans:
        words = row.text[span.start : span.end]
        if (
            span.type in {"NAME", "ID", "PHONE", "EMAIL"}
            and len(words) > 2
            and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", rest)
        ):
            yield f"{span.type} at character {span.start} stands again unmarked (tag namesake if it is somebody else)"


def _contact_faults(row: Row) -> Iterator[str]:
    for match in _EMAIL.finditer(row.text):
        if not _RESERVED_DOMAIN.fullmatch(match[1]):
            yield f"mail address at character {match.start()} is outside the domains reserved for examples"
    spans = [(span.start, span.end) for span in row.spans if span.type == "URL"]
    for match in _LINK.finditer(row.text):
        marked = any(start <= match.start() < end for start, end in spans)
        host = match[1].replace("[.]", ".").rstrip(".,;").lower().removeprefix("www.")
        if (marked or row.spam != "none") and host not in _PLATFORM_HOSTS and not _RESERVED_DOMAIN.fullmatch(host):
            yield f"link at character {match.start()} is outside the domains reserved for examples"
    for match in _INTERNATIONAL.finditer(row.text):
        if reserved_phone(match[0], "") is False:
            yield f"phone number at character {match.start()} is outside the range its country reserves for examples"


def reserved_phone(number: str, country: str) -> bool | None:
    """Tell whether a phone number lies in the range its country keeps for examples.

    ``country`` (ISO 3166 alpha-2) says where a number without a calling code belongs. Extensions and bleeps (under
    7 digits), masked numbers and numbers of countries that keep no range give None.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) < 7 or re.search(r"[xX*]{2}", number):
        return None
    international = number.lstrip("( ").startswith(("+", "00"))
    if international:
        digits = digits.removeprefix("00")
        for code, pattern in RESERVED_PHONES.values():
            if digits.startswith(code):
                return pattern.fullmatch(digits.removeprefix(code).removeprefix("0")) is not None
        return None
    known = RESERVED_PHONES.get(_SAME_PLAN.get(country, country))
    if known is None:
        return None
    if country in {"US", "CA"}:
        digits = digits.removeprefix("1")
    return known[1].fullmatch(digits.removeprefix("0")) is not None


def _example_address(words: str) -> bool:
    try:
        address = ipaddress.ip_address(words)
    except ValueError:
        return False
    return any(address in block for block in _ADDRESS_BLOCKS)


def _whole_file(name: str, rows: Sequence[Row]) -> Iterator[Problem]:
    if len(rows) > MESSAGES_AN_AUTHOR:
        yield Problem(where=name, says=f"{len(rows)} messages, at most {MESSAGES_AN_AUTHOR} an author")
    by_id: dict[str, Row] = {}
    for row in rows:
        if row.id in by_id:
            yield Problem(where=row.where, says=f"id {row.id} stands twice")
        by_id[row.id] = row
    for row in rows:
        if row.pair is not None:
            yield from (Problem(where=row.where, says=says) for says in _pair_faults(row, by_id))
        if row.pieces and row.thread is None:
            yield Problem(where=row.where, says="PIECE mark outside a thread")
    for thread, of in threads(rows).items():
        yield from (Problem(where=of[-1].where, says=f"thread {thread}: {says}") for says in _thread_faults(thread, of))


def threads(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Gather the messages of each thread, in the order they stand in."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.thread is not None:
            found[row.thread.id].append(row)
    return dict(found)


def _pair_faults(row: Row, by_id: Mapping[str, Row]) -> Iterator[str]:
    partner = by_id.get(row.pair or "")
    if partner is None or partner is row:
        yield f"pair {row.pair} is no other message of this author"
        return
    if partner.pair != row.id:
        yield f"pair {partner.id} does not point back"
        return
    apart = [name for name in LABELS if (row.label(name) == "none") != (partner.label(name) == "none")]
    if not apart:
        yield f"pair {partner.id}: one of the two must be positive and the other clean for the same label"
    clean = [name for name in apart if row.label(name) == "none"]
    if clean and not any(row.looks_like(name) for name in clean):
        yield f"the clean half of a pair needs a tricky tag of {' or '.join(clean)}"


def _thread_faults(thread: str, rows: Sequence[Row]) -> Iterator[str]:
    turns = [row.thread for row in rows if row.thread is not None]
    if not (matched := _THREAD_ID.fullmatch(thread)) or matched[1] != rows[0].author:
        yield f"id must be {rows[0].author}-T and two digits"
    if len(rows) not in THREAD_MESSAGES:
        yield f"{len(rows)} messages, wanted {THREAD_MESSAGES[0]} to {THREAD_MESSAGES[-1]}"
    if [turn.position for turn in turns] != list(range(1, len(turns) + 1)):
        yield "positions must run 1, 2, 3 … in the order of the file"
    if (truth := turns[-1].truth) is None or any(turn.truth for turn in turns[:-1]):
        yield "the last message, and it alone, carries the truth"
        return
    yield from _mosaic_faults(truth, rows)
    for first in (truth.patient_data_from, truth.heat_from):
        if first is not None and not 1 <= first <= len(rows):
            yield "a truth begins at one of the thread's positions"
    if truth.heat == "hot" and all(row.disrespect == "none" for row in rows):
        yield "a hot thread holds at least one disrespectful message"


def _mosaic_faults(truth: Truth, rows: Sequence[Row]) -> Iterator[str]:
    levels = [PATIENT_DATA.index(row.patient_data) for row in rows]
    level = PATIENT_DATA.index(truth.patient_data)
    if level < max(levels):
        yield "truth.patient_data is below that of one of its messages"
    elif level > max(levels):
        if sum(bool(row.pieces) or row.patient_data != "none" for row in rows) < 2:
            yield "a mosaic needs PIECE marks (or weaker data) in two messages or more"
    elif any(row.pieces for row in rows):
        yield "PIECE marks belong in threads whose truth is above each of their messages"
    elif level and truth.patient_data_from != levels.index(level) + 1:
        yield f"patient_data_from must be {levels.index(level) + 1}, the first message of that level"


def normalise(text: str) -> str:
    """Fold a text to lower-case words, so that punctuation and case hide no duplicate."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def trigrams(words: Sequence[str]) -> frozenset[str]:
    """Return the runs of three words; of fewer than four words, the words themselves."""
    if len(words) < 4:
        return frozenset(words)
    return frozenset(" ".join(words[start : start + 3]) for start in range(len(words) - 2))


def skeleton(row: Row) -> str:
    """Return the message with its identifiers and digits masked: what a filled-in template would leave."""
    text = row.text
    for span in sorted((*row.spans, *row.pieces), key=lambda span: -span.start):
        text = f"{text[: span.start]}{span.type}{text[span.end :]}"
    return re.sub(r"\d+", "0", text)


def near_duplicates(rows: Sequence[Row], outside: Iterable[tuple[str, str]] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield what is too like what: the id, the other's id and the reason.

    Two messages are too like when they share more than `SHARED_TRIGRAMS` of their word trigrams (Jaccard), as written
    or with identifiers and digits masked. ``outside`` are pairs of id and text that the corpus must keep clear of.
    """
    index: dict[str, list[int]] = defaultdict(list)
    grams = [trigrams(normalise(row.text).split()) for row in rows]
    for position, of in enumerate(grams):
        for other in _similar(of, grams, index):
            yield rows[position].id, rows[other].id, "near-duplicate of"
        for gram in of:
            index[gram].append(position)
    for name, text in outside:
        for other in _similar(trigrams(normalise(text).split()), grams, index):
            yield rows[other].id, name, "near-duplicate of the outside message"
    index.clear()
    shapes = [normalise(skeleton(row)).split() for row in rows]
    masked = [trigrams(words) if len(words) >= SKELETON_WORDS else frozenset() for words in shapes]
    for position, of in enumerate(masked):
        for other in _similar(of, masked, index):
            if len(grams[position] & grams[other]) <= SHARED_TRIGRAMS * len(grams[position] | grams[other]):
                yield rows[position].id, rows[other].id, "same sentence, other identifiers, as"
        for gram in of:
            index[gram].append(position)


def _similar(of: frozenset[str], known: Sequence[frozenset[str]], index: Mapping[str, list[int]]) -> Iterator[int]:
    shared = Counter(position for gram in of for position in index.get(gram, ()))
    for position, count in shared.items():
        if count > SHARED_TRIGRAMS * (len(of) + len(known[position]) - count):
            yield position


def read_outside(folder: Path = OUTSIDE) -> Iterator[tuple[str, str]]:
    """Yield id and text of the labelled sets beside the repository; nothing where there are none."""
    for path in sorted(folder.glob("chat_*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, *_, marked = line.split("\t")
            yield name, re.sub(r"\[\[[A-Z]+:(.*?)\]\]", r"\1", marked.replace("\\n", "\n"))
    for path in sorted((folder / "public").glob("*/*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                value = json.loads(line)
                yield f"{path.stem} {value['id']}", value["text"]


def check(
    corpus: Path = CORPUS, *, outside: Path = OUTSIDE, author: str = ""
) -> tuple[list[AuthorFile], list[Problem]]:
    """Read the corpus and return its files and everything wrong; with ``author``, only what concerns that author."""
    files = {path.stem: read_author(path) for path in author_paths(corpus)}
    if author and author not in files:
        return [], [Problem(where=f"{author}.jsonl", says="is not there")]
    problems = [problem for name, read in files.items() if author in {"", name} for problem in read.problems]
    rows = [row for read in files.values() for row in read.rows]
    by_id = {row.id: row for row in rows}
    for left, right, reason in near_duplicates(rows, read_outside(outside)):
        one, other = (
            (right, left) if right.startswith(f"{author}-") and not left.startswith(f"{author}-") else (left, right)
        )
        if author in {"", by_id[one].author}:
            problems.append(Problem(where=by_id[one].where, says=f"{one}: {reason} {other}"))
    return [read for name, read in files.items() if author in {"", name}], problems


# About what the whole corpus is to hold; `--complete` asks for these at least.
COMPLETE: dict[str, int] = {
    "messages": 12_000,
    "authors": 45,
    "patient_data positive": 2_900,
    "patient_data look-alike": 3_400,
    "spam positive": 1_070,
    "spam look-alike": 1_070,
    "disrespect positive": 1_070,
    "disrespect look-alike": 1_070,
    "advice positive": 480,
    "advice look-alike": 480,
    "plain": 600,
    "pairs": 1_500,
    "threads": 300,
}
SHARES: dict[Part, float] = {"train": 0.70, "validation": 0.15, "test": 0.15}
SHARE_TOLERANCE = 0.03


def tally(rows: Sequence[Row]) -> Counter[str]:
    """Count messages by everything the composition speaks of."""
    counts: Counter[str] = Counter(messages=len(rows), authors=len({row.author for row in rows}))
    for row in rows:
        counts.update([f"lang {row.lang}", f"part {row.part}"])
        counts["plain"] += row.plain
        counts["several lines"] += "\n" in row.text
        for name in LABELS:
            counts[f"{name} positive"] += row.label(name) != "none"
            counts[f"{name} look-alike"] += row.looks_like(name)
            counts[f"{name}={row.label(name)}"] += 1
        counts.update(f"tag {tag}" for tag in row.tricky)
        counts.update(f"type {kind}" for kind in {span.type for span in row.spans})
        counts["pairs"] += row.pair is not None and any(row.looks_like(name) for name in LABELS)
    for of in threads(rows).values():
        counts["threads"] += 1
        counts["mosaics"] += any(row.pieces for row in of)
        if of[-1].thread is not None and (truth := of[-1].thread.truth) is not None:
            counts.update([f"thread patient_data={truth.patient_data}", f"thread heat={truth.heat}"])
    return counts


def _shortfalls(counts: Counter[str]) -> Iterator[Problem]:
    for name, wanted in COMPLETE.items():
        if counts[name] < wanted:
            yield Problem(where="corpus", says=f"{name}: {counts[name]}, wanted {wanted}")
    for part, share in SHARES.items():
        found = counts[f"part {part}"] / max(counts["messages"], 1)
        if abs(found - share) > SHARE_TOLERANCE:
            yield Problem(where="corpus", says=f"{part} holds {found:.1%} of the messages, wanted about {share:.0%}")


def _print_counts(rows: Sequence[Row], quota: Mapping[str, object]) -> None:
    counts = tally(rows)
    length = sum(len(row.text) for row in rows) // max(len(rows), 1)
    print(f"{length} characters on average")
    print(_line("size", counts, ("messages", "authors", "pairs", "threads", "mosaics", "plain", "several lines")))
    for name in LABELS:
        values = PATIENT_DATA[1:] if name == "patient_data" else KINDS[name]
        print(_line(name, counts, ("positive", "look-alike"), f"{name} "))
        print(_line("  kinds", counts, values, f"{name}="))
        print(_line("  tags", counts, TRICKY[name], "tag "))
    print(_line("types", counts, TYPES, "type "))
    print(_line("languages", counts, LANGUAGES, "lang "))
    print(_line("parts", counts, PARTS, "part "))
    print(_line("threads' patient data", counts, PATIENT_DATA, "thread patient_data="))
    print(_line("threads' heat", counts, HEAT, "thread heat="))
    print("openings used most: " + "  ".join(f"{words!r} {number}" for words, number in _openings(rows).most_common(6)))
    print("names in most authors' files: " + "  ".join(f"{name} {number}" for name, number in _shared_names(rows)))
    if quota:
        print("against the quota: " + "  ".join(_against(quota, counts)))


def _line(title: str, counts: Counter[str], names: Iterable[str], prefix: str = "") -> str:
    return f"{title}: " + "  ".join(f"{name} {counts[prefix + name]}" for name in names)


def _shared_names(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """Return the patients' names that most authors thought of: a sign that authors are not as apart as they should."""
    users: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for span in row.spans:
            if span.type == "NAME":
                for word in re.findall(r"[^\W\d_]{3,}", row.text[span.start : span.end].lower()):
                    users[word].add(row.author)
    shared = Counter({word: len(authors) for word, authors in users.items() if len(authors) > 1})
    return shared.most_common(25)


def _openings(rows: Iterable[Row]) -> Counter[str]:
    return Counter(" ".join(normalise(row.text).split()[:2]) for row in rows if row.thread is None)


def _against(quota: Mapping[str, object], counts: Counter[str]) -> Iterator[str]:
    for key, wanted in quota.items():
        if isinstance(wanted, int):
            yield f"{key} {counts[key]}/{wanted}"
        elif isinstance(wanted, dict):
            yield from (f"{key}={kind} {counts[f'{key}={kind}']}/{n}" for kind, n in wanted.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the corpus, print what was asked for, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--author", default="", help="check one author alone, against all the others")
    parser.add_argument("--counts", action="store_true", help="print the tables")
    parser.add_argument("--complete", action="store_true", help="demand the whole corpus's composition and split")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the folder that holds authors/")
    parser.add_argument("--outside", type=Path, default=OUTSIDE, help="sets that the corpus must keep clear of")
    options = parser.parse_args(arguments)
    files, problems = check(options.corpus, outside=options.outside, author=options.author)
    rows = [row for read in files for row in read.rows]
    if options.complete:
        problems += _shortfalls(tally(rows))
    if options.counts or options.author:
        headers = [read.header for read in files if read.header is not None]
        _print_counts(rows, headers[0].quota if options.author and headers else {})
    for problem in problems:
        print(problem)
    print(f"{len(rows)} messages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

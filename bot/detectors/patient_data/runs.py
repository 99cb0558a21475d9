"""Runs: words that stand together like a name, and how much they look like one, whoever it may belong to.

Evidence is the lists of given names and surnames, a title, a capital where none is due, and the way names are laid
out on labels ("LASTNAME, First"); evidence against are ordinary words, eponyms, endings of drugs and headings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.detectors.patient_data.given import EPONYMS, GIVEN, SURNAMES, WORDS_TOO
from bot.detectors.patient_data.ordinary import MEDICAL_ENDING, ORDINARY
from bot.detectors.patient_data.reading import Reading
from bot.detectors.patient_data.vocabulary import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words that stand together like a name.

    Args:
        start: where they begin in the plain text.
        end: where they end.
        likeness: how much they look like somebody's name, in log-odds.
        title: the title before them, folded, or nothing.
        eponym: whether they are known as an eponym and nothing else says that they are a name.
        known: whether a word of them is known as a name.
        shouted: whether they are unknown and in capitals throughout.
    """

    start: int
    end: int
    likeness: float
    title: str
    eponym: bool
    known: bool
    shouted: bool


TITLE = re.compile(
    r"\b(mr|mrs|ms|miss|mister|missus|mme|mlle|madame|monsieur|m|messrs|herrn?|frau|sr|sra|srta"
    r"|senora?|don|dona|senorita|reverend|rev|sgt|senator|lord|lady|master|auntie|baby|bb|bebe"
    r"|bb girl|bb boy|councillor|cllr|judge|sir|dame|pastor|imam|rabbi|captain|capt|lt|col"
    r"|constable|pc|officer)\.? ?\"?$"
)
"""A title at the end of what stands before a name."""

HARD_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "mister",
        "missus",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "frau",
        "sr",
        "sra",
        "srta",
        "ms",
        "miss",
        "senor",
        "senora",
        "don",
        "dona",
        "reverend",
        "rev",
        "senator",
        "madame",
        "monsieur",
        "m",
        "sgt",
    }
)
_PARTICLES = listed(
    "de da do dos das del della di du la le van von der den ten ter zu bin bint ibn al el ul ap "
    "ab mac mc o nic ni ui te y e san st af"
)


def runs(reading: Reading) -> Iterator[Run]:
    """Yield every run of words that could be a name, in order."""
    plain, words, spans = reading.plain, reading.words, reading.spans
    index, count = 0, len(words)
    while index < count:
        word = words[index]
        start = spans[index][0]
        titled = word in HARD_TITLES and index + 1 < count and _title_joins(plain, spans, index)
        if titled:
            index += 1
            run, index = _run(reading, index, title=word)
        elif plain[start].isupper() or (word in _LOWER_CASE_NAMES):
            run, index = _run(reading, index, title="")
        else:
            index += 1
            continue
        if run is not None:
            yield run


_LOWER_CASE_NAMES = GIVEN - WORDS_TOO - ORDINARY - EPONYMS
_NAMES_IN_CAPITALS = _LOWER_CASE_NAMES | SURNAMES
_LAY_TITLES = frozenset(
    {
        "mr",
        "mrs",
        "mister",
        "missus",
        "mme",
        "mlle",
        "herr",
        "herrn",
        "frau",
        "sra",
        "madame",
        "monsieur",
        "m",
        "senora",
    }
)
_LOW_TITLES = frozenset({"m", "don", "dona", "ms", "sr"})


def _title_joins(plain: str, spans: list[tuple[int, int]], index: int) -> bool:
    """Whether a title is one: short ones want their capital, and a name must follow at once."""
    start, end = spans[index]
    if not plain[start].isupper() and plain[start:end] in _LOW_TITLES - {"don", "dona"}:
        return False
    gap = plain[end : spans[index + 1][0]]
    following = plain[spans[index + 1][0]]
    if plain[start:end].isupper() and end - start > 1 and not following.isupper():
        return False
    if gap not in (" ", ". ", ".", ' "', " '"):
        return False
    return following.isupper() or (following.isalpha() and len(plain[start:end]) > 1 and plain[start:end] != "don")


def _run(reading: Reading, index: int, *, title: str) -> tuple[Run | None, int]:
    """Read a run from a word on; returns it, or None, and where to go on."""
    if not title and _cannot_begin(reading, index):
        return None, index + 1
    last = _last(reading, index)
    end = reading.spans[last][1]
    if reading.plain[end : end + 1] == "." and len(reading.words[last]) == 1:
        end += 1
    return _weighed(reading, index, last, end, title), last + 1


def _last(reading: Reading, first: int) -> int:
    """Find the last word of the run that begins with a word; a particle does not end a name."""
    words = reading.words
    last = first
    lower = not reading.plain[reading.spans[first][0]].isupper()
    while last + 1 < min(len(words), first + _LONGEST) and _joins(reading, last, last + 1, lower=lower):
        last += 1
    while last > first and words[last] in _PARTICLES and len(words[last]) > 1:
        last -= 1
    return last


_LONGEST = 6


def _cannot_begin(reading: Reading, index: int) -> bool:
    """Whether a capitalised word cannot begin a name: an ordinary word, an abbreviation, a word with a digit."""
    word = reading.words[index]
    if (word in ORDINARY and word not in WORDS_TOO) or not word.isalpha():
        return True
    start, end = reading.spans[index]
    written = reading.plain[start:end]
    if len(word) == 1:
        return not _is_initial(written, reading.plain[end : end + 3])
    if written.isupper():
        return (len(word) < _SHORTEST_SHOUTED or word in _SHOUTED) and word not in _NAMES_IN_CAPITALS
    return not (written[1:].islower() or written.islower() or written[:2] in _INNER_CAPITALS)


def _is_initial(letter: str, following: str) -> bool:
    """Whether a single letter begins a name: "J_Kavanagh", "J. Kavanagh", "J Kavanagh"."""
    if following[:1] == "_":
        return True
    if following[:2] == ". ":
        return following[2:].isupper()
    return following[:1] == " " and following[1:].istitle() and letter in _INITIAL_LETTERS


_SHORTEST_SHOUTED = 5
_INITIAL_LETTERS = frozenset("BCDEFGHJKLMNOPRSTW")
_INNER_CAPITALS = frozenset({"Mc", "Ma", "De", "Di", "La", "Le", "Va", "O'", "Ní", "Ó"})
_SHOUTED = listed(
    "stat asap fyi psa please help icu nicu picu nstemi stemi copd urgent warning reminder covid "
    "mrsa nhs hiv sids esrd hfref left right never always still same everyone wrong only note "
    "sbar sbars loinc snomed grade jupiter prosper paradigm merino "
    "eolia dapa process arise promise recovery ards lscs mffd ecmo lvad cabg tavi dnacpr atls "
    "acls patient jobs job exam usmle plab tips free sale code blue spss redcap mimic hellp glp "
    "dress cops posts"
)


def _joins(reading: Reading, last: int, follow: int, *, lower: bool) -> bool:
    """Whether a word belongs to the name before it."""
    plain, word = reading.plain, reading.words[follow]
    start, end = reading.spans[follow]
    gap = plain[reading.spans[last][1] : start]
    if gap not in _GAPS or (gap == "'" and word in _CONTRACTED):
        return False
    written = plain[start:end]
    if gap == ", ":
        return _surname_first(reading, last, follow)
    if lower or not written[0].isupper():
        surname = lower and written.islower() and gap in (" ", "-", "'") and word in _LOWER_SURNAMES
        return surname or (not lower and word in _PARTICLES and gap == " " and _capital_follows(reading, follow))
    if len(word) == 1:
        return plain[end : end + 1] in ("", ".", " ", ",", "'", "\n")
    if written.isupper() and len(word) < 4 and word not in SURNAMES:
        return plain[slice(*reading.spans[last])].isupper() and word.isalpha()
    return word.isalpha() and (gap != " " or word not in ORDINARY or word in _EVEN_SO)


def _capital_follows(reading: Reading, index: int) -> bool:
    """Whether the next word stands close by and begins with a capital."""
    if index + 1 == len(reading.words):
        return False
    end, start = reading.spans[index][1], reading.spans[index + 1][0]
    return reading.plain[end:start] in (" ", "'", "-") and reading.plain[start].isupper()


_EVEN_SO = WORDS_TOO | GIVEN | SURNAMES
_CONTRACTED = frozenset({"s", "d", "ll", "re", "ve", "m", "t"})
_GAPS = frozenset({" ", "-", "'", ". ", ".", ' "', '" ', ", ", "^", "_", " '", "' ", ". -", ".-"})
_LOWER_SURNAMES = (
    SURNAMES
    - ORDINARY
    - listed(
        "day may long young rose wood hall bell ball best good little small short strong rich wise "
        "love sharp power moody will man more he kim so do an ha ho la le ma sen das das islam brown "
        "black white green king cook baker walker miller carter cooper mason hunter fisher price hope"
    )
)


def _surname_first(reading: Reading, last: int, follow: int) -> bool:
    """Whether a comma stands between a surname and a given name, as on labels: LASTNAME, First."""
    plain = reading.plain
    start, end = reading.spans[follow]
    word = reading.words[follow]
    if not plain[start].isupper() or (word in ORDINARY and word not in WORDS_TOO):
        return False
    before = reading.words[last]
    if before in GIVEN and before not in SURNAMES and before not in WORDS_TOO:
        return False
    if len(word) == 1:
        return plain[end : end + 1] == "."
    shouted = plain[reading.spans[last][0] : reading.spans[last][1]].isupper() and len(before) > 3
    return word in GIVEN or shouted


def _weighed(reading: Reading, first: int, last: int, end: int, title: str) -> Run | None:
    """Weigh a run by its words; None when it cannot be a name."""
    plain, start = reading.plain, reading.spans[first][0]
    words = reading.words[first : last + 1]
    full = [word for word in words if len(word) > 1 and word not in _PARTICLES]
    upper = plain[start].isupper()
    given = any(word in _SURE for word in full)
    if not full or (not given and any(word.endswith(_ENDINGS) for word in full)):
        return None
    if title and not upper and words[0] in ORDINARY:
        return None
    several = len(words) > 1
    maybe = several and any(word in _PERHAPS for word in full)
    surname = (several or bool(title)) and any(word in SURNAMES for word in full)
    label = several and upper and ", " in plain[start:end]
    known = given or maybe or surname or label
    likeness = _likeness(full, several=several, upper=upper, opens=opens_sentence(plain, start))
    if title:
        likeness = max(likeness, 0.2 if likeness == _EPONYM else 0.0) + (1.6 if title in _LAY_TITLES else 1.0)
    if label:
        likeness = max(likeness, 1.8)
    elif not known and _headline(plain, reading.spans, first, last):
        likeness -= 1.5
    return Run(
        start=start,
        end=end,
        likeness=likeness,
        title=title,
        eponym=not (given or title or maybe) and any(word in _EPONYMS_ONLY for word in full),
        known=known,
        shouted=not known and not title and plain[start:end].isupper(),
    )


_SURE = GIVEN - WORDS_TOO
_PERHAPS = GIVEN & WORDS_TOO
_EPONYMS_ONLY = EPONYMS - GIVEN
_EPONYM = -1.4


def _likeness(full: list[str], *, several: bool, upper: bool, opens: bool) -> float:
    """Say how much words look like somebody's name by themselves (log-odds, our judgement)."""
    if any(word in _SURE for word in full):
        return 2.0 if several else (1.3 if upper else 0.5)
    if any(word in _PERHAPS for word in full):
        return 0.9 if several else (-0.6 if upper else -2.0)
    if not several and full[0] in _EPONYMS_ONLY:
        return _EPONYM
    if any(word in SURNAMES for word in full):
        return 0.8 if several else 0.3
    return (0.2 if several else -0.5) - (0.5 if opens else 0.0)


def _headline(plain: str, spans: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether most words round about begin with a capital, as in headings, so that a capital says nothing."""
    around = spans[max(0, first - 6) : first] + spans[last + 1 : last + 7]
    capitals = sum(plain[start].isupper() for start, _ in around)
    return len(around) > 3 and capitals * 2 > len(around)


_ENDINGS = (*tuple(ending for ending in MEDICAL_ENDING if len(ending) > 3), "mab", "nib", "olol")


def opens_sentence(plain: str, at: int) -> bool:
    """Whether a word is the first of its sentence, where a capital says little."""
    lead = plain[max(0, at - 3) : at].rstrip(" *_>\"'(-•")
    return not lead or lead[-1] in ".!?:\n"

"""National numbers: identity and insurance numbers of many countries, proven by their check digits.

Where python-stdnum knows the number, it judges. What it lacks is written here: the American Medicare beneficiary's
layout (CMS, "MBI Format"), the British national insurance number (HMRC, NIM39110), the Scottish CHI (a date of birth
and a modulus 11; ISD Scotland's data dictionary), the Australian Medicare number (weights 1,3,7,9 modulus 10; Services
Australia) and IHI (Luhn, prefix 800360; AS 5017), the Indian ABHA (14 digits), the Ontario health number (Luhn;
Ontario's "Health Number Validation") and the German KVNR (Luhn, the letter by its place; GKV-Spitzenverband).

An American NPI is a clinician's and is let go by its name.

A number of few digits passes a check by chance: a bare one is only proven where its layout says more than digits.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import luhn, verhoeff
from stdnum.be import nn
from stdnum.br import cpf
from stdnum.ch import ssn as ahv
from stdnum.dk import cpr
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.se import personnummer
from stdnum.us import ssn

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patterns import Patterns

PROVEN, LABELLED = "patient_data.national_number", "patient_data.national_number_unproven"

RULES = {
    PROVEN: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why="A national identity, health or insurance number stands here; its check digit or layout holds.",
    ),
    LABELLED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why=(
            "The words before it announce a national identity, health or insurance number, and it has the right shape."
        ),
    ),
}


def nino_holds(number: str) -> bool:
    """Check the prefix and suffix of a British national insurance number (HMRC, NIM39110)."""
    prefix = number[:2]
    return (
        prefix[0] not in "DFIQUV"
        and prefix[1] not in "DFIQUVO"
        and prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
        and number[8:] in ("A", "B", "C", "D")
    )


def au_medicare_holds(digits: str) -> bool:
    """Check an Australian Medicare number: ten digits, perhaps an eleventh for the person (Services Australia)."""
    if len(digits) not in (10, 11) or digits[0] not in "23456":
        return False
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 10 == int(digits[8])


def chi_holds(digits: str) -> bool:
    """Check a Scottish CHI number: a date of birth, then modulus 11 (ISD Scotland)."""
    if not (0 < int(digits[:2]) < 32 and 0 < int(digits[2:4]) < 13):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def kvnr_holds(number: str) -> bool:
    """Check a German health insurance number: a letter and nine digits (GKV-Spitzenverband)."""
    digits = f"{ord(number[0]) - 64:02d}{number[1:]}"
    total = 0
    for index, digit in enumerate(digits[:10]):
        product = int(digit) * (1 + index % 2)
        total += product // 10 + product % 10
    return total % 10 == int(digits[10])


def _no_check(_: str) -> bool:
    """Stand in for a check digit that the number has not, or that nobody has published."""
    return False


_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}"
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number's shape, its check, how it is called, and whether shape and check together prove it unannounced."""

    shape: str
    holds: Callable[[str], bool]
    called: str
    proves: bool = False
    unannounced: float = 0.0


_NUMBERS = {
    "nhs": _Number(r"\d{3}[ -]?\d{3}[ -]?\d{4}", nhs.is_valid, r"\bnhs\b", unannounced=0.40),
    "chi": _Number(r"\d{6}[ -]?\d{4}", chi_holds, r"\bchi\b", unannounced=0.45),
    "ssn": _Number(r"\d{3}-\d{2}-\d{4}", ssn.is_valid, r"\bs\.?s\.?n\b|\bsocial\b", unannounced=0.85),
    "ssn run on": _Number(r"\d{3} ?\d{2} ?\d{4}", ssn.is_valid, r"\bs\.?s\.?n\b|\bsocial (?:security|sec)\b"),
    "nino": _Number(
        r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d]",
        nino_holds,
        r"\bni(?:no)?\b|\bnational insurance\b",
        unannounced=0.85,
    ),
    "mbi": _Number(
        r"[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}",
        lambda number: _MBI.fullmatch(number) is not None,
        r"\bmbi\b|\bmedicare\b|\bhicn\b",
        proves=True,
        unannounced=0.92,
    ),
    "medicare au": _Number(r"\d{4} ?\d{5} ?\d(?:[ /-]?\d)?", au_medicare_holds, r"\bmedicare\b|\bmcare\b"),
    "ihi": _Number(r"8003 ?60\d{2} ?\d{4} ?\d{4}", luhn.is_valid, r"\bihi\b", proves=True, unannounced=0.9),
    "ohip": _Number(
        r"\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?",
        lambda number: luhn.is_valid(number[:10]),
        (
            r"\bohip\b|\bhcn\b|\bhealth card\b|\bhealth ?card (?:no|num\w*|#)|\bcarte soleil\b|\bramq\b"
            r"|\bphn\b|\bhin\b"
        ),
    ),
    "sin": _Number(r"\d{3}[ -]?\d{3}[ -]?\d{3}", luhn.is_valid, r"\bsin\b|\bsocial insurance\b"),
    "nir": _Number(
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}(?: ?\d{2})?",
        lambda number: len(number) == 15 and nir.is_valid(number),
        r"\bnir\b|\bins\b|\bsecu\b|\bsecurite sociale\b|\bn° ?ss\b|\bnss\b|\bimmatriculation\b",
        proves=True,
        unannounced=0.9,
    ),
    "kvnr": _Number(
        r"[A-Z]\d{9}",
        kvnr_holds,
        r"\bkv-?n(?:r|ummer)\b|\bversicherten-?n(?:r|ummer)\b|\bkrankenvers\w*|\bvers\.?-?nr\b|\begk\b",
        unannounced=0.6,
    ),
    "dni": _Number(r"\d{8}-?[A-Z]", dni.is_valid, r"\bdni\b|\bnif\b|\bdocumento\b", proves=True, unannounced=0.85),
    "nie": _Number(r"[XYZ]-?\d{7}-?[A-Z]", nie.is_valid, r"\bnie\b|\bdni\b", proves=True, unannounced=0.88),
    "aadhaar": _Number(
        r"\d{4}[ -]?\d{4}[ -]?\d{4}",
        lambda number: number[0] not in "01" and verhoeff.is_valid(number),
        r"\ba+dh?a+r\b|\buidai\b|\buid\b",
    ),
    "abha": _Number(r"\d{2}-\d{4}-\d{4}-\d{4}", _no_check, r"\babha\b|\bhealth id\b", unannounced=0.75),
    "bsn": _Number(r"\d{9}", bsn.is_valid, r"\bbsn\b|\bburgerservice\w*|\bsofi\b"),
    "cpf": _Number(r"\d{3}\.\d{3}\.\d{3}-\d{2}", cpf.is_valid, r"\bcpf\b", proves=True, unannounced=0.9),
    "pps": _Number(r"\d{7}[A-W][A-IW]?", pps.is_valid, r"\bpps(?:n|no)?\b", unannounced=0.55),
    "rijksregister": _Number(
        r"\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}",
        nn.is_valid,
        r"\brijksregister\w*|\bniss\b|\binsz\b|\bregistre national\b|\brrn\b",
        unannounced=0.5,
    ),
    "ahv": _Number(
        r"756\.?\d{4}\.?\d{4}\.?\d{2}", ahv.is_valid, r"\bahv\b|\bavs\b|\bavs13\b", proves=True, unannounced=0.9
    ),
    "codice fiscale": _Number(
        r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]",
        codicefiscale.is_valid,
        r"\bcodice fiscale\b|\bc\.?f\.?\b",
        proves=True,
        unannounced=0.95,
    ),
    "curp": _Number(r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", curp.is_valid, r"\bcurp\b", proves=True, unannounced=0.9),
    "personnummer": _Number(
        r"(?:19|20)?\d{6}[-+]\d{4}", personnummer.is_valid, r"\bpersonnummer\b|\bpnr\b", unannounced=0.6
    ),
    "cpr": _Number(r"\d{6}-\d{4}", cpr.is_valid, r"\bcpr\b|\bcpr-nr\b", unannounced=0.55),
    "fodselsnummer": _Number(r"\d{6} ?\d{5}", fodselsnummer.is_valid, r"\bfodsels\w*|\bfnr\b|\bpersonnr\b"),
    "hetu": _Number(r"\d{6}[-+A]\d{3}[0-9A-Z]", hetu.is_valid, r"\bhetu\b", proves=True, unannounced=0.9),
    "steuer": _Number(r"\d{11}", _no_check, r"\bsteuer-?id\w*"),
    "nif pt": _Number(r"\d{9}", _no_check, r"\bcontribuinte\b|\bnif\b|\bnumero de utente\b|\butente\b"),
    "tsi": _Number(
        r"[A-Z]{4} ?\d{10}|\d{8,10}",
        _no_check,
        r"\btsi\b|\bcip\b|\btarjeta sanitaria\b|\bnuss\b|\bnaf\b|\bcedula\b|\bc\.c\.|\brun\b|\brut\b",
    ),
    "iban": _Number(r"[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?(?:[A-Z0-9]{4} ?){2,6}[A-Z0-9]{0,4}", _no_check, r"\biban\b"),
    "medicaid": _Number(
        r"[A-Z]{0,3}\d{7,12}[A-Z]{0,2}", _no_check, r"\bmedicaid(?: (?:id|no\.?|number|#))?\b|\bmedi-cal\b"
    ),
}

_SHAPES = Patterns(
    {name: rf"(?:^|[^A-Za-z0-9])(?P<at>{number.shape})(?:[^A-Za-z0-9]|$)" for name, number in _NUMBERS.items()}
)
_CALLED = Patterns({name: rf"(?:{number.called})[^\n]{{0,24}}$" for name, number in _NUMBERS.items()})
_SAMPLE_OR_WORK = Patterns(
    {
        "not a person": (
            r"(?:\bpmid|\bdoi|\bnct|\bnpi\b|\bgmc\b|\bnmc\b|\bahpra\b|\border\b|\bticket\b|\blot\b"
            r"|\bbatch\b|\bdiscord\b|\bext\b|\bsnomed\b|\bloinc\b|\bindex\b|\biban\b|\bfax\b|\btel\b"
            r"|\bphone\b|\bmobile\b|\bcall\b|\bring\b|\btext\b|\b(?:i'm|reach me|call me) on"
            r"|\bmy (?:own )?(?:\w+ )?(?:nhs|ssn|number)\b[^\n]{0,16})[^\n]{0,20}$"
        )
    }
)


def find(reading: Reading, _found: list[Found]) -> Iterator[Said]:
    """Find national numbers: announced by name, or by a shape that says enough."""
    if _DIGITS.search(reading.plain) is None:
        return
    ends = -1
    for match in sorted(_SHAPES.find(reading.plain), key=lambda one: (one.start, -one.end)):
        if match.start < ends:
            continue
        said = _judge(reading, match.name, match.start, match.end)
        if said is not None:
            yield said
            ends = match.end


_DIGITS = re.compile(r"\d\D?\d")


def _judge(reading: Reading, name: str, start: int, end: int) -> Said | None:
    """Judge a number by its announcement and its check digit; None when neither speaks for it."""
    number = _NUMBERS[name]
    before, scene = reading.before(start), reading.scene(start)
    called = name in _CALLED.names(before)
    written = reading.plain[start:end]
    compact = re.sub(r"[ .\-/]", "", written).upper()
    holds = _holds(number, compact, written)
    if not called and not (number.unannounced and (holds or _of_reserved_range(name, compact))):
        return None
    rule = PROVEN if holds else LABELLED
    if len(set(compact)) == 1 or scene.shows("simulation", "test record", "exam"):
        return LetGo(rule, start, end, "a placeholder, an exam, a simulation or a test record")
    if called:
        proven = holds and (number.proves or name in _PROVEN_WHEN_CALLED)
        return Found(rule, start, end, 0.97 if proven else 0.88, proven=proven)
    if _SAMPLE_OR_WORK.names(before):
        return LetGo(rule, start, end, "announced as something else")
    confidence = min(number.unannounced + 0.05 * min(scene.clinical, 3), 0.96)
    return Found(rule, start, end, round(confidence, 3), proven=number.proves and holds)


_PROVEN_WHEN_CALLED = frozenset({"nhs", "chi", "nino", "ssn", "medicare au", "ohip", "aadhaar", "kvnr"})
"""Numbers whose check alone passes too often by chance, but not together with their name."""


def _of_reserved_range(name: str, compact: str) -> bool:
    """Whether a number without a valid check still has a shape that nothing else has."""
    return name == "abha" or (name == "ssn" and compact[:1] in ("0", "9"))


def _holds(number: _Number, compact: str, written: str) -> bool:
    try:
        return bool(number.holds(written if number.holds is ssn.is_valid and "-" in written else compact))
    except (ValueError, IndexError):
        return False

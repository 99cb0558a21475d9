"""When: dates tied to one patient, and ages of ninety and over.

Any part of a calendar date finer than a year identifies when it is tied to a patient (45 CFR 164.514(b)(2)(i)(C));
so do ages over 89, here from 90 up. Clean are years, clock times, weekdays, days after an operation, durations in
shorthand (3/7, 2/52, 6/12), dates of conferences, exams, rotas and papers, and a member's own dates: the labelling
policy of the training corpus, sections 2.3 and 2.4.
"""

import re
from collections.abc import Iterator

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.cues import Cues, total
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.vocabulary import KIN, PATIENT
from bot.detectors.patterns import Patterns

DATE, BIRTH, AGE = "patient_data.date_of_care", "patient_data.date_of_birth", "patient_data.age_over_89"

RULES = {
    DATE: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.DATE,
        why="An exact date is tied to one patient's care.",
    ),
    BIRTH: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.DATE,
        why="A date of birth, or a date on which a birth is due, stands here.",
    ),
    AGE: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.AGE,
        why="An exact age of ninety or over stands here.",
    ),
}

_MONTH = (
    r"jan(?:uary|vier|uar)?|feb(?:ruary|ruar)?|fev(?:rier)?|mar(?:ch|s)?|marz|maerz|apr(?:il)?"
    r"|avril|may|mai|june?|juni|juin|jul[iy]?|juillet|aug(?:ust)?|aout|sept?(?:ember|embre)?"
    r"|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember|embre)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    r"|diciembre"
)
_LONG_MONTH = (
    r"january|february|march|april|june|july|august|september|october|november|december|janvier"
    r"|fevrier|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|februar|marz"
    r"|juni|juli|oktober|dezember|enero|febrero|abril|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre|sept|oct|nov|feb|jan|aug|apr|may|mai|mars|marzo|mayo|dec"
)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?:,? ?(?:de )?(?:19|20)\d\d|[ -]'?\d\d\b)?"

_DATES = Patterns(
    {
        "day month": (
            rf"(?:^|[^a-z0-9.,/])(?P<at>(?:the )?{_DAY}[ -]?(?:of "
            rf"|de )?(?:{_MONTH})\b\.?{_YEAR}(?: ?[-–] ?{_DAY} (?:{_MONTH})\b)?)"
        ),
        "month day": (
            rf"(?:^|[^a-z])(?P<at>(?:{_MONTH})\.? {_DAY}(?: ?[-–] ?{_DAY})?(?:,? (?:19"
            r"|20)\d\d)?)(?:[^a-z0-9%/:.]|[.:,]?\s|[.,]?$)"
        ),
        "month year": rf"(?:^|[^a-z])(?P<at>(?:{_LONG_MONTH})(?:,? (?:of |de )?(?:19|20)\d\d| '?\d\d\b))",
        "month": (
            r"\b(?:in|since|last|from|until|til|till|early|mid|late|end of|back in|this|en|depuis|desde"
            rf"|seit|im|ende|anfang|mitte|fin|debut)[ -](?P<at>{_LONG_MONTH})\b"
        ),
        "full": (
            r"(?:^|[^\d.,/-])(?P<at>(?:3[01]|[12]\d|0?[1-9])(?:/|-|\.)(?:3[01]|[12]\d|0?[1-9])(?:/|-"
            r"|\.)(?:(?:19|20)\d\d|\d\d))(?:[^\d/%.-]|[.-]?\s|[.-]?$)"
        ),
        "iso": (
            r"(?:^|[^\d.,/-])(?P<at>(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:3[01]|[12]\d"
            r"|0?[1-9]))(?:[^\d]|$)"
        ),
        "german short": r"(?:^|[^\d.,/-])(?P<at>(?:3[01]|[12]\d|0?[1-9])\.(?:1[0-2]|0?[1-9])\.)(?:[^\d]|$)",
        "month slash year": r"(?:^|[^\d.,/-])(?P<at>(?:0[1-9]|1[0-2])/20\d\d)(?:[^\d/]|$)",
        "short": (
            r"(?:^|[^\d.,/a-z+-])(?P<at>(?:3[01]|[12]\d|0?[1-9])/(?:3[01]|[12]\d|0?[1-9]))(?:[^\d/%a-z.]"
            r"|[.]?\s|[.]?$)"
        ),
        "ordinal": (
            r"\b(?:on|since|admitted|died|born|seen|le|el"
            r"|den)(?: on)?(?: the)? (?P<at>(?:the )?(?:[12]?(?:1st|2nd|3rd|[4-9]th|0th)|1[0-9]th|30th"
            r"|31st))\b"
        ),
        "week": (
            r"\b(?P<at>(?:w/c|week (?:of|commencing)) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?:/\d{1,2}"
            r"| (?:of )?[a-z]{3,9})|[a-z]{3,9} \d{1,2})|kw ?\d{1,2})\b"
        ),
        "holiday": (
            r"\b(?P<at>l'aid\b|aid el[- ](?:fitr|adha|kebir)|christmas(?: eve| day)?|xmas(?: eve| day)?"
            r"|boxing day|new year'?s?(?: eve| day)|nye|thanksgiving(?: day)?|easter(?: sunday| monday)?"
            r"|good friday|halloween|bonfire night|guy fawkes|st patrick'?s day|paddy'?s day"
            r"|valentine'?s(?: day)?|mother'?s day|father'?s day|july 4th|4th of july|fourth of july"
            r"|labor day|memorial day|anzac day|australia day|waitangi day|canada day|bastille day"
            r"|eid(?: al[- ](?:fitr|adha))?|diwali|holi|ramadan|hanukkah|yom kippur|rosh hashanah|passover"
            r"|lunar new year|chinese new year|burns night|st stephen'?s day|st andrew'?s day"
            r"|st george'?s day|hogmanay|black friday|super bowl sunday|election day|noel|reveillon"
            r"|saint[- ]sylvestre|14 juillet|toussaint|paques|pentecote|navidad|nochebuena|nochevieja"
            r"|reyes|semana santa|silvester|heiligabend|weihnachten|ostern|pfingsten|rosenmontag|karneval"
            r"|juneteenth|groundhog day|midsummer)\b"
        ),
    }
)
_TIED_BEFORE = Cues(
    {
        "birth": (
            (
                r"\b(?:dob|d\.o\.b\.?|date of birth|born(?: on)?|birth ?date|birthday|edd|due date|nee? le"
                r"|date de naissance|ddn|nacid[oa](?: el)?|f(?:echa)?\.? ?(?:de )?nac\w*\.?|fum|fpp"
                r"|geb(?:oren)?(?: am)?\.?|geburtsdatum|et|lmp|ddr|term)(?: is| was)?[ :.,(]*$"
            ),
            2.6,
        ),
        "due": (r"\bdue(?: on| in)?(?: the)? $", 0.9),
        "event": (
            (
                r"\b(?:admitted|admission|adm|readmitted|presented|presenting|arrived|seen|reviewed|diagnosed"
                r"|dx'?d?|dxd|confirmed|discharged|dc'?d|d/c|transferred|died|death|passed(?: away)?|rip"
                r"|arrest(?:ed)?|lap(?:arotomy|aroscopy)?|ercp|stented|od'?d|debrided|coded|collapsed|fell|fall|crashed|operated|op|surgery|procedure|implanted|inserted"
                r"|placed|removed|transplant(?:ed)?|tx|delivered|delivery|section|lscs|scan(?:ned)?|mri|ct|cxr"
                r"|echo|tte|biopsy|bx|biopsied|bloods|sample|swab|culture|ecg|endoscopy|colonoscopy|angio|cath"
                r"|started|stopped|began|onset|symptoms|last seen|last dose|dosed|first dose|lost to f/?u"
                r"|intubated|extubated|ventilated|proned|vaccinated|infused|chemo|cycle|rx'?d|treated|referred"
                r"|listed|overdose|stabbed|shot|burn(?:ed|t)?|injured|accident|rta|mva|came in|brought in|took"
                r"|ingested|bitten|stung|relapse[d]?|progress\w*|recur\w*|last tte|last hb|last inr|missed"
                r"|clinic|appointment|appt|f/u|follow-?up|visit|mdt|inquest|funeral|section(?:ed)?"
                r"|aufnahme|aufgenommen|entlass\w+|operiert|op|verlegt|verstorben|gestorben|vorgestellt"
                r"|geplant|termin|hospitalise\w*|admis\w*|opere\w*|vue?|sorti\w*|decede\w*|consultation|cs|rdv"
                r"|ingres\w+|alta|operad\w+|fallec\w+|visto|vista|cita|consulta|intervenid\w+)"
                r"(?: (?:\w+[ ,]+){0,5}?)?(?:on|in|at|since|from|until|around|am|vom|seit|le|du|depuis|el"
                r"|desde|over|during|the|:|for|of|,|\(|by|before|after|till|en|date|last|this|early|late"
                r"|mid)? ?(?:the )?[\"'(]*$"
            ),
            2.0,
        ),
        "subject": (rf"\b(?:{PATIENT}|he|she|him|her|his|they|{KIN})\b[^\n.!?]{{0,50}}$", 0.8),
        "when": (r"\b(?:on|since|from|until|over|am|vom|seit|le|el|depuis|desde|dated|:) (?:the )?$", 0.5),
        "age and sex": (r"(?:\b\d{1,3} ?(?:yo|y/o|yr|year|[mf]\b)|\b[mf]\d{2}\b)[^\n]{0,70}$", 0.9),
        # Against.
        "own": (
            (
                r"\b(?:i|i'm|im|i'll|my|me|we|we're|we'll|our|us|ich|wir|je|nous|mi|mein\w*|unser\w*|mon|ma"
                r"|notre|on (?:a|accueille|bosse|fait|ferme|opere|part|recoit|reprend|se|va))\b[^\n.!?]{0,28}$"
            ),
            -0.8,
        ),
        "own work": (r"\b(?:on|nous|wir|we) (?:op[eé]r\w*|operate|ferm\w+|close)\b[^\n.!?]{0,12}$", -2.0),
        "deadline": (
            (
                r"\b(?:deadline|due(?: by)?|closes?|closing|close|submit\w*|apply|applications?|register"
                r"|registration|expires?|exp|expiry|by|until|before|opens?|open|starts?|starting|start|begins?"
                r"|ends?|valid|effective|extended to|moved to|postponed|rescheduled|release[d]?|published"
                r"|updated?|version|v\d|accessed|retires?|retiring|leaving|last day|first day|joins?"
                r"|re-?opens?|re-?opening|closed|cancell?ed|naegele"
                r"|from (?:monday|the)|w/c|interview\w*|shift|rota|on call|on-call|nights|leave|holiday|al"
                r"|swap|cover|locum|course|exam|conference|congress|webinar|talk|teaching|meeting|seminar"
                r"|session|lecture|journal club|party|drinks|do|match day|induction|changeover|strike|strikes"
                r"|election|renewal|audit|abstracts?|poster|viva|guideline|guidance|recall|paper|issue|vol"
                r"|history|since the|founded|anniversary|wedding|birthday|bday|turns|release|patch|downtime"
                r"|go-?live|launch|ends on|cpd|cme)\b[^\n.!?]{0,26}$"
            ),
            -1.6,
        ),
        "score or dose": (
            (
                r"(?:^|[^a-z0-9_'])(?:gcs|news|pain|power|mmse|moca|apgar|score[d]?|phq|gad|bp|ratio|grade|p/f|murmur"
                r"|strength|out of|rated|stage|peep|visual acuity|va|cage|curb|wells|qsofa|sofa|bpm|o2|sats"
                r"|hba1c|k|na|hb|trop|inr|dose|step|chapter|ch|page|p|q|question|case|bed|bay|room|part|lesson"
                r"|day|d|week|cycle|c|rule of|9/11|24/7|w/|level|hr|rr|temp|t|mrs|ecog|nyha|lact\w*|crp"
                r"|x)[ :=]{0,2}$"
            ),
            -2.5,
        ),
        "cohort": (
            (
                r"\b(?:cases|admissions|patients|pts|deaths|numbers|data|figures|rates?|audit"
                r"|seen \d+)\b[^\n.!?]{0,20}$"
            ),
            -1.0,
        ),
    }
)
_TIED_AFTER = Cues(
    {
        "event": (
            (
                r"^[\"')]*[ ,:;–-]{1,3}(?:for |with |as |post |w/ |a |and |then |on "
                r"|from )?(?:\w+ ){0,3}?(?:admi\w+|discharg\w+|presented|came in|brought in|seen|died|op"
                r"|surgery|scan|ct|mri|biops\w+|bloods|echo|clinic|delivered|section|arrest\w*|collapse\w*"
                r"|intubat\w+|transfer\w*|diagnos\w+|implant\w*|overdose|fall|fell|seizure|stroke|stemi|sepsis"
                r"|chest pain|fever|rash|hip|fracture|hospitalis\w+|aufnahme|aufgenommen|operiert|entlassen"
                r"|ingres\w+|alta|opere\w*|hospitalise\w*|trop|ivig|lp|hb|crp|ck|bp|gcs|sats|mms|mmse)\b"
            ),
            1.3,
        ),
        "person": (
            (
                r"^[\"')]*[ ,:;–-]{1,3}(?:a |my |our |the |this |i (?:met|saw|had|lost|admitted|delivered"
                rf"|intubated|clerked) (?:a |my |the )?)?(?:\w+ ){{0,2}}?(?:{PATIENT}|he|she|\d{{1,2}} ?[mf]\b"
                r"|\d{1,3} ?yo)\b"
            ),
            1.4,
        ),
        "work": (
            (
                r"^[\"')]*[ ,:;–-]{1,3}(?:at \d|\d{1,2}(?::\d\d)? ?(?:am|pm)|is the (?:deadline|last)|deadline"
                r"|conference|congress|webinar|exam|course|teaching|meeting|interview|shift|nights|on call"
                r"|rota|abstract|talk|cet|gmt|bst|est|party|strike|leave|-|to \d|to the)\b|^ ?[-–] ?\d"
            ),
            -1.2,
        ),
        "own after": (
            (
                r"^[\"')]*,? ?(?:i|we|my|our) (?:had|was|were|got|did|worked|work|start|started|am|have|will"
                r"|finish|fly|go)\b"
            ),
            -1.4,
        ),
        "measure": (
            (
                r"^ ?(?:mg|ml|mmhg|units?|%|/|mcg|g\b|kg|hrs?|hours|months?|weeks?|days?|power|murmur|systolic"
                r"|pain|lobes|vessels|x|kpa|mmol|cycles?|doses?|of|criteria|points?|chance|pts|patients|times"
                r"|teams)\b"
            ),
            -2.0,
        ),
    }
)
_WORK_SCENES = {
    "event": -1.5,
    "job": -1.6,
    "celebration": -1.3,
    "literature": -1.4,
    "rarity of rules": -0.6,
    "pet": -2.0,
    "code talk": -0.8,
    "own": -1.0,
    "general": -1.5,
}
_BASE = {
    "day month": -1.2,
    "month day": -1.2,
    "month year": -1.6,
    "month": -1.9,
    "full": -0.9,
    "iso": -1.0,
    "german short": -1.0,
    "month slash year": -1.5,
    "short": -2.2,
    "ordinal": -1.6,
    "week": -1.4,
    "holiday": -1.3,
}
_DURATION = re.compile(r"\d{1,2}/(?:7|52|12|24|60|40|10|5|6|15|30|3|4|2|8|9|1|13|100)$")


def find(reading: Reading, found: list[Found]) -> Iterator[Said]:
    """Find dates tied to a patient, and ages of ninety and over."""
    folded = reading.folded
    ends = -1
    for match in sorted(_DATES.find(folded), key=lambda one: (one.start, -one.end)):
        if match.start >= ends:
            said = _date(reading, match.name, match.start, match.end, found)
            if said is not None:
                ends = match.end
                yield said
    if _MAY_BE_OLD.search(folded):
        yield from _ages(reading)


def _date(reading: Reading, name: str, start: int, end: int, found: list[Found]) -> Said | None:
    written = reading.folded[start:end].rstrip(" ,")
    end = start + len(written)
    before, after = reading.before(start), reading.after(end)
    if name in ("month", "month day", "month year") and not _is_month(reading, start, before):
        return None
    cues = _TIED_BEFORE.seen(before) + _TIED_AFTER.seen(after)
    names = {cue.name for cue in cues}
    if name == "short":
        if _DURATION.match(written) and not names & {"birth"} and not _ON.search(before):
            return LetGo(DATE, start, end, "a duration or a score in shorthand")
        if "event" not in names and "birth" not in names and not _ON.search(before):
            return None
    birth = "birth" in names
    if "deadline" in names and ("birth" in names or "event" in names):
        cues = [cue for cue in cues if cue.name != "deadline" or not birth]
    scene = reading.scene(start)
    score = _BASE[name] + 0.25 + total(cues) + 0.3 * min(scene.clinical, 4)
    score += max(sum(weight for scene_name, weight in _WORK_SCENES.items() if scene_name in scene.names), -2.4) * (
        0.3 if birth else 1.0
    )
    score -= 3.5 if scene.nobody else 0.0
    score += 1.0 if any(abs(one.start - start) < 120 for one in found[-8:]) else 0.0
    score += 0.6 if scene.shows("third person") and "own" not in names else 0.0
    score += 0.5 if name == "holiday" and "own" not in names and scene.clinical > 1 else 0.0
    rule = BIRTH if birth else DATE
    if score >= 0 and (scene.clinical > 0 or found or birth):
        return Found(rule, start, end, round(min(0.52 + 0.12 * score, 0.82), 3))
    return LetGo(rule, start, end, "not tied to a patient")


_ON = re.compile(r"\b(?:on|since|from|dated?|am|le|el|until|seen|admitted|died|born|op|started|lmp|last) (?:the )?$")


def _is_month(reading: Reading, start: int, before: str) -> bool:
    """Whether a month's word is the month: May, March and August want their capital, Mar and Dec a neighbour."""
    word = _PIECE.match(reading.folded, start)
    if word is None or word[0] not in _WORDS_TOO:
        return True
    return reading.plain[start].isupper() or before.endswith(("in ", "since ", "last ", "of "))


_PIECE = re.compile(r"[a-z]+")
_WORDS_TOO = frozenset({"may", "march", "august", "mar", "dec", "mars", "mai", "jan", "jun", "sept", "marz", "fin"})

_OLD = r"(?:9[0-9]|1[01][0-9])"
_OLD_WORDS = (
    r"(?:ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a "
    r"|one )?hundred(?: and (?:one|two|three|four|five|six|seven|eight|nine|ten))?"
    r"|quatre-vingt-(?:dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize)"
    r"|noventa(?: y (?:un|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?|(?:ein|zwei|drei|vier"
    r"|funf|sechs|sieben|acht|neun)undneunzig|neunzig)"
)
_AGES = Patterns(
    {
        "unit": (
            rf"(?:^|[^\d.,/+<>=~-])(?P<at>{_OLD})(?: ?(?:yo|y/o|y\.o\.?|yrs?|y|yof|yom)\b"
            r"| ?-?years?[ -]olds?\b| ?-?yr[ -]olds?\b| years of age| ?(?:ans|anos)\b| ?(?:jahre"
            r"|jahrige[rns]?|j\.)| ?-?jahrige[rns]?)"
        ),
        "sex": (
            rf"(?:^|[^\d.,/+<>=~a-z-])(?P<at>{_OLD})(?:m\b| ?f\b|/ ?[mf]\b|(?:male|female|man|woman|lady"
            r"|gentleman|gent)\b)"
        ),
        "sex first": (
            rf"\b(?:[mf]|female|male|woman|man|lady|gentleman) ?(?:,|/|\()? ?(?P<at>{_OLD})(?:[^\d.,%/]"
            r"|[.,)]\D|$)"
        ),
        "aged": (
            r"\b(?:aged?|age:|age of|aet\.?|is now|agee? de|im alter von|edad:?|turn(?:s|ed"
            rf"|ing))[ :]+(?P<at>{_OLD}|{_OLD_WORDS})\b"
        ),
        "birthday": rf"(?:^|[^\d.])(?P<at>{_OLD})(?:st|nd|rd|th) (?:birthday|bday|b-day)",
        "words": rf"\b(?P<at>{_OLD_WORDS})[- ]?(?:years?[- ]old|yrs?[- ]old|yo\b|y/o\b|ans\b|anos\b|jahrige[rns]?)",
        "is": (
            r"\b(?:he|she|they|who|pt|patient|lady|gent|gentleman|woman|man|nan|gran\w*|grand\w+|mum|mom"
            r"|dad|mother|father|aunt\w*|uncle|oma|opa|elle|il|ella|el|er|sie)(?:'s| is|s| was|'re| est| a"
            r"| tiene| ist| wird) (?:only |nearly |already |now |like |about to be "
            rf"|literally )?(?P<at>{_OLD}|{_OLD_WORDS})(?:[ ,.!?;:)&\n-]|$)"
        ),
        "my": (
            r"\b(?:my|our|this|a|the|lovely|sweet|feisty|spry|frail|independent|oldest|eldest"
            rf"|elderly) (?:\w+ ){{0,2}}?(?P<at>{_OLD}) (?:and |but |yo|year|who|with|w/|from|on|in|still"
            r"|lady|woman|man|gent|pt|patient)"
        ),
        "oldest": rf"\b(?:oldest|eldest)[^\n.]{{0,40}}?[^\d.](?P<at>{_OLD})(?:[^\d%.]|[.]?\s|[.]?$)",
        "exclaimed": rf"(?:^|[.!?\n] ?)(?P<at>{_OLD})(?:!|,? and (?:still|sharp|lives?)|,? still|,? sharp)",
        "couple": (
            rf"(?:^|[^\d.,/])(?P<at>{_OLD}) ?(?:&|and|y|und|et) ?{_OLD}(?:[- ]year| yo| y/o| married"
            r"| couple|,| and)"
        ),
        "couple second": (
            rf"(?:^|[^\d.,/]){_OLD} ?(?:&|and|y|und|et) ?(?P<at>{_OLD})(?:[- ]year| yo| y/o| married"
            r"| couple|,| and)"
        ),
        "comma": (
            r"(?:\b(?:mr|mrs|ms|miss|lady|gent|pt|patient|nan|gran|mum|dad|woman|man"
            rf"|[A-Z]\.?)\b[^\n.,]{{0,20}}), ?(?P<at>{_OLD})(?:,|\.\s|;| with| w/| from)"
        ),
    }
)
_MAY_BE_OLD = re.compile(r"9[0-9]|1[01][0-9]|ninety|hundred|vingt|noventa|neunzig")
_NOT_AN_AGE = Patterns(
    {
        "a value": (
            r"\b(?:sats?|spo2|o2|hr|pulse|rr|bp|map|hb|na|k|bm|bg|glucose|ef|lvef|fev1|crp|weight|wt|kg"
            r"|gfr|egfr|day|d|bed|room|temp|cr|creat|p|page|no|over|under|above|below|>|<|≥|≤|than|to"
            r"|until|about|around|least|up to|rate|iq|score[ds]?|top|t|ck|wcc|plts?|alt|ast|ferritin"
            r"|target|cpt|\$|£|€|n)[ :=>]{0,3}$"
        ),
        "a band": (
            r"(?:over|under|>|<|≥|≤|above|below|older than|younger than|\d ?[-–] ?|aged? (?:over|under"
            r"|between)|s of|between \d+ and|mean|median|average)[ ]{0,2}$"
        ),
    }
)
_OWN_OR_COHORT = re.compile(
    r"^(?:s\b|'s\b|\+|%| ?[-–] ?\d| ?(?:mmhg|kg|mg|ml|bpm|mmol|min|minutes|seconds|sec|hours?"
    r"|days?|weeks?|months?|percent|per cent|/min|cm|mm|beats|patients|pts|cases|people)\b)"
)
_ILL_NEAR = re.compile(
    r"\b(?:admitted|in with|ward|hospital|icu|fall|fell|hip|nof|fracture|stroke|uti|sepsis|died"
    r"|dying|ed|a&e|surgery|op|meds|discharg\w+|pneumonia|clinic)\b"
)


def _ages(reading: Reading) -> Iterator[Said]:
    done: set[int] = set()
    for match in _AGES.find(reading.folded):
        if match.start in done:
            continue
        done.add(match.start)
        yield _age(reading, match.name, match.start, match.end)


def _age(reading: Reading, name: str, start: int, end: int) -> Said:
    before, after, scene = reading.before(start), reading.after(end), reading.scene(start)
    if (_NOT_AN_AGE.names(before[-24:]) and name not in ("aged", "unit")) or _BAND.search(before[-16:]):
        return LetGo(AGE, start, end, "a measurement or an age band")
    if _OWN_OR_COHORT.match(after) and name not in ("birthday", "unit"):
        return LetGo(AGE, start, end, "a measurement or an age band")
    if scene.nobody:
        return LetGo(AGE, start, end, "an exam, a simulation, a test record, fiction or history")
    if scene.shows("pet", "literature", "rarity of rules", "general") and not scene.shows("patient"):
        return LetGo(AGE, start, end, "not of one patient")
    if _OWN_KIN.search(before) and not (_ILL_NEAR.search(before) or _ILL_NEAR.search(after)):
        return LetGo(AGE, start, end, "a member's relative, not said to be ill")
    sure = {
        "unit": 0.78,
        "sex": 0.78,
        "sex first": 0.7,
        "words": 0.8,
        "aged": 0.72,
        "birthday": 0.66,
        "couple": 0.7,
        "couple second": 0.7,
    }.get(name, 0.6)
    if scene.clinical == 0:
        sure -= 0.3
    if scene.shows("celebration", "event", "job") and scene.clinical < 2:
        sure -= 0.3
    return Found(AGE, start, end, round(max(sure, 0.1), 3))


_BAND = re.compile(
    r"(?:plus de|moins de|mas de|menos de|uber|unter"
    r"|over|under|>|<|≥|≤|above|below|than|between|≥ ?|least|past|nearly|almost|approaching"
    r"|up to|mean age(?: of)?|median age(?: of)?) ?$"
)
_OWN_KIN = re.compile(
    r"(?:\b(?:my|our|meine?|mon|ma|mi|mes) (?:own |great |dear |lovely |late |grand "
    rf"|grand-)*(?:{KIN})|(?:^|[.!?\n] ?)(?:nan|gran|grandma|grandad|mamie|papi|oma|opa|abuela))"
    r"(?: is|'s| turns| just turned| turned| fete ses| a| va avoir| will be| wird| cumple|,)? ?$"
)

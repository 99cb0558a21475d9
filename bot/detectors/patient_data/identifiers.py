"""Identifiers: record, insurance, sample, device and account numbers, by the words that announce them.

A hospital's record number can have any shape, so it is the announcement that counts; what else the same shape is used
for (papers, trials, codes, lots, tickets, licences of clinicians) is let go by name. Words and near misses follow the
labelling policy of the training corpus, section 2.1 and 2.6; the lists are ours, from general knowledge of clinical
records in the countries named.
"""

import re
from collections.abc import Iterator

from bot.core.findings import Category, Kind
from bot.detectors.patient_data import spoken
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patterns import Patterns

RECORD, OTHER, BARE, RESULT = (
    "patient_data.record_number",
    "patient_data.account_number",
    "patient_data.bare_number",
    "patient_data.result_number",
)

RULES = {
    RECORD: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why="A number is announced as a patient's record, hospital or unit number.",
    ),
    OTHER: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why=(
            "A number is announced as a sample, device, policy, licence, plate or account number in talk of a patient."
        ),
    ),
    BARE: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why="A long number stands where the words around it speak of one patient's record.",
    ),
    RESULT: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why="Results, a sample or a request are spoken of by a number.",
    ),
}

_NUMBER = (
    r"(?P<at>(?:…|\.{3})?[A-Za-z]{0,6}[-_/ ]?\d[A-Za-z0-9]*"
    r"(?:[-/._ ]?[A-Za-z]{0,4}\d[A-Za-z0-9]*){0,6}(?:-[A-Za-z]{1,4})?)"
)
_SINGLE = (
    r"(?P<at>(?:…|\.{3})?[A-Za-z]{0,6}[-_/]?[A-Za-z]{0,4}\d[A-Za-z0-9]*(?:[-/._ ]?\d[A-Za-z0-9]*"
    r"|[-/][A-Za-z0-9]+){0,6})"
)
_JOIN = (
    r"(?:[ _]?(?:no|nr|num|number|nummer|numero|id|#|n°|nº|№)\b\.?)?(?: ?(?:is|was|ends(?: in"
    r"| with)?|ending(?: in)?|starts|still|should be|not|reads|says|under|for \w+ is|of|today|=|:"
    r"|#|\(|\.|-|–|,|;))* ?[\"'#(*`]{0,3}"
)

_RECORD_WORDS = (
    r"mrns?|m\.r\.n\.|medical record(?:s)?(?: number| no| #)?|med rec(?:ord)?|record (?:number|no"
    r"|#)|chart (?:number|no|#)|hosp(?:ital)?\.? ?(?:no|num|number|nr|id|#)|hospital number"
    r"|unit (?:no|number|#)|patient (?:id|no|number|#|record)"
    r"|pt (?:id|no|number|#)|pat(?:ienten)?-?(?:id|nr)|patient identifier|\bpid\b|ur ?n(?:o"
    r"|umber)?|urn|\bur\b|umrn|\bhrn\b|\bk number|folder (?:no|number|#)|hn\b|uhid|cr (?:no"
    r"|number)|ip (?:no|number)|op (?:no|number)|opd (?:no|number)|ipd (?:no|number)"
    r"|reg(?:istration)? (?:no|number) of (?:the )?pt"
    r"|\bipp\b|\bnda\b|\biep\b|\bnip\b|numero de dossier|n° de dossier|dossier n°?"
    r"|num(?:ero)? (?:de )?(?:patient|sejour|venue|admission)|venue n°|fall-?(?:nr|nummer|number)"
    r"|fallnummer|aufnahme-?(?:nr|nummer)|patienten-?(?:nr|nummer|id)|akten-?(?:nr|zeichen)"
    r"|versicherten-?(?:nr|nummer)|\bnhc\b|n\.?h\.?c\.?"
    r"|n(?:um(?:ero)?|º|°|ro)?\.? ?(?:de )?(?:historia(?: clinica)?|expediente|episodio"
    r"|afiliacion)|historia (?:clinica )?(?:n\w*|#)|hc ?(?:n°|nº|num|#)|expediente|csn\b"
    r"|encounter(?: number| no| #| id)?|fin\b|visit (?:number|no|#|id)|account (?:number|no|#)"
    r"|acct\.?|nhi\b|dva\b|chi (?:no|number)\b"
    r"|subject (?:no|number|id|#)|participant (?:no|number|id|#)|study (?:id|number)"
    r"|screening (?:no|number)|randomi[sz]ation (?:no|number|#)|study number|trial (?:id"
    r"|number) for (?:the )?pt|sujet(?: n\w*)?|sujeto|proband(?: id)?|randomi[sz]ed|enrolled"
    r"|the one ending|pt ending|ending in|ends|inmate (?:no|number|#|id)|prison(?:er)? (?:no"
    r"|number|#|id)|booking (?:no|number)|service (?:no|number)|case (?:no|number|#) for"
)
_OTHER_WORDS = (
    r"accession|acc(?:ession)? ?(?:no|number|#)|specimen(?: no| number| id| label)?|sample(?: no"
    r"| number| id| ref)?|lab (?:no|number|ref|id|episode)|labno|path(?:ology)? (?:no|number|ref)"
    r"|histo(?:logy)? (?:no|number|ref)|barcode|request (?:no|number|id)|order (?:id|no"
    r"|number) for (?:the|this|her|his) (?:pt|ct|mri|scan|bloods)|serology ref|cytology (?:no"
    r"|number)"
    r"|culot(?: n\w*)?|poche n\w*|blood (?:unit|bag|group) (?:no|number)|unit (?:donor"
    r"|donation) (?:no|number)|donation (?:no|number)|donor (?:no|number|id)|auftrags-?(?:nr"
    r"|nummer)|proben-?(?:nr|nummer)|numero d'echantillon|n° de prelevement|peticion"
    r"|muestra (?:n\w*)?|study uid|accession number"
    r"|polic(?:y|e|ia)(?: no| number| #| id)?|member(?: ?id| no| number| #)|subscriber(?: id| no"
    r"| number| #)?|group (?:no|number|#)|insurance (?:id|no|number|#|card|policy)"
    r"|ins(?:urance)? id|plan id|auth(?:orization|orisation)? ?(?:no|number|#|code)"
    r"|prior auth(?:orization)?(?: no| number| #| ref| id)?|claims?(?: no| number| #| id| ref)"
    r"|mutuelle(?: n\w*)?|carte vitale|medical aid (?:no|number)|medicaid(?: id| no| number| #)?"
    r"|kassen-?(?:nr|nummer)"
    r"|rx ?(?:no|number|#)|prescription (?:no|number|id|#)|script (?:no|number|id|#)|erx|eps (?:id"
    r"|barcode|token)|dispensing (?:no|number)"
    r"|serial(?: no\.?| number| #)?|s/n|sn\b|device (?:id|serial|no|number)|implant (?:no|number"
    r"|serial|id)|pump (?:serial|sn)|generator (?:serial|sn|no)|pacemaker (?:serial|id|no)|udi\b"
    r"|sensor (?:id|serial)|meter (?:id|serial)|lead serial|model and serial|gerate-?(?:nr|nummer)"
    r"|seriennummer|n° de serie|numero de serie"
    r"|driver'?s?'? ?licen[cs]e(?: no| number| #)?|driving licen[cs]e(?: no| number| #)?"
    r"|licen[cs]e (?:plate|no|number)|\bdl(?: no| number| #)|fuhrerschein(?:-?nr)?"
    r"|permis de conduire|carnet de conducir|passport(?: no| number| #)?|passeport|pasaporte"
    r"|reisepass|ausweis(?:-?nr)?|id card|cni\b|voter id|pan (?:no|card)|visa (?:no|number)"
    r"|ration card"
    r"|reg plate|number ?plate|plates?|rego|registration plate|reg plate|vrn|kennzeichen"
    r"|immatricul\w+|matricula|placa|vin\b|key ?safe(?: code)?|door code|keysafe|bib(?: no"
    r"| number)?|template|locker|tag (?:no|number)|badge (?:no|number) of (?:the )?pt|dog tag"
    r"|army (?:no|number)|case ref|police ref|incident ref|crime (?:no|ref|number)|cad(?: no"
    r"| number| ref)?|safeguarding ref|complaint ref|inquest ref|coroner'?s ref|datix"
    r"|account|acct|bank (?:a/c|account)|sort code|card (?:no|number)|credit card(?:\. number is"
    r"| number is| number| no)?|iban|student (?:no|number|id)|employee (?:no|number|id)"
    r"|fingerprint id|biometric id|wristband(?: no| number| id)?|ref(?:erence)?(?: no| number| #)?"
)

_ANNOUNCED = Patterns(
    {
        "spoken record": (
            rf"(?i)(?:^|[^a-z0-9])(?:{_RECORD_WORDS}|nhs(?: (?:no|number|#))?|record|dossier){_JOIN}"
            rf"(?P<at>{spoken.RUN})(?:[^a-z0-9%/]|$)"
        ),
        "record": rf"(?i)(?:^|[^a-z0-9])(?:{_RECORD_WORDS}){_JOIN}{_NUMBER}",
        "other": rf"(?i)(?:^|[^a-z0-9])(?:{_OTHER_WORDS}){_JOIN}{_SINGLE}",
        "patient and number": (
            r"(?i)(?:^|[^a-z0-9])(?:pts?|patient|pte|paciente|pat\.|client|subject|participant|proband"
            r"|case note(?:s)?|casenotes?|notes? for|file for|chart for|record for"
            r"|mrn for)[ :,#(]{1,4}(?P<at>[a-z]{0,3}-?\d{5,10}[a-z]?)(?:[^a-z0-9.%/]|$)"
        ),
        "subject and number": (
            r"(?i)(?:^|[^a-z0-9])(?:subjects?|participants?|sujet|probandin?|randomi[sz]ed|screened"
            r"|enrolled|unblind(?:ed)?)[ :#]{1,3}(?P<at>[a-z]{0,5}-?\d{2,4}-[a-z0-9]{2,6}(?:-\d{1,5})?)"
            r"(?:[^a-z0-9.%/]|$)"
        ),
        "results for number": (
            r"(?i)(?:^|[^a-z0-9])(?:results?|bloods?|samples?|specimens?|labels?|notes|scan|film|report"
            r"|path|histo(?:logy)?|request|chart|record|episode|referral|order|imaging|ct|mri|cxr|slides?"
            r"|cultures?|swab|file|dossier|befund|probe|bilan|resultado|muestra|informe|lookup|look up"
            r"|pull up|open up|look at|merge|merged with|duplicate)(?: (?:for|on|of|under|no|number|id"
            r"|labelled|marked|de|du|von|fur))?[ :#(]{1,3}(?P<at>[a-z]{0,3}\d{6,12}[a-z]?)(?:[^a-z0-9.%/]"
            r"|$)"
        ),
        "number says": (
            r"(?i)(?:^|[^a-z0-9./-])(?P<at>[a-z]{0,2}\d{6,10}) (?:still (?:says|shows|showing|pending|in"
            r"|on|not|hasn|listed)|is (?:pending|haemolysed|hemolysed|clotted|the (?:right|wrong|pt"
            r"|patient|mrn|same pt)|ready|not (?:crossed|showing|resulting))|needs (?:a |re-?)|hasn'?t"
            r"|has(?:n'?t| not) (?:crossed|resulted|been)|haemolysed|hemolysed|clotted|says)"
        ),
        "licence plate": (
            r"(?:^|[^A-Za-z0-9])(?P<at>[A-Z]{2}\d{2} [A-Z]{3}|[A-Z]{2}-\d{3}-[A-Z]{2}"
            r"|[A-Z]{1,3}-[A-Z]{1,2} \d{1,4}|\d{4} [B-DF-HJ-NP-TV-Z]{3})(?:[^A-Za-z0-9]|$)"
        ),
        "imei": (
            r"(?i)\b(?:crt-?d|icd|pacemaker|lvad|pump|pjn|implant)\b[^\n]{0,30}\b(?:id|serial|sn"
            r"|s/n)[ :#]{1,3}(?P<at>[a-z0-9][a-z0-9 -]{4,22}\d[a-z0-9-]*)"
        ),
    }
)

_NEAR_MISS = Patterns(
    {
        "a paper or a trial": (
            r"\b(?:pmid|pmc|doi|nct|eudract|isrctn|actrn|chictr|prospero|crd|arxiv|isbn|cd00|p\.|pp\.|vol"
            r"|page|ref(?:erence)? (?:list|manager)|trial (?:no|number|reg\w*)"
            r"|journal)[ :#./]{0,3}(?:number |no |id )?$"
        ),
        "a code": (
            r"\b(?:icd(?:-?1[01])?|cpt|snomed(?: ct)?|loinc|hcpcs|drg|opcs|atc|ndc|gtin|rxnorm|mesh|omim"
            r"|orpha|hgnc|rs|enst|nm_|chr|atcc|cas|ec)[ :#-]{0,3}(?:code )?$"
        ),
        "a clinician's number": (
            r"\b(?:gmc|nmc|npi|hcpc|gphc|ahpra|imc|mcr|rpps|adeli|lanr|bsnr|dea|upin|mmc|hpcsa|crm"
            r"|colegiado|cps[oa]|ecfmg|aamc|usmle id|aidoc|prescriber|provider)(?: no| number| #"
            r"| id)?[ :#]{0,3}$"
        ),
        "a lot": r"\b(?:lot|batch|lote|charge|chargen-?nr|recall(?:ed)?|exp)(?: no| number| #)?[ :#]{0,3}$",
        "a ticket or an order": (
            r"\b(?:ticket|helpdesk|jira|incident|inc|chg|servicenow|po|order|invoice|tracking|booking ref"
            r"|job|vacancy|rota|commit|pr|issue|build|version|room|row|bay|ward|ext|bleep|pager|extension"
            r"|dect|zoom|meeting id|passcode|course|abstract|submission|manuscript|poster|grant|award|irb"
            r"|iras|rec|ethics|protocol)(?: no| number| #| id| ref)?[ :#]{0,3}$"
        ),
        "the member's own": (
            r"\b(?:my|our own) (?:own )?(?:\w+ ){0,2}(?:no|number|id|ref|account|licen[cs]e|card|passport"
            r"|plate)?[ :#]{0,3}(?:is )?$"
        ),
    }
)
_MASKED = re.compile(r"[x*•_?#]{3,}|^(?:0{4,}|1234|12345\d*|9{6,}|0+)$", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}"
)
_WEAK_WORDS = re.compile(
    r"(?:ref(?:erence)?|account|acct|template|plates?|sample|specimen|label|tag|serial|bib|locker"
    r"|claims?|policy|group|policia|device id|barcode|card|placa|badge|datix|expediente"
    r"|dossier)[ .:#]*$"
)
_SERIAL_OF_EQUIPMENT = re.compile(
    r"\b(?:probe|ventilator|printer|monitor|laptop|trolley|ultrasound|machine|fridge"
    r"|anaesthetic machine|defib|recall(?:ed)?|laryngoscope|syringe driver|scope|centrifuge"
    r"|analyser|analyzer|workstation|pager)\b"
)


def find(reading: Reading, found: list[Found]) -> Iterator[Said]:
    """Find the numbers that identify a patient, a sample or a device."""
    taken: list[Found] = []
    for match in _ANNOUNCED.find(reading.plain):
        start, end = match.start, match.end
        if match.name != "spoken record":
            start, end = _trimmed(reading.plain, start, end)
        if any(one.start < end and start < one.end for one in found[-20:]) or any(
            one.start < end and start < one.end for one in taken[-20:]
        ):
            continue
        said = _judge(reading, match.name, start, end)
        if isinstance(said, Found):
            taken.append(said)
        if said is not None:
            yield said


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take off a word that was swept up with the number, and what ends a sentence."""
    text = plain[start:end]
    cut = _LEADING_WORD.match(text)
    start += cut.end() if cut else 0
    tail = _TRAILING_WORD.search(plain[start:end])
    return start, (start + tail.start() if tail else end)


_LEADING_WORD = re.compile(r"[a-z]{2,6} (?=\d)|[A-Za-z]{3,6} (?=\d)")
_TRAILING_WORD = re.compile(r"[ ,.]+(?:\d{1,2}(?:[mMfF]|yo|y)?|\d+(?:mg|ml|mcg|am|pm|h|hrs?))?$")
_DIGITS_NEEDED = {"spoken record": spoken.FEWEST, "record": 4, "other": 4, "licence plate": 3, "subject and number": 4}


def _judge(reading: Reading, name: str, start: int, end: int) -> Said | None:
    """Judge an announced number; None when it is a date or has too few digits to be one."""
    written = reading.plain[start:end]
    if name == "spoken record":
        written = spoken.digits(written)
    digits = sum(letter.isdigit() for letter in written)
    few = digits < _DIGITS_NEEDED.get(name, 5) and not (name == "record" and digits > 2 and len(written) > 4)
    if few or _DATE_LIKE.fullmatch(written):
        return None
    rule = _RULE_OF[name]
    against = _NEAR_MISS.names(reading.before(start))
    if (_MASKED.search(written) and digits < 7) or len(set(written) - {"-", " "}) < 2:
        against.append("masked or a placeholder")
    if reading.scene(start).shows("simulation", "test record", "exam"):
        against.append("an exam, a simulation or a test record")
    if against:
        return LetGo(rule, start, end, against[0])
    return Found(rule, start, end, _confidence(reading, name, start))


_RULE_OF = {
    "record": RECORD,
    "spoken record": RECORD,
    "subject and number": RECORD,
    "patient and number": BARE,
    "results for number": RESULT,
    "number says": RESULT,
    "other": OTHER,
    "licence plate": OTHER,
    "imei": OTHER,
}


def _confidence(reading: Reading, name: str, start: int) -> float:
    """Say how likely a number is a patient's, by how it was announced and what the message is about."""
    scene = reading.scene(start)
    work = scene.shows("literature", "job", "event", "code talk")
    if name in _SURE:
        sure, at_work = _SURE[name]
        return at_work if work else sure
    clinical = scene.clinical > 0 and not work
    if name == "licence plate":
        return 0.6 if scene.clinical > 1 and not work else 0.3
    before = reading.before(start)
    if _SERIAL_OF_EQUIPMENT.search(before[-60:]) and not scene.shows("patient", "third person"):
        return 0.3
    if _WEAK_WORDS.search(before.rstrip(" \"'#(*`:=.")):
        return 0.68 if clinical else 0.35
    return 0.8 if clinical else 0.5


_SURE = {
    "record": (0.93, 0.82),
    "spoken record": (0.9, 0.8),
    "subject and number": (0.78, 0.7),
    "patient and number": (0.85, 0.7),
    "results for number": (0.72, 0.35),
    "number says": (0.72, 0.35),
}
"""How sure an announcement is: in clinical talk, and in talk of papers, posts, courses or code."""

"""Contacts: phones, mail, postal addresses and network addresses of the patient's side.

A number or an address in clinicians' chat is more often a colleague's, a clinic's, a recruiter's or the member's own;
so the shape is only a candidate, and the words on both sides say whose it is. Phone numbers are validated by
phonenumbers (libphonenumber's metadata). The policy is the labelling policy of the training corpus, section 2.2.
"""

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from bot.core.findings import Category, Kind
from bot.detectors.patient_data import spoken
from bot.detectors.patient_data.cues import Cues, total
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.vocabulary import DEPARTMENT, KIN, STAFF
from bot.detectors.patterns import Match, Patterns
from bot.detectors.personal import own_contacts

PHONE, EMAIL, ADDRESS, NETWORK = (
    "patient_data.phone",
    "patient_data.email",
    "patient_data.postal_address",
    "patient_data.network_address",
)

RULES = {
    PHONE: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.PHONE,
        why="A phone number stands where the words around it speak of a patient or a relative.",
    ),
    EMAIL: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.EMAIL,
        why="A mail address stands where the words around it speak of a patient or a relative.",
    ),
    ADDRESS: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.ADDRESS,
        why="A postal address with a street and a number stands in talk of a patient.",
    ),
    NETWORK: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IP,
        why="A network address is tied to a patient's visit or account.",
    ),
}

_STREET_EN = (
    r"street|st|road|rd|avenue|ave|av|lane|ln|close|cl|drive|dr|court|ct|way|place|pl|crescent"
    r"|cres|cr|terrace|tce|gardens|gdns|grove|row|bend|square|sq|hill|park|view|mews|walk"
    r"|boulevard|blvd|parkway|pkwy|trail|circle|cir|loop|rise|green|highway|hwy|pike|parade|pde"
    r"|esplanade|quay|wharf|heights|path|alley|run|ridge|point|crossing|nagar|marg|colony|layout"
    r"|sector|cross|main|turnpike|vale|dam|roads|corner|corners|island|islands|plaza|mall|manor"
    r"|meadow|meadows|station|valley|viaduct|wells|burg|villages?|springs?|shores?|ports?|plains?"
    r"|orchard|mount|lodge|locks?|key|keys|junction|isle|inlet|hollow|haven|harbors?|groves?"
    r"|glens?|gateway|fork|forks|ford|forge|flats?|fields?|ferry|falls|extension|estates?|dale"
    r"|curve|creek|course|common|cove|cliffs?|center|causeway|canyon|camp|bypass|brooks?|bridge"
    r"|branch|bluffs?|beach|bayou|arcade|anex|summit|stream|square|spur|skyway|route|rest|rapids"
    r"|ramp|ranch|prairie|overpass|oval|neck|motorway|mission|mills?|light|knolls?"
)

_SPOKEN = "spoken phone"
_SHAPES = Patterns(
    {
        _SPOKEN: (
            rf"(?i)\b(?:(?:call(?:ed|ing)?|ring|rang|phone|mobile|mob|cell|tel|telephone|number|contact|reach(?:ed)?|reachable"
            r"|text|landline|whatsapp|portable|t[eé]l|t[eé]l[eé]phone|joindre|joignable|appeler|appelez|num[eé]ro|m[oó]vil"
            r"|tel[eé]fono|llamar|localizable|handy|telefon|festnetz|nummer|erreichbar|anrufen)\b[^\n.!?\d]{0,28}?"
            rf"|(?:{KIN})(?:'s)?(?: is| can be| est| ist| está)?(?: on| at| au| en el| unter)?)[ :,]{{1,2}}"
            rf"(?P<at>(?:\+ ?)?{spoken.RUN})(?:[^a-z0-9%/]|$)"
        ),
        PHONE: (
            r"(?:^|[^\d.,/A-Za-z-])(?P<at>(?:\+"
            r"|00)?\(?\d{1,4}\)?[ .-]?(?:\(0\) ?)?\(?\d{2,5}\)?(?:[ .-]?\d{2,5}){1,4}(?: ?(?:x"
            r"|ext\.?) ?\d{1,6})?)(?:[^\d%/]|$)"
        ),
        EMAIL: r"(?i)(?P<at>[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,100}\.[a-z]{2,24})",
        NETWORK: (
            r"(?:^|[^\d.v])(?P<at>(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d"
            r"|1?\d?\d)){3})(?:[^\d.]|\.\s|\.$|$)|(?P<v6>\b(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{0,4}\b)"
        ),
    }
)
_ADDRESSES = Patterns(
    {
        "english": (
            r"(?:^|[^\w.,/£$€-])(?P<at>(?:(?:[Ff]lat|[Aa]pt\.?|[Uu]nit|[Aa]partment|[Rr]oom|[Pp]lot"
            r"|[Hh]ouse [Nn]o\.?|[Dd]oor [Nn]o\.?"
            r"|#) ?\w{1,5},? )?\d{1,5}[A-Za-z]?(?:[-/]\d{1,5}[A-Za-z]?)?,? (?:[NSEW]\.? )?"
            rf"(?:[A-Z0-9][\w'’.-]*,? ){{1,3}}(?i:{_STREET_EN})\b\.?(?:,? (?:#|[Aa]pt\.?|[Uu]nit|[Ss]uite"
            r"|[Ff]lat|[Ss]te\.?) ?\w{1,6})?(?:,? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})?"
            r"(?:,? [A-Z]{2,3})?(?:,? (?:\d{5}(?:-\d{4})?|\d{4}"
            r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d))?)"
        ),
        "with postcode": (
            r"(?:^|[^\w.,/£$€-])(?P<at>\d{1,5}[A-Za-z]?,? "
            r"(?:[A-Z][\w'’.-]*,? ){1,6}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"
        ),
        "lower": (
            r"(?i)(?:^|[^\w.,/£$€-])(?:lives? (?:at|on)|address(?: is|:)?|addr:?|living at|staying at"
            r"|home (?:visit|address)(?: to| at| is|:)?|deliver(?:ed|y)? to|discharged to|dc to"
            r"|visit at)[ :]{1,2}(?P<at>(?:(?:flat|apt\.?"
            r"|unit) ?\w{1,5},? )?\d{1,5}[a-z]?,? (?:[a-z][\w'-]* ){1,3}(?:street|st|road|rd|avenue|ave"
            r"|lane|ln|close|drive|court|way|place|crescent|terrace|gardens|grove|row|square|hill|park"
            r"|mews|walk)\b(?:,? [a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})?)"
        ),
        "french": (
            r"(?:^|[^\w.,/€-])(?P<at>\d{1,4},? ?(?:bis|ter|B)?,? ?(?i:rue|avenue|av\.?|boulevard|bd|blvd"
            r"|chemin|impasse|place|allée|allee|route|quai|cours|square|passage|sentier|faubourg|résidence"
            r"|residence|lotissement|hameau) (?:[dl]['’]|d[eu]s? |la "
            r"|les? )*[A-ZÀ-Ý][\wÀ-ÿ'’-]*(?:[ -](?:de |du |des |la |le |l['’]"
            r"|d['’])*[A-ZÀ-Ý][\wÀ-ÿ'’-]*){0,3}(?:,? \d{5})?(?:,? (?:à )?[A-ZÀ-Ý][\wÀ-ÿ'’-]+"
            r"(?:[ -][A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,2})?)"
        ),
        "german": (
            r"(?:^|[^\w])(?P<at>(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring"
            r"|damm|ufer|steig|chaussee|hof|markt)|(?:Am|An der|Im|In der|Auf der|Auf dem|Zum|Zur|Alte"
            r"|Neue) [A-ZÄÖÜ][\wäöüß-]+(?: (?:Straße|Str\.|Weg|Platz))?|[A-ZÄÖÜ][\wäöüß.-]+ (?:Straße"
            r"|Strasse|Str\.|Allee|Platz"
            r"|Weg)) \d{1,4} ?[a-z]?\b(?:,? \d{5})?(?:,? [A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ][\wäöüß-]+)?)?)"
        ),
        "spanish": (
            r"(?:^|[^\w])(?P<at>(?:[Cc]alle|CALLE|C/|c/|cl\.|avda\.?|avenida|av\.|plaza|pza\.?|paseo|pº"
            r"|carrer|camino|ronda|travesía|travesia|Carrera|Cra\.?|Rua|Via|Viale|Piazza|Corso|Jirón"
            r"|Jiron) ?(?:de |del |de la |de las |de los |las |los |la "
            r"|el )*[A-ZÁÉÍÓÚÑ][\wÀ-ÿ'-]*(?: (?:de |del |la |las |los "
            r"|y )*[A-ZÁÉÍÓÚÑ][\wÀ-ÿ'-]*){0,3},? (?:n[º°.]? ?|núm\.? ?|num\.? ?"
            r"|#)?\d{1,4}(?:-\d{1,3})?(?:,? ?\d{1,2}[ºª°]? ?[A-Za-zªº]{0,4}\b)?(?:,? \d{5})?"
            r"(?:,? [A-ZÁÉÍÓÚÑ][\wÀ-ÿ'-]+)?)"
        ),
        "box": (
            r"(?P<at>(?:RR ?\d{1,3},? Box \d{1,6}"
            r"|P\.?O\.? Box \d{1,6})(?:,? [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})?(?:,? [A-Z]{2})?"
            r"(?:,? \d{5})?)"
        ),
        "postcode": (
            r"(?i)\b(?:post ?code|zip(?: code)?|plz|code postal|codigo postal|pin(?: code)?)(?: is"
            r"|:)? (?P<at>[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{5,6})\b"
        ),
    }
)

_WHOSE_BEFORE = Cues(
    {
        "kin": (rf"\b(?:{KIN})\b[^\n]{{0,70}}$", 1.7),
        "possessive": (
            (
                r"\b(?:his|her|their|pts?'?s?|patient'?s?|'s|sa|son|su|ihre?|seine?) (?:\w+ ){0,2}?(?:cell"
                r"|mobile|mob|phone|number|no|tel|landline|home|contact|e-?mail|mail|address|addy|line|handy"
                r"|portable|movil|telefono|correo|domicilio|adresse|fax|whatsapp|ip)\b[^\n]{0,14}$"
            ),
            2.4,
        ),
        "patient": (
            (
                r"\b(?:pts?|patient|patient's|paciente|patiente|patientin|participant|proband|client|mum"
                r"|next of kin|nok|pt's|geb|carer)\b[^\n.!?]{0,45}$"
            ),
            1.6,
        ),
        "reach them": (
            (
                r"\b(?:call|ring|phone|text|contact|reach|rang|called|calling|callback|call back|rappeler"
                r"|appeler|joindre|llamar a?|anrufen)(?:ed)? (?:le |la |les |sa |son |al )?(?:him|her|them"
                r"|back|mum|mom|dad|wife|the (?:family|daughter|son|mum|mom|wife|husband|parents|pt|patient"
                r"|carer|nok))\b[^\n]{0,30}$"
            ),
            2.2,
        ),
        "reached": (
            (
                r"\b(?:he|she|they|he's|she's|hes|shes|family|elle|il|ella|sie|er)(?: is|'s| are|'re| can be"
                r"|'ll be)? (?:on|at|reachable|contactable|available|reached|joignable"
                r"|erreichbar)\b[^\n]{0,20}$"
            ),
            2.2,
        ),
        "lives": (
            (
                r"\b(?:lives?|living|resides?|residing|home visit|home address|home|addr(?:ess)?|domicile"
                r"|habite|demeurant|domicilie\w*|wohnhaft|wohnt|vive en|domicilio|adresse|deliver\w*|delivery"
                r"|found at|collapsed at|pick(?:ed)? up from|discharge[d]? to|visit(?:s|ed)? (?:to|at)|house"
                r"|from|safe ?guarding|dispatched|job at|called to|attend(?:ed|ing)?|scene)\b[^\n]{0,30}$"
            ),
            1.5,
        ),
        "callback": (
            (
                r"(?:\bcallback|\bcall back|📞|☎|\bcontact details?|\bcontact(?: no| number)?"
                r"|\bemergency contact)[^\n]{0,40}$"
            ),
            1.2,
        ),
        "account": (
            (
                r"\b(?:account|acct|portal|registered|logged in|login|signed up|enrolled|under|withdrew"
                r"|withdrawn|from the mailing list|telehealth|video visit|teleconsult\w*|connected from"
                r"|joined from|logs?|session|appointment|ip)\b[^\n]{0,30}$"
            ),
            0.8,
        ),
        "name before": (r"(?:mr|mrs|ms|miss|mme|frau|herr|dob|mrn|nhs)\b[^\n]{0,40}$", 1.2),
        "sender": (r"(?:^|\n)(?:from|de|von): ?[^\n]{0,60}$", 0.7),
        # Against.
        "own": (
            (
                r"\b(?:my|our|mine|me|mein\w*|mon|ma|mi|nuestro) (?:\w+ ){0,2}?(?:cell|mobile|mob|phone|number"
                r"|no|tel|e-?mail|mail|address|addy|handy|portable|movil|correo|work|ip|whatsapp|fax|office"
                r"|desk|new|old|flat|house|place)?\b[^\n]{0,12}$|\b(?:dm|pm|email|e-mail|mail|text|ring|call"
                r"|message|msg|contact|reach|whatsapp|find|get|bleep|write to|reply to|send(?: it| them"
                r"| cvs?)? to|cvs? to|rsvp|apply|enquiries|queries|questions|info|register|sign up|submit"
                r"|forward) (?:me |us |to |at |on |via |by |now |your |the |a |it |them "
                r"|them to )*[^\n]{0,14}$|\bi'm (?:on|at)[^\n]{0,12}$"
            ),
            -1.6,
        ),
        "work": (
            (
                rf"\b(?:{DEPARTMENT}|switchboard|switch|clinic|ward|hotline|helpline|help ?desk|service"
                r"|support line|crisis line|poison(?:s)?|toxbase|npis|samaritans|on-?call phone|bleep|pager"
                r"|ext|extension|dect|fax|reception|secretar\w+|practice|surgery|surgery's|registry|hospital"
                r"|trust|desk|gp|pharmacy|dispensary|lab|office|agency|recruit\w+|staffing|hr|union|bma|mdu"
                r"|mps|gmc|insurer|supplier|rep|vendor|company|course|conference|venue|hotel|taxi|cab"
                r"|restaurant|education cent\w+|library|coroner'?s office|standort|telefonzentrale|standard"
                r"|secretariat|centralita|pforte|sekretariat)\b[^\n.]{0,35}$"
            ),
            -1.7,
        ),
        "staff": (rf"\b(?:{STAFF})\b[^\n.]{{0,28}}$", -1.5),
        "job": (
            (
                r"\b(?:cv|vacanc\w+|apply|job|post|locum|interview|application|salary|recruit\w+|webinar"
                r"|conference|course|register|abstracts?|submit|editor|author|correspond\w+)\b[^\n]{0,60}$"
            ),
            -1.5,
        ),
        "other things": (
            (
                r"\b(?:pmid|doi|lot|batch|order|invoice|tracking|isbn|issn|nct|snomed|loinc|grid|coordinates"
                r"|lat|ref|reference|ticket|meeting id|zoom|npi|gmc|server|subnet|gateway|localhost|ping|dns"
                r"|proxy|firewall|router|printer|pacs)\b[^\n]{0,16}$"
            ),
            -2.4,
        ),
    }
)
_WHOSE_AFTER = Cues(
    {
        "kin": (
            (
                r"^[\"'>)\]]*,? ?[(—–-]* ?(?:is |that's |= )?(?:pts?'?s?|patient's|his|her|the"
                rf"|their)? ?(?:{KIN})\b"
            ),
            2.0,
        ),
        "about them": (
            (
                r"^[^\n.]{0,40}\b(?:he|she|they|hes|shes|her|his|him|the family|pt|patient|doesn'?t (?:pick"
                r"|answer)|no answer|voicemail|straight to voicemail|very upset|wants (?:a|an|to|update)"
                r"|n'existe|no existe|disconnected|update re|dressing|leg ulcer|key ?safe|visit|injection"
                r"|catheter)\b"
            ),
            1.0,
        ),
        "patient later": (r"^[^\n.]{0,60}\b(?:pt|patient|pt's|participant|dob|mrn|discharged)\b", 0.8),
        "work later": (
            (
                rf"^[\"'>)\]]*,? ?[(—–-]* ?(?:is |that's |= )?(?:the |our |my )?(?:{STAFF}|{DEPARTMENT}"
                r"|switchboard|bleep|ward|clinic|hotline|reception|work|mine|me|24/7|office|recruit\w+"
                r"|for (?:cvs?|info|details|enquiries|bookings?|registration))\b"
            ),
            -1.8,
        ),
        "thanks": (
            (
                r"^[^\n]{0,20}\b(?:if you'?re interested|to apply|for details|for info|to register|to book"
                r"|to sign up|dm me|happy to chat|cheers|thanks)\b"
            ),
            -1.3,
        ),
    }
)
_SHARED_MAILBOX = re.compile(
    (
        r"^(?:info|contact|admin|office|hr|jobs?|recruit\w*|careers|enquir\w+|support|help\w*"
        r"|secretar\w+|editor\w*|submissions?|noreply|no-reply|postmaster|ward\w*|clinic\w*|pharmacy"
        r"|lab\w*|rota\w*|medstaffing|staffing|courses?|events?|registr\w+|conference|abstracts?"
        r"|research|trials?|studies|study|library|education|it|ig|dpo|privacy|security|team|hello"
        r"|press|media|membership|bookings?|gme|pgme|committee|exams?|referrals?|oncall|on-call"
        r"|switchboard|journal|reviews?|audit|qi|feedback|complaints|pals|service\w*|dept"
        r"|department)\b[\w.+-]*@"
    ),
    re.IGNORECASE,
)


def find(reading: Reading, found: list[Found]) -> Iterator[Said]:
    """Find the contacts of the patient's side."""
    plain = reading.plain
    if not _MAY_HOLD.search(plain) and spoken.HINTS.isdisjoint(reading.words):
        return
    own = own_contacts(reading.text) if _DIGIT.search(plain) else []
    for match in _SHAPES.find(plain):
        if _meets(match, own):
            yield LetGo(PHONE if match.name == _SPOKEN else match.name, match.start, match.end, _WHY_NOT["own"])
        elif not _meets(match, found[-40:]):
            yield from _whose(reading, match.name, match.start, match.end, found)
    if not _DIGIT.search(plain):
        return
    done = -1
    for match in sorted(_ADDRESSES.find(plain), key=lambda one: one.start):
        if match.start >= done:
            done = match.end
            if _meets(match, own):
                yield LetGo(ADDRESS, match.start, match.end, _WHY_NOT["own"])
            else:
                yield _address(reading, match.start, match.end, found)


def _meets(match: Match, others: Sequence[Match | Found]) -> bool:
    return any(one.start < match.end and match.start < one.end for one in others)


_MAY_HOLD = re.compile(r"[\d@]")
_DIGIT = re.compile(r"\d")
_BASE = {PHONE: -0.9, EMAIL: -1.0, NETWORK: -1.3}
_REGIONS = ("GB", "US", "FR", "DE", "ES", "IN", "AU", "NZ", "IE", "NG", "ZA", "MX")


def _whose(reading: Reading, rule: str, start: int, end: int, found: list[Found]) -> Iterator[Said]:
    written = reading.plain[start:end].rstrip(" .-")
    end = start + len(written)
    if rule == _SPOKEN:
        rule = PHONE
        if not spoken.FEWEST < len(spoken.digits(written)) <= _LONGEST:
            return
    elif rule == PHONE and not _phone_like(written):
        return
    cues = _WHOSE_BEFORE.seen(reading.before(start)) + _WHOSE_AFTER.seen(reading.after(end))
    scene = reading.scene(start)
    score = _BASE[rule] + total(cues) + 0.2 * min(scene.clinical, 4)
    score += 1.2 if _near(found, start) else 0.0
    score += 0.4 if scene.shows("third person") else 0.0
    score -= 1.0 if scene.shows("job") else 0.0
    score -= 0.7 if scene.shows("event", "directory", "literature") else 0.0
    score -= 3.0 if scene.shows("simulation", "test record", "exam", "fiction") else 0.0
    score -= 2.5 if rule == EMAIL and _SHARED_MAILBOX.match(written) else 0.0
    if score >= 0:
        yield Found(rule, start, end, round(min(0.55 + 0.13 * score, 0.93), 3))
        return
    against = [cue.name for cue in cues if cue.weight < 0]
    yield LetGo(rule, start, end, _WHY_NOT.get(against[0], _NOTHING) if against else _NOTHING)


_LONGEST = 15
"""Digits of the longest phone number (ITU-T E.164)."""

_NOTHING = "nothing around it speaks of a patient"
_WHY_NOT = {
    "own": "the member's own, or an invitation to write",
    "work": "a ward's, a clinic's or a service's",
    "work later": "a ward's, a clinic's or a service's",
    "staff": "a colleague's",
    "job": "part of an offer of a post or a course",
    "other things": "a number of another sort",
}


def _near(found: list[Found], start: int) -> bool:
    """Whether a patient's name or number was found close by."""
    return any(abs(one.end - start) < 80 or abs(one.start - start) < 80 for one in found[-12:])


def _phone_like(written: str) -> bool:
    """Whether digits are a phone number somewhere: libphonenumber's judgement of length, or a reserved one."""
    digits = sum(letter.isdigit() for letter in written)
    if not 8 <= digits <= 17 or _SCORES.fullmatch(written):
        return False
    if digits == 8 and not re.search(r"\d{4}[ -]\d{4}", written):
        return False
    if written[0] not in "+0(" and not re.search(r"[ .()-]", written):
        return False
    try:
        if written.startswith(("+", "00")):
            return phonenumbers.is_possible_number(
                phonenumbers.parse("+" + written.lstrip("+0") if written.startswith("00") else written)
            )
        return any(phonenumbers.is_possible_number(phonenumbers.parse(written, region)) for region in _REGIONS)
    except phonenumbers.NumberParseException:
        return False


_SCORES = re.compile(
    r"(?:19|20)\d\d[-. ]\d\d?[-. ]\d\d?|\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d\d|(?:19"
    r"|20)\d\d[- ](?:19|20)\d\d|(?!0\d)\d{1,3}(?:[ -]\d{1,3}){3,}"
)

_NOT_HOME = re.compile(
    r"\b(?:conference|course|venue|hotel|pub|bar|restaurant|meet(?:ing|up)?|party|drinks|office"
    r"|clinic|hospital|surgery|practice|campus|library|education cent\w+|school of|department"
    r"|institute|registered office|gmbh|ltd|inc|headquarters|parking|car park|poster|symposium"
    r"|lecture|viva|interview|exam|rent|to let|sublet|flatshare|my (?:new )?(?:flat|house|place"
    r"|address)|we've moved|i live|i'm at|pharmacy at)\b"
)


def _address(reading: Reading, start: int, end: int, found: list[Found]) -> Said:
    """Judge a postal address: most of those pasted in clinical talk are a patient's."""
    around = reading.before(start) + " " + reading.after(end)
    scene = reading.scene(start)
    cues = [
        cue
        for cue in _WHOSE_BEFORE.seen(reading.before(start))
        if cue.name in ("kin", "possessive", "patient", "lives", "name before")
    ]
    score = -0.6 + total(cues) + 0.3 * min(scene.clinical, 4) + (1.0 if _near(found, start) else 0.0)
    score -= 2.0 if _NOT_HOME.search(around) else 0.0
    score -= 1.2 if scene.shows("event", "job", "celebration") else 0.0
    score -= 1.5 if scene.shows("literature") else 0.0
    score -= 3.0 if scene.nobody else 0.0
    if score >= 0:
        return Found(ADDRESS, start, end, round(min(0.58 + 0.12 * score, 0.92), 3))
    return LetGo(ADDRESS, start, end, "nothing around it speaks of a patient's home")

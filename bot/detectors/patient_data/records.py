"""Records: fragments of clinical systems pasted into chat, and file names and links with a patient in them.

HL7 version 2 (segments PID, NK1 and IN1; HL7 v2.5.1 chapter 3 and 6), FHIR's Patient resource (R4), C-CDA's
recordTarget, DICOM's patient module (PS3.6, group 0010), rows of exports and the names that people give to files.
"""

import re
from collections.abc import Iterator

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.given import GIVEN, SURNAMES
from bot.detectors.patient_data.ordinary import ORDINARY
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.vocabulary import listed
from bot.detectors.patterns import Patterns

FRAGMENT, FILE, LINK = "patient_data.system_record", "patient_data.file_name", "patient_data.personal_link"

RULES = {
    FRAGMENT: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A fragment of a clinical system's record is pasted here, with a patient's field filled in.",
    ),
    FILE: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A file's name holds a name beside a clinical word.",
    ),
    LINK: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.URL,
        why="A link leads to a patient's page, photo, scan, chart or fund-raiser.",
    ),
}

_WORD = r"[A-Za-zÀ-ÖØ-öø-ÿ'’ .-]"
_FIELDS = Patterns(
    {
        "hl7 name": (
            r"(?:PID|NK1|IN1|GT1|MRG)\|(?:[^"
            r"|\n]*\|){0,15}?(?P<at>[A-Za-z][A-Za-z'\- ]{1,30}\^[A-Za-z][A-Za-z'\-^ ]{0,40}[A-Za-z])"
        ),
        "caret name": (
            r"(?:^|[^A-Za-z^])(?P<at>[A-Z][A-Za-z'\-]{1,30}\^[A-Z][A-Za-z'\-]{1,30}"
            r"(?:\^[A-Z][A-Za-z]{0,30})?)"
        ),
        "hl7 id": r"(?:PID|MRG)\|[^|\n]{0,4}\|(?:[^|\n]{0,40}\|)?(?P<at>[A-Za-z]{0,4}\d[A-Za-z0-9-]{3,20})",
        "hl7 birth": r"PID\|(?:[^|\n]*\|){4,9}?(?P<at>(?:19|20)\d{6})\b",
        "hl7 phone": r"(?:PID|NK1)\|(?:[^|\n]*\|){4,16}?(?P<at>\(?\+?\d[\d ()-]{7,16}\d)",
        "fhir family": (
            r"(?i)[\"']?(?:family|lastname|last_name|surname|nachname"
            rf"|nom)[\"']?\s*[:=]\s*\[?\s*[\"'](?P<at>{_WORD}{{2,40}})[\"']"
        ),
        "fhir given": (
            r"(?i)[\"']?(?:given|firstname|first_name|forename|vorname|prenom|patient_?name"
            rf"|pt_?name)[\"']?\s*[:=]\s*\[?\s*[\"'](?P<at>{_WORD}{{2,40}})[\"']"
        ),
        "fhir birth": (
            r"(?i)[\"']?(?:birth_?date|dob|date_of_birth"
            r"|geburtsdatum)[\"']?\s*[:=]\s*[\"'](?P<at>[\d./-]{8,10})[\"']"
        ),
        "fhir id": (
            r"(?i)[\"']?(?:mrn|patient_?id|nhs_?number|identifier|patientid"
            r"|subject_?id)[\"']?\s*[:=]\s*[\[{]?\s*[\"'](?P<at>[A-Za-z0-9/-]{5,24})[\"']"
        ),
        "fhir phone": r"(?i)[\"']?value[\"']?\s*:\s*[\"'](?P<at>\+?\d[\d ()-]{7,18}\d)[\"']",
        "fhir reference": r"\bPatient/(?P<at>[A-Za-z0-9-]{4,40})",
        "cda given": r"(?i)<given[^>\n]{0,40}>(?P<at>[^<\n]{2,40})</given>",
        "cda family": r"(?i)<family[^>\n]{0,40}>(?P<at>[^<\n]{2,40})</family>",
        "cda birth": r"(?i)<birthtime\s+value=[\"'](?P<at>\d{8})",
        "cda id": r"(?i)<id [^>\n]{0,80}extension=[\"'](?P<at>[A-Za-z0-9-]{4,24})[\"']",
        "dicom name": (
            r"(?i)(?:\(?0010 ?, ?0010\)?|patient'?s? ?name"
            r"|\bPN\b)[^A-Za-z\n]{0,8}(?:PN\b)?[^A-Za-z\n]{0,6}"
            r"(?P<at>[A-Z][A-Za-z'^\- ]{2,40}\^?[A-Za-z]+)"
        ),
        "dicom id": (
            r"(?i)(?:\(?0010 ?, ?0020\)?"
            r"|\bpatient ?id)[^A-Za-z0-9\n]{0,8}(?:LO\b)?[^A-Za-z0-9\n]{0,6}"
            r"(?P<at>[A-Za-z]{0,4}\d[A-Za-z0-9-]{2,24})"
        ),
        "dicom birth": r"(?i)(?:\(?0010 ?, ?0030\)?|\bpatientbirthdate)[^0-9\n]{0,16}(?P<at>(?:19|20)\d{6})",
        "csv row": (
            r"(?:^|[\n`\"])\s*\d{1,6}[,;\t|](?P<at>[A-Z][A-Za-z'\-]{2,30}(?: ?[A-Z][a-z]+)?)[,;\t"
            r"|](?:[A-Z][a-z]+[,;\t|])?(?:(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|[MF][,;\t|])"
        ),
    }
)
_KINDS = {"birth": Kind.DATE, "id": Kind.IDENTIFIER, "phone": Kind.PHONE, "reference": Kind.IDENTIFIER}
_FILES = Patterns(
    {
        "file": (
            r"(?:^|[^A-Za-z0-9_./-])(?P<at>[A-Za-z0-9À-ÿ][A-Za-z0-9À-ÿ_,' ()-]{2,70}\.(?:pdf|docx?|xlsx?"
            r"|csv|jpe?g|png|heic|dcm|dicom|zip|mp4|mov|txt|rtf|pptx?|tiff?|nii|m4a|mp3|wav))\b"
        )
    }
)
_LINKS = Patterns(
    {
        "personal": (
            r"(?i)(?:cagnotte|spendenaktion|colecta|giveahand|ramp-fund|[\w-]+-fund\b|gofundme|justgiving"
            r"|givesendgo|leetchi|caringbridge|gofund\.me|crowdfund\w*|fundrais\w*)[\w.-]*/\S{3,}"
        ),
        "chart": (
            r"(?i)(?:partage-photo|photo-?share|[\w-]*photos?|pix|img"
            r"|images?)[\w.-]*/(?:[\w.-]+/)*[\w.-]*(?:box|bed|main|wound|pied|foot|hand|face|rash|leg|mr"
            r"|mrs|mme|pt|plaie|scan|bay|lit)[\w.-]*|(?:portal|mychart|chart|patient|patients|pacs|viewer"
            r"|ehr|emr|imaging|scans?|photos?|wound|dossier|record|records"
            r"|results?)[\w.-]*(?:/[\w.~%-]+)*/(?:[\w.-]*[/=?&])*(?:patients?|pt|mrn|pid|id|chart|study"
            r"|studies|view|record|p|u|user|scan|img|photo|share|results?|viewer|accession"
            r"|nhs)[/=_-][\w%.-]*\d[\w%.-]*"
        ),
        "profile": (
            r"(?i)(?:facebook|fb|instagram|tiktok|linkedin|x|twitter|youtube|snapchat|onlyfans|strava"
            r"|vk)\.(?:com|example|test)/(?:in/|@|profile\.php\?id=|user/|u/)?[\w.%-]{3,}"
        ),
    }
)
_PATIENT_SIDE = re.compile(
    r"\b(?:pts?|patient|patient's|his|her|their|him|mum|mom|dad|wife|husband|daughter|son|family"
    r"|participant|subject|this (?:lady|guy|man|woman|kid)|he|she|sa|son|su)\b"
)


def find(reading: Reading, _found: list[Found]) -> Iterator[Said]:
    """Find pasted records, file names and links."""
    plain = reading.plain
    if "." in plain:
        yield from _file_names(reading)
    if "/" in plain:
        yield from _links(reading)
    if _MARKS.search(plain):
        yield from _fragments(reading)


_MARKS = re.compile(r"[|^{<=:]|\d[,;]")


def _fragments(reading: Reading) -> Iterator[Said]:
    seen: set[tuple[int, int]] = set()
    for match in _FIELDS.find(reading.plain):
        where = (match.start, match.end)
        if where in seen:
            continue
        seen.add(where)
        words = set(re.split(r"[^a-z]+", reading.folded[match.start : match.end]))
        kind = next((kind for ending, kind in _KINDS.items() if match.name.endswith(ending)), Kind.NAME)
        if kind is Kind.NAME and words <= _FIELD_WORDS:
            continue
        scene = reading.scene(match.start)
        if scene.shows("test record", "simulation") or words & _TEST_WORDS:
            yield LetGo(FRAGMENT, match.start, match.end, "a test record or a simulation")
            continue
        yield Found(FRAGMENT, match.start, match.end, 0.86, kind=kind)


_FIELD_WORDS = frozenset(
    {
        "",
        "string",
        "name",
        "family",
        "given",
        "value",
        "patient",
        "lastname",
        "firstname",
        "text",
        "doe",
        "john",
        "jane",
        "x",
        "xx",
        "xxx",
        "redacted",
        "null",
        "none",
        "field",
        "na",
        "unknown",
    }
)
_TEST_WORDS = frozenset({"test", "zztest", "dummy", "example", "mouse", "redacted", "doe", "xxx", "demo", "sample"})


def _file_names(reading: Reading) -> Iterator[Said]:
    for match in _FILES.find(reading.plain):
        base = match.start
        pieces = [
            (piece.start() + base, piece.end() + base)
            for piece in _NAME_PIECE.finditer(reading.plain[match.start : match.end].rpartition(".")[0])
        ]
        clinical = [at for at in pieces if _clinical_piece(reading.folded[at[0] : at[1]])]
        names = [at for at in pieces if _names_somebody(reading, at)]
        if not clinical or not names:
            continue
        start, end = names[0][0], names[-1][1]
        if reading.plain[max(0, start - 2) : start][:1].isupper() and reading.plain[start - 1 : start] == "_":
            start -= 2
        if (
            len(names) > 3
            or reading.scene(start).nobody
            or any(reading.folded[at[0] : at[1]] in _NOT_FILES for at in pieces)
        ):
            yield LetGo(FILE, start, end, "a file of nobody in particular")
            continue
        yield Found(FILE, start, end, 0.78)


def _clinical_piece(word: str) -> bool:
    return word in _FILE_WORDS or any(word.startswith(known) or word.endswith(known) for known in _FILE_STEMS)


_FILE_STEMS = (
    "discharge",
    "referral",
    "letter",
    "summary",
    "consent",
    "entlass",
    "befund",
    "ordonnance",
    "handover",
    "clinic",
    "wound",
    "biops",
    "xray",
    "scan",
)
_NAME_PIECE = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)?")
_FILE_WORDS = listed(
    "discharge summary letter clinic referral ct mri xr xray cxr scan echo ecg ekg eeg report "
    "results result bloods labs lab path histology biopsy wound photo photos pic consent notes "
    "note chart record records admission handover op operation opnote sag axial cor coronal "
    "chest brain abdo knee hip spine rash derm"
    " burn ultrasound uss angio dnacpr mca careplan plan epikrise arztbrief befund entlassbrief "
    "rezept ordonnance courrier compte rendu bilan irm scanner radio informe alta receta "
    "analitica tac rx eco med meds prescription gp tto obs sbar complaint statement pathology "
    "endoscopy colonoscopy retina fundus oct pet mammo mammogram dexa slides face pre post "
    "postop preop"
)
_NOT_FILES = listed(
    "cv resume poster abstract rota agenda minutes guideline guidelines protocol template "
    "lecture teaching flyer application thesis paper manuscript figure fig table slidedeck "
    "handbook syllabus exam osce form blank leaflet policy journal certificate mcq anki edition"
)


def _names_somebody(reading: Reading, at: tuple[int, int]) -> bool:
    word, written = reading.folded[at[0] : at[1]], reading.plain[at[0] : at[1]]
    if _clinical_piece(word) or len(word) < 3:
        return False
    if (
        written.islower()
        and len(word) > 4
        and word not in ORDINARY
        and word not in _NOT_FILES
        and reading.plain[at[0] - 1 : at[0]] == "_"
    ):
        return True
    if word in GIVEN or word in SURNAMES:
        return word not in ORDINARY or written[0].isupper()
    return written[0].isupper() and word not in ORDINARY and len(word) > 3 and not written.isupper()


def _links(reading: Reading) -> Iterator[Said]:
    for link in reading.text.links:
        kinds = _LINKS.names(link.url)
        scene = reading.scene(link.start)
        around = reading.before(link.start) + reading.after(link.end)
        about = bool(_PATIENT_SIDE.search(around)) or scene.shows("third person")
        if "personal" in kinds and about:
            yield Found(LINK, link.start, link.end, 0.7)
        elif "chart" in kinds and not scene.shows("code talk", "test record", "job", "event"):
            yield Found(LINK, link.start, link.end, 0.66 if about else 0.52)
        elif "profile" in kinds and about and scene.clinical > 0 and not scene.shows("event", "job", "celebration"):
            yield Found(LINK, link.start, link.end, 0.62)
        elif kinds:
            yield LetGo(LINK, link.start, link.end, "nothing around it speaks of a patient")

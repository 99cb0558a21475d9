"""Scenes: what a message is about, by the words that clinicians use when they speak of a patient, or of no patient.

A name in "SimMan scenario: Mr Plastic" belongs to nobody and a date in "abstracts close 3 May" to no patient; the same
name and date beside "bed 4" and "intubated" do. The word lists are our own, written down from general knowledge of how
clinicians write in English, French, Spanish and German; which scenes count follows the labelling policy of the
training corpus, section 2.2 (whose identifiers count) and 2.3 (which dates do).
"""

from dataclasses import dataclass

from bot.detectors.patient_data.vocabulary import (
    BODY,
    CARE,
    CONDITIONS,
    KIN,
    MEASURES,
    PATIENT,
    UNIT,
)
from bot.detectors.patterns import Patterns

AGE_AND_SEX = (
    r"\b\d{1,3} ?(?:yo|y/o|yrs? old|years? old|year-old|y\.o\.|month old|months old|mo old|m/o"
    r"|weeks? old|days? old"
    r"|yof|yom|ans|anos|jahre|jahrige[rn]?|j\.)\b|\b\d{1,2} ?[mf]\b|\b[mf] ?\d{2}\b"
    r"|\b\d{1,3} ?/ ?[mf]\b"
)

_SCENES = Patterns(
    {
        # Somebody is being cared for.
        "patient": rf"\b(?:{PATIENT})\b",
        "age and sex": AGE_AND_SEX,
        "care": rf"\b(?:{CARE})\b",
        "condition": rf"\b(?:{CONDITIONS})\b",
        "measure": rf"\b(?:{MEASURES})\b",
        "unit": rf"\b(?:{UNIT})\b",
        "body": rf"\b(?:{BODY})\b",
        "relative": rf"\b(?:his|her|their|pts?|patient'?s|the|sa|son|su|seine?|ihre?|'s) (?:{KIN})\b",
        "third person": r"\b(?:he|she|his|her|him|hers|himself|herself|il|elle|ella|el|er|sie)\b",
        # Nobody real is meant.
        "exam": (
            r"\b(?:osces?|q ?banks?|question bank|mcqs?|sbas?|plab|usmle|step ?[123]|comlex|nbme|uworld"
            r"|amboss|anki|passmed"
            r"|exam q|stem:|board (?:apps?|questions?|reviews?)|annales?|simulacro|examiners?|casc"
            r"|vignettes?|viva (?:question|practice|station)s?|mrcp|mrcs|mrcgp|frca|exam (?:question|stem"
            r"|case|prep|list|practice)s?"
            r"|question stem|stem says|script concordance|staatsexamen|examen clasificado|mir (?:question"
            r"|pregunta)s?|pregunta mir"
            r"|qrm|qcm|qroc|(?:les|aux|des|station|prepa) ecos|conf(?:erence)? (?:de|met)"
            r"|dossier progressif|ecni?|edn|mock (?:exam|osce|paces)|paces|case \d+ (?:of|in)|in the book"
            r"|first aid|past papers?"
            r"|mark ?schemes?|mnemonics?|flashcards?|year-old (?:wo)?man presents|exam (?:tomorrow|on|in"
            r"|thursday|monday|tuesday|wednesday|friday|next))\b|[\"'>] ?an? \d{1,3}[- ]year[- ]old\b"
            r"|[\">] ?(?:mme|m\.|mr|mrs|frau|herr|sra) [a-z]+, \d{2} (?:ans|jahre|anos|yo)\b"
        ),
        "simulation": (
            r"\b(?:sim ?man|sims?|simulat\w+|simulation|manikins?|mannequins?|scenarios?|fictional"
            r"|fictitious|made[- ]up"
            r"|sp (?:case|script)|standardi[sz]ed patients?|role[- ]?plays?|actor (?:playing|plays|played)"
            r"|simulado|simulacion|schauspiel\w*|fictif|fictive|pour l'exercice|fur die ubung|schulungssystem)\b"
        ),
        "test record": (
            r"\b(?:zz ?\w*test\w*|testcases?|sandpit|test (?:pts?|patients?|records?|accounts?|user)"
            r"|dummy|synthea|synthetic"
            r"|demo|sandbox"
            r"|training (?:environment|database|domain)|mimic-?i+v?|blank template|our template"
            r"|template (?:we use|says)|example format|placeholder|mickey mouse)\b"
        ),
        "fiction": (
            r"\b(?:the pitt|house md|dr house|grey'?s anatomy|holby|(?:episode|season|series) \d"
            r"|tv (?:show|series)|medical drama|netflix"
            r"|(?:the|a|this|her|his) (?:novel|film|movie)|movies?|characters? (?:in|from|on|of|called)"
            r"|fiction|sherlock|shakespeare|dickens|comic|anime)\b"
        ),
        "history": (
            r"\b(?:(?:in|of|since|from|until|circa|c\.|around|by|summer|winter|spring"
            r"|autumn) (?:1[5-8]\d\d|19[0-4]\d)|(?:1[5-8]\d\d|19[0-4]\d)s|\d\dth century"
            r"|history of medicine|medical history (?:essay|lecture)|med hum\w*|historical|biograph\w+"
            r"|(?:king|queen|emperor|pope|president|prime minister|composer|painter|poet|novelist) [a-z]+"
            r"|public figure|discovered|first described|described by|named after|nobel|famous(?:ly)?"
            r"|emperor|composer|painter|pharaoh"
            r"|patient zero|ethics (?:exam|case) list|landmark case)\b"
        ),
        "literature": (
            r"\b(?:pmids?|doi|et al|nejm|jama|lancet|bmj|cochrane|meta-?analys[ie]s|rcts?|trials?|journal club"
            r"|manuscript|reviewer|reviewers|revision|proofs?|resubmission|preprint|citations?|cites?"
            r"|paper by|authors?|guidelines?"
            r"|textbook|chapter|\d(?:st|nd|rd|th) ed(?:ition)?|p\. ?\d+|clinicaltrials|nct\d+)\b"
        ),
        "event": (
            r"\b(?:conferences?|congress|symposium|webinars?|abstracts?|deadlines?|keynotes?|lectures?"
            r"|grand rounds|courses?|workshops?"
            r"|registration|early bird|poster|talks?|slides|seminar|study day|teaching (?:session|on|at)"
            r"|journal club|zoom|cpd|cme"
            r"|meeting room|agm|quiz|kongress|fortbildung|congres|congreso|jornadas?|ponencias?"
            r"|inscripcion\w*)\b"
        ),
        "job": (
            r"\b(?:vacanc\w+|locum|salary|per (?:hour|hr|day|week)|/(?:hr|wk|week|day)|cv|interviews?"
            r"|fellowships?|postdoc|job|jobs"
            r"|apply|applications?|recruit\w+|contract|band \d|tv-l|bewerbung\w*|stelle|poste|plaza"
            r"|rotation|residency|match day"
            r"|visa|shortlist\w*|open (?:spot|position)|start(?:s|ing)? date|rota|rotas|swap|swaps"
            r"|annual leave|deanery|eras|nrmp)\b"
        ),
        "celebration": (
            r"\b(?:congrats|congratulations|retir(?:es|ing|ement|ed from)|leaving (?:do|drinks|card|party)"
            r"|birthday|whip ?round"
            r"|phd|viva passed|passed (?:her|his|their|the) (?:viva|exams?|boards)|promot(?:ed|ion)"
            r"|awards?|nominate\w*|wedding|engaged"
            r"|welcome|chief residents?|baby shower|collection for|farewell|kudos|shout ?out|glueckwunsch"
            r"|felicitations|felicidades|enhorabuena)\b"
        ),
        "directory": (
            r"\b(?:bleep list|bleeps?|pagers?|switchboard|ext\.?|extension|hotline|helpline|dect"
            r"|office hours)\b"
        ),
        "code talk": (
            r"\b(?:git|commit|pip install|docker|stack trace|traceback|pull request|regex|sql|dataframe"
            r"|pandas|repo|schema)\b"
        ),
        "rarity of rules": (
            r"\b(?:cohorts?|stats du|statistics|n ?= ?\d+|registry|audit|epidemiolog\w+|prevalence"
            r"|incidence|subgroup|per 100|median age|mean age)\b"
        ),
        # Many are spoken of, or anybody: abstracts, leaflets, textbooks.
        "general": (
            r"\b(?:patients (?:with|who|were|and|in|undergoing)|(?:people|individuals|women|men|children"
            r"|adults|infants|newborns|females|males|those|persons) (?:with|who|born|are|were|aged)"
            r"|(?:disease|syndrome|disorder|condition|seizures|bleeding) (?:is|are|occurs?|may)"
            r"|symptoms (?:include|may|of)"
            r"|is (?:caused|characterized|characterised) by|(?:the|this|our|a|retrospective|prospective"
            r"|cohort|present|aim of the) (?:study|analysis|review)|we (?:found|compared|analy[sz]ed"
            r"|evaluated|measured|aimed|performed|retrospectively|assessed|investigated)|methods"
            r"|conclusions?|between \w+ \d{4} and|were (?:included|enrolled|randomi[sz]ed|measured"
            r"|performed|collected|analy[sz]ed|recorded|treated|obtained|identified)"
            r"|associated with|available\)|resources|information (?:about|comes)|rare disease"
            r"|more information|genes?|proteins?|mutations?|ref[:.( ]|ans[:. ]|all of the following"
            r"|which of the following|following (?:is|are|statements?)|most (?:common|likely|appropriate)"
            r"|treatment options)\b"
        ),
        "own": (
            r"\b(?:my own|i was diagnosed|i've got|i have (?:bipolar|lupus|adhd|asthma|diabetes|epilepsy)"
            r"|as someone (?:w/|with))\b"
        ),
        "pet": r"\b(?:my (?:cat|dog|puppy|kitten|rabbit|hamster|horse)|the vet|labrador|spaniel)\b",
    }
)

_CLINICAL = frozenset({"patient", "age and sex", "care", "condition", "measure", "unit", "body", "relative"})
_NOBODY = frozenset({"exam", "simulation", "test record", "fiction", "history"})


@dataclass(frozen=True, slots=True)
class Scene:
    """The names of the scenes that a stretch of text shows."""

    names: frozenset[str]

    @property
    def clinical(self) -> int:
        """Count the sorts of clinical talk in it, nought to eight."""
        return len(self.names & _CLINICAL)

    @property
    def nobody(self) -> bool:
        """Whether it speaks of exams, manikins, fiction or history, so that nobody real is meant."""
        return bool(self.names & _NOBODY)

    def shows(self, *names: str) -> bool:
        """Whether any of these scenes shows."""
        return not self.names.isdisjoint(names)


def scene_of(folded: str) -> Scene:
    """Name the scenes of a stretch of folded text, in one linear pass."""
    return Scene(frozenset(_SCENES.names(folded)))

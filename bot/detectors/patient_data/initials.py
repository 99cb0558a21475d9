"""Initials: a patient's, where one is spoken of; not the abbreviations that clinical talk is full of.

X, Y, Z, N.N. and the A and B of teaching are placeholders (labelling policy of the training corpus, section 2.6).
"""

import re
from collections.abc import Iterator

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.name_cues import BEFORE
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.vocabulary import listed
from bot.detectors.patterns import Match, Patterns

INITIALS = "patient_data.initials"

RULES = {
    INITIALS: Rule(
        category=Category.PATIENT_MOSAIC,
        kind=Kind.INITIALS,
        why="Initials stand where the words around them speak of somebody being cared for.",
    ),
}

_INITIALS = Patterns(
    {
        "dotted": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]\.[ -]?(?:-?[A-Z]\.[ -]?){0,3}-?[A-Z]\b\.?"
            r"|[A-Z]{1,2}\.[A-Z](?:-[A-Z])?\b\.?)"
        ),
        "titled": (
            r"(?:^|[^A-Za-z])(?i:mr|mrs|ms|miss|mme|m|mlle|herrn?|frau|sr|sra|baby|pt|patient|patiente"
            r"|paciente|patientin)\.? (?P<at>[A-Z]{1,3}\.?(?:[A-Z]\.?)?)(?:[^A-Za-z0-9.+/-]|[.]?\s|[.]?$)"
        ),
        "aged": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]{2,3})(?:, ?| \()(?:\d{1,3} ?(?:yo|y/o|[MFmf]\b|yrs?\b|y\b|,"
            r"|\)|ans|jahre|years?)|[MF] ?\d{2})"
        ),
        "possessive": (
            r"(?:^|[^A-Za-z0-9.])(?P<at>[A-Z]\.? ?[A-Z]\.?)(?:'s|’s) (?i:mum|mom|dad|wife|husband|family"
            r"|daughter|son|scan|ct|mri|bloods|wound|chemo)"
        ),
    }
)
_ABBREVIATIONS = listed(
    "ad af ai am as ba bp bs bm bd ca cc cf cp cr cs ct cv da dc dd dm dr dx ec ed ee ef eg em "
    "en er et ex fb fh fm fu fx ga gi gp gu hb hd hf hg hh hi hr ht hx ia ib ic id ie im in io "
    "ip iq ir it iv ix ld lp lv ma mc md me mg mh mi ml mm mo mr ms na nb nd ng nh ni nk no np "
    "ns ob od oh ok om on op or os ot pa pb pc pd pe pf ph pi pm po pp pr ps pt pv px qi ra rr "
    "rv rx sa sb sc sd se sh sl so sp sr ss st sx ta tb tc td th ti tn to tv tx uc uk un up us "
    "ut uv va vf vs vt wb wd wr xr"
    " aaa abg acs adl afb afp agh aki all als ama ami aml amt ana apd ard arf asa asd ast avm "
    "avr bal bbb bid bmi bmt bnp bpd bph bun cap cbc cbt cdc chd chf cjd ckd cll cml cmv cnp cns "
    "cop cpr crp csf csu ctg cva cvc cvs cxr dic dka dld dnr dob doa dvt ebv ecg ect eeg ekg emg "
    "ent epo esr etoh ett fbc ffp fev fhx fna fob fsh gbs gca gcs gfr ggt gmc gtn gvh hap hba "
    "hbv hcg hcv hdl hdu hep hiv hla hpv hrt hsv htn ibd ibs icd ich icp icu ida idc ief igg inr "
    "ist itp itu iud ivf ivc jvp kub lad lbp ldh ldl lfr lft lma lmp lvh mag mca mch mcv mds men "
    "mgu mmr mnd mra mri msk msu mva nbm nec nhl nhs nof npo nsr nsa ocd opd osa pbc pca pci pco "
    "pcp pcr peg pet pfo pft pic pid pka pmh pmr pnd poc ppi prn psa psc ptx pud pvd rbc rca rsv "
    "rta rtc rvh sad sah sba sbo sbp scc sdh sah sho sle sob spo ssi stat std sti svc svt tah "
    "tap tav tbi tds tee tia tka tmj tnf toe tof tpn tsh tte ttp tur uti uss vad vbg vte vsd wbc "
    "wcc who wpw zzz asap fyi pls imo tbh btw idk lol omg wtf psa ceo nhs mdt mdu mps bma rcp "
    "pgy usa ssc gpa sat gre act eng ltd inc"
)
"""Clinical and everyday abbreviations of two and three letters (general knowledge)."""

_SURE = {"dotted": 0.52, "titled": 0.66, "aged": 0.68, "possessive": 0.6}
"""How sure each way of writing them is, in talk that is not clinical (see the table in the package)."""


def find(reading: Reading, _found: list[Found]) -> Iterator[Said]:
    """Find initials where a patient is spoken of."""
    for match in _INITIALS.find(reading.plain):
        letters = re.sub(r"[^a-z]", "", reading.folded[match.start : match.end])
        if (len(letters) > 1 and letters in _ABBREVIATIONS) or (match.name == "dotted" and _other(reading, match)):
            continue
        scene = reading.scene(match.start)
        against = _against(reading, match, letters)
        if against:
            yield LetGo(INITIALS, match.start, match.end, against)
        else:
            sure = min(_SURE[match.name] + 0.05 * min(scene.clinical, 4), 0.85)
            yield Found(INITIALS, match.start, match.end, round(sure, 3))


def _other(reading: Reading, match: Match) -> bool:
    """Whether letters with dots are something else: the beginning of a name, or "G.I" without its last dot."""
    written = reading.plain[match.start : match.end]
    if sum(letter.isalpha() for letter in written) == 2 and not written.endswith(".") and "-" not in written:
        return True
    following = reading.plain[match.end : match.end + 2]
    return following[:1] in (" ", "") and following.strip()[:1].isupper()


def _against(reading: Reading, match: Match, letters: str) -> str:
    """Say what speaks against initials of a patient; nothing if nothing does."""
    scene = reading.scene(match.start)
    if set(letters) <= set("xyznab") and len(set(letters)) == 1:
        return "a placeholder"
    if scene.nobody:
        return "an exam, a simulation, a test record, fiction or history"
    if scene.shows("literature", "event", "job", "general"):
        return "the message is about work"
    if any(cue.name in ("staff", "own name") for cue in BEFORE.seen(reading.before(match.start))):
        return "a colleague's or the author's own"
    if match.name == "dotted" and not scene.clinical and not scene.shows("third person"):
        return "nothing around it speaks of a patient"
    return ""

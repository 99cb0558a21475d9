"""Names: whose name is this? A patient's or a relative's is patient data, a colleague's or an eponym's is not.

A run of capitalised words is a candidate. How much it looks like a name, the cues just before and just after it, and
the scene of the message add up to log-odds; what stays below is let go with the reason that weighed most against it.
The policy that the cues follow is the training corpus' labelling policy, section 2.2; the weights are ours.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from math import exp

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.cues import Cue, total
from bot.detectors.patient_data.name_cues import (
    AFTER,
    BEFORE,
    CARE_CUES,
    FOR_SHOUTED,
    KIN_CUES,
    RECORD_CUES,
    STAFF_CUES,
    WEAK_FOR_EPONYMS,
    WEAK_FOR_OPENERS,
    WEAK_FOR_UNKNOWN,
)
from bot.detectors.patient_data.ordinary import ORDINARY
from bot.detectors.patient_data.reading import Found, LetGo, Reading, Rule, Said
from bot.detectors.patient_data.runs import HARD_TITLES, TITLE, Run, opens_sentence, runs
from bot.detectors.patient_data.scene import Scene, scene_of

NAMED, RELATED, LISTED, TITLED = (
    "patient_data.named_patient",
    "patient_data.named_relative",
    "patient_data.name_in_record",
    "patient_data.titled_name",
)

RULES = {
    NAMED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name stands where the words around it speak of somebody being cared for.",
    ),
    RELATED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name is given to a patient's relative, or to somebody whose relative is spoken of.",
    ),
    LISTED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why=(
            "A name stands in a line laid out like a record, with an age, a date of birth, a number or a bed beside it."
        ),
    ),
    TITLED: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.NAME,
        why="A name with a title stands in clinical talk, where colleagues are seldom addressed so.",
    ),
}

_UNSUPPORTED, _OUTWEIGHED, _NOBODY = (
    "nothing around it speaks of a patient",
    "the words around it speak of a colleague, a paper or a thing",
    "an exam, a simulation, a test record, fiction or history",
)
_REASONS = {
    "staff": "a colleague's title or role stands before it",
    "staff verb": "does what colleagues do",
    "role after": "a colleague's role stands after it",
    "department": "belongs to a department",
    "asked": "is spoken to, thanked or cited, as colleagues are",
    "work": "owns what colleagues own: a talk, a list, a shift",
    "eponym after": "an eponym",
    "hyphen and more": "an eponym",
    "citation": "a citation",
    "own name": "the author's own name",
    "colleague's number": "a colleague's number",
    "name of a thing": "the name of a place or an institution",
    "university": "the name of a place or an institution",
}
_SCENES = {
    "literature": -1.4,
    "event": -1.1,
    "job": -1.3,
    "celebration": -1.2,
    "directory": -0.6,
    "code talk": -0.4,
    "pet": -2.0,
    "general": -1.3,
}
_CLINICAL_SCENE = (-1.0, 0.1, 0.5, 0.75, 1.0)
"""What the number of sorts of clinical talk in a message adds, in log-odds; one sort alone is common in shop talk."""

_THRESHOLD = 1.9
"""Log-odds from which a name counts; below, it is let go (set on labelled messages, see the table above)."""


def find(reading: Reading, _found: list[Found]) -> Iterator[Said]:
    """Find the names of patients and of those around them."""
    judged = [(run, _judge(reading, run)) for run in runs(reading)]
    names = [said for _, said in judged if isinstance(said, Found)]
    again = {
        word: name
        for name in names
        for word in _PIECES.split(reading.folded[name.start : name.end])
        if len(word) > 2 and word not in ORDINARY
    }
    for run, said in judged:
        if isinstance(said, Found):
            yield said
            continue
        name = again.get(reading.folded[run.start : run.end]) or (_beside(reading, said, names) if names else None)
        if name is not None:
            yield Found(name.rule, said.start, said.end, name.confidence * 0.9)
        elif run.known or said.reason is not _UNSUPPORTED:
            yield said


_PIECES = re.compile(r"[^a-z]+")
_JOINTS = frozenset({"and", "&", "/", "+", "y", "und", "et", "and mr", "and mrs", "& mrs"})


def _beside(reading: Reading, one: LetGo, names: list[Found]) -> Found | None:
    """Find the name that a word is joined with by "and", if any; only the neighbours on both sides are looked at."""
    at = bisect_left(names, one.start, key=lambda name: name.start)
    for other in names[max(0, at - 1) : at + 1]:
        low, high = (other.end, one.start) if other.end <= one.start else (one.end, other.start)
        if high - low < 12 and reading.folded[low:high].strip() in _JOINTS:
            return other
    return None


def _judge(reading: Reading, run: Run) -> Found | LetGo:
    """Weigh what speaks for and against a patient's name."""
    scene = reading.scene(run.start)
    cues = _cues(reading, run, scene)
    pro = max((cue for cue in cues if cue.weight > 0), key=_weight, default=None)
    con = min((cue for cue in cues if cue.weight < 0), key=_weight, default=None)
    near = _care_nearby(reading, run) if con is None or con.weight > -1 else 0
    score = run.likeness + total(cues) + 0.35 * near
    score += _CLINICAL_SCENE[max(min(scene.clinical, 4), pro is not None and pro.name in CARE_CUES)]
    score += _of_scene(scene, strong=pro is not None and pro.weight > 2 and pro.name not in KIN_CUES)
    if score >= _THRESHOLD and not scene.nobody and _supported(reading, run, cues, near):
        rule = _rule(pro)
        return Found(rule, run.start, run.end, _probability(rule, score))
    return LetGo(NAMED, run.start, run.end, _reason(run, scene, con))


def _weight(cue: Cue) -> float:
    return cue.weight


def _cues(reading: Reading, run: Run, scene: Scene) -> list[Cue]:
    """Read the cues on both sides; a title belongs to the name, so what stands before it is read."""
    left = reading.before(run.start)
    if run.title:
        left = TITLE.sub("", left.rstrip())
    cues = BEFORE.seen(left) + AFTER.seen(reading.after(run.end))
    if run.eponym:
        cues = [cue for cue in cues if cue.name not in WEAK_FOR_EPONYMS]
    names = {cue.name for cue in cues}
    family = "kin after" in names and scene.clinical > 1 and scene.shows("unit", "condition")
    if family or "treated here" in names:
        # A colleague's named family, or a colleague who is treated here, is patient data.
        cues = [cue for cue in cues if cue.name not in STAFF_CUES]
    return cues


def _supported(reading: Reading, run: Run, cues: list[Cue], near: int) -> bool:
    """Whether something says that the name belongs to somebody who is cared for, however much it looks like a name."""
    scene = reading.scene(run.start)
    spoken_of = scene.shows("third person")
    if run.title in HARD_TITLES and (scene.clinical > 0 or spoken_of):
        return True
    if run.known:
        return near > 1 or (near > 0 and spoken_of) or any(cue.weight >= 0.9 for cue in cues)
    strong = {cue.name for cue in cues if cue.weight >= 1.5} - WEAK_FOR_UNKNOWN
    if run.shouted and not strong & FOR_SHOUTED:
        return False
    if opens_sentence(reading.plain, run.start) and len(strong) == 1:
        return not strong & WEAK_FOR_OPENERS
    return bool(strong)


def _reason(run: Run, scene: Scene, con: Cue | None) -> str:
    """Say why a name was let go: by what weighed most against it."""
    if scene.nobody:
        return _NOBODY
    if con is not None:
        return _REASONS.get(con.name, _OUTWEIGHED)
    return "an eponym" if run.eponym else _UNSUPPORTED


def _care_nearby(reading: Reading, run: Run) -> int:
    """Count the sorts of clinical talk in the name's own sentence, nought to four."""
    sentence = f"{reading.sentence_before(run.start)} , {reading.sentence_after(run.end)}"
    return min(scene_of(sentence).clinical, 4)


def _of_scene(scene: Scene, *, strong: bool) -> float:
    """Weigh what the message is about; a strong cue leaves little of what speaks of work."""
    against = sum(weight for name, weight in _SCENES.items() if name in scene.names)
    return max(against, -2.5) * (0.4 if strong else 1.0)


def _rule(pro: Cue | None) -> str:
    """Name the rule that the strongest cue belongs to."""
    if pro is None:
        return TITLED
    if pro.name in KIN_CUES:
        return RELATED
    return LISTED if pro.name in RECORD_CUES else NAMED


def _probability(rule: str, score: float) -> float:
    """Turn log-odds into a probability, rule by rule, as measured (see the table in `bot.detectors.patient_data`)."""
    offset, slope = _MEASURED.get(rule, (0.3, 0.75))
    return round(1 / (1 + exp(-(offset + slope * (score - _THRESHOLD)))), 3)


_MEASURED = {NAMED: (-0.7, 1.0), TITLED: (-0.8, 0.9), LISTED: (-0.1, 0.75)}
"""Offset and slope where a rule's precision was found below what its log-odds said."""

"""Respect: hits and near misses for every family of remarks, in every language, and what excuses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import fold
from bot.detectors.respect.disguise import disguised
from bot.detectors.respect.remark import WHY, Leaning, Remarks, is_tease, leaning_of

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
REMARKS = Remarks()

HITS = [
    ("insult", "you are such an idiot"),
    ("insult", "That cardiology fellow is an arrogant tosser"),
    ("insult", "What a bunch of cretins in bed management"),
    ("insult", "shut up, nobody likes you"),
    ("insult", "our registrar is completely useless"),
    ("insult", "t'es vraiment trop con"),
    ("insult", "quel abruti cet interne"),
    ("insult", "du bist so dumm"),
    ("insult", "eres un inútil"),
    ("role", "you're just a nurse, leave it to the real doctors"),
    ("role", "physios are glorified masseuses"),
    ("role", "dermatologists can't read an ECG lol"),
    ("role", "not a real doctor, a med school reject"),
    ("role", "ce n'est qu'une simple infirmière"),
    ("condescension", "did you even go to medical school?"),
    ("condescension", "aw bless, try to keep up sweetie"),
    ("condescension", "when you grow up you will understand, little girl"),
    ("harassment", "everyone report her until she quits"),
    ("harassment", "you can block me, I'll just make another account"),
    ("harassment", "here's her address, pay her a visit"),
    ("threat", "I will end your career, watch your back"),
    ("threat", "say that again and I'll break your jaw"),
    ("threat", "je vais te casser, tu vas le regretter"),
    ("threat", "te vas a arrepentir de esto, sé dónde vives"),
    ("hate", "go back to your own country"),
    ("hate", "these immigrants are all criminals and parasites"),
    ("hate", "rentrez chez vous, sales étrangers"),
    ("sexual", "nice tits on the new rep, would smash"),
    ("sexual", "send nudes, I'd let her examine me in bed"),
    ("patients", "another smelly druggie in bed 4, time waster"),
    ("patients", "the fat cow in cubicle 3 is back, old bat"),
    ("shaming", "everyone look at what she wrote, our worst intern ever, she can't even cannulate"),
    ("shaming", "wall of shame: Bruno failed finals again"),
    ("slur", "get that faggot off my ward"),
]

CLEAN = [
    "her legs are swollen again, can you review the diuretics",
    "can you look, her lips are blue and sats 84",
    "if your legs are restless at night ferritin is worth a look",
    "that figure is wrong, can you redo the axis",
    "her legs look worse, you might want a doppler",
    "elevate them if your legs do swell on long shifts",
    "do you let people sleep with the collar on",
    "you can sleep with the CPAP on your back",
    "patients slept with the mask on, did you see the data",
    "can you do a private examination room for the OSCE",
    "bring leggings if you are cold in theatre",
    "one night with the pump alarm, you know the feeling",
    "did you ever run the thong test for the sandals",
    "you can come over tonight and collect the slides",
    "anyone thirsty, you want tea before handover",
    "kiss you all goodbye, last shift",
    "without the top you cannot see the port site, cut the gown",
    "what are you wearing to the dinner",
    "her bust is sore since the biopsy, can you see her in clinic",
    "that behind is the old wing, you cannot park there",
    "spend the night in the simulation lab they said, would you",
    "under the desk in ED 2 there is a spare ECG, you are welcome",
    "he sat on my lap crying, you never forget that in paeds",
    "roll her on her back and check the airway again",
    "a thorough examination needs a chaperone, always",
    "do a full body exam for petechiae before you send the bloods",
    "examine her thoroughly before you call surgery",
    "give her a full anticoagulation dose tonight",
    "pain 8 out of 10 but she is moving well",
    "pain was 9 out of 10 body all stiff",
    "how many did she sleep through, the sleep chart is blank",
    "how far did he go with the walking test",
    "get him into bed and sit him up please",
    "get her in bed three before the round",
    "take off the blouse for the ECG leads, explain first",
    "drop the top of the bed to thirty degrees",
    "that rack is full, use the other for the blood tubes",
    "what a pair of weeks, two nights of nothing but flu",
    "are you single handed on the ward tonight",
    "are you good in ultrasound, can you teach",
    "what are you wearing under the lead gown, I sweat through everything",
    "come to my room if you need the airway trolley, theatre 4",
    "my hotel room for the conference has no wifi",
    "your place or mine for the journal club",
    "I could kiss you for covering that shift",
    "be nice to me and my bleep tonight",
    "easy grade if you hand the log in on time",
    "feel it up to the knee, is it warm",
    "touch her arm before you speak, she is deaf",
    "touch it up with a second layer of dressing",
    "send me a photo of the rota without names in it",
    "her thighs are mottled, lactate 6",
    "his bum is sore from the pump position",
    "her curves look like sepsis on the chart, the fever curves",
    "those curves are the growth chart",
    "who did she do the placement with",
    "her body is shutting down, call the family",
    "his body like that cannot take the chemo",
    "get up on your knees and do compressions properly",
    "fresh meat delivery for the canteen is late",
    "young meat eaters and gout, any data",
    "would not say no to a coffee",
    "climb that like stairs, then use the lift for the trolley",
    "mouth to mouth any more? not in the 2025 guideline",
    "the things I would do for a nap",
    "a solid 7 for that lecture",
    "your legs must ache after that shift",
    "sit on my lap is what the toddler wanted all clinic",
    "nice legs of the argument, bad conclusion",
    "great rack of test tubes you built",
    "ride me through the protocol again please",
    "what she does with a bougie is magic",
    "only got the job because of the shortage, lucky me",
    "those legs look swollen, did you check the albumin",
    "bend over the table for the spinal, she could not",
    "pain 8/10 would like morphine, can you see him",
    "This discharge template is an insult to the English language",
    "I'm hopeless at cannulas today, sorry team",
    "I'm such an idiot, wrong drawer",
    "The radiologist was right and I was wrong, lesson learnt",
    "Patient called me a stupid bitch in front of his kids, how do you all cope?",
    'He wrote "you are an idiot" under my post, do I report it?',
    "That talk on racism in maternity care was hard to hear and very good",
    "This fucking printer again",
    "your slides are too dense, cut half the text",
    "He's frightened and that is why he shouts, let's give him time",
    "nurses are the backbone of this place",
    "pharmacists are just brilliant at this stuff, ask them",
    "We can't kill the infection with oral fluclox",
    "You're an absolute star for covering",
    "What a bastard of a spinal that was",
    "The plan is stupid and I will say so at the meeting",
    "Fat embolism after femur fracture, petechiae on day 2",
    "retarded growth was the old term for FGR",
    "does anyone know where you park for the conference",
    "She was hit by a car and her jaw is broken, max fax aware",
    "our consultant is a legend, killed that presentation",
    "sick case, absolutely savage ECG",
    "je suis nulle en gaz du sang, quelqu'un peut m'expliquer ?",
    "Quelle garde de merde, 40 entrées",
    "menuda guardia de mierda",
    "so ein Scheißdienst heute",
    "penile fracture, theatre booked",
    "only a small percentage of patients bleed",
]


def findings(text: str) -> list[Finding]:
    """What is found in a text."""
    return [one for one in REMARKS.inspect(fold(text), NOW) if isinstance(one, Finding)]


def dropped(text: str) -> list[Dropped]:
    """What is let go in a text."""
    return [one for one in REMARKS.inspect(fold(text), NOW) if isinstance(one, Dropped)]


@pytest.mark.parametrize(("family", "text"), HITS)
def test_each_family_is_found(family: str, text: str) -> None:
    """Each remark is found under its family's rule."""
    assert [(one.rule, one.kind) for one in findings(text)] == [(f"disrespect.{family}", Kind.REMARK)]


@pytest.mark.parametrize("family", sorted(WHY))
def test_no_family_is_without_a_case(family: str) -> None:
    """The table above knows every family."""
    assert family in {name for name, _ in HITS}


@pytest.mark.parametrize("text", CLEAN)
def test_the_break_room_stays_quiet(text: str) -> None:
    """Swearing at things, oneself, clinical words, reports, topics, praise."""
    assert findings(text) == []


ORDINARY = (Path(__file__).parent / "ordinary.txt").read_text(encoding="utf-8").splitlines()
"""Sentences of wards, letters and question boards, each with words that a list of put-downs would hold."""


def test_ordinary_sentences_stay_quiet() -> None:
    """A voice that is rested, a spine on a scan, a mother who must be proud, somebody who wants to leave medicine."""
    assert len(ORDINARY) > 1_000
    assert [text for text in ORDINARY if findings(text)] == []


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("oh you absolute clown, happy birthday, first round is on me", Leaning.NONE),
        ("you muppet, missed you at handover, hugs", Leaning.NONE),
        ("t'es une andouille, joyeux anniversaire, bisous", Leaning.NONE),
        ("du Depp, alles Gute zum Geburtstag", Leaning.NONE),
        ("you muppet, love you, but you nearly killed her", Leaning.PLAIN),
        ("congrats you clown, you lost the bloods again", Leaning.PLAIN),
        ("love you, you spineless coward", Leaning.PLAIN),
    ],
)
def test_fond_words_calm_a_tease_and_nothing_else(text: str, leaning: Leaning) -> None:
    """A friendly name beside them is banter; where anything is held against the person they calm nothing."""
    assert leaning_of(fold(text)) is leaning
    assert is_tease(fold(text)) is (leaning is Leaning.NONE)
    assert (findings(text) == []) is (leaning is Leaning.NONE)


def test_praise_within_a_sneer_does_not_calm_it() -> None:
    """In a turn of phrase the praise is part of what is said; beside it, it is meant."""
    assert leaning_of(fold("congrats on missing the biggest fracture of the year")) is Leaning.PLAIN
    assert leaning_of(fold("congrats on the biggest poster of the year")) is not Leaning.PLAIN


TABLES = "The committee has met, the minutes are in the folder, and the tables were corrected by hand. "


def test_in_a_long_message_words_belong_to_what_is_near() -> None:
    """What is said of a form at one end is not said to whoever is thanked at the other."""
    assert findings("what were you thinking, clearly none of you lot read it, hypocrites, grow a spine") != []
    assert findings(f"What a state. {TABLES * 6} Thank you all, and whoever wrote it, you did it well.") == []


def test_what_stands_in_quotation_marks_is_somebody_elses() -> None:
    """Where it is asked about in words of one's own; marks around the whole message excuse nothing."""
    assert findings('A pupil was told that "girls are too stupid for genetics". Who has the evidence at hand?') == []
    assert findings("A pupil was told that « vous êtes des abrutis », que répondre à cela en classe ?") == []
    assert findings('"girls are too stupid for genetics"') != []
    assert findings("girls are too stupid for genetics") != []


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("honestly, what were you thinking with that plan", Leaning.PLAIN),
        ("not another stupid form", Leaning.HINTED),
        ("the minutes are in the folder", Leaning.NONE),
        ("I'm such an idiot, I left the folder at home", Leaning.NONE),
    ],
)
def test_words_lean(text: str, leaning: Leaning) -> None:
    """What is too little for a finding is still something for the learned stage."""
    assert leaning_of(fold(text)) is leaning


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("you are such an idiot", Category.DISRESPECT),
        ("I will end your career, watch your back", Category.ABUSE),
        ("nice tits on the new rep, would smash", Category.ABUSE),
        ("another smelly druggie in bed 4, time waster", Category.PATIENTS_DISPARAGED),
    ],
)
def test_the_row_of_the_matrix(text: str, category: Category) -> None:
    """Abuse and patients have rows of their own."""
    assert [one.category for one in findings(text)] == [category]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('pt shouted "I will kill you all", security called', "reported or asked about, not said"),
        ("I'm such an idiot", "said of the member's own self"),
    ],
)
def test_what_excuses_is_told(text: str, reason: str) -> None:
    """What would have been a remark leaves its excuse in the trace."""
    assert findings(text) == []
    assert [one.reason for one in dropped(text)] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "you 1d!0t",
        "you absolute m0r0n",
        "he is an i d i o t",
        "you b*tch",
        "what a c.u.n.t that man is",
        "уou аre an idiоt",
        "you id\u200biot",
    ],
)
def test_disguise_does_not_help(text: str) -> None:
    """Leet, masks, spaced, look-alike and hidden letters are read all the same."""
    assert findings(text)


@pytest.mark.parametrize("text", ["this f***ing printer", "SpO2 95, K+ 4.1", "p 0.05 a b c d e", "2 x 500 mg", "a+b"])
def test_ordinary_signs_are_no_disguise(text: str) -> None:
    """Doses, values, formulas and masked swearing at things hide no insult."""
    assert list(disguised(fold(text).folded)) == []


def test_the_remark_is_pointed_at() -> None:
    """The span covers the remark and nothing of the rest."""
    text = "Morning all. You are such an idiot. See you at ten."
    (one,) = findings(text)
    assert text[one.span.start : one.span.end] == "You are such an idiot"


_WORDS = st.sampled_from(
    ["you", "idiot", "are", "nurse", "just a", "she", "f*ck", "🤡", "\n", '"', "kill", "patients", "fat", "i'm"]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)))
def test_any_text_is_read_without_fault(text: str) -> None:
    """Spans lie within the text, nothing is quoted, nothing breaks."""
    for one in findings(text):
        assert 0 <= one.span.start <= one.span.end <= len(text)
        assert one.why == REMARKS.rules[one.rule]
        assert one.label is Label.DISRESPECT

"""What members plainly tell of themselves, and the many near misses that are let go."""

from datetime import UTC, datetime

import pytest

from bot.core.findings import Context, Finding, Personal
from bot.core.text import Content, Part, PartKind, fold
from bot.detectors import patient_data
from bot.detectors.personal import personal_in

HITS = {
    Personal.HEALTH: [
        "I'm pregnant",
        "Im 12 weeks pregnant, so no night shifts for me",
        "I have diabetes and cannot skip lunch",
        "I’ve had type 1 diabetes since I was nine.",
        "I have multiple sclerosis myself",
        "I was diagnosed with breast cancer in spring",
        "I have just been diagnosed with ADHD",
        "I tested positive for HIV",
        "I'm on antidepressants again",
        "I take sertraline",
        "my chemo starts on Monday",
        "My psychiatrist says I should work less",
        "J'ai du diabète depuis l'enfance",
        "J’ai un cancer du sein depuis deux mois",
        "Je suis enceinte de cinq mois",
        "je suis sous antidépresseurs",
        "Je souffre d'une dépression",
        "On m’a diagnostiqué une sclérose en plaques",
        "J'ai été diagnostiquée bipolaire",
        "Ma chimio est éprouvante",
        "mon psy m'a dit d'arrêter",
        "Estoy embarazada",
        "Tengo diabetes desde niña",
        "Ich bin schwanger",
        "Ich habe Diabetes seit meiner Kindheit",
    ],
    Personal.FAMILY: [
        "My wife is pregnant",
        "my daughter Lea has been diagnosed with autism",
        "My dad has dementia",
        "my little son Tom has asthma",
        "my father is in intensive care",
        "I'm getting divorced",
        "my husband left me",
        "we are expecting our first baby",
        "My daughter goes to Hillside Primary School",
        "Ma femme est enceinte",
        "mon père a un cancer du poumon",
        "Mon fils est hospitalisé",
        "ma mère est malade",
        "Ma fille va à l'école Jules Ferry",
        "mon mari m'a quittée",
        "Nous attendons notre premier enfant",
        "Mi madre tiene cáncer",
        "Meine Mutter hat Krebs",
    ],
    Personal.ADDRESS: [
        "I live at 12 Acacia Avenue, come round",
        "my home address is 4 Green Lane",
        "Party at my place, 27b Old Mill Road",
        "J’habite au 12 bis, rue des Lilas",
        "mon adresse perso : 3 avenue Foch",
        "Chez moi, 8 impasse du Moulin",
        "Vivo en la calle Mayor 14",
        "Ich wohne in der Lindenstraße 4",
    ],
    Personal.PHONE: [
        "my number is 07700 900123",
        "My mobile: +44 7700 900123",
        "call me on 07700 900 123",
        "Text me at my mobile, 07700 900123",
        "mon portable : 06 12 34 56 78",
        "Mon numéro perso est le 06.12.34.56.78",
        "appelez-moi au 06 12 34 56 78",
        "mi móvil es 612 345 678",
        "Meine Handynummer ist 0151 23456789",
    ],
}

NEAR_MISSES = [
    # clinical talk
    "I have a patient with diabetes",
    "I have diabetes clinic at 2",
    "I have lymphoma in bed 4 and sepsis in bed 5",
    "I've got a breast cancer for the MDT",
    "I had a stroke last night and two fractures",
    "My asthma patients hate that inhaler",
    "my depression clinic is full",
    "my diabetes research got funded",
    "Patient says: I have cancer, my wife is pregnant",
    "58-year-old, “my father has dementia”, wants a scan",
    "She said I have diabetes",
    "I'm on call",
    "I'm on insulin duty",
    "We are expecting a baby from theatre",
    "we're expecting twins in room 3",
    "J'ai un cancer du sein à présenter en RCP",
    "J'ai un cancer du poumon, 2e ligne, vos avis ?",
    "J'ai une patiente enceinte",
    "je suis diabétologue",
    "mon diabète de la chambre 12",
    "mon cancer du sein du lit 4 saigne",
    "Je suis de garde",
    "Tengo un caso de diabetes",
    "Ich habe Diabetes-Sprechstunde",
    "ich habe Krebs als Thema",
    # others, and what others said
    "Her wife is pregnant",
    "My colleague's wife is pregnant",
    "my friend's dad has dementia",
    "“I'm pregnant”, she wrote",
    '"my number is 07700 900123" is all he left',
    "> I'm pregnant\ncongratulations",
    "ma cousine Lea a trois chats",
    # suppositions and questions
    "If I have diabetes, may I fly?",
    "Imagine my wife is pregnant and you are on call",
    "Si je suis enceinte, puis-je faire des gardes ?",
    "Do I have cancer?",
    # colleagues' and work contacts
    "Dr Lin's mobile is 07700 900123",
    "My colleague's number is 07700 900123",
    "call the registrar on 07700 900123",
    "my pager is 4321",
    "my GMC number is 7123456",
    "Mon numéro RPPS est 10001234567",
    "Le portable du Dr Morel : 06 12 34 56 78",
    "my number is up",
    "the clinic's address is 12 Acacia Avenue",
    "my email address is ada@example.org",
    "My IP address is 10.0.0.12",
    "I live 5 minutes from the hospital",
    "I live in Leeds",
    "J'habite à Lyon",
    # idle talk, and grief
    "my kids go to school by bike",
    "My son is at medical school",
    "ma fille va à l'école demain",
    "my husband is a surgeon",
    "My mother died yesterday",
    "Ma mère est décédée",
    "I miscarried last week",
    "I am tired",
    "",
]

BOTH = [
    "my home address is 14 Heronsgate Row, call me on 07700 900461",
    "mon adresse perso est 12 rue des Lilas, appelez-moi au 06 12 34 56 78",
    "Meine Adresse ist Birkenweg 12, ruf mich an unter 0151 23456789",
]


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in HITS.items() for text in texts])
def test_plain_words_about_oneself_are_known(what: Personal, text: str) -> None:
    """Health, family, address and telephone, in four languages."""
    assert personal_in(fold(text)) is what


@pytest.mark.parametrize("text", [*HITS[Personal.ADDRESS], *HITS[Personal.PHONE], *BOTH])
def test_ones_own_address_is_no_patients(text: str) -> None:
    """Whoever gives their own is asked in private about it, and is not told off for a patient's."""
    content = fold(text)
    (detector,) = patient_data.detectors()
    said = detector.inspect(content, Context(now=datetime(2026, 3, 2, tzinfo=UTC)))
    assert [one.rule for one in said if isinstance(one, Finding)] == []
    assert personal_in(content) in {Personal.ADDRESS, Personal.PHONE}


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_everything_else_is_let_go(text: str) -> None:
    """Better one too few than one word to somebody who spoke of a patient."""
    assert personal_in(fold(text)) is None


@pytest.mark.parametrize("kind", [kind for kind in PartKind if kind is not PartKind.BODY])
def test_only_the_message_itself_is_its_authors(kind: PartKind) -> None:
    """What is forwarded, quoted or embedded, somebody else wrote."""
    content = Content(parts=(Part(kind=PartKind.BODY, text="see this."), Part(kind=kind, text="I'm pregnant")))
    assert personal_in(fold(content)) is None


def test_the_look_is_linear() -> None:
    """A text of a hundred thousand characters, made to nearly match over and over, is looked through at once."""
    assert personal_in(fold("my wife my daughter i have my number is 0 " * 2_500)) is None

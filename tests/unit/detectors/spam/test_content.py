"""Spam by content: a hit and a near miss for every family, every language, every excuse."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.findings import Category, Context, Dropped, Finding, Label
from bot.core.text import fold
from bot.detectors import spam
from bot.detectors.spam.content import WHY, Content

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))

HITS = [
    (
        "phishing",
        "Your NHSmail mailbox will be deactivated at midnight, verify your account at http://mail-check.example/login",
    ),
    ("phishing", "Payroll notice: confirm your bank details before 5pm to release your payment"),
    ("phishing", "Votre compte sera suspendu, confirmez vos identifiants ici : http://portail.example/login"),
    ("phishing", "Ihr Konto wird gesperrt, bestätigen Sie Ihre Daten: http://konto.example/login"),
    ("phishing", "Su cuenta será suspendida, actualice sus datos hoy"),
    ("support", "Hello, I am Discord staff. Your account was reported, scan this QR code to verify"),
    ("support", "This is the workspace administrator, reply with the 6-digit code we sent you"),
    ("crypto", "Guaranteed daily profit with our trading bot, withdraw anytime, DM me for proof"),
    ("crypto", "My mentor turned 500 into 9,000, 4% daily, write me on WhatsApp"),
    ("giveaway", "You have been selected to receive a free iPad, just pay shipping"),
    ("giveaway", "Vous avez gagné un iPhone gratuit, cliquez ici"),
    ("invite", "Join our new server for doctors, no mods: discord.gg/abc123"),
    ("invite", "Únete a nuestro grupo de Telegram t.me/ejemplo"),
    ("adult", "Hot singles in your area, my private content, DM for menu"),
    ("drugs", "Ozempic pens available, no prescription, discreet shipping, telegram @pens_01"),
    ("drugs", "Vends tramadol sans ordonnance, livraison discrète, contactez-moi"),
    ("journal", "Dear Dr, submit your manuscript to our esteemed journal, peer review in 3 days, APC only $99"),
    (
        "conference",
        "It is our great pleasure to invite you as a keynote speaker at the 8th World Congress on Everything",
    ),
    ("papermill", "First author positions for sale, Scopus indexed, acceptance guaranteed"),
    ("exams", "Step 2 recalls available with answer key, pay after, inbox me"),
    ("exams", "IELTS certificate without exam, registered, WhatsApp us"),
    ("leads", "We help clinics add 30 new patients a month, book a free call"),
    ("recruiting", "Urgently hiring 300 nurses for Dubai, free visa, send CV on WhatsApp"),
    ("wellness", "Fire your boss, join my team, I lost 12 kg with these gummies"),
    ("plug", "15% off everything in the shop with code WARDMUM15"),
    ("plug", "usa el código GUARDIA20 para 20 % en toda la tienda"),
    ("plug", "code BLOUSE15 pour -15 % sur nos blouses"),
    ("plug", "20% auf alle Kasacks mit Code SCHICHT20 im Shop"),
    ("plug", "no attendance, real nursing diploma, pay on delivery"),
    ("plug", "B1 Telc Zertifikat ohne Prüfung, registriert, diskret"),
    ("plug", "quick call about our rota app, get a 25 amazon voucher"),
    ("plug", "i coach nurses to quit the wards and earn six figures online"),
    ("plug", "herbal drops for sugar, reorder from my page"),
    ("malware", "Turn off your antivirus and run the installer, false positive"),
]

CLEAN = [
    "what's the code for the checkout on the uniform portal, mine expired",
    "30 ceu hours a year is the minimum in our state",
    "¿el certificado B2 hace falta para homologar el título?",
    "free webinar tmrw from the RCEM on paediatric sepsis, no registration fee, link on their site",
    "can u forward it to rad.onc.clerk@example.com, thats the team inbox",
    "write to ethics.office@example.org, they answer within 48 hours",
    "use code SEPSIS6 in the bundle order set, it opens the right form",
    "door code WARD12 for the shop floor store room is on the board",
    "the ICD code for it is J18, use GRACE2 for risk",
    "10% off dextrose with code red running, stop it",
    "is there a diploma in tropical medicine without exam, just coursework?",
    "Zertifikat gibt es ohne Prüfung nach zwei Tagen Anwesenheit, sagt die Kammer",
    "le certificat est délivré sans examen à la fin du DU",
    "sim demo on thursday, a voucher for the best team quiz name",
    "i teach nurses cannulation, six on friday",
    "websites for clinics in our trust are down again, IT know",
    "order bloods from the results page, not ours",
    "photos of the poster are on our page",
    "testimonials from patients are on the trust page",
    "the course has no registration fee, sign up with the deanery by Friday",
    "Does anyone know a good app for logging procedures? Free would be nice",
    "Mods, is this phishing? It asks to verify my account at a strange address",
    "Warning: a fake IT desk is asking for the 6-digit code. Don't click, report it",
    "The trust is hiring two band 6 nurses, see #jobs, I'm the ward manager so ask me",
    "Free teaching on Thursday at 1, pizza provided, seminar room 2",
    "Register for the deanery study day by Friday, £20, spaces limited",
    "I'd avoid that journal, fees appear after acceptance",
    "please verify your e-learning is up to date before your ARCP",
    "Ketamine 1 mg/kg then intubate, that's our RSI default",
    "Semaglutide is out of stock until March per the supply notice",
    "DM me if you want to swap Saturday night",
    "our paper is out in BMJ Open, link in the journal club channel",
    "text me when you're at the canteen",
    "Updated sepsis guideline: https://www.nice.org.uk/guidance/ng253",
    "selling my old otoscope, £30, pick up only, see #marketplace",
    "Approved by mods: 5 minute survey on night shifts, ethics approved, no incentive",
    "nitroglycerin drip running, BP settled",
    "the crypto ward joke again, cryptococcus this time",
    "Journal club Zoom is the same as last week, passcode in the invite",
    "How do you all dose oxycodone in renal failure?",
]


def findings(text: str) -> list[Finding]:
    """Everything that is found in a text."""
    return [
        one for detector in spam.detectors() for one in detector.inspect(fold(text), NOW) if isinstance(one, Finding)
    ]


def dropped(text: str) -> list[Dropped]:
    """Everything that is let go in a text."""
    return [
        one for detector in spam.detectors() for one in detector.inspect(fold(text), NOW) if isinstance(one, Dropped)
    ]


@pytest.mark.parametrize(("family", "text"), HITS)
def test_each_family_is_found(family: str, text: str) -> None:
    """Each family's lure is found under its own rule."""
    assert [one.rule for one in findings(text)] == [f"spam.{family}"]


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_messages_stay_quiet(text: str) -> None:
    """What colleagues write every day is no spam."""
    assert findings(text) == []


@pytest.mark.parametrize("family", sorted(set(WHY) - {"link", "offer", "listed"}))
def test_no_family_is_without_a_case(family: str) -> None:
    """The table above knows every family."""
    assert family in {name for name, _ in HITS}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("is this a scam? they sell exam recalls with answer key", "talk about spam, not spam"),
        ("mods approved: join our new server for nurses, disclosure: I run it", "posted with the moderators' consent"),
    ],
)
def test_what_excuses_is_told(text: str, reason: str) -> None:
    """A score that would have been enough leaves its excuse in the trace."""
    assert findings(text) == []
    assert [one.reason.startswith(reason) for one in dropped(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "0zemp1c pens no prescr1ption, d1screet sh1pping, t3legram",
        "F r e e  n i t r o, claim your gift now, click here",
        "ꓙoin our new server, no mods: discord.gg/abc123",
        "jo\u200bin our new ser\u200bver, no mods: discord.gg/abc123",
    ],
)
def test_disguise_does_not_help(text: str) -> None:
    """Leet, spaced, look-alike and hidden letters are read all the same."""
    assert findings(text)


def test_a_disguise_points_at_what_was_written() -> None:
    """The span leads back to the original letters."""
    text = "hello all, buy x4nax onl1ne, no prescr1ption needed"
    spans = [text[one.span.start : one.span.end] for one in findings(text)]
    assert spans
    assert all(span in text for span in spans)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("check out my new podcast on wound care", True),
        ("check out my podcast, disclosure: I make it, mods approved", False),
        ("check out my poster in hall B", False),
        ("use my referral link for the question bank", True),
    ],
)
def test_own_things_are_promotion(text: str, found: bool) -> None:
    """An undisclosed own thing is promotion, not fraud."""
    assert [one.category for one in findings(text)] == ([Category.PROMOTION] if found else [])


@pytest.mark.parametrize("detector", spam.detectors())
def test_the_roster_keeps_its_word(detector: Content) -> None:
    """Label, rules and their sentences are in order."""
    assert detector.label is Label.SPAM
    assert all(rule.startswith("spam.") and why.endswith(".") for rule, why in detector.rules.items())


_WORDS = st.sampled_from(
    [
        "dm me",
        "free",
        "nitro",
        "$50",
        "guaranteed",
        "http://a-b.xyz/login",
        "t.me/x",
        "recalls",
        "!!",
        "ketamine",
        "\n",
        "é",
        "🚀",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=20).map(" ".join)))
def test_any_text_is_read_without_fault(text: str) -> None:
    """Spans lie within the text, nothing is quoted, nothing breaks."""
    for one in findings(text):
        assert 0 <= one.span.start <= one.span.end <= len(text)
        assert one.why == next(d for d in spam.detectors() if one.rule in d.rules).rules[one.rule]

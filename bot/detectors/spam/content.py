"""Content: an offer, a call to act, a channel to the outside, urgency, a price … added up, with the reasons.

One sign alone is ordinary talk; spam is several together. Each family of lures (phishing, crypto, sham journals …)
counts by its own words first, then by what all spam has in common, less what says that the message is in order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import Text
from bot.detectors.patterns import Match, Patterns
from bot.detectors.spam import links
from bot.detectors.spam.lexicon import families, lexicon
from bot.detectors.spam.links import LinkSign, Sign

ENOUGH = 2.5
"""The score from which a message counts as spam; weighed over the chat messages, the first authors of the training
corpus and the public clean sets, by their figures as a whole."""

STRENGTHS = {"shape": 3.5, "sure": 3.0, "clear": 1.8, "hint": 0.7}
"""What the first phrase of each strength, or a shape that little else has, adds to its family; a second adds half,
further ones nothing."""

GENERAL = {
    "contact": 1.4,
    "sale": 1.0,
    "guarantee": 1.0,
    "urgency": 1.0,
    "mass": 1.0,
    "free": 0.7,
    "money": 1.0,
    "shout": 0.5,
    "phone": 0.9,
    "handle": 0.9,
    "deadline": 0.6,
    "places": 0.8,
    "spelled": 1.5,
}
"""What the signs that all spam shares add, each once."""

LINKS = {
    Sign.MASKED: 2.5,
    Sign.LOOKALIKE: 3.0,
    Sign.CREDENTIALS: 1.8,
    Sign.ADDRESS: 2.0,
    Sign.SHORTENER: 1.4,
    Sign.RISKY_FILE: 2.2,
    Sign.INVITE: 2.0,
    Sign.CHAT: 1.8,
    Sign.CHEAP: 1.2,
    Sign.PLAIN: 0.5,
    Sign.LISTED: 3.5,
    Sign.PREDATORY: 1.2,
}
"""What a link adds: its gravest sign in full, the others by half."""

CALM = {
    "sanctioned": 3.5,
    "place": 1.5,
    "warning": 3.5,
    "suspicion": 2.0,
    "asking": 2.0,
    "official": 0.7,
    "official_link": 1.0,
}
"""What is taken off again, each once."""

_PAPER = (
    r"(?:certificat[eos]*|zertifikat\w*|certificado|diplom[ae]?s?|degree|(?:cme|cpd|ceu) (?:credits?|points?|hours?|"
    r"units?)|titulo|fachsprachprufung|telc|ielts|oet|toefl|phd|mbbs|doctorate)"
)
_UNEXAMINED = (
    r"(?:(?:no|without(?: an?y?)?|zero) (?:exams?|tests?|quiz|attendance|classes|coursework|thesis)|sans (?:examen|"
    r"presence|epreuve|cours)|sin (?:examen|asistencia|clases|presentarse)|ohne (?:prufung|test|teilnahme|anwesenheit|"
    r"unterricht))"
)
_ON_SALE = (
    r"(?:registered|registriert|registrado|reconnue?|instant(?:ly)?|discreet(?:ly)?|diskret|discret[oa]?|attested|"
    r"apostille|payments?|pay |paiement|pago|sale|subscribers?|ends tonight|order|recognised european|echt(?:es|e)?\b)"
)
_CODE = r"(?:[a-z]{4,16}\d{1,3})"
_OFF = r"(?:\d{1,2} ?(?:%|percent|per cent|prozent)|[£$€]\d{1,3} off|\d{1,3} ?[£$€] off)"
_OUR = r"(?:my|our|meine[mr]?|unsere[mr]?|mi|nuestra|ma|notre)"

SHAPES = Patterns(
    {
        "plug.shape code": (
            rf"\b(?:code|codigo|kode|gutscheincode|use|utilisez|usa) {_CODE} (?:.{{0,24}} )?(?:(?:for|pour|para|fur|"
            rf"gets? you|to get|-|:)? ?-?{_OFF}|(?:at|on|in|im|en) (?:the |our )?(?:checkout|shop|store|tienda|"
            rf"boutique|warenkorb))|(?:checkout|shop|store|{_OFF})\b?.{{0,30}}\b(?:with|mit|avec|con|using|use) (?:dem "
            rf"|the |my |our |el |le )?(?:code|codigo) {_CODE}\b"
        ),
        "plug.shape unexamined": (
            rf"\b{_PAPER}.{{0,60}}\b{_UNEXAMINED}.{{0,60}}\b{_ON_SALE}|\b{_PAPER}.{{0,60}}\b{_ON_SALE}.{{0,60}}\b"
            rf"{_UNEXAMINED}|\b{_UNEXAMINED}.{{0,40}}\b{_PAPER}.{{0,40}}\b{_ON_SALE}"
        ),
        "plug.shape demo": (
            r"\b(?:demo|discovery call|book a call|quick call|sales call)\b.{0,60}\b(?:(?:vouchers?|gift ?cards?) "
            r"(?:for|to) (?:all |every )?(?:attend|your time|everyone who|anyone who|joining|participa|the first)|"
            r"(?:get|receive|earn|claim|grab) an? (?:[a-z$£€0-9]+ )?(?:(?:amazon|starbucks|costa|visa|gift)(?: gift)? "
            r"?(?:card|voucher)|gift ?card|voucher))"
        ),
        "plug.shape figures": (
            r"\bi (?:help|coach|teach|show|mentor) (?:busy |burnt out |burned out |tired )?(?:doctors?|docs|"
            r"physicians|nurses|medics|clinicians|residents|dentists|surgeons)\b.{0,60}\b(?:[5-8]|five|six|seven|"
            r"eight)[ -]?figures?\b"
        ),
        "plug.shape websites": (
            r"\b(?:seo|websites?|google (?:ranking|ads|reviews)|web design|marketing)\b.{0,30} for (?:private |your "
            r"|medical |dental )?(?:clinics?|practices?|doctors|dentists|surgeries)\b.{0,50}\b(?:quote|audit|top of "
            r"google|free|dm|book|first page)\b"
        ),
        "plug.shape order": (
            rf"\b(?:(?:re)?order(?:s|ing)? (?:now |yours |today |it |them )?(?:on|from|via|through|at) {_OUR} (?:page|"
            r"bio|profile)|(?:testimon(?:y|ies|ials)|testimonios|temoignages|proofs?|menu|rates) (?:are |all |is "
            rf")?(?:on|in|en|sur|auf) {_OUR} (?:page|bio|profile?|perfil|pagina|profil|seite))\b"
        ),
        "plug.shape pictures": (
            r"\b(?:lonely|horny|naughty|bored|single)\b.{0,30}\b(?:nurse|medic|doctor|student|girl|lady|[mf] ?\d\d|"
            r"\d\d ?[mf])s?\b.{0,50}\b(?:pics?|photos|videos|private|content) (?:are |is )?(?:on|in) my (?:page|bio|"
            r"profile)\b|\bhot single [a-z]+ (?:near|in your|waiting)\b|\bmy private page is (?:open|live|up)\b"
        ),
        "denied.fee": (
            r"\b(?:no|without(?: an?y?)?|zero|waived?|not charge(?: an?y?)?) (?:registration|delegate|speaker|"
            r"processing) fees?\b"
        ),
        "general.money": (
            r"(?:[$€£₹]|\b(?:usd|eur|gbp|rs\.?|inr|aed) ?)\d[\d,.]*k?\b"
            r"|\b\d[\d,.]*k? ?(?:\$|€|£|usd|eur|euros?|gbp|dollars?|dhs|aed|usdt|btc)(?:[^a-z0-9]|$)"
            r"|\b(?:paypal|gpay|cash ?app|zelle|venmo|upi|bizum|payid|revolut|gift cards?)\b"
        ),
        "general.money figures": r"\b(?:[5-8]|five|six|seven|eight)[ -]?figures?\b",
        "general.sale off": (
            r"\d ?(?:%|percent|per cent|prozent) (?:off|discount|rabatt|de (?:descuento|remise|reduction)|en tod[oa]|"
            r"auf alle|sur (?:nos|tout))|-\d{1,2} ?% (?:sur|on|auf|en|pour)|\b(?:at|at the) checkout\b|\bauf alles? "
            r"[a-z]+ mit code\b"
        ),
        "general.contact page": rf"\b(?:on|in|from|via) {_OUR} (?:page|bio)\b",
        "general.phone": (
            r"\+\d[\d ()./-]{7,16}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\(\d{3}\) ?\d{3}-\d{4}|\b0\d{4} ?\d{6}\b"
        ),
        "general.shout": r"!!|🚨|🚀|💰|💸|🔥🔥|‼|✅|👉|🤑|⬇|↓↓|➡|📢|\$\$",
        "general.handle": (
            r"(?:telegram|tg|insta|ig|signal|snap|whatsapp|wickr|msg|dm|contact|message|snapchat|to|agent|text)"
            r"\W{1,3}@[a-z0-9_.]{3,32}|@[a-z0-9_.]{3,32} on (?:ig|insta|telegram|tg|signal|snap)"
            r"|@[a-z]{3,20}_[a-z]{0,10}\d{1,6}\b"
        ),
        "general.deadline": (
            r"\bwithin (?:the next )?\d+ ?(?:h|hrs?|hours?|min|minutes?)\b"
            r"|\bbefore (?:midnight|noon|tonight|\d{1,2} ?[ap]m|friday|monday|sunday)"
            r"|\bin \d+ ?(?:h|hrs|hours|min|mins|minutes)\b"
            r"|\b(?:ends|closes|closing|expires?|lapses) (?:today|tonight|at midnight|in \d+)"
        ),
        "general.places": (
            r"\b(?:only|just|opening|have|taking|last|remaining) (?:two|three|four|five|six|ten|\d{1,3}) (?:more )?"
            r"(?:spots?|slots?|seats?|places?|left|people|students|partners|positions?)"
        ),
        "crypto.clear": (
            r"\d+(?:\.\d+)? ?% ?(?:daily|a day|per day|weekly|a week|per week|monthly|a month|per month|last month"
            r"|this month|returns?|roi|profits?|al dia|par jour|pro tag)"
        ),
        "wellness.clear": (
            r"\b(?:lost|down|dropped|shed|perdu|perdi|abgenommen) \d+ ?(?:kg|kilos?|lbs|pounds|stone|st)\b"
        ),
        "leads.clear": (
            r"(?:[$£€]\d+|\d+ ?(?:[$£€]|euros?)) (?:for|voucher|gift|amazon|per|a) .{0,30}"
            r"(?:survey|minutes?|interview|call|opinion)"
        ),
        "general.spelled": (
            r"\bt ?\. ?me ?/|\bdiscord ?\. ?gg|\bwa ?\. ?me|(?:\bdot ?|\[dot\] ?|\(dot\) ?)"
            r"(?:com|gg|me|net|org|io|shop|xyz|c0m)|remove (?:the )?spaces?|\bslash [a-z]|replace \W with|\bhxxp"
        ),
    }
)
"""What has a shape and no fixed words: prices, phone numbers, handles, deadlines, gains, spelled-out links."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a message: concepts and shapes with where they stand, and its links."""

    concepts: Mapping[str, list[Match]]
    links: tuple[LinkSign, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The score of the strongest family."""

    family: str
    own: float
    shared: float
    calm: float

    @property
    def total(self) -> float:
        """What is left when the calming signs are taken off."""
        return self.own + self.shared - self.calm


def read(text: Text, view: str) -> Reading:
    """Read one view of a text."""
    flat = view.replace("\n", " ")
    concepts = lexicon().find(flat)
    for name, start, end in SHAPES.find(flat):
        concepts.setdefault(name.partition(" ")[0], []).append(Match(name, start, end))
    denied = concepts.pop("denied.fee", [])
    if denied:
        concepts = {name: kept for name, hits in concepts.items() if (kept := _outside(hits, denied))}
    undone = view is not text.folded
    return Reading(concepts, tuple(one for one in links.examine(text, flat) if not _is_mail(text, one, undone=undone)))


def _outside(hits: list[Match], denied: list[Match]) -> list[Match]:
    """Leave out what is said not to be asked for: “no registration fee”."""
    return [hit for hit in hits if not any(no.start <= hit.start and hit.end <= no.end for no in denied)]


def _is_mail(text: Text, link: LinkSign, *, undone: bool) -> bool:
    """Tell whether an ordinary host is that of a mail address: somebody to write to, no link to follow."""
    if link.sign is not Sign.PLAIN:
        return False
    span = text.deobfuscated_span(link.start, link.end) if undone else text.span(link.start, link.end)
    written = text.content.parts[span.part].text[span.start : span.end]
    return "@" in written and "://" not in written


def weigh(reading: Reading) -> Score:
    """Add up the strongest family, what all spam shares, and what calms."""
    concepts = reading.concepts
    family, own = "", 0.0
    spoken = {name.partition(".")[0] for name in concepts}
    for name in families():
        strength = _own(name, concepts) if name in spoken else 0.0
        if strength > own:
            family, own = name, strength
    general = GENERAL.items() if "general" in spoken else ()
    shared = sum(weight for name, weight in general if _said(f"general.{name}", reading))
    signs = {sign for sign, _, _ in reading.links}
    weights = sorted((LINKS[sign] for sign in signs if sign in LINKS), reverse=True)
    shared += sum(weights[:1]) + sum(weights[1:]) / 2
    calming = CALM.items() if "calm" in spoken else ()
    calm = sum(weight for name, weight in calming if f"calm.{name}" in concepts)
    calm += CALM["official_link"] if Sign.OFFICIAL in signs else 0.0
    return Score(family, own, shared, calm)


def _said(name: str, reading: Reading) -> bool:
    """Tell whether a sign stands in the words; the name of a service within its own link is not said once more."""
    rooms = [one for one in reading.links if one.sign in (Sign.INVITE, Sign.CHAT)]
    hits = reading.concepts.get(name, ())
    return any(not any(room.start <= hit.start and hit.end <= room.end for room in rooms) for hit in hits)


def _own(family: str, concepts: Mapping[str, list[Match]]) -> float:
    total = 0.0
    for strength, weight in STRENGTHS.items():
        hits = concepts.get(f"{family}.{strength}")
        if hits:
            total += weight * (1.5 if _distinct(hits) else 1.0)
    return total


def _distinct(hits: list[Match]) -> bool:
    """Tell whether two hits stand apart; overlapping phrases count once."""
    first = hits[0]
    return any(hit.start >= first.end or hit.end <= first.start for hit in hits[1:8])


WHY = {
    "phishing": "Asks to log in, verify or pay, in the way of messages that collect credentials.",
    "support": "Speaks as staff, support or the platform and asks for codes, access or fees.",
    "crypto": "Promises returns on coins, trading or recovered funds.",
    "giveaway": "Promises a prize or a gift against a payment, a card or invitations.",
    "invite": "Draws members to another server or group.",
    "adult": "Offers sexual content or services.",
    "drugs": "Offers medicines or drugs for sale.",
    "journal": "Solicits manuscripts or editors in the way of predatory journals.",
    "conference": "Invites to speak or register in the way of sham conferences.",
    "papermill": "Offers authorship or finished papers.",
    "exams": "Offers exam questions, accounts, certificates or help to cheat.",
    "leads": "Solicits clients or collects contacts for a business.",
    "recruiting": "Advertises jobs in the way of agencies that post everywhere.",
    "wellness": "Sells supplements or recruits for a sales scheme.",
    "plug": "Advertises in a form that little else has: a discount code, a paper without its exam, an order page.",
    "malware": "Asks to run or open a file, or to switch protection off.",
    "offer": "Joins an offer with a call to act and a way to answer outside the community.",
    "link": "Holds a link whose host or label imitates another.",
    "listed": "Holds a link to a host on the list of scam domains.",
}
"""One sentence for each family, and for what belongs to none."""

CALIBRATION = ((2.5, 0.45), (3.5, 0.85), (4.5, 0.93))
"""From which score how often such messages are spam.

Measured, add-one smoothed, on the development half of the chat messages, the first authors of the training corpus and
the public training sets; the lowest step without the SMS set, whose spam is far plainer than what is posted in chats.
"""


LISTED = 0.95
"""A host on a list, in a message that neither warns of it nor asks about it; as far as the list itself is right."""


class Content:
    """Finds spam by what a message says and where its links lead."""

    name = "spam.content"
    label = Label.SPAM
    calibrated = True
    rules: Mapping[str, str] = {f"spam.{name}": why for name, why in WHY.items()}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Score the message; report the strongest family, or say what calmed a score that would have been enough."""
        reading, score, plainly = _best_view(text)
        if score.own + score.shared < ENOUGH:
            return
        rule = f"spam.{_family(reading, score)}"
        if rule == "spam.offer" and not _answerable(reading):
            return
        at = _where(reading, score)
        span = text.span(at.start, at.end) if plainly else text.deobfuscated_span(at.start, at.end)
        if score.total < ENOUGH:
            yield Dropped(rule=rule, span=span, reason=_reason(reading))
            return
        # Whoever warns of a host, or asks about it, has been calmed by that; then the list alone proves nothing.
        proven = rule == "spam.listed" and not score.calm
        yield Finding(
            category=Category.SPAM,
            rule=rule,
            span=span,
            kind=Kind.LINK if rule in ("spam.link", "spam.listed") else Kind.OFFER,
            confidence=LISTED if proven else confidence(score.total),
            why=self.rules[rule],
            proven=proven,
        )


def confidence(total: float) -> float:
    """Look up how often a score is right."""
    return max((share for step, share in CALIBRATION if total >= step), default=0.0)


def _best_view(text: Text) -> tuple[Reading, Score, bool]:
    """Read the text as written and, where it is disguised, undisguised; what a disguise hid counts more."""
    reading = read(text, text.folded)
    score = weigh(reading)
    if text.deobfuscated is text.folded:
        return reading, score, True
    undone = read(text, text.deobfuscated)
    hidden = weigh(undone)
    if hidden.own > score.own:
        hidden = Score(hidden.family, hidden.own, hidden.shared + DISGUISE, hidden.calm)
    return (undone, hidden, False) if hidden.total > score.total else (reading, score, True)


DISGUISE = 1.0
"""What it adds that a lure was only readable once a disguise was undone."""


def _family(reading: Reading, score: Score) -> str:
    if any(sign is Sign.LISTED for sign, _, _ in reading.links):
        return "listed"
    grave = {Sign.MASKED, Sign.LOOKALIKE, Sign.ADDRESS}
    if score.own < STRENGTHS["clear"]:
        return "link" if any(sign in grave for sign, _, _ in reading.links) else "offer"
    return score.family


def _answerable(reading: Reading) -> bool:
    """Tell whether an offer of no family says how to take it: a contact, a number, a link, a price."""
    return bool(reading.links) or any(f"general.{name}" in reading.concepts for name in _ANSWERS)


_ANSWERS = ("contact", "handle", "phone", "spelled", "money")


def _where(reading: Reading, score: Score) -> Match:
    """Choose what to point at: the family's plainest phrase, else a link, else any sign."""
    wanted = [f"{score.family}.{strength}" for strength in STRENGTHS] if score.own >= STRENGTHS["clear"] else []
    for name in wanted:
        if name in reading.concepts:
            return reading.concepts[name][0]
    if reading.links:
        worst = max(reading.links, key=lambda one: LINKS.get(one.sign, 0.0))
        return Match("link", worst.start, worst.end)
    return next(hits[0] for hits in reading.concepts.values())


_REASONS = {
    "calm.suspicion": "talk about spam, not spam",
    "calm.warning": "talk about spam, not spam",
    "calm.sanctioned": "posted with the moderators' consent or an interest disclosed",
    "calm.place": "posted in its place",
    "calm.asking": "a question",
    "calm.official": "an official source",
}


def _reason(reading: Reading) -> str:
    return next((reason for name, reason in _REASONS.items() if name in reading.concepts), "too little of it")

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

STRENGTHS = {"sure": 3.0, "clear": 1.8, "hint": 0.7}
"""What the first phrase of each strength adds to its family; a second adds half, further ones nothing."""

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

SHAPES = Patterns(
    {
        "general.money": (
            r"(?:[$€£₹]|\b(?:usd|eur|gbp|rs\.?|inr|aed) ?)\d[\d,.]*k?\b"
            r"|\b\d[\d,.]*k? ?(?:\$|€|£|usd|eur|euros?|gbp|dollars?|dhs|aed|usdt|btc)(?:[^a-z0-9]|$)"
            r"|\b(?:paypal|gpay|cash ?app|zelle|venmo|upi|bizum|payid|revolut|gift cards?)\b"
        ),
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
        concepts.setdefault(name, []).append(Match(name, start, end))
    return Reading(concepts, tuple(links.examine(text, flat)))


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

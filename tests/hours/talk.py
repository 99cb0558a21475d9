"""Ordinary talk for the hours: what colleagues write while something else goes on."""

import random

from bot.core.events import Role
from tests.hours import CHANNELS, Hour

LINES = (
    "anyone know if the echo list is running this afternoon",
    "potassium protocol changed last week, see the intranet",
    "thanks, that helps a lot",
    "we usually start with 2 litres and reassess",
    "is the fracture clinic moved to the new building?",
    "handover in five, who is carrying the arrest bleep",
    "does anybody have the slides from the sepsis teaching",
    "good morning all, coffee machine on level 4 is fixed",
    "I would ask cardiology before stopping it",
    "agree, and repeat the gas in an hour",
    "the new rota app logs me out every ten minutes",
    "nice write-up, I learnt something",
    "which laryngoscope do you keep in your transfer bag",
    "we had three of those last month, all settled with steroids",
    "parking permits are due on Friday",
    "can somebody swap a long day on the 14th",
    "the guideline says six weeks but we do four",
    "that ECG looks like Wellens to me",
    "does the library still order papers for us",
    "pharmacy says the syringes are back in stock",
    "who else is going to the ultrasound course",
    "bloods are delayed, the analyser is down again",
    "brilliant catch, well done to the night team",
    "I disagree, the trial excluded exactly these patients",
    "has anybody tried the new glucose sensors on the ward",
    "my trainee is asking about thesis topics, ideas welcome",
    "the lift by theatres is out of order",
    "we keep a spare in the cupboard behind the desk",
    "let me check with the registrar and come back to you",
    "grand round is at one, room change to the old lecture hall",
)
FRENCH = (
    "bonjour, quelqu'un sait si la consultation d'écho est maintenue cet après-midi",
    "merci beaucoup, c'est très clair",
    "on commence d'habitude par deux litres puis on réévalue",
    "qui a les diapositives du cours sur le sepsis",
    "la machine à café du quatrième est réparée",
    "je demanderais l'avis de la cardio avant d'arrêter",
    "les bilans sont en retard, l'automate est encore en panne",
    "bravo à l'équipe de nuit",
)


def background(hour: Hour, *, lines: int = 30, lasts: float = 3_000, starts: float = 0.0) -> None:
    """Let a dozen colleagues of long standing, a moderator and one genuine newcomer talk about this and that."""
    rng = hour.rng
    people = [hour.person(f"dr{number}", days=200 + 90 * number) for number in range(12)]
    hour.person("mod", role=Role.MODERATOR, days=900, name="Miriam Okonkwo")
    hour.person("fresh", days=2)
    for at in sorted(rng.uniform(starts, starts + lasts) for _ in range(lines)):
        hour.say(at, rng.choice([*people, "mod", "fresh"]), rng.choice(CHANNELS), rng.choice(LINES))


def history(hour: Hour, who: str, *, lines: int = 26, over: float = 20 * 86_400, before: float = 0.0) -> None:
    """Let somebody have written for weeks before the hour begins, without a link."""
    rng = random.Random(f"{hour.name}:{who}")  # noqa: S311 - a script, not a secret
    for number in range(lines):
        hour.say(before - over + number * over / lines, who, rng.choice(CHANNELS[:5]), rng.choice(LINES))

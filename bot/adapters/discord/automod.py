"""What patterns can prove, as rules of Discord's AutoMod: it alone can stop a message before anybody sees it. Pure.

Source of the limits: Discord's developer documentation, "Auto Moderation": six keyword rules a guild, ten patterns a
rule in Rust's dialect (no look-around), 260 characters each, 150 for the sentence. The alert action is never used: it
copies the message into a channel.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.core.findings import Category
from bot.core.policy import CommunityPolicy
from config.catalogue import speaking

Payload = dict[str, Any]

PREFIX = "Chaperone: "
"""How the names of our rules begin; by it we find them again."""

_MESSAGE_SENT, _KEYWORD, PRESET, _BLOCK, _SLURS = 1, 1, 4, 1, 3
MOST_EXEMPT_CHANNELS = 50
SENTENCE = 150

PATIENT_PATTERNS = (
    r"\b[0-8]\d{2}-\d{2}-\d{4}\b",
    r"(?i)\bnhs\s{0,2}(?:no|num|number|nr)?[\s.:#-]{0,4}\d{3}[ -]?\d{3}[ -]?\d{4}\b",
    r"(?i)\b(?:mrn|medical record (?:no|number)|hospital (?:no|number)|patient id)[\s.:#-]{0,4}[a-z]{0,3}\d{5,10}\b",
    r"(?i)\b(?:nir|num[ée]ro de s[ée]cu(?:rit[ée] sociale)?)[\s.:-]{0,4}[12] ?\d{2} ?\d{2} ?\d[\dab] ?\d{3} ?\d{3}\b",
    r"(?i)\b(?:ipp|num[ée]ro de dossier)[\s.:#-]{0,4}\d{6,10}\b",
)
"""A US social security number by its shape; the others only beside the word that names them."""

CARD_PATTERNS = (
    r"\b(?:4\d{3}|5[1-5]\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b",
    r"\b3[47]\d{2}[ -]?\d{6}[ -]?\d{5}\b",
)
"""Payment cards by their issuers' shapes: Visa, Mastercard, American Express (source: ISO/IEC 7812 ranges)."""

SCAM_PATTERNS = (
    r"(?i)https?://(?:www\.)?(?:dlscord|discorcl|disc0rd|discrod|dicsord|discordd)[a-z0-9-]*\.[a-z]{2,}",
    r"(?i)https?://(?:www\.)?(?:stearn|steamcomunn|steamcomm?unitt?ly|steancom)[a-z0-9-]*\.[a-z]{2,}",
    r"(?i)https?://[^\s/]*(?:nitro|steam)[^\s/]*(?:gift|free|claim|airdrop)[^\s/]*\.(?:ru|xyz|click|top|site|shop|gifts?)\b",
    r"(?i)\bfree (?:discord )?nitro\b.{0,60}https?://",
)
"""Look-alikes of the platforms whose accounts are stolen most, and their bait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule to install, and which category its executions are."""

    category: Category
    payload: Payload


def rules(policy: CommunityPolicy, language: str, exempt_channels: Iterable[int]) -> list[Rule]:
    """List the rules that a policy calls for; a label in shadow has none, and channels that are off are exempt.

    Args:
        policy: the community's policy.
        language: in which the sentence is that whoever is stopped reads.
        exempt_channels: the channels in mode off.
    """
    say = speaking(language)
    exempt = [str(channel) for channel in sorted(exempt_channels)][:MOST_EXEMPT_CHANNELS]
    wanted = (
        (Category.PATIENT_DIRECT, "patient data", _patterns(PATIENT_PATTERNS), say("discord.filter.patient_data")),
        (Category.PATIENT_DIRECT, "card numbers", _patterns(CARD_PATTERNS), say("discord.filter.cards")),
        (Category.SPAM, "scam links", _patterns(SCAM_PATTERNS), say("discord.filter.scams")),
        (Category.ABUSE, "slurs", (PRESET, {"presets": [_SLURS]}), say("discord.filter.slurs")),
    )
    return [
        Rule(category=category, payload=_payload(name, trigger, metadata, sentence, exempt))
        for category, name, (trigger, metadata), sentence in wanted
        if category.label not in policy.shadow
    ]


def digest(wanted: Iterable[Rule]) -> bytes:
    """Digest a set of rules: they are sent to Discord only when it has changed."""
    return hashlib.sha256(json.dumps([rule.payload for rule in wanted], sort_keys=True).encode()).digest()


def _patterns(patterns: tuple[str, ...]) -> tuple[int, Payload]:
    return _KEYWORD, {"regex_patterns": list(patterns)}


def _payload(name: str, trigger: int, metadata: Payload, sentence: str, exempt: list[str]) -> Payload:
    return {
        "name": f"{PREFIX}{name}",
        "event_type": _MESSAGE_SENT,
        "trigger_type": trigger,
        "trigger_metadata": metadata,
        "actions": [{"type": _BLOCK, "metadata": {"custom_message": sentence}}],
        "enabled": True,
        "exempt_channels": exempt,
    }

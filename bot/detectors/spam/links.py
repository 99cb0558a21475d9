"""What a link gives away: where it really leads, whom its host imitates, what it hands out.

Hosts are split with the Public Suffix List as it ships with tldextract (https://publicsuffix.org); nothing is fetched.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from tldextract import TLDExtract

from bot.core.text import Text
from bot.detectors.patterns import Shapes

_EXTRACT = TLDExtract(suffix_list_urls=(), cache_dir=None)

MOST_LINKS = 40
"""How many hosts of one message are looked at; nobody needs more to make up their mind."""


class Sign(StrEnum):
    """What is notable about a link."""

    MASKED = "masked"
    LOOKALIKE = "lookalike"
    CREDENTIALS = "credentials"
    ADDRESS = "address"
    SHORTENER = "shortener"
    RISKY_FILE = "risky_file"
    INVITE = "invite"
    CHAT = "chat"
    CHEAP = "cheap"
    OFFICIAL = "official"
    PLAIN = "plain"


class LinkSign(NamedTuple):
    """One sign and where it stands, in coordinates of the view it was found in."""

    sign: Sign
    start: int
    end: int


BRANDS = {
    "discord": {"discord.com", "discord.gg", "discord.gift", "discordapp.com", "discordapp.net", "discord.new"},
    "slack": {"slack.com", "slack-edge.com", "slack-files.com", "slackhq.com"},
    "steam": {"steampowered.com", "steamcommunity.com", "steamstatic.com", "steamgames.com"},
    "steamcommunity": {"steamcommunity.com"},
    "nhsmail": {"nhs.net", "nhs.uk"},
    "microsoft": {"microsoft.com", "microsoftonline.com", "live.com", "office.com"},
    "onedrive": {"onedrive.com", "live.com", "microsoft.com"},
    "sharepoint": {"sharepoint.com", "microsoft.com"},
    "office365": {"office365.com", "office.com", "microsoft.com"},
    "paypal": {"paypal.com", "paypal.me"},
    "docusign": {"docusign.com", "docusign.net"},
    "dropbox": {"dropbox.com", "dropboxusercontent.com"},
    "telegram": {"telegram.org", "telegram.me"},
    "whatsapp": {"whatsapp.com", "whatsapp.net"},
    "uptodate": {"uptodate.com"},
    "nbme": {"nbme.org"},
    "ecfmg": {"ecfmg.org"},
    "pubmed": {"nih.gov"},
    "doximity": {"doximity.com"},
    "ameli": {"ameli.fr"},
}
"""Names that are imitated before health professionals, with the domains that really are theirs (their own sites)."""

_RESEMBLING = tuple(name for name in BRANDS if len(name) >= 6)

_TOLD_APART = frozenset(
    "discard discards discords stream streams slacks pubmeds sharepoints dropboxes telegraph telegrams".split()
)
"""Ordinary words within one edit of a name."""

SHORTENERS = frozenset(
    "bit.ly tinyurl.com cutt.ly is.gd rb.gy shorturl.at ow.ly t.ly tiny.cc rebrand.ly s.id linktr.ee beacons.ai"
    " shorte.st adf.ly v.gd bl.ink lnkd.in t.co surl.li clck.ru soo.gd grabify.link".split()
)
"""Services that hide where a link leads; the widely used ones, as of 2026."""

CHEAP_ENDINGS = frozenset(
    "xyz top shop live club site online click link icu buzz vip fun win bid loan work rest support help men gq cf tk ml"
    " ga cam sbs cfd lol bond cyou quest monster store website space pw zip mov ru events cc ws best today world life"
    " finance money digital cloud".split()
)
"""Endings that cost little and are often abused (source: the abuse rankings that Spamhaus and Interisle publish)."""

RISKY_ENDINGS = "exe|scr|bat|cmd|msi|vbs|ps1|jar|apk|iso|img|lnk|hta|xlsm|docm|pptm|rar|7z|ace"
"""Endings of files that run, or that hide files that run (source: Microsoft's list of blocked attachment types)."""

_OFFICIAL_ENDINGS = ("gov", "edu", "mil", "int", "nhs.uk", "ac.uk", "gov.uk", "gov.au", "edu.au", "gouv.fr", "nhs.net")
_OFFICIAL = frozenset(
    "nih.gov who.int cdc.gov nice.org.uk bmj.com nejm.org thelancet.com jamanetwork.com cochrane.org mdcalc.com"
    " litfl.com uptodate.com bnf.org medscape.com has-sante.fr rki.de awmf.org escardio.org esicm.org rcem.ac.uk"
    " github.com google.com zoom.us youtube.com doi.org statpearls.com radiopaedia.org wikipedia.org medicines.org.uk"
    " emcrit.org resus.org.uk aamc.org nbme.org gmc-uk.org ankiweb.net springer.com nature.com sciencedirect.com"
    " elsevier.com biorxiv.org medrxiv.org clinicaltrials.gov".split()
)
"""Public resources that colleagues link to every day; they only calm, they never excuse an offer."""

_BAIT = re.compile(
    r"(?:verify|verif|login|log-in|signin|sign-in|sso|secure|account|validate|revalidate|update|unlock|recover|wallet"
    r"|claim|gift|bonus|prize|reward|payments?|renew|refund|billing|scores?|support|helpdesk|airdrop|nitro)(?![a-z])"
)
_HOSTS = Shapes(
    {
        "host": r"(?:^|[^a-z0-9@._-])(?P<at>(?:https?://|www\.)?(?:[a-z0-9_-]{1,63}\.){1,5}[a-z]{2,24}(?::\d{1,5})?"
        r"(?:/[^\s<>\"'()\[\]{}|]{0,300})?)",
        "address": r"https?://(?:[^\s/@]{0,60}@)?(?P<at>\d{1,3}(?:\.\d{1,3}){3})",
        "puny": r"(?P<at>(?:[a-z0-9-]{1,63}\.){0,4}xn--[a-z0-9-]{1,59}(?:\.[a-z0-9-]{2,24}){1,3})",
        "file": rf"(?:^|[^a-z0-9])(?P<at>[a-z0-9_.-]{{1,80}}\.(?:{RISKY_ENDINGS}))(?:$|[^a-z0-9])",
    }
)
_INVITES = re.compile(
    r"discord\.gg/|discord(?:app)?\.com/invite/|join\.slack\.com/|chat\.whatsapp\.com/|t\.me/(?:joinchat|\+)|dsc\.gg/"
)
_CHATS = re.compile(r"\bt\.me/|\bwa\.me/|telegram\.me/|signal\.me/|api\.whatsapp\.com/|m\.me/|snapchat\.com/add")


def examine(text: Text, view: str) -> list[LinkSign]:
    """Collect the signs of every host and file name in a view of a text, and of its labelled links."""
    if "." not in view and "http" not in view:
        return []
    return list(_examine(text, view))


def _examine(text: Text, view: str) -> Iterator[LinkSign]:
    seen = 0
    for name, start, end in _HOSTS.find(view):
        seen += 1
        if seen > MOST_LINKS:
            break
        if name == "host":
            yield from (LinkSign(sign, start, end) for sign in host_signs(view[start:end]))
        else:
            sign = {"address": Sign.ADDRESS, "puny": Sign.LOOKALIKE, "file": Sign.RISKY_FILE}[name]
            yield LinkSign(sign, start, end)
    if "](" in text.content.body or "|" in text.content.body:
        for link in text.links[:MOST_LINKS]:
            if link.masked:
                yield LinkSign(Sign.MASKED, link.start, link.end)
            if link.label is not None:
                yield from (LinkSign(sign, link.start, link.end) for sign in host_signs(link.url.lower()))


@lru_cache(maxsize=4_096)
def host_signs(url: str) -> tuple[Sign, ...]:
    """Say what is notable about one link, given without mark-up and in lower case; nothing where it is none."""
    bare = url.partition("://")[2] or url
    host, _, path = bare.partition("/")
    host = host.rpartition("@")[2].partition(":")[0].removeprefix("www.")
    split = _EXTRACT(host)
    if not split.suffix or not split.domain:
        return ()
    domain = f"{split.domain}.{split.suffix}"
    written_as_link = "/" in bare or url.startswith(("http", "www."))
    signs: list[Sign] = []
    if _INVITES.match(bare.removeprefix("www.")):
        return (Sign.INVITE,)
    if _CHATS.match(bare.removeprefix("www.")):
        return (Sign.CHAT,)
    if domain in _OFFICIAL or split.suffix in _OFFICIAL_ENDINGS or split.suffix.startswith(("gov.", "edu.", "ac.")):
        return (Sign.OFFICIAL,)
    if domain in SHORTENERS:
        return (Sign.SHORTENER,)
    if imitates(f"{split.subdomain}.{split.domain}".strip("."), domain):
        signs.append(Sign.LOOKALIKE)
    if "-" in host or "." in split.subdomain or split.suffix.rpartition(".")[2] in CHEAP_ENDINGS:
        signs += [Sign.CREDENTIALS] if _BAIT.search(host) else []
    elif path and re.match(r"(?:verify|login|signin|sso|claim|unlock|r/|view\?id)", path):
        signs.append(Sign.CREDENTIALS)
    long_enough = len(split.domain) >= 8 or "-" in split.domain or any(one.isdigit() for one in split.domain)
    if split.suffix.rpartition(".")[2] in CHEAP_ENDINGS and (written_as_link or long_enough):
        signs.append(Sign.CHEAP)
    elif written_as_link or long_enough or split.suffix in ("com", "org", "net", "co", "io", "info", "biz"):
        signs.append(Sign.PLAIN)
    return tuple(signs)


def imitates(name: str, domain: str) -> bool:
    """Tell whether a host name holds a well-known name, or nearly one, that does not own the domain."""
    for word in re.split(r"[.-]", name):
        for brand, domains in BRANDS.items():
            if domain not in domains and (word == brand or (len(brand) >= 6 and word.startswith(brand))):
                return True
        if len(word) >= 6 and word not in _TOLD_APART:
            for brand in _RESEMBLING:
                if domain not in BRANDS[brand] and 0 < OSA.distance(word, brand, score_cutoff=2) <= 1 + len(brand) // 9:
                    return True
    return False

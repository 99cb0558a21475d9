"""What a link gives away: where it really leads, whom its host imitates, what it hands out.

Hosts are split with the Public Suffix List as it ships with tldextract (https://publicsuffix.org); nothing is fetched.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from importlib import resources
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from rapidfuzz.distance import OSA
from tldextract import TLDExtract

from bot.core.text import Text
from bot.detectors.patterns import Patterns

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
    LISTED = "listed"
    PREDATORY = "predatory"


class LinkSign(NamedTuple):
    """One sign and where it stands, in coordinates of the view it was found in."""

    sign: Sign
    start: int
    end: int


_LISTS = tomllib.loads(resources.files(__package__).joinpath("hosts.toml").read_text(encoding="utf-8"))

BRANDS: Mapping[str, frozenset[str]] = {name: frozenset(own.split()) for name, own in _LISTS["brands"].items()}
"""Names that are imitated, with the domains that really are theirs (sources: beside the lists in the file)."""

_TOLD_APART, SHORTENERS, CHEAP_ENDINGS, _OFFICIAL_ENDINGS, _OFFICIAL = (
    frozenset(_LISTS["lists"][name].split())
    for name in ("told_apart", "shorteners", "cheap", "official_endings", "official")
)
_RESEMBLING = tuple(name for name in BRANDS if len(name) >= 6)
"""Names long enough that one letter more or less still means them."""

RISKY_ENDINGS = "exe|scr|bat|cmd|msi|vbs|ps1|jar|apk|iso|img|lnk|hta|xlsm|docm|pptm|rar|7z|ace|zip|js|dmg|pkg"
"""Endings of files that run, or that hide files that run (source: Microsoft's list of blocked attachment types)."""

_BAIT = re.compile(
    r"(?:verify|verif|login|log-in|signin|sign-in|sso|secure|account|validate|revalidate|update|unlock|recover|wallet"
    r"|claim|gift|bonus|prize|reward|payments?|renew|refund|billing|scores?|support|helpdesk|airdrop|nitro)(?![a-z])"
)
_FOREIGN = r"[^\x00-\x7f]"
_LETTER = rf"(?:[a-z0-9_.-]|{_FOREIGN})"
_PATH = r"(?:/[^\s<>\"'()\[\]{}|]{0,300})?"
_HOSTS = Patterns(
    {
        "host": r"(?:^|[^a-z0-9@._-])(?P<at>(?:https?://(?:[^\s/?#<>\\]+@)?|www\.)?(?:[a-z0-9_-]{1,63}\.){1,5}"
        rf"[a-z]{{2,24}}(?::\d{{1,5}})?{_PATH})",
        "foreign": rf"(?P<at>(?:https?://|www\.){_LETTER}*{_FOREIGN}{_LETTER}*\.(?:[a-z]{{2,24}}|{_FOREIGN}{{2,24}}){_PATH})",
        "address": r"https?://(?:[^\s/@]{0,60}@)?(?P<at>\d{1,3}(?:\.\d{1,3}){3})",
        "puny": r"(?P<at>(?:[a-z0-9-]{1,63}\.){0,4}xn--[a-z0-9-]{1,59}(?:\.[a-z0-9-]{2,24}){1,3})",
        "file": rf"(?:^|[^a-z0-9])(?P<at>[a-z0-9_.-]{{1,80}}\.(?:{RISKY_ENDINGS}))(?:$|[^a-z0-9])",
    }
)
_INVITES = re.compile(
    r"discord\.gg/|discord(?:app)?\.com/invite/|join\.slack\.com/|chat\.whatsapp\.com/|t\.me/(?:joinchat|\+)|dsc\.gg/"
)
_CHATS = re.compile(r"\bt\.me/|\bwa\.me/|telegram\.me/|signal\.me/|api\.whatsapp\.com/|m\.me/|snapchat\.com/add")


class _Listed:
    """The hosts of the imported lists; nothing until the start has read some."""

    scams: frozenset[str] = frozenset()
    predatory: frozenset[str] = frozenset()
    predatory_dated: date | None = None


def know(*, scams: frozenset[str], predatory: frozenset[str], predatory_dated: date | None = None) -> None:
    """Take the imported lists; once, at start, before anybody looks."""
    _Listed.scams, _Listed.predatory, _Listed.predatory_dated = scams, predatory, predatory_dated


def listable(written: str) -> str:
    """Read the host that a row of a list names, in lower case and without what stands round it.

    Raises:
        ValueError: it is no host, everything under it would be meant, or it belongs to somebody who is imitated, to a
            shortener, or to a public resource.
    """
    bare = (written.lower().partition("://")[2] or written.lower()).removeprefix("www.")
    host = bare.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0].strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError("no host that can be read") from None
    if not _HOST.fullmatch(host):
        raise ValueError("no host that can be read")
    name, suffix = _split(host)
    if not suffix:
        raise ValueError("no public ending")
    if not name:
        raise ValueError("a public ending, which would mean everything under it")
    domain = f"{name.rpartition('.')[2]}.{suffix}"
    owned = any(domain in own for own in BRANDS.values())
    if owned or domain in SHORTENERS or _known(bare, domain, suffix) is Sign.OFFICIAL:
        raise ValueError("a well-known host, which no list may condemn")
    return host


_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z0-9-]{2,24}")


def _on_list(host: str, domain: str) -> Sign | None:
    """Look a host up, and each host above it as far as its domain."""
    if not _Listed.scams and not _Listed.predatory:
        return None
    while True:
        if host in _Listed.scams:
            return Sign.LISTED
        if host in _Listed.predatory:
            return Sign.PREDATORY
        if host == domain or "." not in host:
            return None
        host = host.partition(".")[2]


def predatory_on(host: str) -> date | None:
    """Say of which day the list is that has a host among the predatory publishers; None where none has it."""
    name, suffix = _split(host.lower())
    domain = f"{name.rpartition('.')[2]}.{suffix}"
    return _Listed.predatory_dated if _on_list(host.lower(), domain) is Sign.PREDATORY else None


def examine(text: Text, view: str) -> list[LinkSign]:
    """Collect the signs of every host and file name in a view of a text, and of its labelled links."""
    return [*_shown(text, view), *_behind(text)]


def _shown(text: Text, view: str) -> Iterator[LinkSign]:
    if "." not in view and "http" not in view:
        return
    for name, start, end in islice(_HOSTS.find(view), MOST_LINKS):
        if name in ("host", "foreign"):
            signs = host_signs(view[start:end])
            if signs and name == "host" and _is_disguised(text, view, start, end):
                signs = (Sign.LOOKALIKE, *(sign for sign in signs if sign is not Sign.OFFICIAL))
            yield from (LinkSign(sign, start, end) for sign in signs)
        else:
            yield LinkSign(_SHAPE_SIGNS[name], start, end)


def _is_disguised(text: Text, view: str, start: int, end: int) -> bool:
    """Tell whether the letters of a host only look like those that we read, so that a browser goes elsewhere."""
    link = view[start:end]
    if link != text.folded[start:end]:
        return False
    end -= len(link) - _SITE.match(link).end()  # type: ignore[union-attr]  # it matches anything
    span = text.span(start, end)
    written = text.content.parts[span.part].text[span.start : span.end]
    return not written.isascii() and _letters(unicodedata.normalize("NFKC", written)) != _letters(text.plain[start:end])


def _letters(host: str) -> list[str]:
    return [letter for letter in host.lower() if letter.isalpha()]


def _behind(text: Text) -> Iterator[LinkSign]:
    for link in text.labelled[:MOST_LINKS]:
        if link.masked:
            yield LinkSign(Sign.MASKED, link.start, link.end)
        yield from (LinkSign(sign, link.start, link.end) for sign in host_signs(link.url.lower()))


def anchors(text: Text, view: str, signs: Iterable[LinkSign]) -> Iterator[tuple[LinkSign, str]]:
    """Say of each sign where it leads: a domain, or the very room or page where many share one host."""
    labelled = {(link.start, link.end): link.url.lower() for link in text.labelled}
    for sign in signs:
        yield sign, anchor_of(labelled.get((sign.start, sign.end), view[sign.start : sign.end]))


def anchor_of(url: str) -> str:
    """Name where a link leads, in lower case: its domain, with the path where the host says nothing by itself."""
    end = _followed(url)
    domain = end.domain if end.name and end.suffix else end.host
    if domain in SHORTENERS or _INVITES.match(end.bare) or _CHATS.match(end.bare):
        return f"{end.host}/{end.path.partition('?')[0][:80]}"
    return domain


class _End(NamedTuple):
    """A link taken apart; ``bare`` is its host and path, ``before`` what stands before the host as a user's name."""

    bare: str
    before: str
    host: str
    path: str
    name: str
    suffix: str

    @property
    def domain(self) -> str:
        return f"{self.name.rpartition('.')[2]}.{self.suffix}"


MOST_HOPS = 8
"""How often a link may pass its readers on; nobody who means well needs more than one."""

_SITE = re.compile(r"(?:[a-z]+://)?(?P<authority>[^/?#\\]*)")
_ONWARD = re.compile(r"(?:^amp/s/|(?:^|[=/])https?://)(?P<to>[^&]+)")
_SEARCHES = ("search", "scholar")


def _followed(url: str, hops: int = MOST_HOPS) -> _End:
    """Take a link apart, in lower case, where it ends: a well-known host may only pass its readers on.

    Only those are followed: anybody else could write a well-known address into their own.
    """
    site = _SITE.match(url)
    authority, rest = (site["authority"], url[site.end() :]) if site else (url, "")
    before, _, host = authority.rpartition("@")
    host = host.removeprefix("www.").partition(":")[0]
    end = _End(f"{host}{rest}", before, host, rest.removeprefix("/"), *_split(host))
    if hops and _known(end.bare, end.domain, end.suffix) is Sign.OFFICIAL and not end.path.startswith(_SEARCHES):
        onward = _ONWARD.search(unquote(end.path))
        if onward is not None:
            return _followed(onward["to"], hops - 1)
    return end


_SHAPE_SIGNS = {"address": Sign.ADDRESS, "puny": Sign.LOOKALIKE, "file": Sign.RISKY_FILE}


def host_signs(url: str) -> tuple[Sign, ...]:
    """Say what is notable about one link, given without mark-up and in lower case; nothing where it is none."""
    end = _followed(url)
    if not end.suffix or not end.name:
        return ()
    known = _known(end.bare, end.domain, end.suffix)
    if known is not None:
        return (known,)
    on_list = _on_list(end.host, end.domain)
    if on_list is Sign.LISTED:
        return (on_list,)
    signs = [on_list] if on_list else []
    if _split(end.before.partition(":")[0])[1]:
        signs.append(Sign.MASKED)
    if imitates(end.name, end.domain):
        signs.append(Sign.LOOKALIKE)
    own, ending = end.name.rpartition(".")[2], end.suffix.rpartition(".")[2]
    odd_host = "-" in end.host or end.name.count(".") > 1 or ending in CHEAP_ENDINGS
    if (_BAIT.search(end.host) if odd_host else _BAIT_PATH.match(end.path)) is not None:
        signs.append(Sign.CREDENTIALS)
    written_as_link = "/" in end.bare or url.startswith(("http", "www."))
    telling = len(own) >= 8 or "-" in own or any(one.isdigit() for one in own)
    if ending in CHEAP_ENDINGS and (written_as_link or telling):
        signs.append(Sign.CHEAP)
    elif written_as_link or telling or end.suffix in _COMMON_ENDINGS:
        signs.append(Sign.PLAIN)
    return tuple(signs)


_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
"""Endings that nobody can own (source: RFC 2606); links to them are read as any other."""


def _split(host: str) -> tuple[str, str]:
    """Split a host into its name and its public suffix."""
    split = _EXTRACT(host)
    if split.suffix:
        return f"{split.subdomain}.{split.domain}".strip("."), split.suffix
    name, _, ending = host.rpartition(".")
    return (name, ending) if ending in _RESERVED else ("", "")


_BAIT_PATH = re.compile(r"verify|login|signin|sso|claim|unlock|r/|view\?id")
_COMMON_ENDINGS = frozenset({"com", "org", "net", "co", "io", "info", "biz"})


def _known(bare: str, domain: str, suffix: str) -> Sign | None:
    """Recognise invitations, chats, shorteners and public resources."""
    if _INVITES.match(bare):
        return Sign.INVITE
    if _CHATS.match(bare):
        return Sign.CHAT
    if domain in _OFFICIAL or suffix in _OFFICIAL_ENDINGS or suffix.startswith(("gov.", "edu.", "ac.")):
        return Sign.OFFICIAL
    return Sign.SHORTENER if domain in SHORTENERS else None


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

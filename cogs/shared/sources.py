"""What a member names as a source: a DOI, a PubMed number or a link. Told by their form alone; nothing is fetched.

Sources: ISO 26324 and the DOI Handbook, 2.2 (a DOI is ``10.``, a registrant's number, a slash and a suffix; its ASCII
letters mean the same in either case); the National Library of Medicine (a PMID is a number of 1 to 8 digits that does
not begin with 0).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, unquote, urlsplit

MOST_SOURCES = 10
"""How many sources of one message are counted; a list of links is no recommendation."""

LONGEST_SOURCE = 300
"""Characters: longer than any DOI in use, and than any address that somebody would read."""

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+){0,3}/[^\s\"<>]{1,200}")
_PMID = re.compile(r"[1-9]\d{0,7}")
_NAMED_PMID = re.compile(r"\bpmid:? ?([1-9]\d{0,7})(?!\d)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{1,23}")
_VIEWS = re.compile(r"(?:/(?:full|abstract|pdf|epdf|meta|fulltext|summary)|\.full|\.pdf){1,3}$")
"""What publishers put behind a DOI in an address: the same paper, seen in another way."""

_TELLING = ("v", "id")
"""Parts of a query that say which page is meant; everything else may carry somebody's session and is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: ``key`` is the same however it was written, ``host`` is empty where it came without an address."""

    key: str
    url: str
    host: str = ""

    @property
    def name(self) -> str:
        """Write it for people."""
        scheme, _, rest = self.key.partition(":")
        return f"{scheme.upper()} {rest}" if scheme in ("doi", "pmid") else rest


def read_source(written: str) -> Source:
    """Read what somebody gave as a source.

    Raises:
        ValueError: it is neither a DOI, nor a PMID, nor a link.
    """
    text = written.strip().strip("<>")
    bare = re.sub(r"^(?:doi|pmid)(?:: *| +)", "", text, flags=re.IGNORECASE)
    if len(text) > LONGEST_SOURCE or re.search(r"\s", bare):
        raise ValueError("not one DOI, PMID or link")
    if _PMID.fullmatch(bare):
        return _of_pmid(bare)
    if _DOI.fullmatch(bare):
        return _of_doi(bare)
    if _ADDRESS.fullmatch(text):
        return _of_address(text)
    raise ValueError("neither a DOI nor a PMID nor a link")


def find_sources(text: str) -> list[Source]:
    """Collect the sources that a text names, each once."""
    found: dict[str, Source] = {}
    for source in islice(_found(text), MOST_SOURCES):
        found.setdefault(source.key, source)
    return list(found.values())


def _found(text: str) -> Iterator[Source]:
    rest = text
    for match in _ADDRESS.finditer(text):
        try:
            yield _of_address(match[0].rstrip(".,;:!?)]}*_|"))
        except ValueError:
            continue
        rest = rest.replace(match[0], " ", 1)
    for match in _DOI.finditer(rest):
        yield _of_doi(match[0])
    for match in _NAMED_PMID.finditer(rest):
        yield _of_pmid(match[1])


def _of_doi(written: str, host: str = "") -> Source:
    doi = written.lower().rstrip(".,;:!?]}*_|")
    if doi.count("(") < doi.count(")"):
        doi = doi.rstrip(")")
    return Source(key=f"doi:{doi}", url=f"https://doi.org/{doi}", host=host)


def _of_pmid(number: str, host: str = "") -> Source:
    return Source(key=f"pmid:{number}", url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/", host=host)


def _of_address(written: str) -> Source:
    """Read an address: by its DOI or PMID where it holds one, else by host and path.

    Raises:
        ValueError: its host cannot be one.
    """
    parts = urlsplit(written)
    host = (parts.hostname or "").removeprefix("www.")
    if not _HOST.fullmatch(host.encode("idna").decode() if not host.isascii() else host):
        raise ValueError("no host that can be")
    doi = _DOI.search(unquote(parts.path))
    if doi is not None:
        return _of_doi(_VIEWS.sub("", doi[0]), "" if host == "doi.org" else host)
    number = parts.path.strip("/")
    if host == "pubmed.ncbi.nlm.nih.gov" and _PMID.fullmatch(number):
        return _of_pmid(number)
    query = parse_qs(parts.query)
    telling = "&".join(f"{name}={query[name][0]}" for name in _TELLING if name in query)
    page = f"{host}{parts.path.rstrip('/')}{f'?{telling}' if telling else ''}"
    return Source(key=f"link:{page}", url=f"https://{page}", host=host)

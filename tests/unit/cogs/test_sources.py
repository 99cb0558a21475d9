"""Sources by their form: DOIs, PMIDs and links, the near misses, and what a message names."""

import pytest

from cogs.shared.sources import find_sources, read_source


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577"),
        ("doi:10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577"),
        ("DOI: 10.46989/001c.125931", "doi:10.46989/001c.125931"),
        ("https://doi.org/10.46989/001c.125931", "doi:10.46989/001c.125931"),
        ("http://dx.doi.org/10.1002/(SICI)1097-0258(19980815)17:15", "doi:10.1002/(sici)1097-0258(19980815)17:15"),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", "doi:10.1056/nejmoa2034577"),
        ("https://www.medrxiv.org/content/10.1101/2020.03.09.20033217v1.full.pdf", "doi:10.1101/2020.03.09.20033217v1"),
        ("https://onlinelibrary.wiley.com/doi/abs/10.1111%2Fbjh.12345", "doi:10.1111/bjh.12345"),
        ("10.1000.10/123456", "doi:10.1000.10/123456"),
        ("33301246", "pmid:33301246"),
        ("PMID 33301246", "pmid:33301246"),
        ("pmid:1", "pmid:1"),
        ("https://pubmed.ncbi.nlm.nih.gov/33301246/", "pmid:33301246"),
        ("https://www.nice.org.uk/guidance/ng51/", "link:nice.org.uk/guidance/ng51"),
        ("https://youtube.com/watch?v=abc&t=10&si=secret", "link:youtube.com/watch?v=abc"),
        ("https://zoom.us/j/1234?pwd=secret#top", "link:zoom.us/j/1234"),
        ("<https://example.org/a>", "link:example.org/a"),
    ],
)
def test_what_is_a_source(written: str, key: str) -> None:
    """However it is written, the same source has the same key."""
    assert read_source(written).key == key


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "10.1056",
        "10.1056/",
        "10.12/abc",
        "11.1056/NEJMoa2034577",
        "0123456",
        "123456789",
        "NEJM 2020",
        "10.1056/a b",
        "ftp://example.org/a",
        "javascript:alert(1)",
        "https://localhost/a",
        "https://192.168.0.1/a",
        "https://-bad-.org/",
        "https://example.org/" + "a" * 300,
    ],
)
def test_what_is_none(written: str) -> None:
    """Near misses are refused, and so is what cannot be followed."""
    with pytest.raises(ValueError, match=r"DOI|host"):
        read_source(written)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("see https://doi.org/10.1056/NEJMoa2034577.", ["doi:10.1056/nejmoa2034577"]),
        ("(10.1056/NEJMoa2034577) and PMID: 33301246", ["doi:10.1056/nejmoa2034577", "pmid:33301246"]),
        ("twice: 10.1/x 10.1056/a 10.1056/A", ["doi:10.1056/a"]),
        ("[guide](https://nice.org.uk/ng51) is good", ["link:nice.org.uk/ng51"]),
        ("potassium 10.1/5.2, 33301246 of them, pmid 123456789", []),
        ("no link here", []),
    ],
)
def test_what_a_message_names(text: str, keys: list[str]) -> None:
    """Each source once; bare numbers are none."""
    assert [one.key for one in find_sources(text)] == keys


def test_a_list_of_links_counts_for_ten() -> None:
    """A message is one recommendation, not a directory."""
    assert len(find_sources(" ".join(f"https://example.org/{number}" for number in range(50)))) == 10


def test_an_address_of_a_source_leads_there() -> None:
    """A DOI leads to its resolver, a PMID to PubMed, whatever address it came from."""
    assert read_source("https://www.nejm.org/doi/10.1056/X1").url == "https://doi.org/10.1056/x1"
    assert read_source("https://www.nejm.org/doi/10.1056/X1").host == "nejm.org"
    assert read_source("pmid 7").url == "https://pubmed.ncbi.nlm.nih.gov/7/"
    assert read_source("10.1056/X1").name == "DOI 10.1056/x1"

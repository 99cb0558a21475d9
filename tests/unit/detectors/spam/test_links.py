"""What links give away."""

import pytest

from bot.core.text import Content, Part, PartKind, fold
from bot.detectors.spam.links import Sign, examine, host_signs, imitates


@pytest.mark.parametrize(
    ("url", "sign"),
    [
        ("https://disc0rd-gift.example/claim", Sign.CREDENTIALS),
        ("https://dlscord.com/nitro", Sign.LOOKALIKE),
        ("https://discord-nitro.xyz/free", Sign.LOOKALIKE),
        ("https://steamcommunlty.com/id", Sign.LOOKALIKE),
        ("https://nhsmail-revalidate.top/login", Sign.LOOKALIKE),
        ("https://bit.ly/abc", Sign.SHORTENER),
        ("discord.gg/abc", Sign.INVITE),
        ("https://t.me/somebody", Sign.CHAT),
        ("wa.me/447700900000", Sign.CHAT),
        ("https://www.nice.org.uk/guidance", Sign.OFFICIAL),
        ("https://medicine.ox.ac.uk/x", Sign.OFFICIAL),
        ("great-pens.shop", Sign.CHEAP),
        ("https://surgery-portal.example/about", Sign.PLAIN),
    ],
)
def test_a_host_gives_itself_away(url: str, sign: Sign) -> None:
    """Each sign has its link."""
    signs = host_signs(url)
    assert sign in signs or (sign is Sign.PLAIN and Sign.LOOKALIKE not in signs)


@pytest.mark.parametrize(
    "url", ["https://discord.com/channels/1", "https://slack.com/help", "https://store.steampowered.com/app"]
)
def test_the_real_ones_imitate_nobody(url: str) -> None:
    """A brand's own domains are no look-alikes."""
    assert Sign.LOOKALIKE not in host_signs(url)


@pytest.mark.parametrize("word", ["discard.org", "stream.com", "telegraph.co.uk"])
def test_ordinary_words_imitate_nobody(word: str) -> None:
    """Words within one edit of a name are told apart."""
    assert not imitates(word.partition(".")[0], word)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("see [https://www.nhs.uk/help](https://evil.example/login)", Sign.MASKED),
        ("open http://203.0.113.7/update now", Sign.ADDRESS),
        ("go to http://xn--dscord-wva.example/", Sign.LOOKALIKE),
        ("run DoseHelper_setup.exe please", Sign.RISKY_FILE),
    ],
)
def test_shapes_are_seen_in_a_message(text: str, sign: Sign) -> None:
    """Masked labels, addresses, punycode and files that run."""
    folded = fold(text)
    assert sign in {one.sign for one in examine(folded, folded.folded)}


@pytest.mark.parametrize(
    ("url", "sign"),
    [("https://discord.gg/abcdef", Sign.INVITE), ("https://nhsmail-revalidate.top/login", Sign.LOOKALIKE)],
)
@pytest.mark.parametrize("kind", [PartKind.BODY, PartKind.FORWARDED])
def test_a_link_is_seen_whatever_it_is_called(kind: PartKind, url: str, sign: Sign) -> None:
    """Nothing in the label need look like a link, and the link need not stand in the author's own words."""
    folded = fold(Content(parts=(Part(kind=kind, text=f"[come over here]({url})"),)))
    assert sign in {one.sign for one in examine(folded, folded.folded)}


@pytest.mark.parametrize("text", ["e.g. the 2.5 mg dose", "pt.seen by me", "v1.2 is out", "no links here"])
def test_dots_alone_are_no_links(text: str) -> None:
    """Abbreviations, doses and versions are no hosts worth a sign."""
    folded = fold(text)
    assert {one.sign for one in examine(folded, folded.folded)} <= {Sign.PLAIN}

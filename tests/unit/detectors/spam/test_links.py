"""What links give away."""

import pytest

from bot.core.text import Content, Part, PartKind, fold
from bot.detectors.spam.links import Sign, anchors, examine, host_signs, imitates


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


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        ("https://www.google.com/url?q=https://evil-shop.xyz/login", "evil-shop.xyz"),
        ("https://www.google.com/url?sa=t&url=https%3A%2F%2Fevil-shop.xyz%2Flogin&usg=x", "evil-shop.xyz"),
        ("https://google.com/amp/s/evil-shop.xyz/login", "evil-shop.xyz"),
        ("https://www.youtube.com/redirect?q=https://www.google.com/url?q=https://evil-shop.xyz", "evil-shop.xyz"),
        ("https://www.google.com/url?q=https://discord.gg/abcdef", "discord.gg/abcdef"),
        ("https://www.nice.org.uk@evil-shop.xyz/login", "evil-shop.xyz"),
        ("https://подарки.com/login", "подарки.com"),
        ("https://клиника.рф/войти", "клиника.рф"),
        ("https://evil-shop.xyz/login?next=https://www.nice.org.uk", "evil-shop.xyz"),
        ("evil-shop.xyz/login?next=https://www.nice.org.uk", "evil-shop.xyz"),
        ("[here](https://evil-shop.xyz?from=https://www.nice.org.uk)", "evil-shop.xyz"),
        ("https://www.google.com/search?q=https://evil-shop.xyz", "google.com"),
        ("https://www.nice.org.uk参见。谢谢", "nice.org.uk"),
        ("https://www.nice.org.uk/guidance/ng51?from=bulletin", "nice.org.uk"),
        ("https://medium.com/@somebody/how-we-do-it", "medium.com"),
        ("https://hôpital-nantes.fr/garde", "hopital-nantes.fr"),
    ],
)
def test_a_link_is_followed_to_its_end(text: str, leads_to: str) -> None:
    """Well-known hosts that pass readers on, a name before the host, and hosts in other scripts hide nothing."""
    folded = fold(f"look: {text}")
    assert {where for _, where in anchors(folded, folded.folded, examine(folded, folded.folded))} == {leads_to}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("https://www.nice.org.uk@evil-shop.xyz/login", Sign.MASKED),
        ("https://www.niсe.org.uk/guidance", Sign.LOOKALIKE),
        ("https://раypal.com/login", Sign.LOOKALIKE),
    ],
)
def test_a_host_that_only_looks_right_is_no_well_known_one(text: str, sign: Sign) -> None:
    """A browser goes elsewhere than the eye."""
    folded = fold(text)
    signs = {one.sign for one in examine(folded, folded.folded)}
    assert sign in signs
    assert Sign.OFFICIAL not in signs


@pytest.mark.parametrize(
    "text",
    [
        "https://hôpital-nantes.fr/garde",
        "https://sjøhus-bergen.no/vakt",
        "https://straße-klinik.de",
        "https://ｎice.org.uk/x",
        "https://nice。org.uk/x",
        "https://www.nice.org.uk/руководство",
    ],
)
def test_accents_and_wide_letters_are_no_disguise(text: str) -> None:
    """A browser reads them as they are meant."""
    folded = fold(text)
    assert Sign.LOOKALIKE not in {one.sign for one in examine(folded, folded.folded)}


@pytest.mark.parametrize("text", ["e.g. the 2.5 mg dose", "pt.seen by me", "v1.2 is out", "no links here"])
def test_dots_alone_are_no_links(text: str) -> None:
    """Abbreviations, doses and versions are no hosts worth a sign."""
    folded = fold(text)
    assert {one.sign for one in examine(folded, folded.folded)} <= {Sign.PLAIN}

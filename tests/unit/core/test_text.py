"""Folding: what disguises letters is undone, mark-up is read as what members see, and every offset leads back."""

import pytest

from bot.core.text import MAX_LENGTH, Content, Part, PartKind, Region, RegionKind, Span, Text, fold


def found(text: Text, words: str) -> str:
    """Look words up in the folded text and give the stretch of the original that they came from."""
    start = text.folded.index(words)
    span = text.span(start, start + len(words))
    return text.content.parts[span.part].text[span.start : span.end]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("", ""),
        ("Plain ASCII, 5 mg/kg.", "plain ascii, 5 mg/kg."),
        ("ＦＵＬＬ　ｗｉｄｔｈ １２３", "full width 123"),
        ("ﬁne eﬀect", "fine effect"),
        ("½ tab ㎏ ² ①", "1/2 tab kg 2 1"),
        ("𝐁𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 𝔣𝔯𝔞𝔨𝔱𝔲𝔯", "bold script fraktur"),
        ("🅰🆂🅺 🄰🄱", "ask ab"),
        ("ꜱᴍᴀʟʟ ᴄᴀᴘꜱ", "small caps"),
        ("ÉCOLE Müller Ångström", "ecole muller angstrom"),
        ("İstanbul Straße", "istanbul straße"),
        ("“quoted” – it’s… ×2", '"quoted" - it\'s... x2'),
        ("a\u00a0b\u2003c\u3000d", "a b c d"),
        ("a\u2028b\u0085c", "a\nb\nc"),
        ("ﷺ", "ﷺ"),
    ],
)
def test_case_width_and_type(written: str, folded: str) -> None:
    """Compatibility forms, capitals, accents and typography are read as the plain letters that they are."""
    assert fold(written).folded == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("раураl", "paypal"),
        ("ｐаｙpal", "paypal"),
        ("frее mоnеу", "free money"),
        ("ΑTTENTION", "attention"),
        ("Привет, мир", "привет, мир"),
        ("сообщение for you and me and all of them", "сообщение for you and me and all of them"),
        ("ΙΦΝ и IFN", "ιφν и ifn"),
        ("IFNγ and αSMA and TGFβ", "ifnγ and αsma and tgfβ"),
        ("κ chains, μg", "κ chains, μg"),
    ],
)
def test_look_alikes(written: str, folded: str) -> None:
    """Letters that pose as Latin are folded; genuine Cyrillic, Greek and medical Greek stay."""
    assert fold(written).folded == folded


@pytest.mark.parametrize(
    "hidden",
    [
        *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\u3164", "\uffa0"),
        *("\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u061c", "\ufe0f", "\U000e0041", "\U000e0101"),
        *("\x00", "\x08", "\x0e", "\x1b", "\x7f", "\x80", "\x9f"),
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    """Zero-width characters, direction marks, selectors, tags and controls hide nothing, and offsets go round them."""
    text = fold(f"x v{hidden}ia{hidden}{hidden}gra y")
    assert text.folded == "x viagra y"
    assert found(text, "viagra") == f"v{hidden}ia{hidden}{hidden}gra"
    assert found(text, " y") == " y"


@pytest.mark.parametrize("kept", ["\n", "\t"])
def test_line_breaks_and_tabs_stay(kept: str) -> None:
    """What parts words is no hidden character."""
    assert fold(f"a{kept}b").plain == f"a{kept}b"


@pytest.mark.parametrize(
    ("written", "plain", "word", "original"),
    [
        ("cafe\u0301 x", "café x", "cafe", "cafe\u0301"),
        ("e\u0301\u0302\u0303", "é", "e", "e\u0301"),
        ("\u0301abc", "abc", "abc", "abc"),
        ("z\u0335a\u0336l\u0489go", "zalgo", "zalgo", "z\u0335a\u0336l\u0489go"),
        ("ﬁ\u0301", "fí", "fi", "ﬁ\u0301"),
        ("A\u030angstrom", "Ångstrom", "angstrom", "A\u030angstrom"),
        ("**e**\u0301", "é", "e", "e**\u0301"),
    ],
)
def test_combining_marks(written: str, plain: str, word: str, original: str) -> None:
    """Marks join the letter before them or go, and the letter's span takes them in."""
    text = fold(written)
    assert text.plain == plain
    assert found(text, word) == original


def test_halves_of_surrogate_pairs() -> None:
    """Half a pair is one unreadable character, in its place."""
    text = fold("a \ud83d b \udc00")
    assert text.plain == "a \ufffd b \ufffd"
    assert found(text, "b") == "b"


@pytest.mark.parametrize(
    ("written", "seen", "original"),
    [
        ("f r e e money", "free money", "f r e e money"),
        ("f.r.e.e money", "free money", "f.r.e.e money"),
        ("v-i-a-g-r-a", "viagra", "v-i-a-g-r-a"),
        ("fr33 now", "fr33 now", None),
        ("v1agra", "viagra", "v1agra"),
        ("b00st", "boost", "b00st"),
        ("$hame", "shame", "$hame"),
        ("sh!t!", "shit!", "sh!t!"),
        ("looooove", "love", "looooove"),
        ("hxxps://evil[.]example", "https://evil.example", "hxxps://evil[.]example"),
        ("john at gmail dot com", "john@gmail.com", "john at gmail dot com"),
        ("john [at] gmail (dot) com!", "john@gmail.com", "john [at] gmail (dot) com"),
        ("john.doe{at}nhs.net", "john.doe@nhs.net", "john.doe{at}nhs.net"),
        ("meet me at noon", "meet me at noon", None),
        ("a dot.", "a dot.", None),
        ("A1c 48, B12, T4, 5mg/kg, SpO2 98%", "a1c 48, b12, t4, 5mg/kg, spo2 98%", None),
        ("a b c", "a b c", None),
        ("1 2 3 4 5", "1 2 3 4 5", None),
        ("p < 0.05", "p < 0.05", None),
        ("www.example.org", "www.example.org", None),
    ],
)
def test_the_second_view(written: str, seen: str, original: str | None) -> None:
    """Spaced letters, leetspeak, stretched words and spelt-out addresses are undone; doses and values are not."""
    text = fold(written)
    assert seen in text.deobfuscated
    if original is None:
        assert text.deobfuscated is text.folded
        return
    start = text.deobfuscated.index(seen)
    span = text.deobfuscated_span(start, start + len(seen))
    assert written[span.start : span.end] == original


@pytest.mark.parametrize(
    ("written", "plain", "mentions"),
    [
        ("<@123> hi", "@ hi", ("123",)),
        ("<@!123> hi", "@ hi", ("123",)),
        ("<@&9> all", "@ all", ("9",)),
        ("<@U1|bob> hi", "bob hi", ("U1",)),
        ("see <#45>", "see #", ("45",)),
        ("see <#C1|general>", "see general", ("C1",)),
        ("<!here> <!subteam^S1|@docs>", "@ @docs", ("here", "subteam^S1")),
        ("at <t:1700000000:R>!", "at @!", ()),
        ("at <!date^1700000000^{date}|3 May>", "at 3 May", ()),
        ("<:smile:12> <a:dance:13> </tip:14>", "smile dance tip", ()),
        ("a < b > c <3 <@ 5", "a < b > c <3 <@ 5", ()),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2", ()),
        ("&nbsp; &amp", "&nbsp; &amp", ()),
    ],
)
def test_platform_mark_up(written: str, plain: str, mentions: tuple[str, ...]) -> None:
    """Mentions, times, emoji and entities of Discord and Slack are read as what members see."""
    text = fold(written)
    assert text.plain == plain
    assert text.mentions == mentions


@pytest.mark.parametrize(
    ("written", "plain", "kind", "stretch"),
    [
        ("**bold** *it* __under__ _it_ ~~gone~~", "bold it under it gone", None, ""),
        ("***both*** **a *b* c**", "both **a b c**", None, ""),
        ("snake_case_name 2*3*4 a * b", "snake_case_name 2*3*4 a * b", None, ""),
        ("||spoiler|| x", "spoiler x", RegionKind.SPOILER, "spoiler"),
        ("x `code` y", "x code y", RegionKind.CODE, "code"),
        ("```py\nx = 1\n```", "x = 1\n", RegionKind.CODE, "x = 1\n"),
        ("```x```", "x", RegionKind.CODE, "x"),
        ("> quoted\nnot", "quoted\nnot", RegionKind.QUOTE, "quoted"),
        ("a\n>>> all\nof it", "a\nall\nof it", RegionKind.QUOTE, "all\nof it"),
        ("> > deep", "deep", RegionKind.QUOTE, "deep"),
        (">no quote", ">no quote", None, ""),
        ("# Head\n## Two\n-# small", "Head\nTwo\nsmall", None, ""),
        ("#channel", "#channel", None, ""),
        ("||é\u0301ё|| ||b||", "éё b", RegionKind.SPOILER, "éё"),
        ("> é <@1> `x`", "é @ x", RegionKind.QUOTE, "é @ x"),
    ],
)
def test_emphasis_and_blocks(written: str, plain: str, kind: RegionKind | None, stretch: str) -> None:
    """Marks of emphasis go; spoilers, code and quotes are known as such; lone signs stay."""
    text = fold(written)
    assert text.plain == plain
    if kind is not None:
        start = plain.index(stretch)
        assert Region(kind=kind, start=start, end=start + len(stretch)) in text.regions
        assert text.in_region(kind, start, start + len(stretch))
        assert not text.in_region(kind, start, start + len(stretch) + 1)


@pytest.mark.parametrize(
    ("written", "url", "label", "masked", "original"),
    [
        ("<https://a.example/x|label>", "https://a.example/x", "label", False, "label"),
        ("<https://a.example?a=1&amp;b=2>", "https://a.example?a=1&b=2", None, False, "https://a.example?a=1&amp;b=2"),
        ("<mailto:a@b.example|a@b.example>", "mailto:a@b.example", "a@b.example", False, "a@b.example"),
        ("[text](https://a.example)", "https://a.example", "text", False, "text"),
        ("[text](<https://a.example>)", "https://a.example", "text", False, "text"),
        ("[paypal.com](https://evil.example)", "https://evil.example", "paypal.com", True, "paypal.com"),
        ("[www.paypal.com/x](https://paypal.com)", "https://paypal.com", "www.paypal.com/x", False, "www.paypal.com/x"),
        ("[раypal.com](https://evil.example)", "https://evil.example", "paypal.com", True, "раypal.com"),
        ("[раypal.com](https://paypal.com)", "https://paypal.com", "paypal.com", False, "раypal.com"),
        ("[über Größe](https://a.example)", "https://a.example", "über Größe", False, "über Größe"),
        (
            "<https://e.example|https://bank.example/login>",
            "https://e.example",
            "https://bank.example/login",
            True,
            "https://bank.example/login",
        ),
        ("see https://a.example/b.", "https://a.example/b", None, False, "https://a.example/b"),
        ("(www.a.example)", "www.a.example", None, False, "www.a.example"),
        ("go to a.example/path now", "a.example/path", None, False, "a.example/path"),
        ("https://user@evil.example/x", "https://user@evil.example/x", None, False, "https://user@evil.example/x"),
        ("ｈｔｔｐｓ://a.example", "https://a.example", None, False, "ｈｔｔｐｓ://a.example"),
    ],
)
def test_links(written: str, url: str, label: str | None, masked: bool, original: str) -> None:
    """A link is known with where it leads, what it is called, where it stands, and whether its name lies."""
    (link,) = fold(written).links
    assert (link.url, link.label, link.masked) == (url, label, masked)
    assert written[link.span.start : link.span.end] == original


@pytest.mark.parametrize("written", ["e.g. this/that", "and/or", "3.5/10", "a@b.example", "1/2", "no link", "[a] (b)"])
def test_no_links(written: str) -> None:
    """Slashes and full stops of ordinary prose lead nowhere."""
    assert fold(written).links == ()


def test_several_links_in_order() -> None:
    """Labelled and bare links are listed by place, none twice."""
    text = fold("https://c.example/1 [x](https://a.example) <https://b.example> www.d.example")
    assert [link.url for link in text.links] == [
        "https://c.example/1",
        "https://a.example",
        "https://b.example",
        "www.d.example",
    ]


def content(*parts: tuple[PartKind, str]) -> Content:
    """Write down a message of many parts."""
    return Content(parts=tuple(Part(kind=kind, text=text) for kind, text in parts))


def test_every_part_is_read_and_the_body_first() -> None:
    """Forwarded, quoted, embedded, polled, file names, titles and nicknames are read; a span knows its part."""
    kinds = [kind for kind in PartKind if kind is not PartKind.BODY]
    message = content(*((kind, f"Ünder {kind.value}") for kind in kinds), (PartKind.BODY, "the body"))
    text = fold(message)
    assert text.plain.splitlines() == ["the body", *(f"Ünder {kind.value}" for kind in kinds)]
    for index, kind in enumerate(kinds):
        at = text.folded.index(f"under {kind.value}")
        assert text.part_at(at) == index
        assert text.span(at, at + 5) == Span(part=index, start=0, end=5)
        assert found(text, kind.value) == kind.value
    assert text.part_at(0) == len(kinds)
    assert message.body == "the body"
    assert content((PartKind.EMBED, "x")).body == ""


def test_a_span_ends_with_its_part() -> None:
    """A stretch that runs on into the next part is cut at the end of the part where it began."""
    text = fold(content((PartKind.BODY, "ab"), (PartKind.FILE_NAME, "cd"), (PartKind.EMBED, "")))
    assert text.plain == "ab\ncd\n"
    assert text.span(1, 5) == Span(part=0, start=1, end=2)
    assert text.span(3, 99) == Span(part=1, start=0, end=2)
    assert text.span(-5, 1) == Span(part=0, start=0, end=1)


def test_words_do_not_join_over_parts() -> None:
    """A mark at the beginning of a part does not change the part before it."""
    text = fold(content((PartKind.BODY, "e"), (PartKind.EMBED, "\u0301x")))
    assert text.plain == "e\nx"
    assert text.span(2, 3) == Span(part=1, start=1, end=2)


def test_the_limit_counts_over_all_parts() -> None:
    """The body is read first; what is over the limit is left out, and the text says so."""
    message = content((PartKind.EMBED, "e" * 30), (PartKind.BODY, "b" * 30))
    text = fold(message, limit=40)
    assert text.plain == "b" * 30 + "\n" + "e" * 10
    assert text.truncated
    assert not fold(message, limit=60).truncated
    assert fold("x" * (MAX_LENGTH + 1)).truncated
    assert not fold("x" * MAX_LENGTH).truncated


def test_nothing_at_all() -> None:
    """A message without parts, or of empty ones, is read as nothing."""
    for message in (Content(parts=()), Content.of(""), content((PartKind.BODY, ""), (PartKind.EMBED, ""))):
        text = fold(message)
        assert text.plain.strip() == ""
        assert text.links == ()
        assert text.span(0, 9) == Span(part=0, start=0, end=0)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (2, 1)])
def test_a_span_that_is_none(start: int, end: int) -> None:
    """Offsets before the beginning or the wrong way round are refused."""
    with pytest.raises(ValueError, match="is no span"):
        Span(part=0, start=start, end=end)


HOSTILE = {
    "one letter": "a",
    "angle brackets": "<",
    "mentions cut off": "<@1|",
    "brackets": "[",
    "labels without links": "[a](",
    "backticks": "`",
    "code cut off": "``a",
    "bars": "|",
    "spoilers cut off": "||a",
    "asterisks": "*a ",
    "underscores": "_a",
    "nested quotes": "> ",
    "quoted lines": ">\n",
    "zero width": "\u200b",
    "combining": "\u0301",
    "accents": "e\u0301",
    "look-alikes": "аa ",
    "addresses": "a at b dot ",
    "plus signs": "+a",
    "dots": "a.",
    "links": "http://",
    "spaced letters": "a ",
    "leet": "a0",
    "dollars": "$",
    "long ligature": "ﷺ",
    "half pairs": "\ud83d",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_read_to_its_end(piece: str) -> None:
    """Forty thousand characters of the worst fold in every view; `chaperone bench` measures how the time grows."""
    folded = fold((piece * MAX_LENGTH)[:MAX_LENGTH])
    assert len(folded.plain) == len(folded.folded)
    assert not folded.truncated
    for region in folded.regions:
        assert 0 <= region.start <= region.end <= len(folded.plain)
    for link in folded.links:
        assert link.span.end <= MAX_LENGTH
    assert len(folded.deobfuscated) <= len(folded.folded)

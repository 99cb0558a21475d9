"""Cards of every shape, as properties of both platforms take them: more of everything than any platform allows."""

from hypothesis import strategies as st

from bot.core.cards import TOKEN_LIMIT, Button, Card, Document, Fact, Link, Option, Select, Style

TEXT = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    [
        "",
        " ",
        "a" * 4_200,
        "word " * 1_000,
        "**",
        "`" * 4_500,
        "\\" * 4_097,
        "&" * 3_001,
        "<!channel> " * 400,
        "**<!here>** `<@U0001>` https://example.org/<!channel>",
        "😀" * 2_100,
        "\n" * 3_100,
        "> \n" * 1_500,
        "\ud800" * 300,
        "\0",
    ]
)
TOKENS = st.text("abcxyz:-0123456789", min_size=1, max_size=TOKEN_LIMIT)
OPTIONS = st.lists(st.builds(Option, label=TEXT, value=st.text("abc019", min_size=1, max_size=100)), max_size=120)
URLS = st.sampled_from(["https://e.org/a", "/cases/m1", "https://e.org/" + "x" * 600, "https://e.org/" + "x" * 4_000])
CARDS = st.builds(
    Card,
    title=TEXT,
    body=st.lists(TEXT, max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, name=TEXT, value=TEXT), max_size=60).map(tuple),
    excerpt=st.none() | TEXT,
    buttons=st.lists(
        st.builds(Button, label=TEXT, token=TOKENS, style=st.sampled_from(Style)),
        max_size=30,
        unique_by=lambda one: one.token,
    ).map(tuple),
    select=st.none() | st.builds(Select, placeholder=TEXT, token=TOKENS, options=OPTIONS.map(tuple)),
    links=st.lists(st.builds(Link, label=TEXT, url=URLS), max_size=3).map(tuple),
    document=st.none() | st.builds(Document, name=TEXT, media_type=st.just("text/calendar"), text=TEXT),
    footer=st.none() | TEXT,
)

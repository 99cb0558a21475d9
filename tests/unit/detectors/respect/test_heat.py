"""Heat: quarrels between people are felt in time, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.events import Channel, ChannelId, Member, MemberId, MessageId
from bot.core.findings import Context, Signal
from bot.core.inspection import Inspector
from bot.core.text import fold
from bot.detectors.respect import detectors
from bot.detectors.respect.heat import MOST_PLACES, Heat

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Line = tuple[str, str]


def told(lines: list[Line], *, gap: float = 30, channel: str = "general", heat: Inspector | None = None) -> list[int]:
    """Let people talk; the numbers of the lines at which the place was told come back."""
    eyes = heat or Inspector(detectors())
    hot = []
    for number, (who, text) in enumerate(lines, 1):
        at = NOW + timedelta(seconds=number * gap)
        context = Context(
            now=at,
            community="test:here",
            channel=Channel(id=ChannelId(channel), name=channel),
            message=MessageId(f"m{number}"),
            posted_at=at,
            author=Member(id=MemberId(who), name=who),
        )
        if eyes.look(fold(text), context).signals:
            hot.append(number)
    eyes.close()
    return hot


QUARRELS: dict[str, list[Line]] = {
    "two": [
        ("a", "the lactate was 4, you should have called earlier"),
        ("b", "I called twice. you never listen, that is the problem"),
        ("a", "you have no idea what you are talking about, you weren't even there"),
        ("b", "did you even go to med school? shut up and read the notes"),
        ("a", "who do you think you are"),
    ],
    "shouting": [
        ("a", "NOBODY ASKED YOU, STOP LECTURING US!!"),
        ("b", "typical of you, grow up"),
        ("a", "YOU ALWAYS DO THIS!!! you people make me sick"),
        ("b", "get over yourself, you are an idiot"),
    ],
    "three": [
        ("a", "you are a disgrace to this ward"),
        ("b", "rich coming from you"),
        ("c", "you two again, your ego does not fit in the lift. what is wrong with you both"),
        ("a", "mind your own business, liar"),
    ],
    "french": [
        ("a", "tu racontes n'importe quoi, comme d'habitude tu n'as rien lu"),
        ("b", "tais-toi, tu te prends pour qui"),
        ("a", "les gens comme toi n'ont rien à faire ici, quel connard"),
        ("b", "tu devrais avoir honte"),
    ],
}

PEACE: dict[str, list[Line]] = {
    "swearing at a rota": [
        ("a", "what the fuck is this rota"),
        ("b", "FOUR NIGHTS IN A ROW!!! fucking hell"),
        ("a", "who made this shit, I am done"),
        ("c", "bloody rota AGAIN!!!"),
        ("b", "fuck this spreadsheet, honestly"),
        ("a", "this rota can burn"),
    ]
    * 3,
    "frank argument": [
        ("a", "I think you are wrong about the dose, the trial used half of it"),
        ("b", "no, the trial excluded renal failure, your argument does not hold"),
        ("a", "that is a weak reading of table 2, I completely disagree with you"),
        ("b", "then show me the data, I am not convinced at all"),
        ("a", "figure 3 contradicts you"),
        ("b", "figure 3 is a subgroup, it is nonsense to build on it"),
    ]
    * 3,
    "self-deprecation": [
        ("a", "I am such an idiot, I sent the bloods to the wrong lab"),
        ("b", "haha I did that last week, what a muppet I am"),
        ("a", "stupid me again, forgot my badge"),
        ("b", "I'm useless before coffee"),
    ]
    * 3,
    "cheers": [("a", "CONGRATULATIONS!!!"), ("b", "WELL DONE ALL OF YOU!!!"), ("c", "you did it!!!!")] * 6,
    "banter": [
        ("a", "you again, with the good biscuits 😂"),
        ("b", "haha get over yourself, they were for patients lol"),
        ("a", "lol grow up 😂"),
    ],
    "a quarrel that ends": [
        ("a", "you never listen"),
        ("b", "sorry, fair point, I overreacted"),
        ("a", "thanks, me too"),
        ("b", "you have no idea how much I needed that coffee"),
    ],
}


@pytest.mark.parametrize("lines", QUARRELS.values(), ids=QUARRELS)
def test_a_quarrel_is_felt_once(lines: list[Line]) -> None:
    """By its fourth or fifth message, and not a second time within the hour."""
    hot = told([*lines, *lines])
    assert len(hot) == 1
    assert hot[0] <= 5


@pytest.mark.parametrize("lines", PEACE.values(), ids=PEACE)
def test_nothing_else_is(lines: list[Line]) -> None:
    """However loud, frank or coarse."""
    assert told(lines) == []


def test_heat_fades() -> None:
    """The same words with a quarter of an hour between them are no quarrel."""
    assert told(QUARRELS["two"], gap=1_500) == []


def test_an_hour_later_it_may_be_told_again() -> None:
    """Once an hour at most."""
    lines = QUARRELS["two"] + [("c", "anyone for lunch")] * 130 + QUARRELS["two"]
    assert len(told(lines)) == 2


def test_one_person_alone_is_no_quarrel_at_first() -> None:
    """The remarks of one person are their own case; only again and again do they heat the place."""
    assert told([("a", text) for _, text in QUARRELS["three"][:3]]) == []


def test_an_edit_counts_once_and_a_draft_not_at_all() -> None:
    """What was not posted has no place."""
    heat = Heat()
    context = Context(now=NOW, author=Member(id=MemberId("a"), name="a"))
    text = fold("shut up, you have no idea, grow up!!")
    for _ in range(9):
        assert [one for one in heat.watch(text, context, ()) if isinstance(one, Signal)] == []


def test_memory_is_bounded() -> None:
    """However many channels there are."""
    heat = Heat()
    text = fold("hello")
    for number in range(MOST_PLACES + 50):
        channel = Channel(id=ChannelId(f"c{number}"), name="c")
        context = Context(
            now=NOW, channel=channel, message=MessageId(f"m{number}"), author=Member(id=MemberId("a"), name="a")
        )
        list(heat.watch(text, context, ()))
    assert len(heat._places) == MOST_PLACES

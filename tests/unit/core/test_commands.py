"""Commands: declared once, read from a line or from options, found by token."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import pytest

from bot.core.actions import NOTHING, Decision
from bot.core.commands import CaseNumber, Hint, Rest, Roster, button, command, completes, form, timer
from bot.core.errors import Invalid
from bot.core.events import Invocation, MemberId, Role
from bot.core.ports import Work


class Colour(StrEnum):
    """Something to choose from."""

    RED = "red"
    BLUE = "blue"


class Cog:
    """Answers to a little of everything."""

    @command("case view", needs=Role.MODERATOR)
    async def view(self, work: Work, by: Invocation, case: CaseNumber, colour: Colour | None = None) -> Decision:
        """View."""
        return NOTHING

    @command("case")
    async def case(self, work: Work, by: Invocation) -> Decision:
        """Show."""
        return NOTHING

    @command("queue next", needs=Role.MODERATOR)
    async def next(self, work: Work, by: Invocation) -> Decision:
        """Show."""
        return NOTHING

    @command("check")
    async def check(self, work: Work, by: Invocation, text: Annotated[str, Rest()]) -> Decision:
        """Check."""
        return NOTHING

    @command("decide")
    async def decide(
        self,
        work: Work,
        by: Invocation,
        case: CaseNumber,
        duration: timedelta | None = None,
        member: MemberId | None = None,
        sure: bool = False,
        note: Annotated[str | None, Rest()] = None,
    ) -> Decision:
        """Decide."""
        return NOTHING

    @completes("case view", "case")
    async def cases(self, work: Work, by: Invocation, typed: str) -> list[object]:
        """Complete."""
        return []

    @button("case:claim")
    async def claim(self, work: Work, by: Invocation, place: str, case: CaseNumber, version: int) -> Decision:
        """Claim."""
        return NOTHING

    @button("case:pick")
    async def pick(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Pick."""
        return NOTHING

    @form("case:claim")
    async def claimed(
        self, work: Work, by: Invocation, case: CaseNumber, fields: dict[str, str], about: None
    ) -> Decision:
        """Claim by form."""
        return NOTHING

    @timer("case.over")
    async def over(self, work: Work, timer: object) -> Decision:
        """Ring."""
        return NOTHING


@pytest.fixture
def roster() -> Roster:
    """Collect the cog."""
    return Roster([Cog()])


@pytest.mark.parametrize(
    ("line", "name", "bound"),
    [
        ("/case view case:142", "case view", {"case": 142}),
        ("/case view 142", "case view", {"case": 142}),
        ("case view #142 blue", "case view", {"case": 142, "colour": Colour.BLUE}),
        ("/CASE View colour:red 7", "case view", {"case": 7, "colour": Colour.RED}),
        ("/case", "case", {}),
        ('/check it\'s 3:30 and pt said "no"', "check", {"text": 'it\'s 3:30 and pt said "no"'}),
        ("/check text:hello there", "check", {"text": "hello there"}),
        ("/decide 5 duration:1h30m", "decide", {"case": 5, "duration": timedelta(hours=1.5)}),
        ('/decide case:5 note:"two words" sure:yes', "decide", {"case": 5, "note": "two words", "sure": True}),
        ("/decide 5 2h local:mia no all the rest", "decide", None),
        ("/decide case 5 duration 2h", "decide", {"case": 5, "duration": timedelta(hours=2)}),
        (
            "/decide 5 2h local:mia no sure is sure",
            "decide",
            {
                "case": 5,
                "duration": timedelta(hours=2),
                "member": "local:mia",
                "sure": False,
                "note": "sure is sure",
            },
        ),
        ("/check text me later", "check", {"text": "text me later"}),
    ],
)
def test_lines_are_read(roster: Roster, line: str, name: str, bound: dict[str, object] | None) -> None:
    """A typed line gives the command and typed options, by name, by position, or as the rest."""
    spec, written = roster.read_line(line)
    assert spec.name == name
    expected = (
        bound
        if bound is not None
        else {
            "case": 5,
            "duration": timedelta(hours=2),
            "member": "local:mia",
            "sure": False,
            "note": "all the rest",
        }
    )
    assert roster.bind(spec, written) == expected


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("/nothing here", "error.unknown_command"),
        ("/chek text", "error.nearly_a_command"),
        ("/queue", "error.which_command"),
        ("/queue ne", "error.nearly_a_command"),
        ("/", "error.unknown_command"),
        ("/case view", "error.missing_option"),
        ("/case view many", "error.bad_option"),
        ("/case view 1 green", "error.bad_option"),
        ("/case view 1 red extra", "error.too_much"),
        ('/decide 5 note:"open', "error.open_quote"),
        ("/decide 5 soon", "error.bad_option"),
    ],
)
def test_bad_lines_get_a_sentence(roster: Roster, line: str, key: str) -> None:
    """What cannot be read says why, by catalogue key."""
    with pytest.raises(Invalid) as caught:  # noqa: PT012 - either step may be the one that refuses
        spec, written = roster.read_line(line)
        roster.bind(spec, written)
    assert caught.value.key == key


def test_a_mistaken_line_is_answered_with_what_was_meant(roster: Roster) -> None:
    """How a command goes on, what it is nearly called, and how it is typed: of what the reader may use."""
    said = {}
    for line in ("/queue", "/chek text", "/check"):
        with pytest.raises(Invalid) as caught:
            roster.bind(*roster.read_line(line))
        said[line] = caught.value.values
    assert said["/queue"] == {"listed": "/queue next"}
    assert said["/chek text"] == {"command": "chek", "listed": "/check"}
    assert said["/check"] == {"option": "text", "usage": "/check text:"}
    with pytest.raises(Invalid, match=r"error\.unknown_command"):
        roster.read_line("/queue", Role.MEMBER)
    assert roster.commands["case view"].usage == "/case view case: [colour:red|blue]"


def test_an_unknown_option_is_named(roster: Roster) -> None:
    """Platforms send options by name; one that is not declared is refused."""
    with pytest.raises(Invalid, match=r"error\.unknown_option"):
        roster.bind(roster.commands["case view"], {"case": "1", "size": "2"})


def test_the_schema_is_told(roster: Roster) -> None:
    """Adapters draw a command's options from its declaration."""
    case, colour = roster.commands["case view"].options
    assert (case.hint, case.required, case.completed) == (Hint.NUMBER, True, True)
    assert (colour.hint, colour.required, colour.choices) == (Hint.CHOICE, False, ("red", "blue"))
    assert roster.commands["case view"].needs is Role.MODERATOR
    assert set(roster.timers) == {"case.over"}


@pytest.mark.parametrize(("token", "state"), [("case:claim:channel:142:3", ["channel", 142, 3]), ("case:pick", [])])
def test_tokens_find_their_handler(roster: Roster, token: str, state: list[object]) -> None:
    """A token is routed by its longest prefix, and its state is read by the handler's types."""
    spec, read = roster.route(roster.buttons, token)
    assert token.startswith(spec.prefix)
    assert read == state


@pytest.mark.parametrize("token", ["", "case", "case:claim", "case:claim:x:y:z", "case:claim:channel:1:2:3", "old:1"])
def test_stale_tokens_are_refused(roster: Roster, token: str) -> None:
    """A button of an older version, or a forged one, gets a sentence."""
    with pytest.raises(Invalid, match=r"error\.stale_control"):
        roster.route(roster.buttons, token)


def test_a_name_declared_twice_is_a_mistake() -> None:
    """Two cogs cannot answer to one name."""
    with pytest.raises(ValueError, match="declared twice"):
        Roster([Cog(), Cog()])

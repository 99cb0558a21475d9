"""`/help` finds everything: every command and menu entry stands under a task, for whoever may use it."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.cards import Card
from bot.core.commands import CommandSpec, MenuSpec
from bot.core.events import Role
from cogs.help import LINES, OTHER, TASKS, task_of
from config.catalogue import languages, speaking
from tests.town import Town, card_of, town, words_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which Noor is an admin."""
    async with town(tmp_path) as opened:
        opened.members["noor"] = replace(opened.members["noor"], role=Role.ADMIN)
        yield opened


async def pages(here: Town, by: str) -> list[Card]:
    """Read every page of every task that somebody is offered."""
    overview = await here.command(by, "/help")
    assert overview.select is not None
    read = []
    for option in overview.select.options:
        card = card_of(await here.press(by, overview.select.token, [option.value]))
        read.append(card)
        page = 2
        while any(one.token == f"help:page:{option.value}:{page}" for one in card.buttons):
            card = card_of(await here.press(by, f"help:page:{option.value}:{page}"))
            read.append(card)
            page += 1
    return read


def lines_for(here: Town, role: Role, language: str) -> Iterator[str]:
    """Say by what each command and menu entry for a role is to be found."""
    say = speaking(language)
    roster = here.app.roster
    specs: list[CommandSpec | MenuSpec] = [*roster.commands.values(), *roster.menus.values()]
    for spec in specs:
        if role >= spec.needs:
            is_command = isinstance(spec, CommandSpec)
            yield say(f"command.{spec.name}") if is_command else say(f"menu.{spec.name}")


@pytest.mark.parametrize(
    ("by", "role", "language"),
    [
        ("ada", Role.MEMBER, "en"),
        ("fred", Role.MEMBER, "fr"),
        ("mia", Role.MODERATOR, "en"),
        ("noor", Role.ADMIN, "en"),
    ],
)
async def test_everything_is_found(here: Town, by: str, role: Role, language: str) -> None:
    """Each command once, on a page of eight lines at most; what a role may not use is not shown."""
    read = await pages(here, by)
    assert all(len(card.body) <= LINES for card in read)
    shown = [line for card in read for line in card.body]
    wanted = list(lines_for(here, role, language))
    assert len(shown) == len(wanted)
    for text in wanted:
        assert any(text in line for line in shown), text
    commands = {line.split("`")[1].split(" ")[0] for line in shown if "`" in line}
    assert ("/setup" in commands) == (role is Role.ADMIN)
    assert ("/queue" in commands) == (role >= Role.MODERATOR)


async def test_a_task_is_found_by_what_it_is_called(here: Town) -> None:
    """By its name or its words; one that is none, or not for this reader, is refused alike."""
    assert "/break for:" in words_of(await here.command("ada", "/help task:rest"))
    assert "/break for:" in words_of(await here.command("ada", '/help task:"take a break"'))
    refused = words_of(await here.command("ada", "/help task:nonsense"))
    assert words_of(await here.command("ada", "/help task:run")) == refused
    rows = await here.app.engine.complete(here.invocation("ada"), "help", "task", "break")
    assert [row.value for row in rows] == ["rest"]


async def test_a_word_finds_what_speaks_of_it(here: Town) -> None:
    """In a command's name or its sentence, a page of them at most; only what the reader may use."""
    said = words_of(await here.command("ada", "/help evening"))
    assert "/break evenings" in said
    many = (await here.command("noor", "/help e")).body
    assert len(many) == LINES + 1
    assert many[-1].startswith("And ")
    assert "/setup" not in words_of(await here.command("ada", "/help setup"))


async def test_a_command_that_goes_on_says_how(here: Town) -> None:
    """Whoever types the first word of several commands reads the others."""
    said = words_of(await here.command("ada", "/conduct"))
    assert "/conduct show" in said
    assert "/conduct accept" in said
    assert "/queue" not in words_of(await here.command("ada", "/queue"))


async def test_the_way_back(here: Town) -> None:
    """From a page to the tasks; a page that is none is the last one."""
    assert card_of(await here.press("ada", "help:all")).select is not None
    card = card_of(await here.press("mia", "help:page:queue:99"))
    assert card.footer is not None
    found = re.search(r"Page (\d+) of (\d+)", card.footer)
    assert found is not None
    assert found[1] == found[2] != "1"


def test_the_longest_beginning_wins() -> None:
    """Whole words count, and what begins like nothing stands under the last task."""
    assert task_of("nonsense") == OTHER
    assert (task_of("conduct show"), task_of("conduct edit"), task_of("break night")) == ("learn", "run", "rest")


async def test_every_command_is_placed(here: Town) -> None:
    """None is left under the last task."""
    roster = here.app.roster
    assert [one for one in (*roster.commands, *roster.menus) if task_of(one) == OTHER] == []


@pytest.mark.parametrize("language", languages())
def test_a_select_holds_the_tasks(language: str) -> None:
    """Discord takes 25 options, and Slack 75 characters in one."""
    assert len(TASKS) <= 25
    assert all(len(speaking(language)(f"help.task.{task.name}")) <= 75 for task in TASKS)

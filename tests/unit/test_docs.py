"""The manuals are true: their code runs, their links lead somewhere, their tables agree with the code."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel
from typer.core import TyperGroup
from typer.main import get_group

import cogs
from bot.__main__ import app
from bot.adapters.slack import http
from bot.adapters.slack.rights import BOT_SCOPES, USER_SCOPES
from bot.app import DEFAULT_POLICY, utc_now
from bot.core.cases import CLOCKS, Ruling
from bot.core.commands import Roster
from bot.core.durations import print_duration
from bot.core.engine import Examiner
from bot.core.inspection import Inspector
from bot.core.policy import Retention, load_policy
from bot.core.setups import Survey
from bot.storage import retention
from bot.telemetry import _LABELS
from config.catalogue import speaking
from config.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WORDS = [*PAGES, ROOT / "CHANGELOG.md"]


def read(name: str) -> str:
    """Read a page."""
    return (DOCS / name).read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Collect the blocks of code in one language, in order, without the indentation of a list."""
    found = re.finditer(rf"^( *)```{language}\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{match[1]}", "", match[2], flags=re.MULTILINE) for match in found]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of a page's tables, cell by cell, heads and rules left out."""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        ruled = index + 1 < len(lines) and lines[index + 1].startswith("|---")
        if line.startswith("| ") and not ruled:
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def name_of(page: Path) -> str:
    """Name a page by its path in the repository."""
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def roster() -> Iterator[Roster]:
    """Build every cog, with nothing to look with."""
    eyes = Inspector(())
    yield cogs.roster(
        Examiner(eyes, lambda _: pytest.fail("no policy is asked for"), utc_now), cogs.load_shelf(), lambda _: Survey()
    )
    eyes.close()


# Code


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page.read_text("utf-8"), "python")], ids=name_of)
def test_code_runs(page: Path) -> None:
    """The blocks of a page run one after the other, as somebody who reads it would try them."""
    namespace: dict[str, object] = {"__name__": "docs"}
    for number, block in enumerate(blocks(page.read_text("utf-8"), "python"), 1):
        exec(compile(block, f"{name_of(page)}, block {number}", "exec"), namespace)  # noqa: S102 - our own manual


def test_every_how_to_has_code() -> None:
    """The pages for developers show code, so that the test above has something to run."""
    for name in ("add-a-detector.md", "add-a-command.md", "add-a-platform.md"):
        assert blocks(read(name), "python"), name


def test_the_policies_of_the_guide_can_be_used() -> None:
    """Each of the guide's examples is laid over the default without a complaint, and changes it."""
    base = DEFAULT_POLICY.read_text("utf-8")
    examples = blocks(read("operator.md"), "toml")
    policies = [load_policy(example, name="the guide", base=base) for example in examples]
    assert [(policy.language, policy.time_zone, policy.digest.at) for policy in policies] == [
        ("fr", "UTC", None),
        ("en", "Europe/Paris", time(8)),
    ]


def test_what_the_guide_names_of_a_policy_is_there() -> None:
    """A table of the policy, or a value of it, that stands within a sentence is read without a complaint."""
    base = DEFAULT_POLICY.read_text("utf-8")
    prose = re.sub(r"```.*?```", "", read("operator.md"), flags=re.DOTALL).partition("\n## Policy\n")[2]
    named = re.findall(r"`(\[[^`]+\]|[a-z_]+ = [^`]+)`", prose)
    assert "[automation]" in named
    for fragment in named:
        load_policy(fragment, name=fragment, base=base)


# Links


def slug(heading: str) -> str:
    """Make a heading's anchor as forges do."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", WORDS, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link leads to a file, every anchor to a heading."""
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), target
        headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in map(slug, headings), target


def test_what_doctor_refers_to_is_there() -> None:
    """A remedy of `chaperone doctor` names a section of the guide."""
    assert "docs/operator.md, “Database”" in (ROOT / "bot" / "doctor.py").read_text("utf-8")
    assert "\n## Database\n" in read("operator.md")


def test_every_page_is_prose_of_the_project_alone() -> None:
    """No path of somebody's machine, no address of a package registry, no tab."""
    for page in WORDS:
        assert not re.search(r"/(work|home|tmp|root)/|pypi|\t", page.read_text("utf-8")), name_of(page)


# Settings and commands


def variables(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """Name the variable of every setting."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from variables(kind, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def test_every_setting_is_in_the_guide_and_no_other() -> None:
    """The table of settings is complete."""
    listed = [cells[0].strip("`") for cells in rows(read("operator.md")) if cells[0].startswith(f"`{PREFIX}")]
    assert sorted(listed) == sorted(variables(Settings, PREFIX))


def test_every_variable_that_is_named_exists() -> None:
    """No page names a setting that the start would refuse."""
    known = set(variables(Settings, PREFIX))
    for page in WORDS:
        named = set(re.findall(rf"{PREFIX}[A-Z_]+", page.read_text("utf-8")))
        assert named <= known, name_of(page)


def shell_commands() -> set[str]:
    """Name the commands of the command line."""
    found = set()
    for name, command in get_group(app).commands.items():
        found |= {f"{name} {below}" for below in command.commands} if isinstance(command, TyperGroup) else {name}
    return found


def test_the_command_line_is_described() -> None:
    """Every command is in a manual, and a manual names no command that is not there."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    known = shell_commands()
    assert {command for command in known if f"chaperone {command}" not in text} == {"version"}
    for named in re.findall(
        r"(?:bin/|`)chaperone ([a-z-]+(?: (?:verify|purge|export|import|show|list|rotate))?)", text
    ):
        assert named in known, named


NOT_COMMANDS = {
    *("/healthz", "/metrics", "/data", "/gateway/bot", "/invite @Chaperone"),
    *(http.EVENTS, http.INSTALL, http.REDIRECT),
}
"""Addresses, folders and a platform's own commands that look like commands of ours."""


def test_commands_that_are_named_exist(roster: Roster) -> None:
    """A slash command in a manual can be typed, or begins one that can."""
    for page in WORDS:
        for span in re.findall(r"`(/[a-z][^`]*)`", page.read_text("utf-8")):
            if span in NOT_COMMANDS:
                continue
            typed = f"{span[1:]} ".removeprefix("chaperone ")
            known = any(typed.startswith(f"{name} ") or f"{name} ".startswith(typed) for name in roster.commands)
            assert known, f"{name_of(page)}: {span}"


def test_every_command_is_in_a_manual(roster: Roster) -> None:
    """Nobody has to find a command by accident."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in roster.commands if f"`/{name}" not in text] == []


# Tables that repeat what the code says


@pytest.mark.parametrize("priority", CLOCKS, ids=lambda one: one.name)
def test_the_clocks_are_those_of_the_queue(priority: int) -> None:
    """The moderators' page says within which time a case is to be decided."""
    decide = next(clock.decide for one, clock in CLOCKS.items() if one == priority)
    spoken = {1: "1 hour", 4: "4 hours", 48: "48 hours", 168: "7 days"}[decide // timedelta(hours=1)]
    assert any(cells[:2] == [f"P{priority}", spoken] for cells in rows(read("moderators.md")))


def test_every_ruling_is_explained() -> None:
    """Moderators find each ruling with what it does."""
    listed = [cells[0] for cells in rows(read("moderators.md"))]
    assert [ruling for ruling in Ruling if ruling.value not in listed] == []


@pytest.mark.parametrize(
    ("begins", "kept"),
    [
        ("A message that was held", Retention().held_original),
        ("A message that was held", Retention().key_after_decision),
        ("Excerpt", Retention().excerpt),
        ("Case", Retention().case),
        ("Strikes", Retention().strikes),
        ("Who revealed", Retention().reveal_log),
        ("What was done", retention.LOOSE_ACTIONS),
        ("Identifiers of deliveries", retention.DELIVERIES),
    ],
)
def test_the_privacy_notice_says_how_long(begins: str, kept: timedelta) -> None:
    """The longest times are those of the code."""
    (cells,) = (cells for cells in rows(read("privacy.md")) if cells[0].startswith(begins))
    spoken = f"{kept.days} days" if kept > timedelta(hours=72) else f"{kept // timedelta(hours=1)}"
    assert spoken in cells[1], print_duration(kept)


def test_the_metrics_are_those_that_are_counted() -> None:
    """The table of metrics has every counter, with its labels."""
    listed = {cells[0].strip("`"): cells[1] for cells in rows(read("operator.md")) if "_total`" in cells[0]}
    assert listed == {
        f"chaperone_{name}_total": ", ".join(f"`{label}`" for label in labels) or "none"
        for name, labels in _LABELS.items()
    }


def section(page: str, heading: str) -> str:
    """Read one section of a page."""
    return read(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_the_scopes_of_slack_are_those_that_are_asked_for() -> None:
    """The table of scopes is the manifest's, and the admin's one is told apart."""
    cells = [row[0] for row in rows(section("operator-slack.md", "Create the app"))]
    named = {scope for cell in cells for scope in re.findall(r"`([a-z]+(?::[a-z.]+)?)`", cell)}
    assert named == {*BOT_SCOPES, *USER_SCOPES}


def test_the_doors_paths_and_reasons_are_those_of_the_code() -> None:
    """What Slack and a proxy have to know, and what an operator reads in the counter."""
    table = section("operator-slack.md", "Run it over HTTP")
    paths = {row[0].strip("`") for row in rows(table) if row[0].startswith("`/")}
    assert paths == {http.EVENTS, http.INSTALL, http.REDIRECT, http.HEALTH}
    told = {word for row in rows(table) if len(row) == 2 for word in re.findall(r"`([a-z ]+)`", row[0])}
    written = (ROOT / "bot" / "adapters" / "slack" / "http.py").read_text("utf-8")
    assert told == set(re.findall(r'_Turned\(HTTPStatus\.\w+, "([a-z ]+)"\)', written))


def test_the_sentences_of_the_database_are_those_that_are_said() -> None:
    """What stands in the table of troubles is what an operator reads on the screen."""
    section = read("operator.md").partition("\n## Database\n")[2].partition("\n## ")[0]
    said = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "bot" / "storage").rglob("*.py")))
    sentences = [piece for cells in rows(section) for piece in cells[0].replace("…", "").split(" · ")]
    assert len(sentences) >= 11
    assert [sentence for sentence in sentences if sentence.strip() not in said] == []


def test_features_answer_for_the_whole_editorial() -> None:
    """21 rows for Table 1 and 13 for the body, each saying what there is today."""
    table, _, body = read("features.md").partition("## The body's advice")
    assert [len(list(rows(part))) for part in (table, body)] == [21, 13]
    assert all(cells[1] for cells in rows(table + body))


def test_the_readme_names_a_command_for_every_recommendation(roster: Roster) -> None:
    """The same 21 as on the page of features, in order, and all that is to be typed can be typed."""
    table = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .partition("## What the editorial recommends")[2]
        .partition("\n## ")[0]
    )
    recommended = list(rows(table))
    known = [cells[0].replace("**", "") for cells in rows(read("features.md").partition("## The body's advice")[0])]
    assert [cells[0] for cells in recommended] == known
    for cells in recommended:
        typed = re.findall(r"`/([a-z ]+)`", cells[1])
        menus = re.findall(r"\*([A-Z][a-z ]+)\*", cells[1])
        assert typed or menus, cells[0]
        for line in typed:
            spec, _ = roster.read_line(line)
            assert line == spec.name or spec.options, line
        entries = {speaking("en")(f"menu.{name}") for name in roster.menus}
        assert set(menus) <= entries, cells[0]


# Frames that others fill


def load(path: Path) -> ModuleType:
    """Import a script by its path."""
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_evaluation_has_its_marks() -> None:
    """`make eval ARGS=--write` finds where its table goes, once."""
    evaluate = load(ROOT / "training" / "evaluate.py")
    page = read("evaluation.md")
    assert (page.count(evaluate.BEGIN), page.count(evaluate.END)) == (1, 1)
    assert page.index(evaluate.BEGIN) < page.index(evaluate.END)


def test_decisions_are_numbered_listed_and_whole() -> None:
    """No number is missing or used twice, and each decision says why and what follows."""
    pages = sorted((DOCS / "adr").glob("[0-9]*.md"))
    index = read("adr/README.md")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text("utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in index, page.name
        for part in ("- Status: ", "- Date: ", "## Context", "## Decision", "## Consequences"):
            assert part in text, (page.name, part)


def test_the_changelog_says_what_is_stored() -> None:
    """Operators read of changes, and of data, before they update."""
    unreleased = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("## [Unreleased]")[2]
    assert "### Added" in unreleased
    assert "### Data" in unreleased

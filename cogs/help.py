"""What one can do here, by task: every command and menu entry that its reader may use, taken from the roster itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.actions import Decision, ReplaceCard, answer
from bot.core.cards import Button, Card, Option, Select
from bot.core.commands import CommandSpec, MenuSpec, Roster, button, command, completes
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Work
from config.catalogue import Say, speaking

LINES = 8
"""How many commands a page shows."""

MOST_TYPED = 60
"""Letters of what was looked for that stand in a title."""

OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that people want to do, and how the commands for it begin; the longest beginning wins."""

    name: str
    begins: tuple[str, ...]


TASKS = (
    Task(name="check", begins=("check", "privacy", "case share", "draft")),
    Task(name="report", begins=("report", "ask", "pause", "meant")),
    Task(
        name="learn",
        begins=("tip", "learn", "welcome", "conduct show", "conduct accept", "conduct version", "policy show"),
    ),
    Task(name="crisis", begins=("crisis", "case receipt")),
    Task(name="rest", begins=("break", "focus")),
    Task(name="own", begins=("myrules", "boundary", "remind", "profile")),
    Task(name="watch", begins=("alert", "digest")),
    Task(name="meet", begins=("peers", "intro", "events", "journal")),
    Task(name="share", begins=("share", "library", "topic", "case")),
    Task(name="mine", begins=("my", "appeal", "help")),
    Task(
        name="queue",
        begins=("queue", "history", "why", "verify", "unverify", "oncall", "handover", "practice", "batch"),
    ),
    Task(
        name="run",
        begins=(
            "setup",
            "policy",
            "log",
            "retention",
            "tips",
            "automation",
            "conduct",
            "channel",
            "digest channel",
            "case reminder",
        ),
    ),
    Task(name=OTHER, begins=()),
)
"""The tasks in the order in which they are offered; what begins like none of them stands under the last one."""

Spec = CommandSpec | MenuSpec


class HelpCog:
    """Shows what can be done here.

    Args:
        roster: gives the roster, of which this cog is a part; it is there once all cogs are built.
    """

    def __init__(self, roster: Callable[[], Roster]) -> None:
        self._roster = roster

    @command("help")
    async def help(self, work: Work, by: Invocation, task: str | None = None) -> Decision:
        """Show the tasks, or the commands for one of them."""
        if task is None:
            return answer(self._tasks(by))
        named = self._named(by, task)
        return answer(self._page(by, named, 1) if named else self._about(by, task))

    @completes("help", "task")
    async def tasks(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a task by what it is called or what it is about."""
        wanted = typed.lower()
        return [one for one in self._options(by) if wanted in one.value or wanted in one.label.lower()]

    @button("help:task")
    async def choose(self, work: Work, by: Invocation, values: Sequence[str]) -> Decision:
        """Open a task that was chosen from the list."""
        return Decision(reply=ReplaceCard(card=self._page(by, values[0], 1)))

    @button("help:page")
    async def turn(self, work: Work, by: Invocation, task: str, page: int) -> Decision:
        """Turn the page."""
        return Decision(reply=ReplaceCard(card=self._page(by, task, page)))

    @button("help:all")
    async def back(self, work: Work, by: Invocation) -> Decision:
        """Go back to the tasks."""
        return Decision(reply=ReplaceCard(card=self._tasks(by)))

    def _tasks(self, by: Invocation) -> Card:
        say = speaking(by.locale)
        options = self._options(by)
        return Card(
            title=say("help.title"),
            body=tuple(f"**{one.label}**" for one in options),
            select=Select(placeholder=say("help.pick"), token="help:task", options=tuple(options)),
            footer=say("help.private"),
        )

    def _options(self, by: Invocation) -> list[Option]:
        say = speaking(by.locale)
        return [
            Option(label=say(f"help.task.{task.name}"), value=task.name) for task in TASKS if self._specs(by, task.name)
        ]

    def _named(self, by: Invocation, task: str) -> str | None:
        """Find a task by its name or what it is called; None where nothing of that name is for this reader."""
        wanted = task.strip().lower()
        return next((one.value for one in self._options(by) if wanted in (one.value, one.label.lower())), None)

    def _about(self, by: Invocation, typed: str) -> Card:
        """Show what speaks of a word in its name or its sentence.

        Raises:
            Invalid: nothing that this reader may use does.
        """
        say = speaking(by.locale)
        wanted = typed.strip().lower()
        lines = [one for one in (_line(spec, say) for spec in self._usable(by)) if wanted in one.lower()]
        if not lines:
            raise Invalid("error.help.task")
        body = lines[:LINES] if len(lines) <= LINES else [*lines[:LINES], say("help.more", count=len(lines) - LINES)]
        back = Button(label=say("button.help.all"), token="help:all")
        return Card(
            title=say("help.about", words=typed.strip()[:MOST_TYPED]),
            body=tuple(body),
            buttons=(back,),
            footer=say("help.private"),
        )

    def _usable(self, by: Invocation) -> list[Spec]:
        roster = self._roster()
        specs: list[Spec] = [*roster.commands.values(), *roster.menus.values()]
        return [one for one in specs if by.actor.role >= one.needs]

    def _specs(self, by: Invocation, task: str) -> list[Spec]:
        return [one for one in self._usable(by) if task_of(one.name) == task]

    def _page(self, by: Invocation, task: str, page: int) -> Card:
        say = speaking(by.locale)
        lines = [_line(one, say) for one in self._specs(by, task)]
        if not lines:
            raise Invalid("error.stale_control")
        pages = -(-len(lines) // LINES)
        page = min(max(page, 1), pages)
        buttons = [Button(label=say("button.help.all"), token="help:all")]
        if page < pages:
            buttons.append(Button(label=say("button.help.next"), token=f"help:page:{task}:{page + 1}"))
        if page > 1:
            buttons.append(Button(label=say("button.help.before"), token=f"help:page:{task}:{page - 1}"))
        return Card(
            title=say(f"help.task.{task}"),
            body=tuple(lines[(page - 1) * LINES : page * LINES]),
            buttons=tuple(buttons),
            footer=say("help.page", page=page, pages=pages),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: who asked for help is not kept."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def task_of(name: str) -> str:
    """Say under which task a command or a menu entry stands."""
    best, chosen = 0, OTHER
    for task in TASKS:
        for begin in task.begins:
            if (name == begin or name.startswith((f"{begin} ", f"{begin}_"))) and len(begin) > best:
                best, chosen = len(begin), task.name
    return chosen


def _line(spec: Spec, say: Say) -> str:
    if isinstance(spec, MenuSpec):
        return say("help.menu", name=say(f"menu.{spec.name}"))
    return say("help.command", command=f"`{spec.usage}`", what=say(f"command.{spec.name}"))

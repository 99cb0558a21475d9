"""What people start: commands, presses, forms, shortcuts and their App Home, handed to the core and answered."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from bot.adapters.slack import blocks, commands, incoming, wire
from bot.adapters.slack.answers import FORM_TOKEN, HOME, SENT, Answers, Open, words
from bot.adapters.slack.blocks import LINK, Origin, Payload
from bot.adapters.slack.performers import LETTER_TOKEN, Performers
from bot.adapters.slack.teams import Teams
from bot.core.actions import ShowCard, ShowForm
from bot.core.cards import Button, Card, Style
from bot.core.commands import CommandSpec
from bot.core.errors import ChaperoneError
from bot.core.events import (
    ButtonPressed,
    Channel,
    CommandInvoked,
    DeliveryId,
    FormSubmitted,
    Invocation,
    Message,
    MessageRef,
    Role,
)
from bot.core.ports import Receiver
from config.catalogue import DEFAULT, speaking

Body = Mapping[str, Any]
Start = Callable[[Coroutine[Any, Any, None]], None]

SUGGESTING = 2.0
"""Seconds that completions may take: Slack allows three."""

VIEWERS = 50
"""How many moderators of a workspace have their App Home kept up to date; the latest who looked."""

GATHER = 0.5
"""Seconds in which changes are gathered before Homes are drawn anew."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody did something."""

    team: str
    user: str
    channel: str


class Interactions:
    """Everything that people start in Slack's client.

    Args:
        teams: what is known of the workspaces.
        answers: the interactions that can still be answered.
        performers: keeps letters.
        receiving: gives the core.
        start: runs something beside everything else.
    """

    def __init__(
        self,
        *,
        teams: Teams,
        answers: Answers,
        performers: Performers,
        receiving: Callable[[], Receiver],
        start: Start,
    ) -> None:
        self._teams = teams
        self._answers = answers
        self._performers = performers
        self._receiving = receiving
        self._start = start
        self._viewers: dict[str, dict[str, None]] = {}
        self._stale: set[str] = set()

    async def take(self, body: Body) -> Payload:
        """Take an interaction, and say what it is acknowledged with; the rest follows."""
        kind = body.get("type")
        if body.get("command"):
            self._take_command(body)
        elif kind == "block_actions":
            self._take_press(body)
        elif kind == "view_submission":
            return await self._take_form(body)
        elif kind == "block_suggestion":
            return await self._suggest(body)
        elif kind == "message_action":
            self._take_shortcut(body)
        return {}

    # Taking in.

    def _opened(self, body: Body, place: _Place, **about: Any) -> tuple[DeliveryId, Open] | None:
        """Open an interaction; None for one that came before, or from where the app is not installed."""
        trigger = str(body.get("trigger_id") or "")
        delivery = DeliveryId(wire.scoped(trigger or uuid4().hex)[:200])
        if self._teams.get(place.team) is None or self._answers.find(delivery) is not None:
            return None
        known = Open(team=place.team, user=place.user, channel=place.channel, locale=DEFAULT, trigger=trigger, **about)
        self._answers.open(delivery, known)
        return delivery, known

    def _take_command(self, body: Body) -> None:
        place = _Place(body.get("team_id") or "", body.get("user_id") or "", body.get("channel_id") or "")
        opened = self._opened(body, place, reply=body.get("response_url") or "")
        if opened:
            line = incoming.line_of(body["command"], body.get("text") or "")
            self._start(self._command(*opened, line))

    def _take_press(self, body: Body) -> None:
        view = body.get("view") or {}
        action = (body.get("actions") or [{}])[0]
        origin = Origin.read(view.get("private_metadata") or "")
        place = self._place(body, blocks.team_in(action.get("block_id") or "") or origin.team, origin.channel)
        token = action.get("action_id") or ""
        if token.startswith(LINK):
            return
        opened = self._opened(
            body,
            place,
            reply=body.get("response_url") or "",
            on_message=not view,
            view=view.get("id") or "",
            view_kind=view.get("type") or "",
        )
        if opened:
            option = action.get("selected_option")
            self._start(self._press(*opened, token, (str(option["value"]),) if option else ()))

    async def _take_form(self, body: Body) -> Payload:
        view = body.get("view") or {}
        origin = Origin.read(view.get("private_metadata") or "")
        place = self._place(body, origin.team, origin.channel)
        opened = self._opened(
            body,
            place,
            reply=origin.reply,
            on_message=bool(origin.reply),
            view=view.get("id") or "",
            view_kind=SENT,
            waiting=asyncio.get_running_loop().create_future(),
        )
        if opened is None:
            again = self._answers.find(DeliveryId(wire.scoped(str(body.get("trigger_id") or ""))[:200]))
            return await self._answers.acknowledgement(again) if again is not None else {}
        self._start(self._form(*opened, view, origin))
        return await self._answers.acknowledgement(opened[1])

    def _take_shortcut(self, body: Body) -> None:
        opened = self._opened(body, self._place(body, "", ""), reply=body.get("response_url") or "")
        if opened:
            self._start(self._shortcut(*opened, str(body.get("callback_id") or ""), body.get("message") or {}))

    def _place(self, body: Body, named: str, channel: str) -> _Place:
        """Find the workspace: the one that our own control names, else the one that the app is in."""
        view = body.get("view") or {}
        own = (body.get("team") or {}).get("id") or ""
        candidates = (named, view.get("app_installed_team_id") or "", own)
        team = next((one for one in candidates if self._teams.get(one) is not None), "")
        there = (body.get("channel") or {}).get("id") or channel
        return _Place(team, (body.get("user") or {}).get("id") or "", there)

    async def _invocation(self, delivery: DeliveryId, known: Open) -> Invocation:
        user = await self._teams.user(known.team, known.user)
        role = await self._teams.role(known.team, user)
        known.locale = incoming.locale_of(user) or DEFAULT
        name = await self._teams.channel_name(known.team, known.channel) if known.channel else ""
        return Invocation(
            id=delivery,
            community=wire.community_of(known.team),
            channel=Channel(id=wire.channel_of(known.channel), name=name),
            actor=incoming.person(user, role, incoming.there_since(user)),
            locale=known.locale,
        )

    # Commands.

    async def _command(self, delivery: DeliveryId, known: Open, line: str) -> None:
        by = await self._invocation(delivery, known)
        roster = self._receiving().roster
        if line.partition(" ")[0] == "setup":
            await self._teams.freshen(known.team)
            await self._teams.learn_staff(known.team)
        lacking = commands.asked_about(roster, line)
        if lacking is not None and by.actor.role >= lacking[0].needs:
            await self._ask_options(known, *lacking)
            if commands.asks_who_moderates(roster, line):  # once it is open: it has to open within three seconds
                await self._teams.learn_staff(known.team)
            return
        if commands.asks_who_moderates(roster, line):
            await self._teams.learn_staff(known.team)
        offered = roster.beginning(line, by.actor.role)
        if offered:
            origin = Origin(team=known.team, channel=known.channel)
            drawn = commands.menu(offered, speaking(known.locale), words(known.locale), origin)
            await self._open(known, drawn)
            return
        await self._receiving().receive(CommandInvoked(invocation=by, line=line))

    async def _ask_options(self, known: Open, spec: CommandSpec, written: Mapping[str, str]) -> None:
        await self._open(known, self._options(known, spec, written))

    def _options(self, known: Open, spec: CommandSpec, written: Mapping[str, str]) -> Payload:
        origin = Origin(team=known.team, channel=known.channel, command=spec.name)
        roles = self._teams.survey(known.team).roles
        return commands.options(spec, written, roles, speaking(known.locale), words(known.locale), origin)

    async def _open(self, known: Open, view: Payload) -> None:
        await self._answers.open_view(known, view)

    async def _suggest(self, body: Body) -> Payload:
        """Complete what is being typed; nothing where it takes too long."""
        command, option, typed = commands.typed_in(body)
        origin = Origin.read((body.get("view") or {}).get("private_metadata") or "")
        place = self._place(body, origin.team, origin.channel)
        if not place.team or not command:
            return commands.suggestions(())
        known = Open(team=place.team, user=place.user, channel=place.channel, locale=DEFAULT)
        with suppress(ChaperoneError, TimeoutError):
            async with asyncio.timeout(SUGGESTING):
                by = await self._invocation(DeliveryId(wire.scoped(uuid4().hex)), known)
                return commands.suggestions(await self._receiving().complete(by, command, option, typed))
        return commands.suggestions(())

    # Presses.

    async def _press(self, delivery: DeliveryId, known: Open, token: str, values: tuple[str, ...]) -> None:
        by = await self._invocation(delivery, known)
        if token.startswith("setup:"):
            await self._teams.freshen(known.team)
        if token.startswith(f"{LETTER_TOKEN}:"):
            await self._read_letter(by, token.removeprefix(f"{LETTER_TOKEN}:"))
        elif token.startswith(f"{FORM_TOKEN}:"):
            await self._show_kept_form(by, token.removeprefix(f"{FORM_TOKEN}:"))
        elif token.startswith(f"{commands.RUN}:"):
            await self._command(delivery, known, token.removeprefix(f"{commands.RUN}:"))
        else:
            await self._receiving().receive(ButtonPressed(invocation=by, token=token, values=values))
        if known.view_kind == HOME:
            await self.show_home(known.team, known.user)

    async def _read_letter(self, by: Invocation, name: str) -> None:
        """Show a letter that was left in a channel to its addressee, and to nobody else."""
        letter = await self._performers.letter(by.community, name)
        say = speaking(by.locale)
        if letter is None:
            card = Card(title=say("error.title"), body=(say("slack.letter.over"),))
        elif letter[0] != by.actor.id:
            card = Card(title=say("error.title"), body=(say("slack.letter.other"),))
        else:
            card = letter[1]
        await self._answers.respond(by.id, ShowCard(card=card))

    async def _show_kept_form(self, by: Invocation, name: str) -> None:
        form = self._answers.kept_form(name)
        if form is None:
            say = speaking(by.locale)
            over = Card(title=say("error.title"), body=(say("error.stale_control"),))
            await self._answers.respond(by.id, ShowCard(card=over))
        else:
            await self._answers.respond(by.id, ShowForm(form=form))

    # Forms.

    async def _form(self, delivery: DeliveryId, known: Open, view: Mapping[str, Any], origin: Origin) -> None:
        try:
            by = await self._invocation(delivery, known)
            fields = blocks.answers(view)
            match view.get("callback_id"):
                case commands.WHICH:
                    await self._chosen(by, known, commands.chosen(fields))
                case commands.WITH:
                    written = {name: value for name, value in fields.items() if value}
                    await self._receiving().receive(
                        CommandInvoked(invocation=by, command=origin.command, options=written)
                    )
                case token:
                    about = await self._fetch(known.team, origin.about) if origin.about is not None else None
                    await self._receiving().receive(
                        FormSubmitted(invocation=by, token=str(token or ""), fields=fields, about=about)
                    )
        finally:
            self._answers.seen_through(known)

    async def _chosen(self, by: Invocation, known: Open, name: str) -> None:
        spec = self._receiving().roster.commands.get(name)
        if spec is not None and spec.options:
            await self._open(known, self._options(known, spec, {}))
        else:
            await self._receiving().receive(CommandInvoked(invocation=by, command=name))

    # Shortcuts.

    async def _shortcut(self, delivery: DeliveryId, known: Open, name: str, found: Mapping[str, Any]) -> None:
        by = await self._invocation(delivery, known)
        about = await self._message(known.team, known.channel, found)
        await self._receiving().receive(CommandInvoked(invocation=by, command=name, about=about))

    async def _message(self, team: str, channel: str, found: Mapping[str, Any]) -> Message:
        user = str(found.get("user") or found.get("bot_id") or "USLACKBOT")
        return incoming.translated(found, channel, await self._teams.scene(team, channel, user))

    async def _fetch(self, team: str, ref: MessageRef) -> Message | None:
        """Fetch a message anew, in a thread or not."""
        with suppress(ChaperoneError, ValueError):
            channel, ts = wire.bare(ref.channel), wire.ts_in(ref.id)
            answer = await self._teams.call(
                team, "conversations.replies", channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=5
            )
            for found in answer.get("messages") or ():
                if found.get("ts") == ts and found.get("subtype") != incoming.TOMBSTONE:
                    return await self._message(team, channel, found)
        return None

    # App Home.

    async def home_opened(self, team: str, user: str) -> None:
        """Show somebody their App Home, and keep a moderator's up to date from now on."""
        viewers = self._viewers.setdefault(team, {})
        viewers.pop(user, None)
        viewers[user] = None
        while len(viewers) > VIEWERS:
            del viewers[next(iter(viewers))]
        await self.show_home(team, user)

    def changed(self, team: str) -> None:
        """Draw the Homes of a workspace's moderators anew, in a moment."""
        if self._viewers.get(team) and team not in self._stale:
            self._stale.add(team)
            self._start(self._show_homes(team))

    def forget(self, team: str) -> None:
        """Forget who looked at their Home in a workspace."""
        self._viewers.pop(team, None)

    async def _show_homes(self, team: str) -> None:
        await asyncio.sleep(GATHER)
        self._stale.discard(team)
        for user in list(self._viewers.get(team, ())):
            person = await self._teams.user(team, user)
            if (await self._teams.role(team, person)).is_staff:
                with suppress(ChaperoneError):
                    await self.show_home(team, user)

    async def show_home(self, team: str, user: str) -> None:
        """Draw somebody's App Home: the queue for a moderator, and for everybody what concerns themselves."""
        known = Open(team=team, user=user, locale=DEFAULT, cards=[])
        by = await self._invocation(DeliveryId(""), known)
        asked = ["queue list"] if by.actor.role >= Role.MODERATOR else []
        roster = self._receiving().roster
        for name in [*asked, "my record"]:
            if name in roster.commands:
                delivery = DeliveryId(wire.scoped(f"home:{uuid4().hex}"))
                self._answers.open(delivery, known)
                await self._receiving().receive(CommandInvoked(invocation=replace(by, id=delivery), command=name))
                self._answers.close(delivery)
        cards = [*(known.cards or ()), _own_page(known.locale)]
        await self._teams.call(team, "views.publish", user_id=user, view=blocks.home(cards, team))


def _own_page(locale: str) -> Card:
    """Draw what a member can do for themselves."""
    say = speaking(locale)
    run = commands.RUN
    buttons = (
        Button(label=say("slack.home.tip"), token=f"{run}:tip", style=Style.PRIMARY),
        Button(label=say("slack.home.privacy"), token=f"{run}:privacy"),
        Button(label=say("slack.home.check"), token=f"{run}:check"),
        Button(label=say("slack.home.language"), token=f"{run}:my language"),
    )
    return Card(title=say("slack.home.title"), body=(say("slack.home.body"),), buttons=buttons)

"""Modals and App Homes: opening, pushing, changing, and what a submission's acknowledgement may do to them."""

import uuid
from typing import Any

from .interactions import Answer, Interaction
from .limits import MODALS, Problems, SlackError, check_view, named
from .world import JSON, TRIGGER_LIFE, Team, Trigger, User, View, World

EXPIRED = "expired_trigger_id"
"""What views.* answer (github.com/slackapi/bolt-python/issues/886); ``trigger_expired`` was dialog.open's word."""


class Views:
    """Every view of every workspace."""

    def __init__(self, world: World) -> None:
        self.world = world

    def take(self, name: str) -> Trigger:
        """Exchange a trigger_id: once, within three seconds."""
        trigger = self.world.triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.world.now() - trigger.at > TRIGGER_LIFE:
            raise SlackError(EXPIRED)
        trigger.used = True
        return trigger

    def open(self, team: Team, user: User, body: JSON) -> View:
        """Open a modal in place of those that are open."""
        self.close(user)
        return self._put(team, user, body)

    def push(self, team: Team, user: User, body: JSON) -> View:
        """Lay a modal over the ones that are open."""
        if not user.stack:
            raise SlackError("invalid_arguments")
        if len(user.stack) >= MODALS:
            raise SlackError("push_limit_reached")
        return self._put(team, user, body)

    def update(self, view: View, body: JSON) -> View:
        """Change a view in place; what was typed stays for blocks that keep their ids."""
        self._external(body, view)
        view.body = body | {"blocks": named(body["blocks"], self._name)}
        view.hash = self._hash()
        kept = {block["block_id"] for block in view.body["blocks"]}
        view.state = {block: values for block, values in view.state.items() if block in kept}
        return view

    def publish(self, team: Team, user: User, body: JSON, expected: str) -> View:
        """Put an App Home in place."""
        if user.home is None:
            user.home = self._make(team, user, body)
            return user.home
        self.expect(user.home, expected)
        return self.update(user.home, body)

    def close(self, user: User, view: View | None = None) -> list[View]:
        """Close a modal and what lies over it, or all of somebody's."""
        keep = user.stack.index(view) if view else 0
        gone = user.stack[keep:]
        del user.stack[keep:]
        for closed in gone:
            closed.open = False
        return gone

    def expect(self, view: View, expected: str) -> None:
        """Refuse a change of what was changed meanwhile."""
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")

    def acknowledged(self, interaction: Interaction, view: View, answer: JSON) -> None:
        """Do what a submission's acknowledgement says.

        docs.slack.dev/surfaces/modals: nothing closes the view; ``errors``, ``update``, ``push`` and ``clear`` do
        what they say. What Slack does not take, the person sees as trouble connecting.
        """
        user, action = interaction.user, answer.get("response_action")
        try:
            if action == "errors":
                interaction.show(Answer(kind="errors", view=view, errors=self._errors(view, answer)))
            elif action in {"update", "push"}:
                check_view(answer.get("view"), ("modal",))
                body, pushes = answer["view"], action == "push"
                change = self.push(view.team, user, body) if pushes else self.update(view, body)
                interaction.show_view(change, action)
            elif action == "clear":
                self.close(user)
                interaction.show(Answer(kind="cleared"))
            elif action is None and not answer:
                self.close(user, view)
                interaction.show(Answer(kind="closed"))
            else:
                interaction.refuse("invalid_response_action")
        except SlackError as error:
            interaction.refuse(f"{error.error} {error.more}")
        except Problems as found:
            interaction.refuse(str(found))

    def _errors(self, view: View, answer: JSON) -> dict[str, str]:
        errors = answer.get("errors")
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise SlackError("invalid_errors", wanted=sorted(inputs))
        return dict(errors)

    def _put(self, team: Team, user: User, body: JSON) -> View:
        view = self._make(team, user, body)
        view.root = user.stack[0].id if user.stack else view.id
        view.previous = user.stack[-1].id if user.stack else None
        user.stack.append(view)
        return view

    def _make(self, team: Team, user: User, body: JSON) -> View:
        self._external(body, None)
        view = View(
            id=self.world.id("V"),
            team=team,
            user=user,
            body=body | {"blocks": named(body["blocks"], self._name)},
            hash=self._hash(),
        )
        view.root = view.id
        self.world.views[view.id] = view
        return view

    def _external(self, body: JSON, own: View | None) -> None:
        name = body.get("external_id")
        if name and any(
            v.open and v.body.get("external_id") == name and v is not own for v in self.world.views.values()
        ):
            raise SlackError("duplicate_external_id")

    def _hash(self) -> str:
        return f"{int(self.world.now().timestamp())}.{uuid.uuid4().hex[:8]}"

    def _name(self) -> str:
        return uuid.uuid4().hex[:5]


def field_state(item: JSON, value: Any) -> JSON:
    """Draw what stands in one element, as ``state.values`` holds it."""
    kind = item["type"]
    if kind.endswith("text_input"):
        return {"type": kind, "value": value}
    if kind in {"checkboxes", "multi_static_select", "multi_external_select"}:
        return {"type": kind, "selected_options": value or []}
    if kind in {"static_select", "external_select", "radio_buttons", "overflow"}:
        return {"type": kind, "selected_option": value}
    if kind.startswith("multi_"):
        return {"type": kind, f"selected_{kind.split('_')[1]}": value or []}
    names = {"users_select": "user", "conversations_select": "conversation", "channels_select": "channel"}
    return {
        "type": kind,
        f"selected_{names.get(kind, kind.removesuffix('picker').replace('datetime', 'date_time'))}": value,
    }

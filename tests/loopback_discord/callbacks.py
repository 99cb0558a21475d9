"""How an application answers interactions, and everything under ``/webhooks`` that carries a token."""

from typing import Any

from . import validate as v
from .interactions import (
    ACKNOWLEDGE,
    ASK,
    AUTOCOMPLETE,
    CHOICES,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SAY,
    UPDATE,
    Answer,
    Interaction,
    Modal,
)
from .rest import Call, route
from .routes import Finding, Routes, edit
from .validate import ApiError, Problems, one
from .world import EPHEMERAL, JSON, LOADING, Message, World


class Callbacks(Finding):
    """Answers to interactions; what is no interaction's token is a webhook's."""

    def __init__(self, world: World, routes: Routes) -> None:
        super().__init__(world)
        self.routes = routes
        self.interactions: dict[int, Interaction] = {}
        self._tokens: dict[str, Interaction] = {}

    def begin(self, interaction: Interaction) -> Interaction:
        """Expect answers to an interaction."""
        self.interactions[interaction.id] = self._tokens[interaction.token] = interaction
        return interaction

    @route("POST", "/interactions/{interaction}/{token}/callback", open_door=True)
    def callback(self, call: Call, interaction: str, token: str) -> JSON | None:
        """Answer for the first time: within three seconds, and once."""
        found = self.interactions.get(self.number(interaction))
        if found is None or found.token != token:
            raise ApiError(*v.UNKNOWN_INTERACTION)
        try:
            answer = self._first(call, found)
        except ApiError as error:
            found.refused.append(error.body["code"])
            raise
        found.bell.ring()
        return answer if call.query.get("with_response") in {"1", "true"} else None

    def _first(self, call: Call, found: Interaction) -> JSON:
        if self.world.now() - found.at > ACKNOWLEDGE:
            raise ApiError(*v.UNKNOWN_INTERACTION)
        if found.callback is not None:
            raise ApiError(*v.ALREADY_ANSWERED)
        body = call.body or {}
        kind, data = body.get("type"), body.get("data") or {}
        allowed = [CHOICES] if found.kind == AUTOCOMPLETE else [SAY, DEFER, ASK]
        if found.source and found.kind in {COMPONENT, MODAL}:
            allowed += [DEFER_UPDATE, UPDATE]
        if found.kind == MODAL:
            allowed.remove(ASK)
        if kind not in allowed:
            raise one("type", "INTERACTION_APPLICATION_COMMAND_INVALID_TYPE", f"Value must be one of {allowed}.")
        act = {
            SAY: self._say,
            DEFER: self._defer,
            DEFER_UPDATE: self._defer_update,
            UPDATE: self._update,
            CHOICES: self._choose,
            ASK: self._ask,
        }[kind]
        message = act(call, found, data)
        found.callback, found.callback_flags = kind, int(data.get("flags") or 0)
        drawn: JSON = {"id": str(found.id), "type": found.kind}
        resource: JSON = {"type": kind}
        if message:
            drawn |= {"response_message_id": str(message.id), "response_message_loading": found.loading}
            drawn["response_message_ephemeral"] = message.ephemeral
            if kind in {SAY, UPDATE}:
                resource["message"] = message.payload()
        return {"interaction": drawn, "resource": resource}

    def _say(self, call: Call, found: Interaction, data: JSON) -> Message:
        v.check_message(data, files=len(call.files))
        message = self._post(call, found, data)
        found.original = message
        found.show(Answer(kind="message", message=message))
        return message

    def _defer(self, call: Call, found: Interaction, data: JSON) -> Message:
        flags = int(data.get("flags") or 0) & EPHEMERAL
        found.original = self._post(call, found, {"flags": flags | LOADING})
        found.loading = True
        return found.original

    def _defer_update(self, call: Call, found: Interaction, data: JSON) -> None:
        found.original = found.source

    def _update(self, call: Call, found: Interaction, data: JSON) -> Message:
        assert found.source
        edit(self, call, found.source, data)
        found.original = found.source
        found.show(Answer(kind="update", message=found.source))
        return found.source

    def _choose(self, call: Call, found: Interaction, data: JSON) -> None:
        problems, choices = Problems(), data.get("choices") or []
        texts = all(isinstance(item.get("value"), str) for item in choices)
        v.check_choices(problems, "data.choices", choices, 3 if texts else 4)
        problems.end()
        found.show(Answer(kind="choices", choices=choices))

    def _ask(self, call: Call, found: Interaction, data: JSON) -> None:
        v.check_modal(data)
        modal = Modal(
            title=data["title"], custom_id=data["custom_id"], components=data["components"], interaction=found
        )
        found.show(Answer(kind="modal", modal=modal))

    def _post(self, call: Call, found: Interaction, body: JSON) -> Message:
        flags = int(body.get("flags") or 0)
        message = self.build(
            call,
            body,
            found.channel,
            self.world.bot,
            kind=20 if found.kind == 2 else 0,
            interaction=found.metadata(),
            only_for=found.user if flags & EPHEMERAL else None,
            webhook=self.world.application,
        )
        return message if message.ephemeral else self.world.add(message)

    # What follows the first answer

    def _followed(self, application: str, token: str) -> Interaction | None:
        if self.number(application) != self.world.application:
            return None
        found = self._tokens.get(token)
        if found is None or found.expired(self.world.now()):
            raise ApiError(*v.BAD_WEBHOOK_TOKEN)
        if found.callback is None:
            raise ApiError(*v.UNKNOWN_WEBHOOK)
        return found

    @route("POST", "/webhooks/{hook}/{token}", open_door=True)
    def follow(self, call: Call, hook: str, token: str) -> JSON | None:
        """Say more; the first word after a deferral takes its place, and is as public as the deferral was."""
        found = self._followed(hook, token)
        if found is None:
            return self.routes.execute(call, hook, token)
        body = call.body or {}
        v.check_message(body, files=len(call.files))
        if found.loading and found.original:
            return self._fill(call, found, found.original, body)
        message = self._post(call, found, body)
        found.show(Answer(kind="message", message=message))
        return message.payload()

    def _fill(self, call: Call, found: Interaction, message: Message, body: JSON) -> JSON:
        first = found.loading and message is found.original
        if first:
            message.flags &= ~LOADING
        try:
            edit(self, call, message, body | {"flags": int(body.get("flags") or 0) & ~EPHEMERAL})
        except ApiError:
            message.flags |= LOADING if first else 0
            raise
        kind = "message" if first else "update"
        if first:
            found.loading, message.edited_at = False, None
        found.show(Answer(kind=kind, message=message))
        return message.payload()

    @route("GET", "/webhooks/{hook}/{token}/messages/{message}", open_door=True)
    def get_followup(self, call: Call, hook: str, token: str, message: str) -> JSON:
        """Answer a message of an interaction or a webhook."""
        return self._message(call, hook, token, message)[1].payload()

    @route("PATCH", "/webhooks/{hook}/{token}/messages/{message}", open_door=True)
    def edit_followup(self, call: Call, hook: str, token: str, message: str) -> JSON:
        """Change a message of an interaction or a webhook."""
        found, target = self._message(call, hook, token, message)
        if found:
            return self._fill(call, found, target, call.body or {})
        edit(self, call, target, call.body or {})
        return target.payload()

    @route("DELETE", "/webhooks/{hook}/{token}/messages/{message}", open_door=True)
    def delete_followup(self, call: Call, hook: str, token: str, message: str) -> None:
        """Delete a message of an interaction or a webhook."""
        found, target = self._message(call, hook, token, message)
        if target.id in target.channel.stored:
            self.world.remove(target)
        target.deleted = True
        if found:
            found.show(Answer(kind="deleted", message=target))

    def _message(self, call: Call, hook: str, token: str, message: str) -> tuple[Interaction | None, Message]:
        found = self._followed(hook, token)
        if found is None:
            return None, self.routes.webhook_message(call, hook, token, message)[1]
        shown: list[Any] = [answer.message for answer in found.answers] + [found.original]
        for candidate in shown:
            wanted = (
                candidate is found.original if message == "@original" else str(candidate and candidate.id) == message
            )
            if candidate and wanted and not candidate.deleted:
                return found, candidate
        raise ApiError(*v.UNKNOWN_MESSAGE)

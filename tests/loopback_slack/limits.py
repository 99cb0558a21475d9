"""What Slack takes: Block Kit's shapes and limits, views, options, and the errors that tell what was wrong.

Numbers from docs.slack.dev/reference/block-kit (blocks, block-elements, composition-objects) and
docs.slack.dev/reference/views. The texts of errors follow those that Slack answers with.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .world import JSON, texts

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, UPDATE_TEXT = 40_000, 4_000
"""``msg_too_long`` in docs.slack.dev/reference/methods/chat.postMessage and chat.update."""
ATTACHMENTS = 100
VIEW_BYTES = 250_000
"""``view_too_large`` in docs.slack.dev/reference/methods/views.open: more than 250 kB."""
MARKDOWN = 12_000
"""docs.slack.dev/reference/block-kit/blocks/markdown-block."""
ALL_BLOCKS, EACH_BLOCK = 12_000, 20
"""``msg_blocks_too_long`` is what all blocks' texts together may be, "12,000 text characters with a buffer for block
containers" (github.com/slackapi/bolt-js/issues/2509). The buffer is not told; 20 fits what was measured in
github.com/slackapi/bolt-js/issues/2867."""
MODALS = 3
"""``push_limit_reached``: a stack holds three views."""
METADATA = 3_000
OPTIONS = 100


class SlackError(Exception):
    """``ok: false``, with what else the answer says."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Problems(Exception):
    """What is wrong with blocks, a view or options, each with its json-pointer."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems

    def as_error(self, error: str) -> SlackError:
        """Turn it into an answer."""
        messages = [f"[ERROR] {problem}" for problem in self.problems]
        return SlackError(error, errors=self.problems, response_metadata={"messages": messages})


def wrong(problem: str, where: str) -> Problems:
    """Say that something is wrong at a place."""
    return Problems([f"{problem} [json-pointer:{where or '/'}]"])


def _string(value: Any, where: str, limit: int, *, least: int = 0) -> None:
    if not isinstance(value, str):
        raise wrong(f"failed to match all allowed schemas: must be a string, not {type(value).__name__}", where)
    if len(value) < least:
        raise wrong(f"must be more than {least - 1} characters", where)
    if len(value) > limit:
        raise wrong(f"must be less than {limit + 1} characters", where)


def _keys(item: Any, where: str, needed: Iterable[str], allowed: Iterable[str] = ()) -> None:
    if not isinstance(item, dict):
        raise wrong("must be an object", where)
    missing = [name for name in needed if name not in item]
    if missing:
        raise wrong(f"missing required field: {missing[0]}", where)
    extra = set(item) - {"type", *needed, *allowed}
    if extra:
        raise wrong(f"invalid additional property: {min(extra)}", where)


def _count(items: Any, where: str, most: int, least: int = 1) -> None:
    if not isinstance(items, list):
        raise wrong("must be an array", where)
    if len(items) < least:
        raise wrong(f"no fewer than {least} items allowed", where)
    if len(items) > most:
        raise wrong(f"no more than {most} items allowed", where)


def _text(item: Any, where: str, limit: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> None:
    _keys(item, where, ("text",), ("emoji", "verbatim"))
    if item.get("type") not in kinds:
        raise wrong(f"unsupported type: {item.get('type')}", f"{where}/type")
    if ("emoji" if item["type"] == "mrkdwn" else "verbatim") in item:
        raise wrong(f"invalid additional property for {item['type']}", where)
    try:
        _string(item["text"], f"{where}/text", limit, least=1)
    except Problems as found:
        raise Problems([f"failed to match all allowed schemas [json-pointer:{where}]", *found.problems]) from None


def _plain(item: Any, where: str, limit: int) -> None:
    _text(item, where, limit, ("plain_text",))


def _option(item: Any, where: str, kinds: tuple[str, ...] = ("plain_text",)) -> None:
    _keys(item, where, ("text", "value"), ("description", "url"))
    _text(item["text"], f"{where}/text", 75, kinds)
    _string(item["value"], f"{where}/value", 150, least=1)
    if "description" in item:
        _text(item["description"], f"{where}/description", 75, kinds)


def _options(items: Any, where: str, most: int, kinds: tuple[str, ...] = ("plain_text",)) -> None:
    _count(items, where, most)
    for number, item in enumerate(items):
        _option(item, f"{where}/{number}", kinds)
    values = [item["value"] for item in items]
    if len(set(values)) != len(values):
        raise wrong("duplicate option value", where)


def check_suggestions(answer: Any) -> list[JSON]:
    """Check the options that an external select is answered with, and list them."""
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        raise wrong("must hold options or option_groups", "")
    if "options" in answer:
        _count(answer["options"], "/options", OPTIONS, 0)
        if answer["options"]:
            _options(answer["options"], "/options", OPTIONS)
        return list(answer["options"])
    _groups(answer["option_groups"], "/option_groups")
    return [option for group in answer["option_groups"] for option in group["options"]]


def _groups(groups: Any, where: str) -> None:
    _count(groups, where, OPTIONS)
    for number, group in enumerate(groups):
        _keys(group, f"{where}/{number}", ("label", "options"))
        _plain(group["label"], f"{where}/{number}/label", 75)
        _options(group["options"], f"{where}/{number}/options", OPTIONS)


def _confirm(item: Any, where: str) -> None:
    _keys(item, where, ("title", "text", "confirm", "deny"), ("style",))
    _plain(item["title"], f"{where}/title", 100)
    _text(item["text"], f"{where}/text", 300)
    _plain(item["confirm"], f"{where}/confirm", 30)
    _plain(item["deny"], f"{where}/deny", 30)


# Elements

_COMMON = ("action_id", "confirm", "placeholder", "focus_on_load")


def _button(item: JSON, where: str) -> None:
    _keys(item, where, ("text",), ("action_id", "url", "value", "style", "confirm", "accessibility_label"))
    _plain(item["text"], f"{where}/text", 75)
    _string(item.get("url", ""), f"{where}/url", 3_000)
    _string(item.get("value", ""), f"{where}/value", 2_000)
    _string(item.get("accessibility_label", ""), f"{where}/accessibility_label", 75)
    if item.get("style", "primary") not in {"primary", "danger"}:
        raise wrong("must be a valid enum value", f"{where}/style")


def _static(item: JSON, where: str) -> None:
    initial = ("initial_options", "max_selected_items") if item["type"].startswith("multi") else ("initial_option",)
    _keys(item, where, (), ("options", "option_groups", *initial, *_COMMON))
    if ("options" in item) == ("option_groups" in item):
        raise wrong("must hold options or option_groups", where)
    if "options" in item:
        _options(item["options"], f"{where}/options", OPTIONS)
        _initial(item, where)
    else:
        _groups(item["option_groups"], f"{where}/option_groups")


def _initial(item: JSON, where: str) -> None:
    chosen = item.get("initial_options", [item["initial_option"]] if "initial_option" in item else [])
    if any(option not in item["options"] for option in chosen):
        raise wrong("must match one of the options", where)


def _external(item: JSON, where: str) -> None:
    initial = ("initial_options", "max_selected_items") if item["type"].startswith("multi") else ("initial_option",)
    _keys(item, where, (), ("min_query_length", *initial, *_COMMON))


def _picker(item: JSON, where: str) -> None:
    more = ("filter", "default_to_current_conversation", "response_url_enabled", "max_selected_items")
    _keys(item, where, (), (*_COMMON, *more, *(name for name in item if name.startswith("initial_"))))


def _choice(item: JSON, where: str) -> None:
    most = 5 if item["type"] == "overflow" else 10
    more = ("initial_option", "initial_options") if item["type"] != "overflow" else ()
    _keys(item, where, ("options",), ("action_id", "confirm", "focus_on_load", *more))
    kinds = ("plain_text",) if item["type"] == "overflow" else ("plain_text", "mrkdwn")
    _options(item["options"], f"{where}/options", most, kinds)
    _initial(item, where)


def _input_text(item: JSON, where: str) -> None:
    more = ("initial_value", "multiline", "min_length", "max_length", "dispatch_action_config")
    _keys(item, where, (), ("action_id", "placeholder", "focus_on_load", *more))
    least, most = item.get("min_length", 0), item.get("max_length", 3_000)
    if not 0 <= least <= most or not 1 <= most <= 3_000:
        raise wrong("must be between 1 and 3000", f"{where}/max_length")
    _string(item.get("initial_value", ""), f"{where}/initial_value", most)


def _image(item: JSON, where: str) -> None:
    _keys(item, where, ("alt_text",), ("image_url", "slack_file", "block_id", "title"))
    _string(item["alt_text"], f"{where}/alt_text", 2_000, least=1)
    _string(item.get("image_url", ""), f"{where}/image_url", 3_000)
    if "title" in item:
        _plain(item["title"], f"{where}/title", 2_000)


_ELEMENTS: Mapping[str, Callable[[JSON, str], None]] = {
    "button": _button,
    "static_select": _static,
    "multi_static_select": _static,
    "external_select": _external,
    "multi_external_select": _external,
    "overflow": _choice,
    "checkboxes": _choice,
    "radio_buttons": _choice,
    "plain_text_input": _input_text,
    "email_text_input": _input_text,
    "url_text_input": _input_text,
    "image": _image,
} | dict.fromkeys(
    (
        *("users_select", "multi_users_select", "conversations_select", "multi_conversations_select"),
        *("channels_select", "multi_channels_select", "datepicker", "timepicker", "datetimepicker"),
    ),
    _picker,
)
_TYPED = {"plain_text_input", "email_text_input", "url_text_input"}


def _element(item: Any, where: str, *, refused: Iterable[str] = ()) -> None:
    if not isinstance(item, dict):
        raise wrong("must be an object", where)
    check = _ELEMENTS.get(str(item.get("type")))
    if check is None or item["type"] in refused:
        raise wrong(f"unsupported type: {item.get('type')}", f"{where}/type")
    if "action_id" in item:
        _string(item["action_id"], f"{where}/action_id", 255, least=1)
    check(item, where)
    if "confirm" in item:
        _confirm(item["confirm"], f"{where}/confirm")
    if "placeholder" in item:
        _plain(item["placeholder"], f"{where}/placeholder", 150)


# Blocks


def _section(block: JSON, where: str) -> None:
    _keys(block, where, (), ("text", "fields", "accessory", "block_id", "expand"))
    if "text" not in block and "fields" not in block:
        raise wrong("missing required field: text", where)
    if "text" in block:
        _text(block["text"], f"{where}/text", 3_000)
    if "fields" in block:
        _count(block["fields"], f"{where}/fields", 10)
        for number, item in enumerate(block["fields"]):
            _text(item, f"{where}/fields/{number}", 2_000)
    if "accessory" in block:
        _element(block["accessory"], f"{where}/accessory", refused=_TYPED)


def _header(block: JSON, where: str) -> None:
    _keys(block, where, ("text",), ("block_id",))
    _plain(block["text"], f"{where}/text", 150)


def _divider(block: JSON, where: str) -> None:
    _keys(block, where, (), ("block_id",))


def _context(block: JSON, where: str) -> None:
    _keys(block, where, ("elements",), ("block_id",))
    _count(block["elements"], f"{where}/elements", 10)
    for number, item in enumerate(block["elements"]):
        place = f"{where}/elements/{number}"
        if isinstance(item, dict) and item.get("type") == "image":
            _image(item, place)
        else:
            _text(item, place, 3_000)


def _actions(block: JSON, where: str) -> None:
    _keys(block, where, ("elements",), ("block_id",))
    _count(block["elements"], f"{where}/elements", 25)
    for number, item in enumerate(block["elements"]):
        _element(item, f"{where}/elements/{number}", refused=_TYPED | {"image"})
    ids = [item["action_id"] for item in block["elements"] if "action_id" in item]
    if len(set(ids)) != len(ids):
        raise wrong("`action_id` already exists in this block", where)


def _input(block: JSON, where: str) -> None:
    _keys(block, where, ("label", "element"), ("block_id", "hint", "optional", "dispatch_action"))
    _plain(block["label"], f"{where}/label", 2_000)
    if "hint" in block:
        _plain(block["hint"], f"{where}/hint", 2_000)
    _element(block["element"], f"{where}/element", refused={"button", "overflow", "image"})


def _markdown(block: JSON, where: str) -> None:
    _keys(block, where, ("text",), ("block_id",))
    _string(block["text"], f"{where}/text", MARKDOWN, least=1)


def _rich_text(block: JSON, where: str) -> None:
    _keys(block, where, ("elements",), ("block_id",))
    _count(block["elements"], f"{where}/elements", 1_000, 0)


_BLOCKS: Mapping[str, Callable[[JSON, str], None]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
}


def check_blocks(blocks: Any, most: int, *, where: str = "/blocks") -> None:
    """Check the blocks of a message or a view.

    Raises:
        Problems: with the first thing that is wrong in each block.
    """
    _count(blocks, where, most, 0)
    problems: list[str] = []
    ids: set[str] = set()
    for number, block in enumerate(blocks):
        try:
            _block(block, f"{where}/{number}", ids, message=most == MESSAGE_BLOCKS)
        except Problems as found:
            problems += found.problems
    if problems:
        raise Problems(problems)


def _block(block: Any, where: str, ids: set[str], *, message: bool) -> None:
    if not isinstance(block, dict) or block.get("type") not in _BLOCKS:
        raise wrong(f"unsupported type: {block.get('type') if isinstance(block, dict) else block}", f"{where}/type")
    if block["type"] == "markdown" and not message:
        raise wrong("unsupported type: markdown", f"{where}/type")
    if "block_id" in block:
        _string(block["block_id"], f"{where}/block_id", 255, least=1)
        if block["block_id"] in ids:
            raise wrong(f"`block_id` already exists: {block['block_id']}", f"{where}/block_id")
        ids.add(block["block_id"])
    _BLOCKS[block["type"]](block, where)


def check_message(text: Any, blocks: Any, attachments: Any, longest: int = TEXT) -> None:
    """Check a message of the app's.

    Slack takes blocks without ``text`` and makes its own fallback; here the plain text is required, as screen readers
    and notifications read it.

    Raises:
        SlackError: no_text, msg_too_long, invalid_blocks, msg_blocks_too_long or too_many_attachments.
    """
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] text must be a string"]})
    if not text:
        raise SlackError("no_text")
    if len(text) > longest:
        raise SlackError("msg_too_long")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    try:
        check_blocks(blocks, MESSAGE_BLOCKS)
        for number, attachment in enumerate(attachments):
            check_blocks(attachment.get("blocks", []), MESSAGE_BLOCKS, where=f"/attachments/{number}/blocks")
    except Problems as found:
        raise found.as_error("invalid_blocks") from None
    if sum(map(len, texts(blocks))) + EACH_BLOCK * len(blocks) > ALL_BLOCKS:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any, kinds: tuple[str, ...]) -> None:
    """Check a view.

    Raises:
        SlackError: view_too_large or invalid_arguments.
    """
    if len(json.dumps(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    try:
        _view(view, kinds)
    except Problems as found:
        raise found.as_error("invalid_arguments") from None


def _view(view: Any, kinds: tuple[str, ...]) -> None:
    where = "/view"
    common = ("private_metadata", "callback_id", "external_id")
    modal = ("title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
    _keys(view, where, ("blocks",), (*common, *modal))
    kind = view.get("type")
    if kind not in kinds:
        raise wrong(f"unsupported type: {kind}", f"{where}/type")
    _string(view.get("private_metadata", ""), f"{where}/private_metadata", METADATA)
    _string(view.get("callback_id", ""), f"{where}/callback_id", 255)
    _string(view.get("external_id", ""), f"{where}/external_id", 255)
    if kind == "modal":
        _keys(view, where, ("title", "blocks"), (*common, *modal))
        for name in ("title", "submit", "close"):
            if view.get(name) is not None:
                _plain(view[name], f"{where}/{name}", 24)
        if view.get("submit") is None and any(b.get("type") == "input" for b in view["blocks"] if isinstance(b, dict)):
            raise wrong("missing required field: submit", where)
    check_blocks(view["blocks"], VIEW_BLOCKS, where=f"{where}/blocks")


def named(blocks: list[JSON], make: Callable[[], str]) -> list[JSON]:
    """Give every block and every interactive element the id that it lacks, as Slack does."""
    done = json.loads(json.dumps(blocks))
    for block in done:
        block.setdefault("block_id", make())
        for item in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
            if isinstance(item, dict) and item.get("type") in _ELEMENTS and item["type"] != "image":
                item.setdefault("action_id", make())
    return list(done)

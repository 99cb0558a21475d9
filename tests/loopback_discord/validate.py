"""Discord's limits, and the errors it answers with.

Sources, all under docs.discord.com/developers: reference (error messages), resources/message, resources/webhook,
resources/auto-moderation, resources/channel, components/reference, interactions/application-commands.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import re2

from .world import COMPONENTS_V2, JSON, inner

CONTENT, EMBEDS, EMBED_TEXT, V2_PARTS, V2_TEXT = 2_000, 10, 6_000, 40, 4_000
ROWS, BUTTONS, CUSTOM_ID, OPTIONS = 5, 5, 100, 25
FILES, FILE_SIZE, FILE_TEXT = 10, 10 * 1024**2, 1_024
"""Sources: reference ("Uploading Files": 10 MiB a file), resources/message ("Attachment Object")."""
COMMANDS = {1: 100, 2: 5, 3: 5}
COMMAND_TEXT = 8_000
KEYWORD_RULES, REGEXES, REGEX, KEYWORDS, KEYWORD, BLOCK_TEXT = 6, 10, 260, 1_000, 60, 150
TIMEOUT = timedelta(days=28)
REASON = 512
LOCALES = set(
    re.findall(
        r"\S+",
        "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN "
        "ja zh-TW ko",
    )
)


class ApiError(Exception):
    """An answer that is no success, in Discord's shape."""

    def __init__(self, status: int, code: int, message: str, errors: JSON | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: JSON = {"message": message, "code": code} | ({"errors": errors} if errors else {})


UNAUTHORIZED = (401, 0, "401: Unauthorized")
NOT_FOUND = (404, 0, "404: Not Found")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_ROLE = (404, 10011, "Unknown Role")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_BAN = (404, 10026, "Unknown Ban")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
UNKNOWN_RULE = (404, 10066, "Unknown Auto Moderation Rule")
TOO_MANY_WEBHOOKS = (400, 30007, "Maximum number of webhooks reached (15)")
ALREADY_ANSWERED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
DM_ONLY_NOT = (403, 50003, "Cannot execute action on a DM channel")
NOT_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
EMPTY = (400, 50006, "Cannot send an empty message")
CLOSED = (403, 50007, "Cannot send messages to this user")
NO_TEXT_CHANNEL = (400, 50008, "Cannot send messages in a non-text channel")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
BULK_COUNT = (
    400,
    50016,
    "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete",
)
NOT_THAT_CHANNEL = (400, 50024, "Cannot execute action on this channel type")
BAD_WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
TOO_OLD = (400, 50034, "A message provided was too old to bulk delete")
ARCHIVED = (400, 50083, "Thread is archived")
ARCHIVED = (400, 50083, "Thread is archived")
NO_MUTUAL_GUILD = (403, 50278, "Cannot send messages to this user due to having no mutual guilds")
INVALID = "Invalid Form Body"
INVALID_FORM = (400, 50035, INVALID)
INVALID_JSON = (400, 50109, "The request body contains invalid JSON.")
TOO_LARGE = (413, 40005, "Request entity too large")


class Problems:
    """Collects what is wrong with a body, as Discord does, and raises it all at once."""

    def __init__(self) -> None:
        self.found: JSON = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note a problem at a dotted path."""
        place = self.found
        for step in filter(None, path.split(".")):
            place = place.setdefault(step, {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def end(self) -> None:
        """Raise if there was any.

        Raises:
            ApiError: 50035, with every problem under its path.
        """
        if self.found:
            raise ApiError(400, 50035, INVALID, self.found)

    def text(self, path: str, value: object, low: int, high: int) -> None:
        """Check a string's length; None is a field left out, which is wrong if ``low`` asks for characters."""
        if value is None:
            if low:
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str):
            self.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        elif not low <= len(value) <= high:
            if low and not value:
                self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
            elif low:
                self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
            else:
                self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")

    def count(self, path: str, value: Sequence[Any], low: int, high: int) -> None:
        """Check a list's length."""
        if not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def number(self, path: str, value: object, low: float, high: float) -> None:
        """Check a number's range; None is a field left out."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.add(path, "NUMBER_TYPE_COERCE", f"Value {value!r} is not int.")
        elif value < low:
            self.add(path, "NUMBER_TYPE_MIN", f"Value should be greater than or equal to {low:g}.")
        elif value > high:
            self.add(path, "NUMBER_TYPE_MAX", f"Value should be less than or equal to {high:g}.")

    def choice(self, path: str, value: object, allowed: Iterable[object]) -> None:
        """Check that a value is one of those allowed."""
        allowed = list(allowed)
        if value not in allowed:
            self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")

    def unique(self, path: str, values: Sequence[object], code: str, message: str) -> None:
        """Check that no value comes twice."""
        if len(set(values)) != len(values):
            self.add(path, code, message)


def one(path: str, code: str, message: str) -> ApiError:
    """Make the error for a single problem."""
    problems = Problems()
    problems.add(path, code, message)
    return ApiError(400, 50035, INVALID, problems.found)


# Messages


def check_message(body: JSON, *, files: int = 0, kept: bool = False, v2: bool = False) -> None:
    """Check what a message is made of; ``kept`` says that something else of it stays, so that it is never empty.

    Raises:
        ApiError: 50035 or 50006.
    """
    problems = Problems()
    content = body.get("content")
    problems.text("content", content, 0, CONTENT)
    embeds, parts = body.get("embeds") or [], body.get("components") or []
    problems.count("embeds", embeds, 0, EMBEDS)
    for index, embed in enumerate(embeds):
        _check_embed(problems, f"embeds.{index}", embed)
    if sum(_embed_text(embed) for embed in embeds) > EMBED_TEXT:
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_TEXT}")
    v2 = v2 or bool((body.get("flags") or 0) & COMPONENTS_V2)
    if v2:
        for name in ("content", "embeds", "poll"):
            if body.get(name):
                problems.add(
                    name,
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
                )
    check_components(problems, "components", parts, v2=v2)
    _check_allowed_mentions(problems, body.get("allowed_mentions"))
    problems.text("nonce", None if body.get("nonce") is None else str(body["nonce"]), 0, 25)
    problems.end()
    has = (content or "").strip() or embeds or parts or files or body.get("attachments")
    if not (has or body.get("sticker_ids") or body.get("poll") or kept):
        raise ApiError(*EMPTY)


def check_files(body: JSON, files: Mapping[str, tuple[str, bytes]], kept: Collection[str] = ()) -> None:
    """Check the files that are sent, and the attachments that a body says a message is to have.

    Args:
        body: the message.
        files: what was sent, by number: the file's name and what is in it.
        kept: the attachments that the message has already.

    Raises:
        ApiError: 50035, or 40005 for a file that is too large.
    """
    if any(len(data) > FILE_SIZE for _, data in files.values()):
        raise ApiError(*TOO_LARGE)
    problems = Problems()
    named = body.get("attachments")
    if named is None:
        total = len(files) + len(kept)
        problems.count("attachments", range(total), 0, FILES)
        named = [{"id": number} for number in files]
    problems.count("attachments", named, 0, FILES)
    ids = [str(item.get("id")) for item in named]
    problems.unique("attachments", ids, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    for index, (number, item) in enumerate(zip(ids, named, strict=True)):
        path = f"attachments.{index}"
        if number not in files and number not in kept:
            problems.add(f"{path}.id", "ATTACHMENT_NOT_FOUND", "Attachment data for id not found")
        problems.text(f"{path}.description", item.get("description"), 0, FILE_TEXT)
        name = item.get("filename", files[number][0] if number in files else None)
        if name is not None and not re.fullmatch(r"[\w-][\w.-]*", name, re.ASCII):
            problems.add(f"{path}.filename", "ATTACHMENT_NAME", "Discord would give the file another name.")
    for number in files.keys() - set(ids):
        problems.add(f"files.{number}", "ATTACHMENT_NOT_NAMED", "No attachment names this file.")
    problems.end()


def _check_embed(problems: Problems, path: str, embed: JSON) -> None:
    problems.text(f"{path}.title", embed.get("title"), 0, 256)
    problems.text(f"{path}.description", embed.get("description"), 0, 4_096)
    problems.text(f"{path}.footer.text", (embed.get("footer") or {}).get("text"), 0, 2_048)
    problems.text(f"{path}.author.name", (embed.get("author") or {}).get("name"), 0, 256)
    problems.number(f"{path}.color", embed.get("color"), 0, 0xFFFFFF)
    fields = embed.get("fields") or []
    problems.count(f"{path}.fields", fields, 0, 25)
    for index, item in enumerate(fields):
        problems.text(f"{path}.fields.{index}.name", (item.get("name") or "").strip(), 1, 256)
        problems.text(f"{path}.fields.{index}.value", (item.get("value") or "").strip(), 1, 1_024)
    for name in ("url",):
        if embed.get(name) and not re.match(r"(https?|attachment)://", embed[name]):
            problems.add(f"{path}.{name}", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    drawn = ("title", "description", "footer", "author", "fields", "image", "thumbnail", "video")
    if not any(embed.get(name) for name in drawn):
        problems.add(f"{path}.description", "BASE_TYPE_REQUIRED", "This field is required")


def _embed_text(embed: JSON) -> int:
    fields = embed.get("fields") or []
    said = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    said += [(embed.get("author") or {}).get("name")]
    said += [text for item in fields for text in (item.get("name"), item.get("value"))]
    return sum(len(text) for text in said if isinstance(text, str))


def _check_allowed_mentions(problems: Problems, allowed: JSON | None) -> None:
    if allowed is None:
        return
    for index, kind in enumerate(allowed.get("parse") or []):
        problems.choice(f"allowed_mentions.parse.{index}", kind, ("roles", "users", "everyone"))
    for kind in ("roles", "users"):
        named = allowed.get(kind) or []
        problems.count(f"allowed_mentions.{kind}", named, 0, 100)
        if named and kind in (allowed.get("parse") or []):
            problems.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def check_components(problems: Problems, path: str, parts: list[JSON], *, v2: bool) -> None:
    """Check the components of a message."""
    if v2:
        everything = list(inner(parts))
        if len(everything) > V2_PARTS:
            problems.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"At most {V2_PARTS} components.")
        said = sum(len(part.get("content", "")) for part in everything if part.get("type") == 10)
        if said > V2_TEXT:
            problems.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"At most {V2_TEXT} characters in all.")
    else:
        problems.count(path, parts, 0, ROWS)
    top = (1, 9, 10, 12, 13, 14, 17) if v2 else (1,)
    for index, part in enumerate(parts):
        _check_component(problems, f"{path}.{index}", part, top)
    ids = [part["custom_id"] for part in inner(parts) if part.get("custom_id")]
    problems.unique(path, ids, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def _check_component(problems: Problems, path: str, part: JSON, allowed: tuple[int, ...]) -> None:
    kind = part.get("type")
    problems.choice(f"{path}.type", kind, allowed)
    inside = part.get("components") or []
    if kind == 1:
        problems.count(f"{path}.components", inside, 1, BUTTONS)
        selects = [item for item in inside if item.get("type") != 2]
        if selects and len(inside) > 1:
            problems.add(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds")
        allowed = (2, 3, 5, 6, 7, 8)
    elif kind == 2:
        _check_button(problems, path, part)
    elif kind in {3, 5, 6, 7, 8}:
        _check_select(problems, path, part)
    elif kind == 9:
        problems.count(f"{path}.components", inside, 1, 3)
        _check_component(problems, f"{path}.accessory", part.get("accessory") or {}, (2, 11))
        allowed = (10,)
    elif kind == 10:
        problems.text(f"{path}.content", part.get("content"), 1, V2_TEXT)
    elif kind == 17:
        problems.count(f"{path}.components", inside, 1, V2_PARTS)
        allowed = (1, 9, 10, 12, 13, 14)
    for index, item in enumerate(inside):
        _check_component(problems, f"{path}.components.{index}", item, allowed)


def _check_button(problems: Problems, path: str, part: JSON) -> None:
    style = part.get("style")
    problems.choice(f"{path}.style", style, range(1, 7))
    problems.text(f"{path}.label", part.get("label"), 0, 80)
    if style == 5:
        if "custom_id" in part:
            problems.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both")
        problems.text(f"{path}.url", part.get("url"), 1, 512)
    elif style != 6:
        problems.text(f"{path}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    if style != 6 and not part.get("label") and not part.get("emoji"):
        problems.add(path, "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL", "A button must have a label or an emoji")


def _check_select(problems: Problems, path: str, part: JSON) -> None:
    problems.text(f"{path}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    problems.text(f"{path}.placeholder", part.get("placeholder"), 0, 150)
    low, high = part.get("min_values", 1), part.get("max_values", 1)
    problems.number(f"{path}.min_values", low, 0, OPTIONS)
    problems.number(f"{path}.max_values", high, 1, OPTIONS)
    if part.get("type") == 3:
        options = part.get("options") or []
        _check_options(problems, f"{path}.options", options, 1, OPTIONS)
        if high > max(1, len(options)) or low > high:
            problems.add(f"{path}.max_values", "NUMBER_TYPE_MAX", f"Value should be at most {len(options)}.")


def _check_options(problems: Problems, path: str, options: list[JSON], low: int, high: int) -> None:
    problems.count(path, options, low, high)
    for index, option in enumerate(options):
        for name in ("label", "value"):
            problems.text(f"{path}.{index}.{name}", option.get(name), 1, 100)
        problems.text(f"{path}.{index}.description", option.get("description"), 0, 100)
    values = [option.get("value") for option in options]
    problems.unique(
        path, values, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
    )


def check_modal(data: JSON) -> None:
    """Check a modal.

    Raises:
        ApiError: 50035.
    """
    problems = Problems()
    problems.text("data.title", data.get("title"), 1, 45)
    problems.text("data.custom_id", data.get("custom_id"), 1, CUSTOM_ID)
    parts = data.get("components") or []
    problems.count("data.components", parts, 1, 5)
    for index, part in enumerate(parts):
        path = f"data.components.{index}"
        problems.choice(f"{path}.type", part.get("type"), (1, 10, 18))
        if part.get("type") == 18:
            problems.text(f"{path}.label", part.get("label"), 1, 45)
            problems.text(f"{path}.description", part.get("description"), 0, 100)
            _check_input(problems, f"{path}.component", part.get("component") or {})
        elif part.get("type") == 1:
            inside = part.get("components") or []
            problems.count(f"{path}.components", inside, 1, 1)
            for item in inside:
                problems.choice(f"{path}.components.0.type", item.get("type"), (4,))
                problems.text(f"{path}.components.0.label", item.get("label"), 1, 45)
                _check_input(problems, f"{path}.components.0", item)
    ids = [part["custom_id"] for part in inner(parts) if part.get("custom_id")]
    problems.unique(
        "data.components", ids, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
    )
    problems.end()


def _check_input(problems: Problems, path: str, part: JSON) -> None:
    kind = part.get("type")
    problems.choice(f"{path}.type", kind, (3, 4, 5, 6, 7, 8, 19, 21, 22, 23))
    if kind in {3, 5, 6, 7, 8}:
        _check_select(problems, path, part)
        return
    problems.text(f"{path}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    if kind == 4:
        problems.choice(f"{path}.style", part.get("style"), (1, 2))
        problems.number(f"{path}.min_length", part.get("min_length"), 0, 4_000)
        problems.number(f"{path}.max_length", part.get("max_length"), 1, 4_000)
        problems.text(f"{path}.placeholder", part.get("placeholder"), 0, 100)
        problems.text(f"{path}.value", part.get("value"), 0, part.get("max_length") or 4_000)
    elif kind in {21, 22}:
        _check_options(problems, f"{path}.options", part.get("options") or [], 2 if kind == 21 else 1, 10)


# Commands


def check_commands(commands: object) -> None:
    """Check a whole set of commands.

    Raises:
        ApiError: 50035, or 30032 for too many.
    """
    if not isinstance(commands, list):
        raise one("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    problems = Problems()
    for kind, most in COMMANDS.items():
        named = [command.get("name") for command in commands if command.get("type", 1) == kind]
        if len(named) > most:
            raise ApiError(400, 30032, f"Maximum number of application commands reached ({most})")
        problems.unique("", named, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    for index, command in enumerate(commands):
        _check_command(problems, str(index), command)
    problems.end()


def _check_command(problems: Problems, path: str, command: JSON) -> None:
    kind = command.get("type", 1)
    problems.choice(f"{path}.type", kind, COMMANDS)
    if kind == 1:
        _check_named(problems, path, command)
        _check_command_options(problems, f"{path}.options", command.get("options") or [], depth=0)
    else:
        problems.text(f"{path}.name", command.get("name"), 1, 32)
        for locale, text in (command.get("name_localizations") or {}).items():
            problems.choice(f"{path}.name_localizations.{locale}", locale, LOCALES)
            problems.text(f"{path}.name_localizations.{locale}", text, 1, 32)
        if command.get("description") or command.get("options"):
            problems.add(path, "APPLICATION_COMMAND_CONTEXT_MENU", "Context menu commands cannot have description")
    for name, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for value in command.get(name) or []:
            problems.choice(f"{path}.{name}", value, allowed)
    needed = command.get("default_member_permissions")
    if needed is not None and not str(needed).isdigit():
        problems.add(f"{path}.default_member_permissions", "BITFIELD_TYPE", "Not a bit set")
    if _command_text(command) > COMMAND_TEXT:
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({COMMAND_TEXT})")


def _check_named(problems: Problems, path: str, item: JSON) -> None:
    for key, check in (("name", _check_name), ("description", _check_description)):
        check(problems, f"{path}.{key}", item.get(key))
        for locale, text in (item.get(f"{key}_localizations") or {}).items():
            problems.choice(f"{path}.{key}_localizations.{locale}", locale, LOCALES)
            check(problems, f"{path}.{key}_localizations.{locale}", text)


def _check_name(problems: Problems, path: str, name: object) -> None:
    problems.text(path, name, 1, 32)
    if isinstance(name, str) and (name != name.lower() or not all(_in_name(letter) for letter in name)):
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _in_name(letter: str) -> bool:
    script = unicodedata.name(letter, "")
    return letter in "-_'" or unicodedata.category(letter)[0] in "LN" or script.startswith(("DEVANAGARI", "THAI"))


def _check_description(problems: Problems, path: str, text: object) -> None:
    problems.text(path, text, 1, 100)


def _check_command_options(problems: Problems, path: str, options: list[JSON], *, depth: int) -> None:
    problems.count(path, options, 0, OPTIONS)
    names = [option.get("name") for option in options]
    problems.unique(path, names, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
    groups = [option.get("type") in {1, 2} for option in options]
    if any(groups) and not all(groups):
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and others cannot be mixed")
    asked = [bool(option.get("required")) for option in options]
    if asked != sorted(asked, reverse=True):
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before")
    for index, option in enumerate(options):
        place, kind = f"{path}.{index}", option.get("type")
        _check_named(problems, place, option)
        allowed = (range(1, 12), (1, *range(3, 12)), range(3, 12))[depth]
        problems.choice(f"{place}.type", kind, allowed)
        if kind in {1, 2}:
            level = 2 if kind == 1 else 1
            inside = option.get("options") or []
            if kind == 2:
                problems.count(f"{place}.options", inside, 1, OPTIONS)
            _check_command_options(problems, f"{place}.options", inside, depth=level)
        else:
            _check_option(problems, place, option)


def _check_option(problems: Problems, path: str, option: JSON) -> None:
    kind, choices = option.get("type"), option.get("choices") or []
    problems.count(f"{path}.choices", choices, 0, OPTIONS)
    if choices and option.get("autocomplete"):
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", "Choices and autocomplete exclude each other")
    if (choices or option.get("autocomplete")) and kind not in {3, 4, 10}:
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_CHOICES", "This type has no choices")
    check_choices(problems, f"{path}.choices", choices, kind)
    problems.number(f"{path}.min_length", option.get("min_length"), 0, 6_000)
    problems.number(f"{path}.max_length", option.get("max_length"), 1, 6_000)


def check_choices(problems: Problems, path: str, choices: list[JSON], kind: object) -> None:
    """Check the choices of an option, or an autocomplete's answer."""
    problems.count(path, choices, 0, OPTIONS)
    for index, item in enumerate(choices):
        problems.text(f"{path}.{index}.name", item.get("name"), 1, 100)
        for locale, text in (item.get("name_localizations") or {}).items():
            problems.choice(f"{path}.{index}.name_localizations.{locale}", locale, LOCALES)
            problems.text(f"{path}.{index}.name_localizations.{locale}", text, 1, 100)
        if kind == 3:
            problems.text(f"{path}.{index}.value", item.get("value"), 1, 100)
        else:
            problems.number(f"{path}.{index}.value", item.get("value"), -(2**53), 2**53)
    names = [item.get("name") for item in choices]
    problems.unique(path, names, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Choice already exists")


def _command_text(item: JSON) -> int:
    size = 0
    for key in ("name", "description"):
        said = [item.get(key) or "", *(item.get(f"{key}_localizations") or {}).values()]
        size += max(len(text) for text in said if isinstance(text, str))
    size += len(item["value"]) if isinstance(item.get("value"), str) else 0
    parts = (item.get("options") or []) + (item.get("choices") or [])
    return size + sum(_command_text(part) for part in parts)


# AutoMod


def check_rule(rule: JSON) -> None:
    """Check an AutoMod rule as a whole.

    Raises:
        ApiError: 50035.
    """
    problems = Problems()
    problems.text("name", rule.get("name"), 1, 100)
    problems.choice("event_type", rule.get("event_type"), (1, 2))
    kind, meta = rule.get("trigger_type"), rule.get("trigger_metadata") or {}
    problems.choice("trigger_type", kind, (1, 3, 4, 5, 6))
    if kind in {1, 6}:
        _check_patterns(problems, meta)
    elif kind == 4:
        problems.count("trigger_metadata.presets", meta.get("presets") or [], 1, 3)
        _check_keywords(problems, "allow_list", meta, 1_000)
    elif kind == 5:
        problems.number("trigger_metadata.mention_total_limit", meta.get("mention_total_limit"), 0, 50)
    actions = rule.get("actions") or []
    problems.count("actions", actions, 1, 4)
    for index, action in enumerate(actions):
        _check_action(problems, f"actions.{index}", action, kind)
    problems.count("exempt_roles", rule.get("exempt_roles") or [], 0, 20)
    problems.count("exempt_channels", rule.get("exempt_channels") or [], 0, 50)
    problems.end()


def _check_patterns(problems: Problems, meta: JSON) -> None:
    _check_keywords(problems, "keyword_filter", meta, KEYWORDS)
    _check_keywords(problems, "allow_list", meta, 100)
    patterns = meta.get("regex_patterns") or []
    problems.count("trigger_metadata.regex_patterns", patterns, 0, REGEXES)
    for index, pattern in enumerate(patterns):
        path = f"trigger_metadata.regex_patterns.{index}"
        problems.text(path, pattern, 1, REGEX)
        if not compiles(pattern):
            problems.add(path, "AUTO_MODERATION_INVALID_REGEX", "Regex is invalid or not supported")
    if not patterns and not meta.get("keyword_filter"):
        problems.add("trigger_metadata", "BASE_TYPE_REQUIRED", "This field is required")


def _check_keywords(problems: Problems, name: str, meta: JSON, most: int) -> None:
    words = meta.get(name) or []
    problems.count(f"trigger_metadata.{name}", words, 0, most)
    for index, word in enumerate(words):
        problems.text(f"trigger_metadata.{name}.{index}", word, 1, KEYWORD)


def _check_action(problems: Problems, path: str, action: JSON, trigger: object) -> None:
    kind, meta = action.get("type"), action.get("metadata") or {}
    problems.choice(f"{path}.type", kind, (1, 2, 3, 4))
    if kind == 1:
        problems.text(f"{path}.metadata.custom_message", meta.get("custom_message"), 0, BLOCK_TEXT)
    elif kind == 2 and not str(meta.get("channel_id", "")).isdigit():
        problems.add(f"{path}.metadata.channel_id", "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == 3:
        problems.number(f"{path}.metadata.duration_seconds", meta.get("duration_seconds"), 1, 2_419_200)
        if trigger not in {1, 5}:
            problems.add(f"{path}.type", "AUTO_MODERATION_ACTION", "Timeouts are for keyword and mention rules")


def compiles(pattern: object) -> bool:
    """Say whether AutoMod takes a pattern: Rust's flavour, which like RE2 has no look-around and no back-reference."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except (re2.error, TypeError):
        return False
    return True


def keyword_pattern(keyword: str) -> "re.Pattern[str]":
    """Turn a keyword into a pattern: whole words, unless a star at an end says otherwise; case does not matter."""
    start = "" if keyword.startswith("*") else r"(?<!\w)"
    end = "" if keyword.endswith("*") else r"(?!\w)"
    return re.compile(start + re.escape(keyword.strip("*")) + end, re.IGNORECASE)


def matched(rule: JSON, text: str) -> tuple[str, str] | None:
    """Find what a keyword rule objects to: the keyword or pattern, and the words themselves."""
    meta = rule.get("trigger_metadata") or {}
    allowed = [keyword_pattern(word) for word in meta.get("allow_list") or []]
    finders: list[tuple[str, Callable[[str], Any]]] = [
        (word, keyword_pattern(word).search) for word in meta.get("keyword_filter") or []
    ]
    finders += [(pattern, re2.compile(pattern).search) for pattern in meta.get("regex_patterns") or []]
    for name, find in finders:
        found = find(text)
        if found and not any(allow.search(found.group()) for allow in allowed):
            return name, str(found.group())
    return None


# The rest


def check_webhook_name(path: str, name: object) -> None:
    """Check a webhook's name, or the name it speaks under.

    Raises:
        ApiError: 50035.
    """
    problems = Problems()
    problems.text(path, name.strip() if isinstance(name, str) else name, 1, 80)
    if isinstance(name, str):
        for word in ("clyde", "discord"):
            if word in name.lower():
                problems.add(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
    problems.end()


def parse_timeout(value: object, now: datetime) -> datetime | None:
    """Read until when a member may not write; None lifts it.

    Raises:
        ApiError: 50035, for what is no moment, or one more than 28 days away.
    """
    if value is None:
        return None
    try:
        until = datetime.fromisoformat(str(value))
    except ValueError:
        raise one("communication_disabled_until", "DATE_TIME_TYPE_PARSE", "Could not parse") from None
    if until.tzinfo is None:
        raise one("communication_disabled_until", "DATE_TIME_TYPE_PARSE", "Could not parse")
    if until > now + TIMEOUT:
        raise one("communication_disabled_until", "GUILD_COMMUNICATION_DISABLED_UNTIL", "At most 28 days ahead")
    return until if until > now else None

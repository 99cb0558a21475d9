"""The playground in a terminal: people are played line by line, by hand or from a script.

ada #cases: pt is stable, thanks all     a message; the channel is kept until another one is named
ada: /tip                                a command, as it would be typed
ada: menu report                         the menu of the newest message in the channel (or: menu report local:m4)
mia: press Claim                         the newest button with this label among what Mia can see
mia: choose 1 ·                          the first entry of the newest list that begins so
ada: fill reason=spam | note=seen twice  the form that is open for Ada
ada: edit new words / ada: delete        the newest message of her own
expect ada: words                        stop with exit code 1 unless Ada can see these words
expect not ada: words                    … or when she can
# a remark
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from bot.adapters.local.adapter import Answer, LocalAdapter, Source
from bot.adapters.local.view import card_json
from bot.adapters.local.world import CHANNELS, PEOPLE, Post
from bot.core.events import ChannelId, MessageId, MessageRef

Quiet = Callable[[], Awaitable[None]]
"""Waits until nothing waits to be carried out."""

FAILED = 1


class ScriptError(ValueError):
    """A line that cannot be played; the text says why."""


@dataclass(frozen=True, slots=True)
class _Line:
    who: str
    channel: str | None
    does: str


class Console:
    """Plays lines and shows what becomes of them."""

    def __init__(self, adapter: LocalAdapter, quiet: Quiet, out: IO[str]) -> None:
        self._adapter = adapter
        self._quiet = quiet
        self._out = out
        self._channel = CHANNELS[0].id
        self._answers: dict[str, dict[str, Any]] = {}
        self._forms: dict[str, tuple[dict[str, Any], Source | None]] = {}
        self._shown: dict[str, object] = {}

    async def play(self, line: str) -> None:
        """Play one line.

        Raises:
            ScriptError: it cannot be read or played, or what it expects is not so.
        """
        line = line.strip()
        if not line or line.startswith("#"):
            return
        words = line.split(maxsplit=1)
        if words[0] == "expect":
            self._expect(words[1] if len(words) > 1 else "")
            return
        parsed = _parse(line)
        if parsed.channel is not None:
            self._channel = ChannelId(f"local:{parsed.channel}")
        answer = await self._do(parsed.who, parsed.does)
        await self._quiet()
        self._keep(parsed.who, answer)
        self._show()

    async def _do(self, who: str, does: str) -> Answer:
        verb, _, rest = does.partition(" ")
        match verb:
            case "press":
                doing = self._press(who, rest)
            case "choose":
                doing = self._choose(who, rest)
            case "fill":
                doing = self._fill(who, rest)
            case "menu":
                name, _, message = rest.partition(" ")
                doing = self._adapter.menu(who, name, message or self._newest(None))
            case "edit":
                doing = self._adapter.edit(who, self._newest(who), rest)
            case "delete" if not rest:
                doing = self._adapter.delete(who, self._newest(who))
            case _ if does.startswith("/"):
                doing = self._adapter.command(who, self._channel, does)
            case _:
                doing = self._adapter.post(who, self._channel, does)
        return await doing

    async def _press(self, who: str, label: str) -> Answer:
        for source, card in self._cards(who):
            for button in card["buttons"]:
                if button["label"].casefold() == label.casefold():
                    return await self._pressed(who, button["token"], (), source)
        raise ScriptError(f"{who} sees no button “{label}”")

    async def _choose(self, who: str, label: str) -> Answer:
        for source, card in self._cards(who):
            for option in (card["select"] or {}).get("options", ()):
                if option["label"].startswith(label):
                    return await self._pressed(who, card["select"]["token"], (option["value"],), source)
        raise ScriptError(f"{who} sees no list with “{label}”")

    async def _pressed(self, who: str, token: str, values: Sequence[str], source: Source) -> Answer:
        answer = await self._adapter.press(who, self._channel, token, values, source)
        if answer.reply is not None and answer.reply["kind"] == "form":
            self._forms[who] = (answer.reply["form"], source)
        return answer

    async def _fill(self, who: str, written: str) -> Answer:
        if who not in self._forms:
            raise ScriptError(f"no form is open for {who}")
        form, source = self._forms.pop(who)
        fields = {one["name"]: one["value"] for one in form["fields"]}
        for pair in written.split(" | ") if written else ():
            name, equals, value = pair.partition("=")
            if not equals or name.strip() not in fields:
                raise ScriptError(f"the form has no field “{name.strip()}”; it has {', '.join(fields)}")
            fields[name.strip()] = value.strip()
        about = form["about"]
        ref = MessageRef(channel=ChannelId(about["channel"]), id=MessageId(about["id"])) if about else None
        return await self._adapter.submit(who, self._channel, form["token"], fields, ref, source)

    def _newest(self, who: str | None) -> str:
        for post in reversed(self._adapter.world.in_channel(self._channel)):
            if post.author is not None and who in (None, post.author):
                return post.id
        raise ScriptError("there is no such message in the channel")

    def _cards(self, who: str) -> Iterator[tuple[Source, dict[str, Any]]]:
        """Yield the cards that somebody can see: what was answered last, letters and then channels, newest first."""
        if who in self._answers:
            yield Source(kind="answer", id=""), self._answers[who]
        seen = self._adapter.view(who)
        letters = [("inbox", one) for one in seen["inbox"]] + [("queue", one) for one in seen["queue"] or ()]
        letters += [("channel", one) for channel in seen["channels"] for one in channel["messages"] if one["card"]]
        for kind, letter in sorted(letters, key=lambda one: str(one[1]["at"]), reverse=True):
            yield Source(kind=kind, id=letter["id"]), letter["card"]
        for post in sorted(self._posts(), key=lambda one: one.at, reverse=True):
            if post.card is not None:
                yield Source(kind="channel", id=post.id), card_json(post.card)

    def _keep(self, who: str, answer: Answer) -> None:
        reply = answer.reply
        if answer.error is not None:
            self._print(f"{_name(who)} reads: {answer.error}")
        elif reply is not None and reply["kind"] == "form":
            self._forms.setdefault(who, (reply["form"], None))
            fields = ", ".join(one["name"] for one in reply["form"]["fields"])
            self._print(f"{_name(who)} gets a form: {reply['form']['title']} ({fields})")
        elif reply is not None:
            self._answers[who] = reply["card"]
            self._print(f"{_name(who)} gets an answer:", *_lines(reply["card"]))

    def _show(self) -> None:
        """Print what has come, changed or gone since the last line."""
        now = {f"message {post.id}": _posted(post) for post in self._posts()}
        for person in PEOPLE:
            for letter in self._adapter.view(person.id)["inbox"]:
                now[f"{person.name} · {letter['id']}"] = tuple(_lines(letter["card"]))
        for letter in self._adapter.view("local:sam")["queue"] or ():
            now[f"moderators · {letter['id']}"] = tuple(_lines(letter["card"]))
        for key, lines in now.items():
            if self._shown.get(key) != lines:
                self._print(f"[{key}]", *lines)
        for key in self._shown.keys() - now.keys():
            self._print(f"[{key}] is gone")
        self._shown = dict(now)

    def _posts(self) -> Iterator[Post]:
        for channel in CHANNELS:
            yield from self._adapter.world.in_channel(channel.id)

    def _expect(self, rest: str) -> None:
        wanted = not rest.startswith("not ")
        who, colon, words = rest.removeprefix("not ").partition(":")
        if not colon or not words.strip():
            raise ScriptError("write it as: expect ada: words")
        member = _person(who.strip())
        seen = "\n".join(self._seen(member))
        if (words.strip().casefold() in seen.casefold()) is not wanted:
            raise ScriptError(f"{_name(member)} {'does not see' if wanted else 'sees'}: {words.strip()}")

    def _seen(self, who: str) -> Iterator[str]:
        for post in self._posts():
            yield post.content.body
        for _, card in self._cards(who):
            yield from _lines(card)

    def _print(self, head: str, *lines: str) -> None:
        self._out.write("\n".join((head, *(f"    {line}" for line in lines))) + "\n")


def _parse(line: str) -> _Line:
    head, colon, does = line.partition(":")
    name, hash_, channel = head.partition("#")
    if not colon or not does.strip():
        raise ScriptError("write it as: ada #general: words, or ada: /command")
    known = {one.name for one in CHANNELS}
    if hash_ and channel.strip() not in known:
        raise ScriptError(f"there is no channel #{channel.strip()}; there are {', '.join(sorted(known))}")
    return _Line(who=_person(name.strip()), channel=channel.strip() if hash_ else None, does=does.strip())


def _person(name: str) -> str:
    for person in PEOPLE:
        if person.name.casefold() == name.casefold():
            return person.id
    raise ScriptError(f"there is nobody called “{name}”; there are {', '.join(one.name for one in PEOPLE)}")


def _name(who: str) -> str:
    return next(person.name for person in PEOPLE if person.id == who)


def _posted(post: Post) -> tuple[str, ...]:
    if post.card is not None:
        return tuple(_lines(card_json(post.card)))
    return (f"{_name(post.author) if post.author else 'Chaperone'}: {post.content.body}",)


def _lines(card: dict[str, Any]) -> list[str]:
    lines = [card["title"], *(line for text in card["body"] for line in text.splitlines())]
    for fact in card["facts"]:
        lines += [f"{fact['name']}: {line}" for line in fact["value"].splitlines()]
    if card["excerpt"]:
        lines += [f"| {line}" for line in card["excerpt"].splitlines()]
    lines += [option["label"] for option in (card["select"] or {}).get("options", ())]
    if card["buttons"]:
        lines.append(" ".join(f"[{button['label']}]" for button in card["buttons"]))
    return [*lines, *([card["footer"]] if card["footer"] else [])]


async def _typed(stdin: IO[str]) -> AsyncIterator[str]:
    """Yield lines as they are typed, until their end.

    A read that waits cannot be called off, and a thread of the loop's own is waited for at the end: nobody could leave.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for another line
            try:
                for line in stdin:
                    loop.call_soon_threadsafe(lines.put_nowait, line)
            finally:
                loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line


async def play_lines(
    adapter: LocalAdapter, quiet: Quiet, lines: Sequence[str] | None, stdin: IO[str], out: IO[str]
) -> int:
    """Play a script, or lines from a terminal until its end.

    Returns:
        0, or 1 when a line of a script could not be played or what it expected was not so.
    """
    console = Console(adapter, quiet, out)
    if lines is not None:
        for number, line in enumerate(lines, 1):
            try:
                await console.play(line)
            except ScriptError as error:
                out.write(f"line {number}: {error}\n")
                return FAILED
        return 0
    out.write((__doc__ or "") + "\n")
    async for line in _typed(stdin):
        try:
            await console.play(line)
        except ScriptError as error:
            out.write(f"{error}\n")
        out.flush()
    return 0

"""Logs and metrics: an allow-list of keys, one JSON object a line, and nothing that a member wrote."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot.telemetry import _LABELS, ALLOWED, ForbiddenKey, Telemetry, quiet_libraries

ROOT = Path(__file__).parents[2]


def test_a_line_is_one_json_object() -> None:
    """A line has its event, level and time in UTC beside what was noted, and nothing breaks it in two."""
    stream = io.StringIO()
    telemetry = Telemetry(stream)
    telemetry.note("event", kind="MessagePosted", outcome="done\nforged", milliseconds=1.5, count=None)
    (line,) = stream.getvalue().splitlines()
    written = json.loads(line)
    assert written.pop("timestamp").endswith("Z")
    assert written == {
        "event": "event",
        "level": "info",
        "kind": "MessagePosted",
        "outcome": "done\nforged",
        "milliseconds": 1.5,
        "count": None,
    }


@pytest.mark.parametrize("key", ["text", "content", "author", "member", "excerpt", "message", "user", "body"])
def test_other_keys_are_refused(key: str) -> None:
    """A key that is not on the list is an error that names the key and not its value; nothing is written."""
    stream = io.StringIO()
    with pytest.raises(ForbiddenKey, match=key) as caught:
        Telemetry(stream).note("event", **{key: "Ada Testperson"})
    assert "Ada" not in str(caught.value)
    assert stream.getvalue() == ""
    assert key not in ALLOWED


def test_counts_add_up() -> None:
    """Counters are told apart by their labels, added up over all of them, and written as Prometheus reads them."""
    telemetry = Telemetry(io.StringIO())
    telemetry.count("actions", kind="hold_message", effect="done")
    telemetry.count("actions", kind="hold_message", effect="done")
    telemetry.count("actions", kind="tell_member", effect="refused")
    assert telemetry.total("actions") == 3
    assert telemetry.total("events_failed") == 0
    written = generate_latest(telemetry.registry).decode()
    assert 'chaperone_actions_total{effect="done",kind="hold_message"} 2.0' in written
    with pytest.raises(ValueError, match="label"):
        telemetry.count("actions", member="Ada")
    with pytest.raises(KeyError):
        telemetry.count("nothing")


def calls(method: str) -> Iterator[tuple[str, set[str]]]:
    """Find every line or count that the code writes: its name and its keys."""
    for folder in ("bot", "cogs", "config"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                owner = ast.unparse(node.func.value)
                if node.func.attr == method and owner.rpartition(".")[2] in ("journal", "_journal", "telemetry"):
                    name = ast.literal_eval(node.args[0])
                    yield name, {keyword.arg or "**" for keyword in node.keywords}


def test_whatever_the_code_writes_is_allowed() -> None:
    """Every line in the code has keys of the list, every count a counter with these labels."""
    lines, counts = list(calls("note")), list(calls("count"))
    assert len(lines) > 2
    assert len(counts) > 5
    assert [(name, keys - ALLOWED) for name, keys in lines if keys - ALLOWED] == []
    assert [(name, keys) for name, keys in counts if keys != set(_LABELS.get(name, ()))] == []
    assert {name for name, _ in counts} == set(_LABELS)


def test_libraries_are_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """What libraries would log may hold parameters or text, and goes nowhere."""
    try:
        quiet_libraries()
        logging.getLogger("sqlalchemy.engine").critical("parameters: Ada Testperson")
        assert caplog.text == ""
    finally:
        logging.disable(logging.NOTSET)

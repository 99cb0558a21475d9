"""The scan: a line a row, in order; exit codes; tables that never show the text unless they are asked to."""

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import bot.scan.command
from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.inspection import Inspector
from bot.core.policy import ChannelMode, PolicyError
from bot.core.text import Span, Text
from bot.scan.command import Output, Request, scan
from bot.scan.readers import Format
from tests.town import ScriptedDetector

NAME = "Testperson"
HELD = f"pt {{patient_data.direct 0.9: {NAME}}} is well"
RUDE = f"you {{disrespect.remark 0.6: {NAME}}}"
CLEAN = "good morning"


class AlsoFileNames:
    """Finds every file name, which stands in another part than the text."""

    name = "files"
    label = Label.SPAM
    calibrated = True
    rules: Mapping[str, str] = {"files.name": "It has a name."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find the parts after the first."""
        for index, part in enumerate(text.content.parts[1:], 1):
            yield Finding(
                category=Category.SPAM,
                rule="files.name",
                span=Span(part=index, start=0, end=len(part.text)),
                kind=Kind.OFFER,
                confidence=0.9,
                why="It has a name.",
            )


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let messages say what is found in them."""
    monkeypatch.setattr(bot.scan.command, "inspector", lambda **_: Inspector([ScriptedDetector(), AlsoFileNames()]))


def scanned(request: Request, given: bytes = b"") -> tuple[int, str, str]:
    """Scan; exit code, output and errors come back."""
    out, errors = io.StringIO(), io.StringIO()
    code = scan(request, out, errors, io.BytesIO(given))
    return code, out.getvalue(), errors.getvalue()


def lines(*texts: str) -> bytes:
    """Write JSON rows numbered from one."""
    return b"".join(json.dumps({"id": index, "text": text}).encode() + b"\n" for index, text in enumerate(texts, 1))


def test_every_row_is_answered_in_order() -> None:
    """A row in, a row out, with verdict, labels, scores and findings at offsets into the text."""
    code, out, errors = scanned(Request(paths=()), lines(CLEAN, HELD, "", RUDE))
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, errors) == (0, "")
    assert [row["id"] for row in rows] == [1, 2, 3, 4]
    assert [row["verdict"] for row in rows] == ["allow", "hold", "allow", "nudge"]
    assert [row["flagged"] for row in rows] == [[], ["patient_data"], [], ["disrespect"]]
    assert list(rows[0]) == ["id", "verdict", "flagged", "scores", "findings"]
    assert rows[0]["scores"] == dict.fromkeys([label.value for label in Label], 0.0)
    assert rows[1]["scores"]["patient_data"] == 0.9
    (finding,) = rows[1]["findings"]
    assert list(finding) == ["label", "rule", "start", "end", "confidence", "why"]
    assert HELD[finding["start"] : finding["end"]] == NAME
    assert NAME not in out


@pytest.mark.parametrize(
    ("texts", "fail_on", "code"),
    [
        ((HELD,), (), 0),
        ((HELD,), (Label.PATIENT_DATA,), 1),
        ((HELD,), (Label.SPAM, Label.DISRESPECT), 0),
        ((CLEAN, RUDE), (Label.SPAM, Label.DISRESPECT), 1),
        ((), (Label.SPAM,), 0),
    ],
)
def test_exit_codes(texts: tuple[str, ...], fail_on: tuple[Label, ...], code: int) -> None:
    """A run fails on the labels that it was told to fail on, when the policy would act on them."""
    for output in Output:
        assert scanned(Request(paths=(), output=output, fail_on=frozenset(fail_on)), lines(*texts))[0] == code


def test_bad_rows_exit_with_two_and_the_others_are_scanned(tmp_path: Path) -> None:
    """File, line and reason of each bad row are on standard error; the good rows are all there."""
    first, second = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    first.write_bytes(lines(HELD) + f"not json {NAME}\n".encode() + lines(CLEAN))
    second.write_bytes(b"\xff\xfe\n" + lines(RUDE))
    missing = tmp_path / "none.jsonl"
    request = Request(paths=(first, missing, second, tmp_path), fail_on=frozenset({Label.PATIENT_DATA}))
    code, out, errors = scanned(request)
    assert code == 2
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["hold", "allow", "nudge"]
    assert errors.splitlines() == [
        f"{first}, line 2: not JSON (column 1)",
        f"{missing}: No such file or directory",
        f"{second}, line 1: not UTF-8 (byte 1 of the line)",
        f"{tmp_path}: Is a directory",
    ]
    assert NAME not in out + errors


@pytest.mark.parametrize("output", [Output.TABLE, Output.SUMMARY])
def test_people_read_no_text_unless_they_ask(output: Output) -> None:
    """Tables and summaries hold ids, verdicts, labels, rules and numbers; the text only with --show-text."""
    given = lines(CLEAN, HELD, f"{RUDE}\nsecond\tline")
    code, out, _ = scanned(Request(paths=(), output=output), given)
    assert code == 0
    assert NAME not in out
    assert CLEAN not in out
    assert "3 messages judged, 0 rows could not be read." in out
    assert re.search(r"patient_data\s*│\s*1\s*│\s*33.3%", out)
    if output is Output.TABLE:
        assert out.splitlines()[0] == "2\thold\tpatient_data\tscripted.patient_data.direct"
        shown = scanned(Request(paths=(), output=output, show_text=True), given)[1]
        assert shown.splitlines()[0].endswith(f"\t{HELD}")
        assert shown.splitlines()[1].endswith("} second line")
        assert CLEAN not in shown


def test_an_empty_scan() -> None:
    """Nothing to read is nothing to judge, and no error."""
    assert scanned(Request(paths=()))[:2] == (0, "")
    assert "0 messages judged" in scanned(Request(paths=(), output=Output.SUMMARY))[1]


def test_the_longest_and_the_strangest_texts() -> None:
    """Nothing, forty thousand characters, more than is read, and half surrogate pairs all get their row."""
    texts = ("", "x" * 40_000, "x" * 100_000 + HELD, "\ud83d", "\x00", HELD + " \udc00")
    code, out, errors = scanned(Request(paths=()), lines(*texts))
    assert (code, errors) == (0, "")
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == [
        *["allow"] * 2,
        "hold",
        *["allow"] * 2,
        "hold",
    ]


class AsRead:
    """Finds a name in what is read, the less surely the nearer it stands to the beginning."""

    name = "read"
    label = Label.PATIENT_DATA
    calibrated = True
    rules: Mapping[str, str] = {"patient_data.as_read": "A name stands there."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find the name wherever it stands."""
        for found in re.finditer(NAME, text.plain):
            yield Finding(
                category=Category.PATIENT_DIRECT,
                rule="patient_data.as_read",
                span=text.span(found.start(), found.end()),
                kind=Kind.NAME,
                confidence=0.9 if found.start() > 3_000 else 0.85,
                why="A name stands there.",
            )


@pytest.fixture
def read_as_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find names in what is read."""
    monkeypatch.setattr(bot.scan.command, "inspector", lambda **_: Inspector([AsRead(), ScriptedDetector()]))


@pytest.mark.usefixtures("read_as_is")
@pytest.mark.parametrize("filler", ["x", "good morning ", "good morning\n"])
@pytest.mark.parametrize("at", [20_000, 33_995, 38_995, 39_995, 40_000, 45_000, 67_995, 72_995, 119_980])
def test_a_text_longer_than_is_read_at_once(filler: str, at: int) -> None:
    """All of it is judged; what two looks at it both show is said once, as sure as it gets, where it stands."""
    text = (filler * 120_000)[:at] + NAME + (" " + filler * 120_000)[: 119_990 - at]
    code, out, errors = scanned(Request(paths=(), fail_on=frozenset({Label.PATIENT_DATA})), lines(text))
    (row,) = (json.loads(line) for line in out.splitlines())
    assert (code, errors) == (1, "")
    assert (row["verdict"], row["flagged"], row["scores"]["patient_data"]) == ("hold", ["patient_data"], 0.9)
    assert [(one["start"], one["end"], one["confidence"]) for one in row["findings"]] == [(at, at + len(NAME), 0.9)]


@pytest.mark.usefixtures("read_as_is")
def test_a_long_text_is_one_message() -> None:
    """The verdict is the gravest of what stands anywhere in it, and it counts once."""
    given = lines(RUDE + " good morning" * 5_000 + f" {NAME}", CLEAN)
    row = json.loads(scanned(Request(paths=()), given)[1].splitlines()[0])
    assert (row["verdict"], row["flagged"]) == ("hold", ["patient_data", "disrespect"])
    assert "2 messages judged, 0 rows could not be read." in scanned(Request(paths=(), output=Output.SUMMARY), given)[1]


@pytest.mark.usefixtures("read_as_is")
def test_what_stands_behind_a_long_text_is_read(tmp_path: Path) -> None:
    """A file's name is judged however long the message is that it came with."""
    message = {"type": "message", "ts": "1.5", "text": "x " * 20_000, "files": [{"name": f"{NAME}.pdf"}]}
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "1.json").write_text(json.dumps([message]))
    row = json.loads(scanned(Request(paths=(tmp_path,), written_as=Format.SLACK_EXPORT))[1])
    assert (row["flagged"], row["findings"]) == (["patient_data"], [])


def test_an_id_that_no_terminal_could_show() -> None:
    """A lone surrogate in an id, and signs that steer a terminal, end no scan and steer nothing."""
    given = json.dumps({"id": "a\ud83d\x1b[2J\tb\nc", "text": HELD}).encode()
    code, out, _ = scanned(Request(paths=()), given)
    assert code == 0
    assert json.loads(out)["verdict"] == "hold"
    table = scanned(Request(paths=(), output=Output.TABLE), given)[1]
    assert "\x1b" not in table
    assert len(table.splitlines()[0].split("\t")) == 4


def test_the_channel_decides_with_the_policy(tmp_path: Path) -> None:
    """A row's channel has the mode that the policy gives it, unless one mode is asked for."""
    policy = tmp_path / "mine.toml"
    policy.write_text('[channels]\nquiet = "off"\n')
    row = {"id": 1, "text": HELD, "channel": "#quiet", "author": "u", "sent_at": "2026-03-02T09:00:00Z", "thread": "t"}
    given = json.dumps(row).encode()

    def verdict(**options: object) -> str:
        return str(json.loads(scanned(Request(paths=(), **options), given)[1])["verdict"])  # type: ignore[arg-type]

    assert verdict() == "hold"
    assert verdict(policy=policy) == "allow"
    assert verdict(policy=policy, mode=ChannelMode.CASES) == "hold"
    assert verdict(mode=ChannelMode.LOUNGE) == "nudge"


@pytest.mark.parametrize("text", ["lanuage = 'fr'", "= broken", None])
def test_a_policy_that_cannot_be_used(tmp_path: Path, text: str | None) -> None:
    """Nothing is scanned under a policy that is not understood; file, line and field are named."""
    policy = tmp_path / "mine.toml"
    if text is not None:
        policy.write_text(text)
    with pytest.raises(PolicyError, match=r"mine\.toml"):
        scanned(Request(paths=(), policy=policy), lines(CLEAN))


def test_findings_in_other_parts_count_without_offsets(tmp_path: Path) -> None:
    """What is found in a file's name flags the message, but gets no offsets into its text."""
    message = {"type": "message", "ts": "1.5", "text": "see", "files": [{"name": "a.pdf"}]}
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "1.json").write_text(json.dumps([message]))
    code, out, _ = scanned(Request(paths=(tmp_path,), written_as=Format.SLACK_EXPORT))
    row = json.loads(out)
    assert (code, row["id"], row["flagged"], row["findings"]) == (0, "general/1.5", ["spam"], [])
    assert row["scores"]["spam"] == 0.9


def test_standard_input_among_files(tmp_path: Path) -> None:
    """A dash reads standard input in its place."""
    file = tmp_path / "one.txt"
    file.write_text("from the file\n")
    request = Request(paths=(file, Path("-")), written_as=Format.TEXT)
    code, out, _ = scanned(request, HELD.encode())
    assert code == 0
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["allow", "hold"]


class Terminal(io.StringIO):
    """Standard error before somebody's eyes, so that there is a bar."""

    def isatty(self) -> bool:
        """Be a terminal."""
        return True


@pytest.mark.parametrize("name", ["lost", "x" * 300])
def test_a_bar_over_what_nobody_can_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """On a terminal too, what leads nowhere is bad input, and the rest is scanned."""
    (tmp_path / "general").mkdir()
    (tmp_path / "general" / "1.json").write_text('[{"type": "message", "ts": "1.5", "text": "see"}]')
    (tmp_path / "general" / "2.json").symlink_to("nowhere")
    out, errors = io.StringIO(), Terminal()
    monkeypatch.setattr(sys, "stderr", errors)
    request = Request(paths=(tmp_path, tmp_path / name), written_as=Format.SLACK_EXPORT)
    assert scan(request, out, errors, io.BytesIO()) == 2
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["general/1.5"]
    assert "general/2.json: No such file or directory" in errors.getvalue()
    assert errors.getvalue().count(name) == 1


def test_a_detector_that_fails_is_said_and_the_row_is_judged() -> None:
    """A scan whose detector raises does not pass for a clean one: it says which, and ends as bad input does."""

    class Broken(AlsoFileNames):
        name = "broken"

        def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
            raise ValueError(text.plain)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bot.scan.command, "inspector", lambda **_: Inspector([Broken(), ScriptedDetector()]))
        code, out, errors = scanned(Request(paths=()), lines(HELD, "x" * 100_000 + HELD))
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["hold", "hold"]
    assert code == 2
    assert errors.splitlines() == [f"row {row}: the detector broken failed (ValueError)" for row in (1, 2)]

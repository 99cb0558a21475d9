"""The learned stage: how it cuts, joins and remembers, what it finds, and what it leaves alone.

The messages here are ours alone: neither the corpus nor a measuring set holds them.
"""

import asyncio
import itertools
import pickle
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bot import detectors
from bot.apart.asking import Apart
from bot.app import CLOSE_READER
from bot.core.errors import Unavailable
from bot.core.events import Channel, ChannelId, Member, MemberId
from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label, LearnedDetector
from bot.core.inspection import DEADLINE, Failure, Inspection, Inspector
from bot.core.text import MAX_LENGTH, Text, fold
from bot.detectors.reader.calibration import Calibration
from bot.detectors.reader.judges import AdviceJudge, MosaicJudge, PatientDataJudge, RespectJudge, SpamJudge, judges
from bot.detectors.reader.reader import ELSEWHERE, MOST_WINDOWS, WINDOW, Glance, Reader, join
from bot.detectors.reader.reading import HEADS
from bot.detectors.reader.tokens import CAPITAL, CAPITALS, INSIDE, SMALL, Tokens, WordPiece
from bot.detectors.reader.window import LASTS, MESSAGES, PLACES, Window

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANYWHERE = Context(now=NOW)
VOCABULARY = ("[UNK]", "[CLS]", "[SEP]", "ward", "ama", "##ra", "4", "##b", "!", ".")


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Load the weights once."""
    return Reader()


@pytest.fixture(scope="module")
def everything() -> Iterator[Inspector]:
    """Build all detectors, as the bot does."""
    inspector = Inspector(detectors.roster(), detectors.learned())
    yield inspector
    inspector.close()


def read(reader: Reader, message: str) -> Glance:
    """Read a message to the end."""
    glance = reader.glance(fold(message))
    assert glance is not None
    reader.errand(glance, whole=True).here()
    return glance


def at(number: int, author: str = "ada", channel: str = "cases", thread: str | None = None) -> Context:
    """Be in a channel, so many minutes on."""
    return Context(
        now=NOW + timedelta(minutes=number),
        community="test:here",
        channel=Channel(id=ChannelId(f"test:{channel}"), name=channel),
        thread=thread,
        author=Member(id=MemberId(f"test:{author}"), name=author),
    )


def labels(seen: Inspection) -> set[Label]:
    """Name what was found at more than a guess."""
    return {one.label for one in seen.findings if one.confidence >= 0.5}


# Cutting


def test_words_are_cut_into_the_longest_known_pieces() -> None:
    """Pieces know their place and how they were written; what is unknown stays one token."""
    pieces = WordPiece(VOCABULARY)
    tokens = pieces.cut(fold("Amara WARD 4b zzz!"))
    names = [VOCABULARY[number] for number in tokens.ids]
    assert names == ["ama", "##ra", "ward", "4", "##b", "[UNK]", "!"]
    assert tokens.starts == [0, 3, 6, 11, 12, 14, 17]
    assert tokens.ends == [3, 5, 10, 12, 13, 17, 18]
    assert tokens.case == [CAPITAL, INSIDE, CAPITALS, SMALL, INSIDE, SMALL, SMALL]


def test_a_word_beyond_all_measure_is_one_token() -> None:
    """Cutting it would cost the square of its length."""
    tokens = WordPiece(VOCABULARY).cut(fold("w" * MAX_LENGTH))
    assert len(tokens.ids) == 1
    assert tokens.ends == [MAX_LENGTH]


def test_messages_are_joined_within_one_window() -> None:
    """The newest is whole and has its places; what does not fit falls off at the front."""
    first = Tokens([7] * 100, [0] * 100, list(range(100)), list(range(1, 101)))
    last = Tokens([8] * 150, [1] * 150, list(range(150)), list(range(1, 151)))
    joined = join([first], last, 2)
    assert len(joined.ids) == WINDOW == len(joined.case) == len(joined.starts) == len(joined.ends)
    assert joined.ids == [7] * (WINDOW - 151) + [2] + [8] * 150
    assert joined.starts[: WINDOW - 150] == [ELSEWHERE] * (WINDOW - 150)
    assert joined.starts[WINDOW - 150 :] == last.starts
    assert join([], Tokens([8] * 500, [0] * 500, [0] * 500, [1] * 500), 2).ids == [8] * WINDOW


# Remembering


def test_a_window_is_one_members_in_one_place() -> None:
    """Nobody else's words, and no other channel's or thread's, count."""
    window, tokens = Window(), Tokens([1], [0], [0], [1])
    here = ("c", "a", "", "ada")
    assert window.follow(here, tokens, NOW) == []
    for other in (("c", "a", "", "bo"), ("c", "b", "", "ada"), ("c", "a", "t", "ada"), ("d", "a", "", "ada")):
        assert window.follow(other, tokens, NOW) == []
    assert window.follow(here, tokens, NOW) == [tokens]


def test_a_window_forgets() -> None:
    """Ten minutes, twenty messages, and so many members at once."""
    window, tokens = Window(), Tokens([1], [0], [0], [1])
    here = ("c", "a", "", "ada")
    followed = [len(window.follow(here, tokens, NOW)) for _ in range(MESSAGES + 5)]
    assert followed[-1] == MESSAGES
    assert window.follow(here, tokens, NOW + LASTS) != []
    assert window.follow(here, tokens, NOW + 2 * LASTS + timedelta(seconds=1)) == []
    for number in range(PLACES + 1):
        window.follow(("c", "a", "", str(number)), tokens, NOW + 3 * LASTS)
    assert window.follow(("c", "a", "", "0"), tokens, NOW + 3 * LASTS) == []
    assert window.follow(("c", "a", "", str(PLACES)), tokens, NOW + 3 * LASTS) == [tokens]


def test_a_window_forgets_by_the_clock() -> None:
    """Nobody has to write for it: ten minutes after a message nothing is left of it."""
    window, tokens = Window(), Tokens([1], [0], [0], [1])
    for minutes, who in ((0, "ada"), (4, "ada"), (5, "bo")):
        window.follow(("c", "a", "", who), tokens, NOW + timedelta(minutes=minutes))
    window.forget(NOW + LASTS)
    assert [len(kept) for kept in window._kept.values()] == [2, 1]
    window.forget(NOW + LASTS + timedelta(minutes=1))
    assert [len(kept) for kept in window._kept.values()] == [1, 1]
    window.forget(NOW + 2 * LASTS)
    assert window._kept == {}


# Reading


def test_what_is_said_of_a_message_is_always_the_same(reader: Reader) -> None:
    """However often, and whatever was read in between."""
    message = "Wojciechowska in 3B had her scan, family asking"
    first = read(reader, message).close("patient")
    read(reader, "lunch?")
    assert read(reader, message).close("patient") == first


def test_a_message_is_read_once_for_all_judges(reader: Reader) -> None:
    """The same glance comes back for the same text."""
    text = fold("on call again")
    assert reader.glance(text) is reader.glance(text)
    assert reader.glance(fold(" ")) is None


def test_the_end_of_a_long_message_is_read_too(reader: Reader) -> None:
    """What identifies is found in whichever window it stands, at its true place."""
    long = "the rota is the same as last week and nothing else is new on the ward today. " * 40
    said = "can somebody chase the bloods for Mrs Ottaviani in bay 2, her daughter rang"
    text = fold(long + said)
    glance = read(reader, long + said)
    found = [text.plain[one.start : one.end] for one in glance.stretches(0.35) if one.start >= len(long)]
    assert any("Ottaviani" in one for one in found)


def test_a_message_beyond_all_measure_is_read_in_part(reader: Reader) -> None:
    """Forty thousand characters of one-letter tokens would take the encoder longer than a detector may."""
    assert len(read(reader, "| " * (MAX_LENGTH // 2)).answer.readings) == MOST_WINDOWS


def test_probabilities_are_probabilities(reader: Reader) -> None:
    """Also after rounding to seven bits."""
    (reading,) = read(reader, "scan today").answer.readings
    for head in reading.heads.values():
        assert sum(head) == pytest.approx(1, abs=1e-4)
    assert np.allclose(reading.tokens.sum(axis=1), 1, atol=1e-4)
    assert reading.tokens.shape[0] == 2


@pytest.mark.parametrize(
    ("message", "begun", "finished"),
    [
        ("nights are over, I am off to bed", False, False),
        ("the new chairs squeak, who do I tell", True, False),
        ("we had cake for the ward clerk, she retires on friday", True, False),
        ("pt Marigold Testwood in bed 6 needs her warfarin checked, family waiting", True, True),
        ("a nurse with half a brain would have called sooner, but what can you expect of them", True, True),
        ("is it normal that my chest hurts since I started the tablets, should I stop them", True, True),
    ],
)
def test_only_what_may_matter_is_read_to_the_end(reader: Reader, message: str, begun: bool, finished: bool) -> None:
    """The quick reader says what is begun, and the lower half of the encoder whether the upper one is asked."""
    glance = reader.glance(fold(message))
    assert glance is not None
    assert reader.begins(glance) is begun
    reader.errand(glance, whole=False).here()
    assert glance.is_read is finished


def test_a_long_message_is_suspected_by_its_gravest_window(reader: Reader) -> None:
    """A remark at the end of a long harmless message is not averaged away."""
    harmless = "the rota is the same as last week and nothing else is new on the ward today. " * 40
    ending = "can somebody chase the bloods for Mrs Ottaviani in bay 2, her daughter rang"
    alone, both = (reader.glance(fold(one)) for one in (ending, harmless + ending))
    assert alone is not None
    assert both is not None
    strips = reader.strips(both)
    assert len(strips) > 1
    hinted = dict(
        zip(HEADS, reader.close.hints(reader.close.halves(strips), [*both.quick.values()]).tolist(), strict=True)
    )
    assert hinted["patient"] > reader.calibrations["patient"].hint


async def test_the_process_reads_as_we_do(reader: Reader) -> None:
    """Whether a message is read here or there, it comes to the same, number by number."""
    messages = (
        "the new chairs squeak, who do I tell",
        "pt Marigold Testwood in bed 6 needs her warfarin checked, family waiting",
        "the rota is the same as last week and nothing else is new on the ward today. " * 40,
    )
    async with Apart(CLOSE_READER, DEADLINE) as apart:
        elsewhere = await asyncio.to_thread(Reader, ask=apart.ask)
        for message, whole in itertools.product(messages, (True, False)):
            here, there = reader.glance(fold(message)), elsewhere.glance(fold(message))
            assert here is not None
            assert there is not None
            await reader.errand(here, whole=whole).away()
            await elsewhere.errand(there, whole=whole).away()
            assert pickle.dumps(there.answer) == pickle.dumps(here.answer)
        assert "close" not in vars(elsewhere)  # its library is not even loaded


async def test_a_message_is_not_sent_twice() -> None:
    """One that the process was lost over would be lost over again, for each of the other labels."""
    sent: list[object] = []

    async def lose(question: object) -> object:
        sent.append(question)
        raise Unavailable

    inspector = Inspector([], await asyncio.to_thread(judges, lose))
    text = fold("pt Marigold Testwood in bed 6 needs her warfarin checked, family waiting")
    seen = await inspector.inspect(text, ANYWHERE)
    assert seen.findings == ()
    assert seen.failures == (Failure(detector="patient_data.reader", reason="Unavailable"),)
    assert len(sent) == 1
    inspector.close()


# Judging


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("can someone review Adebisi in 7C, NEWS is 6 and the family are upset", Label.PATIENT_DATA),
        (
            "little Ottoline came back septic on her birthday, 4 June, and mum works at the Wexcombe bakery",
            Label.PATIENT_DATA,
        ),
        ("91F NOF pinned last night, sitting out for her lunch", Label.PATIENT_DATA),
        ("aufgenommen am 5. April mit Sepsis, jetzt Delir", Label.PATIENT_DATA),
        (
            "congratulations doctor! your paper may appear in our journal in 5 days, fee only 99 USD, reply here",
            Label.SPAM,
        ),
        ("earn 3000 weekly from home, I turned my savings around with this trading bot, inbox me", Label.SPAM),
        ("maybe leave the thinking to people who went to an actual medical school, sweetheart", Label.DISRESPECT),
        ("these frequent flyers are just here for a free sandwich and morphine, send them all home", Label.DISRESPECT),
        ("i'm on apixaban for my own af, is ibuprofen ok for my knee?", Label.ADVICE),
        ("my dad's ankles are swelling since he started amlodipine, should I tell him to stop it?", Label.ADVICE),
    ],
)
def test_hits(everything: Inspector, message: str, label: Label) -> None:
    """What a moderator would want to see."""
    assert label in labels(everything.look(fold(message), ANYWHERE))


@pytest.mark.parametrize(
    "message",
    [
        "who is covering for Adebisi tomorrow? she swapped with me",
        "the Ottaviani score did worse than clinical judgement in that cohort of 4,312",
        "abstract deadline is 4 June, send me your drafts",
        "sats 94 on two litres, happy to step down",
        "this f***ing printer has eaten my discharge letters again",
        "I'm such an idiot, I bled myself twice before I found the vein",
        "journal club on Thursday: is same-day discharge after PCI safe? pizza provided",
        "exam q: a 93 year old woman falls at home, what is the next step?",
        "pt on lithium wants ibuprofen, i usually say paracetamol, anyone disagree?",
        "my patient's ferritin is 11, iv or po first? hb 98",
        "admission unit reopens 6 January",
        "chemo day unit is closed on 18 July",
        "paciente con creatinina 2.3 y metformina, ¿la suspenden o bajan dosis?",
        "what is the usual ceiling dose of amlodipine before you add a second agent?",
    ],
)
def test_near_misses(everything: Inspector, message: str) -> None:
    """What would make people mute the bot."""
    assert labels(everything.look(fold(message), ANYWHERE)) == set()


def finding(text: Text, *, proven: bool = False) -> Finding:
    """Be a rule that takes the first word for a name."""
    return Finding(
        category=Category.PATIENT_DIRECT,
        rule="patient_data.named_patient",
        span=text.span(0, 5),
        kind=Kind.NAME,
        confidence=0.7,
        why="A rule says so.",
        proven=proven,
    )


def _asked(judge: LearnedDetector, text: Text, context: Context, found: list[Finding]) -> Sequence[Finding | Dropped]:
    errand = judge.needs(text, context, found)
    if errand is not None:
        errand.here()
        assert judge.needs(text, context, found) is None  # nothing is read twice
    return judge.infer(text, context, found)


def test_what_the_context_belies_is_taken_back(reader: Reader) -> None:
    """A rule's guess, but never a proof."""
    judge = PatientDataJudge(reader)
    text = fold("Marek is on lates this week, ask him about the rota")
    assert [type(one) for one in _asked(judge, text, ANYWHERE, [finding(text)])] == [Dropped]
    assert not _asked(judge, text, ANYWHERE, [finding(text, proven=True)])


@pytest.mark.parametrize(
    ("text", "chance", "is_found"),
    [
        ("honestly, what were you thinking with that plan", 0.6, True),
        ("honestly, what were you thinking with that plan", 0.4, False),
        ("not another stupid form", 0.6, False),
        ("not another stupid form", 0.8, True),
        ("the minutes are in the folder", 0.8, False),
        ("the minutes are in the folder", 0.96, True),
    ],
)
def test_words_that_lean_towards_a_remark_second_the_reader(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, text: str, chance: float, is_found: bool
) -> None:
    """Where neither says enough alone, both together may; a plain word takes less than a hint."""
    always = Calibration(
        quick=0.0, close=0.0, bias=float(np.log(chance / (1 - chance))), gate=-99.0, report=0.95, doubt=0.0
    )
    monkeypatch.setitem(reader.calibrations, "respect", always)
    monkeypatch.setattr(reader.close, "_gates", np.full(len(HEADS), -99.0))
    said = _asked(RespectJudge(reader), fold(text), ANYWHERE, [])
    assert [round(one.confidence, 2) for one in said if isinstance(one, Finding)] == ([chance] if is_found else [])


def test_pieces_join_over_messages(reader: Reader) -> None:
    """Each is harmless alone; a member's last minutes in one channel are not, and somebody else's do not count."""
    judge = MosaicJudge(reader)
    pieces = (
        "doing my last week at the cottage hospital in Tarnby",
        "my only admission so far came in on Tuesday the 3rd of March",
        "he's the one who won the ploughing match last year, hand through the baler",
    )
    assert judge.needs(fold(pieces[0]), ANYWHERE, []) is None
    said = [_asked(judge, fold(piece), at(number), []) for number, piece in enumerate(pieces)]
    assert [len(one) for one in said] == [0, 0, 1]
    (together,) = said[2]
    assert isinstance(together, Finding)
    assert together.category is Category.PATIENT_MOSAIC
    assert together.rule == "patient_data.read_across"
    assert together.span.end <= len(pieces[2])
    assert not _asked(judge, fold("lunch?"), at(3, author="bo"), [])


def test_what_was_found_alone_is_not_joined_again(reader: Reader) -> None:
    """Or every message that follows would be found too."""
    judge = MosaicJudge(reader)
    text = fold("Mrs Ottaviani in bay 2 has lactate of 6")
    assert not _asked(judge, text, at(0), [finding(text)])
    assert not _asked(judge, fold("thanks, on my way"), at(1), [])


def test_a_message_is_remembered_once_however_often_it_is_asked_for(reader: Reader) -> None:
    """It does not stand behind itself."""
    judge = MosaicJudge(reader)
    text = fold("my only admission so far came in on Tuesday the 3rd of March")
    assert [judge.needs(text, at(0), []) for _ in range(3)] == [None] * 3
    assert [len(kept) for kept in judge._window._kept.values()] == [1]


def test_every_judge_explains_itself(reader: Reader) -> None:
    """By a sentence a rule, under its label's name."""
    for judge in (PatientDataJudge, MosaicJudge, SpamJudge, RespectJudge, AdviceJudge):
        built = judge(reader)
        assert built.rules
        for rule, why in built.rules.items():
            assert rule.startswith(f"{built.label.value}.")
            assert why.endswith(".")

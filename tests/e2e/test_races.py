"""Buttons under strain: many hands at once, twice, the wrong ones, after a restart, on what is gone, from elsewhere."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import AskModerators, PublishMessage, RemoveMessage, Reply, ShowForm, TellMember, TimeOut
from bot.core.cases import CaseKind, NewCase, Priority, Ruling, State, Visibility
from bot.core.events import (
    ButtonPressed,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    FormSubmitted,
    Invocation,
    Message,
    MessageId,
    MessagePosted,
    Role,
)
from bot.core.findings import Band, Category
from bot.core.policy import Retention
from bot.storage.retention import purge
from config.catalogue import speaking
from config.settings import Settings
from tests.town import COMMUNITY, Platform, Time, Town, card_of, form_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
ELSEWHERE = CommunityId("test:elsewhere")
ERROR = speaking("en")("error.title")

Asked = ButtonPressed | CommandInvoked | FormSubmitted


def without_ladder(folder: Path) -> Path:
    """Write a policy in which many strikes lead to nothing further, so that effects are those of rulings alone."""
    own = folder / "without_ladder.toml"
    own.write_text("[sanctions]\nladder = []\n", "utf-8")
    return own


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with eight moderators."""
    async with town(tmp_path, settings=Settings(data_dir=tmp_path, policy_file=without_ladder(tmp_path))) as opened:
        for index in range(8):
            opened.members[f"mod{index}"] = opened._member(f"mod{index}", days=900, role=Role.MODERATOR)
        yield opened


async def post_many(here: Town, count: int) -> list[Message]:
    """Post held messages one after the other; what follows is awaited once."""
    messages = [here.message(HELD) for _ in range(count)]
    for message in messages:
        await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))
    await here.settle()
    return messages


async def held_already(here: Town, count: int) -> list[MessageId]:
    """Open cases of messages that were held before, all in one unit of work."""
    messages = [here.message(HELD) for _ in range(count)]
    async with here.app.store.begin() as work:
        for message in messages:
            new = NewCase(
                community=COMMUNITY,
                message=message.ref,
                channel_name=message.channel.name,
                author=message.author.id,
                author_joined_at=message.author.joined_at,
                digest=work.digest(COMMUNITY, HELD),
                category=Category.PATIENT_DIRECT,
                band=Band.HIGH,
                confidence=0.9,
                priority=Priority.P1,
                state=State.OPEN,
                shadow=False,
                reasons=(),
                excerpt="pt [NAME-1] is doing well",
                language="en",
                opened_at=here.time(),
            )
            case, _ = await work.cases.open(new, message.content)
            await work.cases.confirm(COMMUNITY, case.number, case.ref, Visibility.HELD)
    return [message.id for message in messages]


def is_error(reply: Reply) -> bool:
    """Tell whether an answer is a refusal."""
    return not isinstance(reply, ShowForm) and card_of(reply).title == ERROR


async def all_at_once(here: Town, asked: Sequence[Asked]) -> list[Reply]:
    """Let everybody ask at the same time; everybody gets one answer."""
    before = len(here.platform.replies)
    await asyncio.gather(*(here.app.engine.receive(one) for one in asked))
    answers = here.platform.replies[before:]
    assert Counter(member for member, _ in answers) == Counter(one.invocation.actor.id for one in asked)
    return [reply for _, reply in answers]


def way(here: Town, moderator: str, how: int, ruling: Ruling, case: int, version: int) -> Asked:
    """Choose one of the ways to rule: the channel's card, a private card, the form, the command."""
    by = here.invocation(moderator)
    place = ("channel", "private")[how % 2]
    if how % 4 == 3:
        fields = {"ruling": ruling.value, "note": "so be it"}
        return FormSubmitted(invocation=by, token=f"queue:decide:{place}:{case}:{version}", fields=fields)
    if how % 4 == 2:
        options = {"case": str(case), "outcome": ruling.value}
        return CommandInvoked(invocation=by, command="queue decide", options=options)
    return ButtonPressed(invocation=by, token=f"queue:rule:{ruling}:{place}:{case}:{version}")


RULINGS = (Ruling.NOTICE, Ruling.RELEASE, Ruling.STRIKE, Ruling.TIMEOUT, Ruling.REMOVE, Ruling.DISMISS, Ruling.NUDGE)
PUBLISHING = (Ruling.RELEASE, Ruling.DISMISS)


@pytest.mark.slow
@pytest.mark.parametrize(("races", "hands"), [(250, 2), (30, 8)], ids=["pairs", "eights"])
async def test_of_many_rulings_at_once_one_has_effect(here: Town, races: int, hands: int) -> None:
    """One ruling is written, its effects happen once, and every other hand is told."""
    messages = await held_already(here, races)
    for number in range(1, races + 1):
        asked = [
            way(here, f"mod{hand}", number + hand, RULINGS[(number + hand) % len(RULINGS)], number, 1)
            for hand in range(hands)
        ]
        answers = await all_at_once(here, asked)
        told = [words_of(card_of(reply)) for reply in answers if is_error(reply)]
        assert len(told) == hands - 1
        assert all("Nothing was done twice" in words for words in told)
    await here.settle()
    here.assert_no_errors()
    cases = await here.cases()
    assert Counter(case.state for case in cases) == {State.DECIDED: races}
    rulings = {case.message: case.ruling for case in cases}
    by_message = Counter(action.about.id for action in here.platform.of(TellMember) if action.about)
    assert by_message == dict.fromkeys(messages, 1)
    published = Counter(action.message.id for action in here.platform.of(PublishMessage))
    assert published == {message: 1 for message, ruling in rulings.items() if ruling in PUBLISHING}
    assert len(here.platform.of(TimeOut)) == sum(ruling is Ruling.TIMEOUT for ruling in rulings.values())
    strikes = sum(ruling is Ruling.STRIKE for ruling in rulings.values())
    assert len(set(rulings.values())) > 3
    async with here.app.store.begin() as work:
        assert await work.members.strikes(COMMUNITY, here.members["ada"].id, here.time()) == strikes
        for case in cases:
            (record,) = await work.cases.rulings(case)
            assert (record.ruling, record.by) == (case.ruling, case.decided_by)


@pytest.mark.parametrize("hands", [2, 8])
async def test_of_many_claims_at_once_one_wins(here: Town, hands: int) -> None:
    """One moderator has the case; the others are told that somebody else is at it or was faster."""
    await post_many(here, 10)
    for number in range(1, 11):
        asked: list[Asked] = [
            ButtonPressed(invocation=here.invocation(f"mod{hand}"), token=f"queue:claim:channel:{number}:1")
            if hand % 2
            else CommandInvoked(
                invocation=here.invocation(f"mod{hand}"), command="queue claim", options={"case": str(number)}
            )
            for hand in range(hands)
        ]
        answers = await all_at_once(here, asked)
        assert sum(is_error(reply) for reply in answers) == hands - 1
        case = await here.case(number)
        assert (case.state, case.version) == (State.CLAIMED, 2)
        assert case.owner in {one.invocation.actor.id for one in asked}


async def test_eight_moderators_get_eight_cases(here: Town) -> None:
    """Asking for the next case at once gives everybody one of their own."""
    await post_many(here, 8)
    asked = [CommandInvoked(invocation=here.invocation(f"mod{hand}"), command="queue next") for hand in range(8)]
    answers = await all_at_once(here, asked)
    assert len({card_of(reply).title for reply in answers}) == 8
    assert len({case.owner for case in await here.cases()}) == 8


async def test_a_ruling_against_the_authors_own_answer(here: Town) -> None:
    """A moderator who releases and an author who deletes at the same moment: one of the two happens."""
    await post_many(here, 20)
    for number in range(1, 21):
        asked: list[Asked] = [
            ButtonPressed(invocation=here.invocation("ada"), token=f"mine:withdraw:{number}"),
            ButtonPressed(invocation=here.invocation("mia"), token=f"queue:rule:release:channel:{number}:1"),
        ]
        answers = await all_at_once(here, asked if number % 2 else asked[::-1])
        assert sum(is_error(reply) for reply in answers) == 1
    await here.settle()
    cases = await here.cases()
    released = {case.message for case in cases if case.ruling is Ruling.RELEASE}
    assert len(cases) == 20
    assert all(case.state in (State.DECIDED, State.CLOSED) for case in cases)
    assert {action.message.id for action in here.platform.of(PublishMessage)} == released


@pytest.mark.parametrize("token", ["queue:rule:release:channel:1:1", "queue:rule:timeout:private:1:1"])
async def test_a_button_pressed_twice(here: Town, token: str) -> None:
    """A double click rules once; the second click is answered, and does nothing."""
    await here.post(HELD)
    await here.press("mia", token)
    after_first = dict(here.platform.done)
    answer = await here.press("mia", token)
    assert "Nothing was done twice" in words_of(card_of(answer))
    assert here.platform.done == after_first


async def test_a_press_delivered_twice_is_answered_once(here: Town) -> None:
    """A platform that repeats a delivery gets no second answer and no second effect."""
    await here.post(HELD)
    press = ButtonPressed(invocation=here.invocation("mia"), token="queue:rule:release:channel:1:1")
    await asyncio.gather(*(here.app.engine.receive(press) for _ in range(4)))
    await here.settle()
    assert len(here.platform.replies) == 1
    assert len(here.platform.of(PublishMessage)) == 1


@pytest.mark.parametrize("button", ["fix", "withdraw", "mistake"])
async def test_an_authors_button_pressed_twice(here: Town, button: str) -> None:
    """Deleting and contesting count once; asking for the form again just shows it again."""
    await here.post(HELD)
    token = f"mine:{button}:1"
    first = await here.press("ada", token)
    asked = len(here.asked())
    second = await here.press("ada", token)
    if button == "fix":
        assert form_of(first) == form_of(second)
        return
    assert is_error(second)
    assert len(here.asked()) == asked


MODERATORS_TOKENS = (
    *(f"queue:rule:{ruling}:channel:1:1" for ruling in Ruling),
    "queue:claim:channel:1:1",
    "queue:more:private:1:1",
    "queue:reveal:1",
    "queue:undo:private:1",
    "queue:open:1",
    "queue:next",
    "queue:page:waiting::::no:1",
)


@pytest.mark.parametrize("token", MODERATORS_TOKENS)
async def test_moderators_buttons_in_members_hands(here: Town, token: str) -> None:
    """Who is no moderator any more, or never was, is refused at the press, whatever card they still see."""
    await here.post(HELD)
    before = await here.case(1)
    answer = await here.press("new", token)
    assert is_error(answer)
    assert "moderator" in words_of(card_of(answer))
    assert await here.case(1) == before


@pytest.mark.parametrize("form", ["queue:decide:private:1:1", "queue:reveal:1"])
async def test_moderators_forms_in_members_hands(here: Town, form: str) -> None:
    """A form is checked like a button when it comes back."""
    await here.post(HELD)
    before = await here.case(1)
    answer = await here.fill("new", form, ruling="release", reason="curious")
    assert answer.title == ERROR
    assert "Ada" not in words_of(answer)
    assert await here.case(1) == before


@pytest.mark.parametrize("by", ["new", "mia"])
@pytest.mark.parametrize("button", ["fix", "withdraw", "mistake"])
async def test_an_authors_buttons_in_other_hands(here: Town, by: str, button: str) -> None:
    """Nobody answers a notice for its author; the case answers like one that is not there."""
    await here.post(HELD)
    before = await here.case(1)
    answer = await here.press(by, f"mine:{button}:1")
    assert answer == await here.press(by, f"mine:{button}:999")
    assert is_error(answer)
    assert await here.case(1) == before


@pytest.mark.parametrize("ruling", [Ruling.RELEASE, Ruling.DISMISS, Ruling.NOTICE])
async def test_moderators_do_not_rule_on_themselves(here: Town, ruling: Ruling) -> None:
    """A case about a moderator's own message is for somebody else, by every way there is."""
    about = here.message(RUDE, by="mia")
    await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=about))
    await here.menu("ada", "report", about)
    await here.fill("ada", "report", about, reason="disrespect")
    before = await here.case(1)
    for how in range(4):
        (answer,) = await all_at_once(here, [way(here, "mia", how, ruling, 1, before.version)])
        assert is_error(answer)
    assert await here.case(1) == before


async def test_buttons_survive_a_restart(tmp_path: Path) -> None:
    """Cards that were drawn before a restart work after it, those of authors and of moderators."""
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time) as here:
        await post_many(here, 4)
        await here.press("mia", "queue:claim:channel:4:1")
    async with town(tmp_path, platform, time) as here:
        here._numbers = iter(range(1_000, 2_000))
        assert not is_error(await here.press("noor", "queue:rule:release:channel:1:1"))
        assert not is_error(await here.press("ada", "mine:withdraw:2"))
        assert isinstance(await here.press("ada", "mine:fix:3"), ShowForm)
        assert is_error(await here.press("noor", "queue:rule:notice:channel:4:2"))
        assert not is_error(await here.press("mia", "queue:rule:notice:channel:4:2"))
        states = {case.number: (case.state, case.visibility) for case in await here.cases()}
    assert states == {
        1: (State.DECIDED, Visibility.RELEASED),
        2: (State.CLOSED, Visibility.REMOVED),
        3: (State.OPEN, Visibility.HELD),
        4: (State.DECIDED, Visibility.REMOVED),
    }


async def appeals_waiting(here: Town, count: int) -> None:
    """Decide cases against their author, who appeals each: case ``n`` is appealed by case ``n + count``."""
    await held_already(here, count)
    for number in range(1, count + 1):
        press = ButtonPressed(invocation=here.invocation("mia"), token=f"queue:rule:strike:channel:{number}:1")
        await here.app.engine.receive(press)
    await here.settle()
    for number in range(1, count + 1):
        form = FormSubmitted(
            invocation=here.invocation("ada"), token=f"my:appeal:{number}", fields={"words": "It was a quotation."}
        )
        await here.app.engine.receive(form)
    await here.settle()


OUTCOMES = ("upheld", "reduced", "overturned")


def deciding(here: Town, moderator: str, outcome: str, case: int, version: int, how: int) -> Asked:
    """Choose one of the ways to decide an appeal: the form or the command."""
    by = here.invocation(moderator)
    if how % 2:
        fields = {"outcome": outcome, "reason": f"So says {moderator}."}
        return FormSubmitted(invocation=by, token=f"appeal:decide:channel:{case}:{version}", fields=fields)
    options = {"case": str(case), "outcome": outcome, "reason": f"So says {moderator}."}
    return CommandInvoked(invocation=by, command="queue appeal", options=options)


def appealing(here: Town, case: int) -> Asked:
    """Appeal a case as its author."""
    fields = {"words": "It was a quotation."}
    return FormSubmitted(invocation=here.invocation("ada"), token=f"my:appeal:{case}", fields=fields)


async def test_a_member_who_appeals_twice_at_once_appeals_once(here: Town) -> None:
    """One appeal is opened, and the other press is told so."""
    await held_already(here, 10)
    for number in range(1, 11):
        await here.press("mia", f"queue:rule:notice:channel:{number}:1")
        answers = await all_at_once(here, [appealing(here, number) for _ in range(3)])
        assert sum(is_error(reply) for reply in answers) == 2
    async with here.app.store.begin() as work:
        assert len(await work.cases.by_author(COMMUNITY, here.members["ada"].id, 50, CaseKind.APPEAL)) == 10


async def test_an_appeal_against_an_undoing(here: Town) -> None:
    """A moderator who takes the ruling back while another one decides the appeal: one of the two happens."""
    await appeals_waiting(here, 10)
    for number in range(1, 11):
        asked: list[Asked] = [
            ButtonPressed(invocation=here.invocation("mia"), token=f"queue:undo:channel:{number}"),
            deciding(here, "noor", "overturned", number + 10, 1, number),
        ]
        answers = await all_at_once(here, asked if number % 3 else asked[::-1])
        assert sum(is_error(reply) for reply in answers) == 1
        appeal = await here.case(number + 10)
        first = await here.case(number)
        assert (appeal.outcome is not None) == (first.state is State.DECIDED)


CASE_COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("queue view", {}),
    ("queue claim", {}),
    ("queue release", {}),
    ("queue decide", {"outcome": "release"}),
    ("queue reveal", {"reason": "to see"}),
    ("queue undo", {}),
    ("queue appeal", {"outcome": "overturned", "reason": "so be it"}),
    ("queue ban", {"outcome": "confirmed", "reason": "so be it"}),
)


def questions(here: Town, community: CommunityId, case: int) -> list[Asked]:
    """Ask about a case in every way there is, as its author and as a moderator."""

    def invocation(by: str) -> Invocation:
        return replace(here.invocation(by), community=community)

    tokens = [token.replace(":1:1", f":{case}:1") for token in MODERATORS_TOKENS if token.endswith(":1:1")]
    tokens += [f"queue:reveal:{case}", f"queue:undo:private:{case}", f"queue:open:{case}"]
    asked: list[Asked] = [ButtonPressed(invocation=invocation("mia"), token=token) for token in tokens]
    asked.append(ButtonPressed(invocation=invocation("mia"), token="queue:view", values=(str(case),)))
    asked += [
        ButtonPressed(invocation=invocation("ada"), token=f"mine:{button}:{case}")
        for button in ("fix", "withdraw", "mistake")
    ]
    asked.append(FormSubmitted(invocation=invocation("ada"), token=f"mine:fix:{case}", fields={"text": "mended"}))
    for form, fields in (("queue:decide:private:{}:1", {"ruling": "release"}), ("queue:reveal:{}", {"reason": "see"})):
        asked.append(FormSubmitted(invocation=invocation("mia"), token=form.format(case), fields=fields))
    asked += [
        CommandInvoked(invocation=invocation("mia"), command=command, options={"case": str(case), **options})
        for command, options in CASE_COMMANDS
    ]
    return asked


@pytest.mark.parametrize("unknown", [2, 999, 2**31, 2**63, 10**40])
async def test_a_case_of_another_community_is_like_an_unknown_one(here: Town, unknown: int) -> None:
    """Whatever is asked about it, another community's case answers exactly as if there were none."""
    await here.post(HELD)
    before = await here.case(1)
    done = dict(here.platform.done)
    theirs = [(await all_at_once(here, [one]))[0] for one in questions(here, ELSEWHERE, 1)]
    none = [(await all_at_once(here, [one]))[0] for one in questions(here, ELSEWHERE, unknown)]
    assert theirs == none
    assert all(is_error(reply) for reply in theirs)
    assert {words_of(card_of(reply)) for reply in theirs} == {f"{ERROR}\n{speaking('en')('error.no_such_case')}\n\n\n"}
    await here.settle()
    assert await here.case(1) == before
    assert here.platform.done == done


async def test_a_purged_case_is_like_an_unknown_one(here: Town) -> None:
    """Buttons and commands of a case whose time is over are answered, do nothing, and raise nothing."""
    await here.post(HELD)
    await here.press("mia", "queue:rule:notice:channel:1:1")
    await here.pass_time(timedelta(days=181))
    assert (await purge(here.app.store, Retention(), here.time())).rows["cases"] == 1
    done = dict(here.platform.done)
    purged = [(await all_at_once(here, [one]))[0] for one in questions(here, COMMUNITY, 1)]
    unknown = [(await all_at_once(here, [one]))[0] for one in questions(here, COMMUNITY, 999)]
    assert purged == unknown
    assert all(is_error(reply) for reply in purged)
    await here.settle()
    here.assert_no_errors()
    assert here.platform.done == done


async def test_a_page_that_began_at_a_purged_case_is_stale(here: Town) -> None:
    """A list's next page whose last row is gone says that the card is old."""
    answer = await here.press("mia", "queue:page:waiting::::no:7")
    assert words_of(card_of(answer)).startswith(f"{ERROR}\n{speaking('en')('error.stale_control')}")


FORGED = (
    *("", ":", "queue", "queue:", "queue:rule", "queue:rule:ban:channel:1:1", "queue:rule:release:channel:x:1"),
    *("queue:rule:release:channel:1:1:1", "queue:claim:channel:-1:1", "queue:page:waiting:spam.fraud:9::no:1", "old:1"),
    *("queue:page:nowhere::::no:1", "queue:page:waiting:none.such:::no:1", "queue:page:waiting:::soon:no:1"),
    *("mine:fix:", "mine:fix:1e9", "mine:fix:99999999999999999999999", "queue:view", "my:erase:1", "queue:view:1"),
    *("queue:page:waiting:::99999999999999999:no:1",),
)


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize("values", [(), ("x",), ("1", "2")])
async def test_forged_buttons_get_a_sentence(here: Town, token: str, values: tuple[str, ...]) -> None:
    """A token that was never ours, or is half of one, is answered and never an unforeseen error."""
    await here.post(HELD)
    before = await here.case(1)
    press = ButtonPressed(invocation=here.invocation("mia"), token=token, values=values)
    (answer,) = await all_at_once(here, [press])
    assert is_error(answer) or (token, values) == ("queue:view", ("1", "2"))
    here.assert_no_errors()
    assert await here.case(1) == before


@pytest.mark.parametrize(
    "line",
    [
        "/queue list older_than:999999w",
        "/queue list older_than:999999w999999d",
        "/queue list channel:" + "x" * 200,
        "/queue decide 1 timeout duration:999999w",
        "/queue view 9" + "9" * 30,
        "/history " + "x" * 300,
    ],
)
async def test_absurd_options_get_a_sentence(here: Town, line: str) -> None:
    """Values beyond all measure are cut or refused, and never an unforeseen error."""
    for _ in range(7):
        await here.post(HELD, channel="x" * 100)
    answer = await here.command("mia", line)
    assert answer.title
    here.assert_no_errors()


async def test_long_channel_names_can_be_paged(here: Town) -> None:
    """A list of a channel with the longest of names has a next page all the same."""
    name = "c" * 100
    for _ in range(7):
        await here.post(HELD, channel=name)
    card = await here.command("mia", f"/queue list channel:{name} kind:patient_data.direct priority:p1")
    assert len(card.body) == 5
    (following,) = card.buttons
    assert len(card_of(await here.press("mia", following.token)).body) == 2


async def test_an_answer_that_cannot_be_given_costs_nothing(here: Town) -> None:
    """When the platform takes no answer, what was decided still happens, once."""
    here.platform.mute = True
    await here.post(HELD)
    token = "queue:rule:release:channel:1:1"
    for _ in range(2):
        invocation = replace(here.invocation("mia"), id=DeliveryId("test:same"))
        await here.app.engine.receive(ButtonPressed(invocation=invocation, token=token))
    await here.settle()
    assert len(here.platform.of(PublishMessage)) == 1
    assert ("replies_failed", {"reason": "Unavailable"}) in here.ledger.counts
    assert here.platform.of(RemoveMessage) == []
    assert len(here.platform.of(AskModerators)) == 2

"""Strikes that count only once they were told, the ladder, bans that two people agree on, and who stands aside."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Action, AskModerators, HoldMessage, LiftTimeOut, TellMember, TimeOut
from bot.core.cases import CaseKind, Ending, Outcome, Ruling, State, Visibility
from bot.core.delivery import ATTEMPTS, LONGEST_PAUSE
from bot.core.errors import Refused, Unavailable
from bot.core.events import Role
from bot.core.policy import PolicyError, Rung
from bot.core.sanctions import reached
from config.settings import Settings
from tests.town import COMMUNITY, Platform, Time, Town, form_of, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
VILE = "you {disrespect.abuse 0.9: fool}"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with a third moderator, and an admin."""
    async with town(tmp_path) as opened:
        opened.members["kim"] = opened._member("kim", days=900, role=Role.MODERATOR)
        opened.members["olu"] = opened._member("olu", days=900, role=Role.ADMIN)
        yield opened


async def struck(here: Town, times: int = 1, text: str = RUDE, by: str = "ada") -> None:
    """Post and strike, so often."""
    for _ in range(times):
        await here.post(text, by=by)
        number = max(case.number for case in await here.cases())
        await here.command("mia", f"/queue decide {number} strike")


async def strikes(here: Town, member: str = "ada") -> int:
    """Count a member's strikes."""
    async with here.app.store.begin() as work:
        return await work.members.strikes(COMMUNITY, here.members[member].id, here.time())


async def exported(here: Town, by: str) -> dict[str, object]:
    """Read what a member's export shows."""
    kept: dict[str, object] = json.loads((await here.command(by, "/my data export")).excerpt or "{}")
    return kept


def refusing(*kinds: type[Action]) -> object:
    """Make a platform that refuses some actions."""

    def fault(action: Action) -> None:
        if isinstance(action, kinds):
            raise Refused("closed")

    return fault


def cannot_hide(action: Action) -> None:
    """Answer nothing when a message is to be held."""
    if isinstance(action, HoldMessage):
        raise Unavailable


async def give_up(here: Town) -> None:
    """Let every attempt fail."""
    for _ in range(ATTEMPTS):
        await here.pass_time(LONGEST_PAUSE)


# What counts


@pytest.mark.parametrize(
    ("ruling", "counts"), [("nudge", 0), ("notice", 0), ("remove", 0), ("strike", 1), ("timeout", 0)]
)
async def test_only_a_strike_counts(here: Town, ruling: str, counts: int) -> None:
    """A nudge and a notice never do."""
    await here.post(RUDE)
    await here.command("mia", f"/queue decide 1 {ruling}")
    assert await strikes(here) == counts


@pytest.mark.parametrize(
    ("text", "counts"), [(RUDE, 1), (VILE, 3), ("{disrespect.patients 0.9: they} never wash", 2), (HELD, 1)]
)
async def test_how_much_a_strike_counts_is_the_policys(here: Town, text: str, counts: int) -> None:
    """One to three, by what the case is about; the notice says how much."""
    await struck(here, text=text)
    assert await strikes(here) == counts
    assert f"recorded {counts} strike" in words_of([card for card in here.told("ada") if card.buttons][-1])


async def test_a_strike_ends(here: Town) -> None:
    """After 180 days it counts no more."""
    await struck(here)
    await here.pass_time(timedelta(days=179))
    assert await strikes(here) == 1
    await here.pass_time(timedelta(days=1))
    assert await strikes(here) == 0


async def test_a_strike_that_could_not_be_told_counts_nothing(here: Town) -> None:
    """The platform refuses the message: no strike, and the moderators hear why."""
    await here.post(RUDE)
    here.platform.fault = refusing(TellMember)  # type: ignore[assignment]
    await here.command("mia", "/queue decide 1 strike")
    assert await strikes(here) == 0
    assert "does not count" in words_of([one.card for one in here.asked() if one.subject == "untold:1"][-1])
    assert (await here.command("ada", "/my record")).facts == ()


async def test_a_strike_goes_with_a_decision_that_could_not_be_carried_out(tmp_path: Path) -> None:
    """When the platform cannot hide the message, the case needs another ruling; the first counts no more, nor twice."""
    async with town(tmp_path, Platform(fault=cannot_hide)) as here:
        await struck(here, text=HELD)
        assert await strikes(here) == 1
        await give_up(here)
        assert (await here.case(1)).state is State.ATTENTION
        assert await strikes(here) == 0
        assert "no longer counts" in words_of(here.told("ada")[-1])
        await here.command("mia", "/queue decide 1 strike")
        assert await strikes(here) == 1
        case = await here.case(1)
        async with here.app.store.begin() as work:
            first, second = await work.cases.rulings(case)
        assert first.undone_at is not None
        assert second.undone_at is None


async def test_a_timeout_goes_with_a_decision_that_could_not_be_carried_out(tmp_path: Path) -> None:
    """Who was kept from writing may write again until another moderator has ruled."""
    async with town(tmp_path, Platform(fault=cannot_hide)) as here:
        await here.post(HELD)
        await here.command("mia", "/queue decide 1 timeout")
        await give_up(here)
        assert [lift.member for lift in here.platform.of(LiftTimeOut)] == [here.members["ada"].id]


async def test_a_timeout_that_is_refused_is_not_lifted(tmp_path: Path) -> None:
    """What did not happen needs no end: its case waits for another ruling."""
    async with town(tmp_path, Platform(fault=refusing(TimeOut))) as here:  # type: ignore[arg-type]
        await here.post(RUDE)
        await here.command("mia", "/queue decide 1 timeout")
        assert (await here.case(1)).state is State.ATTENTION
        assert here.platform.of(LiftTimeOut) == []


async def test_a_proposed_ban_goes_with_a_decision_that_could_not_be_carried_out(tmp_path: Path) -> None:
    """Nobody confirms a ban that nobody proposes any more."""
    async with town(tmp_path, Platform(fault=cannot_hide)) as here:
        await here.post(HELD)
        await here.command("mia", "/queue decide 1 propose-ban")
        await give_up(here)
        ban = await here.case(2)
        assert (ban.state, ban.ending) == (State.CLOSED, Ending.LAPSED)


async def test_a_strike_counts_from_its_delivery(here: Town) -> None:
    """While its notice is on its way it does not count, and the record says so."""
    here.platform.unsupported.add(TellMember)
    await struck(here)
    assert await strikes(here) == 0
    assert "does not count yet" in words_of(await here.command("ada", "/my record"))


async def test_distress_is_never_sanctioned(here: Town) -> None:
    """Neither a strike nor a timeout, a removal or a ban can be ruled."""
    await here.post("{distress.member 0.9: I cannot go on}")
    for ruling in ("strike", "timeout", "remove", "propose-ban", "notice"):
        assert "makes no sense" in words_of(await here.command("mia", f"/queue decide 1 {ruling}"))


# The ladder


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [(0, 1, None), (0, 2, None), (2, 3, 3), (3, 4, None), (2, 5, 5), (4, 5, 5), (7, 8, 8), (0, 9, 8), (8, 9, None)],
)
def test_the_highest_rung_that_was_reached(before: int, after: int, found: int | None) -> None:
    """Each rung is met once, on the way up."""
    ladder = (
        Rung(strikes=3, timeout=timedelta(hours=24)),
        Rung(strikes=5, timeout=timedelta(days=7)),
        Rung(strikes=8, propose_ban=True),
    )
    rung = reached(ladder, before, after)
    assert (rung.strikes if rung else None) == found


async def test_the_ladder_rises(here: Town) -> None:
    """Three strikes pause for a day, five for a week, eight put a ban before people; each once."""
    await struck(here, 2)
    assert here.platform.of(TimeOut) == []
    await struck(here)
    assert [one.until - here.time() for one in here.platform.of(TimeOut)] == [timedelta(hours=24)]
    assert "You have 3 strikes" in words_of(here.told("ada")[-1])
    await struck(here, 2)
    assert [one.until - here.time() for one in here.platform.of(TimeOut)][1:] == [timedelta(days=7)]
    await struck(here, 2)
    assert len(here.platform.of(TimeOut)) == 2
    await struck(here)
    bans = [case for case in await here.cases() if case.kind is CaseKind.BAN]
    mia, ada = here.members["mia"].id, here.members["ada"].id
    assert [(case.about, case.first_by, case.author) for case in bans] == [(8, mia, ada)]
    assert len(here.platform.of(TimeOut)) == 2


async def test_a_strike_that_is_undone_takes_its_timeout_along(here: Town) -> None:
    """The third strike paused; taken back, the pause ends."""
    await struck(here, 3)
    await here.command("mia", "/queue undo 3")
    assert len(here.platform.of(LiftTimeOut)) == 1
    assert await strikes(here) == 2


async def test_a_member_can_see_until_when_they_are_kept_from_writing(here: Town) -> None:
    """It is exported to them alone while it runs; erasing leaves it, since it protects others."""
    await struck(here, 3)
    (stop,) = here.platform.of(TimeOut)
    await here.press("ada", "my:erase")
    assert (await exported(here, "ada"))["kept from writing"] == stop.until.isoformat()
    assert "kept from writing" not in await exported(here, "fred")
    await here.pass_time(stop.until - here.time())
    assert "kept from writing" not in await exported(here, "ada")


async def test_the_ladder_leaves_staff_alone(here: Town) -> None:
    """Moderators are told instead; nothing happens by itself."""
    for number in range(1, 4):
        about = here.message(RUDE, by="noor")
        await here.fill("fred", "report", about, reason="disrespect")
        await here.command("mia", f"/queue decide {number} strike")
    assert await strikes(here, "noor") == 3
    assert here.platform.of(TimeOut) == []
    asked = [one for one in here.asked() if one.subject == "ladder:3"]
    assert "one of you and has 3 strikes" in words_of(asked[0].card)


@pytest.mark.parametrize("unsupported", [True, False])
async def test_a_platform_without_timeouts_says_what_happens_instead(here: Town, unsupported: bool) -> None:
    """Nobody reads of a pause that there was not; moderators are asked to agree on one."""
    if unsupported:
        here.platform.unsupported.add(TimeOut)
    else:
        here.platform.fault = refusing(TimeOut)  # type: ignore[assignment]
    await struck(here, 3)
    asked = [one for one in here.asked() if one.subject == "timeout:3"]
    assert "agree on a pause" in words_of(asked[0].card)
    assert not any("paused for you" in words_of(card) for card in here.told("ada"))
    assert (await here.case(3)).state is State.DECIDED, "the case that gave the strike stays as it was decided"


async def test_a_ruling_of_a_timeout_without_timeouts(here: Town) -> None:
    """The author gets the notice that is true, and the moderators what they can do."""
    here.platform.unsupported.add(TimeOut)
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 timeout")
    assert "asks you to write it differently" in words_of(here.told("ada")[-1])
    assert any(one.subject == "timeout:1" for one in here.asked())


async def test_the_ladder_is_data(tmp_path: Path) -> None:
    """A community's own ladder and weights hold."""
    own = tmp_path / "own.toml"
    own.write_text(
        '[sanctions.strikes]\n"disrespect.remark" = 2\n[[sanctions.ladder]]\nstrikes = 2\ntimeout = "1h"\n', "utf-8"
    )
    async with town(tmp_path, settings=Settings(data_dir=tmp_path, policy_file=own)) as here:
        await struck(here)
        assert [one.until - here.time() for one in here.platform.of(TimeOut)] == [timedelta(hours=1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[sanctions.strikes]\n"disrespect.remark" = 4\n', "less than or equal to 3"),
        ('[sanctions.strikes]\n"disrespect.remark" = 0\n', "greater than or equal to 1"),
        ('[sanctions.strikes]\n"distress.member" = 1\n', "in distress is never given a strike"),
        ("[[sanctions.ladder]]\nstrikes = 3\n", "either a timeout or propose_ban"),
        ('[[sanctions.ladder]]\nstrikes = 3\ntimeout = "29d"\n', "days=28"),
        (
            '[[sanctions.ladder]]\nstrikes = 5\ntimeout = "1d"\n[[sanctions.ladder]]\nstrikes = 3\ntimeout = "2d"\n',
            "must rise",
        ),
        ('[appeals]\nwithin = "1d"\n', "or equal to 7 days"),
        ('[appeals]\ndecide = "30d"\n', "or equal to 14 days"),
    ],
)
async def test_a_ladder_that_cannot_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """With the file, the line and what is wrong, before anything starts."""
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(PolicyError, match=said):
        async with town(tmp_path, settings=Settings(data_dir=tmp_path, policy_file=own)):
            pass


# Bans


async def proposed(here: Town, text: str = RUDE) -> None:
    """Let Mia propose a ban on case 1, as case 2."""
    await here.post(text)
    await here.command("mia", "/queue decide 1 propose-ban")


async def test_a_second_person_confirms_and_a_human_carries_out(here: Town) -> None:
    """An administrator is asked, with whom and how; the bot does nothing else."""
    await proposed(here)
    case = await here.case(2)
    assert (case.kind, case.state, case.first_by) == (CaseKind.BAN, State.OPEN, here.members["mia"].id)
    assert case.decide_by == here.time() + timedelta(hours=48)
    before = dict(here.platform.done)
    await here.command("noor", "/queue ban 2 confirmed He was told three times.")
    assert (await here.case(2)).outcome is Outcome.CONFIRMED
    done = [action for key, action in here.platform.done.items() if key not in before]
    assert {type(action) for action in done} == {AskModerators}
    (asked,) = [one for one in here.asked() if one.subject == "ban:2"]
    words = words_of(asked.card)
    assert asked.ping
    assert "I never ban anybody" in words
    assert here.members["ada"].id in words
    assert "1 Apr 2026" in words


@pytest.mark.parametrize("line", ["/queue claim 2", "/queue ban 2 confirmed So be it.", "/queue ban 2 declined No."])
async def test_who_proposed_does_not_confirm(here: Town, line: str) -> None:
    """Another moderator, or an administrator where there is none."""
    await proposed(here)
    assert "administrator where there is none" in words_of(await here.command("mia", line))
    assert (await here.case(2)).state is State.OPEN
    await here.command("olu", "/queue ban 2 confirmed So be it.")
    assert (await here.case(2)).outcome is Outcome.CONFIRMED


async def test_what_is_about_another_case_has_its_place_on_the_board(here: Town) -> None:
    """A proposed ban stands by its urgency while it waits, and under all that waits once it is decided; appeals too."""
    await proposed(here)
    await here.post(RUDE)
    await here.command("mia", "/queue decide 3 notice")
    await here.fill("ada", "my:appeal:3", words="I did not say that.")
    latest = {one.subject: one.order for one in here.asked()}
    for number in (2, 4):
        case = await here.case(number)
        assert case.priority is not None
        assert latest[f"case:{number}"].startswith(f"{case.priority.value} ")
    await here.command("noor", "/queue ban 2 declined Certainly not.")
    await here.command("noor", "/queue appeal 4 upheld It was said.")
    latest = {one.subject: one.order for one in here.asked()}
    assert (latest["case:2"], latest["case:4"]) == ("9", "9")


async def test_whom_it_is_about_does_not_decide(here: Town) -> None:
    """A moderator about whom a ban is proposed stands aside."""
    about = here.message(RUDE, by="noor")
    await here.fill("fred", "report", about, reason="disrespect")
    await here.command("mia", "/queue decide 1 propose-ban")
    assert "about you" in words_of(await here.command("noor", "/queue ban 2 declined Certainly not."))


async def test_who_reported_stands_aside(here: Town) -> None:
    """Under their name or without it."""
    message = await here.post(RUDE)
    await here.fill("noor", "report", message, reason="disrespect")
    await here.command("mia", "/queue decide 1 propose-ban")
    assert "You reported" in words_of(await here.command("noor", "/queue ban 2 confirmed So be it."))


@pytest.mark.parametrize(("theirs", "same"), [("haematology,  Ward 4", True), ("Haematology, ward 5", False)])
async def test_close_colleagues_stand_aside(here: Town, theirs: str, same: bool) -> None:
    """Who has declared the same unit as the author does not decide about a ban; a case is no matter of units."""
    await here.command("ada", "/my unit Haematology, Ward 4")
    await here.command("noor", f"/my unit {theirs}")
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 propose-ban")
    words = words_of(await here.command("noor", "/queue ban 2 confirmed So be it."))
    assert ("same unit" in words) is same
    assert (await here.case(2)).state is (State.OPEN if same else State.DECIDED)


async def test_a_unit_is_sealed_shown_and_forgotten(here: Town) -> None:
    """Its member sees it, takes it along and erases it; the database does not show it."""
    await here.command("ada", "/my unit Haematology, Ward 4")
    card = await here.command("ada", "/my unit")
    assert "Haematology, Ward 4" in words_of(card)
    assert json.loads((await here.command("ada", "/my data export")).excerpt or "")["preferences"] == {
        "unit": "Haematology, Ward 4"
    }
    async with here.app.store.begin() as work:
        kept = (await work.connection.exec_driver_sql("SELECT value FROM preferences")).scalars().all()
    assert all(b"Ward" not in bytes(one) for one in kept)
    await here.press("ada", token_of(card, "Forget it"))
    assert "not declared" in words_of(await here.command("ada", "/my unit"))
    assert "80" in words_of(await here.command("ada", "/my unit " + "x" * 81))


async def test_a_proposal_can_be_withdrawn_by_whoever_made_it(here: Town) -> None:
    """And by nobody else; the case needs another ruling then."""
    await proposed(here, HELD)
    assert "Only whoever proposed" in words_of(await here.command("noor", "/queue ban 2 withdrawn A slip."))
    form = form_of(await here.press("mia", "ban:decide:private:2:1"))
    assert [option.value for option in form.fields[0].options] == ["withdrawn"]
    await here.fill("mia", form.token, outcome="withdrawn", reason="I was too quick.")
    assert (await here.case(2)).outcome is Outcome.WITHDRAWN
    first = await here.case(1)
    assert (first.state, first.ruling, first.visibility) == (State.OPEN, None, Visibility.HELD)
    await here.command("mia", "/queue decide 1 notice")


async def test_a_declined_ban_puts_the_case_back(here: Town) -> None:
    """It waits for another ruling, and the log says who took the first one back."""
    await proposed(here)
    await here.command("noor", "/queue ban 2 declined Too hard for a first time.")
    assert (await here.case(1)).state is State.OPEN
    async with here.app.store.begin() as work:
        deeds = [(row["kind"], row["case"], row["detail"]) async for row in work.audit.export(COMMUNITY)]
    assert deeds == [("decide", 1, "propose-ban"), ("decide", 2, "declined"), ("undo", 1, None)]


async def test_a_proposal_that_nobody_confirms_lapses(here: Town) -> None:
    """Within the case's own clock; afterwards there is no ban, and the case is back."""
    await proposed(here)
    await here.pass_time(timedelta(hours=48))
    case = await here.case(2)
    assert (case.state, case.ending) == (State.CLOSED, Ending.EXPIRED)
    assert (await here.case(1)).state is State.OPEN
    assert "Already decided" in words_of(await here.command("noor", "/queue ban 2 confirmed Late."))


async def test_a_ruling_that_is_taken_back_ends_its_proposal(here: Town) -> None:
    """Undone before it was confirmed it is closed; after, the administrator hears that it has no ground."""
    await proposed(here)
    await here.command("mia", "/queue undo 1")
    assert (await here.case(2)).state is State.CLOSED
    await here.command("mia", "/queue decide 1 propose-ban")
    await here.command("noor", "/queue ban 3 confirmed So be it.")
    await here.fill("ada", "my:appeal:1", words="It was a quotation.")
    await here.command("kim", "/queue appeal 4 overturned It was a quotation.")
    assert (await here.case(1)).ruling is Ruling.DISMISS
    assert any("lifts that on the platform" in words_of(one.card) for one in here.asked())


async def test_a_ban_is_decided_as_a_ban(here: Town) -> None:
    """Neither as a case nor as an appeal; a confirmed one is not undone by a press."""
    await proposed(here)
    assert "/queue ban" in words_of(await here.command("noor", "/queue decide 2 strike"))
    assert "not an appeal" in words_of(await here.command("noor", "/queue appeal 2 upheld No."))
    await here.command("noor", "/queue ban 2 confirmed So be it.")
    assert "/queue ban" in words_of(await here.command("noor", "/queue undo 2"))


async def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    """The clock of a proposal and of an appeal ring after a restart as before."""
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time) as here:
        await proposed(here)
    async with town(tmp_path, platform, time) as here:
        here._numbers = iter(range(1_000, 2_000))
        await here.pass_time(timedelta(hours=48))
        assert (await here.case(2)).ending is Ending.EXPIRED


async def test_an_automatic_timeout_ends_when_the_check_was_wrong(here: Town) -> None:
    """Dismissed, the message comes back and so does the right to write."""
    await here.post("buy {spam.fraud 0.9: likes} now", by="new")
    assert len(here.platform.of(TimeOut)) == 1
    await here.command("mia", "/queue decide 1 dismiss")
    assert len(here.platform.of(LiftTimeOut)) == 1

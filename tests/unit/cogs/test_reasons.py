"""Reasons in the reader's language: why a rule spoke, what the platform would not do, what is not permitted."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.actions import Action, TimeOut
from bot.core.cases import CaseChange, State
from bot.core.errors import Refused
from bot.core.findings import Context, Dropped, Finding
from bot.core.text import Text
from bot.detectors import patient_data
from tests.town import Platform, ScriptedDetector, Town, card_of, town, words_of

RULE = "patient_data.record_number"
ENGLISH = patient_data.detectors()[0].rules[RULE].replace("'", "’")
FRENCH = "Un numéro est donné comme le numéro de dossier ou l’identifiant hospitalier d’un patient."
OF_THEIR_OWN = "The message says so."

NUMBER = "pt {patient_data.direct 0.9: 4711} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
SPAM = "{spam.fraud 0.9: buy followers}"


class RecordNumbers(ScriptedDetector):
    """Finds what it is told to, and calls patient data a record number, as the detector of patient data does."""

    rules: Mapping[str, str] = {**ScriptedDetector.rules, RULE: "As it was written when the case was opened."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Yield a finding for each mark."""
        for one in super().inspect(text, context):
            direct = isinstance(one, Finding) and one.rule == "scripted.patient_data.direct"
            yield replace(one, rule=RULE, why=self.rules[RULE]) if isinstance(one, Finding) and direct else one


def refuse(action: Action) -> None:
    """Let nobody be timed out."""
    if isinstance(action, TimeOut):
        raise Refused("missing permission")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with a French moderator, on a platform that times nobody out."""
    async with town(tmp_path, Platform(fault=refuse), eyes=RecordNumbers()) as opened:
        opened.members["zoe"] = replace(opened.members["mia"], name="Zoe", locale="fr")
        yield opened


async def test_a_check_gives_its_reasons_in_the_readers_language(here: Town) -> None:
    """The same draft, in French and in English."""
    assert FRENCH in words_of(await here.command("fred", f"/check {NUMBER}"))
    assert ENGLISH in words_of(await here.command("ada", f"/check {NUMBER}"))
    about = here.message(NUMBER)
    assert FRENCH in words_of(card_of(await here.menu("fred", "check", about)))


async def test_a_case_gives_its_reasons_in_the_moderators_language(here: Town) -> None:
    """One case, read by two moderators: by its rule, and not as it was written then."""
    await here.post(NUMBER)
    assert (await here.case(1)).reasons[0].why == RecordNumbers.rules[RULE]
    assert f"un nom : {FRENCH} (0.90)".replace(" :", ":") in words_of(await here.command("zoe", "/queue view 1"))
    assert ENGLISH in words_of(await here.command("mia", "/queue view 1"))


@pytest.mark.parametrize("line", ["/policy why case:1", f"/policy test {NUMBER}"])
async def test_the_policy_is_explained_in_the_moderators_language(here: Town, line: str) -> None:
    """Of a case and of a text."""
    await here.post(NUMBER)
    assert FRENCH in words_of(await here.command("zoe", line))
    assert ENGLISH in words_of(await here.command("mia", line))


@pytest.mark.parametrize("line", ["/queue view 1", "/policy why case:1", f"/policy test {RUDE}"])
async def test_a_rule_that_the_catalogue_does_not_know_has_its_own_words(here: Town, line: str) -> None:
    """A community's own rule, or an old case's."""
    await here.post(RUDE)
    assert OF_THEIR_OWN in words_of(await here.command("zoe", line))


async def test_what_was_not_done_is_named_in_the_readers_language(here: Town) -> None:
    """The action in words, the platform's reason as the platform gives it."""
    await here.post(SPAM, by="new")
    assert (await here.case(1)).state is State.ATTENTION
    french = words_of(await here.command("zoe", "/queue view 1"))
    assert "À revoir. Pas fait\u00a0: suspension (missing permission)." in french
    assert "Needs attention. Not done: timeout (missing permission)." in words_of(here.asked()[-1].card)


async def test_a_proposed_ban_is_named_in_the_readers_language(here: Town) -> None:
    """Nobody has to know what the database calls it."""
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 propose-ban")
    assert "bannissement proposé après le dossier 1" in words_of(await here.command("zoe", "/queue view 2"))
    assert "proposed ban after case 1" in words_of(await here.command("mia", "/queue view 2"))


async def test_an_action_that_is_no_more_is_named_as_it_was_stored(here: Town) -> None:
    """An old case's card still opens."""
    await here.post(SPAM, by="new")
    case = await here.case(1)
    async with here.app.store.begin() as work:
        assert await work.cases.change(case, CaseChange(attention="pillory: no such thing"))
    assert "pillory (no such thing)" in words_of(await here.command("zoe", "/queue view 1"))


async def test_refusals_are_in_the_readers_language(here: Town) -> None:
    """Roles and rulings have words."""
    await here.post(RUDE)
    assert "C’est réservé à la modération." in words_of(await here.command("fred", "/queue next"))
    french = words_of(await here.command("zoe", "/queue decide 1 release"))
    assert "«\u00a0rétablir\u00a0» n’a pas de sens" in french

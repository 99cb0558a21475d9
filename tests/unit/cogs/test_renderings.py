"""Everything that is taught fits one message on every platform, in both languages, whatever was chosen."""

from collections.abc import Iterator

import pytest

from bot.adapters.discord.cards import messages
from bot.adapters.local.view import card_json
from bot.core.cards import Card
from bot.core.engine import Examiner
from bot.core.events import Channel, ChannelId, CommunityId, DeliveryId, Invocation, Member, MemberId, Role
from bot.core.inspection import Inspector
from bot.core.policy import CommunityPolicy
from cogs import load_shelf
from cogs import roster as everything
from cogs.crisis import CrisisCog
from cogs.learn import LearnCog, Progress, Round
from cogs.tips import TipsCog
from config.catalogue import speaking
from config.content import load_course, load_playbook, load_tips
from tests.town import START

COURSE, PLAYBOOK, TIPS = load_course(), load_playbook(), load_tips()
EMBED_TOTAL, HEADER, SECTION, FIELD_VALUE, BUTTON, OPTION, BLOCKS = 6_000, 150, 3_000, 1_024, 75, 75, 50
"""Discord's limit on all embeds of a message and on a field; Slack's on a header, a section, labels and blocks."""


def no_policy(community: CommunityId) -> CommunityPolicy:
    """Fail: drawing a card asks no policy."""
    pytest.fail(f"a policy was asked for, of {community}")


def cards(locale: str) -> Iterator[tuple[str, Card]]:
    """Draw all that is taught, each card with a name."""
    by = Invocation(
        id=DeliveryId("test:d1"),
        community=CommunityId("test:town"),
        channel=Channel(id=ChannelId("test:general"), name="general"),
        actor=Member(id=MemberId("test:ada"), name="Ada", role=Role.MODERATOR, joined_at=START),
        locale=locale,
    )
    eyes = Inspector(())
    examiner = Examiner(eyes, no_policy, lambda: START)
    crisis = CrisisCog(examiner, PLAYBOOK)
    roster = everything(examiner, load_shelf(), lambda _: pytest.fail("nothing is surveyed"))
    eyes.close()
    yield "crisis", crisis._asking(by)
    for branch in (*PLAYBOOK.branches, PLAYBOOK.disclosure):
        yield branch.id, crisis._steps(branch, by)
    learn = LearnCog(COURSE, no_policy)
    done = Round(begun=999, passed=START.date(), sound=3, of=3)
    yield "learn", learn._overview(Progress(rounds={module.id: done for module in COURSE.modules}), by)
    for module in COURSE.modules:
        for case in module.cases:
            yield case.id, learn._asked(module, case, Round(), by)
    for dilemma in COURSE.dilemmas:
        others = {one.id: True for one in COURSE.dilemmas if one is not dilemma}
        yield dilemma.id, learn._dilemma(Progress(dilemmas=others), by)
    tips = next(cog for cog in roster.cogs if isinstance(cog, TipsCog))
    for tip in TIPS:
        yield tip.id, tips._channel_card(tip, locale, speaking(locale))


CARDS = [(f"{name}, {locale}", card) for locale in ("en", "fr") for name, card in cards(locale)]


@pytest.mark.parametrize("card", [card for _, card in CARDS], ids=[name for name, _ in CARDS])
def test_a_card_is_one_message_everywhere(card: Card) -> None:
    """On Discord one embed under its limit; on Slack each part under its own; in the playground as it is."""
    (drawn,) = messages(card)
    (embed,) = drawn.payload["embeds"]
    fields = embed.get("fields", [])
    texts = [embed["title"], embed["description"], *(text for one in fields for text in (one["name"], one["value"]))]
    assert sum(map(len, texts)) + len(embed["footer"]["text"]) <= EMBED_TOTAL
    assert len(fields) == len(card.facts)
    assert all(len(fact.value) <= FIELD_VALUE for fact in card.facts)
    assert len(card.title) <= HEADER
    assert all(len(text) <= SECTION for text in (*card.body, card.excerpt or ""))
    assert len(card.body) + len(card.facts) + 5 <= BLOCKS
    assert all(len(button.label) <= BUTTON for button in card.buttons)
    assert card.select is None or all(len(option.label) <= OPTION for option in card.select.options)
    assert card_json(card)["title"] == card.title


def test_all_of_it_is_drawn() -> None:
    """Thirty cases, twelve dilemmas, five branches and the first hour, every tip, in two languages."""
    assert len(CARDS) == 2 * (1 + 6 + 1 + 30 + 12 + len(TIPS))
    dilemmas = {card.body[0] for name, card in CARDS if name.startswith("dilemma-")}
    assert len(dilemmas) == 2 * len(COURSE.dilemmas)

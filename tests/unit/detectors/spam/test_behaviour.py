"""Behaviour: what repeats, floods, imitates or changes is found; drafts, edits and staff are left out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.batches import GATHERING
from bot.core.events import (
    Channel,
    ChannelId,
    CommunityId,
    DeliveryId,
    Member,
    MemberId,
    MemberJoined,
    MessageId,
    Role,
)
from bot.core.findings import Category, Context, Dropped, Finding, Kind, Signal
from bot.core.text import Span, fold
from bot.detectors.spam.behaviour import Behaviour

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LURE = "win a free tablet today, write to t.me/tabletgift"
OFFER = Finding(
    category=Category.SPAM,
    rule="spam.giveaway",
    span=Span(part=0, start=0, end=1),
    kind=Kind.OFFER,
    confidence=0.85,
    why="It says so.",
)


def test_rules_that_make_a_raid_of_cases_are_ours() -> None:
    """A rule that was renamed would tear raids apart, and nobody would hear of it."""
    assert set(GATHERING) <= set(Behaviour.rules)


@dataclass
class Place:
    """A community with a clock."""

    eyes: Behaviour = field(default_factory=lambda: Behaviour(b"a key"))
    at: datetime = NOW
    number: int = 0

    def write(self, text: str, who: str = "new", **how: Any) -> list[Finding]:
        """Write a message; what is found comes back."""
        return [one for one in self.all(text, who, **how) if isinstance(one, Finding)]

    def all(
        self,
        text: str,
        who: str,
        *,
        days: float = 1,
        channel: str = "general",
        name: str | None = None,
        role: Role = Role.MEMBER,
        id_: str | None = None,
        found: tuple[Finding, ...] = (),
        after: float = 1,
        community: str = "test:here",
    ) -> list[Finding | Dropped]:
        """Write a message; all that is said comes back."""
        self.at += timedelta(seconds=after)
        self.number += 1
        author = Member(id=MemberId(who), name=name or who, role=role, joined_at=NOW - timedelta(days=days))
        context = Context(
            now=self.at,
            community=community,
            channel=Channel(id=ChannelId(channel), name=channel),
            message=MessageId(id_ or f"m{self.number}"),
            posted_at=self.at,
            author=author,
        )
        return list(self.eyes.watch(fold(text), context, found))

    def join(self, who: str, after: float = 1) -> list[Signal]:
        """Let somebody come in."""
        self.at += timedelta(seconds=after)
        member = Member(id=MemberId(who), name=who, joined_at=self.at)
        event = MemberJoined(delivery=DeliveryId(who), community=CommunityId("test:here"), member=member)
        return list(self.eyes.notice(event, Context(now=self.at, community="test:here", author=member)))


def rules(found: list[Finding]) -> set[str]:
    """Name the rules."""
    return {one.rule for one in found}


@pytest.fixture
def place() -> Place:
    """Open an empty community."""
    return Place()


def test_copies_rise_with_their_number_and_name_the_earlier_ones(place: Place) -> None:
    """The third copy is held, the fifth is proven, and each leads back to those before it."""
    text = "hello see https://plainshop-medical.com/a"
    seen = [place.write(f"{text} {number}", channel=f"c{number}", after=30) for number in range(5)]
    copies = [[one for one in found if one.rule == "spam.copies"] for found in seen]
    assert [bool(one) for one in copies] == [False, False, True, True, True]
    assert [one[0].confidence for one in copies[2:]] == sorted(one[0].confidence for one in copies[2:])
    assert copies[4][0].proven
    assert [ref.id for ref in copies[4][0].copies] == ["m1", "m2", "m3", "m4"]


def test_a_draft_and_a_scan_are_not_remembered(place: Place) -> None:
    """Without an id nothing was posted."""
    author = Member(id=MemberId("new"), name="new")
    for _ in range(9):
        assert list(place.eyes.inspect(fold(LURE), Context(now=NOW, author=author))) == []


def test_an_edit_and_a_redelivery_count_once(place: Place) -> None:
    """The same message again is no copy of itself."""
    for _ in range(9):
        assert "spam.copies" not in rules(place.write("look at https://plainshop-medical.com please", id_="m1"))


def test_three_calls_for_hands_are_quiet_and_so_is_a_known_organiser(place: Place) -> None:
    """Repetition without load is a busy hour."""
    for channel in ("resus", "surgery", "general"):
        assert place.write("need hands in resus", "incident", days=2, channel=channel) == []
    for channel in "abcd":
        assert (
            place.write("teaching day https://teaching-day.org/x", "organiser", days=400, channel=channel, after=300)
            == []
        )


def test_staff_are_left_alone_and_their_links_are_trusted(place: Place) -> None:
    """A moderator tells every channel, and newcomers repeat it."""
    for channel in "abcdefgh":
        assert place.write("survey https://our-survey.org/1 please", "mod", role=Role.MODERATOR, channel=channel) == []
    for number in range(6):
        assert place.write("survey https://our-survey.org/1 please", f"n{number}", after=20) == []


def test_newcomers_who_say_the_same_are_a_chorus(place: Place) -> None:
    """The third voice is held; established members who join in are not."""
    seen = [place.write(LURE, f"n{number}", after=60) for number in range(5)]
    assert ["spam.chorus" in rules(found) for found in seen] == [False, False, True, True, True]
    assert next(one for one in seen[4] if one.rule == "spam.chorus").proven
    assert "spam.chorus" not in rules(place.write(LURE, "old", days=900))


def test_a_burst_is_faster_than_typing(place: Place) -> None:
    """Five pasted messages within ten seconds; nine typed ones within a minute are a conversation."""
    wall = "some words that nobody could have typed " * 4
    assert any("spam.burst" in rules(place.write(f"{wall}{number}", after=1)) for number in range(5))
    for number in range(9):
        assert place.write(f"so then number {number}", "typist", after=4) == []


def test_calls_add_up(place: Place) -> None:
    """Eight people within a minute, or everybody with a link; a team of six is thanked."""
    six = " ".join(f"<@{number}>" for number in range(6))
    assert place.write(f"thank you {six}", "kind") == []
    assert "spam.mentions" in rules(place.write(f"look {six}", "kind", after=5))
    assert "spam.mentions" in rules(place.write("@everyone https://gifts-for-you.com", "loud"))


def test_a_call_to_all_is_repeated_in_need(place: Place) -> None:
    """A ward's call comes from many at once, and a handover's every day; with something to click it is a campaign."""
    for number in range(12):
        assert place.write("@here trauma call bay 2", f"n{number}", channel="resus", after=6) == []
    for _ in range(4):
        assert place.write("@here two more for bay 3", "lead", channel="resus", after=60) == []
    seen = [place.write("@everyone https://gifts-for-you.com", f"g{number}", after=60) for number in range(5)]
    assert next(one for one in seen[4] if one.rule == "spam.chorus").proven
    for _ in range(5):
        assert place.write("@here handover in ten minutes please", "charge", days=1, after=86_400) == []


def test_calls_to_all_without_an_end_are_held(place: Place) -> None:
    """Who calls everybody again and again within minutes, however few the words; and who came with a wave."""
    seen = [place.write("@everyone wake up", "loud", channel=f"c{number}", after=40) for number in range(6)]
    assert "spam.copies" in rules(seen[5])
    for number in range(8):
        place.join(f"w{number}")
    assert "spam.wave" in rules(place.write("@everyone wake up", "w1", days=0))


def test_a_first_link_that_leads_out_is_held_and_a_guideline_is_not(place: Place) -> None:
    """What a newcomer begins with."""
    assert "spam.first_link" in rules(place.write("join us discord.gg/abcdef"))
    assert place.write("we use https://www.nice.org.uk/guidance/ng51", "other") == []
    assert place.write("our page https://stmarys-teaching.org/drips", "third") == []


def test_a_link_behind_a_word_is_a_link(place: Place) -> None:
    """Its label shows no host: what counts is where it leads."""
    assert "spam.first_link" in rules(place.write("[come over](https://discord.gg/abcdef)"))
    seen = [
        place.write("[my list](https://plainshop-medical.com)", "other", channel=f"c{number}") for number in range(3)
    ]
    assert "spam.copies" in rules(seen[2])
    assert place.write("[guideline](https://www.nice.org.uk/guidance/ng51)", "third") == []


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?q=https://plainshop-medical.com/a",
        "https://www.nice.org.uk@plainshop-medical.com/a",
        "https://подарки.com/a",
    ],
)
def test_a_well_known_or_a_foreign_name_hides_no_copies(place: Place, link: str) -> None:
    """What is repeated is where the link ends."""
    seen = [place.write(f"look here {link}", channel=f"c{number}", after=30) for number in range(3)]
    assert "spam.copies" in rules(seen[2])


def test_a_drip_is_found_however_slow(place: Place) -> None:
    """The same handle in other words, hours apart."""
    texts = ("my mentor is great, telegram: @exam_help22", "ask telegram @exam_help22", "again telegram @exam_help22")
    seen = [place.write(text, after=7_200) for text in texts]
    assert "spam.drip" in rules(seen[2])


def test_names_in_disguise(place: Place) -> None:
    """A moderator's name in look-alike letters is found, a namesake is not, an office needs something to click."""
    place.write("good morning", "mod", role=Role.MODERATOR, name="Miriam Okonkwo")
    assert "spam.staff_name" in rules(place.write("hello", "fake", name="Miriam \u041ek\u043enkwo"))
    assert "spam.staff_name" in rules(place.write("hello", "fake2", name="M1riam 0konkwo"))
    assert place.write("hello", "namesake", name="Miriam") == []
    assert place.write("hello", "double", name="Miriam Okonkwo") == []
    assert "spam.staff_name" in rules(place.write("see https://verify-here.net", "double", name="Miriam Okonkwo"))
    assert "spam.staff_name" in rules(place.write("see https://verify-here.net", "typo", name="Miriam Okonkwa"))
    assert place.write("hello", "accent", name="Míriam Okonkwö") == []


def test_a_wave_is_signalled_once_and_its_load_is_held(place: Place) -> None:
    """Eight joins in a minute; who came with them may greet, not lead elsewhere."""
    signals = [signal for number in range(20) for signal in place.join(f"w{number}")]
    assert [one.rule for one in signals] == ["spam.join_wave"]
    assert signals[0].count >= 8
    assert place.write("hi everyone", "w3", days=0) == []
    assert "spam.wave" in rules(place.write("see https://some-shop-here.com", "w4", days=0))
    assert place.join("late", after=7_200) == []


def test_a_known_account_gone_strange(place: Place) -> None:
    """A first link after weeks, in many channels, with an offer: held. An offer alone is not this rule's."""
    for number in range(25):
        assert place.write(f"we usually give {number} and wait", "old", days=900, after=40_000) == []
    for channel in "ab":
        assert place.write("look at what I found", "old", days=900, channel=channel) == []
    found = place.write("get it at https://win-prizes-now.com", "old", days=900, found=(OFFER,))
    strange = [one for one in found if one.rule == "spam.strange"]
    assert strange
    assert strange[-1].confidence >= 0.8


def test_communities_are_apart(place: Place) -> None:
    """What one has seen says nothing in another."""
    for number in range(6):
        found = place.write("look at https://plainshop-medical.com please", community=f"test:{number}", after=30)
        assert "spam.copies" not in rules(found)

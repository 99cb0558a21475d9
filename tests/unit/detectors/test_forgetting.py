"""Once a message was looked at, no word of it is left anywhere in our memory."""

from datetime import UTC, datetime

import pytest

from bot.app import inspector
from bot.core.events import Channel, ChannelId, Member, MemberId, MessageId
from bot.core.findings import Context
from bot.core.inspection import Inspector
from bot.core.text import Content, fold
from tests.memory import holders

SOUGHT = "".join(reversed("akkouqz"))
"""No word of any list, and in no source file as it is sought."""

MESSAGES = (
    "pt {} Testperson, MRN {}4711, admitted 3 March 2026 with chest pain, seen by Dr {}",
    "you absolute {}1di0t, m.o.r.o.n {} and s t u p i d",
    "earn money now: https://{}.example.com/patient/{}?id=7, http://198.51.100.7/{} and t.me/{}",
    "[safe](https://{}-login.example.xyz/{}) or write to {}@example.org or {} at example dot org",
    "my husband {} has chest pain, should he take {}mab 5 mg?",
    "@everyone {}: free p4ssw0rd, dm @{}_77 !!! {}{}{}",
    "« {} » écrit à l'hôpital que le patient {} né le 03/04/1951 va mieux",
)


def _look_at_all(eyes: Inspector) -> None:
    now = datetime.now(UTC)
    for number, written in enumerate(MESSAGES * 2):
        context = Context(
            now=now,
            community="test:here",
            channel=Channel(id=ChannelId("test:c"), name="general"),
            message=MessageId(f"test:{number}"),
            posted_at=now,
            author=Member(id=MemberId("test:mia"), name="Mia"),
        )
        eyes.look(fold(Content.of(written.replace("{}", SOUGHT))), context)


@pytest.mark.parametrize("reader", [False, True], ids=["rules", "reader"])
def test_no_word_is_kept(reader: bool) -> None:
    """Neither in a detector, nor in a cache of ours or of a library's."""
    eyes = inspector(reader=reader)
    _look_at_all(eyes)
    assert holders(SOUGHT) == []

"""Names: whether somebody bears a moderator's name, the bot's or an office's, in plain or in look-alike letters.

Only keyed digests of moderators' names are kept, and of what is one letter away from them.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from bot.core.text import fold
from bot.detectors.spam.memory import Press, Recent

SHORTEST, LONG, LONGEST = 3, 8, 40
"""Below three letters a name says nothing; from eight on it is hardly anybody else's, so that one letter more or less
still means it. Many people are called Mia."""

OFFICES = frozenset(
    [
        "admin",
        "administrator",
        "adminteam",
        "chaperone",
        "chaperonebot",
        "discordstaff",
        "discordsupport",
        "helpdesk",
        "moderation",
        "moderator",
        "moderators",
        "moderatorteam",
        "modteam",
        "serveradmin",
        "serverstaff",
        "slacksupport",
        "staffteam",
        "supportteam",
        "systemmessage",
    ]
)
"""Names that only those who run a community, or its platform, should bear (source: our own reading of impersonation
reports in the platforms' safety pages)."""


class Likeness(StrEnum):
    """How a name imitates another."""

    NONE = "none"
    SAME = "same"
    DISGUISED = "disguised"


def keys(press: Press, name: str) -> list[int]:
    """Digest a name and, where it is long enough, each form of it with one letter left out.

    Two names that share a form differ in one letter, changed, added or left out (the deletion neighbourhood of Mor and
    Fraenkel, "A hash code method for detecting and correcting spelling errors", CACM 1982).
    """
    read, _ = skeleton(name)
    return list(_forms(press, read)) if len(read) >= SHORTEST else []


def _forms(press: Press, read: str) -> Iterator[int]:
    yield press.digest(read)
    if len(read) >= LONG:
        for index in range(min(len(read), LONGEST)):
            yield press.digest(read[:index] + read[index + 1 :])


def compare(press: Press, name: str, staff: "Recent[int, str]") -> Likeness:
    """Compare a name with the offices' and with the digests of moderators' names."""
    read, disguised = skeleton(name)
    if read not in OFFICES and not any(staff.get(key) is not None for key in keys(press, name)):
        return Likeness.NONE
    if disguised:
        return Likeness.DISGUISED
    return Likeness.SAME if len(read) >= LONG else Likeness.NONE


def skeleton(name: str) -> tuple[str, bool]:
    """Reduce a name to what the eye reads, and say whether that took undoing a disguise; accents are none."""
    bare = "".join(one for one in unicodedata.normalize("NFD", name.casefold()) if one.isalnum())
    read = "".join(filter(str.isalnum, fold(name).deobfuscated))
    return read, read != bare

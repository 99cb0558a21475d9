"""What members say they are versed in, kept for their profile and, where they wish it, for the directory.

Source: the editorial's advice to identify one's niche and to connect with peers (doi:10.46989/001c.125931).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cogs.shared.kept import Kept

CONFIRM_EVERY = timedelta(days=182)
STALE_AFTER = CONFIRM_EVERY + timedelta(days=30)
"""An entry is asked about every half year, and leaves the directory when nobody has confirmed it for a month after."""


class Audience(StrEnum):
    """Whom a member writes for."""

    COLLEAGUES = "colleagues"
    STUDENTS = "students"
    PATIENTS = "patients"
    RESEARCHERS = "researchers"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Niche:
    """A member's specialties and audience; ``name`` is what they were called when they last confirmed it."""

    specialties: tuple[str, ...]
    audience: Audience
    listed: bool
    name: str = field(repr=False)
    confirmed: datetime
    language: str

    def is_found(self, now: datetime) -> bool:
        """Tell whether the directory shows it."""
        return self.listed and now - self.confirmed <= STALE_AFTER


NICHES = Kept("niche", Niche)

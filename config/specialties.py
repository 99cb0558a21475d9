"""The specialties that members choose from, by name and in every language.

Source: see the head of ``specialties.toml``.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("specialties.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialties:
    """Names by id and language, and where the list comes from."""

    source: str
    names: Mapping[str, Mapping[str, str]]

    def name(self, specialty: str, language: str) -> str:
        """Name a specialty; one that was taken off the list keeps its id for a name."""
        names = self.names.get(specialty)
        return specialty if names is None else names.get(language.partition("-")[0].lower(), names["en"])

    def find(self, written: str) -> str | None:
        """Find the id of a specialty by its id or its name in some language, whatever its case and accents."""
        wanted = _plain(written)
        for specialty, names in self.names.items():
            if wanted in (_plain(specialty), *map(_plain, names.values())):
                return specialty
        return None

    def beginning(self, typed: str, language: str) -> list[tuple[str, str]]:
        """List ids and names that hold what is typed, those that begin with it first."""
        wanted = _plain(typed)
        named = [(one, self.name(one, language)) for one in self.names]
        found = [(one, name) for one, name in named if wanted in _plain(name) or wanted in one]
        return sorted(found, key=lambda pair: (not _plain(pair[1]).startswith(wanted), _plain(pair[1])))


def _plain(written: str) -> str:
    folded = unicodedata.normalize("NFKD", written.strip().casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def load_specialties() -> Specialties:
    """Read the list."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Specialties(source=read["source"], names=read["names"])

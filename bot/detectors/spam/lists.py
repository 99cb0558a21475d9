"""Lists of hosts that the operator has imported: scam domains and predatory publishers, each with source and date.

A list is a file in the data directory, written by `chaperone lists import` and read once at start. It only ever adds to
what the rules know: a listed scam domain is a proof, a listed publisher sharpens an invitation to publish.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.core.errors import ChaperoneError
from bot.detectors.spam import links

MOST_ROWS = 1_000_000
LONGEST_ROW = 2_000
"""How much is read of a file; the public lists of scam domains have some tens of thousands of rows."""


class ListKind(StrEnum):
    """What a list is about."""

    SCAM_DOMAINS = "scam-domains"
    PREDATORY_PUBLISHERS = "predatory-publishers"


class BadList(ChaperoneError):
    """A list cannot be read or written; the text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostList:
    """One imported list."""

    kind: ListKind
    source: str
    dated: date
    hosts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: the list, how many rows said what another had said, and which lines were refused and why."""

    list: HostList
    repeated: int
    refused: tuple[tuple[int, str], ...]


def read_rows(rows: Iterable[str], kind: ListKind, *, source: str, dated: date) -> Imported:
    """Read a file's rows: a host, an address, or JSON that holds one; blank lines and ``#`` remarks are passed over.

    Raises:
        BadList: there are too many rows.
    """
    hosts: set[str] = set()
    refused: list[tuple[int, str]] = []
    repeated = 0
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            message = f"more than {MOST_ROWS:,} rows"
            raise BadList(message)
        written = row.strip().removeprefix("\ufeff")
        if not written or written.startswith("#"):
            continue
        try:
            host = _host_in(written)
        except ValueError as error:
            refused.append((number, str(error)))
            continue
        repeated += host in hosts
        hosts.add(host)
    made = HostList(kind=kind, source=source, dated=dated, hosts=frozenset(hosts))
    return Imported(list=made, repeated=repeated, refused=tuple(refused))


def _host_in(row: str) -> str:
    """Find the host of a row.

    Raises:
        ValueError: there is none, or it must not be listed.
    """
    if len(row) > LONGEST_ROW:
        raise ValueError("longer than a row can be")
    if row.startswith("{"):
        row = _from_json(row)
    pieces = [piece for piece in re.split(r"[\s,;|\"'<>()]+", row) if "." in piece]
    pieces.sort(key=lambda one: "://" not in one)
    reasons = []
    for piece in pieces:
        try:
            return links.listable(piece)
        except ValueError as error:
            reasons.append(str(error))
    raise ValueError(reasons[0] if reasons else "no host in it")


def _from_json(row: str) -> str:
    try:
        data = json.loads(row)
    except ValueError:
        raise ValueError("no JSON that can be read") from None
    for key in ("domain", "host", "url", "text"):
        if isinstance(data.get(key), str):
            found: str = data[key]
            return found
    raise ValueError("no domain, host, url or text in it")


def _file(folder: Path, kind: ListKind) -> Path:
    return folder / "lists" / f"{kind}.json"


def save(folder: Path, made: HostList) -> None:
    """Keep a list in the place of the earlier one of its kind, wholly or not at all.

    Raises:
        BadList: it cannot be written.
    """
    path = _file(folder, made.kind)
    data = {
        "kind": made.kind.value,
        "source": made.source,
        "date": made.dated.isoformat(),
        "hosts": sorted(made.hosts),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise BadList(message) from None


def load(folder: Path) -> Iterator[HostList]:
    """Read the lists that were imported.

    Raises:
        BadList: one is there and cannot be used.
    """
    for kind in ListKind:
        path = _file(folder, kind)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            hosts = frozenset(str(one) for one in data["hosts"])
            yield HostList(kind=kind, source=data["source"], dated=date.fromisoformat(data["date"]), hosts=hosts)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"{path} cannot be used ({type(error).__name__}); import the list again or delete the file"
            raise BadList(message) from None


def use(folder: Path) -> tuple[HostList, ...]:
    """Let the detectors of this process know the lists of a data directory.

    Raises:
        BadList: one is there and cannot be used.
    """
    found = tuple(load(folder))
    known = {one.kind: one.hosts for one in found}
    links.know(
        scams=known.get(ListKind.SCAM_DOMAINS, frozenset()),
        predatory=known.get(ListKind.PREDATORY_PUBLISHERS, frozenset()),
        predatory_dated=next((one.dated for one in found if one.kind is ListKind.PREDATORY_PUBLISHERS), None),
    )
    return found

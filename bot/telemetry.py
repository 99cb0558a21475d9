"""Logs and metrics that cannot leak: an allow-list of keys, names of things only, never words of a member."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, generate_latest

ALLOWED = frozenset(
    {
        "address",
        "cause",
        "count",
        "detector",
        "effect",
        "error",
        "event",
        "field",
        "file",
        "hint",
        "kind",
        "level",
        "milliseconds",
        "name",
        "outcome",
        "path",
        "platform",
        "platforms",
        "reason",
        "seconds",
        "table",
        "timestamp",
        "url",
        "version",
        "where",
    }
)
"""The only keys that a log line may have. None of them ever holds what a member wrote or who wrote it."""

_LABELS = {
    "events_failed": ("reason",),
    "events_postponed": (),
    "detector_failures": ("detector", "reason"),
    "actions": ("kind", "effect"),
    "actions_postponed": ("kind",),
    "replies_failed": ("reason",),
}


class ForbiddenKey(ValueError):
    """A log line tried to say something that is not on the allow-list; the text names the key, not the value."""


def only_allowed(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Refuse a log line with a key that is not on the allow-list.

    Raises:
        ForbiddenKey: naming the keys.
    """
    forbidden = sorted(set(line) - ALLOWED)
    if forbidden:
        message = f"not on the log's allow-list: {', '.join(forbidden)}"
        raise ForbiddenKey(message)
    return line


class Telemetry:
    """The journal that the core writes to: JSON lines on standard error, counters for Prometheus."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.registry = CollectorRegistry()
        self._counters = {
            name: Counter(f"chaperone_{name}", f"How many {name.replace('_', ' ')}.", labels, registry=self.registry)
            for name, labels in _LABELS.items()
        }
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(stream or sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                only_allowed,
                structlog.processors.JSONRenderer(),
            ],
        )

    def note(self, event: str, **keys: str | float | bool | None) -> None:
        """Write one line."""
        self._log.info(event, **keys)

    def count(self, name: str, **labels: str) -> None:
        """Count one thing."""
        self._counters[name].labels(**labels).inc()

    def exposition(self) -> bytes:
        """Write the counters as Prometheus reads them."""
        return generate_latest(self.registry)

    def total(self, name: str) -> float:
        """Add up a counter over all of its labels."""
        return sum(
            sample.value
            for metric in self._counters[name].collect()
            for sample in metric.samples
            if sample.name.endswith("_total")
        )


def quiet_libraries() -> None:
    """Keep libraries from logging: their lines may hold parameters, addresses or text."""
    logging.disable(logging.CRITICAL)

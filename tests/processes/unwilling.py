"""A process that cannot prepare itself."""

from collections.abc import Callable
from typing import Any

from bot.apart.answering import answer_all


def _prepare() -> Callable[[Any], Any]:
    message = "no weights here"
    raise FileNotFoundError(message)


if __name__ == "__main__":
    answer_all(_prepare)

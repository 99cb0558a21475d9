"""The close reader in a process of its own: ``python -m bot.detectors.reader.process`` answers `Question`s."""

from collections.abc import Callable

from bot.apart.answering import answer_all
from bot.detectors.reader.reading import Answer, Question


def _load() -> Callable[[Question], Answer]:
    from bot.detectors.reader.close import CloseReader

    return CloseReader().read


if __name__ == "__main__":
    answer_all(_load)

"""A process that does what it is asked for."""

import os
import signal
from typing import Any

from bot.apart.answering import answer_all


class _Unreadable:
    def __reduce__(self) -> tuple[type, tuple[int, int]]:
        return dict, (1, 2)


def _answer(question: tuple[str, Any]) -> object:
    match question:
        case "say", word:
            return word
        case "fail", word:
            raise ValueError(word)
        case "print", word:
            os.write(1, word.encode())  # as a library does that is not written in Python
            print(word, flush=True)  # noqa: T201 - as one that is
            return word
        case "garble", _:
            return _Unreadable()
        case "end", _:
            os._exit(3)
        case "hang", _:
            signal.pause()
        case "settings", _:
            return [name for name in os.environ if name.startswith("CHAPERONE")]
        case "pid", _:
            return os.getpid()
    return None


if __name__ == "__main__":
    answer_all(lambda: _answer)

"""The process's side: it answers one question after the other until nobody can ask any more."""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from bot import heap

SIZE = 4
"""Bytes that say how long an answer is, the highest first."""


def answer_all(prepare: Callable[[], Callable[[Any], Any]]) -> None:
    """Answer what is asked over standard input, over standard output.

    The first answer tells that all is prepared. Each is whether it went well, and what was asked for or what went
    wrong; of an error in answering only its type's name, since its words may be somebody's.

    Args:
        prepare: makes what answers a question.
    """
    # A terminal's interrupt goes to everyone in it, and a service manager stops all processes of a service at once; but
    # whoever asks may still have something to ask then. That nobody can ask any more ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    try:
        heap.build()
        answer = prepare()
        heap.stand()
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever started us has to hear of it
        _say(answers, is_well=False, said=f"{type(error).__name__}: {error}")
        return
    _say(answers, is_well=True, said=None)
    while True:
        try:
            question = pickle.load(questions)  # noqa: S301 - from the program that started us
        except EOFError:
            return
        try:
            is_well, said = True, answer(question)
        except Exception as error:  # noqa: BLE001 - the next question may go well
            is_well, said = False, type(error).__name__
        _say(answers, is_well=is_well, said=said)


def _say(answers: BinaryIO, *, is_well: bool, said: object) -> None:
    pickled = pickle.dumps((is_well, said), protocol=pickle.HIGHEST_PROTOCOL)
    try:
        answers.write(len(pickled).to_bytes(SIZE, "big") + pickled)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody waits for it, and nothing is left to tidy up

"""A limit on what runs in the loop's thread: it gives way to nobody, so the operating system has to interrupt it.

What is counted is the processor's time of the whole process (`ITIMER_VIRTUAL`): whoever hangs there computes, and a
machine that stands still is nobody's fault. There is one such timer in a process, and Python handles signals in the
main thread alone; on a system without it, or in another thread, `is_to_be_had` says no.
"""

import signal
import threading
from datetime import timedelta
from types import FrameType
from typing import ClassVar, Self


class Overdue(BaseException):
    """The time is over. No error of whoever it interrupts: it must not be caught there."""


class Alarm:
    """Rings after a time, and again and again, but is heard only while somebody is at work.

    Args:
        limit: the processor's time until it rings.
    """

    _is_installed: ClassVar = False
    _is_heard: ClassVar = False

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit.total_seconds()

    def __enter__(self) -> Self:
        """Set it."""
        if not Alarm._is_installed:
            signal.signal(signal.SIGVTALRM, Alarm._ring)
            Alarm._is_installed = True
        signal.setitimer(signal.ITIMER_VIRTUAL, self._limit, self._limit)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it; a last ring that is under way already is not heard."""
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def turn_to(self, _: str) -> None:
        """Let it be heard: from here to `turn_away` it may raise `Overdue`."""
        Alarm._is_heard = True

    def turn_away(self) -> None:
        """Let it ring unheard."""
        Alarm._is_heard = False

    @staticmethod
    def _ring(_: int, __: FrameType | None) -> None:
        if Alarm._is_heard:
            raise Overdue


def is_to_be_had() -> bool:
    """Tell whether an alarm can be set here."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()

"""Everything that can go wrong, in one tree.

    ChaperoneError
    ├── Invalid        the person's input cannot be used; carries the key of the sentence that tells them
    ├── Refused        the platform said no and will say no again; carries its reason
    ├── Throttled      the platform said not now; carries how long to wait
    ├── Unavailable    the platform or the database did not answer; may be tried again
    ├── Unstorable     the database does not take what was to be written, and will not take it later either
    └── Locked         nothing confidential can be written or read: no usable key

No error ever carries a member's words. SDK errors never leave an adapter, database errors never leave the storage.
"""

from datetime import timedelta


class ChaperoneError(Exception):
    """The root of all that we raise on purpose."""


class Invalid(ChaperoneError):
    """Input that cannot be used; ``key`` is a catalogue key, ``values`` fill its sentence."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Refused(ChaperoneError):
    """The platform will not do this; ``reason`` is a short word such as ``missing permission``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Throttled(ChaperoneError):
    """The platform asks to wait."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"retry after {retry_after}")
        self.retry_after = retry_after


class Unavailable(ChaperoneError):
    """No answer; trying again later may help."""


class Unstorable(ChaperoneError):
    """A value that the database does not take: too long, too large, no text to it, or unlike the rows that it has."""


class Locked(ChaperoneError):
    """No usable key: nothing confidential is written or read."""

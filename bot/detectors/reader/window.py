"""What members wrote in the last minutes, as tokens, in memory alone."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from bot.detectors.reader.tokens import Tokens

LASTS = timedelta(minutes=10)
MESSAGES = 20
"""How long, and how many of one member's messages in one place, are remembered: long enough for a story that is told in
one go, too short to be an archive. The privacy notice promises both."""

PLACES = 5_000
"""Members and places remembered at once; beyond that the one that was quiet the longest is forgotten."""

Place = tuple[str, str, str, str]


class Window:
    """The last messages of every member in every place, for whichever thread asks."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Place, deque[tuple[datetime, Tokens]]] = OrderedDict()

    def forget(self, now: datetime) -> None:
        """Forget every message whose time is over."""
        with self._lock:
            for place, kept in list(self._kept.items()):
                _let_go(kept, now)
                if not kept:
                    del self._kept[place]

    def follow(self, place: Place, tokens: Tokens, now: datetime) -> list[Tokens]:
        """Give what stands before a message, oldest first, and remember the message."""
        with self._lock:
            kept = self._kept.setdefault(place, deque(maxlen=MESSAGES))
            self._kept.move_to_end(place)
            if len(self._kept) > PLACES:
                self._kept.popitem(last=False)
            _let_go(kept, now)
            earlier = [one for _, one in kept]
            kept.append((now, tokens))
            return earlier


def _let_go(kept: deque[tuple[datetime, Tokens]], now: datetime) -> None:
    while kept and now - kept[0][0] > LASTS:
        kept.popleft()

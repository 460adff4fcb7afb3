"""Places for pushes for which a person waits: so many at once, and a share of them for each push service.

This is the bulkhead pattern: a push service that hangs fills its own share, and all other pushes go on.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from pwa.reminders.push import known_service
from pwa.reminders.transport import origin_of

# Names of limits that stand beside those of single push services.
EVERYBODY, UNKNOWN_SERVICES = "everybody", "unknown services"


class NoPlace(Exception):
    """No place became free in time. `share_is_full`: the push service holds as many as it may have."""

    def __init__(self, *, share_is_full: bool) -> None:
        super().__init__("no place became free in time")
        self.share_is_full = share_is_full


class Bulkhead:
    """So many places for pushes, and as many to wait for one.

    A push service gets half of both. Services that nobody has named (`PWA_PUSH_SERVICES=any-public`) get half together,
    because one person can have any number of hosts, and each of them half of that.
    """

    def __init__(self, places: int, patience: float = 2.0) -> None:
        """`patience`: how many seconds a push waits for a place."""
        self.patience = patience
        self._places = places
        self._changed = threading.Condition()
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def place(self, endpoint: str, origins: Sequence[str]) -> Iterator[None]:
        """Hold a place for a push to `endpoint`. `origins` are those that the deployer named.

        Raises:
            NoPlace: none became free in time, or too many wait already.
        """
        limits = self._limits(endpoint, origins)
        with self._changed:
            if not _has_room(self._taken, limits) and not self._wait(limits):
                shares = {name: most for name, most in limits.items() if name != EVERYBODY}
                raise NoPlace(share_is_full=not _has_room(self._taken, shares))
            self._taken.update(limits.keys())
        try:
            yield
        finally:
            with self._changed:
                self._taken -= Counter(limits.keys())
                self._changed.notify_all()

    def _limits(self, endpoint: str, origins: Sequence[str]) -> dict[str, int]:
        """How many places may be taken at most, by name of what they are counted for."""
        origin = origin_of(endpoint)
        service = origin if origin in origins else known_service(urlsplit(origin).hostname or "")
        if service:
            return {EVERYBODY: self._places, service: self._places // 2}
        return {EVERYBODY: self._places, UNKNOWN_SERVICES: self._places // 2, origin: self._places // 4}

    def _wait(self, limits: Mapping[str, int]) -> bool:
        """Whether a place became free in time."""
        if not _has_room(self._waiting, limits):
            return False
        self._waiting.update(limits.keys())
        try:
            return self._changed.wait_for(lambda: _has_room(self._taken, limits), self.patience)
        finally:
            self._waiting -= Counter(limits.keys())


def _has_room(counted: Counter[str], limits: Mapping[str, int]) -> bool:
    return all(counted[name] < most for name, most in limits.items())

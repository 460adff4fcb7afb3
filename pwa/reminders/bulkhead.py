"""Limits the pushes that a person waits for: how many run at once, in all and at each push service.

This is the bulkhead pattern: a push service that hangs fills its own share, and all other pushes continue.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from pwa.reminders.push import known_service
from pwa.reminders.transport import origin_of

# Names of limits beside those of single push services.
EVERYBODY, UNKNOWN_SERVICES = "everybody", "unknown services"


class NoSlotError(Exception):
    """No slot became free in time. `share_is_full`: the push service uses all slots that it may have."""

    def __init__(self, *, share_is_full: bool) -> None:
        super().__init__("no slot became free in time")
        self.share_is_full = share_is_full


class Bulkhead:
    """A number of slots for pushes, and the same number of slots to wait.

    Each push service may use half of both. Services that are on no list (`PWA_PUSH_SERVICES=any-public`) may use half
    together, because one person can have any number of hosts, and each of them half of that.
    """

    def __init__(self, slots: int, patience: float = 2.0) -> None:
        """`patience`: the seconds for which a push waits for a slot."""
        self.patience = patience
        self._slots = slots
        self._changed = threading.Condition()
        self._taken: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def slot(self, endpoint: str, origins: Sequence[str]) -> Iterator[None]:
        """Hold a slot for a push to `endpoint`. `origins` are those that the deployer has allowed.

        Raises:
            NoSlotError: none became free in time, or too many pushes wait already.
        """
        limits = self._limits(endpoint, origins)
        with self._changed:
            if not _has_room(self._taken, limits) and not self._wait(limits):
                shares = {name: most for name, most in limits.items() if name != EVERYBODY}
                raise NoSlotError(share_is_full=not _has_room(self._taken, shares))
            self._taken.update(limits.keys())
        try:
            yield
        finally:
            with self._changed:
                self._taken -= Counter(limits.keys())
                self._changed.notify_all()

    def _limits(self, endpoint: str, origins: Sequence[str]) -> dict[str, int]:
        """Return the limits that apply to a push to `endpoint`: the largest number of slots, by name."""
        origin = origin_of(endpoint)
        service = origin if origin in origins else known_service(urlsplit(origin).hostname or "")
        if service:
            return {EVERYBODY: self._slots, service: self._slots // 2}
        return {EVERYBODY: self._slots, UNKNOWN_SERVICES: self._slots // 2, origin: self._slots // 4}

    def _wait(self, limits: Mapping[str, int]) -> bool:
        """Return whether a slot became free in time."""
        if not _has_room(self._waiting, limits):
            return False
        self._waiting.update(limits.keys())
        try:
            return self._changed.wait_for(lambda: _has_room(self._taken, limits), self.patience)
        finally:
            self._waiting -= Counter(limits.keys())


def _has_room(counted: Counter[str], limits: Mapping[str, int]) -> bool:
    return all(counted[name] < most for name, most in limits.items())

"""A token bucket: how many pushes one worker sends to one push service at once, and how many in a second."""

from __future__ import annotations

# Pushes per second, and at once. We know of no push service with a published quota for Web Push, so the figures are
# ours. Google's for messages to apps is 600,000 a minute for a project: four workers stay within that. It is about what
# one worker can send at most, so in normal work nothing waits.
RATE, BURST = 2500.0, 2500


class TokenBucket:
    """The tokens of one push service. They begin as `BURST`, and `RATE` come each second, up to `BURST`."""

    def __init__(self, now: float) -> None:
        """`now`: seconds of any clock that never goes back."""
        self._tokens, self._filled_at = float(BURST), now
        self._last_turn = now

    def take(self, now: float) -> float:
        """Take a token.

        Returns:
            0. If there is none, the seconds until the turn of this push. Turns follow each other at the rate, so that
            those who wait do not come back all at once. Then it must take a token again.
        """
        self._tokens = min(float(BURST), self._tokens + (now - self._filled_at) * RATE)
        self._filled_at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        self._last_turn = max(self._last_turn, now) + 1 / RATE
        return self._last_turn - now

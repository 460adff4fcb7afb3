"""Sends everything that is due: claims rows of the outbox, sends many at a time, settles them.

Many tasks send at once, and a free task takes the next occurrence. So a push service that hangs delays only its own
tasks. If we sent in batches, it would delay a whole batch.

An occurrence that is sent but not settled is sent again. So while the database is locked or unreachable, outcomes are
kept, settling is repeated, and nothing more is claimed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

import sqlalchemy as sa

from pwa.reminders.models import Occurrence
from pwa.reminders.outbox import Outbox
from pwa.reminders.push import LONGEST_BACKOFF, Outcome, Sender, count
from pwa.reminders.schedule import end_of_night

log = logging.getLogger(__name__)

# How many sends are in flight. A push service answers in about 50 ms; more adds little.
WINDOW = 512
# Seconds for which a claimed occurrence is ours: a short wait for a task, the timeout of a send, the settlement.
LEASE = 60
# Seconds for which a push service keeps a notification for a phone that is off. It does not end with the evening: then
# a phone that is off all evening would never show it. The price is that a phone that is switched on at night may ring.
LONGEST_TTL = 24 * 3600
# Seconds for which an occurrence waits at most, for the end of a night or because a push service asked for it.
LONGEST_WAIT = 24 * 3600
# Seconds between two settlements, so that one transaction stores many outcomes.
SETTLE_EVERY = 0.05
# Seconds until the next attempt to settle after the database failed.
SETTLE_AGAIN = 0.5


async def deliver_due(
    outbox: Outbox, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float], window: int = WINDOW
) -> int:
    """Send everything that is due.

    Args:
        compose: returns the payload of an occurrence in the language of its reader.
        now: returns UTC seconds.
        window: how many are sent at once.

    Returns:
        The number of settled occurrences.

    Raises:
        SQLAlchemyError: the database failed. Each claimed occurrence is settled, or its lease has ended.
    """
    return await _Delivery(outbox, sender, compose, now, window).run()


class _Delivery:
    """One run over the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        compose: Callable[[Occurrence], str],
        now: Callable[[], float],
        window: int,
    ) -> None:
        self._outbox, self._sender, self._compose, self._now, self._window = outbox, sender, compose, now, window
        self._ready: asyncio.Queue[Occurrence] = asyncio.Queue()
        self._outcomes: list[tuple[Occurrence, Outcome]] = []
        # The number of claimed occurrences that are neither settled nor lost.
        self._open = 0
        self._settled = 0
        self._failure: sa.exc.SQLAlchemyError | None = None

    async def run(self) -> int:
        senders = [asyncio.create_task(self._send_ready()) for _ in range(self._window)]
        more = True
        try:
            while more or self._open:
                if more and not self._failure and self._ready.qsize() <= self._window // 2:
                    more = await self._claim()
                await asyncio.sleep(SETTLE_EVERY if self._open else 0)
                if self._outcomes:
                    await self._settle()
                if self._failure and not self._open:
                    raise self._failure
        finally:
            for task in senders:
                task.cancel()
            await asyncio.gather(*senders, return_exceptions=True)
        return self._settled

    async def _send_ready(self) -> None:
        while True:
            occurrence = await self._ready.get()
            outcome = await _send(occurrence, self._sender, self._compose, self._now)
            _count_and_log(occurrence, outcome)
            self._outcomes.append((occurrence, outcome))

    async def _claim(self) -> bool:
        """Claim as many as are sent at once. Returns whether there may be more."""
        try:
            claimed = await asyncio.to_thread(self._outbox.claim, int(self._now()), LEASE, self._window)
        except sa.exc.SQLAlchemyError as error:
            self._failure = error  # `run` raises it after it has settled what is in flight
            return True
        self._open += len(claimed)
        for occurrence in claimed:
            self._ready.put_nowait(occurrence)
        return bool(claimed)

    async def _settle(self) -> None:
        batch = self._outcomes[:]
        try:
            await asyncio.to_thread(_settle, self._outbox, batch, int(self._now()))
        except sa.exc.SQLAlchemyError as error:
            self._failure = error
            self._drop_lost_leases()
            await asyncio.sleep(SETTLE_AGAIN)
        else:
            self._failure = None
            self._open -= len(batch)
            self._settled += len(batch)
            del self._outcomes[: len(batch)]  # there may be more in the meantime

    def _drop_lost_leases(self) -> None:
        """Drop the outcomes whose lease has ended: another worker may have claimed their rows, and sends them again.

        On the screen that replaces the first notification, because topic and tag are the same.
        """
        kept = [(occurrence, outcome) for occurrence, outcome in self._outcomes if occurrence.lease > self._now()]
        if lost := len(self._outcomes) - len(kept):
            log.error("%s pushes could not be settled before their lease ended. They are sent again", lost)
        self._open -= lost
        self._outcomes = kept


async def _send(
    occurrence: Occurrence, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float]
) -> Outcome:
    ttl = min(occurrence.expires_at - int(now()), LONGEST_TTL)
    if ttl <= 0:
        return Outcome("dropped", "too late")
    try:
        morning = None if occurrence.at_night else end_of_night(now(), occurrence.zone)
        if morning is not None:
            # It is late because we or the push service were down. That is no reason to wake a person.
            return Outcome("later", "quiet hours", morning - now())
        return await sender.send(
            occurrence.to, compose(occurrence), topic=occurrence.topic, ttl=ttl, attempts=occurrence.attempts
        )
    except Exception:
        # An error of ours must not stop the other occurrences. This one is tried again.
        log.exception("A push could not be created")
        return Outcome("later", "a fault of ours", LONGEST_BACKOFF)


def _count_and_log(occurrence: Occurrence, outcome: Outcome) -> None:
    """Count and log the outcome of a push. Called once, even if settling is repeated."""
    count(outcome)
    if outcome.alarm or outcome.kind == "dropped":
        _report(occurrence, outcome)


def _settle(outbox: Outbox, outcomes: list[tuple[Occurrence, Outcome]], now: int) -> None:
    by_kind: dict[str, list[Occurrence]] = {"delivered": [], "dropped": [], "gone": []}
    later = []
    for occurrence, outcome in outcomes:
        if outcome.kind == "later":
            later.append((occurrence, now + int(outcome.wait) + 1, outcome.alarm))
        else:
            by_kind[outcome.kind].append(occurrence)
    outbox.settle(now, **by_kind, later=later)


def _report(occurrence: Occurrence, outcome: Outcome) -> None:
    """Write one line to the log. It names only the host: the rest of an endpoint identifies a person's browser."""
    level = logging.ERROR if outcome.alarm else logging.WARNING
    service = urlsplit(occurrence.to.endpoint).hostname
    log.log(level, "A push failed", extra={"service": service, "reason": outcome.reason, "alarm": outcome.alarm})

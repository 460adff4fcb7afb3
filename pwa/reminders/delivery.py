"""The outbox, emptied: claim, send many at a time, settle.

A window of lanes works at the outbox instead of one batch after the other, so that a push service that hangs
costs its own lane and nobody else's.

What was sent must be settled, or it is sent again. So answers are kept while the database is locked or away, settling
is tried again, and nothing more is claimed until it works.
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
# Seconds for which a claimed occurrence is ours: a short wait for a lane, the timeout of a send, its settlement.
LEASE = 60
# Seconds for which a push service keeps a note for a phone that is off. Not only until the night begins: a phone
# that is switched on at night may ring, but one that is off all evening would never tell.
LONGEST_TTL = 24 * 3600
# Seconds for which an occurrence may wait, whatever happened to it: a night, or what a push service asked for.
LONGEST_WAIT = 24 * 3600
# Seconds between two settlements, so that one transaction writes down many answers.
SETTLE_EVERY = 0.05
# Seconds until the next attempt, when the database was locked or away.
SETTLE_AGAIN = 0.5


async def deliver_due(
    outbox: Outbox, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float], window: int = WINDOW
) -> int:
    """Send everything that is due. Returns how many occurrences were settled.

    Args:
        compose: the payload of an occurrence, in the language of its reader.
        now: UTC seconds.

    Raises:
        SQLAlchemyError: the database failed, and by now each claimed occurrence is settled or its lease has ended.
    """
    return await _Delivery(outbox, sender, compose, now, window).run()


class _Delivery:
    """One emptying of the outbox."""

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
        self._answers: list[tuple[Occurrence, Outcome]] = []
        # Claimed and neither settled nor given up.
        self._open = 0
        self._settled = 0
        self._failure: sa.exc.SQLAlchemyError | None = None

    async def run(self) -> int:
        lanes = [asyncio.create_task(self._lane()) for _ in range(self._window)]
        more = True
        try:
            while more or self._open:
                if more and not self._failure and self._ready.qsize() <= self._window // 2:
                    more = await self._claim()
                await asyncio.sleep(SETTLE_EVERY if self._open else 0)
                if self._answers:
                    await self._settle()
                if self._failure and not self._open:
                    raise self._failure
        finally:
            for task in lanes:
                task.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)
        return self._settled

    async def _lane(self) -> None:
        while True:
            occurrence = await self._ready.get()
            outcome = await _send(occurrence, self._sender, self._compose, self._now)
            _count_and_log(occurrence, outcome)
            self._answers.append((occurrence, outcome))

    async def _claim(self) -> bool:
        """Whether there may be more to claim."""
        try:
            claimed = await asyncio.to_thread(self._outbox.claim, int(self._now()), LEASE, self._window)
        except sa.exc.SQLAlchemyError as error:
            self._failure = error  # what is in flight is settled before it is raised
            return True
        self._open += len(claimed)
        for occurrence in claimed:
            self._ready.put_nowait(occurrence)
        return bool(claimed)

    async def _settle(self) -> None:
        batch = self._answers[:]
        try:
            await asyncio.to_thread(_settle, self._outbox, batch, int(self._now()))
        except sa.exc.SQLAlchemyError as error:
            self._failure = error
            self._give_up()
            await asyncio.sleep(SETTLE_AGAIN)
        else:
            self._failure = None
            self._open -= len(batch)
            self._settled += len(batch)
            del self._answers[: len(batch)]  # more may have come in the meantime

    def _give_up(self) -> None:
        """Forget the answers whose lease has ended: their rows may have another owner by now, and are sent again. On
        the screen that replaces the first notification, because topic and tag are the same."""
        kept = [(occurrence, outcome) for occurrence, outcome in self._answers if occurrence.lease > self._now()]
        if lost := len(self._answers) - len(kept):
            log.error("%s pushes could not be settled before their lease ended: they are sent again", lost)
        self._open -= lost
        self._answers = kept


async def _send(
    occurrence: Occurrence, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float]
) -> Outcome:
    ttl = min(occurrence.expires_at - int(now()), LONGEST_TTL)
    if ttl <= 0:
        return Outcome("dropped", "too late to be of use")
    try:
        morning = None if occurrence.at_night else end_of_night(now(), occurrence.zone)
        if morning is not None:
            # It is late, because we or the push service were down: nobody is woken for that.
            return Outcome("later", "quiet hours", morning - now())
        return await sender.send(
            occurrence.to, compose(occurrence), topic=occurrence.topic, ttl=ttl, attempts=occurrence.attempts
        )
    except Exception:
        # A fault of ours must stop neither the others nor, for ever, this one.
        log.exception("A push could not be made")
        return Outcome("later", "a fault of ours", LONGEST_BACKOFF)


def _count_and_log(occurrence: Occurrence, outcome: Outcome) -> None:
    """Count and log what became of a push: once, however often settling is tried."""
    count(outcome)
    if outcome.alarm or outcome.kind == "dropped":
        _report(occurrence, outcome)


def _settle(outbox: Outbox, answers: list[tuple[Occurrence, Outcome]], now: int) -> None:
    by_kind: dict[str, list[Occurrence]] = {"delivered": [], "dropped": [], "gone": []}
    later = []
    for occurrence, outcome in answers:
        if outcome.kind == "later":
            later.append((occurrence, now + int(outcome.wait) + 1, outcome.alarm))
        else:
            by_kind[outcome.kind].append(occurrence)
    outbox.settle(now, **by_kind, later=later)


def _report(occurrence: Occurrence, outcome: Outcome) -> None:
    """One line in the log. The host alone: the rest of an endpoint is the address of a person's browser."""
    level = logging.ERROR if outcome.alarm else logging.WARNING
    service = urlsplit(occurrence.to.endpoint).hostname
    log.log(level, "A push failed", extra={"service": service, "reason": outcome.reason, "alarm": outcome.alarm})

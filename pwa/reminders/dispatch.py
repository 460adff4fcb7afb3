"""The outbox, emptied: claim, send many at a time, settle.

A window of lanes works at the outbox instead of one batch after the other, so that a push service that hangs
costs its own lane and nobody else's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from prometheus_client import Counter

from pwa.reminders.outbox import Outbox
from pwa.reminders.push import LONGEST_BACKOFF, Outcome, Sender
from pwa.reminders.records import Occurrence
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

SENT = Counter("ask_first_pushes", "Answers of push services in this process, by what they meant", ["outcome"])
ALARMS = Counter("ask_first_push_alarms", "Pushes that were refused for our key or our clock, in this process")


def count(outcome: Outcome) -> None:
    """Take what became of a push into the numbers of `/metrics`."""
    SENT.labels(outcome.kind).inc()
    if outcome.alarm:
        ALARMS.inc()


async def drain(
    outbox: Outbox, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float], window: int = WINDOW
) -> int:
    """Send everything that is due. Returns how many occurrences were settled.

    Args:
        compose: the payload of an occurrence, in the language of its reader.
        now: UTC seconds.
    """
    ready: asyncio.Queue[Occurrence] = asyncio.Queue()
    answers: list[tuple[Occurrence, Outcome]] = []

    async def lane() -> None:
        while True:
            occurrence = await ready.get()
            answers.append((occurrence, await _send(occurrence, sender, compose, now)))

    lanes = [asyncio.create_task(lane()) for _ in range(window)]
    claimed_so_far, settled, more = 0, 0, True
    try:
        while more or settled < claimed_so_far:
            if more and ready.qsize() <= window // 2:
                claimed = await asyncio.to_thread(outbox.claim, int(now()), LEASE, window)
                claimed_so_far += len(claimed)
                more = bool(claimed)
                for occurrence in claimed:
                    ready.put_nowait(occurrence)
            await asyncio.sleep(SETTLE_EVERY if claimed_so_far > settled else 0)
            batch, answers[:] = answers[:], []
            if batch:
                await asyncio.to_thread(_settle, outbox, batch, int(now()))
                settled += len(batch)
    finally:
        for task in lanes:
            task.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
    return settled


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


def _settle(outbox: Outbox, answers: list[tuple[Occurrence, Outcome]], now: int) -> None:
    by_kind: dict[str, list[Occurrence]] = {"delivered": [], "dropped": [], "gone": []}
    later = []
    for occurrence, outcome in answers:
        count(outcome)
        if outcome.kind == "later":
            later.append((occurrence, now + int(outcome.wait) + 1, outcome.alarm))
        else:
            by_kind[outcome.kind].append(occurrence)
        if outcome.alarm or outcome.kind == "dropped":
            _report(occurrence, outcome)
    outbox.settle(now, **by_kind, later=later)


def _report(occurrence: Occurrence, outcome: Outcome) -> None:
    """One line in the log. The host alone: the rest of an endpoint is the address of a person's browser."""
    level = logging.ERROR if outcome.alarm else logging.WARNING
    service = urlsplit(occurrence.to.endpoint).hostname
    log.log(level, "A push failed", extra={"service": service, "reason": outcome.reason, "alarm": outcome.alarm})

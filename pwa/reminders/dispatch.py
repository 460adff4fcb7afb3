"""The outbox, emptied: claim, send many at a time, settle.

A window slides over the outbox instead of one batch after the other, so that a push service that hangs
costs its own place and nobody else's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pwa.reminders.push import Outcome, Sender
from pwa.reminders.store import Occurrence, Store

log = logging.getLogger(__name__)

# How many sends are in flight. A phone's push service answers in about 50 ms; more adds little.
WINDOW = 256
# Seconds for which a claimed occurrence is ours: the timeout of a send, and ample time to settle it.
LEASE = 60
# Seconds between two settlements, so that one transaction writes down many answers.
SETTLE_EVERY = 0.05


async def drain(
    store: Store,
    sender: Sender,
    compose: Callable[[Occurrence], str],
    now: Callable[[], float],
    window: int = WINDOW,
) -> int:
    """Send everything that is due. Returns how many occurrences were settled.

    Args:
        compose: the payload of an occurrence, in the language of its reader.
        now: UTC seconds.
    """
    flying: dict[asyncio.Task[Outcome], Occurrence] = {}
    settled, more = 0, True
    while more or flying:
        if more and len(flying) <= window // 2:
            claimed = await asyncio.to_thread(store.claim, int(now()), LEASE, window - len(flying))
            more = bool(claimed)
            for occurrence in claimed:
                flying[asyncio.create_task(_send(occurrence, sender, compose, now))] = occurrence
        if flying:
            done, _ = await asyncio.wait(flying, timeout=SETTLE_EVERY)
            answers = [(flying.pop(task), task.result()) for task in done]
            if answers:
                await asyncio.to_thread(_settle, store, answers, int(now()))
            settled += len(answers)
    return settled


async def _send(
    occurrence: Occurrence, sender: Sender, compose: Callable[[Occurrence], str], now: Callable[[], float]
) -> Outcome:
    ttl = occurrence.expires_at - int(now())
    if ttl <= 0:
        return Outcome("dropped", "too late to be of use")
    return await sender.send(
        occurrence.to, compose(occurrence), topic=occurrence.topic, ttl=ttl, attempts=occurrence.attempts
    )


def _settle(store: Store, answers: list[tuple[Occurrence, Outcome]], now: int) -> None:
    outcomes: Mapping[str, list[Occurrence]] = {"delivered": [], "dropped": [], "gone": []}
    later = []
    for occurrence, outcome in answers:
        if outcome.kind == "later":
            later.append((occurrence, now + int(outcome.wait) + 1))
        else:
            outcomes[outcome.kind].append(occurrence)
        if outcome.alarm or outcome.kind == "dropped":
            # The host alone: the rest of an endpoint is the address of a person's browser.
            host = urlsplit(occurrence.to.endpoint).hostname
            level = logging.ERROR if outcome.alarm else logging.WARNING
            log.log(
                level,
                "A push failed",
                extra={"service": host, "reason": outcome.reason, "alarm": outcome.alarm},
            )
    store.settle(now, **outcomes, later=later)

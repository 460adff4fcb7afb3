"""Plans, claims, sends and settles what is due.

All of it runs side by side, in a sliding window: a push service that hangs delays only its own messages. Reminders are
planned in slices when there is nothing else to claim, so the first push does not wait until a million are planned.

An occurrence that is sent but not settled is sent again. So while the database is locked or unreachable, outcomes are
kept, settling is repeated, and nothing more is claimed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import sqlalchemy as sa
from prometheus_client import Histogram

from pwa import telemetry
from pwa.reminders import clock, push
from pwa.reminders.models import Claim, Occurrence
from pwa.reminders.outbox import Outbox, jitter
from pwa.reminders.push import LONGEST_BACKOFF, Outcome, Sender, count
from pwa.reminders.schedule import end_of_night

log = logging.getLogger(__name__)

# How many sends are in flight. A push service answers in about 50 ms; more adds little.
WINDOW = 512
# Seconds for which a claimed occurrence is ours: the timeout of a send and its settlement. If this process is killed,
# another worker sends what it had claimed after that time, and a look later.
LEASE = 14
# A lease is renewed when it has fewer seconds left: a push service may take long, and the database may be away.
RENEW_BELOW = 8
# Seconds for which a push service keeps a notification for a phone that is off. It does not end with the evening: then
# a phone that is off all evening would never show it. The price is that a phone that is switched on at night may ring.
LONGEST_TTL = 24 * 3600
# Seconds for which an occurrence waits at most, for the end of a night or because a push service asked for it.
LONGEST_WAIT = 24 * 3600
# Seconds between two settlements, so that one transaction stores many outcomes.
SETTLE_EVERY = 0.05
# Seconds until the next attempt to settle after the database failed.
SETTLE_AGAIN = 0.5
# Seconds until the next look for due rows, while pushes are in flight and the last look found none.
LOOK_EVERY = 0.25
# Seconds until the next look after the database failed, while pushes are in flight.
LOOK_AGAIN = 5.0

LATENESS = Histogram(
    "ask_first_lateness_seconds",
    "Seconds from the time of a reminder, and its jitter, until a push service accepted it, in this process",
    buckets=(1, 2, 5, 10, 30, 60, 120, 300, 900, 3600),
)


class Delivery:
    """The work of one worker. Call `step` again and again, also after an error, and `end` at the end."""

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        compose: Callable[[Occurrence], str],
        now: Callable[[], float],
        useful_for: Mapping[str, int],
    ) -> None:
        """Make it.

        Args:
            compose: returns the payload of an occurrence in the language of its reader.
            now: returns UTC seconds.
            useful_for: for each kind, the seconds after its time for which a notification still helps.
        """
        self._outbox, self._sender, self._compose, self._now = outbox, sender, compose, now
        self._useful_for = useful_for
        # The claimed occurrences that are not settled, and the ends of their leases.
        self._claimed: dict[Claim, Occurrence] = {}
        self._leases: dict[Claim, int] = {}
        # Those of them that are in flight.
        self._tasks: dict[Claim, asyncio.Task[None]] = {}
        self._outcomes: list[tuple[Occurrence, Outcome]] = []
        self._failure: sa.exc.SQLAlchemyError | None = None
        self._more = True
        # By the monotonic clock, when to look, to claim a few, and to renew leases again.
        self._look_at = self._claim_few_at = self._renew_at = 0.0
        # The number of settled occurrences.
        self.settled = 0

    @property
    def has_claims(self) -> bool:
        """Whether anything is claimed and not settled."""
        return bool(self._claimed)

    async def step(self, *, look: bool = True) -> bool:
        """Settle what was answered, renew leases, then claim what is due, or plan if there is nothing to claim.

        Args:
            look: whether anything may be planned and claimed.

        Returns:
            Whether there is more to do at once. If not, nothing is in flight.

        Raises:
            SQLAlchemyError: the database failed, and nothing is in flight. What failed is tried again by the next call.
        """
        if self._outcomes:
            await self._settle()
        if self._outcomes and self._failure:
            await asyncio.sleep(SETTLE_AGAIN)
            return True
        if self._claimed:
            await self._renew()
        if look:
            await self._look()
        if self._failure and not self._claimed:
            failure, self._failure = self._failure, None
            raise failure
        await asyncio.sleep(SETTLE_EVERY if self._claimed else 0)
        return bool(self._claimed) or (look and self._more)

    async def end(self, within: float) -> None:
        """Wait for at most `within` seconds until what is in flight is settled, and hand back the rest."""
        begin = time.monotonic()
        self._failure = None
        try:
            while self._claimed and time.monotonic() - begin < within:
                await self.step(look=False)
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            if self._outcomes:
                await self._settle()
            if unsent := [self._claimed[claim] for claim in self._tasks]:
                await asyncio.to_thread(self._outbox.hand_back, int(self._now()), unsent)
        except sa.exc.SQLAlchemyError:
            log.exception("Rows could not be handed back: another worker takes them when their lease has ended")

    async def _settle(self) -> None:
        batch = self._outcomes[:]
        try:
            await asyncio.to_thread(_settle, self._outbox, batch, int(self._now()))
        except sa.exc.SQLAlchemyError as error:
            if self._failure is None:
                log.warning("The database failed: %s outcomes of pushes are kept until it works", len(batch))
            self._failure = error
            return
        self._failure, self._look_at = None, 0.0
        self.settled += len(batch)
        del self._outcomes[: len(batch)]  # there may be more in the meantime
        for occurrence, _ in batch:
            del self._claimed[occurrence.claim], self._leases[occurrence.claim]

    async def _renew(self) -> None:
        """Renew the leases of what is in flight for long. A row that somebody has answered or taken is left alone."""
        now = int(self._now())
        ending = [one for claim, one in self._claimed.items() if self._leases[claim] - now < RENEW_BELOW]
        if not ending or time.monotonic() < self._renew_at:
            return
        self._renew_at = time.monotonic() + 1
        try:
            now = int(await asyncio.to_thread(clock.read, self._now))
            renewed = await asyncio.to_thread(self._outbox.renew_leases, now, LEASE, ending)
        except sa.exc.SQLAlchemyError as error:
            log.warning("The database failed: leases could not be renewed: %s", type(error).__name__)
        else:
            self._leases.update((one.claim, now + LEASE) for one in ending if one.id in renewed)

    async def _look(self) -> None:
        """Claim as many as there are free places, or plan a slice if nothing can be claimed."""
        monotonic = time.monotonic()
        free = WINDOW - len(self._claimed)
        has_reason = (self._more and not self._failure) or not self._claimed or monotonic >= self._look_at
        # A few places are filled only from time to time, so that one transaction claims many rows.
        if not has_reason or not free or (free < WINDOW // 4 and monotonic < self._claim_few_at):
            return
        self._look_at = self._claim_few_at = monotonic + LOOK_EVERY
        try:
            claimed, self._more = await asyncio.to_thread(self._claim_or_plan, free)
        except sa.exc.SQLAlchemyError as error:
            self._failure, self._look_at = error, monotonic + LOOK_AGAIN
            if self._claimed:
                log.warning("The database failed: the next look is in %s seconds", LOOK_AGAIN)
            return
        self._failure = None
        for occurrence in claimed:
            self._claimed[occurrence.claim] = occurrence
            self._leases[occurrence.claim] = occurrence.lease
            self._tasks[occurrence.claim] = asyncio.create_task(self._deliver(occurrence))

    def _claim_or_plan(self, free: int) -> tuple[list[Occurrence], bool]:
        """What was claimed, and whether there may be more that is due. Runs in a thread."""
        now = int(clock.read(self._now))
        with telemetry.span("claim") as span:
            claimed = self._outbox.claim(now, LEASE, free)
            span.set_rows(len(claimed))
        if claimed:
            return claimed, True
        with telemetry.span("plan") as span:
            planned = self._outbox.plan_due(now, self._useful_for)
            span.set_rows(planned)
        return [], planned > 0

    async def _deliver(self, occurrence: Occurrence) -> None:
        is_sent = self._leases[occurrence.claim] - self._now() >= push.TIMEOUT
        if is_sent:
            outcome = await _send(occurrence, self._sender, self._compose, self._now)
        else:
            # This process was stopped or very slow. Another worker could claim the row while we send it.
            outcome = Outcome("later", "the lease is too short")
        self._outcomes.append((occurrence, outcome))
        del self._tasks[occurrence.claim]
        if is_sent:
            _count_and_log(occurrence, outcome)
        if outcome.kind == "delivered":
            planned_at = occurrence.expires_at - self._useful_for[occurrence.kind]
            LATENESS.observe(max(0.0, self._now() - planned_at - jitter(occurrence.subscription_id)))


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
    with telemetry.span("settle") as span:
        outbox.settle(now, **by_kind, later=later)
        span.set_rows(len(outcomes))


def _report(occurrence: Occurrence, outcome: Outcome) -> None:
    """Write one line to the log. It names only the host: the rest of an endpoint identifies a person's browser."""
    level = logging.ERROR if outcome.alarm else logging.WARNING
    service = urlsplit(occurrence.to.endpoint).hostname
    log.log(level, "A push failed", extra={"service": service, "reason": outcome.reason, "alarm": outcome.alarm})

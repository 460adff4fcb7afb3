"""The reminder worker: a thread beside the web server, or a process of its own. Any number can run."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from contextlib import suppress

import sqlalchemy as sa
from flask import Flask

from pwa.languages import LANGUAGES
from pwa.reminders import delivery
from pwa.reminders.clock import read
from pwa.reminders.heartbeat import BEAT_EVERY, Heartbeat
from pwa.reminders.models import Occurrence
from pwa.reminders.notifications import KINDS, due_message
from pwa.reminders.push import Sender, new_sender
from pwa.services import services

log = logging.getLogger(__name__)

# Seconds between two looks for what is due, and after an error such as a full disk or a locked database. Reminders are
# due at full minutes, and the worker looks at full seconds.
LOOK_EVERY = 1.0
LOOK_AGAIN = 15.0
# Seconds between two deletions of what has rested long enough. On SQLite, they also empty its log of deleted rows. On
# PostgreSQL, one worker of all that share it does it.
TIDY_EVERY = {"sqlite": 2.0, "postgresql": 60.0}
# Seconds after `stop` in which pushes in flight are settled, and after which the thread is left alone.
FINISH_WITHIN, END_WITHIN = 10.0, 14.0

# If the clock leaps ahead by more than LEAP seconds, the worker pauses for DOUBTED seconds: the clock may be corrected
# in that time, and the worker cannot undo what it moves or deletes.
LEAP, DOUBTED = 3600, 300

USEFUL_FOR = {kind.kind: kind.useful_for for kind in KINDS.values()}


def compose(occurrence: Occurrence) -> str:
    """The payload of an occurrence in the language of its reader, or in English if we no longer offer that language."""
    tag = occurrence.to.language if occurrence.to.language in services().settings.languages else "en"
    base_url = services().settings.base_url
    kind = KINDS[occurrence.kind]
    planned_at = occurrence.expires_at - kind.useful_for
    moves = occurrence.moves
    return due_message(kind, occurrence.reminder_id, moves, LANGUAGES[tag], base_url, planned_at=planned_at)


async def tidy() -> None:
    """Delete reminders that have rested long enough, and put right what a wrong clock has written.

    If the clock is ahead, notifications come early and resting reminders are deleted early. After a correction of the
    clock, waiting occurrences are sent, but a reminder that was moved stays on its new day.
    """
    outbox, now = services().outbox, int(services().now())
    await asyncio.to_thread(outbox.reset_future_rows, now, delivery.LONGEST_WAIT)
    await asyncio.to_thread(outbox.forget_resting, now)


def new_delivery(sender: Sender) -> delivery.Delivery:
    """The deliveries of the current app."""
    return delivery.Delivery(services().outbox, sender, compose, services().now, USEFUL_FOR)


class Worker(threading.Thread):
    """Plans and sends reminders until it is stopped. It may be killed at any moment: the outbox loses nothing."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="reminders", daemon=True)
        self._app = app
        self._stopped = threading.Event()
        with suppress(sa.exc.SQLAlchemyError):
            read(services(app).now)
        # Seconds by which the clock was ahead of the monotonic clock when it was last trusted.
        self._ahead = self._now() - time.monotonic()
        self._doubted_since: float | None = None
        self._tidy_at = self._beat_at = 0.0

    def run(self) -> None:
        """Run until `stop`. An error is logged, and the work continues."""
        while not self._stopped.is_set():
            try:
                asyncio.run(self._work())
            except Exception:
                log.exception("The reminder worker continues in %s seconds", LOOK_AGAIN)
                self._stopped.wait(LOOK_AGAIN)

    async def _work(self) -> None:
        with self._app.app_context():
            async with new_sender() as sender:
                deliveries = new_delivery(sender)
                try:
                    while not self._stopped.is_set():
                        try:
                            await self._look(deliveries)
                        except sa.exc.SQLAlchemyError as error:
                            # If these deliveries end while the database is away, what they have sent is sent again.
                            if not deliveries.has_claims:
                                raise
                            log.warning("The database failed: pushes are settled later: %s", type(error).__name__)
                finally:
                    await deliveries.end(FINISH_WITHIN)

    async def _look(self, deliveries: delivery.Delivery) -> None:
        """Do what can be done now. If that is nothing, wait until the next full second."""
        trusted = self._is_clock_trusted()
        if trusted and time.monotonic() >= self._tidy_at:
            engine = services().outbox.engine
            every = TIDY_EVERY[engine.dialect.name]
            self._tidy_at = time.monotonic() + every
            is_sqlite = engine.dialect.name == "sqlite"
            if is_sqlite or await asyncio.to_thread(Heartbeat(engine).may_tidy, int(self._now()), int(every)):
                await tidy()
        has_more = await deliveries.step(look=trusted)
        if trusted and time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + BEAT_EVERY
            await asyncio.to_thread(Heartbeat(services().outbox.engine).beat, int(self._now()))
        if not has_more:
            await asyncio.to_thread(self._stopped.wait, LOOK_EVERY - self._now() % LOOK_EVERY)

    def _is_clock_trusted(self) -> bool:
        """Whether the clock can be used. A leap may be right: the monotonic clock stops while a machine sleeps.

        A clock that goes back is trusted, because it sends nothing early. When it is corrected, that is not a leap: the
        new time is not ahead of every trusted one.
        """
        monotonic = time.monotonic()
        ahead = self._now() - monotonic
        if ahead - self._ahead > LEAP:
            if self._doubted_since is None:
                self._doubted_since = monotonic
                log.warning(
                    "The clock has leapt ahead: nothing is sent for %s seconds, unless it is set right", DOUBTED
                )
            if monotonic - self._doubted_since < DOUBTED:
                return False
        self._ahead, self._doubted_since = max(self._ahead, ahead), None
        return True

    def _now(self) -> float:
        return services(self._app).now()

    def stop(self) -> bool:
        """Claim nothing more, settle what is in flight, and hand back the rest.

        Returns:
            Whether the thread has ended within `END_WITHIN` seconds. A database that hangs may hold it up.
        """
        self._stopped.set()
        self.join(END_WITHIN)
        return not self.is_alive()

"""The reminder worker: a thread beside the web server, or a process of its own. Any number can run."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

from flask import Flask

from pwa.languages import LANGUAGES
from pwa.reminders import delivery
from pwa.reminders.models import Occurrence
from pwa.reminders.notifications import KINDS, due_message
from pwa.reminders.push import Sender, new_sender
from pwa.services import services

log = logging.getLogger(__name__)

# Seconds between two ticks, and after an error such as a full disk or a locked database.
LOOK_EVERY = 2.0
LOOK_AGAIN = 15.0

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


async def tick(sender: Sender) -> int:
    """Plan and send everything that is due now, and delete reminders that have rested long enough.

    If the clock is ahead, notifications come early and resting reminders are deleted early. After a correction of the
    clock, waiting occurrences are sent, but a reminder that was moved stays on its new day.

    Returns:
        The number of settled occurrences.
    """
    outbox, now = services().outbox, services().now
    await asyncio.to_thread(outbox.reset_future_rows, int(now()), delivery.LONGEST_WAIT)
    while await asyncio.to_thread(outbox.plan_due, int(now()), USEFUL_FOR):
        pass
    settled = await delivery.deliver_due(outbox, sender, compose, now)
    await asyncio.to_thread(outbox.forget_resting, int(now()))
    return settled


class Worker(threading.Thread):
    """Runs a tick every two seconds until it is stopped. It may be killed at any moment: the outbox loses nothing."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="reminders", daemon=True)
        self._app = app
        self._stopped = threading.Event()
        # Seconds by which the clock was ahead of the monotonic clock when it was last trusted.
        self._ahead = self._now() - time.monotonic()
        self._doubted_since: float | None = None

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
                while not self._stopped.is_set():
                    if self._is_clock_trusted():
                        await tick(sender)
                    await asyncio.to_thread(self._stopped.wait, LOOK_EVERY)

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

    def stop(self) -> None:
        """End after the current tick. Returns when the thread has ended."""
        self._stopped.set()
        self.join()

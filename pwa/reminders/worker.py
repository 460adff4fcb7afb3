"""The reminder worker: a thread beside the web server, or a process of its own. Any number may run."""

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

# Seconds between two looks at the store, and after something went wrong: a full disk, a locked database.
LOOK_EVERY = 2.0
LOOK_AGAIN = 15.0

# A clock that leaps ahead by so many seconds is believed when it has stayed there for so many: it may be set right
# again, and what it moves or forgets is not undone.
LEAP, DOUBTED = 3600, 300

USEFUL_FOR = {kind.kind: kind.useful_for for kind in KINDS.values()}


def compose(occurrence: Occurrence) -> str:
    """The payload of an occurrence, in the reader's language; in English when it is not offered any more."""
    tag = occurrence.to.language if occurrence.to.language in services().settings.languages else "en"
    base_url = services().settings.base_url
    kind = KINDS[occurrence.kind]
    planned_at = occurrence.expires_at - kind.useful_for
    moves = occurrence.moves
    return due_message(kind, occurrence.reminder_id, moves, LANGUAGES[tag], base_url, planned_at=planned_at)


async def tick(sender: Sender) -> int:
    """Everything that is due now: plan it, send it, forget what has rested long enough.

    A clock that is ahead is believed: notes come early, and what rests is forgotten early. Set right again, it strands
    no note that waits, but a reminder that was moved comes on its new day.
    """
    outbox, now = services().outbox, services().now
    await asyncio.to_thread(outbox.reset_future_rows, int(now()), delivery.LONGEST_WAIT)
    while await asyncio.to_thread(outbox.plan_due, int(now()), USEFUL_FOR):
        pass
    settled = await delivery.deliver_due(outbox, sender, compose, now)
    await asyncio.to_thread(outbox.forget_resting, int(now()))
    return settled


class Worker(threading.Thread):
    """Looks every two seconds, until it is stopped. It may be killed at any moment: the outbox remembers."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="reminders", daemon=True)
        self._app = app
        self._stopped = threading.Event()
        # The clock beside the steady one: how far ahead it was believed to be.
        self._ahead = self._now() - time.monotonic()
        self._doubted_since: float | None = None

    def run(self) -> None:
        """The thread's life. No error ends it."""
        while not self._stopped.is_set():
            try:
                asyncio.run(self._work())
            except Exception:
                log.exception("The reminder worker goes on in %s seconds", LOOK_AGAIN)
                self._stopped.wait(LOOK_AGAIN)

    async def _work(self) -> None:
        with self._app.app_context():
            async with new_sender() as sender:
                while not self._stopped.is_set():
                    if self._is_believed():
                        await tick(sender)
                    await asyncio.to_thread(self._stopped.wait, LOOK_EVERY)

    def _is_believed(self) -> bool:
        """Whether the clock may be worked by. A leap can be the truth: the steady clock stands still in a machine that
        sleeps.

        Only what lies ahead of every believed time is a leap: a clock that went back sends nothing early, and when it
        comes right again it is late already.
        """
        steady = time.monotonic()
        ahead = self._now() - steady
        if ahead - self._ahead > LEAP:
            if self._doubted_since is None:
                self._doubted_since = steady
                log.warning(
                    "The clock has leapt ahead: nothing is sent for %s seconds, unless it is set right", DOUBTED
                )
            if steady - self._doubted_since < DOUBTED:
                return False
        self._ahead, self._doubted_since = max(self._ahead, ahead), None
        return True

    def _now(self) -> float:
        return services(self._app).now()

    def stop(self) -> None:
        """End after the current look. Returns when the thread has ended."""
        self._stopped.set()
        self.join()

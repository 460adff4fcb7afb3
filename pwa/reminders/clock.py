"""The clock of PostgreSQL, which workers on several machines share."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import sqlalchemy as sa

# Seconds for which a reading is used. It is not used if the clock of this machine was set, or slept, by more than SET.
READ_EVERY, SET = 5.0, 0.5


class DatabaseClock:
    """UTC seconds by the clock of the database.

    Two machines whose clocks differ would both claim the same rows. Until the first `read`, it is the clock of this
    machine: a web server needs no other one, because it claims nothing.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        # Seconds by which the clock of the database is ahead of that of this machine.
        self._ahead = 0.0
        # The monotonic clock at the last reading, and by how much the clock of this machine was ahead of it.
        self._read_at = self._base = -math.inf

    def __call__(self) -> float:
        """The time by the last reading. It never waits."""
        return time.time() + self._ahead

    def read(self) -> float:
        """Ask the database, unless it was asked just now. This waits for it, so call it in a thread.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it does not answer.
        """
        before, monotonic = time.time(), time.monotonic()
        if monotonic - self._read_at < READ_EVERY and abs(before - monotonic - self._base) < SET:
            return self()
        with self._engine.begin() as connection:
            # `clock_timestamp` goes on during a transaction, `now` does not.
            theirs = float(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
        self._ahead = theirs - (before + time.time()) / 2
        self._read_at, self._base = monotonic, before - monotonic
        return self()


def clock_of(engine: sa.Engine) -> Callable[[], float]:
    """Return the clock by which reminders are planned: that of PostgreSQL, or with SQLite that of this machine."""
    return DatabaseClock(engine) if engine.dialect.name == "postgresql" else time.time


def read(now: Callable[[], float]) -> float:
    """The time of a clock, asked from the database if it is the database's."""
    return now.read() if isinstance(now, DatabaseClock) else now()

"""When a worker has last looked for what is due, so that somebody notices when none does; when one has last tidied."""

from __future__ import annotations

import sqlalchemy as sa

from pwa.reminders.reserve import despite_full_disk
from pwa.reminders.tables import heartbeat, insert, reading

# Seconds between two notes of a worker, and after how many without one no worker is thought to run. A worker that meets
# an error pauses for 15 seconds.
BEAT_EVERY, SILENT_AFTER = 10.0, 60
# The ids of the two rows.
LOOKED, TIDIED = 1, 2


class Heartbeat:
    """Two rows, which all workers of a database share."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @despite_full_disk
    def beat(self, now: int) -> None:
        """Store that a worker has looked now."""
        with self.engine.begin() as connection:
            new = insert(connection, heartbeat).values(id=LOOKED, looked_at=now)
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_={"looked_at": now}))

    def may_tidy(self, now: int, every: int) -> bool:
        """Whether no worker has tidied for `every` seconds. Then the caller does it, and another worker does not.

        A time in the future was written by a clock that was ahead.
        """
        with self.engine.begin() as connection:
            new = insert(connection, heartbeat).values(id=TIDIED, looked_at=now)
            is_over = ~heartbeat.c.looked_at.between(now - every + 1, now)
            turn = new.on_conflict_do_update(index_elements=["id"], set_={"looked_at": now}, where=is_over)
            return connection.execute(turn.returning(heartbeat.c.id)).first() is not None

    def age(self, now: int) -> int | None:
        """The seconds since a worker has looked; None if none ever has."""
        with reading(self.engine).begin() as connection:
            looked_at = connection.execute(sa.select(heartbeat.c.looked_at).where(heartbeat.c.id == LOOKED)).scalar()
        return None if looked_at is None else max(0, now - looked_at)

    def fault(self, now: int) -> str:
        """What is wrong with the workers, or an empty text."""
        age = self.age(now)
        if age is None:
            return "no worker has ever looked for reminders: start pwa worker"
        if age > SILENT_AFTER:
            return f"no worker has looked for reminders for {age} seconds: see that pwa worker runs"
        return ""

"""The store at 10,000, 100,000 and a million waiting rows: one claim and one settlement of 500, on both databases."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from pwa.reminders.outbox import Outbox
from pwa.reminders.tables import connect, migrate
from tests.postgres import postgres

SIZES = (10_000, 100_000, 1_000_000)
BATCH, ROUNDS = 500, 15

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
FILL = (
    "INSERT INTO subscription (id, endpoint, p256dh, auth, vapid_key, language) "
    + NUMBERS
    + " SELECT i, 'https://updates.push.services.mozilla.com/wpush/v2/' || i || :pad, :key, 'c2VjcmV0c2VjcmV0c2VjcmV0', :key, 'en' FROM n",
    "INSERT INTO reminder (id, subscription_id, kind, local, zone, repeat, at_night, unanswered, state, next_at) "
    + NUMBERS
    + " SELECT 'r' || i, i, 'doctor', '2026-11-24T10:00', 'Europe/Madrid', 'once', true, 0, 'planned', :later FROM n",
    "INSERT INTO outbox (subscription_id, reminder_id, topic, expires_at, wake_at, attempts, refused) "
    + NUMBERS
    # Reminders are planned in time order by people who subscribed in any order: 1009 scatters the subscriptions.
    + " SELECT i * 1009 % :rows + 1, 'r' || (i * 1009 % :rows + 1), 'r' || (i * 1009 % :rows + 1),"
    + " :expires, :now + i * 60 / :rows, 0, false FROM n",
)


def filled(url: str, rows: int, now: int) -> sa.Engine:
    """A database with that many browsers, reminders and waiting occurrences."""
    engine = connect(url)
    migrate(engine)
    values = {
        "rows": rows,
        "now": now - 120,
        "later": now + 10**6,
        "expires": now + 10**5,
        "pad": "x" * 120,
        "key": "k" * 87,
    }
    for statement in FILL:
        with engine.connect().execution_options(unlimited=True) as connection, connection.begin():
            connection.execute(sa.text(statement), values)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")  # otherwise it writes for minutes, while others are measured
    return engine


def measure(folder: Path, step: Callable[[], None]) -> Iterator[str]:
    """Lines of a table. The databases are measured one after the other, because each goes on writing for a while."""
    yield from growth("SQLite", lambda size: f"sqlite:///{folder / str(size)}.sqlite3", step)
    with postgres() as server:
        yield from growth("PostgreSQL", lambda _size: server.new_database(), step)


def growth(name: str, url: Callable[[int], str], step: Callable[[], None]) -> Iterator[str]:
    """Two lines of the table. The sizes take turns, so that a busy machine affects all of them."""
    now = int(time.time())
    stores = {}
    for size in SIZES:
        stores[size] = filled(url(size), size, now)
        step()
    os.sync()  # the rows are on the disk before anything is measured
    took: dict[tuple[int, str], list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for size, engine in stores.items():
            outbox = Outbox(engine)
            begin = time.perf_counter()
            claimed = outbox.claim(now, 60, BATCH)
            middle = time.perf_counter()
            outbox.settle(now, delivered=claimed)
            took[size, "claim"].append((middle - begin) * 1000)
            took[size, "settle"].append((time.perf_counter() - middle) * 1000)
            assert len(claimed) == BATCH
        step()
    for what in ("claim", "settle"):
        medians = [median(took[size, what]) for size in SIZES]
        cells = " | ".join(f"{value:.1f}" for value in medians)
        yield f"| {name}, {what} 500 (ms) | {cells} | {medians[-1] / medians[0]:.1f} × |"
    for engine in stores.values():
        engine.dispose()

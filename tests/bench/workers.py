"""Workers that share one PostgreSQL: reminders are due in the same second or minute, and a sink notes the messages.

The workers, PostgreSQL and the sink share the cores of one machine. So with two cores the rate says little about two
workers, and the processor time says what a message costs. The slow sink answers after half a second: then a worker
waits for its window and not for its processor, and the rate shows whether workers share what is due.
"""

from __future__ import annotations

import json
import math
import os
import ssl
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

import psycopg

from pwa.reminders.keys import Keys, ensure
from pwa.reminders.outbox import JITTER, jitter
from tests.bench.senders import subscriptions
from tests.bench.serving import processor_time
from tests.bench.sink import sink
from tests.conftest import empty_postgresql
from tests.postgres import Postgres, postgres
from tests.servers import PATIENCE, wait_until

COMMAND = [sys.executable, "-m", "pwa", "worker"]
DUE, ROUNDS = 6000, 3
# The path at the sink, and the number of workers.
WAYS = [("push", 1), ("push", 2), ("push", 4), ("slow", 1), ("slow", 2)]
# Seconds from now until all is due, if that is not many.
DUE_IN = 8
# Browsers whose endpoints wait for the address of the sink, and a reminder for each at a time that no worker reaches.
FILL = (
    """
    INSERT INTO subscription (id, endpoint, p256dh, auth, vapid_key, language)
    SELECT i, '@/' || i, (%(p256dh)s::text[])[i %% 500 + 1], (%(auth)s::text[])[i %% 500 + 1], %(key)s, 'en'
    FROM generate_series(%(first)s::bigint, %(last)s, %(step)s) i
""",
    """
    INSERT INTO reminder (id, subscription_id, kind, local, zone, repeat, at_night, unanswered, state, next_at)
    SELECT left(md5(i::text), 12), i, 'doctor', '2026-11-22T10:00', 'UTC', 'once', true, 0, 'planned', 4000000000
    FROM generate_series(%(first)s::bigint, %(last)s, %(step)s) i
""",
)


@dataclass(frozen=True)
class Run:
    """Messages per second, seconds until the first one, the median and the 99th percentile of their lateness in seconds.

    ms of processor time for each message (workers, PostgreSQL, sink), bytes of WAL for each, and messages that came
    twice.
    """

    rate: float
    first: float
    half: float
    most: float
    worker: float
    database: float
    sink: float
    wal: float
    doubles: int


def measure(folder: Path, step: Callable[[], object]) -> Iterator[str]:
    """Lines of a table, with medians. Linux only: it reads /proc."""
    runs: dict[tuple[str, int], list[Run]] = defaultdict(list)
    with postgres() as server:
        like = filled(server, folder, range(1, DUE * JITTER, JITTER))  # those without a jitter
        for _ in range(ROUNDS):
            for path, count in WAYS:
                runs[path, count].append(drain(server, like, folder, path, count, DUE, DUE_IN))
                step()
    for (path, count), all_runs in runs.items():
        middle = [median(getattr(run, name) for run in all_runs) for name in ("rate", "first", "worker", "database")]
        wal, doubles = median(run.wal for run in all_runs), sum(run.doubles for run in all_runs)
        alone = median(run.rate for run in runs[path, 1])
        yield (
            f"| {count}, {'slow ' if path == 'slow' else ''}sink | {middle[0]:,.0f} | {middle[0] / alone:.2f} × |"
            f" {middle[1]:.1f} | {middle[2]:.3f} | {middle[3]:.3f} | {wal:,.0f} | {doubles} |"
        )


def filled(server: Postgres, folder: Path, ids: range) -> str:
    """A database with these browsers and one reminder for each, far in the future. `@` is for the sink and its path."""
    ensure(folder / "vapid.pem")
    url = server.new_database(like=empty_postgresql(server))
    key = Keys(folder / "vapid.pem").public
    crowd = subscriptions("", 500, key)
    values = {"key": key, "p256dh": [one.p256dh for one in crowd], "auth": [one.auth for one in crowd]}
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as database:
        for statement in FILL:
            database.execute(statement, {**values, "first": ids[0], "last": ids[-1], "step": ids.step})
        database.execute("VACUUM ANALYZE")
    return url


def drain(
    server: Postgres,
    like: str,
    folder: Path,
    path: str,
    count: int,
    due: int,
    due_in: float,
    tell: Callable[[int], object] = lambda _: None,
) -> Run:
    """Let `count` workers send `due` of the reminders of a copy of `like`, which are due `due_in` seconds from now.

    Args:
        tell: is called with the number of messages that have come so far.
    """
    url = server.new_database(like=like)
    with ExitStack() as stack:
        origin = stack.enter_context(sink(folder))
        database = stack.enter_context(psycopg.connect(url.replace("+psycopg", ""), autocommit=True))
        # Any of them: neither neighbours nor those with the same jitter.
        database.execute(f"CREATE TEMP TABLE due AS SELECT id FROM subscription ORDER BY hashint8(id) LIMIT {due}")
        chosen = "(SELECT id FROM due)"
        address = f"{origin}/{path}"
        database.execute(
            f"UPDATE subscription SET endpoint = replace(endpoint, '@', %s) WHERE id IN {chosen}", [address]
        )
        settings = {"PWA_DATA_DIR": str(folder), "PWA_DATABASE_URL": url, "PWA_PUSH_ORIGINS": origin}
        environment = {**os.environ, **settings, "SSL_CERT_FILE": str(folder / "cert.pem")}
        workers = [subprocess.Popen(COMMAND, env=environment) for _ in range(count)]
        stack.callback(_end, workers)
        wait_until(lambda: _are_idle(workers), what="the workers have started")

        # The parent of a process that serves a connection is the server itself.
        pid = int(Path(f"/proc/{database.info.backend_pid}/stat").read_text().rpartition(")")[2].split()[1])
        asking = stack.enter_context(closing(_Asking(origin)))

        def used() -> tuple[float, float, float, float]:
            [written] = database.execute("SELECT pg_current_wal_lsn() - '0/0'").fetchone() or [0]
            working = sum(processor_time(one.pid) for one in workers)
            return working, processor_time(pid), asking.ask("/")[1], float(written)

        def so_far() -> int:
            answered: int = asking.ask("/")[0]
            tell(answered)
            return answered

        due_at = math.ceil(time.time() + due_in)
        database.execute(f"UPDATE reminder SET next_at = %s WHERE subscription_id IN {chosen}", [due_at])
        database.execute("VACUUM ANALYZE")
        database.execute("CHECKPOINT")
        before = used()
        assert time.time() < due_at, "the machine is too busy"
        wait_until(lambda: so_far() >= due, due_in + 5 * PATIENCE + due / 100)
        none = f"SELECT NOT EXISTS (SELECT FROM outbox) AND NOT EXISTS (SELECT FROM reminder WHERE next_at <= {due_at})"
        wait_until(lambda: database.execute(none).fetchone() == (True,), what="all is settled")
        *cpu, wal = (after - then for after, then in zip(used(), before, strict=True))
        came: list[tuple[str, float]] = asking.ask("/all")
    server.drop(url)
    arrivals: dict[int, float] = {}
    for where, at in came:
        arrivals.setdefault(int(where.rpartition("/")[2]), at - due_at)
    assert len(arrivals) == due, "a message was lost"
    percentiles = quantiles([at - jitter(id_) for id_, at in arrivals.items()], n=100)
    first, last = min(arrivals.values()), max(arrivals.values())
    return Run(
        rate=due / last,
        first=first,
        half=percentiles[49],
        most=percentiles[98],
        worker=cpu[0] / due * 1000,
        database=cpu[1] / due * 1000,
        sink=cpu[2] / due * 1000,
        wal=wal / due,
        doubles=len(came) - due,
    )


def _are_idle(workers: Sequence[subprocess.Popen[bytes]]) -> bool:
    """Whether all have started, and do little now."""
    before = [processor_time(one.pid) for one in workers]
    time.sleep(1)
    return all(then > 0.3 and processor_time(one.pid) - then < 0.06 for one, then in zip(workers, before, strict=True))


def _end(workers: Sequence[subprocess.Popen[bytes]]) -> None:
    for one in workers:
        one.terminate()
    for one in workers:
        one.wait(PATIENCE)


class _Asking:
    """Asks the sink on one connection."""

    def __init__(self, origin: str) -> None:
        address = urlsplit(origin)
        self._sink = HTTPSConnection(str(address.hostname), address.port, context=ssl._create_unverified_context())

    def ask(self, path: str) -> Any:
        """What it knows: see `tests.bench.sink.take`."""
        self._sink.request("GET", path)
        return json.loads(self._sink.getresponse().read())

    def close(self) -> None:
        """Close the connection."""
        self._sink.close()

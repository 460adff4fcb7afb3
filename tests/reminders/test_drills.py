"""Drills: the database is killed, frozen, replaced by its standby or restored elsewhere, and the push service is away.

More drills: workers that are killed (test_crash.py), a full disk (test_full_disk.py), two versions of the app
(test_versions.py).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from pwa.operator.backup import back_up
from pwa.operator.restore import restore
from pwa.reminders import delivery, tables
from pwa.reminders.tables import subscriptions
from pwa.services import services
from tests.conftest import empty_postgresql, look
from tests.postgres import Postgres, postgres
from tests.push_service import PushService
from tests.reminders.conftest import IN_FLIGHT, MANY, Drill
from tests.reminders.test_crash import all_settled
from tests.servers import wait_until

FAULTS = 3
FROZEN = 25  # seconds: longer than a lease


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server that a test may kill."""
    with postgres() as running:
        # Only a machine that fails loses what was not synced. Here, only processes fail.
        running.execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield running


@pytest.fixture
def database(server: Postgres) -> Iterator[str]:
    address = server.new_database(like=empty_postgresql(server))
    yield address
    server.drop(address)


@pytest.fixture
def push_service() -> Iterator[PushService]:
    """A push service that a test may stop."""
    with PushService() as service:
        yield service


# The database goes and comes back -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "away"),
    [(Postgres.kill, 0), (Postgres.kill, FROZEN), (Postgres.stop, 0)],
    ids=["killed", "killed for longer than a lease", "restart -m immediate"],
)
def test_a_database_that_ends_under_load(
    drill: Drill, server: Postgres, end: Callable[[Postgres], None], away: int
) -> None:
    with drill.under_load():
        for _ in range(FAULTS):
            drill.wait_for_more()
            end(server)
            drill.clock.pass_by(seconds=away)
            server.start()
    drill.count(FAULTS * IN_FLIGHT if away else 0)


def test_a_database_that_is_frozen_for_longer_than_a_lease(
    drill: Drill, server: Postgres, request: pytest.FixtureRequest
) -> None:
    """In `make test`, only the clock of the workers goes on by 25 seconds."""
    with drill.under_load() as engines:
        drill.wait_for_more()
        server.send(signal.SIGSTOP)
        try:
            wait_until(lambda: all(map(drill.is_waiting, engines)), what="all workers wait for the database")
            threading.Event().wait(FROZEN if request.config.getoption("--kills") > 5 else 0)
            drill.clock.pass_by(seconds=FROZEN)
        finally:
            server.send(signal.SIGCONT)
    drill.count(IN_FLIGHT)


# The database goes, and another one takes its place -----------------------------------------------


@contextmanager
def standby_of(server: Postgres, *, synchronous: bool) -> Iterator[Postgres]:
    """A standby. In the end, the server is there again, without it."""
    with postgres(standby_of=server) as standby:
        try:
            if synchronous:
                server.execute("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
                in_step = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
                wait_until(lambda: server.execute(in_step), what="the standby is in step")
            yield standby
        finally:
            server.start()
            server.execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")


@pytest.mark.parametrize("synchronous", [True, False], ids=["synchronous", "asynchronous"])
def test_a_standby_is_promoted(drill: Drill, server: Postgres, database: str, *, synchronous: bool) -> None:
    """A synchronous standby knows all that was answered. Another one is asked for what it has not received, again."""
    with standby_of(server, synchronous=synchronous) as standby:
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (server, standby))
        name = database.rpartition("/")[2]
        both = f"postgresql+psycopg://tester@/{name}?{hosts}&target_session_attrs=read-write"
        with drill.under_load(both) as engines:
            known = drill.wait_for_more()
            if synchronous:
                with engines[0].begin() as connection:
                    connection.execute(sa.update(subscriptions).where(subscriptions.c.id == 0).values(language="es"))
            else:
                [[position]] = server.execute("SELECT pg_current_wal_lsn()")
                received = f"SELECT 1 FROM pg_stat_replication WHERE replay_lsn >= '{position}'"
                wait_until(lambda: server.execute(received), what="the standby knows what is known here")
                standby.execute("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
                drill.wait_for_more()
            server.kill()
            most = 0 if synchronous else len(drill.posts) - known + IN_FLIGHT
            standby.run("pg_ctl", "promote")
            if synchronous:
                with engines[0].begin() as connection:
                    languages = sa.select(subscriptions.c.language).where(subscriptions.c.id == 0)
                    assert connection.execute(languages).scalar() == "es", "what was committed is not lost"
    drill.count(most)


def test_a_dump_is_restored_into_another_server(
    drill: Drill, server: Postgres, postgresql: Postgres, tmp_path: Path
) -> None:
    """What was sent after the dump, or shortly before, is sent again."""
    with drill.sending():
        known = drill.wait_for_more() - IN_FLIGHT
        back_up(services(drill.app).store.engine, tmp_path / "dump", datetime.now(UTC), force=False)
        drill.wait_for_more()
        server.kill()
    server.start()
    most = len(drill.posts) - known
    fresh = postgresql.new_database()
    restored = tables.connect(fresh)
    assert restore(restored, tmp_path / "dump", force=False) == MANY
    restored.dispose()
    with drill.under_load(fresh):
        pass
    drill.count(most)


# The push service -------------------------------------------------------------------------------


def test_a_push_service_that_is_away_for_more_than_an_hour(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reminder arrives afterwards, at most an hour later: that is the longest wait between two attempts."""

    def wait() -> None:
        for _ in range(7):
            drill.clock.pass_by(minutes=10)
            look(drill.app)

    monkeypatch.setattr(delivery, "WINDOW", MANY)
    gone = drill.push_service
    gone.stop()
    wait()
    with PushService(port=gone.port, channels=gone.channels) as drill.push_service:
        wait()
    assert all_settled(drill.app)
    drill.count(0)

"""What only PostgreSQL does: limits of time, deadlocks, poolers, and its clock. SQLite has one process, one file and one clock."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString, TypeVar

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from pwa import create_worker_app
from pwa.reminders import tables, worker
from pwa.reminders.clock import DatabaseClock
from pwa.reminders.outbox import Outbox
from pwa.reminders.push import new_sender
from pwa.reminders.schedule import Plan
from pwa.reminders.store import KEEP_PAUSED
from pwa.reminders.worker import USEFUL_FOR
from pwa.services import services
from tests.conftest import Api, Clock, look
from tests.people import Person
from tests.postgres import pgbouncer
from tests.reminders.answers import stored
from tests.reminders.transactions import christmas
from tests.servers import wait_until

T = TypeVar("T")

pytestmark = pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)


@pytest.fixture
def engine(app: Flask) -> sa.Engine:
    return services(app).store.engine


@pytest.fixture
def admin(engine: sa.Engine) -> Iterator[psycopg.Connection[Any]]:
    """A connection of somebody else, such as an operator."""
    url = engine.url
    with psycopg.connect(
        host=url.host, port=url.port, user=url.username, dbname=url.database, autocommit=True
    ) as connection:
        yield connection


def test_a_database_that_knows_no_encoding_works(engine: sa.Engine, admin: psycopg.Connection[Any]) -> None:
    """So `initdb` makes it on a server without a locale."""
    admin.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    plain = tables.connect(engine.url.set(database="plain").render_as_string())
    try:
        tables.migrate(plain)
        assert tables.version(plain) == tables.newest_version()
    finally:
        plain.dispose()
        admin.execute("DROP DATABASE plain")


# Limits of time ---------------------------------------------------------------------------------


def test_a_statement_that_takes_too_long_is_ended(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "STATEMENT_WITHIN", 20)
    with pytest.raises(sa.exc.OperationalError, match="statement timeout"), engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(60)")


def test_a_lock_that_is_not_released_is_waited_for_only_so_long(
    engine: sa.Engine, admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LOCK_WITHIN", 20)
    with admin.transaction():
        admin.execute("LOCK TABLE outbox")
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), engine.begin() as connection:
            connection.execute(sa.delete(tables.outbox))


def test_a_transaction_that_asks_nothing_is_ended_and_its_locks_are_released(
    engine: sa.Engine, admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that hangs in a transaction would hold up all others, and VACUUM."""
    monkeypatch.setattr(tables, "IDLE_WITHIN", 20)

    def is_free() -> bool:
        return admin.execute("SELECT count(*) FROM pg_locks WHERE relation = 'outbox'::regclass").fetchone() == (0,)

    with engine.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE outbox")
        wait_until(is_free, what="PostgreSQL has ended the transaction")
        with pytest.raises(sa.exc.DBAPIError, match="idle-in-transaction"):
            connection.exec_driver_sql("SELECT 1")


def test_a_migration_may_take_longer(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "STATEMENT_WITHIN", 1)
    with engine.connect().execution_options(unlimited=True) as connection, connection.begin():
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"
    monkeypatch.setattr(tables, "version", lambda _: None)  # only the look whether there is anything to do is limited
    tables.migrate(engine)


def test_a_connection_has_a_name_for_the_operator_and_notices_a_lost_server(
    engine: sa.Engine, admin: psycopg.Connection[Any]
) -> None:
    with engine.begin() as connection:
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, psycopg.Connection)
        options = driver.info.get_parameters()
        [name] = admin.execute(
            "SELECT application_name FROM pg_stat_activity WHERE pid = %s", [driver.info.backend_pid]
        ).fetchall()
    assert name == ("ask-first",)
    idle, interval, count = (int(options[f"keepalives_{what}"]) for what in ("idle", "interval", "count"))
    assert idle + interval * count <= 30
    assert int(options["tcp_user_timeout"]) == 30_000
    assert int(options["connect_timeout"]) == 5


# Deadlocks --------------------------------------------------------------------------------------


def test_a_browser_that_is_gone_is_forgotten_while_its_next_reminder_is_planned(
    app: Flask,
    api: Api,
    clock: Clock,
    engine: sa.Engine,
    admin: psycopg.Connection[Any],
    maria: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The planner holds the reminder and needs the subscription; the settlement needs both, and waits for the planner."""
    box = services(app).outbox
    api.put(maria.request("2026-11-24T10:00"))
    api.put(maria.request("2026-11-24T11:00"))
    clock.set("2026-11-24T10:00", maria.zone)
    box.plan_due(int(clock()), USEFUL_FOR)
    flying = box.claim(int(clock()), 60, 10)
    clock.set("2026-11-24T11:00", maria.zone)
    threads = ThreadPoolExecutor(2)
    at_insert = threading.Event()
    begun = False

    def settlement_waits() -> bool:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return admin.execute(waiting).fetchone() == (1,)

    @sa.event.listens_for(engine, "before_cursor_execute")
    def pause(_connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        nonlocal begun
        if statement.startswith("INSERT INTO outbox") and not begun:
            begun = True
            at_insert.set()
            wait_until(settlement_waits, what="the settlement waits for the planner")

    planned = threads.submit(box.plan_due, int(clock()), USEFUL_FOR)
    assert at_insert.wait(30)
    settled = threads.submit(box.settle, int(clock()), gone=flying)
    assert planned.result(30) == 1
    settled.result(30)
    assert stored(app) == (0, 0, 0)
    assert "deadlock" not in caplog.text


@pytest.fixture
def failures(engine: sa.Engine) -> list[Exception]:
    """Errors with which PostgreSQL ends the next transactions, instead of storing them."""
    left: list[Exception] = []

    @sa.event.listens_for(engine, "commit")
    def end(_connection: sa.Connection) -> None:
        if left:
            raise sa.exc.OperationalError("COMMIT", {}, left.pop())

    return left


def test_a_transaction_that_postgresql_ends_for_a_deadlock_is_repeated_three_times(
    app: Flask,
    api: Api,
    clock: Clock,
    failures: list[Exception],
    maria: Person,
    caplog: pytest.LogCaptureFixture,
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    clock.set("2026-11-24T10:00", maria.zone)
    for ended, planned in ((4, False), (3, True)):
        caplog.clear()
        failures += [psycopg.errors.DeadlockDetected()] * ended
        with nullcontext() if planned else pytest.raises(sa.exc.OperationalError, match="Deadlock"):
            assert services(app).outbox.plan_due(int(clock()), USEFUL_FOR) == 1
        assert failures == []
        assert caplog.messages == ["PostgreSQL found a deadlock: the transaction is repeated"] * 3
        assert stored(app) == (1, 1, planned)


def test_a_migration_that_postgresql_ends_because_workers_use_the_tables_is_repeated(
    engine: sa.Engine, failures: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "version", lambda _: None)  # as if the tables were older
    failures.append(psycopg.errors.DeadlockDetected())
    assert tables.migrate(engine) == tables.newest_version()
    assert failures == []


def test_a_transaction_that_fails_for_another_reason_is_not_repeated(
    app: Flask, clock: Clock, failures: list[Exception]
) -> None:
    failures += [psycopg.errors.LockNotAvailable()] * 2
    with pytest.raises(sa.exc.OperationalError, match="LockNotAvailable"):
        services(app).outbox.reset_future_rows(int(clock()), 0)
    assert len(failures) == 1


def test_every_transaction_that_writes_is_repeated_after_a_deadlock(
    app: Flask, api: Api, clock: Clock, failures: list[Exception], maria: Person
) -> None:
    box, store = services(app).outbox, services(app).store

    def repeated(write: Callable[..., T], *args: object, **named: object) -> T:
        failures.append(psycopg.errors.DeadlockDetected())
        result = write(*args, **named)
        assert failures == []
        return result

    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    id_, old = one["id"], store.find(maria.endpoint)
    assert old
    new = replace(old, endpoint="https://push.clinic.org/new")
    plan = Plan(datetime(2026, 11, 24, 11), maria.zone, "until-done")
    repeated(store.add, old, christmas(maria))
    repeated(store.renew, old.endpoint, new)
    repeated(store.change, new.endpoint, id_, "check", plan, "ar")
    repeated(store.move, new.endpoint, id_, plan)
    clock.set("2026-11-24T11:01", maria.zone)
    now = int(clock())
    assert repeated(box.plan_due, now, USEFUL_FOR, limit=1) == 1
    claimed = repeated(box.claim, now, 60, 10)
    assert repeated(box.renew_leases, now, 60, claimed) == {claimed[0].id}
    repeated(box.reset_future_rows, now, 0)
    repeated(box.settle, now, delivered=claimed)
    assert stored(app) == (1, 2, 0)
    repeated(store.pause, new.endpoint, id_, now)
    repeated(box.forget_resting, now + KEEP_PAUSED)
    assert stored(app) == (1, 1, 0)
    repeated(store.forget, new.endpoint, id_)
    repeated(box.settle, now, gone=claimed)
    assert stored(app) == (0, 0, 0)


def test_many_rows_are_written_with_one_statement(
    app: Flask, api: Api, clock: Clock, engine: sa.Engine, maria: Person
) -> None:
    """A statement for each row would cost PostgreSQL more than the row."""
    box = services(app).outbox
    one_by_one: list[str] = []
    for minute in (0, 1, 2, 3):
        api.put(maria.request(f"2026-11-24T10:0{minute}", repeat="once"))
    clock.set("2026-11-24T10:03", maria.zone)

    @sa.event.listens_for(engine, "before_cursor_execute")
    def check(_c: object, _cursor: object, statement: str, _p: object, _context: object, executemany: bool) -> None:
        if executemany:
            one_by_one.append(statement)

    assert box.plan_due(int(clock()), USEFUL_FOR) == 4
    claimed = box.claim(int(clock()), 60, 10)
    box.settle(int(clock()), delivered=claimed[:2], later=[(one, int(clock()), False) for one in claimed[2:]])
    assert one_by_one == []


def test_a_row_that_another_transaction_has_locked_is_left_to_it_and_nobody_waits_for_it(
    app: Flask, api: Api, clock: Clock, engine: sa.Engine, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that is waited for fails after 20 ms. A claim needs no reminder: somebody may be answering it."""
    box = services(app).outbox
    for minute in (0, 1):
        api.put(maria.request(f"2026-11-24T10:0{minute}", repeat="once"))
    clock.set("2026-11-24T10:01", maria.zone)
    now = int(clock())
    monkeypatch.setattr(tables, "LOCK_WITHIN", 20)

    @contextmanager
    def one_locked(table: sa.Table) -> Iterator[None]:
        with engine.begin() as other:
            assert len(other.execute(sa.select(table.c.id).order_by(table.c.id).limit(1).with_for_update()).all()) == 1
            yield

    with one_locked(tables.reminders):
        assert box.plan_due(now, USEFUL_FOR) == 1
    assert box.plan_due(now, USEFUL_FOR) == 1
    with one_locked(tables.outbox):
        first = box.claim(now, 60, 10)
    with one_locked(tables.reminders), one_locked(tables.subscriptions):
        second = box.claim(now, 60, 10)
    assert (len(first), len(second)) == (1, 1)
    with one_locked(tables.outbox):
        assert box.renew_leases(now, 60, [*first, *second]) == {first[0].id}
        box.reset_future_rows(now, 0)
    assert [one.id for one in box.claim(now, 60, 10)] == [first[0].id]


# A pooler ---------------------------------------------------------------------------------------


def test_workers_share_two_connections_of_a_pgbouncer_in_transaction_mode(
    app: Flask, api: Api, clock: Clock, database: str, maria: Person
) -> None:
    """A statement that one connection has prepared is unknown to the next, or known under another text."""
    api.put(maria.request("2026-11-24T10:00", repeat="once"))
    clock.set("2026-11-24T10:00", maria.zone)
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(tables.reminders)).mappings().all()
        connection.execute(sa.insert(tables.reminders), [{**one, "id": f"{i:012}"} for i in range(99)])

    def work(engine: sa.Engine) -> list[str]:
        box, taken = Outbox(engine), []
        for _ in range(10):
            box.plan_due(int(clock()), USEFUL_FOR, limit=5)
            claimed = box.claim(int(clock()), 60, 5)
            box.renew_leases(int(clock()), 60, claimed)
            box.settle(int(clock()), delivered=claimed)
            taken += [one.reminder_id for one in claimed]
        return taken

    with pgbouncer(database) as address:
        engines = [tables.connect(address) for _ in range(4)]
        tables.migrate(engines[0])  # as `pwa worker` does
        with ThreadPoolExecutor(4) as threads:
            taken = [id_ for found in threads.map(work, engines) for id_ in found]
        for engine in engines:
            engine.dispose()
    assert len(taken) == len(set(taken))
    assert len(taken) >= 50


# Storage ----------------------------------------------------------------------------------------


def test_pages_have_room_for_new_versions_and_the_outbox_is_vacuumed_in_time(admin: psycopg.Connection[Any]) -> None:
    found = admin.execute("SELECT relname, reloptions FROM pg_class WHERE relname IN ('reminder', 'outbox')").fetchall()
    options = {name: dict(one.split("=") for one in set_) for name, set_ in found}
    assert int(options["reminder"]["fillfactor"]) == 80
    assert int(options["outbox"]["fillfactor"]) == 50
    assert int(options["outbox"]["autovacuum_vacuum_threshold"]) == 2000


# Many workers -----------------------------------------------------------------------------------


def test_one_of_four_workers_tidies_each_minute(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    tidied: list[int] = []
    monkeypatch.setattr(Outbox, "forget_resting", lambda _outbox, now: tidied.append(now))
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    workers = [worker.Worker(app) for _ in range(4)]

    async def all_look() -> None:
        async with new_sender() as sender:
            for one in workers:
                one._tidy_at = 0.0
                await one._look(worker.new_delivery(sender))

    begin = int(clock())
    with app.app_context():
        for passed in (0, 59, 1, -7200):  # in the end, the clock that was ahead is set right
            clock.pass_by(seconds=passed)
            asyncio.run(all_look())
    assert tidied == [begin, begin + 60, begin + 60 - 7200]


# The clock --------------------------------------------------------------------------------------


def the_database_says(admin: psycopg.Connection[Any], time: LiteralString) -> None:
    """Set the clock that new connections read, in a zone that is not UTC."""
    admin.execute("CREATE SCHEMA slow")
    admin.execute(
        "CREATE FUNCTION slow.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT " + time + " $$"
    )
    admin.execute(f"ALTER DATABASE {admin.info.dbname} SET search_path = slow, pg_catalog, public")
    admin.execute(f"ALTER DATABASE {admin.info.dbname} SET timezone = 'Asia/Kolkata'")


def test_the_clock_of_the_database_decides_when_a_lease_ends(
    app: Flask, api: Api, clock: Clock, admin: psycopg.Connection[Any], maria: Person
) -> None:
    """The clock of this machine is 61 seconds ahead of it, so by that clock the lease of another worker has ended."""
    box = services(app).outbox
    api.put(maria.request("2026-11-24T10:00", repeat="once"))
    clock.set("2026-11-24T10:00", maria.zone)
    box.plan_due(int(clock()), USEFUL_FOR)
    theirs = int(time.time()) - 61
    with services(app).store.engine.begin() as connection:
        connection.execute(sa.update(tables.outbox).values(wake_at=theirs + 40, expires_at=theirs + 9999))
    the_database_says(admin, "pg_catalog.clock_timestamp() - interval '61 s'")
    here = create_worker_app(services(app).settings)
    assert look(here) == 0
    services(here).store.engine.dispose()


class Machine:
    """The clocks of this machine. Each question for the time takes it `wait` seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, wait: float = 0.0) -> None:
        self._now, self._monotonic, self._wait = 1000.0, 70.0, wait
        monkeypatch.setattr("pwa.reminders.clock.time", self)

    def time(self) -> float:
        """UTC seconds."""
        self._now += self._wait
        return self._now

    def monotonic(self) -> float:
        """Seconds since it was started."""
        return self._monotonic

    def pass_by(self, seconds: float, set_by: float = 0.0) -> None:
        self._now += seconds + set_by
        self._monotonic += seconds


@pytest.fixture
def questions(engine: sa.Engine) -> list[str]:
    """The questions for the time that the database was asked."""
    asked: list[str] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def count(_connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if "clock_timestamp" in statement:
            asked.append(statement)

    return asked


def test_the_database_is_asked_again_after_five_seconds_and_when_the_clock_of_this_machine_was_set(
    engine: sa.Engine, questions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds, set_by, asked in (
        (4.5, 0, 1),
        (5, 0, 2),
        (1, 0.25, 1),
        (1, -0.25, 1),
        (1, 0.75, 2),
        (1, -0.75, 2),
        (1, 61, 2),
    ):
        questions.clear()
        clock, machine = DatabaseClock(engine), Machine(monkeypatch)
        true = clock.read()
        machine.pass_by(seconds, set_by)
        assert abs(clock.read() - true) < 30
        assert len(questions) == asked, (seconds, set_by)


def test_a_question_for_the_time_that_failed_is_asked_again(
    engine: sa.Engine, questions: list[str], failures: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = DatabaseClock(engine)
    Machine(monkeypatch)
    failures.append(psycopg.errors.AdminShutdown())
    with pytest.raises(sa.exc.OperationalError):
        clock.read()
    clock.read()
    assert len(questions) == 2


def test_the_time_of_the_database_is_that_in_the_middle_between_question_and_answer(
    engine: sa.Engine, admin: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    the_database_says(admin, "to_timestamp(2000.25)")
    engine.dispose()
    clock = DatabaseClock(engine)
    Machine(monkeypatch, wait=4)  # the question at 1004, the answer at 1008
    assert clock.read() - 2000.25 == 1012 - 1006
    assert clock() - 2000.25 == 1016 - 1006

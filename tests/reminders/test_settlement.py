"""The database is locked or unavailable while answers are settled. The answers are kept, and nobody gets a notification
twice."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders import delivery, push, tables, worker
from pwa.reminders.models import Occurrence
from pwa.reminders.outbox import Outbox
from pwa.reminders.tables import outbox, reminders
from pwa.services import services
from tests.conftest import Api, Clock, Work, both_databases
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import stored

MANY = 20


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database wait only a short time for locks."""
    monkeypatch.setattr(tables, "PATIENT", "busy_timeout=20")
    monkeypatch.setattr(tables, "LOCK_WITHIN", 20)
    monkeypatch.setattr(delivery, "SETTLE_AGAIN", 0.01)


@pytest.fixture
def due(app: Flask, api: Api, clock: Clock, push_service: PushService, maria: Person) -> Flask:
    """Make twenty reminders of Maria due now."""
    api.put(maria.request("2026-11-24T10:00", repeat="once"))
    with services(app).store.engine.begin() as connection:
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        connection.execute(sa.insert(reminders), [{**one, "id": f"{i:012}"} for i in range(1, MANY)])
    clock.set("2026-11-24T10:00", maria.zone)
    push_service.posts.clear()
    return app


def sent(push_service: PushService) -> Counter[str]:
    """Count how often each notification arrived at the push service."""
    return Counter(post.headers["Topic"] for post in push_service.posts)


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another connection locks all rows of the outbox, on SQLite the whole database."""
    url = services(app).store.engine.url
    other: sqlite3.Connection | psycopg.Connection[Any]
    if url.get_backend_name() == "sqlite":
        assert url.database
        other = sqlite3.connect(url.database, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database)
        other.execute("SELECT id FROM outbox FOR UPDATE")
    try:
        yield
    finally:
        other.rollback()  # PostgreSQL releases the locks of a closed connection a moment later
        other.close()


def while_they_are_settled(
    app: Flask, monkeypatch: pytest.MonkeyPatch, trouble: Callable[[], object], end: Callable[[], object], failures: int
) -> None:
    """Start the fault at the first push, and end it when the database has failed this many times."""
    engine = services(app).store.engine
    engine.dispose()  # the next connections use the short timeout
    failed = 0

    @sa.event.listens_for(engine, "handle_error")
    def count(_context: object) -> None:
        nonlocal failed
        failed += 1
        if failed == failures:
            end()

    started = False

    def compose(occurrence: Occurrence) -> str:
        nonlocal started
        if not started:
            started = True
            trouble()
        return worker_compose(occurrence)

    worker_compose = worker.compose
    monkeypatch.setattr(worker, "compose", compose)


@both_databases
def test_while_the_database_is_locked_answers_are_kept_and_nothing_is_sent_twice(
    due: Flask, work: Work, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = locked(due)
    while_they_are_settled(due, monkeypatch, lock.__enter__, lambda: lock.__exit__(None, None, None), failures=5)
    with suppress(sa.exc.OperationalError):
        assert work() == MANY
    clock.pass_by(seconds=delivery.LEASE + 1)
    work()
    assert len(sent(push_service)) == MANY
    assert set(sent(push_service).values()) == {1}
    assert stored(due) == (1, MANY, 0)


@both_databases
def test_while_answers_cannot_be_settled_nothing_more_is_claimed(
    due: Flask, work: Work, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window holds four. It may have been filled twice before the first failure."""
    monkeypatch.setattr(delivery, "WINDOW", 4)
    lock, sent_during_the_lock = locked(due), []

    def end() -> None:
        sent_during_the_lock.extend(push_service.posts)
        lock.__exit__(None, None, None)

    while_they_are_settled(due, monkeypatch, lock.__enter__, end, failures=10)
    work()
    work()  # PostgreSQL skips locked rows, so the first round may find no row
    assert 0 < len(sent_during_the_lock) <= 8
    assert len(sent(push_service)) == MANY
    assert set(sent(push_service).values()) == {1}


@both_databases
def test_a_lock_that_outlasts_the_lease_sends_nothing_twice_unless_another_worker_has_claimed_it(
    due: Flask, work: Work, clock: Clock, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = locked(due)

    def end() -> None:
        clock.pass_by(seconds=delivery.LEASE + 1)
        lock.__exit__(None, None, None)

    while_they_are_settled(due, monkeypatch, lock.__enter__, end, failures=3)
    assert work() == MANY
    work()
    assert set(sent(push_service).values()) == {1}
    assert stored(due) == (1, MANY, 0)


def test_a_database_that_fails_is_logged_once_until_it_works_again(
    due: Flask, work: Work, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The window holds four, so twenty answers are settled in five parts or more."""
    monkeypatch.setattr(delivery, "WINDOW", 4)
    settle, kept = Outbox.settle, []

    def fail_the_first_second_and_fourth_time(*arguments: Any, **outcomes: Any) -> None:
        kept.append(sum(len(some) for some in outcomes.values()))
        if len(kept) in (1, 2, 4):
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))
        settle(*arguments, **outcomes)

    monkeypatch.setattr(Outbox, "settle", fail_the_first_second_and_fourth_time)
    assert work() == MANY
    told = [message for message in caplog.messages if message.startswith("The database failed")]
    assert told == [f"The database failed: {kept[call]} outcomes of pushes are kept until it works" for call in (0, 3)]
    assert stored(due) == (1, MANY, 0)


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
@pytest.mark.parametrize("at", ["DELETE FROM outbox", "COMMIT"])
def test_connections_that_end_while_answers_are_settled_send_nothing_twice(
    due: Flask, work: Work, clock: Clock, push_service: PushService, at: str
) -> None:
    """The server ends the connection three times: before the last statement, and between it and the commit."""
    engine = services(due).store.engine
    url, ended = engine.url, 0
    deletes = False

    def end(connection: sa.Connection) -> None:
        nonlocal ended
        ended += 1
        ended_one = connection.connection.dbapi_connection
        assert isinstance(ended_one, psycopg.Connection)
        pid = ended_one.info.backend_pid
        with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database) as admin:
            assert admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)

    @sa.event.listens_for(engine, "before_cursor_execute")
    def before(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        nonlocal deletes
        if statement.startswith("DELETE FROM outbox"):
            deletes = True
            if at != "COMMIT" and ended < 3:
                end(connection)

    @sa.event.listens_for(engine, "commit")
    def commit(connection: sa.Connection) -> None:
        nonlocal deletes
        if deletes and at == "COMMIT" and ended < 3:
            end(connection)
        deletes = False

    with suppress(sa.exc.OperationalError):
        assert work() == MANY
    clock.pass_by(seconds=delivery.LEASE + 1)
    work()
    assert ended == 3
    assert len(sent(push_service)) == MANY
    assert set(sent(push_service).values()) == {1}
    assert stored(due) == (1, MANY, 0)


@both_databases
def test_each_push_is_counted_and_logged_once_however_often_it_is_settled(
    due: Flask, work: Work, push_service: PushService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    push_service.answer, push_service.answer_body = 400, b"BadWebPushTopic"
    lock = locked(due)
    while_they_are_settled(due, monkeypatch, lock.__enter__, lambda: lock.__exit__(None, None, None), failures=3)
    before = push.SENT.labels("dropped")._value.get()
    assert work() == MANY
    assert push.SENT.labels("dropped")._value.get() - before == MANY
    assert len([record for record in caplog.records if record.message == "A push failed"]) == MANY
    assert stored(due)[2] == 0
    with services(due).store.engine.begin() as connection:
        assert connection.execute(sa.select(outbox)).all() == []

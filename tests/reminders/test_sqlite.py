"""A really full disk, a locked database, ten thousand reminders at once: the loop does not crash, nothing is lost, and
errors name the cause."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.reminders import tables, worker
from pwa.reminders.outbox import Outbox
from pwa.reminders.tables import reminders, subscriptions
from pwa.services import services
from tests import people
from tests.bench.stores import filled
from tests.conftest import Api, Clock, Work
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import problem, stored
from tests.servers import PATIENCE


@pytest.fixture
def file(app: Flask) -> str:
    path = services(app).store.engine.url.database
    assert path
    return path


def test_a_full_disk_is_named_refuses_the_new_and_loses_nothing_old(
    app: Flask, api: Api, clock: Clock, work: Work, push_service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    engine = services(app).store.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()
    limit = pages + 48

    @sa.event.listens_for(engine, "connect")
    def fill_the_disk(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit}")

    stored_people = []
    while True:
        person = people.maria()
        person.endpoint = push_service.subscribe()
        answer = api.put(person.request("2026-11-24T10:00"))
        if answer.status_code != 201:
            break
        stored_people.append(person)
    problem(answer, 503, "cannot-store")
    assert len(stored_people) > 5
    assert "database or disk is full" in caplog.text
    assert person.endpoint not in caplog.text

    push_service.posts.clear()
    clock.set("2026-11-24T10:01", "Europe/Madrid")
    with pytest.raises(sa.exc.OperationalError, match="full"):
        work()
    limit = 10_000
    engine.dispose()
    assert work() == len(stored_people)
    assert len(push_service.posts) == len(stored_people)


def test_a_lock_is_waited_for_up_to_five_seconds(app: Flask) -> None:
    with services(app).store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000


def test_a_locked_database_is_waited_for_and_then_named(
    app: Flask, api: Api, file: str, maria: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PATIENT", "busy_timeout=100")
    services(app).store.engine.dispose()  # the next connections use this timeout
    api.put(maria.request("2026-11-24T10:00"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        problem(api.put(maria.request("2026-11-25T10:00")), 503, "cannot-store")
        assert "database is locked" in caplog.text
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert api.put(maria.request("2026-11-25T10:00")).status_code == 201
    assert stored(app) == (1, 2, 0)


def test_a_short_lock_is_not_even_noticed(app: Flask, api: Api, file: str, maria: Person) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
    assert api.put(maria.request("2026-11-24T10:00")).status_code == 201
    other.close()


def test_the_worker_survives_a_store_that_fails_and_sends_afterwards(
    app: Flask,
    api: Api,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    api.put(maria.request("2026-11-24T10:00"))
    push_service.posts.clear()
    clock.set("2026-11-24T10:00", maria.zone)
    monkeypatch.setattr(worker, "LOOK_AGAIN", 0.05)
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.05)
    failures = iter([True, True])

    @sa.event.listens_for(services(app).store.engine, "begin")
    def fail_twice(_connection: sa.Connection) -> None:
        if next(failures, False):
            raise sa.exc.OperationalError("BEGIN", {}, Exception("disk I/O error"))

    running = worker.Worker(app)
    running.start()
    push_service.wait_for_posts(1)
    running.stop()
    assert caplog.text.count("The reminder worker continues in") == 2
    assert "disk I/O error" in caplog.text


@pytest.mark.parametrize("answer", ["done", "stop"])
def test_deleted_data_is_nowhere_on_the_disk_after_the_next_round(
    app: Flask, api: Api, clock: Clock, work: Work, file: str, maria: Person, john: Person, answer: str
) -> None:
    api.put(john.request("2026-12-24T10:00"))
    [one] = api.put(maria.request("2026-11-24T10:00")).json["reminders"]
    clock.set("2026-11-24T10:00", maria.zone)
    work()
    api.answer(maria, one["id"], answer)
    work()
    found = {path.name: path.read_bytes() for path in Path(file).parent.glob("test.sqlite3*")}
    assert len(found) == 3
    for name, kept in found.items():
        for secret in (maria.endpoint, *maria.subscription["keys"].values(), one["id"]):
            assert secret.encode() not in kept, name
    assert any(john.endpoint.encode() in kept for kept in found.values())


def test_a_round_does_not_wait_for_readers(
    app: Flask, api: Api, work: Work, file: Any, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup is such a reader. If a round waited for it, every writer would wait too."""
    monkeypatch.setattr(tables, "PATIENT", f"busy_timeout={10_000 * PATIENCE}")
    services(app).store.engine.dispose()  # the next connections use this timeout
    api.put(maria.request("2026-11-24T10:00"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM reminder").fetchall()
    try:
        assert api.put(maria.request("2026-11-25T10:00")).status_code == 201
        looking = threading.Thread(target=work)
        looking.start()
        looking.join(PATIENCE)
        assert not looking.is_alive(), "it waits for the reader"
        assert api.put(maria.request("2026-11-26T10:00")).status_code == 201
    finally:
        other.close()


def test_a_settlement_in_a_large_file_writes_less_than_six_kilobytes_for_each_row(tmp_path: Path) -> None:
    """What is due together lies scattered there: each row changes four pages of its own."""
    now = 1_800_000_000
    engine = filled(f"sqlite:///{tmp_path}/large.sqlite3", 40_000, now)
    log = tmp_path / "large.sqlite3-wal"
    outbox = Outbox(engine)
    claimed = outbox.claim(now, 60, 500)
    tables.truncate_wal(engine)
    outbox.settle(now, delivered=claimed)
    assert log.stat().st_size < 500 * 6 * 1024
    engine.dispose()


def test_ten_thousand_reminders_of_the_same_minute_all_arrive(
    app: Flask,
    api: Api,
    work: Work,
    clock: Clock,
    push_service: PushService,
    maria: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """This uses SQLite, as most deployments do; test_crash.py sends two thousand at once from both databases."""
    monkeypatch.setattr("pwa.reminders.bucket.BURST", 10_000)  # a fast machine would hand some of them back
    api.put(maria.request("2026-11-24T10:00"))
    with services(app).store.engine.begin() as connection:
        [owner] = connection.execute(sa.select(subscriptions)).mappings().all()
        [one] = connection.execute(sa.select(reminders)).mappings().all()
        others = [{**owner, "id": i, "endpoint": push_service.subscribe()} for i in range(2, 10_001)]
        connection.execute(sa.insert(subscriptions), others)
        copies = [{**one, "id": f"{i:012}", "subscription_id": i} for i in range(2, 10_001)]
        connection.execute(sa.insert(reminders), copies)
    push_service.posts.clear()  # the first push, which proves the subscription
    clock.set("2026-11-24T10:01", maria.zone)
    assert work() == 10_000
    assert len({post.token for post in push_service.posts}) == len(push_service.posts) == 10_000

"""A full disk: a real, small file system without a free byte."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from pwa import create_app
from pwa.reminders import reserve
from pwa.services import services
from pwa.settings import Settings
from tests import people
from tests.conftest import Api, Clock, empty_postgresql, look, prepared
from tests.disks import fill, small_disk
from tests.people import Person
from tests.postgres import Postgres, postgres
from tests.push_service import PushService
from tests.reminders.answers import moved, problem, stored
from tests.reminders.conftest import Drill
from tests.servers import ORIGIN, PATIENCE, ServerProcess, wait_until


def test_on_a_full_disk_done_and_stop_delete_notifications_go_out_and_nothing_new_is_planned(
    disk: Path | None, push_service: PushService, clock: Clock, maria: Person, john: Person, amina: Person
) -> None:
    if disk is None:
        return
    settings = Settings(data_dir=disk, min_free_disk=1, push_origins=(push_service.origin,), base_url=ORIGIN)
    app = create_app(prepared(settings), now=clock)
    api, engine = Api(app), services(app).store.engine
    kept = disk / "reserve-ask-first.sqlite3"
    planned = {
        person.name: api.put(person.request("2026-11-24T10:00")).json["reminders"][0]["id"] for person in (maria, john)
    }
    look(app)
    assert kept.stat().st_size == reserve.SIZE
    filler = fill(disk)
    push_service.posts.clear()

    problem(api.put(amina.request("2026-11-24T10:00")), 503, "no-room")
    assert push_service.posts == []
    for answer in ("pause", "resume", "tomorrow"):
        assert api.answer(john, planned["John"], answer).status_code == 200
    for _ in range(2):
        assert api.answer(maria, planned["Maria"], "done").json["reminders"] == []
    assert stored(app) == (1, 1, 0)
    assert len(api.post("renew", moved(push_service, john)).json["reminders"]) == 1, "nothing of John is lost"
    push_service.posts.clear()
    clock.set("2026-11-25T10:01", john.zone)
    assert look(app) == 1, "who waits is reminded"
    assert len(push_service.posts) == 1
    assert api.answer(john, planned["John"], "stop").json["reminders"] == []
    assert stored(app) == (0, 0, 0)
    look(app)
    for file in disk.glob("ask-first.sqlite3*"):
        for person in (maria, john):
            assert person.endpoint.encode() not in file.read_bytes(), "what was deleted is gone from the disk"

    filler.unlink()
    look(app)
    assert kept.stat().st_size == reserve.SIZE, "it is made again when there is room"
    assert api.put(amina.request("2026-11-26T10:00")).status_code == 201
    engine.dispose()


def test_a_server_that_starts_on_a_full_disk_lets_people_say_done(disk: Path | None, push_service: PushService) -> None:
    if disk is None:
        return
    maria = people.maria()
    maria.endpoint = push_service.subscribe()
    settings = {"PWA_PUSH_ORIGINS": push_service.origin, "PWA_MIN_FREE_DISK": "1"}

    def asked(server: ServerProcess, method: str, path: str, body: object) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        try:
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    with ServerProcess(disk / "data", settings=settings) as server:
        in_a_month = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%dT10:00")
        status, _ = asked(server, "PUT", "/api/reminders", maria.request(in_a_month))
        assert status == 201
        server.process.terminate()
        server.process.communicate(timeout=PATIENCE)
    with closing(sqlite3.connect(disk / "data" / "ask-first.sqlite3")) as last:
        last.execute("SELECT count(*) FROM reminder")  # the last connection that closes a database deletes its log
    assert len(list((disk / "data").glob("ask-first.sqlite3*"))) == 1
    fill(disk)
    with ServerProcess(disk / "data", settings=settings) as server:
        body = {"subscription": maria.subscription}
        status, text = asked(server, "POST", "/api/reminders", body)
        assert status == 200
        [one] = json.loads(text)["reminders"]
        status, text = asked(server, "POST", "/api/reminders/answer", {**body, "reminder": one["id"], "answer": "done"})
        assert (status, json.loads(text)["reminders"]) == (200, [])
        assert asked(server, "POST", "/api/reminders", body)[0] == 404


# PostgreSQL -------------------------------------------------------------------------------------


@pytest.fixture
def disk_of_server(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system with room for a server and little more, in a folder that the server's user may enter."""
    if os.geteuid() != 0:
        pytest.skip("Only root may mount a disk for PostgreSQL, which is another user.")
    folder = Path(tempfile.mkdtemp(prefix="ask-first-disk-"))
    folder.chmod(0o711)
    with small_disk(folder / "disk", request.node.nodeid, megabytes=160) as disk:
        assert disk
        yield disk
    (folder / "disk").rmdir()
    folder.rmdir()


@pytest.fixture
def server(disk_of_server: Path) -> Iterator[Postgres]:
    with postgres(place=disk_of_server) as running:
        yield running


@pytest.fixture
def database(server: Postgres) -> str:
    return server.new_database(like=empty_postgresql(server))


def test_the_disk_of_postgresql_is_full_first_for_tables_and_then_for_its_log(
    drill: Drill, server: Postgres, disk_of_server: Path
) -> None:
    """Without room for a table, a statement fails. Without room for its log, PostgreSQL ends."""
    has_failed = threading.Event()

    def see(context: sa.engine.ExceptionContext) -> None:
        if isinstance(context.original_exception, psycopg.errors.DiskFull):
            has_failed.set()

    filler = fill(disk_of_server)
    with drill.under_load() as engines:
        for engine in engines:
            sa.event.listen(engine, "handle_error", see)
        assert has_failed.wait(PATIENCE), "there is no room for what was planned"
        assert drill.posts == [], "nothing is sent that could not be settled"
        filler.unlink()
        drill.wait_for_more()

        filler = fill(disk_of_server)
        with suppress(psycopg.OperationalError):
            server.execute("SELECT pg_switch_wal()")
        wait_until(lambda: not server.is_up(), what="PostgreSQL has ended")
        filler.unlink()
        server.start()
    drill.count(0)

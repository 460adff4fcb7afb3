"""Pages are served whatever happens to the database, and reminders begin as soon as it can be used."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from pwa import cli, logs, startup
from pwa.reminders import tables
from pwa.services import services
from pwa.startup import prepare_database
from tests.conftest import Api, empty_sqlite
from tests.metrics import metrics
from tests.people import Person
from tests.servers import PATIENCE, ServerProcess, free_port, wait_until

NEWER = "UPDATE alembic_version SET version_num = '0099'"


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def newer(file: Path) -> None:
    file.write_bytes(empty_sqlite())
    change(file, NEWER)


def damaged(file: Path) -> None:
    file.write_bytes(empty_sqlite()[:100] + b"\xff" * 4000 + empty_sqlite()[4100:])


def ask(port: int, method: str, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, "{}", {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("command", "spoil", "address", "said"),
    [
        ("run", newer, "", "A newer Ask First has changed the database"),
        ("web", damaged, "", "is damaged"),
        ("run", None, "sqlite:////nowhere/at/all.sqlite3", "whether PWA_DATABASE_URL is right"),
        ("web", None, "postgresql://maria:S3CRET@127.0.0.1:{port}/none", "whether PWA_DATABASE_URL is right"),
    ],
    ids=["newer", "damaged", "no folder", "away"],
)
def test_pages_are_served_and_the_log_names_the_fault(
    tmp_path: Path, command: str, spoil: Callable[[Path], None] | None, address: str, said: str
) -> None:
    file = tmp_path / "ask-first.sqlite3"
    if spoil:
        spoil(file)
    before = file.read_bytes() if spoil else b""
    settings = {"PWA_DATABASE_URL": address.format(port=free_port()), "PWA_LANGUAGES": "en"}
    with ServerProcess(tmp_path, settings=settings, command=command) as server:
        assert ask(server.port, "GET", "/en/emergency")[0] == 200
        assert ask(server.port, "GET", "/en/check")[0] == 200
        status, problem = ask(server.port, "POST", "/api/reminders")
        assert (status, "cannot-store" in problem) == (503, True)
        assert ask(server.port, "GET", "/readyz") == (
            503,
            "the database cannot be used: see the log, or run pwa check\n",
        )
        status, numbers = ask(server.port, "GET", "/metrics")
        assert (status, "ask_first_database 0.0" in numbers) == (200, True)
        output = server.kill()
    [line] = [line for line in output.splitlines() if said in line]
    assert "Pages are served, and reminders are not" in line
    assert "S3CRET" not in output
    assert "Traceback" not in output
    if spoil:
        assert file.read_bytes() == before, "it is left alone"


def test_reminders_begin_when_the_database_can_be_used(
    app: Flask, api: Api, maria: Person, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "PREPARE_AGAIN", 0.01)
    file = Path(database.removeprefix("sqlite:///"))
    change(file, NEWER)
    begun = threading.Event()
    cli._when_usable(app, "A newer Ask First has changed it.", begun.set, new_key=False)
    wait_until(lambda: "0099" in services(app).fault, what="the fault of now is named")
    assert api.put(maria.request("2026-12-01T10:00")).status_code == 503
    assert metrics(app)["ask_first_database"] == 0
    change(file, "UPDATE alembic_version SET version_num = '0006'")
    change(file, "DROP TABLE heartbeat")
    assert begun.wait(PATIENCE)
    assert api.put(maria.request("2026-12-01T10:00")).status_code == 201, "its tables were changed, too"
    assert metrics(app)["ask_first_database"] == 1


def test_two_keys_are_named_at_the_start(
    app: Flask, api: Api, maria: Person, amina: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = services(app)
    api.put(maria.request("2026-12-01T10:00"))
    prepare_database(own.settings, own.keys, new_key=False)
    assert caplog.messages == []
    api.put(amina.request("2026-12-01T10:00"))
    change(tmp_path / "test.sqlite3", "UPDATE subscription SET vapid_key = 'another' WHERE id = 2")
    prepare_database(own.settings, own.keys, new_key=False)
    [said] = caplog.messages
    assert "Some subscriptions use a VAPID key that is not on this machine" in said
    assert "pwa keys list" in said


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_a_clock_that_is_an_hour_wrong_is_named_at_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = services(app)
    monkeypatch.setattr("pwa.startup.clock_difference", lambda _clock: -3600.0)
    prepare_database(own.settings, own.keys, new_key=False)
    [said] = caplog.messages
    assert "3600 seconds behind that of the database" in said
    assert "NTP" in said


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_pages_do_not_wait_for_another_process_that_changes_the_tables(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(2411)")
        monkeypatch.setenv("PWA_DATABASE_URL", database)
        monkeypatch.setenv("PWA_DATA_DIR", str(tmp_path))
        monkeypatch.setattr(logs, "LOGGING", {"version": 1, "disable_existing_loggers": False})
        monkeypatch.setattr(os, "umask", lambda _mode: 0)
        _, fault = startup.prepare_pages(within=0.5)
        assert fault
        assert "another process changes its tables" in fault.message
        connection.execute("SELECT pg_advisory_unlock(2411)")
        newest = tables.newest_version()
        version = "SELECT version_num FROM alembic_version"
        has_tables = "SELECT to_regclass('alembic_version') IS NOT NULL"
        wait_until(lambda: connection.execute(has_tables).fetchone() == (True,), what="it goes on in its thread")
        wait_until(lambda: connection.execute(version).fetchone() == (newest,))
    wait_until(lambda: not any(thread.name == "prepare" for thread in threading.enumerate()))

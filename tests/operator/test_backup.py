"""A backup is whole, private and checked; it expires; and it is restored only where that loses nothing unasked."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from pwa.operator.backup import TIME
from pwa.reminders import tables
from tests.conftest import Api, both_databases, empty_sqlite, migrate
from tests.operator.commands import said, start
from tests.people import Person
from tests.postgres import Postgres

DUE = "2026-12-01T15:30"


@both_databases
def test_a_backup_of_a_running_app_is_restored_whole(
    tmp_path: Path, database: str, app: Flask, api: Api, maria: Person, amina: Person
) -> None:
    api.put(maria.request(DUE, kind="massage"))
    backup = tmp_path / "backup"
    code, shown, errors = said(start(tmp_path, "backup", str(backup), PWA_DATABASE_URL=database))
    assert (code, errors) == (0, "")
    assert shown.startswith(f"The backup is {backup} (")
    assert backup.stat().st_mode & 0o777 == 0o600
    api.put(amina.request(DUE))
    api.answer(maria, api.list(maria).json["reminders"][0]["id"], "stop")

    refused = said(start(tmp_path, "restore", str(backup), PWA_DATABASE_URL=database))
    assert refused == (1, "", "Error: The database has 2 subscriptions. Replace them with --force.\n")
    code, shown, errors = said(start(tmp_path, "restore", str(backup), "--force", PWA_DATABASE_URL=database))
    assert (code, errors) == (0, "")
    assert shown.startswith("The database has 1 subscriptions now.")
    # The app goes on with the same database, without a restart.
    assert len(api.list(maria).json["reminders"]) == 3
    assert api.list(amina).status_code == 404
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_a_dump_is_restored_into_an_empty_database(tmp_path: Path, postgresql: Postgres) -> None:
    first, second = postgresql.new_database(), postgresql.new_database()
    migrate(first)
    assert said(start(tmp_path, "backup", str(tmp_path / "a"), PWA_DATABASE_URL=first))[0] == 0
    code, shown, _ = said(start(tmp_path, "restore", str(tmp_path / "a"), PWA_DATABASE_URL=second))
    assert (code, shown[:34]) == (0, "The database has 0 subscriptions n")


def test_backups_in_a_folder_expire_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "ask-first.sqlite3").write_bytes(empty_sqlite())
    folder = tmp_path / "backups"
    folder.mkdir()
    now = datetime.now(UTC)

    def of(days: float, ending: str = "sqlite3") -> Path:
        file = folder / f"ask-first-{(now - timedelta(days=days)).strftime(TIME)}.{ending}"
        file.touch()
        return file

    expired, kept = [of(14.1), of(300, "dump")], [of(13.9), of(400, "sqlite3.gpg"), folder / "ask-first-1999.sqlite3"]
    kept[-1].touch()
    code, shown, _ = said(start(tmp_path, "backup", str(folder), "--keep", "14"))
    assert code == 0
    assert shown.endswith("Backups older than 14 days that were deleted: 2.\n")
    assert not any(file.exists() for file in expired)
    assert all(file.exists() for file in kept)
    [new] = set(folder.iterdir()) - set(kept)
    assert datetime.strptime(new.name, f"ask-first-{TIME}.sqlite3").replace(tzinfo=UTC) >= now - timedelta(seconds=1)


def test_a_backup_that_fails_deletes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old = folder / "ask-first-20200101T000000Z.sqlite3"
    old.touch()
    code, _, errors = said(start(tmp_path, "backup", str(folder), "--keep", "1"))
    assert code == 1
    assert errors.endswith("Make it: pwa db upgrade\n")
    assert list(folder.iterdir()) == [old]


def test_another_file_is_not_replaced_without_force(tmp_path: Path) -> None:
    (tmp_path / "ask-first.sqlite3").write_bytes(empty_sqlite())
    file = tmp_path / "precious"
    file.write_text("something else")
    code, _, errors = said(start(tmp_path, "backup", str(file)))
    assert (code, errors) == (1, f"Error: {file} exists. Choose another name, or replace it with --force.\n")
    assert file.read_text() == "something else"
    assert said(start(tmp_path, "backup", str(file), "--force"))[0] == 0
    assert file.read_bytes().startswith(b"SQLite format 3")


@both_databases
def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, database: str) -> None:
    migrate(database)
    engine = tables.connect(database)
    backup = tmp_path / "backup"

    def set_version(version: str) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{version}'"))

    set_version("0099")
    assert said(start(tmp_path, "backup", str(backup), PWA_DATABASE_URL=database))[0] == 0
    set_version(tables.newest_version())
    code, _, errors = said(start(tmp_path, "restore", str(backup), "--force", PWA_DATABASE_URL=database))
    assert code == 1
    assert errors.startswith(f"Error: {backup} is of a newer Ask First: it has version 0099")
    assert tables.version(engine) == tables.newest_version()
    engine.dispose()


@both_databases
def test_a_backup_of_an_older_version_is_restored_and_upgraded(tmp_path: Path, database: str) -> None:
    migrate(database)
    engine = tables.connect(database)
    backup = tmp_path / "backup"
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0006'"))
        connection.execute(sa.text("DROP TABLE heartbeat"))
    assert said(start(tmp_path, "backup", str(backup), PWA_DATABASE_URL=database))[0] == 0
    tables.migrate(engine)
    code, _, errors = said(start(tmp_path, "restore", str(backup), PWA_DATABASE_URL=database))
    assert (code, errors) == (0, "")
    assert tables.version(engine) == tables.newest_version()
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM heartbeat")).scalar() == 0
    engine.dispose()


def test_a_backup_with_pages_of_another_size_is_restored(tmp_path: Path) -> None:
    """Such as one from before the file had small pages. SQLite cannot copy it into a file with a log by itself."""
    live, backup = tmp_path / "ask-first.sqlite3", tmp_path / "backup"
    live.write_bytes(empty_sqlite())
    with closing(sqlite3.connect(live)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA page_size=4096")
        connection.execute("VACUUM INTO ?", [str(backup)])
    with closing(tables.connect(f"sqlite:///{live}").raw_connection()) as running:
        assert said(start(tmp_path, "restore", str(backup)))[::2] == (0, "")
        assert running.cursor().execute("PRAGMA page_size").fetchone() == (1024,)
    assert not list(tmp_path.glob("tmp*"))


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"something else", "is not a backup of SQLite, which PWA_DATABASE_URL names."),
        (b"PGDMP and so on", "is not a backup of SQLite, which PWA_DATABASE_URL names."),
        (empty_sqlite()[:20_000], "Use another backup."),
    ],
    ids=["something else", "a dump", "half of it"],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, remedy: str) -> None:
    file = tmp_path / "backup"
    file.write_bytes(content)
    code, _, errors = said(start(tmp_path, "restore", str(file)))
    assert code == 1
    assert errors.endswith(f"{remedy}\n")
    assert errors.count("\n") == 1
    assert not (tmp_path / "ask-first.sqlite3").exists()


def test_another_database_of_sqlite_is_no_backup(tmp_path: Path) -> None:
    file = tmp_path / "other"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE something (id)")
    code, _, errors = said(start(tmp_path, "restore", str(file)))
    assert (code, errors) == (1, f"Error: {file} is not a backup of Ask First.\n")


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_missing_tools_are_named(tmp_path: Path, database: str) -> None:
    migrate(database)
    code, _, errors = said(start(tmp_path, "backup", str(tmp_path / "a"), PWA_DATABASE_URL=database, PATH="/nowhere"))
    assert code == 1
    assert errors.startswith("Error: pg_dump is missing: install the package postgresql-client")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("database", ["PostgreSQL"], indirect=True)
def test_no_password_is_an_argument_of_a_program(tmp_path: Path, database: str) -> None:
    migrate(database)
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    spy.write_text('#!/bin/sh\necho "pg_dump: error: $* $PGPASSWORD" >&2\nexit 1\n')
    spy.chmod(0o755)
    address = database.replace("tester@", "tester:S3CRET@")
    path = f"{spy.parent}:{os.environ['PATH']}"
    _, _, errors = said(start(tmp_path, "backup", str(tmp_path / "a"), PWA_DATABASE_URL=address, PATH=path))
    arguments, _, password = errors.strip().rpartition(" ")
    assert password == "S3CRET"
    assert "user=tester" in arguments
    assert "S3CRET" not in arguments

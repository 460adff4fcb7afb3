"""`pwa db upgrade`: any number may run at once, and one of them changes the tables."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pwa.reminders import tables
from tests.conftest import both_databases, empty_sqlite
from tests.operator.commands import said, start
from tests.servers import wait_until

NEWEST = tables.newest_version()


@contextmanager
def held(database: str) -> Iterator[Any]:
    """Hold the lock under which tables are changed. Yield a function that says whether a process waits for it."""
    if database.startswith("postgresql"):
        with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(2411)")
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            yield lambda processes: connection.execute(waiting).fetchone() == (len(processes),)
        return
    file = Path(database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        yield lambda processes: all(has_open(process, file) for process in processes)
        connection.execute("ROLLBACK")


def has_open(process: subprocess.Popen[str], file: Path) -> bool:
    wal = file.with_name(f"{file.name}-wal")
    try:
        return any(link.readlink() == wal for link in Path(f"/proc/{process.pid}/fd").iterdir())
    except FileNotFoundError:  # it has just closed a file
        return False


@both_databases
def test_several_at_once_upgrade_once(tmp_path: Path, database: str) -> None:
    with held(database) as wait_for_it:
        processes = [start(tmp_path, "db", "upgrade", PWA_DATABASE_URL=database) for _ in range(2)]
        wait_until(lambda: wait_for_it(processes), what="both wait for the lock")
        assert [process.poll() for process in processes] == [None, None]
    assert sorted(map(said, processes)) == [
        (0, f"The database has version {NEWEST} already.\n", ""),
        (0, f"The database has version {NEWEST} now. Before, it had no tables.\n", ""),
    ]
    engine = tables.connect(database)
    assert tables.version(engine) == NEWEST
    engine.dispose()


def test_an_upgrade_says_what_was_before_and_leaves_a_newer_database_alone(tmp_path: Path) -> None:
    file = tmp_path / "ask-first.sqlite3"
    file.write_bytes(empty_sqlite())
    for version, code in [("0006", 0), ("0099", 1)]:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DROP TABLE heartbeat")
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])
            connection.commit()
        done = said(start(tmp_path, "db", "upgrade"))
        assert done[0] == code
        assert version in done[1] + done[2]
    assert done[2].startswith("Error: A newer Ask First has changed the database")


@pytest.mark.parametrize("address", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://ask:S3CRET@127.0.0.1:9/none"])
def test_a_wrong_address_is_one_line_with_the_remedy(tmp_path: Path, address: str) -> None:
    code, _, errors = said(start(tmp_path, "db", "upgrade", PWA_DATABASE_URL=address))
    assert code == 1
    assert errors.startswith("Error: Cannot open the database: ")
    assert errors.endswith("See whether it runs, and whether PWA_DATABASE_URL is right.\n")
    assert "S3CRET" not in errors

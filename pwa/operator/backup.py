"""`pwa backup`: a copy of the database in one file, while Ask First runs.

SQLite is copied with its online backup API, PostgreSQL with pg_dump. A copy is checked before it gets its name. Only
its owner can read it, and it replaces another file only when told.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from pwa.reminders import tables

# The names of backups in a folder, with their time (UTC). Only such files are ever deleted.
NAME, TIME = "ask-first-{}.{}", "%Y%m%dT%H%M%SZ"
NAMED = re.compile(r"ask-first-(\d{8}T\d{6}Z)\.(?:sqlite3|dump)")
ENDINGS = {"sqlite": "sqlite3", "postgresql": "dump"}


def back_up(engine: sa.Engine, target: Path, now: datetime, *, force: bool) -> Path:
    """Write a backup to a file, or into a folder under a name with its time.

    Args:
        force: whether a file of this name may be replaced.

    Returns:
        The file.

    Raises:
        click.ClickException: there is no backup, and what to do about it.
    """
    kind = engine.dialect.name
    file = target / NAME.format(now.strftime(TIME), ENDINGS[kind]) if target.is_dir() else target
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists. Choose another name, or replace it with --force.")
    with _private(file) as fresh:
        if kind == "sqlite":
            _copy(engine, fresh)
        else:
            _dump(engine, fresh)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(file)
    return file


def delete_expired(folder: Path, now: datetime, days: int) -> int:
    """Delete the backups in a folder that are older than so many days. Return their number."""
    expired = 0
    for file in folder.iterdir():
        named = NAMED.fullmatch(file.name)
        if named and datetime.strptime(named[1], TIME).replace(tzinfo=UTC) < now - timedelta(days=days):
            file.unlink()
            expired += 1
    return expired


@contextmanager
def _private(file: Path) -> Iterator[Path]:
    """An empty file beside `file` that only its owner can read. What is left of it is deleted at the end."""
    fresh = file.with_name(f".{file.name}.part")
    fresh.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _copy(engine: sa.Engine, fresh: Path) -> None:
    source = tables.sqlite_file(engine)
    if source is None:
        raise click.ClickException("A database in memory cannot be backed up.")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(fresh)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a write-ahead log beside it
    check_copy(fresh)


def check_copy(file: Path) -> None:
    """Check a SQLite file for damage.

    Raises:
        click.ClickException: it is damaged.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            [said] = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            said = str(error)
    if said != "ok":
        raise click.ClickException(f"{file} is damaged: {' '.join(said.split())}. Use another backup.")


def _dump(engine: sa.Engine, fresh: Path) -> None:
    run_tool("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={fresh}"], engine)
    run_tool("pg_restore", ["--file=/dev/null", str(fresh)])  # reads it to its end


def run_tool(name: str, options: Sequence[str], engine: sa.Engine | None = None) -> str:
    """Run a program of PostgreSQL, on the database of an engine. Return its output.

    Raises:
        click.ClickException: it is missing, or it failed.
    """
    program = shutil.which(name)
    if program is None:
        raise click.ClickException(
            f"{name} is missing: install the package postgresql-client, of the version of the server or newer."
        )
    environment = dict(os.environ)
    if engine:
        # The password must not be seen in the list of processes.
        psycopg: Any = engine.dialect.loaded_dbapi  # an import would make it a dependency
        parameters = dict(engine.dialect.create_connect_args(engine.url)[1])
        parameters.pop("context", None)  # SQLAlchemy's, not of libpq
        if password := parameters.pop("password", None):
            environment["PGPASSWORD"] = password
        options = [*options, f"--dbname={psycopg.conninfo.make_conninfo(**parameters)}"]
    command = [program, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (no shell)
    if done.returncode:
        said = next(iter(done.stderr.splitlines()), f"exit code {done.returncode}")
        raise click.ClickException(said)  # it begins with the name of the program
    return done.stdout

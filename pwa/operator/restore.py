"""`pwa restore`: the database becomes what a backup holds, in one transaction."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import sqlalchemy as sa

from pwa.operator.backup import check_copy, run_tool
from pwa.reminders import tables
from pwa.reminders.store import Store
from pwa.startup import upgrade_tables

# How the files of `pwa backup` begin.
BEGINNINGS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}


def restore(engine: sa.Engine, file: Path, *, force: bool) -> int:
    """Replace all that is in the database by a backup, and upgrade its tables if it is of an older version.

    Args:
        force: whether subscriptions that are in the database may be lost.

    Returns:
        The number of subscriptions that it has then.

    Raises:
        click.ClickException: the file is not a backup for this database, or of a newer Ask First, or the database has
            subscriptions, or it is a PostgreSQL that a newer Ask First has changed. Nothing was changed.
    """
    kind = engine.dialect.name
    with file.open("rb") as backup:
        beginning = backup.read(16)
    if not beginning.startswith(BEGINNINGS[kind]):
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
        raise click.ClickException(f"{file} is not a backup of {name}, which PWA_DATABASE_URL names.")
    version = _sqlite_version(file) if kind == "sqlite" else _dump_version(file)
    if version is None:
        raise click.ClickException(f"{file} is not a backup of Ask First.")
    try:
        tables.check_version(version)
    except tables.UnusableDatabaseError:
        raise click.ClickException(
            f"{file} is of a newer Ask First: it has version {version}, and this one knows versions up to"
            f" {tables.newest_version()}. Install the newer one first."
        ) from None
    if not force and tables.version(engine) and (count := Store(engine).count()):
        raise click.ClickException(f"The database has {count} subscriptions. Replace them with --force.")
    if kind == "sqlite":
        _copy_back(engine, file)
    else:
        _check_that_all_tables_are_known(engine)
        _run_dump(engine, file)
    engine.dispose()
    upgrade_tables(engine)
    return Store(engine).count()


def _sqlite_version(file: Path) -> str | None:
    check_copy(file)
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError:
            return None
    return str(row[0]) if row else None


def _dump_version(file: Path) -> str | None:
    """The version in a dump: the only row of its table, as the COPY that restores it."""
    script = run_tool("pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)])
    found = re.search(r"^COPY \S+ \(version_num\) FROM stdin;\n(\S+)$", script, re.MULTILINE)
    return found[1] if found else None


def _check_that_all_tables_are_known(engine: sa.Engine) -> None:
    """Refuse a database of a newer version: a table of it would stay, and the next upgrade would fail because of it."""
    try:
        tables.check_version(tables.version(engine))
    except tables.UnusableDatabaseError:
        raise click.ClickException(
            "A newer Ask First has changed the database, so it may have tables that this one does not know. Make an"
            " empty database, let PWA_DATABASE_URL name it, and restore the backup into that."
        ) from None


def _run_dump(engine: sa.Engine, file: Path) -> None:
    """Drop all tables of this version, also those that the backup does not know, and make those of the backup."""
    drop = f"DROP TABLE IF EXISTS {', '.join(tables.metadata.tables)} CASCADE"
    with TemporaryDirectory() as folder:  # only its owner can read it
        script = Path(folder) / "restore.sql"
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
        run_tool("pg_restore", [*options, f"--file={script}", str(file)])
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        run_tool("psql", [*options, f"--command={drop}", f"--file={script}"], engine)


def _copy_back(engine: sa.Engine, file: Path) -> None:
    """Write the backup into the file of the database. Processes that use it see all of it at once."""
    live = tables.sqlite_file(engine)
    assert live  # noqa: S101 (a database in memory has no subscriptions to save)
    with TemporaryDirectory(dir=live.parent) as folder, closing(sqlite3.connect(live)) as target:
        # A file with a write-ahead log keeps the size of its pages, so the backup gets it first.
        same_pages = Path(folder) / "restore.sqlite3"
        with closing(sqlite3.connect(file)) as backup:
            backup.execute("PRAGMA page_size={}".format(*target.execute("PRAGMA page_size").fetchone()))
            backup.execute("VACUUM INTO ?", [str(same_pages)])
        with closing(sqlite3.connect(same_pages)) as copy:
            copy.backup(target)
    tables.truncate_wal(engine)  # it holds rows that were replaced

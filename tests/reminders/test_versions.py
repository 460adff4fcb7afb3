"""Two versions of the app on one database: each release only expands the tables, and the way back is a backup."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
import sqlalchemy as sa

from pwa.operator.backup import back_up
from pwa.operator.restore import restore
from pwa.paths import PACKAGE
from pwa.reminders import tables
from pwa.services import services
from pwa.startup import upgrade_tables
from tests.conftest import both_databases
from tests.postgres import Postgres
from tests.reminders.conftest import MANY, Drill

pytestmark = both_databases

VERSIONS = sorted((PACKAGE / "migrations" / "versions").glob("[0-9]*.py"))
NEXT_VERSION = len(VERSIONS) + 1
EXPAND = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{tables.newest_version()}"

def upgrade():
    for table in ("subscription", "reminder", "outbox"):
        op.add_column(table, sa.Column("more", sa.Integer, nullable=False, server_default="0"))
    op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture
def upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[sa.Engine, int], None]:
    """A function that changes the tables as the release with so many versions of them does."""

    def change(engine: sa.Engine, count: int) -> None:
        versions = tmp_path / str(count) / "migrations" / "versions"
        versions.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACKAGE / "migrations" / "env.py", versions.parent)
        for file in VERSIONS[:count]:
            shutil.copy(file, versions)
        if count == NEXT_VERSION:
            (versions / "next.py").write_text(EXPAND)
        with monkeypatch.context() as patch:
            patch.setattr(tables, "PACKAGE", tmp_path / str(count))
            tables.migrate(engine)

    return change


def rows(engine: sa.Engine, known: sa.MetaData = tables.metadata) -> dict[str, list[Any]]:
    """All rows, with the columns that a release knows."""
    with engine.begin() as connection:
        return {one.name: sorted(connection.execute(sa.select(one)).all()) for one in known.sorted_tables}


def test_workers_of_the_older_version_go_on_while_a_newer_one_expands_the_tables(
    drill: Drill, upgrade: Callable[[sa.Engine, int], None]
) -> None:
    """Ours are the older ones. No older release is installed here, so the newer one is made up."""
    with drill.under_load():
        drill.wait_for_more()
        upgrade(services(drill.app).store.engine, NEXT_VERSION)
        drill.wait_for_more()
    drill.count(0)


def test_each_release_can_use_the_tables_of_the_next_one(
    database: str, upgrade: Callable[[sa.Engine, int], None]
) -> None:
    """It writes and reads all columns that it knows: each migration only expands the tables."""
    engine = tables.connect(database)
    upgrade(engine, 1)
    for count in range(2, NEXT_VERSION + 1):
        known = sa.MetaData()
        known.reflect(engine)
        known.remove(known.tables["alembic_version"])
        write(engine, known, 2 * count)
        before = rows(engine, known)
        upgrade(engine, count)
        assert rows(engine, known) == before, count
        write(engine, known, 2 * count + 1)
        assert all(len(found) >= 2 for found in rows(engine, known).values())
    engine.dispose()


def write(engine: sa.Engine, known: sa.MetaData, number: int) -> None:
    """Write a row into each table. Its columns hold this number, as far as their types allow."""
    with engine.begin() as connection:
        for table in known.sorted_tables:
            types = {column.name: column.type.python_type for column in table.columns}
            connection.execute(sa.insert(table).values({name: kind(number) for name, kind in types.items()}))


def test_forward_and_back_by_a_backup_and_forward_again(
    drill: Drill, database: str, postgresql: Postgres, tmp_path: Path, upgrade: Callable[[sa.Engine, int], None]
) -> None:
    """Tables are never changed back: the older release refuses newer ones, and restores its backup."""
    engine = services(drill.app).store.engine
    before, backup = rows(engine), tmp_path / "backup"
    back_up(engine, backup, datetime.now(UTC), force=False)
    upgrade(engine, NEXT_VERSION)
    assert rows(engine) == before
    with pytest.raises(tables.UnusableDatabaseError, match="A newer Ask First has changed the database"):
        upgrade_tables(engine)
    if engine.dialect.name == "postgresql":
        with pytest.raises(click.ClickException, match="empty database"):
            restore(engine, backup, force=True)
        database = postgresql.new_database()
    target = tables.connect(database)
    assert restore(target, backup, force=True) == MANY
    assert rows(target) == before
    upgrade(target, NEXT_VERSION)
    assert rows(target) == before
    target.dispose()
    with drill.under_load(database):
        pass
    drill.count(0)

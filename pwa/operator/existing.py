"""The keys and the database of a deployment as they are. Nothing is made or changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa

from pwa.reminders import tables
from pwa.reminders.clock import clock_of, read
from pwa.reminders.keys import Keys
from pwa.settings import Settings
from pwa.startup import database_errors, file_errors


def read_keys(settings: Settings) -> Keys:
    """The keys.

    Raises:
        click.ClickException: there is none, or one cannot be used.
    """
    if not settings.vapid_key and not settings.vapid_key_file.exists():
        raise click.ClickException(
            f"There is no VAPID key {settings.vapid_key_file}. Copy it from the machine that has it, or start Ask First"
            " to make the first one."
        )
    with file_errors():
        return Keys(settings.vapid_key_file, settings.vapid_key)


@contextmanager
def database(settings: Settings) -> Iterator[sa.Engine]:
    """The database, if there is one. It is not changed.

    Raises:
        click.ClickException: it cannot be used.
    """
    with database_errors():
        engine = tables.connect(settings.database_url)
        file = tables.sqlite_file(engine)
        if file and not file.exists():  # SQLite would make an empty one
            raise click.ClickException(f"There is no database {file}. Make it: pwa db upgrade")
        try:
            yield engine
        finally:
            engine.dispose()


def now_of(engine: sa.Engine) -> int:
    """The time in UTC seconds, by the clock that the workers use."""
    return int(read(clock_of(engine)))

"""What every command does first: read the settings, and make the data folder, the key and the tables.

An error is one line that says what to do.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

import click
import sqlalchemy as sa

from pwa import logs
from pwa.reminders import keys, tables
from pwa.reminders.clock import DatabaseClock
from pwa.reminders.reserve import despite_full_disk, keep_reserve
from pwa.reminders.store import Store
from pwa.settings import SettingError, Settings

log = logging.getLogger(__name__)

R = TypeVar("R")

# Seconds by which the clock of this machine may differ from another one.
LARGEST_DIFFERENCE = 30


class DatabaseFault(click.ClickException):
    """The database cannot be used at the moment. Pages can be served all the same. The message is one line."""


def prepare(*, new_key: bool = False) -> Settings:
    """Read the settings, and make the data folder, the key and the tables if they are missing.

    Args:
        new_key: whether a key is accepted that no subscription uses.

    Raises:
        DatabaseFault: the database is away, damaged, or newer than this app.
        click.ClickException: a setting is wrong, or a file that it names cannot be used. The message is one line.
    """
    settings, fault = prepare_pages(new_key=new_key)
    if fault:
        raise fault
    return settings


def prepare_pages(*, new_key: bool = False, within: float | None = None) -> tuple[Settings, DatabaseFault | None]:
    """Do the same as `prepare`, but return a fault of the database, because pages can be served without it.

    Args:
        new_key: that of `prepare`.
        within: seconds after which the rest goes on in a thread, and that is a fault. To change large tables takes
            minutes.

    Raises:
        click.ClickException: a setting is wrong, or a file that it names cannot be used, or no subscription uses the
            key.
    """
    settings = read_settings()
    known, made = _prepare_keys(settings)
    try:
        begin("prepare", lambda: prepare_database(settings, known, new_key=new_key)).result(within)
    except TimeoutError:
        return settings, DatabaseFault("The database does not answer, or another process changes its tables.")
    except DatabaseFault as fault:
        return settings, fault
    except WrongKeyError:
        if made:
            settings.vapid_key_file.unlink()
        raise
    return settings, None


class WrongKeyError(click.ClickException):
    """No subscription uses our key. The message is one line."""


def prepare_database(settings: Settings, known: keys.Keys, *, new_key: bool) -> None:
    """Make or change the tables, and see that the key and the clock of this machine fit.

    Raises:
        DatabaseFault: the database is away, damaged, or newer than this app.
        WrongKeyError: no subscription uses our key, and `new_key` is not set.
        click.ClickException: the address of the database is wrong, or a package is missing.
    """
    with database_errors():
        engine = tables.connect(settings.database_url)
        try:
            upgrade_tables(engine)
            store = Store(engine)
            is_known, all_known = store.is_for_keys(known.all_public), store.is_only_for_keys(known.all_public)
            if engine.dialect.name == "postgresql":
                _warn_of_clock(clock_difference(DatabaseClock(engine)))
        finally:
            engine.dispose()
    if not is_known and not new_key:
        # A worker on a new machine would make a key of its own, and every push would be put off for an hour.
        raise WrongKeyError(
            f"No subscription uses the VAPID key {'PWA_VAPID_KEY' if settings.vapid_key else settings.vapid_key_file}."
            " Copy the key from the machine that has it. If it is lost, start once with --new-key: people get"
            " reminders again when they have opened the app."
        )
    if is_known and not all_known:
        log.warning(
            "Some subscriptions use a VAPID key that is not on this machine, and get nothing from it: see pwa keys"
            " list, and copy that key from the machine that has it"
        )


def begin(name: str, function: Callable[[], R]) -> Future[R]:
    """Call a function in a thread that does not keep this process from its end."""
    future: Future[R] = Future()

    def work() -> None:
        try:
            future.set_result(function())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=work, name=name, daemon=True).start()
    return future


def _warn_of_clock(ahead: float) -> None:
    if abs(ahead) > LARGEST_DIFFERENCE:
        log.warning(
            "The clock of this machine is %.0f seconds %s that of the database, so push services may refuse our"
            " signatures: let NTP set the clocks of both (timedatectl set-ntp true)",
            abs(ahead),
            "ahead of" if ahead > 0 else "behind",
        )


def read_settings() -> Settings:
    """Read the settings, and let the log and new files be as they must.

    Raises:
        click.ClickException: a setting is wrong.
    """
    logs.configure()
    os.umask(0o077)  # our files, such as those of SQLite, hold addresses of people's browsers
    try:
        return Settings.from_environment()
    except SettingError as error:
        raise click.ClickException(str(error)) from error


def _prepare_keys(settings: Settings) -> tuple[keys.Keys, bool]:
    """Read the keys, and make one if there is none. Return whether it was made, too."""
    with file_errors():
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = not settings.vapid_key and keys.ensure(settings.vapid_key_file)
        return keys.Keys(settings.vapid_key_file, settings.vapid_key), made


def upgrade_tables(engine: sa.Engine) -> str | None:
    """Check the database for damage, and make or change its tables.

    Returns:
        The version before; None if there were no tables.

    Raises:
        UnusableDatabaseError, sqlalchemy.exc.SQLAlchemyError: the database cannot be used.
    """
    tables.check(engine)
    before = despite_full_disk(tables.migrate)(engine)
    keep_reserve(engine)
    return before


@contextmanager
def file_errors() -> Iterator[None]:
    """Turn the errors of files and keys into one line that says what to do.

    Raises:
        click.ClickException: a file or a key cannot be used.
    """
    try:
        yield
    except OSError as error:
        raise click.ClickException(f"Cannot use {error.filename}: {error.strerror}.") from error
    except keys.KeyFileError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the errors of a database into one line that says what to do. It holds no password.

    Raises:
        DatabaseFault: it is away, damaged, or newer than this app.
        click.ClickException: its address is wrong, or a package is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"This database needs the package {error.name}: install ask-first[postgresql]."
        ) from error
    except tables.UnusableDatabaseError as error:
        raise DatabaseFault(str(error)) from error
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        said = str(getattr(error, "orig", error)).partition("\n")[0]
        raise DatabaseFault(
            f"Cannot open the database: {said}. See whether it runs, and whether PWA_DATABASE_URL is right."
        ) from error
    except (sa.exc.ArgumentError, ValueError) as error:
        # The text of this error quotes a part of the address, perhaps the password.
        raise click.ClickException("PWA_DATABASE_URL is not an address that SQLAlchemy can use.") from error


def clock_difference(clock: DatabaseClock) -> float:
    """Ask the database for its clock. Return by how many seconds the clock of this machine is ahead of it."""
    theirs = clock.read()
    return time.time() - theirs

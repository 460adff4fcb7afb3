"""A reserve of the disk, so that deleting works when the disk is full.

SQLite needs room even to delete: what changes goes into its write-ahead log first. So a file beside the database holds
1 MB. When a write finds the disk full, the reserve is given up, the write is tried again, the log is emptied into the
database, and the reserve is made again from what that gave back.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa

from pwa.reminders.tables import sqlite_file, truncate_wal

log = logging.getLogger(__name__)

# Bytes. Done changes about ten pages of 4 kB.
SIZE = 1024 * 1024
PIECE = 64 * 1024
# SQLITE_FULL: no space. SQLITE_IOERR: a quota, or no space for the index of the log.
NO_SPACE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

# One at a time: what one thread gives up, another must not take back before it is used.
_giving_up = threading.Lock()


class HasEngine(Protocol):
    """The store, the outbox, or an engine itself."""

    @property
    def engine(self) -> sa.Engine: ...


Self = TypeVar("Self", bound=HasEngine)
P = ParamSpec("P")
R = TypeVar("R")


def despite_full_disk(method: Callable[Concatenate[Self, P], R]) -> Callable[Concatenate[Self, P], R]:
    """What does one transaction, tried again with the room of the reserve when the disk is full."""

    @wraps(method)
    def write(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except sa.exc.OperationalError as error:
            file = sqlite_file(self.engine)
            if file is None or not _is_no_space(error):
                raise
        with _given_up(self.engine, file):
            return method(self, *args, **kwargs)

    return write


def keep_reserve(engine: sa.Engine) -> None:
    """Make the reserve, if it is not there and the disk has room for it and for as much again. Costs one stat."""
    file = sqlite_file(engine)
    if file and not _is_whole(file) and shutil.disk_usage(file.parent).free > 2 * SIZE:
        with _giving_up:
            _fill(file)


def _path(file: Path) -> Path:
    return file.with_name(f"reserve-{file.name}")


def _is_whole(file: Path) -> bool:
    try:
        return _path(file).stat().st_size >= SIZE
    except FileNotFoundError:
        return False


@contextmanager
def _given_up(engine: sa.Engine, file: Path) -> Iterator[None]:
    with _giving_up:
        log.warning("The disk is full: the reserve is given up for one write")
        _path(file).unlink(missing_ok=True)
        try:
            yield
        finally:
            with suppress(sa.exc.OperationalError, sqlite3.OperationalError):
                truncate_wal(engine)
            _fill(file)


def _fill(file: Path) -> None:
    """Write the reserve, as much of it as there is room for."""
    # No zeros: a file system that compresses would keep no room for them.
    with suppress(OSError):
        descriptor = os.open(_path(file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as reserve:
            for _ in range(SIZE // PIECE):
                reserve.write(os.urandom(PIECE))
            os.fsync(descriptor)


def _is_no_space(error: sa.exc.OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in NO_SPACE  # the rest of an extended code says where it happened

"""A reserve of disk space, so that deleting works when the disk is full.

SQLite needs space even to delete, because it writes changed pages into its write-ahead log first. So a file of 1 MB is
kept beside the database. When a write fails because the disk is full, this file is deleted, the write is repeated, the
log is truncated, and the file is written again with the space that this has freed.

A write may use the reserve if it frees space, or if a person or the worker needs it. Such writes change a few pages:

    change, move, pause, forget          yes   an answer of a person; Done and Stop free space                (store)
    renew                                yes   the old subscription may be dead: a refusal would lose all
                                               reminders. One row takes the place of another                  (store)
    add                                  no    it needs more space, and so `Room.check_disk` refuses it before (store)
    may_test                             no    a test can wait, and strangers could use up the reserve        (store)
    plan_due, claim, settle,             yes   due reminders are sent, and what is settled is deleted        (outbox)
    reset_future_rows, forget_resting
    beat                                 yes   one row: without it, nobody sees that the worker works      (heartbeat)
    may_tidy                             -     PostgreSQL only                                               (heartbeat)
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

# Bytes. The answer Done changes about ten pages of 4 kB.
SIZE = 1024 * 1024
PIECE = 64 * 1024
# SQLITE_FULL: no space. SQLITE_IOERR: a quota is used up, or there is no space for the index of the log.
NO_SPACE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

# One thread at a time: another one must not fill the space that this one has freed.
_lock = threading.Lock()


class HasEngine(Protocol):
    """The store, the outbox, or an engine itself."""

    @property
    def engine(self) -> sa.Engine: ...


Self = TypeVar("Self", bound=HasEngine)
P = ParamSpec("P")
R = TypeVar("R")


def despite_full_disk(method: Callable[Concatenate[Self, P], R]) -> Callable[Concatenate[Self, P], R]:
    """Decorate a method that runs one transaction: if the disk is full, repeat it with the space of the reserve.

    The docstring of this module lists the methods that use it. Errors other than a full disk are raised as they are.
    """

    @wraps(method)
    def write(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except sa.exc.OperationalError as error:
            file = sqlite_file(self.engine)
            if file is None or not _is_no_space(error):
                raise
        with _without_reserve(self.engine, file):
            return method(self, *args, **kwargs)

    return write


def keep_reserve(engine: sa.Engine) -> None:
    """Write the reserve if it is missing and the disk has space for twice its size. Otherwise it costs one `stat`."""
    file = sqlite_file(engine)
    if file and not _is_whole(file) and shutil.disk_usage(file.parent).free > 2 * SIZE:
        with _lock:
            _fill(file)


def _path(file: Path) -> Path:
    return file.with_name(f"reserve-{file.name}")


def _is_whole(file: Path) -> bool:
    try:
        return _path(file).stat().st_size >= SIZE
    except FileNotFoundError:
        return False


@contextmanager
def _without_reserve(engine: sa.Engine, file: Path) -> Iterator[None]:
    with _lock:
        log.warning("The disk is full: one write uses the reserve")
        _path(file).unlink(missing_ok=True)
        try:
            yield
        finally:
            with suppress(sa.exc.OperationalError, sqlite3.OperationalError):
                truncate_wal(engine)
            _fill(file)


def _fill(file: Path) -> None:
    """Write as much of the reserve as the disk has space for."""
    # Random bytes, because a file system that compresses would reserve no space for zeros.
    with suppress(OSError):
        descriptor = os.open(_path(file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as reserve:
            for _ in range(SIZE // PIECE):
                reserve.write(os.urandom(PIECE))
            os.fsync(descriptor)


def _is_no_space(error: sa.exc.OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in NO_SPACE  # the other bits of an extended code name the place

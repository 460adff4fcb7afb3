"""Runs two transactions at once, one of which is not committed yet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from pwa.reminders.models import new_id
from pwa.reminders.schedule import Plan
from pwa.services import services
from tests.people import Person
from tests.servers import PATIENCE


@contextmanager
def not_yet_committed(app: Flask, write: Callable[..., object], *args: object) -> Iterator[None]:
    """Run a transaction up to its commit. It commits while the block waits for it: the block cannot finish before."""
    engine = services(app).store.engine
    written, through = threading.Event(), threading.Event()

    def at_commit(_connection: sa.Connection) -> None:
        if threading.current_thread() is writer:
            written.set()
            through.wait(0.3)

    sa.event.listen(engine, "commit", at_commit)
    writer = threading.Thread(target=write, args=args)
    writer.start()
    try:
        assert written.wait(PATIENCE)
        yield
    finally:
        # Also after a failure: otherwise the open connection of the writer would fail a later test.
        through.set()
        writer.join()
        sa.event.remove(engine, "commit", at_commit)


def christmas(maria: Person) -> dict[str, tuple[str, Plan]]:
    return {new_id(): ("doctor", Plan(datetime(2026, 12, 24, 10), maria.zone, "once"))}

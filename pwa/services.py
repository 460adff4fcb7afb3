"""The services of an app, such as its store and its keys, as one typed record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from pwa.limits import Room
from pwa.reminders.keys import Keys
from pwa.reminders.outbox import Outbox
from pwa.reminders.store import Store
from pwa.settings import Settings
from pwa.site.documents import Release

NAME = "ask_first"


@dataclass
class Services:
    """`fault` says why reminders may not use the database, or is empty. Pages do not need it. `now` is the clock by
    which reminders are planned and sent, in UTC seconds. `release` is empty in a process that only sends reminders."""

    settings: Settings
    now: Callable[[], float]
    keys: Keys
    store: Store
    outbox: Outbox
    room: Room
    release: Release
    fault: str = ""


def services(app: Flask | None = None) -> Services:
    """Return the services of an app; without an argument, those of the current app."""
    found: Services = (app or current_app).extensions[NAME]
    return found

"""Moments as tests write them: wall times as text."""

from __future__ import annotations

from datetime import datetime

from pwa.reminders.schedule import instant

MADRID = "Europe/Madrid"


def at(text: str) -> datetime:
    """Return a wall time, for example of `2026-11-24T10:00`."""
    return datetime.fromisoformat(text)


def madrid(text: str) -> int:
    """Return the moment of a wall time in Madrid, in UTC seconds."""
    return instant(at(text), MADRID)

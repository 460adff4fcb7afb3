"""Helpers for the page of the diary: entries, and the stored diary."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page

from tests.servers import wait_until


def entry(day: str, time: str, pain: int, **other: Any) -> dict[str, Any]:
    return {
        "day": day,
        "time": time,
        "pain": pain,
        "minutes": None,
        "massage": "",
        "technique": "",
        "note": "",
        **other,
    }


# Maria had one massage, with an entry before it and one after it.
MARIAS = [
    entry("2026-11-02", "09:00", 5, minutes=10, massage="no"),
    entry("2026-11-06", "10:00", 7, minutes=15, massage="before", technique="swedish", note="Tight"),
    entry("2026-11-06", "12:00", 4, minutes=0, massage="after", technique="swedish", note="Warm,\n“calm”"),
    entry("2026-11-09", "18:00", 10, note="Bad night."),
]


def ready(page: Page) -> None:
    wait_until(lambda: page.locator("#day").input_value(), what="the page is ready")


def kept(page: Page) -> list[dict[str, Any]]:
    """Return what the browser has stored."""
    text = page.evaluate("() => localStorage.getItem('diary')")
    return json.loads(text)["entries"] if text else []


def press(button: Locator) -> None:
    """Press a button by key. The page ignores the second of two taps that come as fast as those of a test."""
    button.press("Enter")

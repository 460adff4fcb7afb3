"""The page of the diary, its entries, and what is stored of them."""

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


# Maria had one massage, with an entry on each side of it.
MARIAS = [
    entry("2026-11-02", "09:00", 5, minutes=10, massage="no"),
    entry("2026-11-06", "10:00", 7, minutes=15, massage="before", technique="swedish", note="Tight"),
    entry("2026-11-06", "12:00", 4, minutes=0, massage="after", technique="swedish", note="Warm,\n“calm”"),
    entry("2026-11-09", "18:00", 10, note="Bad night."),
]


def ready(page: Page) -> None:
    wait_until(lambda: page.locator("#day").input_value(), what="the page is ready")


def kept(page: Page) -> list[dict[str, Any]]:
    """What is stored, as another program reads it."""
    text = page.evaluate("() => localStorage.getItem('diary')")
    return json.loads(text)["entries"] if text else []


def press(button: Locator) -> None:
    """As a key does. Two taps of a test are so quick that the page takes them for one tap of a numb finger."""
    button.press("Enter")

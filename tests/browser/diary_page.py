"""Helpers for the page of the diary: entries, and the stored diary."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page

from tests.servers import wait_until


def entry(day: str, time: str, pain: int, **other: Any) -> dict[str, Any]:
    """An entry as the browser stores it."""
    return {
        "day": day,
        "time": time,
        "pain": pain,
        "minutes": None,
        "untried": False,
        "massage": "",
        "technique": "",
        "sameDay": "",
        "twoDaysLater": "",
        "stopped": [],
        "eased": [],
        "place": "",
        "again": "",
        "note": "",
        "older": False,
        **other,
    }


# The fields of version 1, which asked for the pain at that moment and for all minutes of the day.
OLD_FIELDS = ["day", "time", "pain", "minutes", "massage", "technique", "note"]


def as_version_1(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The diary of these entries as version 1 stored it."""
    return {"version": 1, "entries": [{name: one[name] for name in OLD_FIELDS} for one in entries]}


def older(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the browser stores of entries of version 1."""
    return [{**one, "older": True} for one in entries]


# Maria had one massage, with an entry before it and one after it.
MARIAS = [
    entry("2026-11-02", "09:00", 5, minutes=10, massage="no"),
    entry("2026-11-06", "10:00", 7, minutes=15, massage="before", technique="swedish", note="Tight"),
    entry("2026-11-06", "12:00", 4, minutes=0, massage="after", technique="swedish", note="Warm,\n“calm”"),
    entry("2026-11-09", "18:00", 10, note="Bad night."),
]


# A second import of a module ends when the module has run, with all that it awaits. The charts come after that.
STARTED = """async () => {
  await Promise.all([...document.querySelectorAll('script[type=module]')].map(({ src }) => import(src)));
  return document.querySelectorAll('#entries li').length < 2 || !document.getElementById('charts').hidden;
}"""


def ready(page: Page) -> None:
    """Wait until the page shows all that is stored: the scripts for that come with the first and the second entry."""
    wait_until(lambda: page.evaluate(STARTED), what="the page is ready")


def kept(page: Page) -> list[dict[str, Any]]:
    """Return what the browser has stored."""
    text = page.evaluate("() => localStorage.getItem('diary')")
    return json.loads(text)["entries"] if text else []


def press(button: Locator) -> None:
    """Press a button by key. The page ignores the second of two taps that come as fast as those of a test."""
    button.press("Enter")


def add_more(page: Page) -> None:
    """Open the part of the form with all other fields."""
    if not page.locator("#more").evaluate("(more) => more.open"):
        press(page.locator("#more > summary"))


def open_entry(page: Page, number: int = 0) -> Locator:
    """Open the row of an entry; 0 is the newest."""
    row = page.locator("#entries li").nth(number)
    row.evaluate(
        "(row) => { for (const fold of [row.closest('details'), row.querySelector('details')]) fold.open = true; }"
    )
    return row

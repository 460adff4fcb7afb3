"""Prints a page with Chromium: it takes few sheets, and no sheet is empty."""

from __future__ import annotations

import io
from typing import cast

from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.browser.views import fetch_pictures

# The most sheets of paper that a page may take, in any language. A page that is made to be handed over takes one.
MOST = {
    "doctor": 1,
    "therapist": 1,
    "saved": 1,
    "offline": 1,
    "reminders": 2,
    "": 3,
    "techniques": 4,
    "emergency": 3,
    "about": 4,
    "check": 7,
}
MOST_TO_READ = 5  # any other page


def printed(page: Page, size: str) -> PdfReader:
    """Print the page on paper of this size, `A4` or `Letter`."""
    return PdfReader(io.BytesIO(page.pdf(format=size)))


def problems(screen: Page, slug: str) -> list[str]:
    """Return the problems: too many sheets, or an empty one."""
    fetch_pictures(screen)
    most = MOST.get(slug.partition("/")[0], MOST_TO_READ)
    found = []
    # Letter is shorter, so a page that must fit one sheet is printed on both.
    for paper in ("A4", "Letter") if most == 1 else ("A4",):
        sheets = printed(screen, paper).pages
        if len(sheets) > most:
            found.append(f"{len(sheets)} sheets of {paper}")
        # To extract the text would take most of the time of a test. A sheet without text has no font.
        if not all("/Font" in cast("DictionaryObject", sheet["/Resources"]) for sheet in sheets):
            found.append(f"an empty sheet of {paper}")
    return found

"""Prints a page with Chromium: it takes few sheets, no sheet is empty, and no text is small."""

from __future__ import annotations

import io
from typing import cast

from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.browser.views import fetch_pictures

# The most sheets of paper that a page may take, in any language. A page that is made to be handed over takes one: as a
# person fills it in. With all lines for a pen, the sheet for the doctor has a second page for the doctor.
MOST = {
    "doctor": 2,
    "therapist": 1,
    "poster": 1,
    "sheets": 2,
    "saved": 1,
    "offline": 1,
    "reminders": 2,
    "": 3,
    "techniques": 4,
    "emergency": 3,
    "check": 8,
}
MOST_TO_READ = 5  # any other page

# The smallest type, in points. The card for the therapist and sheets in two languages leave less room. Notes about the
# text, the notice of a draft on a sheet, and sources are small print.
BODY, CROWDED, SMALL_PRINT = 12, 11, 9
TYPE = """([body, smallPrint]) => {
  const notes = document.querySelector('.take') ? '.about-text, .unchecked' : '.about-text, .references';
  const small = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: element } = texts.currentNode;
    if (!data.trim() || !element.checkVisibility() || element.closest('.unseen, option')) continue;
    const points = parseFloat(getComputedStyle(element).fontSize) * 72 / 96;
    if (points < (element.closest(notes) ? smallPrint : body) - 0.01) small.add(`${points} points: ${data.trim()}`);
  }
  // Chromium prints a page that is wider than the paper in smaller type.
  if (document.documentElement.scrollWidth > innerWidth) small.add('wider than the paper');
  return [...small];
}"""
WIDTH = 703  # CSS pixels: A4 without the margins of print.css


def printed(page: Page, size: str) -> PdfReader:
    """Print the page on paper of this size, `A4` or `Letter`."""
    return PdfReader(io.BytesIO(page.pdf(format=size)))


def problems(screen: Page, slug: str) -> list[str]:
    """Return the problems: too many sheets, or an empty one."""
    fetch_pictures(screen)
    most = MOST.get(slug.partition("/")[0], MOST_TO_READ)
    if screen.evaluate("document.documentElement.lang") == "ur":
        most += most // 3  # Nastaliq has the highest lines of all scripts
    found = []
    # Letter is shorter, so a page that must fit one sheet is printed on both.
    for paper in ("A4", "Letter") if most == 1 else ("A4",):
        sheets = printed(screen, paper).pages
        if len(sheets) > most:
            found.append(f"{len(sheets)} sheets of {paper}")
        # A sheet without text has no font. Extracting the text would take most of the time of a test.
        if not all("/Font" in cast("DictionaryObject", sheet["/Resources"]) for sheet in sheets):
            found.append(f"an empty sheet of {paper}")
    return found + small_type(screen, CROWDED if slug.startswith(("therapist", "doctor/")) else BODY)


def small_type(screen: Page, body: float) -> list[str]:
    """Return the texts that are smaller on paper than they may be. The page has been printed before."""
    before = screen.viewport_size
    assert before is not None
    screen.set_viewport_size({"width": WIDTH, "height": 990})
    screen.emulate_media(media="print")
    found: list[str] = screen.evaluate(TYPE, [body, SMALL_PRINT])
    screen.emulate_media(media="null")
    screen.set_viewport_size(before)
    return found

"""Every page on paper, by Chromium: how many sheets it takes, and that no sheet is empty."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.views import View
from tests.pages import EVERY_PAGE
from tests.servers import Here

# The most sheets of paper that a page may take, in any language. What is made to be handed over takes one.
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


@pytest.mark.parametrize("view", [View(tag, slug) for tag, slug in EVERY_PAGE], ids=str)
def test_a_page_takes_few_sheets_of_paper(screen: Page, reading: Here, view: View):
    view.open(screen, reading.url)
    # Pictures that nobody has scrolled to are on paper too.
    screen.evaluate("for (const image of document.images) image.loading = 'eager'")
    screen.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    most = MOST.get(view.slug.partition("/")[0], MOST_TO_READ)
    # Letter is shorter: what must fit one sheet is tried on both.
    for paper in ("A4", "Letter") if most == 1 else ("A4",):
        pdf = PdfReader(io.BytesIO(screen.pdf(format=paper)))
        assert len(pdf.pages) <= most, f"{len(pdf.pages)} sheets of {paper}"
        # Not its words, which take most of the time of a test: a sheet without letters names no font.
        assert all("/Font" in page["/Resources"] for page in pdf.pages), f"an empty sheet of {paper}"


def test_the_check_has_all_its_questions_on_paper_whatever_the_screen_shows(screen: Page, reading: Here):
    screen.goto(f"{reading.url}/en/check")
    assert screen.locator("fieldset:visible").count() == 10
    screen.emulate_media(media="print")
    assert screen.locator("fieldset:visible").count() == 45
    screen.emulate_media(media="screen")

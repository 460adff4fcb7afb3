"""A first visit asks for little: the budgets of the design, counted at the server for a browser with an empty cache.

Everything that a page consists of counts: the document, its style sheet, scripts, icons, the manifest, and the pictures
of the first screen. These do not count: the pack that the service worker fills (it has a budget of its
own), pictures further down (each browser fetches a lazy one at a distance of its choice) or on a later step of the check
(check.js hides it, but Chromium has seen it below the first screen before), the rules by which Chromium fetches the next
page early, and the large icon that it fetches when it may offer to install the app.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from pwa.services import services
from tests.browser.conftest import Phone
from tests.pages import EVERY_PAGE
from tests.servers import InProcessServer

REQUESTS, BYTES = 8, 40_000
# The pages of one language: the others differ only in their text, and Arabic text needs most bytes.
SLUGS = [slug for tag, slug in EVERY_PAGE if tag == "ar"]
FURTHER_DOWN = """() => [...document.images]
  .filter((image) => image.loading === 'lazy' && (!image.getClientRects().length
    || image.getBoundingClientRect().top >= document.querySelector('.places').getBoundingClientRect().top))
  .map((image) => image.src)"""
# A headless browser shows no icon and installs nothing: it leaves these two out.
LEFT_OUT = "() => [...document.querySelectorAll('link[rel=icon], link[rel=manifest]')].map((link) => link.href)"


def paths(page: Page, question: str) -> set[str]:
    return {urlsplit(address).path for address in page.evaluate(question)}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_first_visit_fits_its_budget(phone: Phone, reading: InProcessServer, slug: str) -> None:
    page = phone().new_page()
    reading.seen.clear()
    page.goto(f"{reading.url}/ar/{slug}")
    page.wait_for_load_state("networkidle")
    asked = [line.removeprefix("GET ") for line in reading.seen]
    assert len(asked) == len(set(asked)), "nothing is fetched twice"
    needed = set(asked) | paths(page, LEFT_OUT)
    needed -= paths(page, FURTHER_DOWN) | {path for path in needed if path.endswith(".speculationrules")}
    assert len(needed) <= REQUESTS, sorted(needed)
    documents = services(reading.app).release.documents
    assert sum(len(documents[path].brotli) for path in needed) <= BYTES

"""Measures the time from the icon on the home screen to the first words: without a network, with a processor four times
slower, in a new browser each time. The budget of the design is one second.

Only the page is slowed, because Chromium slows one target at a time. The service worker only reads caches.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Playwright, expect, sync_playwright

from tests.browser.conftest import chromium_path
from tests.servers import ServerProcess

SLOWER = 4
STARTS = 5
FIRST_PAINT = """() => new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName('first-contentful-paint');
    if (first) resolve(first.startTime);
  });
  observer.observe({type: 'paint', buffered: true});
})"""


def start_offline(playwright: Playwright, profile: Path, url: str) -> float:
    """Milliseconds from the start of the navigation to the first contentful paint. The server is gone."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium_path(), viewport={"width": 360, "height": 740}
    )
    page = context.pages[0]
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    milliseconds: float = page.evaluate(FIRST_PAINT)
    context.close()
    return milliseconds


def first_words() -> float:
    """Median of five cold starts, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        profile = Path(folder) / "profile"
        with ServerProcess(Path(folder) / "data") as server:
            visit = playwright.chromium.launch_persistent_context(profile, executable_path=chromium_path())
            page = visit.pages[0]
            page.goto(f"{server.url}/en/")
            expect(page.locator("[data-saved=yes]").first).to_be_visible()
            visit.close()
        return statistics.median(start_offline(playwright, profile, f"{server.url}/en/") for _ in range(STARTS))

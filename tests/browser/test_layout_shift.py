"""A page does not move under the reader's finger when its scripts arrive late, as on a slow phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Phone
from tests.servers import InProcessServer

# For `add_init_script()`. Records what moved and how far (W3C Layout Instability).
WATCH = """
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) moved.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))]);
  }).observe({ type: 'layout-shift', buffered: true });
"""
# A page whose rendering is blocked paints no frame, so the wait ends after a moment.
PAINTED = """() => Promise.race([
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  new Promise((resolve) => setTimeout(resolve, 500)),
])"""


@pytest.mark.parametrize("slug", ["", "install", "offline", "reminders", "saved"])
def test_scripts_move_nothing_when_they_show_or_hide_parts(phone: Phone, reading: InProcessServer, slug: str) -> None:
    page = phone().new_page()
    page.add_init_script(WATCH)
    held: list[Route] = []
    page.route(re.compile(r"/js/(?!text-size-early)"), lambda route: held.append(route))  # noqa: PLW0108 (Playwright takes no bound method of a list)
    page.goto(f"{reading.url}/en/{slug}", wait_until="commit")
    page.locator("#text-size").wait_for(state="attached")
    page.evaluate(PAINTED)
    page.route("**/js/*", lambda route: route.continue_())  # the newest rule counts
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate(PAINTED)
    assert page.evaluate("moved") == []

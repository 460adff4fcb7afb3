"""axe-core, with its rules up to AAA, on every page in every state, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.views import View, every_view
from tests.servers import Here

AXE = Path(__file__).parents[2] / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# The dark theme changes colours and nothing else (only tokens.css names it), so what
# depends on the markup is asked once.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RUN = "(what) => axe.run({runOnly: what, resultTypes: ['violations']}).then((result) => result.violations)"


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    return AXE.read_text("utf-8")


@every_view
def test_axe_finds_nothing(screen: Page, reading: Here, axe: str, view: View):
    screen.set_viewport_size(PHONE)
    view.open(screen, reading.url)
    # A window as high as the page: axe takes what lies under a sticky bar, until somebody scrolls, for too small.
    screen.set_viewport_size({**PHONE, "height": screen.evaluate("document.documentElement.scrollHeight")})
    screen.evaluate(axe)
    found = []
    for theme, rules in (("light", {"type": "tag", "values": TAGS}), ("dark", {"type": "rule", "values": COLOURS})):
        screen.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for rule in screen.evaluate(RUN, rules):
            found += [f"{theme}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"]]
    assert found == []

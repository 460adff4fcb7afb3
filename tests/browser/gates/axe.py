"""axe-core, with its rules up to AAA, light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Theme

AXE = Path(__file__).parents[2] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# The dark theme changes colours and nothing else (only tokens.css names it), so what depends on the markup is asked
# once. The enhanced rule leaves alone what is so faint that the first rule reports it.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RUNS: dict[Theme, dict[str, object]] = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": COLOURS},
}
RUN = "(runOnly) => axe.run({ runOnly, resultTypes: ['violations'] }).then((result) => result.violations)"


def bring_to(screen: Page) -> None:
    """Every page that opens here brings axe along: handed over once, not for each."""
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    screen.add_init_script(path=AXE)


def problems(screen: Page) -> list[str]:
    """What axe finds on the page that is open, in both themes."""
    # A window as high as the page: axe takes what lies under a sticky bar, until somebody scrolls, for too small.
    screen.set_viewport_size({**PHONE, "height": screen.evaluate("document.documentElement.scrollHeight")})
    found = []
    for theme, rules in RUNS.items():
        screen.emulate_media(color_scheme=theme)
        for rule in screen.evaluate(RUN, rules):
            found += [f"{theme}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"]]
    screen.emulate_media(color_scheme="light")
    screen.set_viewport_size(PHONE)
    return found

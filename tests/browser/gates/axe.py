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
# The dark theme changes only colours (only tokens.css names it), so the rules for markup run once. The enhanced rule
# for contrast skips text that the first rule reports.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RUNS: dict[Theme, dict[str, object]] = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": COLOURS},
}
RUN = "(runOnly) => axe.run({ runOnly, resultTypes: ['violations'] }).then((result) => result.violations)"


def bring_to(screen: Page) -> None:
    """Add axe to every page that this context opens."""
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    screen.add_init_script(path=AXE)


def problems(screen: Page) -> list[str]:
    """Return what axe finds on the open page in both themes."""
    # The window is as high as the page, because axe reports a target under a sticky bar as too small.
    screen.set_viewport_size({**PHONE, "height": screen.evaluate("document.documentElement.scrollHeight")})
    found = []
    for theme, rules in RUNS.items():
        screen.emulate_media(color_scheme=theme)
        for rule in screen.evaluate(RUN, rules):
            found += [f"{theme}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"]]
    screen.emulate_media(color_scheme="light")
    screen.set_viewport_size(PHONE)
    return found

"""axe-core, with its rules up to AAA, light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import PHONE
from tests.browser.views import resize

AXE = Path(__file__).parents[2] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# The dark theme changes only colours (only tokens.css names it), so the rules for markup run once. The enhanced rule
# for contrast skips text that the first rule reports.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
EVERYTHING: dict[str, object] = {"type": "tag", "values": TAGS}
# The rules that depend on where things stand. Text of twice its size changes neither markup nor colours.
LAYOUT: dict[str, object] = {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}
BUT_COLOURS: dict[str, object] = {rule: {"enabled": False} for rule in COLOURS}
RUN = """([runOnly, rules]) =>
  axe.run({ runOnly, rules, resultTypes: ['violations'] }).then((result) => result.violations)"""


def bring_to(screen: Page) -> None:
    """Add axe to every page that this context opens."""
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    screen.add_init_script(path=AXE)


def problems(screen: Page, devtools: CDPSession, *, colours: bool = True) -> list[str]:
    """Return what axe finds on the open page, and where the text has twice its size.

    Args:
        colours: also measure the contrast, in both themes. All languages have the same colours.
    """
    found: list[str] = []

    def run(name: str, rules: dict[str, object], but: dict[str, object]) -> None:
        for rule in screen.evaluate(RUN, [rules, but]):
            found.extend(f"{name}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"])

    for size in (16, 32):
        resize(screen, devtools, PHONE["width"], PHONE["height"], size)
        # The window is as high as the page, because axe reports a target under a sticky bar as too small.
        screen.set_viewport_size({**PHONE, "height": screen.evaluate("document.documentElement.scrollHeight")})
        if size == 32:
            run("text 200 %", LAYOUT, {})
            continue
        run("light", EVERYTHING, {} if colours else BUT_COLOURS)
        if colours:
            screen.emulate_media(color_scheme="dark")
            run("dark", {"type": "rule", "values": COLOURS}, {})
            screen.emulate_media(color_scheme="light")
    resize(screen, devtools, PHONE["width"], PHONE["height"], 16)
    return found

"""axe-core, with its rules up to AAA, on every page in every state and on every component, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from pwa import create_app
from pwa.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.views import View, every_view
from tests.conftest import prepared
from tests.servers import Here, free_port

AXE = Path(__file__).parents[2] / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
# AAA asks more contrast of the same text.
LESS = {"color-contrast": {"enabled": False}}
# The dark theme changes colours and nothing else (only tokens.css names it), so what
# depends on the markup is asked once.
COLOURS = ["color-contrast-enhanced", "link-in-text-block"]
RUNS = {
    "light": {"runOnly": {"type": "tag", "values": TAGS}, "rules": LESS},
    "dark": {"runOnly": {"type": "rule", "values": COLOURS}},
}
RUN = "(run) => axe.run({...run, resultTypes: ['violations']}).then((result) => result.violations)"


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A server for developers."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FLASK_DEBUG", "1")
        app = create_app(prepared(Settings(data_dir=tmp_path_factory.mktemp("data"))))
    with Here(free_port(), app) as server:
        yield server


def violations(screen: Page, axe: str) -> list[str]:
    """What axe finds on the page that is open, in both themes."""
    # A window as high as the page: axe takes what lies under a sticky bar, until somebody scrolls, for too small.
    screen.set_viewport_size({**PHONE, "height": screen.evaluate("document.documentElement.scrollHeight")})
    screen.evaluate(axe)
    found = []
    for theme, run in RUNS.items():
        screen.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        for rule in screen.evaluate(RUN, run):
            found += [f"{theme}: {rule['id']}: {node['html'][:160]}" for node in rule["nodes"]]
    return found


@every_view
def test_axe_finds_nothing(screen: Page, reading: Here, axe: str, view: View):
    screen.set_viewport_size(PHONE)
    view.open(screen, reading.url)
    assert violations(screen, axe) == []


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_axe_finds_nothing_where_all_components_are(screen: Page, workshop: Here, axe: str, tag: str):
    screen.set_viewport_size(PHONE)
    screen.goto(f"{workshop.url}/{tag}/dev/components")
    assert violations(screen, axe) == []

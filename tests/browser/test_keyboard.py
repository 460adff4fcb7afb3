"""Keys instead of fingers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.servers import Here


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_first_tab_offers_to_skip_to_the_text(screen: Page, reading: Here, tag: str):
    screen.goto(f"{reading.url}/{tag}/check")
    screen.keyboard.press("Tab")
    skip = screen.locator(".skip")
    assert skip.evaluate("(link) => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    screen.keyboard.press("Enter")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.querySelector('main').contains(document.activeElement)")

"""Names for screen readers, where the visible text is shorter or comes later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from pwa.languages import LANGUAGES
from tests.browser.conftest import PHONE
from tests.pages import TAGS
from tests.servers import InProcessServer


@pytest.mark.parametrize("width", [360, 740])
@pytest.mark.parametrize("tag", TAGS)
def test_the_switch_of_languages_has_a_whole_name_that_holds_what_is_seen(
    screen: Page, reading: InProcessServer, tag: str, width: int
) -> None:
    screen.set_viewport_size({**PHONE, "width": width})
    screen.goto(f"{reading.url}/{tag}/")
    devtools = screen.context.new_cdp_session(screen)
    found = devtools.send("Runtime.evaluate", {"expression": "document.querySelector('a.language')"})
    tree = devtools.send("Accessibility.getPartialAXTree", {"objectId": found["result"]["objectId"]})
    name = tree["nodes"][0]["name"]["value"]
    assert re.search(rf"[:：]\s?{re.escape(LANGUAGES[tag].name)}$", name)  # Chinese and Japanese have a wide colon
    # WCAG 2.5.3: people who control by voice say the visible text.
    assert screen.locator("a.language").inner_text().strip().lower() in name.lower()
    screen.set_viewport_size(PHONE)


def test_the_news_of_a_new_version_appears_in_a_region_that_was_there_before(
    screen: Page, reading: InProcessServer
) -> None:
    screen.goto(f"{reading.url}/en/")
    region = screen.get_by_role("status").filter(has=screen.locator("#update"))
    assert region.count() == 1
    assert region.inner_text() == ""
    screen.evaluate("document.getElementById('update').hidden = false")
    assert "A new version of Ask First is ready." in region.inner_text()

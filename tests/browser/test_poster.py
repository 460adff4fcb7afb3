"""A clinic prints a poster for its waiting room."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest
from tests.browser.gates.paper import printed
from tests.browser.languages_page import choose_second
from tests.pages import PAIRS
from tests.servers import ORIGIN, InProcessServer


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_in_two_languages_it_is_one_sheet_of_paper_and_its_code_leads_to_the_app(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    screen.goto(f"{reading.url}/{mine}/poster")
    at_rest(screen, "poster")
    second = screen.locator(f".poster [lang={theirs}]")
    expect(second).to_have_count(0)
    choose_second(screen, theirs)
    expect(second).to_be_visible()
    for size in ("A4", "Letter"):
        assert len(printed(screen, size).pages) == 1, size
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(screen.locator(".poster canvas").screenshot())))
    assert code.text == f"{ORIGIN}/", "this address opens in the language of the phone"

"""Every page passes every gate in every state that a person may see.

A view is opened once for all gates, because opening takes longer than most measurements. Each gate leaves it unchanged.
"""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page

from pwa.content.signs import EMERGENCY, SIGNS
from tests.browser.conftest import PHONE
from tests.browser.gates import axe, keyboard, modes, paper, reflow, targets
from tests.browser.views import VIEWS, VIEWS_FOR_AXE, View, is_tried_always, resize
from tests.servers import InProcessServer, free_port


def params(views: list[View]) -> list[object]:
    """The views as parameters. Some are left to `make test-all`."""
    return [
        pytest.param(view, id=str(view), marks=() if is_tried_always(view) else pytest.mark.exhaustive)
        for view in views
    ]


@pytest.fixture(scope="module")
def screen(screen: Page) -> Page:
    axe.bring_to(screen)
    return screen


@pytest.fixture(scope="module")
def devtools(screen: Page) -> CDPSession:
    """The protocol of Chromium: it sets the browser's own text size and presses keys."""
    return screen.context.new_cdp_session(screen)


@pytest.fixture(scope="module", params=params(VIEWS))
def view(request: pytest.FixtureRequest, screen: Page, devtools: CDPSession, reading: InProcessServer) -> View:
    """The open view with reduced motion. It does not depend on the view before."""
    resize(screen, devtools, PHONE["width"], PHONE["height"], 16)
    screen.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    request.param.open(screen, reading.url)
    found: View = request.param
    return found


def test_every_target_is_large_enough_and_emergency_is_in_its_corner(view: View, screen: Page) -> None:
    assert targets.problems(screen, as_it_opens=not view.state) == []


def test_nothing_moves_with_less_motion_and_forced_colours_hide_no_choice(view: View, screen: Page) -> None:
    assert modes.problems(screen) == []


def test_tab_walks_the_whole_page_in_order_and_is_always_seen(view: View, screen: Page, devtools: CDPSession) -> None:
    assert keyboard.problems(screen, devtools) == []


def test_axe_finds_nothing(view: View, screen: Page, devtools: CDPSession) -> None:
    assert axe.problems(screen, devtools, colours=view.tag == "en") == []


def test_nothing_is_cut_or_scrolls_sideways_and_bars_leave_the_window_to_the_text(
    view: View, screen: Page, devtools: CDPSession
) -> None:
    assert reflow.problems(screen, devtools) == []


# Filled-in pages are printed in test_sheets.py and test_diary.py.
@pytest.mark.parametrize("view", params([view for view in VIEWS if not view.state]), indirect=True)
def test_a_page_takes_few_sheets_of_paper(view: View, screen: Page) -> None:
    assert paper.problems(screen, view.slug) == []


def test_the_check_has_all_its_questions_on_paper_whatever_the_screen_shows(
    screen: Page, reading: InProcessServer
) -> None:
    screen.goto(f"{reading.url}/en/check")
    screen.locator(".begin").first.click()
    assert screen.locator("fieldset:visible").count() < len(EMERGENCY)
    screen.emulate_media(media="print")
    assert screen.locator("fieldset:visible").count() == len(SIGNS)
    screen.emulate_media(media="screen")


@pytest.mark.parametrize("view", params(VIEWS_FOR_AXE), indirect=True)
def test_axe_finds_nothing_at_any_end_of_the_check_and_in_no_rarer_state(
    view: View, screen: Page, devtools: CDPSession
) -> None:
    assert axe.problems(screen, devtools) == []


@pytest.mark.exhaustive  # they stand on the pages too
def test_axe_finds_nothing_where_all_components_are(screen: Page, devtools: CDPSession, gallery_app: Flask) -> None:
    with InProcessServer(free_port(), gallery_app) as server:
        screen.goto(f"{server.url}/ar/dev/components")
        assert axe.problems(screen, devtools) == []

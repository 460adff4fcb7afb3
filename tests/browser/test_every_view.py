"""Every page of every language, in every state that somebody may see, passes every gate.

A view is opened once for all gates, and each leaves it as it was: opening takes longer than most measurements.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from pwa import create_app
from pwa.settings import Settings
from tests.browser.conftest import PHONE
from tests.browser.gates import axe, keyboard, modes, paper, reflow, targets
from tests.browser.views import VIEWS, View
from tests.conftest import prepared
from tests.servers import Here, free_port


@pytest.fixture(scope="module")
def text_size(screen: Page) -> CDPSession:
    """The browser's own setting for the size of text."""
    return screen.context.new_cdp_session(screen)


@pytest.fixture(scope="module", params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest, screen: Page, text_size: CDPSession, reading: Here) -> View:
    """The view that is open, for somebody who wants less motion, whatever the last one left behind."""
    reflow.resize(screen, text_size, *PHONE.values(), 16)
    screen.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    request.param.open(screen, reading.url)
    return request.param


def test_every_target_is_large_enough_and_emergency_is_in_its_corner(view: View, screen: Page):
    assert targets.problems(screen) == []


def test_nothing_moves_for_who_wants_less_motion_and_forced_colours_hide_no_choice(view: View, screen: Page):
    assert modes.problems(screen) == []


def test_tab_walks_the_whole_page_in_order_and_is_always_seen(view: View, screen: Page):
    assert keyboard.problems(screen) == []


def test_axe_finds_nothing(view: View, screen: Page):
    assert axe.problems(screen) == []


def test_nothing_is_cut_or_scrolls_sideways_and_bars_leave_the_window_to_the_text(
    view: View, screen: Page, text_size: CDPSession
):
    assert reflow.problems(screen, text_size) == []


def test_a_page_takes_few_sheets_of_paper(view: View, screen: Page):
    # What somebody makes of a page is printed in test_sheets.py and test_diary.py.
    assert view.state or paper.problems(screen, view.slug) == []


def test_the_check_has_all_its_questions_on_paper_whatever_the_screen_shows(screen: Page, reading: Here):
    screen.goto(f"{reading.url}/en/check")
    assert screen.locator("fieldset:visible").count() == 10
    screen.emulate_media(media="print")
    assert screen.locator("fieldset:visible").count() == 45
    screen.emulate_media(media="screen")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """A server for developers."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FLASK_DEBUG", "1")
        app = create_app(prepared(Settings(data_dir=tmp_path_factory.mktemp("data"))))
    with Here(free_port(), app) as server:
        yield server


def test_axe_finds_nothing_where_all_components_are(screen: Page, workshop: Here):
    screen.goto(f"{workshop.url}/ar/dev/components")
    assert axe.problems(screen) == []

"""The way to the home screen: only what this phone needs, one step at a time; the first start from there; and that
Chromium itself finds nothing that stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Phone, at_rest, chromium_path, stop_the_clock
from tests.pages import TAGS
from tests.servers import InProcessServer, wait_until

ANDROID = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
IPHONE = """
  Object.defineProperty(navigator, 'standalone', {value: false});
  Object.defineProperty(navigator, 'maxTouchPoints', {value: 5});
"""
# Headless Chromium never offers to install, so a script plays the browser. Each offer can be used once.
OFFERS = """(outcome) => {
  const prompt = async () => {
    if (window.asked) throw new DOMException('used', 'InvalidStateError');
    window.asked = true;
    return { outcome };
  };
  dispatchEvent(Object.assign(new Event('beforeinstallprompt', {cancelable: true}), {prompt}));
}"""


def open_guide(phone: Phone, here: InProcessServer, script: str = "", tag: str = "en", **options: Any) -> Page:
    context = phone(**options)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{here.url}/{tag}/install")
    if options.get("java_script_enabled", True):
        at_rest(page, "install")
    return page


def shown(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-platform]:visible").evaluate_all(
        "(all) => all.map((e) => e.dataset.platform)"
    )
    return found


@pytest.mark.parametrize(
    ("script", "options", "platform"),
    [
        (IPHONE, {}, "ios"),
        ("", {"user_agent": ANDROID}, "android"),
        ("", {"has_touch": False, "viewport": {"width": 1200, "height": 800}}, "computer"),
        ("Object.defineProperty(navigator, 'standalone', {value: true});", {}, "installed"),
    ],
    ids=["iPhone", "Firefox on Android", "computer", "from the home screen of an iPhone"],
)
def test_each_device_sees_its_own_way_only(
    phone: Phone, reading: InProcessServer, script: str, options: dict[str, Any], platform: str
) -> None:
    page = open_guide(phone, reading, script, **options)
    assert shown(page) == [platform]
    expect(page.locator("#saved")).to_be_visible()


def test_an_iphone_goes_one_step_at_a_time_with_a_picture_each(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, IPHONE)
    steps = page.locator(".guide > li:visible")
    for number, words in enumerate(["Tap the Share button", "Add to Home Screen", "Open Ask First from"], start=1):
        expect(steps).to_have_count(1)
        expect(steps).to_contain_text(words)
        expect(steps.get_by_role("img")).to_be_in_viewport(ratio=1)
        expect(page.locator("#turn")).to_contain_text(f"Step {number} of 3")
        expect(page.get_by_role("button", name="Back")).to_be_visible(visible=number > 1)
        if number < 3:
            page.get_by_role("button", name="Next").press("Enter")
            expect(steps).to_be_focused()
            # Screen readers read it after the focused step. A live region would announce it twice.
            expect(steps).to_have_accessible_description(f"Step {number + 1} of 3")
    expect(page.get_by_role("button", name="Next")).to_be_hidden()
    page.get_by_role("button", name="Back").tap()
    expect(steps).to_contain_text("Add to Home Screen")


def test_next_is_above_the_edge_on_every_step(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, IPHONE)
    for _ in range(2):
        expect(page.get_by_role("button", name="Next")).to_be_in_viewport(ratio=1)
        page.get_by_role("button", name="Next").press("Enter")


def test_a_browser_that_can_install_by_itself_needs_one_tap(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading)
    page.evaluate(OFFERS, "accepted")
    assert shown(page) == ["prompt"]
    stop_the_clock(page)
    page.get_by_role("button", name="Install Ask First").dblclick()
    assert page.evaluate("window.asked") is True
    page.evaluate("dispatchEvent(new Event('appinstalled'))")
    assert shown(page) == ["installed"]
    expect(page.get_by_role("heading", name="Ask First is on your home screen")).to_be_focused()


def test_a_person_who_refuses_the_browsers_offer_gets_the_steps(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, user_agent=ANDROID)
    page.evaluate(OFFERS, "dismissed")
    page.get_by_role("button", name="Install Ask First").tap()
    expect(page.get_by_role("heading", name="On an Android phone")).to_be_focused()
    page.evaluate(OFFERS, "accepted")
    assert shown(page) == ["android"]


def test_the_browsers_offer_does_not_interrupt_the_steps(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, user_agent=ANDROID)
    page.get_by_role("button", name="Next").tap()
    page.evaluate(OFFERS, "accepted")
    assert shown(page) == ["android"]


def test_the_steps_for_other_phones_are_one_tap_away(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, IPHONE)
    page.get_by_role("button", name="Show the steps for other devices").tap()
    assert shown(page) == ["ios", "android", "computer"]
    expect(page.locator(".guide > li:visible")).to_have_count(6)
    expect(page.get_by_role("heading", name="On an iPhone or iPad")).to_be_focused()


def test_without_javascript_every_way_is_listed(phone: Phone, reading: InProcessServer) -> None:
    page = open_guide(phone, reading, java_script_enabled=False)
    assert shown(page) == ["ios", "android", "computer"]
    expect(page.locator(".guide > li:visible")).to_have_count(6)
    expect(page.locator("#turn")).to_be_hidden()


# ---- From the home screen ------------------------------------------------------------------------


@pytest.fixture
def from_home_screen(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """A function that starts Chromium as an installed app, without the bars of a browser."""
    started: list[BrowserContext] = []

    def start(url: str) -> Page:
        # An empty window is opened first: Playwright once waited for ever for a page that started its worker meanwhile.
        app = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium_path(), args=["--app=data:text/html,"]
        )
        started.append(app)
        app.pages[0].goto(url)
        return app.pages[0]

    yield start
    for app in started:
        app.close()


def test_the_first_start_says_to_wait_until_all_is_saved_and_then_that_it_is(
    here: InProcessServer, from_home_screen: Callable[[str], Page]
) -> None:
    here.held.add("/en/techniques/trigger-point")
    page = from_home_screen(f"{here.url}/en/")
    assert page.evaluate("matchMedia('(display-mode: standalone)').matches")
    expect(page.get_by_text("Please keep this page open")).to_be_visible()
    expect(page.locator(".in-a-tab")).to_be_hidden()
    here.release.set()
    expect(page.locator("p.banner").get_by_text("Everything is saved on this phone.")).to_be_visible()
    expect(page.get_by_text("Please keep this page open")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    expect(page.locator("p.banner").get_by_text("Everything is saved on this phone.")).to_be_hidden()


ANSWERED = """async () => {
  const answer = { reminder: 'x', moves: 0, answer: 'done' };
  await (await caches.open('answers')).put('/api/reminders/answer?x', new Response(JSON.stringify(answer)));
}"""


def test_an_answer_that_cannot_be_delivered_is_not_sent_without_end(
    here: InProcessServer, from_home_screen: Callable[[str], Page]
) -> None:
    """Only a complete Chromium with a profile on disk supports background sync."""
    page = from_home_screen(f"{here.url}/en/saved")
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    here.broken.add("/api/reminders/answer")
    page.evaluate(ANSWERED)
    page.reload()
    tried = "POST /api/reminders/answer"
    wait_until(lambda: here.seen.count(tried) >= 2, what="the page has it sent, and then the browser by itself")
    for _ in range(3):
        page.reload()
        expect(page.locator("[data-saved=yes]").first).to_be_visible()
    assert here.seen.count(tried) <= 10, "two for each page"
    here.broken.clear()
    page.reload()
    left = "async () => (await (await caches.open('answers')).keys()).length"
    wait_until(lambda: page.evaluate(left) == 0, what="it is delivered")


def test_a_tab_is_not_told_to_wait_but_how_to_install(phone: Phone, here: InProcessServer) -> None:
    here.held.add("/en/techniques/trigger-point")
    page = phone(service_workers="allow").new_page()
    page.goto(f"{here.url}/en/")
    expect(page.locator("[data-saved=core]").first).to_be_visible()
    expect(page.get_by_text("Please keep this page open")).to_be_hidden()
    page.get_by_role("link", name="Add Ask First to your home screen").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add Ask First to your home screen")


# ---- The checks of Chromium ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def routable(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The app in a profile on disk, because a private window cannot install anything."""
    folder = tmp_path_factory.mktemp("profile")
    context = chromium.browser_type.launch_persistent_context(folder, executable_path=chromium_path())
    yield context
    context.close()


@pytest.mark.parametrize("tag", TAGS)
def test_the_app_can_be_installed(routable: BrowserContext, reading: InProcessServer, tag: str) -> None:
    page = routable.new_page()
    page.goto(f"{reading.url}/{tag}/")
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    devtools = routable.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{reading.url}/{tag}/app.webmanifest"
    assert devtools.send("Page.getAppId")["appId"] == f"{reading.url}/"

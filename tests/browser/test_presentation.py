"""Rosa shows her sheet on the screen of her phone: to a therapist with oil on the hands, to a doctor in a hurry."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pwa.content.sheets import THERAPIST
from tests.browser.conftest import Phone
from tests.browser.sheet_page import open_in_two, wait_for_both
from tests.pages import PAIRS
from tests.servers import InProcessServer

# A screen that stays on, as Chrome and Safari offer it. A headless browser has no screen.
SCREEN = """
window.locks = [];
Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request: async (kind) => {
  const lock = Object.assign(new EventTarget(), { kind, isHeld: true, release: async () => {
    lock.isHeld = false;
    lock.dispatchEvent(new Event('release'));
  } });
  locks.push(lock);
  return lock;
} } });
window.hide = (hidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
  document.dispatchEvent(new Event('visibilitychange'));
};
"""
STAYS_ON = "The screen stays on while you show this."
MAY_SWITCH_OFF = "Your screen may switch off. Tap it to keep it on."


def shown(phone: Phone, reading: InProcessServer, path: str = "/en/therapist?with=es", before: str = SCREEN) -> Page:
    context = phone()
    context.add_init_script(before)
    page = context.new_page()
    page.goto(reading.url + path)
    wait_for_both(page)
    page.get_by_role("link", name="Show it on this screen").press("Enter")
    page.locator("#presentation").wait_for()
    return page


def held(page: Page) -> list[bool]:
    states: list[bool] = page.evaluate("locks.map((lock) => lock.isHeld)")
    return states


def size_of_type(page: Page) -> float:
    size: float = page.locator(".do-not .both:visible").last.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    return size


@pytest.mark.parametrize("height", [740, 560])
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_the_first_screen_says_whose_card_it_is_and_what_must_not_be_done(
    screen: Page, reading: InProcessServer, mine: str, theirs: str, height: int
) -> None:
    screen.set_viewport_size({"width": 360, "height": height})
    open_in_two(screen, reading.url, mine, "therapist", theirs, "#card")
    screen.locator("#presentation").wait_for()
    expect(screen.locator(".title")).to_be_in_viewport(ratio=1)
    lines = screen.locator(".do-not li:visible")
    expect(lines).to_have_count(1 + len(THERAPIST[1].lines))
    bar = screen.locator("#presentation .row").first.bounding_box()
    last = lines.last.bounding_box()
    assert bar is not None
    assert last is not None
    seen = "the whole list" if height == 740 else "more than half of it"
    end = last["y"] + last["height"] if height == 740 else lines.nth(3).bounding_box()["y"]  # type: ignore[index]
    assert end <= bar["y"], seen
    assert size_of_type(screen) >= 20, "larger than on the page"
    screen.set_viewport_size({"width": 360, "height": 740})


def test_one_language_at_a_time_with_a_flip_and_both_together(phone: Phone, reading: InProcessServer) -> None:
    page = shown(phone, reading)
    mine, theirs = page.get_by_text("Do not press on my spine"), page.get_by_text("No presione mi columna")
    expect(theirs).to_be_visible()
    expect(mine).to_be_hidden()
    page.get_by_role("button", name="Show English only").press("Enter")
    expect(mine).to_be_visible()
    expect(theirs).to_be_hidden()
    expect(page.get_by_role("button", name="Show Español only")).to_be_focused()
    page.get_by_role("button", name="Show both languages").press("Enter")
    expect(mine).to_be_visible()
    expect(theirs).to_be_visible()


def test_the_text_grows_and_shrinks_between_two_ends(phone: Phone, reading: InProcessServer) -> None:
    page = shown(phone, reading, "/en/therapist")
    expect(page.get_by_role("button", name="Show both languages")).to_be_hidden()
    larger, smaller = (page.get_by_role("button", name=name) for name in ("Larger text", "Smaller text"))
    sizes = [size_of_type(page)]
    for _ in range(4):
        larger.press("Enter")
        sizes.append(size_of_type(page))
    assert sizes == [20, 24, 30, 30, 30]
    expect(larger).to_have_attribute("aria-disabled", "true")
    for _ in range(4):
        smaller.press("Enter")
    assert size_of_type(page) == 16
    expect(smaller).to_have_attribute("aria-disabled", "true")


def test_the_screen_stays_on_until_the_page_is_hidden_or_closed_and_is_asked_for_again(
    phone: Phone, reading: InProcessServer
) -> None:
    page = shown(phone, reading)
    expect(page.get_by_text(STAYS_ON)).to_be_visible()
    assert held(page) == [True]
    page.evaluate("hide(true)")
    expect(page.get_by_text(MAY_SWITCH_OFF)).to_be_visible()
    assert held(page) == [False]
    page.evaluate("hide(false)")
    expect(page.get_by_text(STAYS_ON)).to_be_visible()
    assert held(page) == [False, True]
    page.get_by_role("link", name="Close").press("Enter")
    expect(page.locator("#presentation")).to_be_hidden()
    assert held(page) == [False, False]
    expect(page.get_by_role("link", name="Show it on this screen")).to_be_visible()


REFUSED = "Object.defineProperty(navigator, 'wakeLock', { value: { request: () => Promise.reject(new Error()) } });"


@pytest.mark.parametrize(
    "before", ["delete Navigator.prototype.wakeLock;", REFUSED], ids=["a phone without it", "a low battery"]
)
def test_a_screen_that_cannot_stay_on_is_told_and_the_sheet_is_shown_all_the_same(
    phone: Phone, reading: InProcessServer, before: str
) -> None:
    page = shown(phone, reading, before=before)
    expect(page.get_by_text(MAY_SWITCH_OFF)).to_be_visible()
    expect(page.get_by_text("No presione mi columna")).to_be_visible()


def test_it_is_loaded_by_the_tap_and_without_it_both_languages_are_shown(
    phone: Phone, reading: InProcessServer
) -> None:
    context = phone()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if "present.js" in request.url else None)
    context.route("**/present.js", lambda route: route.abort())
    page = context.new_page()
    open_in_two(page, reading.url, "en", "therapist", "es")
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.get_by_role("link", name="Show it on this screen").press("Enter")
    expect(page.get_by_text("No presione mi columna")).to_be_visible()
    expect(page.get_by_text("Do not press on my spine")).to_be_visible()
    assert len(asked) == 1
    page.get_by_role("link", name="Change what I filled in").press("Enter")
    expect(page.get_by_role("link", name="Show it on this screen")).to_be_visible()

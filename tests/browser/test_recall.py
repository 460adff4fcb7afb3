"""A page whose text was wrong: phones that have saved it learn of the recall, and keep it without a network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect

from pwa import create_app
from pwa.content import REVISIONS
from pwa.operator.recall import change
from pwa.services import services
from pwa.settings import Settings
from pwa.site.recalls import FILE
from tests.browser.conftest import Phone
from tests.browser.saving import visit
from tests.browser.test_engines import Chromium, Engine
from tests.conftest import prepared
from tests.firefox import FirefoxError
from tests.servers import InProcessServer, wait_until

SWEDISH = "techniques/swedish"


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone with service workers, which save the app."""
    return partial(phone, service_workers="allow")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file in which the server looks for recalls."""
    return tmp_path / FILE


KNOWN = "async () => (await (await caches.match('/recalls.json', { cacheName: 'recalls' }))?.json())?.recalls"
# As if the phone had asked long ago.
ASK_AGAIN = """async () => {
  const cache = await caches.open('recalls');
  const known = await (await cache.match('/recalls.json')).json();
  await cache.put('/recalls.json', new Response(JSON.stringify({ ...known, asked: 0 })));
}"""


def learn(page: Page, *recalled: str) -> None:
    """Open the home page, and wait until the phone knows these recalls and no others."""
    page.evaluate(ASK_AGAIN)
    page.goto(page.url)
    wait_until(lambda: set(page.evaluate(KNOWN)) == set(recalled), what="the phone has asked for the recalls")


def test_a_withdrawn_page_is_shown_neither_by_the_server_nor_from_the_phone_until_the_recall_is_lifted(
    phone: Phone, here: InProcessServer, file: Path
) -> None:
    context = phone()
    page = context.new_page()
    heading = page.locator("h1")
    visit(page, f"{here.url}/en/")
    wait_until(lambda: page.evaluate(KNOWN) == {}, what="the phone knows of no recall")
    change(file, SWEDISH, "withdrawn", lift=False)
    learn(page, SWEDISH)
    page.goto(f"{here.url}/en/{SWEDISH}")
    expect(heading).to_have_text("We have withdrawn this page")
    context.set_offline(True)
    page.goto(f"{here.url}/en/{SWEDISH}")
    expect(heading).to_have_text("We have withdrawn this page")
    expect(page.get_by_role("alert")).to_contain_text("Something on it may be wrong")
    page.goto(f"{here.url}/en/techniques/trigger-point")
    expect(heading).to_contain_text("Trigger point")
    page.goto(f"{here.url}/en/find")
    page.locator("#word").fill("strokes")
    page.locator("#find button").click()
    expect(page.locator("#hits a").first).to_be_visible()
    expect(page.locator(f"#hits a[href*='{SWEDISH}']")).to_have_count(0)
    context.set_offline(False)
    change(file, SWEDISH, None, lift=True)
    page.goto(f"{here.url}/en/")
    learn(page)
    context.set_offline(True)
    page.goto(f"{here.url}/en/{SWEDISH}")
    expect(heading).to_contain_text("Swedish massage")


# As if the phone had saved a later release, with the right text.
CORRECT = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const copy = await cache.match('/en/emergency');
    if (!copy) continue;
    const text = (await copy.text()).replace('data-revision="0"', 'data-revision="1"');
    await cache.put('/en/emergency', new Response(text, { headers: copy.headers }));
  }
}"""


def test_an_older_copy_of_a_corrected_page_says_so_and_hides_nothing(
    phone: Phone, here: InProcessServer, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = phone()
    page = context.new_page()
    banner = page.get_by_text("We have corrected this page.")
    visit(page, f"{here.url}/en/")
    monkeypatch.setitem(REVISIONS, "emergency", 1)
    change(file, "emergency", "corrected", lift=False)
    wait_until(lambda: page.evaluate(KNOWN) is not None, what="the phone has asked once")
    learn(page, "emergency")
    # A damaged answer changes nothing.
    here.refusal = "200 OK"
    here.broken.add("/recalls.json")
    here.seen.clear()
    page.evaluate(ASK_AGAIN)
    with page.expect_response("**/en/emergency"):
        page.goto(f"{here.url}/en/emergency")
    expect(banner).to_be_hidden()  # the server has the right text
    wait_until(lambda: "GET /recalls.json" in here.seen, what="the phone has asked again")
    context.set_offline(True)
    page.goto(f"{here.url}/en/emergency")
    expect(banner).to_be_visible()
    expect(page.locator("#numbers .call:visible")).to_have_count(1)
    below = "([call, said]) => Boolean(call.compareDocumentPosition(said) & Node.DOCUMENT_POSITION_FOLLOWING)"
    assert page.evaluate(below, [page.locator("#numbers").element_handle(), banner.element_handle()])
    page.evaluate(CORRECT)
    page.goto(f"{here.url}/en/emergency")
    expect(page.locator("#numbers .call:visible")).to_have_count(1)
    expect(banner).to_be_hidden()


def test_a_page_past_its_date_of_review_says_so_by_the_clock_of_the_phone(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone(service_workers="block", timezone_id="America/Los_Angeles").new_page()
    said = page.get_by_text("The review of this text is out of date. It was due by 22 November 2027.")
    for now, is_said in (("2027-11-22T23:59:59-08:00", False), ("2027-11-23T00:00:00-08:00", True)):
        page.clock.set_fixed_time(now)
        page.goto(f"{reading.url}/en/stenosis")
        expect(page.locator("#text-size")).to_be_visible()
        expect(said).to_be_visible(visible=is_said)


# ---- The worker that ends itself ------------------------------------------------------------------


@pytest.fixture
def without_worker(tmp_path: Path) -> Iterator[Flask]:
    """The app as it is sent with PWA_SERVICE_WORKER=remove."""
    settings = Settings(data_dir=tmp_path / "after", languages=("en",), service_worker="remove")
    app = create_app(prepared(settings))
    yield app
    services(app).store.engine.dispose()


@pytest.fixture(params=["Chromium", "Firefox"])
def browser(request: pytest.FixtureRequest) -> Engine:
    if request.param == "Firefox":
        return request.getfixturevalue("firefox")  # type: ignore[no-any-return]
    return Chromium(request.getfixturevalue("phone")().new_page())


WRITTEN = """
  localStorage.setItem('diary', 'mine');
  await (await caches.open('subscription')).put('/reminders', new Response('[]'));
  window.isOld = true;
"""
LEFT = """return {
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: await caches.keys(),
  diary: localStorage.getItem('diary'),
  isOld: Boolean(window.isOld),
};"""


def left(browser: Engine) -> Any:
    """What is on the phone. None while the page is being loaded again."""
    try:
        return browser.js(LEFT)
    except (Error, FirefoxError):
        return None


def test_the_worker_that_ends_itself_deletes_the_pages_and_keeps_what_a_person_wrote(
    browser: Engine, here: InProcessServer, without_worker: Flask
) -> None:
    saved = "return document.querySelector('span[data-saved=yes]')?.getClientRects().length > 0;"
    browser.get(f"{here.url}/en/")
    wait_until(lambda: browser.js(saved), what="all is saved")
    browser.get(f"{here.url}/en/saved")  # from now on the worker serves this page
    here.app = without_worker
    browser.js(WRITTEN)
    # As app.js does when the app comes back to the front. Not awaited: the page is loaded again meanwhile.
    browser.js("navigator.serviceWorker.getRegistration().then((registration) => registration.update());")
    gone = {"workers": 0, "caches": ["subscription"], "diary": "mine", "isOld": False}
    wait_until(lambda: left(browser) == gone, what="the page was loaded again without worker and caches")
    # The page does not register it again, and so is not loaded again and again.
    here.seen.clear()
    browser.get(f"{here.url}/en/saved")
    never = "return document.querySelector('p[data-saved=never]').getClientRects().length > 0;"
    wait_until(lambda: browser.js(never), what="the page says that it cannot be saved")
    assert left(browser)["workers"] == 0
    assert here.seen.count("GET /en/saved") == 1
    assert "GET /sw.js" not in here.seen

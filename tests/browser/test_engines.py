"""Chromium, Firefox and WebKit save one language. Then the server is killed, and everything that was promised works.

The server is killed because that differs from "offline": Firefox resolves a failed navigation preload with an error
response, where Chromium rejects it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PHONE
from tests.servers import ServerProcess, wait_until

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="WebKitGTK runs on Linux only")


class Engine(Protocol):
    """The methods that `tests.firefox` and `tests.webkit` share."""

    def get(self, url: str) -> None: ...
    def click(self, css: str) -> None: ...
    def type(self, css: str, text: str) -> None: ...
    def js(self, body: str, *arguments: Any) -> Any: ...
    def text(self, css: str) -> str: ...
    def screenshot(self, path: Path) -> None: ...


@dataclass
class Chromium:
    """A page of Playwright with the methods of `Engine`."""

    page: Page
    clicked: float = 0.0

    def get(self, url: str) -> None:
        self.page.goto(url)

    def click(self, css: str) -> None:
        """Click at a person's pace: `static/js/app.js` ignores double taps."""
        wait_until(lambda: time.monotonic() - self.clicked > 0.6)
        self.page.locator(css).first.click()
        self.clicked = time.monotonic()

    def type(self, css: str, text: str) -> None:
        self.page.locator(css).first.type(text)

    def js(self, body: str, *arguments: Any) -> Any:
        return self.page.evaluate(f"async (args) => {{ {body} }}", list(arguments))

    def text(self, css: str) -> str:
        return str(self.js("return document.querySelector(args[0])?.innerText ?? '';", css))

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)


@pytest.fixture(scope="module")
def chromium_page(chromium: Browser) -> Iterator[Chromium]:
    context = chromium.new_context(viewport=PHONE)
    yield Chromium(context.new_page())
    context.close()


@dataclass
class Phone:
    """A browser that saved one language. Its server is dead."""

    browser: Engine
    tag: str
    origin: str
    paths: list[str]

    def open(self, slug: str) -> None:
        self.browser.get(f"{self.origin}/{self.tag}/{slug}")

    def shows(self, css: str) -> bool:
        return bool(self.browser.js("return document.querySelector(args[0])?.getClientRects().length > 0;", css))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("chromium_page", "en"), id="Chromium"),
        pytest.param(("one_firefox", "ar"), id="Firefox"),
        pytest.param(("webkit", "es"), id="WebKit", marks=LINUX),
    ],
)
def phone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Phone:
    fixture, tag = request.param
    browser: Engine = request.getfixturevalue(fixture)
    with ServerProcess(tmp_path_factory.mktemp("data")) as server:
        browser.get(f"{server.url}/{tag}/")
        saved = "return document.querySelector('span[data-saved=yes]').getClientRects().length > 0;"
        wait_until(lambda: browser.js(saved), 60, "the page says that all is saved")
        files = browser.js("return (await (await fetch(`/${args[0]}/pack.json`)).json()).files;", tag)
        server.kill()
        assert not server.is_up()
    return Phone(browser, tag, server.url, [path for path, _ in files if path.startswith(f"/{tag}/")])


# The fallback page has only text. The style sheet gives icons their size, and the sprite gives them their shape.
SEEN = """
  for (const picture of document.images) picture.loading = 'eager';
  await Promise.all([...document.images].map((picture) => picture.decode()));
  return {
    path: location.pathname,
    lang: document.documentElement.lang,
    heading: document.querySelector('h1').innerText.trim(),
    style: getComputedStyle(document.querySelector('svg.icon')).width,
    icon: document.querySelector('svg.icon use').getBoundingClientRect().width > 10,
  };
"""


def test_every_page_opens_when_the_server_is_gone(phone: Phone) -> None:
    assert len(phone.paths) >= 17
    headings = set()
    for path in phone.paths:
        phone.browser.get(phone.origin + path)
        seen = phone.browser.js(SEEN)
        assert (seen["path"], seen["lang"], seen["icon"]) == (path, phone.tag, True), path
        assert seen["style"].endswith("px"), path
        headings.add(seen["heading"])
    # No page is replaced by the offline page.
    assert len(headings - {""}) == len(phone.paths)


def test_an_address_that_is_not_saved_opens_the_home_page_or_says_so_in_the_saved_language(phone: Phone) -> None:
    where = "return [location.pathname, document.documentElement.lang];"
    phone.browser.get(f"{phone.origin}/")
    assert phone.browser.js(where) == [f"/{phone.tag}/", phone.tag]
    phone.open("offline")
    heading = phone.browser.text("h1")
    for path in (f"/{phone.tag}/no-such-page", "/ur/check"):
        phone.browser.get(phone.origin + path)
        assert phone.browser.js(where) == [path, phone.tag]
        assert phone.browser.text("h1") == heading


# Answers No to everything by script.
NO_TO_ALL = """
  const isSeen = (element) => element.getClientRects().length > 0;
  const next = document.querySelector('.turn [value=next]');
  const rest = document.querySelector('.rest button');
  for (let steps = 0; isSeen(next) && steps < 100; steps += 1) {
    if (isSeen(rest)) rest.click();
    for (const no of document.querySelectorAll('.sign.shown [value=no]')) if (isSeen(no) && !no.checked) no.click();
    next.click();
  }
"""


def test_the_check_leads_to_an_emergency_and_through_all_questions(phone: Phone) -> None:
    phone.open("check")
    phone.browser.click("label:has([name=E8][value=yes])")
    assert phone.shows(".action[data-level=emergency]")
    assert not phone.shows(".part:not([data-level=emergency])")
    phone.browser.click(".result [type=reset]")
    wait_until(lambda: phone.shows(".turn [value=next]"), what="the questions are back")
    phone.browser.js(NO_TO_ALL)
    assert phone.shows(".action[data-level=none]")
    assert not phone.shows(".action[data-level=emergency]")


def test_the_sheet_for_the_doctor_is_filled_in_and_found_again(phone: Phone) -> None:
    phone.open("doctor")
    phone.browser.click("label:has([name=medicines][value=thinners])")
    phone.browser.type("#medicine-names", "Warfarin, 5 mg")
    phone.open("doctor")
    ticked = "return [...document.querySelectorAll('.take :checked')].map((box) => `${box.name}.${box.value}`);"
    assert phone.browser.js(ticked) == ["medicines.thinners"]
    assert phone.browser.js("return document.querySelector('#medicine-names').value;") == "Warfarin, 5 mg"


def test_an_entry_of_the_diary_is_written_and_found_again(phone: Phone) -> None:
    phone.open("diary")
    phone.browser.click("label:has([name=pain][value='7'])")
    phone.browser.type("#note", "Warm and calm")
    phone.browser.click("#write button:not([type])")
    wait_until(lambda: "Warm and calm" in phone.browser.text("#entries"), what="the entry is shown")
    phone.open("diary")
    wait_until(lambda: "Warm and calm" in phone.browser.text("#entries"), what="the entry is there again")


CHOOSE = """
  const country = document.querySelector('#country');
  country.value = args[0];
  country.dispatchEvent(new Event('change', { bubbles: true }));
"""


def test_the_emergency_page_takes_a_country_and_keeps_it(phone: Phone) -> None:
    call = "return document.querySelector('.action a.call:not([hidden])').getAttribute('href');"
    phone.open("emergency")
    phone.browser.js(CHOOSE, "GB")
    assert phone.browser.js(call) == "tel:999"
    phone.open("emergency")
    assert phone.browser.js(call) == "tel:999"

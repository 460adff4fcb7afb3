"""Chromium, Firefox and WebKit save one language. Then the server is killed, and everything that was promised works.

The server is killed because that differs from "offline": Firefox resolves a failed navigation preload with an error
response, where Chromium rejects it.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from pwa.content.sheets import PLACES
from pwa.content.signs import EMERGENCY
from tests.browser.conftest import PHONE, day
from tests.browser.diary_page import MARIAS
from tests.browser.gates.paper import printed
from tests.browser.test_pictures import SIGNS
from tests.firefox import Firefox
from tests.servers import InProcessServer, ServerProcess, wait_until

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
        # In Chromium each of these is tried in a file of its own, and all pages without their server in test_offline.py.
        pytest.param(("chromium_page", "en"), id="Chromium", marks=pytest.mark.exhaustive),
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


def test_each_emergency_sign_has_its_own_drawing_without_a_network(phone: Phone) -> None:
    """All are parts of one file: an engine that does not know its parts would show the same eleven times."""
    phone.open("emergency")
    assert len(set(phone.browser.js(SIGNS))) == len(EMERGENCY)


# The movement is made slow at its first frame, so that it lasts however busy the machine is.
MOVES = """
  document.querySelector('.drawing').scrollIntoView();
  const moving = () => document.getAnimations().filter((move) => move.effect.target.dataset.move);
  while (!moving().length) await new Promise(requestAnimationFrame);
  for (const move of moving()) move.playbackRate = 0.001;
"""
PLAY_STATES = """return document.getAnimations().filter((move) => move.effect.target.dataset.move)
  .map((move) => move.playState);"""


def test_hands_move_until_they_are_paused_and_go_on(phone: Phone) -> None:
    phone.open("techniques/swedish")
    phone.browser.js(MOVES)
    assert set(phone.browser.js(PLAY_STATES)) == {"running"}
    phone.browser.click(".moving [value=pause]")
    wait_until(lambda: set(phone.browser.js(PLAY_STATES)) == {"paused"}, what="the hands stand still")
    phone.browser.click(".moving [value=play]")
    wait_until(lambda: set(phone.browser.js(PLAY_STATES)) == {"running"}, what="the movement goes on")


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


def answer_no_to_everything(phone: Phone) -> int:
    """From the start of the check, with real taps. Returns their number."""
    phone.browser.click(".intro .begin")
    taps = 1
    while not phone.shows(".result"):
        is_list = phone.shows(".rest button")
        phone.browser.click(".rest button" if is_list else ".list.shown label:has([value=no])")
        taps += 1
        assert taps < 60
    return taps


# The fourth answer, without its date and with it: which cards are shown.
A_DOCTOR_AGREED = """
  const cards = () => [...document.querySelectorAll('.result .action')]
    .filter((card) => card.getClientRects().length > 0).map((card) => card.dataset.level);
  const answer = document.querySelector('[name=T1][value=agreed]');
  answer.click();
  const without = cards();
  const [day, name] = answer.closest('fieldset').querySelectorAll('.own-note input');
  [day.value, name.value] = [args[0], 'Dr Khan'];
  name.dispatchEvent(new Event('input', { bubbles: true }));
  return [without, cards()];
"""


def test_the_check_leads_to_an_emergency_and_through_all_questions(phone: Phone) -> None:
    phone.open("check")
    phone.browser.click(".intro .begin")
    phone.browser.click("label:has([name=E6][value=yes])")
    assert phone.shows(".action[data-level=emergency]")
    assert not phone.shows(".part:not([data-level=emergency])")
    phone.browser.click(".result [type=reset]")
    wait_until(lambda: phone.shows(".intro"), what="the check begins again")
    assert answer_no_to_everything(phone) == 10
    assert phone.shows(".action[data-level=none]")
    assert not phone.shows(".action[data-level=emergency]")
    assert phone.browser.js(A_DOCTOR_AGREED, day(-10).isoformat()) == [["talk-first"], ["known", "none"]]


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
    phone.browser.click("#more > summary")
    phone.browser.type("#note", "Warm and calm")
    phone.browser.click("#write button:not([type])")
    wait_until(lambda: "Warm and calm" in phone.browser.text("#entries"), what="the entry is shown")
    phone.open("diary")
    wait_until(lambda: phone.browser.text("#entries li [data-part=pain]") == "7", what="the entry is there again")
    phone.browser.click("#entries li summary")
    assert "Warm and calm" in phone.browser.text("#entries")


# The first letters of "sciatica" and of the same in Spanish and Arabic, without accents: page and place of the hit.
BEGINNINGS = {"en": "SCIAT", "es": "ciatic", "ar": "نسا"}
FIRST_HIT = """
  const link = document.querySelector('#hits a');
  return link && [link.pathname + link.hash, document.querySelector('#hits mark').innerText];
"""


def test_a_word_is_found_and_leads_to_what_it_means(phone: Phone) -> None:
    phone.open("find")
    phone.browser.type("#word", BEGINNINGS[phone.tag])
    phone.browser.click("#find button")
    place, word = wait_until(lambda: phone.browser.js(FIRST_HIT), what="something is found")
    assert place == f"/{phone.tag}/glossary#sciatica"
    assert word
    phone.browser.click("#hits a")
    wait_until(lambda: phone.shows("#sciatica"), what="the page is open")


def test_the_words_for_the_massage_table_are_shown_in_a_language_that_is_not_saved(phone: Phone) -> None:
    phone.open("phrases#en-leg")
    wait_until(lambda: phone.shows("#en-leg:target"), what="the sentence is shown")
    assert "The pain goes down my leg." in phone.browser.text("#en-leg")
    assert not phone.shows("#en-softer")
    assert phone.shows(".call")


def test_a_wrong_sentence_becomes_a_text_to_share(phone: Phone) -> None:
    phone.open("stenosis")
    title = phone.browser.text("h1")
    phone.browser.js("document.querySelector('#wrong').click();")  # the bar may cover the end of the page
    wait_until(lambda: phone.shows(".pick"), what="the person may choose")
    phone.browser.js("document.querySelector('h1').click();")
    phone.browser.click(".wrong label:has([value=unclear])")
    report = phone.browser.js("return document.querySelector('.wrong pre').textContent;")
    assert f"/{phone.tag}/stenosis" in report
    assert title in report
    assert "unclear" in report


CHOOSE = """
  const country = document.querySelector('#country');
  country.value = args[0];
  country.dispatchEvent(new Event('change', { bubbles: true }));
"""


def test_the_emergency_page_takes_a_country_and_keeps_it(phone: Phone) -> None:
    call = "return document.querySelector('#numbers > .call:not([hidden])').getAttribute('href');"
    phone.open("emergency")
    phone.browser.js(CHOOSE, "GB")
    assert phone.browser.js(call) == "tel:999"
    phone.open("emergency")
    assert phone.browser.js(call) == "tel:999"


SECOND = """
  const list = document.querySelector('#second-language');
  list.value = args[0];
  list.dispatchEvent(new Event('change', { bubbles: true }));
"""
PAIRS = "return [...document.querySelectorAll('h1 .both > [lang]')].map(({ lang, dir }) => [lang, dir]);"


@pytest.mark.parametrize("engine", ["one_firefox", pytest.param("webkit", marks=LINUX)])
def test_a_second_language_stands_beside_the_first_and_the_list_of_languages_leads_to_the_same_page(
    engine: str, request: pytest.FixtureRequest, reading: InProcessServer
) -> None:
    browser: Engine = request.getfixturevalue(engine)
    browser.get(f"{reading.url}/en/therapist")
    wait_until(lambda: browser.js("return document.querySelector('#second-language')?.length > 16;"))
    browser.js(SECOND, "ur")
    wait_until(lambda: browser.js("return document.querySelectorAll('.both > [lang=ur]').length > 10;"))
    browser.get(f"{reading.url}/en/session")
    wait_until(lambda: browser.js(PAIRS) == [["ur", "rtl"]], what="the choice counts for this page too")
    browser.click("a.language")
    japanese = "document.querySelector('.languages a[hreflang=ja]')"
    wait_until(lambda: browser.js(f"return {japanese}?.pathname;") == "/ja/session", what="the list is open")
    browser.js(f"{japanese}.click();")  # WebKit's driver cannot click a link that a page change has just uncovered
    wait_until(lambda: browser.js("return location.pathname;") == "/ja/session", what="the page is open")


LIMITS = {
    "day": "",
    "ticks": ["reply.yes", "medicines.thinners", *(f"limits-places.{line.id}" for line in PLACES.lines)],
    "unsure": [],
    "words": {"answer-day": day(-3).isoformat(), "answer-name": "Dr Khan", "answer-words": "Tailbone"},
}
STORE = "for (const [key, value] of Object.entries(args[0])) localStorage.setItem(key, JSON.stringify(value));"
STORED = {"doctor": LIMITS, "diary": {"version": 2, "entries": MARIAS}}
# What shows that the stored words are on the page.
PRINTED = {
    "es/check": ".sign",
    "ar/emergency": ".pictured",
    "es/diary": "#sessions .planned",
    "es/therapist?with=ar": ".limits:not([hidden]) [lang=ar]",
    "ar/doctor?with=en": ".written [lang=en]",
}


def test_firefox_prints_what_chromium_prints_on_as_many_sheets(
    chromium_page: Chromium, one_firefox: Firefox, reading: InProcessServer
) -> None:
    browsers: tuple[Engine, ...] = (chromium_page, one_firefox)
    for browser in browsers:
        browser.get(f"{reading.url}/en/privacy")
        browser.js(STORE, STORED)
    for path, shown in PRINTED.items():
        for browser in browsers:
            browser.get(f"{reading.url}/{path}")
            there = f"return Boolean(document.querySelector({json.dumps(shown)}));"
            wait_until(lambda browser=browser, there=there: browser.js(there), what=f"{path} shows what is stored")
        pdf = PdfReader(io.BytesIO(one_firefox.print(0.8 if "/doctor" in path or "/therapist" in path else 1.1)))
        expected = len(printed(chromium_page.page, "A4").pages)
        assert expected <= len(pdf.pages) <= expected + 1, path
        assert all(sheet.extract_text().strip() for sheet in pdf.pages), f"{path}: an empty sheet"

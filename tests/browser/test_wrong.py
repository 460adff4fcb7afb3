"""A wrong sentence: a reader chooses it on its page, ticks what is wrong, and gets a text to share, which the desk reads."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from pwa.review.report import Problem, Report, reports_in
from pwa.services import services
from tests.browser.check_page import start_check
from tests.browser.conftest import Phone, at_rest, day
from tests.browser.diary_page import add_more, entry
from tests.browser.saving import visit
from tests.servers import InProcessServer

SHARES = "() => { navigator.share = async ({ text }) => { window.shared = text; }; }"
NEITHER = "for (const name of ['share', 'clipboard']) Object.defineProperty(navigator, name, { value: undefined });"
# The texts that can be chosen, as they would be shared. The page names `app.js`, which names the script.
OFFERED = """async () => {
  const app = await (await fetch(document.querySelector('script[src*="/app.js"]').src)).text();
  const { blocks } = await import(app.match(/'([^']+wrong\\.js)'/)[1]);
  return [...blocks.values()];
}"""
SEEN = "document.querySelector('main').innerText"
# Words that no page of the server holds.
SECRET = "Zaragoza"


def choose(page: Page) -> None:
    page.locator("#wrong").press("Enter")
    expect(page.locator(".pick")).to_be_visible()


def tick(page: Page, *problems: Problem) -> None:
    for problem in problems:
        page.locator(f".wrong [value={problem}]").check()


def offered(page: Page) -> list[str]:
    page.locator("#wrong").evaluate("(button) => button.click()")
    page.locator("[data-pick]").first.wait_for(state="attached")
    texts: list[str] = page.evaluate(OFFERED)
    assert len(texts) > 10
    return texts


@pytest.fixture
def page(screen: Page, reading: InProcessServer) -> Page:
    screen.goto(f"{reading.url}/en/stenosis")
    return screen


def test_a_sentence_becomes_a_report_that_the_desk_reads(page: Page, reading_app: Flask) -> None:
    page.evaluate(SHARES)
    choose(page)
    title = page.locator("h1").inner_text()
    page.locator("h1").press("Enter")
    tick(page, Problem.UNCLEAR, Problem.STRANGE)
    page.locator("[value=share]").press("Enter")
    text: str = page.evaluate("window.shared")
    assert text.startswith("I found a sentence in Ask First that is wrong or hard to understand.\n\n")
    release = services(reading_app).release.id
    assert reports_in(text) == (
        [Report("/en/stenosis", "en", release, (Problem.UNCLEAR, Problem.STRANGE), title)],
        [],
    )
    expect(page.locator(".wrong blockquote")).to_have_text(title)


def test_while_a_person_chooses_a_tap_does_nothing_else_and_ends_the_choice(
    screen: Page, reading: InProcessServer
) -> None:
    screen.goto(f"{reading.url}/en/check")
    start_check(screen)
    choose(screen)
    answer = screen.locator("label:has([name=E1][value=yes])")
    answer.click()
    expect(screen.locator(".wrong blockquote")).to_have_text("Yes")
    expect(screen.locator("[name=E1][value=yes]")).not_to_be_checked()
    expect(screen.locator("[data-pick]")).to_have_count(0)
    answer.press("Enter")
    answer.locator("input").check()


def test_links_lead_nowhere_while_a_person_chooses_and_the_bars_go_on_working(page: Page) -> None:
    choose(page)
    page.locator("main nav a").first.press("Enter")
    expect(page.locator(".wrong h2")).to_be_focused()
    page.locator(".wrong [value=again]").press("Enter")
    page.locator(".top .emergency").press("Enter")
    expect(page).to_have_url(re.compile("/en/emergency$"))


@pytest.mark.parametrize("way", ["Escape", "button", "Close"])
def test_a_person_can_leave_and_the_page_is_as_before(page: Page, way: str) -> None:
    html = "document.querySelector('main').innerHTML"
    before = page.evaluate(html)
    choose(page)
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "button":
        page.locator(".pick button").press("Enter")
    else:
        page.locator("h1").press("Enter")
        page.locator(".wrong [value=leave]").press("Enter")
    expect(page.locator("#wrong")).to_be_focused()
    assert page.evaluate(html).replace(' data-pick=""', "").strip() == before.strip()
    choose(page)


def test_tab_reaches_every_text_that_a_finger_reaches(page: Page) -> None:
    choose(page)
    assert page.locator("[data-pick]").evaluate_all("all => all.filter((one) => one.tabIndex < 0).length") == 0
    expect(page.locator("#pick")).to_be_focused()


def test_english_beside_a_translation_is_chosen_by_itself(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/es/emergency")
    screen.evaluate(SHARES)
    choose(screen)
    for locator, language in [("main .action h2 .english", "en"), ("main .action h2", "es")]:
        screen.locator(locator).first.press("Enter")
        screen.locator("[value=share]").press("Enter")
        [report], _faults = reports_in(screen.evaluate("window.shared"))
        assert report.language == language
        assert ("Call" in report.sentence) == (language == "en")
        screen.locator(".wrong [value=again]").press("Enter")


def test_the_number_of_the_chosen_country_can_be_reported(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/emergency")
    screen.locator("#country").select_option("GB")
    expect(screen.locator("#mine li")).to_be_visible()
    assert [text for text in offered(screen) if "United Kingdom" in text and "999" in text]


def test_a_copy_is_told(phone: Phone, reading: InProcessServer) -> None:
    page = phone(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(f"{reading.url}/en/stenosis")
    choose(page)
    page.locator("h1").press("Enter")
    page.locator("[value=copy]").press("Enter")
    expect(page.locator("[data-said=copied]")).to_be_visible()
    assert reports_in(page.evaluate("navigator.clipboard.readText()"))[0][0].page == "/en/stenosis"


def test_a_browser_that_neither_shares_nor_copies_shows_the_text(page: Page) -> None:
    page.evaluate(NEITHER)
    choose(page)
    page.locator("h1").press("Enter")
    expect(page.locator("[data-said=by-hand]")).to_be_visible()
    expect(page.locator("[value=share], [value=copy]").first).to_be_hidden()
    assert reports_in(page.locator(".wrong pre").inner_text())[0]


def test_what_was_ticked_and_written_in_the_check_is_in_no_text(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/check")
    screen.locator(".all button").press("Enter")
    clean = offered(screen)
    screen.reload()
    screen.locator(".all button").press("Enter")
    screen.locator("[name=D8][value=agreed]").check()
    fields = screen.locator("[name=D8]").last.locator("xpath=ancestor::fieldset").locator(".own-note input")
    for field, text in zip(fields.all(), [day(-10).isoformat(), SECRET], strict=False):
        field.fill(text)
    screen.locator("[name=P1][value=yes]").check()
    assert SECRET in screen.evaluate(SEEN)
    filled = offered(screen)
    assert not [text for text in filled if SECRET in text]
    # Nothing of it depends on the person but which of the fixed texts are in sight.
    html = screen.request.get(f"{reading.url}/en/check").text()
    assert [
        part for text in filled for part in text.split("…") if part.strip()[:20] not in " ".join(html.split())
    ] == []
    assert len(filled) > len(clean)


def test_own_words_on_a_sheet_are_in_no_text(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/doctor")
    screen.locator("[name=medicines][value=steroids]").check()
    for field in screen.locator("[data-words]:not([type=date])").all():
        field.fill(SECRET)
    screen.emulate_media(media="print")  # here the words stand outside their fields
    assert SECRET in screen.evaluate(SEEN)
    texts = offered(screen)
    screen.emulate_media(media="screen")
    assert not [text for text in texts if SECRET in text]


def test_no_word_of_an_entry_of_the_diary_is_in_a_text(screen: Page, reading: InProcessServer) -> None:
    words = {"Sitting down", "Leg pain"}
    screen.goto(f"{reading.url}/en/diary")
    add_more(screen)
    screen.locator("[value=after]").check()
    assert words <= set(offered(screen))
    screen.goto(f"{reading.url}/en/diary")
    add_more(screen)
    screen.locator("[value=after]").check()
    one = entry("2026-11-06", "10:00", 7, massage="after", technique="swedish", note=SECRET, minutes=10)
    one |= {"stopped": ["leg-pain"], "eased": ["sitting"]}
    screen.evaluate("(text) => localStorage.setItem('diary', text)", json.dumps({"version": 2, "entries": [one]}))
    screen.evaluate("dispatchEvent(new Event('storage'))")  # as if another tab had written it
    screen.locator("#entries li").wait_for()
    screen.evaluate("for (const fold of document.querySelectorAll('.desk details')) fold.open = true")
    assert SECRET in screen.evaluate(SEEN)
    texts = offered(screen)
    assert not [text for text in texts if SECRET in text]
    # Words of the form stand in the entry once more, so they cannot be chosen at all.
    assert words & set(texts) == set()
    assert "Back pain" in texts


def test_if_the_script_does_not_come_the_page_that_says_how_does(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.route("**/wrong.js", lambda route: route.abort())
    page.goto(f"{reading.url}/en/stenosis")
    page.locator("#wrong").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is a sentence wrong?")


def test_it_works_offline_on_a_phone_that_has_saved_the_app(phone: Phone, reading: InProcessServer) -> None:
    context = phone(service_workers="allow")
    page = context.new_page()
    visit(page, f"{reading.url}/en/")
    at_rest(page)
    context.set_offline(True)
    page.goto(f"{reading.url}/en/stenosis")
    choose(page)
    page.locator("h1").press("Enter")
    assert reports_in(page.locator(".wrong pre").text_content() or "")[0][0].page == "/en/stenosis"


def test_a_slow_network_is_not_waited_for_where_the_page_is_saved(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/stenosis")
    page.evaluate(
        """async () => {
          const cache = await caches.open('ask-first-test-en');
          await cache.addAll([location.pathname, '/en/wrong', '/en/pack.json']);
        }"""
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/en/*", hold)
    choose(page)
    assert len(held) == 3

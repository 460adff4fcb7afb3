"""The answers of the check stay in this tab for today and never leave this phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from pwa.languages import LANGUAGES
from pwa.services import services
from tests.browser.check_page import IN_SIGHT, LEVEL_OF, LISTS, emergency_heading, make_it_older, shows, start, step_to
from tests.browser.conftest import COMES_BACK, FORBIDDEN, FULL, Phone
from tests.browser.languages_page import switch_to
from tests.pages import PageClient
from tests.servers import InProcessServer, free_port, wait_until

CANNOT_KEEP = "This browser cannot keep your answers while you look at another page."
ANSWERED = len([*LISTS[0], *LISTS[1], *LISTS[2]])  # as `answer_up_to_d5` leaves it
KEPT = "JSON.parse(sessionStorage.getItem('check'))"


@pytest.fixture
def page(from_home: Page) -> Page:
    return from_home


def answer_up_to_d5(page: Page) -> None:
    """Answer No to the first two parts, but Yes to D1, so that D5 is asked."""
    step_to(page, "D1")
    page.locator("[name=D1][value=yes]").check()
    step_to(page, "D5")


def as_it_was_left(page: Page) -> None:
    expect(page.locator("fieldset:has([name=D5])")).to_be_visible()
    assert page.locator("fieldset:visible").count() == 1
    assert page.locator("input:checked").count() == ANSWERED
    assert page.locator("[name=D1][value=yes]").is_checked()
    wait_until(lambda: page.locator(".so-far .level").evaluate(IN_SIGHT))  # from the first frame on


def at_the_start(page: Page) -> None:
    """Expect that nothing is answered and the check shows its start."""
    expect(page.locator(".intro")).to_be_visible()
    assert page.locator("input:checked").count() == 0
    assert page.locator("fieldset:visible").count() == 0


def messages(page: Page) -> list[str]:
    shown = "[...document.querySelectorAll('form [data-message]:not([hidden])')].map((message) => message.innerText)"
    found: list[str] = page.evaluate(shown)
    return found


def open_in(page: Page, tag: str) -> None:
    switch_to(page, tag)
    expect(page).to_have_url(re.compile(f"/{tag}/check$"))


# ---- No answer is lost by mistake ------------------------------------------------------------------


def test_answers_and_the_step_survive_a_reload_another_language_and_a_visit_to_other_pages(page: Page) -> None:
    answer_up_to_d5(page)
    page.reload()
    as_it_was_left(page)
    expect(page.locator("#announce")).to_have_text("")  # it was announced when it was answered
    for tag in ("ar", "es"):
        open_in(page, tag)
        as_it_was_left(page)
    page.locator(".brand").click()
    for place in ("check", "techniques", "check"):
        if page.locator(".places").is_hidden():
            page.locator(".brand").click()
        page.locator(f".places a[href='/es/{place}']").click()
    as_it_was_left(page)


def test_after_a_reload_the_phones_back_button_still_goes_one_step_back(page: Page) -> None:
    answer_up_to_d5(page)
    page.reload()
    for sign in ("D1", "E7", "E1"):
        page.go_back()
        expect(page.locator(f"fieldset:has([name={sign}])")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Continue the check").first).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/en/$"))


def test_in_another_language_back_turns_the_page_and_the_phones_back_button_leads_to_the_list_of_languages(
    page: Page,
) -> None:
    answer_up_to_d5(page)
    open_in(page, "es")
    page.locator(".turn [value=back]").press("Enter")
    expect(page.locator("#part-doctor-today")).to_be_focused()
    page.locator(".turn [value=next]").press("Enter")
    page.go_back()
    expect(page.locator("fieldset:has([name=D1])")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/en/languages#check$"))
    page.go_back()
    expect(page).to_have_url(re.compile("/en/check$"))
    as_it_was_left(page)


def test_all_questions_on_one_page_stay_on_one_page(page: Page) -> None:
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    page.locator("[name=T1][value=yes]").check()
    switch_to(page, "es")
    expect(page.locator("fieldset:visible")).to_have_count(len(LEVEL_OF))
    page.reload()
    expect(page.locator("fieldset:visible")).to_have_count(len(LEVEL_OF))
    assert shows(page) == (["talk-first"], ["T1"])


def test_an_emergency_is_still_one_after_a_reload(page: Page) -> None:
    start(page)
    page.locator("[name=E2][value=yes]").check()
    page.reload()
    expect(emergency_heading(page)).to_be_focused()
    assert shows(page) == (["emergency"], ["E2"])
    assert page.locator(".action[data-level=emergency] .button.call:visible span").first.evaluate(IN_SIGHT)


def test_a_page_that_the_browser_kept_whole_learns_what_was_answered_meanwhile(page: Page) -> None:
    answer_up_to_d5(page)
    meanwhile = f"const check = {KEPT}; check.answers.D1 = 'no'; sessionStorage.setItem('check', JSON.stringify(check))"
    page.evaluate(f"() => {{ {meanwhile} }}")
    page.evaluate(COMES_BACK)
    assert page.locator("[name=D1][value=no]").is_checked()
    expect(page.locator("fieldset:has([name=D5])")).to_be_visible()
    expect(page.locator(".so-far")).to_be_hidden()
    page.evaluate("sessionStorage.clear()")
    page.evaluate(COMES_BACK)
    at_the_start(page)


def test_without_steps_nothing_is_lost_either(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    make_it_older(page)
    page.goto(f"{reading.url}/en/check")
    page.locator("[name=T1][value=yes]").check()
    switch_to(page, "es")
    expect(page.locator("[name=T1][value=yes]")).to_be_checked()


# ---- Cleared answers ---------------------------------------------------------------------------------


def test_cleared_answers_are_gone_and_undo_keeps_them_again(page: Page) -> None:
    answer_up_to_d5(page)
    page.evaluate("document.querySelector('form').reset()")
    wait_until(lambda: page.evaluate("history.state.depth") == 0)
    assert page.evaluate("sessionStorage.length") == 0
    page.locator(".undo button").press("Enter")
    assert page.evaluate(f"Object.keys({KEPT}.answers).length") == ANSWERED
    page.evaluate("document.querySelector('form').reset()")
    page.reload()
    at_the_start(page)
    assert messages(page) == []


def test_starting_again_from_the_beginning_clears_all_answers_and_offers_undo(page: Page) -> None:
    expect(page.get_by_role("button", name="Start again from the beginning")).to_be_hidden()
    answer_up_to_d5(page)
    page.evaluate("history.go(-4)")
    page.get_by_role("button", name="Start again from the beginning").press("Enter")
    at_the_start(page)
    assert page.evaluate("sessionStorage.length") == 0
    page.locator(".undo button").press("Enter")
    assert page.locator("input:checked").count() == ANSWERED


def test_answers_of_an_earlier_day_are_cleared_and_the_page_says_why(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.clock.set_fixed_time("2026-11-29T21:00:00Z")
    page.goto(f"{reading.url}/en/check")
    answer_up_to_d5(page)
    page.clock.set_fixed_time("2026-11-30T07:00:00Z")
    page.reload()
    at_the_start(page)
    assert page.evaluate("sessionStorage.length") == 0
    [words] = messages(page)
    assert words.startswith("Your answers were from an earlier day, so we cleared them.")
    start(page)
    page.locator("[name=E1][value=no]").check()
    assert messages(page) == []


@pytest.mark.parametrize("kept", ["of another version", "that cannot be read"])
def test_answers_to_other_questions_are_cleared_and_the_page_says_why(page: Page, kept: str) -> None:
    answer_up_to_d5(page)
    if kept == "of another version":

        def newer(route: Route) -> None:
            answer = route.fetch()
            route.fulfill(response=answer, body=re.sub('data-version="[^"]+"', 'data-version="newer"', answer.text()))

        page.route("**/en/check", newer)
    else:
        page.evaluate("sessionStorage.setItem('check', '{')")
    page.reload()
    at_the_start(page)
    assert page.evaluate("sessionStorage.length") == 0
    [words] = messages(page)
    assert words.startswith("Ask First has been updated since you answered, so we cleared your answers.")


def test_every_language_asks_the_same_version_of_the_questions(pages: PageClient) -> None:
    versions = {pages.get(f"/{tag}/check").one("form", class_="check").get("data-version") for tag in LANGUAGES}
    assert len(versions) == 1
    assert re.fullmatch("[0-9a-f]{8}", str(versions.pop()))


# ---- Without storage ---------------------------------------------------------------------------------


def test_where_storage_is_forbidden_the_page_says_so_at_once_and_goes_on(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.add_init_script(FORBIDDEN)
    page.goto(f"{reading.url}/en/check")
    assert messages(page)[0].startswith(CANNOT_KEEP)
    assert "until the end of today" not in page.locator(".intro").inner_text()
    answer_up_to_d5(page)
    as_it_was_left(page)
    assert messages(page) == []


def test_on_a_full_phone_the_page_says_so_and_no_older_answer_comes_back(page: Page) -> None:
    assert "until the end of today" in page.locator(".intro").inner_text()
    start(page)
    page.locator("[name=E1][value=no]").check()
    page.evaluate(f"() => {{ {FULL} }}")
    page.locator("[name=E3][value=no]").check()
    assert messages(page)[0].startswith(CANNOT_KEEP)
    assert page.locator("[data-message=not-kept]").get_attribute("hidden") is None
    step_to(page, "D1")
    page.evaluate("document.querySelector('[name=D1][value=yes]').click()")  # sooner than a finger may
    assert messages(page) == []
    assert shows(page) == (["doctor-today"], ["D1"])
    assert page.evaluate("sessionStorage.length") == 0


def test_nothing_that_is_read_moves_when_the_script_comes(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script("""
      window.moved = [];
      new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries()) moved.push(...sources.map(({ node }) => node?.className));
      }).observe({ type: 'layout-shift', buffered: true });
    """)
    held: list[Route] = []
    page.route("**/js/check.js", lambda route: held.append(route))  # noqa: PLW0108 (Playwright takes no bound method of a list)
    page.goto(f"{reading.url}/en/check", wait_until="commit")
    page.locator("#text-size").wait_for(state="attached")
    frames = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    page.evaluate(frames)
    held[0].continue_()
    page.locator(".all button").wait_for()
    page.evaluate(frames)
    assert page.evaluate("moved") == []


# ---- Answers never leave the phone -------------------------------------------------------------------


# Headers that the browser sets. Scripts of a page cannot set them, or only to values that are the same for everybody.
BY_THE_BROWSER = {
    *("HOST", "CONNECTION", "USER_AGENT", "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "CACHE_CONTROL", "PRAGMA"),
    *("IF_NONE_MATCH", "ORIGIN", "SERVICE_WORKER", "SERVICE_WORKER_NAVIGATION_PRELOAD", "UPGRADE_INSECURE_REQUESTS"),
}


def test_no_request_of_any_kind_carries_an_answer_and_nothing_else_keeps_one(phone: Phone, reading_app: Flask) -> None:
    """Every request is for a public document by its bare address, and carries nothing else; that for the recalls names
    the release."""
    release = services(reading_app).release
    documents = {*release.documents, "/recalls.json"}
    paths: set[str] = set()
    complaints: list[tuple[object, ...]] = []

    def record(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        headers = {name.removeprefix("HTTP_") for name in environ if name.startswith("HTTP_")}
        query = f"release={release.id}" if environ["PATH_INFO"] == "/recalls.json" else ""
        asked = (environ["REQUEST_METHOD"], environ.get("QUERY_STRING"), int(environ.get("CONTENT_LENGTH") or 0))
        odd = {name for name in headers - BY_THE_BROWSER if not name.startswith("SEC_")}
        # Chromium sends the page that registers a worker as the referrer, whatever the policy is.
        if environ.get("HTTP_REFERER", "").removeprefix(server.url) in documents:
            odd.discard("REFERER")
        if asked != ("GET", query, 0) or odd or environ["PATH_INFO"] not in documents:
            complaints.append((environ["PATH_INFO"], asked, odd))
        paths.add(environ["PATH_INFO"])
        return reading_app(environ, start)

    with InProcessServer(free_port(), record) as server:
        page = phone(service_workers="allow").new_page()
        page.goto(f"{server.url}/en/")
        page.evaluate("navigator.serviceWorker.ready.then(() => {})")
        page.locator(".places a[href='/en/check']").click()
        page.locator(".all button").wait_for()
        answer_up_to_d5(page)
        switch_to(page, "es")
        for before in ("/en/languages#check$", "/en/check$"):
            page.go_back()
            expect(page).to_have_url(re.compile(before))
        page.reload()
        page.locator(".brand").click()
        page.locator(".places a[href='/en/check']").click()
        wait_until(lambda: page.locator("input:checked").count() == ANSWERED)
        kept = page.evaluate("""async () => ({
          address: location.search + location.hash,
          state: Object.keys(history.state).join(),
          local: Object.keys(localStorage).join(),
          session: Object.keys(sessionStorage).join(),
          cookies: document.cookie,
          databases: (await indexedDB.databases()).length,
        })""")
    assert complaints == []
    assert {"/en/", "/en/check", "/es/check", "/sw.js"} <= paths
    nowhere = {"address": "", "local": "", "cookies": "", "databases": 0}
    assert kept == {**nowhere, "state": "step,isAll,depth", "session": "check"}

"""From page to page: the browser fetches linked pages early, and nothing moves with reduced motion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pwa.services import services
from tests.browser.conftest import Phone
from tests.pages import PageClient
from tests.servers import InProcessServer, wait_until


@pytest.fixture
def early(here: InProcessServer) -> Iterator[list[str]]:
    """Return the pages that were fetched before anybody opened them."""
    asked: list[str] = []
    app = here.app
    assert app is not None

    def watch(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if "prefetch" in environ.get("HTTP_SEC_PURPOSE", ""):
            asked.append(environ["PATH_INFO"])
        body: Iterable[bytes] = app(environ, start)
        return body

    here.app = watch
    yield asked
    here.app = app


def rest_on(page: Page, selector: str) -> None:
    page.locator(selector).first.scroll_into_view_if_needed()
    page.locator(selector).first.hover()


@pytest.mark.parametrize("workers", ["block", "allow"], ids=["first visit", "with the service worker"])
def test_a_page_is_fetched_while_the_pointer_rests_on_its_link_and_only_once(
    phone: Phone, here: InProcessServer, early: list[str], workers: str
) -> None:
    page = phone(has_touch=False, service_workers=workers).new_page()
    page.goto(f"{here.url}/en/")
    if workers == "allow":
        expect(page.locator("[data-saved=yes]").first).to_be_visible()
        page.reload()
        page.wait_for_load_state("networkidle")
    rest_on(page, "a.button[href='/en/check']")
    wait_until(lambda: early == ["/en/check"], what="it is fetched early")
    here.seen.clear()
    page.locator("a.button[href='/en/check']").click()
    expect(page.locator("h1")).to_have_text("Check for warning signs")
    kind = page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType")
    assert kind == "navigational-prefetch"
    assert "GET /en/check" not in here.seen


@pytest.mark.parametrize("saves", [False, True])
def test_no_page_is_fetched_early_where_data_is_saved(phone: Phone, here: InProcessServer, saves: Any) -> None:
    headers = {"Save-Data": "on"} if saves else {}
    page = phone(extra_http_headers=headers).new_page()
    page.goto(f"{here.url}/en/")
    page.wait_for_load_state("networkidle")
    assert [line for line in here.seen if line.endswith(".speculationrules")] == (
        [] if saves else [f"GET {services(here.app).release.addresses['prefetch/en.speculationrules']}"]
    )


def test_other_languages_are_not_fetched_early(phone: Phone, here: InProcessServer, early: list[str]) -> None:
    page = phone(has_touch=False).new_page()
    page.goto(f"{here.url}/en/languages")
    rest_on(page, "main a[hreflang=ar]")
    rest_on(page, ".places a[href='/en/check']")  # this page was fetched, so there was enough time
    wait_until(lambda: early == ["/en/check"])


def test_the_rules_name_pages_of_one_language_and_never_the_calendar(pages: PageClient, reading_app: Flask) -> None:
    release = services(reading_app).release
    named = pages.client.get("/ar/check").headers["Speculation-Rules"].strip('"')
    answer = pages.client.get(named)
    assert answer.content_type == "application/speculationrules+json"
    assert "immutable" in answer.headers["Cache-Control"]
    (rule,) = answer.get_json(force=True)["prefetch"]
    assert rule["eagerness"] == "moderate"
    assert rule["where"]["and"] == [{"href_matches": "/ar/*"}, {"not": {"href_matches": "/ar/reminder.ics*"}}]
    assert named not in release.documents["/ar/pack.json"].body.decode()
    for path in ("/ar/app.webmanifest", "/api/push-key", "/sw.js"):
        assert "Speculation-Rules" not in pages.client.get(path).headers


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", True), ("reduce", False)])
def test_pages_change_softly_only_where_motion_is_welcome(
    phone: Phone, reading: InProcessServer, motion: str, moves: bool
) -> None:
    context = phone(reduced_motion=motion)
    context.add_init_script(
        "addEventListener('pagereveal', (event) => { window.soft = Boolean(event.viewTransition); });"
    )
    page = context.new_page()
    page.goto(f"{reading.url}/en/")
    page.locator("a.button[href='/en/check']").tap()
    expect(page.locator("h1")).to_have_text("Check for warning signs")
    wait_until(lambda: page.evaluate("window.soft !== undefined"))
    assert page.evaluate("window.soft") is moves

"""A phone has no room, loses some files, or loses all of them. The emergency page and the check are saved first,
missing files are fetched again, and the page tells the true state."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect

from pwa.services import services
from tests.browser.conftest import Phone
from tests.browser.saving import SPOIL, cache_names, release_shown, saved_by_its_worker, visit
from tests.servers import InProcessServer, ServerProcess, wait_until

ONLY_THE_CORE = "Only the emergency page and the check are saved."
FORGET_ALL = "async () => { for (const name of await caches.keys()) await caches.delete(name); }"
NO_INTERNET, EMERGENCY = "No internet", "Emergency: get help now"


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone with service workers, which save the app."""
    return partial(phone, service_workers="allow")


def storage_of(page: Page, url: str, size: int) -> CDPSession:
    """Set Chromium's storage limit for this server, in bytes. It applies as long as the session lives."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": url, "quotaSize": size})
    return devtools


@pytest.fixture(scope="session")
def room_for_the_core(reading_app: Flask) -> int:
    """Return a number of bytes that is enough for the core of English and not for the rest."""
    documents = services(reading_app).release.documents
    pack = json.loads(documents["/en/pack.json"].body)
    sizes = [len(documents[path].body) for path, _ in pack["files"]]
    return int(1.2 * sum(sizes[: pack["core"]]) + 0.5 * sum(sizes[pack["core"] :]))


def used(page: Page) -> int:
    found: int = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    return found


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def links(page: Page) -> list[str]:
    found: list[str] = page.locator("main p:visible > a.button").evaluate_all("all => all.map((link) => link.pathname)")
    return found


# ---- A full phone --------------------------------------------------------------------------------


def test_a_phone_without_room_keeps_the_emergency_page_and_the_check_and_says_so(
    phone: Phone, apart: ServerProcess, room_for_the_core: int
) -> None:
    page = phone().new_page()
    storage_of(page, apart.url, room_for_the_core)
    page.goto(f"{apart.url}/en/saved")
    expect(page.get_by_text(ONLY_THE_CORE)).to_be_visible()
    expect(page.get_by_text("Delete photos or apps that you do not need")).to_be_visible()
    expect(page.get_by_text("work without internet")).to_be_hidden()
    apart.kill()
    page.goto(f"{apart.url}/en/emergency")
    assert heading(page) == EMERGENCY
    page.goto(f"{apart.url}/en/check")
    page.locator(".intro .begin").tap()
    page.locator("fieldset:has([name=E1]) label").first.tap()
    expect(page.locator(".action[data-level=emergency]")).to_be_visible()
    page.goto(f"{apart.url}/en/")
    assert heading(page) != NO_INTERNET
    for missing in ("about", "techniques"):
        page.goto(f"{apart.url}/en/{missing}")
        assert heading(page) == NO_INTERNET
        assert links(page) == ["/en/emergency", "/en/check", "/en/"], "only what is saved is offered"


def test_a_full_phone_is_filled_when_asked_and_not_at_each_visit(
    phone: Phone, here: InProcessServer, room_for_the_core: int
) -> None:
    page = phone().new_page()
    devtools = storage_of(page, here.url, room_for_the_core)
    page.goto(f"{here.url}/en/saved")
    expect(page.get_by_text(ONLY_THE_CORE)).to_be_visible()
    release = services(here.app).release.id
    assert cache_names(page) == [f"ask-first-{release}-en/core"], "what cannot be opened does not take up room"
    here.seen.clear()
    page.reload()
    expect(page.get_by_text(ONLY_THE_CORE)).to_be_visible()
    pack = json.loads(services(here.app).release.documents["/en/pack.json"].body)
    rest = {f"GET {path}" for path, _ in pack["files"][pack["core"] :] if "/en/" in path or "/pictures/" in path}
    assert rest & set(here.seen) <= {"GET /en/saved"}, "nothing is loaded in vain"
    devtools.detach()
    page.get_by_role("button", name="Try to save again").tap()
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    expect(page.get_by_text(ONLY_THE_CORE)).to_be_hidden()


def test_a_phone_without_any_room_is_told_what_to_do(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    storage_of(page, here.url, 60_000)
    page.goto(f"{here.url}/en/saved")
    expect(page.get_by_text("Some pages could not be saved.")).to_be_visible()
    expect(page.get_by_text("Delete photos or apps that you do not need")).to_be_visible()
    expect(page.locator("#saved").get_by_text(ONLY_THE_CORE)).to_be_hidden()


FULL_DISK = """() => {
  const { put } = Cache.prototype;
  Cache.prototype.put = async function (path, answer) {
    if (String(path).includes('/techniques')) throw new DOMException('Entry already exists.', 'InvalidAccessError');
    return put.call(this, path, answer);
  };
}"""


def test_a_full_disk_of_which_chromium_says_something_else_counts_as_full(phone: Phone, here: InProcessServer) -> None:
    """On a full file system of 60 MB Chromium threw UnknownError or this, and QuotaExceededError only at its limit."""
    page, worker = saved_by_its_worker(phone, f"{here.url}/en/saved")
    page.evaluate(FORGET_ALL)
    worker.evaluate(FULL_DISK)
    page.reload()
    expect(page.get_by_text(ONLY_THE_CORE)).to_be_visible()


def test_the_core_opens_while_the_rest_is_still_being_saved(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    here.held.add("/en/about")
    page.goto(f"{here.url}/en/saved")
    expect(page.get_by_text("We are still saving the other pages.")).to_be_visible()
    context.set_offline(True)
    other = context.new_page()
    other.goto(f"{here.url}/en/emergency")
    assert heading(other) == EMERGENCY
    other.goto(f"{here.url}/en/techniques")
    assert heading(other) == NO_INTERNET, "a half-filled cache is not shown"


# ---- A new release on a full phone ---------------------------------------------------------------


def update(page: Page, url: str) -> None:
    """Load a page until the new release is offered, and accept it."""
    page.goto(f"{url}/en/saved")
    expect(page.locator("#update")).to_be_visible()
    with page.expect_navigation():
        page.locator("#update button").tap()


def test_a_new_release_without_room_for_both_takes_the_place_of_the_old_one(
    phone: Phone, here: InProcessServer, app: Flask, next_release: Flask, room_for_the_core: Any
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    old, new = services(here.app).release.id, services(next_release).release.id
    storage_of(page, here.url, used(page) + room_for_the_core)
    here.app = next_release
    page.goto(f"{here.url}/en/saved")
    expect(page.locator("#update")).to_be_visible()
    assert set(cache_names(page)) == {f"ask-first-{old}-en/core", f"ask-first-{old}-en", f"ask-first-{new}-en/core"}
    context.set_offline(True)
    with page.expect_navigation():
        page.locator("#update button").tap()
    for slug, release in (("check", new), ("about", old)):
        page.goto(f"{here.url}/en/{slug}")
        assert release_shown(page, app, next_release) == release, "until there is a network, the old pages stay"
    context.set_offline(False)
    visit(page, f"{here.url}/en/saved")
    assert set(cache_names(page)) == {f"ask-first-{new}-en/core", f"ask-first-{new}-en"}
    context.set_offline(True)
    page.goto(f"{here.url}/en/about")
    assert release_shown(page, app, next_release) == new


def test_a_new_release_without_room_for_its_core_leaves_what_was_saved(
    phone: Phone, here: InProcessServer, app: Flask, next_release: Flask
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    old, new = services(here.app).release.id, services(next_release).release.id
    devtools = storage_of(page, here.url, used(page) + 30_000)
    here.app = next_release
    update(page, here.url)
    expect(page.get_by_text("Delete photos or apps that you do not need")).to_be_visible()
    context.set_offline(True)
    for slug in ("check", "about"):
        page.goto(f"{here.url}/en/{slug}")
        assert release_shown(page, app, next_release) == old
    context.set_offline(False)
    devtools.detach()
    visit(page, f"{here.url}/en/saved")
    wait_until(lambda: set(cache_names(page)) == {f"ask-first-{new}-en/core", f"ask-first-{new}-en"})


# ---- Damaged files -------------------------------------------------------------------------------

FORGET = """async (path) => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
}"""


def test_a_file_that_the_system_deleted_is_told_and_fetched_again(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/saved")
    page.evaluate(FORGET, "/en/techniques/swedish")
    context.set_offline(True)
    page.reload()
    expect(
        page.get_by_text("Some saved pages are missing. Open Ask First once while you have internet")
    ).to_be_visible()
    expect(page.locator("[data-saved=yes]").first).to_be_hidden()
    page.goto(f"{here.url}/en/techniques/swedish")
    assert heading(page) == NO_INTERNET
    page.goto(f"{here.url}/en/techniques/trigger-point")
    assert heading(page).startswith("Trigger point massage"), "the others are there"
    context.set_offline(False)
    here.held.add("/en/techniques/swedish")
    page.goto(f"{here.url}/en/saved")
    expect(page.get_by_text("Some saved pages were missing. We are saving them again.")).to_be_visible()
    here.seen.clear()
    here.release.set()
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    assert not [line for line in here.seen if "/static/" in line], "nothing else is fetched"
    context.set_offline(True)
    page.goto(f"{here.url}/en/techniques/swedish")
    assert heading(page).startswith("Gentle Swedish massage")


def test_a_file_with_other_bytes_is_not_shown_and_fetched_again(phone: Phone, here: InProcessServer) -> None:
    page, worker = saved_by_its_worker(phone, f"{here.url}/en/saved")
    page.evaluate(SPOIL, "/en/emergency")
    worker.evaluate("() => compared.clear()")  # as after a start; Playwright keeps the worker from stopping
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Some saved pages are missing.")).to_be_visible()
    assert page.evaluate("async () => Boolean(await caches.match('/en/emergency'))") is False
    page.context.set_offline(False)
    visit(page, f"{here.url}/en/saved")
    page.context.set_offline(True)
    page.goto(f"{here.url}/en/emergency")
    assert "tel:666" not in page.content()
    assert "tel:999" in page.content()


# ---- No file is left -----------------------------------------------------------------------------


def test_when_every_saved_page_is_gone_the_worker_still_says_whom_to_call(phone: Phone, apart: ServerProcess) -> None:
    page = phone().new_page()
    visit(page, f"{apart.url}/es/")
    first = page.goto(f"{apart.url}/es/about")
    assert first is not None
    policy = first.header_value("Content-Security-Policy")
    page.evaluate(FORGET_ALL)
    apart.kill()
    answer = page.goto(f"{apart.url}/es/about")
    assert answer is not None
    assert answer.status == 503
    assert answer.header_value("Content-Security-Policy") == policy
    assert page.locator("html").get_attribute("lang") == "es"
    assert heading(page).startswith("No tiene internet")
    call = page.locator("a[href='tel:112']")
    assert call.locator("bdi[dir=ltr]").first.inner_text() == "112"
    assert page.get_by_text("In an emergency, call 112").is_visible(), "nobody has checked the Spanish"
    apart.start()
    page.get_by_role("link", name="Intentar de nuevo").tap()
    expect(page.locator("#text-size")).to_be_visible()
    assert page.url == f"{apart.url}/es/about"


def test_with_caches_that_cannot_be_read_it_answers_too_in_the_language_of_the_phone(
    phone: Phone, here: InProcessServer
) -> None:
    context = phone(locale="ar-EG")
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    [worker] = context.service_workers
    worker.evaluate("() => { caches.keys = () => Promise.reject(new DOMException('Internal error', 'UnknownError')); }")
    context.set_offline(True)
    page.goto(f"{here.url}/")
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("html").get_attribute("dir") == "rtl"


# ---- The English pages beside a draft ------------------------------------------------------------


def test_the_english_text_can_be_saved_where_its_link_leads_without_internet(
    phone: Phone, here: InProcessServer
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/es/saved")
    page.goto(f"{here.url}/es/check")
    context.set_offline(True)
    page.locator(".unchecked summary").tap()
    page.locator(".unchecked a").tap()
    expect(page.get_by_text("La página en inglés no está guardada en este teléfono.")).to_be_visible()
    save = page.get_by_role("button", name="Guardar también las páginas en inglés")
    save.tap()
    expect(page.get_by_text("Para guardar las páginas en inglés necesita internet.")).to_be_visible()
    context.set_offline(False)
    save.tap()
    expect(page.get_by_text("Las páginas en inglés están guardadas en este teléfono.")).to_be_visible()
    expect(save).to_be_hidden()
    context.set_offline(True)
    page.locator("#english").get_by_role("link", name="Read it in English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == f"{here.url}/en/check"


def test_the_page_of_what_is_saved_offers_the_english_pages_and_knows_when_they_are_there(
    phone: Phone, here: InProcessServer
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/es/saved")
    page.get_by_role("button", name="Guardar también las páginas en inglés").tap()
    there = page.get_by_text("Las páginas en inglés están guardadas en este teléfono.")
    expect(there).to_be_visible()
    page.reload()
    expect(there).to_be_visible()
    page.goto(f"{here.url}/en/saved")
    expect(page.locator("#english")).to_have_count(0)


def test_a_missing_page_that_is_not_english_offers_no_english(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/es/")
    context.set_offline(True)
    page.goto(f"{here.url}/es/no-such-page")
    expect(page.locator("main p:visible > a.button")).to_have_count(5)
    expect(page.locator("#english")).to_be_hidden()


# ---- Persistent storage --------------------------------------------------------------------------

ANSWERS = """(() => {
  window.asked = 0;
  StorageManager.prototype.persisted = async () => window.asked > REFUSALS;
  StorageManager.prototype.persist = async () => { window.asked += 1; return window.asked > REFUSALS; };
})()"""
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0"
AGREED, REFUSED = "Your browser has agreed to keep", "Your browser has not agreed to keep"


def asked(page: Page) -> int:
    found: int = page.evaluate("window.asked")
    return found


def test_the_browser_is_asked_to_keep_what_is_whole_and_the_answer_is_shown(
    phone: Phone, here: InProcessServer
) -> None:
    page = phone().new_page()
    page.add_init_script(ANSWERS.replace("REFUSALS", "1"))
    visit(page, f"{here.url}/en/saved")
    expect(page.get_by_text(REFUSED)).to_be_visible()
    assert asked(page) == 1
    page.get_by_role("button", name="Ask the browser again").tap()
    expect(page.get_by_text(AGREED)).to_be_visible()
    expect(page.get_by_role("button", name="Ask the browser again")).to_be_hidden()
    expect(page.locator("#kept :focus")).to_contain_text(AGREED)


def test_the_answer_of_chromium_itself_is_shown(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    devtools = page.context.new_cdp_session(page)
    visit(page, f"{here.url}/en/saved")
    expect(page.get_by_text(REFUSED)).to_be_visible()
    where = {
        "origin": here.url,
        "browserContextId": devtools.send("Target.getTargetInfo")["targetInfo"]["browserContextId"],
    }
    devtools.send("Browser.grantPermissions", {"permissions": ["durableStorage"], **where})
    visit(page, f"{here.url}/en/saved")
    expect(page.get_by_text(AGREED)).to_be_visible()


def test_the_page_promises_nothing_for_a_browser_that_cannot_be_asked(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script("delete Navigator.prototype.storage;")
    visit(page, f"{here.url}/en/saved")
    expect(page.get_by_text("This browser does not tell us how long")).to_be_visible()
    expect(page.get_by_role("button", name="Ask the browser again")).to_be_hidden()


def test_firefox_is_asked_only_in_a_tap_because_it_asks_the_person(phone: Phone, here: InProcessServer) -> None:
    page = phone(user_agent=FIREFOX).new_page()
    page.add_init_script(ANSWERS.replace("REFUSALS", "9"))
    visit(page, f"{here.url}/en/saved")
    assert asked(page) == 0
    page.get_by_role("button", name="Ask the browser again").tap()
    wait_until(lambda: asked(page) == 1)


def test_the_first_entry_of_the_diary_and_the_first_sheet_ask_the_browser_to_keep_them(
    phone: Phone, here: InProcessServer
) -> None:
    page = phone(user_agent=FIREFOX, service_workers="block").new_page()
    page.add_init_script(ANSWERS.replace("REFUSALS", "9"))
    page.goto(f"{here.url}/en/diary")
    for times in (1, 1):
        page.locator("[name=pain][value='3'] + *, label:has([name=pain][value='3'])").first.tap()
        page.get_by_role("button", name="Save on this phone").tap()
        wait_until(lambda times=times: asked(page) == times)
    page.goto(f"{here.url}/en/doctor")
    boxes = page.locator("form.take label:has([type=checkbox]):visible")
    for index in (0, 1):
        boxes.nth(index).tap()
        wait_until(lambda: asked(page) == 1)

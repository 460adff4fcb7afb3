"""Without a network: after one visit everything of a language opens, in the right language, and nothing half-filled
is ever shown. Both ways are tested: the server really gone, and the browser offline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pwa.languages import LANGUAGES
from pwa.reminders import notifications
from pwa.services import services
from tests.browser.conftest import Phone
from tests.browser.saving import cache_names, release_shown, saved_by_its_worker, visit
from tests.browser.views import fetch_pictures
from tests.servers import InProcessServer, ServerProcess, wait_until


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone with service workers, which save the app."""
    return partial(phone, service_workers="allow")


def pages_of(page: Page, tag: str) -> list[str]:
    files = page.evaluate("async (tag) => (await (await fetch(`/${tag}/pack.json`)).json()).files", tag)
    return [path for path, _ in files if path.startswith(f"/{tag}/")]


SEEN = """() => ({
  lang: document.documentElement.lang,
  title: document.querySelector('h1').innerText !== '',
  icons: document.querySelector('svg.icon use').getBoundingClientRect().width > 10,
})"""


def everything_opens(page: Page, tag: str, addresses: list[str]) -> None:
    for address in addresses:
        page.goto(address)
        fetch_pictures(page)
        assert page.evaluate(SEEN) == {"lang": tag, "title": True, "icons": True}, address
    page.evaluate("sessionStorage.clear()")
    page.goto(next(address for address in addresses if address.endswith("/check")))
    page.locator(".intro .begin").tap()
    page.locator("fieldset:has([name=E1]) label").first.tap()
    assert page.locator(".action[data-level=emergency]").is_visible()


@pytest.mark.parametrize("tag", ["en", pytest.param("ar", marks=pytest.mark.exhaustive)])
def test_after_one_visit_everything_opens_while_the_browser_is_offline_and_when_the_server_is_gone(
    phone: Phone, apart: ServerProcess, tag: str
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{apart.url}/{tag}/")
    addresses = [apart.url + path for path in pages_of(page, tag)]
    assert len(addresses) >= 17
    context.set_offline(True)
    everything_opens(page, tag, addresses)
    context.set_offline(False)
    apart.kill()
    everything_opens(page, tag, addresses)


def test_a_page_that_is_not_saved_says_so_in_the_readers_language(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/es/")
    context.set_offline(True)
    page.goto(f"{here.url}/es/no-such-page")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("a[href='/es/emergency']").count() >= 2
    # A page in a language that was never opened answers in the saved language.
    page.goto(f"{here.url}/ar/check")
    assert page.locator("html").get_attribute("lang") == "es"
    # The bare address opens the home page.
    page.goto(f"{here.url}/")
    assert page.url == f"{here.url}/es/"


def test_each_language_is_saved_on_its_own_and_shows_itself(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    visit(page, f"{here.url}/ar/saved")
    context.set_offline(True)
    for tag, direction in (("en", "ltr"), ("ar", "rtl")):
        page.goto(f"{here.url}/{tag}/techniques/swedish")
        assert page.locator("html").get_attribute("lang") == tag
        assert page.locator("html").get_attribute("dir") == direction


def test_a_network_that_does_not_answer_gives_way_to_the_saved_page(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/")
    here.held.add("/en/check")
    page.goto(f"{here.url}/en/check")
    assert "Check for" in page.locator("h1").inner_text()


def test_a_fault_of_the_server_gives_way_to_the_saved_page_and_a_404_does_not(
    phone: Phone, here: InProcessServer
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/")
    here.broken.add("/en/check")
    page.goto(f"{here.url}/en/check")
    assert "Check for" in page.locator("h1").inner_text()
    page.goto(f"{here.url}/en/nowhere")
    assert page.locator("h1").inner_text() == "We cannot find this page"


def test_a_cache_that_is_damaged_gives_way_to_the_network(phone: Phone, here: InProcessServer) -> None:
    page, worker = saved_by_its_worker(phone, f"{here.url}/en/")
    worker.evaluate("() => { caches.keys = () => Promise.reject(new DOMException('Internal error', 'UnknownError')); }")
    page.goto(f"{here.url}/en/about")
    assert page.evaluate("getComputedStyle(document.querySelector('svg.icon')).width") != "auto", (
        "the style sheet is there"
    )
    expect(page.locator("#text-size")).to_be_visible()


# ---- A pack that could not be filled -------------------------------------------------------------


def test_a_half_filled_pack_is_counted_but_never_shown_and_is_taken_up_again(
    phone: Phone, here: InProcessServer
) -> None:
    context = phone()
    page = context.new_page()
    here.broken.add("/en/techniques/trigger-point")
    page.goto(f"{here.url}/en/saved")
    expect(page.get_by_text("Some pages could not be saved.")).to_be_visible()
    total = len(page.evaluate("async () => (await (await fetch('/en/pack.json')).json()).files"))
    expect(page.locator("#saved")).to_contain_text(f"{total - 1} of {total}", use_inner_text=True)
    expect(page.locator("[data-saved=some]").first).to_be_hidden()
    assert page.locator("progress").first.evaluate("(bar) => bar.position") == pytest.approx((total - 1) / total)

    context.set_offline(True)
    other = context.new_page()
    other.goto(f"{here.url}/en/about")
    expect(other.get_by_role("heading", level=1)).to_have_text("No internet")
    context.set_offline(False)

    here.broken.clear()
    here.seen.clear()
    page.get_by_role("button", name="Try to save again").tap()
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    refetched = [line for line in here.seen if line.startswith("GET /static/") and "pictures" in line]
    assert refetched == [], "what was saved is not fetched again"
    expect(page.get_by_role("button", name="Try to save again")).to_be_hidden()
    context.set_offline(True)
    page.goto(f"{here.url}/en/techniques/trigger-point")
    assert page.locator("h1").inner_text() == "Trigger point massage"


def test_a_file_that_was_altered_on_the_way_is_not_saved(phone: Phone, here: InProcessServer) -> None:
    app = here.app

    def altered(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        body = b"".join(app({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start))
        return [body.replace(b"tel:999", b"tel:666")] if environ["PATH_INFO"] == "/en/emergency" else [body]

    here.app = altered
    page = phone().new_page()
    page.goto(f"{here.url}/en/saved")
    expect(page.locator("[data-saved~=failed]").first).to_be_visible()
    assert page.evaluate("async () => Boolean(await caches.match('/en/emergency'))") is False
    assert page.locator("[data-saved=yes]").first.is_hidden()
    here.app = app


def test_the_pages_of_a_first_pack_come_in_one_file_and_an_altered_one_is_fetched_by_itself(
    phone: Phone, here: InProcessServer
) -> None:
    app = here.app
    [title] = re.findall(rb"<title>[^<]+", services(app).release.documents["/en/options"].body)

    def altered(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        body = b"".join(app({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start))
        is_file = environ["PATH_INFO"] == "/en/pages.json"
        return [body.replace(title, title.swapcase()) if is_file else body]

    here.app = altered
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    rest = json.loads(services(app).release.documents["/en/pages.json"].body)
    assert here.seen.count("GET /en/pages.json") == 1
    assert {path for path in rest if f"GET {path}" in here.seen} == {"/en/saved", "/en/options"}
    assert title.decode() in page.evaluate("async () => (await caches.match('/en/options')).text()")
    here.app = app


def test_a_file_that_the_browser_kept_wrong_is_fetched_anew_for_the_pack(phone: Phone, here: InProcessServer) -> None:
    app = here.app
    styles = services(app).release.addresses["css/app.css"]
    kept: list[str] = []

    def altered_once(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        body = b"".join(app({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start))
        if environ["PATH_INFO"] != styles or kept:
            return [body]
        kept.append(styles)
        return [body[:-1] + b" "]

    here.app = altered_once
    visit(phone().new_page(), f"{here.url}/en/saved")
    assert kept
    here.app = app


def test_a_page_that_is_opened_while_the_pack_is_filled_shows_how_far_it_is(
    phone: Phone, here: InProcessServer
) -> None:
    context = phone()
    page = context.new_page()
    here.held.add("/en/about")
    page.goto(f"{here.url}/en/saved")
    all_but_one = "(({ max, value }) => value > 0 && max - value === 1)(document.querySelector('progress'))"
    wait_until(lambda: page.evaluate(all_but_one), what="all is saved but the page that is held")
    other = context.new_page()
    other.goto(f"{here.url}/en/saved")
    expect(other.locator("[data-saved=core]").first).to_be_visible()
    assert other.evaluate(all_but_one)
    total = len(page.evaluate("async () => (await (await fetch('/en/pack.json')).json()).files"))
    expect(other.locator("#saved")).to_contain_text(f"{total - 1} of {total}", use_inner_text=True)


def test_a_file_that_never_comes_is_given_up(phone: Phone, here: InProcessServer) -> None:
    page, worker = saved_by_its_worker(phone, f"{here.url}/en/saved")
    # The test controls the timer of the worker.
    worker.evaluate(
        "() => { const later = setTimeout; self.ends = [];"
        "  self.setTimeout = (end, after) => (after === 60_000 ? self.ends.push(end) : later(end, after)); }"
    )
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    here.held.add("/en/about")
    here.seen.clear()
    page.reload()
    wait_until(lambda: "GET /en/about" in here.seen)
    expect(page.locator("[data-saved=core]").first).to_be_visible()
    worker.evaluate("() => { for (const end of self.ends) end(); }")
    expect(page.locator("[data-saved~=failed]").first).to_be_visible()


def test_the_button_that_saves_is_not_shown_before_it_works(phone: Phone, here: InProcessServer) -> None:
    here.held.add("/sw.js")
    page = phone().new_page()
    page.goto(f"{here.url}/en/saved", wait_until="commit")
    expect(page.locator("#saved-title")).to_be_visible()
    expect(page.get_by_role("button", name="Try to save again")).to_be_hidden()


def test_a_failure_is_reported_last_and_nothing_is_fetched_twice(phone: Phone, here: InProcessServer) -> None:
    """The first file fails at once while others are loading. Meanwhile another page asks."""
    context = phone()
    page = context.new_page()
    page.add_init_script(
        "window.told = []; navigator.serviceWorker.addEventListener('message', ({data}) => told.push(data));"
    )
    here.broken.add("/en/techniques/trigger-point")
    slow = services(here.app).release.addresses["js/qr.js"]
    here.held.add(slow)
    page.goto(f"{here.url}/en/saved")
    wait_until(lambda: "GET /en/techniques/trigger-point" in here.seen, what="the first failure")
    other = context.new_page()
    other.goto(f"{here.url}/en/saved")
    assert page.evaluate("told.filter(({failed}) => failed)") == [], "not before every file had its turn"
    here.release.set()
    for one in (page, other):
        expect(one.locator("[data-saved~=failed]").first).to_be_visible()
    assert page.evaluate("told.at(-1).failed")
    assert here.seen.count(f"GET {slow}") == 1


def test_live_regions_are_there_from_the_start(phone: Phone, here: InProcessServer) -> None:
    here.held.add("/en/about")
    page = phone().new_page()
    page.goto(f"{here.url}/en/")
    regions = page.get_by_role("status")
    empty = regions.count()
    assert empty >= 2, "the saved copy, and a reminder that waits"
    assert [text.strip() for text in regions.all_inner_texts()] == [""] * empty
    here.release.set()
    expect(regions.get_by_text("Everything is saved on this phone.")).to_be_visible()
    assert regions.count() == empty
    page.reload()
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    assert [text.strip() for text in regions.all_inner_texts()] == [""] * empty, "it is said once"


NO_WORKERS = {
    "there are no service workers": "delete Navigator.prototype.serviceWorker;",
    "they are forbidden": "ServiceWorkerContainer.prototype.register = "
    "() => Promise.reject(new DOMException('no', 'SecurityError'));",
}


@pytest.mark.parametrize("how", NO_WORKERS)
def test_a_browser_that_cannot_save_says_so_and_promises_nothing(phone: Phone, here: InProcessServer, how: str) -> None:
    page = phone().new_page()
    page.add_init_script(NO_WORKERS[how])
    for slug in ("saved", ""):
        page.goto(f"{here.url}/en/{slug}")
        expect(page.get_by_role("status").get_by_text("This browser cannot save the pages.")).to_be_visible()
        expect(page.locator(".saved").get_by_text("no", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="Try to save again")).to_be_hidden()
        expect(page.locator("progress")).to_be_hidden()
        expect(page.get_by_text("Ask First keeps a copy of every page")).to_be_hidden()
        expect(page.get_by_text("emergency page work without a network")).to_be_hidden()


def test_a_page_that_the_browser_kept_asks_again_how_much_is_saved(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    here.broken.add("/en/about")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("[data-saved~=failed]").first).to_be_visible()
    expect(page.locator("[data-saved=yes]").first).to_be_hidden()


# ---- A new release -------------------------------------------------------------------------------


def test_a_language_that_is_not_offered_any_more_does_not_stop_updates(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/ar/")
    visit(page, f"{here.url}/en/")
    here.app = next_release  # without Arabic
    new = services(next_release).release.id
    page.goto(f"{here.url}/en/saved")
    expect(page.locator("#update")).to_be_visible()
    with page.expect_navigation():
        page.locator("#update button").tap()
    wait_until(
        lambda: cache_names(page) == [f"ask-first-{new}-en/core", f"ask-first-{new}-en"],
        what="the old release is gone, with Arabic",
    )


def test_a_check_in_another_tab_and_the_shelves_of_reminders_survive_the_update(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    check = context.new_page()
    check.goto(f"{here.url}/en/check")
    check.locator(".intro .begin").tap()
    check.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()
    shelves = ["answers", "deliveries", "subscription"]
    page.evaluate("async (shelves) => { for (const name of shelves) await caches.open(name); }", shelves)
    here.app = next_release
    page.goto(f"{here.url}/en/saved")
    expect(page.locator("#update")).to_be_visible()
    with page.expect_navigation():
        page.locator("#update button").tap()
    new = services(next_release).release.id
    wait_until(
        lambda: cache_names(page) == [*shelves, f"ask-first-{new}-en/core", f"ask-first-{new}-en"],
        what="of the old release alone nothing is left",
    )
    assert check.locator("input:checked").count() == 1


def test_a_new_release_is_saved_beside_the_old_one_and_waits_for_the_button(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    page.reload()
    old = services(here.app).release.id
    assert cache_names(page) == [f"ask-first-{old}-en/core", f"ask-first-{old}-en"]

    here.app = next_release
    new = services(next_release).release.id
    page.goto(f"{here.url}/en/saved")
    banner = page.locator("#update")
    expect(banner).to_be_visible()
    assert set(cache_names(page)) == {f"ask-first-{name}-en{part}" for name in (old, new) for part in ("/core", "")}
    state = page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).waiting?.state")
    assert state == "installed", "it waits"

    with page.expect_navigation():
        banner.get_by_role("button").tap()
    wait_until(
        lambda: cache_names(page) == [f"ask-first-{new}-en/core", f"ask-first-{new}-en"], what="the old release is gone"
    )
    expect(banner).to_be_hidden()
    context.set_offline(True)
    page.goto(f"{here.url}/en/check")
    assert release_shown(page, next_release) == new


def test_an_old_worker_saves_nothing_of_a_newer_release(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/")
    here.app = next_release
    told = page.evaluate("""() => new Promise((end) => {
      const { serviceWorker } = navigator;
      serviceWorker.addEventListener('message', ({ data }) => data.lang === 'es' && end(data));
      serviceWorker.ready.then(({ active }) => active.postMessage({ type: 'save', lang: 'es' }));
    })""")
    assert told["failed"]


def test_a_release_that_cannot_be_saved_whole_leaves_the_old_one_in_place(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    old_app = here.app
    old = services(old_app).release.id
    here.app = next_release
    here.broken.add("/en/about")
    page.goto(f"{here.url}/en/")
    end = page.evaluate("""async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      registration.update().catch(() => {}); // rejected, if the worker has failed by then
      while (!registration.installing) await new Promise((resolve) => { registration.onupdatefound = resolve; });
      const { installing } = registration;
      if (installing.state === 'installing') await new Promise((resolve) => { installing.onstatechange = resolve; });
      return installing.state;
    }""")
    assert end == "redundant"
    assert page.locator("#update").is_hidden()
    context.set_offline(True)
    page.goto(f"{here.url}/en/about")
    assert release_shown(page, old_app, next_release) == old


def test_a_page_is_fresh_when_there_is_a_network(phone: Phone, here: InProcessServer, next_release: Flask) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/")
    page.reload()
    here.app = next_release
    page.goto(f"{here.url}/en/check")
    assert release_shown(page, next_release) == services(next_release).release.id


def test_while_a_new_release_is_being_saved_a_page_says_that_the_old_one_is(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    here.app = next_release
    here.held.add("/en/pack.json")
    here.seen.clear()
    page.reload()
    wait_until(lambda: "GET /en/pack.json" in here.seen, what="the new worker is at work")
    page.reload()
    expect(page.locator(".saved").get_by_text("yes", exact=True)).to_be_visible()
    here.release.set()
    expect(page.locator("#update")).to_be_visible()


def _one_answer(page: Page) -> None:
    page.locator(".intro .begin").tap()
    page.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()


def _all_answers_of_a_list(page: Page) -> None:
    page.locator(".intro .begin").tap()
    page.get_by_role("button", name="No to all").first.tap()


BEGUN: dict[str, Callable[[Page], None]] = {
    "check": _one_answer,
    "check with one tap": _all_answers_of_a_list,
    "diary": lambda page: page.locator("label:has([name=pain][value='5'])").tap(),
}


@pytest.mark.parametrize("what", BEGUN)
def test_a_page_on_which_something_was_begun_offers_no_new_version(
    phone: Phone, here: InProcessServer, next_release: Flask, what: str
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    page.goto(f"{here.url}/en/{what.split(maxsplit=1)[0]}")
    BEGUN[what](page)
    here.app = next_release
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    is_ready = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
    wait_until(lambda: page.evaluate(is_ready), what="the new release is saved")
    expect(page.get_by_role("button", name="Update now")).to_be_hidden()
    page.goto(f"{here.url}/en/about")
    expect(page.get_by_role("button", name="Update now")).to_be_visible()


def test_the_offer_of_a_new_version_goes_when_something_is_begun(
    phone: Phone, here: InProcessServer, next_release: Flask
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    here.app = next_release
    page.goto(f"{here.url}/en/diary")
    expect(page.get_by_role("button", name="Update now")).to_be_visible()
    page.locator("label:has([name=pain][value='5'])").tap()
    expect(page.get_by_role("button", name="Update now")).to_be_hidden()


def test_a_second_tab_shows_the_new_version_too(phone: Phone, here: InProcessServer, next_release: Flask) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/saved")
    other = context.new_page()
    other.goto(f"{here.url}/en/about")
    here.app = next_release
    new = services(next_release).release.id
    page.reload()
    for one in (page, other):
        expect(one.locator("#update")).to_be_visible()
    for one in (page, other):
        with one.expect_navigation():
            one.locator("#update button").tap()
        wait_until(
            lambda: cache_names(page) == [f"ask-first-{new}-en/core", f"ask-first-{new}-en"],
            what="the old release is gone",
        )
    expect(other.locator("#update")).to_be_hidden()
    assert release_shown(other, next_release) == new


# ---- Notifications -------------------------------------------------------------------------------


def test_the_buttons_of_a_notification_answer_and_a_newer_notification_is_heard(
    phone: Phone, here: InProcessServer
) -> None:
    """Firefox 158 opens a button with an address and does not answer, so the worker shows buttons without one."""
    _page, worker = saved_by_its_worker(phone, f"{here.url}/en/")
    worker.evaluate("() => { registration.showNotification = async (...all) => { self.shown = all; }; }")
    with here.app.app_context():
        sent = notifications.due_message(
            notifications.KINDS["doctor"], "an-identity", 0, LANGUAGES["en"], here.url, planned_at=0
        )
    push = "(data) => { dispatchEvent(new PushEvent('push', { data })); return self.shown; }"
    title, note = worker.evaluate(push, sent)
    assert title == str(notifications.KINDS["doctor"].title)
    assert all(action.keys() == {"action", "title"} for action in note["actions"])
    assert (note["tag"], note["renotify"]) == ("an-identity", True)
    assert worker.evaluate(push, "no document")[1]["renotify"] is False, "without a tag it would be an error"


# ---- Requests that the worker does not handle ----------------------------------------------------


def test_the_worker_touches_no_api_call(phone: Phone, here: InProcessServer) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/")
    page.reload()
    context.set_offline(True)
    failed = page.evaluate("() => fetch('/api/push-key').then(() => false, () => true)")
    assert failed is True
    styles = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    fails = "([path, headers]) => fetch(path, { headers }).then(() => false, () => true)"
    assert page.evaluate(fails, [styles, {}]) is False
    assert page.evaluate(fails, [styles, {"Range": "bytes=0-9"}]) is True, "no saved copy is a part of a file"
    kept = "async () => (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()).map((r) => r.url)))).flat()"
    assert not [url for url in page.evaluate(kept) if "/api/" in url]

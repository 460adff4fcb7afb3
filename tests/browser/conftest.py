"""Real browsers: Debian's Chromium through Playwright, stock Firefox ESR through Marionette, WebKitGTK through Selenium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from pwa import create_app
from pwa.services import services
from pwa.settings import Settings
from tests.conftest import Clock, prepared
from tests.firefox import Firefox
from tests.push_service import PushService
from tests.servers import PATIENCE, PORT, InProcessServer, ServerProcess, free_port, wait_until
from tests.webkit import WebKit

# In milliseconds. Playwright's own timeouts are 5 and 30 seconds.
expect.set_options(timeout=PATIENCE * 1000)

# Scripts for `add_init_script()` that make storage fail: a private window, and a full phone.
FORBIDDEN = """for (const storage of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, storage, { get() { throw new DOMException('no', 'SecurityError'); } });"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
# For `add_init_script()`: the person has not been asked about notifications yet. Headless Chromium forbids them.
NOT_ASKED = "Object.defineProperty(Notification, 'permission', {get: () => 'default'});"
# The event by which a page comes back from the back/forward cache.
COMES_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
# For `add_init_script()`: each page opens with empty storage. The answers that the check hands to a sheet stay.
AS_NEW = "localStorage.clear(); for (const key of ['agreed', 'check', 'diary', 'find', 'reminders']) sessionStorage.removeItem(key);"
PHONE: ViewportSize = {"width": 360, "height": 740}
ORDINARY: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "service_workers": "block"}
TODAY = datetime.now(UTC).date()
# How Chromium begins its errors about a page change that another one, or the Back button, overtook. It reports them to the
# page although no script asked for the transition (w3c/csswg-drafts#13726); the new page opens all the same.
OVERTAKEN = "Transition was "
Theme = Literal["light", "dark"]
# The types of the fixture `phone` and of fixtures that open a page on it.
Phone = Callable[..., BrowserContext]
Open = Callable[..., Page]


def day(number: int) -> date:
    """The day `number` days after today. A browser has its own clock and accepts no day of the past."""
    return TODAY + timedelta(days=number)


def chromium_path() -> str:
    """The path of the complete Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is missing: install the Debian package chromium"
    return path


def headless_chromium_path() -> str:
    """The path of Debian's headless Chromium, which needs half of the processor time for the same engine."""
    return shutil.which("chromium-headless-shell") or chromium_path()


def at_rest(page: Page, script: str = "") -> None:
    """Wait until the scripts of the page have finished, so that the page shows their results.

    Args:
        script: part of the name of the only script to wait for. `app.js` never finishes if service workers are blocked.
    """
    page.evaluate(
        """(name) => {
      const scripts = [...document.querySelectorAll('script[type=module]')].filter(({ src }) => src.includes(name));
      const ends = scripts.map(async ({ src }) => (await import(src)).started);
      Promise.all(ends).then(() => { window.isAtRest = true; });
    }""",
        script,
    )
    wait_until(lambda: page.evaluate("window.isAtRest"), what="the scripts have run to their end")


def stop_the_clock(page: Page) -> None:
    """Stop the clock of the page, so that all taps come at one moment (`static/js/app.js`) however busy the machine is.

    `page.clock.run_for()` makes time pass.
    """
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)


def visible_messages(page: Page) -> list[str]:
    """Names of the messages that the page shows."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-message]:not([hidden])')].map((m) => m.dataset.message)"
    )
    return found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of this folder. Playwright's event loop occupies the main thread while it runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=headless_chromium_path())
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Phone]:
    """A phone: a fresh browser profile of 360 × 740 CSS pixels. Every script error fails the test.

    Service workers are blocked, because each would save the whole app, unless the test says `service_workers="allow"`.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def new(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{**ORDINARY, **options})
        context.set_default_timeout(PATIENCE * 1000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield new
    for context in contexts:
        context.close()
    assert [error for error in errors if not error.startswith(OVERTAKEN)] == []


@pytest.fixture
def from_home(phone: Phone, reading: InProcessServer) -> Page:
    """The check, opened from the home page, in a browser without a back/forward cache."""
    page = phone().new_page()
    page.add_init_script("addEventListener('unload', () => {})")
    page.goto(f"{reading.url}/en/")
    page.goto(f"{reading.url}/en/check")
    return page


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Page]:
    """One page for all tests of a module that only read, which is fast. Every load starts with empty storage."""
    context = chromium.new_context(**ORDINARY, bypass_csp=True)
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(AS_NEW)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def reading(reading_app: Flask) -> Iterator[InProcessServer]:
    """A server for tests that only read."""
    with InProcessServer(free_port(), reading_app) as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """The clock of the app at noon of today, UTC, so that it agrees with the clock of the browsers."""
    return Clock(datetime.combine(TODAY, time(12), UTC).timestamp())


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[ServerProcess]:
    """`pwa run` in its own process, which a test can kill."""
    with ServerProcess(tmp_path / "data") as server:
        yield server


@pytest.fixture
def here(tmp_path: Path, push_service: PushService, clock: Clock) -> Iterator[InProcessServer]:
    """A server in this process, whose clock the test sets."""
    with InProcessServer(PORT) as server:
        settings = Settings(data_dir=tmp_path, push_origins=(push_service.origin,), base_url=server.url)
        server.app = create_app(prepared(settings), now=clock)
        yield server
        services(server.app).store.engine.dispose()


@pytest.fixture
def next_release(tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """The same app with one language less and another public address. It has other pages and so another hash."""
    settings = Settings(data_dir=tmp_path / "next", languages=("en", "es"))
    app = create_app(prepared(settings), now=clock)
    yield app
    services(app).store.engine.dispose()


@pytest.fixture
def app(here: InProcessServer) -> Flask:
    """The app that the browser uses is also the one that the other fixtures use."""
    assert here.app is not None
    found: Flask = here.app
    return found


@pytest.fixture(scope="module")
def one_firefox(tmp_path_factory: pytest.TempPathFactory, push: PushService) -> Iterator[Firefox]:
    """Firefox in Madrid. It is started once, because a start takes as long as a test."""
    browser = Firefox(tmp_path_factory.mktemp("firefox"), push.websocket, "Europe/Madrid")
    yield browser
    browser.quit()


@pytest.fixture
def firefox(one_firefox: Firefox, push_service: PushService) -> Firefox:
    """Firefox with a new profile."""
    one_firefox.forget()
    return one_firefox


@pytest.fixture(scope="module")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    """WebKit with a new profile, started once for a module."""
    browser = WebKit(tmp_path_factory.mktemp("webkit"))
    yield browser
    browser.quit()

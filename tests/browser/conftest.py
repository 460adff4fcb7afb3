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

# Playwright waits in milliseconds, and by itself no longer than 5 or 30 seconds.
expect.set_options(timeout=PATIENCE * 1000)

# A phone that keeps nothing, for `add_init_script()`: a private window, and one without room.
FORBIDDEN = """for (const storage of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, storage, { get() { throw new DOMException('no', 'SecurityError'); } });"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
# A page that the browser kept whole is shown again, as after Back.
COMES_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
# As somebody finds a page who did nothing before, for `add_init_script()`. What the check leaves for a sheet stays.
AS_NEW = "localStorage.clear(); for (const key of ['check', 'diary', 'reminders']) sessionStorage.removeItem(key);"
PHONE: ViewportSize = {"width": 360, "height": 740}
ORDINARY: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "service_workers": "block"}
TODAY = datetime.now(UTC).date()
Theme = Literal["light", "dark"]
# What the fixture `phone` gives, and fixtures that open a page on it.
Phone = Callable[..., BrowserContext]
Open = Callable[..., Page]


def day(number: int) -> date:
    """The day that comes `number` days after today: a browser has a clock of its own, and takes no day of the past."""
    return TODAY + timedelta(days=number)


def chromium_path() -> str:
    """The whole browser, as people have it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is missing: install the Debian package chromium"
    return path


def headless_chromium_path() -> str:
    """Chromium without its windows, where Debian packs it: the same engine for half of the processor time."""
    return shutil.which("chromium-headless-shell") or chromium_path()


def at_rest(page: Page, script: str = "") -> None:
    """Wait until the scripts of the page have run to their end: it shows then what they found out by themselves.

    Args:
        script: part of the name of the only one to wait for. Where service workers are blocked, `app.js` has no end.
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
    """From now on all taps on this page come at one moment, however busy the machine is: see `static/js/double-tap.js`.

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
    """One browser for this folder, not for all: while it lives, its event loop holds the main thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=headless_chromium_path())
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Phone]:
    """A phone: a fresh browser profile of 360 × 740 CSS pixels. Every script error fails the test.

    Without the service worker, which would save the whole app each time, unless it says `service_workers="allow"`.
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
    assert errors == []


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Page]:
    """One page in which a whole module reads: fast. Every load starts with an empty memory."""
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
    """Today at noon, UTC: the clock of the app agrees with that of the browsers."""
    return Clock(datetime.combine(TODAY, time(12), UTC).timestamp())


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[ServerProcess]:
    """`pwa run`, which can be killed."""
    with ServerProcess(tmp_path / "data") as server:
        yield server


@pytest.fixture
def here(tmp_path: Path, push_service: PushService, clock: Clock) -> Iterator[InProcessServer]:
    """A server whose clock the test holds."""
    with InProcessServer(PORT) as server:
        settings = Settings(data_dir=tmp_path, push_origins=(push_service.origin,), base_url=server.url)
        server.app = create_app(prepared(settings), now=clock)
        yield server
        services(server.app).store.engine.dispose()


@pytest.fixture
def next_release(tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """The same app with one language less: other pages, another hash."""
    settings = Settings(data_dir=tmp_path / "next", languages=("en", "es"))
    app = create_app(prepared(settings), now=clock)
    yield app
    services(app).store.engine.dispose()


@pytest.fixture
def app(here: InProcessServer) -> Flask:
    """The app that a browser talks to is the one that the other fixtures look into."""
    assert here.app is not None
    found: Flask = here.app
    return found


@pytest.fixture(scope="module")
def one_firefox(tmp_path_factory: pytest.TempPathFactory, push: PushService) -> Iterator[Firefox]:
    """Firefox in Madrid, started once: a start takes as long as a test."""
    browser = Firefox(tmp_path_factory.mktemp("firefox"), push.websocket, "Europe/Madrid")
    yield browser
    browser.quit()


@pytest.fixture
def firefox(one_firefox: Firefox, push_service: PushService) -> Firefox:
    """Firefox as somebody finds it who has never used it."""
    one_firefox.forget()
    return one_firefox


@pytest.fixture(scope="module")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    """WebKit, started once for a module, with a profile that nobody has used."""
    browser = WebKit(tmp_path_factory.mktemp("webkit"))
    yield browser
    browser.quit()

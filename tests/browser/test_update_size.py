"""The bytes that a new release costs a phone. The worker fetches changed files and copies the others from saved files.

The bytes are counted at the server, compressed, from the moment at which the phone looks for a new release until it is
saved: the service worker, its list of files and the files themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from pwa import create_app
from pwa.services import services
from pwa.site import assets, pages, release
from tests.browser.conftest import Phone
from tests.browser.saving import SPOIL, cache_names, visit
from tests.conftest import Clock
from tests.servers import InProcessServer, wait_until
from tests.site.sizes import ONE_SENTENCE

# In bytes.
ONE_STYLE_SHEET = 60_000
IS_READY = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"
# Returns the paths of saved files whose bytes differ from the list.
WRONG = """async () => {
  const wrong = [];
  for (const [path, listed] of (await (await fetch('/en/pack.json')).json()).files) {
    const answer = await caches.match(path, { ignoreVary: true });
    const hash = answer && new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()));
    if (!hash || !listed || !btoa(String.fromCharCode(...hash)).startsWith(listed)) wrong.push(path);
  }
  return wrong;
}"""


@pytest.fixture
def phone(phone: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    """A phone with service workers, which save the app."""
    return partial(phone, service_workers="allow")


@dataclass
class Counted:
    """An app whose answers are counted: bytes of the bodies by path."""

    app: Flask
    sent: Counter[str] = field(default_factory=Counter)

    @property
    def fetched(self) -> set[str]:
        """Paths of the answers with a body, without those that were unchanged (304)."""
        return {path for path, size in self.sent.items() if size}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        def counting(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            self.sent[environ["PATH_INFO"]] += int(dict(headers).get("Content-Length", 0))
            return start(status, headers, *more)

        return self.app(environ, counting)


@dataclass(frozen=True)
class Change:
    """A sentence that the next release says differently, and the bytes that it may cost."""

    old: str
    new: str
    paths: set[str]
    limit: int


IN_A_TECHNIQUE = Change("What to avoid", "Better not", {"/en/techniques/swedish"}, ONE_SENTENCE)
# The longest page is 10 kB by itself, and its title is also in the list of all pages.
TITLE_OF_THE_CHECK = Change("Check for warning signs", "Look for warning signs", {"/en/check", "/en/find"}, 16_000)


@pytest.fixture
def change(request: pytest.FixtureRequest) -> Change:
    """The sentence that the next release changes: a parameter of the test, or the title of the check."""
    found: Change = getattr(request, "param", TITLE_OF_THE_CHECK)
    return found


@pytest.fixture
def with_another_sentence(
    change: Change, here: InProcessServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Counted]:
    """The next release, with another sentence."""
    render = pages.render_pages

    def changed(*arguments: Any, **options: Any) -> Iterator[tuple[str, str]]:
        for path, html in render(*arguments, **options):
            yield path, html.replace(change.old, change.new) if path in change.paths else html

    monkeypatch.setattr(pages, "render_pages", changed)
    yield from next_app(here, clock, monkeypatch)


@pytest.fixture
def with_another_style(here: InProcessServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """The next release: a change in every style sheet."""
    make = assets.static_files

    def changed() -> dict[str, bytes]:
        return {name: body + b"hr{margin:1px}" if name.startswith("css/") else body for name, body in make().items()}

    monkeypatch.setattr(release, "static_files", changed)
    yield from next_app(here, clock, monkeypatch)


def next_app(here: InProcessServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    monkeypatch.setattr(release, "build", release.build.__wrapped__)  # no other test gets this release
    before = here.app
    assert before is not None
    after = create_app(services(before).settings, now=clock)
    yield Counted(after)
    services(after).store.engine.dispose()
    here.app = before


def look_for_an_update(page: Page, here: InProcessServer, app: Counted) -> int:
    """Bytes that the new release costs, until it is saved beside the old one."""
    here.app = app
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    wait_until(lambda: page.evaluate(IS_READY), what="the new release is saved")
    return app.sent.total()


def take_update(page: Page) -> None:
    with page.expect_navigation():
        page.locator("#update button").tap()
    wait_until(lambda: len(cache_names(page)) == 2, what="the old release is gone")


@pytest.mark.parametrize("change", [IN_A_TECHNIQUE, TITLE_OF_THE_CHECK], indirect=True, ids=["technique", "check"])
def test_a_release_with_another_sentence_costs_few_kilobytes(
    phone: Phone, here: InProcessServer, change: Change, with_another_sentence: Counted
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/saved")
    page.reload()  # from now on the worker serves this page, and a new one waits
    about = page.goto(f"{here.url}/en/about")
    assert about is not None
    policy = about.header_value("Content-Security-Policy")
    cost = look_for_an_update(page, here, with_another_sentence)
    assert cost <= change.limit, with_another_sentence.sent
    assert with_another_sentence.fetched == {"/sw.js", "/en/pack.json", *change.paths}
    take_update(page)
    assert page.evaluate(WRONG) == []
    context.set_offline(True)
    page.goto(f"{here.url}{min(change.paths)}")
    expect(page.locator("h1, h2").get_by_text(change.new, exact=True).first).to_be_visible()
    copied = page.goto(f"{here.url}/en/about")
    assert copied is not None
    assert (copied.status, copied.header_value("Content-Security-Policy")) == (200, policy)


def test_a_release_with_another_style_sheet_costs_no_page(
    phone: Phone, here: InProcessServer, with_another_style: Counted
) -> None:
    context = phone()
    page = context.new_page()
    visit(page, f"{here.url}/en/saved")
    page.reload()  # from now on the worker serves this page, and a new one waits
    cost = look_for_an_update(page, here, with_another_style)
    assert cost <= ONE_STYLE_SHEET, with_another_style.sent
    sheets = {path for path in with_another_style.fetched if path.endswith(".css")}
    assert with_another_style.fetched - sheets == {"/sw.js", "/fallback.js", "/en/pack.json"}
    take_update(page)
    assert page.evaluate(WRONG) == []
    context.set_offline(True)
    page.goto(f"{here.url}/en/about")
    sheet = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert sheet in services(with_another_style.app).release.documents
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0, "the new style sheet is saved"


def test_a_damaged_file_is_not_copied_into_a_new_release(
    phone: Phone, here: InProcessServer, with_another_sentence: Counted
) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    page.reload()  # from now on the worker serves this page, and a new one waits
    page.evaluate(SPOIL, "/en/emergency")
    look_for_an_update(page, here, with_another_sentence)
    assert with_another_sentence.sent["/en/emergency"] > 0
    take_update(page)
    assert page.evaluate(WRONG) == []


def test_a_second_language_costs_its_pages_and_no_file_that_is_saved(phone: Phone, here: InProcessServer) -> None:
    page = phone().new_page()
    visit(page, f"{here.url}/en/saved")
    page.reload()  # from now on the worker serves this page, and a new one waits
    here.seen.clear()
    visit(page, f"{here.url}/ar/saved")
    shared = {
        f"GET {path}" for path, _ in page.evaluate("async () => (await (await fetch('/en/pack.json')).json()).files")
    }
    assert [line for line in here.seen if line in shared] == []

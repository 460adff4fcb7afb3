"""What the server sends in place of a page that was recalled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from pwa import create_app
from pwa.content import REVISIONS
from pwa.languages import LANGUAGES
from pwa.operator.recall import change
from pwa.services import services
from pwa.settings import Settings
from pwa.site import recalls, release
from tests.conftest import prepared
from tests.pages import PageClient
from tests.servers import ORIGIN

HTML = "text/html,application/xhtml+xml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / recalls.FILE


@pytest.fixture
def app(file: Path) -> Iterator[Flask]:
    app = create_app(prepared(Settings(data_dir=file.parent, base_url=ORIGIN)))
    yield app
    services(app).store.engine.dispose()


def listed(app: Flask) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(app.test_client().get(recalls.PATH).data)["recalls"]
    return found


def is_shown(pages: PageClient, path: str) -> bool:
    return "hidden" not in pages.get(path, Accept=HTML).one("div", id="recalled").attrib


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_withdrawn_sheet_is_shown_to_nobody_in_one_language_or_two(app: Flask, file: Path, tag: str) -> None:
    """A phone with an older release has saved each pair of languages as a page of its own."""
    change(file, "doctor", "withdrawn", lift=False)
    other = next(one for one in LANGUAGES if one != tag)
    page = PageClient(app).get(f"/{tag}/doctor", Accept=HTML)
    assert page.all("form") == []
    assert page.all("a", href=f"/{tag}/emergency")
    assert page.one("meta", name="robots").get("content") == "noindex"
    for slug in ("doctor", f"doctor/{other}"):
        assert listed(app)[slug]["reason"] == "withdrawn"
    assert PageClient(app).get(f"/{tag}/therapist", Accept=HTML).all("form") != []
    change(file, "doctor", None, lift=True)
    assert PageClient(app).get(f"/{tag}/doctor", Accept=HTML).all("form") != []
    assert listed(app) == {}


def test_a_release_with_the_right_text_shows_no_banner_and_an_older_one_does(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(REVISIONS, "check", 2)
    change(file, "check", "corrected", lift=False)
    assert not is_shown(PageClient(app), "/en/check")
    assert listed(app)["check"]["revision"] == 2
    monkeypatch.setitem(REVISIONS, "check", 1)  # as in a web process that still has the older release
    older = create_app(services(app).settings)
    assert is_shown(PageClient(older), "/en/check")
    assert not is_shown(PageClient(older), "/en/stenosis")
    services(older).store.engine.dispose()


def test_a_page_names_the_revision_of_its_text(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REVISIONS, "doctor", 3)
    monkeypatch.setattr(release, "build", release.build.__wrapped__)  # no other test gets this release
    app = create_app(prepared(Settings(data_dir=file.parent, base_url=ORIGIN, languages=("en", "es"))))
    for slug, revision in {"doctor": "3", "therapist": "0", "emergency": "0"}.items():
        assert PageClient(app).get(f"/en/{slug}").one("div", id="recalled").get("data-revision") == revision
    services(app).store.engine.dispose()


def test_a_phone_keeps_what_it_knows_while_the_server_cannot_read_the_file(file: Path) -> None:
    file.write_text("{")
    app = create_app(prepared(Settings(data_dir=file.parent, base_url=ORIGIN)))
    assert app.test_client().get(recalls.PATH).data == b"{}"
    file.unlink()
    assert listed(app) == {}
    services(app).store.engine.dispose()


def test_the_worker_that_ends_itself_is_sent_only_where_a_setting_says_so(pages: PageClient, tmp_path: Path) -> None:
    usual = pages.client.get("/sw.js")
    assert b"unregister" not in usual.data
    assert "worker-src 'self'" in usual.headers["Content-Security-Policy"]
    app = create_app(prepared(Settings(data_dir=tmp_path, base_url=ORIGIN, service_worker="remove")))
    ending = app.test_client().get("/sw.js")
    assert b"registration.unregister()" in ending.data
    assert b"importScripts" not in ending.data
    assert "worker-src 'none'" in ending.headers["Content-Security-Policy"]
    services(app).store.engine.dispose()

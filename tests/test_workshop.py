"""The page of all components is for developers: it must not be there in public."""

from __future__ import annotations

import pytest

from pwa import create_app
from pwa.settings import Settings
from tests.conftest import prepared
from tests.pages import PageClient


def test_the_page_of_components_is_not_there_in_public(pages):
    assert pages.client.get("/dev/components").status_code == 404


def test_a_developer_sees_every_level_in_both_directions(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(prepared(Settings(data_dir=tmp_path)))
    page = PageClient(app).get("/dev/components")
    for tag, direction in (("en", "ltr"), ("ar", "rtl")):
        (half,) = page.all("div", class_="flow", lang=tag, dir=direction)
        levels = [section.get("data-level") for section in half.iter("section") if section.get("data-level")]
        assert levels == ["emergency", "doctor-today", "doctor-soon", "postpone", "talk-first", "stop", "none"]
    for sheet in page.all("link", rel="stylesheet"):
        assert PageClient(app).client.get(str(sheet.get("href"))).status_code == 200
    app.extensions["store"].engine.dispose()

"""The desk shows every sentence once, in the order of the pages, and nobody finds it in public."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from pwa.catalogues import sentences
from pwa.content.claims import CLAIMS
from pwa.languages import LANGUAGES
from pwa.review.desk import new_app, reading_app
from pwa.review.sections import sections
from pwa.settings import Settings
from pwa.states import is_urgent
from tests.pages import PageClient


def test_every_sentence_is_in_one_section_and_the_emergency_is_first() -> None:
    with reading_app().app_context():
        found = sections()
    keys = [one.key for section in found for one in section.sentences]
    assert len(keys) == len(set(keys))
    assert set(keys) == set(sentences())
    assert [section.slug for section in found][:3] == ["emergency", "check", ""]
    assert all(is_urgent(one.key) for one in found[0].sentences[:3])
    assert [section.title for section in found][-2] == "On every page"


def test_every_medical_sentence_is_a_sentence_of_the_source() -> None:
    assert set(CLAIMS) <= set(sentences())
    assert CLAIMS["sign", "Have you lost feeling around your genitals or bottom?"] == (
        "BACKES",
        "GIRFT23",
        "NHS-BP",
        "FIN20",
    )


@pytest.mark.parametrize("path", ["/dev/review/", "/dev/review/es", "/dev/review/desk.js", "/dev/review/desk.css"])
def test_it_is_not_there_in_public(pages: PageClient, path: str) -> None:
    assert pages.client.get(path).status_code == 404


def test_a_developer_finds_it_in_every_language_and_in_english_with_the_sources(gallery_app: Flask) -> None:
    client = gallery_app.test_client()
    assert client.get("/dev/review/").location == "/dev/review/es"
    assert client.get("/dev/review/xx").status_code == 404
    for tag in LANGUAGES:
        html = client.get(f"/dev/review/{tag}").text
        assert html.count('class="pair') == (len(CLAIMS) if tag == "en" else len(sentences()))
    assert "[V]" in client.get("/dev/review/en").text
    assert 'value="remove"' in client.get("/dev/review/en").text
    for kind in ("css", "js"):
        with client.get(f"/dev/review/desk.{kind}") as answer:
            assert answer.status_code == 200


def test_the_server_of_the_command_has_the_desk_and_the_pages_and_takes_nothing() -> None:
    app = new_app(Settings(service_worker="remove"))
    client = app.test_client()
    assert client.get("/dev/review/ar").status_code == 200
    assert client.get("/ar/check").status_code == 200
    assert "Content-Security-Policy" in client.get("/dev/review/ar").headers
    assert client.put("/api/reminders").status_code == 404
    writes = {"POST", "PUT", "PATCH", "DELETE"}
    assert [rule for rule in app.url_map.iter_rules() if writes & (rule.methods or set())] == []
    style = re.search(r'href="(/static/[^"]+app\.css)"', client.get("/dev/review/ar").text)
    assert style
    assert client.get(style[1]).status_code == 200

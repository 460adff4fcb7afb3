"""A deployer may show the warning signs as a list without ticking (`PWA_SELF_CHECK=read-only`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from pwa import create_app
from pwa.content.signs import SIGNS
from pwa.languages import LANGUAGES
from pwa.settings import Settings
from tests.conftest import prepared
from tests.pages import PageClient, words


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> PageClient:
    settings = Settings(data_dir=Path(tmp_path_factory.mktemp("read-only")), self_check="read-only")
    return PageClient(create_app(prepared(settings)))


@pytest.mark.parametrize("tag", LANGUAGES)
def test_nothing_can_be_ticked_and_no_script_weighs_answers(read_only: PageClient, tag: str) -> None:
    page = read_only.get(f"/{tag}/check")
    assert not [*page.all("input"), *page.all("form")]
    assert not [script for script in page.all("script") if "check.js" in str(script.get("src"))]
    assert "none" not in {card.get("data-level") for card in page.all("section")}


def test_every_sign_stands_under_what_to_do_the_most_urgent_first(read_only: PageClient) -> None:
    cards = [card for card in read_only.get("/en/check").all("section") if card.get("data-level")]
    levels = [card.get("data-level") for card in cards]
    assert levels == ["emergency", "doctor-today", "doctor-soon", "postpone", "talk-first"]
    for card in cards:
        for sign in SIGNS:
            assert (sign.line.english in words(card)) is (sign.level == card.get("data-level")), sign.id


def test_no_page_offers_to_tick_a_sign(read_only: PageClient) -> None:
    assert "tick" not in read_only.get("/en/").text
    assert "tick" not in words(read_only.get("/en/poster").one("main"))
    assert not read_only.get("/en/doctor").all("li", data_sign="E1")

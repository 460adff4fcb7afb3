"""The page of all components is complete, has both directions, and is not served in public."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pwa.languages import LANGUAGES
from pwa.paths import STATIC
from pwa.site.assets import STYLES as STYLE_SHEETS
from tests.pages import EVERY_PAGE, Page, PageClient

CSS = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in STATIC.glob("css/*.css"))
STYLED = set(re.findall(r"\.([a-z][\w-]*)", CSS))
SCRIPTS = "".join(path.read_text() for path in STATIC.glob("js/*.js"))
SET_BY_SCRIPTS = set(re.findall(r"classList\.(?:add|toggle)\('([\w-]+)'", SCRIPTS))
# States that take the whole page. The gallery leaves them out, and tests/browser/views.py covers them.
OF_A_WHOLE_PAGE = {"asking", "received"}
BOTH = ("en", "ar")


@pytest.fixture(scope="module")
def developer(gallery_app: Flask) -> PageClient:
    return PageClient(gallery_app)


@pytest.fixture(scope="module")
def shown(developer: PageClient) -> dict[str, Page]:
    """The page in both directions. It is so large that to parse it takes seconds."""
    return {tag: developer.get(f"/{tag}/dev/components") for tag in BOTH}


def classes(page: Page) -> set[str]:
    return {name for element in page.root.iter() for name in element.get("class", "").split()}


@pytest.mark.parametrize("path", ["/dev/components", *(f"/{tag}/dev/components" for tag in LANGUAGES)])
def test_the_page_of_components_is_not_there_in_public(pages: PageClient, path: str) -> None:
    assert pages.client.get(path).status_code == 404


def test_a_developer_finds_it_without_a_language_and_comes_to_the_other_direction(
    developer: PageClient, shown: dict[str, Page]
) -> None:
    assert developer.client.get("/dev/components").location == "/en/dev/components"
    assert developer.client.get("/xx/dev/components").status_code == 404
    for tag, page in shown.items():
        assert page.one("html").get("dir") == LANGUAGES[tag].direction
        assert page.all("a", class_="language", href=f"/{tag}/languages#dev/components")


@pytest.mark.parametrize("tag", BOTH)
def test_every_part_that_has_a_style_on_a_page_is_shown(developer: Any, shown: Any, tag: str) -> None:
    pages = "".join(developer.client.get(f"/{tag}/{slug}").text for of, slug in EVERY_PAGE if of == tag)
    on_pages = set(" ".join(re.findall(r'class="([^"]*)"', pages)).split())
    wanted = STYLED & (on_pages | SET_BY_SCRIPTS) - OF_A_WHOLE_PAGE
    assert len(wanted) > 100
    assert wanted - classes(shown[tag]) == set()


def test_every_level_and_every_state_that_is_no_class_is_shown(shown: dict[str, Page]) -> None:
    page = shown["ar"]
    levels = {element.get("data-level") for element in page.root.iter() if "action" in element.get("class", "").split()}
    assert levels == {"emergency", "doctor-today", "doctor-soon", "postpone", "talk-first", "stop", "known", "none"}
    for tag, state in (
        ("button", {"aria_pressed": "true"}),
        ("button", {"aria_pressed": "false"}),
        ("textarea", {"aria_invalid": "true"}),
        ("a", {"aria_current": "true"}),
        ("input", {"checked": ""}),
        ("details", {"open": ""}),
    ):
        assert page.all(tag, **state), f"{tag} {state}"


def test_every_style_sheet_is_there(developer: PageClient, shown: dict[str, Page]) -> None:
    sheet = str(shown["en"].one("link", rel="stylesheet").get("href"))
    assert developer.client.get(sheet).status_code == 200
    assert set(STYLE_SHEETS[Path(sheet).stem]) == {path.stem for path in STATIC.glob("css/*.css")}

"""The words for somebody who reads another language are one file, and each is the one that the page has at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from pwa.languages import LANGUAGES
from pwa.services import services
from pwa.site.other_languages import NAME
from pwa.site.release import build
from tests.pages import IN_TWO, Page, PageClient, words

NUMBER = "%(number)s"
# Pages that name other languages: the list of them, and pages with the choice of a second language, which is there without
# a request. With sixteen languages it takes 0.4 kB of a page.
NAMES_LANGUAGES = {"languages", *(slug.split("/")[0] for slug in IN_TWO)}


@pytest.fixture(scope="module")
def in_every_language(reading_app: Flask) -> dict[str, Any]:
    release = services(reading_app).release
    found: dict[str, Any] = json.loads(release.documents[release.addresses[NAME]].body)
    return found


def named_texts(page: Page) -> dict[str, str]:
    """The texts of a page by the names under which a script asks for their translation."""
    return {name: words(part) for part in page.root.iter() if (name := part.get("data-text"))}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_text_has_the_words_of_its_place_in_every_language(
    pages: PageClient, in_every_language: dict[str, Any], tag: str
) -> None:
    other = in_every_language[tag]
    assert (other["name"], other["dir"]) == (LANGUAGES[tag].name, LANGUAGES[tag].direction)
    assert other["isDraft"] == (LANGUAGES[tag].checked == "machine-draft")
    shown = named_texts(pages.get(f"/{tag}/phrases")) | named_texts(pages.get(f"/{tag}/poster"))
    texts = {name: " ".join(text.replace(NUMBER, "").split()) for name, text in other["texts"].items()}
    assert shown == {name: text for name, text in texts.items() if name != "drafted"}


def test_a_text_names_the_number_where_its_english_does(in_every_language: dict[str, Any]) -> None:
    for tag, other in in_every_language.items():
        named = {name for name, text in other["texts"].items() if NUMBER in text}
        assert named == {"call-known"}, tag
        assert other["texts"]["call-known"].count(NUMBER) == 1, tag


def test_no_page_grows_with_the_number_of_languages(reading_app: Flask) -> None:
    """Only the addresses of files that list the languages may differ."""
    with reading_app.app_context():
        two, three = (build(tags, "http://localhost", read_only=False) for tags in (("en", "es"), ("en", "es", "ar")))
    grown = set()
    for path, document in two.documents.items():
        if "html" in document.content_type:
            before, after = (
                release.documents[path].body.decode().replace(release.addresses[NAME], "") for release in (two, three)
            )
            if before != after:
                grown.add(path.split("/")[2])
    assert grown == NAMES_LANGUAGES
    assert len(two.addresses) == len(three.addresses) - 1, "the rules of the third language"

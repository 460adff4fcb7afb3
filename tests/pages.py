"""A client that checks every page that it gets, as a browser and a screen reader read it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from itertools import permutations
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pwa.languages import LANGUAGES
from pwa.site.documents import Release
from pwa.site.pages import ERROR_PAGES, all_pages

# Languages with the English beside the text about an emergency, because no speaker has checked it.
DRAFTS = [tag for tag, language in LANGUAGES.items() if language.is_draft]

# `make test` tries what depends on layout in both directions, with the longest words, the highest lines, and lines that
# break anywhere. The same in the other languages is left to `make test-all`, or to TRY_LANGUAGES: see `tests.tried`.
ALSO_TRIED = os.environ.get("TRY_LANGUAGES", "").split()
TRIED_ALWAYS = ("en", "ar", "de", "ja", "ur", *ALSO_TRIED)
# The language of the reader and that of the person to whom the phone is shown. Each language is tried beside the longest
# words and the highest lines.
LANGUAGE_PAIRS = [pair for pair in permutations(LANGUAGES, 2) if {*pair} & {"de", "ur"} or {*pair} == {"en", "ar"}]
TRIED_PAIRS = [("en", "ar"), ("ar", "en"), ("de", "ur"), ("ur", "ja")]
TRIED_PAIRS += [pair for pair in LANGUAGE_PAIRS if {*pair} & {*ALSO_TRIED}]
TAGS = [pytest.param(tag, marks=() if tag in TRIED_ALWAYS else pytest.mark.exhaustive) for tag in LANGUAGES]
PAIRS = [pytest.param(*pair, marks=() if pair in TRIED_PAIRS else pytest.mark.exhaustive) for pair in LANGUAGE_PAIRS]

EVERY_PAGE = [(tag, page.slug) for tag in LANGUAGES for page in all_pages() if page.slug not in ERROR_PAGES]
# Pages that search engines may list, the same in every language.
FOUND = [page.slug for page in all_pages() if page.in_search]
# Those of them that are about the app: they hold no medical text, and so have no date of review.
NOT_MEDICAL = [page.slug for page in all_pages() if not page.medical]
# Pages that may show a second language beside their own.
IN_TWO = [page.slug for page in all_pages() if page.in_two]


def fallback(release: Release) -> dict[str, dict[str, str]]:
    """Return the values that the service worker imports: `pages` (HTML by language) and `headers`."""
    script = release.documents["/fallback.js"].body.decode()
    found: dict[str, dict[str, str]]
    found, _end = json.JSONDecoder().raw_decode(script.removeprefix("self.fallback="))
    return found


@dataclass
class Page:
    """A parsed page."""

    response: TestResponse
    root: Element

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements by tag and by attributes (`data_level` stands for `data-level`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self.root.iter(tag) if all(e.get(name) == value for name, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements <{tag} {attributes}>"
        return found[0]

    @property
    def text(self) -> str:
        return words(self.one("body"))


def child(element: Element, tag: str) -> Element:
    """The first child of this tag; one is there."""
    found = element.find(tag)
    assert found is not None, f"<{element.tag}> has no <{tag}>"
    return found


def words(element: Element) -> str:
    """Return all text below an element, with single spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


class PageClient:
    """`get` returns a page after checking it. Each page is parsed once, because many tests read the same pages."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self._parsed: dict[tuple[object, ...], Page] = {}

    def get(self, path: str, status: int = 200, **headers: str) -> Page:
        asked = (path, status, *headers.items())
        if asked not in self._parsed:
            self._parsed[asked] = self._get(path, status, headers)
        return self._parsed[asked]

    def _get(self, path: str, status: int, headers: dict[str, str]) -> Page:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        response = self.client.get(path, headers=sent)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True)
        page = Page(response, parser.parse(response.data))
        check_page(path, page)
        return page


def check_page(path: str, page: Page) -> None:
    """Check what every page must fulfil in every language."""
    html = page.root
    language = LANGUAGES[str(html.get("lang"))]
    assert html.get("dir") == language.direction, f"{path}: direction"
    heading = page.one("h1")
    shown = "".join(text for text in heading.itertext()) if language.checked == "source" else heading.text or ""
    # A French colon has a hard space before it, which `words` makes an ordinary one.
    assert words(page.one("title")).startswith(" ".join(shown.split()).split(":")[0]), (
        f"{path}: the title does not begin with the h1"
    )
    ids = [e.get("id") for e in html.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), f"{path}: an id stands twice"
    for image in page.all("img"):
        assert image.get("alt") is not None, f"{path}: an image without a text equivalent"
        assert image.get("width"), f"{path}: an image without a size lets the page jump"
    for field in [*page.all("input"), *page.all("select")]:
        labelled = field.get("id") in {label.get("for") for label in page.all("label")}
        wrapped = any(field in list(label.iter()) for label in page.all("label"))
        assert labelled or wrapped, f"{path}: {field.get('name') or field.get('id')} has no label"
    for element in html.iter():
        assert element.get("style") is None, f"{path}: an inline style"
        assert not [name for name in element.attrib if str(name).startswith("on")], f"{path}: an inline handler"
        if element.tag in {"script", "style"} and element.get("type") != "application/ld+json":
            assert not (element.text or "").strip(), f"{path}: inline {element.tag}"
        if element.tag == "link" and element.get("rel") == "canonical":
            continue  # absolute addresses of our own pages: see tests/site/test_search.py
        for name in ("href", "src"):
            target = urlsplit(element.get(name, ""))
            assert not target.netloc, f"{path}: leads to another site: {element.get(name)}"
            if target.fragment and not target.path:
                assert target.fragment in ids, f"{path}: #{target.fragment} is not there"

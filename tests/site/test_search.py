"""The data that a page gives to search engines and to messengers that show a link."""

from __future__ import annotations

import json
import struct
from datetime import date
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from pwa.content import TEXT_OF
from pwa.content.techniques import TECHNIQUES
from pwa.content.topics import TOPICS
from pwa.languages import LANGUAGES
from tests.pages import EVERY_PAGE, FOUND, NOT_MEDICAL, PageClient

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize(("tag", "slug"), [(tag, slug) for tag, slug in EVERY_PAGE if slug in FOUND])
def test_a_page_names_its_address_and_what_it_is(pages: PageClient, tag: str, slug: str) -> None:
    page = pages.get(f"/{tag}/{slug}")
    assert urlsplit(str(page.one("link", rel="canonical").get("href"))).path == f"/{tag}/{slug}"
    description = page.one("meta", name="description").get("content")
    title = page.one("meta", property="og:title").get("content")
    assert page.one("meta", property="og:description").get("content") == description
    if slug in NOT_MEDICAL:
        assert not page.all("script", type="application/ld+json")
        return
    record = json.loads(page.one("script", type="application/ld+json").text or "")
    assert record["@type"] == "MedicalWebPage"
    assert record["inLanguage"] == tag
    assert date.fromisoformat(record["lastReviewed"]) == TEXT_OF
    assert "reviewedBy" not in record, "nobody has reviewed the text yet"
    assert (record["name"], record["description"]) == (title, description)


def test_no_page_with_medical_text_counts_as_a_page_about_the_app() -> None:
    techniques = {f"techniques/{slug}" for slug in TECHNIQUES}
    medical = {"", "emergency", "check", *TOPICS, "techniques", *techniques, "sheets", "doctor", "therapist", "phrases"}
    assert medical & set(NOT_MEDICAL) == set()
    assert medical <= set(FOUND)


def test_a_page_that_nobody_should_find_is_kept_out(pages: PageClient) -> None:
    page = pages.get("/en/offline")
    assert page.one("meta", name="robots").get("content") == "noindex"
    assert not page.all("link", rel="canonical")


def test_pages_tell_different_things_of_themselves(pages: PageClient) -> None:
    titles = [pages.get(f"/en/{slug}").one("title").text for slug in FOUND]
    assert len(set(titles)) == len(FOUND)


def test_the_share_picture_has_the_size_that_messengers_show_whole(pages: PageClient) -> None:
    address = str(pages.get("/en/").one("meta", property="og:image").get("content"))
    picture = pages.client.get(urlsplit(address).path)
    assert struct.unpack(">II", picture.data[16:24]) == (1200, 630)
    assert len(picture.data) <= 60_000


def test_the_sitemap_lists_every_page_that_may_be_found_with_its_twins(pages: PageClient) -> None:
    answer = pages.client.get("/sitemap.xml")
    assert answer.content_type == "application/xml"
    entries = ElementTree.fromstring(answer.data).findall("s:url", SITEMAP)
    paths = [urlsplit(entry.findtext("s:loc", "", SITEMAP)).path for entry in entries]
    assert sorted(paths) == sorted(f"/{tag}/{slug}" for tag in LANGUAGES for slug in FOUND)
    for path, entry in zip(paths, entries, strict=True):
        slug = path.split("/", 2)[2]
        links = entry.findall("x:link[@rel='alternate']", SITEMAP)
        twins = {link.get("hreflang"): urlsplit(str(link.get("href"))).path for link in links}
        assert twins == {other: f"/{other}/{slug}" for other in LANGUAGES} | {"x-default": f"/en/{slug}"}


def test_robots_are_shown_the_sitemap_and_kept_from_the_api(pages: PageClient) -> None:
    answer = pages.client.get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert "Disallow: /api/" in answer.text
    assert answer.text.rstrip().endswith("/sitemap.xml")

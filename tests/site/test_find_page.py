"""The page that finds a word: a list of all pages, which the search reads, and a form that sends nothing."""

from __future__ import annotations

import pytest

from pwa.languages import LANGUAGES
from tests.pages import FOUND, NOT_MEDICAL, PageClient, words

LISTED = [slug for slug in FOUND if slug != "find"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_without_a_script_the_page_lists_all_pages_and_sends_no_word(pages: PageClient, tag: str) -> None:
    page = pages.get(f"/{tag}/find")
    listed = [str(link.get("href")) for link in page.one("nav", aria_labelledby="pages").iter("a")]
    assert listed == [f"/{tag}/{slug}" for slug in LISTED]
    form = page.one("form", id="find")
    assert (form.get("role"), form.get("method"), form.get("action")) == ("search", "dialog", None)
    assert form.get("hidden") is not None
    assert page.one("input", id="word").get("name") is None


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_page_is_listed_by_its_title(pages: PageClient, tag: str) -> None:
    for link in pages.get(f"/{tag}/find").one("nav", aria_labelledby="pages").iter("a"):
        title = words(link)
        assert title
        assert words(pages.get(str(link.get("href"))).one("h1")).startswith(title), "a draft has it in English too"


def test_of_pages_about_the_app_only_the_headings_are_searched(pages: PageClient) -> None:
    links = pages.get("/en/find").one("nav", aria_labelledby="pages").iter("a")
    about_the_app = [link.get("href") for link in links if link.get("data-find") == "headings"]
    assert about_the_app == [f"/en/{slug}" for slug in NOT_MEDICAL if slug != "find"]


@pytest.mark.parametrize("slug", ["", "stenosis", "saved"])
def test_every_page_leads_to_the_search(pages: PageClient, slug: str) -> None:
    assert pages.get(f"/en/{slug}").all("a", href="/en/find")

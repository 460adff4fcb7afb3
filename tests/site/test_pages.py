"""Every page in every language, read as a browser reads it."""

import pytest

from pwa.content.actions import ACTION_OF, Call
from pwa.content.countries import COUNTRIES
from pwa.content.signs import EMERGENCY, SIGNS, Level
from pwa.languages import LANGUAGES, Text
from tests.pages import DRAFTS, EVERY_PAGE, Page, PageClient, words


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_is_whole(pages: PageClient, tag: str, slug: str) -> None:
    page = pages.get(f"/{tag}/{slug}")
    assert page.root.get("lang") == tag
    for link in page.all("a"):
        path, _, place = str(link.get("href")).partition("#")
        if path.startswith("/"):
            assert pages.client.get(path).status_code == 200, f"{path} is a dead link"
            assert not place or pages.get(path).root.find(f".//*[@id='{place}']") is not None, f"{path} has no #{place}"
    for kind, name in (("script", "src"), ("link", "href"), ("img", "src")):
        for element in page.all(kind):
            if element.get("rel") not in {"alternate", "canonical"} and element.get("type") != "application/ld+json":
                assert pages.client.get(str(element.get(name))).status_code == 200, element.get(name)


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_says_who_checked_it_what_it_is_for_and_has_emergency_in_the_corner(
    pages: PageClient, tag: str, slug: str
) -> None:
    page = pages.get(f"/{tag}/{slug}")
    assert [link.get("href") for link in page.all("a", class_="emergency")] == [f"/{tag}/emergency"]
    assert page.all("section", class_="flow about-text")
    assert page.all("p", class_="banner unchecked") or not LANGUAGES[tag].is_draft
    switch = {(link.get("hreflang"), link.get("lang")) for link in page.all("a", rel="alternate")}
    assert switch == {(other, other) for other in LANGUAGES}


@pytest.mark.parametrize(("tag", "slug"), EVERY_PAGE)
def test_a_page_sets_no_cookie_and_can_be_cached_by_its_address(pages: PageClient, tag: str, slug: str) -> None:
    headers = pages.get(f"/{tag}/{slug}").response.headers
    assert "Set-Cookie" not in headers
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"] == "no-cache"


def test_the_home_page_has_five_steps(pages: PageClient) -> None:
    steps = pages.get("/en/").one("ol", class_="steps")
    assert [words(name) for name in steps.iter("b")] == [
        "Check",
        "Ask a doctor",
        "Read",
        "Choose a therapist",
        "On the day",
    ]


def test_the_emergency_page_has_all_its_signs_and_all_countries(pages: PageClient) -> None:
    page = pages.get("/en/emergency")
    for sign in EMERGENCY:
        assert sign.line.english in page.text
    rows = {str(row.get("data-country")): row for row in page.all("li") if row.get("data-country")}
    assert set(rows) == set(COUNTRIES)
    for iso, country in COUNTRIES.items():
        calls = [link.get("href") for link in rows[iso].iter("a")]
        assert calls == [f"tel:{number.digits}" for number in country.numbers]
        if not calls:
            assert "Go to the nearest hospital" in words(rows[iso])


@pytest.mark.parametrize("tag", DRAFTS)
def test_numbers_stay_latin_digits_left_to_right(pages: PageClient, tag: str) -> None:
    for link in pages.get(f"/{tag}/emergency").all("a"):
        if str(link.get("href")).startswith("tel:"):
            digits = next(link.iter("bdi"))
            assert digits.get("dir") == "ltr"
            assert f"tel:{digits.text}" == link.get("href")


@pytest.mark.parametrize("tag", DRAFTS)
def test_english_stands_beside_every_emergency_sentence_that_no_speaker_has_checked(
    pages: PageClient, tag: str
) -> None:
    def english(page: Page) -> str:
        spans = page.all("span", class_="english", lang="en", dir="ltr")
        return " | ".join(words(span) for span in spans)

    emergency, check = english(pages.get(f"/{tag}/emergency")), english(pages.get(f"/{tag}/check"))
    for sign in SIGNS:
        assert sign.line.english in check
        if sign.level == "emergency":
            assert sign.line.english in emergency
            assert sign.question.english in check
            assert sign.hint is None or sign.hint.english in check


@pytest.mark.parametrize("tag", DRAFTS)
@pytest.mark.parametrize("slug", ["check", "emergency"])
def test_english_stands_beside_every_word_of_the_emergency_card_and_on_its_button(
    pages: PageClient, tag: str, slug: str
) -> None:
    shown = pages.get(f"/{tag}/{slug}").one("div", class_="action", data_level="emergency")
    beside = [words(span) for span in shown.iter("span") if span.get("class") == "english"]
    card = ACTION_OF[Level.EMERGENCY]
    assert isinstance(card.heading, Call)
    assert card.strong is not None
    assert isinstance(card.then, Text)
    said = [card.word, card.heading.known, card.heading.unknown, card.strong, card.then]
    wanted = [text.english.replace("%(number)s ", "") for text in said]
    assert [text for text in [*wanted, "Find the number to call", "Call"] if text not in beside] == []


def test_english_needs_nothing_beside_it(pages: PageClient) -> None:
    assert not pages.get("/en/emergency").all("span", class_="english")


@pytest.mark.parametrize(
    ("path", "header", "tag"),
    [
        ("/es/no-such-page", "en", "es"),
        ("/ar/techniques/no-such", "en", "ar"),
        ("/xx/check", "es", "es"),
        ("/xx/", "ar", "ar"),
        ("/no/such/thing", "", "en"),
        ("/en/not-found", "", "en"),
        ("/static/abc/../../pyproject.toml", "", "en"),
    ],
)
def test_an_address_that_is_not_there_answers_in_the_readers_language_with_a_way_home(
    pages: PageClient, path: str, header: str, tag: str
) -> None:
    page = pages.get(path, status=404, Accept_Language=header)
    assert page.root.get("lang") == tag
    assert page.all("a", href=f"/{tag}/", class_="button wide")
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_page_of_unchanged_bytes_is_not_sent_again(pages: PageClient) -> None:
    first = pages.client.get("/en/check")
    again = pages.client.get("/en/check", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_is_sent_in_the_best_encoding_that_the_browser_takes(pages: PageClient) -> None:
    for accepted, coding in [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("identity", None),
        ("br;q=0, gzip", "gzip"),
    ]:
        answer = pages.client.get("/en/check", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding


def test_the_check_sends_nothing_anywhere_and_begins_empty(pages: PageClient) -> None:
    form = pages.get("/en/check").one("form")
    assert form.get("method") == "dialog"
    assert form.get("action") is None
    assert form.get("autocomplete") == "off"
    assert not [answer for answer in form.iter("input") if answer.get("checked") is not None]

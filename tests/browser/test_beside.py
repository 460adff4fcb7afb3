"""A second language beside the words of a page: for a carer, a doctor or a therapist who reads another one."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Phone
from tests.browser.saving import visit
from tests.browser.sheet_page import STEROIDS, open_in_two, sealed, wait_for_both
from tests.browser.test_listen import PHONE_VOICE, said, voice
from tests.pages import IN_TWO, TAGS
from tests.servers import InProcessServer, wait_until

LABEL = "Show a second language on this page:"
# The words of the page and those of the second language, in pairs, and the sentences of the control that are shown.
READ = """() => [
  [...document.querySelectorAll('main .both')].map(({ children }) => [...children].map((half) => half.textContent)),
  [...document.querySelectorAll('[data-beside]:not([hidden])')].map((told) => told.dataset.beside),
]"""
# The page without the control.
TEXT = "document.querySelector('main').innerHTML.replace(/<div[^>]* id=.beside.*?<.div>[^<]*<.div>/s, '')"


def choose(page: Page, tag: str) -> None:
    page.locator("#second-language").select_option(tag)
    page.locator(f".both > [lang={tag}]").first.wait_for(state="attached")


def messages(page: Page) -> list[str]:
    """The sentences that the control shows."""
    found: list[str] = page.evaluate(READ)[1]
    return found


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag != TAGS[0]])
def test_every_page_to_read_and_every_sheet_matches_its_english_so_any_two_languages_match(
    screen: Page, reading: InProcessServer, tag: str
) -> None:
    for slug in IN_TWO:
        open_in_two(screen, reading.url, tag, slug, "en")
        pairs, told = screen.evaluate(READ)
        assert told == [], slug
        assert len(pairs) > 10, slug
        assert all(len(pair) == 2 and all(re.search(r"\w", words) for words in pair) for pair in pairs), slug
        source = re.sub(r"\s+", "", screen.request.get(f"{reading.url}/en/{slug}").text())
        title = re.sub(r"\s+", "", screen.locator("h1 .both > [lang], .take > .title [lang]").first.inner_text())
        assert title in source
        ids = screen.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
        assert len(ids) == len(set(ids)), slug
        assert screen.locator(".both > [lang] :is(a, button, img, svg, input)").count() == 0, "words only"


@pytest.mark.parametrize(("mine", "theirs"), [("ar", "es"), ("ar", "en"), ("en", "ar")])
@pytest.mark.parametrize("slug", ["emergency", "therapist"])
def test_english_stands_once_beside_an_emergency_and_stays_where_neither_language_is_english(
    screen: Page, reading: InProcessServer, slug: str, mine: str, theirs: str
) -> None:
    open_in_two(screen, reading.url, mine, slug, theirs)
    lines = screen.locator(".pictured > li, .two.call > li:not(.head)").all()
    assert len(lines) >= 7
    for line in lines:
        english = line.locator(".english:visible, [lang=en]:visible, .both > :first-child:lang(en)").all_inner_texts()
        assert len(english) >= 1
        assert len(set(english)) == len(english)
        assert line.locator(".both > [lang] .english").count() == 0
        is_third = "en" not in (mine, theirs)
        assert (line.locator(".english:visible").count() > 0) == is_third


def test_the_number_of_the_country_is_in_both_languages_in_latin_digits(screen: Page, reading: InProcessServer) -> None:
    open_in_two(screen, reading.url, "ar", "emergency", "es")
    screen.locator("#country").select_option("GB")
    call = screen.locator("#numbers > .call:visible")
    expect(call).to_have_attribute("href", "tel:999")
    for half in call.locator(".both > *").all():
        expect(half).to_contain_text("999")
    expect(screen.locator("#mine li [lang=es]").first).to_have_text("Reino Unido")
    expect(screen.locator(".action header [lang=es]:visible").last).to_contain_text("999")
    screen.get_by_role("button", name="Only").or_(screen.locator("#beside button")).first.press("Enter")
    expect(screen.locator("#mine li")).to_have_count(1)
    expect(screen.locator("[lang=es]:not(option, a)")).to_have_count(0)


def test_the_choice_is_made_once_for_all_pages_and_one_tap_ends_it(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/session")
    before = page.evaluate(TEXT)
    page.get_by_label(LABEL).select_option("ar")
    expect(page.locator("h1 [lang=ar]")).to_be_visible()
    expect(page.locator("h1 [lang=ar]")).to_have_attribute("dir", "rtl")
    expect(page.get_by_label(LABEL)).to_be_in_viewport()
    page.goto(f"{reading.url}/en/therapist")
    expect(page.locator(".do [lang=ar]").first).to_be_visible()
    page.goto(f"{reading.url}/ar/session")
    expect(page.locator("#second-language")).to_have_value("")
    expect(page.locator(".both")).to_have_count(0)
    page.goto(f"{reading.url}/en/session")
    expect(page.locator("h1 [lang=ar]")).to_be_visible()
    page.get_by_role("button", name="Only English").press("Enter")
    expect(page.locator(".both")).to_have_count(0)
    expect(page.get_by_label(LABEL)).to_be_focused()
    assert page.evaluate(TEXT) == before, "the page is as it was"
    page.reload()
    expect(page.locator("#beside")).to_be_visible()
    assert page.evaluate("localStorage.getItem('beside')") is None


@pytest.fixture
def rosas(phone: Phone, reading: InProcessServer) -> BrowserContext:
    """Her phone, which has saved the Spanish pages."""
    context = phone(service_workers="allow")
    visit(context.new_page(), f"{reading.url}/es/")
    return context


def test_without_a_network_a_sheet_and_a_page_have_both_languages_that_were_chosen_before(
    rosas: BrowserContext, reading: InProcessServer
) -> None:
    """The choice saves the second language too. The last address is that of an earlier release."""
    page = rosas.new_page()
    page.goto(f"{reading.url}/es/doctor")
    choose(page, "ar")
    saved = "caches.keys().then((names) => Promise.all(names.filter((name) => name.endsWith('-ar')).map((name) => "
    saved += "caches.match('/complete', { cacheName: name })))).then((found) => found.some(Boolean))"
    wait_until(lambda: page.evaluate(saved), what="the Arabic pages are saved")
    rosas.set_offline(True)
    for path in ("es/doctor", "es/therapist", "es/session", "es/emergency", "es/doctor/ar"):
        page.goto(f"{reading.url}/{path}")
        page.locator(".both > [lang=ar]").nth(10).wait_for(state="attached")
        assert messages(page) == []


def test_a_language_that_can_not_be_had_is_told_with_the_way_to_save_it(
    rosas: BrowserContext, reading: InProcessServer
) -> None:
    rosas.set_offline(True)
    page = rosas.new_page()
    page.goto(f"{reading.url}/es/therapist")
    page.locator("#second-language").select_option("ar")
    wait_until(lambda: messages(page) == ["failed"])
    expect(page.locator("[data-beside=failed] a")).to_have_attribute("href", "/es/saved")
    expect(page.locator(".both > [lang]")).to_have_count(0)
    page.locator("#second-language").select_option("")
    wait_until(lambda: messages(page) == [])


OTHER_PAGES = {
    "a sentence less": (r"<p class=\"lead\">.*?</p>", ""),
    "another revision": ('data-revision="0"', 'data-revision="1"'),
    "another line with the same words": ('id="lie"', 'id="sit"'),
}


@pytest.mark.parametrize("how", OTHER_PAGES)
def test_a_page_that_does_not_match_is_not_shown_in_part(phone: Phone, reading: InProcessServer, how: str) -> None:
    """As between two releases, or while the page is withdrawn."""
    pattern, instead = OTHER_PAGES[how]

    def change(route: Route) -> None:
        text, changes = re.subn(pattern, instead, route.fetch().text(), flags=re.DOTALL)
        assert changes
        route.fulfill(body=text, content_type="text/html")

    page = phone().new_page()
    page.route("**/ar/session", change)
    page.goto(f"{reading.url}/en/session")
    before = page.evaluate(TEXT)
    page.locator("#second-language").select_option("ar")
    expect(page.get_by_text("The two languages of this page do not match")).to_be_visible()
    assert page.evaluate(TEXT) == before


def test_a_code_of_an_earlier_release_comes_with_both_languages_and_changes_no_choice(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/doctor/es{sealed(['', [STEROIDS], [], {}])}")
    wait_for_both(page)
    expect(page.locator("html")).to_have_class("received")
    expect(page.locator("li:has([value=steroids]) [lang=es]")).to_be_visible()
    assert page.evaluate("localStorage.getItem('beside')") is None


def test_only_the_language_of_the_page_is_read_aloud(phone: Phone, reading: InProcessServer) -> None:
    context = phone()
    context.add_init_script(f"({PHONE_VOICE})({json.dumps([voice('en-US'), voice('ar-SA')])});")
    page = context.new_page()
    open_in_two(page, reading.url, "en", "session", "ar")
    page.locator("#listen [value=listen]").press("Enter")
    while page.evaluate("speechSynthesis.isSpeaking()"):
        page.evaluate("speechSynthesis.finish()")
    assert len(said(page)) > 20
    assert {sentence.partition(":")[0] for sentence in said(page)} == {"en-US"}
    assert not [sentence for sentence in said(page) if re.search(r"[\u0600-\u06ff]", sentence)]

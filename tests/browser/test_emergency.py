"""The number to call is chosen by the person, never guessed, and stays on the phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.check_page import start_check
from tests.browser.conftest import FORBIDDEN, FULL, Phone
from tests.browser.saving import visit
from tests.browser.views import resize
from tests.pages import TAGS
from tests.servers import InProcessServer

# Records what screen readers announce: the text of a live region after a change. It starts before the modules run.
SAID = """
  window.said = [];
  document.addEventListener('readystatechange', () => {
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = target.closest('[role=status], [role=alert]');
        if (region?.innerText.trim() && region.ariaLive !== 'off') window.said.push(region.innerText.trim());
      }
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['hidden'] });
  }, { once: true });
"""


def emergency(phone: Phone, reading: InProcessServer, tag: str = "en", script: str = "", **options: Any) -> Page:
    context = phone(**options)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{reading.url}/{tag}/emergency")
    return page


def number_shown(page: Page) -> str | None:
    return page.locator("#numbers > .call:visible").get_attribute("href")


def test_the_region_of_the_browser_is_offered_and_not_taken(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, locale="es-PE")
    assert number_shown(page) == "#countries"
    page.get_by_role("button", name="I am in this country: Peru").tap()
    assert number_shown(page) == "tel:106"
    expect(page.locator("#suggestion")).to_be_hidden()
    page.goto(f"{reading.url}/es/check")
    start_check(page)
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "tel:106")


@pytest.mark.parametrize(
    ("tag", "one", "other"), [("zh-Hans", "阿根廷", "中国"), ("vi", "Đức", "Ethiopia"), ("ar", "الأردن", "مصر")]
)
def test_countries_stand_in_the_order_of_the_language(
    screen: Page, reading: InProcessServer, tag: str, one: str, other: str
) -> None:
    screen.goto(f"{reading.url}/{tag}/emergency")
    expect(screen.locator("#choose")).to_be_visible()
    names = screen.locator("#country option").all_inner_texts()[1:]
    assert names.index(one) < names.index(other)
    assert names == screen.locator("#countries .country").all_text_contents()


@pytest.mark.parametrize("locale", ["ar", "eo", "en-AQ"])
def test_a_language_without_a_country_of_ours_suggests_nothing(
    phone: Phone, reading: InProcessServer, locale: str
) -> None:
    page = emergency(phone, reading, locale=locale)
    expect(page.locator("#country")).to_be_visible()
    expect(page.locator("#suggestion")).to_be_hidden()


def test_a_country_without_a_sure_number_gets_words_and_no_number(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("CD")
    expect(page.locator("#mine")).to_contain_text("Go to the nearest hospital")
    assert page.locator("#mine a").count() == 0
    assert number_shown(page) == "#countries"


def test_a_number_is_announced_when_it_is_chosen_and_not_on_each_visit(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, script=SAID)
    page.locator("#country").select_option("GB")
    assert page.evaluate("said") == [page.locator("#mine").inner_text()]
    page.reload()
    expect(page.locator("#mine")).to_contain_text("999")
    page.locator("#own").fill("0800 123 456")
    page.locator("#own").blur()
    expect(page.locator("#second")).to_have_text("Call 0800123456")
    assert page.evaluate("said") == []


@pytest.mark.parametrize("typed", ["0800 123-456", "٠٨٠٠ ١٢٣ ٤٥٦", "০৮০০১২৩৪৫৬", "0800123456"])
def test_an_own_number_is_used_where_no_country_has_one_and_is_written_in_latin_digits(
    phone: Phone, reading: InProcessServer, typed: str
) -> None:
    page = emergency(phone, reading, "ar")
    page.locator("#country").select_option("CD")
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    assert number_shown(page) == "tel:0800123456"
    expect(page.locator("#numbers > .call:visible bdi").first).to_have_text("0800123456")
    page.reload()
    assert number_shown(page) == "tel:0800123456"
    page.locator("#own").fill("")
    page.locator("#own").blur()
    assert number_shown(page) == "#countries", "without it there is none"


@pytest.mark.parametrize("typed", ["17", "1" * 15], ids=["two digits", "fifteen digits"])
def test_the_shortest_and_the_longest_number_of_the_world_can_be_entered(
    phone: Phone, reading: InProcessServer, typed: Any
) -> None:
    page = emergency(phone, reading)
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    assert number_shown(page) == f"tel:{typed}"
    expect(page.get_by_text("This is not a phone number")).to_be_hidden()
    page.reload()
    assert number_shown(page) == f"tel:{typed}"


def test_a_daughters_number_never_takes_the_place_of_112(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("IN")
    page.locator("#own").fill("+34 612 345 678")
    page.locator("#own").blur()
    assert number_shown(page) == "tel:112"
    for _ in ("now", "on the next visit"):
        expect(page.locator("#second")).to_have_text("Call +34612345678")
        expect(page.locator("#second")).to_have_attribute("href", "tel:+34612345678")
        page.reload()
    page.goto(f"{reading.url}/en/check")
    start_check(page)
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "tel:112")
    assert "612" not in page.locator(".result").inner_text()


def test_the_number_that_was_chosen_can_be_called_where_it_was_chosen(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.locator("#country").focus()
    page.locator("#country").select_option("IN")
    assert number_shown(page) == "tel:112"
    expect(page.locator("#numbers > .call:visible")).to_be_in_viewport(ratio=1)
    expect(page.locator("#country")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("typed", ["call my son", "1", "javascript:alert(1)", "🚑" * 300, "1" * 16])
def test_a_text_that_is_no_number_is_refused_and_never_dialled(
    phone: Phone, reading: InProcessServer, typed: Any
) -> None:
    page = emergency(phone, reading)
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    expect(page.get_by_text("This is not a phone number")).to_be_visible()
    expect(page.locator("#own")).to_have_value(typed)
    assert number_shown(page) == "#countries"
    page.locator("#own").press_sequentially("1")
    expect(page.get_by_text("This is not a phone number")).to_be_hidden()


def test_a_phone_that_keeps_nothing_says_so_and_still_shows_the_number(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, script=FORBIDDEN)
    page.locator("#country").select_option("GB")
    assert number_shown(page) == "tel:999"
    expect(page.get_by_text("This phone does not let Ask First save the number.")).to_be_visible()


def test_a_full_phone_never_dials_the_number_of_an_older_country(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("GB")
    page.evaluate(f"() => {{ {FULL} }}")
    page.locator("#country").select_option("US")
    expect(page.get_by_text("This phone does not let Ask First save the number.")).to_be_visible()
    assert number_shown(page) == "tel:911"
    page.goto(f"{reading.url}/en/check")
    start_check(page)
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "/en/emergency#numbers")


def test_without_javascript_all_numbers_are_there(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, java_script_enabled=False)
    assert page.locator("#countries a:visible").count() > 60
    expect(page.locator("#choose")).to_be_hidden()


@pytest.mark.parametrize("tag", TAGS)
def test_the_list_of_countries_is_directly_under_the_button_in_every_window(
    phone: Phone, reading: InProcessServer, tag: str
) -> None:
    """Before, the button was 1,966 pixels down in Spanish at 200 %."""
    page = emergency(phone, reading, tag, locale="en-US")
    devtools = page.context.new_cdp_session(page)
    for width, height in ((320, 480), (360, 560)):
        for size in (16, 32):
            resize(page, devtools, width, height, size)
            page.evaluate("scrollTo(0, 0)")
            button, label = (page.locator(place).bounding_box() for place in ("#find", "#choice"))
            assert button is not None
            assert label is not None
            assert label["y"] - button["y"] - button["height"] <= 2 * size, f"{width}, {size}: directly under it"
            assert button["y"] + size < height, f"{width}, {size}: it begins in the first window"
            if size == 16:
                expect(page.locator("#country")).to_be_in_viewport(ratio=1)


def test_the_button_leads_to_the_list_of_countries_and_without_a_script_to_all_of_them(
    phone: Phone, reading: InProcessServer
) -> None:
    page = emergency(phone, reading)
    page.locator("#find").tap()
    expect(page.locator("#country")).to_be_focused()
    plain = emergency(phone, reading, java_script_enabled=False)
    plain.locator("#find").tap()
    expect(plain.locator("#countries a").first).to_be_in_viewport()


def test_with_a_country_the_call_comes_first_and_another_country_is_one_tap_away(
    phone: Phone, reading: InProcessServer
) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("GB")
    page.reload()
    first = page.locator("main :is(a, button, input, select, summary):visible").first
    expect(first).to_have_text("Call 999")
    expect(page.locator("#country")).to_be_hidden()
    page.get_by_role("link", name="Are you in another country? Choose it here.").tap()
    expect(page.locator("#country")).to_be_focused()
    page.locator("#country").select_option("FR")
    expect(first).to_have_text("Call 15")
    expect(page.locator("#country")).to_be_focused()


def test_who_cannot_speak_or_hear_finds_the_way_of_the_country_with_its_grade_and_date(
    phone: Phone, reading: InProcessServer
) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("GB")
    mine = page.locator("#mine")
    expect(mine).to_contain_text("If you cannot speak or hear on the phone:")
    expect(mine).to_contain_text("Text 999. This works only if you have registered.")
    expect(mine).to_contain_text("It does not work with a SIM card from another country.")
    expect(mine).to_contain_text("At least two sources agree on this.")
    basis = page.locator("#basis")
    agreed = "At least two sources agree on this number. We last checked this on "
    expect(basis).to_contain_text(agreed, use_inner_text=True)
    page.locator("#country").select_option("NG")
    expect(mine).not_to_contain_text("If you cannot speak")
    expect(basis).to_contain_text("This number comes from a national source. We last", use_inner_text=True)
    page.locator("#country").select_option("CD")
    expect(basis).to_contain_text("We are not sure of the number for this country", use_inner_text=True)


def test_a_country_that_is_not_listed_is_told_and_the_page_goes_on(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.evaluate("Object.assign(localStorage, { country: 'QQ', number: '123' })")
    page.reload()
    told = page.get_by_text("We do not know an emergency number for this country.")
    expect(told).to_be_visible()
    assert number_shown(page) == "#countries", "a number that we cannot check is not dialled"
    page.locator("#country").select_option("GB")
    expect(told).to_be_hidden()
    assert number_shown(page) == "tel:999"


WAY = "If you cannot speak or hear on the phone: See if your country has another way to get help."


def test_the_emergency_card_of_the_check_leads_to_the_ways_without_speaking_offline_too(
    phone: Phone, reading: InProcessServer
) -> None:
    context = phone(service_workers="allow")
    page = context.new_page()
    visit(page, f"{reading.url}/en/")
    page.goto(f"{reading.url}/en/emergency")
    page.locator("#country").select_option("GB")
    context.set_offline(True)
    page.goto(f"{reading.url}/en/check")
    start_check(page)
    page.locator("[name=E1][value=yes]").check()
    page.get_by_role("link", name=WAY).press("Enter")
    page.wait_for_url("**/en/emergency#numbers")
    expect(page.locator("#mine .way")).to_contain_text("Text 999.")


def test_without_javascript_the_card_leads_to_the_ways_too(phone: Phone, reading: InProcessServer) -> None:
    # Without scripts Chromium reports each transition from page to page as an error.
    page = phone(java_script_enabled=False, reduced_motion="reduce").new_page()
    page.goto(f"{reading.url}/en/check")
    expect(page.get_by_role("link", name=WAY)).to_be_hidden()
    page.locator("[name=E1][value=yes]").check()
    page.get_by_role("link", name=WAY).press("Enter")
    page.wait_for_url("**/en/emergency#numbers")
    expect(page.locator("[data-country=GB] .way")).to_contain_text("Text 999.")

"""The number to call is chosen by the person, never guessed, and stays on the phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORBIDDEN, FULL, Phone
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
    return page.locator(".action a.call:visible").get_attribute("href")


def test_the_region_of_the_browser_is_offered_and_not_taken(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, locale="es-PE")
    assert number_shown(page) == "/en/emergency#numbers"
    page.get_by_role("button", name="I am in this country: Peru").tap()
    assert number_shown(page) == "tel:106"
    expect(page.locator("#suggestion")).to_be_hidden()
    page.goto(f"{reading.url}/es/check")
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "tel:106")


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
    assert number_shown(page) == "/en/emergency#numbers"


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
    expect(page.locator(".action a.call:visible bdi").first).to_have_text("0800123456")
    page.reload()
    assert number_shown(page) == "tel:0800123456"
    page.locator("#own").fill("")
    page.locator("#own").blur()
    assert number_shown(page) == "/ar/emergency#numbers", "without it there is none"


@pytest.mark.parametrize("typed", ["17", "1" * 15], ids=["two digits", "fifteen digits"])
def test_the_shortest_and_the_longest_number_of_the_world_can_be_entered(
    phone: Phone, reading: InProcessServer, typed: Any
) -> None:
    page = emergency(phone, reading)
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    assert number_shown(page) == f"tel:{typed}"
    expect(page.get_by_text("This is not a telephone number.")).to_be_hidden()
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
    page.locator("[name=E9][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "tel:112")
    assert "612" not in page.locator(".result").inner_text()


def test_the_number_that_was_chosen_can_be_called_where_it_was_chosen(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    beside = page.locator("#choose .call")
    expect(beside).to_be_hidden()
    page.locator("#country").select_option("CD")
    expect(beside).to_be_hidden()
    page.locator("#country").focus()
    page.locator("#country").select_option("IN")
    expect(beside).to_have_attribute("href", "tel:112")
    expect(beside).to_be_in_viewport(ratio=1)
    expect(page.locator("#country")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("typed", ["call my son", "1", "javascript:alert(1)", "🚑" * 300, "1" * 16])
def test_a_text_that_is_no_number_is_refused_and_never_dialled(
    phone: Phone, reading: InProcessServer, typed: Any
) -> None:
    page = emergency(phone, reading)
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    expect(page.get_by_text("This is not a telephone number.")).to_be_visible()
    expect(page.locator("#own")).to_have_value(typed)
    assert number_shown(page) == "/en/emergency#numbers"
    page.locator("#own").press_sequentially("1")
    expect(page.get_by_text("This is not a telephone number.")).to_be_hidden()


def test_a_phone_that_keeps_nothing_says_so_and_still_shows_the_number(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, script=FORBIDDEN)
    page.locator("#country").select_option("GB")
    assert number_shown(page) == "tel:999"
    expect(page.get_by_text("This phone does not let Ask First keep the number.")).to_be_visible()


def test_a_full_phone_never_dials_the_number_of_an_older_country(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading)
    page.locator("#country").select_option("GB")
    page.evaluate(f"() => {{ {FULL} }}")
    page.locator("#country").select_option("US")
    expect(page.get_by_text("This phone does not let Ask First keep the number.")).to_be_visible()
    assert number_shown(page) == "tel:911"
    page.goto(f"{reading.url}/en/check")
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "/en/emergency#numbers")


def test_without_javascript_all_numbers_are_there(phone: Phone, reading: InProcessServer) -> None:
    page = emergency(phone, reading, java_script_enabled=False)
    assert page.locator("#countries a:visible").count() > 60
    expect(page.locator("#choose")).to_be_hidden()

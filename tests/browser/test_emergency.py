"""The number to call is chosen by the person, never guessed, and stays on the phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORBIDDEN
from tests.servers import Here

# What screen readers say without being asked: what a live region holds after a change. Modules run after this moment.
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


def emergency(phone, reading: Here, tag: str = "en", script: str = "", **options) -> Page:
    context = phone(**options)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(f"{reading.url}/{tag}/emergency")
    return page


def number_shown(page: Page) -> str | None:
    return page.locator(".action a.call:visible").get_attribute("href")


def test_the_region_of_the_browser_is_offered_and_not_taken(phone, reading):
    page = emergency(phone, reading, locale="es-PE")
    assert number_shown(page) == "/en/emergency#numbers"
    page.get_by_role("button", name="I am in this country: Peru").tap()
    assert number_shown(page) == "tel:106"
    expect(page.locator("#suggestion")).to_be_hidden()
    page.goto(f"{reading.url}/es/check")
    page.locator("[name=E1][value=yes]").check()
    expect(page.locator(".result .call:visible")).to_have_attribute("href", "tel:106")


@pytest.mark.parametrize("locale", ["ar", "eo", "en-AQ"])
def test_a_language_without_a_country_of_ours_suggests_nothing(phone, reading, locale):
    page = emergency(phone, reading, locale=locale)
    expect(page.locator("#country")).to_be_visible()
    expect(page.locator("#suggestion")).to_be_hidden()


def test_a_country_without_a_sure_number_gets_words_and_no_number(phone, reading):
    page = emergency(phone, reading)
    page.locator("#country").select_option("CD")
    expect(page.locator("#mine")).to_contain_text("Go to the nearest hospital")
    assert page.locator("#mine a").count() == 0
    assert number_shown(page) == "/en/emergency#numbers"


def test_a_number_is_announced_when_it_is_chosen_and_not_on_each_visit(phone, reading):
    page = emergency(phone, reading, script=SAID)
    page.locator("#country").select_option("GB")
    assert page.evaluate("said") == [page.locator("#mine").inner_text()]
    page.reload()
    expect(page.locator("#mine")).to_contain_text("999")
    page.locator("#own").fill("0800 123 456")
    page.locator("#own").blur()
    assert number_shown(page) == "tel:0800123456"
    assert page.evaluate("said") == []


@pytest.mark.parametrize("typed", ["0800 123-456", "٠٨٠٠ ١٢٣ ٤٥٦", "০৮০০১২৩৪৫৬", "0800123456"])
def test_a_number_of_ones_own_comes_first_and_is_written_in_latin_digits(phone, reading, typed):
    page = emergency(phone, reading, "ar")
    page.locator("#country").select_option("ES")
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    assert number_shown(page) == "tel:0800123456"
    expect(page.locator(".action a.call:visible bdi").first).to_have_text("0800123456")
    page.reload()
    assert number_shown(page) == "tel:0800123456"
    page.locator("#own").fill("")
    page.locator("#own").blur()
    assert number_shown(page) == "tel:112", "without it the country counts again"


@pytest.mark.parametrize("typed", ["call my son", "1", "javascript:alert(1)", "🚑" * 300, "1" * 40])
def test_what_is_no_number_is_said_and_never_dialled(phone, reading, typed):
    page = emergency(phone, reading)
    page.locator("#own").fill(typed)
    page.locator("#own").blur()
    expect(page.get_by_text("This is not a telephone number.")).to_be_visible()
    expect(page.locator("#own")).to_have_value(typed)
    assert number_shown(page) == "/en/emergency#numbers"


def test_a_phone_that_keeps_nothing_says_so_and_still_shows_the_number(phone, reading):
    page = emergency(phone, reading, script=FORBIDDEN)
    page.locator("#country").select_option("GB")
    assert number_shown(page) == "tel:999"
    expect(page.get_by_text("This phone does not let Ask First keep the number.")).to_be_visible()


def test_without_javascript_all_numbers_are_there(phone, reading):
    page = emergency(phone, reading, java_script_enabled=False)
    assert page.locator("#countries a:visible").count() > 60
    expect(page.locator("#choose")).to_be_hidden()

"""A person changes the language: the list of languages leads to the same page in another one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pwa.languages import LANGUAGES
from tests.browser.conftest import Phone
from tests.browser.languages_page import switch_to
from tests.browser.saving import visit
from tests.servers import InProcessServer


@pytest.mark.parametrize("slug", ["", "check", "techniques/swedish", "doctor/ar"])
def test_the_list_leads_to_the_same_page_in_another_language(screen: Page, reading: InProcessServer, slug: str) -> None:
    screen.goto(f"{reading.url}/es/{slug}")
    switch_to(screen, "ar")
    expect(screen).to_have_url(f"{reading.url}/ar/{slug.removesuffix('/ar')}")
    expect(screen.locator("html")).to_have_attribute("lang", "ar")


def test_a_person_who_skips_to_the_list_comes_to_a_page_that_is_there(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/languages#check")
    screen.locator(".skip").press("Enter")
    expect(screen.locator(".languages a[hreflang=es]")).to_have_attribute("href", f"{reading.url}/es/check")
    screen.reload()
    screen.locator(".languages a[hreflang=es]").click()
    expect(screen).to_have_url(f"{reading.url}/es/")


@pytest.mark.parametrize(
    "place", ["/evil.example", "//evil.example", "\\evil.example", "../..//evil.example", "@evil.example"]
)
def test_no_address_makes_the_list_lead_to_another_site(screen: Page, reading: InProcessServer, place: str) -> None:
    screen.goto("about:blank")
    screen.goto(f"{reading.url}/en/languages#{place}")
    origins = screen.locator(".languages a").evaluate_all("(all) => all.map((link) => link.origin)")
    assert origins == [reading.url] * len(LANGUAGES)


def test_without_javascript_the_list_leads_to_the_home_page(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    switch_to(page, "es")
    expect(page).to_have_url(f"{reading.url}/es/")


def test_the_list_and_a_saved_language_open_without_a_network(phone: Phone, reading: InProcessServer) -> None:
    context = phone(service_workers="allow")
    page = context.new_page()
    for tag in ("es", "en"):
        visit(page, f"{reading.url}/{tag}/")
    context.set_offline(True)
    page.goto(f"{reading.url}/en/emergency")
    switch_to(page, "es")
    expect(page).to_have_url(re.compile("/es/emergency$"))
    expect(page.locator("#country")).to_be_visible()


def test_the_list_is_seen_whole_and_each_language_has_a_large_row(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/languages")
    for row in screen.locator(".languages a").all():
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert box["width"] >= 300

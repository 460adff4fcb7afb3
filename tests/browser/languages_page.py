"""The lists of languages, as a person uses them."""

from __future__ import annotations

from playwright.sync_api import Page


def switch_to(page: Page, tag: str) -> None:
    """Choose another language in the list behind the top bar."""
    page.locator("a.language").click()
    page.locator(f".languages a[hreflang={tag}]").click()


def choose_second(page: Page, tag: str) -> None:
    """Choose the language of the other person, for the phrases or the poster."""
    page.locator("#others summary").press("Enter")
    page.locator(f"#others [lang={tag}]").press("Enter")

"""The page of languages, as a person uses it."""

from __future__ import annotations

from playwright.sync_api import Page


def switch_to(page: Page, tag: str) -> None:
    """Choose another language in the list behind the top bar."""
    page.locator("a.language").click()
    page.locator(f".languages a[hreflang={tag}]").click()

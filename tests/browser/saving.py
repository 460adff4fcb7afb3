"""A phone that saves the app."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Worker, expect


def visit(page: Page, url: str) -> None:
    """One visit, until the page itself says that all is saved."""
    page.goto(url)
    expect(page.locator("[data-saved=yes]").first).to_be_visible()


def saved_by_its_worker(phone: Callable[..., BrowserContext], url: str) -> tuple[Page, Worker]:
    """A page that is saved, and the worker that saved it."""
    context = phone()
    page = context.new_page()
    visit(page, url)
    [worker] = context.service_workers
    return page, worker


def cache_names(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => caches.keys()")
    return found

"""Helpers for a phone that saves the app."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, Page, Worker, expect

from pwa.services import services


def visit(page: Page, url: str) -> None:
    """Visit a page and wait until it says that all is saved."""
    page.goto(url)
    expect(page.locator("[data-saved=yes]").first).to_be_visible()


def saved_by_its_worker(phone: Callable[..., BrowserContext], url: str) -> tuple[Page, Worker]:
    """Return a page that is saved, and the worker that saved it."""
    context = phone()
    page = context.new_page()
    visit(page, url)
    [worker] = context.service_workers
    return page, worker


def cache_names(page: Page) -> list[str]:
    """The names of all caches but the list of recalls, which every phone has."""
    found: list[str] = page.evaluate("async () => (await caches.keys()).filter((name) => name !== 'recalls')")
    return found


def release_shown(page: Page, *apps: Flask) -> str | None:
    """Return the release of the app whose page is shown. The apps are told apart by their public addresses."""
    canonical = str(page.locator("link[rel=canonical]").get_attribute("href"))
    known = {services(app).settings.base_url: services(app).release.id for app in apps}
    return known.get(canonical.rpartition("/en/")[0])


SPOIL = """async (path) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const answer = await cache.match(path);
    if (!answer) continue;
    const text = (await answer.text()).replaceAll('tel:999', 'tel:666');
    await cache.put(path, new Response(text, { headers: answer.headers }));
  }
}"""

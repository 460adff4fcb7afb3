"""The page of a sheet."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def put_in(page: Page, ids: list[str]) -> None:
    """Open the sheet from the check, where these signs were ticked today."""
    page.evaluate(
        """(ids) => {
          const day = new Date().toLocaleDateString('en-CA');
          sessionStorage.setItem('ticked', JSON.stringify({day, yes: ids, unsure: []}));
          location.reload();
        }""",
        ids,
    )
    expect(page.locator(f"[value={ids[-1]}]")).to_be_checked()

"""The page of a sheet."""

from __future__ import annotations

import base64
import json
from typing import Any

from playwright.sync_api import Page, expect

STEROIDS = "medicines.steroids"


def open_in_two(page: Page, origin: str, mine: str, name: str, theirs: str = "", end: str = "") -> None:
    """Open a sheet in one language and, beside it, in another."""
    page.goto(f"{origin}/{mine}/{name}{f'?with={theirs}' if theirs else ''}{end}")
    wait_for_both(page)


def wait_for_both(page: Page) -> None:
    """Wait until the second language that the address names has come."""
    if "?with=" in page.url:
        page.locator(".both > [lang]").first.wait_for(state="attached")


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
    wait_for_both(page)


def sealed(sheet: Any) -> str:
    """The end of an address with a right checksum over any content, as an attacker would make it."""
    body = base64.urlsafe_b64encode(json.dumps(sheet).encode()).decode().rstrip("=")
    return f"#1.{checksum(body)}.{body}"


def checksum(body: str) -> str:
    """The checksum of the body of a code, as `static/js/sheet-record.js` makes it."""
    total = 0x811C9DC5
    for byte in body.encode():
        total = (total ^ byte) * 0x01000193 % 2**32
    digits = ""
    while total:
        total, digit = divmod(total, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits

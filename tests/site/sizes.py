"""The budgets of bytes, and what a page loads."""

from __future__ import annotations

import re

from pwa.site.documents import Document, Release

# Compressed bytes (brotli), from the design. Scripts: what a page loads by itself, and with all that may come later.
HTML, CSS, JS, JS_WITH_LATER, WORKER, CORE, PACK = 14_000, 6_000, 8_000, 18_500, 4_000, 60_000, 320_000


def loaded(release: Release, path: str, ending: str, *, later: bool = False) -> list[Document]:
    """What a page loads of one kind: what it names, and what its scripts import.

    With `later`, also what they import on a tap, or on a phone that has reminders. Only a page with the bar of that
    name imports `listen.js`, but that page does so by itself.
    """
    found: dict[str, Document] = {}
    named = [path]
    while named:
        text = release.documents[named.pop()].body.decode()
        if not later:
            text = re.sub(r"import\('/static/\w+/js/(?!listen\.)[\w-]+\.js'\)", "", text)
        for address in re.findall(rf"[\w./-]+\{ending}\b", text):
            # The service worker has a budget of its own.
            if address in release.documents and address not in found and not address.endswith("/sw.js"):
                if address.endswith("/listen.js") and b'id="listen"' not in release.documents[path].body:
                    continue
                found[address] = release.documents[address]
                named.append(address)
    return list(found.values())


def worker_scripts(release: Release) -> list[Document]:
    """The service worker: what names the release, and its code. What it shows without a network is apart."""
    return [release.documents["/sw.js"], release.documents[release.addresses["sw.js"]]]

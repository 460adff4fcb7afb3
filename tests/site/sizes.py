"""The budgets of bytes, and the files that a page loads."""

from __future__ import annotations

import json
import re

from pwa.site.documents import Document, Release

# Compressed bytes (brotli), from the design. Scripts have two budgets: those that a page loads by itself, and all that
# it may load later.
HTML, CSS, JS, JS_WITH_LATER, WORKER, CORE, PACK = 14_000, 6_000, 8_000, 28_000, 4_000, 60_000, 320_000
# Bytes that a phone fetches when a release changes one sentence: its page, the list of the pack and `/sw.js`.
ONE_SENTENCE = 15_000
# In a language that no speaker has checked, the check has its emergency sentences in English too: 1.9 kB, which go when a
# speaker has checked them. Russian and Bengali are the longest.
HTML_OF_A_DRAFT, CORE_OF_A_DRAFT, ONE_SENTENCE_OF_A_DRAFT = 14_800, 61_000, 18_000


def loaded(release: Release, path: str, ending: str, *, later: bool = False) -> list[Document]:
    """Return the files of one kind that a page loads: those that it names, and those that its scripts import.

    With `later`, also the scripts that are imported on a tap, or on a phone that has reminders or a second language.
    `listen.js` and `beside.js` are imported only by pages with an element of that name, the first without a tap.
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
                name = re.search(r"/(listen|beside)\.js$", address)
                if name and f'id="{name[1]}"'.encode() not in release.documents[path].body:
                    continue
                found[address] = release.documents[address]
                named.append(address)
    return list(found.values())


def pack_documents(release: Release, tag: str) -> tuple[list[Document], list[Document]]:
    """Return what a phone fetches to save its first pack: the core, and the rest with the list."""
    pack = json.loads(release.documents[f"/{tag}/pack.json"].body)
    core, rest = pack["files"][: pack["core"]], pack["files"][pack["core"] :]
    together = json.loads(release.documents[f"/{tag}/pages.json"].body)
    return (
        [release.documents[path] for path, _ in core],
        [
            release.documents[f"/{tag}/pack.json"],
            release.documents[f"/{tag}/pages.json"],
            *(release.documents[path] for path, _ in rest if path not in together),
        ],
    )


def worker_scripts(release: Release) -> list[Document]:
    """Return the two scripts of the service worker: the one with the release, and its code. The fallback pages are not
    included."""
    return [release.documents["/sw.js"], release.documents[release.addresses["sw.js"]]]

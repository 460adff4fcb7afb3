"""Prints the sizes that the README names: `make figures`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from pwa import create_app
from pwa.release import Document
from pwa.settings import Settings
from tests.conftest import prepared
from tests.test_release import CSS, HTML, JS, PACK, WORKER


def bytes_of(document: Document) -> int:
    """What travels: brotli where it pays."""
    return len(document.brotli if document.packs else document.body)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        app = create_app(prepared(settings))
        documents = app.extensions["release"].documents
        pages = {path: bytes_of(d) for path, d in documents.items() if "html" in d.content_type}
        largest = max(pages, key=lambda path: pages[path])
        worker = app.test_client().get("/sw.js", headers={"Accept-Encoding": "br"}).data
        packs = [
            sum(bytes_of(documents[path]) for path, _ in json.loads(documents[f"/{tag}/pack.json"].body)["files"])
            for tag in settings.languages
        ]
        rows = [
            (f"largest page ({largest})", HTML, pages[largest]),
            ("style sheets, all together", CSS, sum(bytes_of(d) for p, d in documents.items() if p.endswith(".css"))),
            ("scripts, all together", JS, sum(bytes_of(d) for p, d in documents.items() if p.endswith(".js"))),
            ("service worker", WORKER, len(worker)),
            ("pack of one language", PACK, max(packs)),
        ]
        for name, budget, now in rows:
            print(f"| {name} | {budget / 1000:g} kB | {now / 1000:.1f} kB |")  # noqa: T201


main()

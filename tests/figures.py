"""Prints the sizes and the two times that the README names: `make figures`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from pwa import create_app
from pwa.services import services
from pwa.settings import Settings
from pwa.site.documents import Document
from tests.conftest import prepared
from tests.first_words import SLOWER, STARTS, first_words
from tests.servers import ServerProcess
from tests.site.sizes import CORE, CSS, HTML, JS, PACK, WORKER, loaded, pack_documents, worker_scripts


def bytes_of(document: Document) -> int:
    """Return the size of a document as it is sent, compressed with brotli if it is compressible."""
    return len(document.brotli if document.is_compressible else document.body)


def starts_again(server: ServerProcess) -> float:
    """Seconds from the command to the first answer with an existing data folder."""
    begin = time.monotonic()
    server.start()
    took = time.monotonic() - begin
    server.kill()
    return took


def main() -> str | None:
    """Print the figures. Returns a message if a time is over its budget; the tests check the budgets of bytes."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        app = create_app(prepared(settings))
        release = services(app).release
        documents = release.documents
        pages = {path: bytes_of(d) for path, d in documents.items() if "html" in d.content_type}
        largest = max(pages, key=lambda path: pages[path])
        packs, cores = [], []
        for tag in settings.languages:
            core, rest = pack_documents(release, tag)
            cores.append(sum(map(bytes_of, core)))
            packs.append(cores[-1] + sum(map(bytes_of, rest)))

        def heaviest(what: str, budget: int, ending: str) -> tuple[str, int, int]:
            """Return the page that loads the most bytes of one kind."""
            loads = {path: sum(map(bytes_of, loaded(release, path, ending))) for path in pages}
            path = max(loads, key=lambda path: loads[path])
            return f"{what} of one page, at most ({path})", budget, loads[path]

        rows = [
            (f"largest page ({largest})", HTML, pages[largest]),
            heaviest("style sheets", CSS, ".css"),
            heaviest("scripts", JS, ".js"),
            ("service worker", WORKER, sum(map(bytes_of, worker_scripts(release)))),
            ("core of one language, saved first", CORE, max(cores)),
            ("pack of one language", PACK, max(packs)),
        ]
        for name, budget, now in rows:
            print(f"| {name} | {budget / 1000:g} kB | {now / 1000:.1f} kB |")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder)) as server:
        server.kill()
        start = median(starts_again(server) for _ in range(STARTS))
    words = first_words() / 1000
    icon = f"first words from the icon, no network, {SLOWER} × slowed (median of {STARTS} cold starts)"
    print(f"| {icon} | 1 s | {words:.1f} s |")  # noqa: T201
    print(f"| second start of the server, until its first answer (median of {STARTS}) | 3 s | {start:.1f} s |")  # noqa: T201
    return None if words <= 1 and start <= 3 else "A start took longer than it may."


sys.exit(main())

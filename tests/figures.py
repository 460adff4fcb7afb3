"""Prints the sizes, the two times and the memory that the README names: `make figures`."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from pwa import create_app
from pwa.services import services
from pwa.settings import Settings
from pwa.site import kept
from pwa.site.documents import Document
from pwa.site.pages import routable
from tests.conftest import prepared
from tests.first_words import SLOWER, STARTS, first_words
from tests.servers import PATIENCE, ServerProcess, wait_until
from tests.site.sizes import CORE, CSS, HTML, JS, PACK, WORKER, loaded, pack_documents, worker_scripts

# Megabytes that the process that serves may take, with all languages.
MEMORY = 250


def bytes_of(document: Document) -> int:
    """Return the size of a document as it is sent, compressed with brotli if it is compressible."""
    return len(document.brotli if document.is_compressible else document.body)


def megabytes(server: ServerProcess) -> float:
    """Return the memory of the process that serves (resident, not swapped), the largest child of the command."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    sizes = [Path(f"/proc/{child}/status").read_text() for child in children]
    return max(int(re.findall(r"^VmRSS:\s*(\d+) kB", size, re.MULTILINE)[0]) for size in sizes) * 1024 / 1e6


def ask_for_all(server: ServerProcess, paths: Iterable[str]) -> None:
    """Ask for each document as a browser does, and compressed in the other way, which takes more memory."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    for path in paths:
        for coding in ("br", "gzip"):
            connection.request("GET", path, headers={"Accept-Encoding": coding})
            assert connection.getresponse().read(), path
    connection.close()


def starts_again(server: ServerProcess) -> float:
    """Seconds from the command to the first answer with an existing data folder."""
    begin = time.monotonic()
    server.start()
    took = time.monotonic() - begin
    server.kill()
    return took


def main() -> str | None:
    """Print the figures. Returns a message if a time or the memory is over its budget; the tests check the bytes."""
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
        wait_until((Path(folder) / kept.FILE).exists, 10 * PATIENCE)  # compressing takes two seconds for each language
        memory = [megabytes(server)]
        server.kill()
        start = median(starts_again(server) for _ in range(STARTS))
        server.start()
        ask_for_all(server, routable(release))
        memory.append(megabytes(server))
    words = first_words() / 1000
    icon = f"first words from the icon, no network, {SLOWER} × slowed (median of {STARTS} cold starts)"
    print(f"| {icon} | 1 s | {words:.1f} s |")  # noqa: T201
    print(f"| second start of the server, until its first answer (median of {STARTS}) | 3 s | {start:.1f} s |")  # noqa: T201
    serving = "memory of the process that serves all languages, after a first start, and after all pages were sent"
    print(f"| {serving} | {MEMORY} MB | {memory[0]:.0f}, {memory[1]:.0f} MB |")  # noqa: T201
    return None if words <= 1 and start <= 3 and max(memory) <= MEMORY else "A time or the memory is over its budget."


sys.exit(main())

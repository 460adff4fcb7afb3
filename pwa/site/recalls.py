"""Recalls: pages whose text was found to be wrong, and what readers get in their place.

`pwa recall` writes the list into a file of the data folder, and each web process reads it again when it has changed. No
database is needed. Phones fetch the list (`PATH`) for their saved pages: static/fallback.js.

- `withdrawn`: every copy is replaced by the page `withdrawn`, until the recall is lifted. The text is not hidden but
  left out, so that nothing finds, prints or reads it.
- `corrected`: copies of an earlier revision (`pwa.content.REVISIONS`) show a banner above their text.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from pwa.content import REVISIONS
from pwa.languages import LANGUAGES
from pwa.site.documents import TYPES, Document, Release
from pwa.site.pages import SHEETS, all_pages

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)

PATH = "/recalls.json"
FILE = "recalls.json"
# People may need these pages at once: the emergency numbers, and the page that leads to them.
NEVER_WITHDRAWN = ("", "emergency")
HIDDEN, SHOWN = b'id="recalled" hidden', b'id="recalled"'

Reason = Literal["corrected", "withdrawn"]


class RecallsFileError(ValueError):
    """The file of recalls is damaged. The message is one line and says what to do."""


class Recall(msgspec.Struct, frozen=True):
    """Why a page was recalled, and when (UTC).

    `revision` is, of a corrected page, the first one with the right text; of a withdrawn page, the one of the release
    at that moment.
    """

    reason: Reason
    revision: int
    at: datetime


def recallable() -> list[str]:
    """Return the slugs of all pages that can be recalled."""
    return [page.slug for page in all_pages() if page.can_be_recalled]


def read(file: Path) -> dict[str, Recall]:
    """Return the recalls by the slug of their page.

    Raises:
        RecallsFileError: the file is damaged.
        OSError: it cannot be read. A missing file means that there is no recall.
    """
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        recalls = msgspec.json.decode(text, type=dict[str, Recall])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecallsFileError(f"The file {file} is damaged. Delete it, and recall the pages again.") from error
    return recalls


@contextmanager
def changing(file: Path) -> Iterator[dict[str, Recall]]:
    """Yield the recalls to change them, and write them at the end. Another process that changes them waits.

    Raises:
        RecallsFileError: the file is damaged.
        OSError: it cannot be read or written.
    """
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        recalls = read(file)
        yield recalls
        fresh = file.with_suffix(".new")
        with fresh.open("wb") as stream:
            os.fchmod(stream.fileno(), 0o644)  # root may have typed the command, and the server is another user
            stream.write(msgspec.json.format(msgspec.json.encode(recalls)) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
        os.fsync(folder)
    finally:
        os.close(folder)


def unknown() -> dict[str, str]:
    """Return the list by its path as it is while the recalls are not known. A phone keeps what it knows."""
    return {PATH: "{}"}


class Recalls:
    """What is sent in place of recalled pages. It follows the file, whichever process changes it."""

    def __init__(self, folder: Path, release: Release) -> None:
        self._file = folder / FILE
        self._release = release
        self._seen: object = ()
        self._documents: Mapping[str, Document] = {}

    def instead(self, environ: WSGIEnvironment) -> Document | None:
        """Return the document that is sent in place of the one at the requested address, if there is one.

        Pages differ only for a browser that opens them: it accepts text/html (WHATWG Fetch, step 12 of "fetch").
        A service worker that saves a page accepts any type, and must get the bytes whose hash is in its list.
        """
        path = environ["PATH_INFO"]
        if path != PATH and "text/html" not in environ.get("HTTP_ACCEPT", ""):
            return None
        self._look()
        return self._documents.get(path)

    def _look(self) -> None:
        """Read the file if it has changed. If it cannot be read, the log says so, and what was read last counts."""
        try:
            status = self._file.stat()
            seen: object = (status.st_ino, status.st_size, status.st_mtime_ns)
        except OSError as error:
            seen = error.errno
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._documents = documents_of(read(self._file), self._release)
        except (RecallsFileError, OSError) as error:
            log.error("Recalls may be missing. %s", error)


def documents_of(recalls: Mapping[str, Recall], release: Release) -> dict[str, Document]:
    """Return the list of recalls and what is sent in place of the recalled pages of this release, by their paths."""
    listed = dict(recalls)
    documents = {}
    tags = [tag for tag in LANGUAGES if f"/{tag}/" in release.documents]
    for page in all_pages():
        recall = recalls.get(page.slug)
        if recall is None or not page.can_be_recalled:
            continue
        listed[page.slug] = recall
        if page.slug in SHEETS:  # phones with an older release have saved each pair of languages as a page of its own
            listed |= {f"{page.slug}/{tag}": recall for tag in tags}
        for tag in tags:
            path = f"/{tag}/{page.slug}"
            document = release.documents[path]
            if recall.reason == "withdrawn":
                document = release.documents[f"/{tag}/withdrawn"]
            elif REVISIONS.get(page.slug, 0) < recall.revision:  # this release is an older one
                document = replace(document, body=document.body.replace(HIDDEN, SHOWN))
            documents[path] = replace(document, more=(*document.more, ("Vary", "Accept")))
    return {PATH: Document(msgspec.json.encode({"recalls": listed}), TYPES[".json"]), **documents}

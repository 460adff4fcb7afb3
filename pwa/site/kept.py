"""The release of the last start, kept in the data folder: the next start renders and compresses nothing.

`release.bin` begins with a SHA-256 over all that the release depends on and over the rest of the file. If the file is
damaged, or of another version, other settings or other libraries, it does not fit: the release is built anew and
replaces it. So the file may be deleted at any time. Nothing of people is in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import brotli
import msgspec

from pwa.paths import PACKAGE, STATIC, TRANSLATIONS
from pwa.settings import Settings
from pwa.site.documents import Document, Release
from pwa.site.release import options

log = logging.getLogger(__name__)

FILE = "release.bin"
LENGTH = hashlib.sha256().digest_size


class KeptDocument(msgspec.Struct, frozen=True, array_like=True):
    """A document. `packed` is its body, in brotli if it is compressible."""

    packed: bytes
    content_type: str
    freshness: str
    more: tuple[tuple[str, str], ...]


class KeptRelease(msgspec.Struct, frozen=True, array_like=True):
    """A release, as it is in the file."""

    id: str
    documents: dict[str, KeptDocument]
    addresses: dict[str, str]


def fingerprint(folders: Iterable[Path]) -> bytes:
    """Return a hash over all files in some folders, over Python, and over the name and version of each package.

    A file that cannot be read is left out: no page holds it.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if "__pycache__" not in file.parts and file.is_file():
                with suppress(OSError):
                    content = file.read_bytes()
                    digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    # The folder `babel-2.18.0.dist-info` beside a package says that it is installed (PyPA, "Recording installed
    # projects"). `importlib.metadata` would parse a file of each, which takes longer than all the rest.
    packages = sorted(entry.name for folder in sys.path for entry in Path(folder).glob("*-info"))
    digest.update("\0".join([sys.version, *packages]).encode())
    return digest.digest()


FOLDERS = (PACKAGE, STATIC, TRANSLATIONS)
# Taken when this module is imported, because the files may be replaced while the code in memory stays. Granian forks a
# server that crashed from a process that may have started days ago.
OURS = fingerprint(FOLDERS)


def read(settings: Settings) -> Release | None:
    """Return the release that is kept, or None if there is none for this code and these settings."""
    try:
        content = (settings.data_dir / FILE).read_bytes()
    except OSError:
        return None
    found, rest = content[:LENGTH], memoryview(content)[LENGTH:]
    if found != _hash(settings, rest):
        log.info("The file %s is of another version or other settings, or damaged: it is replaced", FILE)
        return None
    kept = msgspec.msgpack.decode(rest, type=KeptRelease)
    documents = {path: _unpacked(document) for path, document in kept.documents.items()}
    return Release(kept.id, documents, kept.addresses, is_kept=True)


def write(settings: Settings, release: Release) -> None:
    """Keep a release for the next start. If that cannot be done, the log says why.

    Several processes may do this at once: the last one counts. It does not take what `PWA_MIN_FREE_DISK` keeps free.
    """
    if fingerprint(FOLDERS) != OURS:
        log.info("The files of this app have changed since it started, so its pages are not kept for the next start")
        return
    documents = {path: _packed(document) for path, document in release.documents.items()}
    rest = msgspec.msgpack.encode(KeptRelease(release.id, documents, dict(release.addresses)))
    try:
        if shutil.disk_usage(settings.data_dir).free - len(rest) < settings.min_free_disk * 1_000_000:
            log.warning("The disk is nearly full, so the pages are not kept, and the next start renders them again")
            return
        _replace(settings.data_dir / FILE, _hash(settings, rest) + rest)
    except OSError as error:
        log.warning(
            "The next start renders all pages again, because %s cannot be written: %s", FILE, error.strerror or error
        )


def _hash(settings: Settings, rest: bytes | memoryview) -> bytes:
    chosen = hashlib.sha256(repr(options(settings)).encode()).digest()
    digest = hashlib.sha256(OURS + chosen)
    digest.update(rest)
    return digest.digest()


def _packed(document: Document) -> KeptDocument:
    packed = document.brotli if document.is_compressible else document.body
    return KeptDocument(packed, document.content_type, document.freshness, document.more)


def _unpacked(kept: KeptDocument) -> Document:
    document = Document(kept.packed, kept.content_type, kept.freshness, kept.more)
    if document.is_compressible:
        document = replace(document, body=brotli.decompress(kept.packed))
        vars(document)["brotli"] = kept.packed  # where `cached_property` keeps it
    return document


def _replace(file: Path, content: bytes) -> None:
    """Replace a file in one step. Another process that does the same waits."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        fresh = file.with_suffix(".new")
        try:
            fresh.write_bytes(content)
            fresh.replace(file)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
    finally:
        os.close(folder)

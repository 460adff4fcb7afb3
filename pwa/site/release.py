"""A release: everything that a phone may save. `build()` is the order of the steps.

Each static file has an address of its own (see `addresses.py`), so a file that did not change keeps its address,
and a page changes only when its own text or one of its addresses does. The identity of a release is a hash over all
documents except the service worker and the packs: only these hold it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Any

from pwa.settings import Clinic, Settings
from pwa.site import offline, other_languages, pages, recalls
from pwa.site.addresses import DIGITS, addresses_of, with_addresses
from pwa.site.assets import static_files
from pwa.site.documents import FOR_EVER, Document, Release, content_type


def options(settings: Settings) -> dict[str, Any]:
    """Return the arguments of `build`: all settings on which a release depends."""
    return {
        "languages": settings.languages,
        "base_url": settings.base_url,
        "read_only": settings.read_only,
        "clinic": settings.clinic,
        "email": settings.email,
        "remove_worker": settings.removes_worker,
    }


@cache
def build(
    languages: tuple[str, ...],
    base_url: str,
    *,
    read_only: bool,
    clinic: Clinic | None = None,
    email: str = "",
    remove_worker: bool = False,
) -> Release:
    """Return everything that a phone may save. Needs an application context, but depends only on its arguments.

    So a process that makes more than one app (the tests make hundreds) renders once.
    """
    static = static_files() | offline.speculation_rules(languages)
    static |= other_languages.render(languages, read_only=read_only)
    addresses = addresses_of(static)
    others = pages.render_for_search(languages, base_url)
    others |= offline.render_manifests(languages, addresses)
    others |= offline.render_fallback(languages, base_url, addresses)
    others |= recalls.unknown()
    texts = chain(
        pages.render_pages(languages, base_url, addresses, read_only=read_only, clinic=clinic, email=email),
        others.items(),
    )
    return offline.with_worker(release_of(static, addresses, texts), languages, remove=remove_worker)


def release_of(static: Mapping[str, bytes], addresses: Mapping[str, str], texts: Iterable[tuple[str, str]]) -> Release:
    """Return the documents of a release with its identity.

    Args:
        static: name to bytes of each static file.
        addresses: name to path of each static file.
        texts: path and text of every other document.
    """
    documents = {
        addresses[name]: Document(with_addresses(name, body, addresses), content_type(name), FOR_EVER)
        for name, body in static.items()
    }
    for path, text in texts:
        document = Document(text.encode(), content_type(path))
        if "html" in document.content_type:
            rules = addresses[f"prefetch/{path.split('/')[1]}.speculationrules"]
            document = replace(document, more=(("Speculation-Rules", f'"{rules}"'),))
        documents[path] = document
    digest = hashlib.sha256()
    for path, document in sorted(documents.items()):
        digest.update(f"{path}\0{document.sha256}\0".encode())
    return Release(digest.hexdigest()[:DIGITS], documents, addresses)

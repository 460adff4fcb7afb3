"""A release: everything that a phone may have saved, and one hash over all of it.

The hash is part of the address of every static file (`/static/<release>/...`), so relative imports inherit
it and the files can be cached for ever. Pages hold those addresses, so they are rendered with a placeholder,
hashed together with the static files, and get the hash put in last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from pwa.site import offline, pages
from pwa.site.assets import PLACEHOLDER, static_files
from pwa.site.documents import FOR_EVER, Document, Release, content_type


@cache
def build(languages: tuple[str, ...], base_url: str, *, read_only: bool) -> Release:
    """Everything that a phone may save. Needs an application context, but depends on nothing except its arguments.

    So a process that makes more than one app (the tests make hundreds) renders once.
    """
    texts = pages.render_pages(languages, base_url, read_only=read_only)
    texts |= pages.render_for_search(languages, base_url)
    texts |= offline.render_manifests(languages)
    texts |= offline.render_fallback(languages, base_url)
    static = static_files() | offline.speculation_rules(languages)
    return offline.with_worker(addressed(static, texts), languages)


def addressed(static: Mapping[str, bytes], texts: Mapping[str, str]) -> Release:
    """Hash everything, then give every document its final path and bytes.

    Args:
        static: path below `/static/<release>/` to bytes.
        texts: whole path to text in which `PLACEHOLDER` stands for the release.
    """
    digest = hashlib.sha256()
    for path, body in sorted({**static, **{path: text.encode() for path, text in texts.items()}}.items()):
        digest.update(f"{path}\0{len(body)}\0".encode() + body)
    identity = digest.hexdigest()[:12]
    documents = {
        f"/static/{identity}/{path}": Document(body, content_type(path), FOR_EVER) for path, body in static.items()
    }
    for path, text in texts.items():
        document = Document(text.replace(PLACEHOLDER, identity).encode(), content_type(path))
        if "html" in document.content_type:
            rules = f'"/static/{identity}/prefetch/{path.split("/")[1]}.speculationrules"'
            document = replace(document, more=(("Speculation-Rules", rules),))
        documents[path] = document
    return Release(identity, documents)

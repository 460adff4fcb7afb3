"""Documents: bytes that are the same for every reader. A WSGI middleware sends them before Flask is asked.

A reading page depends on nothing but its address, so a request for it needs no request context, no routing and no
template: one look into a mapping. All other requests (the API, redirects, errors) go on to Flask.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

import brotli
from flask import Flask, Response, request
from werkzeug.http import parse_accept_header, parse_etags

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".speculationrules": "application/speculationrules+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".xml": "application/xml",
}

# Headers that a 304 leaves out (RFC 9110, 15.4.5). It keeps the policy, which may have changed while the page did not.
OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding"}

# Bytes of a header that we read. Browsers send a tenth of that. Parsing 400 kB took 0.2 s, and the cache kept them.
LONGEST_HEADER = 512
CUT = ("HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_IF_NONE_MATCH")

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Document:
    """A body and its headers. `freshness` is the Cache-Control; `more` are further headers of this document."""

    body: bytes
    content_type: str
    freshness: str = ASK_EACH_TIME
    more: tuple[tuple[str, str], ...] = ()

    @cached_property
    def sha256(self) -> str:
        """The hash of the body as subresource integrity writes it: `sha256-` and base64."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.body).digest()).decode()

    @cached_property
    def brotli(self) -> bytes:
        """The body in brotli's best quality. There is no zstd: each browser that takes it takes brotli too."""
        return bytes(brotli.compress(self.body, quality=11))

    @cached_property
    def gzip(self) -> bytes:
        """The body for clients without brotli."""
        return gzip.compress(self.body, mtime=0)

    @property
    def is_compressible(self) -> bool:
        """Whether compression saves bytes: PNG and WebP are compressed already."""
        return self.content_type not in {"image/png", "image/webp"}

    @property
    def tag(self) -> str:
        """The value of the ETag. It is weak, because the encodings differ in their bytes (RFC 9110, 8.8.1)."""
        return self.sha256[7:15]

    def encoded(self, coding: str) -> tuple[Headers, bytes]:
        """Return the headers and the body in one encoding: `br`, `gzip`, or "" for none."""
        body = self.brotli if coding == "br" else self.gzip if coding == "gzip" else self.body
        headers = [("Cache-Control", self.freshness), ("ETag", f'W/"{self.tag}"'), *self.more]
        if self.is_compressible:
            headers.append(("Vary", "Accept-Encoding"))
        headers += [("Content-Type", self.content_type), ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        return headers, body

    def best_coding(self, accepted: str) -> str:
        """Return the best encoding that an Accept-Encoding header takes."""
        return _best_coding(accepted) if self.is_compressible else ""

    def response(self, status: int) -> Response:
        """Return a Flask response for a document at an address that is not its own. No cache keeps it (`no-store`)."""
        headers, body = self.encoded(self.best_coding(request.headers.get("Accept-Encoding", "")))
        answer = Response(body, status, headers)
        answer.headers["Cache-Control"] = "no-store"
        return answer


@dataclass(frozen=True)
class Release:
    """All documents by their path. `id` is 12 hexadecimal digits. `addresses`: static files, name to path. `is_kept`:
    whether it was read from the data folder, and not built."""

    id: str
    documents: Mapping[str, Document]
    addresses: Mapping[str, str] = field(default_factory=dict)
    is_kept: bool = False


def content_type(path: str) -> str:
    """Return the media type of a path; a path without an extension is a page."""
    name = path.rpartition("/")[2]
    return TYPES["." + name.rpartition(".")[2] if "." in name else ".html"]


@lru_cache(maxsize=256)
def _best_coding(accepted: str) -> str:
    """Return `br`, `gzip` or "" for an Accept-Encoding header."""
    wanted = parse_accept_header(accepted)
    return next((coding for coding in ("br", "gzip") if wanted.quality(coding) > 0), "")


def serve_documents(
    app: Flask,
    documents: Mapping[str, Document],
    common: Headers,
    instead: Callable[[WSGIEnvironment], Document | None] = lambda _environ: None,
) -> None:
    """Answer GET and HEAD for `documents` (whole path to document) before Flask does.

    A browser that saves data (`Save-Data: on`) gets no hint to fetch pages early. The document is the same for all, so
    caches need no `Vary`.

    Args:
        common: headers of every answer of this app. Flask's own answers get theirs from Flask.
        instead: a document that is sent in place of the one at the requested address, if there is one.
    """
    flask = app.wsgi_app

    @cache
    def ready(document: Document, coding: str) -> tuple[Headers, bytes]:
        headers, body = document.encoded(coding)
        return headers + common, body

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for name in CUT:
            if len(environ.get(name, "")) > LONGEST_HEADER:
                environ[name] = environ[name][:LONGEST_HEADER].rpartition(",")[0]
        document = documents.get(environ["PATH_INFO"])
        if document is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return flask(environ, start_response)
        document = instead(environ) or document
        headers, body = ready(document, document.best_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if environ.get("HTTP_SAVE_DATA") == "on":
            headers = [header for header in headers if header[0] != "Speculation-Rules"]
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and parse_etags(known).contains_weak(document.tag):
            start_response("304 Not Modified", [header for header in headers if header[0] not in OF_THE_BODY])
            return []
        start_response("200 OK", headers)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    app.wsgi_app = answer  # type: ignore[method-assign]

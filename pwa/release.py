"""A release: everything that a phone may have saved, and one hash over all of it.

The hash is part of the address of every static file (`/static/<release>/...`), so relative imports inherit
it and the files can be cached for ever. Pages hold those addresses, so they are rendered with a placeholder,
hashed together with the static files, and get the hash put in last.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from flask import Response, render_template, request

from pwa.content.signs import SIGNS
from pwa.folders import STATIC

# Stands for the release in a rendered page until the hash is known.
PLACEHOLDER = "@release@"

# One file on the wire; the order is the order of the layers and, within a layer, from large to small.
STYLES = (
    "tokens", "base", "layout", "bars", "buttons", "levels", "actions", "signs", "steps", "cards", "technique",
    "fields", "lockscreen", "saved", "banners", "two", "sheet", "states", "print",
)  # fmt: skip

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


@dataclass(frozen=True)
class Document:
    """Bytes that are the same for every reader, kept compressed once somebody asked for them so."""

    body: bytes
    content_type: str
    cache: str = ASK_EACH_TIME

    @cached_property
    def sha256(self) -> str:
        """As subresource integrity writes it: `sha256-` and base64."""
        return "sha256-" + base64.b64encode(hashlib.sha256(self.body).digest()).decode()

    @cached_property
    def brotli(self) -> bytes:
        """The body in brotli's best quality."""
        return bytes(brotli.compress(self.body, quality=11))

    @cached_property
    def gzip(self) -> bytes:
        """The body for clients without brotli."""
        return gzip.compress(self.body, mtime=0)

    @property
    def packs(self) -> bool:
        """Whether compression pays: PNG is compressed already."""
        return self.content_type != "image/png"

    def response(self, status: int = 200) -> Response:
        """Answer the current request: 304 when the client has it, else the best encoding that it accepts."""
        answer = Response(status=status, content_type=self.content_type)
        answer.headers["Cache-Control"] = self.cache
        # Weak, because the encodings differ in their bytes (RFC 9110, 8.8.1).
        answer.set_etag(self.sha256[7:29], weak=True)
        body = self.body
        if self.packs:
            answer.headers["Vary"] = "Accept-Encoding"
            for coding in ("br", "gzip"):
                if request.accept_encodings.quality(coding) > 0:
                    body = self.brotli if coding == "br" else self.gzip
                    answer.headers["Content-Encoding"] = coding
                    break
        answer.set_data(body)
        if status == 200:
            answer.make_conditional(request)
        return answer


@dataclass(frozen=True)
class Release:
    """All documents by their path. `id` is 12 hexadecimal digits."""

    id: str
    documents: Mapping[str, Document]

    @classmethod
    def of(cls, static: Mapping[str, bytes], pages: Mapping[str, str]) -> Release:
        """Hash everything, then give every document its final path and bytes.

        Args:
            static: path below `/static/<release>/` to bytes.
            pages: whole path to text in which `PLACEHOLDER` stands for the release.
        """
        digest = hashlib.sha256()
        for path, body in sorted({**static, **{path: text.encode() for path, text in pages.items()}}.items()):
            digest.update(f"{path}\0{len(body)}\0".encode() + body)
        identity = digest.hexdigest()[:12]
        documents = {
            f"/static/{identity}/{path}": Document(body, content_type(path), FOR_EVER) for path, body in static.items()
        }
        for path, text in pages.items():
            documents[path] = Document(text.replace(PLACEHOLDER, identity).encode(), content_type(path))
        return cls(identity, documents)


def content_type(path: str) -> str:
    """The media type of a path; a path without an extension is a page."""
    name = path.rpartition("/")[2]
    return TYPES["." + name.rpartition(".")[2] if "." in name else ".html"]


def static_files() -> dict[str, bytes]:
    """Every file below `/static/<release>/`: as it lies in `static/`, except what is put together here.

    Needs an application context, because `css/signs.css` is rendered from the signs.
    """
    files = {f"icons/{path.name}": path.read_bytes() for path in (STATIC / "icons").iterdir()}
    files |= {f"js/{path.name}": without_comments(path.read_text()).encode() for path in (STATIC / "js").iterdir()}
    files["icons.svg"] = (STATIC / "icons.svg").read_bytes()
    css = "".join((STATIC / "css" / f"{name}.css").read_text() for name in STYLES)
    files["css/app.css"] = _smaller(css)
    files["css/signs.css"] = _smaller(render_template("signs.css", signs=SIGNS))
    palette = _smaller((STATIC / "pictures" / "palette.css").read_text()).decode()
    for drawing in (STATIC / "pictures").glob("*.svg"):
        files[f"pictures/{drawing.name}"] = _coloured(drawing, palette)
    return files


def picture_size(name: str) -> tuple[int, int]:
    """Width and height of a drawing in CSS pixels, so that a page does not jump when it arrives."""
    head = (STATIC / "pictures" / f"{name}.svg").read_text()[:400]
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', head)
    if box is None:
        raise ValueError(f"The drawing {name}.svg has no viewBox.")
    return round(float(box[1])), round(float(box[2]))


def without_comments(script: str) -> str:
    """A script without the lines that are comments: they are for us, not for the phone."""
    return re.sub(r"^\s*//.*\n", "", script, flags=re.MULTILINE)


def _smaller(css: str) -> bytes:
    """Without comments and indentation. No more than that: rcssmin 1.3 turns `.a :is(b)` into `.a:is(b)`."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).encode()


def _coloured(drawing: Path, palette: str) -> bytes:
    """A drawing is shown by <img>, where no style sheet of the page reaches: it carries its colours."""
    head, rest = drawing.read_text().split(">", 1)
    return f"{head}><style>{palette}</style>{rest}".encode()

"""The sentences of a page, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from tests.pages import EVERY_PAGE, PageClient

BLOCKS = {
    "p", "li", "h1", "h2", "h3", "legend", "label", "summary", "dt", "dd", "figcaption", "button", "option", "div",
    "section", "nav", "br", "ul", "ol", "dl", "table", "tr", "th", "td",
}  # fmt: skip
ENGLISH_PAGES = [slug for tag, slug in EVERY_PAGE if tag == "en"]
NAMES = ["references", "small sources", "country", "choices"]


def said_on(pages: PageClient, slug: str, part: str = "body") -> list[str]:
    """Return the sentences of an English page, or of one element of it."""
    return list(sentences(blocks(pages.get(f"/en/{slug}").one(part), leave_out=[])))


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """Split the texts of blocks into sentences."""
    for text in texts:
        yield from re.split(r"(?<=[.!?…])[”’)]*\s+(?=[“‘(]?[A-Z0-9])", text)


def blocks(element: Element, leave_out: list[str]) -> Iterator[str]:
    """Return the text of an element, block by block, as a screen reader reads it."""
    pieces: list[str] = []

    def ended() -> Iterator[str]:
        text = re.sub(r"\s+", " ", "".join(pieces)).strip()
        pieces.clear()
        if text:
            yield text

    def inside(parent: Element) -> Iterator[str]:
        pieces.append(parent.text or "")
        for child in parent:
            if is_read(child, leave_out):
                block = (
                    child.tag in BLOCKS
                    or child.get("class") in {"small", "advice"}  # display: block
                    or child.get("data-when") is not None  # one of several forms, of which one is shown
                )
                if block:
                    yield from ended()
                if instead := child.get("alt") or (child.get("role") == "img" and child.get("aria-label")):
                    yield from ended()
                    yield str(instead)
                else:
                    yield from inside(child)
                if block:
                    yield from ended()
            pieces.append(child.tail or "")

    yield from inside(element)
    yield from ended()


def is_read(element: Element, leave_out: list[str]) -> bool:
    return not (
        element.tag in {"script", "svg"}
        or element.get("class") in [*leave_out, *NAMES]
        or element.get("lang", "en") != "en"
        or element.get("aria-hidden") == "true"
        or element.get("data-number") == "known"
        or (element.tag == "option" and len(element.get("value", "")) == 2)
    )

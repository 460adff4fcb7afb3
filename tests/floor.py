"""Finds features of a style sheet that the oldest browsers of `static/.browserslistrc` lack (MDN's browser-compat-data).

The linter of scripts does the same: `tests/npm/newer_than_floor.js`. Two kinds of features are
allowed: those named by the `@supports` around them, and the second of two declarations of one property in a rule.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import tinycss2
from tinycss2.ast import Node

from pwa.site.assets import BROWSERS

DATA = Path(__file__).parent / "npm" / "node_modules" / "@mdn" / "browser-compat-data" / "data.json"
# Browsers as browserslist names them, and as MDN does. A browser on a desktop stands for the same one on Android.
MDN = {
    "chrome": ("chrome", "chrome_android"),
    "edge": ("edge",),
    "firefox": ("firefox", "firefox_android"),
    "ios_saf": ("safari_ios",),
    "safari": ("safari",),
    "samsung": ("samsunginternet_android",),
}
SMALL_LARGE_OR_DYNAMIC = re.compile(r"(?P<size>[sld])v(h|w|b|i|min|max)")
SIZES = {"s": "small", "l": "large", "d": "dynamic"}

# A path in MDN's data below `css`, and the word in the style sheet.
Feature = tuple[str, str]


@cache
def _css() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(DATA.read_text("utf-8"))["css"]
    return tree


@cache
def _floor() -> dict[str, float]:
    return {browser: float(version) for name, version in map(str.split, BROWSERS) for browser in MDN[name]}


def newer_than_floor(sheet: str) -> dict[str, list[str]]:
    """Features by their path in MDN's data, with the browsers that lack them."""
    used = _features(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), asked="")
    return {path: without for path in sorted(set(used)) if (without := _lacking(path))}


def _lacking(path: str) -> list[str]:
    """Return the browsers of the floor that lack this feature. A feature that MDN does not list counts as supported."""
    node = _css()
    for key in path.split("/"):
        node = node.get(key, {})
    support = node.get("__compat", {}).get("support", {})
    known = {browser: _added_in(support[browser]) for browser in _floor() if browser in support}
    return [f"{browser} {_floor()[browser]:g}" for browser, version in known.items() if version > _floor()[browser]]


def _added_in(support: Any) -> float:
    """Return the first version with full support: without a prefix, another name or a setting of the browser."""
    statements = support if isinstance(support, list) else [support]
    partly = {"flags", "prefix", "alternative_name", "version_removed"}
    whole = [one["version_added"] for one in statements if not partly & set(one)]
    return min(
        (float(version.lstrip("≤")) for version in whole if version and version != "preview"), default=float("inf")
    )


# ---- Features of a style sheet -------------------------------------------------------------------


def _features(nodes: Iterable[Node], asked: str, *, in_rule: bool = False) -> Iterator[str]:
    seen: set[str] = set()
    for node in nodes:
        found: list[Feature]
        around = asked
        if node.type == "declaration":
            name = node.lower_name
            found = [] if name in seen else [*_of_value(node.value, name)]
            found += [] if f"-webkit-{name}" in seen else [(f"properties/{name}", name)]
            seen.add(name)
        elif node.type == "qualified-rule":
            found = [*_of_selector(node.prelude), *([("selectors/nesting", "&")] if in_rule else [])]
        else:
            found = [(f"at-rules/{node.at_keyword}", node.at_keyword)]
            if node.at_keyword == "media":
                found += [(f"at-rules/media/{word}", word) for word in _words(node.prelude)]
            if node.at_keyword == "supports":
                around += tinycss2.serialize(node.prelude)
        yield from (path for path, word in found if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", asked))
        if getattr(node, "content", None) is not None:
            inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            yield from _features(inside, around, in_rule=in_rule or node.type == "qualified-rule")


def _of_selector(tokens: list[Node]) -> Iterator[Feature]:
    for before, token in zip([None, *tokens], tokens, strict=False):
        is_pseudo = before is not None and before.type == "literal" and before.value == ":"
        if is_pseudo and token.type == "ident":
            yield f"selectors/{token.lower_value}", token.lower_value
        elif token.type == "function":
            yield f"selectors/{token.lower_name}", token.lower_name
            if any(inside.type == "ident" and inside.value == "of" for inside in token.arguments):
                yield f"selectors/{token.lower_name}/of_syntax", "of"
            yield from _of_selector(token.arguments)


def _of_value(tokens: list[Node], name: str) -> Iterator[Feature]:
    for word in _words(tokens):
        yield f"properties/{name}/{word}", word
        yield f"types/global_keywords/{word}", word
    if name == "content" and any(token.type == "literal" and token.value == "/" for token in tokens):
        yield "properties/content/alt_text", "/"
    for token in _all(tokens):
        if token.type == "function":
            yield from ((f"{kind}/{token.lower_name}", token.lower_name) for kind in ("types", "types/color"))
        elif token.type == "dimension" and (unit := SMALL_LARGE_OR_DYNAMIC.fullmatch(token.lower_unit)):
            yield f"types/length/viewport_percentage_units_{SIZES[unit['size']]}", f"100{token.lower_unit}"


def _words(tokens: list[Node]) -> Iterator[str]:
    return (token.lower_value for token in _all(tokens) if token.type == "ident")


def _all(tokens: list[Node]) -> Iterator[Node]:
    """Every token, also inside of functions and brackets."""
    for token in tokens:
        yield token
        yield from _all(getattr(token, "content", None) or getattr(token, "arguments", None) or [])

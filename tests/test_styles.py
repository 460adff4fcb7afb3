"""The style sheets: every pair of colours has enough contrast, and properties are logical, without left and right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import tinycss2
from flask import Flask
from tinycss2 import color4

from pwa.paths import STATIC
from pwa.services import services

PALETTES = sorted((STATIC / "pictures").glob("*.css"))
SHEETS = sorted((STATIC / "css").glob("*.css"))
LEVELS = ("emergency", "doctor-today", "doctor-soon", "postpone", "talk-first")
SURFACES = ("paper", "card", "sunk", "accent-soft")
SOFT = tuple(f"{level}-soft" for level in LEVELS)

# Pairs of foreground and background. Text: 7:1 (WCAG 1.4.6). Controls and marks: 3:1 (WCAG 1.4.11).
TEXT = {
    "ink": (*SURFACES, *SOFT),
    "ink-soft": (*SURFACES, *SOFT),
    "accent": SURFACES,
    "on-accent": ("accent",),
    "on-emergency": ("emergency-fill",),
    "paper": ("ink",),
    "on-night": ("night",),
    "focus": ("halo",),  # the sentence that is read aloud
    **{level: (f"{level}-soft", "paper", "card") for level in LEVELS},
}
CONTROLS = {
    "edge": ("paper", "card", "sunk"),
    "accent": SURFACES,
    "focus": ("paper", "card", "sunk"),
}
DECORATION = {"line", "shadow"}

THEMES = {
    "light": [],
    "dark": ["screen and (prefers-color-scheme: dark)"],
    "more contrast": ["(prefers-contrast: more)"],
    "more contrast, dark": [
        "screen and (prefers-color-scheme: dark)",
        "(prefers-contrast: more)",
        "screen and (prefers-contrast: more) and (prefers-color-scheme: dark)",
    ],
    "print": ["print"],
}


@dataclass(frozen=True)
class Declaration:
    """`name: value` with the at-rules around it, the outermost first."""

    around: tuple[str, ...]
    name: str
    value: str


def declarations(css: str) -> list[Declaration]:
    def inside(rule: tinycss2.ast.Node) -> list[tinycss2.ast.Node]:
        found: list[tinycss2.ast.Node] = tinycss2.parse_blocks_contents(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        return found

    def within(nodes: list[tinycss2.ast.Node], around: tuple[str, ...]) -> Iterator[Declaration]:
        for node in nodes:
            if node.type == "declaration":
                yield Declaration(around, node.name, tinycss2.serialize(node.value).strip())
            elif node.type == "qualified-rule":
                yield from within(inside(node), around)
            elif node.content is not None:
                assert node.type == "at-rule", f"line {node.source_line}: not understood"
                condition = f"{node.at_keyword} {tinycss2.serialize(node.prelude).strip()}"
                yield from within(inside(node), (*around, condition))

    return list(within(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ()))


TOKENS = [d for d in declarations((STATIC / "css" / "tokens.css").read_text()) if d.name.startswith("--")]


def is_colour(value: str) -> bool:
    return value.startswith("#") or "rgb(" in value


def colours(theme: str) -> dict[str, str]:
    """Return every colour token of a theme."""
    media = {f"media {condition}" for condition in THEMES[theme]}
    return {d.name[2:]: d.value for d in TOKENS if is_colour(d.value) and set(d.around[1:]) <= media}


def luminance(value: str) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2."""
    colour = color4.parse_color(value)
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.coordinates)
    found: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return found


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#fff", "#000") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 7), (CONTROLS, 3)], ids=["text", "controls"])
def test_every_pair_of_colours_has_enough_contrast(theme: str, pairs: dict[str, tuple[str, ...]], least: float) -> None:
    value = colours(theme)
    ratios = {f"{one} on {other}": contrast(value[one], value[other]) for one in pairs for other in pairs[one]}
    assert {pair: f"{ratio:.2f}" for pair, ratio in ratios.items() if ratio < least} == {}


def test_every_colour_is_in_a_pair_and_in_a_theme() -> None:
    paired = {name for pairs in (TEXT, CONTROLS) for one, others in pairs.items() for name in (one, *others)}
    assert set(colours("light")) == paired | DECORATION
    known = {condition for conditions in THEMES.values() for condition in conditions}
    media = {around for d in TOKENS if is_colour(d.value) for around in d.around[1:]}
    assert media == {f"media {condition}" for condition in known}


SIDE = re.compile(r"(^|-)(left|right|top|bottom|width|height|x|y)(-|$)")
NO_SIDE = re.compile(r"^(line-height|(outline|stroke|border(-(block|inline)(-(start|end))?)?)-width)$")
# With four values, those of both sides must be equal; for a radius, those of two neighbours.
FOUR_SIDES: tuple[str, ...] = ("margin", "padding", "inset", "scroll-margin", "scroll-padding")
FOUR_SIDES += ("border-width", "border-style", "border-color")
EQUAL = {**{name: [(1, 3)] for name in FOUR_SIDES}, "border-radius": [(0, 1), (2, 3)]}
COUNTERS = {"counter-reset", "counter-increment", "content"}  # one of our counters is called `left`


def physical(css: str) -> list[str]:
    """Return the declarations that would be wrong in the other direction of writing."""
    found = []
    for d in declarations(css):
        # The safe area has no logical name (css-env-1).
        words = re.sub(r"env\(safe-area-inset-[a-z]+\)", "", d.value)
        parts = [part for part in tinycss2.parse_component_value_list(words) if part.type != "whitespace"]
        values = [part.serialize() for part in parts]
        uneven = len(values) == 4 and any(values[one] != values[other] for one, other in EQUAL.get(d.name, []))
        named = not d.name.startswith("--") and SIDE.search(d.name) and not NO_SIDE.search(d.name)
        if named or uneven or (d.name not in COUNTERS and re.search(r"\b(left|right)\b", words)):
            found.append(f"{d.name}: {d.value}")
    return found


def test_physical_properties_are_found() -> None:
    for css in (
        "padding: 0 1px 2px 3px",
        "margin-left: 0",
        "overflow-y: auto",
        "text-align: right",
        "--side: left",
        "border-radius: 1px 2px 2px 1px",
        "max-width: 3rem",
        "border-top-color: red",
    ):
        assert physical(f"p {{ {css} }}") == [css]
    for css in ("padding: 0 1px 2px 1px", "--notch: env(safe-area-inset-left)", "border-inline-end-width: 0"):
        assert physical(f"p {{ {css} }}") == []


@pytest.mark.parametrize("sheet", [*SHEETS, *PALETTES], ids=lambda sheet: sheet.name)
def test_a_style_sheet_knows_start_and_end_but_neither_left_nor_right(sheet: Path) -> None:
    assert physical(sheet.read_text()) == []


def test_the_style_sheets_that_are_put_together_know_neither_left_nor_right(reading_app: Flask) -> None:
    documents = services(reading_app).release.documents
    sheets = {path: document.body.decode() for path, document in documents.items() if path.endswith(".css")}
    assert any("data-sign" in css for css in sheets.values()), "the rules that are rendered from the signs are there"
    assert {path: found for path, css in sheets.items() if (found := physical(css))} == {}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_lies_in_a_layer_that_is_declared(sheet: Path) -> None:
    declared = re.search(r"^@layer ([\w, ]+);", (STATIC / "css" / "tokens.css").read_text(), re.MULTILINE)
    assert declared is not None
    layers = {f"layer {name}" for name in declared[1].split(", ")}
    assert {d.around[:1] for d in declarations(sheet.read_text())} <= {(layer,) for layer in layers}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_raw_colours_are_tokens(sheet: Path) -> None:
    if sheet.name != "tokens.css":
        assert [
            d for d in declarations(sheet.read_text()) if re.search(r"#[0-9a-f]{3}|rgb|hsl|lab\(|lch\(", d.value)
        ] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_corners_are_tokens(sheet: Path) -> None:
    raw = [d for d in declarations(sheet.read_text()) if d.name == "border-radius" and "var(--radius" not in d.value]
    assert [d for d in raw if d.value != "0"] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_letters_are_spaced_slanted_or_made_capitals(sheet: Path) -> None:
    """Arabic, Urdu, Hindi and Bengali join the letters of a word. None of them has capitals or a slanted form."""
    names = {d.name for d in declarations(sheet.read_text())}
    assert names & {"letter-spacing", "word-spacing", "font-style", "text-transform", "font-variant"} == set()


# ---- As they are sent: older browsers of static/.browserslistrc ------------------------------------


@dataclass(frozen=True)
class Rule:
    """`selector { declarations }` with the at-rules around it, and whether another rule stands in it."""

    around: tuple[str, ...]
    selector: str
    declarations: tuple[tuple[str, str], ...]
    is_nested: bool


def rules(css: str) -> list[Rule]:
    def within(nodes: list[tinycss2.ast.Node], around: tuple[str, ...]) -> Iterator[Rule]:
        for node in nodes:
            if node.type == "error":
                continue  # the declarations of @page and @font-face, read as rules
            if node.type == "at-rule" and node.content is not None:
                condition = f"{node.at_keyword} {tinycss2.serialize(node.prelude).strip()}"
                yield from within(tinycss2.parse_rule_list(node.content, True, True), (*around, condition))
            elif node.type == "qualified-rule":
                inside = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                found = [(n.name, tinycss2.serialize(n.value).strip()) for n in inside if n.type == "declaration"]
                selector = tinycss2.serialize(node.prelude).strip()
                yield Rule(around, selector, tuple(found), len(found) < len(inside) or "&" in selector)

    return list(within(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ()))


@pytest.fixture(scope="module")
def sent(reading_app: Flask) -> dict[str, list[Rule]]:
    """The rules of each style sheet that is sent."""
    documents = services(reading_app).release.documents
    sheets = {path.rpartition("/")[2]: d.body.decode() for path, d in documents.items() if path.endswith(".css")}
    assert len(sheets) >= 6
    return {name: rules(css) for name, css in sheets.items()}


def test_a_nested_rule_is_found() -> None:
    assert [
        rule.is_nested for rule in rules("@media print { .a { color: red; .b { color: red } } .c { top: 0 } }")
    ] == [
        True,
        False,
    ]


def test_no_style_sheet_that_is_sent_holds_a_nested_rule(sent: dict[str, list[Rule]]) -> None:
    """Safari before 17.2 ignores nested rules without an ampersand, and Chrome before 112 ignores all of them."""
    assert {
        name: found for name, all_of in sent.items() if (found := [r.selector for r in all_of if r.is_nested])
    } == {}


def test_a_sign_that_is_drawn_has_a_form_for_browsers_without_alternative_text(sent: dict[str, list[Rule]]) -> None:
    """Safari before 17.4 drops `content: "x" / ""` whole, and with it the cross of each "do not"."""
    drawn = [
        (name, rule.selector, [value for known, value in rule.declarations if known == "content"])
        for name, all_of in sent.items()
        for rule in all_of
    ]
    silent = [(name, selector, values) for name, selector, values in drawn if any("/" in value for value in values)]
    assert {name for name, _, _ in silent} >= {"reading.css", "sheets.css"}, "they are still drawn"
    assert [where for *where, values in silent if values != [values[-1].partition("/")[0].strip(), values[-1]]] == []


def test_cut_text_is_also_cut_in_browsers_that_know_only_hidden(sent: dict[str, list[Rule]]) -> None:
    """Safari before 16 does not know `clip`. lightningcss once made `hidden` and `clip` in one rule into `clip` alone."""
    for name, all_of in sent.items():
        cut = {
            value: {(rule.selector, rule.around) for rule in all_of if ("overflow", value) in rule.declarations}
            for value in ("clip", "hidden")
        }
        assert cut["clip"] or name == "wrong.css", name
        for selector, around in cut["clip"]:
            assert around[-1] == "supports (overflow:clip)", f"{name}: {selector}"
            assert (selector, around[:-1]) in cut["hidden"], f"{name}: {selector}"


def test_the_text_of_a_day_is_in_the_middle_of_its_box_and_at_its_start_on_an_iphone(
    sent: dict[str, list[Rule]],
) -> None:
    """Safari aligns the text to the top and centres it horizontally."""
    for name in ("sheets.css", "diary.css", "app.css"):
        found = {(rule.around[-1], rule.selector, *sorted(rule.declarations)) for rule in sent[name] if rule.around}
        middle = (("align-items", "center"), ("display", "flex"))
        on_an_iphone = "supports (-webkit-touch-callout:none)"
        assert (on_an_iphone, ":is([type=date],[type=time])", *middle) in found, name
        assert ("layer components", "::-webkit-date-and-time-value", ("text-align", "start")) in found, name


def test_no_long_list_of_answers_is_put_into_one_is(sent: dict[str, list[Rule]]) -> None:
    """WebKit took half a second to style each answer of the check, where a plain list of selectors takes 4 ms.

    lightningcss makes `:is(a, b)` of `a, b` when one of the oldest browsers does not know a selector, such as `:has`.
    """
    lists = {rule.selector for all_of in sent.values() for rule in all_of if rule.selector.count("[data-sign=") > 9}
    assert lists, "the rules of the signs are sent"
    assert [selector[:80] for selector in lists if selector.startswith(":is(")] == []

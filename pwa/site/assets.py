"""Style sheets, scripts and pictures as they travel: put together, coloured and minified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import lightningcss
import rjsmin
from flask import render_template

from pwa.content import signs
from pwa.content.zones import BODIES, MAPS, State
from pwa.paths import STATIC
from pwa.site.addresses import imports_in, reachable

# The oldest browsers that get our style sheets and scripts; the linter of scripts reads the same file.
BROWSERS = (STATIC / ".browserslistrc").read_text().splitlines()

# The parts of each style sheet. A page has one sheet, because each request costs a slow network a round trip: the parts
# of every page, and those of its own kind. The layers are ordered in tokens.css; within a layer the order here counts,
# from large to small.
EVERY_PAGE = (
    "tokens", "base", "layout", "bars", "buttons", "levels", "actions",
    "answers", "fields", "banners", "reading-aids", "listen", "states", "print",
)  # fmt: skip
STYLES: dict[str, tuple[str, ...]] = {
    # Two kinds of pages share this sheet, because a phone saves every sheet, and most of each is the same.
    "app": (
        *EVERY_PAGE,
        "saved",
        "languages",
        "reading",
        "topics",
        "steps",
        "numbers",
        "beside",
        "planned",
        "lockscreen",
        "deliveries",
        "second-phone",
    ),
    "check": (*EVERY_PAGE, "signs", "check-states"),
    "diary": (*EVERY_PAGE, "planned", "diary"),
    "reading": (*EVERY_PAGE, "reading", "cards", "topics", "technique", "beside", "drawings"),
    "phrases": (*EVERY_PAGE, "reading", "bilingual", "phrases", "second-phone", "poster"),
    # No page with a sheet has a card of the check, its large answers, or a voice.
    "sheets": (
        *(part for part in EVERY_PAGE if part not in ("levels", "actions", "answers", "listen")),
        "bilingual",
        "sheet",
        "presented",
        "paper",
    ),
}
# Any page loads it when its reader looks for a wrong sentence.
STYLES["wrong"] = ("wrong",)
# For /dev/components, which shows the parts of all pages. No phone saves it.
STYLES["gallery"] = tuple(dict.fromkeys(part for parts in STYLES.values() for part in parts))


def static_files() -> dict[str, bytes]:
    """Return the bytes of every static file by its name: minified, coloured or put together, where that is needed.

    The name is the path below `static/`. Needs an application context, because `css/check.css` holds rules that are
    rendered from the signs.
    """
    files = {f"icons/{path.name}": path.read_bytes() for path in (STATIC / "icons").iterdir()}
    files |= _scripts()
    files |= {f"screenshots/{path.name}": path.read_bytes() for path in (STATIC / "screenshots").glob("*.webp")}
    files["sw.js"] = minify_script(_worker_script())
    files["icons.svg"] = (STATIC / "icons.svg").read_bytes()
    for name, parts in STYLES.items():
        css = "".join((STATIC / "css" / f"{part}.css").read_text() for part in parts)
        if "drawings" in parts:
            css += _colours_of_inline_pictures()
        files[f"css/{name}.css"] = minify_style(css)
    files["css/check.css"] += _rules_of_the_signs()
    files["css/gallery.css"] += _rules_of_the_signs()
    return files | _pictures()


def _rules_of_the_signs() -> bytes:
    """Return the rules that show a line of the check for an answer.

    They are minified for browsers that know `:has`, which alone apply them. For older ones lightningcss puts the list
    of selectors into one `:is()`, and then WebKit takes half a second to style each answer: 150 times as long.
    """
    css = render_template("signs.css", signs=signs)
    return lightningcss.process_stylesheet(css, minify=True).encode()


@cache
def preloads() -> dict[str, list[str]]:
    """Return for each script the names of all scripts that it imports at once, directly or through others."""
    imports = imports_in(_scripts(), later=False)
    return {name: sorted(reachable(name, imports) - {name}) for name in imports}


def _scripts() -> dict[str, bytes]:
    """Return every script by its name, minified. They import each other by their file names."""
    return {f"js/{path.name}": minify_script(path.read_text()) for path in (STATIC / "js").glob("*.js")}


def _pictures() -> dict[str, bytes]:
    """Return every drawing with its colours. A drawing of a body becomes one picture for each map that is put on it.

    `swatch.svg` is a zone by itself, for the words beside the maps. The drawings of the emergency signs are one file.
    """
    folder = STATIC / "pictures"
    palette, patterns = (minify_style((folder / f"{name}.css").read_text()).decode() for name in ("palette", "zones"))
    files = {"pictures/signs.svg": _coloured(_signs_in_one_file(), palette)}
    for path in folder.glob("*.svg"):
        drawing = path.read_text()
        body = path.stem.partition("-")[0]
        if path.stem.startswith("sign-"):
            continue
        if path.stem == "swatch":
            variants = {state.value: {"swatch": state} for state in State}
        elif body in BODIES:
            variants = {name: dict(body_map.states) for name, body_map in MAPS.items() if body_map.body == body}
        else:
            files[f"pictures/{path.name}"] = _coloured(drawing, palette)
            continue
        for variant, states in variants.items():
            shown = _with_zones(drawing, states)
            files[f"pictures/{path.stem}-{variant}.svg"] = _coloured(shown, palette, patterns)
    return files


def _signs_in_one_file() -> str:
    """The drawings of the emergency signs side by side, because eleven files would be eleven requests.

    `signs.svg#E1` in an `<img>` shows the first one. Source: SVG 2, 17.3 (linking into views).
    """
    views = []
    for number, sign in enumerate(signs.EMERGENCY):
        head, drawing = (STATIC / "pictures" / f"sign-{sign.id}.svg").read_text().strip().split(">", 1)
        left = 80 * number  # wider than a drawing, so that the edge of none is seen in another
        drawing = drawing.strip().removesuffix("</svg>")
        views.append(f'<view id="{sign.id}" viewBox="{left} 0 64 64"/><g transform="translate({left})">{drawing}</g>')
    return f"{head}>{''.join(views)}</svg>"


def _colours_of_inline_pictures() -> str:
    """Return the palette for drawings that are a part of the page, as far as they use it."""
    folder = STATIC / "pictures"
    drawings = [path.read_text() for path in folder.glob("*.svg")]
    moving = "".join(drawing for drawing in drawings if "data-move" in drawing)
    return _used((folder / "palette.css").read_text(), moving).replace(":root", ".drawing")


def picture_size(name: str) -> tuple[int, int]:
    """Return the width and height of a drawing in CSS pixels, so that a page does not jump when it arrives."""
    head = (STATIC / "pictures" / f"{name}.svg").read_text()[:400]
    box = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', head)
    if box is None:
        raise ValueError(f"The drawing {name}.svg has no viewBox.")
    return round(float(box[1])), round(float(box[2]))


def inline_picture(name: str) -> str:
    """Return a drawing that is a part of the page, without its `<svg`.

    The template writes that tag with the words in it. The colours of the drawing are in the style sheet of the page.
    """
    return (STATIC / "pictures" / f"{name}.svg").read_text().strip().removeprefix("<svg")


def minify_script(script: str) -> bytes:
    """Return a script without comments and needless spaces."""
    smaller: str = rjsmin.jsmin(script)
    return smaller.encode()


def minify_style(css: str) -> bytes:
    """Return a style sheet without comments and needless spaces, in a form that the oldest browsers of our list
    read."""
    return lightningcss.process_stylesheet(css, minify=True, browsers_list=BROWSERS).encode()


def _worker_script() -> str:
    """Return the code of the service worker together with what it imports.

    As a classic script: Firefox before 147 takes no module for a service worker.
    """
    script = (STATIC / "sw.js").read_text()
    imported = re.findall(r"^import [^;]*'\./(js/[\w-]+\.js)';\n", script, re.MULTILINE)
    together = "".join((STATIC / path).read_text() for path in imported) + script
    return re.sub(r"^(?:import [^;]*;\n|export )", "", together, flags=re.MULTILINE)


def _with_zones(drawing: str, states: Mapping[str, State]) -> str:
    """Return the zones that have a state, each drawn as its class says; the others are left out.

    Only `no` has a cross.
    """

    def shown(zone: re.Match[str]) -> str:
        state = states.get(zone["name"])
        if state is None:
            return ""
        group = zone[0] if state is State.NO else re.sub(r'<path class="mark"[^>]*/>', "", zone[0])
        return group.replace('class="zone"', f'class="zone {state}"')

    return re.sub(r'<g class="zone" data-zone="(?P<name>[\w-]+)">.*?</g>\n', shown, drawing, flags=re.DOTALL)


def _coloured(drawing: str, palette: str, patterns: str = "") -> bytes:
    """Return a drawing with the colours that it uses: <img> shows it, where no style sheet of the page applies."""
    head, rest = drawing.split(">", 1)
    return f"{head}><style>{_used(palette, drawing + patterns)}{patterns}</style>{rest}".encode()


def _used(palette: str, drawing: str) -> str:
    """Return the palette without the colours that a drawing does not name."""
    used = set(re.findall(r"var\((--pic-[\w-]+)\)", drawing))
    return re.sub(r"(--pic-[\w-]+):[^;}]*;?", lambda colour: colour[0] if colour[1] in used else "", palette)

"""No feature is used that the oldest browsers of `static/.browserslistrc` lack, unless the code tests for it or the
page works without it."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from pwa.services import services
from tests.floor import newer_than_floor

NPM = Path(__file__).parent / "npm"

# Without these features the page is plainer but not wrong. An entry includes all entries below it.
ONLY_PLAINER = {
    "at-rules/container": "bars.css: a bar sticks where it would be fixed, which looks the same",
    "at-rules/media/forced-colors": "iPhones have no forced colours",
    "at-rules/media/prefers-contrast": "our own colours have 7:1 already",
    "at-rules/media/scripting": "the diary without JavaScript shows its form below the words that it needs it",
    "at-rules/page": "paper gets the margins of the browser",
    "at-rules/property": "only for the container query above",
    "at-rules/view-transition": "one page follows the other at once",
    "properties/accent-color": "Safari before 26.2 may draw the tick itself too pale",
    "properties/break-after": "a heading may end a sheet of paper",
    "properties/break-before/avoid": "the note about the text may stand alone on the last sheet of paper",
    "properties/break-before/column": "on a sheet for a pen the doctor's part begins where the other ends",
    "properties/cursor": "a phone has none",
    "properties/field-sizing": "a field keeps its two rows, and scrolls",
    "properties/float": "before Chrome 118 a question stands close below its part, and Listen above the title",
    "properties/forced-color-adjust": "what is chosen has its own mark too",
    "properties/hyphenate-limit-chars": "shorter words of German and Russian are hyphenated too",
    "properties/outline": "before Safari 16.4 it has square corners",
    "properties/overscroll-behavior-block": "before Safari 16 a long pull at the check reloads the page",
    "properties/print-color-adjust/exact": "the room for the doctor's answer on paper has no lines",
    "properties/resize": "a phone has no corner to drag",
    "properties/text-wrap": "lines break where they are full",
    "properties/word-break/auto-phrase": "Japanese breaks between any two letters",
    "selectors/has": "the check shows every card (@supports); elsewhere what is not ticked stays, on paper too",
    "selectors/highlight": "listen.js marks the whole block instead",
    "selectors/view-transition-group": "see view-transition",
    "selectors/view-transition-new": "see view-transition",
    "selectors/view-transition-old": "see view-transition",
}


def entry_of(feature: str) -> str:
    """The entry above that stands for a feature, or the feature itself."""
    return next((entry for entry in ONLY_PLAINER if f"{feature}/".startswith(f"{entry}/")), feature)


def test_the_style_sheets_need_nothing_that_is_newer_than_the_floor(reading_app: Flask) -> None:
    documents = services(reading_app).release.documents
    sheets = [document.body.decode() for path, document in documents.items() if path.endswith(".css")]
    for path, document in documents.items():
        if path.endswith(".svg"):
            sheets += re.findall(r"<style>(.*?)</style>", document.body.decode(), re.DOTALL)
    found = {entry_of(feature) for sheet in sheets for feature in newer_than_floor(sheet)}
    assert found - set(ONLY_PLAINER) == set(), "guard it, or say what is lost without it"
    assert set(ONLY_PLAINER) - found == set(), "not used any more"


@pytest.mark.parametrize(
    ("css", "found"),
    [
        ("p { translate: 1px }", ["properties/translate"]),
        ("p { block-size: 100dvh }", ["types/length/viewport_percentage_units_dynamic"]),
        ("p { --a: calc(100svh - 1px) }", ["types/length/viewport_percentage_units_small"]),
        ("p { color: light-dark(red, blue) }", ["types/color/light-dark"]),
        ("p { content: 'x' / '' }", ["properties/content/alt_text"]),
        ("p:not(:has(a)) { color: red }", ["selectors/has"]),
        ("p { & a { color: red } }", ["selectors/nesting"]),
        ("@container (width > 1px) { p { color: red } }", ["at-rules/container"]),
        ("@media (scripting) { p { color: red } }", ["at-rules/media/scripting"]),
        ("p { block-size: 100vh; block-size: 100dvh }", []),
        ("p { content: 'x'; content: 'x' / '' }", []),
        ("p { -webkit-hyphens: auto; hyphens: auto }", []),
        ("@supports selector(:has(a)) { p:has(a) { color: red } }", []),
        ("@supports (height: 100svh) { p { block-size: 100svh } }", []),
        ("p { margin-inline: max(1px, 2vw); color: rgb(0 0 0 / 0.5) }", []),
    ],
)
def test_newer_features_of_style_sheets_are_found(css: str, found: list[str]) -> None:
    assert list(newer_than_floor(css)) == found


NEWER = """
fetch('/', { signal: AbortSignal.timeout(1000) });
document.querySelector('button').ariaPressed = 'true';
if (document.body.checkVisibility()) new Highlight();
const { share } = navigator;
const even = [1, 2].findLast((number) => number % 2 === 0);
document.startViewTransition(() => {});
document.querySelector('a').showPopover();
const pattern = /(?<=a)b/;
class Old { static { this.a = 1; } }
const nested = `a ${`b`} c`; // no browser lacks it, but rjsmin takes its spaces
"""
ASKED_FOR = """
if (AbortSignal.timeout) fetch('/', { signal: AbortSignal.timeout(1000) });
document.body.checkVisibility?.();
const length = (text) => (Intl.Segmenter ? [...new Intl.Segmenter().segment(text)] : [...text]).length;
const send = navigator.share && (() => navigator.share({ title: 'a' }));
const last = [1, 2].at(-1);
function leaves() {
  if (!document.startViewTransition) return;
  document.startViewTransition(() => {});
}
"""


def test_the_linter_of_scripts_finds_what_is_newer_and_nothing_else(tmp_path: Path) -> None:
    newer, asked_for = tmp_path / "newer.js", tmp_path / "asked_for.js"
    newer.write_text(NEWER)
    asked_for.write_text(ASKED_FOR)
    command: list[str | Path] = [
        NPM / "node_modules" / ".bin" / "eslint",
        "--config",
        NPM / "eslint.config.js",
        "--format",
        "json",
    ]
    done = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    complaints = {Path(one["filePath"]): one["messages"] for one in json.loads(done.stdout)}
    assert complaints[asked_for] == []
    lines = [line for line, text in enumerate(NEWER.splitlines(), 1) if text]
    assert sorted({message["line"] for message in complaints[newer]}) == lines

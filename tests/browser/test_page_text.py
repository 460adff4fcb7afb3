"""The search reads of each page what a reader sees, with the heading above it, and leaves out what would mislead."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.pages import TAGS, PageClient, words
from tests.servers import InProcessServer

Section = dict[str, str | list[str]]

SECTIONS = """async (html) => {
  const { sectionsOf } = await import(document.querySelector('link[href*="/page-text.js"]').href);
  return sectionsOf(html);
}"""
# Returns all pages as the search holds them: path, and anchor, heading and text of each section.
ALL_PAGES = """async () => {
  const { load } = await import(document.querySelector('script[src*="/find.js"]').src);
  return (await load()).map(({ path, sections }) => [path, sections.map((one) => [one.anchor, one.heading, one.text])]);
}"""


@pytest.fixture
def page(screen: Page, reading: InProcessServer) -> Page:
    if screen.url != f"{reading.url}/en/find":
        screen.goto(f"{reading.url}/en/find")
    return screen


def sections(page: Page, html: str) -> list[Section]:
    found: list[Section] = page.evaluate(SECTIONS, html)
    return found


def lines(page: Page, body: str) -> list[str] | str:
    """The lines of a page in English that has this below its title."""
    [section] = sections(page, f"<nav>Menu</nav><main><h1>Title</h1>{body}</main><footer>End</footer>")
    return section["lines"]


def test_a_section_is_a_heading_and_what_follows_it(page: Page) -> None:
    body = (
        '<main><h1>Title</h1><p>One.</p><h2 id="neck">Your <b>neck</b></h2><ul><li>Two</li><li>Three</li></ul></main>'
    )
    assert sections(page, body) == [
        {"anchor": "", "heading": "Title", "lines": ["One."]},
        {"anchor": "neck", "heading": "Your neck", "lines": ["Two", "Three"]},
    ]


def test_a_heading_without_an_id_is_reached_by_the_one_before(page: Page) -> None:
    body = '<main><h1>Title</h1><h2 id="late">Late</h2><h3>On a computer</h3><p>One.</p></main>'
    assert sections(page, body)[-1] == {"anchor": "late", "heading": "On a computer", "lines": ["One."]}


def test_a_term_with_an_id_is_a_section_of_its_own(page: Page) -> None:
    terms = '<dl><dt id="mri">MRI</dt><dd>A <b>scan</b>.</dd><dt id="root">Nerve root</dt><dd>A start.</dd></dl>'
    assert sections(page, f'<main><h1>Title</h1><h2 id="words">Words</h2>{terms}<p>Two.</p></main>')[1:] == [
        {"anchor": "words", "heading": "Words", "lines": []},
        {"anchor": "mri", "heading": "MRI", "lines": ["A scan."]},
        {"anchor": "root", "heading": "Nerve root", "lines": ["A start.", "Two."]},
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<nav><h2>On this page</h2></nav>",
        "<p hidden>Not now</p>",
        '<p aria-hidden="true">1</p>',
        '<p lang="es">Otro</p>',
        '<details class="small sources"><summary>Where this comes from</summary><p>A book</p></details>',
        '<figure class="map"><img src="a" alt=""><dl><dt>Not here</dt><dd>Neck</dd></dl></figure>',
        "<svg><g><path/><text>10</text></g></svg><noscript><p>No script</p></noscript>",
        '<p><a class="button" href="/">Home</a></p>',
        "<!-- A comment -->",
    ],
)
def test_what_is_no_text_of_the_page_is_left_out(page: Page, body: str) -> None:
    assert lines(page, f"<p>One.</p>{body}<p>Two.</p>") == ["One.", "Two."]


def test_what_must_not_be_done_keeps_its_cross(page: Page) -> None:
    """Otherwise "Beating strokes" alone could be read as advice."""
    assert lines(page, '<ul class="not"><li>Beating strokes</li></ul><ul><li>Light strokes</li></ul>') == [
        "✕ Beating strokes",
        "Light strokes",
    ]


def test_words_that_belong_together_are_one_line(page: Page) -> None:
    question = "<fieldset><legend>Do you fall?</legend><p>It also counts at home.</p></fieldset>"
    assert lines(page, f"{question}<p>Two.</p>") == ["Do you fall? It also counts at home.", "Two."]
    assert lines(page, "<dl><div><dt>Canal</dt><dd>The space inside.</dd></div></dl>") == ["Canal: The space inside."]
    assert lines(page, "<dl><dt>Needs</dt><dd>Time.</dd><dd>Money.</dd></dl>") == ["Needs: Time. Money."]
    sign = '<li>you are unsteady <span class="advice">New means this week.</span></li>'
    assert lines(page, f"<ul>{sign}</ul>") == ["you are unsteady – New means this week."]
    assert lines(page, "<p>See <a>the check</a>,\n now.</p>") == ["See the check, now."]
    cell = '<td><span class="small">What it asks of you</span>Time on most days.</td>'
    row = f"<table><tr><th>Walking</th>{cell}</tr></table>"
    assert lines(page, row) == ["Walking", "What it asks of you: Time on most days."]


@pytest.mark.parametrize(
    "html", ["", "no page", "<main></main>", "<main><p>Log in</p></main>", "<main><h1> </h1></main>"]
)
def test_what_is_no_page_of_ours_is_refused(page: Page, html: str) -> None:
    refused = "async ([html, read]) => { try { await eval(read)(html); return false; } catch { return true; } }"
    assert page.evaluate(refused, [html, SECTIONS])


@pytest.mark.parametrize("tag", TAGS)
def test_every_page_is_read_and_every_hit_has_a_heading_to_jump_to(
    screen: Page, pages: PageClient, reading: InProcessServer, tag: str
) -> None:
    screen.goto(f"{reading.url}/{tag}/find")
    for path, found in screen.evaluate(ALL_PAGES):
        page = pages.get(path)
        ids = {element.get("id") for element in page.root.iter()}
        shown = " ".join(words(page.one("main")).split())
        assert found[0][0] == ""
        for anchor, heading, _text in found:
            assert heading, f"{path}#{anchor}"
            assert heading in shown, path
            assert not anchor or anchor in ids, f"{path}#{anchor}"


def test_the_text_of_a_page_can_be_found(page: Page) -> None:
    text = {(path, heading): body for path, found in page.evaluate(ALL_PAGES) for _, heading, body in found}
    assert "worse when you stand or walk" in text["/en/stenosis", "Stenosis in the lower back"]
    assert "✕ Beating strokes" in text["/en/techniques/swedish", "What to avoid"]
    assert "Do you take blood thinners" in text["/en/check", "Things to ask your doctor about first"]
    assert text["/en/about", "Your privacy"] == ""

"""Forced colours and more contrast: levels and chosen answers stay visible."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.check_page import start_check
from tests.browser.conftest import Theme
from tests.browser.views import VIEWS
from tests.servers import InProcessServer

ALL_CARDS = next(view for view in VIEWS if view.state == "all cards")

CARDS = """() => [...document.querySelectorAll('.result .action:has(.level .icon)')].filter((card) => card.checkVisibility())
  .map((card) => {
    const { borderBlockStartStyle, borderBlockStartWidth } = getComputedStyle(card);
    const icon = card.querySelector('.level .icon');
    const { backgroundColor } = getComputedStyle(icon.closest('header'));
    return {
      level: card.dataset.level,
      border: `${borderBlockStartStyle} ${Math.round(parseFloat(borderBlockStartWidth))}`,
      word: icon.parentElement.innerText.trim(),
      drawing: icon.querySelector('use').href.baseVal.split('#')[1],
      iconIsSeen: icon.checkVisibility() && icon.getBoundingClientRect().width >= 16
        && getComputedStyle(icon).color !== backgroundColor,
    };
  })"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_levels_are_told_by_word_drawing_and_border_when_colours_are_forced(
    screen: Page, reading: InProcessServer, theme: Theme
) -> None:
    screen.emulate_media(forced_colors="active", color_scheme=theme)
    ALL_CARDS.open(screen, reading.url)
    cards = screen.evaluate(CARDS)
    assert [card["level"] for card in cards] == ["emergency", "doctor-today", "doctor-soon", "postpone", "talk-first"]
    styles = [card["border"].split()[0] for card in cards]
    assert all(one != following for one, following in pairwise(styles)), "neighbours must differ in more than width"
    for told_by in ("border", "word", "drawing"):
        assert len({card[told_by] for card in cards}) == 5, f"two levels have the same {told_by}: {cards}"
    assert all(card["iconIsSeen"] for card in cards)
    screen.emulate_media(forced_colors="none", color_scheme="light")


def test_a_chosen_answer_and_the_place_in_the_bar_are_marked_when_colours_are_forced(
    screen: Page, reading: InProcessServer
) -> None:
    screen.emulate_media(forced_colors="active")
    screen.goto(f"{reading.url}/en/check")
    screen.get_by_role("button", name="Show all questions on one page").press("Enter")
    screen.get_by_text("No", exact=True).first.click()
    outline = "(element) => getComputedStyle(element).outlineStyle"
    assert screen.locator(".answers > label:has(:checked)").first.evaluate(outline) == "solid"
    assert screen.locator(".answers > label:not(:has(:checked))").first.evaluate(outline) == "none"
    assert screen.locator(".places [aria-current]").evaluate(outline) == "solid"
    screen.emulate_media(forced_colors="none")


def test_the_focus_and_the_spoken_sentence_are_seen_when_colours_are_forced(
    screen: Page, reading: InProcessServer
) -> None:
    screen.emulate_media(forced_colors="active")
    screen.goto(f"{reading.url}/en/stenosis")
    here = screen.locator(".places [aria-current]")
    offset = "(element) => getComputedStyle(element).outlineOffset"
    unfocused = here.evaluate(offset)
    screen.keyboard.press("Tab")
    here.focus()
    assert here.evaluate(offset) != unfocused
    # Browsers with CSS highlights mark a sentence, others a whole block.
    lead = screen.locator(".lead")
    lead.evaluate("(element) => element.classList.add('spoken')")
    assert lead.evaluate("(element) => getComputedStyle(element).outlineStyle") == "solid"
    colour = "(element) => getComputedStyle(element, '::highlight(spoken)').color"
    assert lead.evaluate(colour) != lead.evaluate("(element) => getComputedStyle(element).color")
    screen.emulate_media(forced_colors="none")


def test_more_contrast_makes_text_black_on_white(screen: Page, reading: InProcessServer) -> None:
    screen.emulate_media(contrast="more")
    screen.goto(f"{reading.url}/en/")
    colours = "(body) => [getComputedStyle(body).color, getComputedStyle(body).backgroundColor]"
    assert screen.locator("body").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    screen.emulate_media(contrast="no-preference", color_scheme="light")


@pytest.mark.parametrize(("path", "kind"), [("en/doctor", "checkbox"), ("en/check", "radio")])
def test_an_empty_box_is_not_filled_in_the_dark(screen: Page, reading: InProcessServer, path: str, kind: str) -> None:
    screen.emulate_media(color_scheme="dark")
    screen.goto(f"{reading.url}/{path}")
    if path == "en/check":
        start_check(screen)
    box = screen.locator(f"[type={kind}]:visible").first

    def middle() -> object:
        shot = Image.open(io.BytesIO(box.screenshot())).convert("RGB")
        return shot.getpixel((shot.width // 2, shot.height // 4))

    card = screen.locator(".two, .answers > label").first.evaluate("(card) => getComputedStyle(card).backgroundColor")
    assert f"rgb{middle()}" == card
    box.check()
    assert f"rgb{middle()}" != card
    screen.emulate_media(color_scheme="light")

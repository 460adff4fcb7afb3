"""Controls react at once, are and are never enlarged by the browser."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from pwa.services import services
from tests.browser.conftest import FORBIDDEN, Phone
from tests.servers import InProcessServer

CONTROLS = "a, button, input, label, select, summary, textarea"
DAMAGED = "if (location.port) localStorage.setItem('diary', '{');"  # not on the empty page before


def opened(phone: Phone, reading: InProcessServer, path: str, script: str = "", **options: Any) -> Page:
    context = phone(**options)
    context.add_init_script(script)
    page = context.new_page()
    page.goto(reading.url + path)
    return page


# ---- Fingers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["check", "doctor", "diary", "emergency", "reminders"])
def test_no_tap_waits_for_a_second_one_and_no_field_makes_an_iphone_enlarge_the_page(
    screen: Page, reading: InProcessServer, path: str
) -> None:
    screen.goto(f"{reading.url}/en/{path}")
    # The smallest text of an iPhone is 14 px.
    screen.add_style_tag(content=":root { font-size: 14px !important; }")
    for action in screen.locator(CONTROLS).evaluate_all("(all) => all.map((e) => getComputedStyle(e).touchAction)"):
        assert action == "manipulation"
    sizes = "(all) => all.map((field) => parseFloat(getComputedStyle(field).fontSize))"
    fields = screen.locator("input, select, textarea").evaluate_all(sizes)
    assert fields
    assert min(fields) >= 16


@pytest.mark.parametrize(
    ("path", "control"),
    [
        ("", ".start .button"),
        ("", ".places a"),
        ("", ".steps a"),
        ("check", ".intro .begin"),
        ("doctor", ".where label"),
        ("stenosis", ".language"),
    ],
)
def test_a_finger_sees_that_its_tap_has_arrived(
    screen: Page, reading: InProcessServer, path: str, control: str
) -> None:
    screen.goto(f"{reading.url}/en/{path}")
    pressed = screen.locator(control).first
    expect(pressed).to_have_css("opacity", "1")
    pressed.hover()
    screen.mouse.down()
    expect(pressed).not_to_have_css("opacity", "1")
    screen.mouse.move(0, 0)
    screen.mouse.up()


def test_a_pull_at_the_check_does_not_load_it_anew(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/check")
    assert screen.evaluate("getComputedStyle(document.documentElement).overscrollBehaviorBlock") == "contain"


@pytest.mark.parametrize("path", ["doctor", "diary", "emergency"])
def test_only_a_text_of_several_lines_can_be_made_larger_and_only_downwards(
    screen: Page, reading: InProcessServer, path: str
) -> None:
    screen.goto(f"{reading.url}/en/{path}")
    for field in screen.locator("input, select, textarea").all():
        is_long = field.evaluate("(field) => field.matches('textarea')")
        expect(field).to_have_css("resize", "vertical" if is_long else "none")


def test_no_keyboard_corrects_the_name_of_a_medicine_or_of_a_doctor(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/doctor")
    for field, capitals in (("medicine-names", "none"), ("answer-name", "words")):
        expect(screen.locator(f"#{field}")).to_have_attribute("autocorrect", "off")
        expect(screen.locator(f"#{field}")).to_have_attribute("spellcheck", "false")
        expect(screen.locator(f"#{field}")).to_have_attribute("autocapitalize", capitals)
    expect(screen.locator("#question-words")).not_to_have_attribute("spellcheck", "false")
    lines = screen.locator("[data-words][type=text]").all()
    screen.goto(f"{reading.url}/en/diary")
    expect(screen.locator("#minutes")).to_have_attribute("enterkeyhint", "done")
    screen.goto(f"{reading.url}/en/emergency")
    expect(screen.locator("#own")).to_have_attribute("enterkeyhint", "done")
    assert lines


def test_a_page_is_dark_from_its_first_moment_where_the_phone_is(pages_of_every_kind: dict[str, str]) -> None:
    for path, head in pages_of_every_kind.items():
        assert '<meta name="color-scheme" content="light dark">' in head, path


@pytest.fixture
def pages_of_every_kind(reading_app: Flask) -> dict[str, str]:
    documents = services(reading_app).release.documents
    html = {path: document.body.decode() for path, document in documents.items() if "html" in document.content_type}
    return {path: text.partition("<body>")[0] for path, text in html.items()}


# ---- A page opens at its top ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "script", "message", "answer"),
    [
        ("diary", DAMAGED, "damaged", "pain"),
        ("diary", FORBIDDEN, "forbidden", "pain"),
        ("reminders", "", "denied", "file"),  # a browser of a server allows no notifications
    ],
)
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_page_opens_at_its_head_whatever_it_has_to_say(
    phone: Phone, reading: InProcessServer, path: str, script: str, message: str, answer: str, tag: str
) -> None:
    page = opened(phone, reading, f"/{tag}/{path}", script, viewport={"width": 320, "height": 480})
    expect(page.locator(f"[data-message={message}]")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    if path == "diary":
        expect(page.locator(f"[data-message={message}]")).to_be_in_viewport()  # nobody has to look for it
    # The answer to a tap is scrolled into view.
    page.locator("form button:not([type]):visible").first.press("Enter")
    expect(page.locator(f"[data-message={answer}]")).to_be_in_viewport()

"""Rosa makes a sheet for her doctor and a card for her therapist: on her phone, without a network, in two languages."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from pwa.content.sheets import PLACES, THERAPIST
from pwa.content.signs import EMERGENCY, SIGNS, Level
from tests.browser.conftest import COMES_BACK, FORBIDDEN, FULL, PHONE, Phone, at_rest, day, visible_messages
from tests.browser.gates.paper import printed
from tests.browser.languages_page import switch_to
from tests.browser.saving import visit
from tests.browser.sheet_page import STEROIDS, open_in_two, put_in, sealed, wait_for_both
from tests.pages import PAIRS, TAGS
from tests.servers import InProcessServer, wait_until

SHARES = "navigator.share = async (what) => { window.shared = what; };"
# Letters a tenth wider than those that most phones have.
WIDE = "* { font-family: 'DejaVu Sans' !important; }"

THINNERS = "[name=medicines][value=thinners]"


@pytest.fixture
def rosa(phone: Phone) -> BrowserContext:
    """Her phone, whose system can share files."""
    context = phone()
    context.add_init_script(SHARES)
    return context


def open_sheet(context: BrowserContext, reading: InProcessServer, path: str = "/en/doctor") -> Page:
    page = context.new_page()
    page.goto(reading.url + path)
    wait_for_both(page)
    return page


def ticked(page: Page) -> set[str]:
    return set(
        page.evaluate("[...document.querySelectorAll('.take :checked')].map((box) => `${box.name}.${box.value}`)")
    )


def paper(page: Page, size: str = "A4") -> list[str]:
    return [sheet.extract_text() for sheet in printed(page, size).pages]


def letters(text: str) -> str:
    """The letters of a text without line breaks and hyphens. A PDF has "fi" as one letter."""
    return re.sub(r"[\W\d_]+", "", unicodedata.normalize("NFKC", text))


def read_code(page: Page) -> str:
    """Return what the camera of another phone reads."""
    shot = Image.open(io.BytesIO(page.locator("#qr").screenshot()))
    [code] = zxingcpp.read_barcodes(shot)
    return code.text


def test_ticks_stay_on_the_phone_until_they_are_deleted_and_a_deletion_can_be_undone(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.get_by_label("Names of my medicines").fill("Warfarin, 5 mg")
    page.reload()
    expect(page.locator(THINNERS)).to_be_checked()
    expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin, 5 mg")

    page.get_by_role("button", name="Delete what I filled in").tap()
    assert page.evaluate("localStorage.getItem('doctor')") is None
    expect(page.locator(THINNERS)).not_to_be_checked()
    page.get_by_role("button", name="Undo").tap()
    expect(page.locator(".take :focus")).to_be_visible()
    expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin, 5 mg")
    page.reload()
    expect(page.locator(THINNERS)).to_be_checked()


def test_a_sign_that_was_taken_back_is_not_on_the_sheet(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading, "/en/check")
    page.get_by_role("button", name="Show all questions on one page").tap()
    page.locator("[name=D6][value=yes]").check()
    # Its ticks lie ready for the sheet, and this page stays.
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").click(modifiers=["ControlOrMeta"])
    page.locator("[name=D6][value=no]").check()
    page.goto(f"{reading.url}/en/doctor")
    at_rest(page, "sheets")
    assert not {line for line in ticked(page) if line.startswith("signs.")}


def test_the_check_hands_its_ticks_over_only_when_rosa_asks_for_it(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    requests: list[str] = []
    page = open_sheet(rosa, reading, "/en/check")
    take = page.get_by_role("link", name="Put my answers on the sheet for my doctor")
    expect(take).to_be_hidden()
    page.get_by_role("button", name="Show all questions on one page").tap()
    page.locator("[name=D6][value=yes]").check()
    page.locator("[name=T1][value=unsure]").check()
    page.locator("[name=T2][value=no]").check()

    other = open_sheet(rosa, reading, "/en/doctor")
    assert not {line for line in ticked(other) if line.startswith("signs.")}, "nothing is handed over unasked"

    page.on("request", lambda request: requests.append(request.url + (request.post_data or "")))
    expect(take.locator(".icon")).to_be_visible()
    take.press("Enter")
    page.wait_for_url("**/en/doctor")
    signs = page.locator(".signs li:visible")
    expect(signs.get_by_text("My hands are clumsy")).to_be_visible()
    unsure = page.locator(".signs li:has([value=T1])")
    expect(unsure).to_contain_text("Not sure: I take blood thinners")
    expect(page.locator("[value=T2]")).to_be_hidden()
    expect(page.locator(".signs .day span")).not_to_be_empty()
    assert not [address for address in requests if "D6" in address]
    assert page.evaluate("sessionStorage.getItem('ticked')") is None


def check_again(page: Page, reading: InProcessServer, at: str, signs: list[str]) -> None:
    """Do the check at this moment (UTC), and take the sheet with these ticks."""
    page.clock.set_fixed_time(at)
    page.goto(f"{reading.url}/en/check")
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    for sign in signs:
        page.locator(f"[name={sign}][value=yes]").check()
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").press("Enter")
    page.wait_for_url("**/en/doctor")
    expect(page.locator(f"[value={signs[-1]}]")).to_be_checked()


def test_the_check_done_again_puts_its_own_ticks_and_its_own_day_on_the_sheet(
    rosa: Any, reading: InProcessServer
) -> None:
    page = rosa.new_page()
    check_again(page, reading, "2026-11-23T12:00:00Z", ["D6", "T1"])
    page.locator(THINNERS).check()
    check_again(page, reading, "2026-11-24T12:00:00Z", ["D1"])
    assert ticked(page) == {"signs.D1", "medicines.thinners"}, "what was ticked on Monday has not Tuesday's date"
    expect(page.locator(".signs .day span")).to_have_text("November 24, 2026")
    page.reload()
    assert ticked(page) == {"signs.D1", "medicines.thinners"}
    expect(page.locator(".signs .day span")).to_have_text("November 24, 2026")


@pytest.mark.parametrize(
    ("zone", "at"), [("Africa/Cairo", "2026-11-23T22:30:00Z"), ("America/Lima", "2026-11-25T04:30:00Z")]
)
def test_the_day_of_the_ticks_is_that_of_the_phone(phone: Phone, reading: InProcessServer, zone: str, at: str) -> None:
    """In UTC it is still the 23rd, or already the 25th."""
    page = phone(timezone_id=zone).new_page()
    check_again(page, reading, at, ["D6"])
    expect(page.locator(".signs .day span")).to_have_text("November 24, 2026")
    assert page.evaluate("JSON.parse(localStorage.getItem('doctor')).day") == "2026-11-24"


def test_cleared_answers_are_on_no_sheet(rosa: Any, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading, "/en/check")
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    page.locator("[name=D6][value=yes]").check()
    # Its ticks lie ready for the sheet, and this page stays.
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").click(modifiers=["ControlOrMeta"])
    page.get_by_role("button", name="Clear my answers").press("Enter")
    expect(page.locator("input:checked")).to_have_count(0)
    page.goto(f"{reading.url}/en/doctor")
    at_rest(page, "sheets")
    assert not {line for line in ticked(page) if line.startswith("signs.")}


def test_a_sign_that_needs_help_now_is_not_hidden_by_a_sheet(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading, "/en/doctor")
    put_in(page, ["E2"])
    urgent = page.locator(".urgent")
    expect(urgent).to_contain_text("go to the nearest emergency department now. I ticked:")
    expect(urgent.get_by_role("link")).to_be_visible()
    told = "Emergency: call your emergency number or go to the nearest emergency department now. I ticked:"
    trouble = "I have new trouble peeing"
    [text] = paper(page)
    assert letters(told) in letters(text)
    assert letters(text).index(letters(told)) < letters(text).index(letters(trouble))
    page.get_by_role("button", name="Share").tap()
    shared = page.evaluate("window.shared.text").splitlines()
    assert shared[shared.index(told) + 2] == f"- {trouble}", "the action, the day, the sign"
    page.get_by_role("link", name="Show it").tap()
    expect(urgent.get_by_text("nearest emergency department now. I ticked:").first).to_be_visible()
    expect(urgent.get_by_text(trouble)).to_be_visible()


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_a_filled_sheet_takes_few_pages_of_paper(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    """Two with ten signs, which is more than most people tick, or with many own words. A wide font may need one more.

    So may Urdu: Nastaliq has the highest lines of all scripts.
    """
    for name in ("doctor", "therapist"):
        open_in_two(screen, reading.url, mine, name, theirs)
        if name == "doctor":
            put_in(screen, [sign.id for sign in SIGNS if sign.level is not Level.EMERGENCY][:10])
        screen.locator("textarea").first.fill("😀 " * 20)
        for style in ("", WIDE):
            screen.add_style_tag(content=style or " ")
            # Letter is shorter, A4 is narrower.
            for size in ("A4", "Letter"):
                most = 2 + bool(style) + ("ur" in (mine, theirs))
                assert len(printed(screen, size).pages) <= most, f"{name} on {size} {style}"


@pytest.mark.parametrize(
    ("mine", "theirs"), [*(pytest.param(*tag.values, "", marks=tag.marks) for tag in TAGS), *PAIRS]
)
def test_a_sheet_with_few_lines_is_one_page_and_at_most_two_in_two_languages_or_a_wide_font(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    for name in ("doctor", "therapist"):
        open_in_two(screen, reading.url, mine, name, theirs)
        if name == "doctor":
            put_in(screen, [sign.id for sign in SIGNS if sign.level is not Level.EMERGENCY][:4])
        for field in screen.locator("textarea").all()[:1]:
            field.fill("😀 " * 20)
        for style in ("", WIDE):
            screen.add_style_tag(content=style or " ")
            most = 1 if mine in ("en", "ar") and not theirs and not style else 2 + ("ur" in (mine, theirs))
            assert len(printed(screen, "Letter").pages) <= most, f"{name} {style}"


def type_on(page: Page) -> float:
    """Print on A4 and return the size of the type, in points. The window is as wide as the paper."""
    page.set_viewport_size({"width": 733, "height": 990})
    printed(page, "A4")
    return float(page.evaluate("parseFloat(document.documentElement.style.getPropertyValue('--type'))"))


def test_paper_has_type_of_twelve_points_ruled_lines_and_room_for_the_doctors_answer(
    screen: Page, reading: InProcessServer
) -> None:
    screen.goto(f"{reading.url}/en/doctor")
    assert type_on(screen) >= 12, "with all that can be ticked by a pen"
    assert "The doctor" in paper(screen)[1][:20], "the second page is for the doctor"
    put_in(screen, ["D1", "D2"])  # loads the page again, with empty storage
    screen.locator(THINNERS).check()
    screen.locator("[name=walk][value=street]").check()
    screen.get_by_label("Names of my medicines").fill("Warfarin")
    assert type_on(screen) >= 12
    screen.emulate_media(media="print")
    expect(screen.get_by_text("Name and date of birth:")).to_be_visible()
    room = screen.locator(".answer-by-hand").evaluate("(e) => e.getBoundingClientRect().height / 96 * 25.4")
    assert room > 20, "mm"
    label, own = (screen.locator(f".words:has(#medicine-names) {part}").bounding_box() for part in ("label", ".own"))
    assert label is not None
    assert own is not None
    assert abs(label["y"] - own["y"]) < 3, "typed words are beside their label"
    for line in screen.locator(".words:not(.written):visible").all():
        ruled = line.evaluate("(e) => getComputedStyle(e, '::after').borderBlockEndStyle")
        assert ruled == "solid"
    screen.emulate_media(media="null")
    screen.set_viewport_size(PHONE)


@pytest.mark.parametrize(
    ("mine", "theirs"), [("en", ""), ("es", ""), ("ar", ""), ("es", "en"), ("ar", "en"), ("es", "ar")]
)
def test_the_card_on_paper_has_two_columns_in_type_of_eleven_points(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    open_in_two(screen, reading.url, mine, "therapist", theirs)
    assert type_on(screen) >= 11
    assert len(paper(screen)) == 1
    screen.emulate_media(media="print")
    halves = [
        screen.locator(part).first.bounding_box()
        for part in ((".do li .both > :first-child", ".do li .both > [lang]") if theirs else (".do", ".do-not"))
    ]
    [left, right] = sorted(box["x"] for box in halves if box is not None)
    assert right - left > 300, "beside each other"
    screen.emulate_media(media="null")
    screen.set_viewport_size(PHONE)


@pytest.mark.parametrize(
    ("path", "places", "points"),
    [("en", 8, 12), ("es", 8, 12), ("ar", 8, 12), ("ar/en", 2, 11), ("en/es", 8, 11), ("es/ar", 8, 11)],
)
def test_the_card_with_the_doctors_limits_takes_a_second_page_rather_than_smaller_type(
    screen: Page, reading: InProcessServer, path: str, places: int, points: float
) -> None:
    """Two languages with all limits take two pages: what must not happen is on the first, and no block is cut. Typed words
    stand once, after both labels."""
    mine, _, theirs = path.partition("/")
    names = [f"limits-places.{line.id}" for line in PLACES.lines][:places]
    words = {"answer-day": day(-3).isoformat(), "answer-name": "Dr Khan", "answer-words": "Tailbone"}
    sheet = {"day": "", "ticks": ["reply.yes", *names], "unsure": [], "words": words}
    open_in_two(screen, reading.url, mine, "therapist", theirs)
    screen.evaluate("(text) => localStorage.setItem('doctor', text)", json.dumps(sheet))
    screen.evaluate("dispatchEvent(new StorageEvent('storage', { key: 'doctor' }))")
    expect(screen.locator(".limits")).to_be_visible()
    assert type_on(screen) >= points
    for size in ("A4", "Letter"):
        pages = [letters(text) for text in paper(screen, size)]
        assert len(pages) <= 1 + (places == 8 and bool(theirs)), size
        assert "".join(pages).count("Tailbone") == 1
        screen.emulate_media(media="print")
        assert_no_block_is_cut(screen, pages)
        for block in words_of(screen.locator(".do-not, .call")):
            assert all(word in pages[0] for word in block)
        screen.emulate_media(media="null")
    screen.set_viewport_size(PHONE)


def words_of(blocks: Locator) -> list[set[str]]:
    """The words of each block on paper, without Arabic ones: a PDF holds the shapes of their letters.

    They are single words, because a PDF holds the lines of a text in another direction in the order of the eye.
    """
    found = []
    for block in blocks.all():
        lines = block.locator(".both:visible > :not(:lang(ar)):visible, .own:visible").all_inner_texts()
        found.append({letters(word) for line in lines for word in line.split()})
    return found


def assert_no_block_is_cut(page: Page, pages: list[str]) -> None:
    for words in words_of(page.locator(".take > ul:visible")):
        assert [text for text in pages if all(word in text for word in words)], words


@pytest.mark.parametrize(("mine", "theirs"), [("ar", "es"), ("es", "ar")])
def test_a_sheet_with_all_that_it_can_hold_takes_further_pages_that_begin_with_a_block(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    """All emergencies in three languages and own words to the limit: three pages or four, and nothing is cut."""
    open_in_two(screen, reading.url, mine, "doctor", theirs)
    put_in(screen, [sign.id for sign in EMERGENCY])
    own = {}
    for field in screen.locator("textarea").all():
        name = field.get_attribute("id")
        own[name] = f"word {name} ".ljust(195, "m") + " last"
        assert len(own[name]) == 200
        field.fill(own[name])
    for size in ("A4", "Letter"):
        pages = [letters(text) for text in paper(screen, size)]
        assert len(pages) in (3, 4), size
        for sign in EMERGENCY:
            assert letters(sign.first_person.english) in "".join(pages), f"{sign.id}: the English beside it"
        for text in own.values():
            assert letters(text) in "".join(pages)
        screen.emulate_media(media="print")
        assert_no_block_is_cut(screen, pages)
        screen.emulate_media(media="null")


def test_paper_shows_only_what_is_ticked_and_all_lines_while_nothing_is(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    text = "".join(paper(page))
    assert "Steroid pills" in text
    assert "Blood thinners" in text
    page.locator(THINNERS).check()
    [text] = paper(page)
    assert "Blood thinners" in text
    assert "Steroid pills" not in text
    assert "No health professional has checked it yet" in text


def test_shown_to_somebody_the_card_has_the_screen_to_itself_and_no_tap_changes_it(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading, "/en/therapist?with=es")
    page.get_by_label("I take blood thinners").check()
    page.get_by_label("Work on my neck").uncheck()
    page.locator("[value=weak-bones]").check()
    page.get_by_role("link", name="Show it").tap()
    page.get_by_role("button", name="Show both languages").press("Enter")
    expect(page.get_by_text("I take blood thinners", exact=True)).to_be_visible()
    expect(page.get_by_text("Tomo anticoagulantes (medicinas contra los coágulos)", exact=True)).to_be_visible()
    expect(page.get_by_text("Work on my neck")).to_be_hidden()
    expect(page.get_by_text("use light pressure only").first).to_be_visible()
    expect(page.get_by_text("I have an implant or a device in my body")).to_be_hidden()
    expect(page.locator(".places")).to_be_hidden()
    expect(page.locator(".top .emergency")).to_be_visible()
    box = page.get_by_text("Do not press on my spine").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 5, box["y"] + 5)
    expect(page.get_by_text("Do not press on my spine")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Work on my neck")).to_be_visible()


@pytest.mark.parametrize("style", ["", WIDE], ids=["letters", "wide letters"])
@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_while_hands_work_each_of_the_two_lists_is_on_one_screen_and_not_in_small_print(
    screen: Page, reading: InProcessServer, mine: str, theirs: str, style: str
) -> None:
    """The whole card, with the emergencies in two languages, is longer than a phone: it is read before."""
    open_in_two(screen, reading.url, mine, "therapist", theirs, "#card")
    screen.locator("#presentation [value=both]").press("Enter")
    screen.add_style_tag(content=style or " ")
    shown = [line for block in THERAPIST[:2] for line in block.lines if line.ticked]
    assert screen.locator(":is(.do, .do-not) li:visible").count() == len(shown) + 2, "and their heads"
    heights, least = screen.evaluate(
        """[
          [...document.querySelectorAll('.do, .do-not')].map((block) => block.getBoundingClientRect().height),
          Math.min(...[...document.querySelectorAll(':is(.do, .do-not) li .both > *')]
            .map((text) => parseFloat(getComputedStyle(text).fontSize))),
        ]"""
    )
    # In a wide font, the high lines of Urdu take one line more.
    most = 740 - 56 + (56 if style and "ur" in (mine, theirs) else 0)
    assert max(heights) <= most, "more than a phone shows under its top bar"
    assert least >= 16, "not made to fit by small print"


def test_the_share_sheet_gets_the_ticked_lines_in_both_languages(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading, "/en/doctor?with=es")
    page.locator(THINNERS).check()
    page.get_by_label("My own words (not translated)").first.fill("Can I swim?")
    page.get_by_role("button", name="Share").tap()
    text = page.evaluate("window.shared.text")
    assert "- Blood thinners / Anticoagulantes (para que no se formen coágulos)" in text
    assert "Can I swim?" in text
    assert "Steroid pills" not in text
    assert "No health professional has checked it yet" in text


def test_a_code_carries_the_lines_to_a_phone_that_is_offline_and_reads_them_in_its_own_language(
    rosa: BrowserContext, phone: Phone, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading, "/en/doctor?with=es")
    page.locator(THINNERS).check()
    page.locator("[name=where][value=neck]").check()
    page.get_by_label("Names of my medicines").fill("Warfarin ½ <b>")
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("#qr")).to_be_visible()
    address = read_code(page)
    assert address.startswith(f"{reading.url}/es/doctor#1.")

    doctor = phone(service_workers="allow")
    visit(doctor.new_page(), f"{reading.url}/es/")
    doctor.set_offline(True)
    shown = doctor.new_page()
    shown.goto(address)
    expect(shown.get_by_text("Anticoagulantes (para que no se formen coágulos)", exact=True)).to_be_visible()
    expect(shown.get_by_text("Blood thinners", exact=True)).to_have_count(0)  # she has not saved the English pages
    expect(shown.locator("[name=medicines][value=steroids]")).to_be_hidden()
    expect(shown.locator("#medicine-names")).to_have_value("Warfarin ½ <b>")
    assert visible_messages(shown) == ["received"]
    assert shown.evaluate("localStorage.getItem('doctor')") is None, "somebody else's sheet is not kept"

    doctor.set_offline(False)
    shown.goto("about:blank")
    shown.goto(address)
    expect(shown.get_by_text("Blood thinners", exact=True)).to_be_visible()
    expect(shown.get_by_text("Anticoagulantes (para que no se formen coágulos)", exact=True)).to_be_visible()


def spoiled(address: str) -> dict[str, str]:
    """Ways to damage a code."""
    page = address.partition("#")[0]
    return {
        "cut": address[:-4],
        "another version": address.replace("#1.", "#2."),
        "edited": address[:-1] + ("A" if address[-1] != "A" else "B"),
        "too long": f"{page}#1.{'A' * 5000}",
        "a script": f"{page}#1.<img src=x onerror=alert(1)>",
        "empty": f"{page}#1..",
        "a digit": f"{page}#1",
        "a letter": address.replace("#1.", "#l."),
        "no version": address.replace("#1.", "#"),
    }


def test_a_spoiled_code_is_refused_with_a_sentence_and_shows_nothing_of_it(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("#qr")).to_be_visible()
    address = read_code(page)
    fresh = rosa.new_page()
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    fresh.on("dialog", note)
    for what, code in spoiled(address).items():
        fresh.goto(f"{reading.url}/en/about")
        fresh.goto(code)
        expect(fresh.locator("[data-message=bad-code]")).to_be_visible()
        assert visible_messages(fresh) == ["bad-code"], what
        expect(fresh.locator(THINNERS)).to_be_checked()  # her own sheet is untouched
        assert "#" not in fresh.url, "nobody's health stays in the history"
        assert fresh.locator("img[src=x]").count() == 0
    assert asked == [], "nothing of a code is run"


ANSWERED = {"answer-day": "2026-11-20"}
WRONG_SHAPES: list[Any] = [
    ["", [], []],
    ["", [STEROIDS], [], None],
    ["", [STEROIDS], [], []],
    ["", [STEROIDS], [], "words"],
    ["", [STEROIDS], [], {"medicine-names": 5}],
    ["", [STEROIDS], [], {"no-such-field": "x"}],
    ["", [STEROIDS, "medicines.none"], [], {}],
    ["", STEROIDS, [], {}],
    ["", [STEROIDS], None, {}],
    ["2026-13-45", [STEROIDS], [], {}],
    [20261122, [STEROIDS], [], {}],
    [["2026-11-22"], ["signs.D6"], [], {}],
    ["+012026-11-22", ["signs.D6"], [], {}],
    ["", [[STEROIDS]], [], {}],
    ["", [STEROIDS, {"toString": "x"}], [], {}],
    ["", ["__proto__"], [], {}],
    ["", ["constructor"], ["toString"], {}],
    ["", [STEROIDS], [], {"__proto__": "x"}],
    ["", [STEROIDS], [], {"constructor": "x"}],
    ["", [STEROIDS], [], [["medicine-names", "x"]]],
    ["", ["<img src=x onerror=alert(1)>"], [], {}],
    # Only one of the doctor's answers can be true, and only with its day.
    ["", ["reply.yes", "reply.no"], [], ANSWERED],
    ["", ["reply.yes", "reply.wait", STEROIDS], [], ANSWERED],
    ["", ["reply.yes"], [], {"answer-day": "2026-02-30"}],
    ["", ["reply.yes"], [], {"answer-day": "yesterday"}],
    # The line for the therapist about the doctor does not belong to this sheet.
    ["", ["said.said-yes"], [], {}],
    ["", ["said.said-yes", STEROIDS], [], {"said-day": "2026-11-20"}],
    {},
    None,
]


def test_a_code_with_a_wrong_shape_and_a_right_checksum_never_changes_the_own_sheet(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.get_by_label("Names of my medicines").fill("Warfarin")
    for sheet in WRONG_SHAPES:
        page.evaluate("(code) => { location.hash = code; }", sealed(sheet))
        expect(page.locator("[data-message=bad-code]")).to_be_visible()
        assert visible_messages(page) == ["bad-code"], sheet
        assert ticked(page) == {"medicines.thinners"}, sheet
        expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin")
    page.locator("[name=where][value=neck]").check()
    page.reload()
    assert ticked(page) == {"medicines.thinners", "where.neck"}, "what follows is kept"
    expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin")


def test_a_sheet_with_a_right_checksum_opens(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading, f"/en/doctor{sealed(['', [STEROIDS], [], {'medicine-names': 'Prednisone'}])}")
    assert visible_messages(page) == ["received"]
    assert ticked(page) == {STEROIDS}


# Any JSON, with names that have a meaning here or in JavaScript.
NAMES = st.sampled_from(
    [
        STEROIDS,
        "reply.yes",
        "reply.no",
        "said.said-yes",
        "do.light",
        "answer-day",
        "medicine-names",
        "__proto__",
        "",
        "<b>",
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(NAMES, inside, max_size=3),
    max_leaves=8,
)
NEARLY = st.tuples(
    st.sampled_from(["", "2026-11-22"]) | ANYTHING,
    st.lists(NAMES, max_size=3) | ANYTHING,
    st.lists(NAMES, max_size=2) | ANYTHING,
    st.dictionaries(NAMES, st.text(max_size=8), max_size=2) | ANYTHING,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=ANYTHING | NEARLY)
def test_any_code_shows_a_sheet_or_a_sentence_and_the_own_sheet_stays(sheet_of_rosa: Page, sheet: Any) -> None:
    page = sheet_of_rosa
    kept = page.evaluate("localStorage.getItem('doctor')")
    page.evaluate("(code) => { location.hash = code; }", sealed(sheet))
    wait_until(lambda: page.evaluate("location.hash") == "")
    assert "received" in visible_messages(page) or visible_messages(page) == ["bad-code"]
    assert len({line for line in ticked(page) if line.startswith("reply.")}) <= 1
    assert not {line for line in ticked(page) if line.startswith("said.")}
    assert page.evaluate("localStorage.getItem('doctor')") == kept
    page.reload()
    assert ticked(page) == {"medicines.thinners"}
    assert visible_messages(page) == []


@pytest.fixture
def sheet_of_rosa(rosa: BrowserContext, reading: InProcessServer) -> Page:
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    return page


# ---- Half filled in --------------------------------------------------------------------------------

STEPS = "JSON.parse(localStorage.getItem('steps') ?? '{}')"


def test_a_half_filled_sheet_survives_another_language_and_a_visit_to_another_page(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.get_by_label("If your doctor reads another language").select_option("es")
    page.locator(".both > [lang=es]").first.wait_for(state="attached")
    page.locator("[name=walk][value=street]").check()
    page.locator("[name=matters-walk][value=a-lot]").check()
    page.get_by_label("What would you like to be able to do again?").press_sequentially("Dance")
    switch_to(page, "ar")
    page.wait_for_url("**/ar/doctor")
    expect(page.locator("p.two .both > [lang=es]")).to_be_visible()
    assert ticked(page) == {"walk.street", "matters-walk.a-lot"}
    expect(page.locator("#again-words")).to_have_value("Dance")
    page.goto(f"{reading.url}/es/doctor")
    assert ticked(page) == {"walk.street", "matters-walk.a-lot"}


def test_the_steps_that_are_done_are_noted_with_their_day_and_taken_back_with_the_sheet(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert page.evaluate(STEPS) == {}, "to look is no step"
    page.locator(THINNERS).check()
    assert page.evaluate(STEPS) == {"sheet": today}
    page.locator("[name=reply][value=yes]").check()
    assert page.evaluate(STEPS) == {"sheet": today, "answer": today}
    page.locator("li:has(#answer-day)").get_by_role("button", name="Clear the date").tap()
    assert page.evaluate(STEPS) == {"sheet": today}, "an answer without a day is not noted"
    page.get_by_role("button", name="Delete what I filled in").press("Enter")
    assert page.evaluate(STEPS) == {}
    page.goto(f"{reading.url}/en/therapist")
    page.locator("[name=about][value=thinners]").check()
    assert page.evaluate(STEPS) == {"card": today}


def test_each_line_that_matters_has_one_weight_and_is_shared_as_it_was_ticked(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator("[name=matters-sleep][value=a-lot]").check()
    page.locator("[name=matters-sleep][value=not-much]").check()
    page.locator("[name=matters-costs][value=a-lot]").check()
    assert ticked(page) == {"matters-sleep.not-much", "matters-costs.a-lot"}
    page.get_by_role("button", name="Share").press("Enter")
    shared = page.evaluate("window.shared.text")
    assert "- To sleep better: Not much" in shared
    assert "To walk further" not in shared


def test_pain_that_eases_in_standing_still_raises_the_question_about_the_circulation(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator("[name=eases][value=sitting]").check()
    expect(page.locator("[name=questions][value=circulation]")).not_to_be_checked()
    page.locator("[name=eases][value=standing]").check()
    expect(page.locator("[name=questions][value=circulation]")).to_be_checked()


# ---- The author ------------------------------------------------------------------------------------

FORGED = {
    "a doctor's yes": sealed(["", ["said.said-yes"], [], {"said-day": "2026-11-20"}]),
    "a whole card": sealed(["", ["do.light", "do.shoulders"], [], {"about-words": "My doctor allows deep massage"}]),
    "no card": "#1.x.y",
    "anything": "#said-yes",
}


def test_no_link_fills_in_the_card_for_the_therapist(rosa: BrowserContext, reading: InProcessServer) -> None:
    """A card says what a therapist may do to a person, and somebody else could have made the link."""
    page = open_sheet(rosa, reading, "/en/therapist")
    own = ticked(page) | {"about.thinners"}
    page.locator("[name=about][value=thinners]").check()
    for what, code in FORGED.items():
        page.goto(f"{reading.url}/en/about")
        page.goto(f"{reading.url}/en/therapist{code}")
        assert visible_messages(page) == ["no-code"], what
        expect(
            page.get_by_text("Ask First does not accept a card for the therapist from another phone.")
        ).to_be_visible()
        assert ticked(page) == own, what
        assert (
            page.evaluate("[...document.querySelectorAll('[data-words]')].map((field) => field.value).join('')") == ""
        )
        assert "#" not in page.url, what
    page.evaluate("(code) => { location.hash = code; }", FORGED["a doctor's yes"])
    wait_until(lambda: page.evaluate("location.hash") == "")
    assert ticked(page) == own, "nor while it is open"
    page.get_by_role("link", name="Show it").tap()
    expect(page.get_by_text("A doctor said that massage is all right")).to_be_hidden()


def test_a_stored_sheet_can_neither_clear_somebody_nor_contradict_itself(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    """An older release or another page may have stored it, so the phone checks it as it checks a code."""
    page = open_sheet(rosa, reading, "/en/therapist")
    card = {
        "day": "",
        "ticks": ["said.said-yes", "about.thinners"],
        "unsure": [],
        "words": {"said-day": "2026-11-20", "about-words": "Sore"},
    }
    sheet = {
        "day": "",
        "ticks": ["reply.yes", "reply.no", STEROIDS],
        "unsure": [],
        "words": {**ANSWERED, "answer-name": "Dr Khan"},
    }
    keep = "([name, sheet]) => localStorage.setItem(name, JSON.stringify(sheet))"
    page.evaluate(keep, ["therapist", card])
    page.evaluate(keep, ["doctor", sheet])
    page.reload()
    assert ticked(page) == {"about.thinners"}
    expect(page.locator("#said-day")).to_have_value("")
    expect(page.locator("#about-words")).to_have_value("Sore")
    doctors = open_sheet(rosa, reading)
    assert ticked(doctors) == {STEROIDS}, "two answers are none"
    expect(doctors.get_by_label("Name of the doctor")).to_have_value("Dr Khan")


def test_a_sheet_from_another_phone_says_so_on_the_screen_on_paper_and_in_a_message(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    warnings = {
        "This came from another phone. Nobody has checked who wrote it.",
        "Esto llegó de otro teléfono. Nadie ha comprobado quién lo escribió.",
    }
    words = {**ANSWERED, "medicine-names": "One line\n" * 40}
    page = open_sheet(rosa, reading, f"/en/doctor?with=es{sealed(['', ['reply.yes', STEROIDS], [], words])}")
    assert ticked(page) == {"reply.yes", STEROIDS}
    for place in (0, 300, 1e6):
        page.evaluate("(place) => scrollTo(0, place)", place)
        for warning in warnings:
            expect(page.get_by_text(warning)).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("It is not saved on this phone.")).to_be_visible()
    [text, *_] = paper(page)
    assert all(letters(warning) in letters(text) for warning in warnings)
    page.locator("button[value=share]").evaluate("(button) => button.click()")
    shared = page.evaluate("window.shared.text").splitlines()
    assert shared[1] == " / ".join(sorted(warnings, reverse=True)), "before all that is not checked"

    expect(page.get_by_role("link", name="Change what I filled in")).to_be_hidden()
    page.get_by_role("link", name="Close").tap()
    expect(page.locator(THINNERS)).to_be_visible()
    assert visible_messages(page) == []
    assert ticked(page) == set()
    expect(page.get_by_text("It is not saved on this phone.")).to_be_hidden()
    text = "".join(paper(page))
    assert not [warning for warning in warnings if letters(warning) in letters(text)]
    page.get_by_role("button", name="Share").tap()
    assert not warnings & set(page.evaluate("window.shared.text").split(" / "))


def test_a_code_keeps_no_answer_of_a_doctor_without_its_day(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading, f"/en/doctor{sealed(['', ['reply.yes', STEROIDS], [], {}])}")
    assert visible_messages(page) == ["received"]
    assert ticked(page) == {STEROIDS}


# ---- A day ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "day"), [("/en/doctor", "answer-day"), ("/en/therapist", "said-day"), ("/en/doctor?with=es", "answer-day")]
)
def test_an_empty_day_is_said_in_words_and_one_tap_puts_today_in_or_takes_it_out(
    phone: Phone, reading: InProcessServer, path: str, day: str
) -> None:
    """WebKit paints today's date into an empty field, pale: it looks filled in."""
    page = open_sheet(phone(timezone_id="Pacific/Kiritimati"), reading, path)
    field, line = page.locator(f"#{day}"), page.locator(f"li:has(#{day})")
    none, clear = line.get_by_text("No date yet"), line.get_by_role("button", name="Clear the date")
    expect(none).to_be_visible()
    expect(field).to_have_accessible_name(re.compile("No date yet"))
    expect(field).to_have_css("color", "rgba(0, 0, 0, 0)")
    expect(clear).to_be_hidden()

    line.get_by_role("button", name="Today").tap()
    expect(field).to_have_value(datetime.now(ZoneInfo("Pacific/Kiritimati")).date().isoformat())
    expect(none).to_be_hidden()
    expect(field).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    clear.tap()
    expect(field).to_have_value("")
    expect(none).to_be_visible()
    expect(line.get_by_role("button", name="Today")).to_be_focused()
    assert '-day"' not in (page.evaluate("localStorage.getItem('doctor')") or "")


def test_clearing_the_day_of_the_doctors_answer_is_stored_like_any_other_change(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    page.locator("[name=reply][value=yes]").check()
    page.locator("li:has(#answer-day)").get_by_role("button", name="Clear the date").tap()
    page.reload()
    assert ticked(page) == set()
    expect(page.locator("li:has(#answer-day)").get_by_text("No date yet")).to_be_visible()


def test_a_day_is_the_same_where_a_locale_writes_it_in_another_way(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    """WebKit with ICU 72 writes 11/22/2026 for "en-CA"."""
    rosa.add_init_script("Date.prototype.toLocaleDateString = () => '11/22/2026';")
    page = open_sheet(rosa, reading, "/en/check")
    page.get_by_role("button", name="Show all questions on one page").tap()
    page.locator("[name=D6][value=yes]").check()
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").tap()
    page.wait_for_url("**/en/doctor")
    expect(page.locator("[value=D6]")).to_be_checked()
    expect(page.locator(".signs .day span")).not_to_be_empty()
    page.locator("[name=reply][value=yes]").check()
    expect(page.locator("#answer-day")).to_have_value(page.evaluate("JSON.parse(localStorage.getItem('doctor')).day"))


def test_an_empty_day_leaves_room_for_a_pen_on_paper(screen: Page, reading: InProcessServer) -> None:
    screen.goto(f"{reading.url}/en/doctor")
    screen.emulate_media(media="print")
    expect(screen.locator("#answer-day")).to_be_hidden()
    expect(screen.get_by_text("No date yet").first).to_be_hidden()
    screen.emulate_media(media="null")
    screen.locator("#answer-day").fill("2026-11-20")
    [text] = paper(screen)
    assert "2026-11-20" in text


@pytest.mark.parametrize("path", ["doctor", "therapist"])
def test_no_field_for_a_day_is_a_block_in_which_webkit_begins_at_the_top(
    screen: Page, reading: InProcessServer, path: str
) -> None:
    """tests/test_styles.py checks what an iPhone needs in addition."""
    screen.goto(f"{reading.url}/en/{path}")
    for field in screen.locator(":is([type=date], [type=time])").all():
        assert field.evaluate("(field) => getComputedStyle(field).display").startswith("inline-")


FAMILY = "👨‍👩‍👧‍👦"  # seven code points, eleven units of a string


def test_own_words_that_are_too_long_are_kept_whole_with_all_ticks_and_a_sentence_says_so(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading)
    name = FAMILY * 300
    field = page.get_by_label("Name of the doctor")
    field.fill(name)
    assert visible_messages(page) == ["long-words"]
    expect(page.locator("[data-message=long-words]")).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
    page.locator(THINNERS).check()
    page.reload()
    expect(page.locator(THINNERS)).to_be_checked()
    expect(field).to_have_value(name)
    assert visible_messages(page) == ["long-words"]
    page.get_by_role("button", name="Show the code").tap()
    assert visible_messages(page) == ["long-code", "long-words"]
    expect(page.locator("#qr")).to_be_hidden()
    field.fill(FAMILY * 60)
    assert visible_messages(page) == [], "an emoji of seven code points is one sign"


def test_own_words_are_whole_on_paper_and_shown_where_fields_do_not_grow(
    screen: Page, reading: InProcessServer
) -> None:
    """Firefox and older Safari have no `field-sizing: content`."""
    screen.goto(f"{reading.url}/en/doctor")
    screen.add_style_tag(content="* { field-sizing: fixed !important; }")
    own = {}
    for field in screen.locator(".words :is(textarea, [type=text])").all():
        name = field.get_attribute("id")
        own[name] = f"first {name} " + "ipsum " * 20
        own[name] = own[name][: int(field.get_attribute("data-most") or 0) - 5] + " last"
        field.fill(own[name])
    [text] = paper(screen)
    for words in own.values():
        assert letters(words) in letters(text)
    screen.get_by_role("link", name="Show it").click()
    for name, words in own.items():
        shown = screen.locator(f".words:has(#{name}) .own")
        expect(shown).to_have_text(words)
        end, edge = shown.evaluate("(text) => [text, text.closest('ul')].map((e) => e.getBoundingClientRect().bottom)")
        assert end <= edge
    screen.go_back()


def test_the_therapist_is_told_of_a_doctors_yes_with_its_date_and_the_phone_forgets_both(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = open_sheet(rosa, reading, "/en/therapist")
    page.locator("[name=said][value=said-yes]").check()
    expect(page.locator("#said-day")).to_have_value("")
    page.locator("#said-day").fill("2026-11-20")
    page.get_by_label("I have had spine surgery").check()
    page.get_by_label("Date of my spine surgery").fill("May 2019")
    assert ticked(page) >= {"said.said-yes"}, "to write the date takes no tick away"
    [text] = paper(page)
    assert "2026-11-20" in text
    assert "May 2019" in text
    page.reload()
    assert not {line for line in ticked(page) if line.startswith("said.")}
    expect(page.locator("#said-day")).to_have_value("")
    expect(page.get_by_label("I have had spine surgery")).to_be_checked()
    expect(page.get_by_label("Date of my spine surgery")).to_have_value("May 2019")
    assert "said" not in page.evaluate("localStorage.getItem('therapist')")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_doctors_answer_gets_the_day_on_which_it_was_ticked(
    phone: Phone, reading: InProcessServer, zone: str
) -> None:
    """In one of the two zones the date differs from that of UTC, at any time."""
    page = open_sheet(phone(timezone_id=zone), reading)
    page.locator("[name=reply][value=yes]").check()
    page.reload()
    assert ticked(page) == {"reply.yes"}
    expect(page.locator("#answer-day")).to_have_value(datetime.now(ZoneInfo(zone)).date().isoformat())


def test_the_doctors_answer_is_kept_only_with_its_date(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading)
    page.locator("#answer-day").fill("2026-11-20")
    page.locator("[name=reply][value=yes]").check()
    page.reload()
    assert ticked(page) == {"reply.yes"}
    expect(page.locator("#answer-day")).to_have_value("2026-11-20")
    page.locator("#answer-day").fill("")
    page.reload()
    assert ticked(page) == set()


@pytest.mark.parametrize(("error", "messages"), [("NotAllowedError", ["not-shared"]), ("AbortError", [])])
def test_a_failed_share_is_reported_and_a_closed_one_is_not(
    rosa: BrowserContext, reading: InProcessServer, error: str, messages: list[str]
) -> None:
    page = open_sheet(rosa, reading)
    page.evaluate("(name) => { navigator.share = async () => { throw new DOMException('no', name); }; }", error)
    page.get_by_role("button", name="Share").tap()
    wait_until(lambda: visible_messages(page) == messages)
    if messages:
        expect(page.locator("[data-message=not-shared]")).to_be_in_viewport(ratio=1)


def test_a_code_that_would_be_too_dense_is_not_drawn(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading)
    page.get_by_label("Names of my medicines").fill("👩🏽‍⚕️" * 60)
    page.get_by_role("button", name="Show the code").tap()
    assert visible_messages(page) == ["long-code"]
    expect(page.locator("#qr")).to_be_hidden()


def test_the_densest_code_that_is_drawn_is_read_from_the_screen(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading)
    page.get_by_label("Names of my medicines").fill("é" * 100 + "m" * 100)
    page.locator("#question-words").fill("m" * 200)
    page.locator("#answer-words").fill("m" * 200)
    page.locator("#answer-name").fill("m" * 60)
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("#qr")).to_be_visible()
    assert 1150 < len(read_code(page)) <= 1200


def test_words_that_fit_no_code_are_reported_wherever_the_page_puts_its_limit(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    def without_limit(route: Route) -> None:
        script = route.fetch().text()
        assert script.count("1200") == 1
        route.fulfill(body=script.replace("1200", "9999"), content_type="text/javascript")

    rosa.route("**/sheets.js", without_limit)
    page = open_sheet(rosa, reading)
    for name in ("medicine-names", "question-words", "answer-words"):
        page.locator(f"#{name}").fill("👩🏽‍⚕️" * 60)
    page.get_by_role("button", name="Show the code").tap()
    wait_until(lambda: visible_messages(page) == ["long-code"])
    expect(page.locator("#qr")).to_be_hidden()


def test_a_code_that_cannot_be_made_without_a_network_is_told(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.route("**/qr.js", lambda route: route.abort())
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("[data-message=not-shared]")).to_be_in_viewport(ratio=1)
    expect(page.locator("#qr")).to_be_hidden()
    page.unroute("**/qr.js")
    page.get_by_role("button", name="Show the code").press("Enter")
    expect(page.locator("#qr")).to_be_visible()
    assert visible_messages(page) == []


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_phone_that_keeps_nothing_says_so_and_the_sheet_stays_as_long_as_the_page(
    phone: Phone, reading: InProcessServer, storage: str
) -> None:
    context = phone()
    context.add_init_script(storage)
    page = open_sheet(context, reading)
    page.locator(THINNERS).check()
    assert visible_messages(page) == ["not-kept"]
    expect(page.locator("[data-message=not-kept]")).to_be_in_viewport(ratio=1)
    page.evaluate(COMES_BACK)
    expect(page.locator(THINNERS)).to_be_checked()
    [text] = paper(page)
    assert "Steroid pills" not in text


@pytest.mark.parametrize("kept", ["{", '{"day":"x"}', '{"day":"","ticks":["zzz.1"],"unsure":[],"words":{}}', "null"])
def test_a_damaged_sheet_on_the_phone_starts_anew(rosa: BrowserContext, reading: InProcessServer, kept: str) -> None:
    page = open_sheet(rosa, reading)
    page.evaluate("(text) => localStorage.setItem('doctor', text)", kept)
    page.reload()
    page.locator(THINNERS).check()
    assert ticked(page) == {"medicines.thinners"}


def test_without_javascript_the_sheet_can_be_ticked_and_printed(phone: Phone, reading: InProcessServer) -> None:
    """Nothing measures the paper then, so the type has a fixed size. The sheet has one language."""
    page = open_sheet(phone(java_script_enabled=False), reading)
    expect(page.get_by_label("If your doctor reads another language")).to_be_hidden()
    page.locator(THINNERS).check()
    page.locator("#medicine-names").fill("Warfarin")
    page.get_by_role("link", name="Show it").tap()
    expect(page.get_by_text("Steroid pills", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Share")).to_be_hidden()
    for size in ("A4", "Letter"):
        pages = paper(page, size)
        assert len(pages) <= 2
        assert "Warfarin" in "".join(pages)
    page.emulate_media(media="print")
    type_size, ruled = (
        page.locator(place).evaluate("(e, name) => getComputedStyle(e)[name]", name)
        for place, name in (("main", "font-size"), ("#medicine-names", "border-block-width"))
    )
    assert float(type_size.removesuffix("px")) * 72 / 96 == pytest.approx(12, abs=0.01)
    assert ruled.startswith("0px "), "a line to write on, and no box"

"""Rosa makes a sheet for her doctor and a card for her therapist: on her phone, without a network, in two languages."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import permutations

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from pwa.content.sheets import DOCTOR, THERAPIST, THERAPIST_CALLS
from pwa.content.signs import SIGNS
from pwa.languages import LANGUAGES
from tests.browser.conftest import FORBIDDEN, FULL, visible_messages
from tests.browser.test_offline import visit
from tests.servers import Here

SHARES = "navigator.share = async (what) => { window.shared = what; };"

THINNERS = "[name=medicines][value=thinners]"
PAIRS = list(permutations(LANGUAGES, 2))
Phone = Callable[..., BrowserContext]


@pytest.fixture
def rosa(phone: Phone) -> BrowserContext:
    """Her phone, whose system can share."""
    context = phone()
    context.add_init_script(SHARES)
    return context


def open_sheet(context: BrowserContext, reading: Here, path: str = "/en/doctor") -> Page:
    page = context.new_page()
    page.goto(reading.url + path)
    return page


def ticked(page: Page) -> set[str]:
    return set(
        page.evaluate("[...document.querySelectorAll('.take :checked')].map((box) => `${box.name}.${box.value}`)")
    )


def paper(page: Page, size: str = "A4") -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format=size))).pages]


def read_code(page: Page) -> str:
    """What the camera of another phone reads."""
    shot = Image.open(io.BytesIO(page.locator("#qr").screenshot()))
    [code] = zxingcpp.read_barcodes(shot)
    return code.text


def test_what_is_ticked_stays_on_the_phone_until_it_is_deleted_and_a_deletion_can_be_undone(rosa, reading):
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.get_by_label("Names of my medicines").fill("Warfarin, 5 mg")
    page.reload()
    expect(page.locator(THINNERS)).to_be_checked()
    expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin, 5 mg")

    page.get_by_role("button", name="Delete this sheet").tap()
    assert page.evaluate("localStorage.getItem('doctor')") is None
    expect(page.locator(THINNERS)).not_to_be_checked()
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_label("Names of my medicines")).to_have_value("Warfarin, 5 mg")
    page.reload()
    expect(page.locator(THINNERS)).to_be_checked()


def test_the_check_hands_its_ticks_over_only_when_rosa_asks_for_it(rosa, reading):
    requests: list[str] = []
    page = open_sheet(rosa, reading, "/en/check")
    take = page.get_by_role("link", name="Sheet with what I ticked")
    expect(take).to_be_hidden()
    page.get_by_role("button", name="Show all questions on one page").tap()
    page.locator("[name=D6][value=yes]").check()
    page.locator("[name=T1][value=unsure]").check()
    page.locator("[name=T2][value=no]").check()

    other = open_sheet(rosa, reading, "/en/doctor")
    assert not {line for line in ticked(other) if line.startswith("signs.")}, "nothing is handed over unasked"

    page.on("request", lambda request: requests.append(request.url + (request.post_data or "")))
    page.get_by_role("link", name="Sheet with what I ticked").tap()
    page.wait_for_url("**/en/doctor")
    signs = page.locator(".signs li:visible")
    expect(signs.get_by_text("your hands are clumsy", exact=False)).to_be_visible()
    unsure = page.locator(".signs li:has([value=T1])")
    expect(unsure).to_contain_text("You are not sure")
    expect(page.locator("[value=T2]")).to_be_hidden()
    expect(page.locator(".day span")).not_to_be_empty()
    assert not [address for address in requests if "D6" in address]
    assert page.evaluate("sessionStorage.getItem('ticked')") is None


def test_a_sign_that_needs_help_now_is_not_hidden_by_a_sheet(rosa, reading):
    page = open_sheet(rosa, reading, "/en/check")
    page.locator("[name=E2][value=yes]").check()
    page.get_by_role("link", name="Sheet with what I ticked").tap()
    page.wait_for_url("**/en/doctor")
    expect(page.locator(".take > .action")).to_be_visible()
    expect(page.locator(".take > .action")).to_contain_text("go to the nearest emergency department now")


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_both_columns_say_the_same_lines_and_a_ticked_sheet_is_one_page_of_paper(rosa, reading, mine, theirs):
    for name, blocks in (("doctor", DOCTOR), ("therapist", (*THERAPIST, THERAPIST_CALLS))):
        page = open_sheet(rosa, reading, f"/{mine}/{name}/{theirs}")
        if name == "doctor":
            page.evaluate(TICK, [sign.id for sign in SIGNS[10:20]])
        page.locator("textarea").first.fill("😀 " * 20)
        for block in blocks:
            lines = page.locator(f".{block.look} li:not(.head, .empty, .day) .both")
            assert lines.count() == len(block.lines) + len(block.words)
            assert (
                page.locator(f".{block.look} li:not(.head, .empty, .day) .both > [lang={theirs}]").count()
                == lines.count()
            )
        for size in ("A4", "Letter"):
            assert len(paper(page, size)) == 1, f"{name} on {size}"
        page.close()


TICK = """(ids) => {
  const day = new Date().toLocaleDateString('en-CA');
  sessionStorage.setItem('ticked', JSON.stringify({day, yes: ids, unsure: []}));
  location.reload();
}"""


def test_paper_shows_only_what_is_ticked_and_all_lines_while_nothing_is(rosa, reading):
    page = open_sheet(rosa, reading)
    [text] = paper(page)
    assert "Steroid pills" in text
    assert "Blood thinners" in text
    page.locator(THINNERS).check()
    [text] = paper(page)
    assert "Blood thinners" in text
    assert "Steroid pills" not in text
    assert "Not yet checked by a health worker" in text


def test_shown_to_somebody_the_card_has_the_screen_to_itself_and_no_tap_changes_it(rosa, reading):
    page = open_sheet(rosa, reading, "/en/therapist/es")
    page.get_by_label("I take blood thinners").check()
    page.get_by_label("Work on my neck").uncheck()
    page.get_by_role("link", name="Show it").tap()
    expect(page.get_by_text("I take blood thinners")).to_be_visible()
    expect(page.get_by_text("Tomo anticoagulantes")).to_be_visible()
    expect(page.get_by_text("Work on my neck")).to_be_hidden()
    expect(page.get_by_text("I have weak bones")).to_be_hidden()
    expect(page.locator(".places")).to_be_hidden()
    expect(page.locator(".top .emergency")).to_be_visible()
    box = page.get_by_text("Press on my spine").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + 5, box["y"] + 5)
    expect(page.get_by_text("Press on my spine")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("Work on my neck")).to_be_visible()


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_what_to_do_and_not_to_do_fits_one_screen_in_two_languages(rosa, reading, mine, theirs):
    page = open_sheet(rosa, reading, f"/{mine}/therapist/{theirs}#card")
    lines = page.locator(":is(.do, .do-not) li")
    assert lines.count() == 12
    height = page.evaluate(
        "document.querySelector('.do-not').getBoundingClientRect().bottom"
        " - document.querySelector('.do').getBoundingClientRect().top"
    )
    assert height <= 740 - 56, "more than a phone shows under its top bar"


def test_the_share_sheet_gets_the_ticked_lines_in_both_languages(rosa, reading):
    page = open_sheet(rosa, reading, "/en/doctor/es")
    page.locator(THINNERS).check()
    page.get_by_label("My own words (not translated)").first.fill("Can I swim?")
    page.get_by_role("button", name="Share").tap()
    text = page.evaluate("window.shared.text")
    assert "- Blood thinners / Anticoagulantes" in text
    assert "Can I swim?" in text
    assert "Steroid pills" not in text
    assert "Not yet checked by a health worker" in text


def test_a_code_carries_the_lines_to_a_phone_that_is_offline_and_reads_them_in_its_own_language(
    rosa, phone: Phone, reading
):
    page = open_sheet(rosa, reading, "/en/doctor/es")
    page.locator(THINNERS).check()
    page.locator("[name=where][value=neck]").check()
    page.get_by_label("Names of my medicines").fill("Warfarin ½ <b>")
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("#qr")).to_be_visible()
    address = read_code(page)
    assert address.startswith(f"{reading.url}/es/doctor/en#1.")

    doctor = phone()
    visit(doctor.new_page(), f"{reading.url}/es/")
    doctor.set_offline(True)
    shown = doctor.new_page()
    shown.goto(address)
    expect(shown.get_by_text("Anticoagulantes", exact=True)).to_be_visible()
    expect(shown.get_by_text("Blood thinners", exact=True)).to_be_visible()
    expect(shown.locator("[name=medicines][value=steroids]")).to_be_hidden()
    expect(shown.locator("#medicine-names")).to_have_value("Warfarin ½ <b>")
    assert visible_messages(shown) == ["received"]
    assert shown.evaluate("localStorage.getItem('doctor')") is None, "somebody else's sheet is not kept"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: code[:-4],
        lambda code: code.replace("#1.", "#2."),
        lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"),
        lambda code: code.split("#")[0] + "#1." + "A" * 5000,
        lambda code: code.split("#")[0] + "#1.<img src=x onerror=alert(1)>",
        lambda code: code.split("#")[0] + "#1..",
    ],
    ids=["cut", "another version", "edited", "too long", "a script", "empty"],
)
def test_a_spoiled_code_is_refused_with_a_sentence_and_shows_nothing_of_it(rosa, reading, spoil):
    page = open_sheet(rosa, reading)
    page.locator(THINNERS).check()
    page.get_by_role("button", name="Show the code").tap()
    expect(page.locator("#qr")).to_be_visible()
    address = read_code(page)
    fresh = open_sheet(rosa, reading, "/en/about")
    fresh.goto(spoil(address))
    expect(fresh.locator("[data-message=bad-code]")).to_be_visible()
    assert visible_messages(fresh) == ["bad-code"]
    expect(fresh.locator(THINNERS)).to_be_checked(), "her own sheet is untouched"


def test_own_words_that_are_too_long_are_kept_whole_on_the_page_and_a_sentence_says_so(rosa, reading):
    page = open_sheet(rosa, reading)
    name = "👩🏽‍⚕️" * 300
    page.get_by_label("Name of the doctor").fill(name)
    assert visible_messages(page) == ["long-words"]
    expect(page.get_by_label("Name of the doctor")).to_have_value(name)
    expect(page.get_by_label("Name of the doctor")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Name of the doctor").fill("👩🏽‍⚕️" * 60)
    assert visible_messages(page) == [], "an emoji of seven code points is one sign"


def test_a_code_that_would_be_too_dense_is_not_drawn(rosa, reading):
    page = open_sheet(rosa, reading)
    page.get_by_label("Names of my medicines").fill("👩🏽‍⚕️" * 60)
    page.get_by_role("button", name="Show the code").tap()
    assert visible_messages(page) == ["long-code"]
    expect(page.locator("#qr")).to_be_hidden()


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_phone_that_keeps_nothing_says_so_and_the_sheet_stays_as_long_as_the_page(phone: Phone, reading, storage):
    context = phone()
    context.add_init_script(storage)
    page = open_sheet(context, reading)
    page.locator(THINNERS).check()
    assert visible_messages(page) == ["not-kept"]
    expect(page.locator(THINNERS)).to_be_checked()
    [text] = paper(page)
    assert "Steroid pills" not in text


@pytest.mark.parametrize("kept", ["{", '{"day":"x"}', '{"day":"","ticks":["zzz.1"],"unsure":[],"words":{}}', "null"])
def test_a_damaged_sheet_on_the_phone_starts_anew(rosa, reading, kept):
    page = open_sheet(rosa, reading)
    page.evaluate("(text) => localStorage.setItem('doctor', text)", kept)
    page.reload()
    page.locator(THINNERS).check()
    assert ticked(page) == {"medicines.thinners"}


def test_the_card_works_offline_for_every_pair_after_one_visit_in_ones_own_language(rosa, reading):
    page = rosa.new_page()
    visit(page, f"{reading.url}/es/")
    rosa.set_offline(True)
    for other in LANGUAGES:
        if other != "es":
            for name in ("doctor", "therapist"):
                page.goto(f"{reading.url}/es/{name}/{other}")
                assert page.locator(f".take [lang={other}]").count() > 10


def test_without_javascript_the_sheet_can_be_ticked_and_printed(phone: Phone, reading):
    page = open_sheet(phone(java_script_enabled=False), reading, "/en/doctor/es")
    page.locator(THINNERS).check()
    page.get_by_role("link", name="Show it").tap()
    expect(page.get_by_text("Steroid pills", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Share")).to_be_hidden()
    assert len(paper(page)) == 1

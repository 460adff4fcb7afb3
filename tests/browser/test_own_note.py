"""The fourth answer: a doctor has checked the sign and agreed to massage. What it needs, when it ends, where it goes."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.check_page import shows
from tests.browser.conftest import FORBIDDEN, FULL, Phone, day
from tests.browser.sheet_page import STEROIDS, sealed
from tests.servers import InProcessServer

RECENTLY = day(-10).isoformat()
AS_A_YES = (["talk-first"], ["T1"])
AS_A_NOTE = (["known"], ["T1-agreed"])


@pytest.fixture
def page(phone: Phone, reading: InProcessServer) -> Page:
    """The check on one page, where blood thinners got the fourth answer."""
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    agree(page)
    return page


def agree(page: Page) -> None:
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    page.locator("[name=T1][value=agreed]").check()
    expect(note(page).locator("input").first).to_have_attribute("max", re.compile(".+"))  # its script has come


def note(page: Page, sign: str = "T1") -> Locator:
    return page.locator(f"fieldset:has([name={sign}]) .own-note")


def fill(page: Page, when: str, name: str = "Dr Khan", until: str = "") -> None:
    fields = note(page)
    fields.get_by_label("When did the doctor agree?").fill(when)
    fields.get_by_label("Name or role of the doctor").fill(name)
    fields.get_by_label("Valid until").fill(until)


def said(page: Page, sign: str = "T1") -> list[str]:
    """Names of what is said of the note."""
    shown = "(part) => [...part.querySelectorAll('[data-note]:not([hidden])')].map((e) => e.dataset.note)"
    names: list[str] = note(page, sign).evaluate(shown)
    return names


# ---- What it needs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_real_taps_with_and_without_the_date_and_the_name(
    phone: Phone, reading: InProcessServer, scripts: bool
) -> None:
    page = phone(java_script_enabled=scripts).new_page()
    page.goto(f"{reading.url}/en/check")
    if scripts:
        page.get_by_role("button", name="Show all questions on one page").press("Enter")
    expect(note(page)).to_be_hidden()
    page.locator("fieldset:has([name=T1])").get_by_text("Yes, and a doctor has checked it").tap()
    expect(note(page)).to_contain_text("Without a date and a name or role, we treat your answer as a Yes.")
    assert shows(page) == AS_A_YES
    fill(page, RECENTLY, name="")
    assert shows(page) == AS_A_YES
    fill(page, RECENTLY)
    assert shows(page) == AS_A_NOTE
    page.locator("fieldset:has([name=T1])").get_by_text("No", exact=True).tap()
    assert shows(page) == ([], [])
    expect(note(page)).to_be_hidden()


def test_a_date_in_the_future_is_told_and_counts_as_a_yes(page: Page) -> None:
    fill(page, day(3).isoformat())
    assert said(page) == ["future"]
    expect(page.locator("[data-note=future]:visible")).to_have_text(
        "This date is in the future. Please choose the day on which the doctor agreed. "
        "Until then, we treat your answer as a Yes."
    )
    assert shows(page) == AS_A_YES
    fill(page, day(0).isoformat())
    assert "future" not in said(page)
    assert shows(page) == AS_A_NOTE


def test_the_card_names_the_doctor_and_the_day_and_until_when(page: Page) -> None:
    until = day(40)
    fill(page, RECENTLY, name="my surgeon", until=until.isoformat())
    told = page.locator("[data-sign=T1-agreed] .told")
    expect(told).to_contain_text("my surgeon")
    expect(told).to_contain_text(str(day(-10).year))
    expect(told.get_by_text("Valid until:")).to_be_visible()
    expect(told.locator("[dir]").last).not_to_be_empty()
    fill(page, RECENTLY)
    expect(told.get_by_text("Valid until:")).to_be_hidden()
    assert page.locator(".action[data-level=known] h3").inner_text() == "A doctor already knows about this"


# ---- When it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "when", "holds"),
    [
        ("2026-11-30", "2026-05-30", True),
        ("2026-11-30", "2026-05-29", False),
        # Six months before 31 August there is no such day.
        ("2027-08-31", "2027-03-01", True),
        ("2027-08-31", "2027-02-28", False),
    ],
)
def test_a_yes_holds_for_six_months_and_is_told_to_be_old_after_them(
    phone: Phone, reading: InProcessServer, today: str, when: str, holds: bool
) -> None:
    page = phone().new_page()
    page.clock.set_fixed_time(f"{today}T12:00:00Z")
    page.goto(f"{reading.url}/en/check")
    agree(page)
    fill(page, when)
    assert shows(page) == (AS_A_NOTE if holds else AS_A_YES)
    assert ("old" in said(page)) is not holds


def test_a_yes_holds_until_the_day_that_the_doctor_named_and_not_longer(page: Page) -> None:
    """Longer than six months, too."""
    fill(page, day(-300).isoformat(), until=day(0).isoformat())
    assert shows(page) == AS_A_NOTE
    fill(page, day(-20).isoformat(), until=day(-1).isoformat())
    assert shows(page) == AS_A_YES
    assert said(page) == ["ended"]
    expect(note(page).locator("[data-note=ended] [dir]")).to_contain_text(str(day(-1).year))


# ---- The note may stay on the phone, the answer never does -----------------------------------------


def test_the_note_is_saved_and_the_answer_is_not(page: Page) -> None:
    fill(page, RECENTLY)
    note(page).get_by_label("Name or role of the doctor").blur()
    assert said(page) == ["saved"]
    kept = page.evaluate("({...localStorage})")
    assert {name: json.loads(text) for name, text in kept.items()} == {"own-note": [RECENTLY, "Dr Khan", ""]}
    page.evaluate("sessionStorage.clear()")
    page.reload()
    assert page.locator("input:checked").count() == 0
    agree(page)
    assert shows(page) == AS_A_YES
    note(page).get_by_role("button", name="Use my note of").click()
    assert shows(page) == AS_A_NOTE
    assert said(page) == ["saved"]
    note(page).get_by_role("button", name="Delete my note").press("Enter")  # a second tap so soon presses nothing
    assert page.evaluate("localStorage.length") == 0
    assert said(page) == []
    assert shows(page) == AS_A_NOTE, "what is written stays for today"


def test_what_was_written_outlives_a_reload_and_another_language_and_undo_brings_it_back(page: Page) -> None:
    fill(page, RECENTLY)
    page.reload()
    assert shows(page) == AS_A_NOTE
    expect(page.locator("[data-sign=T1-agreed] .told")).to_contain_text("Dr Khan")
    page.goto(page.url.replace("/en/", "/ar/"))
    assert shows(page) == AS_A_NOTE
    page.locator(".result [type=reset]").click()
    expect(note(page).locator("input").first).to_have_value("")
    assert shows(page) == ([], [])
    page.locator(".undo button").press("Enter")
    expect(note(page).locator("input").first).to_have_value(RECENTLY)
    assert shows(page)[1] == ["T1-agreed"]


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_phone_that_keeps_nothing_takes_the_answer_all_the_same(
    phone: Phone, reading: InProcessServer, storage: str
) -> None:
    context = phone()
    context.add_init_script(storage)
    page = context.new_page()
    page.goto(f"{reading.url}/en/check")
    agree(page)
    fill(page, RECENTLY)
    note(page).get_by_label("Name or role of the doctor").blur()
    assert said(page) == [], "it does not say that the note is saved"
    assert shows(page) == AS_A_NOTE


@pytest.mark.parametrize(
    "kept", ["{", "[]", "null", '["yesterday", "x", ""]', '["2026-11-02", 5, ""]', '["2026-13-45", "x", ""]']
)
def test_a_damaged_note_is_not_offered(page: Page, kept: str) -> None:
    page.evaluate("(kept) => localStorage.setItem('own-note', kept)", kept)
    page.reload()
    expect(note(page).get_by_role("button", name="Use my note of")).to_be_hidden()
    fill(page, RECENTLY)
    assert shows(page) == AS_A_NOTE


# ---- On both sheets, for today ---------------------------------------------------------------------


def test_both_sheets_of_today_show_the_patients_own_note_and_keep_it_nowhere_else(page: Page) -> None:
    fill(page, RECENTLY)
    page.locator("[name=T2][value=agreed]").check()
    page.locator("[name=T3][value=yes]").check()
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").click()
    page.wait_for_url("**/en/doctor")
    own = page.locator(".own-note")
    expect(own.get_by_role("heading")).to_have_text("The patient’s own note")
    expect(own.locator("li:visible")).to_have_count(3)  # the head, one sign, and what to keep to
    expect(own.locator("[data-agreed=T1]")).to_contain_text("I take blood thinners")
    expect(own.locator("[data-agreed=T1]")).to_contain_text("Dr Khan")
    ticked = page.locator(".signs :checked")
    assert [box.get_attribute("value") for box in ticked.all()] == ["T2", "T3"], "without a date it is a Yes"
    page.goto(page.url.replace("/doctor", "/therapist?with=es"))
    expect(own.locator("li:visible")).to_have_count(3)
    expect(own.locator("[data-agreed=T1] [lang=es]")).to_contain_text("Tomo anticoagulantes")
    expect(own.locator("[data-agreed=T1] [lang=es]")).to_contain_text("Dr Khan")
    assert "T1" not in page.evaluate("JSON.stringify(localStorage)")

    page.goto(page.url.replace("/therapist?with=es", "/doctor"))
    page.get_by_role("button", name="Delete what I filled in").click()
    expect(own).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(own).to_be_visible()
    page.evaluate("sessionStorage.setItem('agreed', sessionStorage.getItem('agreed').replace(/\\d{4}-/, '2019-'))")
    page.reload()
    expect(own).to_be_hidden()


def test_a_code_from_another_phone_shows_nothing_of_ones_own_note(page: Page) -> None:
    fill(page, RECENTLY)
    page.locator("[name=T3][value=yes]").check()
    page.get_by_role("link", name="Put my answers on the sheet for my doctor").click()
    page.wait_for_url("**/en/doctor")
    page.locator("[name=medicines][value=thinners]").check()
    page.get_by_role("button", name="Show the code").click()
    expect(page.locator("#qr")).to_be_visible()
    expect(page.locator(".own-note")).to_be_visible()
    page.evaluate("(code) => { location.hash = code; }", sealed(["", [STEROIDS], [], {}]))
    expect(page.locator("[data-message=received]")).to_be_visible()
    expect(page.locator(".own-note")).to_be_hidden()

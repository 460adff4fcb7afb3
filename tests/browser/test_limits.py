"""The doctor's limits: written on the sheet for the doctor, they tick lines of the card for the therapist until they end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Phone, day
from tests.browser.gates.paper import printed
from tests.browser.sheet_page import open_in_two
from tests.servers import InProcessServer

DO = {"light", "upper-legs", "side", "ask-me", "hand", "turn"}
DO_NOT = {"no-spine", "no-force", "no-bend", "no-neck", "no-nerve-path", "no-tools"}
OPENED = ["limits-places.buttocks", "limits-places.thighs", "limits-places.lower-legs", "limits-places.neck"]


@pytest.fixture
def rosa(phone: Phone) -> BrowserContext:
    return phone()


def ticked(page: Page) -> tuple[set[str], set[str]]:
    """Return the ticked lines of the card: what to do and what not to do."""
    values = "(name) => [...document.querySelectorAll(`[name=${name}]:checked`)].map((box) => box.value)"
    return set(page.evaluate(values, "do")), set(page.evaluate(values, "do-not"))


def card(
    rosa: BrowserContext,
    reading: InProcessServer,
    *ticks: str,
    path: str = "/en/therapist",
    **words: str,
) -> Page:
    """Open the card on a phone with this sheet for the doctor."""
    page = rosa.new_page()
    page.goto(f"{reading.url}/en/about")
    sheet: dict[str, Any] = {"day": "", "ticks": list(ticks), "unsure": []}
    sheet["words"] = {name.replace("_", "-"): text for name, text in words.items()}
    page.evaluate("(sheet) => localStorage.setItem('doctor', sheet)", json.dumps(sheet))
    page.goto(reading.url + path)
    page.evaluate("import(document.querySelector('script[src*=sheets]').src).then((sheets) => sheets.started)")
    return page


def test_limits_that_a_person_writes_down_tick_the_card_and_are_printed_there(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = rosa.new_page()
    page.goto(f"{reading.url}/en/doctor")
    for name, value in [("places", "buttocks"), ("places", "thighs"), ("places", "lower-legs"), ("pressure", "light")]:
        page.locator(f"[name=limits-{name}][value={value}]").check()
    expect(page.locator("#answer-day")).not_to_have_value("")
    page.get_by_label("Name of the doctor").fill("Dr Khan")
    page.get_by_label("Please leave out").fill("The left hip")
    open_in_two(page, reading.url, "en", "therapist", "es")
    limits = page.locator(".limits")
    expect(limits).to_contain_text("Places that are all right: Buttocks and hips · Thighs · Lower legs")
    expect(limits.locator("[lang=es]").nth(2)).to_contain_text("Zonas permitidas: Glúteos y caderas · Muslos")
    for text in ("Dr Khan", "The left hip", "The patient wrote this down. This app has not checked it."):
        expect(limits).to_contain_text(text)
    # That line about light pressure allows medium pressure too.
    assert ticked(page) == (DO - {"light"} | {"lower-legs"}, DO_NOT)
    [text] = [sheet.extract_text() for sheet in printed(page, "A4").pages]
    assert "Dr Khan" in text
    assert "Lower legs" in text


@pytest.mark.parametrize(
    ("ticks", "do", "do_not"),
    [
        (["limits-places.shoulders"], DO - {"upper-legs"} | {"shoulders"}, DO_NOT),
        (["limits-places.thighs"], DO - {"upper-legs"}, DO_NOT),
        (["limits-places.neck"], DO - {"upper-legs"}, DO_NOT - {"no-neck"}),
        (["limits-pressure.very-light"], DO - {"light"}, DO_NOT),
        (["limits-pressure.medium"], DO, DO_NOT),
        (["limits-position.sitting"], DO - {"side"}, DO_NOT),
        (["limits-position.side"], DO, DO_NOT),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_only_what_the_doctor_named_is_opened(
    rosa: BrowserContext, reading: InProcessServer, ticks: list[str], do: set[str], do_not: set[str]
) -> None:
    page = card(rosa, reading, *ticks, answer_day=day(-3).isoformat())
    assert ticked(page) == (do, do_not)


def test_what_the_person_changes_afterwards_stays_and_other_limits_tick_again(
    rosa: BrowserContext, reading: InProcessServer
) -> None:
    page = card(rosa, reading, *OPENED, answer_day=day(-3).isoformat())
    page.locator("[name=do][value=lower-legs]").uncheck()
    page.locator("[name='do-not'][value=no-neck]").check()
    page.reload()
    expect(page.locator(".limits")).to_be_visible()
    assert ticked(page) == (DO, DO_NOT)
    page = card(rosa, reading, *OPENED, "limits-places.shoulders", answer_day=day(-3).isoformat())
    assert ticked(page) == (DO | {"lower-legs", "shoulders"}, DO_NOT - {"no-neck"})


@pytest.mark.parametrize(
    "ended",
    [
        {"answer_day": day(-30).isoformat(), "answer_until": day(-1).isoformat()},
        {"answer_day": day(-190).isoformat()},
        {"answer_day": day(-3).isoformat(), "answer_until": day(-5).isoformat()},
    ],
    ids=["a day that has passed", "six months without a day", "an end before its beginning"],
)
def test_limits_that_have_ended_tick_nothing_take_back_what_they_opened_and_say_so(
    rosa: BrowserContext, reading: InProcessServer, ended: dict[str, str]
) -> None:
    page = card(rosa, reading, *OPENED, answer_day=day(-3).isoformat())
    assert ticked(page) == (DO | {"lower-legs"}, DO_NOT - {"no-neck"})
    page = card(rosa, reading, *OPENED, **ended)
    assert ticked(page) == (DO, DO_NOT)
    expect(page.locator(".limits")).to_contain_text("This is out of date. Please ask your doctor again.")
    expect(page.get_by_text("Places that are all right:")).to_be_hidden()


def test_limits_count_through_their_last_day(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = card(rosa, reading, *OPENED, answer_day=day(-300).isoformat(), answer_until=day(0).isoformat())
    assert ticked(page) == (DO | {"lower-legs"}, DO_NOT - {"no-neck"})


@pytest.mark.parametrize(
    ("today", "counts"), [("2027-02-28", True), ("2027-03-01", False)], ids=["the last day", "the day after"]
)
def test_six_months_after_the_end_of_august_end_with_february(
    rosa: BrowserContext, reading: InProcessServer, today: str, counts: bool
) -> None:
    page = rosa.new_page()
    page.clock.set_fixed_time(f"{today}T12:00:00Z")
    page.goto(f"{reading.url}/en/about")
    sheet = {"day": "", "ticks": OPENED, "unsure": [], "words": {"answer-day": "2026-08-31"}}
    page.evaluate("(sheet) => localStorage.setItem('doctor', sheet)", json.dumps(sheet))
    page.goto(f"{reading.url}/en/therapist")
    expect(page.locator("[data-limits=old]")).to_be_visible(visible=not counts)
    expect(page.locator("[data-limits=limits-places]")).to_be_visible(visible=counts)


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        (OPENED, {}),
        ([*OPENED, "reply.no"], {"answer_day": day(-3).isoformat()}),
        ([*OPENED, "reply.wait"], {"answer_day": day(-3).isoformat()}),
        (OPENED, {"answer_day": day(3).isoformat()}),
        (OPENED, {"answer_day": "soon"}),
        (OPENED, {"answer_day": day(-3).isoformat(), "answer_until": "2026-02-30"}),
        (["limits-places"], {"answer_day": day(-3).isoformat()}),
    ],
    ids=["no day", "a no", "not yet", "a day to come", "no date", "a day that is not there", "no such line"],
)
def test_limits_that_no_doctor_can_have_set_show_and_tick_nothing(
    rosa: BrowserContext, reading: InProcessServer, ticks: list[str], words: dict[str, str]
) -> None:
    page = card(rosa, reading, *ticks, **words)
    assert ticked(page) == (DO, DO_NOT)
    expect(page.locator(".limits")).to_be_hidden()


def test_limits_without_a_day_are_not_stored(rosa: BrowserContext, reading: InProcessServer) -> None:
    page = rosa.new_page()
    page.goto(f"{reading.url}/en/doctor")
    page.locator("[name=limits-places][value=neck]").check()
    page.locator("li:has(#answer-day)").get_by_role("button", name="Clear the date").tap()
    page.reload()
    expect(page.locator("[name=limits-places][value=neck]")).not_to_be_checked()

"""A reminder goes to a second phone in a code: the plan, and nothing that links the two phones."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from pwa.reminders.tables import metadata
from pwa.services import services
from tests.browser.conftest import NOT_ASKED, Phone, day, visible_messages
from tests.browser.languages_page import switch_to
from tests.browser.sheet_page import checksum
from tests.browser.subscribed import plan, subscribed
from tests.conftest import Api
from tests.people import Person
from tests.servers import InProcessServer, wait_until


def code_of(body: str) -> str:
    """The end of an address with a right checksum over any plan, as an attacker would make it."""
    return f"#1.{checksum(body)}.{body}"


def dump(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Everything that the database holds: its rows by the name of their table."""
    with services(app).store.engine.begin() as connection:
        tables = {table.name: connection.execute(sa.select(table)) for table in metadata.sorted_tables}
        return {name: [dict(row._mapping) for row in rows] for name, rows in tables.items()}


def show_code(page: Page) -> str:
    """Open the code of the first reminder, and return the address that a camera reads."""
    item = page.locator("#mine li.planned").first
    item.locator(".second-phone summary").press("Enter")
    item.get_by_role("button", name="Show the code").press("Enter")
    canvas = item.locator("canvas")
    canvas.scroll_into_view_if_needed()
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(canvas.screenshot())))
    link = item.locator(".code a")
    expect(link).to_have_attribute("href", code.text)
    expect(link).to_have_text(code.text)
    return str(code.text)


def fields(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("Object.fromEntries(new FormData(document.getElementById('new')))")
    return {name: value for name, value in found.items() if name != "zone"}


def test_a_daughters_phone_sets_the_same_reminder_and_the_server_sees_two_strangers(
    phone: Phone, here: InProcessServer, api: Api, app: Flask, maria: Person, john: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T16:30"))
    hers = subscribed(phone, maria, services(app).keys)
    hers.goto(f"{here.url}/en/reminders")
    address = show_code(hers)
    assert address == f"{here.url}/en/reminders{code_of(f'doctor.{day(2)}.1630')}", "the plan, and nothing else"

    other = subscribed(phone, john, services(app).keys, john, timezone_id=maria.zone)
    other.goto(address)
    expect(other.locator("[data-message=from-phone]")).to_be_visible()
    assert fields(other) == {"kind": "doctor", "day": str(day(2)), "time": "16:30", "repeat": "until-done"}
    assert other.url == f"{here.url}/en/reminders"
    other.get_by_role("button", name="Remind me").press("Enter")
    expect(other.locator("[data-message=first]")).to_be_visible()

    everything = dump(app)
    [first, second] = everything["subscription"]
    alike = {name for name in first if first[name] == second[name] and first[name] is not None}
    assert alike == {"vapid_key"}, "our own key"
    [planned, same] = everything["reminder"]
    alike = {name for name in planned if planned[name] == same[name]}
    assert not alike & {"id", "subscription_id"}
    assert {"kind", "local", "zone", "repeat", "at_night"} <= alike
    other.locator("#mine [value=done]").press("Enter")
    expect(other.locator("[data-message=deleted]")).to_be_visible()
    assert dump(app)["reminder"] == [planned], "an answer on one phone does not change the other"


def test_a_plan_that_was_received_survives_a_change_of_language(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script(NOT_ASKED)
    page.goto(f"{reading.url}/en/reminders{code_of(f'after.{day(4)}.2215')}")
    expect(page.locator("[data-message=from-phone]")).to_be_visible()
    received = fields(page)
    assert received == {
        "kind": "after",
        "day": str(day(4)),
        "time": "22:15",
        "repeat": "once",
        "at_night": "yes",
    }, "a time at night is allowed, and a single day is not repeated"
    switch_to(page, "es")
    expect(page.locator("#day")).to_have_value(str(day(4)))
    assert fields(page) == received


def test_a_phone_that_cannot_be_reminded_offers_the_calendar_for_the_same_day(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/reminders{code_of(f'check.{day(4)}.0800')}")
    expect(page.locator("[data-message=from-phone]")).to_be_visible()
    expect(page.get_by_role("button", name="Add it to my calendar")).to_be_visible()
    assert (fields(page)["kind"], fields(page)["day"]) == ("check", str(day(4)))


def test_a_phone_that_cannot_be_reminded_still_makes_a_code_for_another(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/reminders")
    place = page.locator("#plan .second-phone")
    place.locator("summary").press("Enter")
    place.get_by_role("button", name="Show the code").press("Enter")
    tomorrow = page.locator("#day").input_value()
    expect(place.locator(".code a")).to_have_attribute(
        "href", f"{reading.url}/en/reminders{code_of(f'doctor.{tomorrow}.1000')}"
    )


def test_the_code_of_a_day_that_has_passed_asks_for_a_new_one(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/reminders{code_of(f'doctor.{day(-3)}.1000')}")
    expect(page.get_by_text("The day of this reminder has passed. Please choose a new day.")).to_be_visible()
    assert fields(page) == {"kind": "doctor", "day": "", "time": "10:00", "repeat": "until-done"}


WHOLE = code_of("doctor.2031-05-06.1000")
DAMAGED = {
    "cut": WHOLE[:-1],
    "cut in the checksum": WHOLE[:5],
    "without its body": WHOLE[:2],
    "another day": WHOLE.replace("2031", "2032"),
    "a later version": WHOLE.replace("#1", "#2"),
    "a kind that we do not have": code_of("surgery.2031-05-06.1000"),
    "a name that every object has": code_of("constructor.2031-05-06.1000"),
    "no such day": code_of("doctor.2031-02-31.1000"),
    "no such time": code_of("doctor.2031-05-06.2400"),
    "more than a plan": code_of("doctor.2031-05-06.1000.endpoint"),
    "markup": code_of("<img src=x onerror=alert(1)>.2031-05-06.1000"),
    "a sheet": "#1.1qa2mfz.WyIyMDI2LTExLTIyIl0",
    "a very long one": code_of("doctor." + "1" * 50_000),
}


@pytest.mark.parametrize("code", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_or_foreign_code_is_named_and_changes_nothing(
    screen: Page, reading: InProcessServer, code: str
) -> None:
    screen.goto("about:blank")
    screen.goto(f"{reading.url}/en/reminders{code}")
    expect(screen.locator("[data-message=bad-code]")).to_be_visible()
    assert visible_messages(screen) == ["bad-code"]
    expect(screen.get_by_role("heading", name="Tomorrow at 10:00")).to_be_visible()
    assert screen.url == f"{reading.url}/en/reminders"
    assert screen.evaluate("sessionStorage.length") == 0


def test_a_code_that_is_opened_on_an_open_page_is_read_too(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.add_init_script(NOT_ASKED)
    page.goto(f"{reading.url}/en/reminders")
    expect(page.locator("#day")).not_to_have_value("")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("(code) => { location.hash = code; }", code_of(f"check.{day(6)}.0915"))
    wait_until(lambda: fields(page)["day"] == str(day(6)))
    assert fields(page) == {"kind": "check", "day": str(day(6)), "time": "09:15", "repeat": "once"}
    expect(page.locator("[data-message=from-phone]")).to_be_in_viewport(ratio=1)

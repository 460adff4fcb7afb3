"""A draft of a diary entry or a reminder survives a reload and a change of language, or the page reports its loss."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FORBIDDEN, FULL, NOT_ASKED, Phone, day, visible_messages
from tests.browser.diary_page import add_more, as_version_1, entry, kept, older, open_entry, press, ready
from tests.browser.languages_page import switch_to
from tests.browser.subscribed import open_fields
from tests.servers import InProcessServer, wait_until

VALUES = "(id) => Object.fromEntries(new FormData(document.getElementById(id)))"


def open_page(phone: Phone, reading: InProcessServer, slug: str, script: str = "") -> Page:
    page = phone(timezone_id="Europe/Madrid").new_page()
    page.add_init_script(NOT_ASKED + script)
    page.goto(f"{reading.url}/en/{slug}")
    ready(page)
    return page


def load_anew(page: Page, how: str) -> None:
    """Reload the page, or open it in another language."""
    if how == "reload":
        page.reload()
    else:
        tag, slug = how, page.url.partition("#")[0].rpartition("/")[2]
        switch_to(page, tag)
        expect(page).to_have_url(re.compile(f"/{tag}/{slug}(#draft-lost)?$"))
    ready(page)


def type_time(page: Page, time: str) -> None:
    """Type a time into the form. The field is hidden until it is opened."""
    if page.locator("[name=open]").is_visible():
        open_fields(page)
    if page.locator("#more").count():
        add_more(page)
    page.locator("#time").fill(time)


ANEW = pytest.mark.parametrize("how", ["reload", "ar"])


@ANEW
def test_a_half_typed_entry_is_still_there_and_not_once_it_is_saved(
    phone: Phone, reading: InProcessServer, how: str
) -> None:
    page = open_page(phone, reading, "diary")
    assert visible_messages(page) == []
    add_more(page)
    page.locator("[name=massage][value=before]").check()
    for box in ("[name=stopped][value=breath]", "[name=stopped][value=leg-pain]", "[name=eased][value=sitting]"):
        page.locator(box).check()
    page.locator("#place").fill("The church")
    page.locator("#note").fill("Stairs were hard")
    page.locator("#day").fill("2026-11-06")
    values = "[...new FormData(document.getElementById('write'))]"
    before = page.evaluate(values)
    load_anew(page, how)
    assert page.evaluate(values) == before
    expect(page.locator("#note")).to_be_visible()  # what is filled in is not folded away
    assert visible_messages(page) == ["typed"]
    expect(page.locator("[data-message=typed]")).to_be_in_viewport()
    page.locator("[name=pain][value='6']").check()
    assert visible_messages(page) == []
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: [one["note"] for one in kept(page)] == ["Stairs were hard"])
    assert [(one["stopped"], one["eased"]) for one in kept(page)] == [(["leg-pain", "breath"], ["sitting"])]
    load_anew(page, "reload")
    expect(page.locator("#note")).to_have_value("")
    expect(page.locator("#note")).to_be_hidden()
    assert visible_messages(page) == []
    assert page.evaluate("sessionStorage.length") == 0


def test_a_half_typed_change_still_changes_its_entry_and_the_new_one_waits_behind_it(
    phone: Phone, reading: InProcessServer
) -> None:
    page = open_page(phone, reading, "diary")
    diary = as_version_1([entry("2026-11-02", "09:00", 5, note="Old")])
    page.evaluate("(text) => localStorage.setItem('diary', text)", json.dumps(diary))
    load_anew(page, "reload")
    add_more(page)
    page.locator("#note").fill("New")
    press(open_entry(page).locator("[value=change]"))
    page.locator("#note").fill("Old and mended")
    load_anew(page, "es")
    expect(page.locator("#note")).to_have_value("Old and mended")
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: kept(page) == older([entry("2026-11-02", "09:00", 5, note="Old and mended")]))
    expect(page.locator("#note")).to_have_value("New")
    load_anew(page, "reload")
    expect(page.locator("#note")).to_have_value("New")


@ANEW
def test_a_half_typed_reminder_is_still_there(phone: Phone, reading: InProcessServer, how: str) -> None:
    page = open_page(phone, reading, "reminders")
    assert visible_messages(page) == []
    open_fields(page)
    page.locator("[name=kind][value=check]").check()
    page.locator("#day").fill(day(9).isoformat())
    page.locator("#time").fill("22:30")
    page.locator("[name=repeat][value=until-done]").check()
    page.locator("[name=at_night]").check()
    before = page.evaluate(VALUES, "new")
    load_anew(page, how)
    assert page.evaluate(VALUES, "new") == before
    assert visible_messages(page) == ["typed"]
    page.locator("[name=at_night]").uncheck()
    load_anew(page, "reload")
    expect(page.locator("[name=at_night]")).not_to_be_checked()


def test_a_half_typed_change_of_a_reminder_is_still_a_change(phone: Phone, reading: InProcessServer) -> None:
    page = open_page(phone, reading, "reminders")
    was = {"id": "r1", "kind": "doctor", "at": f"{day(3)}T10:00", "repeat": "once", "at_night": False}
    typed = {"kind": "doctor", "day": day(5).isoformat(), "time": "11:15", "repeat": "once"}
    draft = json.dumps({"typed": typed, "changed": was})
    page.evaluate("(draft) => sessionStorage.setItem('reminders', draft)", draft)
    load_anew(page, "es")
    load_anew(page, "reload")
    expect(page.get_by_role("button", name="Guardar los cambios")).to_be_visible()
    assert {**page.evaluate(VALUES, "new"), "zone": ""} == {**typed, "zone": ""}
    press(page.locator("[name=keep]"))
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize(("slug", "field", "value"), [("diary", "minutes", "10"), ("reminders", "time", "11:15")])
def test_a_draft_of_another_release_may_name_fields_that_are_gone(
    phone: Phone, reading: InProcessServer, slug: str, field: str, value: str
) -> None:
    page = open_page(phone, reading, slug)
    draft = json.dumps({"typed": {"gone": "x", "day": day(2).isoformat(), field: value}})
    page.evaluate("([slug, draft]) => sessionStorage.setItem(slug, draft)", [slug, draft])
    load_anew(page, "reload")
    expect(page.locator(f"[name={field}]")).to_have_value(value)
    wait_until(lambda: visible_messages(page) == ["typed"])


@pytest.mark.parametrize(
    ("slug", "script", "how"),
    [("diary", FULL, "reload"), ("diary", FULL, "ar"), ("reminders", FULL, "reload"), ("reminders", FORBIDDEN, "ar")],
    ids=["diary, full, reload", "diary, full, ar", "reminders, full, reload", "reminders, forbidden, ar"],
)
def test_the_page_says_that_a_draft_was_lost_which_could_not_be_kept(
    phone: Phone, reading: InProcessServer, slug: str, script: str, how: str
) -> None:
    page = open_page(phone, reading, slug, f"window.roomAgain = Storage.prototype.setItem; {script}")
    load_anew(page, "reload")
    assert "draft-lost" not in visible_messages(page), "nothing was typed"
    type_time(page, "10:10")
    load_anew(page, how)
    assert page.url.endswith(f"/{slug}#draft-lost"), "the address says that much, and nothing of what was typed"
    wait_until(lambda: visible_messages(page) == ["draft-lost"])
    type_time(page, "10:15")
    load_anew(page, "es")
    wait_until(lambda: visible_messages(page) == ["draft-lost"])
    type_time(page, "10:15")
    if script == FULL:
        page.evaluate("() => { Storage.prototype.setItem = window.roomAgain; }")
        page.locator("#time").fill("10:20")
        assert page.url.endswith(f"/{slug}"), "there is room again"

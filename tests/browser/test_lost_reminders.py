"""Reminders that will not come, because the browser dropped its subscription or notifications are now forbidden. On its
next start the phone says so and offers to set them again. A reminder that has ended properly is not lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import vobject
from flask import Flask
from playwright.sync_api import Page, expect

from pwa.reminders.tables import reminders
from pwa.services import services
from tests.browser.conftest import Phone, at_rest, day, visible_messages
from tests.browser.subscribed import drops, plan, subscribed
from tests.conftest import Api, Clock, Work
from tests.people import Person
from tests.push_service import PushService
from tests.servers import InProcessServer, wait_until


def planned(app: Flask) -> list[str]:
    """The wall times of all reminders of the server."""
    with services(app).store.engine.begin() as connection:
        return list(connection.execute(sa.select(reminders.c.local).order_by(reminders.c.local)).scalars())


def reasons(page: Page) -> list[str]:
    """Return the reasons that the page shows for lost reminders."""
    visible = "[...document.querySelectorAll('[data-lost]')].filter((part) => part.checkVisibility())"
    found: list[str] = page.evaluate(f"{visible}.map((part) => part.dataset.lost)")
    return found


def open_page(page: Page, here: InProcessServer, slug: str = "") -> None:
    """Open a page, and wait until it has asked the server and shown its messages."""
    page.goto(f"{here.url}/es/{slug}")
    at_rest(page)


@pytest.fixture
def page(phone: Phone, maria: Person, new_maria: Person, app: Flask) -> Page:
    return subscribed(phone, maria, services(app).keys, new_maria)


@pytest.fixture
def server_forgets(maria: Person, clock: Clock, work: Work, push_service: PushService) -> Callable[[], None]:
    """The reminder in two days is sent to a subscription that the push service has forgotten."""

    def forget() -> None:
        now = clock.now
        push_service.forget(maria.endpoint)
        clock.set(f"{day(2)}T10:00", maria.zone)
        assert work() == 1
        assert push_service.posts[-1].status == 410
        clock.now = now

    return forget


@pytest.fixture
def forgotten(
    page: Page, here: InProcessServer, api: Api, app: Flask, maria: Person, server_forgets: Callable[[], None]
) -> Page:
    """Maria's phone knows two reminders, in two and in five days. The server has forgotten both."""
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.request(at, repeat="once"))
    open_page(page, here, "reminders")
    assert page.locator("#mine li.planned").count() == 2
    server_forgets()
    assert planned(app) == []
    return page


@pytest.mark.parametrize("slug", ["", "reminders"])
def test_the_next_start_says_what_was_lost(forgotten: Page, here: InProcessServer, slug: str) -> None:
    open_page(forgotten, here, slug)
    assert reasons(forgotten) == ["dropped"]
    lost = forgotten.locator("#lost li")
    assert lost.count() == 2
    expect(lost.nth(1)).to_contain_text("11:30")
    open_page(forgotten, here, slug)
    assert reasons(forgotten) == ["dropped"], "until somebody has answered"


def test_they_are_set_again_with_the_day_and_time_that_they_had(
    forgotten: Page, here: InProcessServer, app: Flask
) -> None:
    page = forgotten
    open_page(page, here)
    page.get_by_role("link", name="Programarlos de nuevo").press("Enter")
    page.wait_for_url("**/reminders#lost")
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        expect(page.locator("#day")).to_have_value(at[:10])
        expect(page.locator("#time")).to_have_value(at[11:])
        assert page.locator("[name=repeat]:checked").input_value() == "once"
        page.locator("#new [name=plan]").press("Enter")
        wait_until(lambda at=at: at in planned(app), what="it is planned again")
        if at.startswith(str(day(2))):
            expect(page.locator("#lost li")).to_have_count(1)
            page.get_by_role("link", name="Programarlos de nuevo").press("Enter")
    expect(page.locator("#lost")).to_be_hidden()
    open_page(page, here)
    assert reasons(page) == []


def test_a_day_that_has_passed_asks_for_a_new_one(
    page: Page,
    here: InProcessServer,
    api: Api,
    app: Flask,
    maria: Person,
    clock: Clock,
    work: Work,
    push_service: PushService,
) -> None:
    clock.set(f"{day(-3)}T12:00", maria.zone)
    plan(api, maria.request(f"{day(-2)}T10:00", repeat="once"))
    open_page(page, here, "reminders")
    push_service.forget(maria.endpoint)
    clock.set(f"{day(0)}T12:00", maria.zone)
    work()
    open_page(page, here, "reminders")
    assert reasons(page) == ["dropped"]
    expect(page.locator("#lost [data-calendar]")).to_be_hidden()
    page.get_by_role("link", name="Programarlos de nuevo").press("Enter")
    expect(page.locator("#passed")).to_be_visible()
    expect(page.locator("#day")).to_have_value("")
    expect(page.locator("#time")).to_have_value("10:00")
    page.locator("#day").fill(day(3).isoformat())
    expect(page.locator("#passed")).to_be_hidden()


def test_all_of_them_go_into_the_calendar_in_one_file(forgotten: Page, here: InProcessServer, tmp_path: Path) -> None:
    page = forgotten
    open_page(page, here)
    with page.expect_download() as download:
        page.get_by_role("link", name="Añadirlos a mi calendario").tap()
    file = tmp_path / "reminder.ics"
    download.value.save_as(file)
    events = vobject.readOne(file.read_bytes().decode()).vevent_list
    assert [f"{event.dtstart.value:%Y-%m-%dT%H:%M}" for event in events] == [f"{day(2)}T10:00", f"{day(5)}T11:30"]
    assert reasons(page) == ["dropped"], "nobody knows if they were taken into the calendar"


def test_reminders_that_nobody_needs_any_more_are_not_offered_again(forgotten: Any, here: InProcessServer) -> None:
    page = forgotten
    open_page(page, here)
    page.get_by_role("button", name="No, ya no los necesito").tap()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("h1")).to_be_focused()
    open_page(page, here, "reminders")
    assert reasons(page) == []


def test_a_permission_that_was_taken_away_is_told_on_the_first_page(
    page: Page, here: InProcessServer, api: Api, app: Flask, maria: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    open_page(page, here, "reminders")
    assert reasons(page) == []
    page.evaluate("localStorage.permission = 'denied'")
    for slug in ("", "reminders"):
        open_page(page, here, slug)
        assert reasons(page) == ["switched-off"], slug
        assert page.locator("#lost li").count() == 1
    assert visible_messages(page) == [], "it is said once"
    page.get_by_role("button", name="No, ya no los necesito").tap()
    wait_until(lambda: planned(app) == [], what="the server forgets them too")
    expect(page.locator("#mine")).to_be_hidden()
    expect(page.locator("#lost")).to_be_hidden()


def test_a_permission_that_was_given_again_brings_back_all_of_them(
    page: Page, here: InProcessServer, api: Api, app: Flask, maria: Person
) -> None:
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.request(at))
    open_page(page, here, "reminders")
    page.evaluate("localStorage.permission = 'denied'")
    drops(page)
    open_page(page, here, "reminders")
    assert reasons(page) == ["switched-off"]
    page.evaluate("localStorage.permission = 'granted'")
    page.get_by_role("link", name="Programarlos de nuevo").press("Enter")
    page.locator("#new [name=plan]").press("Enter")
    expect(page.locator("#lost")).to_be_hidden()
    assert visible_messages(page) == ["planned"]
    assert planned(app) == [f"{day(2)}T10:00", f"{day(5)}T11:30"], "one is not planned twice"
    expect(page.locator("#mine li.planned")).to_have_count(2)


def test_only_a_subscription_that_cannot_be_renewed_is_reported(
    phone: Phone, here: InProcessServer, api: Api, app: Flask, maria: Person
) -> None:
    page = subscribed(phone, maria, services(app).keys)
    plan(api, maria.request(f"{day(2)}T10:00"))
    open_page(page, here, "reminders")
    drops(page)
    open_page(page, here)
    assert reasons(page) == ["dropped"]
    page.evaluate("(json) => { localStorage.subscription = JSON.stringify(json); }", maria.subscription)
    open_page(page, here)
    assert reasons(page) == []
    assert planned(app) == [f"{day(2)}T10:00"]


@pytest.mark.parametrize("answer", ["done", "stop"])
def test_a_reminder_that_was_answered_is_not_lost(
    page: Page, here: InProcessServer, api: Api, app: Flask, maria: Person, answer: str
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    open_page(page, here, "reminders")
    page.locator(f"#mine [value={answer}]").tap()
    expect(page.locator("[data-message=deleted]")).to_be_visible()
    open_page(page, here)
    assert reasons(page) == []


def test_an_answered_reminder_is_not_lost_when_the_reply_of_the_server_is_lost(
    page: Page, here: InProcessServer, api: Api, app: Flask, maria: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    open_page(page, here, "reminders")
    page.route("**/api/reminders/answer", lambda route: (route.fetch(), route.abort()))
    page.locator("#mine [value=done]").tap()
    expect(page.locator("[data-message=answer-kept]")).to_be_visible()
    assert planned(app) == []
    open_page(page, here)
    assert reasons(page) == []


WOKEN = "async (id) => (await caches.open('deliveries')).put(`/${id}`, new Response(JSON.stringify({ planned: 1, shown: 1 })))"


@pytest.mark.parametrize(("is_woken", "said"), [(False, []), (True, ["dropped"])])
def test_a_reminder_ends_after_a_week_of_rest_unless_a_browser_that_wakes_its_worker_never_showed_it(
    page: Page,
    here: InProcessServer,
    api: Api,
    maria: Person,
    clock: Clock,
    push_service: PushService,
    work: Work,
    is_woken: Any,
    said: Any,
) -> None:
    clock.set(f"{day(-20)}T12:00", maria.zone)
    plan(api, maria.request(f"{day(-18)}T10:00", repeat="once"))
    open_page(page, here, "reminders")
    if is_woken:
        page.evaluate(WOKEN, "")
    clock.set(f"{day(-18)}T10:00", maria.zone)
    work()
    clock.set(f"{day(0)}T12:00", maria.zone)
    work()
    open_page(page, here)
    assert reasons(page) == said

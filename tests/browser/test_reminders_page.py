"""The page of reminders, on a phone that has some: answers that come in its address, a phone that has travelled, and
whether a notification appeared. In Chromium, with a subscription of the tests."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, Route, expect

from pwa.reminders.tables import reminders
from pwa.services import services
from tests.browser.conftest import Phone, at_rest, day, visible_messages
from tests.browser.subscribed import drops, plan, subscribed
from tests.conftest import Api, Clock, Work
from tests.people import Person
from tests.push_service import PushService
from tests.servers import InProcessServer, wait_until


def stored(app: Flask) -> list[Any]:
    """Return what the server stores of each reminder."""
    with services(app).store.engine.begin() as connection:
        return list(connection.execute(sa.select(reminders).order_by(reminders.c.local)))


@pytest.fixture
def page(phone: Phone, maria: Person, app: Flask) -> Page:
    return subscribed(phone, maria, services(app).keys)


@pytest.fixture
def sent(api: Api, maria: Person, clock: Clock, work: Work, app: Flask) -> str:
    """A reminder for 09:00 that was sent on time."""
    clock.set(f"{day(0)}T08:00", maria.zone)
    plan(api, maria.request(f"{day(0)}T09:00"))
    clock.set(f"{day(0)}T09:00", maria.zone)
    assert work() == 1
    [reminder] = stored(app)
    return str(reminder.id)


@pytest.fixture
def asked(sent: str, maria: Person, push_service: PushService) -> str:
    """The address of the button Done on that notification. A browser that does not wake the worker opens it."""
    actions = {action["action"]: action["navigate"] for action in maria.reads(push_service.posts[-1].body)["actions"]}
    assert actions["done"].endswith(f"/es/reminders#{sent}=done.0")
    found: str = actions["done"]
    return found


# ---- Answers that come in the address --------------------------------------------------------------


@pytest.mark.parametrize("answer", ["done", "stop"])
def test_the_address_of_a_button_answers(page: Page, app: Flask, asked: str, answer: str) -> None:
    page.goto(asked.replace("done", answer))
    expect(page.locator("[data-message=answered]")).to_be_visible()
    assert visible_messages(page) == ["answered"]
    assert stored(app) == []


def test_it_answers_once_whatever_is_loaded_again(page: Page, here: InProcessServer, app: Flask, asked: str) -> None:
    page.goto(asked.replace("done", "tomorrow"))
    expect(page.locator("[data-message=answered-later]")).to_contain_text(" 9:00.")
    [once] = stored(app)
    assert (once.moves, once.local) == (1, f"{day(1)}T09:00")
    assert page.url == f"{here.url}/es/reminders", "the address does not say it any more"
    page.reload()
    page.goto(f"{here.url}/es/about")
    page.go_back()
    expect(page.locator("#mine li.planned")).to_be_visible()
    assert visible_messages(page) == []
    page.goto(asked.replace("done", "tomorrow"))
    expect(page.locator("[data-message=already]")).to_be_visible()
    assert stored(app) == [once]


def test_a_page_that_is_open_already_answers_too(page: Page, here: InProcessServer, app: Flask, asked: str) -> None:
    page.goto(f"{here.url}/es/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    page.evaluate("(hash) => { location.hash = hash; }", asked.partition("#")[2])
    expect(page.locator("[data-message=answered]")).to_be_visible()
    assert stored(app) == []


def test_an_old_notification_does_not_end_what_was_moved_since(
    page: Page, api: Api, app: Flask, maria: Person, asked: str
) -> None:
    [reminder] = stored(app)
    api.answer(maria, reminder.id, "next-week")
    page.goto(asked)
    expect(page.locator("[data-message=already]")).to_be_visible()
    assert [reminder.moves for reminder in stored(app)] == [1]


def test_an_address_answers_nothing_when_its_reminder_is_gone(
    page: Page, api: Api, app: Flask, maria: Person, asked: Any
) -> None:
    [reminder] = stored(app)
    api.answer(maria, reminder.id, "done")
    page.goto(asked)
    expect(page.locator("[data-message=already]")).to_be_visible()


def test_a_browser_that_gets_no_subscription_any_more_still_answers_with_the_old_one(
    page: Page, here: InProcessServer, app: Flask, asked: str
) -> None:
    page.goto(f"{here.url}/es/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    drops(page)
    page.goto(f"{here.url}/es/about")
    page.goto(asked)
    expect(page.locator("[data-message=answered]")).to_be_visible()
    assert stored(app) == []


SHELF = """async () => {
  const shelf = await caches.open('answers');
  return Promise.all((await shelf.keys()).map(async ({ url }) => [url, await (await shelf.match(url)).json()]));
}"""


def test_offline_the_answer_is_kept_for_the_worker(page: Page, here: InProcessServer, app: Flask, asked: str) -> None:
    [reminder] = stored(app)
    page.route("**/api/**", lambda route: route.abort())
    page.goto(asked)
    expect(page.locator("[data-message=answer-kept]")).to_be_visible()
    assert visible_messages(page) == ["answer-kept"]
    kept = {"reminder": reminder.id, "answer": "done", "moves": 0}
    assert page.evaluate(SHELF) == [[f"{here.url}/api/reminders/answer?{reminder.id}", kept]]
    assert page.url == f"{here.url}/es/reminders"


def test_offline_a_button_of_the_page_is_kept_too(page: Page, here: InProcessServer, app: Flask, asked: str) -> None:
    page.goto(f"{here.url}/es/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#mine [value=next-week]").tap()
    expect(page.locator("[data-message=answer-kept]")).to_be_visible()
    [[_url, kept]] = page.evaluate(SHELF)
    assert (kept["answer"], kept["moves"]) == ("next-week", 0)
    page.unroute("**/api/**")
    page.locator("#mine [value=done]").press("Enter")
    expect(page.locator("[data-message=deleted]")).to_be_visible()
    assert page.evaluate(SHELF) == [], "the newer answer took its place, and arrived"


# ---- The badge of the icon -------------------------------------------------------------------------


def test_the_badge_counts_what_waits_until_it_is_answered(page: Page, here: InProcessServer, asked: str) -> None:
    page.add_init_script("""
      window.badge = [];
      navigator.setAppBadge = (count) => { window.badge.push(count); return new Promise(() => {}); };
      navigator.clearAppBadge = async () => { window.badge.push(0); };
    """)
    page.goto(f"{here.url}/es/reminders")
    page.locator("#mine [value=done]").tap()
    expect(page.locator("[data-message=deleted]")).to_be_visible()
    assert page.evaluate("window.badge") == [1, 0]


# ---- A phone that has travelled --------------------------------------------------------------------


@pytest.fixture
def in_tokyo(phone: Phone, api: Api, maria: Person, app: Flask, here: InProcessServer) -> Page:
    """Maria planned two reminders in Madrid and opens the page in Tokyo."""
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.request(at))
    page = subscribed(phone, maria, services(app).keys, timezone_id="Asia/Tokyo")
    page.goto(f"{here.url}/en/reminders")
    expect(page.get_by_role("heading", name="Are you in another time zone?")).to_be_visible()
    return page


def test_a_phone_that_has_travelled_is_asked_and_the_reminders_follow_it(
    in_tokyo: Page, here: InProcessServer, app: Flask
) -> None:
    page = in_tokyo
    expect(page.locator("#travel")).to_contain_text("the time of Tokyo. Your reminders are set for the time of Madrid.")
    page.get_by_role("button", name="Use the time of Tokyo").tap()
    expect(page.get_by_text("Your reminders now follow the time of Tokyo.")).to_be_visible()
    found = [(reminder.local, reminder.zone) for reminder in stored(app)]
    assert found == [(f"{day(2)}T10:00", "Asia/Tokyo"), (f"{day(5)}T11:30", "Asia/Tokyo")]
    page.reload()
    expect(page.locator("#mine li.planned")).to_have_count(2)
    expect(page.locator("#travel")).to_be_hidden()


def test_a_person_who_keeps_the_time_is_not_asked_again(in_tokyo: Any, here: InProcessServer, app: Flask) -> None:
    page = in_tokyo
    before = stored(app)
    page.get_by_role("button", name="Keep the time of Madrid").tap()
    expect(page.get_by_text("Your reminders have not changed.")).to_be_visible()
    assert stored(app) == before
    for slug in ("reminders", ""):
        page.goto(f"{here.url}/en/{slug}")
        at_rest(page)
        expect(page.locator("#travel")).to_be_hidden()


def test_the_first_page_asks_too(in_tokyo: Page, here: InProcessServer) -> None:
    in_tokyo.goto(f"{here.url}/en/")
    expect(in_tokyo.get_by_role("button", name="Use the time of Tokyo")).to_be_visible()


def test_two_names_of_the_same_time_zone_count_as_the_same_place(
    phone: Phone, here: InProcessServer, api: Api, app: Flask, maria: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    page = subscribed(phone, maria, services(app).keys, timezone_id="Europe/Paris")
    page.goto(f"{here.url}/en/reminders")
    at_rest(page)
    expect(page.locator("#mine li.planned")).to_be_visible()
    expect(page.locator("#travel")).to_be_hidden()


# ---- Whether a notification appeared ---------------------------------------------------------------

RECORD = """async ([id, planned, shown]) => {
  const record = new Response(JSON.stringify({ planned, shown }));
  await (await caches.open('deliveries')).put(`/${id}`, record);
}"""


def delivery(page: Page) -> list[str]:
    visible = "[...document.querySelectorAll('.planned [data-delivery]')].filter((part) => part.checkVisibility())"
    found: list[str] = page.evaluate(f"{visible}.map((part) => part.innerText)")
    return found


def today(clock: str, zone: str = "Europe/Madrid") -> float:
    """A time of day in milliseconds, as the worker records it."""
    return datetime.fromisoformat(f"{day(0)}T{clock}").replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000


@pytest.mark.parametrize(
    ("shown", "said", "is_late"),
    [
        (today("09:01"), "Set for 09:00. Shown at 09:01.", False),
        (today("09:24"), "Set for 09:00. Shown at 09:24.", True),
        (today("09:24") + 86_400_000, f"Set for {day(0).day} {{0}}, 09:00. Shown at {day(1).day} {{1}}, 09:24.", True),
        (today("09:00") - 86_400_000, "Set for 09:00. We sent it, but we do not know if this phone showed it.", False),
        (None, "Set for 09:00. We sent it, but we do not know if this phone showed it.", False),
    ],
    ids=["in time", "late", "the next day", "the one of the day before", "not recorded, as on an iPhone"],
)
def test_the_page_tells_when_a_notification_appeared(
    page: Page, here: InProcessServer, sent: str, shown: float | None, said: str, is_late: bool
) -> None:
    page.goto(f"{here.url}/en/")
    if shown:
        page.evaluate(RECORD, [sent, min(today("09:00"), shown), shown])
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    wait_until(lambda: delivery(page), what="the page has looked it up")
    words = re.sub(r"[A-Z][a-z]+ (\d+)(?=,)", r"\1 {}", delivery(page)[0])
    assert words == said.format("{}", "{}")
    expect(page.locator("#times-stay")).to_be_visible()
    late = page.get_by_role("link", name="This notification came late.")
    expect(late).to_be_visible(visible=is_late)
    if is_late:
        late.tap()
        expect(page.get_by_text("Some phones hold notifications back")).to_be_in_viewport()


def test_a_reminder_that_is_due_and_not_sent_is_told(
    page: Page, here: InProcessServer, api: Api, maria: Person, clock: Clock, app: Flask
) -> None:
    clock.set(f"{day(-1)}T08:00", maria.zone)
    plan(api, maria.request(f"{day(-1)}T09:00"))
    page.goto(f"{here.url}/en/reminders")
    wait_until(lambda: delivery(page) == ["Set for 09:00. We have not sent it yet."])


def test_a_reminder_that_is_still_to_come_has_no_times_to_tell(
    page: Page, here: InProcessServer, api: Api, maria: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T09:00"))
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    at_rest(page)
    assert delivery(page) == []
    expect(page.locator("#times-stay")).to_be_hidden()


def test_the_record_of_a_reminder_that_is_gone_is_deleted(page: Page, here: InProcessServer, sent: str) -> None:
    page.goto(f"{here.url}/en/")
    for identity in (sent, "long-gone"):
        page.evaluate(RECORD, [identity, 1, 1])
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_be_visible()
    keys = "async () => (await (await caches.open('deliveries')).keys()).map(({ url }) => new URL(url).pathname)"
    assert page.evaluate(keys) == [f"/{sent}"]


# ---- The form --------------------------------------------------------------------------------------


def test_for_a_day_more_than_two_weeks_ahead_the_calendar_is_recommended(page: Page, here: InProcessServer) -> None:
    page.goto(f"{here.url}/en/reminders")
    far = page.get_by_text("This day is more than two weeks away.")
    expect(far).to_be_hidden()
    page.locator("#day").fill(day(16).isoformat())
    expect(far).to_be_visible()
    page.locator("#day").fill(day(13).isoformat())
    expect(far).to_be_hidden()


@pytest.mark.parametrize(
    ("kind", "at_night", "allowed"),
    [
        ("doctor", False, ["08:00", "20:59"]),
        ("doctor", True, ["07:59", "08:00", "20:59", "21:00"]),
        ("massage", False, ["07:59", "08:00", "20:59", "21:00"]),
    ],
)
def test_a_reminder_comes_by_day_unless_the_person_allows_the_night_and_a_massage_has_any_time(
    page: Page, here: InProcessServer, kind: str, at_night: Any, allowed: Any
) -> None:
    page.goto(f"{here.url}/en/reminders")
    page.locator(f"[name=kind][value={kind}]").check()
    if at_night:
        page.locator("[name=at_night]").check()
    times = ["07:59", "08:00", "20:59", "21:00"]
    found = []
    for time in times:
        page.locator("#time").fill(time)
        if page.locator("#time").evaluate("(field) => field.validity.valid"):
            found.append(time)
    assert found == allowed


def test_no_day_before_today_can_be_chosen(phone: Phone, here: InProcessServer, app: Flask, maria: Person) -> None:
    """Zones in which the date is a day after or before that of UTC."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        page = subscribed(phone, maria, services(app).keys, timezone_id=zone)
        page.goto(f"{here.url}/en/reminders")
        today = datetime.now(ZoneInfo(zone)).date()
        expect(page.locator("#day")).to_have_attribute("min", today.isoformat())
        expect(page.locator("#day")).to_have_value((today + timedelta(days=1)).isoformat())


# ---- A second reminder, and one that was stopped -----------------------------------------------------


def test_a_second_reminder_that_is_refused_leaves_the_first_and_the_subscription(
    page: Page, here: InProcessServer, api: Api, maria: Person, app: Flask
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_have_count(1)
    before = page.evaluate("localStorage.subscription")
    refusal = {"type": "urn:ask-first:busy", "title": "Busy.", "detail": "Please try again."}

    def refuse(route: Route) -> None:
        if route.request.method == "PUT":
            route.fulfill(status=503, json=refusal, content_type="application/problem+json")
        else:
            route.fallback()

    page.route("**/api/reminders", refuse)
    page.locator("#day").fill(day(5).isoformat())
    page.locator("#new [name=plan]").press("Enter")
    expect(page.locator("[data-message=problem]")).to_have_text("Busy. Please try again.")
    assert page.evaluate("localStorage.subscription") == before
    assert [reminder.local for reminder in stored(app)] == [f"{day(2)}T10:00"]
    page.unroute("**/api/reminders")
    page.locator("#new [name=plan]").press("Enter")
    expect(page.locator("#mine li.planned")).to_have_count(2)


def test_a_stopped_reminder_can_be_planned_again_only_while_its_time_is_still_to_come(
    page: Page, here: InProcessServer, api: Api, maria: Person, clock: Clock, work: Work, app: Flask
) -> None:
    """The first reminder was sent for the last time; the second comes in five days."""
    clock.set(f"{day(0)}T08:00", maria.zone)
    plan(api, maria.request(f"{day(0)}T09:00", repeat="once"))
    clock.set(f"{day(0)}T09:00", maria.zone)
    assert work() == 1
    [sent] = [reminder.id for reminder in stored(app)]
    plan(api, maria.request(f"{day(5)}T11:30"))
    page.clock.set_fixed_time(f"{day(0)}T12:00:00Z")
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_have_count(2)
    page.locator(f"#mine li:not([id='{sent}']) [value=stop]").press("Enter")
    expect(page.locator("#mine li.planned")).to_have_count(1)
    page.locator("#undo").press("Enter")
    expect(page.locator("#mine li.planned")).to_have_count(2)
    assert f"{day(5)}T11:30" in [reminder.local for reminder in stored(app)]
    page.locator(f"[id='{sent}'] [value=stop]").press("Enter")
    expect(page.locator("[data-message=deleted]")).to_be_visible()
    expect(page.locator("#undo")).to_be_hidden()

"""The page of reminders, on a phone that has some: answers that come in its address, a phone that has travelled, and
whether a notification appeared. In Chromium, with a subscription of the tests."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, Route, expect

from pwa.reminders.tables import reminders
from pwa.services import services
from tests.browser.conftest import FULL, Phone, at_rest, day, visible_messages
from tests.browser.subscribed import drops, open_fields, plan, subscribed
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


@pytest.mark.parametrize(("answer", "shown"), [("done", ["answered", "doctor-said"]), ("stop", ["answered"])])
def test_the_address_of_a_button_answers(page: Page, app: Flask, asked: str, answer: str, shown: list[str]) -> None:
    """Done on the reminder to book leads to a question about the doctor."""
    page.goto(asked.replace("done", answer))
    expect(page.locator(f"[data-message={shown[-1]}]")).to_be_visible()
    assert visible_messages(page) == shown
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
    expect(page.get_by_text("Your reminders have not changed.", exact=True)).to_be_visible()
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


# ---- Two taps ---------------------------------------------------------------------------------------

COUNT_TAPS = """addEventListener('click', ({ isTrusted }) => {
  if (isTrusted) sessionStorage.taps = 1 + Number(sessionStorage.taps ?? 0);
}, { capture: true });"""


@pytest.fixture
def new_page(phone: Phone, maria: Person, app: Flask) -> Page:
    """A phone without a subscription that the server knows."""
    return subscribed(phone, maria, services(app).keys, maria)


def test_a_reminder_is_set_with_two_taps_from_the_first_page(new_page: Page, here: InProcessServer, app: Flask) -> None:
    page = new_page
    page.add_init_script(COUNT_TAPS)
    page.goto(f"{here.url}/en/")
    page.locator("main a[href$='/en/reminders']:visible").first.tap()
    page.get_by_role("button", name="Remind me", exact=True).tap()
    expect(page.locator("[data-message=first]")).to_be_visible()
    assert page.evaluate("sessionStorage.taps") == "2"
    [reminder] = stored(app)
    assert (reminder.kind, reminder.local, reminder.repeat) == ("doctor", f"{madrid(1)}T10:00", "until-done")
    assert page.evaluate("JSON.parse(localStorage.steps)") == {"reminder": f"{madrid(0)}"}


def madrid(days: int) -> date:
    """The day in Madrid, where the page is: today or later."""
    return datetime.now(ZoneInfo("Europe/Madrid")).date() + timedelta(days=days)


def test_a_page_that_is_open_since_yesterday_still_means_tomorrow(
    new_page: Page, here: InProcessServer, app: Flask
) -> None:
    page = new_page
    page.clock.set_fixed_time(f"{day(0)}T22:30:00+01:00")
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#day")).to_have_value(f"{day(1)}")
    page.clock.set_fixed_time(f"{day(1)}T00:30:00+01:00")
    page.get_by_role("button", name="Remind me", exact=True).tap()
    expect(page.locator("[data-message=first]")).to_be_visible()
    assert [reminder.local for reminder in stored(app)] == [f"{day(2)}T10:00"]


def test_who_changes_the_proposal_and_leaves_it_gets_it_back(page: Page, here: InProcessServer) -> None:
    page.goto(f"{here.url}/en/reminders")
    tomorrow = page.locator("#day").input_value()
    open_fields(page)
    expect(page.locator("[name=kind]:checked")).to_be_focused()
    page.locator("#day").fill(day(6).isoformat())
    page.locator("[name=kind][value=after]").check()
    page.get_by_role("button", name="Leave it as it is").press("Enter")
    expect(page.get_by_role("heading", name="Tomorrow at 10:00")).to_be_visible()
    expect(page.get_by_role("button", name="Change", exact=True)).to_be_focused()
    expect(page.locator("#day")).to_have_value(tomorrow)
    expect(page.locator("[name=kind][value=doctor]")).to_be_checked()
    assert page.evaluate("sessionStorage.reminders ?? null") is None


def test_the_day_after_a_massage_leads_to_the_diary(page: Page, here: InProcessServer, api: Api, maria: Person) -> None:
    for number, kind in enumerate(["doctor", "check", "after"], start=2):
        plan(api, maria.request(f"{day(number)}T10:00", kind=kind, repeat="once"))
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_have_count(3)
    links = [item.get_by_role("link").all_inner_texts() for item in page.locator("#mine li.planned").all()]
    assert links == [[], ["Check for warning signs"], ["Write about it in my diary"]]


# ---- Too many reminders ------------------------------------------------------------------------------


def test_a_renewal_that_would_be_too_many_shows_the_list_until_there_is_room(
    phone: Phone, here: InProcessServer, api: Api, app: Flask, maria: Person, john: Person
) -> None:
    """The phone has a new subscription with six reminders, and the old one has six others: ten is the most."""
    for hour in range(9, 15):
        plan(api, maria.request(f"{day(2)}T{hour:02}:00"))
        plan(api, john.request(f"{day(3)}T{hour:02}:00"))
    page = subscribed(phone, maria, services(app).keys)
    page.goto(f"{here.url}/en/reminders")
    expect(page.locator("#mine li.planned")).to_have_count(6)
    page.evaluate("(json) => { localStorage.subscription = JSON.stringify(json); }", john.subscription)
    page.reload()
    expect(page.locator("[data-message=problem]")).to_contain_text("You already have 10 reminders")
    expect(page.locator("#mine li.planned")).to_have_count(6)
    for left in (5, 10):
        page.locator("#mine [value=stop]").first.press("Enter")
        expect(page.locator("[data-message=deleted]")).to_be_visible()
        expect(page.locator("#mine li.planned")).to_have_count(left)
    assert len(stored(app)) == 10
    page.reload()
    expect(page.locator("#mine li.planned")).to_have_count(10)
    assert visible_messages(page) == []


# ---- The form --------------------------------------------------------------------------------------


def test_for_a_day_more_than_two_weeks_ahead_the_calendar_is_recommended(page: Page, here: InProcessServer) -> None:
    page.goto(f"{here.url}/en/reminders")
    open_fields(page)
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
    open_fields(page)
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
    open_fields(page)
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


# ---- What the doctor said ----------------------------------------------------------------------------


def asked_after_done(page: Page, here: InProcessServer, api: Api, maria: Person, sheet: Any = None) -> None:
    """Choose Done on the reminder to book, on a phone with this sheet for the doctor."""
    plan(api, maria.request(f"{day(2)}T10:00"))
    page.goto(f"{here.url}/en/about")
    if sheet:
        page.evaluate("(text) => localStorage.setItem('doctor', text)", json.dumps(sheet))
    page.goto(f"{here.url}/en/reminders")
    page.locator("#mine [value=done]").press("Enter")
    expect(page.get_by_role("group", name="Has the doctor agreed to massage?")).to_be_visible()


def noted(page: Page) -> Any:
    """What the sheet for the doctor holds, and the steps that are done."""
    return page.evaluate("['doctor', 'steps'].map((key) => JSON.parse(localStorage.getItem(key)))")


def choose(page: Page, answer: str) -> None:
    page.get_by_role("group", name="Has the doctor agreed").get_by_label(answer, exact=True).check()


def test_after_done_the_doctors_answer_is_noted_on_the_sheet_with_its_day_and_not_yet_takes_it_back(
    page: Page, here: InProcessServer, api: Api, maria: Person
) -> None:
    asked_after_done(page, here, api, maria)
    assert page.locator("[name=said]:checked").count() == 0
    expect(page.get_by_text("We save this on your phone as your own note. We cannot check it.")).to_be_visible()
    choose(page, "Yes")
    today = page.evaluate("new Date().toLocaleDateString('en-CA')")
    sheet, steps = noted(page)
    assert (sheet["ticks"], sheet["words"]) == (["reply.yes"], {"answer-day": today})
    assert steps["answer"] == today
    choose(page, "Not yet")
    sheet, steps = noted(page)
    assert sheet is None
    assert "answer" not in steps
    choose(page, "No")
    page.get_by_role("link", name="Write down what the doctor said").press("Enter")
    page.wait_for_url("**/en/doctor#reply-head")
    expect(page.locator("[name=reply]:checked")).to_have_value("no")
    expect(page.locator("#answer-day")).to_have_value(today)


@pytest.mark.parametrize(
    ("answer", "ticks", "is_of_today"),
    [
        ("Yes", ["medicines.thinners", "limits-places.neck", "reply.yes"], False),
        ("Not yet", ["medicines.thinners", "limits-places.neck", "reply.yes"], False),
        ("No", ["medicines.thinners", "reply.no"], True),
    ],
)
def test_another_answer_ends_what_the_doctor_allowed_and_the_same_answer_keeps_its_day(
    page: Page, here: InProcessServer, api: Api, maria: Person, answer: str, ticks: list[str], is_of_today: bool
) -> None:
    words = {"answer-day": "2026-05-06", "answer-name": "Dr Khan", "medicine-names": "Warfarin"}
    sheet = {
        "day": "",
        "ticks": ["medicines.thinners", "limits-places.neck", "reply.yes"],
        "unsure": [],
        "words": words,
    }
    asked_after_done(page, here, api, maria, sheet)
    choose(page, answer)
    [now, _steps] = noted(page)
    today = page.evaluate("new Date().toLocaleDateString('en-CA')")
    assert now["ticks"] == ticks
    assert now["words"] == {**words, "answer-day": today if is_of_today else "2026-05-06"}


def test_a_phone_without_room_leads_to_the_sheet_and_a_damaged_sheet_starts_anew(
    page: Page, here: InProcessServer, api: Api, maria: Person
) -> None:
    asked_after_done(page, here, api, maria, {"ticks": "reply.no"})
    choose(page, "Yes")
    assert noted(page)[0]["ticks"] == ["reply.yes"]
    page.evaluate(f"void ({FULL.removesuffix(';')})")
    page.locator("[name=said][value=no]").dispatch_event("click")  # check() would look at the page that is left
    page.wait_for_url("**/en/doctor#reply-head")


def test_done_on_another_reminder_asks_nothing_about_the_doctor(
    page: Page, here: InProcessServer, api: Api, maria: Person
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00", kind="check", repeat="once"))
    page.goto(f"{here.url}/en/reminders")
    page.locator("#mine [value=done]").press("Enter")
    expect(page.get_by_role("button", name="Set it again")).to_be_visible()
    assert visible_messages(page) == ["deleted"]

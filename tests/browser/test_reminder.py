"""A reminder from end to end in stock Firefox: a real subscription, real encryption, a real notification and a real
click on it. Only the push service is ours; it runs on loopback."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import rjsmin
import sqlalchemy as sa
from babel.dates import format_date
from flask import Flask

from pwa import create_app
from pwa.reminders.keys import rotate
from pwa.reminders.tables import outbox, reminders, subscriptions
from pwa.services import services
from pwa.site import release
from tests.browser.conftest import day
from tests.conftest import Clock, Work, look
from tests.firefox import Firefox
from tests.push_service import PushService
from tests.servers import InProcessServer, wait_until

# The subscription of the browser.
SUBSCRIPTION = "return (await (await navigator.serviceWorker.ready).pushManager.getSubscription())"


def stored(app: Flask) -> tuple[int, ...]:
    with services(app).store.engine.begin() as connection:
        counts = [sa.select(sa.func.count()).select_from(table) for table in (subscriptions, reminders, outbox)]
        return tuple(connection.execute(count).scalar_one() for count in counts)


def plan(browser: Firefox, here: InProcessServer, tag: str, on: date, time: str = "10:00") -> None:
    """Plan a reminder as a person does: open the page, choose day and time, press the button."""
    browser.get(f"{here.url}/{tag}/reminders")
    wait_until(lambda: browser.js("return document.getElementById('day').value"), what="the page is ready")
    fill_in(browser, on, time)
    browser.click("#new [name=plan]")


def fill_in(browser: Firefox, on: date, time: str) -> None:
    """Open the fields and fill them in. A draft of the test before may have opened them."""
    if not browser.js("return document.querySelector('[name=open]').hidden"):
        browser.click("[name=open]")
    browser.js(
        "for (const [id, value] of Object.entries(args[0])) {"
        "  const field = document.getElementById(id); field.value = value;"
        "  field.dispatchEvent(new Event('input', {bubbles: true})); }",
        {"day": on.isoformat(), "time": time},
    )


def message(browser: Firefox) -> str:
    """The name of the message that the page shows."""
    return str(browser.js("return document.querySelector('[data-message]:not([hidden])')?.dataset.message ?? ''"))


def why_lost(browser: Firefox) -> str:
    """Return the reasons that the page shows for lost reminders."""
    return str(
        browser.js("return document.querySelector('#lost:not([hidden]) [data-lost]:not([hidden])')?.dataset.lost ?? ''")
    )


def in_spanish(moment: date) -> str:
    return format_date(moment, "d 'de' MMMM", "es")


def titles(browser: Firefox) -> list[str]:
    return [note["title"] for note in browser.notifications()]


@pytest.fixture
def maria_has_planned(
    firefox: Firefox, here: InProcessServer, app: Flask, clock: Clock, push_service: PushService
) -> Firefox:
    """Maria in Madrid has a reminder in two days at ten, and has seen the first notification."""
    plan(firefox, here, "es", day(2))
    wait_until(lambda: message(firefox) == "first", what="the page says that it is planned")
    wait_until(lambda: len(titles(firefox)) == 1, what="the first note is shown")
    return firefox


def test_two_taps_from_the_first_page(
    firefox: Firefox, here: InProcessServer, app: Flask, push_service: PushService
) -> None:
    firefox.get(f"{here.url}/es/")
    firefox.js("sessionStorage.clear()")
    firefox.click("main a[href$='/es/reminders']:not([hidden] *)")
    wait_until(lambda: firefox.js("return document.getElementById('plan')?.matches('.planned')"), what="the proposal")
    firefox.click("#new [name=plan]")
    wait_until(lambda: message(firefox) == "first", what="the page says that it is planned")
    assert stored(app) == (1, 1, 0)
    tomorrow = datetime.now(ZoneInfo("Europe/Madrid")).date() + timedelta(days=1)
    assert in_spanish(tomorrow) in firefox.text("#mine .times")
    wait_until(lambda: len(titles(firefox)) == 1, what="the first note is shown")


def test_the_whole_way(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    assert stored(app) == (1, 1, 0)
    [first] = browser.notifications()
    assert in_spanish(day(2)) in first["body"]
    assert first["lang"] == "es"
    assert push_service.channels[push_service.posts[0].token].key, "the subscription is bound to our key"

    clock.set(f"{day(2)}T09:59", "Europe/Madrid")
    assert work() == 0
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert work() == 1
    wait_until(lambda: titles(browser) != [first["title"]], what="the reminder replaces the first note")
    [note] = browser.notifications()
    assert note["tag"] == first["tag"]
    [lock_screen] = [browser.text("[data-note=doctor]")]
    assert note["title"] in lock_screen
    assert note["body"] in lock_screen

    browser.get(f"{here.url}/es/check")
    browser.js("document.querySelector('[name=E1][value=no]').click()")
    browser.click_notification()
    reminder = f"{here.url}/es/reminders#{note['tag']}"
    wait_until(lambda: opened(browser, reminder), what="the note leads to its reminder")
    assert opened(browser, f"{here.url}/es/check"), "a check that is half done is left alone"
    assert browser.js("return document.querySelectorAll('input:checked').length") == 1
    assert opened(browser, reminder)
    wait_until(lambda: browser.text("#mine li b") == note["title"], what="the page shows the reminder")
    browser.click("#mine button[value=done]")
    wait_until(lambda: message(browser) == "deleted")
    assert stored(app) == (0, 0, 0)
    assert browser.js(SUBSCRIPTION) is None, "the browser took back its half"
    clock.pass_by(days=30)
    work()
    assert len(push_service.posts) == 2


def opened(browser: Firefox, url: str) -> bool:
    """Whether a tab shows this address. The driver switches to it."""
    for handle in browser.command("WebDriver:GetWindowHandles"):
        browser.command("WebDriver:SwitchToWindow", handle=handle)
        if browser.command("WebDriver:GetCurrentURL") == url:
            return True
    return False


def test_tomorrow_next_week_and_stop_work_on_the_page(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    work()
    browser.click("#mine button[value=tomorrow]")
    wait_until(lambda: message(browser) == "changed")
    wait_until(lambda: in_spanish(day(3)) in browser.text("#mine .times"))
    browser.click("#mine button[value=next-week]")
    wait_until(lambda: in_spanish(day(10)) in browser.text("#mine .times"))
    browser.click("#mine button[value=stop]")
    wait_until(lambda: message(browser) == "deleted")
    assert stored(app) == (0, 0, 0)


def test_a_reminder_that_was_stopped_by_mistake_is_planned_again(
    maria_has_planned: Firefox, app: Flask, clock: Clock
) -> None:
    browser = maria_has_planned
    times = browser.text("#mine .times")
    browser.click("#mine button[value=stop]")
    wait_until(lambda: message(browser) == "deleted")
    assert stored(app) == (0, 0, 0), "deleted at once, not after a while"
    browser.click("#undo")
    wait_until(lambda: message(browser) in {"first", "planned"})
    assert stored(app)[:2] == (1, 1)
    assert browser.text("#mine .times") == times


def wait_for_due(browser: Firefox, push_service: PushService) -> None:
    """Wait until the reminder has taken the place of the first notification. Firefox acknowledges it earlier than that."""
    wait_until(lambda: len(push_service.acks) >= 2, what="the push has arrived")
    words = {"Su recordatorio está programado", ""}
    wait_until(lambda: {shown["title"] for shown in browser.notifications()} - words, what="it is shown")


def test_done_on_the_notification_needs_no_page(
    maria_has_planned: Firefox, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    work()
    wait_for_due(browser, push_service)
    browser.get("about:blank")
    browser.press_on_notification("done")
    wait_until(lambda: stored(app) == (0, 0, 0), what="the worker told the server")


def test_a_closed_browser_gets_its_notification_when_it_is_opened_again(
    maria_has_planned: Firefox, here: InProcessServer, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.quit()
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert work() == 1
    browser.start()
    browser.get(f"{here.url}/es/")
    wait_until(lambda: any("médic" in title for title in titles(browser)), what="the note that waited is shown")
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: browser.text("#mine li b"), what="the reminder is still there")


def test_a_subscription_that_is_gone_is_forgotten_and_can_be_made_anew(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.js("await (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()")
    wait_until(lambda: not push_service.channels or not any(c.uaid for c in push_service.channels.values()))
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    work()
    assert push_service.posts[-1].status == 410
    assert stored(app) == (0, 0, 0)
    plan(browser, here, "es", day(8))
    wait_until(lambda: message(browser) == "first")
    assert stored(app) == (1, 1, 0)


def test_a_refused_permission_is_explained_and_nothing_is_stored(
    firefox: Firefox, here: InProcessServer, app: Flask, push_service: PushService
) -> None:
    firefox.forbid_notifications(here.url)
    firefox.get(f"{here.url}/es/reminders")
    wait_until(lambda: message(firefox) == "denied")
    first = "return [...document.querySelectorAll('#new button')].find((button) => button.checkVisibility()).name"
    assert firefox.js(first) == "calendar", "the calendar has taken the place of the notification"
    assert stored(app) == (0, 0, 0)
    assert push_service.posts == []


def test_the_browser_drops_a_subscription_that_the_server_refuses(
    firefox: Firefox, here: InProcessServer, app: Flask, push_service: PushService
) -> None:
    push_service.answer = 500
    plan(firefox, here, "es", day(2))
    wait_until(lambda: message(firefox) == "problem")
    assert firefox.text("[data-message=problem]")
    assert stored(app) == (0, 0, 0)
    assert firefox.js(SUBSCRIPTION) is None


def test_the_browser_drops_a_subscription_that_the_push_service_has_forgotten(
    maria_has_planned: Firefox, app: Flask, push_service: PushService
) -> None:
    browser = maria_has_planned
    push_service.answer = 410
    browser.click("#test")
    wait_until(lambda: message(browser) == "problem")
    assert browser.js(SUBSCRIPTION) is None


def test_a_time_that_has_passed_is_told_in_the_readers_language(
    firefox: Firefox, here: InProcessServer, app: Flask
) -> None:
    firefox.get(f"{here.url}/ar/reminders")
    firefox.js("document.getElementById('day').min = ''")
    plan(firefox, here, "ar", date(2020, 1, 1))
    firefox.js("document.getElementById('new').noValidate = true")
    firefox.click("#new [name=plan]")
    wait_until(lambda: message(firefox) == "problem")
    assert any("\u0600" <= letter <= "\u06ff" for letter in firefox.text("[data-message=problem]"))
    assert stored(app) == (0, 0, 0)


def test_a_reminder_is_changed_paused_tested_and_goes_on(
    maria_has_planned: Firefox, app: Flask, clock: Clock, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.click("#mine [value=change]")
    wait_until(lambda: browser.text("[data-when=change]"), what="the form is for a change now")
    browser.js("document.getElementById('day').value = args[0]", day(4).isoformat())
    browser.click("#new [name=plan]")
    wait_until(lambda: message(browser) == "changed")
    assert in_spanish(day(4)) in browser.text("#mine .times")
    browser.click("#mine [value=pause]")
    wait_until(lambda: message(browser) == "paused")
    wait_until(lambda: browser.text("#mine .times") == "")
    browser.click("#mine [value=resume]")
    wait_until(lambda: in_spanish(day(4)) in browser.text("#mine .times"))
    browser.click("#test")
    wait_until(lambda: "Esto es una prueba" in titles(browser), what="the test note is shown")
    assert stored(app) == (1, 1, 0)


def test_three_notifications_of_one_reminder_that_wait_are_one_when_the_phone_wakes(
    maria_has_planned: Firefox, here: InProcessServer, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.quit()
    for number in (2, 3, 4):
        clock.set(f"{day(number)}T10:00", "Europe/Madrid")
        assert work() == 1
    browser.start()
    browser.get(f"{here.url}/es/")
    wait_until(lambda: any("médic" in title for title in titles(browser)), what="the note is shown")
    wait_until(lambda: len(push_service.acks) >= 2)
    assert len(push_service.acks) == 2, "the first note, and one of three"
    # After three notifications the first page says so, and nothing more is sent.
    wait_until(lambda: browser.js("return document.getElementById('waiting').hidden === false"))
    clock.pass_by(days=2)
    assert work() == 0


@pytest.mark.parametrize("refusal", ["503 Service Unavailable", "408 Request Timeout", "429 Too Many Requests"])
def test_an_answer_that_a_busy_server_did_not_take_arrives_later(
    maria_has_planned: Firefox,
    here: InProcessServer,
    app: Flask,
    clock: Clock,
    work: Work,
    push_service: PushService,
    refusal: str,
) -> None:
    browser = maria_has_planned
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    work()
    wait_for_due(browser, push_service)
    browser.get("about:blank")
    here.refusal = refusal
    here.broken.add("/api/reminders/answer")
    browser.press_on_notification("done")
    wait_until(lambda: any(line.endswith("/api/reminders/answer") for line in here.seen), what="it is tried")
    assert stored(app) == (1, 1, 0)
    here.broken.clear()
    browser.get(f"{here.url}/es/saved")
    wait_until(lambda: stored(app) == (0, 0, 0), what="the answer that waited is sent")


def test_a_new_key_loses_nobody_who_opens_the_app(
    maria_has_planned: Firefox,
    here: InProcessServer,
    app: Flask,
    clock: Clock,
    push_service: PushService,
    tmp_path: Path,
) -> None:
    browser = maria_has_planned
    settings = services(app).settings
    old_key = services(app).keys.public
    new_key = rotate(settings.vapid_key_file)
    here.app = create_app(settings, now=clock)
    assert services(here.app).keys.public == new_key != old_key

    # People who have not opened the app since then are still reached with the old key.
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert look(here.app) == 1
    assert push_service.posts[-1].status == 201

    browser.get(f"{here.url}/es/")
    wait_until(lambda: vapid_keys(here.app) == [new_key], what="the phone changed over")
    clock.set(f"{day(3)}T10:01", "Europe/Madrid")
    assert look(here.app) == 1
    assert push_service.posts[-1].status == 201
    assert (push_service.channels[push_service.posts[-1].token].key or "").rstrip("=") == new_key
    wait_until(lambda: any("médic" in title for title in titles(browser)))
    services(here.app).store.engine.dispose()
    here.app = app


def test_two_tabs_that_change_over_at_once_lose_nothing(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, push_service: PushService
) -> None:
    browser = maria_has_planned
    rotate(services(app).settings.vapid_key_file)
    here.app = create_app(services(app).settings, now=clock)
    shown = browser.js(
        "const { syncReminders } = await import(arguments[0]);"
        "const both = await Promise.all([syncReminders(), syncReminders()]);"
        "return both.map((reminders) => reminders.length);",
        here.url + services(here.app).release.addresses["js/subscription.js"],
    )
    assert shown == [1, 1]
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    assert look(here.app) == 1
    assert push_service.posts[-1].status == 201
    services(here.app).store.engine.dispose()
    here.app = app


def test_reminders_that_the_push_service_forgot_are_told_on_the_next_start_and_planned_again(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    before = clock.now
    browser.js("await (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()")
    wait_until(lambda: not push_service.channels or not any(c.uaid for c in push_service.channels.values()))
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    work()
    assert stored(app) == (0, 0, 0)
    clock.now = before
    browser.get(f"{here.url}/es/")
    wait_until(lambda: why_lost(browser) == "dropped", what="the first page says it")
    browser.click("#lost a.button")
    wait_until(lambda: browser.js("return document.activeElement.id") == "day", what="the form is filled in")
    assert browser.js("return [document.getElementById('day').value, document.getElementById('time').value]") == [
        day(2).isoformat(),
        "10:00",
    ]
    browser.click("#new [name=plan]")
    wait_until(lambda: message(browser) == "first")
    assert stored(app) == (1, 1, 0)
    wait_until(lambda: why_lost(browser) == "", what="nothing is lost any more")


def test_the_page_tells_when_a_notification_appeared(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    """The notification came 24 minutes late. The server has the real time here, as the browser has."""
    browser = maria_has_planned
    now = time.time()
    planned = datetime.fromtimestamp(now - 24 * 60, UTC)
    clock.now = now - 3600
    browser.js(
        "const subscription = await (await navigator.serviceWorker.ready).pushManager.getSubscription();"
        "const body = JSON.stringify({ subscription, ...args[0], reminder: document.querySelector('#mine li').id });"
        "const headers = { 'Content-Type': 'application/json' };"
        "await fetch('/api/reminders', { method: 'PUT', headers, body });",
        {
            "language": "es",
            "kind": "after",
            "at": f"{planned:%Y-%m-%dT%H:%M}",
            "zone": "UTC",
            "repeat": "once",
            "at_night": True,
        },
    )
    clock.now = now
    assert work() == 1
    wait_until(lambda: any("Después" in title for title in titles(browser)), what="the note is shown")
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: browser.text("#mine [data-delivery=shown]:not([hidden])"), what="the page tells it")
    told = browser.text("#mine [data-delivery=shown]:not([hidden])")
    assert re.search(rf"Hora prevista: (.*, )?{planned:%H:%M}\.", told), "shortly after midnight, it has its day too"
    assert browser.text("#mine .is-late a")


def without_answer(app: Flask, path: str) -> Callable[..., Any]:
    """An app that handles each request, and whose answer to `path` is lost."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] != path:
            return app(environ, start)
        b"".join(app(environ, lambda *_: lambda _written: None))
        start("502 Bad Gateway", [("Content-Type", "text/plain")])
        return [b"lost"]

    return answer


def without_answer_to_the_first_plan(app: Flask, *, nor_later: bool = False) -> Callable[..., Any]:
    """An app that stores a reminder and whose answer is lost; with `nor_later` all later answers are lost too.
    Earlier answers arrive, because the worker of the test before may have subscribed anew when Firefox forgot
    everything."""
    lost = without_answer(app, "/api/reminders")
    planned = []

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        is_plan = environ["REQUEST_METHOD"] == "PUT"
        planned.extend(["PUT"] * is_plan)
        return (lost if is_plan or (planned and nor_later) else app)(environ, start)

    return answer


def test_a_first_plan_whose_answer_was_lost_is_there(
    firefox: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    here.app = without_answer_to_the_first_plan(app)
    plan(firefox, here, "es", day(2))
    wait_until(lambda: message(firefox) == "planned", what="the page asked the server")
    here.app = app
    assert firefox.js(SUBSCRIPTION) is not None
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201


def test_a_first_plan_that_cannot_be_confirmed_is_settled_on_the_next_start(
    firefox: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    here.app = without_answer_to_the_first_plan(app, nor_later=True)
    plan(firefox, here, "es", day(2))
    asked = ["PUT /api/reminders", "POST /api/reminders"]
    wait_until(lambda: [line for line in here.seen if line in asked][-2:] == asked, what="it asks, and gets no answer")
    wait_until(lambda: message(firefox) == "offline")
    assert stored(app) == (1, 1, 0)
    assert firefox.js(SUBSCRIPTION) is not None, "nobody knows yet if it is needed"
    here.app = app
    firefox.get(f"{here.url}/es/saved")
    kept = "return Boolean(await (await caches.open('subscription')).match('/subscription'))"
    wait_until(lambda: firefox.js(kept), what="the server knows it, and so does the phone")
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201


def is_renewed(app: Flask, push_service: PushService) -> bool:
    """Whether the push service still has the subscription that the server knows."""
    with services(app).store.engine.begin() as connection:
        endpoint = connection.execute(sa.select(subscriptions.c.endpoint)).scalar_one()
    return endpoint.rpartition("/")[2] in push_service.channels


def test_the_worker_renews_what_the_browser_replaced_with_no_page_open(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.js("await (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()")
    browser.get("about:blank")
    browser.js(
        "const origin = Services.scriptSecurityManager.createContentPrincipalFromOrigin(args[0]);"
        "Cc['@mozilla.org/push/Notifier;1'].getService(Ci.nsIPushNotifier).notifySubscriptionChange(args[0] + '/', origin);",
        here.url,
        chrome=True,
    )
    wait_until(lambda: is_renewed(app, push_service), what="the worker tells the server")
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201
    assert stored(app) == (1, 1, 0)


def test_a_renewal_whose_answer_is_lost_costs_no_reminder(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.js("await (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()")
    here.app = without_answer(app, "/api/reminders/renew")
    browser.get(f"{here.url}/es/")
    wait_until(
        lambda: is_renewed(app, push_service), what="the server knows the new one, and the phone does not know it"
    )
    here.app = app
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: browser.text("#mine li b"), what="the reminder is still there")
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201
    assert stored(app) == (1, 1, 0)


# The browser has another subscription, and the server does not know it yet.
REPLACED = (
    "const manager = (await navigator.serviceWorker.ready).pushManager; const old = await manager.getSubscription();"
    "const { applicationServerKey } = old.options; await old.unsubscribe();"
    "await manager.subscribe({ userVisibleOnly: true, applicationServerKey });"
)


@pytest.mark.parametrize("where", ["on the note", "on the page"])
def test_done_with_a_subscription_that_the_server_does_not_know_yet_ends_one_reminder_and_not_all(
    maria_has_planned: Firefox,
    here: InProcessServer,
    app: Flask,
    clock: Clock,
    work: Work,
    push_service: PushService,
    where: str,
) -> None:
    browser = maria_has_planned
    plan(browser, here, "es", day(5))
    wait_until(lambda: message(browser) == "planned")
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    work()
    wait_for_due(browser, push_service)
    browser.js(REPLACED)
    if where == "on the note":
        browser.get("about:blank")
        browser.press_on_notification("done")
    else:
        browser.click("#mine button[value=done]")
    wait_until(lambda: stored(app) == (1, 1, 0), what="one is done")
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: in_spanish(day(5)) in browser.text("#mine .times"), what="the other one is still there")
    assert is_renewed(app, push_service)


ASK, ALLOW = 0, 1


@pytest.fixture
def by_default(firefox: Firefox) -> Iterator[Callable[[int], None]]:
    """A function that sets the permission that applies to sites for which the browser has stored none."""

    def set_to(value: int) -> None:
        firefox.js(
            "Services.prefs.setIntPref('permissions.default.desktop-notification', args[0]);", value, chrome=True
        )

    yield set_to
    set_to(ALLOW)


def test_a_permission_that_the_browser_took_back_is_told_and_given_again_it_holds_for_all_reminders(
    maria_has_planned: Firefox,
    here: InProcessServer,
    app: Flask,
    clock: Clock,
    work: Work,
    push_service: PushService,
    by_default: Callable[[int], None],
) -> None:
    browser = maria_has_planned
    by_default(ASK)
    browser.forbid_notifications(here.url)
    browser.js(
        "const origin = Services.scriptSecurityManager.createContentPrincipalFromOrigin(args[0]);"
        "Services.perms.removeFromPrincipal(origin, 'desktop-notification');",
        here.url,
        chrome=True,
    )
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: browser.text("#mine li b"), what="the reminder is shown")
    wait_until(lambda: why_lost(browser) == "switched-off", what="and that it does not come")
    assert browser.js("return Notification.permission") == "default"

    by_default(ALLOW)  # as a person does when the tap on the button opens the browser's question
    fill_in(browser, day(5), "11:00")
    browser.click("#new [name=plan]")
    wait_until(lambda: message(browser) in {"first", "planned"})
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201
    assert stored(app) == (1, 2, 0)


def test_reminders_can_be_seen_and_stopped_after_notifications_were_forbidden(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask
) -> None:
    browser = maria_has_planned
    browser.forbid_notifications(here.url)
    browser.get(f"{here.url}/es/reminders")
    wait_until(lambda: why_lost(browser) == "switched-off")
    wait_until(lambda: browser.text("#mine li b"), what="the reminder is shown")
    browser.click("#mine button[value=stop]")
    wait_until(lambda: message(browser) == "deleted")
    assert stored(app) == (0, 0, 0)


def vapid_keys(app: Flask) -> list[str]:
    with services(app).store.engine.begin() as connection:
        return list(connection.execute(sa.select(subscriptions.c.vapid_key)).scalars())


def test_a_subscription_that_the_browser_dropped_is_made_anew_without_a_sound(
    maria_has_planned: Firefox, here: InProcessServer, app: Flask, clock: Clock, work: Work, push_service: PushService
) -> None:
    browser = maria_has_planned
    browser.js("await (await (await navigator.serviceWorker.ready).pushManager.getSubscription()).unsubscribe()")
    browser.get(f"{here.url}/es/")
    wait_until(
        lambda: browser.js("return Boolean(await (await navigator.serviceWorker.ready).pushManager.getSubscription())")
    )
    wait_until(lambda: is_renewed(app, push_service), what="the server knows the new one")
    proof = push_service.posts[-1]
    assert proof.headers["Urgency"] == "low"
    wait_until(lambda: any(note["tag"] == proof.headers["Topic"] for note in browser.notifications()))
    clock.set(f"{day(2)}T10:01", "Europe/Madrid")
    assert work() == 1
    assert push_service.posts[-1].status == 201
    assert stored(app) == (1, 1, 0)


def test_a_browser_without_abort_signal_timeout_saves_its_pages_and_is_reminded(
    firefox: Firefox,
    here: InProcessServer,
    app: Flask,
    clock: Clock,
    push_service: PushService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Page and worker run as in Safari before 16, Chrome before 103 and Firefox before 100.
    smaller = rjsmin.jsmin
    monkeypatch.setattr(rjsmin, "jsmin", lambda script: f"delete AbortSignal.timeout;{smaller(script)}")
    monkeypatch.setattr(release, "build", release.build.__wrapped__)  # no other test gets these scripts
    here.app = create_app(replace(services(app).settings, languages=("es",)), now=clock)
    firefox.get(f"{here.url}/es/")
    assert firefox.js("return typeof AbortSignal.timeout") == "undefined"
    saved = "return document.querySelector('span[data-saved=yes]').getClientRects().length > 0;"
    wait_until(lambda: firefox.js(saved), what="all is saved")
    plan(firefox, here, "es", day(2))
    wait_until(lambda: message(firefox) == "first", what="the page says that it is planned")
    clock.set(f"{day(2)}T10:00", "Europe/Madrid")
    assert look(here.app) == 1
    wait_for_due(firefox, push_service)
    firefox.get("about:blank")
    firefox.press_on_notification("done")
    wait_until(lambda: stored(app) == (0, 0, 0), what="the worker told the server")
    services(here.app).store.engine.dispose()

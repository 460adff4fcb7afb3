"""The service worker handles a push in Chromium: what it shows, what it records, which server it calls."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Worker

from pwa.languages import LANGUAGES
from pwa.reminders import notifications
from tests.browser.conftest import Phone, day
from tests.browser.subscribed import plan
from tests.conftest import Api
from tests.people import Person
from tests.servers import InProcessServer, wait_until

# `said` records the calls of the worker to the browser. In the worker of an iPhone the promise of the badge never
# settles.
WATCHED = """() => {
  self.said = [];
  registration.showNotification = async (title, options) => { said.push(['show', { title, ...options }]); };
  clients.openWindow = async (address) => { said.push(['open', address]); };
  navigator.setAppBadge = () => { said.push(['badge']); return new Promise(() => {}); };
  navigator.clearAppBadge = async () => { said.push(['no badge']); };
}"""
# A constructed event ends with its dispatch, so the promise of `waitUntil` is kept separately.
DISPATCH = """async ([name, init]) => {
  const event = name === 'push' ? new PushEvent(name, init) : Object.assign(new Event(name), init);
  const waits = [];
  Object.defineProperty(event, 'waitUntil', { value: (promise) => waits.push(promise) });
  if (init.notification) init.notification.close = () => {};
  dispatchEvent(event);
  await Promise.all(waits);
  return said.splice(0);
}"""
DELIVERIES = """async () => {
  const shelf = await caches.open('deliveries');
  const keys = await shelf.keys();
  return Promise.all(keys.map(async ({ url }) => [new URL(url).pathname, await (await shelf.match(url)).json()]));
}"""


@pytest.fixture
def worker(phone: Phone, here: InProcessServer) -> Worker:
    context = phone(service_workers="allow")
    page = context.new_page()
    page.goto(f"{here.url}/en/offline")
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    [worker] = context.service_workers
    worker.evaluate(WATCHED)
    return worker


def push(worker: Worker, document: str) -> list[list[Any]]:
    found: list[list[Any]] = worker.evaluate(DISPATCH, ["push", {"data": document}])
    return found


def click(worker: Worker, data: dict[str, Any], action: str = "") -> list[list[Any]]:
    found: list[list[Any]] = worker.evaluate(
        DISPATCH, ["notificationclick", {"notification": {"data": data}, "action": action}]
    )
    return found


def due(app: Flask, here: InProcessServer, planned_at: int) -> str:
    with app.app_context():
        note = notifications.KINDS["doctor"]
        return notifications.due_message(note, "an-identity", 2, LANGUAGES["en"], here.url, planned_at=planned_at)


def test_notifications_have_no_address_that_a_browser_opens_by_itself_and_our_icons(
    worker: Worker, here: InProcessServer, app: Flask
) -> None:
    document = due(app, here, 1_800_000_000)
    sent = json.loads(document)["notification"]
    assert sent["navigate"].endswith("/en/reminders#an-identity"), "Safari, which wakes no worker, opens it"
    assert sent["actions"][0]["navigate"] == sent["navigate"] + "=done.2"
    [_badge, (_show, shown)] = sorted(push(worker, document))
    assert "navigate" not in shown
    assert all(action.keys() == {"action", "title"} for action in shown["actions"])
    assert shown["timestamp"] == 1_800_000_000_000
    for name in ("icon", "badge"):
        answer = app.test_client().get(shown[name])
        assert (answer.status_code, answer.content_type) == (200, "image/png")
        assert "immutable" in answer.headers["Cache-Control"]
    assert click(worker, shown["data"]) == [["open", "/en/reminders#an-identity"]]


def test_the_phone_records_when_a_notification_appeared(worker: Worker, here: InProcessServer, app: Flask) -> None:
    assert worker.evaluate(DELIVERIES) == []
    before = worker.evaluate("Date.now()")
    push(worker, due(app, here, 1_800_000_000))
    with app.app_context():
        push(worker, notifications.test_message(LANGUAGES["en"], here.url))
    (of_none, test), (path, record) = sorted(worker.evaluate(DELIVERIES))
    assert (path, record["planned"]) == ("/an-identity", 1_800_000_000_000)
    assert before <= record["shown"] <= worker.evaluate("Date.now()")
    assert (of_none, "planned" in test) == ("/", False)


def test_the_badge_shows_that_a_reminder_waits_and_the_worker_does_not_await_the_badge(
    worker: Worker, here: InProcessServer, app: Flask
) -> None:
    assert ["badge"] in push(worker, due(app, here, 1_800_000_000)), "handled, although the badge never settles"
    with app.app_context():
        test = notifications.test_message(LANGUAGES["en"], here.url)
    assert ["badge"] not in push(worker, test), "a test asks nothing"


# The pack may still be loading; that goes on.
CALLS = """() => {
  const { fetch } = self;
  self.fetch = async (...all) => {
    if (!/x$/.test(all[0])) return fetch(...all);
    said.push(['call', all[0]]);
    throw new TypeError();
  };
}"""


def test_only_our_own_pages_are_opened_and_only_our_own_server_is_called(worker: Worker, here: InProcessServer) -> None:
    elsewhere = "https://attacker.example"
    assert click(worker, {"navigate": f"{elsewhere}/en/reminders#x"}) == [["open", "/"]]
    worker.evaluate(CALLS)
    data = {"answer": f"{elsewhere}/x", "reminder": "x", "moves": 0, "navigate": "/en/reminders#x"}
    assert click(worker, data, "done") == []
    assert worker.evaluate("async () => (await (await caches.open('answers')).keys()).length") == 0
    [(called, address)] = click(worker, {**data, "answer": "/api/reminders/answer"}, "done")
    assert (called, address) == ("call", f"{here.url}/api/reminders/answer?x")


KEPT = """async ([subscription, reminders]) => {
  const shelf = await caches.open('subscription');
  await shelf.put('/subscription', new Response(JSON.stringify(subscription)));
  await shelf.put('/reminders', new Response(JSON.stringify(reminders)));
}"""
LEFT = """async () => {
  const shelf = await caches.open('subscription');
  return Promise.all(['/subscription', '/reminders'].map(async (name) => (await shelf.match(name)).json()));
}"""


def reminders_of(api: Api, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.list(person).json["reminders"]
    return found


@pytest.mark.parametrize(("knows", "left"), [(True, 1), (False, 1)], ids=["knows the other", "has forgotten both"])
def test_an_answer_does_not_change_what_the_phone_knows_of_other_reminders(
    worker: Worker, here: InProcessServer, api: Api, maria: Person, app: Flask, knows: bool, left: int
) -> None:
    """If the server forgot the other reminder too, the next page says that it was lost."""
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.request(at))
    first, second = reminders_of(api, maria)
    worker.evaluate(KEPT, [maria.subscription, [first, second]])
    push(worker, due(app, here, 1).replace("an-identity", first["id"]))
    if not knows:
        for reminder in (first, second):
            api.answer(maria, reminder["id"], "stop")
    data = {"answer": "/api/reminders/answer", "reminder": first["id"], "moves": 0, "navigate": "/en/reminders"}
    wait_until(lambda: click(worker, data, "done") == [["no badge"]])
    subscription, reminders = worker.evaluate(LEFT)
    assert subscription["endpoint"] == maria.endpoint
    assert [reminder["id"] for reminder in reminders] == [second["id"]]
    assert worker.evaluate(DELIVERIES) == [], "the record of a reminder that is gone is deleted"


# ---- Answers that wait -----------------------------------------------------------------------------

WAITING = "async () => (await (await caches.open('answers')).keys()).length"
ANSWER = "/api/reminders/answer"


@pytest.fixture
def two(worker: Worker, api: Api, maria: Person) -> list[dict[str, Any]]:
    """The phone knows two reminders and has kept its subscription."""
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.request(at))
    both = reminders_of(api, maria)
    worker.evaluate(KEPT, [maria.subscription, both])
    return both


def press(worker: Worker, reminder: dict[str, Any], action: str) -> list[list[Any]]:
    """Press a button of the notification of this reminder."""
    data = {"answer": ANSWER, "reminder": reminder["id"], "moves": reminder["moves"], "navigate": "/en/reminders"}
    return click(worker, data, action)


def wake(worker: Worker) -> list[list[Any]]:
    """A push wakes the worker."""
    return push(worker, json.dumps({"notification": {"title": "Ask First"}}))


def test_two_answers_that_wait_are_both_sent(
    worker: Any, here: InProcessServer, api: Api, maria: Person, two: Any
) -> None:
    first, second = two
    here.broken.add(ANSWER)
    press(worker, first, "done")
    press(worker, second, "tomorrow")
    assert worker.evaluate(WAITING) == 2
    assert len(reminders_of(api, maria)) == 2
    here.broken.clear()
    wake(worker)
    assert worker.evaluate(WAITING) == 0
    [left] = reminders_of(api, maria)
    assert (left["id"], left["moves"]) == (second["id"], 1)


def test_a_later_answer_to_a_reminder_takes_the_place_of_the_one_that_waits(
    worker: Any, here: InProcessServer, api: Api, maria: Person, two: Any
) -> None:
    here.broken.add(ANSWER)
    press(worker, two[0], "tomorrow")
    press(worker, two[0], "done")
    here.broken.clear()
    wake(worker)
    assert [reminder["id"] for reminder in reminders_of(api, maria)] == [two[1]["id"]]


# Otherwise Chromium sends it by itself as soon as it detects a network.
SYNC_WATCHED = "() => { SyncManager.prototype.register = async (tag) => { said.push(['sync', tag]); }; }"


def test_an_answer_that_is_left_is_sent_as_soon_as_there_is_a_network_and_others_need_nothing(
    worker: Any, here: InProcessServer, api: Api, maria: Person, two: Any
) -> None:
    worker.evaluate(SYNC_WATCHED)
    here.broken.add(ANSWER)
    assert ["sync", "answers"] in press(worker, two[0], "done")
    with pytest.raises(Error, match="undefined"):
        worker.evaluate(DISPATCH, ["sync", {"tag": "answers"}])  # rejected, so that the browser tries again
    here.broken.clear()
    worker.evaluate(DISPATCH, ["sync", {"tag": "answers"}])
    assert [reminder["id"] for reminder in reminders_of(api, maria)] == [two[1]["id"]]
    assert ["sync", "answers"] not in press(worker, two[1], "tomorrow")


def test_while_a_page_renews_the_subscription_no_answer_is_sent(
    worker: Any, here: InProcessServer, api: Api, maria: Person, two: Any
) -> None:
    # Pages and the worker of an origin share their locks.
    worker.evaluate("""() => {
      navigator.locks.request('subscription', () => new Promise((end) => { self.endRenewal = end; }));
    }""")
    data = {"answer": ANSWER, "reminder": two[0]["id"], "moves": 0}
    event = ["notificationclick", {"notification": {"data": data}, "action": "done"}]
    worker.evaluate(f"(event) => {{ self.pressed = ({DISPATCH})(event); }}", event)
    waits = "async () => (await navigator.locks.query()).pending.some(({ name }) => name === 'subscription')"
    wait_until(lambda: worker.evaluate(waits) or f"POST {ANSWER}" in here.seen, what="the button was heard")
    assert f"POST {ANSWER}" not in here.seen
    worker.evaluate("() => self.endRenewal()")
    worker.evaluate("() => self.pressed")
    assert [reminder["id"] for reminder in reminders_of(api, maria)] == [two[1]["id"]]


# ---- Changes of the subscription -------------------------------------------------------------------

GETS = "(json) => { PushManager.prototype.getSubscription = async () => ({ ...json, toJSON: () => json, unsubscribe: async () => { said.push(['unsubscribe']); } }); }"


def changes(worker: Worker, old: Person | None, new: Person) -> None:
    """Dispatch the event by which the browser reports another subscription."""
    init = {"oldSubscription": old and old.subscription, "newSubscription": new.subscription}
    worker.evaluate(DISPATCH, ["pushsubscriptionchange", init])


@pytest.mark.parametrize("says", ["nothing", "another", "the last"])
def test_a_new_subscription_replaces_the_one_that_the_server_knows(
    worker: Any, api: Api, maria: Person, mallory: Person, two: Any, new_maria: Any, says: Any
) -> None:
    """The server may have missed the first of two changes: it knows the subscription that the phone kept."""
    changes(worker, {"nothing": None, "another": mallory, "the last": maria}[says], new_maria)
    assert [reminder["id"] for reminder in reminders_of(api, new_maria)] == [reminder["id"] for reminder in two]
    subscription, reminders = worker.evaluate(LEFT)
    assert subscription["endpoint"] == new_maria.endpoint
    assert len(reminders) == 2


def test_the_old_subscription_of_the_event_counts_if_none_was_kept(
    worker: Any, api: Api, maria: Person, new_maria: Any
) -> None:
    plan(api, maria.request(f"{day(2)}T10:00"))
    changes(worker, maria, new_maria)
    assert len(reminders_of(api, new_maria)) == 1


def test_an_answer_is_carried_out_although_the_reply_to_a_renewal_was_lost(
    worker: Any, api: Api, maria: Person, two: Any, new_maria: Any
) -> None:
    """The server knows the new subscription, and the phone kept the old one."""
    renewal = {"subscription": new_maria.subscription, "old": maria.subscription}
    with ThreadPoolExecutor() as threads:
        assert threads.submit(api.post, "renew", renewal).result().status_code == 200
    worker.evaluate(GETS, new_maria.subscription)
    press(worker, two[0], "done")
    assert [reminder["id"] for reminder in reminders_of(api, new_maria)] == [two[1]["id"]]
    assert worker.evaluate(LEFT)[0]["endpoint"] == new_maria.endpoint


def test_the_browser_unsubscribes_with_the_last_reminder_and_not_before(worker: Any, maria: Person, two: Any) -> None:
    worker.evaluate(GETS, maria.subscription)
    assert ["unsubscribe"] not in press(worker, two[0], "done")
    assert ["unsubscribe"] in press(worker, two[1], "done")
    kept = "async () => Boolean(await (await caches.open('subscription')).match('/subscription'))"
    assert worker.evaluate(kept) is False


# ---- A tap on a notification -----------------------------------------------------------------------

WINDOWS = """(addresses) => {
  clients.matchAll = async () => addresses.map((url) => ({
    url: new URL(url, location.origin).href,
    focus: async () => { said.push(['focus', url]); },
    navigate: async (address) => { said.push(['navigate', address]); },
  }));
}"""


def test_a_tap_opens_the_page_that_shows_the_reminder_and_does_not_change_other_pages(worker: Any) -> None:
    leads = {"navigate": "/en/reminders#x"}
    worker.evaluate(WINDOWS, ["/en/check", "/en/reminders#y"])
    assert click(worker, leads) == [["focus", "/en/reminders#y"], ["navigate", "/en/reminders#x"]]
    worker.evaluate(WINDOWS, ["/en/check", "/es/reminders"])
    assert click(worker, leads) == [["open", "/en/reminders#x"]], "a check that is half done stays"


def test_a_push_that_cannot_be_read_shows_a_notification_that_opens_the_home_page(
    worker: Any, here: InProcessServer
) -> None:
    """A push that shows no notification may cost the permission."""
    [[name, shown]] = push(worker, "no document")
    assert (name, shown["title"], shown["data"]) == ("show", f"localhost:{here.port}", {"navigate": "/"})

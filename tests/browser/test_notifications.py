"""What the worker makes of a push, in Chromium: what it hands to the browser, what it records, whom it calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Worker

from pwa.languages import LANGUAGES
from pwa.reminders import notifications
from tests.browser.conftest import Phone, day
from tests.browser.subscribed import plan
from tests.conftest import Api
from tests.people import Person
from tests.servers import InProcessServer, wait_until

# What the worker asks of the browser is kept in `said`. The worker of an iPhone never hears that the badge is set.
WATCHED = """() => {
  self.said = [];
  registration.showNotification = async (title, options) => { said.push(['show', { title, ...options }]); };
  clients.openWindow = async (address) => { said.push(['open', address]); };
  navigator.setAppBadge = () => { said.push(['badge']); return new Promise(() => {}); };
  navigator.clearAppBadge = async () => { said.push(['no badge']); };
}"""
# A constructed event lives only as long as its dispatch: `waitUntil` is kept apart.
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


def test_no_address_is_left_that_a_browser_would_open_by_itself_and_the_icons_are_ours(
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


def test_it_is_recorded_on_this_phone_when_a_notification_appeared(
    worker: Worker, here: InProcessServer, app: Flask
) -> None:
    assert worker.evaluate(DELIVERIES) == []
    before = worker.evaluate("Date.now()")
    push(worker, due(app, here, 1_800_000_000))
    with app.app_context():
        push(worker, notifications.test_message(LANGUAGES["en"], here.url))
    (of_none, test), (path, record) = sorted(worker.evaluate(DELIVERIES))
    assert (path, record["planned"]) == ("/an-identity", 1_800_000_000_000)
    assert before <= record["shown"] <= worker.evaluate("Date.now()")
    assert (of_none, "planned" in test) == ("/", False)


def test_the_badge_shows_a_reminder_that_waits_and_nobody_waits_for_the_badge(
    worker: Worker, here: InProcessServer, app: Flask
) -> None:
    assert ["badge"] in push(worker, due(app, here, 1_800_000_000)), "handled, although the badge never settles"
    with app.app_context():
        test = notifications.test_message(LANGUAGES["en"], here.url)
    assert ["badge"] not in push(worker, test), "a test asks nothing"


# The pack may still be on its way: that goes on.
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
def test_an_answer_leaves_what_the_phone_knows_of_the_other_reminders(
    worker: Worker, here: InProcessServer, api: Api, maria: Person, app: Flask, knows: bool, left: int
) -> None:
    """If the server forgot the other one too, the next page tells that it was lost."""
    for at in (f"{day(2)}T10:00", f"{day(5)}T11:30"):
        plan(api, maria.wish(at))
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

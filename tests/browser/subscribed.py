"""A phone in Chromium that has a push subscription. Chromium gets none without Google's push service, so a script
stands in for the push API of the browser. The pages, the server and the push service are real."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Page

from pwa.reminders.keys import Keys
from tests.browser.conftest import Phone
from tests.conftest import Api
from tests.people import Person

# `localStorage.subscription` is the subscription of the browser; without `next` it gets no other.
# `localStorage.permission` is the permission that the person has given.
PLATFORM = """((first, next, key) => {
  if (location.protocol !== 'http:') return;
  if (!('subscription' in localStorage)) localStorage.subscription = JSON.stringify(first);
  const bytes = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const made = (json) => json && {
    ...json,
    options: { applicationServerKey: bytes.buffer },
    toJSON: () => json,
    unsubscribe: async () => { localStorage.subscription = 'null'; },
  };
  const pushManager = {
    getSubscription: async () => made(JSON.parse(localStorage.subscription)),
    subscribe: async () => {
      if (!next) throw new DOMException('no push service', 'AbortError');
      localStorage.subscription = JSON.stringify(next);
      return made(next);
    },
  };
  const worker = { postMessage() {} };
  const container = {
    ready: { get: async () => ({ pushManager, active: worker }) },
    controller: { get: () => worker },
    getRegistration: { value: async () => undefined },
  };
  const allowed = () => localStorage.permission ?? 'granted';
  Object.defineProperty(Notification, 'permission', { get: allowed });
  Notification.requestPermission = async () => allowed();
  for (const [name, { get, value }] of Object.entries(container)) {
    Object.defineProperty(navigator.serviceWorker, name, value ? { value } : { get: () => get() });
  }
})"""


def subscribed(phone: Phone, person: Person, keys: Keys, then: Person | None = None, **options: Any) -> Page:
    """A page on the phone of a person whose browser has a subscription.

    Args:
        then: the person whose subscription the browser gets if it subscribes again.
    """
    context = phone(**{"timezone_id": person.zone, **options})
    key = keys.public + "=" * (-len(keys.public) % 4)
    first, following = json.dumps(person.subscription), json.dumps(then.subscription if then else None)
    context.add_init_script(f"{PLATFORM}({first}, {following}, {json.dumps(key)})")
    return context.new_page()


def plan(api: Api, request: Any) -> None:
    """Plan a reminder in a thread: the first push needs an event loop, and Playwright may use that of this thread."""
    with ThreadPoolExecutor() as threads:
        assert threads.submit(api.put, request).result().status_code in {200, 201}


def open_fields(page: Page) -> None:
    """Open the fields of the form, for another reminder than the one that the page proposes."""
    page.locator("[name=open]").press("Enter")


def drops(page: Page) -> None:
    """Make the browser drop its subscription in silence."""
    page.evaluate("localStorage.subscription = 'null'")

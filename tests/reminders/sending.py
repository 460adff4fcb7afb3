"""Sending without an app: subscriptions with keys of our choice, and a transport whose answers are scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import pycurl

from pwa.reminders.keys import Keys
from pwa.reminders.models import Subscription
from pwa.reminders.push import Outcome, Sender
from pwa.reminders.transport import Answer
from tests.people import Person

CONTACT = "mailto:test@clinic.org"
NO_ANSWER = pycurl.error(28, "Operation timed out")


def subscription_of(person: Person, public: str) -> Subscription:
    """Return the subscription, as stored, of a person who subscribed with this VAPID key."""
    keys = person.subscription["keys"]
    return Subscription(person.endpoint, keys["p256dh"], keys["auth"], public, person.language)


def send_all(keys: Keys, origins: tuple[str, ...], to: Iterable[Subscription], attempts: int = 1) -> list[Outcome]:
    """Send one push after the other with the same sender."""

    async def run() -> list[Outcome]:
        async with Sender(keys, CONTACT, origins) as sender:
            return [await sender.send(one, "{}", topic="a-topic-0000", ttl=60, attempts=attempts) for one in to]

    return asyncio.run(run())


def scripted(*answers: Answer | Exception) -> Callable[[object], Scripted]:
    """Return a replacement for `pwa.reminders.push.Transport`. Each push gets the next answer."""
    left = list(answers)
    return lambda _trusted: Scripted(left)


class Scripted:
    """A transport without a network, so that no test sends to a host of the Internet."""

    def __init__(self, answers: list[Answer | Exception]) -> None:
        self._answers = answers

    async def post(self, _url: str, **_: object) -> Answer:
        """Return the next answer."""
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        """Do nothing, because nothing is open."""

"""One push: who may be sent to, with which key, and what the answer of a push service means.

An endpoint is written by the client and then called by us, so it is checked like any hostile input: parsed
host on an allow-list (or any public name, if the deployer wants that), https, no port, no user, an address that is
public, no redirect followed.
Sources: RFC 8030 (Web Push), RFC 8291 (encryption), RFC 8292 (VAPID).
"""

from __future__ import annotations

import base64
import binascii
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

import pycurl
from cryptography.hazmat.primitives.asymmetric import ec
from prometheus_client import Counter as Metric
from pywebpush import WebPushException, webpush_async

from pwa.hosts import is_public_name
from pwa.reminders.keys import Keys
from pwa.reminders.models import Subscription
from pwa.reminders.transport import Answer, Transport, origin_of
from pwa.services import services

# Every public push service of a browser that we know. A leading dot means any host below.
PUSH_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet, Opera, Brave
    "android.googleapis.com",  # subscriptions of very old Chromes
    "jmt17.google.com",  # Chromium without Google's keys, as Debian builds it
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
LONGEST_ENDPOINT = 2048

# Seconds. A push service that takes longer is tried again later.
TIMEOUT = 10.0
# A header signed once serves a whole push service; services refuse more than 24 h (RFC 8292, 2).
HEADER_LIVES = 12 * 3600
LONGEST_BACKOFF = 3600.0
# After so many messages in a row without an answer a push service is left alone for so many seconds: it would hold
# all the connections, and everybody else's messages would wait for its timeouts.
SILENT, LEFT_ALONE = 100, 60.0
# What is known of so many push services is kept: with any-public, anybody can have any number of hosts.
MOST_SERVICES = 1000

SENT = Metric("ask_first_pushes", "Answers of push services in this process, by what they meant", ["outcome"])
ALARMS = Metric("ask_first_push_alarms", "Pushes that were refused for our key or our clock, in this process")

# RFC 8030, 5.3.
Urgency = Literal["very-low", "low", "normal", "high"]


def is_push_service(endpoint: str, origins: Sequence[str], *, any_public: bool = False) -> bool:
    """Whether we send to this address.

    Args:
        origins: added by the deployer; they may be http, with a port, in a private network.
        any_public: whether every public name will do, not only the push services of browsers that we know.
    """
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return False
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if "@" in parts.netloc or "\\" in endpoint or not parts.path.startswith("/"):
        return False
    if f"{parts.scheme}://{parts.netloc}" in origins:
        return True
    if parts.scheme != "https" or port is not None or parts.netloc != host or not is_public_name(host):
        return False
    return any_public or known_service(host) is not None


def known_service(host: str) -> str | None:
    """The row of `PUSH_SERVICES` that this host belongs to."""
    for name in PUSH_SERVICES:
        if host == name or (name.startswith(".") and host.endswith(name)):
            return name
    return None


def are_keys(p256dh: str, auth: str) -> bool:
    """Whether a message can be encrypted to them: a point on P-256, and 16 bytes (RFC 8291, 3.1 and 3.2)."""
    try:
        point, secret = _bytes(p256dh), _bytes(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (ValueError, binascii.Error):
        return False
    return len(point) == 65 and len(secret) == 16


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@dataclass(frozen=True)
class Outcome:
    """What the caller must do: nothing more, drop the message, forget the subscription, or try again.

    `wait` is in seconds and only for "later". `alarm` means that the fault is ours: a key or a clock.
    """

    kind: Literal["delivered", "dropped", "gone", "later"]
    reason: str
    wait: float = 0.0
    alarm: bool = False


def count(outcome: Outcome) -> None:
    """Take what became of a push into the numbers of `/metrics`."""
    SENT.labels(outcome.kind).inc()
    if outcome.alarm:
        ALARMS.inc()


def new_sender() -> Sender:
    """A sender with the keys and settings of the current app."""
    settings, keys = services().settings, services().keys
    return Sender(keys, settings.contact, settings.push_origins, any_public=settings.any_push_service)


class Sender:
    """Sends pushes over one set of connections. Use as `async with`."""

    def __init__(
        self,
        keys: Keys,
        contact: str,
        origins: Sequence[str],
        now: Callable[[], float] = time.time,
        *,
        any_public: bool = False,
    ) -> None:
        """`origins` and `any_public` are those of `is_push_service`."""
        self._now = now
        self._keys = keys
        self._contact = contact
        self._origins = origins
        self._any_public = any_public
        self._headers: dict[tuple[str, str], tuple[float, dict[str, str]]] = {}
        self._allowed: dict[str, bool] = {}
        self._unanswered: Counter[str] = Counter()
        self._left_alone_until: dict[str, float] = {}

    async def __aenter__(self) -> Sender:
        self._transport = Transport(self._origins)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()

    async def send(
        self, to: Subscription, data: str, *, topic: str, ttl: int, attempts: int = 1, urgency: Urgency = "high"
    ) -> Outcome:
        """Encrypt `data` and hand it to the push service. Never raises for anything that a service does.

        Args:
            topic: at most 32 URL-safe characters; a newer message with the same one replaces an older.
            ttl: seconds for which the push service keeps the message for a phone that is off.
            attempts: how often this message has been tried, this time included.
            urgency: high, because a reminder at a chosen time that waits for the charger is none.
        """
        service = origin_of(to.endpoint)
        if not self._allows(service):
            return Outcome("dropped", "the push service is not on the list any more")
        headers = self._vapid(service, to.vapid_key)
        if headers is None:
            return Outcome("later", "the VAPID key of this subscription is missing", LONGEST_BACKOFF, alarm=True)
        left_alone = self._left_alone_until.get(service, 0.0) - time.monotonic()
        if left_alone > 0:
            return Outcome("later", "the push service does not answer", left_alone + _backoff(attempts))
        headers = {**headers, "Urgency": urgency, "Topic": topic}
        try:
            outcome = await self._post(to, data, headers, ttl, attempts)
        except pycurl.error as error:
            self._count_silence(service)
            return Outcome("later", f"no answer: {error.args[1]}", _backoff(attempts))
        self._unanswered.pop(service, None)
        return outcome

    async def _post(self, to: Subscription, data: str, headers: Mapping[str, str], ttl: int, attempts: int) -> Outcome:
        subscription = {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}
        try:
            await webpush_async(
                subscription, data, ttl=ttl, headers=dict(headers), aiohttp_session=self._transport, timeout=TIMEOUT
            )
        except WebPushException as error:
            return outcome_of(error.response, to.endpoint, attempts)
        except ValueError:
            if are_keys(to.p256dh, to.auth):
                raise
            return Outcome("gone", "the keys of the subscription are not usable")
        return Outcome("delivered", "accepted")

    def _count_silence(self, service: str) -> None:
        self._unanswered[service] += 1
        if self._unanswered[service] >= SILENT:
            self._unanswered[service] = 0
            self._left_alone_until[service] = time.monotonic() + LEFT_ALONE

    def _allows(self, service: str) -> bool:
        """Whether we send to this origin: asked for every message, answered once."""
        if service not in self._allowed:
            if len(self._allowed) >= MOST_SERVICES:
                for known in (self._allowed, self._headers, self._unanswered, self._left_alone_until):
                    known.clear()
            self._allowed[service] = is_push_service(f"{service}/", self._origins, any_public=self._any_public)
        return self._allowed[service]

    def _vapid(self, service: str, public: str) -> dict[str, str] | None:
        """The signed header for this push service and key, made anew an hour before it ends.

        And when it ends later than one that is signed now: the clock was ahead, and services refuse it.
        """
        now = self._now()
        expires, headers = self._headers.get((service, public), (0.0, {}))
        if not now + 3600 <= expires <= now + HEADER_LIVES:
            key = self._keys.private(public)
            if key is None:
                return None
            expires = now + HEADER_LIVES
            headers = dict(key.sign({"sub": self._contact, "aud": service, "exp": int(expires)}))
            self._headers[service, public] = expires, headers
        return headers


def outcome_of(answer: Answer | None, endpoint: str, attempts: int) -> Outcome:
    """What an answer asks of us that pywebpush takes for a failure, as it does with 203 (RFC 8030, 5 and 7.3; RFC 8292,
    4.2)."""
    if answer is None:
        return Outcome("gone", "the keys of the subscription are not usable")
    if 200 <= answer.status < 300:
        return Outcome("delivered", "accepted")
    reason = f"answer {answer.status}"
    if answer.status in {404, 410}:
        return Outcome("gone", reason)
    if answer.status in {400, 401, 403} and (given := _reason_in(answer.body, endpoint)):
        reason = f"{reason}: {given}"
    if answer.status in {400, 413}:
        return Outcome("dropped", reason)
    wait = max(answer.retry_after, _backoff(attempts))
    return Outcome("later", reason, wait, alarm=answer.status in {401, 403})


def _reason_in(body: bytes, endpoint: str) -> str:
    """The beginning of a body, fit for the log: printable ASCII, without any part of the endpoint.

    An endpoint is a person's address, and some services repeat it, or a token of ours. So every stretch that has eight
    characters in common with the endpoint's path and query, and every long word, is left out.
    """
    text = re.sub(rb"[^ -~]", b"", body).decode("ascii")
    address = endpoint[len(origin_of(endpoint)) :].lower()
    hidden = {i + k for i in range(len(text) - 7) if text[i : i + 8].lower() in address for k in range(8)}
    shown = "".join("*" if i in hidden else character for i, character in enumerate(text))
    return re.sub(r"[A-Za-z0-9+/=_~%-]{32,}", "*", shown)


def _backoff(attempts: int) -> float:
    """Seconds until the next try: 15, 30, 60 ... an hour at most, with jitter so that nobody comes in a crowd."""
    return random.uniform(0.5, 1.0) * min(15.0 * 2.0 ** min(attempts, 10), LONGEST_BACKOFF)

"""Sends one push: checks the push service, signs with the right key, and interprets the response.

The client writes the endpoint and the server connects to it, so it is checked like any hostile input:

- the parsed host is on an allow-list, or is any public name, if the deployer has set that;
- the scheme is https, without a port and a user;
- the address is public, and no redirect is followed.

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
from http import HTTPStatus
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

import pycurl
from cryptography.hazmat.primitives.asymmetric import ec
from prometheus_client import Counter as Metric
from pywebpush import WebPushException, webpush_async

from pwa import telemetry
from pwa.hosts import is_public_name
from pwa.reminders.bucket import TokenBucket
from pwa.reminders.keys import Keys
from pwa.reminders.models import Subscription
from pwa.reminders.transport import Answer, Transport, origin_of
from pwa.services import services

# The public push services of all browsers that we know. A leading dot stands for every host below the name.
PUSH_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet, Opera, Brave
    "android.googleapis.com",  # subscriptions of very old Chromes
    "jmt17.google.com",  # Chromium without Google's keys, as Debian builds it
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
LONGEST_ENDPOINT = 2048

# Seconds. If a push service takes longer, the push is tried again later.
TIMEOUT = 10.0
# Seconds for which a signed header is used for a push service. Services refuse more than 24 h (RFC 8292, 2).
HEADER_LIVES = 12 * 3600
LONGEST_BACKOFF = 3600.0
# After SILENT messages in a row without a response, a push service gets none for LEFT_ALONE seconds. It would use all
# connections, and the messages to other services would wait for its timeouts. A 429 pauses it for as long as it asks,
# but no longer: it may mean one subscription only, and all other people would wait for hours.
SILENT, LEFT_ALONE = 100, 60.0
# The number of push services about which something is kept. With any-public, one person can have any number of hosts.
MOST_SERVICES = 1000

SENT = Metric("ask_first_pushes", "Pushes of this process, by outcome", ["outcome"])
ALARMS = Metric("ask_first_push_alarms", "Pushes that were refused for our key or our clock, in this process")

# RFC 8030, 5.3.
Urgency = Literal["very-low", "low", "normal", "high"]


def is_push_service(endpoint: str, origins: Sequence[str], *, any_public: bool = False) -> bool:
    """Whether we send to this endpoint.

    Args:
        origins: added by the deployer. They may use http or a port, and may be in a private network.
        any_public: whether every public name is allowed, not only the push services of browsers that we know.
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
    """The entry of `PUSH_SERVICES` that includes this host, or None."""
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
    """The result of a push.

    `delivered`: the push service accepted it. `dropped`: it can never be delivered. `gone`: the subscription has ended,
    so forget it. `later`: try again after `wait` seconds. `alarm`: our key or our clock is wrong.
    """

    kind: Literal["delivered", "dropped", "gone", "later"]
    reason: str
    wait: float = 0.0
    alarm: bool = False

    @property
    def code(self) -> str:
        """The reason without what a push service or libcurl said after it: one of a few texts."""
        return self.reason.partition(":")[0]


def count(outcome: Outcome) -> None:
    """Count the outcome of a push for `/metrics`."""
    SENT.labels(outcome.kind).inc()
    if outcome.alarm:
        ALARMS.inc()


def new_sender(transport: Transport | None = None) -> Sender:
    """A sender with the keys and settings of the current app. It closes its transport, unless that is given."""
    settings, keys = services().settings, services().keys
    any_public = settings.any_push_service
    return Sender(keys, settings.contact, settings.push_origins, any_public=any_public, transport=transport)


class Sender:
    """Sends pushes over one set of connections. Use it with `async with`, unless it shares the transport of others."""

    def __init__(
        self,
        keys: Keys,
        contact: str,
        origins: Sequence[str],
        now: Callable[[], float] = time.time,
        *,
        any_public: bool = False,
        transport: Transport | None = None,
    ) -> None:
        """`origins` and `any_public` are passed to `is_push_service`. `now` returns UTC seconds."""
        self._transport = transport or Transport(origins)
        self._now = now
        self._keys = keys
        self._contact = contact
        self._origins = origins
        self._any_public = any_public
        self._headers: dict[tuple[str, str], tuple[float, dict[str, str]]] = {}
        self._allowed: dict[str, bool] = {}
        self._unanswered: Counter[str] = Counter()
        self._left_alone_until: dict[str, float] = {}
        self._buckets: dict[str, TokenBucket] = {}

    async def __aenter__(self) -> Sender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.close()

    async def send(
        self, to: Subscription, data: str, *, topic: str, ttl: int, attempts: int = 1, urgency: Urgency = "high"
    ) -> Outcome:
        """Encrypt `data` and send it to the push service. No error of the service raises an exception.

        Args:
            topic: at most 32 URL-safe characters. A newer message with the same topic replaces an older one.
            ttl: seconds for which the push service keeps the message for a phone that is off.
            attempts: the number of attempts to send this message, including this one.
            urgency: with less than "high", a phone may hold the message until it is charged (RFC 8030, 5.3).
        """
        service = origin_of(to.endpoint)
        if not self._allows(service):
            return Outcome("dropped", "the push service is no longer on the list")
        headers = self._vapid(service, to.vapid_key)
        if headers is None:
            return Outcome("later", "the VAPID key of this subscription is missing", LONGEST_BACKOFF, alarm=True)
        now = time.monotonic()
        left_alone = self._left_alone_until.get(service, 0.0) - now
        if left_alone > 0:
            return Outcome("later", "the push service is left alone", left_alone + _backoff(attempts))
        if wait := self._buckets.setdefault(service, TokenBucket(now)).take(now):
            return Outcome("later", "enough pushes for this second", wait)
        headers = {**headers, "Urgency": urgency, "Topic": topic}
        with telemetry.span("push", "CLIENT") as span:
            outcome = await self._try(to, data, headers, ttl, attempts)
            if span.is_recording:
                span.set_attributes(
                    {
                        "server.address": self._shown_host(service),
                        "ask_first.outcome": outcome.kind,
                        "ask_first.reason": outcome.code,
                    }
                )
        return outcome

    async def _try(self, to: Subscription, data: str, headers: Mapping[str, str], ttl: int, attempts: int) -> Outcome:
        service = origin_of(to.endpoint)
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
            answer: Answer | None = error.response
            if answer and answer.status == HTTPStatus.TOO_MANY_REQUESTS and answer.retry_after > 0:
                self._leave_alone(origin_of(to.endpoint), min(answer.retry_after, LEFT_ALONE))
            return outcome_of(answer, to.endpoint, attempts)
        except ValueError:
            if are_keys(to.p256dh, to.auth):
                raise
            return Outcome("gone", "the keys of the subscription are not usable")
        return Outcome("delivered", "accepted")

    def _count_silence(self, service: str) -> None:
        self._unanswered[service] += 1
        if self._unanswered[service] >= SILENT:
            self._unanswered[service] = 0
            self._leave_alone(service, LEFT_ALONE)

    def _leave_alone(self, service: str, seconds: float) -> None:
        until = time.monotonic() + seconds
        self._left_alone_until[service] = max(until, self._left_alone_until.get(service, 0.0))

    def _shown_host(self, service: str) -> str:
        """The host of a push service, for a trace. With `any_public`, a host on no list may be that of one person."""
        host = urlsplit(service).hostname or ""
        return host if service in self._origins or known_service(host) else "_OTHER"

    def _allows(self, service: str) -> bool:
        """Whether we send to this origin. Cached, because every message asks."""
        if service not in self._allowed:
            if len(self._allowed) >= MOST_SERVICES:
                state = (self._allowed, self._headers, self._unanswered, self._left_alone_until, self._buckets)
                for known in state:
                    known.clear()
            self._allowed[service] = is_push_service(f"{service}/", self._origins, any_public=self._any_public)
        return self._allowed[service]

    def _vapid(self, service: str, public: str) -> dict[str, str] | None:
        """The signed headers for this push service and key, or None if we do not have the key.

        They are signed again an hour before they expire. They are also signed again if they expire later than new ones:
        then the clock was ahead, and push services refuse them.
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
    """The outcome of a response that pywebpush treats as a failure (RFC 8030, 5 and 7.3; RFC 8292, 4.2).

    Some are none: pywebpush treats 203 as a failure.
    """
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
    """The beginning of a body for the log: printable ASCII without any part of the endpoint.

    An endpoint identifies a person, and some push services repeat it or a token of ours. So every part that has eight
    characters in common with the path and query of the endpoint is replaced by `*`, and so is every long word.
    """
    text = re.sub(rb"[^ -~]", b"", body).decode("ascii")
    address = endpoint[len(origin_of(endpoint)) :].lower()
    hidden = {i + k for i in range(len(text) - 7) if text[i : i + 8].lower() in address for k in range(8)}
    shown = "".join("*" if i in hidden else character for i, character in enumerate(text))
    return re.sub(r"[A-Za-z0-9+/=_~%-]{32,}", "*", shown)


def _backoff(attempts: int) -> float:
    """Seconds until the next attempt: 30, 60, 120, up to an hour, times a random factor from 0.5 to 1.

    The random factor keeps failed messages from coming again all at once.
    """
    return random.uniform(0.5, 1.0) * min(15.0 * 2.0 ** min(attempts, 10), LONGEST_BACKOFF)

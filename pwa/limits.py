"""Limits of what clients may use, so that no client can use up the server.

    connections   the most at once; one that does not send its headers in time is closed                  (pwa.cli)
    threads       for the API and for the rest; reading pages need none                                   (pwa.gateway)
    bodies        the largest                                                  (pwa.precheck, pwa.reminders.requests)
                  a deadline: a client may never send the body that it announced                          (pwa.gateway)
    networks      new subscriptions, renewals and test notifications of one network in an hour      (pwa.reminders.api)
                  all its requests of the API in a minute                                                 (pwa.precheck)
    room          the most subscriptions, and how much of the disk stays free

The counts are in the memory of this process: two processes of `pwa web` allow twice as much.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import math
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse
from prometheus_client import Counter
from werkzeug.middleware.proxy_fix import ProxyFix

from pwa import problems
from pwa.problems import Problem
from pwa.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

# Open connections, and the files beside them: those of SQLite, and one for each push that is in flight (512).
CONNECTIONS, OTHER_FILES = 16384, 1024
# Below this many connections the log warns: one machine could hold them all.
FEW_CONNECTIONS = 4096

# Threads for requests of the API, and for everything else except reading pages, which need none. Seconds that a request
# waits for a thread.
API_THREADS, OTHER_THREADS, WAIT = 64, 16, 2.0

# Threads of the API for pushes that a person waits for: half of them push, the other half wait for their turn. The
# other threads serve requests that push nothing, so a push service that hangs delays no page.
PUSHERS = 16

# Bytes of a body, and seconds within which it must arrive. Even a slow phone needs less than one second.
LARGEST_BODY, BODY_DEADLINE = 4096, 5.0

# A network is what one provider gives to one customer: a /24 of IPv4, a /56 of IPv6. Behind one address there may be
# the Wi-Fi of a clinic or all phones of a town, so an hour allows what a full waiting room needs five times over.
# A machine that creates as fast as it can fills 64 MB of the disk in a day, where it filled 34 GB.
PER_NETWORK = "300 per hour"
# All requests of the API from one network: as many as 50 phones make that do nothing else, and a twentieth of what one
# stranger can send.
ALL_PER_NETWORK = "3000 per minute"

# Seconds between two counts of all subscriptions: a count takes 20 ms when there are 100,000.
COUNT_EVERY = 10.0
A_DAY = 24 * 3600

REFUSED = Counter("ask_first_refused_subscriptions", "New subscriptions that this process refused", ["reason"])

# Made when the process starts and never stored: with it, the hashes could be traced back to networks.
_SALT = secrets.token_bytes(32)


def network() -> str:
    """Return a name for the network of this request: the salted hash of its address without the last bits."""
    return _named(request.remote_addr or "")


def _named(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # a proxy may write anything, such as an address with a port
        truncated = address
    else:
        parsed = getattr(parsed, "ipv4_mapped", None) or parsed
        prefix = 24 if parsed.version == 4 else 56
        truncated = str(ipaddress.ip_network((parsed, prefix), strict=False))
    return hashlib.blake2b(truncated.encode(), key=_SALT, digest_size=16).hexdigest()


limiter = Limiter(network, storage_uri="memory://", strategy="fixed-window")


def per_network() -> str:
    """Return the limit of one network for an hour, as Flask-Limiter writes it."""
    return PER_NETWORK


def check_network() -> None:
    """Raise a `Problem` if too many new subscriptions came from this network within an hour. Each call counts."""
    try:
        _count_new_subscription()
    except RateLimitExceeded as error:
        REFUSED.labels("network").inc()
        raise Problem(problems.TOO_MANY_FROM_NETWORK, seconds_left()) from error


@limiter.limit(per_network)
def _count_new_subscription() -> None: ...


def seconds_left() -> int:
    """Return the seconds until the limit that was exceeded starts again."""
    limit = limiter.current_limit
    return _seconds_until(limit.reset_at - 1) if limit else 1  # it is rounded up already


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))


class Room:
    """Checks that the store and its disk have room for more."""

    def __init__(self, settings: Settings, count: Callable[[], int], folder: Path | None) -> None:
        """`count` returns the number of subscriptions. `folder` is on the disk of the store, if that is ours."""
        self._count = count
        self._most = settings.max_subscriptions
        self._folder = folder
        self._least_free = settings.min_free_disk * 1_000_000
        self._counted, self._counted_until = 0, 0.0

    def check_subscriptions(self) -> None:
        """Raise a `Problem` if there are too many subscriptions.

        A count reads the whole table, so it is repeated only every `COUNT_EVERY` seconds. In between, each accepted
        subscription is added to it.
        """
        now = time.monotonic()
        if now >= self._counted_until:
            self._counted, self._counted_until = self._count(), now + COUNT_EVERY
        if self._counted >= self._most:
            REFUSED.labels("full").inc()
            raise Problem(problems.NO_ROOM, A_DAY)
        self._counted += 1

    def check_disk(self) -> None:
        """Raise a `Problem` if little of the disk is free. Requests that delete do not call this."""
        if self._folder and shutil.disk_usage(self._folder).free < self._least_free:
            REFUSED.labels("disk").inc()
            raise Problem(problems.NO_ROOM, A_DAY)


class Networks:
    """Finds the client of a request, and limits all requests of one network."""

    def __init__(self, settings: Settings) -> None:
        self._proxies = settings.trusted_proxies
        # Our own address is a setting, so no other header of a proxy is used. ProxyFix only changes the environ.
        self._proxy_fix = ProxyFix(_nothing, x_for=self._proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0)
        self._warned = threading.Event()
        self._limit = parse(ALL_PER_NETWORK)

    def set_client_address(self, environ: WSGIEnvironment) -> None:
        """Set REMOTE_ADDR from X-Forwarded-For, of which as many entries are trusted as there are proxies of ours."""
        if self._proxies:
            self._proxy_fix(environ, _start_nothing)
        elif "HTTP_X_FORWARDED_FOR" in environ and not self._warned.is_set():
            self._warned.set()
            log.warning(
                "A request names X-Forwarded-For, but PWA_TRUSTED_PROXIES is 0: if there is a proxy in front, all"
                " people count as one network"
            )

    def seconds_to_wait(self, environ: WSGIEnvironment) -> int:
        """Return the seconds that this network must wait, or 0. Each call counts as a request."""
        name = _named(environ.get("REMOTE_ADDR", ""))
        if limiter.limiter.hit(self._limit, name, "api"):
            return 0
        return _seconds_until(limiter.limiter.get_window_stats(self._limit, name, "api").reset_time)


def _nothing(_environ: WSGIEnvironment, _start_response: StartResponse) -> list[bytes]:
    return []


def _start_nothing(_status: str, _headers: list[tuple[str, str]], _error: object = None) -> Any: ...


def init_app(app: Flask) -> None:
    """Let Flask-Limiter count the requests of each network."""
    limiter.init_app(app)

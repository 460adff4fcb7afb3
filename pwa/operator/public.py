"""The checks of `pwa check` that go through the network: our own public address, and the push services."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

import click
import pycurl

from pwa.health import FORWARDED
from pwa.operator.findings import Finding
from pwa.reminders.transport import AUTHORITIES
from pwa.security import response_headers
from pwa.settings import Settings
from pwa.startup import LARGEST_DIFFERENCE

# Seconds for a connection, and for a whole answer.
CONNECT_WITHIN, ANSWER_WITHIN = 5, 10
# One host of each large push service. Windows has a host for each region, and none for all.
PUSH_SERVICES = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
)


@dataclass
class Answer:
    """An answer by HTTP. The names of its headers are in lower case."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def all(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key == name.lower()]


def checks(settings: Settings) -> dict[str, Callable[[Settings], Finding]]:
    """The checks of our public address, and of each push service."""
    found: dict[str, Callable[[Settings], Finding]] = {"public address": _address}
    if settings.base_url.startswith("https:"):
        found |= {
            "headers": _headers,
            "compression": _compression,
            "address of clients": _clients,
            "/metrics": _metrics,
        }
    for origin in (*PUSH_SERVICES, *settings.push_origins):
        host = urlsplit(origin).netloc
        found[f"push: {host}"] = partial(_push_service, origin, f"push: {host}")
    return found


def _address(settings: Settings) -> Finding:
    if not settings.base_url.startswith("https:"):
        return Finding(
            "public address",
            f"{settings.base_url} has no https, so browsers allow neither push nor offline use.",
            "Let a proxy with a certificate stand in front, and set PWA_BASE_URL to the address that people open.",
        )
    try:
        answer = get(f"{settings.base_url}/healthz")
    except pycurl.error as error:
        return Finding(
            "public address",
            f"{settings.base_url} cannot be reached: {error.args[1]}.",
            "See that the name leads to the proxy, that the proxy runs, and that its certificate is for this name.",
        )
    if answer.status != 200 or answer.body != b"ok\n":
        return Finding(
            "public address",
            f"{settings.base_url} answers {answer.status}, but not as Ask First does.",
            f"Let the proxy pass requests to {settings.host} port {settings.port}, and see that Ask First runs there.",
        )
    return Finding("public address", f"{settings.base_url} answers, and its certificate is valid.")


def _headers(settings: Settings) -> Finding:
    answer = _ask(settings, "/en/")
    wrong = [name for name, value in response_headers(settings) if answer.all(name) != [value]]
    if not wrong:
        return Finding("headers", "HSTS, Content-Security-Policy and the others arrive unchanged.")
    return Finding(
        "headers",
        f"These are missing, changed or doubled: {', '.join(wrong)}.",
        "Let the proxy leave them as they are, and add none of its own.",
    )


def _compression(settings: Settings) -> Finding:
    answer = _ask(settings, "/en/", "Accept-Encoding: br")
    if answer.all("content-encoding") == ["br"]:
        return Finding("compression", "Compressed pages are passed on.")
    return Finding(
        "compression",
        "A page arrives without the compression (br) that was asked for.",
        "Let the proxy pass on Accept-Encoding and Content-Encoding: pages are compressed already.",
    )


def _clients(settings: Settings) -> Finding:
    """How many entries X-Forwarded-For has when it arrives is how many proxies have written one."""
    told = _ask(settings, "/healthz").all(FORWARDED)
    if not told or not told[0].isdecimal():
        raise click.ClickException(f"{settings.base_url} does not answer as this Ask First does. Restart it.")
    proxies = int(told[0])
    if proxies == settings.trusted_proxies != 0:
        return Finding(
            "address of clients", f"{proxies} proxies append it to X-Forwarded-For, and as many are trusted."
        )
    if not proxies:
        return Finding(
            "address of clients",
            "No proxy writes it into X-Forwarded-For, so all people count as one network.",
            "Let the proxy append it, and set PWA_TRUSTED_PROXIES to 1.",
        )
    return Finding(
        "address of clients",
        f"{proxies} proxies append it to X-Forwarded-For, but PWA_TRUSTED_PROXIES is {settings.trusted_proxies}.",
        f"Set PWA_TRUSTED_PROXIES to {proxies} if all of them are yours.",
    )


def _metrics(settings: Settings) -> Finding:
    if b"ask_first_" not in _ask(settings, "/metrics").body:
        return Finding("/metrics", "It is not public.")
    return Finding("/metrics", "Everybody can read it.", "Let the proxy answer 404 for /metrics.")


def _push_service(origin: str, subject: str, _settings: Settings) -> Finding:
    try:
        answer = get(f"{origin}/")
    except pycurl.error as error:
        return Finding(
            subject,
            f"It cannot be reached: {error.args[1]}.",
            "Let the firewall allow connections to it, and see that names can be resolved.",
        )
    try:
        ahead = time.time() - parsedate_to_datetime("".join(answer.all("date")[:1])).timestamp()
    except ValueError:
        return Finding(subject, "It answers, but does not say the time.")
    if abs(ahead) > LARGEST_DIFFERENCE:
        return Finding(
            subject,
            f"The clock of this machine is {abs(ahead):.0f} seconds {'ahead of' if ahead > 0 else 'behind'} its clock.",
            "Let NTP set the clock: timedatectl set-ntp true",
        )
    return Finding(subject, "It answers, and its clock agrees with ours.")


def _ask(settings: Settings, path: str, *headers: str) -> Answer:
    try:
        return get(settings.base_url + path, *headers)
    except pycurl.error as error:
        raise click.ClickException("This is not known, because the public address cannot be reached.") from error


def get(url: str, *headers: str) -> Answer:
    """Send a GET request as pushes are sent: not through a proxy of the environment, and without redirects.

    Raises:
        pycurl.error: there is no answer in time, or the certificate is not valid.
    """
    answer, curl = Answer(), pycurl.Curl()
    body = bytearray()

    def read(line: bytes) -> None:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            answer.headers.append((name.lower(), value.strip()))

    curl.setopt(pycurl.URL, url)
    curl.setopt(pycurl.HTTPHEADER, list(headers))
    curl.setopt(pycurl.CONNECTTIMEOUT, CONNECT_WITHIN)
    curl.setopt(pycurl.TIMEOUT, ANSWER_WITHIN)
    curl.setopt(pycurl.NOSIGNAL, 1)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.CAINFO, AUTHORITIES)
    curl.setopt(pycurl.HEADERFUNCTION, read)
    curl.setopt(pycurl.WRITEFUNCTION, body.extend)
    try:
        curl.perform()
        answer.status, answer.body = curl.getinfo(pycurl.RESPONSE_CODE), bytes(body)
    finally:
        curl.close()
    return answer

"""How a push travels: over libcurl, which speaks HTTP/2, so that many messages share one connection, and which
costs half as much as aiohttp (`make bench`).

Every address is looked at when it is connected to, whatever a name resolved to before. No redirect is followed.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import certifi
import pycurl

# Seconds after which a connection gets no new message.
LIFETIME = 60
# Of the body of an answer, at most so many bytes are read, for at most so many seconds after its head.
LARGEST_BODY, BODY_TIMEOUT = 64 * 1024, 1.0
# And so many of its first bytes are kept: enough for the reason that a push service gives.
KEPT_BODY = 200
# Where all of the Internet's own addresses are (RFC 4291); among them 6to4, which wraps any other (RFC 3056).
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
# What a network without IPv4 calls an IPv4 address: that is the last four bytes (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# curl would add a form's media type, and ask before it sends.
INSTEAD_OF_CURLS = ("Content-Type: application/octet-stream", "Expect:")
# Whom to trust: as with curl and OpenSSL, SSL_CERT_FILE names another list.
AUTHORITIES = os.environ.get("SSL_CERT_FILE") or certifi.where()


@dataclass(frozen=True)
class Answer:
    """What a push service answered, as pywebpush reads it. `retry_after` is in seconds, 0 if it did not say; libcurl
    makes at most six hours of it. `body` is the first `KEPT_BODY` bytes at most."""

    status: int
    retry_after: float
    reason: str = ""
    body: bytes = b""

    async def text(self) -> str:
        """Nothing: pywebpush puts it into its error. The body may hold anything, an endpoint too."""
        return ""


class Transport:
    """Takes the place of pywebpush's aiohttp session."""

    def __init__(self, trusted: Collection[str]) -> None:
        """`trusted`: origins that the deployer named; they may be in a private network."""
        self._trusted = trusted
        self._multi = pycurl.AsyncCurlMulti()
        self._idle: dict[bool, list[pycurl.Curl]] = {True: [], False: []}

    async def post(self, url: str, *, data: bytes, headers: Mapping[str, str], timeout: float) -> Answer:  # noqa: ASYNC109
        """POST and wait for the answer, at most `timeout` seconds. An answer counts from its head on, whatever becomes
        of its body.

        Raises:
            pycurl.error: no answer: refused, timed out, a private address, a certificate that is not good.
        """
        trusted = origin_of(url) in self._trusted
        idle = self._idle[trusted]
        curl = idle.pop() if idle else _handle(trusted)
        curl.setopt(pycurl.URL, url)
        curl.setopt(pycurl.POSTFIELDS, data)
        curl.setopt(pycurl.HTTPHEADER, [*INSTEAD_OF_CURLS, *[f"{name}: {value}" for name, value in headers.items()]])
        curl.setopt(pycurl.TIMEOUT_MS, int(timeout * 1000))
        reader = _ResponseReader(curl)
        reader.transfer = self._multi.add_handle(curl)
        try:
            await reader.transfer
        except pycurl.error:
            if not reader.has_head:
                raise
        finally:
            reader.end()
        answer = Answer(curl.getinfo(pycurl.RESPONSE_CODE), curl.getinfo(pycurl.RETRY_AFTER), body=reader.body)
        idle.append(curl)
        return answer

    async def close(self) -> None:
        """Close all connections; what is in flight is given up."""
        await self._multi.aclose()


def origin_of(url: str) -> str:
    """Scheme and authority of a URL: all before the slash that begins the path (RFC 3986, 3)."""
    return url[: url.find("/", len("https://"))]


def _handle(trusted: bool) -> pycurl.Curl:
    """A handle with all that is the same for every message: it is used again and again."""
    curl = pycurl.Curl()
    curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
    curl.setopt(pycurl.PIPEWAIT, 1)
    # A connection that a router forgot swallows everything, and libcurl keeps using it for as long as it is busy.
    curl.setopt(pycurl.MAXLIFETIME_CONN, LIFETIME)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.CAINFO, AUTHORITIES)
    if not trusted:
        curl.setopt(pycurl.OPENSOCKETFUNCTION, public_socket)
    return curl


class _ResponseReader:
    """Takes in one answer, and ends its transfer when the body takes too long or is too large."""

    def __init__(self, curl: pycurl.Curl) -> None:
        self.transfer: asyncio.Future[pycurl.Curl] | None = None
        self.has_head = False
        self.body = b""
        self._curl = curl
        self._size = 0
        self._is_final = False
        self._deadline: asyncio.TimerHandle | None = None
        curl.setopt(pycurl.HEADERFUNCTION, self._take_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._take_body)

    def _take_header(self, line: bytes) -> None:
        if line.startswith(b"HTTP/"):
            # 100 to 199 announce another head (RFC 9110, 15.2).
            self._is_final = not line.partition(b" ")[2].startswith(b"1")
        elif self._is_final and not self.has_head and not line.strip():
            self.has_head = True
            self._deadline = asyncio.get_running_loop().call_later(BODY_TIMEOUT, self._stop)

    def _take_body(self, part: bytes) -> int:
        """How many bytes were taken: fewer than there are end the transfer with an error (libcurl)."""
        self._size += len(part)
        self.body = (self.body + part[:KEPT_BODY])[:KEPT_BODY]
        return len(part) if self._size <= LARGEST_BODY else 0

    def _stop(self) -> None:
        # A future that is done takes its handle out of the transfers, as one that is cancelled does.
        if self.transfer and not self.transfer.done():
            self.transfer.set_result(self._curl)

    def end(self) -> None:
        """The transfer has ended, in whatever way."""
        if self._deadline:
            self._deadline.cancel()


def public_socket(_purpose: int, address: Any) -> socket.socket | int:
    """The socket for a connection, unless it would lead into a private network or to this machine."""
    if not _is_public(ipaddress.ip_address(address.addr[0])):
        refused: int = pycurl.SOCKET_BAD
        return refused
    return BorrowedSocket(address.family, address.socktype, address.protocol)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it can only be somebody on the Internet: `is_global` also takes groups and wrapped private addresses."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address in NAT64:
        return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
    return address.is_global and address in GLOBAL_UNICAST and address not in SIX_TO_FOUR


class BorrowedSocket(socket.socket):
    """libcurl works on a copy (pycurl duplicates the descriptor): this one ends with the call-back, on purpose."""

    def __del__(self) -> None:
        self.close()

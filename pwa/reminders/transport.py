"""HTTP for pushes, by libcurl.

libcurl speaks HTTP/2, so many messages share one connection, and it takes half the CPU time of aiohttp (`make bench`).
Every IP address is checked when libcurl connects to it, because a name may resolve to another address than before. No
redirect is followed.
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
# The largest number of bytes of a response body that are read, and the seconds after its headers for reading them.
LARGEST_ANSWER, BODY_TIMEOUT = 64 * 1024, 1.0
# The number of its first bytes that are kept: enough for the reason that a push service gives.
KEPT_BODY = 200
# All public addresses of IPv6 (RFC 4291). 6to4 is among them and can contain any address of IPv4 (RFC 3056).
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
# The addresses by which a network without IPv4 reaches IPv4. The last four bytes are the address (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# curl would add the media type of a form, and an Expect header that costs a round trip.
INSTEAD_OF_CURLS = ("Content-Type: application/octet-stream", "Expect:")
# The trusted certificate authorities. As with curl and OpenSSL, SSL_CERT_FILE names another file.
AUTHORITIES = os.environ.get("SSL_CERT_FILE") or certifi.where()


@dataclass(frozen=True)
class Answer:
    """The response of a push service, with the attributes that pywebpush reads.

    `retry_after` is in seconds: 0 without a Retry-After header, and at most six hours, because libcurl caps it. `body`
    has the first `KEPT_BODY` bytes.
    """

    status: int
    retry_after: float
    reason: str = ""
    body: bytes = b""

    async def text(self) -> str:
        """An empty string. pywebpush puts it into its error, and the body may contain anything, even an endpoint."""
        return ""


class Transport:
    """Replaces the aiohttp session of pywebpush."""

    def __init__(self, trusted: Collection[str]) -> None:
        """`trusted`: origins that the deployer has allowed. They may be in a private network."""
        self._trusted = trusted
        self._multi = pycurl.AsyncCurlMulti()
        self._idle: dict[bool, list[pycurl.Curl]] = {True: [], False: []}

    async def post(self, url: str, *, data: bytes, headers: Mapping[str, str], timeout: float) -> Answer:  # noqa: ASYNC109
        """Send a POST request and wait at most `timeout` seconds for the response.

        A response counts as soon as its headers have arrived, even if its body never ends.

        Raises:
            pycurl.error: there is no response: connection refused, timeout, private address, invalid certificate.
        """
        trusted = origin_of(url) in self._trusted
        idle = self._idle[trusted]
        curl = idle.pop() if idle else _handle(trusted)
        curl.setopt(pycurl.URL, url)
        curl.setopt(pycurl.POSTFIELDS, data)
        curl.setopt(pycurl.HTTPHEADER, [*INSTEAD_OF_CURLS, *[f"{name}: {value}" for name, value in headers.items()]])
        curl.setopt(pycurl.TIMEOUT_MS, int(timeout * 1000))
        # Wait for a connection that is being made, and share it. Without TLS, that would be until its first response.
        curl.setopt(pycurl.PIPEWAIT, url.startswith("https:"))
        reader = _ResponseReader(curl)
        reader.transfer = self._multi.add_handle(curl)
        try:
            await reader.transfer
        except pycurl.error:
            if not reader.has_headers:
                raise
        finally:
            reader.end()
        answer = Answer(curl.getinfo(pycurl.RESPONSE_CODE), curl.getinfo(pycurl.RETRY_AFTER), body=reader.body)
        idle.append(curl)
        return answer

    async def close(self) -> None:
        """Close all connections. Requests in flight are cancelled."""
        await self._multi.aclose()


def origin_of(url: str) -> str:
    """Scheme and authority of a URL: all before the slash that begins the path (RFC 3986, 3)."""
    return url[: url.find("/", len("https://"))]


def _handle(trusted: bool) -> pycurl.Curl:
    """A curl handle with the options that are the same for every message. Handles are reused."""
    curl = pycurl.Curl()
    curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
    # A router may drop a connection silently. libcurl would use it for as long as there are messages.
    curl.setopt(pycurl.MAXLIFETIME_CONN, LIFETIME)
    curl.setopt(pycurl.PROXY, "")
    curl.setopt(pycurl.CAINFO, AUTHORITIES)
    if not trusted:
        curl.setopt(pycurl.OPENSOCKETFUNCTION, public_socket)
    return curl


class _ResponseReader:
    """Reads one response, and ends its transfer if the body takes too long or is too large."""

    def __init__(self, curl: pycurl.Curl) -> None:
        self.transfer: asyncio.Future[pycurl.Curl] | None = None
        self.has_headers = False
        self.body = b""
        self._curl = curl
        self._size = 0
        self._is_final = False
        self._deadline: asyncio.TimerHandle | None = None
        curl.setopt(pycurl.HEADERFUNCTION, self._read_header)
        curl.setopt(pycurl.WRITEFUNCTION, self._read_body)

    def _read_header(self, line: bytes) -> None:
        if line.startswith(b"HTTP/"):
            # After 100 to 199 the headers of another response follow (RFC 9110, 15.2).
            self._is_final = not line.partition(b" ")[2].startswith(b"1")
        elif self._is_final and not self.has_headers and not line.strip():
            self.has_headers = True
            self._deadline = asyncio.get_running_loop().call_later(BODY_TIMEOUT, self._stop)

    def _read_body(self, part: bytes) -> int:
        """Returns the number of bytes read. If it is smaller than the part, libcurl ends the transfer with an error."""
        self._size += len(part)
        self.body = (self.body + part[:KEPT_BODY])[:KEPT_BODY]
        return len(part) if self._size <= LARGEST_ANSWER else 0

    def _stop(self) -> None:
        # pycurl removes the handle when its future is done, as when it is cancelled.
        if self.transfer and not self.transfer.done():
            self.transfer.set_result(self._curl)

    def end(self) -> None:
        """Cancel the deadline. Called after every transfer."""
        if self._deadline:
            self._deadline.cancel()


def public_socket(_purpose: int, address: Any) -> socket.socket | int:
    """The socket for a connection, or `SOCKET_BAD` if the address is in a private network or of this machine."""
    if not _is_public(ipaddress.ip_address(address.addr[0])):
        refused: int = pycurl.SOCKET_BAD
        return refused
    return BorrowedSocket(address.family, address.socktype, address.protocol)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is public. `is_global` is not enough: it includes multicast and embedded private addresses."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address in NAT64:
        return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
    return address.is_global and address in GLOBAL_UNICAST and address not in SIX_TO_FOUR


class BorrowedSocket(socket.socket):
    """A socket that closes when the callback returns. libcurl uses a copy, because pycurl duplicates the descriptor."""

    def __del__(self) -> None:
        self.close()

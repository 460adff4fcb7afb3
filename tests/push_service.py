"""A push service on loopback. It speaks both sides of a real one:

the protocol of Mozilla's autopush over a WebSocket, as Firefox speaks it, and RFC 8030 over POST, as a
sender speaks it. It checks the VAPID header like a real service and never decrypts anything.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiohttp import WSMsgType, web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from multidict import CIMultiDictProxy

from tests.servers import PATIENCE


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Post:
    """One message as it arrived."""

    token: str
    headers: CIMultiDictProxy[str]
    body: bytes
    status: int


@dataclass
class Channel:
    """One subscription: of a browser (`uaid`) or of a test (no `uaid`)."""

    id: str
    uaid: str | None
    key: str | None


@dataclass
class PushService:
    """Use it as a context manager. `answer` makes every POST fail with this status until it is None again.

    With `drips`, bodies never end, and this many seconds pass between two bytes. No POST is answered until `together`
    POSTs have arrived.
    """

    port: int = 0
    answer: int | None = None
    answer_headers: dict[str, str] = field(default_factory=dict)
    answer_body: bytes = b""
    hangs: bool = False
    drips: float = 0
    together: int = 0
    arrived: int = 0
    posts: list[Post] = field(default_factory=list)
    acks: list[dict[str, Any]] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sockets: dict[str, web.WebSocketResponse] = {}
        self._waiting: dict[str, list[dict[str, Any]]] = {}
        self._ready = threading.Event()
        self._changed = threading.Condition()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def websocket(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def subscribe(self, key: str | None = None) -> str:
        """An endpoint for a test that plays the browser itself; `key` binds it to a VAPID key."""
        token = secrets.token_urlsafe(16)
        self.channels[token] = Channel(uuid.uuid4().hex, None, key)
        return f"{self.origin}/wpush/v2/{token}"

    def forget(self, endpoint: str) -> None:
        """The browser is gone: POSTs to its endpoint answer 410."""
        del self.channels[endpoint.rpartition("/")[2]]

    def wait_for_posts(self, count: int, seconds: float = PATIENCE) -> list[Post]:
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.posts) >= count, seconds)
        assert arrived, f"{len(self.posts)} of {count} messages arrived in {seconds} s"
        return self.posts

    def wait_for_arrivals(self, count: int, seconds: float = PATIENCE) -> None:
        """Wait until this many messages have arrived, answered or not."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.arrived >= count, seconds), f"{self.arrived} of {count} arrived"

    # The browser's side ---------------------------------------------------------------------------

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:  # noqa: C901 (one case per message)
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        uaid = ""
        async for frame in socket:
            if frame.type != WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            match message.get("messageType"):
                case None | "ping":
                    await socket.send_str("{}")
                case "hello":
                    uaid = message.get("uaid") or uuid.uuid4().hex
                    self._sockets[uaid] = socket
                    hello: dict[str, Any] = {
                        "messageType": "hello",
                        "uaid": uaid,
                        "status": 200,
                        "use_webpush": True,
                        "broadcasts": {},
                    }
                    await socket.send_json(hello)
                    for notification in self._waiting.get(uaid, []):
                        await socket.send_json(notification)
                case "register":
                    token = secrets.token_urlsafe(16)
                    self.channels[token] = Channel(message["channelID"], uaid, message.get("key"))
                    endpoint = f"{self.origin}/wpush/v2/{token}"
                    await socket.send_json({**self._about(message, "register"), "pushEndpoint": endpoint})
                case "unregister":
                    for token in [t for t, c in self.channels.items() if c.id == message["channelID"]]:
                        del self.channels[token]
                    await socket.send_json(self._about(message, "unregister"))
                case "ack":
                    acked = {update["version"] for update in message["updates"]}
                    waiting = self._waiting.get(uaid, [])
                    self._waiting[uaid] = [n for n in waiting if n["version"] not in acked]
                    self.acks += message["updates"]
        if self._sockets.get(uaid) is socket:
            del self._sockets[uaid]
        return socket

    def _about(self, message: dict[str, Any], kind: str) -> dict[str, Any]:
        return {"messageType": kind, "channelID": message["channelID"], "status": 200}

    # The sender's side ----------------------------------------------------------------------------

    async def _post(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        with self._changed:
            self.arrived += 1
            self._changed.notify_all()
        if self.hangs:
            await asyncio.Event().wait()  # for ever, because a later answer would arrive during another test
        async with self._arrival:
            self._arrival.notify_all()
            await self._arrival.wait_for(lambda: self.arrived >= self.together)
        token = request.match_info["token"]
        status = self._status(request, token, body)
        if status == 201:
            await self._deliver(self.channels[token], request, body)
        with self._changed:
            self.posts.append(Post(token, request.headers, body, status))
            self._changed.notify_all()
        if self.drips:
            return await self._drip(request, status)
        return web.Response(status=status, headers=self.answer_headers, body=self.answer_body)

    async def _drip(self, request: web.Request, status: int) -> web.StreamResponse:
        answer = web.StreamResponse(status=status, headers=self.answer_headers)
        await answer.prepare(request)
        with suppress(ConnectionError):
            while self.drips:
                await asyncio.sleep(self.drips)
                await answer.write(b".")
        return answer

    def _status(self, request: web.Request, token: str, body: bytes) -> int:
        if self.answer:
            return self.answer
        if token not in self.channels:
            return 410
        if "TTL" not in request.headers:
            return 400
        if len(body) > 4096:
            return 413
        fault = vapid_fault(request.headers.get("Authorization", ""), self.origin, self.channels[token].key)
        return 401 if fault else 201

    async def _deliver(self, channel: Channel, request: web.Request, body: bytes) -> None:
        if channel.uaid is None:
            return
        notification = {
            "messageType": "notification",
            "channelID": channel.id,
            "version": uuid.uuid4().hex,
            "topic": request.headers.get("Topic"),
            "data": base64.urlsafe_b64encode(body).decode().rstrip("="),
            "headers": {"encoding": request.headers["Content-Encoding"]},
        }
        socket = self._sockets.get(channel.uaid)
        if socket is None and request.headers["TTL"] == "0":
            return
        # RFC 8030, 5.4: a message replaces a waiting message with the same topic.
        waiting = self._waiting.get(channel.uaid, [])
        topic = notification["topic"]
        kept = [n for n in waiting if topic is None or n["topic"] != topic or n["channelID"] != channel.id]
        self._waiting[channel.uaid] = [*kept, notification]
        if socket is not None:
            await socket.send_json(notification)

    # Start and stop -------------------------------------------------------------------------------

    def __enter__(self) -> PushService:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close every connection. A second call does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(PATIENCE)

    async def _serve(self) -> None:
        self._loop, self._stop, self._arrival = asyncio.get_running_loop(), asyncio.Event(), asyncio.Condition()
        app = web.Application()
        app.router.add_get("/", self._websocket)
        app.router.add_post("/wpush/v2/{token}", self._post)
        runner = web.AppRunner(app, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        for socket in list(self._sockets.values()):
            await socket.close()
        await runner.cleanup()


def vapid_fault(header: str, audience: str, bound_key: str | None) -> str | None:
    """Return the reason why a real push service would answer 401 to this header (RFC 8292), or None."""
    if not header.startswith("vapid "):
        return "no vapid scheme"
    found = signed(header)
    if found is None:
        return "bad signature"
    point, claims = found
    if claims.get("aud") != audience:
        return f"aud is {claims.get('aud')!r}"
    if not time.time() < claims.get("exp", 0) <= time.time() + 86400:
        return "exp is not within 24 h"
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        return "sub is missing"
    if bound_key and from_base64url(bound_key) != point:
        return "not the key of the subscription"
    return None


@cache
def signed(header: str) -> tuple[bytes, dict[str, Any]] | None:
    """Return the key and the claims of a header if the key signed them. Cached: a header serves thousands of messages."""
    parts = dict(part.strip().split("=", 1) for part in header[6:].split(","))
    head, body, signature = parts["t"].split(".")
    point, raw = from_base64url(parts["k"]), from_base64url(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    try:
        key.verify(pair, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return None
    return point, json.loads(from_base64url(body))

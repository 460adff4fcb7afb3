"""The RSGI gateway between Granian and Flask. A slow client holds no thread.

Granian calls the gateway in an event loop. The gateway sends a reading page at once. For any other request it reads the
body, with a deadline, and then calls Flask in a thread. A client that never sends its body costs a few kilobytes for
five seconds. Granian's WSGI interface would read the body in the thread that calls the app, and nothing can end a
thread that waits.
"""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from flask import Flask
from granian.rsgi import HTTPProtocol, Scope

from pwa import problems
from pwa.limits import API_THREADS, BODY_DEADLINE, LARGEST_BODY, OTHER_THREADS, WAIT
from pwa.precheck import REFUSAL, Precheck
from pwa.problems import Problem
from pwa.services import services
from pwa.site import kept
from pwa.site.documents import Document

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# The headers on which the response of a document depends, and their WSGI names.
HEADERS_OF_DOCUMENTS = {
    "accept": "HTTP_ACCEPT",
    "accept-encoding": "HTTP_ACCEPT_ENCODING",
    "if-none-match": "HTTP_IF_NONE_MATCH",
    "save-data": "HTTP_SAVE_DATA",
}
# The two headers whose WSGI names have no HTTP_ (PEP 3333).
PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}

Answer = tuple[int, list[tuple[str, str]], bytes]


class RequestPool:
    """Threads that call the app. A request waits at most `WAIT` seconds for a free one."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._free = asyncio.Semaphore(threads)

    async def call(self, gateway: Gateway, environ: WSGIEnvironment) -> Answer:
        """Call the app in a thread and return its response.

        Raises:
            TimeoutError: no thread became free in time.
        """
        await asyncio.wait_for(self._free.acquire(), WAIT)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, gateway.call, environ)
        finally:
            self._free.release()


class Gateway:
    """The RSGI application around a Flask app."""

    def __init__(self, app: Flask, documents: Mapping[str, Document], end: Callable[[], object]) -> None:
        """Make it.

        Args:
            documents: the reading pages and static files, by path.
            end: is called once, when the server has answered its last request.
        """
        self._app = app
        self._documents = documents
        self._end = end
        # The API has its own threads, so that a database that hangs does not block /healthz.
        self._api, self._others = RequestPool(API_THREADS), RequestPool(OTHER_THREADS)
        self._precheck = Precheck(services(app).settings)
        threading.Thread(target=self._compress, name="compress", daemon=True).start()

    def _compress(self) -> None:
        """Compress all documents before a reader waits for one: the largest page takes 80 ms. Then keep them."""
        for document in self._documents.values():
            if document.is_compressible:
                _ = document.brotli
        own = services(self._app)
        if not own.release.is_kept:
            kept.write(own.settings, own.release)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        path, method = scope.path, scope.method
        if path in self._documents and method in {"GET", "HEAD"}:
            protocol.response_bytes(*self.call(_environ_of_document(scope, path, method)))
            return
        environ = _environ(scope, path, method)
        protocol.response_bytes(*await self._answer(environ, protocol, is_api=path.startswith("/api/")))

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        self._end()

    async def _answer(self, environ: WSGIEnvironment, protocol: HTTPProtocol, *, is_api: bool) -> Answer:
        if not self._precheck.check(environ):
            return self.call(environ)
        if is_api:
            body = await _body(environ, protocol)
            if body is None:
                return self._refuse(environ, problems.TOOK_TOO_LONG)
            environ["wsgi.input"] = io.BytesIO(body)
        try:
            return await (self._api if is_api else self._others).call(self, environ)
        except TimeoutError:
            return self._refuse(environ, problems.BUSY)

    def _refuse(self, environ: WSGIEnvironment, problem: problems.ProblemType) -> Answer:
        environ[REFUSAL] = Problem(problem)
        return self.call(environ)

    def call(self, environ: WSGIEnvironment) -> Answer:
        """Call the app. Return status, headers and body of its response."""
        status, headers = "", []

        def start_response(said: str, named: list[tuple[str, str]], _error: object = None) -> Any:
            nonlocal status, headers
            status, headers = said, named

        body: Iterable[bytes] = self._app.wsgi_app(environ, start_response)
        try:
            return int(status[:3]), headers, b"".join(body)
        finally:
            if close := getattr(body, "close", None):
                close()


async def _body(environ: WSGIEnvironment, protocol: HTTPProtocol) -> bytes | None:
    """Read the body, at most one byte more than `LARGEST_BODY`: that byte shows that it is too large.

    Return None if the body is not complete within `BODY_DEADLINE`. If the body was not read to its end, Granian closes
    the connection after the response.
    """
    if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
        return b""
    text = environ.get("CONTENT_LENGTH", "")
    length = int(text) if text.isdecimal() else 0
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_DEADLINE):
            async for chunk in protocol:
                body += chunk
                # An empty chunk ends the body, or says that the client has gone.
                if len(body) > LARGEST_BODY or not chunk:
                    break
    except TimeoutError:
        return None
    return bytes(body[: LARGEST_BODY + 1]) if len(body) >= length else None


def _environ_of_document(scope: Scope, path: str, method: str) -> WSGIEnvironment:
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    for header, name in HEADERS_OF_DOCUMENTS.items():
        if (text := scope.headers.get(header)) is not None:
            environ[name] = text
    return environ


def _environ(scope: Scope, path: str, method: str) -> WSGIEnvironment:
    """Return the WSGI environ of a request (PEP 3333)."""
    server, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for header, text in scope.headers.items():
        name = PLAIN.get(header) or "HTTP_" + header.upper().replace("-", "_")
        environ[name] = f"{environ[name]},{text}" if name in environ else text
    return environ

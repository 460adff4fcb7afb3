"""A proxy with https in front of an app, with the mistakes that proxies are set up with."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from tests.certificate import make_certificate
from tests.servers import SilentHandler


@dataclass
class Proxy:
    """It passes requests to `app`. Without changes of its attributes it is set up as docs/deploy.md says."""

    app: Any = None
    appends: int = 1
    hides_metrics: bool = True
    passes_encoding: bool = True
    drops: set[str] = field(default_factory=set)
    adds: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request as the proxy does."""
        if self.hides_metrics and environ["PATH_INFO"] == "/metrics":
            start("404 Not Found", [])
            return [b""]
        if self.appends:
            environ["HTTP_X_FORWARDED_FOR"] = ", ".join(["198.51.100.7"] * self.appends)
        if not self.passes_encoding:
            environ.pop("HTTP_ACCEPT_ENCODING", None)

        def changed(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            return start(status, [one for one in headers if one[0] not in self.drops] + self.adds)

        body: Iterable[bytes] = self.app(environ, changed)
        return body


@contextmanager
def https(proxy: Proxy, folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve a proxy with https on localhost. Return its origin, and the file with its certificate."""
    certificate = make_certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    server = make_server("127.0.0.1", 0, proxy, threaded=True, request_handler=SilentHandler, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.port}", certificate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

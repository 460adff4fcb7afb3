"""Starts Debian's nginx and Caddy with the files of `deploy/`. Only ports, paths and the certificate are replaced."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pycurl

from tests.certificate import make_certificate
from tests.servers import PATIENCE, free_port, wait_until

DEPLOY = Path(__file__).parents[2] / "deploy"


@dataclass
class Answer:
    status: int
    version: int  # of HTTP, as pycurl numbers it
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


class Client:
    """A client with one kept connection that speaks HTTP/2 where it is offered."""

    def __init__(self, origin: str, *, certificate: Path | None = None, address: str = "") -> None:
        """`address` is that of the client."""
        self._origin, self._curl = origin, pycurl.Curl()
        self._lasting: dict[int, object] = {pycurl.TIMEOUT: PATIENCE, pycurl.NOPROXY: "*", pycurl.PATH_AS_IS: True}
        if certificate:
            self._lasting |= {pycurl.CAINFO: str(certificate), pycurl.HTTP_VERSION: pycurl.CURL_HTTP_VERSION_2TLS}
        if address:
            self._lasting |= {pycurl.INTERFACE: address, pycurl.IPRESOLVE: pycurl.IPRESOLVE_V4}

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request. `headers` are written with _ for -."""
        lines: list[str] = []
        received = BytesIO()
        curl = self._curl
        curl.reset()  # keeps the connection
        for option, value in self._lasting.items():
            curl.setopt(option, value)
        curl.setopt(pycurl.URL, self._origin + path)
        curl.setopt(pycurl.CUSTOMREQUEST, method)
        curl.setopt(pycurl.HTTPHEADER, [f"{name.replace('_', '-')}: {text}" for name, text in headers.items()])
        curl.setopt(pycurl.HEADERFUNCTION, lambda line: lines.append(line.decode().strip()))
        curl.setopt(pycurl.WRITEDATA, received)
        if body is not None:
            curl.setopt(pycurl.POSTFIELDS, body)
        curl.perform()
        named = [(name.lower(), text.strip()) for name, _, text in (line.partition(":") for line in lines) if text]
        version = curl.getinfo(pycurl.INFO_HTTP_VERSION)
        return Answer(curl.getinfo(pycurl.RESPONSE_CODE), version, named, received.getvalue())


@dataclass
class Proxy:
    """A running proxy."""

    folder: Path
    port: int
    plain_port: int  # of http
    certificate: Path

    def client(self, address: str = "") -> Client:
        return Client(f"https://localhost:{self.port}", certificate=self.certificate, address=address)

    @property
    def log(self) -> str:
        return "".join(file.read_text() for file in self.folder.glob("*.log"))


def replaced(text: str, old: str, new: str) -> str:
    """Replace `old`, a regular expression, which must be there."""
    text, count = re.subn(old, lambda _: new, text, flags=re.MULTILINE)
    assert count, f"{old} is not in the file"
    return text


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[Proxy]:
    """Run nginx in front of a port. Its own gzip is on, as Debian's `nginx.conf` has it."""
    proxy = Proxy(folder, free_port(), free_port(), make_certificate(folder))
    site = (DEPLOY / "nginx.conf").read_text()
    for old, new in {
        r"^    listen \[::\]:.*\n": "",
        r"listen 80;": f"listen 127.0.0.1:{proxy.plain_port};",
        r"listen 443 ssl": f"listen 127.0.0.1:{proxy.port} ssl",
        r"127\.0\.0\.1:8000;": f"127.0.0.1:{upstream};",
        r"/etc/letsencrypt/live/ask\.example\.org/fullchain\.pem": str(proxy.certificate),
        r"/etc/letsencrypt/live/ask\.example\.org/privkey\.pem": str(proxy.certificate.with_name("key.pem")),
        r"/var/log/nginx/error\.log": str(folder / "error.log"),
        r"server_name ask\.example\.org": "server_name localhost",
    }.items():
        site = replaced(site, old, new)
    (folder / "site.conf").write_text(site)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Its processes stay those of the user of the tests, who alone may read the folder.
    user = "user root root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/start.log; events {{}}\n"
        f"http {{ {temporary} gzip on; gzip_proxied any; gzip_types *; gzip_min_length 1; include {folder}/site.conf; }}\n"
    )
    command = [program("nginx"), "-p", str(folder), "-e", str(folder / "start.log"), "-c", str(folder / "nginx.conf")]
    with running(command, folder, {}):
        wait_until(lambda: is_up(proxy), what="nginx answers")
        yield proxy


@contextmanager
def caddy(folder: Path, upstream: int) -> Iterator[Proxy]:
    """Run Caddy in front of a port. The certificate is ours, because no certificate authority knows localhost."""
    proxy = Proxy(folder, free_port(), free_port(), make_certificate(folder))
    text = (DEPLOY / "Caddyfile").read_text()
    ports = f"{{\n\tadmin off\n\thttp_port {proxy.plain_port}\n\thttps_port {proxy.port}\n"
    tls = f"{{$DOMAIN}} {{\n\ttls {proxy.certificate} {proxy.certificate.with_name('key.pem')}\n"
    text = replaced(replaced(text, r"^\{$\n", ports), r"^\{\$DOMAIN\} \{$\n", tls)
    (folder / "Caddyfile").write_text(text)
    environment = {"DOMAIN": "localhost", "UPSTREAM": f"127.0.0.1:{upstream}", "XDG_DATA_HOME": str(folder)}
    environment |= {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with running([program("caddy"), "run", "--config", str(folder / "Caddyfile")], folder, environment):
        wait_until(lambda: is_up(proxy), what="Caddy answers")
        yield proxy


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, f"{name} is missing: install the Debian package {name}"
    return found


@contextmanager
def running(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run a program, whose output goes to a log in its folder."""
    with (folder / "output.log").open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_up(proxy: Proxy) -> bool:
    for port in (proxy.port, proxy.plain_port):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return False
    return True

"""A push service that answers every message with 201 and does nothing else: TLS on loopback, in its own process."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from granian import Granian
from granian.constants import Interfaces

from tests.servers import free_port, wait_until


async def take(scope: Any, protocol: Any) -> None:
    """RSGI: read the message, answer 201. A path with `hang` in it is never answered."""
    await protocol()
    if "hang" in scope.path:
        await asyncio.sleep(3600)
    protocol.response_empty(201, [])


def certificate(folder: Path) -> Path:
    """A self-signed certificate for 127.0.0.1. Its file is also the list of trusted certificates."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "cert.pem"


@contextmanager
def sink(folder: Path) -> Iterator[str]:
    """Start it; yields its origin. Clients must trust `folder / cert.pem`."""
    certificate(folder)
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(folder), str(port)])
    try:
        wait_until(lambda: _listens(port), what="the sink listens")
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # leave a core to the client
    where, at = Path(sys.argv[1]), int(sys.argv[2])
    Granian(
        "tests.bench.sink:take",
        address="127.0.0.1",
        port=at,
        interface=Interfaces.RSGI,
        ssl_cert=where / "cert.pem",
        ssl_key=where / "key.pem",
        log_enabled=False,
        websockets=False,
    ).serve()

"""The people of the tests: Maria, Amina and John have reminders, and Mallory must be refused everywhere."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Person:
    """A person with a browser, which has a real key pair and a real secret, so that messages are really decrypted."""

    name: str
    language: str
    zone: str
    endpoint: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def subscription(self) -> dict[str, Any]:
        """The subscription as `PushSubscription.toJSON()` returns it."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": base64url(point), "auth": base64url(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def request(self, at: str, **other: Any) -> dict[str, Any]:
        """The body of a PUT that plans a reminder at this wall time."""
        return {
            "subscription": self.subscription,
            "language": self.language,
            "zone": self.zone,
            "kind": "doctor",
            "at": at,
            "repeat": "until-done",
            **other,
        }

    def reads(self, body: bytes) -> dict[str, Any]:
        """Decrypt a push and return its notification."""
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        document = json.loads(plain)
        assert document["web_push"] == 8030
        return dict(document["notification"])


def maria() -> Person:
    return Person("Maria", "es", "Europe/Madrid")


def amina() -> Person:
    return Person("Amina", "ar", "Africa/Cairo")


def john() -> Person:
    return Person("John", "en", "Europe/London")


def mallory() -> Person:
    return Person("Mallory", "en", "America/New_York")

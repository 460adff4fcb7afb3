"""The VAPID keys (RFC 8292): one that new subscriptions use, and older ones for those who used them."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode


class Keys:
    """All keys of a data folder. `public` is what a browser subscribes with: base64url, 87 characters."""

    def __init__(self, file: Path) -> None:
        """Read the key in `file`, and those that a rotation left beside it (`<name>-<public>.pem`).

        Raises:
            OSError, ValueError: a file is missing, unreadable or not a key.
        """
        self.file = file
        current = Vapid02.from_file(str(file))
        self.public = _public(current)
        self._private = {self.public: current}
        for older in file.parent.glob(f"{file.stem}-*.pem"):
            key = Vapid02.from_file(str(older))
            self._private[_public(key)] = key

    def private(self, public: str) -> Vapid02 | None:
        """The private half of a public key, or None when we lost it."""
        return self._private.get(public)


def ensure(file: Path) -> None:
    """Make a key in `file` (PEM, readable by its owner only), unless there is one."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    key = Vapid02()
    key.generate_keys()
    # Never readable by others, not even for a moment: the mode is given when the file is made.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(key.private_pem())


def rotate(file: Path) -> str:
    """Put a new key in the place of the current one, which stays beside it for those who subscribed with it.

    A phone changes over when the app is opened next, with a notification that makes no sound. Returns the new public
    key.
    """
    older = file.with_name(f"{file.stem}-{Keys(file).public[-8:]}.pem")
    if not older.exists():  # it does when an earlier rotation was cut off
        older.hardlink_to(file)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    ensure(fresh)
    fresh.replace(file)
    return Keys(file).public


def _public(key: Vapid02) -> str:
    return str(b64urlencode(key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))

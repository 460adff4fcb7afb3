"""The VAPID keys (RFC 8292): one that new subscriptions use, and older ones for those who used them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode


class KeyFileError(ValueError):
    """A file that cannot be our key. The message is one line, names the file and says what to do."""


class Keys:
    """All keys of a data folder. `public` is what a browser subscribes with: base64url, 87 characters."""

    def __init__(self, file: Path) -> None:
        """Read the key in `file`, and those that a rotation left beside it (`<name>-<public>.pem`).

        Raises:
            OSError: a file is missing or unreadable.
            KeyFileError: it is not the private half of a key on the curve P-256, or others may read it.
        """
        self.file = file
        current = _read(file)
        self.public = _public(current)
        self._private = {self.public: current}
        for older in file.parent.glob(f"{file.stem}-*.pem"):
            key = _read(older)
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


def _read(file: Path) -> Vapid02:
    """The private key in a file. Nobody else may read it: it signs what we send."""
    remedy = "Put another in its place, or move it away: then Ask First makes one, and browsers subscribe again"
    try:
        key = Vapid02.from_file(str(file))
        private = key.private_key
    except (ValueError, TypeError, VapidException) as error:
        raise KeyFileError(f"{file} is not a VAPID key (PEM). It must hold a private key. {remedy}.") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise KeyFileError(f"{file} is not a key on the curve P-256 (RFC 8292). {remedy}.")
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"Others can read the key {file} (mode {mode:04o}). Run: chmod 600 {file}")
    return key


def _public(key: Vapid02) -> str:
    return str(b64urlencode(key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))

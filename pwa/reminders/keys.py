"""The VAPID keys (RFC 8292): the current one for new subscriptions, and older ones for older subscriptions."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode


class KeyFileError(ValueError):
    """A file is not a key that we can use. The message is one line, names the file and says what to do."""


class Keys:
    """All keys of a data folder. `public` is what a browser subscribes with: base64url, 87 characters."""

    def __init__(self, file: Path) -> None:
        """Read the key in `file`, and the older keys that `rotate` has kept beside it (`<name>-<public>.pem`).

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
        """The private half of a public key, or None if we do not have it."""
        return self._private.get(public)


def ensure(file: Path) -> None:
    """Create a key in `file` (PEM, readable by its owner only), unless the file exists."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    key = Vapid02()
    key.generate_keys()
    # The mode is set when the file is created, so that others cannot read it even for a moment.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(key.private_pem())


def rotate(file: Path) -> str:
    """Replace the current key by a new one, and keep the old one for the subscriptions that use it.

    A phone subscribes with the new key when the app is opened next. It shows one notification without a sound for that.

    Returns:
        The new public key.
    """
    older = file.with_name(f"{file.stem}-{Keys(file).public[-8:]}.pem")
    if not older.exists():  # it exists if an earlier rotation was interrupted
        older.hardlink_to(file)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    ensure(fresh)
    fresh.replace(file)
    return Keys(file).public


def _read(file: Path) -> Vapid02:
    """The private key in a file. It signs our pushes, so only its owner may read it."""
    remedy = "Put another in its place, or move it away: then Ask First creates one, and browsers subscribe again"
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

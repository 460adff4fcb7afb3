"""The VAPID keys (RFC 8292): the current one for new subscriptions, and older ones for older subscriptions."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode

# Docker and Podman put secrets here. Only the container sees them, and their mode is 0444.
SECRETS = Path("/run/secrets")


class KeyFileError(ValueError):
    """A file or PWA_VAPID_KEY is not a key that we can use. The message is one line and says what to do."""


class Keys:
    """All keys of a deployment. `public` is what a browser subscribes with: base64url, 87 characters."""

    def __init__(self, file: Path, text: str = "") -> None:
        """Read the key in `file`, and the older keys that `rotate` has kept beside it (`<name>-<public>.pem`).

        Args:
            text: the current key itself. Then the key in `file`, if there is one, is an older one.

        Raises:
            OSError: a file is missing or unreadable.
            KeyFileError: it is not the private half of a key on the curve P-256, or others may read it.
        """
        self.file = file
        current = _parse(text) if text else _read(file)
        self.public = _public(current)
        self._private = {self.public: current}
        older = [file] if text and file.exists() else []
        for one in (*older, *file.parent.glob(f"{file.stem}-*.pem")):
            key = _read(one)
            self._private[_public(key)] = key

    @property
    def all_public(self) -> set[str]:
        """The public keys of all private keys that we have."""
        return set(self._private)

    def private(self, public: str) -> Vapid02 | None:
        """Return the private half of a public key, or None if we do not have it."""
        return self._private.get(public)


def ensure(file: Path) -> bool:
    """Create a key in `file` (PEM, readable by its owner only), unless the file exists. Returns whether it did so.

    The file is whole from the start: another process may create it at the same moment, or read it.
    """
    if file.exists():
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    key = Vapid02()
    key.generate_keys()
    descriptor, name = tempfile.mkstemp(".new", dir=file.parent)  # only its owner may read it
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(key.private_pem())
            stream.flush()
            os.fsync(descriptor)
        file.hardlink_to(fresh)
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


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


def _parse(text: str) -> Vapid02:
    """The private key in a text: PEM, also with `\\n` for its line breaks, or base64url of its number or DER."""
    problem = "PWA_VAPID_KEY is not a VAPID key: it is neither PEM nor base64url of a private key on the curve P-256."
    try:
        is_pem = text.startswith("-----")
        key = Vapid02.from_pem(text.replace("\\n", "\n").encode()) if is_pem else Vapid02.from_string(text)
        private = key.private_key
    except (ValueError, TypeError, VapidException):
        raise KeyFileError(problem) from None  # the cause may quote the key
    if not _is_usable(private):
        raise KeyFileError(problem)
    return key


def _read(file: Path) -> Vapid02:
    """Return the private key in a file. It signs our pushes, so only its owner may read it."""
    remedy = "Put another in its place, or move it away: then Ask First creates one, and browsers subscribe again"
    try:
        key = Vapid02.from_file(str(file))
        private = key.private_key
    except (ValueError, TypeError, VapidException) as error:
        raise KeyFileError(f"{file} is not a VAPID key (PEM). It must hold a private key. {remedy}.") from error
    if not _is_usable(private):
        raise KeyFileError(f"{file} is not a key on the curve P-256 (RFC 8292). {remedy}.")
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and not file.is_relative_to(SECRETS):
        raise KeyFileError(f"Others can read the key {file} (mode {mode:04o}). Run: chmod 600 {file}")
    return key


def _is_usable(private: object) -> bool:
    return isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1)


def _public(key: Vapid02) -> str:
    return str(b64urlencode(key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))

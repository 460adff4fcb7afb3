"""The files of the VAPID keys. An interrupted rotation loses no key, and a repeated one makes a new key."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from py_vapid import Vapid02

from pwa.reminders.keys import KeyFileError, Keys, ensure, rotate


@pytest.fixture
def file(tmp_path: Path) -> Path:
    ensure(tmp_path / "vapid.pem")
    return tmp_path / "vapid.pem"


def test_processes_that_start_at_once_on_an_empty_folder_have_one_key(tmp_path: Path) -> None:
    """Each sees that there is none, and makes one."""
    together = threading.Barrier(8)
    file = tmp_path / "vapid.pem"

    class Seen(type(file)):  # type: ignore[misc]
        def exists(self, **_: bool) -> bool:
            together.wait()
            return False

    with ThreadPoolExecutor(8) as starting:
        made = list(starting.map(ensure, [Seen(file)] * 8))
    assert sorted(made) == [False] * 7 + [True]
    assert Keys(file).public
    assert list(tmp_path.iterdir()) == [file]


def test_every_key_that_a_phone_may_have_is_kept_through_two_rotations(file: Path) -> None:
    first = Keys(file).public
    second, third = rotate(file), rotate(file)
    keys = Keys(file)
    assert keys.public == third
    assert len({first, second, third}) == 3
    for public in (first, second, third):
        found = keys.private(public)
        assert found is not None
        assert keys.private("another") is None
    assert [path.stat().st_mode & 0o777 for path in file.parent.iterdir()] == [0o600] * 3


def test_a_rotation_goes_on_where_an_earlier_one_was_cut_off_after_it_kept_the_old_key(file: Path) -> None:
    first = Keys(file).public
    file.with_name(f"vapid-{first[-8:]}.pem").hardlink_to(file)
    second = rotate(file)
    assert second != first
    assert Keys(file).private(first) is not None


def test_a_rotation_that_was_cut_off_after_it_made_a_key_leaves_none_that_is_used_later(file: Path) -> None:
    left = file.with_suffix(".new")
    ensure(left)
    stale = Keys(left).public
    assert rotate(file) != stale
    assert not left.exists()


def test_a_key_that_others_can_read_is_refused_with_what_to_do(file: Path) -> None:
    for mode in (0o640, 0o604, 0o620, 0o601):
        file.chmod(mode)
        with pytest.raises(KeyFileError, match=f"chmod 600 {file}"):
            Keys(file)
    file.chmod(0o400)
    assert Keys(file).public


def test_a_key_on_another_curve_and_a_file_that_is_no_key_are_refused(file: Path) -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(KeyFileError, match=r"is not a key on the curve P-256 \(RFC 8292\)"):
        Keys(file)
    file.write_text("no key")
    with pytest.raises(KeyFileError, match=r"is not a VAPID key \(PEM\)"):
        Keys(file)


def test_a_secret_that_only_the_container_sees_may_have_any_mode(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker mounts secrets with the mode 0444."""
    monkeypatch.setattr("pwa.reminders.keys.SECRETS", file.parent)
    file.chmod(0o444)
    assert Keys(file).public


def test_a_key_may_come_as_a_text_and_the_file_is_then_an_older_one(file: Path) -> None:
    older = Keys(file).public
    fresh = Vapid02()
    fresh.generate_keys()
    pem = fresh.private_pem().decode()
    number = fresh.private_key.private_numbers().private_value.to_bytes(32, "big")
    base64url = base64.urlsafe_b64encode(number).decode().rstrip("=")
    found = {Keys(file, text).public for text in (pem, pem.strip(), pem.replace("\n", "\\n"), base64url)}
    assert len(found) == 1
    keys = Keys(file, pem)
    assert keys.public != older
    assert keys.all_public == {keys.public, older}
    file.unlink()
    assert Keys(file, base64url).all_public == found


@pytest.mark.parametrize(
    "text", ["S3CRET", "-----BEGIN PRIVATE KEY-----\nS3CRET\n-----END PRIVATE KEY-----", "ab" * 99]
)
def test_a_text_that_is_no_key_is_refused_and_not_repeated(file: Path, text: str) -> None:
    with pytest.raises(KeyFileError, match="PWA_VAPID_KEY is not a VAPID key") as refused:
        Keys(file, text)
    assert "S3CRET" not in str(refused.value)

"""The payload: two independent decoders read it, it follows the standard and Apple's rules, and it is small."""

from __future__ import annotations

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from pwa.languages import LANGUAGES, Language, force_language, moment_in_words
from pwa.reminders import notifications
from pwa.reminders.models import new_id
from tests.conftest import Api, Clock, Work
from tests.meaning.words import words
from tests.people import Person
from tests.push_service import PushService

LONGEST = 3000


def decrypt(body: bytes, person: Person) -> bytes:
    """Decrypt by RFC 8291 and RFC 8188, independently of http_ece."""
    salt, record_size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert record_size >= len(sealed), "one record"
    shared = person.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
    receiver = person.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    info = b"WebPush: info\0" + receiver + sender
    secret = HKDF(hashes.SHA256(), 32, salt=person.secret, info=info).derive(shared)
    extracted = HKDF.extract(hashes.SHA256(), salt, secret)

    def expand(label: bytes, size: int) -> bytes:
        return HKDFExpand(hashes.SHA256(), size, b"Content-Encoding: " + label + b"\0").derive(extracted)

    plain = AESGCM(expand(b"aes128gcm", 16)).decrypt(expand(b"nonce", 12), sealed, None)
    text, delimiter, padding = plain.rpartition(b"\x02")
    assert delimiter == b"\x02"
    assert padding.strip(b"\0") == b""
    return text


def test_two_decoders_read_the_same_in_what_was_really_sent(
    api: Api, work: Work, clock: Clock, push_service: PushService, amina: Person
) -> None:
    api.put(amina.request("2026-11-24T10:00"))
    clock.set("2026-11-24T10:00", amina.zone)
    work()
    for post in push_service.posts:
        plain = decrypt(post.body, amina)
        assert json.loads(plain)["notification"] == amina.reads(post.body)
        assert len(post.body) <= 4096
    topic = push_service.posts[-1].headers["Topic"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", topic)
    assert len(topic) % 4 != 1, "Apple: whole base64"
    assert 0 < int(push_service.posts[-1].headers["TTL"]) <= 86400


def documents(app: Flask, language: Language, base_url: str) -> list[str]:
    """Return a payload of every kind: the first, a renewal, a test, and those of due reminders."""
    with app.app_context(), force_language(language):
        return [
            notifications.first_message(moment_in_words(datetime(2026, 11, 24, 10)), new_id(), language, base_url),
            notifications.renewed_message(new_id(), language, base_url),
            notifications.test_message(language, base_url),
            *[
                notifications.due_message(note, new_id(), moves, language, base_url, planned_at=1_796_000_000)
                for note in notifications.KINDS.values()
                for moves in (0, 1234)
            ],
        ]


@pytest.mark.parametrize(
    ("base_url", "size"),
    [
        ("http://localhost:8000", 2048),
        ("https://a-rather-long-name-of-a-clinic.example.org", 2048),
        (f"https://{'a-much-longer-name-' * 6}.example.org", 2048),
    ],
    ids=["a short address", "a long address", "a very long address"],
)
def test_its_length_tells_neither_the_kind_nor_the_language(reading_app: Flask, base_url: str, size: int) -> None:
    found = [text for language in LANGUAGES.values() for text in documents(reading_app, language, base_url)]
    assert len({text.strip() for text in found}) == len(found)
    assert {len(text.encode()) for text in found} == {size}


def test_every_message_has_one_size_at_the_push_service_and_is_whole_on_the_phone(
    api: Api, work: Work, clock: Clock, push_service: PushService, amina: Person, john: Person
) -> None:
    """The first notification and a reminder in two languages are encrypted, sent and decrypted."""
    for person, kind in ((amina, "doctor"), (john, "after")):
        api.put(person.request("2026-11-24T10:00", kind=kind))
        api.post("test", {"subscription": person.subscription})
        clock.set("2026-11-24T10:01", person.zone)
        work()
        clock.set("2026-11-22T12:00", person.zone)
        assert {len(decrypt(post.body, person)) for post in push_service.posts[-3:]} == {2048}
    assert len(push_service.posts) == 6
    assert {len(post.body) for post in push_service.posts} == {2048 + 103}, "RFC 8291: a header, a delimiter, a tag"
    assert amina.reads(push_service.posts[2].body)["timestamp"] == 1000 * int(
        datetime(2026, 11, 24, 10, tzinfo=ZoneInfo(amina.zone)).timestamp()
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.tag)
def test_the_shape_is_that_of_a_declarative_push_message_and_at_most_3_kb(
    reading_app: Flask, language: Language
) -> None:
    base = "https://a-rather-long-name-of-a-clinic.example.org"
    for text in documents(reading_app, language, base):
        assert len(text.encode()) <= LONGEST
        message = json.loads(text)
        # W3C Push API, declarative push message; WebKit refuses one without title or with a relative address.
        assert message["web_push"] == 8030
        note = message["notification"]
        assert set(message) == {"web_push", "notification"}
        assert note["title"].strip()
        assert note["body"].strip()
        assert note["navigate"].startswith(f"{base}/{language.tag}/reminders#")
        assert (note["lang"], note["dir"]) == (language.tag, language.direction)
        assert note["silent"] == note["navigate"].endswith("#mine"), "nobody asked for a renewal"
        # The address of a button contains its answer, because a browser may open it without waking the worker.
        for action in note.get("actions", []):
            assert action["title"].strip()
            assert action["navigate"] == f"{note['navigate']}={action['action']}.{note['data']['moves']}"
        # The address in `data` is relative, those above are absolute. There is no icon, because WebKit refuses a document
        # whose icon has a relative address.
        assert note["navigate"] == base + note["data"]["navigate"]
        assert not {"icon", "badge"} & set(note)
        # Not mutable, so that Safari shows it without waking a worker. No badge, because it has no meaning here.
        assert not {"mutable", "app_badge"} & {*message, *note}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.tag)
def test_a_lock_screen_says_nothing_about_health(reading_app: Flask, language: Language) -> None:
    told = words("en_GB" if language.checked == "source" else language.babel).health
    with reading_app.app_context(), force_language(language):
        shown = [str(text) for note in notifications.KINDS.values() for text in (note.title, note.body)]
        documents = [notifications.test_message(language, ""), notifications.renewed_message("", language, "")]
        for document in documents:
            notification = json.loads(document)["notification"]
            shown += [notification["title"], notification["body"]]
    for text in shown:
        assert not told.search(text), text

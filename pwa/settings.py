"""The settings of a deployer: one frozen record, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from pwa.hosts import address_of, is_reserved_name, is_this_machine
from pwa.languages import LANGUAGES
from pwa.states import State

MAY_HOLD_A_PASSWORD = {"PWA_DATABASE_URL", "PWA_VAPID_KEY"}
# The contact for push services when none is set. It reaches nobody (RFC 2606), but the DNS knows the name: Apple
# refuses `localhost`, `.local` and `.invalid` (web-push-libs/web-push#947).
NO_CONTACT = "mailto:nobody@example.com"


class SettingError(ValueError):
    """A setting has a value that we cannot use. The message names the setting and quotes the text, unless that
    may hold a password."""


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("is not a host name or an address, like 127.0.0.1")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError("is not a port, a number from 1 to 65535")
    return int(text)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _database(text: str) -> str:
    problem = "is not an address of SQLite or PostgreSQL, like sqlite:////srv/ask-first.sqlite3"
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        raise ValueError(problem) from None
    # If a password holds an @ that is not written as %40, a part of the password is read as the host.
    if url.get_backend_name() not in {"sqlite", "postgresql"} or "@" in (url.host or ""):
        raise ValueError(problem)
    return text.replace("postgresql:", "postgresql+psycopg:", 1)


def _contact(text: str) -> str:
    # RFC 8292, 2.1; Apple answers 403 to anything that is not a plain mailto: or https: URI.
    if not re.fullmatch(r"mailto:[!-~]+@[!-~]+|https://[!-~]+", text) or re.search("[<>]|@.*@", text):
        raise ValueError(
            "is not a contact: write mailto: and an email address, or an address that begins with https://"
        )
    return text


def _is_public(base_url: str) -> bool:
    """Return whether people other than a developer use this address: push needs https, except on localhost."""
    site = urlsplit(base_url)
    return site.scheme == "https" and not is_this_machine(site.hostname or "")


def _can_be_reached(contact: str) -> bool:
    """Return whether a contact is at a name or an address of the public Internet, and a URI (ASCII)."""
    try:
        host = contact.rpartition("@")[2] if contact.startswith("mailto:") else urlsplit(contact).hostname or ""
    except ValueError:
        return False
    host = host.partition("?")[0]
    address = address_of(host)
    return contact.isascii() and (address.is_global if address else not is_reserved_name(host))


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or text != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("is not an origin, like https://clinic.example (no path, no slash at the end)")
    if parts.username is not None or parts.port == 0:
        raise ValueError("is not an origin: leave out the user name, and name a real port")
    return text


def _push_services(text: str) -> str:
    if text not in {"known", "any-public"}:
        raise ValueError("is neither known nor any-public")
    return text


def _origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(part) for part in text.split())


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError("is not a whole number from 0 to 999999999")
    return int(text)


def _hsts(text: str) -> str:
    if text not in {"host", "preload"}:
        raise ValueError("is neither host nor preload")
    return text


def _line(most: int) -> Callable[[str], str]:
    """Return a reader of one line of text, with at most so many characters."""

    def read(text: str) -> str:
        # Not printable: line breaks, and marks that turn the direction of the text after them. ZWNJ is a part of words.
        if len(text) > most or not text.replace("\u200c", "").isprintable():
            raise ValueError(f"is not one line of at most {most} characters")
        return text.strip()

    return read


def _telephone(text: str) -> str:
    # ITU-T E.164: at most 15 digits. Brackets, dots, hyphens, slashes and spaces are how people write them.
    if not re.fullmatch(r"\+?[0-9(][0-9 ()./-]*", text) or not 3 <= len(re.sub(r"\D", "", text)) <= 15:
        raise ValueError("is not a telephone number, like +44 20 7946 0018")
    return text


def _package(text: str) -> str:
    # developer.android.com, "Configure the app module": two or more segments.
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)+", text) or len(text) > 150:
        raise ValueError("is not the name of an Android package, like org.clinic.askfirst")
    return text


def _fingerprints(text: str) -> tuple[str, ...]:
    found = tuple(text.upper().split())
    if not all(re.fullmatch(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}", one) for one in found):
        raise ValueError(
            "is not one or more SHA-256 fingerprints: each has 32 pairs of hexadecimal digits, like 14:6D:E9"
        )
    return found


def _languages(text: str) -> tuple[str, ...]:
    tags = tuple(text.split())
    if unknown := [tag for tag in tags if tag not in LANGUAGES]:
        raise ValueError(f"names {unknown[0]!r}, which is not one of {' '.join(LANGUAGES)}")
    if "en" not in tags:
        raise ValueError("leaves out en: English is the source, and stands beside unchecked text")
    return tags


def _state(text: str) -> State:
    try:
        return State(text)
    except ValueError:
        raise ValueError(f"is not one of {' '.join(State)}") from None


def _self_check(text: str) -> str:
    if text not in {"full", "read-only"}:
        raise ValueError("is neither full nor read-only")
    return text


def _service_worker(text: str) -> str:
    if text not in {"on", "remove"}:
        raise ValueError("is neither on nor remove")
    return text


def _setting(name: str, read: Callable[[str], Any], default: Any, *, shown: str, meaning: str) -> Any:
    """Return a field that is a row of the table in the README: variable, default as a person reads it, meaning."""
    metadata = {"name": name, "read": read, "shown": shown, "meaning": meaning}
    return field(default=default, metadata=metadata, repr=name not in MAY_HOLD_A_PASSWORD)


@dataclass(frozen=True)
class Clinic:
    """The clinic that offers the app, as pages show it. Telephone and address may be empty."""

    name: str
    phone: str
    address: str

    @property
    def uri(self) -> str:
        """The telephone number as a URI (RFC 3966)."""
        return "tel:" + re.sub(r"[^+0-9]", "", self.phone)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every field is optional. Time zones are not settings, because each person has their own."""

    host: str = _setting(
        "PWA_HOST",
        _host,
        "127.0.0.1",
        shown="127.0.0.1",
        meaning="address to listen on; `HOST` works too",
    )
    port: int = _setting("PWA_PORT", _port, 8000, shown="8000", meaning="port to listen on; `PORT` works too")
    base_url: str = _setting(
        "PWA_BASE_URL",
        _origin,
        "",
        shown="http://HOST:PORT",
        meaning="public address, for notifications and links; push needs https, except on localhost",
    )
    data_dir: Path = _setting(
        "PWA_DATA_DIR",
        _folder,
        None,
        shown="./data",
        meaning="folder of the SQLite file and the VAPID key",
    )
    database_url: str = _setting(
        "PWA_DATABASE_URL",
        _database,
        "",
        shown="a SQLite file in the data folder",
        meaning="address of another database, in the form of SQLAlchemy",
    )
    vapid_key_file: Path = _setting(
        "PWA_VAPID_KEY_FILE",
        _folder,
        None,
        shown="vapid.pem in the data folder",
        meaning="private key that signs pushes (PEM, mode 0600; below `/run/secrets` any mode)",
    )
    vapid_key: str = _setting(
        "PWA_VAPID_KEY",
        str.strip,
        "",
        shown="the key in that file",
        meaning="the private key itself, as PEM or base64url, where a file cannot be shared",
    )
    contact: str = _setting(
        "PWA_CONTACT",
        _contact,
        "",
        shown=f"a public https `PWA_BASE_URL`; in development {NO_CONTACT}, which reaches nobody",
        meaning="contact for push services; in public, not at a reserved or local name such as `.local`; an email"
        " address is also shown to readers, for wrong sentences",
    )
    push_services: str = _setting(
        "PWA_PUSH_SERVICES",
        _push_services,
        "known",
        shown="known",
        meaning="`any-public` also sends to every other public https host, as UnifiedPush and ntfy need it",
    )
    push_origins: tuple[str, ...] = _setting(
        "PWA_PUSH_ORIGINS",
        _origins,
        (),
        shown="none",
        meaning="more push services to send to, as whole origins with spaces between",
    )
    languages: tuple[str, ...] = _setting(
        "PWA_LANGUAGES",
        _languages,
        tuple(LANGUAGES),
        shown="all that Ask First has",
        meaning="languages offered, with spaces between, such as `en es`",
    )
    languages_min_state: State = _setting(
        "PWA_LANGUAGES_MIN_STATE",
        _state,
        State.DRAFT,
        shown="machine-draft",
        meaning="`speaker-checked` or `clinician-checked` offers only languages in which each sentence was checked so"
        " far; English is always offered",
    )
    self_check: str = _setting(
        "PWA_SELF_CHECK",
        _self_check,
        "full",
        shown="full",
        meaning="`read-only` shows the warning signs as a list without ticking, where ticking could count as a device",
    )

    service_worker: str = _setting(
        "PWA_SERVICE_WORKER",
        _service_worker,
        "on",
        shown="on",
        meaning="`remove`: phones delete all saved pages and the service worker, and so lose offline use and push"
        " notifications; what people wrote stays",
    )
    trusted_proxies: int = _setting(
        "PWA_TRUSTED_PROXIES",
        _count,
        0,
        shown="0",
        meaning="number of your proxies in front; as many entries of `X-Forwarded-For` are trusted",
    )
    max_subscriptions: int = _setting(
        "PWA_MAX_SUBSCRIPTIONS",
        _count,
        100_000,
        shown="100000",
        meaning="the most browsers that may have reminders; the next one is asked to use a calendar",
    )
    min_free_disk: int = _setting(
        "PWA_MIN_FREE_DISK",
        _count,
        100,
        shown="100",
        meaning="MB to keep free on the disk of the SQLite file; with less, no reminder is taken; Done and Stop work",
    )
    metrics_port: int = _setting(
        "PWA_METRICS_PORT",
        _port,
        0,
        shown="none",
        meaning="port on which `pwa worker` shows its own numbers for Prometheus, at `PWA_HOST`",
    )
    hsts: str = _setting(
        "PWA_HSTS",
        _hsts,
        "host",
        shown="host",
        meaning="`host`: browsers use only https for this host; `preload`: for all hosts below it too, and this may be"
        " in the lists that browsers ship",
    )
    clinic_name: str = _setting(
        "PWA_CLINIC_NAME",
        _line(80),
        "",
        shown="none",
        meaning="name of your clinic, on the home page, the reminders and the doctor's sheet; at most 80 characters",
    )
    clinic_phone: str = _setting(
        "PWA_CLINIC_PHONE",
        _telephone,
        "",
        shown="none",
        meaning="its telephone number, which a tap calls, like `+44 20 7946 0018`",
    )
    clinic_address: str = _setting(
        "PWA_CLINIC_ADDRESS",
        _line(160),
        "",
        shown="none",
        meaning="its address, in one line of at most 160 characters",
    )
    play_package: str = _setting(
        "PWA_PLAY_PACKAGE",
        _package,
        "",
        shown="none",
        meaning="name of an Android package that shows this site, for `/.well-known/assetlinks.json`",
    )
    play_fingerprints: tuple[str, ...] = _setting(
        "PWA_PLAY_FINGERPRINTS",
        _fingerprints,
        (),
        shown="none",
        meaning="SHA-256 fingerprints of the keys that sign it, with spaces between",
    )

    @property
    def read_only(self) -> bool:
        """Whether the self-check is a list without ticking."""
        return self.self_check == "read-only"

    @property
    def removes_worker(self) -> bool:
        """Whether phones delete the service worker and all that it saved."""
        return self.service_worker == "remove"

    @property
    def clinic(self) -> Clinic | None:
        """The clinic that pages show, if there is one."""
        return Clinic(self.clinic_name, self.clinic_phone, self.clinic_address) if self.clinic_name else None

    @property
    def email(self) -> str:
        """The email address to which readers may write about a wrong sentence: that of the contact, or empty."""
        scheme, _, address = self.contact.partition(":")
        return address.partition("?")[0] if scheme == "mailto" and self.contact != NO_CONTACT else ""

    @property
    def any_push_service(self) -> bool:
        """Whether we send to every public https host, and not only to the known push services of browsers."""
        return self.push_services == "any-public"

    def __post_init__(self) -> None:
        """Fill in the settings that follow from others."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        data_dir = self.data_dir or Path("data").absolute()
        derived = {
            "base_url": f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}",
            "data_dir": data_dir,
            "database_url": f"sqlite:///{data_dir / 'ask-first.sqlite3'}",
            "vapid_key_file": data_dir / "vapid.pem",
        }
        for name, value in derived.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        if not self.contact:
            # RFC 8292, 2.1: an https: URI will do.
            object.__setattr__(self, "contact", self.base_url if _is_public(self.base_url) else NO_CONTACT)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the PWA_* variables.

        Raises:
            SettingError: a value cannot be used, alone or with the others, or a PWA_* variable is unknown (otherwise a
                typing mistake would have no effect and no message).
        """
        known = {row.metadata["name"]: row for row in fields(cls)}
        texts = {"PWA_HOST": environ.get("HOST", ""), "PWA_PORT": environ.get("PORT", "")}
        texts |= {name: text for name, text in environ.items() if name.startswith("PWA_")}
        values = {}
        for name, text in texts.items():
            if name not in known:
                raise SettingError(f"{name} is not a setting. The settings are {', '.join(known)}.")
            if not text:
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](text)
            except ValueError as error:
                subject = name if name in MAY_HOLD_A_PASSWORD else f"{name}: {text!r}"
                raise SettingError(f"{subject} {error}.") from error
        settings = cls(**values)
        if _is_public(settings.base_url) and not _can_be_reached(settings.contact):
            raise SettingError(
                f"PWA_CONTACT: {settings.contact!r} is at a reserved or local name. Apple's push service refuses such a"
                " contact, and no iPhone would get a reminder. Set PWA_CONTACT to mailto: and your email address."
            )
        if (settings.clinic_phone or settings.clinic_address) and not settings.clinic:
            raise SettingError(
                "PWA_CLINIC_NAME is missing. A telephone number or an address needs the name of the clinic."
            )
        if bool(settings.play_package) != bool(settings.play_fingerprints):
            raise SettingError("PWA_PLAY_PACKAGE and PWA_PLAY_FINGERPRINTS need each other. Set both or neither.")
        return settings

"""Settings: every value is checked when the app starts, and a mistake is named with its text."""

from dataclasses import fields
from pathlib import Path

import pytest

from pwa.settings import SettingError, Settings


def test_nothing_needs_to_be_set():
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{Path('data').absolute()}/ask-first.sqlite3"
    assert settings.vapid_key_file == Path("data").absolute() / "vapid.pem"
    assert settings.languages == ("en", "es", "ar")


def test_plain_host_and_port_work_too_and_the_longer_name_wins():
    settings = Settings.from_environment({"HOST": "0.0.0.0", "PORT": "80", "PWA_PORT": "8080"})
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.base_url == "http://localhost:8080"


def test_an_address_of_ipv6_gets_its_brackets():
    assert Settings.from_environment({"HOST": "::1"}).base_url == "http://[::1]:8000"


def test_several_push_origins_stand_with_spaces_between():
    settings = Settings.from_environment({"PWA_PUSH_ORIGINS": "https://push.clinic.example http://127.0.0.1:9"})
    assert settings.push_origins == ("https://push.clinic.example", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PWA_PORT", "abc"),
        ("PWA_PORT", "0"),
        ("PWA_PORT", "65536"),
        ("PWA_PORT", "８０"),
        ("PWA_HOST", "two words"),
        ("PWA_BASE_URL", "clinic.example"),
        ("PWA_BASE_URL", "https://clinic.example/app"),
        ("PWA_CONTACT", "somebody"),
        ("PWA_CONTACT", "mailto: <me@clinic.example>"),
        ("PWA_PUSH_ORIGINS", "https://user@push.example"),
        ("PWA_PUSH_ORIGINS", "ftp://push.example"),
        ("PWA_LANGUAGES", "en xx"),
        ("PWA_LANGUAGES", "es ar"),
        ("PWA_TRUSTED_PROXIES", "-1"),
        ("PWA_MAX_SUBSCRIPTIONS", "many"),
        ("PWA_MIN_FREE_DISK", "0.5"),
        ("PWA_HSTS", "yes"),
    ],
)
def test_a_bad_value_is_named_with_its_text(name: str, text: str):
    with pytest.raises(SettingError, match=name) as error:
        Settings.from_environment({name: text})
    assert repr(text.rsplit(maxsplit=1)[-1] if name == "PWA_LANGUAGES" and "xx" in text else text) in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "mysql://maria:S3CRET@localhost/db",
        "postgres://maria:S3CRET@localhost/db",
        "postgresql://maria:S3CRET@localhost:port/db",
        "postgresql://maria:p@S3CRET@localhost/db",
        "postgresql://maria:S3CRET@[::1/db",
        "postgresql:maria:S3CRET",
        "sqlite:S3CRET",
    ],
)
def test_an_address_of_a_database_that_is_wrong_is_named_but_not_shown(text: str):
    with pytest.raises(SettingError, match=r"^PWA_DATABASE_URL is not an address of SQLite or PostgreSQL") as error:
        Settings.from_environment({"PWA_DATABASE_URL": text})
    assert "S3CRET" not in str(error.value)


def test_a_setting_that_does_not_exist_is_a_mistake_not_a_silence():
    with pytest.raises(SettingError, match="PWA_DATABSE_URL is not a setting"):
        Settings.from_environment({"PWA_DATABSE_URL": "sqlite:///x"})


def test_every_field_can_be_set_from_the_environment():
    assert all(row.metadata["name"].startswith("PWA_") and row.metadata["meaning"] for row in fields(Settings))

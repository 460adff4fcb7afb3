"""Settings: every value is checked when the app starts, and a mistake is named with its text."""

from dataclasses import fields
from pathlib import Path

import pytest

from pwa.languages import LANGUAGES
from pwa.settings import SettingError, Settings


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{Path('data').absolute()}/ask-first.sqlite3"
    assert settings.vapid_key_file == Path("data").absolute() / "vapid.pem"
    assert settings.languages == tuple(LANGUAGES)


def test_plain_host_and_port_work_too_and_the_longer_name_wins() -> None:
    settings = Settings.from_environment({"HOST": "0.0.0.0", "PORT": "80", "PWA_PORT": "8080"})
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.base_url == "http://localhost:8080"


def test_an_address_of_ipv6_gets_its_brackets() -> None:
    assert Settings.from_environment({"HOST": "::1"}).base_url == "http://[::1]:8000"


def test_several_push_origins_stand_with_spaces_between() -> None:
    settings = Settings.from_environment({"PWA_PUSH_ORIGINS": "https://push.clinic.example http://127.0.0.1:9"})
    assert settings.push_origins == ("https://push.clinic.example", "http://127.0.0.1:9")


def test_push_services_can_reach_the_deployer_at_the_public_address_unless_a_contact_is_set() -> None:
    public = {"PWA_BASE_URL": "https://ask.clinic.org"}
    assert Settings.from_environment(public).contact == "https://ask.clinic.org"
    contact = {"PWA_CONTACT": "mailto:name@clinic.org"}
    assert Settings.from_environment({**public, **contact}).contact == "mailto:name@clinic.org"


@pytest.mark.parametrize("base_url", ["", "http://localhost:8000", "https://localhost", "https://127.0.0.1:8443"])
def test_on_a_developers_machine_the_contact_is_a_name_that_the_dns_knows_and_that_reaches_nobody(
    base_url: str,
) -> None:
    assert Settings.from_environment({"PWA_BASE_URL": base_url}).contact == "mailto:nobody@example.com"
    local = {"PWA_BASE_URL": base_url, "PWA_CONTACT": "mailto:me@localhost"}
    assert Settings.from_environment(local).contact == "mailto:me@localhost"


RESERVED = [
    *(
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "clinic.local",
        "clinic.local.",
        "Clinic.LOCAL",
        "x.invalid",
    ),
    *("x.test", "localhost.example", "example", "example.com", "www.example.com", "example.net", "example.org"),
    *("intranet", "x.internal", "x.home.arpa", "x.onion", "127.0.0.1", "192.168.1.5"),
]


@pytest.mark.parametrize("host", RESERVED)
def test_in_public_a_contact_that_apple_refuses_is_refused_in_one_clear_line(host: str) -> None:
    contacts = [f"mailto:me@{host}", f"mailto:me@{host}?subject=push", f"https://{host}", f"https://{host}:8443/about"]
    for contact in contacts:
        with pytest.raises(SettingError, match=r"^PWA_CONTACT: .* Set PWA_CONTACT to mailto: .*\.$") as error:
            Settings.from_environment({"PWA_BASE_URL": "https://ask.clinic.org", "PWA_CONTACT": contact})
        assert repr(contact) in str(error.value)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "base_url", ["https://clinic.local", "https://pi:8443", "https://10.0.0.1", "https://[fd00::1]"]
)
def test_a_public_address_that_nobody_outside_can_reach_is_no_contact(base_url: str) -> None:
    with pytest.raises(SettingError, match=r"^PWA_CONTACT: "):
        Settings.from_environment({"PWA_BASE_URL": base_url})
    assert Settings.from_environment({"PWA_BASE_URL": base_url, "PWA_CONTACT": "mailto:me@clinic.org"})


def test_in_public_a_contact_with_half_an_address_is_refused() -> None:
    with pytest.raises(SettingError, match=r"^PWA_CONTACT: "):
        Settings.from_environment({"PWA_BASE_URL": "https://ask.clinic.org", "PWA_CONTACT": "https://[::1/about"})


@pytest.mark.parametrize("host", ["clinic.org", "notlocal.de", "example.com.clinic.org", "myexample.com", "8.8.8.8"])
def test_other_contacts_are_taken(host: str) -> None:
    for contact in (f"mailto:me@{host}", f"https://{host}/contact"):
        assert Settings.from_environment({"PWA_BASE_URL": "https://a.org", "PWA_CONTACT": contact}).contact == contact


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
        ("PWA_CONTACT", "https://clínica.example"),
        ("PWA_CONTACT", "mailto:a@b@c"),
        ("PWA_PUSH_SERVICES", "all"),
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
def test_a_bad_value_is_named_with_its_text(name: str, text: str) -> None:
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
def test_an_address_of_a_database_that_is_wrong_is_named_but_not_shown(text: str) -> None:
    with pytest.raises(SettingError, match=r"^PWA_DATABASE_URL is not an address of SQLite or PostgreSQL") as error:
        Settings.from_environment({"PWA_DATABASE_URL": text})
    assert "S3CRET" not in str(error.value)


def test_a_setting_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(SettingError, match="PWA_DATABSE_URL is not a setting"):
        Settings.from_environment({"PWA_DATABSE_URL": "sqlite:///x"})


def test_every_field_can_be_set_from_the_environment() -> None:
    assert all(row.metadata["name"].startswith("PWA_") and row.metadata["meaning"] for row in fields(Settings))


# Each limit from both sides, and the messages of mistakes ----------------------------------------

A_HOST = "is not a host name or an address, like 127.0.0.1"
A_PORT = "is not a port, a number from 1 to 65535"
AN_ORIGIN = "is not an origin, like https://clinic.example (no path, no slash at the end)"
A_REAL_PORT = "is not an origin: leave out the user name, and name a real port"
A_CONTACT = "is not a contact: write mailto: and an email address, or an address that begins with https://"
A_NUMBER = "is not a whole number from 0 to 999999999"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("PWA_HOST", "two words", A_HOST),
        ("PWA_HOST", "a/b", A_HOST),
        *[("PWA_PORT", text, A_PORT) for text in ("0", "65536", "-1", "８０", "8.0")],
        *[("PWA_BASE_URL", text, AN_ORIGIN) for text in ("ftp://a.org", "https://", "https://a.org/", "HTTPS://a.org")],
        *[("PWA_BASE_URL", text, A_REAL_PORT) for text in ("https://a.org:0", "https://me@a.org", "https://@a.org")],
        *[
            ("PWA_CONTACT", text, A_CONTACT)
            for text in ("me@a.org", "mailto:@a.org", "http://a.org", "https://<a.org>")
        ],
        ("PWA_PUSH_SERVICES", "all", "is neither known nor any-public"),
        ("PWA_PUSH_ORIGINS", "https://a.org https://b.org:0", A_REAL_PORT),
        *[("PWA_MAX_SUBSCRIPTIONS", text, A_NUMBER) for text in ("1000000000", "-1", "1.5", "１")],
        ("PWA_HSTS", "yes", "is neither host nor preload"),
        ("PWA_LANGUAGES", "en xx yy", f"names 'xx', which is not one of {' '.join(LANGUAGES)}"),
        ("PWA_LANGUAGES", "es", "leaves out en: English is the source, and stands beside unchecked text"),
        ("PWA_SELF_CHECK", "none", "is neither full nor read-only"),
    ],
)
def test_a_mistake_is_reported_in_one_sentence_with_its_text(name: str, text: str, told: str) -> None:
    with pytest.raises(SettingError) as error:
        Settings.from_environment({name: text})
    assert str(error.value) == f"{name}: {text!r} {told}."


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("PWA_HOST", "my_host-1.local", "host", "my_host-1.local"),
        ("PWA_HOST", "Clinic.ORG", "host", "Clinic.ORG"),
        ("PORT", "80", "port", 80),
        ("PWA_PORT", "1", "port", 1),
        ("PWA_PORT", "65535", "port", 65535),
        ("PWA_BASE_URL", "https://a.org:1", "base_url", "https://a.org:1"),
        ("PWA_MAX_SUBSCRIPTIONS", "0", "max_subscriptions", 0),
        ("PWA_MAX_SUBSCRIPTIONS", "999999999", "max_subscriptions", 999_999_999),
        ("PWA_MIN_FREE_DISK", "7", "min_free_disk", 7),
        ("PWA_TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("PWA_HSTS", "host", "hsts", "host"),
        ("PWA_HSTS", "preload", "hsts", "preload"),
        ("PWA_SELF_CHECK", "full", "read_only", False),
        ("PWA_SELF_CHECK", "read-only", "read_only", True),
        ("PWA_PUSH_SERVICES", "known", "any_push_service", False),
        ("PWA_PUSH_SERVICES", "any-public", "any_push_service", True),
        ("PWA_LANGUAGES", "es en", "languages", ("es", "en")),
        ("PWA_DATA_DIR", "/srv/data", "vapid_key_file", Path("/srv/data/vapid.pem")),
        ("PWA_DATA_DIR", "/srv/data", "database_url", "sqlite:////srv/data/ask-first.sqlite3"),
        ("PWA_DATA_DIR", "~/data", "data_dir", Path.home() / "data"),
        ("PWA_DATA_DIR", "here", "data_dir", Path("here").absolute()),
        ("PWA_VAPID_KEY_FILE", "/etc/key.pem", "vapid_key_file", Path("/etc/key.pem")),
        ("PWA_DATABASE_URL", "sqlite:///x", "database_url", "sqlite:///x"),
        ("PWA_DATABASE_URL", "postgresql://h/d", "database_url", "postgresql+psycopg://h/d"),
        (
            "PWA_DATABASE_URL",
            "postgresql://h/d?options=postgresql:",
            "database_url",
            "postgresql+psycopg://h/d?options=postgresql:",
        ),
        (
            "PWA_DATABASE_URL",
            "postgresql://ask@/ask?host=db1:5432&host=db2:5432&target_session_attrs=read-write",
            "database_url",
            "postgresql+psycopg://ask@/ask?host=db1:5432&host=db2:5432&target_session_attrs=read-write",
        ),
        ("PWA_HOST", "::", "base_url", "http://localhost:8000"),
        ("PWA_HOST", "fe80::1", "base_url", "http://[fe80::1]:8000"),
    ],
)
def test_values_are_parsed(name: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.from_environment({name: text}), field) == value


def test_these_are_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.push_origins, settings.push_services, settings.self_check) == ((), "known", "full")
    assert (settings.trusted_proxies, settings.max_subscriptions, settings.min_free_disk) == (0, 100_000, 100)
    assert (settings.hsts, settings.data_dir) == ("host", Path("data").absolute())


def test_an_empty_variable_counts_as_not_set() -> None:
    names = [row.metadata["name"] for row in fields(Settings)]
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings.from_environment({})


def test_an_unknown_variable_is_reported_with_the_known_ones() -> None:
    with pytest.raises(SettingError) as error:
        Settings.from_environment({"PWA_COLOUR": "blue", "OTHER": "x"})
    names = ", ".join(row.metadata["name"] for row in fields(Settings))
    assert str(error.value) == f"PWA_COLOUR is not a setting. The settings are {names}."

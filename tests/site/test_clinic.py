"""What a deployer adds by settings: the clinic on its pages, and the Android package that may show the site."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask import Flask

from pwa import create_app
from pwa.languages import LANGUAGES
from pwa.services import services
from pwa.settings import Clinic, SettingError, Settings
from pwa.site.documents import Document
from tests.conftest import prepared
from tests.servers import ORIGIN

NAME, ADDRESS = "Clínica <b>Luz & Paz</b>", 'Calle Mayor 1 "B", 28013 Madrid'
PHONE = "+34 (91) 555-01 23"
FINGERPRINT = ":".join(["1A"] * 32)
CHOSEN = {
    "PWA_CLINIC_NAME": NAME,
    "PWA_CLINIC_PHONE": PHONE,
    "PWA_CLINIC_ADDRESS": ADDRESS,
    "PWA_CONTACT": "mailto:text@clinic.org?subject=Push",
    "PWA_PLAY_PACKAGE": "org.clinic.ask_first",
    "PWA_PLAY_FINGERPRINTS": f"{FINGERPRINT} {FINGERPRINT.lower().replace('1a', '2b')}",
}
WITH_CLINIC = ("", "doctor", "reminders", "privacy", "wrong")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data = {"PWA_DATA_DIR": str(tmp_path_factory.mktemp("data")), "PWA_BASE_URL": ORIGIN}
    return create_app(prepared(Settings.from_environment({**CHOSEN, **data})))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("slug", WITH_CLINIC)
def test_the_clinic_is_on_its_pages_as_text_with_a_number_that_a_tap_calls(app: Flask, tag: str, slug: str) -> None:
    page = services(app).release.documents[f"/{tag}/{slug}"].body.decode()
    [part] = re.findall(r'<section class="flow screen-only" aria-labelledby="clinic">.*?</section>', page, re.DOTALL)
    shown = [html.unescape(text) for text in re.findall(r"<bdi[^>]*>([^<]*)</bdi>", part)]
    assert shown == [NAME, ADDRESS, PHONE]
    assert 'href="tel:+34915550123"' in part
    assert '<bdi dir="ltr">' in part, "a number is read from the left in every language"


def test_it_is_on_no_other_page(app: Flask) -> None:
    found = {path for path, page in services(app).release.documents.items() if b'id="clinic"' in page.body}
    assert found == {f"/{tag}/{slug}" for tag in LANGUAGES for slug in WITH_CLINIC}


def test_a_wrong_sentence_can_be_sent_to_the_email_address_of_the_deployer(app: Flask, reading_app: Flask) -> None:
    links = {
        path: re.findall(r'href="(mailto:[^"]*)"', page.body.decode())
        for path, page in services(app).release.documents.items()
        if "html" in page.content_type
    }
    written = ["mailto:text@clinic.org?subject=Ask%20First"]
    assert {path: found for path, found in links.items() if found} == {
        f"/{tag}/wrong": written * 2 for tag in LANGUAGES
    }
    assert b"mailto:" not in services(reading_app).release.documents["/en/wrong"].body, (
        "nobody@example.com reads nothing"
    )


def test_it_fits_the_budget_of_a_page(app: Flask, reading_app: Flask) -> None:
    for tag in LANGUAGES:
        for slug in WITH_CLINIC:
            page: Document = services(app).release.documents[f"/{tag}/{slug}"]
            assert len(page.brotli) <= 14_000
            assert len(page.brotli) - len(services(reading_app).release.documents[f"/{tag}/{slug}"].brotli) < 400


def test_with_nothing_set_no_page_says_anything_of_a_clinic(reading_app: Flask) -> None:
    documents = services(reading_app).release.documents.values()
    assert not [page for page in documents if b'"clinic"' in page.body or b"tel:+34" in page.body]


def test_a_clinic_may_have_no_telephone_and_no_address() -> None:
    assert Settings.from_environment({"PWA_CLINIC_NAME": " Light "}).clinic == Clinic("Light", "", "")
    assert Settings.from_environment({}).clinic is None


A_NUMBER = "is not a telephone number, like +44 20 7946 0018"
A_PACKAGE = "is not the name of an Android package, like org.clinic.askfirst"
A_FINGERPRINT = "is not one or more SHA-256 fingerprints: each has 32 pairs of hexadecimal digits, like 14:6D:E9"


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("PWA_CLINIC_NAME", "x" * 81, "is not one line of at most 80 characters"),
        ("PWA_CLINIC_NAME", "Light\nPeace", "is not one line of at most 80 characters"),
        ("PWA_CLINIC_NAME", "Light \u202ehtnaC", "is not one line of at most 80 characters"),
        ("PWA_CLINIC_ADDRESS", "x" * 161, "is not one line of at most 160 characters"),
        *[("PWA_CLINIC_PHONE", text, A_NUMBER) for text in ("112a", "+", "12", "1" * 16, "555;ext=1", "٠١٢٣", "+1\n2")],
        *[
            ("PWA_PLAY_PACKAGE", text, A_PACKAGE)
            for text in ("app", "1.clinic", "org.", "org.clinic-app", "a." + "b" * 150)
        ],
        *[
            ("PWA_PLAY_FINGERPRINTS", text, A_FINGERPRINT)
            for text in ("1A:2B", FINGERPRINT[:-1] + "G", FINGERPRINT + ":00")
        ],
    ],
)
def test_a_mistake_is_named_with_its_text(name: str, text: str, told: str) -> None:
    with pytest.raises(SettingError) as error:
        Settings.from_environment({name: text})
    assert str(error.value) == f"{name}: {text!r} {told}."


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"PWA_CLINIC_PHONE": "112"}, "PWA_CLINIC_NAME is missing."),
        ({"PWA_CLINIC_ADDRESS": "Madrid"}, "PWA_CLINIC_NAME is missing."),
        ({"PWA_PLAY_PACKAGE": "org.clinic"}, "PWA_PLAY_PACKAGE and PWA_PLAY_FINGERPRINTS need each other."),
        ({"PWA_PLAY_FINGERPRINTS": FINGERPRINT}, "PWA_PLAY_PACKAGE and PWA_PLAY_FINGERPRINTS need each other."),
    ],
)
def test_half_of_what_belongs_together_is_refused(environment: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError, match=f"^{re.escape(told)}"):
        Settings.from_environment(environment)


@pytest.mark.parametrize("phone", ["112", "(020) 7946 0018", "+1 555.010.1234", "030/123456"])
def test_numbers_are_taken_as_people_write_them(phone: str) -> None:
    clinic = Settings.from_environment({"PWA_CLINIC_NAME": "Light", "PWA_CLINIC_PHONE": phone}).clinic
    assert clinic
    assert re.fullmatch(r"tel:\+?\d+", clinic.uri)


def test_android_finds_its_package(app: Flask, reading_app: Flask) -> None:
    answer = app.test_client().get("/.well-known/assetlinks.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert json.loads(answer.data) == [
        {
            "relation": ["delegate_permission/common.handle_all_urls"],
            "target": {
                "namespace": "android_app",
                "package_name": "org.clinic.ask_first",
                "sha256_cert_fingerprints": [FINGERPRINT, FINGERPRINT.replace("1A", "2B")],
            },
        }
    ]
    assert reading_app.test_client().get("/.well-known/assetlinks.json").status_code == 404

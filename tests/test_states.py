"""A sentence is checked only as long as its English and its translation stay as a person read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from pwa import create_app, create_worker_app, states
from pwa.catalogues import sentences, translation
from pwa.content.claims import CLAIMS
from pwa.content.topics import TOPICS
from pwa.languages import LANGUAGES, usable
from pwa.services import services
from pwa.settings import SettingError, Settings
from pwa.site.pages import PURPOSE
from pwa.states import State, StatesError, is_urgent, urgent_is_draft, valid, verdict
from tests.conftest import prepared
from tests.pages import EVERY_PAGE, PageClient
from tests.translated import DAY, change, check_all, forget, row

PURPOSE_KEY = (PURPOSE.context, PURPOSE.english)
BY_A_SPEAKER = "A speaker of this language has checked this page. No health professional has checked it yet."


@pytest.fixture
def app_of(tmp_path: Path, catalogue: Path) -> Callable[..., Flask]:
    """Makes the app with the catalogues as they are now. Its address is its own, so no other test gets its pages."""
    number = count(1)

    def make(**settings: object) -> Flask:
        forget()
        address = f"http://{tmp_path.name.replace('_', '-')}-{next(number)}.example"
        chosen = {"languages": ("en", "es"), "data_dir": tmp_path, "base_url": address, **settings}
        return create_app(prepared(Settings(**chosen)))  # type: ignore[arg-type]

    return make


# ---- The table -----------------------------------------------------------------------------------


def test_what_no_person_has_checked_is_a_draft(catalogue: Path) -> None:
    assert not list(catalogue.glob("*/states.csv"))
    for tag, checked in (("en", "source"), ("es", State.DRAFT), ("ar", State.DRAFT)):
        assert LANGUAGES[tag].checked == checked
        assert LANGUAGES[tag].is_draft == (tag != "en")


def test_a_table_is_read_as_it_was_written_sorted_and_one_line_for_each_sentence(catalogue: Path) -> None:
    rows = [row(key) for key in sentences()[:3]]
    states.write("es", reversed(rows))
    assert states.read("es") == {one.key: one for one in rows}
    lines = (catalogue / "es" / "states.csv").read_text("utf-8").splitlines()
    assert lines[0] == "context,english,translation,state,who,day"
    assert [line.split(",")[0] for line in lines[1:]] == [one.context for one in sorted(rows)]


def test_a_changed_translation_drops_the_sentence_back(catalogue: Path) -> None:
    states.write("es", [row(("navigation", "Home"))])
    assert valid("es")
    change(catalogue, "Home", "Inicio", "Principio")
    assert valid("es") == {}


def test_a_changed_english_sentence_drops_the_sentence_back(catalogue: Path) -> None:
    states.write("es", [row(("navigation", "Home"))])
    template = catalogue / "messages.pot"
    template.write_text(template.read_text("utf-8").replace('msgid "Home"', 'msgid "Home page"'), "utf-8")
    forget()
    assert valid("es") == {}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("navigation,Home,123456789012,speaker-checked,,2026-12-01", "no name or role"),
        ("navigation,Home,123456789012,speaker-checked,María,", "no date"),
        ("navigation,Home,123456789012,speaker-checked,María,2026-13-01", "month must be in"),
        ("navigation,Home,123456789012,checked,María,2026-12-01", "'checked' is not a valid State"),
        ("navigation,Home,123456789012,machine-draft,María,2026-12-01", "remove the line"),
        ("navigation,Home", "has 2 cells"),
    ],
)
def test_a_line_that_is_no_check_by_a_person_is_named_and_nothing_counts(
    catalogue: Path, caplog: pytest.LogCaptureFixture, line: str, said: str
) -> None:
    states.write("es", [row(PURPOSE_KEY)])
    file = catalogue / "es" / "states.csv"
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")
    forget()
    with pytest.raises(StatesError, match=f"states.csv line 3: .*{said}"):
        states.read("es")
    assert valid("es") == {}
    assert "Nothing in this language counts as checked" in caplog.text


def test_the_verdict_is_the_least_state_and_names_the_people(catalogue: Path) -> None:
    first, second, third = sentences()[:3]
    states.write("es", [row(first, State.CLINICIAN, who="Dr Ruiz"), row(second)])
    assert verdict("es", [first]).state is State.CLINICIAN
    assert verdict("es", [first, second]) == states.Verdict(State.SPEAKER, ("Dr Ruiz", "María, retired nurse"), DAY)
    assert verdict("es", [first, second, third]) == states.Verdict()
    assert verdict("es", []).is_draft


# ---- On the pages --------------------------------------------------------------------------------


def test_english_stands_beside_text_about_an_emergency_until_a_person_has_checked_all_of_it(catalogue: Path) -> None:
    assert urgent_is_draft("es")
    check_all(but=lambda key: not is_urgent(key))
    assert not LANGUAGES["es"].is_draft
    check_all(but=lambda key: key == ("answer", "Not sure"))
    assert urgent_is_draft("es")


def test_every_sentence_that_has_its_english_beside_it_is_about_an_emergency(pages: PageClient) -> None:
    """Or a checked language could lose the English of a sentence that nobody has checked."""
    urgent = [re.escape(key[1]) for key in sentences() if is_urgent(key)]
    known = re.compile("|".join(re.sub(r"(\\ )?%\\\(\w+\\\)s", ".*", english) for english in urgent))
    for tag, slug in EVERY_PAGE:
        if tag == "ar":
            for beside in pages.get(f"/{tag}/{slug}").all("span", class_="english"):
                said = " ".join("".join(beside.itertext()).split())
                assert known.fullmatch(said), f"{slug}: {said}"


def test_a_page_says_the_least_state_of_its_own_sentences_and_names_who_checked_them(
    app_of: Callable[..., Flask],
) -> None:
    check_all(but=lambda key: key[0] == "diary")
    client = app_of().test_client()
    check, diary = client.get("/es/check").text, client.get("/es/diary").text
    notice = translation("es", ("checked", BY_A_SPEAKER)) or BY_A_SPEAKER
    assert notice in check
    assert 'href="/es/about#checked"' in check
    assert 'class="english"' not in check
    assert notice not in diary
    assert 'class="banner unchecked' in diary
    assert "María, retired nurse, as a speaker of the language" in client.get("/en/about").text
    assert BY_A_SPEAKER not in client.get("/en/check").text


def test_the_english_says_which_health_professional_has_checked_every_claim_of_a_page(
    app_of: Callable[..., Flask],
) -> None:
    lead = TOPICS["medicines"].lead
    rows = [row(key, State.CLINICIAN, folder="en", who="A family doctor") for key in CLAIMS]
    states.write("en", [one for one in rows if one.english != lead.english])
    client = app_of().test_client()
    said, not_yet = "Checked by A family doctor on 29 November 2026.", "No health professional has checked it yet."
    assert said in client.get("/en/emergency").text
    assert said not in client.get("/es/emergency").text, "the translation is not what the doctor has read"
    for slug in ("medicines", "diary"):
        assert said not in client.get(f"/en/{slug}").text
        assert not_yet in client.get(f"/en/{slug}").text


# ---- What is offered -----------------------------------------------------------------------------


def test_a_deployer_can_offer_only_what_a_person_has_checked(tmp_path: Path, catalogue: Path) -> None:
    least = Settings.from_environment({"PWA_LANGUAGES_MIN_STATE": "speaker-checked"}).languages_min_state

    def offered() -> tuple[str, ...]:
        forget()
        settings = Settings(languages=("en", "es"), languages_min_state=least, data_dir=tmp_path)
        return services(create_worker_app(prepared(settings))).settings.languages

    assert offered() == ("en",)
    check_all()
    assert offered() == ("en", "es")
    assert usable(("en", "es"), State.CLINICIAN) == ("en",)


def test_another_state_is_refused_with_its_text() -> None:
    with pytest.raises(SettingError, match="PWA_LANGUAGES_MIN_STATE: 'good' is not one of machine-draft speaker-"):
        Settings.from_environment({"PWA_LANGUAGES_MIN_STATE": "good"})


@pytest.mark.parametrize(
    ("english", "old", "new", "said"),
    [
        ("Home", "Inicio", "", "“Home” (navigation) is not translated"),
        ("Call %(number)s", "Llame al %(number)s", "Llame al %(numero)s", "has the gaps %(numero)s"),
    ],
)
def test_a_language_with_a_broken_sentence_is_not_offered_and_one_line_says_so(
    catalogue: Path, caplog: pytest.LogCaptureFixture, english: str, old: str, new: str, said: str
) -> None:
    change(catalogue, english, old, new)
    assert usable(("en", "es", "ar"), State.DRAFT) == ("en", "ar")
    [record] = caplog.records
    assert record.getMessage().startswith("es is not offered: ")
    assert said in record.getMessage()


def test_the_pages_of_the_other_languages_are_there(app_of: Callable[..., Flask], catalogue: Path) -> None:
    change(catalogue, "Call %(number)s", "Llame al %(number)s", "Llame al %(numero)s")
    client = app_of().test_client()
    assert client.get("/es/").status_code == 404
    assert client.get("/en/").status_code == 200


@pytest.mark.parametrize("content", [b"", b"not a catalogue", None], ids=["empty", "another file", "missing"])
def test_a_catalogue_that_cannot_be_read_costs_only_its_language(
    catalogue: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    file = catalogue / "es" / "LC_MESSAGES" / "messages.mo"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    forget()
    assert usable(("en", "es", "ar"), State.DRAFT) == ("en", "ar")
    assert f"{file} cannot be read" in caplog.text


def test_a_sentence_that_is_new_in_the_source_costs_no_language_its_place(catalogue: Path) -> None:
    with (catalogue / "messages.pot").open("a", encoding="utf-8") as template:
        template.write('\nmsgctxt "new"\nmsgid "A new sentence"\nmsgstr ""\n')
    forget()
    assert usable(("en", "es", "ar"), State.DRAFT) == ("en", "es", "ar")

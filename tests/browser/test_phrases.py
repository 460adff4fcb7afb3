"""Rosa lies on the table. One tap tells the therapist what is wrong, in a language that Rosa does not speak."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from pwa.content.phrases import PHRASES
from pwa.content.sheets import THERAPIST_CALLS
from pwa.languages import LANGUAGES
from tests.browser.conftest import Phone
from tests.browser.languages_page import choose_second
from tests.browser.saving import visit
from tests.browser.test_listen import PHONE_VOICE, said, voice
from tests.pages import PAIRS
from tests.servers import InProcessServer

DANGERS = [phrase.id for phrase in PHRASES if phrase.is_danger]


def at_the_table(phone: Phone, reading: InProcessServer, path: str, *voices: dict[str, object]) -> Page:
    context = phone()
    context.add_init_script(f"({PHONE_VOICE})({json.dumps(voices)}); speechSynthesis.cancel = () => {{}};")
    page = context.new_page()
    page.goto(reading.url + path)
    return page


def test_one_tap_shows_and_speaks_the_sentence_in_the_therapists_language(
    phone: Phone, reading: InProcessServer
) -> None:
    page = at_the_table(phone, reading, "/en/phrases#es", voice("es-MX"), voice("en-GB"))
    expect(page.locator("#es-softer")).to_be_attached()  # the words have arrived
    page.get_by_text("Softer, please.").first.click()
    assert said(page) == ["es-MX: Más suave, por favor."]
    shown = page.locator("#es-softer")
    expect(shown).to_be_in_viewport(ratio=1)
    expect(page.locator(".phrases li[id]:visible")).to_have_count(1)
    assert shown.locator("[lang=es]").evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)") >= 40
    page.get_by_role("button", name="Say it again").press("Enter")
    assert len(said(page)) == 2
    page.get_by_role("link", name="All sentences").press("Enter")
    expect(page.locator("#es li[id]:visible")).to_have_count(12)


@pytest.mark.parametrize("voices", [[], [voice("es-ES", local=False)], [voice("en-US")]], ids=["no", "remote", "other"])
def test_without_a_voice_of_the_phone_the_words_are_shown_and_no_speaker_is_offered(
    phone: Phone, reading: InProcessServer, voices: list[dict[str, object]]
) -> None:
    page = at_the_table(phone, reading, "/en/phrases#es", *voices)
    expect(page.get_by_text("This phone has no voice for this language without internet.").first).to_be_visible()
    page.locator("#es-hurts a").click()
    expect(page.get_by_text("Eso me duele.")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Say it again")).to_be_hidden()
    assert said(page) == []


def test_a_browser_that_cannot_speak_shows_the_words(phone: Phone, reading: InProcessServer) -> None:
    context = phone()
    context.add_init_script("delete window.speechSynthesis;")
    page = context.new_page()
    page.goto(f"{reading.url}/en/phrases#es")
    page.locator("#es-dizzy a").click()
    expect(page.locator("#es-dizzy")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("scripts", "tag"),
    [(True, "es"), (False, "en")],
    ids=["with JavaScript", "without JavaScript, in the own language"],
)
def test_the_four_sentences_that_mean_danger_come_with_the_list_of_when_to_call(
    phone: Phone, reading: InProcessServer, scripts: bool, tag: str
) -> None:
    assert DANGERS == ["stop", "leg", "numb", "dizzy"]
    page = phone(java_script_enabled=scripts).new_page()
    for phrase in PHRASES:
        page.goto(f"{reading.url}/en/phrases#{tag}-{phrase.id}")
        expect(page.locator(f"#{tag}-{phrase.id}")).to_be_in_viewport(ratio=1)
        calls = page.locator(f"#{tag} .call li:visible")
        expect(calls).to_have_count(1 + len(THERAPIST_CALLS.lines) if phrase.is_danger else 0)


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_each_pair_of_languages_has_all_twelve_large_enough_to_read_from_the_table(
    screen: Page, reading: InProcessServer, mine: str, theirs: str
) -> None:
    screen.goto(f"{reading.url}/{mine}/phrases#{theirs}")
    for phrase in PHRASES:
        screen.locator(f"#{theirs}-{phrase.id} a").press("Enter")
        box = screen.locator(f"#{theirs}-{phrase.id} [lang={theirs}]").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 740 - 65
        screen.go_back()


def test_it_works_without_a_network(phone: Phone, reading: InProcessServer) -> None:
    context = phone(service_workers="allow")
    page = context.new_page()
    visit(page, f"{reading.url}/en/")
    context.set_offline(True)
    page.goto(f"{reading.url}/en/phrases#ar")
    page.locator("#ar-toilet a").click()
    expect(page.locator("#ar-toilet")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("name", ["", "constructor", "xx-softer", "<img src=x onerror=alert(1)>"])
def test_before_a_language_is_chosen_the_sentences_are_in_the_persons_own(
    screen: Page, reading: InProcessServer, name: str
) -> None:
    screen.goto("about:blank")
    screen.goto(f"{reading.url}/en/phrases#{name}")
    expect(screen.locator("#en li[id]:visible")).to_have_count(12)
    expect(screen.locator(".phrases [data-added]")).to_have_count(0)
    expect(screen.locator("[data-voice=no]")).to_be_hidden()


def test_another_language_takes_the_place_of_the_first_and_the_own_one_ends_it(
    screen: Page, reading: InProcessServer
) -> None:
    screen.goto(f"{reading.url}/en/phrases")
    for tag, words in (("ar", "توقّف الآن."), ("es", "Pare ya.")):
        choose_second(screen, tag)
        expect(screen.locator(f"#{tag}-stop")).to_have_text(re.compile(f"{re.escape(words)}\\s*Stop now\\."))
        expect(screen.locator("h2.name")).to_have_text(LANGUAGES[tag].name)
        expect(screen.locator(".phrases .unchecked")).to_have_attribute("lang", tag)
    # The browser looks for this place before the list has its name.
    screen.evaluate("location.hash = 'ar-stop'")
    expect(screen.locator(".phrases li[id]:visible")).to_have_attribute("id", "ar-stop")
    screen.evaluate("location.hash = 'en'")
    expect(screen.locator("#en-stop")).to_have_text("Stop now.")
    expect(screen.locator("h2.name, .phrases .unchecked")).to_have_count(2)
    for part in screen.locator("h2.name, .phrases .unchecked").all():
        expect(part).to_be_hidden()


@pytest.mark.parametrize(
    ("number", "mine", "theirs"),
    [
        ("", "Call the emergency number now if:", "Llame ahora mismo al número de emergencias si:"),
        ("112", "Call 112 now if:", "Llame ahora mismo al 112 si:"),
    ],
)
def test_the_list_of_when_to_call_names_the_number_of_the_phone_in_both_languages(
    phone: Phone, reading: InProcessServer, number: str, mine: str, theirs: str
) -> None:
    context = phone()
    context.add_init_script(f"if (location.port) localStorage.setItem('number', '{number}');")
    page = context.new_page()
    page.goto(f"{reading.url}/en/phrases#es-stop")
    expect(page.locator("#es .call .both:visible").first.locator("> span")).to_have_text([mine, theirs])


def test_english_stands_beside_the_list_of_when_to_call_where_two_drafts_would_be_alone(
    screen: Page, reading: InProcessServer
) -> None:
    for pair, count in (("es/phrases#ar-stop", 1 + len(THERAPIST_CALLS.lines)), ("en/phrases#ar-stop", 0)):
        screen.goto(f"{reading.url}/{pair}")
        expect(screen.locator("#ar-stop")).to_be_in_viewport(ratio=1)
        expect(screen.locator(".call .english[lang=en]:visible")).to_have_count(count)


def test_where_the_other_languages_are_not_saved_the_page_says_so_and_shows_its_own(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.route("**/other-languages.json", lambda route: route.abort())
    page.goto(f"{reading.url}/en/phrases#es")
    expect(page.get_by_text("We could not load the other languages.")).to_be_visible()
    expect(page.locator("#en li[id]:visible")).to_have_count(12)

"""Read aloud, with a voice of the phone. Only the voice is not real: each test gives the phone the
voices that it needs, and reports when a sentence is finished."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.check_page import start_check
from tests.browser.conftest import Phone
from tests.servers import InProcessServer, wait_until

PHONE_VOICE = """
(voices) => {
  const said = [];
  let speaking = null;
  const synthesis = Object.assign(new EventTarget(), {
    said,
    getVoices: () => synthesis.late ? [] : voices,
    speak: (utterance) => { speaking = utterance; said.push(`${utterance.voice.lang}: ${utterance.text}`); },
    cancel: () => { const told = speaking; speaking = null; told?.onend({target: told}); },
    finish: () => { const told = speaking; speaking = null; told.onend({target: told}); },
    isSpeaking: () => speaking !== null,
  });
  Object.defineProperty(window, 'speechSynthesis', {value: synthesis});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}
"""


def voice(lang: str, *, local: bool = True, default: bool = False) -> dict[str, object]:
    return {"name": lang, "lang": lang, "localService": local, "default": default}


def open_with(
    phone: Phone, here: InProcessServer, path: str, *voices: dict[str, object], before: str = "", **options: Any
) -> Page:
    context = phone(**options)
    context.add_init_script(f"({PHONE_VOICE})({json.dumps(voices)}); {before}")
    page = context.new_page()
    page.goto(f"{here.url}/{path}")
    page.wait_for_load_state("networkidle")
    return page


def button(page: Page, name: str) -> Locator:
    return page.locator("#listen").get_by_role("button", name=name, exact=True)


def said(page: Page) -> list[str]:
    found: list[str] = page.evaluate("speechSynthesis.said")
    return found


def marked(page: Page) -> str:
    """Return the marked words."""
    found: str = page.evaluate(
        "() => [...(CSS.highlights.get('spoken') ?? [])].map(String).join('').replace(/\\s+/g, ' ').trim()"
    )
    return found


def read_to_the_end(page: Page) -> list[tuple[str, str]]:
    """Return the spoken sentences and the words that were marked meanwhile."""
    heard = []
    while page.evaluate("speechSynthesis.isSpeaking()"):
        heard.append((said(page)[-1], marked(page)))
        page.evaluate("speechSynthesis.finish()")
    return heard


@pytest.mark.parametrize(
    ("path", "voices"),
    [
        ("en/stenosis", []),
        ("en/stenosis", [voice("es-ES"), voice("ar-SA")]),
        ("en/stenosis", [voice("en-US", local=False)]),
        ("ar/stenosis", [voice("en-US"), voice("ar-EG", local=False)]),
    ],
    ids=["no voice", "voices of other languages", "a voice that needs a network", "only English, for Arabic"],
)
def test_without_a_voice_of_the_language_on_the_phone_there_is_no_button(
    phone: Phone, reading: InProcessServer, path: str, voices: list[dict[str, Any]]
) -> None:
    context = phone()
    loaded: list[str] = []
    context.on("request", lambda request: loaded.append(request.url))
    context.add_init_script(f"({PHONE_VOICE})({json.dumps(voices)});")
    page = context.new_page()
    page.goto(f"{reading.url}/{path}")
    page.wait_for_load_state("networkidle")
    assert [url for url in loaded if url.endswith("listen.js")], "it was looked for"
    expect(page.locator("#listen")).to_be_hidden()


def test_a_browser_that_cannot_speak_at_all_shows_nothing(phone: Phone, reading: InProcessServer) -> None:
    context = phone()
    context.add_init_script("delete window.speechSynthesis; delete Window.prototype.speechSynthesis;")
    page = context.new_page()
    page.goto(f"{reading.url}/en/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#listen")).to_be_hidden()
    expect(page.locator("#text-size")).to_be_visible()


@pytest.mark.parametrize("name", ["en-US", "en_GB", "eng-US-f000"])
def test_a_voice_is_known_by_any_way_to_write_its_language(phone: Phone, reading: InProcessServer, name: str) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("es-ES"), voice(name))
    button(page, "Listen").tap()
    assert said(page) == [f"{name}: What spinal stenosis is"]


VOICES = [
    *("cmn-CN", "zh-TW", "zh-HK", "hi-IN", "pt-PT", "pt-BR", "fr-CA", "fr-FR", "bn-IN", "ur_PK", "fil-PH"),
    *("vi-VN", "ko-KR", "it-IT", "ja-JP", "ru-RU", "de-DE"),
]


@pytest.mark.parametrize(
    ("tag", "name"),
    [("zh-Hans", "cmn-CN"), ("pt-BR", "pt-BR"), ("tl", "fil-PH"), ("bn", "bn-IN"), ("ur", "ur_PK"), ("fr", "fr-FR")],
)
def test_a_language_gets_the_voice_of_its_script_and_country(
    screen: Page, reading: InProcessServer, tag: str, name: str
) -> None:
    screen.goto(f"{reading.url}/en/phrases")
    found = screen.evaluate(
        """async ([tag, names]) => {
      speechSynthesis.getVoices = () => names.map((lang) => ({ lang, localService: true }));
      const { voiceFor } = await import(document.querySelector('link[href*="/listen.js"]').href);
      return voiceFor(tag).lang;
    }""",
        [tag, VOICES],
    )
    assert found == name


def test_a_voice_that_the_browser_learns_late_still_counts(phone: Phone, reading: InProcessServer) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"), before="speechSynthesis.late = true;")
    expect(page.locator("#listen")).to_be_hidden()
    page.evaluate("speechSynthesis.late = false; speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    expect(button(page, "Listen")).to_be_visible()


def test_every_sentence_is_read_in_order_and_marked_and_nothing_that_cannot_be_seen(
    phone: Phone, reading: InProcessServer
) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"))
    visible = page.evaluate("() => document.querySelector('main').innerText.replace(/\\s+/g, ' ')")
    button(page, "Listen").tap()
    heard = read_to_the_end(page)
    texts = [sentence.removeprefix("en-US: ") for sentence, _ in heard]
    assert texts[:3] == [
        "What spinal stenosis is",
        "Spaces inside the spine become narrower.",
        "This can squeeze the nerves.",
    ]
    assert len(texts) > 20
    for text, (_, mark) in zip(texts, heard, strict=True):
        assert mark == text
        assert len(text) < 220, "one sentence at a time"
    place = 0
    for text in texts:
        place = visible.index(text, place) + len(text)
    assert "Text size" not in " ".join(texts)
    assert "Listen" not in texts
    expect(button(page, "Listen")).to_be_visible()
    assert marked(page) == ""


def test_the_sentence_that_is_read_is_in_view(phone: Phone, reading: InProcessServer) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"))
    button(page, "Listen").tap()
    bar = page.locator("#listen")
    for _ in range(15):
        page.evaluate("speechSynthesis.finish()")
        top, bottom = page.evaluate(
            "() => { const r = [...CSS.highlights.get('spoken')][0].getBoundingClientRect(); return [r.top, r.bottom]; }"
        )
        box = bar.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= top + 1, "below the bar"
        assert bottom < 740 - 64, "above the places"


def test_pause_goes_on_with_the_same_sentence_and_stop_forgets_the_place(
    phone: Phone, reading: InProcessServer
) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"))
    button(page, "Listen").tap()
    page.evaluate("speechSynthesis.finish()")
    where = said(page)[-1]
    button(page, "Pause").press("Enter")
    assert page.evaluate("speechSynthesis.isSpeaking()") is False
    assert marked(page) == where.removeprefix("en-US: ")
    assert page.evaluate("document.activeElement.value") == "go-on", "the next button stands in its place"
    button(page, "Continue").press("Enter")
    assert said(page)[-1] == where
    assert len(said(page)) == 3
    button(page, "Stop").press("Enter")
    assert page.evaluate("speechSynthesis.isSpeaking()") is False
    assert marked(page) == ""
    button(page, "Listen").press("Enter")
    assert said(page)[-1] == "en-US: What spinal stenosis is"


def test_it_stops_when_the_page_is_left(phone: Phone, reading: InProcessServer) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"))
    button(page, "Listen").tap()
    leaving = "addEventListener('pagehide', () => sessionStorage.setItem('speaks', speechSynthesis.isSpeaking()))"
    page.evaluate(leaving)
    page.goto(f"{reading.url}/en/massage")
    assert page.evaluate("sessionStorage.getItem('speaks')") == "false"
    page.go_back()
    expect(button(page, "Listen")).to_be_visible()


@pytest.mark.parametrize("has_english", [True, False], ids=["with an English voice", "without one"])
def test_english_beside_a_draft_is_read_by_an_english_voice_or_passed_over(
    phone: Phone, reading: InProcessServer, has_english: bool
) -> None:
    voices = [voice("ar-SA"), *([voice("en-GB")] if has_english else [])]
    page = open_with(phone, reading, "ar/emergency", *voices)
    page.locator("#listen button").first.tap()
    heard = [sentence for sentence, _ in read_to_the_end(page)]
    english = [sentence for sentence in heard if sentence.startswith("en-GB: ")]
    assert bool(english) is has_english
    assert ("en-GB: Emergency: get help now" in heard) is has_english
    assert not [sentence for sentence in heard if "ar-SA: " in sentence and "Emergency" in sentence]


def test_questions_that_an_answer_hides_are_not_read_aloud(phone: Phone, reading: InProcessServer) -> None:
    page = open_with(phone, reading, "en/check", voice("en-US"))
    start_check(page)
    button(page, "Listen").tap()
    page.locator("fieldset:has([name=E1])").get_by_text("Yes", exact=True).tap()
    page.evaluate("speechSynthesis.finish()")
    rest = " ".join(sentence for sentence, _ in read_to_the_end(page))
    assert "new trouble peeing" not in rest, "the questions have ended"


def test_without_highlights_the_whole_block_is_marked(phone: Phone, reading: InProcessServer) -> None:
    page = open_with(phone, reading, "en/stenosis", voice("en-US"), before="delete CSS.highlights;")
    button(page, "Listen").tap()
    expect(page.locator(".spoken")).to_have_text("What spinal stenosis is")
    button(page, "Stop").press("Enter")
    wait_until(lambda: page.locator(".spoken").count() == 0)

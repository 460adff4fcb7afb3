"""Find a word: on the phone, in any form in which somebody may type it, and with the place of each hit.

`test_engines.py` tries it in three browsers with the server gone.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pwa.content.topics import TERMS
from tests.browser.conftest import Phone, at_rest
from tests.browser.saving import visit
from tests.pages import TAGS
from tests.servers import InProcessServer

# Takes each word of each page as it stands there, then in other forms, and returns those that do not find their page.
# The forms: capitals, accents apart from their letters, no accents. The vowels of Hindi and Bengali and the marks of kana
# are no accents.
LOST_WORDS = """async () => {
  const { find, load, wordsOf } = await import(document.querySelector('script[src*="/find.js"]').src);
  const lost = [];
  let count = 0;
  for (const page of await load()) {
    const text = page.sections.map((section) => `${section.heading} ${section.text}`).join(' ');
    for (const word of new Set(text.match(/[\\p{L}\\p{M}\\p{N}]+/gu))) {
      const apart = word.normalize('NFD');
      count += 1;
      for (const form of [word, word.toUpperCase(), apart, apart.replace(/(?![\\u0900-\\u09ff\\u3099\\u309a])\\p{M}/gu, '')]) {
        if (!find([page], wordsOf(form)).length) lost.push(form);
      }
    }
  }
  return [count, lost];
}"""

# Folds a text of a page, and returns the places that a query finds in it, with the words around.
FOUND_IN = """async ([text, query]) => {
  const { find, foldedSection, wordsOf } = await import(document.querySelector('script[src*="/find.js"]').src);
  const page = { path: '', sections: [foldedSection({ anchor: '', heading: 'Title', lines: [text] })] };
  return find([page], wordsOf(query)).length > 0;
}"""


# Looks for the name of each term in the glossary. Returns the terms that are among the best hits: "stenosis" is a whole
# word of "central stenosis" too.
PLACES_OF_TERMS = """async () => {
  const { find, load, wordsOf } = await import(document.querySelector('script[src*="/find.js"]').src);
  const glossary = (await load()).find(({ path }) => path.endsWith('/glossary'));
  const terms = glossary.sections.filter(({ heading, text }) => {
    const hits = find([glossary], wordsOf(heading));
    return text && hits.some(({ section, score }) => section.heading === heading && score === hits[0].score);
  });
  return terms.map(({ anchor }) => anchor);
}"""


@pytest.fixture
def page(screen: Page, reading: InProcessServer) -> Page:
    screen.goto(f"{reading.url}/en/find")
    at_rest(screen, "find")
    return screen


def look_for(page: Page, text: str) -> None:
    page.locator("#word").fill(text)
    page.locator("#word").press("Enter")
    expect(page.locator("[data-found=loading]")).to_be_hidden()


def said(page: Page) -> list[str]:
    """The names of the sentences that are shown."""
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-found]:not([hidden])')].map((part) => part.dataset.found)"
    )
    return names


@pytest.mark.parametrize("tag", TAGS)
def test_every_word_of_every_page_is_found_however_it_is_typed(
    screen: Page, reading: InProcessServer, tag: str
) -> None:
    screen.goto(f"{reading.url}/{tag}/find")
    count, lost = screen.evaluate(LOST_WORDS)
    assert count > 2000
    assert lost == []


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("El médico le dirá", "medico"),
        ("Opciones", "OPCION"),
        ("ألم الرقبة", "رقبة"),  # without the article
        ("ألم في رقبتك", "الرقبة"),  # with it, and another ending
        ("وللظهر", "ظهر"),
        ("أسفل الظَّهر", "الظهر"),  # vowel signs
        ("الألم", "الم"),  # without hamza
        ("إلى مستشفى", "الي مستشفي"),  # alef maqsura as ya
        ("الالتهاب", "التهاب"),  # what looks like an article belongs to the word
        ("طبيب", "طبيـــب"),  # tatweel
        ("Rufen Sie 112 an", "١١٢"),
        ("कमर में दर्द", "दर्द"),
        ("हाथ सुन्न पड़ना", "पड़ना"),  # with and without the dot below
        ("पाँच सवाल", "पांच"),
        ("\u09aa\u09dc\u09be", "\u09aa\u09a1\u09bc\u09be"),  # a Bengali letter, or a letter and its dot
        ("Verlassen Sie die Straße", "strasse"),
        ("颈部椎管狭窄", "椎管"),
        ("首の脊柱管狭窄症", "狭窄症"),
        ("อาการปวดคอ", "ปวด"),
        ("گردن میں درد", "گردن"),
        ("đau lưng", "dau lung"),
    ],
)
def test_a_word_is_found_as_people_write_it(page: Page, text: str, query: str) -> None:
    assert page.evaluate(FOUND_IN, [text, query])


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("background", "ground"),  # only the beginning of a word counts
        ("neck and shoulders", "neck hip"),  # all words must be there
        ("المشي", "الألم"),  # "walking" begins with an article, "pain" does not
        ("हाथ", "हथ"),  # vowels of Hindi are no accents
        ("হাত", "হত"),
    ],
)
def test_another_word_is_not_found(page: Page, text: str, query: str) -> None:
    assert not page.evaluate(FOUND_IN, [text, query])


def test_a_hit_shows_its_page_its_heading_and_the_words_around_it_and_leads_there(page: Page) -> None:
    look_for(page, "  Cram ")
    assert said(page) == ["all"]
    hit = page.locator("#hits li").first
    assert hit.locator("a").inner_text() == "Stenosis in the lower back"
    assert hit.locator("p").all_inner_texts()[0] == "What spinal stenosis is"
    assert hit.locator("mark").all_inner_texts() == ["cramp"]
    hit.locator("a").tap()
    page.wait_for_url("**/en/stenosis#low-back")
    top = page.locator("#low-back").bounding_box()
    assert top is not None
    assert 0 < top["y"] < 300, "the heading is in sight, below the bar"


def test_a_hit_of_a_word_of_doctors_shows_its_meaning_and_leads_to_it_and_not_to_the_list(page: Page) -> None:
    look_for(page, "Claudic")
    hit = page.locator("#hits li").first
    assert hit.locator("a").inner_text() == "Claudication"
    place, meaning = hit.locator("p").all_inner_texts()
    assert place == "What the words mean"
    assert meaning.startswith("Leg pain that comes with walking")
    hit.locator("a").tap()
    page.wait_for_url("**/en/glossary#claudication")
    expect(page.locator("dt#claudication")).to_be_in_viewport()


def test_the_address_of_a_word_without_an_entry_shows_the_list_from_the_top(
    page: Page, reading: InProcessServer
) -> None:
    """As an older version may have printed it, or as somebody edited it."""
    for word in ("no-such-word", "%", "<img src=x onerror=document.title='hurt'>", "x" * 500):
        page.goto(f"{reading.url}/en/glossary#{word}")
        expect(page.get_by_role("heading", name="What the words mean")).to_be_in_viewport()
        assert page.locator(":target, img[src=x]").count() == 0
        assert page.title().startswith("What the words mean")


@pytest.mark.parametrize("tag", TAGS)
def test_every_word_of_doctors_is_found_at_its_own_place(screen: Page, reading: InProcessServer, tag: str) -> None:
    screen.goto(f"{reading.url}/{tag}/find")
    assert {term.id for term in TERMS} <= set(screen.evaluate(PLACES_OF_TERMS))


def first_place(page: Page) -> str:
    return str(page.locator("#hits a").first.get_attribute("href"))


def test_a_title_comes_before_a_heading_and_a_whole_word_before_a_beginning(page: Page) -> None:
    look_for(page, "myofascial release")
    assert first_place(page) == "/en/techniques/myofascial-release#"
    look_for(page, "neck")
    assert "neck" in page.locator("#hits a").first.inner_text().lower()
    look_for(page, "numb")
    places = page.locator("#hits a").evaluate_all("(links) => links.map((link) => link.hash)")
    assert places.index("#say") < places.index("#where"), "“My foot is numb” before “the number where you are”"


def test_the_title_completes_what_a_section_says(page: Page) -> None:
    look_for(page, "swedish pressure")
    assert page.locator("#hits a", has_text="How much pressure").count() == 1


def test_a_long_line_is_cut_around_the_words(page: Page) -> None:
    look_for(page, "double balance")
    line = page.locator("#hits li p").nth(1)
    assert line.locator("mark").all_inner_texts() == ["double", "balance"]
    text = line.inner_text()
    assert text.startswith("…")
    assert len(text) <= 202


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "empty"),
        ("  …!?  ", "empty"),
        ("x" * 500, "long"),
        ("привет", "none"),  # a script that no page has
        ("zygapophysis", "none"),  # a word of doctors without an entry
        ("<img src=x onerror=document.title='hurt'>", "none"),
        ("zzz.* (.+)+$", "none"),
        ("\\u0000\udc00 [", "none"),
    ],
)
def test_what_cannot_be_found_is_told_in_one_sentence_and_is_not_run(page: Page, text: str, state: str) -> None:
    look_for(page, text)
    assert said(page) == [state]
    assert page.locator("#hits li").count() == 0
    assert page.locator("main img").count() == 0
    assert page.title().startswith("Find a word")


def test_markup_in_a_page_is_not_run_and_would_be_text_in_a_hit(phone: Phone, reading: InProcessServer) -> None:
    """A page is parsed only to read its words."""
    page = phone().new_page()
    page.goto(f"{reading.url}/en/find")
    html = (
        "<main><h1>Zebra</h1><p>&lt;img src=x> zebra</p><img src=/en/loaded onerror=\"document.title='hurt'\">"
        "<iframe src=/en/loaded></iframe><script>document.title = 'hurt'</script></main>"
    )
    page.route("**/pages.json", lambda route: route.fulfill(json={"/en/stenosis": html}))
    reading.seen.clear()
    look_for(page, "zebra")
    assert page.locator("#hits li p").last.inner_text() == "<img src=x> zebra"
    assert page.locator("#hits mark").all_inner_texts() == ["Zebra", "zebra"]
    assert "GET /en/loaded" not in reading.seen
    assert page.title().startswith("Find a word")


def test_many_hits_are_cut_and_the_reader_is_told_what_to_do(page: Page) -> None:
    look_for(page, "massage")
    assert said(page) == ["many"]
    assert page.locator("#hits li").count() == 20


def test_a_screen_reader_hears_the_sentence_and_the_field_is_in_a_search_landmark(page: Page) -> None:
    region = page.get_by_role("status").filter(has=page.locator("[data-found]"))
    assert region.inner_text() == ""
    look_for(page, "neck")
    assert region.inner_text() != ""
    assert page.get_by_role("search").get_by_role("textbox").count() == 1


def test_only_the_first_search_asks_for_the_pages_and_no_request_holds_a_word(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/find")
    page.wait_for_load_state("networkidle")
    reading.seen.clear()
    for word in ("sciatica", "claudication"):
        look_for(page, word)
        expect(page.locator("#hits li").first).to_be_visible()
    # All pages but the core of the pack are one file.
    assert sorted(reading.seen) == [
        "GET /en/",
        "GET /en/check",
        "GET /en/emergency",
        "GET /en/pages.json",
        "GET /recalls.json",
    ]


def test_a_phone_that_has_saved_the_app_asks_for_nothing(phone: Phone, reading: InProcessServer) -> None:
    page = phone(service_workers="allow").new_page()
    visit(page, f"{reading.url}/en/saved")
    page.goto(f"{reading.url}/en/find")
    page.wait_for_load_state("networkidle")
    reading.seen.clear()
    look_for(page, "sciatica")
    expect(page.locator("#hits li").first).to_be_visible()
    # The browser itself looks for a newer worker once the page is at rest, which may be now.
    assert [asked for asked in reading.seen if "/en/" in asked] == []


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("pages.json", {}),
        ("pages.json", {"status": 503}),
        ("pages.json", {"body": "<h1>Log in to this network</h1>"}),
        ("pages.json", {"body": "null"}),
        ("emergency", {"body": "<h1>Log in to this network</h1>"}),
    ],
    ids=["lost", "busy", "foreign", "empty", "a foreign page"],
)
def test_pages_that_do_not_come_are_told_and_asked_for_again(page: Page, path: str, answer: dict[str, Any]) -> None:
    page.route(f"**/{path}", lambda route: route.fulfill(**answer) if answer else route.abort())
    look_for(page, "neck")
    assert said(page) == ["failed"]
    page.unroute(f"**/{path}")
    look_for(page, "neck ")
    expect(page.locator("#hits li").first).to_be_visible()


def test_the_list_is_there_again_when_the_reader_comes_back(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/find")
    look_for(page, "sciatica")
    page.locator("#hits a").first.tap()
    page.wait_for_url("**/en/glossary#sciatica")
    page.goto(f"{reading.url}/en/find")
    expect(page.locator("#word")).to_have_value("sciatica")
    expect(page.locator("#hits li").first).to_be_visible()

"""Rosa moves all that she wrote in the browser of her iPhone to the app on the home screen, in one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser.conftest import FULL, Open, Phone, visible_messages
from tests.browser.diary_page import MARIAS, add_more, as_version_1, older, ready
from tests.browser.diary_page import entry as diary_entry
from tests.servers import InProcessServer, wait_until

# A script plays the browser: Safari in a tab, and the app on the home screen. `shares` is the outcome of the window.
SAFARI = """
  Object.defineProperty(navigator, 'standalone', {value: %s});
  Object.defineProperty(navigator, 'maxTouchPoints', {value: 5});
  navigator.canShare = ({files}) => files.length === 1;
  navigator.share = async ({files: [file]}) => { window.shared = {name: file.name, type: file.type, text: await file.text()}; };
"""
TAB, HOME_SCREEN = SAFARI % "false", SAFARI % "true"
CLOSED = "navigator.share = async () => { throw new DOMException('closed', 'AbortError'); };"
REFUSED = "navigator.share = async () => { throw new DOMException('no', 'NotAllowedError'); };"
NO_FILES = "navigator.canShare = () => false;"
ANDROID_APP = """
  const real = matchMedia;
  window.matchMedia = (query) => query.includes('standalone') ? {matches: true, addEventListener() {}} : real(query);
"""

DIARY = {"version": 2, "entries": MARIAS}
SHEET: dict[str, Any] = {
    "day": "2026-11-22",
    "ticks": ["medicines.thinners", "signs.D6", "reply.wait"],
    "unsure": ["signs.D6"],
    "words": {"medicine-names": "Warfarin", "answer-day": "2026-11-20", "answer-words": "No hot stones"},
}
CARD = {
    "day": "",
    "ticks": ["do.light", "do-not.no-neck", "about.implant"],
    "unsure": [],
    "words": {"about-words": "Hip"},
}
ROSAS = {
    "diary": json.dumps(DIARY),
    "doctor": json.dumps(SHEET),
    "therapist": json.dumps(CARD),
    "number": "112",
    "country": "ES",
    "text": "larger",
}
COPY = {**DIARY, "doctor": SHEET, "therapist": CARD, "number": "112", "country": "ES", "text": "larger"}
EMPTY = {"version": 2, "entries": []}


@pytest.fixture
def iphone(phone: Phone, reading: InProcessServer) -> Open:
    """A function that opens a page on a phone with this storage."""

    def open_page(slug: str, script: str, kept: dict[str, str] | None = None, tag: str = "en", **options: Any) -> Page:
        memory = [{"name": name, "value": value} for name, value in (kept or {}).items()]
        state = {"cookies": [], "origins": [{"origin": reading.url, "localStorage": memory}]}
        context = phone(storage_state=state, accept_downloads=True, **options)
        context.add_init_script(script)
        page = context.new_page()
        page.goto(f"{reading.url}/{tag}/{slug}")
        if slug == "diary":
            ready(page)
        return page

    return open_page


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return found


def keeps(page: Page) -> dict[str, Any]:
    """Return what the phone has stored."""
    return {name: json.loads(text) if text[:1] == "{" else text for name, text in stored(page).items()}


def give(page: Page, content: Any) -> None:
    """Choose a file of the phone."""
    buffer = content if isinstance(content, bytes) else json.dumps(content).encode()
    expect(page.locator("#copies")).to_be_visible()
    page.locator("#copies input").set_input_files(
        {"name": "copy.json", "mimeType": "application/json", "buffer": buffer}
    )
    wait_until(lambda: visible_messages(page), what="the page says what it read")


# ---- From the browser to the home screen -----------------------------------------------------------


def test_all_that_rosa_wrote_comes_along_to_her_home_screen(iphone: Open) -> None:
    tab = iphone("install", TAB, ROSAS)
    expect(tab.locator(".guide > li:visible")).to_contain_text(
        "What you wrote does not move to the home screen by itself."
    )
    expect(tab.locator("#turn")).to_contain_text("Step 1 of 4")
    expect(tab.get_by_text("In the next window, choose “Save to Files”.")).to_be_visible()
    tab.evaluate("document.documentElement.dataset.text = ''")  # in text of an ordinary size
    expect(tab.get_by_role("button", name="Next")).to_be_in_viewport(ratio=1)
    tab.get_by_role("button", name="Save a copy of everything").tap()
    expect(tab.get_by_text("Your copy is saved. Anyone who has the file can read it.")).to_be_in_viewport(ratio=1)
    shared = tab.evaluate("window.shared")
    assert shared["name"].startswith("ask-first-copy-20")
    assert shared["name"].endswith(".json")
    assert json.loads(shared["text"]) == COPY, "all of it, and nothing else"
    tab.get_by_role("button", name="Next").press("Enter")
    expect(tab.locator(".guide > li:visible")).to_contain_text("Tap the Share button")

    app = iphone("", HOME_SCREEN)
    expect(app.get_by_role("heading", name="Did you use Ask First in the browser before?")).to_be_in_viewport(ratio=1)
    with app.expect_file_chooser() as chooser:
        app.get_by_role("button", name="Open my copy").tap()
    chooser.value.set_files({"name": shared["name"], "mimeType": shared["type"], "buffer": shared["text"].encode()})
    expect(app.get_by_text("Your diary, sheets and emergency number are now here.")).to_be_in_viewport(ratio=1)
    assert keeps(app) == {**keeps(tab), "copy-offered": "yes"}
    expect(app.locator("html")).to_have_attribute("data-text", "larger")
    app.reload()
    app.wait_for_load_state("networkidle")
    expect(app.get_by_text("Did you use Ask First in the browser before?")).to_be_hidden()
    home = app.url
    for slug, part, text in (
        ("diary", "#entries", "Bad night."),
        ("doctor", ".signs", "My hands are clumsy"),
        ("emergency", "#mine", "112"),
    ):
        app.goto(home + slug)
        expect(app.locator(part)).to_contain_text(text)


def test_a_person_who_has_written_nothing_is_not_asked_to_save_a_copy(iphone: Any) -> None:
    tab = iphone("install", TAB, {"text": "large"})
    tab.wait_for_load_state("networkidle")
    expect(tab.locator("#turn")).to_contain_text("Step 1 of 3")
    expect(tab.get_by_role("button", name="Save a copy of everything")).to_be_hidden()
    tab.get_by_role("button", name="Show the steps for other devices").tap()
    expect(tab.get_by_text("What you wrote does not move")).to_be_hidden()


def test_android_moves_nothing_and_is_not_asked_where_something_is(iphone: Open) -> None:
    guide = iphone(
        "install", "", ROSAS, user_agent="Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    )
    expect(guide.get_by_role("heading", name="On an Android phone")).to_be_visible()
    expect(guide.get_by_text("What you wrote does not move")).to_be_hidden()
    app = iphone("", ANDROID_APP, ROSAS)
    app.wait_for_load_state("networkidle")
    expect(app.get_by_text("Did you use Ask First in the browser before?")).to_be_hidden()


def test_not_now_is_an_answer_and_a_copy_can_be_opened_later(iphone: Open) -> None:
    app = iphone("", HOME_SCREEN)
    app.get_by_role("button", name="Not now").tap()
    expect(app.locator("#copies")).to_be_hidden()
    app.reload()
    app.wait_for_load_state("networkidle")
    expect(app.locator("#copies")).to_be_hidden()
    app.goto(app.url + "saved")
    expect(app.get_by_role("button", name="Save a copy of everything")).to_be_hidden()  # nothing is there to save
    give(app, COPY)
    assert visible_messages(app) == ["opened"]
    expect(app.get_by_role("button", name="Save a copy of everything")).to_be_visible()
    expect(app.get_by_role("button", name="Open my copy")).to_be_visible()


def test_a_tab_is_not_asked_and_a_computer_downloads_its_copy(iphone: Open) -> None:
    tab = iphone("", TAB)
    tab.wait_for_load_state("networkidle")
    expect(tab.locator("#copies")).to_be_hidden()
    page = iphone("saved", "", ROSAS)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a copy of everything").tap()
    expect(page.get_by_text("Save to Files")).to_be_hidden()
    assert json.loads(Path(download.value.path()).read_text()) == COPY
    assert visible_messages(page) == [], "no browser says what became of a download"


# ---- True messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "button", "script", "message"),
    [
        ("saved", "Save a copy of everything", CLOSED, "not-stored"),
        ("saved", "Save a copy of everything", REFUSED, "cannot"),
        ("diary", "Save a copy for another phone", CLOSED, "not-stored"),
        ("diary", "Save a table for my doctor", NO_FILES, "cannot"),
        ("diary", "Save the old diary as a file", CLOSED, "not-stored"),
    ],
)
def test_a_copy_that_was_not_saved_is_never_called_saved(
    iphone: Open, slug: str, button: str, script: str, message: str
) -> None:
    """In the app on the home screen a download would fail in silence."""
    kept = {**ROSAS, "text": "large"} | ({"diary": "{"} if "old" in button else {})
    page = iphone(slug, HOME_SCREEN + script, kept)
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.url))
    page.get_by_role("button", name=button).press("Enter")
    wait_until(lambda: message in visible_messages(page))
    expect(page.locator(f"[data-message={message}]")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Delete the old diary and start a new one")).to_be_hidden()
    assert downloads == []
    assert stored(page) == kept, "nothing was changed"


def test_the_diary_shares_its_copies_on_the_home_screen_and_says_so_when_the_phone_does(iphone: Open) -> None:
    page = iphone("diary", HOME_SCREEN, ROSAS)
    expect(page.get_by_text("In the next window, choose “Save to Files”.")).to_be_visible()
    for button, ending, start in (("for another phone", ".json", "{"), ("for my doctor", ".csv", '"When"')):
        page.get_by_role("button", name=button).press("Enter")
        expect(page.locator("[data-message=stored]")).to_be_in_viewport(ratio=1)
        shared = page.evaluate("window.shared")
        assert shared["name"].startswith("ask-first-diary-20")
        assert shared["name"].endswith(ending)
        assert shared["text"].startswith(start)
        add_more(page)
        page.locator("#note").fill("x")
        wait_until(lambda: visible_messages(page) == [])


def test_a_damaged_diary_is_deleted_only_after_the_phone_has_saved_it(iphone: Open) -> None:
    page = iphone("diary", HOME_SCREEN, {"diary": "{"})
    page.get_by_role("button", name="Save the old diary as a file").press("Enter")
    expect(page.get_by_role("button", name="Delete the old diary and start a new one")).to_be_visible()
    assert visible_messages(page) == ["damaged", "stored"]
    assert page.evaluate("window.shared.text") == "{"


def test_a_second_tap_while_the_window_is_open_says_nothing(iphone: Open) -> None:
    busy = "navigator.share = async () => { throw new DOMException('busy', 'InvalidStateError'); };"
    page = iphone("saved", HOME_SCREEN + busy, ROSAS)
    page.get_by_role("button", name="Save a copy of everything").press("Enter")
    page.evaluate("0")  # by then it would have shown its message
    assert visible_messages(page) == []


def test_values_in_another_form_do_not_spoil_the_copy(iphone: Any) -> None:
    page = iphone("saved", HOME_SCREEN, {**ROSAS, "number": "call 112", "therapist": "{"})
    page.get_by_role("button", name="Save a copy of everything").press("Enter")
    wait_until(lambda: visible_messages(page) == ["stored"])
    copy = json.loads(page.evaluate("window.shared.text"))
    assert copy == {name: part for name, part in COPY.items() if name not in ("number", "therapist")}


def test_a_tab_of_an_iphone_that_cannot_share_files_downloads_them(iphone: Open) -> None:
    page = iphone("saved", TAB + NO_FILES, ROSAS)
    with page.expect_download():
        page.get_by_role("button", name="Save a copy of everything").tap()
    expect(page.get_by_text("Save to Files")).to_be_hidden()


def test_a_table_that_cannot_be_made_without_a_network_is_told(iphone: Open) -> None:
    page = iphone("diary", HOME_SCREEN, ROSAS)
    page.route("**/csv.js", lambda route: route.abort())
    page.get_by_role("button", name="for my doctor").press("Enter")
    expect(page.locator("[data-message=not-loaded]")).to_be_in_viewport(ratio=1)


def test_a_copy_with_a_diary_that_cannot_be_read_is_not_made(iphone: Open) -> None:
    page = iphone("saved", HOME_SCREEN, {**ROSAS, "diary": "{"})
    page.get_by_role("button", name="Save a copy of everything").press("Enter")
    wait_until(lambda: visible_messages(page) == ["damaged"])
    assert page.evaluate("window.shared") is None
    give(page, COPY)
    assert visible_messages(page) == ["damaged"], "nor is another one written over it"
    assert stored(page) == {**ROSAS, "diary": "{"}


# ---- Data that is on the phone already -------------------------------------------------------------


def test_a_copy_is_added_to_what_is_here_and_takes_nothing_away(iphone: Open) -> None:
    mine = diary_entry("2026-12-01", "08:00", 2, note="Here")
    sheet = {
        "day": "2026-12-01",
        "ticks": ["where.neck", "signs.T1", "reply.no"],
        "unsure": [],
        "words": {"medicine-names": "Warfarin 5 mg", "answer-day": "2026-11-30"},
    }
    card = {"day": "", "ticks": ["do.side", "do-not.no-tools"], "unsure": [], "words": {}}
    here = {
        "diary": json.dumps({"version": 2, "entries": [mine]}),
        "doctor": json.dumps(sheet),
        "therapist": json.dumps(card),
        "number": "999",
        "country": "GB",
        "text": "large",
    }
    app = iphone("saved", HOME_SCREEN, here)
    for _ in range(2):  # a second time adds nothing
        give(app, COPY)
        assert visible_messages(app) == ["opened"]
        now = keeps(app)
        assert sorted(map(str, now["diary"]["entries"])) == sorted(map(str, [*MARIAS, mine]))
        assert now["doctor"] == {
            # The signs of one day are not mixed, nor is the doctor's answer.
            "day": "2026-12-01",
            "ticks": ["where.neck", "signs.T1", "reply.no", "medicines.thinners"],
            "unsure": [],
            "words": {"medicine-names": "Warfarin 5 mg / Warfarin", "answer-day": "2026-11-30"},
        }
        assert now["therapist"] == {
            # The choices for the therapist stay as they were on this phone.
            "day": "",
            "ticks": ["do.side", "do-not.no-tools", "do-not.no-neck", "about.implant"],
            "unsure": [],
            "words": {"about-words": "Hip"},
        }
        assert (now["number"], now["country"], now["text"]) == ("999", "GB", "large")


def test_a_copy_fills_what_is_empty_here(iphone: Open) -> None:
    app = iphone(
        "saved", HOME_SCREEN, {"doctor": json.dumps({**SHEET, "day": "", "ticks": [], "unsure": [], "words": {}})}
    )
    give(app, COPY)
    now = keeps(app)
    assert now["doctor"] == SHEET
    assert now["therapist"] == CARD


def test_the_diary_opens_a_copy_of_everything_and_a_copy_of_everything_may_be_one_of_the_diary(iphone: Open) -> None:
    app = iphone("diary", HOME_SCREEN)
    buffer = json.dumps(COPY).encode()
    app.locator("#copy input").set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": buffer})
    wait_until(lambda: visible_messages(app) == ["read"])
    assert keeps(app) == {"diary": DIARY}
    app = iphone("saved", HOME_SCREEN)
    give(app, DIARY)
    assert visible_messages(app) == ["opened"]
    assert keeps(app)["diary"] == DIARY


def test_a_copy_of_an_older_version_comes_along_and_is_marked(iphone: Open) -> None:
    app = iphone("saved", HOME_SCREEN)
    give(app, {**COPY, **as_version_1(MARIAS)})
    assert visible_messages(app) == ["opened"]
    assert keeps(app)["diary"] == {"version": 2, "entries": older(MARIAS)}
    assert keeps(app)["doctor"] == SHEET


def test_a_diary_of_a_newer_version_is_not_left_out_of_a_copy_in_silence(iphone: Open) -> None:
    here = {"diary": '{"version":3,"entries":[]}', "doctor": json.dumps(SHEET)}
    app = iphone("saved", HOME_SCREEN, here)
    app.get_by_role("button", name="Save a copy of everything").press("Enter")
    wait_until(lambda: visible_messages(app) == ["damaged"])
    expect(app.locator("[data-message=damaged]")).to_contain_text("We cannot read the diary on this phone")
    assert stored(app) == here


def test_a_full_phone_takes_nothing_of_a_copy_and_says_so(iphone: Open) -> None:
    full = """
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (key, value) {
        if (key === 'therapist' && value.includes('Hip')) throw new DOMException('full', 'QuotaExceededError');
        set.call(this, key, value);
      };"""
    here = {"diary": json.dumps({"version": 2, "entries": MARIAS[:1]}), "number": "999", "country": "GB"}
    app = iphone("saved", HOME_SCREEN + full, here)
    before = keeps(app)
    give(app, COPY)
    assert visible_messages(app) == ["full"]
    assert keeps(app) == before
    app = iphone("saved", HOME_SCREEN + FULL, here)
    give(app, COPY)
    assert visible_messages(app) == ["full"]
    assert keeps(app) == before


# ---- Files that are no copies ----------------------------------------------------------------------

DAMAGED: list[tuple[Any, str]] = [
    (b"", "unknown"),
    (b"hello", "unknown"),
    (b"{", "unknown"),
    (b"\x89PNG\r\n\x1a\n\x00\xff", "unknown"),
    (json.dumps(COPY).encode()[:-9], "unknown"),
    (b"day,time,pain,minutes,massage,technique,note\n2026-11-02,09:00,5,,,,\n", "unknown"),
    (None, "unknown"),
    ([], "unknown"),
    ({}, "unknown"),
    ({**COPY, "version": 3}, "newer"),
    ({**COPY, "version": 3, "entries": "in another way"}, "newer"),
    ({**COPY, "version": 0}, "unknown"),
    ({**COPY, "version": "2"}, "unknown"),
    ({**COPY, "entries": {}}, "unknown"),
    ({**COPY, "entries": [*MARIAS, {**MARIAS[0], "pain": 11}]}, "unknown"),
    ({**COPY, "entries": [{**MARIAS[0], "day": ["2026-11-02"]}]}, "unknown"),
    ({**COPY, "doctor": None}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "day": "yesterday"}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "ticks": "medicines.thinners"}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "ticks": [["x"]]}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": {"medicine-names": 5}}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": {"answer-day": "2026-02-30"}}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": {"__proto__": "x"}}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": {"toString": "x"}}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": {"constructor": "x"}}}, "unknown"),
    ({**COPY, "doctor": {**SHEET, "words": ["medicine-names"]}}, "unknown"),
    ({**COPY, "therapist": []}, "unknown"),
    ({**COPY, "number": 112}, "unknown"),
    ({**COPY, "number": "112;900"}, "unknown"),
    ({**COPY, "number": ["112"]}, "unknown"),
    ({**COPY, "country": "<b>"}, "unknown"),
    ({**COPY, "own-number": "call me"}, "unknown"),
    ({**COPY, "text": "huge"}, "unknown"),
]


def test_a_file_that_is_no_copy_of_this_version_is_refused_whole_and_changes_nothing(iphone: Any) -> None:
    here = {"diary": json.dumps({"version": 2, "entries": MARIAS[:1]}), "doctor": json.dumps(SHEET)}
    app = iphone("saved", HOME_SCREEN, here)  # with a sheet beside which another one would be put
    before = keeps(app)
    for content, message in DAMAGED:
        give(app, content)
        assert visible_messages(app) == [message], str(content)[:120]
        expect(app.locator(f"[data-message={message}]")).to_be_in_viewport()
        assert keeps(app) == before, str(content)[:120]
        app.locator("#copies input").set_input_files([])
        wait_until(lambda: visible_messages(app) == [])


def test_no_file_says_that_a_doctor_agreed_or_gives_two_answers(iphone: Open) -> None:
    card = {**CARD, "ticks": ["said.said-yes", "about.implant"], "words": {"said-day": "2026-11-20"}}
    sheet = {**SHEET, "ticks": ["reply.yes", "reply.no", "no.such-line", "medicines.thinners"]}
    app = iphone("saved", HOME_SCREEN)
    give(app, {**EMPTY, "therapist": card, "doctor": {**sheet, "words": {**SHEET["words"], "no-such-field": "x"}}})
    assert visible_messages(app) == ["opened"]
    assert "said" not in json.dumps(keeps(app))
    checked = "[...document.querySelectorAll('.take :checked')].map((box) => `${box.name}.${box.value}`)"
    app.goto(app.url.replace("saved", "therapist"))
    assert app.evaluate(checked) == ["about.implant"]
    app.goto(app.url.replace("therapist", "doctor"))
    assert app.evaluate(checked) == ["medicines.thinners"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["112", "ES", "2026-11-22", "large"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from([*COPY, "own-number", "__proto__", "diary", "copy-offered"]), value=JSON)
def test_with_any_part_replaced_a_copy_is_taken_whole_or_not_at_all(app_of_john: Page, key: str, value: Any) -> None:
    page = app_of_john
    page.evaluate("localStorage.clear()")
    give(page, {**COPY, key: value})
    here = keeps(page)
    if visible_messages(page) == ["opened"]:
        assert here.pop("copy-offered") == "yes"
        parts = {"diary", "doctor", "therapist", "number", "country", "text"}
        assert parts - {"diary" if key == "entries" else key} <= set(here) <= parts | {"own-number"}
    else:
        assert visible_messages(page)[0] in ("unknown", "newer")
        assert here == {}
    page.locator("#copies input").set_input_files([])
    wait_until(lambda: visible_messages(page) == [])


@pytest.fixture
def app_of_john(iphone: Open) -> Page:
    return iphone("saved", HOME_SCREEN)

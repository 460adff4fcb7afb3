"""The diary in a real Chromium: all that is written stays on the phone and is never run as code."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser.conftest import COMES_BACK, FORBIDDEN, FULL, Open, Phone, stop_the_clock, visible_messages
from tests.browser.diary_page import MARIAS, entry, kept, press, ready
from tests.servers import InProcessServer, wait_until

FIELDS = ["day", "time", "pain", "minutes", "massage", "technique", "note"]


@pytest.fixture
def diary(phone: Phone, reading: InProcessServer) -> Open:
    """A function that opens a diary; `entries` or `stored` are already on the phone."""

    def open_page(
        entries: list[dict[str, Any]] | None = None, stored: str = "", tag: str = "en", script: str = ""
    ) -> Page:
        if entries is not None:
            stored = json.dumps({"version": 1, "entries": entries})
        memory = [{"name": "diary", "value": stored}] if stored else []
        page = phone(
            accept_downloads=True,
            timezone_id="Europe/Madrid",
            storage_state={"cookies": [], "origins": [{"origin": reading.url, "localStorage": memory}]},
        ).new_page()
        page.add_init_script(script)
        page.goto(f"{reading.url}/{tag}/diary")
        ready(page)
        return page

    return open_page


def write(page: Page, pain: int | None = None, **fields: str) -> None:
    """Fill in the form and press the button."""
    form = page.locator("#write")
    if pain is not None:
        form.locator(f'[name=pain][value="{pain}"]').tap()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"label:has([value={value}])").tap()
        else:
            field.fill(value)
    press(form.locator("button:not([type])"))


def saved_file(page: Page, button: str) -> str:
    with page.expect_download() as download:
        press(page.locator(f"button[value={button}]"))
    return Path(download.value.path()).read_bytes().decode()


def give(page: Page, content: str | bytes, name: str = "diary.csv") -> None:
    """Choose a file to be read."""
    buffer = content if isinstance(content, bytes) else content.encode()
    page.locator("#copy input").set_input_files({"name": name, "mimeType": "text/plain", "buffer": buffer})
    wait_until(lambda: visible_messages(page), what="the page says what it read")


# ---- Writing ---------------------------------------------------------------------------------------


def test_maria_writes_an_entry_and_finds_it_again(diary: Open) -> None:
    page = diary()
    write(
        page, 7, minutes="20", massage="after", technique="trigger-point", note="Sore", day="2026-11-06", time="10:30"
    )
    expect(page.locator("[data-message=saved]")).to_be_visible()
    whole = [entry("2026-11-06", "10:30", 7, minutes=20, massage="after", technique="trigger-point", note="Sore")]
    assert kept(page) == whole
    assert page.locator("#write :checked").count() == 0, "the form is empty again"
    page.reload()
    ready(page)
    item = page.locator("#entries li").inner_text()
    for part in ("Nov 6, 2026", "10:30", "7", "20", "after a massage", "Trigger point massage", "Sore"):
        assert part in item
    assert kept(page) == whole


def test_only_the_pain_must_be_answered_and_unanswered_is_never_no(diary: Open) -> None:
    page = diary()
    assert page.locator("#write :checked").count() == 0, "nothing is preselected"
    write(page, 0)
    [only] = kept(page)
    assert (only["pain"], only["minutes"], only["massage"], only["note"]) == (0, None, "", "")
    assert "massage" not in page.locator("#entries li").inner_text()


@pytest.mark.parametrize(
    ("message", "pain", "fields"),
    [
        ("pain", None, {"note": "kept"}),
        ("minutes", 3, {"minutes": "a lot", "note": "kept"}),
        ("minutes", 3, {"minutes": "1441", "note": "kept"}),
        ("minutes", 3, {"minutes": "-5", "note": "kept"}),
        ("day", 3, {"day": "", "note": "kept"}),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_loses_nothing(
    diary: Open, message: str, pain: int | None, fields: dict[str, str]
) -> None:
    page = diary()
    write(page, pain, **fields)
    wait_until(lambda: visible_messages(page) == [message])
    assert page.locator(f"[name={message}]").first.evaluate("(field) => field === document.activeElement")
    assert page.locator("#note").input_value() == "kept"
    assert kept(page) == []


# A family is one character: seven code points, eleven units of a string.
@pytest.mark.parametrize("emoji", ["😀", "👨‍👩‍👧‍👦"], ids=["face", "family"])
def test_three_hundred_emoji_fit_and_501_characters_are_refused_whole(diary: Open, emoji: str) -> None:
    page = diary()
    write(page, 2, note=emoji * 300)
    wait_until(lambda: len(kept(page)) == 1)
    assert kept(page)[0]["note"] == emoji * 300
    page.reload()
    ready(page)
    assert emoji * 300 in page.locator("#entries li").inner_text()
    write(page, 2, note=emoji * 501)
    wait_until(lambda: visible_messages(page) == ["note"])
    assert "501" in page.locator("[data-message=note]").inner_text()
    assert page.locator("#note").input_value() == emoji * 501, "nothing is cut"
    assert len(kept(page)) == 1


@pytest.mark.parametrize("digits", ["٤٥", "۴۵", "४५", "৪৫", " 45 "])
def test_minutes_may_be_typed_in_the_digits_of_the_keyboard(diary: Open, digits: str) -> None:
    page = diary()
    write(page, 1, minutes=digits)
    wait_until(lambda: [one["minutes"] for one in kept(page)] == [45])


def test_an_entry_can_be_changed_and_what_was_half_typed_before_comes_back(diary: Open) -> None:
    page = diary(MARIAS)
    page.locator("#note").fill("half typed")
    first = page.locator("#entries li").first
    first.get_by_role("button", name="Change").tap()
    assert page.locator("#note").input_value() == "Bad night."
    assert page.locator("[name=pain]:checked").input_value() == "10"
    write(page, 6, note="Better than I thought")
    wait_until(lambda: visible_messages(page) == ["changed"])
    assert kept(page)[-1] == entry("2026-11-09", "18:00", 6, note="Better than I thought")
    assert len(kept(page)) == len(MARIAS)
    assert page.locator("#note").input_value() == "half typed"
    first.get_by_role("button", name="Change").tap()
    page.get_by_role("button", name="Leave it as it is").tap()
    assert kept(page)[-1]["pain"] == 6


def test_each_delete_can_be_undone_the_last_one_first(diary: Open) -> None:
    page = diary(MARIAS)
    for left in (3, 2):
        press(page.locator("#entries [value=delete]").last)
        wait_until(lambda left=left: len(kept(page)) == left)
    undo = page.locator("#undo button")
    assert undo.evaluate("(button) => button === document.activeElement")
    press(page.get_by_role("button", name="Delete all entries"))
    expect(page.locator("#undo p")).to_have_text("Deleted entries: 2")
    assert page.evaluate("() => localStorage.getItem('diary')") is None, "nothing stays behind"
    assert page.locator("#entries, #written, #sessions").filter(visible=True).count() == 0
    for there in (2, 3, 4):
        press(undo)
        wait_until(lambda there=there: len(kept(page)) == there)
    assert sorted(map(str, kept(page))) == sorted(map(str, MARIAS))
    expect(page.locator("#undo")).to_be_hidden()


def test_a_diary_that_comes_back_shows_nothing_of_what_was_deleted_meanwhile(diary: Open) -> None:
    page = diary(MARIAS)
    page.evaluate("localStorage.removeItem('diary')")
    page.evaluate(COMES_BACK)
    expect(page.locator("#entries, #written, #sessions").filter(visible=True)).to_have_count(0)
    assert "Bad night." not in page.locator("main").inner_text()


def test_a_deletion_can_be_undone_for_a_minute_and_not_by_the_next_person_who_holds_the_phone(
    diary: Open,
) -> None:
    page = diary(MARIAS)
    page.clock.install()
    press(page.locator("#entries [value=delete]").first)
    page.clock.fast_forward(40_000)
    press(page.locator("#entries [value=delete]").first)
    page.clock.fast_forward(40_000)
    expect(page.locator("#undo p")).to_have_text("Deleted entries: 1")
    page.clock.fast_forward(20_000)
    expect(page.locator("#undo")).to_be_hidden()
    press(page.locator("#entries [value=delete]").first)
    press(page.locator("#undo button"))
    expect(page.locator("#undo")).to_be_hidden()  # what was deleted before is gone
    assert len(kept(page)) == 2


def test_a_second_tap_of_numb_fingers_deletes_nothing_more(diary: Open) -> None:
    # All entries have the same height: after the first tap the next Delete button is under the finger.
    page = diary([entry(f"2026-11-{day:02}", "09:00", 5) for day in range(10, 14)])
    button = page.locator("#entries [value=delete]").first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    stop_the_clock(page)
    page.mouse.dblclick(box["x"] + 20, box["y"] + 20)
    assert len(kept(page)) == 3


def test_a_second_tap_on_save_asks_for_nothing(diary: Open) -> None:
    page = diary()
    page.locator("[name=pain][value='4']").tap()
    stop_the_clock(page)
    page.locator("#write button:not([type])").dblclick()
    assert len(kept(page)) == 1
    assert visible_messages(page) == ["saved"]


def test_two_tabs_do_not_write_over_each_other(diary: Open, reading: InProcessServer) -> None:
    page = diary(MARIAS)
    other = page.context.new_page()
    other.goto(f"{reading.url}/en/diary")
    ready(other)
    write(other, 9)
    wait_until(lambda: page.locator("#entries li").count() == 5, what="the first tab shows it")
    write(page, 8)
    wait_until(lambda: len(kept(other)) == 6)


# ---- Chart and table -------------------------------------------------------------------------------


def values(page: Page, chart: str) -> list[float]:
    """Return the values of the marks, read from their place on the axis."""
    found: list[float] = page.eval_on_selector(
        f"#{chart}",
        """(svg) => {
          const middle = (shape) => { const { y, height } = shape.getBoundingClientRect(); return y + height / 2; };
          const numbers = [...svg.querySelectorAll('text')].map((text) => Number(text.textContent));
          const lines = [...svg.querySelectorAll('line')].map(middle);
          const [low, high] = [[numbers[0], lines[0]], [numbers.at(-1), lines.at(-1)]];
          return [...svg.querySelectorAll('use')].map((mark) =>
            low[0] + (middle(mark) - low[1]) / (high[1] - low[1]) * (high[0] - low[0]));
        }""",
    )
    return found


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_chart_table_and_what_was_typed_are_the_same(diary: Open, tag: str) -> None:
    page = diary(MARIAS, tag=tag)
    rows = page.eval_on_selector_all(
        "#table tbody tr", "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    assert [row[1] for row in rows] == [str(one["pain"]) for one in MARIAS]
    assert [row[2] for row in rows] == ["" if one["minutes"] is None else str(one["minutes"]) for one in MARIAS]
    assert [row[4] for row in rows] == [one["note"] for one in MARIAS]
    # A tenth is invisible, and more than the rounding of a browser.
    assert values(page, "pain-chart") == pytest.approx([one["pain"] for one in MARIAS], abs=0.1)
    assert values(page, "minutes-chart") == pytest.approx([10, 15, 0], abs=0.2)
    marks = "(marks) => marks.map((mark) => [mark.getAttribute('href'), mark.getBoundingClientRect().x])"
    names, places = zip(*page.eval_on_selector_all("#pain-chart use", marks), strict=True)
    assert names == ("#mark-entry", "#mark-before", "#mark-after", "#mark-entry")
    assert list(places) == sorted(places, reverse=tag == "ar"), "time runs as the language is read"


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_words_of_a_chart_grow_with_the_text_and_stay_on_the_screen(diary: Open, tag: str) -> None:
    page = diary(MARIAS, tag=tag)
    page.set_viewport_size({"width": 320, "height": 740})
    words = """() => [...document.querySelectorAll('.chart text, .ends span')].map((word) => {
      const { height, left, right } = word.getBoundingClientRect();
      return { text: word.textContent, height, left, right };
    })"""
    before = page.evaluate(words)
    assert {"0", "10", "15", "20"} & {word["text"] for word in before}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = page.evaluate(words)
    for small, large in zip(before, after, strict=True):
        assert large["height"] >= 1.9 * small["height"], large
        assert large["left"] >= 0, large
        assert large["right"] <= 320, large
    assert values(page, "pain-chart") == pytest.approx([one["pain"] for one in MARIAS], abs=0.1)


def test_a_chart_needs_two_entries(diary: Open) -> None:
    page = diary(MARIAS[:1])
    expect(page.locator("#charts")).to_be_hidden()
    assert page.locator("#table tbody tr").count() == 1
    write(page, 3)
    expect(page.locator("#pain-chart")).to_be_visible()


def test_before_and_after_a_massage_stand_side_by_side(diary: Open) -> None:
    next_day = [
        entry("2026-11-15", "11:00", 6, massage="before"),
        entry("2026-11-16", "11:00", 8, massage="after"),
        entry("2026-11-20", "11:00", 6, massage="before"),
        entry("2026-11-29", "11:00", 1, massage="after"),
    ]
    page = diary(MARIAS + next_day)
    cells = "(tables) => tables.map((table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))"
    tables = page.eval_on_selector_all("#sessions table", cells)
    assert [[row[1:] for row in table if row[0] == "Pain"] for table in tables] == [[["6", "8"]], [["7", "4"]]]
    assert tables[1][0] == ["", "Before", "After"]
    assert ["Minutes walked", "15", "0"] in tables[1]
    assert ["Note", "Tight", "Warm,\n“calm”"] in tables[1]


def test_one_entry_before_a_massage_stands_beside_the_first_one_after_it_and_no_other(diary: Open) -> None:
    page = diary(
        [
            entry("2026-11-06", "10:00", 7, massage="before"),
            entry("2026-11-06", "12:00", 4, massage="after"),
            entry("2026-11-06", "18:00", 6, massage="after"),
            entry("2026-11-07", "08:00", 5, massage="before"),
            entry("2026-11-07", "09:00", 3, massage="before"),
            entry("2026-11-07", "11:00", 2, massage="after"),
        ]
    )
    rows = page.locator("#sessions tr").filter(has_text="Pain").all_inner_texts()
    assert [row.split() for row in rows] == [["Pain", "3", "2"], ["Pain", "7", "4"]]


def test_it_draws_no_conclusion(diary: Open) -> None:
    page = diary(MARIAS)
    shown = page.locator("main").inner_text().lower()
    for word in ("average", "mean", "better", "worse", "trend", "improve", "↑", "↓", "%"):
        assert word not in shown
    assert page.locator("#pain-chart").locator("path, polyline").count() == 0, "no line joins the marks"
    colours = "(marks) => new Set(marks.map((mark) => getComputedStyle(mark).color)).size"
    assert page.eval_on_selector_all(".chart use", colours) == 1
    assert page.eval_on_selector_all(".scale span", colours) == 1


def test_paper_has_the_chart_and_the_table_and_no_form(diary: Open) -> None:
    page = diary(MARIAS)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for part in ("#pain-chart", "#table table", "#sessions table"):
        expect(page.locator(part)).to_be_visible()
    for part in ("#write", "#entries", "#copy", ".news"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#sessions .session")).to_have_css("break-inside", "avoid")


def test_amina_reads_it_in_arabic_with_latin_digits(diary: Open) -> None:
    page = diary(MARIAS, tag="ar")
    shown = page.locator("#written").inner_text() + page.locator("#entries").inner_text()
    assert "2026" in shown
    assert not set(shown) & set("٠١٢٣٤٥٦٧٨٩")


# ---- Files -----------------------------------------------------------------------------------------


def test_python_reads_both_copies_and_an_empty_phone_takes_them_back(diary: Open) -> None:
    page = diary(MARIAS)
    table, document = saved_file(page, "csv"), saved_file(page, "json")
    assert table.startswith("\ufeff"), "spreadsheets see that it is UTF-8"
    assert table.count("\r\n") == len(MARIAS) + 1
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert rows == [{name: "" if one[name] is None else str(one[name]) for name in FIELDS} for one in MARIAS]
    assert json.loads(document) == {"version": 1, "entries": MARIAS}
    for copy in (table, document):
        fresh = diary()
        give(fresh, copy)
        assert kept(fresh) == MARIAS
        expect(fresh.locator("[data-message=read]")).to_have_text("Entries in the file: 4. New in your diary: 4.")
        give(fresh, copy)
        expect(fresh.locator("[data-message=read]")).to_have_text("Entries in the file: 4. New in your diary: 0.")
        assert kept(fresh) == MARIAS, "nothing is there twice"


def test_a_spreadsheet_may_write_semicolons_and_empty_lines(diary: Open) -> None:
    page = diary()
    give(
        page,
        ";".join(FIELDS)
        + "\n2026-11-02;09:00;5;;;;\n;;;;;;\n2026-11-03;09:00;6;;no;;one; two\n".replace("one; two", '"one; two"'),
    )
    assert kept(page) == [
        entry("2026-11-02", "09:00", 5),
        entry("2026-11-03", "09:00", 6, massage="no", note="one; two"),
    ]


FORMULAS = ["=1+1", "+49 123", "-5", "@SUM(A1)", "'=1", "''+2", "＝1", '=HYPERLINK("http://x","y")']


def test_no_cell_of_a_spreadsheet_begins_as_a_formula_and_reading_gives_the_note_back(
    diary: Open,
) -> None:
    page = diary([entry("2026-11-02", f"09:{i:02}", 5, note=note) for i, note in enumerate(FORMULAS)])
    table = saved_file(page, "csv")
    for row in csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline="")):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@＝\t\r")]
    fresh = diary()
    give(fresh, table)
    assert [one["note"] for one in kept(fresh)] == FORMULAS


# Many notes are put into few files, because a browser delays dozens of downloads in a row.
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(st.text(max_size=40), min_size=5, max_size=40))
def test_odd_notes_survive_both_kinds_of_file(diary_of_john: Page, notes: list[str]) -> None:
    page = diary_of_john
    entries = [entry("2026-11-02", f"09:{i:02}", i % 11, note=note) for i, note in enumerate(notes)]
    give(page, json.dumps({"version": 1, "entries": entries}), "john.json")
    assert visible_messages(page) == ["read"]
    before = kept(page)
    table = saved_file(page, "csv")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    assert [row["pain"] for row in rows] == [str(i % 11) for i in range(len(notes))]
    press(page.locator("[value=delete-all]"))
    give(page, table)
    assert kept(page) == before
    press(page.locator("[value=delete-all]"))


@pytest.fixture
def diary_of_john(diary: Open) -> Page:
    return diary()


GOOD_LINE = "2026-11-02,09:00,5,,,,"


DAMAGED: list[tuple[str | bytes, str, str]] = [
    ("", "unknown", "damaged"),
    ("hello", "unknown", "damaged"),
    ("{", "unknown", "damaged"),
    (b"\x89PNG\r\n\x1a\n\x00\xff", "unknown", "damaged"),
    ("day,time,pain\n", "unknown", "damaged"),
    ('{"version": 2, "entries": []}', "newer", "from a newer version of Ask First"),
    ('{"version": 1.5, "entries": []}', "unknown", "damaged"),
    ('{"version": "2", "entries": []}', "unknown", "damaged"),
    ('{"version": 1, "entries": {}}', "unknown", "damaged"),
    (json.dumps({"version": 1, "entries": [MARIAS[0], {**MARIAS[1], "pain": 11}]}), "entry", "Entry 2"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "pain": "5"}]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "day": "2026-02-30"}]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "technique": "swedish"}]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "note": "x" * 501}]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [None]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "day": ["2026-11-02"]}]}), "entry", "Entry 1"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "time": ["09:00"]}]}), "entry", "Entry 1"),
    ("\n".join([",".join(FIELDS), GOOD_LINE, GOOD_LINE.replace("5", "5.5")]), "line", "Line 3"),
    ("\n".join([",".join(FIELDS), GOOD_LINE.replace("09:00", "25:00")]), "line", "Line 2"),
    ("\n".join([",".join(FIELDS), GOOD_LINE + ","]), "line", "Line 2"),
    ("\n".join([",".join(FIELDS), GOOD_LINE, '2026-11-02,09:00,5,,,,"no end']), "line", "Line 3"),
    ("\n".join([",".join(FIELDS), "2026-11-02,09:00,5,,maybe,,"]), "line", "Line 2"),
]


def test_a_damaged_file_is_refused_with_its_place_and_changes_nothing(diary: Open) -> None:
    page = diary(MARIAS)
    page.locator("#note").fill("half typed")
    for content, message, words in DAMAGED:
        give(page, content)
        shown = page.locator(f"[data-message={message}]")
        expect(shown).to_contain_text(words)
        expect(shown).to_be_in_viewport()
        assert visible_messages(page) == [message], content[:80]
        assert kept(page) == MARIAS, content[:80]
        assert page.locator("#note").input_value() == "half typed"
        page.locator("#copy input").set_input_files([])
        wait_until(lambda: visible_messages(page) == [])


def test_a_file_that_is_larger_than_what_a_browser_keeps_is_not_even_read(diary: Open) -> None:
    page = diary(MARIAS)
    page.locator("#copy input").evaluate("""(field) => {
      const files = new DataTransfer();
      files.items.add(new File([new ArrayBuffer(20_000_001)], 'diary.csv'));
      field.files = files.files;
      field.dispatchEvent(new Event('change'));
    }""")
    wait_until(lambda: visible_messages(page) == ["large"])
    expect(page.locator("[data-message=large]")).to_contain_text("too large")
    assert kept(page) == MARIAS


def test_a_file_can_be_chosen_again_once_it_is_mended_and_a_closed_dialog_does_nothing(
    diary: Open,
) -> None:
    page = diary(MARIAS)
    give(page, "\n".join([",".join(FIELDS), GOOD_LINE, GOOD_LINE.replace("5", "5.5")]))
    # Chrome tells a page nothing when the same name is chosen twice in a row.
    expect(page.locator("#copy input")).to_have_value("")
    give(page, "\n".join([",".join(FIELDS), GOOD_LINE]))
    wait_until(lambda: visible_messages(page) == ["read"])
    page.locator("#copy input").set_input_files([])
    wait_until(lambda: visible_messages(page) == [])
    assert len(kept(page)) == len(MARIAS) + 1


def test_nothing_that_was_typed_or_read_is_ever_run(diary: Open) -> None:
    attack = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
    page = diary()
    title = page.title()
    write(page, 5, note=attack)
    give(
        page,
        json.dumps({"version": 1, "entries": [entry("2026-11-02", "09:00", 5, note=attack + "2", __proto__={"x": 1})]}),
    )
    page.reload()
    ready(page)
    assert page.locator("#entries .note").all_inner_texts() == [attack, attack + "2"]
    assert page.locator("main img, main script").count() == 0
    assert page.title() == title


# ---- Failing storage and damaged data ---------------------------------------------------------------


@pytest.mark.parametrize(("script", "message"), [(FULL, "full"), (FORBIDDEN, "forbidden")])
def test_an_entry_that_cannot_be_stored_stays_in_the_form(diary: Open, script: Any, message: Any) -> None:
    page = diary(script=script)
    write(
        page,
        7,
        minutes="20",
        massage="before",
        technique="other",
        note="Please keep me",
        day="2026-11-06",
        time="10:30",
    )
    wait_until(lambda: visible_messages(page) == [message])
    expect(page.locator(f"[data-message={message}]")).to_be_in_viewport()
    form = page.evaluate("() => Object.fromEntries(new FormData(document.getElementById('write')))")
    assert form == {
        "pain": "7",
        "minutes": "20",
        "massage": "before",
        "technique": "other",
        "note": "Please keep me",
        "day": "2026-11-06",
        "time": "10:30",
    }
    give(page, json.dumps({"version": 1, "entries": MARIAS}))
    assert visible_messages(page) == [message]


def test_a_browser_that_forbids_storage_says_so_at_once(diary: Open) -> None:
    assert visible_messages(diary(script=FORBIDDEN)) == ["forbidden"]


@pytest.mark.parametrize(
    "stored", ["{", "null", "[]", '{"version":2,"entries":[]}', '{"version":1,"entries":[{"day":"yesterday"}]}']
)
def test_a_diary_that_cannot_be_read_is_never_written_over_and_can_be_rescued(diary: Open, stored: str) -> None:
    page = diary(stored=stored)
    assert visible_messages(page) == ["damaged"]
    write(page, 5, note="new")
    wait_until(lambda: visible_messages(page) == ["damaged"])
    give(page, json.dumps({"version": 1, "entries": MARIAS}))
    assert visible_messages(page) == ["damaged"]
    now = "() => localStorage.getItem('diary')"
    assert page.evaluate(now) == stored
    start = page.get_by_role("button", name="Delete it and start a new diary")
    expect(start).to_be_hidden()
    assert saved_file(page, "rescue") == stored
    press(start)
    assert page.evaluate(now) is None
    assert visible_messages(page) == []
    assert page.locator("#note").input_value() == "new"
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: [one["note"] for one in kept(page)] == ["new"])


# ---- Without a network, without JavaScript, on a small screen ----------------------------------------


def test_it_works_without_a_network_after_one_visit_of_the_app(phone: Phone, here: InProcessServer) -> None:
    context = phone(service_workers="allow")
    page = context.new_page()
    page.goto(f"{here.url}/en/")
    expect(page.locator("[data-saved=yes]").first).to_be_visible()
    here.seen.clear()
    context.set_offline(True)
    page.goto(f"{here.url}/en/diary")
    ready(page)
    write(page, 4, note="In the tunnel")
    wait_until(lambda: [one["note"] for one in kept(page)] == ["In the tunnel"])
    assert here.seen == []


def test_nothing_that_is_written_leaves_the_phone(diary: Open) -> None:
    page = diary(MARIAS)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    write(page, 5, note="private")
    saved_file(page, "csv")
    asked = [url for url in requests if not url.startswith("blob:")]
    assert [url for url in asked if not re.fullmatch(r"http://localhost:\d+/static/\w+/js/csv\.js", url)] == [], (
        "only what makes a table, for who needs one"
    )
    assert "?" not in page.url


def test_without_javascript_it_says_so_and_shows_no_form(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/diary")
    # Playwright counts nothing within <noscript> as visible.
    box = page.locator("noscript p").bounding_box()
    assert box is not None
    assert box["height"] > 40
    expect(page.locator("#write")).to_be_hidden()
    expect(page.locator("#copy")).to_be_hidden()


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 360, 900])
def test_fingers_find_every_number_and_nothing_scrolls_sideways(diary: Open, tag: str, width: int) -> None:
    page = diary(MARIAS, tag=tag)
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for target in page.locator(".scale input, main .button:visible, .answer:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48

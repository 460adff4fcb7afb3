"""The diary in a real Chromium: all that is written stays on the phone and is never run as code."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests.browser.conftest import COMES_BACK, FORBIDDEN, FULL, Open, Phone, day, stop_the_clock, visible_messages
from tests.browser.diary_page import (
    MARIAS,
    OLD_FIELDS,
    add_more,
    as_version_1,
    entry,
    kept,
    older,
    open_entry,
    press,
    ready,
)
from tests.servers import InProcessServer, wait_until


@pytest.fixture
def diary(phone: Phone, reading: InProcessServer) -> Open:
    """A function that opens a diary; `entries` or `stored` are already on the phone."""

    def open_page(
        entries: list[dict[str, Any]] | None = None, stored: str = "", tag: str = "en", script: str = ""
    ) -> Page:
        if entries is not None:
            stored = json.dumps({"version": 2, "entries": entries})
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
    """Fill in the form and press the button. The pain comes last: before or after a massage it is another question."""
    form = page.locator("#write")
    if fields:
        add_more(page)
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f"label:has([name={name}][value={value}])").tap()
        else:
            field.fill(value)
    if pain is not None:
        form.locator(f'[name=pain][value="{pain}"]').tap()
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
    expect(page.locator("[data-message=saved]")).to_have_text("Saved on this phone: pain 7, Nov 6, 2026, 10:30.")
    whole = [entry("2026-11-06", "10:30", 7, minutes=20, massage="after", technique="trigger-point", note="Sore")]
    assert kept(page) == whole
    assert page.locator("#write :checked").count() == 0, "the form is empty again"
    page.reload()
    ready(page)
    item = open_entry(page).inner_text()
    for part in ("Nov 6, 2026", "10:30", "7", "20", "after a massage", "Trigger point massage", "Sore"):
        assert part in item
    assert kept(page) == whole


def test_the_diary_says_where_help_is_if_the_pain_pulls_the_mood_down_and_asks_nothing_about_it(diary: Open) -> None:
    """Section 10.14 of docs/clinical.md: a kind line, and no question."""
    page = diary()
    told = page.get_by_text("Long-lasting pain can make you feel low.")
    expect(told).to_contain_text("If you feel low on most days for 2 weeks or more, tell your doctor.")
    expect(told).to_contain_text("If you think about ending your life, call the emergency number now.")
    assert page.locator("[name*=mood]").count() == 0
    page.evaluate("Object.assign(localStorage, { country: 'GB', number: '999' })")
    page.reload()
    expect(told.locator("[data-number=known]")).to_contain_text("If you think about ending your life, call 999 now.")


def test_only_the_pain_must_be_answered_and_unanswered_is_never_no(diary: Open) -> None:
    page = diary()
    assert page.locator("#write :checked").count() == 0, "nothing is preselected"
    write(page, 0)
    [only] = kept(page)
    assert (only["pain"], only["minutes"], only["massage"], only["note"]) == (0, None, "", "")
    assert "assage" not in open_entry(page).inner_text()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (360, 560), (320, 480)])
def test_pain_and_save_are_on_one_screen_and_the_day_is_today_without_asking(
    diary: Open, width: int, height: int
) -> None:
    page = diary()
    page.set_viewport_size({"width": width, "height": height})
    numbers = [label.bounding_box() for label in page.locator(".scale label").all()]
    assert max(box["width"] for box in numbers if box) - min(box["width"] for box in numbers if box) < 1, "even"
    save = page.locator("#write button:not([type])").bounding_box()
    places = page.locator(".places").bounding_box()
    assert save
    assert places
    assert save["y"] + save["height"] <= min(places["y"], height), "nothing of Save is below the screen or under a bar"
    today, time = page.evaluate("[document.getElementById('day').value, document.getElementById('time').value]")
    expect(page.locator("#write .small").filter(has_text="Today")).to_have_text(f"Today at {time}", use_inner_text=True)
    page.locator("[name=pain][value='4']").tap()
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: [(one["day"], one["pain"]) for one in kept(page)] == [(today, 4)], what="two taps are enough")
    expect(page.locator("[data-message=saved]")).to_contain_text("Saved on this phone: pain 4,")
    expect(page.locator("#entries li details")).to_have_attribute("open", "")  # the first save shows what was saved


def test_a_number_answers_one_question_about_the_pain_only(diary: Open) -> None:
    page = diary()
    legend = page.locator("#write legend:visible").first
    page.locator("[name=pain][value='8']").tap()
    add_more(page)
    page.locator("label:has([value=before])").tap()
    expect(legend).to_have_text("How bad is your pain now?", use_inner_text=True)
    expect(page.locator("[name=pain]:checked")).to_have_count(0)
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: visible_messages(page) == ["pain"])
    page.locator("[name=pain][value='3']").tap()
    page.locator("label:has([name=massage][value=no])").tap()
    expect(legend).to_have_text("How bad was your pain today, at its worst?", use_inner_text=True)
    expect(page.locator("[name=pain]:checked")).to_have_value("8")


def test_what_the_form_does_not_ask_is_not_saved(diary: Open) -> None:
    page = diary()
    add_more(page)
    page.locator("#minutes").fill("20")
    page.locator("#place").fill("The church")
    page.locator("label:has([value=leg-pain])").tap()
    page.locator("label:has([name=massage][value=yes])").tap()
    page.locator("label:has([name=sameDay][value=worse])").tap()
    page.locator("label:has([name=massage][value=no])").tap()
    page.locator("label:has([name=untried])").tap()
    for hidden in ("#minutes", "#place", "[name=stopped]", "[name=eased]", "[name=technique]", "[name=sameDay]"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    write(page, 6)
    wait_until(lambda: len(kept(page)) == 1)
    [only] = kept(page)
    assert only == entry(only["day"], only["time"], 6, untried=True, massage="no")


def test_a_wide_window_has_the_form_beside_what_was_written(diary: Open) -> None:
    page = diary(MARIAS)
    for width, beside in ((899, False), (901, True), (1280, True)):
        page.set_viewport_size({"width": width, "height": 800})
        form, charts = (page.locator(part).bounding_box() for part in ("#write", "#written"))
        assert form
        assert charts
        assert (form["x"] + form["width"] < charts["x"] and charts["y"] < form["y"] + form["height"]) is beside, width


@pytest.mark.parametrize(
    ("message", "pain", "fields"),
    [
        ("pain", None, {"note": "kept"}),
        ("minutes", 3, {"minutes": "a lot", "note": "kept"}),
        ("minutes", 3, {"minutes": "1441", "note": "kept"}),
        ("minutes", 3, {"minutes": "-5", "note": "kept"}),
        ("day", 3, {"day": "", "note": "kept"}),
        ("future", 3, {"day": "2099-01-01", "note": "kept"}),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_loses_nothing(
    diary: Open, message: str, pain: int | None, fields: dict[str, str]
) -> None:
    page = diary()
    write(page, pain, **fields)
    wait_until(lambda: visible_messages(page) == [message])
    expect(page.locator(f"[data-message={message}]")).to_be_in_viewport()
    field = "day" if message == "future" else message
    assert page.locator(f"[name={field}]").first.evaluate("(field) => field === document.activeElement")
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
    assert emoji * 300 in open_entry(page).inner_text()
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
    add_more(page)
    page.locator("#note").fill("half typed")
    open_entry(page).get_by_role("button", name="Change").tap()
    assert page.locator("#note").input_value() == "Bad night."
    assert page.locator("[name=pain]:checked").input_value() == "10"
    write(page, 6, note="Better than I thought")
    wait_until(lambda: visible_messages(page) == ["changed"])
    assert kept(page)[-1] == entry("2026-11-09", "18:00", 6, note="Better than I thought")
    assert len(kept(page)) == len(MARIAS)
    assert page.locator("#note").input_value() == "half typed"
    press(open_entry(page).get_by_role("button", name="Change"))
    press(page.get_by_role("button", name="Leave it as it is"))
    assert kept(page)[-1]["pain"] == 6


def test_each_delete_can_be_undone_the_last_one_first(diary: Open) -> None:
    page = diary(MARIAS)
    for left in (3, 2):
        press(open_entry(page, -1).locator("[value=delete]"))
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
    press(open_entry(page).locator("[value=delete]"))
    page.clock.fast_forward(40_000)
    press(open_entry(page).locator("[value=delete]"))
    page.clock.fast_forward(40_000)
    expect(page.locator("#undo p")).to_have_text("Deleted entries: 1")
    page.clock.fast_forward(20_000)
    expect(page.locator("#undo")).to_be_hidden()
    press(open_entry(page).locator("[value=delete]"))
    press(page.locator("#undo button"))
    expect(page.locator("#undo")).to_be_hidden()  # what was deleted before is gone
    assert len(kept(page)) == 2


def test_a_second_tap_of_numb_fingers_deletes_nothing_more(diary: Open) -> None:
    # All entries have the same height: after the first tap the next Delete button is under the finger.
    page = diary([entry(f"2026-11-{day:02}", "09:00", 5) for day in range(10, 14)])
    stay_open = "addEventListener('click', () => { for (const row of document.querySelectorAll('li > details')) row.open = true; })"
    page.evaluate(stay_open)
    button = open_entry(page).locator("[value=delete]")
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
    wait_until(lambda: visible_messages(page) == ["saved"])
    assert len(kept(page)) == 1


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
          const numbers = [...svg.querySelectorAll('text')].map((text) => Number(text.textContent)).filter(Number.isFinite);
          const lines = [...svg.querySelectorAll('line:not(.week)')].map(middle);
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
        "#table tbody tr",
        "(rows) => rows.map((row) => [...row.cells].filter((cell) => !cell.hidden).map((cell) => cell.textContent))",
    )
    assert [row[1] for row in rows] == [str(one["pain"]) for one in MARIAS]
    walked = [re.sub(r"\D", "", row[2]) for row in rows]
    assert walked == ["" if one["minutes"] is None else str(one["minutes"]) for one in MARIAS]
    assert [row[4] for row in rows] == [one["note"] for one in MARIAS], "columns with nothing in them are left out"
    # A tenth is invisible, and more than the rounding of a browser.
    assert values(page, "pain-chart") == pytest.approx([one["pain"] for one in MARIAS], abs=0.1)
    assert values(page, "minutes-chart") == pytest.approx([10, 15, 0], abs=0.2)
    marks = "(marks) => marks.map((mark) => [mark.getAttribute('href'), mark.getBoundingClientRect().x])"
    names, places = zip(*page.eval_on_selector_all("#pain-chart use", marks), strict=True)
    assert names == ("#mark-entry", "#mark-before", "#mark-after", "#mark-entry")
    assert list(places) == sorted(places, reverse=tag == "ar"), "time runs as the language is read"


def lines(page: Page) -> dict[str, int]:
    """Return the lines of the chart of pain: the name of each kind, and how many points it joins."""
    points = (
        "(lines) => lines.map((line) => [line.getAttribute('class'), line.getAttribute('points').split(' ').length])"
    )
    return dict(page.eval_on_selector_all("#pain-chart polyline", points))


def test_lines_join_days_with_the_same_question_and_the_two_ends_of_a_massage(diary: Open) -> None:
    page = diary(MARIAS)
    wait_until(lambda: lines(page) == {"pair": 2, "entry": 2}, what="the script of the chart has drawn it")
    expect(page.locator("#summary")).to_have_text("Days with an entry: 3. Pain: from 4 to 10.")
    labels = page.locator("#pain-chart text").filter(has_text="Week of")
    expect(labels.first).to_have_text("Week of Nov 2")
    sessions = page.locator("#sessions summary").all_inner_texts()
    assert [" ".join(text.split()) for text in sessions] == ["Nov 6, 2026 Before: 7. After: 4."]
    # Nothing is known about the time between entries that are more than seven days apart.
    page = diary([entry("2026-11-02", "09:00", 5), entry("2026-11-10", "09:00", 6), entry("2026-11-11", "09:00", 7)])
    wait_until(lambda: lines(page) == {"entry": 2}, what="the script of the chart has drawn it")


def test_a_year_has_a_chart_for_each_quarter_and_weeks_that_are_folded(diary: Open) -> None:
    first = date(2025, 11, 24)
    page = diary([entry(str(first + timedelta(days=day)), "20:00", day % 11) for day in range(365)])
    expect(page.locator("#summary")).to_have_text("Days with an entry: 365. Pain: from 0 to 10.")
    assert page.locator(".chart:visible > svg").count() == 5
    assert page.locator(".chart use").count() == 365
    assert page.locator("#entries li").count() == 365
    assert page.locator("#entries li:visible").count() == 1, "the only day of the newest week"
    assert page.locator("#entries details[open]").count() == 1
    assert page.locator("#entries").evaluate("(part) => part.offsetHeight") < 4500
    over = """(words) => words.some((word, i) => words.slice(i + 1).some((other) => {
      const [one, two] = [word, other].map((part) => part.getBoundingClientRect());
      return one.left < two.right && two.left < one.right && one.top < two.bottom - 8 && two.top < one.bottom - 8;
    }))"""
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert not page.locator(".chart:visible text").evaluate_all(over), width


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_words_of_a_chart_grow_with_the_text_and_stay_on_the_screen(diary: Open, tag: str) -> None:
    page = diary(MARIAS, tag=tag)
    page.set_viewport_size({"width": 320, "height": 740})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    words = """() => [...document.querySelectorAll('.chart text')].filter((word) => /^[0-9]+$/.test(word.textContent)).map((word) => {
      const { height, left, right } = word.getBoundingClientRect();
      return { text: word.textContent, height, left, right };
    })"""
    before = page.evaluate(words)
    assert {"0", "10", "20"} <= {word["text"] for word in before}
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = page.evaluate(words)
    edges = "(all) => all.every((word) => { const { left, right } = word.getBoundingClientRect(); return left >= 0 && right <= 320; })"
    assert page.locator(".chart text").evaluate_all(edges)
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
    cells = """(tables) => tables.map(({ tHead, tBodies }) => [tHead, ...tBodies].map(
      ({ rows }) => [...rows].flatMap((row) => [...row.cells].map((cell) => cell.textContent))))"""
    tables = page.eval_on_selector_all("#sessions table", cells)
    assert [[row[1:] for row in table if row[0] == "Pain"] for table in tables] == [[["6", "8"]], [["7", "4"]]]
    assert tables[1][0] == ["Before", "After"]
    assert ["Walking", "15 min", "0 min"] in tables[1]
    assert ["In your own words", "Tight", "Warm,\n“calm”"] in tables[1]


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
    parts = page.locator("#sessions tbody").filter(has_text="Pain").all_text_contents()
    assert parts == ["Pain32", "Pain74"]


def test_it_draws_no_conclusion(diary: Open) -> None:
    page = diary(MARIAS)
    shown = page.locator("#written, #sessions, #entries").evaluate_all(
        "(all) => all.map((part) => part.textContent).join().toLowerCase()"
    )
    for word in ("average", "mean", "total", "better", "worse", "trend", "improve", "↑", "↓", "%"):
        assert word not in shown
    colours = "(marks) => new Set(marks.map((mark) => getComputedStyle(mark).color)).size"
    assert page.eval_on_selector_all(".scale span", colours) == 1, "no number is good or bad"
    for kind in ("entry", "before, .after"):
        assert page.eval_on_selector_all(f"#pain-chart use:is(.{kind})", colours) == 1, "nor is a low one or a high one"


def test_paper_has_the_chart_and_the_table_and_no_form(diary: Open) -> None:
    page = diary(MARIAS)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for part in ("#summary", "#pain-chart", "#table table", "#sessions summary"):
        expect(page.locator(part)).to_be_visible()
    for part in ("#write", "#entries", "#copy", ".news"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("#sessions .planned")).to_have_css("break-inside", "avoid")


def test_amina_reads_it_in_arabic_with_latin_digits(diary: Open) -> None:
    page = diary(MARIAS, tag="ar")
    shown = page.locator("#written").inner_text() + page.locator("#entries").inner_text()
    assert "2026" in shown
    assert not set(shown) & set("٠١٢٣٤٥٦٧٨٩")


# ---- Files -----------------------------------------------------------------------------------------


def test_a_copy_for_another_phone_is_read_by_python_and_by_an_empty_phone(diary: Open) -> None:
    page = diary([entry("2026-10-01", "08:00", 3, older=True), *MARIAS])
    copy = saved_file(page, "json")
    assert json.loads(copy) == {"version": 2, "entries": kept(page)}
    fresh = diary()
    give(fresh, copy)
    assert kept(fresh) == kept(page)
    expect(fresh.locator("[data-message=read]")).to_have_text("Entries in the file: 5. New in your diary: 5.")
    give(fresh, copy)
    expect(fresh.locator("[data-message=read]")).to_have_text("Entries in the file: 5. New in your diary: 0.")
    assert kept(fresh) == kept(page), "nothing is there twice"


def table_of(page: Page) -> list[list[str]]:
    """Return the rows of the table for the doctor, as Python reads them."""
    text = saved_file(page, "csv")
    assert text.startswith("\ufeff"), "spreadsheets see that it is UTF-8"
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_table_for_the_doctor_is_the_one_of_the_page_in_the_words_of_the_reader(diary: Open) -> None:
    walk = entry(
        "2026-11-10",
        "20:00",
        6,
        minutes=12,
        place="to the church",
        stopped=["leg-pain", "numb-feet"],
        eased=["sitting"],
        massage="yes",
        technique="swedish",
        sameDay="better",
        twoDaysLater="unsure",
        again="Stairs",
    )
    page = diary(
        [entry("2026-10-01", "08:00", 3, minutes=40, older=True), walk, entry("2026-11-11", "20:00", 0, untried=True)]
    )
    assert table_of(page) == [
        [
            *("When", "Pain", "Walking", "What made you stop?", "What eased it?", "Massage"),
            *("How was it the same day?", "How was it two days later?", "What could you do again?"),
        ],
        ["Oct 1, 2026, 08:00", "3\xa0*", "40 min\xa0*", "", "", "", "", "", ""],
        [
            *("Nov 10, 2026, 20:00", "6", "12 min, to the church", "Leg pain, Numb feet", "Sitting down"),
            *("Yes · Gentle Swedish massage", "Better", "Not sure", "Stairs"),
        ],
        ["Nov 11, 2026, 20:00", "0", "I did not try", "", "", "", "", "", ""],
        ["* Older entry: pain at that moment"],
        ["* Older entry: all minutes of that day"],
    ]
    page = diary([walk], tag="es")
    head, line = table_of(page)
    assert head[:3] == ["Cuándo", "Dolor", "Caminar"]
    assert "Dolor en las piernas" in line[3]


FORMULAS = ["=1+1", "+49 123", "-5", "@SUM(A1)", "'=1", "''+2", "＝1", '=HYPERLINK("http://x","y")']


def test_no_cell_of_a_spreadsheet_begins_as_a_formula(diary: Open) -> None:
    page = diary([entry("2026-11-02", f"09:{i:02}", 5, note=note) for i, note in enumerate(FORMULAS)])
    rows = table_of(page)
    assert [row[-1] for row in rows[1:]] == [f"'{note}" for note in FORMULAS]
    for row in rows:
        assert not [cell for cell in row if cell[:1] in tuple("=+-@＝\t\r")]


# Many notes are put into few files, because a browser delays dozens of downloads in a row.
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(st.text(max_size=40), min_size=5, max_size=40))
def test_odd_notes_survive_both_kinds_of_file(diary_of_john: Page, notes: list[str]) -> None:
    page = diary_of_john
    entries = [entry("2026-11-02", f"09:{i:02}", i % 11, note=note) for i, note in enumerate(notes)]
    give(page, json.dumps({"version": 2, "entries": entries}), "john.json")
    assert visible_messages(page) == ["read"]
    before = kept(page)
    rows = table_of(page)
    assert [row[1] for row in rows[1:]] == [str(i % 11) for i in range(len(notes))]
    copy = saved_file(page, "json")
    press(page.locator("[value=delete-all]"))
    give(page, copy)
    assert kept(page) == before
    press(page.locator("[value=delete-all]"))


@pytest.fixture
def diary_of_john(diary: Open) -> Page:
    return diary()


# ---- Version 1 -------------------------------------------------------------------------------------


def test_the_entries_of_an_older_version_stay_and_say_what_their_numbers_mean(diary: Open) -> None:
    page = diary(stored=json.dumps(as_version_1(MARIAS)))
    assert page.evaluate("JSON.parse(localStorage.getItem('diary')).version") == 1, "nothing is written by reading"
    row = open_entry(page, 2)
    expect(row).to_contain_text("Older entry: pain at that moment")
    expect(row).to_contain_text("Older entry: all minutes of that day")
    assert page.locator("#table tbody td:nth-child(2)").all_text_contents() == ["5\xa0*", "7\xa0*", "4\xa0*", "10\xa0*"]
    expect(page.locator(".legend li:visible")).to_have_text(
        [
            "entry before a massage",
            "entry after a massage",
            "Older entry: pain at that moment",
            "Older entry: all minutes of that day",
        ]
    )
    for pain in (3, 4):
        write(page, pain)
        wait_until(lambda: visible_messages(page) == ["saved"])
        page.locator("#write [name=pain]").first.evaluate(
            "(field) => field.dispatchEvent(new Event('input', {bubbles: true}))"
        )
    assert kept(page)[:4] == older(MARIAS), "the old entries are marked, and nothing of them is changed"
    assert page.evaluate("JSON.parse(localStorage.getItem('diary')).version") == 2
    assert lines(page) == {"older": 2, "entry": 2, "pair": 2}, "old and new numbers are not in one line"


def test_an_older_entry_is_changed_with_its_own_questions(diary: Open) -> None:
    page = diary(stored=json.dumps(as_version_1(MARIAS)))
    open_entry(page, 3).get_by_role("button", name="Change").tap()
    legend = page.locator("#write legend:visible").first
    expect(legend).to_have_text("Older entry: pain at that moment", use_inner_text=True)
    expect(page.locator("#write legend").filter(has_text="Older entry: all minutes of that day")).to_be_visible()
    expect(page.locator("#place")).to_be_hidden()
    write(page, 6, minutes="20")
    wait_until(lambda: visible_messages(page) == ["changed"])
    assert kept(page) == [*older(MARIAS)[1:], {**older(MARIAS)[0], "pain": 6, "minutes": 20}]


def test_copies_of_an_older_version_are_read(diary: Open) -> None:
    cells = [[str(one[name] if one[name] is not None else "") for name in OLD_FIELDS] for one in MARIAS]
    table = io.StringIO()
    csv.writer(table).writerows([OLD_FIELDS, *cells])
    for copy in (json.dumps(as_version_1(MARIAS)), table.getvalue()):
        page = diary()
        give(page, copy)
        expect(page.locator("[data-message=read]")).to_have_text("Entries in the file: 4. New in your diary: 4.")
        assert kept(page) == older(MARIAS)
        give(page, copy)
        assert kept(page) == older(MARIAS)


def test_an_old_table_may_have_semicolons_empty_lines_and_apostrophes(diary: Open) -> None:
    page = diary()
    give(page, ";".join(OLD_FIELDS) + '\n2026-11-02;09:00;5;;;;\n;;;;;;\n2026-11-03;09:00;6;;no;;"\'=one; two"\n')
    assert kept(page) == older(
        [entry("2026-11-02", "09:00", 5), entry("2026-11-03", "09:00", 6, massage="no", note="=one; two")]
    )


GOOD_LINE = "2026-11-02,09:00,5,,,,"


DAMAGED: list[tuple[str | bytes, str, str]] = [
    ("", "unknown", "damaged"),
    ("hello", "unknown", "damaged"),
    ("{", "unknown", "damaged"),
    (b"\x89PNG\r\n\x1a\n\x00\xff", "unknown", "damaged"),
    ("day,time,pain\n", "unknown", "damaged"),
    ('{"version": 3, "entries": []}', "newer", "from a newer version of Ask First"),
    ('{"version": 1.5, "entries": []}', "unknown", "damaged"),
    ('{"version": "2", "entries": []}', "unknown", "damaged"),
    ('{"version": 0, "entries": []}', "unknown", "damaged"),
    ('{"version": 1, "entries": {}}', "unknown", "damaged"),
    (json.dumps({"version": 2, "entries": [MARIAS[0], {**MARIAS[1], "pain": 11}]}), "entry", "entry 2"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "pain": "5"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "day": "2026-02-30"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "technique": "swedish"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "note": "x" * 501}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [None]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "day": ["2026-11-02"]}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "time": ["09:00"]}]}), "entry", "entry 1"),
    ("\n".join([",".join(OLD_FIELDS), GOOD_LINE, GOOD_LINE.replace("5", "5.5")]), "line", "line 3"),
    ("\n".join([",".join(OLD_FIELDS), GOOD_LINE.replace("09:00", "25:00")]), "line", "line 2"),
    ("\n".join([",".join(OLD_FIELDS), GOOD_LINE + ","]), "line", "line 2"),
    ("\n".join([",".join(OLD_FIELDS), GOOD_LINE, '2026-11-02,09:00,5,,,,"no end']), "line", "line 3"),
    ("\n".join([",".join(OLD_FIELDS), "2026-11-02,09:00,5,,maybe,,"]), "line", "line 2"),
    (json.dumps({"version": 1, "entries": [{**MARIAS[0], "pain": 11}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "massage": "maybe"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "stopped": ["rain"]}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "stopped": "leg-pain"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "eased": 5}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "untried": True}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "older": "yes"}]}), "entry", "entry 1"),
    (json.dumps({"version": 2, "entries": [{**MARIAS[0], "place": 5}]}), "entry", "entry 1"),
]


def test_a_damaged_file_is_refused_with_its_place_and_changes_nothing(diary: Open) -> None:
    page = diary(MARIAS)
    add_more(page)
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
    give(page, "\n".join([",".join(OLD_FIELDS), GOOD_LINE, GOOD_LINE.replace("5", "5.5")]))
    # Chrome tells a page nothing when the same name is chosen twice in a row.
    expect(page.locator("#copy input")).to_have_value("")
    give(page, "\n".join([",".join(OLD_FIELDS), GOOD_LINE]))
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
        json.dumps(
            {"version": 2, "entries": [entry(day(-3).isoformat(), "09:00", 5, note=attack + "2", __proto__={"x": 1})]}
        ),
    )
    page.reload()
    ready(page)
    assert page.locator("#entries .note[data-part=note]").all_text_contents() == [attack, attack + "2"]
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
        "place": "",
        "again": "",
        "pain": "7",
        "minutes": "20",
        "massage": "before",
        "technique": "other",
        "note": "Please keep me",
        "day": "2026-11-06",
        "time": "10:30",
    }
    give(page, json.dumps({"version": 2, "entries": MARIAS}))
    assert visible_messages(page) == [message]


def test_a_browser_that_forbids_storage_says_so_at_once(diary: Open) -> None:
    assert visible_messages(diary(script=FORBIDDEN)) == ["forbidden"]


@pytest.mark.parametrize(
    "stored", ["{", "null", "[]", '{"version":0,"entries":[]}', '{"version":1,"entries":[{"day":"yesterday"}]}']
)
def test_a_diary_that_cannot_be_read_is_never_written_over_and_can_be_rescued(diary: Open, stored: str) -> None:
    page = diary(stored=stored)
    assert visible_messages(page) == ["damaged"]
    write(page, 5, note="new")
    wait_until(lambda: visible_messages(page) == ["damaged"])
    give(page, json.dumps({"version": 2, "entries": MARIAS}))
    assert visible_messages(page) == ["damaged"]
    now = "() => localStorage.getItem('diary')"
    assert page.evaluate(now) == stored
    start = page.get_by_role("button", name="Delete the old diary and start a new one")
    expect(start).to_be_hidden()
    assert saved_file(page, "rescue") == stored
    press(start)
    assert page.evaluate(now) is None
    assert visible_messages(page) == []
    assert page.locator("#note").input_value() == "new"
    press(page.locator("#write button:not([type])"))
    wait_until(lambda: [one["note"] for one in kept(page)] == ["new"])


def test_a_diary_of_a_newer_version_is_left_alone_and_the_page_says_what_to_do(diary: Open) -> None:
    stored = '{"version":3,"entries":"in another way"}'
    page = diary(stored=stored)
    assert visible_messages(page) == ["ahead"]
    write(page, 5, note="new")
    wait_until(lambda: visible_messages(page) == ["ahead"])
    assert page.evaluate("localStorage.getItem('diary')") == stored
    assert page.locator("#note").input_value() == "new"
    expect(page.get_by_role("button", name="Delete the old diary and start a new one")).to_be_hidden()


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


def test_an_entry_is_saved_and_called_saved_where_the_part_that_shows_it_cannot_be_loaded(diary: Open) -> None:
    page = diary()
    page.route("**/diary-written.js", lambda route: route.abort())
    write(page, 5)
    wait_until(lambda: visible_messages(page) == ["saved"])
    assert len(kept(page)) == 1
    page.reload()
    ready(page)
    wait_until(lambda: visible_messages(page) == ["not-loaded"])
    expect(page.locator("#written, #entries").filter(visible=True)).to_have_count(0)
    assert len(kept(page)) == 1


def test_nothing_that_is_written_leaves_the_phone(diary: Open) -> None:
    page = diary(MARIAS)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    write(page, 5, note="private")
    saved_file(page, "csv")
    asked = [url for url in requests if not url.startswith("blob:")]
    assert [
        url
        for url in asked
        if not re.fullmatch(r"http://localhost:\d+/static/\w+/js/(csv|diary-(files|written|time|chart))\.js", url)
    ] == [], "only scripts that draw what is written, or make a table"
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
    add_more(page)
    for target in page.locator(".scale label, main .button:visible, .answers > label:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 47.5, target.inner_text()

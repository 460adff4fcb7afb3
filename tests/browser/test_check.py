"""The self-check follows a plain statement of its rule, with and without JavaScript, and sends no request."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from pwa.languages import LANGUAGES
from tests.browser.check_page import (
    ANSWER,
    IN_SIGHT,
    LEVEL_OF,
    emergency_heading,
    make_it_older,
    shows,
    step_to,
)
from tests.browser.conftest import FORBIDDEN, PHONE, Phone
from tests.servers import InProcessServer, wait_until

LEVELS = ["EMERGENCY", "DOCTOR TODAY", "DOCTOR SOON", "POSTPONE", "TALK FIRST"]
# The first level is a list, and so is the last. The questions between them come one by one.
ALL, FIRST, LAST = len(LEVEL_OF), [*LEVEL_OF.values()].count(LEVELS[0]), [*LEVEL_OF.values()].count(LEVELS[-1])


def must_show(answers: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the cards and lines that these answers must show (docs/clinical.md, sections 2.3 and 2.4)."""
    cards, lines = set(), set()
    for sign, level in LEVEL_OF.items():
        answer = answers.get(sign)
        if answer == "yes" or (answer == "unsure" and level != "POSTPONE"):
            cards.add(level)
            lines.add(sign)
        elif answer == "unsure":
            cards.add("TALK FIRST")
            lines.add(f"{sign}-unsure")
        elif answer == "private":
            lines.add(f"{sign}-private")
    shown = [level for level in LEVELS if level in cards]
    if not shown and set(answers) == set(LEVEL_OF):
        shown = ["NONE"]
    return [level.lower().replace(" ", "-") for level in shown], sorted(lines)


@pytest.fixture(scope="module", params=["without JavaScript", "with JavaScript"])
def loaded(request: pytest.FixtureRequest, chromium: Browser, reading: InProcessServer) -> Iterator[Page]:
    """The check, loaded once for all tests that only tick. Afterwards the page may send no request."""
    context = chromium.new_context(
        viewport=PHONE, java_script_enabled=request.param == "with JavaScript", service_workers="block"
    )
    page = context.new_page()
    page.goto(f"{reading.url}/en/check")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


@pytest.fixture
def page(loaded: Page) -> Iterator[Page]:
    requests: list[str] = []
    address = loaded.url
    loaded.on("request", lambda request: requests.append(request.url))
    loaded.evaluate(ANSWER, {})
    yield loaded
    assert requests == []
    assert loaded.url == address


def test_nothing_is_ticked_at_first_and_nothing_is_cleared(page: Page) -> None:
    assert page.locator("input:checked").count() == 0
    assert shows(page) == ([], [])


@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_every_sign_alone_shows_its_card_and_its_line(page: Page, answer: str) -> None:
    for sign in LEVEL_OF:
        assert shows(page, {sign: answer}) == must_show({sign: answer}), sign


def test_rather_not_say_raises_no_alarm_but_shows_the_sign_to_watch_for(page: Page) -> None:
    assert shows(page, {"E4": "private"}) == ([], ["E4-private"])
    assert shows(page, dict.fromkeys(LEVEL_OF, "no") | {"E4": "private"}) == (["none"], ["E4-private"])


def test_all_no_shows_the_calm_card_and_one_open_question_does_not(page: Page) -> None:
    everything = dict.fromkeys(LEVEL_OF, "no")
    assert shows(page, everything) == (["none"], [])
    for open_question in ("E1", "D8", "P3", "T12"):
        assert shows(page, {sign: "no" for sign in everything if sign != open_question}) == ([], []), open_question


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        sign: st.sampled_from(["yes", "no", "no", "no", "unsure", *(["private"] if sign == "E4" else [])])
        for sign in LEVEL_OF
    },
)
CALM = st.fixed_dictionaries({sign: st.sampled_from(["no"] * 30 + ["unsure", "yes"]) for sign in LEVEL_OF})


@given(answers=ANSWERS | CALM)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_show_what_the_rule_says(page: Page, answers: dict[str, str]) -> None:
    assert shows(page, answers) == must_show(answers)


def test_real_taps_do_the_same_as_the_fast_way(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    for sign, answer in [("D1", "Yes"), ("P4", "Not sure"), ("T1", "Yes")]:
        page.locator(f"fieldset:has([name={sign}])").get_by_text(answer, exact=True).tap()
    assert shows(page) == must_show({"D1": "yes", "P4": "unsure", "T1": "yes"})
    assert page.locator(".result .unfinished").first.is_visible()
    assert page.get_by_text("You are not sure about this: you had spine surgery").is_visible()


def test_where_the_browser_forbids_all_storage_the_check_goes_step_by_step(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.add_init_script(FORBIDDEN)
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D1")
    page.locator("fieldset:has([name=D1])").get_by_text("Yes", exact=True).tap()
    assert shows(page) == (["doctor-today"], ["D1"])


def test_one_yes_in_the_first_part_ends_the_questions_with_a_way_back(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    first = page.locator("fieldset:has([name=E2])")
    first.get_by_text("Yes", exact=True).tap()
    assert page.get_by_role("heading", name="or go to the nearest emergency department now if:").is_visible()
    assert first.is_visible()
    assert page.locator("fieldset:visible").count() == 1
    assert page.get_by_text("The questions stop here.").is_visible()
    first.get_by_text("No", exact=True).tap()
    assert page.locator("fieldset:visible").count() == ALL
    assert shows(page) == ([], [])


def test_a_person_taps_through_one_step_at_a_time(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    assert page.locator("fieldset:visible").count() == FIRST
    page.get_by_role("button", name="No to all that are still open here").press("Enter")
    for _ in range(ALL - FIRST - LAST):
        page.get_by_role("button", name="Next").press("Enter")
        assert page.locator("fieldset:visible").count() == 1
        page.locator("fieldset:visible").get_by_text("No", exact=True).tap()
    page.get_by_role("button", name="Next").press("Enter")
    assert page.locator("fieldset:visible").count() == LAST
    assert str(LAST) in page.locator(".counted").inner_text()
    for fieldset in page.locator("fieldset:visible").all():
        fieldset.get_by_text("No", exact=True).tap()
    page.get_by_role("button", name="Next").press("Enter")
    assert page.get_by_role("heading", name="You did not tick any warning sign today").is_visible()
    assert page.get_by_text("It cannot rule a problem out.").is_visible()
    expect(page.get_by_role("button", name="Show all questions on one page")).to_be_hidden()
    page.get_by_role("button", name="Back").tap()
    page.locator("fieldset:has([name=T1])").get_by_text("Yes", exact=True).tap()
    page.get_by_role("button", name="Next").press("Enter")
    assert shows(page) == (["talk-first"], ["T1"])
    page.get_by_role("button", name="Clear my answers").tap()
    expect(page.locator("fieldset:visible")).to_have_count(FIRST)
    assert page.locator("input:checked").count() == 0
    assert page.locator(".left").inner_text() == str(ALL)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_next_does_not_pass_over_the_open_questions_of_a_list(phone: Phone, reading: InProcessServer, tag: str) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/{tag}/check")
    following = page.locator("[value=next]")
    following.tap()
    for sign in ("E1", "E2"):
        legend = page.locator(f"fieldset:has([name={sign}]) legend")
        expect(legend).to_be_focused()
        assert legend.evaluate(IN_SIGHT)
        page.locator(f"fieldset:has([name={sign}]) label:has([value=no])").tap()
        following.press("Enter")
    expect(page.locator("fieldset:has([name=E3]) legend")).to_be_focused()
    assert page.locator("fieldset:visible").count() == FIRST
    page.locator(".rest button").press("Enter")
    following.press("Enter")
    expect(page.locator("fieldset:has([name=D1]) legend")).to_be_focused()
    assert page.locator("fieldset:visible").count() == 1


# ---- The Back button of the phone ------------------------------------------------------------------


@pytest.fixture
def from_home(phone: Phone, reading: InProcessServer) -> Page:
    """The check, opened from the home page, in a browser without a back/forward cache."""
    page = phone().new_page()
    page.add_init_script("addEventListener('unload', () => {})")
    page.goto(f"{reading.url}/en/")
    page.goto(f"{reading.url}/en/check")
    return page


def test_the_phones_back_button_goes_one_step_back_and_loses_no_answer(from_home: Page) -> None:
    step_to(from_home, "D1")
    from_home.locator("[name=D1][value=yes]").check()
    step_to(from_home, "D3")
    for sign in ("D2", "D1", "E1"):
        from_home.go_back()
        expect(from_home.locator(f"fieldset:has([name={sign}])")).to_be_visible()
    assert from_home.locator("input:checked").count() == FIRST + 1
    assert shows(from_home) == (["doctor-today"], ["D1"])
    from_home.go_forward()
    expect(from_home.locator("fieldset:has([name=D1]) legend")).to_be_focused()
    from_home.go_back()
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_turning_back_and_forth_makes_the_way_out_no_longer_and_no_answer_is_in_it(from_home: Page) -> None:
    step_to(from_home, "D1")
    from_home.locator("[name=D1][value=yes]").check()
    entries = from_home.evaluate("history.length")
    for _ in range(3):
        from_home.locator("[value=back]").press("Enter")
        expect(from_home.locator("fieldset:visible")).to_have_count(FIRST)
        from_home.locator("[value=next]").press("Enter")
        expect(from_home.locator("fieldset:visible")).to_have_count(1)
    assert from_home.evaluate("[history.length, history.state]") == [entries, {"step": 1, "isAll": False, "depth": 1}]
    assert from_home.url.endswith("/en/check")


def test_after_the_answers_were_cleared_back_leaves_the_check(from_home: Page) -> None:
    step_to(from_home, "D2")
    from_home.evaluate("document.querySelector('form').reset()")
    expect(from_home.locator("fieldset:visible")).to_have_count(FIRST)
    wait_until(lambda: from_home.evaluate("history.state?.depth") == 0)
    assert from_home.locator("input:checked").count() == 0
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_links_within_the_page_are_no_steps_however_often_they_are_followed(from_home: Page) -> None:
    step_to(from_home, "D6")
    for _ in range(2):
        from_home.get_by_role("link", name="Skip to the text").press("Enter")
    from_home.go_back()
    expect(from_home.locator("fieldset:has([name=D5])")).to_be_visible()
    from_home.get_by_role("button", name="Show all questions on one page").press("Enter")
    from_home.locator("[name=T1][value=yes]").check()
    for _ in range(2):
        from_home.get_by_role("link", name="What to do so far").press("Enter")
        expect(from_home.locator("#result-title")).to_be_in_viewport()
    from_home.get_by_role("button", name="Clear my answers").press("Enter")
    expect(from_home.get_by_role("button", name="Bring them back")).to_be_in_viewport()
    from_home.reload()
    wait_until(lambda: from_home.evaluate("history.state?.depth") == 0)
    assert from_home.url.endswith("/en/check")
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_back_takes_back_that_all_questions_are_shown(from_home: Page) -> None:
    step_to(from_home, "D6")
    from_home.get_by_role("button", name="Show all questions on one page").press("Enter")
    from_home.locator("[name=T1][value=yes]").check()
    from_home.get_by_role("link", name="What to do so far").press("Enter")
    from_home.go_back()
    expect(from_home.locator("fieldset:visible")).to_have_count(ALL)
    from_home.go_back()
    expect(from_home.locator("fieldset:visible legend")).to_contain_text("Are your hands clumsy")
    assert from_home.locator("[name=T1][value=yes]").is_checked()


def test_looking_at_what_to_do_so_far_does_not_lose_the_place(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.get_by_role("button", name="No to all that are still open here").press("Enter")
    for _ in range(3):
        page.get_by_role("button", name="Next").press("Enter")
    page.locator("fieldset:visible").get_by_text("Yes", exact=True).tap()
    where = page.locator("fieldset:visible legend").inner_text()
    page.get_by_role("link", name="What to do so far").tap()
    expect(page.get_by_role("heading", name="Call a doctor today if:")).to_be_visible()
    assert "Call a doctor today if:" in (page.locator("#announce").text_content() or "")
    page.get_by_role("button", name="Back").tap()
    expect(page.locator("fieldset:visible legend")).to_have_text(where)
    page.get_by_role("link", name="What to do so far").tap()
    page.get_by_role("button", name="Go on with the open questions").tap()
    expect(page.locator("fieldset:visible legend")).to_have_text(
        "Do you have a fever or chills with your back or neck pain?"
    )


def test_one_tap_answers_no_to_a_whole_list_and_never_touches_a_yes(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.locator("fieldset:has([name=E4])").get_by_text("I would rather not say", exact=True).tap()
    page.get_by_role("button", name="No to all that are still open here").press("Enter")
    assert page.locator("[name^=E][value=no]:checked").count() == FIRST - 1
    assert page.locator("[name=E4][value=private]").is_checked()
    expect(page.get_by_role("button", name="No to all that are still open here")).to_be_hidden()
    assert page.locator(".left").inner_text() == str(ALL - FIRST)


def test_next_can_be_reached_without_scrolling_on_every_question(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    for _ in range(26):
        rest = page.locator(".rest button")
        if rest.is_visible():
            rest.press("Enter")
        button = page.get_by_role("button", name="Next")
        if not button.is_visible():
            break
        box = button.bounding_box()
        assert box is not None
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        hit = "([x, y]) => document.elementFromPoint(x, y)?.closest('button')?.value"
        assert page.evaluate(hit, middle) == "next"
        button.press("Enter")  # faster than a finger may be: see test_double_tap.py
    assert page.locator(".result").is_visible()


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("size", [28, 53], ids="text of {} pixels".format)
def test_next_is_not_covered_however_large_the_phone_sets_the_text(
    phone: Phone, reading: InProcessServer, tag: str, size: int
) -> None:
    """An iPhone enlarges the root's font (Dynamic Type) without any change for media queries."""
    page = phone(bypass_csp=True).new_page()
    page.goto(f"{reading.url}/{tag}/check")
    page.add_style_tag(content=f"html {{ font-size: {size}px }}")
    step_to(page, "D6")
    asked = page.locator("legend:visible").inner_text()
    turn = page.locator("[value=next]")
    turn.scroll_into_view_if_needed()
    assert turn.evaluate(IN_SIGHT)
    turn.tap()
    expect(page.locator("legend:visible")).not_to_have_text(asked)


NOT_FINISHED = "You have not finished. Do not have a massage yet. Questions left:"


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_bar_below_every_question_says_that_it_is_not_finished_and_the_worst_level_so_far(
    phone: Phone, reading: InProcessServer, scripts: bool
) -> None:
    page = phone(java_script_enabled=scripts).new_page()
    page.goto(f"{reading.url}/en/check")
    sentence, level = page.locator(".counted p"), page.locator(".status .level:visible")
    assert sentence.evaluate(IN_SIGHT)
    expect(sentence).to_have_text(f"{NOT_FINISHED} {ALL if scripts else ''}")
    expect(level).to_have_count(0)
    page.evaluate(ANSWER, {"P1": "yes", "T1": "unsure"})
    expect(level).to_have_text(["Wait"])
    page.evaluate(ANSWER, {"P1": "yes", "D4": "yes"})
    for question in ("D1", "D8", "P7"):
        if scripts:
            step_to(page, question)
        else:
            page.locator(f"[name={question}]").first.scroll_into_view_if_needed()
        assert sentence.evaluate(IN_SIGHT), question
        assert level.evaluate(IN_SIGHT), question
        expect(level).to_have_text(["Doctor today"])
        heights = page.locator(".status").evaluate_all(
            "(bars) => bars.map((bar) => bar.getBoundingClientRect().height)"
        )
        assert sum(heights) < 740 / 4


def test_without_javascript_the_questions_left_are_counted(phone: Phone, reading: InProcessServer) -> None:
    """The style sheet generates the text. It is not in the page, but screen readers read it."""
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    devtools = page.context.new_cdp_session(page)

    def heard() -> set[str]:
        nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
        return {node["name"]["value"] for node in nodes if "name" in node} & {str(ALL - 1), str(ALL)}

    assert heard() == {str(ALL)}
    page.locator("[name=D1][value=no]").check()
    assert heard() == {str(ALL - 1)}


def test_where_a_script_counts_the_style_sheet_does_not_count_beside_it(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    beside = "getComputedStyle(document.querySelector('.left'), '::after').content"
    assert [page.locator(".left").inner_text(), page.evaluate(beside)] == ["45", "none"]
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    assert [page.locator(".left").inner_text(), page.evaluate(beside)] == ["", "counter(left)"]


def test_with_all_answered_the_level_still_stands_below_the_question(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.evaluate(ANSWER, dict.fromkeys(LEVEL_OF, "no") | {"D4": "yes"})
    step_to(page, "T1")
    expect(page.locator(".counted p")).to_be_hidden()
    assert page.locator(".status .level:visible").evaluate(IN_SIGHT)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_after_any_emergency_the_button_that_calls_is_in_sight(
    phone: Phone, reading: InProcessServer, tag: str
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/{tag}/check")
    call = page.locator(".action[data-level=emergency] .button.call:visible span").first
    for sign in [sign for sign, level in LEVEL_OF.items() if level == "EMERGENCY"]:
        page.evaluate(f"document.querySelector('[name={sign}][value=yes]').click()")
        assert call.evaluate(IN_SIGHT), sign
        page.evaluate(f"document.querySelector('[name={sign}][value=no]').click()")


def test_an_emergency_is_said_once_and_every_result_says_that_it_is_not_a_check_up(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.locator("fieldset:has([name=E10])").get_by_text("Not sure", exact=True).tap()
    expect(emergency_heading(page)).to_be_focused()
    # The focus is on the heading: a screen reader reads it there, and only there.
    assert page.locator("#announce").inner_text() == ""
    purpose = page.locator(".result").get_by_text("It is not a check-up.")
    assert purpose.is_visible()
    page.evaluate(ANSWER, dict.fromkeys(LEVEL_OF, "no") | {"T1": "yes"})
    page.get_by_role("link", name="What to do so far").press("Enter")
    assert shows(page) == (["talk-first"], ["T1"])
    assert purpose.is_visible()


def test_announcements_have_their_place_from_the_start(phone: Phone, reading: InProcessServer) -> None:
    """A screen reader may not announce a live region that is added together with its text."""
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    assert page.locator("form [data-message]").count() == 4
    for message in (".undo", "[data-message=new-day]", "[data-message=not-kept]", "#announce"):
        place = page.locator("[role=status]").filter(has=page.locator(message)).or_(page.locator(f"{message}[role]"))
        assert place.evaluate("(place) => !place.closest('[hidden]')"), message


# ---- With the keyboard -----------------------------------------------------------------------------


def test_arrow_keys_pass_an_emergency_answer_without_losing_the_place(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.locator("[name=E4][value=yes]").focus()
    for value, cards in [("no", []), ("unsure", ["emergency"]), ("private", []), ("unsure", ["emergency"])]:
        page.keyboard.press("ArrowUp" if page.locator("[value=private]").is_checked() else "ArrowDown")
        assert page.evaluate("document.activeElement.value") == value
        assert page.locator("label:has(:focus)").evaluate(IN_SIGHT), value
        assert shows(page)[0] == cards
    announced = page.locator("#announce")
    expect(announced).to_have_text("Call your emergency number or go to the nearest emergency department now if:")
    page.keyboard.press("Space")
    expect(emergency_heading(page)).to_be_focused()
    expect(announced).to_have_text("")


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_key_that_means_this_one_goes_to_what_to_do_now(phone: Phone, reading: InProcessServer, key: str) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.locator("[name=E1][value=no]").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "yes"
    page.keyboard.press(key)
    expect(emergency_heading(page)).to_be_focused()


def test_showing_all_questions_stays_at_the_question(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D6")
    legend = page.locator("fieldset:visible legend")
    expect(legend).to_be_focused()
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    legend = page.locator("fieldset:has([name=D6]) legend")
    expect(legend).to_be_focused()
    assert legend.evaluate(IN_SIGHT)
    assert page.locator("fieldset:visible").count() == ALL


# ---- Answers of an earlier day ---------------------------------------------------------------------

A_NEW_DAY = "A new day has started, so we cleared your answers."


def test_answers_of_yesterday_are_cleared_when_the_page_comes_back(yesterday: Page) -> None:
    yesterday.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert yesterday.locator("input:checked").count() == 0
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)


def test_answers_of_yesterday_are_cleared_by_the_first_answer_of_today(yesterday: Page) -> None:
    yesterday.locator("fieldset:visible").get_by_text("Yes", exact=True).tap()
    assert shows(yesterday) == (["doctor-today"], ["D1"])
    assert yesterday.locator("input:checked").count() == 1
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)
    yesterday.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()
    assert yesterday.locator("input:checked").count() == 2
    expect(yesterday.get_by_text(A_NEW_DAY)).to_be_hidden()


def test_answers_of_yesterday_are_cleared_by_turning_the_page(yesterday: Page) -> None:
    yesterday.get_by_role("button", name="Next").tap()
    assert yesterday.locator("input:checked").count() == 0
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)


def test_an_emergency_after_midnight_stays_an_emergency(yesterday: Page) -> None:
    yesterday.get_by_role("button", name="Show all questions on one page").press("Enter")
    yesterday.locator("fieldset:has([name=E1])").get_by_text("Yes", exact=True).tap()
    expect(emergency_heading(yesterday)).to_be_focused()
    assert shows(yesterday) == (["emergency"], ["E1"])


@pytest.fixture
def yesterday(phone: Phone, reading: InProcessServer) -> Page:
    """A page that stayed open and visible over midnight, with ten answers, at the first question for a doctor."""
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D1")
    page.clock.fast_forward("24:00:00")
    return page


# ---- A browser that does not know :has (Firefox before 121, Chrome before 105) -----------------------


@pytest.fixture
def older(phone: Phone, reading: InProcessServer) -> Page:
    page = phone().new_page()
    make_it_older(page)
    page.goto(f"{reading.url}/en/check")
    assert page.evaluate("[CSS.supports('selector(:has(a))'), CSS.supports('selector(:is(a))')]") == [False, True]
    return page


def test_a_browser_without_has_shows_every_card_with_its_whole_list_and_never_the_calm_one(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone(java_script_enabled=False).new_page()
    make_it_older(page)
    page.goto(f"{reading.url}/en/check")
    cards, lines = shows(page)
    assert cards == ["emergency", "doctor-today", "doctor-soon", "postpone", "talk-first"]
    assert set(LEVEL_OF) <= set(lines)


def test_where_the_style_sheet_cannot_decide_nothing_is_announced(older: Page) -> None:
    for sign in ("E1", "D1", "T12"):
        older.locator(f"[name={sign}][value=no]").check()
    older.locator("[name=T1][value=yes]").check()
    expect(older.locator("#announce")).to_have_text("")
    assert older.evaluate("document.activeElement.name") == "T1"


def test_where_the_style_sheet_cannot_decide_an_emergency_answer_still_leads_to_what_to_do_now(older: Page) -> None:
    older.locator("[name=D1][value=no]").check()
    older.locator("[name=E2][value=yes]").check()
    expect(emergency_heading(older)).to_be_focused()

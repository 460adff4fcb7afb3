"""The self-check follows a plain statement of its rule, with and without JavaScript, and sends no request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from pwa.content.signs import LONGEST_LIST
from tests.browser.check_page import (
    ANSWER,
    FIRST_PART,
    HOLDS,
    IN_SIGHT,
    LAST_PART,
    LEVEL_OF,
    LISTS,
    NOTES,
    emergency_heading,
    make_it_older,
    shows,
    start,
    step_to,
)
from tests.browser.conftest import FORBIDDEN, PHONE, Phone, stop_the_clock
from tests.content.clinical import FOURTH_ANSWER, NECK
from tests.pages import TAGS
from tests.servers import InProcessServer, wait_until

LEVELS = ["EMERGENCY", "DOCTOR TODAY", "DOCTOR SOON", "POSTPONE", "TALK FIRST"]
PRIVATE = "E4"


def must_show(answers: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the cards and lines that these answers must show (docs/clinical.md, sections 2.3 and 2.4)."""
    cards, lines = set(), set()
    for sign, level in LEVEL_OF.items():
        answer = answers.get(sign)
        if answer == "yes" or (answer in NOTES and answer not in HOLDS):
            cards.add(level)
            lines.add(sign)
        elif answer in HOLDS:
            cards.add("KNOWN")
            lines.add(f"{sign}-agreed")
        elif answer == "unsure":
            cards.add("TALK FIRST" if level == "POSTPONE" else level)
            lines.add(f"{sign}-unsure")
        elif answer == "private":
            lines.add(f"{sign}-private")
    shown = [level for level in [*LEVELS, "KNOWN"] if level in cards]
    if cards <= {"KNOWN"} and set(answers) == set(LEVEL_OF):
        shown.append("NONE")
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


@pytest.mark.parametrize("answer", ["yes", "no", "unsure", *NOTES])
def test_every_sign_alone_shows_its_card_and_its_line(page: Page, answer: str) -> None:
    for sign in FOURTH_ANSWER if answer in NOTES else LEVEL_OF:
        assert shows(page, {sign: answer}) == must_show({sign: answer}), sign


def test_rather_not_say_raises_no_alarm_but_shows_the_sign_to_watch_for(page: Page) -> None:
    assert shows(page, {"E4": "private"}) == ([], ["E4-private"])
    assert shows(page, dict.fromkeys(LEVEL_OF, "no") | {"E4": "private"}) == (["none"], ["E4-private"])


def test_a_sign_that_does_not_apply_counts_as_no(page: Page) -> None:
    assert shows(page, {PRIVATE: "not-for-me"}) == ([], [])
    assert shows(page, dict.fromkeys(LEVEL_OF, "no") | {PRIVATE: "not-for-me"}) == (["none"], [])


def test_with_fourth_answers_only_the_note_stands_first_and_nothing_says_that_no_sign_was_ticked(page: Page) -> None:
    """Section 2.4: the same list follows, without its heading."""
    answers = dict.fromkeys(LEVEL_OF, "no") | {"T1": "agreed"}
    assert shows(page, answers) == (["known", "none"], ["T1-agreed"])
    calm = page.locator("[data-level=none]")
    display = "(element) => getComputedStyle(element).display"
    assert calm.locator("header").evaluate(display) == "none"
    assert calm.locator("ul").first.evaluate(display) != "none"
    assert shows(page, answers | {"T2": "yes"}) == (["talk-first", "known"], ["T1-agreed", "T2"])


def test_all_no_shows_the_calm_card_and_one_open_question_does_not(page: Page) -> None:
    everything = dict.fromkeys(LEVEL_OF, "no")
    assert shows(page, everything) == (["none"], [])
    for open_question in ("E1", "D8", "P3", LAST_PART[-1]):
        assert shows(page, {sign: "no" for sign in everything if sign != open_question}) == ([], []), open_question


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        sign: st.sampled_from(
            [
                *("yes", "no", "no", "no", "unsure"),
                *(("private", "not-for-me") if sign == PRIVATE else ()),
                *(NOTES if sign in FOURTH_ANSWER else ()),
            ]
        )
        for sign in LEVEL_OF
    },
)
CALM = st.fixed_dictionaries(
    {
        sign: st.sampled_from(["no"] * 30 + ["unsure", "yes"] + (["agreed"] * 9 if sign in FOURTH_ANSWER else []))
        for sign in LEVEL_OF
    }
)


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
    because = page.locator(".action[data-level=talk-first] .because:visible")
    expect(because).to_have_count(2)
    assert because.nth(0).locator("li:visible").all_inner_texts()[0].startswith("you take blood thinners")
    assert because.nth(0).locator("p").inner_text() == "Because you answered Yes:"
    assert because.nth(1).locator("li:visible").all_inner_texts()[0].startswith("you have had surgery on your spine")
    assert because.nth(1).locator("p").inner_text() == "Because you answered Not sure:"


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
    assert page.get_by_role("heading", name="or go to the nearest emergency department now").is_visible()
    assert first.is_visible()
    assert page.locator("fieldset:visible").count() == 1
    assert page.get_by_text("The check stops here.").is_visible()
    first.get_by_text("No", exact=True).tap()
    assert page.locator("fieldset:visible").count() == len(LEVEL_OF)
    assert shows(page) == ([], [])


# ---- One list at a time ------------------------------------------------------------------------------


def test_the_lists_ask_every_question_once_and_none_is_long() -> None:
    assert [sign for signs in LISTS for sign in signs if sign not in NECK] == [s for s in LEVEL_OF if s not in NECK]
    assert NECK in LISTS
    assert max(len(signs) for signs in LISTS) <= LONGEST_LIST
    for signs in LISTS:
        assert len({LEVEL_OF[sign] for sign in signs}) == 1


def test_a_person_to_whom_nothing_applies_is_done_after_one_real_tap_for_each_list(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    taps = answered = 0

    def tap(target: Locator) -> None:
        nonlocal taps
        target.tap()
        taps += 1
        page.clock.run_for(600)  # a finger that taps again sooner presses nothing

    tap(page.get_by_role("link", name="Start the check"))
    for signs in LISTS:
        assert page.locator("input:checked").count() == answered, "nothing was answered that was not seen"
        shown = page.locator("fieldset:visible [value=no]")
        assert shown.evaluate_all("(boxes) => boxes.map(({ name }) => name)") == signs
        if len(signs) > 1:
            tap(page.get_by_role("button", name="No to all of these"))
        else:
            tap(page.locator("fieldset:visible").get_by_text("No", exact=True))
        answered += len(signs)
    assert taps == 1 + len(LISTS)
    expect(page.get_by_role("heading", name="You did not tick any warning sign today")).to_be_visible()
    assert page.locator("[value=no]:checked").count() == len(LEVEL_OF) == page.locator("input:checked").count()


def test_each_step_says_where_the_person_is_to_the_eye_and_to_the_ear(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    expect(page.locator(".turn")).to_be_hidden()
    start(page)
    bar, heard = page.locator(".progress > span"), page.locator("#where > :not([hidden])")
    lists_of_part = Counter(LEVEL_OF[signs[0]] for signs in LISTS)
    expect(bar).to_have_text(f"Part 1, 1 of {lists_of_part['EMERGENCY']}")
    expect(heard).to_have_text(f"Part 1 of 5: list 1 of {lists_of_part['EMERGENCY']}")
    step_to(page, "D5")
    expect(bar).to_have_text(f"Part 3, 1 of {lists_of_part['DOCTOR SOON']}")
    expect(heard).to_have_text(f"Part 3 of 5: question 1 of {lists_of_part['DOCTOR SOON']}")
    done = lists_of_part["EMERGENCY"] + lists_of_part["DOCTOR TODAY"]
    assert page.locator("progress").evaluate("(bar) => bar.position") == pytest.approx((done + 1) / len(LISTS))
    page.locator("[name=D5][value=yes]").check()
    expect(heard).to_have_text("You answered Yes. Choose “Next” to continue.")


def test_a_question_alone_goes_on_after_no_and_stays_after_every_other_answer(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D5")
    asked = page.locator("fieldset:has([name=D5])")
    for answer in ("Yes", "Not sure"):
        asked.get_by_text(answer, exact=True).tap()
        assert page.locator("fieldset:visible").count() == 1
    asked.get_by_text("No", exact=True).tap()
    assert page.locator("fieldset:visible").count() == len(NECK)
    page.locator(".turn [value=back]").press("Enter")
    expect(asked).to_be_visible()
    # An arrow key passes No on its way.
    page.locator("[name=D5][value=unsure]").evaluate("(box) => { box.click(); box.focus(); }")
    page.keyboard.press("ArrowUp")
    assert page.locator("[name=D5][value=no]").is_checked()
    expect(asked).to_be_visible()


def test_the_neck_signs_are_one_list_under_their_name_and_their_emergency_line(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D6")
    assert page.locator("fieldset:visible").count() == len(NECK)
    expect(page.get_by_role("heading", name="Neck signs")).to_be_focused()
    assert page.locator("#neck-advice [data-number=unknown]").evaluate(IN_SIGHT)


def test_the_way_through_all_lists_and_back_loses_nothing(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, LAST_PART[-1])
    assert page.locator("fieldset:visible").count() == len(LISTS[-1])
    for fieldset in page.locator("fieldset:visible").all():
        fieldset.get_by_text("No", exact=True).tap()
    page.locator(".turn [value=next]").press("Enter")
    assert page.locator("[name=D5]:checked").count() == 0
    expect(page.locator(".result .unfinished").first).to_contain_text(f"{NOT_FINISHED} 1.")
    page.locator(".go-on a").press("Enter")
    page.locator("fieldset:has([name=D5])").get_by_text("No", exact=True).tap()
    for _ in LISTS[LISTS.index(["D5"]) + 1 :]:
        page.locator(".turn [value=next]").press("Enter")
    expect(page.locator(".result .unfinished").first).to_be_hidden()
    assert page.get_by_role("heading", name="You did not tick any warning sign today").is_visible()
    assert page.get_by_text("It cannot rule a problem out.").is_visible()
    page.locator(".result [value=back]").press("Enter")
    page.locator(f"[name={LAST_PART[-1]}][value=yes]").press("Space")  # a tap so soon after a turn answers nothing
    page.locator(".turn [value=next]").press("Enter")
    assert shows(page) == (["talk-first"], [LAST_PART[-1]])
    page.get_by_role("button", name="Clear my answers").tap()
    expect(page.locator(".intro")).to_be_visible()
    assert page.locator("input:checked").count() == 0
    assert page.locator(".left").text_content() == str(len(LEVEL_OF))


def test_the_start_says_what_it_is_and_shows_no_question(phone: Phone, reading: InProcessServer) -> None:
    page = phone(viewport={"width": 360, "height": 560}).new_page()
    page.goto(f"{reading.url}/en/check")
    said = page.locator(".intro").inner_text()
    for words in (
        f"Questions: {len(LEVEL_OF)}. Time: about 5 minutes.",
        "Your answers never leave this phone.",
        "not a medical check-up",
    ):
        assert words in said
    assert "You have not finished. Do not have a massage yet." in said
    assert page.locator("fieldset:visible").count() == 0
    assert page.get_by_role("link", name="Start the check").evaluate(IN_SIGHT)
    assert page.locator(".places").is_visible()


def test_a_finger_that_taps_twice_answers_no_question_that_has_just_come(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D5")
    page.clock.run_for(1000)
    stop_the_clock(page)
    page.locator("fieldset:has([name=D5])").get_by_text("No", exact=True).tap()
    answered = page.locator("input:checked").count()
    first = page.locator("fieldset:visible label:has([value=yes])").first
    first.tap()
    assert page.locator("input:checked").count() == answered
    page.clock.run_for(500)
    first.tap()
    assert page.locator("input:checked").count() == answered + 1


@pytest.mark.parametrize("tag", TAGS)
def test_next_does_not_pass_over_the_open_questions_of_a_list(phone: Phone, reading: InProcessServer, tag: str) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/{tag}/check")
    step_to(page, "E1")
    following = page.locator(".turn [value=next]")
    following.tap()
    for sign in ("E1", "E2"):
        legend = page.locator(f"fieldset:has([name={sign}]) legend")
        expect(legend).to_be_focused()
        assert legend.evaluate(IN_SIGHT)
        page.locator(f"fieldset:has([name={sign}]) label:has([value=no])").tap()
        following.press("Enter")
    expect(page.locator("fieldset:has([name=E3]) legend")).to_be_focused()
    assert page.locator("fieldset:visible").count() == len(LISTS[0])
    page.locator(".rest button").press("Enter")
    expect(page.locator("fieldset:has([name=E7]) legend")).to_be_focused()
    page.locator(".rest button").press("Enter")
    expect(page.locator("#part-doctor-today")).to_be_focused()


# ---- The Back button of the phone ------------------------------------------------------------------


def test_the_phones_back_button_goes_one_step_back_and_loses_no_answer(from_home: Page) -> None:
    step_to(from_home, "D1")
    from_home.locator("[name=D1][value=yes]").check()
    step_to(from_home, "D5")
    for sign in ("D1", "E7", "E1"):
        from_home.go_back()
        expect(from_home.locator(f"fieldset:has([name={sign}])")).to_be_visible()
    assert from_home.locator("input:checked").count() == len([*LISTS[0], *LISTS[1], *LISTS[2]])
    assert shows(from_home) == (["doctor-today"], ["D1"])
    from_home.go_forward()
    expect(from_home.locator("fieldset:has([name=E7]) legend")).to_be_focused()
    from_home.go_back()
    from_home.go_back()
    expect(from_home.locator(".intro")).to_be_visible()
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_turning_back_and_forth_makes_the_way_out_no_longer_and_no_answer_is_in_it(from_home: Page) -> None:
    step_to(from_home, "D1")
    entries = from_home.evaluate("history.length")
    for _ in range(3):
        from_home.locator(".turn [value=back]").press("Enter")
        expect(from_home.locator("fieldset:has([name=E7])")).to_be_visible()
        from_home.locator(".turn [value=next]").press("Enter")
        expect(from_home.locator("fieldset:has([name=D1])")).to_be_visible()
    assert from_home.evaluate("[history.length, history.state]") == [entries, {"step": 3, "isAll": False, "depth": 3}]
    assert from_home.url.endswith("/en/check")


def test_after_the_answers_were_cleared_back_leaves_the_check(from_home: Page) -> None:
    step_to(from_home, "D5")
    from_home.evaluate("document.querySelector('form').reset()")
    expect(from_home.locator(".intro")).to_be_visible()
    wait_until(lambda: from_home.evaluate("history.state?.depth") == 0)
    assert from_home.locator("input:checked").count() == 0
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_links_within_the_page_are_no_steps_however_often_they_are_followed(from_home: Page) -> None:
    step_to(from_home, "D6")
    for _ in range(2):
        from_home.locator(".skip").press("Enter")
    from_home.go_back()
    expect(from_home.locator("fieldset:has([name=D5])")).to_be_visible()
    from_home.evaluate("history.go(-4)")
    from_home.get_by_role("button", name="Show all questions on one page").press("Enter")
    from_home.locator("[name=T1][value=yes]").check()
    for _ in range(2):
        from_home.get_by_role("link", name="See what to do so far").press("Enter")
        expect(from_home.locator("#result-title")).to_be_in_viewport()
    from_home.get_by_role("button", name="Clear my answers").press("Enter")
    expect(from_home.get_by_role("button", name="Undo")).to_be_in_viewport()
    from_home.reload()
    wait_until(lambda: from_home.evaluate("history.state?.depth") == 0)
    assert from_home.url.endswith("/en/check")
    from_home.go_back()
    expect(from_home).to_have_url(re.compile("/en/$"))


def test_back_takes_back_that_all_questions_are_shown(from_home: Page) -> None:
    from_home.get_by_role("button", name="Show all questions on one page").press("Enter")
    from_home.locator("[name=T1][value=yes]").check()
    from_home.get_by_role("link", name="See what to do so far").press("Enter")
    from_home.go_back()
    expect(from_home.locator("fieldset:visible")).to_have_count(len(LEVEL_OF))
    from_home.go_back()
    expect(from_home.locator("fieldset:visible")).to_have_count(0)
    assert from_home.get_by_role("link", name="Continue the check").is_visible()
    assert from_home.locator("[name=T1][value=yes]").is_checked()


def test_looking_at_what_to_do_so_far_does_not_lose_the_place(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D5")
    page.evaluate("document.querySelector('[name=D1][value=yes]').click()")
    page.get_by_role("link", name="See what to do so far").tap()
    expect(page.get_by_role("heading", name="Call a doctor today")).to_be_visible()
    assert "Call a doctor today" in (page.locator("#announce").text_content() or "")
    page.locator(".result [value=back]").press("Enter")
    expect(page.locator("fieldset:visible")).to_have_count(1)
    page.get_by_role("link", name="See what to do so far").press("Enter")
    page.get_by_role("link", name="Continue the check").press("Enter")
    expect(page.locator("fieldset:has([name=D5])")).to_be_visible()


def test_one_tap_answers_no_to_what_is_seen_and_never_touches_another_answer(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    start(page)
    page.locator("fieldset:has([name=E4])").get_by_text("I would rather not say", exact=True).tap()
    page.get_by_role("button", name="No to all the others here").press("Enter")
    assert page.locator("[value=no]:checked").count() == len(LISTS[0]) - 1
    assert page.locator("[name=E4][value=private]").is_checked()
    expect(page.get_by_role("button", name="No to all of these")).to_be_visible()
    page.locator(".turn [value=back]").press("Enter")
    expect(page.locator(".rest")).to_be_hidden()
    assert page.locator(".left").text_content() == str(len(LEVEL_OF) - len(LISTS[0]))


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("size", [28, 53], ids="text of {} pixels".format)
def test_next_is_not_covered_however_large_the_phone_sets_the_text(
    phone: Phone, reading: InProcessServer, tag: str, size: int
) -> None:
    """An iPhone enlarges the root's font (Dynamic Type) without any change for media queries."""
    page = phone(bypass_csp=True).new_page()
    page.goto(f"{reading.url}/{tag}/check")
    page.add_style_tag(content=f"html {{ font-size: {size}px }}")
    page.locator(".intro .begin").press("Enter")
    step_to(page, "D5")
    asked = page.locator("legend:visible").inner_text()
    turn = page.locator(".turn [value=next]")
    assert turn.evaluate(IN_SIGHT)
    turn.tap()
    expect(page.locator("legend:visible").first).not_to_have_text(asked)


NOT_FINISHED = "You have not finished. Do not have a massage yet. Questions left:"


def test_what_was_found_so_far_stands_with_every_question(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    start(page)
    level = page.locator(".so-far .level")
    expect(page.locator(".so-far")).to_be_hidden()
    page.evaluate(ANSWER, {"P1": "yes", "T1": "unsure"})
    step_to(page, "E1")
    expect(level).to_have_text("Wait")
    page.evaluate(ANSWER, {"P1": "yes", "D4": "yes"})
    for question in ("D1", "D8", "P7"):
        step_to(page, question)
        assert level.evaluate(IN_SIGHT), question
        expect(level).to_have_text("Urgent")
    step_to(page, "T8")
    page.evaluate("for (const no of document.querySelectorAll('.sign:not(:has(:checked)) [value=no]')) no.click()")
    assert page.locator("input:checked").count() == len(LEVEL_OF)
    assert level.evaluate(IN_SIGHT), "with all answered, too"


def test_without_javascript_the_way_to_the_cards_stays_in_sight_after_a_yes(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    page.locator("[name=D1][value=no]").check()
    expect(page.locator(".so-far")).to_be_hidden()
    page.locator("[name=D4][value=yes]").check()
    for question in ("D1", "P7"):
        page.locator(f"[name={question}]").first.scroll_into_view_if_needed()
        assert page.locator(".so-far span").last.evaluate(IN_SIGHT)
    page.locator(".so-far").tap()
    expect(page.get_by_role("heading", name="Call a doctor today")).to_be_in_viewport()


def test_without_javascript_the_questions_left_are_counted(phone: Phone, reading: InProcessServer) -> None:
    """The style sheet generates the text. It is not in the page, but screen readers read it."""
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    devtools = page.context.new_cdp_session(page)

    def heard() -> set[str]:
        nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
        return {node["name"]["value"] for node in nodes if "name" in node} & {
            str(len(LEVEL_OF)),
            str(len(LEVEL_OF) - 1),
        }

    assert heard() == {str(len(LEVEL_OF))}
    page.locator("[name=D1][value=no]").check()
    assert heard() == {str(len(LEVEL_OF) - 1)}


def test_where_a_script_counts_the_style_sheet_does_not_count_beside_it(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    beside = "getComputedStyle(document.querySelector('.left'), '::after').content"
    count = page.locator(".left")
    assert [count.text_content(), page.evaluate(beside)] == [str(len(LEVEL_OF)), "none"]
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    assert [count.text_content(), page.evaluate(beside)] == ["", "counter(left)"]


# ---- The bar of the check ------------------------------------------------------------------------------

# The targets of the page that leave it and stand within 24 pixels of an answer or a button that does not. The bars at
# the edges hold by themselves; what scrolls below the top bar is compared as it opens.
TOO_NEAR = """() => {
  const seen = [...document.querySelectorAll('a[href], button, summary, .answers > label')].filter((e) => e.checkVisibility());
  const leaves = (e) => e.matches('a[href]:not([href^="#"]), .top *');
  const box = (e) => e.getBoundingClientRect();
  const gap = (one, other) => Math.hypot(
    Math.max(0, one.left - other.right, other.left - one.right), Math.max(0, one.top - other.bottom, other.top - one.bottom));
  return seen.filter((e) => !leaves(e)).flatMap((one) => seen.filter(leaves)
    .filter((other) => gap(box(one), box(other)) < 24)
    .map((other) => `${one.textContent.trim()} | ${other.textContent.trim()}`));
}"""


@pytest.mark.parametrize(("width", "height"), [(320, 480), (360, 740), (740, 360)])
def test_while_questions_are_asked_no_target_beside_another_leaves_the_page(
    phone: Phone, reading: InProcessServer, width: int, height: int
) -> None:
    page = phone(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{reading.url}/en/check")
    assert page.locator(".places").is_visible()
    start(page)
    for signs in LISTS:
        step_to(page, signs[0])
        expect(page.locator(".places")).to_be_hidden()
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate(TOO_NEAR) == [], signs
    page.evaluate(ANSWER, {"D1": "yes"})
    page.locator(".so-far").press("Enter")
    expect(page.locator(".places")).to_be_visible()
    expect(page.locator(".turn")).to_be_hidden()


# ---- The result: one next step -------------------------------------------------------------------------

SHEET, FILLED = "Make a sheet for my doctor", "Put my answers on the sheet for my doctor"
ASK, AGAIN = "Remind me to ask", "Remind me to do the check again"


@pytest.mark.parametrize("scripts", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_result_offers_one_next_step_by_the_highest_level_and_the_rest_below(
    phone: Phone, reading: InProcessServer, scripts: bool
) -> None:
    page = phone(java_script_enabled=scripts).new_page()
    page.goto(f"{reading.url}/en/check")
    if scripts:
        page.get_by_role("button", name="Show all questions on one page").press("Enter")
    sheet = FILLED if scripts else SHEET  # only a script takes the answers along
    everything = dict.fromkeys(LEVEL_OF, "no")
    places = (".next > p a:visible", ".next details a:visible")
    for answers, steps, others in [
        ({"D1": "yes", "P1": "yes", "T1": "yes"}, [sheet], [ASK, AGAIN]),
        ({"D5": "unsure", "P1": "yes"}, [sheet], [ASK, AGAIN]),
        ({"P1": "yes", "T1": "yes"}, [AGAIN], [sheet, ASK]),
        ({"T1": "yes"}, [sheet, ASK], [AGAIN]),
        ({"P4": "unsure"}, [sheet, ASK], [AGAIN]),
        ({"T1": "agreed"}, [], []),  # not finished, and nothing that a doctor does not know about
        (everything, [SHEET, ASK], [AGAIN]),
        # A doctor knows of the surgery: then it does not make the person wait.
        (everything | {"P4": "agreed"}, [sheet, ASK], [AGAIN]),
        ({"E1": "yes", "D1": "yes"}, [], []),
        ({}, [], []),
    ]:
        page.evaluate(ANSWER, answers)
        page.evaluate("document.querySelector('.next details').open = true")
        # The script that takes the answers along comes with the first question.
        wait_until(
            lambda wanted=[steps, others]: [page.locator(place).all_inner_texts() for place in places] == wanted,
            what=f"{steps} and {others} after {answers}",
        )


def test_the_emergency_signs_are_folded_under_one_line(phone: Phone, reading: InProcessServer) -> None:
    page = phone(java_script_enabled=False).new_page()
    page.goto(f"{reading.url}/en/check")
    page.evaluate(ANSWER, dict.fromkeys(LEVEL_OF, "no"))
    folded = page.locator("[data-level=none] details")
    expect(folded.locator("li").first).to_be_hidden()
    folded.get_by_text("Show the emergency signs").tap()
    assert folded.locator("li:visible").count() == len(FIRST_PART)


# ---- The record for the home page: whether the check was done today, and the questions left --------------


def test_that_the_check_was_finished_today_stays_on_the_phone_and_nothing_of_its_answers(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.evaluate("localStorage.setItem('steps', JSON.stringify({ card: '2026-11-01' }))")
    step_to(page, LAST_PART[-1])
    assert page.evaluate("[localStorage.steps, JSON.parse(sessionStorage.check).left]") == [
        '{"card":"2026-11-01"}',
        len(LISTS[-1]) + 1,  # D5 was passed over
    ]
    page.evaluate("document.querySelector('[name=D5][value=unsure]').click()")
    page.locator(".rest button").press("Enter")
    kept = page.evaluate("JSON.parse(localStorage.steps)")
    assert kept == {"card": "2026-11-01", "check": page.evaluate("new Date().toLocaleDateString('sv')")}
    assert page.evaluate("[Object.keys(localStorage).join(), JSON.parse(sessionStorage.check).left]") == ["steps", 0]
    page.get_by_role("button", name="Clear my answers").tap()
    assert page.evaluate("localStorage.steps") == '{"card":"2026-11-01"}'


def test_an_emergency_ends_the_check(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    start(page)
    page.locator("[name=E1][value=yes]").check()
    assert page.evaluate("JSON.parse(sessionStorage.check).left") == 0
    assert page.evaluate("Object.keys(JSON.parse(localStorage.steps))") == ["check"]
    page.locator("[name=E1][value=no]").check()
    assert page.evaluate("JSON.parse(sessionStorage.check).left") == len(LEVEL_OF) - 1
    assert page.evaluate("localStorage.steps") == "{}"


@pytest.mark.parametrize("tag", TAGS)
def test_after_any_emergency_the_button_that_calls_is_in_sight(
    phone: Phone, reading: InProcessServer, tag: str
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/{tag}/check")
    step_to(page, "E1")
    call = page.locator(".action[data-level=emergency] .button.call:visible span").first
    for sign in FIRST_PART:
        page.evaluate(f"document.querySelector('[name={sign}][value=yes]').click()")
        assert call.evaluate(IN_SIGHT), sign
        page.evaluate(f"document.querySelector('[name={sign}][value=no]').click()")


def test_an_emergency_is_said_once_and_every_result_says_that_it_is_not_a_check_up(
    phone: Phone, reading: InProcessServer
) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "E10")
    page.locator("fieldset:has([name=E10])").get_by_text("Not sure", exact=True).tap()
    expect(emergency_heading(page)).to_be_focused()
    # The focus is on the heading: a screen reader reads it there, and only there.
    assert page.locator("#announce").inner_text() == ""
    purpose = page.locator(".result").get_by_text("It is not a medical check-up.")
    assert purpose.is_visible()
    page.evaluate(ANSWER, dict.fromkeys(LEVEL_OF, "no") | {"T1": "yes"})
    page.get_by_role("link", name="Continue the check").first.press("Enter")
    assert shows(page) == (["talk-first"], ["T1"])
    assert purpose.is_visible()


def test_announcements_have_their_place_from_the_start(phone: Phone, reading: InProcessServer) -> None:
    """A screen reader may not announce a live region that is added together with its text."""
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    assert page.locator("form [data-message]").count() == 4
    for message in (".undo", "[data-message=new-day]", "[data-message=not-kept]", "#announce", "#where"):
        place = page.locator("[role=status]").filter(has=page.locator(message)).or_(page.locator(f"{message}[role]"))
        assert place.evaluate("(place) => !place.closest('[hidden]')"), message


# ---- With the keyboard -----------------------------------------------------------------------------


def test_arrow_keys_pass_an_emergency_answer_without_losing_the_place(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    start(page)
    page.locator("[name=E4][value=yes]").focus()
    for value, cards in [("no", []), ("unsure", ["emergency"]), ("not-for-me", []), ("unsure", ["emergency"])]:
        page.keyboard.press("ArrowUp" if page.locator("[value=not-for-me]").is_checked() else "ArrowDown")
        assert page.evaluate("document.activeElement.value") == value
        assert page.locator("label:has(:focus)").evaluate(IN_SIGHT), value
        assert shows(page)[0] == cards
    announced = page.locator("#announce")
    expect(announced).to_have_text("Call your emergency number or go to the nearest emergency department now")
    page.keyboard.press("Space")
    expect(emergency_heading(page)).to_be_focused()
    expect(announced).to_have_text("")


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_key_that_means_this_one_goes_to_what_to_do_now(phone: Phone, reading: InProcessServer, key: str) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    start(page)
    page.locator("[name=E1][value=no]").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == "yes"
    page.keyboard.press(key)
    expect(emergency_heading(page)).to_be_focused()


def test_showing_all_questions_goes_to_the_first_one(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/en/check")
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    expect(page.locator("#questions")).to_be_focused()
    assert page.locator("#part-emergency").evaluate(IN_SIGHT)
    assert page.locator("fieldset:visible").count() == len(LEVEL_OF)
    assert page.locator(".places").is_visible()


# ---- Answers of an earlier day ---------------------------------------------------------------------

A_NEW_DAY = "A new day has started, so we cleared your answers."


def test_answers_of_yesterday_are_cleared_when_the_page_comes_back(yesterday: Page) -> None:
    yesterday.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert yesterday.locator("input:checked").count() == 0
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)


def test_answers_of_yesterday_are_cleared_by_the_first_answer_of_today(yesterday: Page) -> None:
    yesterday.locator("fieldset:has([name=D5])").get_by_text("Yes", exact=True).tap()
    assert yesterday.locator("input:checked").count() == 1
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)
    expect(yesterday.locator(".intro")).to_be_visible()
    step_to(yesterday, "E1")
    assert shows(yesterday) == (["doctor-soon"], ["D5"])
    yesterday.locator("fieldset:has([name=E1])").get_by_text("No", exact=True).tap()
    assert yesterday.locator("input:checked").count() == 2
    expect(yesterday.get_by_text(A_NEW_DAY)).to_be_hidden()


def test_answers_of_yesterday_are_cleared_by_turning_the_page(yesterday: Page) -> None:
    yesterday.locator(".turn [value=next]").tap()
    assert yesterday.locator("input:checked").count() == 0
    assert yesterday.get_by_text(A_NEW_DAY).evaluate(IN_SIGHT)


def test_an_emergency_after_midnight_stays_an_emergency(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    page.get_by_role("button", name="Show all questions on one page").press("Enter")
    page.locator("[name=D1][value=no]").check()
    page.clock.fast_forward("24:00:00")
    page.locator("fieldset:has([name=E1])").get_by_text("Yes", exact=True).tap()
    expect(emergency_heading(page)).to_be_focused()
    assert shows(page) == (["emergency"], ["E1"])


@pytest.fixture
def yesterday(phone: Phone, reading: InProcessServer) -> Page:
    """A page that stayed open and visible over midnight, with fifteen answers, at a question that is alone."""
    page = phone().new_page()
    page.clock.install()
    page.goto(f"{reading.url}/en/check")
    step_to(page, "D5")
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

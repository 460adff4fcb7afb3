"""Back and Next of the check are visible on every step, in every window from 320 × 480 pixels up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from pwa.languages import LANGUAGES
from tests.browser.views import resize
from tests.servers import InProcessServer

WINDOWS = [(360, 560), (360, 640), (320, 568), (320, 480), (740, 360)]
SAMPLE = [(320, 480), (360, 640), (740, 360)]  # with letters of twice the size: what is narrow, high and low

# Walks from the first step to the last, with No to both lists and no other answer. Records for each step what is not
# visible: Back and Next as it opens, its question, and each answer when it gets the focus.
WALK = """() => {
  const problems = [];
  const one = (selector) => document.querySelector(selector);
  const [back, next, rest] = ['[value=back]', '[value=next]', '.rest button'].map(one);
  const hit = (element, x, y) => element.contains(document.elementFromPoint(x, y));
  const isInSight = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]; // not the corners: they are round
    return isInside && [[x, top + 2], [x, bottom - 2], [left + 2, y], [right - 2, y]].every((point) => hit(element, ...point));
  };
  const beginsInSight = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right, top, bottom } = range.getClientRects()[0];
    return hit(element, (left + right) / 2, (top + bottom) / 2);
  };
  const openSpace = () => one('.turn').getBoundingClientRect().top - Math.max(0, one('.top').getBoundingClientRect().bottom);

  let step = 0;
  for (; step < 60; step += 1) {
    const isLast = one('.result.shown') !== null;
    const say = (what) => problems.push(`step ${step}: ${what}`);
    if (back.hidden !== (step === 0)) say(`Back is ${back.hidden ? 'not ' : ''}there`);
    if (next.hidden !== isLast) say(`Next is ${next.hidden ? 'not ' : ''}there`);
    for (const button of [back, next]) if (!button.hidden && !isInSight(button)) say(`${button.value} is not in sight`);
    const signs = [...document.querySelectorAll('.sign.shown')];
    if (signs.length === 1 && !beginsInSight(signs[0].querySelector('legend'))) say('the question is not in sight');
    for (const answer of document.querySelectorAll('.sign.shown label')) {
      answer.querySelector('input').focus();
      if (answer.offsetHeight < openSpace() && !isInSight(answer)) say(`"${answer.textContent.trim()}" has the focus unseen`);
    }
    if (isLast) return [step, problems];
    if (rest.checkVisibility()) rest.click();
    next.click();
  }
  return [step, problems];
}"""


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize(("size", "windows"), [(16, WINDOWS), (32, SAMPLE)], ids=["text 100 %", "text 200 %"])
def test_back_and_next_are_in_sight_on_every_step(
    screen: Page, reading: InProcessServer, tag: str, size: int, windows: list[tuple[int, int]]
) -> None:
    devtools = screen.context.new_cdp_session(screen)
    found = {}
    for width, height in windows:
        resize(screen, devtools, width, height, size)
        screen.goto(f"{reading.url}/{tag}/check")
        screen.locator("[value=next]").wait_for()
        steps, problems = screen.evaluate(WALK)
        assert steps == 25
        if problems:
            found[width, height] = problems
    resize(screen, devtools, 360, 740, 16)
    devtools.detach()
    assert found == {}

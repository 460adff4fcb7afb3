"""The bar of the check is visible on every step, in every window from 320 × 480 pixels up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.check_page import LISTS
from tests.browser.views import resize
from tests.pages import TAGS
from tests.servers import InProcessServer

WINDOWS = [(360, 560), (360, 640), (320, 568), (320, 480), (480, 320), (740, 360), (1280, 800)]
SAMPLE = [(320, 480), (360, 640), (740, 360)]  # with letters of twice the size: what is narrow, high and low

# Walks from the first list to the result, with No to each list and a Yes to the question that is alone. Records for each
# step what is not visible: the bar as it opens, its question, and each answer when it gets the focus.
WALK = """async () => {
  const problems = [];
  const one = (selector) => document.querySelector(selector);
  const [back, where, bar, next, rest] = ['.turn [value=back]', '.progress > span', 'progress', '.turn [value=next]', '.rest button'].map(one);
  const hit = (element, x, y) => element.contains(document.elementFromPoint(x, y));
  const isInSight = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && right - left > 20;
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

  // app.js measures the bars when they have been drawn. The link to the result is one of them: it comes with the first Yes.
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

  one('.begin').click();
  await drawn();
  let step = 0;
  for (; step < 60 && !one('.result.shown'); step += 1) {
    const say = (what) => problems.push(`step ${step}: ${what}`);
    for (const part of [back, where, next]) if (!isInSight(part)) say(`${part.textContent} is not in sight`);
    if (bar.offsetWidth < 40) say(`the bar is ${bar.offsetWidth} wide`);
    if (one('.places').checkVisibility()) say('the places are there');
    const signs = [...document.querySelectorAll('.list.shown .sign')];
    if (signs.length === 1 && !beginsInSight(signs[0].querySelector('legend'))) say('the question is not in sight');
    for (const answer of document.querySelectorAll('.list.shown .answers > label')) {
      answer.querySelector('input').focus();
      // Of an answer that fills the space, the browser may leave some pixels without text under a bar.
      if (answer.offsetHeight < openSpace() - 24 && !isInSight(answer)) say(`"${answer.textContent.trim()}" has the focus unseen`);
    }
    if (rest.checkVisibility()) rest.click();
    else {
      signs[0].querySelector('[value=yes]').click();
      next.click();
    }
    await drawn();
  }
  if (![...document.querySelectorAll('.places, .menu')].some((places) => places.checkVisibility())) problems.push('the places do not come back');
  if (back.checkVisibility() || !one('.result [value=back]').checkVisibility()) problems.push('the result has no Back of its own');
  return [step, problems];
}"""


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(("size", "windows"), [(16, WINDOWS), (32, SAMPLE)], ids=["text 100 %", "text 200 %"])
def test_back_the_progress_and_next_are_in_sight_on_every_step(
    screen: Page, reading: InProcessServer, tag: str, size: int, windows: list[tuple[int, int]]
) -> None:
    devtools = screen.context.new_cdp_session(screen)
    found = {}
    for width, height in windows:
        resize(screen, devtools, width, height, size)
        screen.goto(f"{reading.url}/{tag}/check")
        screen.locator(".all button").wait_for()
        steps, problems = screen.evaluate(WALK)
        assert steps == len(LISTS)
        if problems:
            found[width, height] = problems
    resize(screen, devtools, 360, 740, 16)
    devtools.detach()
    assert found == {}

"""Pictures in a real browser: their colours follow the phone, and anatomy is never mirrored."""

from __future__ import annotations

import io
import re
from typing import Literal

import pytest
from flask import Flask
from pypdf import PdfReader

from pwa.content.signs import EMERGENCY
from tests.browser.conftest import Phone
from tests.servers import InProcessServer, free_port

TURNED = """(selector) => [...document.querySelectorAll(selector)].filter((start) => {
  for (let element = start; element; element = element.parentElement) {
    const {transform, scale, rotate} = getComputedStyle(element);
    if ([transform, scale, rotate].some((value) => value !== 'none')) return true;
  }
  return false;
}).length"""

# The colour of a point on the shirt of a body map, as an <img> paints it.
SHIRT = """async () => {
  const image = document.querySelector('.views img');
  image.loading = 'eager';
  await image.decode();
  const canvas = new OffscreenCanvas(160, 374).getContext('2d');
  canvas.drawImage(image, 0, 0, 160, 374);
  return [...canvas.getImageData(100, 140, 1, 1).data].slice(0, 3);
}"""


@pytest.mark.parametrize("path", ["", "stenosis", "massage", "techniques", "techniques/trigger-point", "reminders"])
def test_right_to_left_pages_turn_icons_but_never_a_picture(phone: Phone, reading: InProcessServer, path: str) -> None:
    page = phone().new_page()
    page.goto(f"{reading.url}/ar/{path}")
    assert page.locator("main img").count() > 0
    assert page.evaluate(TURNED, "img") == 0
    assert page.evaluate(TURNED, ".places .turns") == 1


@pytest.mark.parametrize(("scheme", "cloth"), [("light", "#cdd6d8"), ("dark", "#46565d")])
def test_the_colours_of_a_picture_follow_the_phone(
    phone: Phone, reading: InProcessServer, scheme: str, cloth: str
) -> None:
    page = phone(color_scheme=scheme).new_page()
    page.goto(f"{reading.url}/en/techniques/swedish")
    assert page.evaluate(SHIRT) == list(bytes.fromhex(cloth.removeprefix("#")))


# The pixels of each drawing of a sign, as one line of text.
SIGNS = """return Promise.all([...document.querySelectorAll('.pictured img')].map(async (image) => {
  image.loading = 'eager';
  await image.decode();
  const context = Object.assign(document.createElement('canvas'), { width: 64, height: 64 }).getContext('2d');
  context.drawImage(image, 0, 0, 64, 64);
  return context.getImageData(0, 0, 64, 64).data.join();
}));"""


def test_all_emergency_signs_have_their_own_drawing_from_one_file(phone: Phone, reading: InProcessServer) -> None:
    page = phone().new_page()
    reading.seen.clear()
    page.goto(f"{reading.url}/en/emergency")
    drawn = page.evaluate(f"() => {{ {SIGNS} }}")
    assert len(set(drawn)) == len(EMERGENCY)
    assert len([line for line in reading.seen if "/pictures/" in line]) == 1


def test_paper_has_the_light_colours_of_a_drawing_on_a_dark_phone_too(phone: Phone, reading: InProcessServer) -> None:
    colours = []
    for scheme in ("light", "dark"):
        page = phone(color_scheme=scheme).new_page()
        page.goto(f"{reading.url}/en/emergency")
        page.evaluate(f"() => {{ {SIGNS} }}")
        sheets = PdfReader(io.BytesIO(page.pdf())).pages
        drawn = b"".join(sheet["/Contents"].get_object().get_data() for sheet in sheets)  # type: ignore[union-attr]
        colours.append(set(re.findall(rb"[\d.]+ [\d.]+ [\d.]+ rg", drawn)))
    assert colours[0] == colours[1]
    assert len(colours[0]) > 10


# The middle of each number, in percent of the picture from its left and from its top.
MIDDLES = """() => {
  const figure = document.querySelector('.labelled');
  figure.querySelector('img').loading = 'eager';
  const {left, top, width, height} = figure.querySelector('img').getBoundingClientRect();
  return [...figure.querySelectorAll('ul li')].map((number) => {
    const box = number.getBoundingClientRect();
    return [(box.left + box.width / 2 - left) / width * 100, (box.top + box.height / 2 - top) / height * 100];
  });
}"""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_numbers_of_a_drawing_stand_on_its_parts_in_both_directions_and_on_paper(
    phone: Phone, gallery_app: Flask, media: Literal["screen", "print"]
) -> None:
    places = [[10.6, 16.1], [10.6, 47.3], [10.6, 75.3], [89.4, 16.1], [89.4, 43], [89.4, 75.3]]
    with InProcessServer(free_port(), gallery_app) as server:
        for tag in ("en", "ar"):
            page = phone().new_page()
            page.goto(f"{server.url}/{tag}/dev/components", wait_until="domcontentloaded")
            page.emulate_media(media=media)
            measured = page.evaluate(MIDDLES)
            for place, (x, y) in zip(places, measured, strict=True):
                assert [x, y] == pytest.approx(place, abs=0.5), tag

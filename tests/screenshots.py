"""Draws every page of every language in every look for a person to check: `make screenshots` fills `screenshots/`.

One sheet for each page, state and language: a column for each look, light above dark, and below them the whole page as
a phone shows it. Words after `python -m tests.screenshots` choose the sheets whose name has one of them.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import CDPSession, Page, sync_playwright

from pwa import create_app
from pwa.settings import Settings
from tests.browser.conftest import headless_chromium_path
from tests.browser.views import VIEWS, View, fetch_pictures, resize
from tests.conftest import prepared
from tests.servers import InProcessServer, free_port

FOLDER = Path("screenshots")
# A look: the window, the size of the browser's text (CSS pixels), and the preferences of the system.
Look = tuple[int, int, int, dict[str, Any]]
LOOKS: list[Look] = [
    (320, 640, 16, {}),
    (360, 740, 16, {}),
    (360, 740, 32, {}),
    (360, 740, 16, {"forced_colors": "active"}),
    (768, 1024, 16, {}),
    (1280, 800, 16, {}),
]
PHONE = LOOKS[1]
# Heights in CSS pixels: the end of a picture, and the height at which the whole page continues in another column.
HIGHEST = 1600
# Pixels of a picture for each CSS pixel.
SCALE = 0.5
GAP = 12
BESIDE = "#808080"


def main() -> None:
    chosen = [view for view in VIEWS if not sys.argv[1:] or any(word in name_of(view) for word in sys.argv[1:])]
    FOLDER.mkdir(exist_ok=True)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(prepared(Settings(data_dir=Path(folder))))
        with InProcessServer(free_port(), app) as server:
            browser = playwright.chromium.launch(executable_path=headless_chromium_path())
            context = browser.new_context(device_scale_factor=SCALE, has_touch=True, service_workers="block")
            context.add_init_script("localStorage.clear(); sessionStorage.clear()")
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            for view in chosen:
                draw(view, page, devtools, server.url).save(FOLDER / f"{name_of(view)}.png")
            browser.close()
    print(f"{len(chosen)} sheets in {FOLDER}/ after {time.monotonic() - begin:.0f} s")


def name_of(view: View) -> str:
    """For example `check-all-questions.ar`."""
    name = f"{view.slug or 'home'} {view.state}".strip().replace("/", "-").replace(" ", "-")
    return f"{name}.{view.tag}"


def draw(view: View, page: Page, devtools: CDPSession, origin: str) -> Image.Image:
    """Draw the sheet of one view. The page is opened once and the looks change, as they do on a phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    view.open(page, origin)
    fetch_pictures(page)
    looks = [[shot(page, devtools, look, theme) for look in LOOKS] for theme in ("light", "dark")]
    whole = shot(page, devtools, PHONE, "light", highest=None)
    high = round(HIGHEST * SCALE)
    strips = [whole.crop((0, top, whole.width, min(top + high, whole.height))) for top in range(0, whole.height, high)]
    return on_a_sheet([*looks, strips])


def shot(page: Page, devtools: CDPSession, look: Look, theme: str, highest: int | None = HIGHEST) -> Image.Image:
    """Take a picture of the whole page, at most `highest` CSS pixels high."""
    width, height, size, asked = look
    page.emulate_media(**{"forced_colors": "none", "color_scheme": theme, **asked})
    resize(page, devtools, width, height, size)
    # The window is as high as the page, so that the bars are at its edges.
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(whole, highest or whole))})
    page.evaluate("scrollTo(0, 0)")
    return Image.open(io.BytesIO(page.screenshot(type="jpeg", quality=90)))


def on_a_sheet(rows: list[list[Image.Image]]) -> Image.Image:
    heights = [max(picture.height for picture in row) + GAP for row in rows]
    width = max(sum(picture.width + GAP for picture in row) for row in rows)
    sheet = Image.new("RGB", (width, sum(heights)), BESIDE)
    for number, row in enumerate(rows):
        across = 0
        for picture in row:
            sheet.paste(picture, (across, sum(heights[:number])))
            across += picture.width + GAP
    return sheet


if __name__ == "__main__":
    main()

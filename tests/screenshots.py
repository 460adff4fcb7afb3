"""Every page of every language in every look, to be looked at by a person: `make screenshots` fills `screenshots/`.

One sheet for each page, state and language: a column for each look, light above dark. Words after
`python -m tests.screenshots` choose: only the sheets are drawn whose name has one of them.
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
from tests.browser.conftest import chromium_path
from tests.browser.views import VIEWS, View
from tests.conftest import prepared
from tests.servers import Here, free_port

FOLDER = Path("screenshots")
# A look: the window, the size of the browser's text (CSS pixels), and what the system asks for.
LOOKS: list[tuple[int, int, int, dict[str, Any]]] = [
    (320, 640, 16, {}),
    (360, 740, 16, {}),
    (360, 740, 32, {}),
    (360, 740, 16, {"forced_colors": "active"}),
    (768, 1024, 16, {}),
    (1280, 800, 16, {}),
]
AS_USUAL: dict[str, Any] = {"forced_colors": "none"}
# The longest pages go on and on: their beginning tells enough, and the other states show the rest.
HIGHEST = 2400
# Of a picture on its sheet.
SCALE = 0.5
GAP = 12
BESIDE = "#808080"


def main() -> None:
    chosen = [view for view in VIEWS if not sys.argv[1:] or any(word in name_of(view) for word in sys.argv[1:])]
    FOLDER.mkdir(exist_ok=True)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(prepared(Settings(data_dir=Path(folder))))
        with Here(free_port(), app) as server:
            browser = playwright.chromium.launch(executable_path=chromium_path())
            context = browser.new_context(has_touch=True, service_workers="block")
            context.add_init_script("localStorage.clear()")
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
    """The sheet of one view. The page is opened once: looks change under it, as they do on a phone."""
    page.set_viewport_size({"width": 360, "height": 740})
    view.open(page, origin)
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    columns = []
    for width, height, size, asked in LOOKS:
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        page.set_viewport_size({"width": width, "height": height})
        # The window grows with the page, so that the bars are where they end up.
        whole = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
        page.set_viewport_size({"width": width, "height": max(height, whole)})
        page.evaluate("scrollTo(0, 0)")
        columns.append([shot(page, theme, asked) for theme in ("light", "dark")])
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 16}})
    high = max(picture.height for column in columns for picture in column) + GAP
    sheet = Image.new("RGB", (sum(light.width + GAP for light, _ in columns), 2 * high), BESIDE)
    across = 0
    for light, dark in columns:
        sheet.paste(light, (across, 0))
        sheet.paste(dark, (across, high))
        across += light.width + GAP
    return sheet


def shot(page: Page, theme: str, asked: dict[str, Any]) -> Image.Image:
    page.emulate_media(color_scheme=theme, **{**AS_USUAL, **asked})  # type: ignore[arg-type]
    picture = Image.open(io.BytesIO(page.screenshot(type="jpeg", quality=90)))
    return picture.resize((round(picture.width * SCALE), round(picture.height * SCALE)))


if __name__ == "__main__":
    main()

"""Draws the icons and screenshots that the system shows for the app: `make drawings`. The files are committed.

- `static/icons/shortcut-*.png`: 96 px, for the menu of the icon on the home screen.
- `static/icons/app-badge-96.png`: 96 px, for the line of small signs above the lock screen of Android.
- `static/screenshots/*.webp`: for the install sheet of Android, one set for each language.
"""

from __future__ import annotations

import base64
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from pwa import create_app
from pwa.languages import LANGUAGES
from pwa.paths import STATIC
from pwa.settings import Settings
from pwa.site.offline import SCREENSHOTS, SHORTCUTS
from tests.browser.conftest import chromium_path
from tests.conftest import prepared
from tests.servers import InProcessServer, free_port

# A petrol sign on paper, inside the circle of a round mask.
SHORTCUT = """<body style="margin:0;background:#e2ecec">
<svg width="96" height="96" viewBox="-12 -12 48 48" color="#0c4855" fill="none" stroke="currentColor" stroke-width="2"
 stroke-linecap="round" stroke-linejoin="round">{symbol}</svg>"""
# The mark without its margin. Android uses only the shape (the opaque part) and draws it 24 dp high.
BADGE = """<body style="margin:0;color:#fff">{icon}"""
# Chromium encodes WebP only from a canvas.
TO_WEBP = """async (png) => {
  const bitmap = await createImageBitmap(await (await fetch(png)).blob());
  const canvas = Object.assign(document.createElement('canvas'), {width: bitmap.width, height: bitmap.height});
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  return canvas.toDataURL('image/webp', 0.8);
}"""


def draw_shortcut(page: Page, slug: str, icon: str) -> None:
    sprite = (STATIC / "icons.svg").read_text()
    symbol = re.search(rf'<symbol id="{icon}".*?>(.*?)</symbol>', sprite, re.DOTALL)
    assert symbol, icon
    page.set_viewport_size({"width": 96, "height": 96})
    page.set_content(SHORTCUT.format(symbol=symbol[1]))
    page.screenshot(path=STATIC / "icons" / f"shortcut-{slug}.png")


def draw_badge(page: Page) -> None:
    icon = (STATIC / "icons" / "app-monochrome.svg").read_text()
    icon = icon.replace('viewBox="0 0 512 512"', 'viewBox="88 84 336 336" width="96" height="96"')
    page.set_viewport_size({"width": 96, "height": 96})
    page.set_content(BADGE.format(icon=icon))
    page.screenshot(path=STATIC / "icons" / "app-badge-96.png", omit_background=True)


def draw_screenshot(page: Page, blank: Page, url: str, name: str) -> None:
    page.goto(url)
    page.wait_for_load_state("networkidle")
    png = base64.b64encode(page.screenshot()).decode()
    webp = blank.evaluate(TO_WEBP, f"data:image/png;base64,{png}")
    (STATIC / "screenshots" / name).write_bytes(base64.b64decode(webp.partition(",")[2]))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(prepared(Settings(data_dir=Path(folder))))
        browser = playwright.chromium.launch(executable_path=chromium_path())
        blank = browser.new_page()
        for slug, _, icon in SHORTCUTS:
            draw_shortcut(blank, slug, icon)
        draw_badge(blank)
        phone = browser.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2)
        with InProcessServer(free_port(), app) as here:
            for tag in LANGUAGES:
                for slug, name, _ in SCREENSHOTS:
                    draw_screenshot(phone, blank, f"{here.url}/{tag}/{slug}", f"{tag}-{name}")
        browser.close()


main()

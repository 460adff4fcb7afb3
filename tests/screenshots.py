"""Pictures of every page, to be looked at by a person: `make screenshots` fills the folder `screenshots/`.

One contact sheet for each language and way of looking; every picture on it is also there alone.
"""

from __future__ import annotations

import html
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from pwa import create_app
from pwa.languages import LANGUAGES
from pwa.settings import Settings
from tests.browser.conftest import chromium_path
from tests.browser.views import VIEWS, View
from tests.conftest import prepared
from tests.servers import Here, free_port

FOLDER = Path("screenshots")
# Ways of looking: the window, what the system asks for, and the size of the browser's text.
LOOKS: dict[str, tuple[int, int, dict[str, Any], int]] = {
    "phone": (360, 740, {}, 16),
    "phone-dark": (360, 740, {"color_scheme": "dark"}, 16),
    "narrow": (320, 640, {}, 16),
    "tablet": (768, 1024, {}, 16),
    "landscape": (740, 360, {}, 16),
    "large-text": (360, 740, {}, 32),
    "forced-colours": (360, 740, {"forced_colors": "active"}, 16),
    "more-contrast": (360, 740, {"contrast": "more"}, 16),
    "more-contrast-dark": (360, 740, {"contrast": "more", "color_scheme": "dark"}, 16),
}
# The longest pages go on and on: their beginning tells enough, and the other states show the rest.
HIGHEST = 2400


def main() -> None:
    chosen = sys.argv[1:] or list(LOOKS)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app(prepared(Settings(data_dir=Path(folder))))
        with Here(free_port(), app) as server:
            browser = playwright.chromium.launch(executable_path=chromium_path())
            for look in chosen:
                for tag in LANGUAGES:
                    views = [view for view in VIEWS if view.tag == tag]
                    take(browser, server.url, look, views, FOLDER / f"{tag}-{look}")
                    print(FOLDER / f"{tag}-{look}.png", flush=True)
            browser.close()


def take(browser: Browser, origin: str, look: str, views: list[View], folder: Path) -> None:
    """The pictures of one language in one look, and the sheet of all of them."""
    width, height, options, size = LOOKS[look]
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block", **options)
    context.add_init_script("localStorage.clear()")
    page = context.new_page()
    context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    figures = []
    for view in views:
        page.set_viewport_size({"width": width, "height": height})
        view.open(page, origin)
        page.evaluate("for (const image of document.images) image.loading = 'eager'")
        page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
        # The window grows with the page, so that the bars are where they end up.
        whole = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
        page.set_viewport_size({"width": width, "height": max(height, whole)})
        page.evaluate("scrollTo(0, 0)")
        name = f"{view.slug} {view.state}".strip().replace("/", "-").replace(" ", "-") or "home"
        page.screenshot(path=folder / f"{name}.png")
        figures.append(
            f'<figure><figcaption>{html.escape(name)}</figcaption><img src="{folder.name}/{name}.png"></figure>'
        )
    context.close()
    sheet = folder.parent / f"{folder.name}.html"
    style = (
        "body{margin:8px;background:#888;columns:9;column-gap:8px;font:14px sans-serif}"
        "figure{margin:0 0 8px;break-inside:avoid;background:#fff}img{display:block;width:100%}figcaption{padding:4px}"
    )
    sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{''.join(figures)}", "utf-8")
    page = browser.new_page(viewport={"width": 1800, "height": 1000})
    page.goto(sheet.absolute().as_uri())
    page.screenshot(path=folder.parent / f"{folder.name}.png", full_page=True)
    page.close()


main()

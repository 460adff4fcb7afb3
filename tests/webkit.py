"""WebKit, the engine of every iPhone: Debian's WebKitGTK in its MiniBrowser, driven by Selenium.

It is not Safari: it has no home screen, no push, another user agent and other fonts. It finds faults that only occur
with WebKit's layout, service worker and storage.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.servers import PATIENCE, wait_until

# The toolbar of MiniBrowser is wider than a phone, so its buttons and its address field are hidden.
TOOLBAR = """
headerbar, toolbar, button, entry, image { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }
image { -gtk-icon-transform: scale(0); }
"""
SCREEN = "800x1000x24"
PHONE = (360, 740)


class WebKitError(Exception):
    """A script in the page threw an error."""


class WebKit:
    """One running browser on its own screen. It stores all its data in `profile`."""

    def __init__(self, profile: Path) -> None:
        self._clicked = 0.0
        # Xvfb chooses a free display by itself, so that several workers of pytest can run one each.
        receiver, sender = os.pipe()
        command = ["Xvfb", "-displayfd", str(sender), "-screen", "0", SCREEN, "-nolisten", "tcp"]
        self._screen = subprocess.Popen(command, pass_fds=[sender], stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(sender)
        with os.fdopen(receiver) as said:
            display = said.readline().strip()
        assert display, "Xvfb did not start"
        try:
            self._browser = self._start(profile, display)
            self._fit(*PHONE)
        except BaseException:
            self._end_screen()
            raise

    def _start(self, profile: Path, display: str) -> webdriver.Remote:
        settings = profile / "config" / "gtk-3.0"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "gtk.css").write_text(TOOLBAR)
        environment = {
            **{name: text for name, text in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"},
            "DISPLAY": f":{display}",
            "GDK_BACKEND": "x11",
            "HOME": str(profile),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            # bubblewrap cannot make a sandbox as root or in most containers.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            **{f"XDG_{kind.upper()}_HOME": str(profile / kind) for kind in ("cache", "config", "data")},
        }
        options = Options()
        options.binary_location = minibrowser()
        options.add_argument("--automation")
        driver = shutil.which("WebKitWebDriver")
        assert driver, "WebKit is missing: install the Debian packages webkit2gtk-driver and xvfb"
        self._service = Service(driver, env=environment)
        self._service.start()
        # Not `webdriver.WebKitGTK`, because that class of Selenium 4.51 raises a deprecation warning about Selenium
        # itself.
        server = RemoteConnection(client_config=ClientConfig(self._service.service_url))
        try:
            browser = webdriver.Remote(server, options=options)
        except BaseException:
            self._service.stop()
            raise
        browser.set_script_timeout(2 * PATIENCE)
        browser.set_page_load_timeout(2 * PATIENCE)
        return browser

    def _fit(self, width: int, height: int) -> None:
        """Set the size of the page. The window is larger by its frame and toolbar."""
        self._browser.set_window_size(width, height)
        inner = self._browser.execute_script("return [innerWidth, innerHeight]")
        self._browser.set_window_size(2 * width - inner[0], 2 * height - inner[1])
        wait_until(
            lambda: self._browser.execute_script("return [innerWidth, innerHeight]") == [width, height],
            what=f"the window is {width} x {height}",
        )

    def quit(self) -> None:
        """Close the browser and its screen."""
        try:
            self._browser.quit()
        finally:
            self._service.stop()
            self._end_screen()

    def _end_screen(self) -> None:
        self._screen.terminate()
        self._screen.wait(PATIENCE)

    # Actions of a person --------------------------------------------------------------------------

    def get(self, url: str) -> None:
        """Open a page and wait for it, because WebKit's driver may return while the old page is still there."""
        before = self._browser.find_element(By.TAG_NAME, "html")
        self._browser.get(url)
        wait_until(lambda: staleness_of(before)(self._browser), what=f"{url} takes the place of the page before")

    def click(self, css: str) -> None:
        """A real click at a person's pace: see `static/js/app.js`."""
        wait_until(lambda: time.monotonic() - self._clicked > 0.6)
        element = self._browser.find_element(By.CSS_SELECTOR, css)
        self._browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()
        self._clicked = time.monotonic()

    def type(self, css: str, text: str) -> None:
        self._browser.find_element(By.CSS_SELECTOR, css).send_keys(text)

    def js(self, body: str, *arguments: Any) -> Any:
        """Run an async function with this body and return its value. Its arguments are `args`."""
        answer = self._browser.execute_async_script(
            "const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
            f"(async () => {{ {body} }})().then(ok => done({{ok}}), e => done({{err: String(e)}}));",
            *arguments,
        )
        if "err" in answer:
            raise WebKitError(answer["err"])
        return answer.get("ok")

    def text(self, css: str) -> str:
        """Return the visible text of the first element that matches, or an empty text."""
        return str(self.js("return document.querySelector(args[0])?.innerText ?? '';", css))

    def screenshot(self, path: Path) -> None:
        assert self._browser.save_screenshot(str(path))


def minibrowser() -> str:
    """Return Debian's path. The folder depends on the machine, as in `x86_64-linux-gnu` or `aarch64-linux-gnu`."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    assert found, "WebKit is missing: install the Debian packages webkit2gtk-driver and xvfb"
    return str(found[-1])

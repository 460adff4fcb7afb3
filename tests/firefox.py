"""Stock Firefox ESR, driven over Marionette: a socket and JSON, no geckodriver.

The only browser here that can subscribe to a push service of ours and click on a real notification.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.servers import PATIENCE, wait_until

PREFERENCES: dict[str, Any] = {
    "alerts.disableSlidingEffect": True,
    # Firefox draws the notification itself, because showNotification() fails without a desktop.
    "alerts.useSystemBackend": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    # A remote agent turns push off unless it is set here.
    "dom.push.connection.enabled": True,
    "dom.push.retryBaseInterval": 200,
    "dom.push.testing.allowInsecureServerURL": True,
    "marionette.port": 0,
    # With this, "work offline" applies to loopback too.
    "network.disable-localhost-when-offline": True,
    "permissions.default.desktop-notification": 1,
    "toolkit.telemetry.enabled": False,
}


class FirefoxError(Exception):
    """Firefox answered with an error."""


class Firefox:
    """One running browser. `profile` is kept, so that the browser can be closed and opened again."""

    def __init__(self, profile: Path, push_url: str, zone: str) -> None:
        self.profile, self.zone = profile, zone
        self.preferences = {**PREFERENCES, "dom.push.serverURL": push_url}
        self.start()

    def start(self) -> None:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in self.preferences.items()]
        (self.profile / "user.js").write_text("".join(lines))
        port = self.profile / "MarionetteActivePort"
        port.unlink(missing_ok=True)
        kept = {name: text for name, text in os.environ.items() if name not in {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}}
        self._clicked = 0.0
        self._process = subprocess.Popen(
            [
                shutil.which("firefox-esr") or shutil.which("firefox") or "firefox-esr",
                "--marionette",
                "--remote-allow-system-access",
                "--no-remote",
                "--profile",
                str(self.profile),
                "about:blank",
            ],
            env={
                **kept,
                "MOZ_HEADLESS": "1",
                "HOME": str(self.profile),
                "TZ": self.zone,
                "MOZ_CRASHREPORTER_DISABLE": "1",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        number = wait_until(lambda: port.exists() and port.read_text().strip(), what="Firefox opens its port")
        self._socket = socket.create_connection(("127.0.0.1", int(number)), 2 * PATIENCE)
        self._buffer, self._count = b"", 0
        self._receive()
        self.command("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        self.command("WebDriver:SetTimeouts", script=PATIENCE * 1000)

    def quit(self) -> None:
        """Close the browser as a person does; the profile stays."""
        try:
            self.command("Marionette:Quit", flags=["eForceQuit"])
            self._process.wait(PATIENCE)
        except (FirefoxError, OSError, subprocess.TimeoutExpired):
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        finally:
            self._socket.close()

    def forget(self) -> None:
        """Return to a new profile: one empty tab, no notifications, no site data and no permissions."""
        if self._process.poll() is not None:
            self.start()
        for handle in self.command("WebDriver:GetWindowHandles")[1:]:
            self.command("WebDriver:SwitchToWindow", handle=handle)
            self.command("WebDriver:CloseWindow")
        [tab] = self.command("WebDriver:GetWindowHandles")
        self.command("WebDriver:SwitchToWindow", handle=tab)
        self.get("about:blank")
        self.js(
            "for (const alert of Services.wm.getEnumerator('alert:alert')) alert.close();"
            "await new Promise((onDataDeleted) =>"
            "  Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted }));",
            chrome=True,
        )

    # Actions of a person --------------------------------------------------------------------------

    def get(self, url: str) -> None:
        self.command("WebDriver:Navigate", url=url)

    def click(self, css: str) -> None:
        """A real click, with the rights of a gesture, at a person's pace: see `static/js/app.js`."""
        wait_until(lambda: time.monotonic() - self._clicked > 0.6)
        self.js("document.querySelector(args[0])?.scrollIntoView({block: 'center', behavior: 'instant'})", css)
        found = self.command("WebDriver:FindElement", using="css selector", value=css)
        self.command("WebDriver:ElementClick", id=next(iter(found.values())))
        self._clicked = time.monotonic()

    def type(self, css: str, text: str) -> None:
        found = self.command("WebDriver:FindElement", using="css selector", value=css)
        self.command("WebDriver:ElementSendKeys", id=next(iter(found.values())), text=text)

    def notifications(self) -> list[dict[str, Any]]:
        """Return the notifications that are shown: title, body, tag."""
        found: list[dict[str, Any]] = self.js(
            "const shown = await (await navigator.serviceWorker.ready).getNotifications();"
            "return shown.map(({title, body, tag, lang, dir}) => ({title, body, tag, lang, dir}));"
        )
        return found

    def click_notification(self) -> None:
        """Click on the newest notification, as the operating system would report it."""
        wait_until(
            lambda: self.js(
                "const [alert] = [...Services.wm.getEnumerator('alert:alert')].reverse();"
                "if (alert?.document.readyState !== 'complete') return false;"
                "alert.document.getElementById('alertBox').click(); return true;",
                chrome=True,
            ),
            what="a notification to click on",
        )

    def press_on_notification(self, action: str) -> None:
        """Press a button of the newest notification. Firefox draws none without a desktop, so the listener is called."""
        self.js(
            "const [alert] = [...Services.wm.getEnumerator('alert:alert')].reverse();"
            "const pressed = {QueryInterface: ChromeUtils.generateQI(['nsIAlertAction']), action: args[0], title: args[0]};"
            "alert.gAlertListener.observe(pressed, 'alertclickcallback', alert.gAlertCookie);",
            action,
            chrome=True,
        )

    def forbid_notifications(self, origin: str) -> None:
        """Forbid notifications, as a person does in the settings of the browser."""
        self.js(
            "const origin = Services.scriptSecurityManager.createContentPrincipalFromOrigin(args[0]);"
            "Services.perms.addFromPrincipal(origin, 'desktop-notification', Services.perms.DENY_ACTION);",
            origin,
            chrome=True,
        )

    def js(self, body: str, *arguments: Any, chrome: bool = False) -> Any:
        """Run an async function with this body in the page or in the browser itself, and return its value."""
        if chrome:
            self.command("Marionette:SetContext", value="chrome")
        try:
            answer = self.command(
                "WebDriver:ExecuteAsyncScript",
                args=list(arguments),
                newSandbox=False,
                sandbox="system" if chrome else None,
                script="const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
                f"(async () => {{ {body} }})().then(v => done({{ok: v === undefined ? null : v}}), e => done({{err: String(e)}}));",
            )
        finally:
            if chrome:
                self.command("Marionette:SetContext", value="content")
        if answer is None:  # the page was unloaded while the script ran
            return None
        if "err" in answer:
            raise FirefoxError(answer["err"])
        return answer["ok"]

    def text(self, css: str) -> str:
        """Return the visible text of the first element that matches, or an empty text."""
        return str(self.js("return document.querySelector(args[0])?.innerText ?? '';", css))

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.command("WebDriver:TakeScreenshot", full=False)))

    def print(self, margin: float) -> bytes:
        """Print the page on A4 and return the PDF. The margin is in cm, because this command ignores that of `@page`."""
        sides = dict.fromkeys(("top", "bottom", "left", "right"), margin)
        size = {"width": 21.0, "height": 29.7}
        return base64.b64decode(self.command("WebDriver:Print", page=size, margin=sides, shrinkToFit=False))

    # The protocol ---------------------------------------------------------------------------------

    def command(self, name: str, **parameters: Any) -> Any:
        self._count += 1
        sent = json.dumps([0, self._count, name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(sent), sent))
        _, _, error, result = self._receive()
        if error:
            raise FirefoxError(f"{name}: {error['error']}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def _receive(self) -> Any:
        while b":" not in self._buffer:
            self._read()
        length, self._buffer = self._buffer.split(b":", 1)
        while len(self._buffer) < int(length):
            self._read()
        message, self._buffer = self._buffer[: int(length)], self._buffer[int(length) :]
        return json.loads(message)

    def _read(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise FirefoxError("Firefox closed the connection")
        self._buffer += data

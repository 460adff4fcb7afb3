"""The development server of `make dev`: reload after a change, tracebacks in the browser, example data.

It is Werkzeug's server with its reloader and its debugger. Never use it in public: the debugger shows the source code
and can run any code.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request, send_from_directory
from werkzeug.debug import DebuggedApplication
from werkzeug.serving import is_running_from_reloader, run_simple

from pwa import create_app
from pwa.catalogues import compile_changed
from pwa.hosts import is_this_machine
from pwa.languages import LANGUAGES, force_language
from pwa.paths import PACKAGE, STATIC, TRANSLATIONS
from pwa.reminders.requests import authenticate, read_body
from pwa.reminders.schedule import wall_time
from pwa.reminders.schemas import SubscriptionRequest
from pwa.reminders.worker import Worker
from pwa.services import services
from pwa.settings import Settings
from pwa.site.pages import Page, base_context
from pwa.startup import prepare

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

example = Blueprint("example", __name__, url_prefix="/dev")

PAGE = Page("dev/example", "example.html", in_search=False)
# Days of the example diary, and those of them on which there was a massage.
DAYS, MASSAGES = 14, {3, 10}


def main() -> None:
    """Serve until Ctrl+C. The data is in `data/dev`, unless PWA_DATA_DIR names another folder."""
    os.environ["FLASK_DEBUG"] = "1"
    os.environ.setdefault("PWA_DATA_DIR", "data/dev")
    settings = prepare()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True)
    # Only this machine may run code in a traceback.
    debugged = DebuggedApplication(_app_or_error(settings), evalex=is_this_machine(settings.host))
    debugged.trusted_hosts.append(settings.host)
    run_simple(
        settings.host,
        settings.port,
        _with_status_400(debugged),
        use_reloader=True,
        extra_files=list(_watched()),
        threaded=True,
    )


def _app_or_error(settings: Settings) -> WSGIApplication:
    """Return the app with its worker. If it cannot be made, return an app that raises the reason for each request.

    Without this, a mistake in a template would end the server, because all pages are rendered at the start.
    """
    if not is_running_from_reloader():  # this process only watches the one that serves
        return Flask(__name__)
    try:
        compile_changed()
        app = create_app(settings)
        app.register_blueprint(example)
        Worker(app).start()
    except Exception as error:
        logging.exception("The app cannot start. The server waits for a change")
        reason = error

        def failed(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
            raise reason

        return failed
    return app


def _watched() -> Iterator[str]:
    """Return the files besides Python whose change restarts the server."""
    translated = ((TRANSLATIONS, "*/LC_MESSAGES/*.po"), (TRANSLATIONS, "*/states.csv"))
    for folder, pattern in ((PACKAGE / "templates", "*"), (STATIC, "**/*"), *translated):
        yield from (str(path) for path in folder.glob(pattern) if path.is_file())


def _with_status_400(app: WSGIApplication) -> WSGIApplication:
    """Give a traceback the status 400: with 500 the service worker would show the saved copy of the page instead."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, *more: Any) -> Any:
            return start_response("400 Traceback" if status.startswith("500") else status, *more)

        return app(environ, start)

    return answer


# ---- Example data --------------------------------------------------------------------------------


@example.get("/example")
def show_example() -> str:
    """Return the page that fills this browser with example data: in English, and only on a development server."""
    language = LANGUAGES["en"]
    addresses = services().release.addresses
    with force_language(language):
        return render_template(PAGE.template, **base_context(PAGE, language, list(LANGUAGES.values()), addresses))


@example.get("/example.js")
def script() -> Response:
    """Return the script of that page. It is not below `/static/`, so no phone saves it."""
    return send_from_directory(STATIC, "dev-example.js", max_age=0)


@example.get("/diary.json")
def diary() -> Response:
    """Return two weeks of entries up to today, as the diary stores them in the browser."""
    entries: list[dict[str, object]] = []
    for day in range(DAYS):
        local = datetime.now() - timedelta(days=DAYS - 1 - day)  # noqa: DTZ005 (the clock of this machine is meant)
        common: dict[str, object] = {"day": local.date().isoformat(), "technique": "", "note": ""}
        pain = (6, 5, 7, 6, 4, 5, 6)[day % 7]
        if day in MASSAGES:
            common |= {"technique": "swedish", "minutes": None}
            entries.append({**common, "time": "10:00", "pain": pain, "massage": "before"})
            entries.append({**common, "time": "11:30", "pain": pain - 2, "massage": "after"})
        else:
            common |= {"minutes": 10 + day, "note": f"Example of day {day + 1}"}
            entries.append({**common, "time": "18:00", "pain": pain, "massage": "no"})
    return jsonify(version=2, entries=entries)


@example.post("/due")
def make_due() -> Response:
    """Make all reminders of a browser due, as if their time came a minute ago: the worker sends them at its next look.

    Body: `{"subscription": ...}`. Answer: `{"due": number}`.
    """
    subscription, _ = authenticate(read_body(request, SubscriptionRequest).subscription)
    store, a_minute_ago = services().store, services().now() - 60
    found = store.reminders_of(subscription.endpoint)
    for reminder in found:
        local = wall_time(a_minute_ago, reminder.plan.zone).replace(second=0, microsecond=0)
        store.move(subscription.endpoint, reminder.id, replace(reminder.plan, local=local, at_night=True, unanswered=0))
    return jsonify(due=len(found))


if __name__ == "__main__":
    main()

"""Ask First: check for warning signs, ask a doctor, be reminded, read, take along. All wiring is here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

from flask import Flask

from pwa import documents, health, languages, limits, offline, pages, precheck, problems, release, security, workshop
from pwa.reminders import api, calendar, keys, outbox, store, tables
from pwa.settings import Settings


def create_app(settings: Settings, now: Callable[[], float] = time.time) -> Flask:
    """The whole app, with every page of this release rendered.

    Args:
        settings: what the deployer chose; its VAPID key exists and its tables are made.
        now: UTC seconds: the clock by which reminders are planned and sent. Signatures always use the real time.
    """
    app = create_without_pages(settings, now)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    security.init_app(app, settings)
    problems.init_app(app)
    limits.init_app(app)
    precheck.init_app(app, settings)
    app.register_blueprint(health.health)
    app.register_blueprint(api.api)
    app.register_blueprint(calendar.calendar)
    app.register_blueprint(pages.pages)
    if app.debug:  # FLASK_DEBUG, which nobody sets in public
        app.register_blueprint(workshop.workshop)

    with app.app_context():
        rendered = render_release(settings.languages, settings.base_url, read_only=settings.read_only)
    app.extensions["release"] = rendered
    documents.send_first(app, pages.at_home(rendered), security.headers_everywhere(settings))
    return app


def create_without_pages(settings: Settings, now: Callable[[], float] = time.time) -> Flask:
    """What a reminder worker needs: settings, languages, keys and tables. It answers no request."""
    app = Flask(__name__, static_folder=None)
    app.config.update(SETTINGS=settings, LANGUAGES=settings.languages, NOW=now)
    languages.init_app(app)
    app.extensions["keys"] = keys.Keys(settings.vapid_key_file)
    engine = tables.connect(settings.database_url)
    app.extensions["store"], app.extensions["outbox"] = store.Store(engine), outbox.Outbox(engine)
    file = tables.sqlite_file(engine)
    app.extensions["room"] = limits.Room(settings, app.extensions["store"].count, file.parent if file else None)
    return app


@cache
def render_release(languages: tuple[str, ...], base_url: str, *, read_only: bool) -> release.Release:
    """Everything that a phone may save. Needs an application context, but depends on nothing except its arguments.

    So a process that makes more than one app (the tests make hundreds) renders once.
    """
    rendered = pages.render_pages(languages, base_url, read_only=read_only)
    rendered |= pages.render_for_search(languages, base_url)
    rendered |= offline.render_manifests(languages)
    rendered |= offline.render_fallback(languages, base_url)
    static = release.static_files() | offline.speculation_rules(languages)
    return offline.with_worker(release.Release.of(static, rendered), languages)

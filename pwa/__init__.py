"""Ask First. This module makes the app of its parts. All wiring is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from pwa import errors, health, languages, limits, logs, precheck, security, telemetry
from pwa.reminders import api, calendar, clock, keys, openapi, outbox, store, tables
from pwa.review import desk
from pwa.services import NAME, Services, services
from pwa.settings import Settings
from pwa.site import assetlinks, documents, gallery, kept, pages, recalls, release


def create_app(settings: Settings, now: Callable[[], float] | None = None) -> Flask:
    """Return the whole app, with every page of this release, rendered now or at an earlier start.

    Args:
        settings: what the deployer chose; its VAPID key exists and its tables are made.
        now: the clock for planning and sending reminders, in UTC seconds; without it, that of PostgreSQL, which many
            machines share, or with SQLite that of this machine. Signatures always use the real time.
    """
    app = create_worker_app(settings, now)
    settings = services(app).settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # `tojson` writes letters as they stand elsewhere in a page, which compresses better than \u0431.
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}

    logs.init_app(app)
    telemetry.init_app(app, settings.trusted_proxies)
    security.init_app(app, settings)
    errors.init_app(app)
    limits.init_app(app)
    precheck.init_app(app, settings)
    app.register_blueprint(health.health)
    app.register_blueprint(api.api)
    app.register_blueprint(calendar.calendar)
    app.register_blueprint(pages.pages)
    if app.debug:  # set by `make dev`, never in public
        app.register_blueprint(gallery.gallery)

    with app.app_context():
        # In development catalogues are compiled after the start, so nothing is kept.
        found = None if app.debug else kept.read(settings)
        built = found or release.build(**release.options(settings))
        api_document = documents.Document(openapi.document(settings.languages), "application/json")
    services(app).release = built
    if app.debug:
        app.register_blueprint(desk.blueprint(lambda: built))
    served = {**pages.routable(built), openapi.PATH: api_document, **assetlinks.asset_links(settings)}
    recalled = recalls.Recalls(settings.data_dir, built)
    documents.serve_documents(app, served, security.response_headers(settings), recalled.instead)
    return app


def create_worker_app(settings: Settings, now: Callable[[], float] | None = None) -> Flask:
    """Return an app with settings, languages, keys and tables, for a reminder worker. It has no routes.

    A language whose catalogue is broken or incomplete is not offered.

    Args:
        now: the clock of `create_app`.
    """
    app = Flask(__name__, static_folder=None)
    languages.init_app(app)
    offered = languages.usable(settings.languages, settings.languages_min_state)
    settings = replace(settings, languages=offered)
    engine = tables.connect(settings.database_url)
    reminders = store.Store(engine)
    file = tables.sqlite_file(engine)
    app.extensions[NAME] = Services(
        settings=settings,
        now=now or clock.clock_of(engine),
        keys=keys.Keys(settings.vapid_key_file, settings.vapid_key),
        store=reminders,
        outbox=outbox.Outbox(engine),
        room=limits.Room(settings, reminders.count, file.parent if file else None),
        release=documents.Release("", {}),
    )
    return app

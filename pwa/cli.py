"""The command `pwa`: run everything, or only the web server, or only the worker."""

from __future__ import annotations

import logging.config
import multiprocessing
import os
import resource
import signal
import socket
import threading
import traceback
from typing import Any

import click
import sqlalchemy as sa
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from pythonjsonlogger.json import JsonFormatter

from pwa import create_app, create_worker_app
from pwa.gateway import Gateway
from pwa.limits import CONNECTIONS, FEW_CONNECTIONS, OTHER_FILES
from pwa.reminders import keys, tables
from pwa.reminders.reserve import despite_full_disk, keep_reserve
from pwa.reminders.worker import Worker
from pwa.services import services
from pwa.settings import SettingError, Settings
from pwa.site.pages import routable


class OneLine(JsonFormatter):
    """An event as one JSON line."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802 (the name is logging's)
        """The trace; of an error of the database the places and the kind, not what it quotes: PostgreSQL names the
        row that was refused, endpoint and all."""
        error = exc_info[1]
        while error is not None:
            if isinstance(error, sa.exc.DBAPIError):
                kind = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
                # Without a kind it comes from the driver, mostly: there is no connection.
                said = f"{type(error).__name__}: {kind or error.orig}"
                return "".join(traceback.format_tb(error.__traceback__)) + said
            error = error.__cause__ or error.__context__
        return str(super().formatException(exc_info))


# One JSON line for each event, on standard error. Nothing personal: no address, no endpoint, no answer.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": OneLine,
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "alembic": {"level": "WARNING"},
        "_granian": {"level": "ERROR"},
        "granian.access": {"level": "WARNING"},
        "flask-limiter": {"level": "WARNING"},  # it tells of each request that it refuses
    },
}

log = logging.getLogger(__name__)

# Headers must be there within so many milliseconds; a connection that is kept open between two requests, too.
HEADERS = HTTP1Settings(header_read_timeout=5000, max_buffer_size=32 * 1024)
# Seconds for which the server waits at its end for requests that are under way: longer than a body may take, and short
# enough for Docker, which kills after ten.
END_WITHIN = 8


@click.group()
def main() -> None:
    """Ask First: ask a doctor before a massage."""


@main.command()
def run() -> None:
    """Web server and reminder worker in one process. All that a small clinic needs."""
    _serve("pwa.cli:web_and_worker")


@main.command()
def web() -> None:
    """Only the web server. Start `pwa worker` beside it."""
    _serve("pwa.cli:web_only")


@main.command()
def worker() -> None:
    """Only the reminder worker. Any number may run on one database."""
    settings = prepare()
    reminders = Worker(create_worker_app(settings))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    reminders.start()
    stopped.wait()
    reminders.stop()


@main.group(name="keys")
def keys_() -> None:
    """The VAPID keys that sign the pushes."""


@keys_.command()
def rotate() -> None:
    """Sign with a new key from now on. Nobody is lost who opens the app before the old one is deleted."""
    settings = prepare()
    click.echo(f"The new public key is {keys.rotate(settings.vapid_key_file)}. Restart Ask First to use it.")


def web_and_worker() -> Gateway:
    """The server of `pwa run`, made by Granian in its own process."""
    app = _app()
    Worker(app).start()
    return _gateway(app)


def web_only() -> Gateway:
    """The server of `pwa web`, made by Granian in its own process."""
    return _gateway(_app())


def _app() -> Flask:
    logging.config.dictConfig(LOGGING)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    return create_app(Settings.from_environment())


def _gateway(app: Flask) -> Gateway:
    return Gateway(app, routable(services(app).release))


def _end_with_parent() -> None:
    """End this process when the one that started it was killed: nobody else would, and it holds the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(END_WITHIN)
    os._exit(1)


def prepare() -> Settings:
    """The settings, with a data folder, a key and tables that exist.

    Raises:
        click.ClickException: a setting is wrong, or what it names cannot be used; the message is one line.
    """
    logging.config.dictConfig(LOGGING)
    os.umask(0o077)  # what we make, SQLite's files among it, holds addresses of people's browsers
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        raise click.ClickException(str(error)) from error
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.ensure(settings.vapid_key_file)
        keys.Keys(settings.vapid_key_file)
    except OSError as error:
        raise click.ClickException(f"Cannot use {error.filename}: {error.strerror}.") from error
    except keys.KeyFileError as error:
        raise click.ClickException(str(error)) from error
    try:
        engine = tables.connect(settings.database_url)
        tables.check(engine)
        despite_full_disk(tables.migrate)(engine)
        keep_reserve(engine)
        engine.dispose()
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"This database needs the package {error.name}: install ask-first[postgresql]."
        ) from error
    except tables.UnusableDatabaseError as error:
        raise click.ClickException(str(error)) from error
    except sa.exc.DBAPIError as error:
        said = str(error.orig).partition("\n")[0]
        raise click.ClickException(f"Cannot open the database: {said}.") from error
    except (sa.exc.ArgumentError, ValueError) as error:
        # Such an error quotes a part of the address.
        raise click.ClickException("PWA_DATABASE_URL is not an address that SQLAlchemy can use.") from error
    return settings


def _serve(target: str) -> None:
    settings = prepare()
    _check_free(settings.host, settings.port)
    connections = _raise_open_files()
    click.echo(f"Ask First is at {settings.base_url} (stop it with Ctrl+C)")
    Granian(
        target,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        factory=True,
        websockets=False,
        # Not `auto`: it looks for HTTP/2 first, and waits for that without a limit. A proxy speaks HTTP/2 to browsers.
        http=HTTPModes.http1,
        http1_settings=HEADERS,
        # How many connections there may be at once, and how many more wait in the kernel.
        backpressure=connections,
        backlog=4096,
        workers_kill_timeout=END_WITHIN,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
    ).serve()


def _raise_open_files() -> int:
    """Let this process open as many files as it may. Returns how many of them may be connections.

    With more connections than files, Granian would try without a pause to accept one that it cannot open.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        except (OSError, ValueError):  # macOS has a limit of its own below that of the process
            allowed = soft
    connections = max(allowed - OTHER_FILES, allowed // 2)
    if connections < FEW_CONNECTIONS:
        log.warning(
            "This process may open only %s files, so it takes only %s connections at once: raise the limit"
            " (ulimit -n, LimitNOFILE) to %s",
            allowed,
            connections,
            wanted,
        )
    return connections


def _check_free(host: str, port: int) -> None:
    """Say in one line why we cannot listen, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with HOST and PORT."
            ) from error

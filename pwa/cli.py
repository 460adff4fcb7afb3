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
        """Return the traceback. Of a database error it holds the places and the code only: PostgreSQL quotes the
        refused row, and with it the endpoint."""
        error = exc_info[1]
        while error is not None:
            if isinstance(error, sa.exc.DBAPIError):
                kind = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
                # An error without a code comes from the driver, mostly because there is no connection.
                said = f"{type(error).__name__}: {kind or error.orig}"
                return "".join(traceback.format_tb(error.__traceback__)) + said
            error = error.__cause__ or error.__context__
        return str(super().formatException(exc_info))


# One JSON line for each event, on standard error. It holds nothing personal: no address, no endpoint, no answer.
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
        "flask-limiter": {"level": "WARNING"},  # it logs each request that it refuses
    },
}

log = logging.getLogger(__name__)

# Milliseconds within which the headers of a request must arrive. A connection that is idle for as long is closed.
HEADERS = HTTP1Settings(header_read_timeout=5000, max_buffer_size=32 * 1024)
# Seconds that a stopping server gives to requests in progress. A body may take 5 seconds, and Docker kills after 10.
END_WITHIN = 8


@click.group()
def main() -> None:
    """Ask First: ask a doctor before a massage."""


@main.command()
def run() -> None:
    """Start the web server and the reminder worker in one process. A small clinic needs no more."""
    _serve("pwa.cli:web_and_worker")


@main.command()
def web() -> None:
    """Start only the web server. Start `pwa worker` beside it."""
    _serve("pwa.cli:web_only")


@main.command()
def worker() -> None:
    """Start only the reminder worker. Any number may run on one database."""
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
    """Manage the VAPID keys, which sign the pushes."""


@keys_.command()
def rotate() -> None:
    """Make a new key. Keep the files of the old ones until people have opened the app again."""
    settings = prepare()
    click.echo(f"The new public key is {keys.rotate(settings.vapid_key_file)}. Restart Ask First to use it.")


def web_and_worker() -> Gateway:
    """Return the server of `pwa run`. Granian calls this in the process that serves."""
    app = _app()
    Worker(app).start()
    return _gateway(app)


def web_only() -> Gateway:
    """Return the server of `pwa web`. Granian calls this in the process that serves."""
    return _gateway(_app())


def _app() -> Flask:
    logging.config.dictConfig(LOGGING)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    return create_app(Settings.from_environment())


def _gateway(app: Flask) -> Gateway:
    return Gateway(app, routable(services(app).release))


def _end_with_parent() -> None:
    """End this process when its parent was killed. Otherwise it would live on and hold the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(END_WITHIN)
    os._exit(1)


def prepare() -> Settings:
    """Read the settings, and make the data folder, the key and the tables if they are missing.

    Raises:
        click.ClickException: a setting is wrong, or a file or a database that it names cannot be used. The message
            is one line.
    """
    logging.config.dictConfig(LOGGING)
    os.umask(0o077)  # our files, such as those of SQLite, hold addresses of people's browsers
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
        # The text of this error quotes a part of the address, perhaps the password.
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
        # `auto` waits without a limit for the first bytes of HTTP/2. A proxy can speak HTTP/2 to browsers.
        http=HTTPModes.http1,
        http1_settings=HEADERS,
        # The most connections at once, and how many more the kernel queues.
        backpressure=connections,
        backlog=4096,
        workers_kill_timeout=END_WITHIN,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
        respawn_failed_workers=True,
    ).serve()


def _raise_open_files() -> int:
    """Raise the soft limit of open files. Return how many of the files may be connections.

    When Granian takes more connections than it can open files, it repeats accept() without a pause.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        except (OSError, ValueError):  # macOS also has a limit of its own, which is lower
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
    """Raise an error of one line if the address and port are not free, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with HOST and PORT."
            ) from error

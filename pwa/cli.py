"""The command `pwa`: run everything, or only the web server, or only the worker."""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import click
from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from prometheus_client import start_http_server

from pwa import create_app, create_worker_app, logs, telemetry
from pwa.gateway import Gateway
from pwa.limits import CONNECTIONS, FEW_CONNECTIONS, OTHER_FILES
from pwa.operator.commands import COMMANDS
from pwa.reminders.worker import Worker
from pwa.review.commands import review
from pwa.services import services
from pwa.settings import Settings
from pwa.site.pages import routable
from pwa.startup import prepare, prepare_database, prepare_pages

log = logging.getLogger(__name__)

# Milliseconds within which the headers of a request must arrive. A connection that is idle for as long is closed.
HEADERS = HTTP1Settings(header_read_timeout=5000, max_buffer_size=32 * 1024)
# Seconds in which a stopping server ends: requests in progress first, then pushes in flight (`Worker.stop`).
END_WITHIN = 15
# Seconds for which pages wait for the database at the start, and between two later attempts to prepare it. What the log
# says meanwhile.
PREPARE_WITHIN, PREPARE_AGAIN = 10.0, 10.0
ONLY_PAGES = "Pages are served, and reminders are not, until the database can be used."


@click.group()
def main() -> None:
    """Ask First: ask a doctor before a massage."""


NEW_KEY = click.option(
    "--new-key", is_flag=True, help="Start although no subscription uses the VAPID key, because the old one is lost."
)


@main.command()
@NEW_KEY
def run(new_key: bool) -> None:
    """Start the web server and the reminder worker in one process. A small clinic needs no more."""
    _serve(web_and_worker, new_key=new_key)


@main.command()
@NEW_KEY
def web(new_key: bool) -> None:
    """Start only the web server. Start `pwa worker` beside it."""
    _serve(web_only, new_key=new_key)


@main.command()
@NEW_KEY
def worker(new_key: bool) -> None:
    """Start only the reminder worker. Any number may run on one database."""
    settings = prepare(new_key=new_key)
    _show_numbers(settings)
    _check_telemetry()
    telemetry.start()
    reminders = Worker(create_worker_app(settings))
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    reminders.start()
    stopped.wait()
    has_ended = reminders.stop()
    telemetry.end()
    if not has_ended:
        log.warning("The reminder worker ends while the database hangs. Other workers take what it had claimed")
        os._exit(1)  # the threads that wait for the database would hold up the end


def _check_telemetry() -> None:
    """Raise an error of one line if traces are wanted and cannot be made. They would be missed only when needed."""
    try:
        telemetry.check()
    except telemetry.TelemetryError as error:
        raise click.ClickException(str(error)) from error


def _show_numbers(settings: Settings) -> None:
    """Serve the numbers of this process on a port of its own, if there is a setting for that."""
    if not settings.metrics_port:
        return
    try:
        start_http_server(settings.metrics_port, settings.host)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {settings.host} port {settings.metrics_port}: {error.strerror}. Choose another with"
            " PWA_METRICS_PORT."
        ) from error


for command in [*COMMANDS, review]:
    main.add_command(command)


def web_and_worker(fault: str, *, new_key: bool) -> Gateway:
    """Return the server of `pwa run`. Granian calls this in the process that serves.

    Args:
        fault: what was wrong with the database when the command started, or an empty text.
        new_key: the option of the command.
    """
    app = _app()
    started: list[Worker] = []

    def begin() -> None:
        started.append(Worker(app))  # it reads the clock of the database
        started[0].start()

    _when_usable(app, fault, begin, new_key=new_key)
    return _gateway(app, lambda: [reminders.stop() for reminders in started])


def web_only(fault: str, *, new_key: bool) -> Gateway:
    """Return the server of `pwa web`, as `web_and_worker` does."""
    app = _app()
    _when_usable(app, fault, lambda: None, new_key=new_key)
    return _gateway(app, lambda: None)


def _app() -> Flask:
    logs.configure()
    telemetry.start()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    return create_app(Settings.from_environment())


def _when_usable(app: Flask, fault: str, begin: Callable[[], None], *, new_key: bool) -> None:
    """Call `begin`. If the database could not be used, first prepare it again and again, without reminders."""
    own = services(app)
    own.fault = fault

    def repeat() -> None:
        pause = threading.Event()
        while own.fault:
            pause.wait(PREPARE_AGAIN)
            try:
                prepare_database(own.settings, own.keys, new_key=new_key)
            except click.ClickException as error:
                if error.message != own.fault:
                    log.error("%s %s", error.message, ONLY_PAGES)
                own.fault = error.message
            except Exception:
                log.exception("The database could not be prepared: the next attempt is in %s seconds", PREPARE_AGAIN)
            else:
                own.fault = ""
        log.info("The database can be used now: reminders work")
        begin()

    if fault:
        threading.Thread(target=repeat, name="database", daemon=True).start()
    else:
        begin()


def _gateway(app: Flask, end: Callable[[], object]) -> Gateway:
    def end_all() -> None:
        end()
        telemetry.end()

    return Gateway(app, routable(services(app).release), end_all)


def _end_with_parent() -> None:
    """End this process when its parent was killed. Otherwise it would live on and hold the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(END_WITHIN)
    os._exit(1)


def _serve(target: Callable[..., Gateway], *, new_key: bool) -> None:
    settings, fault = prepare_pages(new_key=new_key, within=PREPARE_WITHIN)
    if fault:
        # People may need the emergency page. `pwa worker` does nothing without a database, so it does not start.
        log.error("%s %s", fault.message, ONLY_PAGES)
    _check_telemetry()
    _check_free(settings.host, settings.port)
    connections = _raise_open_files()
    # Granian's types ask for a callable, which a Gateway is not: an RSGI application has __rsgi__.
    loader: Any = partial(target, fault.message if fault else "", new_key=new_key)
    click.echo(f"Ask First is at {settings.base_url} (stop it with Ctrl+C)")
    Granian(
        "ask-first",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        websockets=False,
        # `auto` waits without a limit for the first bytes of HTTP/2. A proxy can speak HTTP/2 to browsers.
        http=HTTPModes.http1,
        http1_settings=HEADERS,
        # The most connections at once, and how many more the kernel queues.
        backpressure=connections,
        backlog=4096,
        workers_kill_timeout=END_WITHIN,
        log_level=LogLevels.error,
        log_dictconfig=logs.LOGGING,
        respawn_failed_workers=True,
    ).serve(target_loader=loader, wrap_loader=False)


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

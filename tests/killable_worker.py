"""A reminder worker that a test kills, in a process of its own."""

import logging
import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pwa import create_worker_app
from pwa.reminders.worker import Worker
from pwa.settings import Settings

# Workers are forked from a process that has imported this module, so each starts at once.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__])


@contextmanager
def killable_worker(settings: Settings, ahead: float) -> Iterator[None]:
    """Run a worker until the end of the block, then kill it with SIGKILL. Its clock is `ahead` by this many seconds."""
    process = processes.Process(target=_work, args=(settings, ahead))
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _work(settings: Settings, ahead: float) -> None:
    logging.disable()
    Worker(create_worker_app(settings, now=lambda: time.time() + ahead)).start()
    signal.pause()

"""An event loop in a thread of its own, for the pushes that a person waits for.

All requests share its connections. A transport for each push cost 7 ms of CPU time: libcurl read the certificate
authorities (5 ms) and made a new TLS connection (2 ms).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

from pwa.reminders.transport import Transport

T = TypeVar("T")

_starting = threading.Lock()


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in the event loop, and wait for its result."""
    with _starting:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(work, loop).result()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Started by the first push, because Granian forks the process that serves."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="pushes", daemon=True).start()
    return loop


@cache
def transport(trusted: tuple[str, ...]) -> Transport:
    """The transport of the event loop, which is never closed. Call this in a coroutine that `run` runs.

    Args:
        trusted: the argument of `Transport`, which is the same in the whole process.
    """
    return Transport(trusted)

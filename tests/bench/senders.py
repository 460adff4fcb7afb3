"""Measures one way of sending in a process of its own: `python -m tests.bench.senders <way> <count> <origin>`.

Prints `{"cpu": seconds, "wall": seconds, "count": n}` for the sends alone, after a warm-up.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pywebpush import WebPusher, webpush

from pwa.reminders import bucket
from pwa.reminders.delivery import WINDOW, Delivery
from pwa.reminders.keys import Keys, ensure
from pwa.reminders.models import Subscription
from pwa.reminders.outbox import Outbox
from pwa.reminders.push import Sender
from pwa.reminders.tables import connect, migrate, reminders
from pwa.reminders.tables import outbox as outbox_table
from pwa.reminders.tables import subscriptions as subscriptions_table
from pwa.reminders.worker import USEFUL_FOR
from tests import people

DATA = json.dumps({"web_push": 8030, "notification": {"title": "x" * 60, "body": "y" * 100}})
CONTACT = "mailto:bench@clinic.example"


# What we can do is measured, not what we allow.
bucket.RATE, bucket.BURST = 1e9, 10**9


def measured(work: Callable[[], int]) -> None:
    begin_cpu, begin = _cpu(), time.perf_counter()
    count = work()
    print(json.dumps({"cpu": _cpu() - begin_cpu, "wall": time.perf_counter() - begin, "count": count}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def subscriptions(origin: str, count: int, public: str) -> list[Subscription]:
    crowd = [people.maria() for _ in range(min(count, 500))]
    keys = [person.subscription["keys"] for person in crowd]
    return [
        Subscription(f"{origin}/push/{i}", one["p256dh"], one["auth"], public, "en")
        for i, one in ((i, keys[i % len(keys)]) for i in range(count))
    ]


def as_json(to: Subscription) -> dict[str, object]:
    return {"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}


def encryption_alone(to: list[Subscription], _keys: Keys, _origin: str) -> None:
    def work() -> int:
        for one in to:
            WebPusher(as_json(one)).encode(DATA.encode())
        return len(to)

    measured(work)


def plain_loop(to: list[Subscription], keys: Keys, _origin: str) -> None:
    """The loop of pywebpush's README: it gives the file name of the key and makes a call for each message."""
    file = str(keys.file)

    def work() -> int:
        for one in to:
            webpush(as_json(one), DATA, vapid_private_key=file, vapid_claims={"sub": CONTACT}, ttl=60, timeout=10)
        return len(to)

    measured(work)


def ours(to: list[Subscription], keys: Keys, origin: str) -> None:
    async def send() -> int:
        async with Sender(keys, CONTACT, (origin,)) as sender:
            await window(sender, to[:WINDOW])  # connections are open, as they are in a running worker
            begin_cpu, begin = _cpu(), time.perf_counter()
            await window(sender, to)
            print(json.dumps({"cpu": _cpu() - begin_cpu, "wall": time.perf_counter() - begin, "count": len(to)}))
        return len(to)

    asyncio.run(send())


async def window(sender: Sender, to: list[Subscription]) -> None:
    """WINDOW sends in flight."""
    waiting = iter(to)

    async def lane() -> None:
        for one in waiting:
            outcome = await sender.send(one, DATA, topic="bench-000000", ttl=60)
            assert outcome.kind == "delivered", outcome.reason

    await asyncio.gather(*[lane() for _ in range(WINDOW)])


def drain_all(to: list[Subscription], keys: Keys, origin: str, hang_every: int = 0) -> None:
    """The whole delivery on SQLite, measured until every message that can be delivered was delivered."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/bench.sqlite3")
        migrate(engine)
        now = int(time.time())
        plan = {"kind": "doctor", "local": "2026-11-22T10:00", "zone": "UTC", "repeat": "once", "unanswered": 0}
        crowd, reminder_rows, waiting = [], [], []
        for i, one in enumerate(to):
            hangs = hang_every and i % hang_every == 0
            crowd.append({**vars(one), "id": i, "endpoint": f"{origin}/hang/{i}" if hangs else one.endpoint})
            reminder_rows.append({"id": f"r{i}", "subscription_id": i, **plan, "at_night": True, "state": "resting"})
            row = {"subscription_id": i, "reminder_id": f"r{i}", "topic": f"r{i}", "wake_at": now}
            waiting.append({**row, "expires_at": now + 9999, "attempts": 0, "refused": False})
        with engine.begin() as connection:
            connection.execute(sa.insert(subscriptions_table), crowd)
            connection.execute(sa.insert(reminders), reminder_rows)
            connection.execute(sa.insert(outbox_table), waiting)
        deliverable = len(to) - (len(to) // hang_every if hang_every else 0)
        asyncio.run(_until_delivered(Outbox(engine), keys, origin, deliverable))


async def _until_delivered(outbox: Outbox, keys: Keys, origin: str, count: int) -> None:
    delivered = 0

    def counted(now: int, **outcomes: Any) -> None:
        nonlocal delivered
        Outbox.settle(outbox, now, **outcomes)
        delivered += len(outcomes["delivered"])

    outbox.settle = counted  # type: ignore[method-assign] # the real method, with a counter
    async with Sender(keys, CONTACT, (origin,)) as sender:
        begin = time.perf_counter()
        draining = asyncio.create_task(_drain(Delivery(outbox, sender, lambda _: DATA, time.time, USEFUL_FOR)))
        while delivered < count:
            await asyncio.sleep(0.02)
            assert not draining.done() or delivered >= count
        print(json.dumps({"cpu": 0, "wall": time.perf_counter() - begin, "count": count}), flush=True)
    os._exit(0)  # not those that hang


async def _drain(deliveries: Delivery) -> None:
    while await deliveries.step():
        pass


WAYS: dict[str, Callable[..., object]] = {
    "encryption alone": encryption_alone,
    "plain webpush() loop": plain_loop,
    "Ask First": ours,
    "no endpoint hangs": drain_all,
    "1 % of endpoints hang": partial(drain_all, hang_every=100),
}

if __name__ == "__main__":
    way, number, address = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vapid.pem"
        ensure(file)
        key = Keys(file)
        WAYS[way](subscriptions(address, number, key.public), key, address)

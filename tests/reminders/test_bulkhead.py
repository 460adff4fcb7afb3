"""A push service that hangs fills only its own share of the slots and does not affect others."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from pwa import create_app
from pwa.limits import PUSHERS
from pwa.reminders.api import PUSHING
from pwa.reminders.bulkhead import Bulkhead, NoSlotError
from pwa.services import services
from pwa.settings import Settings
from tests import people
from tests.conftest import Api, Clock, both_databases, prepared
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.answers import problem, stored
from tests.servers import ORIGIN, PATIENCE, wait_until

SLOTS = PUSHERS // 2


@pytest.fixture
def silent() -> Iterator[PushService]:
    with PushService(hangs=True) as service:
        yield service


@pytest.fixture
def app(tmp_path: Path, database: str, push_service: PushService, silent: PushService, clock: Clock) -> Iterator[Flask]:
    """An app with a push service that works and one that hangs. It also accepts any other push service."""
    settings = Settings(
        data_dir=tmp_path,
        database_url=database,
        push_origins=(push_service.origin, silent.origin),
        push_services="any-public",
        base_url=ORIGIN,
    )
    app = create_app(prepared(settings), now=clock)
    yield app
    services(app).store.engine.dispose()


def browser(service: PushService) -> Person:
    person = people.john()
    person.endpoint = service.subscribe()
    return person


@both_databases
def test_a_silent_push_service_blocks_only_its_own_requests(
    app: Flask, api: Api, push_service: PushService, silent: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PUSHING, "patience", 0.05)
    with ThreadPoolExecutor() as threads:
        waiting = [threads.submit(Api(app).put, browser(silent).request("2026-11-24T10:00")) for _ in range(SLOTS // 2)]
        silent.wait_for_arrivals(SLOTS // 2)
        refused = api.put(browser(silent).request("2026-11-24T10:00"), Accept_Language="en")
        said = problem(refused, 503, "push-service-slow")
        assert said["title"] == (
            "The notification service of your browser is slow at the moment. Your reminder is not set."
        )
        assert api.put(maria.request("2026-11-24T10:00")).status_code == 201
        problem(
            api.post("renew", {"old": maria.subscription, "subscription": browser(silent).subscription}),
            502,
            "renewal-refused",
        )
        assert api.post("test", {"subscription": maria.subscription}).status_code == 200
        silent.stop()
        for answer in waiting:
            problem(answer.result(), 502, "push-service-refused")
    assert stored(app) == (1, 1, 0)


def test_when_all_slots_are_taken_the_next_request_waits_for_a_slot(
    app: Flask, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PUSHING, "patience", 60)
    with ExitStack() as slots:
        for endpoint in ("https://fcm.googleapis.com/x", "https://web.push.apple.com/x"):
            for _ in range(SLOTS // 2):
                slots.enter_context(PUSHING.slot(endpoint, ()))
        with ThreadPoolExecutor() as threads:
            waiting = threads.submit(Api(app).put, maria.request("2026-11-24T10:00"))
            wait_until(lambda: PUSHING._waiting, what="it waits")
            assert push_service.posts == []
            slots.close()
            assert waiting.result().status_code == 201


@both_databases
def test_when_no_place_becomes_free_the_next_request_is_refused_and_nothing_is_stored(
    app: Flask, api: Api, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PUSHING, "patience", 0.05)
    with ExitStack() as slots:
        for endpoint in ("https://fcm.googleapis.com/x", "https://web.push.apple.com/x"):
            for _ in range(SLOTS // 2):
                slots.enter_context(PUSHING.slot(endpoint, ()))
        problem(api.put(maria.request("2026-11-24T10:00")), 503, "busy")
        assert stored(app) == (0, 0, 0)
    assert api.put(maria.request("2026-11-24T10:00")).status_code == 201


def test_a_request_waits_two_seconds_for_a_slot() -> None:
    assert PUSHING.patience == 2


def test_hosts_that_nobody_has_named_take_half_of_the_slots_together_and_each_half_of_that() -> None:
    bulkhead = Bulkhead(8, patience=0)
    with ExitStack() as slots:

        def take(host: str) -> None:
            slots.enter_context(bulkhead.slot(f"https://{host}/x", ()))

        take("a.evil.org")
        take("a.evil.org")
        with pytest.raises(NoSlotError) as refused:
            take("a.evil.org")
        assert refused.value.share_is_full
        take("b.evil.org")
        take("c.evil.org")
        with pytest.raises(NoSlotError) as refused:
            take("ntfy.sh")
        assert refused.value.share_is_full
        for _ in range(4):
            take("fcm.googleapis.com")
        with pytest.raises(NoSlotError) as refused:
            take("web.push.apple.com")
        assert not refused.value.share_is_full


def test_all_hosts_of_one_push_service_share_its_slots() -> None:
    bulkhead = Bulkhead(8, patience=0)
    with ExitStack() as slots:
        for number in range(4):
            slots.enter_context(bulkhead.slot(f"https://wns{number}.notify.windows.com/w", ()))
        with pytest.raises(NoSlotError), bulkhead.slot("https://wns9.notify.windows.com/w", ()):
            pass


def test_no_more_wait_than_there_are_slots() -> None:
    """Each waiting request occupies a thread of the web server."""
    bulkhead = Bulkhead(8, patience=60)
    release = threading.Event()

    def wait() -> None:
        with bulkhead.slot("https://fcm.googleapis.com/x", ()):
            assert release.wait(PATIENCE)

    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(wait)
        wait_until(lambda: bulkhead._waiting["fcm.googleapis.com"] == 4, what="as many wait as push")
        with pytest.raises(NoSlotError) as refused, bulkhead.slot("https://fcm.googleapis.com/x", ()):
            pass
        assert refused.value.share_is_full
        release.set()
    assert not bulkhead._taken, "nothing is kept of a host whose pushes have ended"
    assert not bulkhead._waiting


def test_any_public_host_may_be_subscribed_with_if_the_deployer_wants_that(
    app: Flask, api: Api, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PUSHING, "patience", 0)
    maria.endpoint = "https://ntfy.sh/upABC?up=1"
    with ExitStack() as slots:
        for host in ("a.org", "b.org"):  # so that no message is sent to it
            for _ in range(SLOTS // 4):
                slots.enter_context(PUSHING.slot(f"https://{host}/x", ()))
        problem(api.put(maria.request("2026-11-24T10:00")), 503, "push-service-slow")
    maria.endpoint = "https://printer.local/x"
    problem(api.put(maria.request("2026-11-24T10:00")), 422, "unknown-push-service")

"""The state that a sender shares among pushes: keys, headers, handles, and the health of each push service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pycurl
import pytest

from pwa.reminders.bucket import BURST, RATE
from pwa.reminders.keys import Keys, ensure, rotate
from pwa.reminders.models import Subscription
from pwa.reminders.push import LEFT_ALONE, Outcome, is_push_service, known_service
from pwa.reminders.transport import Answer, Transport
from tests.people import Person
from tests.push_service import PushService
from tests.reminders.sending import NO_ANSWER, scripted, send_all, subscription_of

ACCEPTED = Answer(201, 0.0)
OURS = ("https://push.clinic.org",)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a VAPID key."""
    ensure(tmp_path / "vapid.pem")
    return tmp_path / "vapid.pem"


@pytest.fixture
def keys(file: Path) -> Keys:
    return Keys(file)


@pytest.fixture
def anna(maria: Person) -> Person:
    """A person at a push service to which nothing is really sent."""
    maria.endpoint = f"{OURS[0]}/push/anna"
    return maria


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [outcome.kind for outcome in outcomes]


# Keys -------------------------------------------------------------------------------------------


def test_after_a_rotation_each_phone_gets_the_key_that_it_subscribed_with(
    file: Path, push_service: PushService, maria: Person, john: Person
) -> None:
    older = Keys(file).public
    newer = rotate(file)
    maria.endpoint, john.endpoint = push_service.subscribe(older), push_service.subscribe(newer)
    marias, johns = subscription_of(maria, older), subscription_of(john, newer)
    outcomes = send_all(Keys(file), (push_service.origin,), [marias, johns, marias, johns])
    assert kinds(outcomes) == ["delivered"] * 4


def test_a_lost_key_is_our_fault_and_no_reason_to_delete_a_subscription(keys: Keys, anna: Person) -> None:
    [outcome] = send_all(keys, OURS, [subscription_of(anna, "a-key-that-we-lost")])
    assert outcome == Outcome("later", "the VAPID key of this subscription is missing", 3600, alarm=True)


def test_an_error_of_ours_with_good_keys_is_raised_and_not_taken_for_a_browser_that_is_gone(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(ValueError("a header cannot be sent")))
    with pytest.raises(ValueError, match="a header cannot be sent"):
        send_all(keys, OURS, [subscription_of(anna, keys.public)])


@pytest.mark.parametrize("p256dh", ["AAAA", "B" + "A" * 86])
def test_a_browser_whose_keys_cannot_be_used_is_gone(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch, p256dh: str
) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted())
    [outcome] = send_all(keys, OURS, [replace(subscription_of(anna, keys.public), p256dh=p256dh)])
    assert outcome == Outcome("gone", "the keys of the subscription are not usable")


# A push service that is silent --------------------------------------------------------------------


def test_only_timeouts_in_a_row_count(keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.reminders.push.SILENT", 3)
    to = [subscription_of(anna, keys.public)] * 6
    answers = (NO_ANSWER, NO_ANSWER, ACCEPTED, NO_ANSWER, NO_ANSWER, ACCEPTED)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(*answers))
    assert kinds(send_all(keys, OURS, to)) == ["later", "later", "delivered", "later", "later", "delivered"]


def test_a_service_is_paused_after_three_timeouts_and_not_before(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.push.SILENT", 3)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER, NO_ANSWER, NO_ANSWER, ACCEPTED))
    outcomes = send_all(keys, OURS, [subscription_of(anna, keys.public)] * 5)
    assert [outcome.reason for outcome in outcomes] == [
        *["no answer: Operation timed out"] * 3,
        *["the push service is left alone"] * 2,
    ]
    assert min(outcome.wait for outcome in outcomes) >= 15


def test_messages_that_wait_for_a_silent_service_are_not_sent_all_at_once(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda _least, most: most)
    monkeypatch.setattr("pwa.reminders.push.SILENT", 1)
    to = [subscription_of(anna, keys.public)] * 2
    for attempts, backoff in ((1, 30), (2, 60), (9, 3600)):
        monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER))
        [_, waits] = send_all(keys, OURS, to, attempts)
        assert backoff + LEFT_ALONE - 30 < waits.wait <= backoff + LEFT_ALONE


def test_a_paused_service_is_tried_again_and_counted_from_zero(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.push.SILENT", 2)
    monkeypatch.setattr("pwa.reminders.push.LEFT_ALONE", 0.0)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER, NO_ANSWER, NO_ANSWER, ACCEPTED))
    outcomes = send_all(keys, OURS, [subscription_of(anna, keys.public)] * 4)
    assert kinds(outcomes) == ["later", "later", "later", "delivered"]


def test_a_pause_lasts_sixty_seconds(keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monotonic = 1000.0
    monkeypatch.setattr("pwa.reminders.push.SILENT", 1)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER, ACCEPTED))
    monkeypatch.setattr("pwa.reminders.push.time", SimpleNamespace(monotonic=lambda: monotonic))

    def pushes() -> Iterator[Subscription]:
        nonlocal monotonic
        for passed in (0, 59.5, 60):
            monotonic = 1000.0 + passed
            yield subscription_of(anna, keys.public)

    assert kinds(send_all(keys, OURS, pushes())) == ["later", "later", "delivered"]


def test_after_a_pause_all_of_the_timeouts_are_needed_again(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first pause is over at once. The second one would last."""
    monkeypatch.setattr("pwa.reminders.push.SILENT", 2)
    monkeypatch.setattr("pwa.reminders.push.LEFT_ALONE", 0.0)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(NO_ANSWER, NO_ANSWER, NO_ANSWER, ACCEPTED))

    def pushes() -> Iterator[Subscription]:
        yield from [subscription_of(anna, keys.public)] * 2
        monkeypatch.setattr("pwa.reminders.push.LEFT_ALONE", 60.0)
        yield from [subscription_of(anna, keys.public)] * 2

    assert kinds(send_all(keys, OURS, pushes())) == ["later", "later", "later", "delivered"]


# Retries ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("retry_after", "least"), [(1, 3600), (3599, 3600), (3601, 3601), (21600, 21600)])
def test_the_longer_of_what_a_service_asks_for_and_our_own_wait_counts(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch, retry_after: float, least: float
) -> None:
    monkeypatch.setattr("random.uniform", lambda _least, most: most)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(Answer(503, retry_after)))
    [outcome] = send_all(keys, OURS, [subscription_of(anna, keys.public)], attempts=9)
    assert outcome.wait == least


def test_retries_are_spread_over_time(keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(*[Answer(503, 0.0)] * 50))
    waits = {outcome.wait for outcome in send_all(keys, OURS, [subscription_of(anna, keys.public)] * 50)}
    assert len(waits) == 50
    assert 15 <= min(waits) < 20 < 25 < max(waits) <= 30


# Destinations -----------------------------------------------------------------------------------


def test_nothing_is_sent_to_an_origin_that_the_deployer_has_taken_off_the_list(keys: Keys, anna: Person) -> None:
    to = subscription_of(anna, keys.public)
    assert (
        send_all(keys, (), [to, to])
        == [
            Outcome("dropped", "the push service is no longer on the list"),
        ]
        * 2
    )


@pytest.mark.parametrize(("length", "taken"), [(2048, True), (2049, False)])
def test_an_endpoint_has_at_most_2048_characters(length: int, taken: bool) -> None:
    start = "https://fcm.googleapis.com/"
    assert is_push_service(start + "x" * (length - len(start)), ()) == taken


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("fcm.googleapis.com", "fcm.googleapis.com"),
        ("android.googleapis.com", "android.googleapis.com"),
        ("jmt17.google.com", "jmt17.google.com"),
        ("a.fcm.googleapis.com", None),
        ("updates.push.services.mozilla.com", ".push.services.mozilla.com"),
        ("web.push.apple.com", ".push.apple.com"),
        ("wns2-by3p.notify.windows.com", ".notify.windows.com"),
        ("notify.windows.com", None),
    ],
)
def test_a_host_belongs_to_one_service_or_to_none(host: str, service: str | None) -> None:
    assert known_service(host) == service


async def posted(transport: Transport, url: str) -> int:
    return (await transport.post(url, data=b"x", headers={"TTL": "0"}, timeout=5)).status


def test_a_handle_that_reached_a_trusted_origin_reaches_no_private_address_for_another(
    push_service: PushService,
) -> None:
    """Handles are reused. One that may connect into a private network must not be used for an origin that may not."""

    async def both_ways() -> None:
        transport = Transport({push_service.origin})
        try:
            assert await posted(transport, f"{push_service.origin}/wpush/v2/none") == 410
            with pytest.raises(pycurl.error, match="connect"):
                await posted(transport, f"http://localhost:{push_service.port}/wpush/v2/none")
            assert await posted(transport, f"{push_service.origin}/wpush/v2/none") == 410
        finally:
            await transport.close()

    asyncio.run(both_ways())
    assert len(push_service.posts) == 2


def test_a_proxy_of_the_environment_is_not_used(push_service: PushService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect for us, and we could not check the address."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)

    async def directly() -> int:
        transport = Transport({push_service.origin})
        try:
            return await posted(transport, f"{push_service.origin}/wpush/v2/none")
        finally:
            await transport.close()

    assert asyncio.run(directly()) == 410


# A push service that must not be flooded ----------------------------------------------------------


def at_another(person: Person, public: str) -> Subscription:
    """The subscription of the same person at another push service of ours."""
    return replace(subscription_of(person, public), endpoint="https://push.charity.org/push/anna")


def test_a_burst_goes_out_at_once_and_then_no_more_than_the_rate(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.bucket.RATE", 2.0)
    monkeypatch.setattr("pwa.reminders.bucket.BURST", 3)
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(*[ACCEPTED] * 99))
    now = 1000.0
    monkeypatch.setattr("pwa.reminders.push.time", SimpleNamespace(monotonic=lambda: now))
    here, there = subscription_of(anna, keys.public), at_another(anna, keys.public)

    def pushes() -> Iterator[Subscription]:
        nonlocal now
        yield from [here] * 6
        yield there
        for seconds in (0.5, 1.0, 100.0):
            now += seconds
            yield from [here] * 4

    outcomes = send_all(keys, (*OURS, "https://push.charity.org"), pushes())
    assert kinds(outcomes[:6]) == [*["delivered"] * 3, *["later"] * 3]
    assert [outcome.wait for outcome in outcomes[3:6]] == [0.5, 1.0, 1.5], "one after the other"
    assert kinds(outcomes[6:7]) == ["delivered"], "another push service is not held up"
    after = [kinds(outcomes[begin : begin + 4]).count("delivered") for begin in (7, 11, 15)]
    assert after == [1, 2, 3], "after half a second, a second, and a long pause"


def test_a_worker_sends_a_quarter_of_the_quota_that_google_publishes() -> None:
    assert (RATE * 60 * 4, BURST) == (600_000, RATE)


def test_a_service_that_asks_for_a_pause_gets_nothing_for_so_long_and_the_others_go_on(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(Answer(429, 30.0), *[ACCEPTED] * 2))
    now = 1000.0
    monkeypatch.setattr("pwa.reminders.push.time", SimpleNamespace(monotonic=lambda: now))
    here, there = subscription_of(anna, keys.public), at_another(anna, keys.public)

    def pushes() -> Iterator[Subscription]:
        nonlocal now
        yield from (here, here, there)
        now += 29.9
        yield here
        now += 0.2
        yield here

    outcomes = send_all(keys, (*OURS, "https://push.charity.org"), pushes())
    assert [outcome.reason for outcome in outcomes] == [
        "answer 429",
        "the push service is left alone",
        "accepted",
        "the push service is left alone",
        "accepted",
    ]
    assert outcomes[1].wait >= 30


@pytest.mark.parametrize(("answer", "seconds"), [(Answer(429, 21600.0), LEFT_ALONE), (Answer(429, 0.0), 0.0)])
def test_one_subscription_pauses_its_service_for_a_minute_at_most_and_only_if_it_asks_for_that(
    keys: Keys, anna: Person, monkeypatch: pytest.MonkeyPatch, answer: Answer, seconds: float
) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", scripted(answer, ACCEPTED))
    now = 1000.0
    monkeypatch.setattr("pwa.reminders.push.time", SimpleNamespace(monotonic=lambda: now))

    def pushes() -> Iterator[Subscription]:
        nonlocal now
        yield subscription_of(anna, keys.public)
        now += seconds
        yield subscription_of(anna, keys.public)

    first, second = send_all(keys, OURS, pushes())
    assert first.wait >= answer.retry_after
    assert second.kind == "delivered"

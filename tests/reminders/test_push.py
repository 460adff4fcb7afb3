"""The allowed push services, the meaning of their answers, and encryption that only the browser can remove."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pycurl
import pytest

from pwa.reminders.delivery import LEASE
from pwa.reminders.keys import Keys, ensure
from pwa.reminders.models import Subscription
from pwa.reminders.push import (
    LEFT_ALONE,
    SILENT,
    TIMEOUT,
    Outcome,
    Sender,
    are_keys,
    is_push_service,
    outcome_of,
)
from pwa.reminders.transport import Answer, Transport, public_socket
from tests.bench.sink import sink
from tests.people import Person
from tests.push_service import PushService
from tests.servers import PATIENCE


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QGq",
        "https://wns2-by3p.notify.windows.com/w/?token=abc",
    ],
)
def test_push_services_of_the_browsers_are_known(endpoint: str) -> None:
    assert is_push_service(endpoint, ())


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",  # not https
        "https://fcm.googleapis.com:8443/x",  # a port
        "https://fcm.googleapis.com:443/x",
        "https://user@fcm.googleapis.com/x",  # a user
        "https://user:word@fcm.googleapis.com/x",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example#fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://evilpush.apple.com/x",  # the dot counts
        "https://push.apple.com/x",
        "https://127.0.0.1/x",
        "https://127.0.0.1:9200/x.google.com/",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://localhost/x",
        "https://fcm.googleapis.com\\@evil.example/",
        "https://fcm.googleapis.com /x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com?x=/",
        "https://fcm.googleapis.com#/x",
        "https://FCM.googleapis.com/x",
        "https://fcm.googleapis.com/" + "x" * 2048,
        "https://fcm.googleapis.com/ü",
        "https://fcm.googleapis.com/\r\nHost: evil",
        "https://fcm.googleapis.com/\r\nHost:evil",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\\b",
        "https://.push.apple.com/x",
        "https://a_b.push.apple.com/x",
        "https://a..push.apple.com/x",
        "https://-a.push.apple.com/x",
        "https://%61.push.apple.com/x",
        "https://web.push.apple.com./x",
        "https://" + "a." * 200 + "push.apple.com/x",
        "ftp://fcm.googleapis.com/x",
        "//fcm.googleapis.com/x",
        "https://[",
        "",
    ],
)
def test_everything_else_is_refused(endpoint: str) -> None:
    assert not is_push_service(endpoint, ())


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://ntfy.sh/upAbCdEf?up=1",
        "https://push.clinic.co.uk/x",
        "https://xn--mnchen-3ya.de/x",
        "https://10.example.com.au/x",
        "https://" + "a" * 63 + ".org/x",
        "https://web.push.apple.com/x",
    ],
)
def test_a_deployer_may_let_every_public_host_be_a_push_service(endpoint: str) -> None:
    assert is_push_service(endpoint, (), any_public=True)
    assert is_push_service(endpoint, ()) == ("apple" in endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://ntfy.sh/x",
        "https://ntfy.sh:443/x",
        "https://ntfy.sh:8443/x",
        "https://user@ntfy.sh/x",
        "https://NTFY.sh/x",
        "https://ntfy.sh",
        "https://ntfy.sh./x",
        "https://nt_fy.sh/x",
        "https://-ntfy.sh/x",
        "https://ntfy-.sh/x",
        "https://ntfy..sh/x",
        "https://.ntfy.sh/x",
        "https://ntfy%2Esh/x",
        "https://ntfy.sh\\@evil.org/",
        "https://" + "a" * 64 + ".org/x",
        "https://" + "a." * 126 + "org/x",
        *[f"https://{host}/x" for host in ("router", "localhost", "a.localhost", "printer.local", "db.internal")],
        *[f"https://{host}/x" for host in ("nas.home.arpa", "abc.onion", "a.test", "a.invalid", "a.example")],
        *[f"https://{host}/x" for host in ("127.0.0.1", "8.8.8.8", "127.1", "2130706433", "0x7f.1", "0x7f000001")],
        *[f"https://{host}/x" for host in ("1.2.3.0x4", "[::1]", "[2a00:1450:4001:82a::200a]", "10.0.0.1.")],
    ],
)
def test_other_endpoints_are_refused_although_every_public_host_is_allowed(endpoint: str) -> None:
    assert not is_push_service(endpoint, (), any_public=True)


def test_a_deployer_may_add_whole_origins() -> None:
    origins = ("http://127.0.0.1:8765",)
    assert is_push_service("http://127.0.0.1:8765/wpush/v2/x", origins)
    assert not is_push_service("http://127.0.0.1:8766/wpush/v2/x", origins)
    assert not is_push_service("http://127.0.0.1:8765@evil.example/", origins)
    assert not is_push_service("http://x@127.0.0.1:8765/", origins)


def test_only_valid_keys_are_accepted(maria: Person) -> None:
    keys = maria.subscription["keys"]
    assert are_keys(keys["p256dh"], keys["auth"])
    assert not are_keys(keys["p256dh"][:-2], keys["auth"])
    assert not are_keys(keys["p256dh"], keys["auth"] + "AA")
    assert not are_keys("B" + "A" * 86, keys["auth"])  # 65 bytes, but no point on the curve
    assert not are_keys(keys["p256dh"], "")
    assert not are_keys("!" * 87, keys["auth"])
    assert not are_keys(f"{keys['p256dh']}!!!!", keys["auth"]), "Python leaves out what is not base64 unless it is told"


def test_a_name_that_leads_into_a_private_network_is_refused_when_it_is_connected_to(
    push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`localhost` plays an allowed name that an attacker has made resolve to a private address."""

    async def post(trusted: set[str]) -> int:
        transport = Transport(trusted)
        try:
            url = f"http://localhost:{push_service.port}/wpush/v2/none"
            answer = await transport.post(url, data=b"x", headers={"TTL": "0"}, timeout=PATIENCE)
            return answer.status
        finally:
            await transport.close()

    with pytest.raises(pycurl.error, match="connect"):
        asyncio.run(post(set()))
    assert push_service.posts == []
    assert asyncio.run(post({f"http://localhost:{push_service.port}"})) == 410
    # libcurl can use the socket that is made for a public address.
    monkeypatch.setattr("pwa.reminders.transport._is_public", lambda _address: True)
    assert asyncio.run(post(set())) == 410


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "224.0.0.1"),
        *("::1", "fe80::1", "fd00::1", "fec0::1", "ff0e::1"),
        # Other forms of 10.0.0.1: mapped, compatible, NAT64, NAT64 with a local prefix, 6to4, Teredo.
        *("::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::1", "2001:0:a00:1::1"),
    ],
)
def test_no_private_address_gets_a_socket(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    wanted = SimpleNamespace(family=family, socktype=socket.SOCK_STREAM, protocol=6, addr=(address, 443))
    assert public_socket(0, wanted) == pycurl.SOCKET_BAD


@pytest.mark.parametrize("address", ["142.250.1.1", "2a00:1450:4001:82a::200a", "64:ff9b::8efa:101"])
def test_a_public_address_gets_a_socket(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    wanted = SimpleNamespace(family=family, socktype=socket.SOCK_STREAM, protocol=6, addr=(address, 443))
    found = public_socket(0, wanted)
    assert isinstance(found, socket.socket)
    found.close()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    ensure(tmp_path / "vapid.pem")
    return Keys(tmp_path / "vapid.pem")


def send(keys: Keys, service: PushService, person: Person, attempts: int = 1) -> Outcome:
    data = '{"web_push":8030,"notification":{}}'
    sent = person.subscription["keys"]
    to = Subscription(person.endpoint, sent["p256dh"], sent["auth"], keys.public, person.language)

    async def once() -> Outcome:
        async with Sender(keys, "mailto:test@clinic.example", (service.origin,)) as sender:
            return await sender.send(to, data, topic="a-topic-0000", ttl=3600, attempts=attempts)

    return asyncio.run(once())


def test_a_push_can_be_read_by_the_browser_alone_and_says_how_urgent_it_is(
    keys: Keys, push_service: PushService, maria: Person, mallory: Person
) -> None:
    assert send(keys, push_service, maria).kind == "delivered"
    [post] = push_service.posts
    assert maria.reads(post.body) == {}
    with pytest.raises(Exception, match="ecrypt"):
        mallory.reads(post.body)
    assert post.headers["TTL"] == "3600"
    assert post.headers["Topic"] == "a-topic-0000"
    assert post.headers["Urgency"] == "high"
    assert post.headers["Content-Encoding"] == "aes128gcm"


@pytest.mark.parametrize(
    ("status", "kind", "alarm"),
    [
        (404, "gone", False),
        (410, "gone", False),
        (400, "dropped", False),
        (413, "dropped", False),
        (401, "later", True),
        (403, "later", True),
        (429, "later", False),
        (500, "later", False),
        (503, "later", False),
        (300, "later", False),
        (307, "later", False),
    ],
)
def test_an_answer_says_what_to_do(
    keys: Keys, push_service: PushService, maria: Person, status: int, kind: str, alarm: bool
) -> None:
    push_service.answer = status
    outcome = send(keys, push_service, maria)
    assert (outcome.kind, outcome.alarm) == (kind, alarm)


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 206, 226, 299])
def test_every_answer_from_200_to_299_means_accepted(
    keys: Keys, push_service: PushService, maria: Person, status: int
) -> None:
    push_service.answer = status
    assert send(keys, push_service, maria) == Outcome("delivered", "accepted")


@pytest.mark.parametrize("status", [200, 201, 299])
@pytest.mark.parametrize("pause", [0.02, 3600])
def test_an_accepted_push_stays_accepted_however_slowly_its_body_comes(
    keys: Keys, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch, status: int, pause: float
) -> None:
    monkeypatch.setattr("pwa.reminders.transport.BODY_TIMEOUT", 0.2)
    monkeypatch.setattr("pwa.reminders.push.TIMEOUT", 10.0 * PATIENCE)
    push_service.answer, push_service.drips = status, pause
    began = time.monotonic()
    assert send(keys, push_service, maria).kind == "delivered"
    assert time.monotonic() - began < PATIENCE, "the body was not waited for"


def test_an_accepted_push_stays_accepted_however_large_its_body_is_and_little_of_it_is_kept(
    keys: Keys, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.transport.BODY_TIMEOUT", 60.0)
    push_service.answer_body = b"x" * 20_000_000
    assert send(keys, push_service, maria).kind == "delivered"

    async def read() -> bytes:
        transport = Transport({push_service.origin})
        try:
            return (await transport.post(maria.endpoint, data=b"x", headers={"TTL": "0"}, timeout=60)).body
        finally:
            await transport.close()

    push_service.answer = 400
    assert asyncio.run(read()) == b"x" * 200


def test_after_a_body_without_an_end_the_same_worker_goes_on(
    keys: Keys, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.transport.BODY_TIMEOUT", 0.1)
    sent = maria.subscription["keys"]
    to = Subscription(maria.endpoint, sent["p256dh"], sent["auth"], keys.public, maria.language)

    async def thrice() -> list[str]:
        outcomes: list[str] = []
        async with Sender(keys, "mailto:test@clinic.example", (push_service.origin,)) as sender:
            for pause in (0.02, 3600, 0):
                push_service.drips = pause
                outcomes.append((await sender.send(to, "{}", topic="a-topic-0000", ttl=60)).kind)
        return outcomes

    assert asyncio.run(thrice()) == ["delivered"] * 3


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"reason":"BadJwtToken"}', '{"reason":"BadJwtToken"}'),
        (b"\x1b[31mVapid\r\nPk\x00HashMismatch\xff", "[31mVapidPkHashMismatch"),
        ("señal".encode(), "seal"),
        (b"x " * 500, "x " * 100),
        (b"\xff" * 500, None),
        (b"", None),
    ],
)
def test_a_refusal_tells_the_reason_that_the_push_service_gave(
    keys: Keys, push_service: PushService, maria: Person, status: int, body: bytes, reason: str | None
) -> None:
    push_service.answer, push_service.answer_body = status, body
    assert send(keys, push_service, maria).reason == f"answer {status}" + (f": {reason}" if reason else "")


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("no abcdefg here", "no abcdefg here"),  # seven characters of the address
        ("no abcdefgh here", "no ******** here"),
        ("abcdefgh1!", "*********!"),
        ("it is abcdefgh", "it is ********"),
        ("A" * 31, "A" * 31),
        (f"a {'b' * 32} c", "a * c"),
    ],
)
def test_what_a_refusal_repeats_of_the_endpoint_is_masked_and_nothing_else_is(said: str, logged: str) -> None:
    answer = Answer(403, 0.0, body=said.encode())
    assert outcome_of(answer, "https://push.clinic.org/w/abcdefgh123", 1).reason == f"answer 403: {logged}"


@pytest.mark.parametrize("status", [404, 410, 413, 429, 500, 307])
def test_other_answers_are_reported_only_by_their_status(
    keys: Keys, push_service: PushService, maria: Person, status: int
) -> None:
    push_service.answer, push_service.answer_body = status, b"BadJwtToken"
    assert send(keys, push_service, maria).reason == f"answer {status}"


@pytest.mark.parametrize(
    "echo",
    [
        "{endpoint}",
        "no such token {token}!",
        '{{"endpoint":"{escaped}"}}',
        "{quoted}",
        "{upper}",
        "{zeroes}",
        "{padding} {token}",  # cut in the middle
        "{jwt}",
    ],
)
def test_a_refusal_that_repeats_the_endpoint_brings_no_part_of_it_into_the_log(
    keys: Keys, push_service: PushService, maria: Person, echo: str
) -> None:
    token = maria.endpoint.rpartition("/")[2]
    push_service.answer = 403
    push_service.answer_body = echo.format(
        endpoint=maria.endpoint,
        token=token,
        escaped=maria.endpoint.replace("/", "\\/"),
        quoted=quote(maria.endpoint, safe=""),
        upper=maria.endpoint.upper(),
        zeroes="\0".join(maria.endpoint),
        padding="." * 185,
        jwt=f"invalid token: {'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.' + 'e' * 60}",
    ).encode()
    said = send(keys, push_service, maria).reason.lower()
    assert said.startswith("answer 403: ")
    address = maria.endpoint.removeprefix(push_service.origin).lower()
    assert [address[i : i + 8] for i in range(len(address) - 7) if address[i : i + 8] in said] == []
    assert "eyj0exai" not in said


def test_a_redirect_is_not_followed(keys: Keys, push_service: PushService, maria: Person) -> None:
    push_service.answer = 307
    push_service.answer_headers = {"Location": f"{push_service.origin}/wpush/v2/elsewhere"}
    send(keys, push_service, maria)
    assert [post.token for post in push_service.posts] == [maria.endpoint.rpartition("/")[2]]


def test_retry_after_is_obeyed_in_seconds_and_as_a_date(keys: Keys, push_service: PushService, maria: Person) -> None:
    push_service.answer = 429
    push_service.answer_headers = {"Retry-After": "1800"}
    assert send(keys, push_service, maria).wait == 1800
    push_service.answer_headers = {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)}
    assert abs(send(keys, push_service, maria).wait - 7200) < 100
    for nonsense in ("soon", "-1", "1e9", "", "9" * 400):
        push_service.answer_headers = {"Retry-After": nonsense}
        assert 0 < send(keys, push_service, maria).wait <= 86400


def test_each_wait_is_twice_the_one_before_and_an_hour_at_most(
    keys: Keys, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda _least, most: most)
    push_service.answer = 503
    waits = [send(keys, push_service, maria, attempts).wait for attempts in (1, 2, 3, 9, 99)]
    assert waits == [30, 60, 120, 3600, 3600]


def test_a_body_of_garbage_changes_nothing(keys: Keys, push_service: PushService, maria: Person) -> None:
    push_service.answer_body = b"\xff\xfe\x00" * 100_000
    push_service.answer_headers = {"Content-Type": "text/html; charset=nonsense"}
    assert send(keys, push_service, maria).kind == "delivered"


def test_a_service_that_is_not_there_is_tried_again_later(keys: Keys, push_service: PushService, maria: Person) -> None:
    maria.endpoint = "http://127.0.0.1:9/wpush/v2/x"
    outcome = asyncio.run(_send_to_closed_port(keys, maria))
    assert (outcome.kind, outcome.alarm) == ("later", False)


async def _send_to_closed_port(keys: Keys, person: Person) -> Outcome:
    sent = person.subscription["keys"]
    to = Subscription(person.endpoint, sent["p256dh"], sent["auth"], keys.public, person.language)
    async with Sender(keys, "mailto:test@clinic.example", ("http://127.0.0.1:9",)) as sender:
        return await sender.send(to, "{}", topic="a-topic-0000", ttl=60)


def test_a_service_that_hangs_costs_ten_seconds_and_not_for_ever(
    keys: Keys, push_service: PushService, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwa.reminders.push.TIMEOUT", 0.3)
    push_service.hangs = True
    outcome = send(keys, push_service, maria)
    assert outcome.kind == "later"
    assert outcome.reason.startswith("no answer: Operation timed out")


def test_a_push_is_given_up_after_ten_seconds_and_before_another_worker_takes_it() -> None:
    assert TIMEOUT == 10
    assert LEASE >= TIMEOUT + 2


def test_a_service_that_stays_silent_is_paused_and_does_not_delay_the_others(
    keys: Keys, push_service: PushService, maria: Person, john: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More messages than there are lanes go to a service that hangs, and some to one that works."""
    monkeypatch.setattr("pwa.reminders.push.TIMEOUT", 0.5)
    with PushService(hangs=True) as silent:

        async def all_of_them() -> tuple[list[Outcome], list[Outcome]]:
            async with Sender(keys, "mailto:test@clinic.example", (silent.origin, push_service.origin)) as sender:
                maria.endpoint = silent.subscribe()

                async def one(person: Person) -> Outcome:
                    sent = person.subscription["keys"]
                    to = Subscription(person.endpoint, sent["p256dh"], sent["auth"], keys.public, person.language)
                    return await sender.send(to, "{}", topic="a-topic-0000", ttl=60)

                first = await asyncio.gather(*[one(maria) for _ in range(SILENT)])
                then = await asyncio.gather(*[one(person) for person in (maria, john)])
                return first, then

        first, (left_alone, delivered) = asyncio.run(all_of_them())
    assert {outcome.kind for outcome in first} == {"later"}
    assert (left_alone.kind, left_alone.reason) == ("later", "the push service is left alone")
    assert delivered.kind == "delivered"


class Accepting:
    """A transport without a network that accepts every push, so that no test sends to a host of the Internet."""

    def __init__(self, _trusted: object) -> None: ...

    async def post(self, _url: str, **_: object) -> Answer:
        return Answer(200, 0.0)

    async def close(self) -> None: ...


@pytest.mark.parametrize(("any_public", "kind"), [(True, "delivered"), (False, "dropped")])
def test_a_push_to_any_public_host_is_sent_if_the_deployer_wants_that_and_a_thousand_of_them_are_remembered(
    keys: Keys, maria: Person, monkeypatch: pytest.MonkeyPatch, any_public: bool, kind: str
) -> None:
    monkeypatch.setattr("pwa.reminders.push.Transport", Accepting)
    monkeypatch.setattr("pwa.reminders.push.MOST_SERVICES", 3)
    sent = maria.subscription["keys"]

    async def to_many() -> set[str]:
        async with Sender(keys, "mailto:test@clinic.org", (), any_public=any_public) as sender:
            kinds: set[str] = set()
            for number in range(10):
                endpoint = f"https://{number}.ntfy.sh/upABC?up=1"
                to = Subscription(endpoint, sent["p256dh"], sent["auth"], keys.public, maria.language)
                kinds.add((await sender.send(to, "{}", topic="a-topic-0000", ttl=60)).kind)
                assert len(sender._headers) <= len(sender._allowed) <= 3
            return kinds

    assert asyncio.run(to_many()) == {kind}


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    async def post(origin: str) -> None:
        transport = Transport({origin})
        try:
            await transport.post(f"{origin}/push/x", data=b"x", headers={"TTL": "0"}, timeout=PATIENCE)
        finally:
            await transport.close()

    with sink(tmp_path) as origin, pytest.raises(pycurl.error, match="certificate"):
        asyncio.run(post(origin))


def test_a_connection_that_no_longer_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP/2 over TLS through a router that drops the connection in silence. libcurl alone would use it for ever."""
    monkeypatch.setattr("pwa.reminders.transport.LIFETIME", 3)
    monkeypatch.setattr("pwa.reminders.transport.AUTHORITIES", str(tmp_path / "cert.pem"))
    forgotten: set[int] = set()
    connections: list[asyncio.Task[Any]] = []

    async def pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter, number: int) -> None:
        while data := await source.read(65536):
            if number not in forgotten:
                target.write(data)
        target.close()

    async def go() -> tuple[list[int], int]:
        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.append(task)
            number = len(connections)
            up, down = await asyncio.open_connection("127.0.0.1", int(origin.rpartition(":")[2]))
            with suppress(ConnectionError):
                await asyncio.gather(pipe(reader, down, number), pipe(up, writer, number))

        router = await asyncio.start_server(accept, "127.0.0.1", 0)
        port = router.sockets[0].getsockname()[1]
        transport = Transport({f"https://127.0.0.1:{port}"})

        async def post() -> int:
            url = f"https://127.0.0.1:{port}/push/x"
            patience = 0.4 if forgotten and len(connections) == 1 else PATIENCE
            try:
                return (await transport.post(url, data=b"x", headers={"TTL": "0"}, timeout=patience)).status
            except pycurl.error:
                return 0

        healthy = [await post(), await post()]
        assert len(connections) == 1, "one connection for all"
        forgotten.add(1)
        for _ in range(20):
            if (again := await post()) == 201:
                break
        await transport.close()
        router.close()
        await asyncio.gather(*connections)
        return healthy, again

    with sink(tmp_path) as origin:
        assert asyncio.run(go()) == ([201, 201], 201)
    assert len(connections) >= 2


def test_the_vapid_header_is_signed_once_for_each_service_and_anew_before_it_expires(
    keys: Keys, push_service: PushService, maria: Person
) -> None:
    now = int(time.time())

    async def twice_and_later() -> None:
        nonlocal now
        sent = maria.subscription["keys"]
        to = Subscription(maria.endpoint, sent["p256dh"], sent["auth"], keys.public, maria.language)
        async with Sender(keys, "mailto:test@clinic.example", (push_service.origin,), now=lambda: now) as sender:
            for seconds in (0, 0, 11 * 3600, 1):
                now += seconds
                assert (await sender.send(to, "{}", topic="a-topic-0000", ttl=60)).kind == "delivered"

    asyncio.run(twice_and_later())
    first, second, before_its_end, renewed = [post.headers["Authorization"] for post in push_service.posts]
    assert first == second == before_its_end != renewed


def test_after_a_clock_was_a_month_ahead_pushes_are_signed_anew_and_every_service_is_used(
    keys: Keys, push_service: PushService, maria: Person
) -> None:
    real = time.time()
    now = real + 30 * 86400
    closed = "http://127.0.0.1:9"

    async def go() -> tuple[str, str, float]:
        nonlocal now
        sent = maria.subscription["keys"]
        origins = (push_service.origin, closed)
        async with Sender(keys, "mailto:test@clinic.example", origins, now=lambda: now) as sender:

            async def one(endpoint: str) -> Outcome:
                to = Subscription(endpoint, sent["p256dh"], sent["auth"], keys.public, maria.language)
                return await sender.send(to, "{}", topic="a-topic-0000", ttl=60)

            ahead = await one(maria.endpoint)
            for _ in range(SILENT):
                await one(f"{closed}/wpush/v2/x")
            now = real
            return ahead.reason, (await one(maria.endpoint)).reason, (await one(f"{closed}/wpush/v2/x")).wait

    refused, accepted, left_alone = asyncio.run(go())
    assert (refused, accepted) == ("answer 401", "accepted")
    assert 0 < left_alone <= LEFT_ALONE + 30


def test_the_key_is_readable_by_its_owner_only_and_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "vapid.pem"
    ensure(file)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    ensure(file)
    assert file.read_bytes() == before
    assert len(Keys(file).public) == 87

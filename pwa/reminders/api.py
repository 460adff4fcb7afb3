"""Blueprint: the reminders of one browser, as JSON.

The push subscription is the account: a browser proves itself by its endpoint and the `auth` secret of its
subscription, which nobody else knows. There is no cookie, no name, nothing else to lose. Bad input never
reaches the store: everything is checked (in `proof`) before the first write, and every refusal is a `Problem`.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request

from pwa import problems
from pwa.languages import LANGUAGES, Language, choose, moment_in_words, speaking
from pwa.limits import Room, check_network, limiter, per_network
from pwa.problems import Problem, ProblemType
from pwa.reminders import notes
from pwa.reminders.bulkhead import Bulkhead, NoPlace
from pwa.reminders.dispatch import count
from pwa.reminders.keys import Keys
from pwa.reminders.proof import body_of, claimed, new_subscription, own, prove, proved
from pwa.reminders.push import Outcome, Urgency
from pwa.reminders.records import Reminder, Subscription, derived_id, new_id
from pwa.reminders.schedule import as_it_comes, next_times, postponed, upcoming, wall_time
from pwa.reminders.store import Store
from pwa.reminders.wishes import LONGEST_AHEAD, plans_of
from pwa.reminders.worker import new_sender

api = Blueprint("reminders", __name__, url_prefix="/api")

DAYS = {"tomorrow": 1, "next-week": 7}
ANSWERS = {"done", "stop", "pause", "resume", *DAYS}
# Threads that may be busy with pushes for which a person waits: half of them push, the others wait for a place.
# `pwa.limits` has more: a push service that hangs holds up no page.
PUSHERS = 16
PUSHING = Bulkhead(PUSHERS // 2)
# Seconds for which a push service keeps a note that somebody waits for.
KEEP_FOR_AN_HOUR = 3600


@api.get("/push-key")
def push_key() -> Response:
    """`{"key": "..."}`: what a browser subscribes with (`applicationServerKey`, base64url)."""
    return _fresh(jsonify(key=_keys().public))


@api.put("/reminders")
def plan_reminder() -> Response:
    """Plan reminders, or change one. A subscription that we do not know yet is proved by a first push.

    One that we know is not: each push shows a note, and its next one tells if it is gone. The push costs most, so all
    that may refuse the request is asked before it, the cheapest first. Body:
    `{"subscription": {"endpoint", "keys": {"p256dh", "auth"}}, "language", "kind", "at", "zone",
    "repeat", "at_night"}`, and `"reminder"` to change that one. `kind` "massage" plans three at once.
    """
    body = body_of(request)
    language = _language(body)
    plans = plans_of(body, _now())
    subscription = new_subscription(body, language)
    known = _store().find(subscription.endpoint)
    if known:
        prove(known, subscription.auth)
    changed = body.get("reminder")
    if changed is not None:
        reminder = own(subscription, changed)
        if body["kind"] == notes.MASSAGE:
            raise Problem(problems.UNKNOWN_KIND)  # one cannot become three
        [(kind, plan)] = plans
        _store().change(subscription.endpoint, reminder.id, kind, plan, language.tag)
        return _reminders_of(subscription.endpoint, language, first_note=False)
    if not known:
        check_network()
        _room().check_subscriptions()
    _room().check_disk()
    ids = [new_id() for _ in plans]
    if not known:
        # Requests that come at once, because a person taps twice, are one: one note, which leads to one reminder.
        ids[0] = derived_id(subscription, body["kind"], body["at"], body["zone"])
        _kind, plan = plans[0]
        with speaking(language):
            first = notes.first_document(moment_in_words(plan.local), ids[0], language, _base_url())
        _push(subscription, first, ids[0], refused=problems.PUSH_SERVICE_REFUSED, slow=problems.PUSH_SERVICE_SLOW)
    _store().add(subscription, dict(zip(ids, plans, strict=True)))
    return _reminders_of(subscription.endpoint, language, status=201, first_note=known is None)


@api.post("/reminders")
def list_reminders() -> Response:
    """The reminders of a browser, in words, and our key. Body: `{"subscription": ...}`."""
    return _reminders_of(proved(body_of(request)).endpoint, _reader())


@api.post("/reminders/answer")
def answer_reminder() -> Response:
    """What the person answered. Body: `{"subscription": ..., "reminder", "answer"}`.

    Done and Stop delete the reminder, and the subscription with its last one; both may be sent twice. An answer
    from a notification brings `"moves"` of its reminder: if it was moved since, that answer has arrived already.
    """
    body = body_of(request)
    answer = body.get("answer")
    if not isinstance(answer, str) or answer not in ANSWERS:
        raise Problem(problems.NOT_JSON)
    ends = answer in {"done", "stop"}
    try:
        subscription = proved(body)
        reminder = own(subscription, body.get("reminder"))
    except Problem as problem:
        if ends and problem.type in {problems.UNKNOWN_SUBSCRIPTION, problems.UNKNOWN_REMINDER}:
            return _reminders_of(claimed(body, "auth")[0], _reader())
        raise
    if ends:
        _store().forget(subscription.endpoint, reminder.id)
    elif body.get("moves", reminder.moves) == reminder.moves:  # else it is a repeated answer, which counted already
        _move(reminder, answer)
    return _reminders_of(subscription.endpoint, _reader())


@api.post("/reminders/renew")
@limiter.limit(per_network)
def renew_subscription() -> Response:
    """A browser has a new subscription (its own choice, or our key is new): its reminders go on with it.

    Body: `{"old": {"endpoint", "keys": {"auth"}}, "subscription": ...}`. The old one proves who asks. It may be sent
    twice: only when we know neither of the two there is nothing to go on. A new one that we do not know is proved by a
    push. Browsers renew in the background, at night too: it makes no sound, and is not kept for a phone that is off.
    """
    body = body_of(request)
    try:
        old = proved({"subscription": body.get("old")})
    except Problem as problem:
        if problem.type != problems.UNKNOWN_SUBSCRIPTION:
            raise
        # Renewed already, and the answer was lost: the browser knows only what it knew before.
        return _reminders_of(proved(body).endpoint, _reader())
    new = new_subscription(body, LANGUAGES[old.language])
    known = _store().find(new.endpoint)
    if known:
        prove(known, new.auth)
    else:
        language, topic = LANGUAGES[new.language], derived_id(new, "renewed")
        with speaking(language):
            document = notes.renewed_document(topic, language, _base_url())
        refused = problems.RENEWAL_REFUSED
        _push(new, document, topic, refused=refused, slow=refused, ttl=0, urgency="low")
    _store().renew(old.endpoint, new)
    return _reminders_of(new.endpoint, _reader())


@api.post("/reminders/test")
@limiter.limit(per_network)
def send_a_test() -> Response:
    """Send a note now, so that the person sees that it works. At most one a minute. Body: `{"subscription": ...}`."""
    subscription = proved(body_of(request))
    if not _store().may_test(subscription.endpoint, int(_now())):
        raise Problem(problems.TOO_SOON)
    language = _reader()
    with speaking(language):
        document = notes.test_document(language, _base_url())
    _push(subscription, document, new_id(), refused=problems.TEST_REFUSED, slow=problems.TEST_REFUSED)
    return _reminders_of(subscription.endpoint, language)


def _reader() -> Language:
    """The language of the page that asks."""
    return LANGUAGES[choose(request.accept_languages, current_app.config["LANGUAGES"])]


def _language(body: dict[str, Any]) -> Language:
    tag = body.get("language")
    if not isinstance(tag, str) or tag not in current_app.config["LANGUAGES"]:
        raise Problem(problems.UNKNOWN_LANGUAGE)
    return LANGUAGES[tag]


def _move(reminder: Reminder, answer: str) -> None:
    """Pause it, let it go on, or put it off. One that rests cannot go on: it has asked three times."""
    if answer == "pause" and reminder.state == "planned":
        _store().pause(reminder.id, int(_now()))
    elif answer == "resume" and reminder.state == "paused":
        _store().move(reminder.id, upcoming(reminder.plan, _now()))
    elif answer in DAYS:
        was_sent = reminder.sent_at is not None or reminder.state == "resting"
        later = postponed(reminder.plan, _now(), DAYS[answer], was_sent=was_sent)
        if later.at > _now() + LONGEST_AHEAD:
            raise Problem(problems.TIME_TOO_FAR)
        _store().move(reminder.id, later)


def _push(
    subscription: Subscription,
    data: str,
    topic: str,
    *,
    refused: ProblemType,
    slow: ProblemType,
    ttl: int = KEEP_FOR_AN_HOUR,
    urgency: Urgency = "high",
) -> None:
    """Send one push while the person waits.

    Args:
        refused: the problem when the push service does not take it.
        slow: the problem when other pushes to the same push service wait for its answer already.
    """

    async def send() -> Outcome:
        async with new_sender() as sender:
            return await sender.send(subscription, data, topic=topic, ttl=ttl, urgency=urgency)

    try:
        with PUSHING.place(subscription.endpoint, current_app.config["SETTINGS"].push_origins):
            outcome = asyncio.run(send())
    except NoPlace as error:
        raise Problem(slow if error.share_is_full else problems.BUSY) from error
    count(outcome)
    if outcome.kind == "gone":
        raise Problem(problems.SUBSCRIPTION_GONE)
    if outcome.kind != "delivered":
        service = urlsplit(subscription.endpoint).hostname  # the rest of an endpoint is a person's address
        extra = {"service": service, "reason": outcome.reason, "alarm": outcome.alarm}
        current_app.logger.error("A push failed", extra=extra)
        raise Problem(refused)


def _reminders_of(endpoint: str, language: Language, status: int = 200, **more: bool) -> Response:
    """`{"reminders": [...], "key": ...}`: see `_shown`; all texts are in `language`."""
    with speaking(language):
        shown = [_shown(reminder) for reminder in _store().reminders_of(endpoint)]
    answer = _fresh(jsonify(reminders=shown, key=_keys().public, **more))
    answer.status_code = status
    return answer


def _shown(reminder: Reminder) -> dict[str, object]:
    """A reminder as the page shows it: `when`, `times` and `sent` are in words, `sent_at` is in UTC seconds or null.

    `kind`, `at`, `repeat`, `at_night` and `zone` plan it again; `moves` tells if it was moved since a notification.
    """
    note, plan = notes.NOTES[reminder.kind], reminder.plan
    coming = next_times(as_it_comes(plan, reminder.sent_at)) if reminder.state == "planned" else []
    rests = notes.RESTS if reminder.sent_at else notes.IS_LATE
    states = {"planned": notes.NEXT, "resting": rests, "paused": notes.IS_PAUSED}
    sent = wall_time(reminder.sent_at, plan.zone) if reminder.sent_at else None
    return {
        "id": reminder.id,
        "kind": reminder.kind,
        "title": str(note.title),
        "body": str(note.body),
        "state": reminder.state,
        "due": reminder.state == "resting" or (sent is not None and reminder.state == "planned"),
        "when": str(states[reminder.state]),
        "times": [moment_in_words(local) for local in coming],
        "sent_at": reminder.sent_at,
        "sent": str(notes.LAST_SENT) % {"when": moment_in_words(sent)} if sent else "",
        "at": (coming or [plan.local])[0].isoformat(timespec="minutes"),
        "repeat": plan.repeat,
        "at_night": plan.at_night,
        "zone": plan.zone,
        "moves": reminder.moves,
    }


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _store() -> Store:
    store: Store = current_app.extensions["store"]
    return store


def _room() -> Room:
    room: Room = current_app.extensions["room"]
    return room


def _keys() -> Keys:
    keys: Keys = current_app.extensions["keys"]
    return keys


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)


def _now() -> float:
    now: float = current_app.config["NOW"]()
    return now

"""Blueprint: the reminders of one browser, as JSON.

The push subscription is the account: a browser proves itself by its endpoint and the `auth` secret of its
subscription, which nobody else knows. There is no cookie, no name, nothing else to lose. Bad input never
reaches the store: everything is checked (in `requests`) before the first write, and every refusal is a `Problem`.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request

from pwa import problems
from pwa.errors import problem_response
from pwa.languages import LANGUAGES, Language, choose, force_language, moment_in_words
from pwa.limits import PUSHERS, check_network, limiter, per_network
from pwa.problems import Problem, ProblemType
from pwa.reminders import notifications
from pwa.reminders.bulkhead import Bulkhead, NoPlace
from pwa.reminders.models import Reminder, Subscription, derived_id, new_id
from pwa.reminders.push import Outcome, Urgency, count, new_sender
from pwa.reminders.requests import (
    LONGEST_AHEAD,
    authenticate,
    check_secret,
    find_reminder,
    json_body,
    new_subscription,
    parse_plans,
    subscription_fields,
)
from pwa.reminders.schedule import as_it_comes, next_times, postponed, upcoming, wall_time
from pwa.reminders.store import TooManyRemindersError, WrongSecretError
from pwa.services import services

api = Blueprint("reminders", __name__, url_prefix="/api")

DAYS = {"tomorrow": 1, "next-week": 7}
ANSWERS = {"done", "stop", "pause", "resume", *DAYS}
PUSHING = Bulkhead(PUSHERS // 2)
# Seconds for which a push service keeps a note that somebody waits for.
KEEP_FOR_AN_HOUR = 3600


@api.errorhandler(TooManyRemindersError)
def too_many_reminders(_error: TooManyRemindersError) -> Response:
    """The store has refused it, within its transaction."""
    return problem_response(problems.TOO_MANY)


@api.errorhandler(WrongSecretError)
def wrong_secret(_error: WrongSecretError) -> Response:
    """The store has refused it, within its transaction."""
    return problem_response(problems.WRONG_SECRET)


@api.get("/push-key")
def push_key() -> Response:
    """`{"key": "..."}`: what a browser subscribes with (`applicationServerKey`, base64url)."""
    return _fresh(jsonify(key=services().keys.public))


@api.put("/reminders")
def plan_reminder() -> Response:
    """Plan reminders, or change one. A subscription that we do not know yet is proved by a first push.

    One that we know is not: each push shows a note, and its next one tells if it is gone. The push costs most, so all
    that may refuse the request is asked before it, the cheapest first. Body:
    `{"subscription": {"endpoint", "keys": {"p256dh", "auth"}}, "language", "kind", "at", "zone",
    "repeat", "at_night"}`, and `"reminder"` to change that one. `kind` "massage" plans three at once.
    """
    body = json_body(request)
    language = _language(body)
    plans = parse_plans(body, services().now())
    subscription = new_subscription(body, language)
    known = services().store.find(subscription.endpoint)
    if known:
        check_secret(known, subscription.auth)
    changed = body.get("reminder")
    if changed is not None:
        reminder = find_reminder(subscription, changed)
        if body["kind"] == notifications.MASSAGE:
            raise Problem(problems.UNKNOWN_KIND)  # one cannot become three
        [(kind, plan)] = plans
        services().store.change(subscription.endpoint, reminder.id, kind, plan, language.tag)
        return _reminders_of(subscription.endpoint, language, first_note=False)
    if not known:
        check_network()
        services().room.check_subscriptions()
    services().room.check_disk()
    ids = [new_id() for _ in plans]
    if not known:
        # Requests that come at once, because a person taps twice, are one: one note, which leads to one reminder.
        ids[0] = derived_id(subscription, body["kind"], body["at"], body["zone"])
        _kind, plan = plans[0]
        with force_language(language):
            first = notifications.first_message(
                moment_in_words(plan.local), ids[0], language, services().settings.base_url
            )
        _push(subscription, first, ids[0], refused=problems.PUSH_SERVICE_REFUSED, slow=problems.PUSH_SERVICE_SLOW)
    services().store.add(subscription, dict(zip(ids, plans, strict=True)))
    return _reminders_of(subscription.endpoint, language, status=201, first_note=known is None)


@api.post("/reminders")
def list_reminders() -> Response:
    """The reminders of a browser, in words, and our key. Body: `{"subscription": ...}`."""
    return _reminders_of(authenticate(json_body(request)).endpoint, _reader())


@api.post("/reminders/answer")
def answer_reminder() -> Response:
    """What the person answered. Body: `{"subscription": ..., "reminder", "answer"}`.

    Done and Stop delete the reminder, and the subscription with its last one; both may be sent twice. An answer
    from a notification brings `"moves"` of its reminder: if it was moved since, that answer has arrived already.
    """
    body = json_body(request)
    answer = body.get("answer")
    if not isinstance(answer, str) or answer not in ANSWERS:
        raise Problem(problems.NOT_JSON)
    ends = answer in {"done", "stop"}
    try:
        subscription = authenticate(body)
        reminder = find_reminder(subscription, body.get("reminder"))
    except Problem as problem:
        if ends and problem.type in {problems.UNKNOWN_SUBSCRIPTION, problems.UNKNOWN_REMINDER}:
            return _reminders_of(subscription_fields(body, "auth")[0], _reader())
        raise
    if ends:
        services().store.forget(subscription.endpoint, reminder.id)
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
    body = json_body(request)
    try:
        old = authenticate({"subscription": body.get("old")})
    except Problem as problem:
        if problem.type != problems.UNKNOWN_SUBSCRIPTION:
            raise
        # Renewed already, and the answer was lost: the browser knows only what it knew before.
        return _reminders_of(authenticate(body).endpoint, _reader())
    new = new_subscription(body, LANGUAGES[old.language])
    known = services().store.find(new.endpoint)
    if known:
        check_secret(known, new.auth)
    else:
        language, topic = LANGUAGES[new.language], derived_id(new, "renewed")
        with force_language(language):
            document = notifications.renewed_message(topic, language, services().settings.base_url)
        refused = problems.RENEWAL_REFUSED
        _push(new, document, topic, refused=refused, slow=refused, ttl=0, urgency="low")
    services().store.renew(old.endpoint, new)
    return _reminders_of(new.endpoint, _reader())


@api.post("/reminders/test")
@limiter.limit(per_network)
def send_a_test() -> Response:
    """Send a note now, so that the person sees that it works. At most one a minute. Body: `{"subscription": ...}`."""
    subscription = authenticate(json_body(request))
    if not services().store.may_test(subscription.endpoint, int(services().now())):
        raise Problem(problems.TOO_SOON)
    language = _reader()
    with force_language(language):
        document = notifications.test_message(language, services().settings.base_url)
    _push(subscription, document, new_id(), refused=problems.TEST_REFUSED, slow=problems.TEST_REFUSED)
    return _reminders_of(subscription.endpoint, language)


def _reader() -> Language:
    """The language of the page that asks."""
    return LANGUAGES[choose(request.accept_languages, services().settings.languages)]


def _language(body: dict[str, Any]) -> Language:
    tag = body.get("language")
    if not isinstance(tag, str) or tag not in services().settings.languages:
        raise Problem(problems.UNKNOWN_LANGUAGE)
    return LANGUAGES[tag]


def _move(reminder: Reminder, answer: str) -> None:
    """Pause it, let it go on, or put it off. One that rests cannot go on: it has asked three times."""
    if answer == "pause" and reminder.state == "planned":
        services().store.pause(reminder.id, int(services().now()))
    elif answer == "resume" and reminder.state == "paused":
        services().store.move(reminder.id, upcoming(reminder.plan, services().now()))
    elif answer in DAYS:
        was_sent = reminder.sent_at is not None or reminder.state == "resting"
        later = postponed(reminder.plan, services().now(), DAYS[answer], was_sent=was_sent)
        if later.at > services().now() + LONGEST_AHEAD:
            raise Problem(problems.TIME_TOO_FAR)
        services().store.move(reminder.id, later)


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
        with PUSHING.place(subscription.endpoint, services().settings.push_origins):
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
    with force_language(language):
        shown = [_shown(reminder) for reminder in services().store.reminders_of(endpoint)]
    answer = _fresh(jsonify(reminders=shown, key=services().keys.public, **more))
    answer.status_code = status
    return answer


def _shown(reminder: Reminder) -> dict[str, object]:
    """A reminder as the page shows it: `when`, `times` and `sent` are in words, `sent_at` is in UTC seconds or null.

    `kind`, `at`, `repeat`, `at_night` and `zone` plan it again; `moves` tells if it was moved since a notification.
    """
    kind, plan = notifications.KINDS[reminder.kind], reminder.plan
    coming = next_times(as_it_comes(plan, reminder.sent_at)) if reminder.state == "planned" else []
    rests = notifications.RESTS if reminder.sent_at else notifications.IS_LATE
    states = {"planned": notifications.NEXT, "resting": rests, "paused": notifications.IS_PAUSED}
    sent = wall_time(reminder.sent_at, plan.zone) if reminder.sent_at else None
    return {
        "id": reminder.id,
        "kind": reminder.kind,
        "title": str(kind.title),
        "body": str(kind.body),
        "state": reminder.state,
        "due": reminder.state == "resting" or (sent is not None and reminder.state == "planned"),
        "when": str(states[reminder.state]),
        "times": [moment_in_words(local) for local in coming],
        "sent_at": reminder.sent_at,
        "sent": str(notifications.LAST_SENT) % {"when": moment_in_words(sent)} if sent else "",
        "at": (coming or [plan.local])[0].isoformat(timespec="minutes"),
        "repeat": plan.repeat,
        "at_night": plan.at_night,
        "zone": plan.zone,
        "moves": reminder.moves,
    }


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer

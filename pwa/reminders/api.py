"""Blueprint: the reminders of one browser, as JSON. `/api/openapi.json` describes it (see `openapi`).

The push subscription is the account. A browser authenticates with its endpoint and the `auth` secret of its
subscription, which nobody else knows. There is no cookie and no name. Bad input never reaches the store: `requests`
checks everything before the first write, and each refusal is a `Problem`.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
from flask import Blueprint, Response, current_app, request

from pwa import problems
from pwa.errors import problem_response
from pwa.languages import LANGUAGES, Language, choose, force_language, moment_in_words
from pwa.limits import PUSHERS, check_network, limiter, per_network
from pwa.problems import Problem, ProblemType
from pwa.reminders import background, notifications
from pwa.reminders.bulkhead import Bulkhead, NoSlotError
from pwa.reminders.models import Reminder, Subscription, derived_id, new_id
from pwa.reminders.push import Outcome, Urgency, count, new_sender
from pwa.reminders.requests import (
    LONGEST_AHEAD,
    authenticate,
    check_secret,
    find_reminder,
    new_subscription,
    parse_plans,
    read_body,
)
from pwa.reminders.schedule import as_it_comes, next_times, postponed, upcoming, wall_time
from pwa.reminders.schemas import (
    Answer,
    AnswerRequest,
    PlanRequest,
    PushKey,
    ReminderList,
    RenewRequest,
    ShownReminder,
    SubscriptionRequest,
)
from pwa.reminders.store import TooManyRemindersError, WrongSecretError
from pwa.services import services

api = Blueprint("reminders", __name__, url_prefix="/api")


@api.before_request
def check_database() -> None:
    """Raise a `Problem` while the database cannot be used, as when it belongs to a newer version."""
    if services().fault:
        raise Problem(problems.CANNOT_STORE)


POSTPONE_DAYS = {"tomorrow": 1, "next-week": 7}
PUSHING = Bulkhead(PUSHERS // 2)
# Seconds for which a push service keeps a notification that a person waits for.
KEEP_FOR_AN_HOUR = 3600


@api.errorhandler(TooManyRemindersError)
def too_many_reminders(_error: TooManyRemindersError) -> Response:
    """Answer that the store refused a reminder within its transaction."""
    return problem_response(problems.TOO_MANY)


@api.errorhandler(WrongSecretError)
def wrong_secret(_error: WrongSecretError) -> Response:
    """Answer that the store refused a request within its transaction."""
    return problem_response(problems.WRONG_SECRET)


@api.get("/push-key")
def push_key() -> Response:
    """Return the public key that a browser subscribes with."""
    return _json(PushKey(services().keys.public))


@api.put("/reminders")
def plan_reminder() -> Response:
    """Plan reminders, or change one.

    A first push proves a subscription that we do not know yet. It shows a notification and costs more than everything
    else, so every check that can refuse the request comes before it, the cheapest first. A known subscription needs no
    proof: its next notification shows whether it still exists.
    """
    body = read_body(request, PlanRequest)
    language = _language(body.language)
    plans = parse_plans(body, services().now())
    subscription = new_subscription(body.subscription, language)
    known, stored = services().store.read(subscription.endpoint)
    if known:
        check_secret(known, subscription.auth)
    if body.reminder is not None:
        reminder = find_reminder(stored, body.reminder)
        if body.kind == notifications.MASSAGE:
            raise Problem(problems.UNKNOWN_KIND)  # one reminder cannot become three
        [(kind, plan)] = plans
        stored = services().store.change(subscription.endpoint, reminder.id, kind, plan, language.tag)
        return _list(stored, language, first_note=False)
    if not known:
        check_network()
        services().room.check_subscriptions()
    services().room.check_disk()
    ids = [new_id() for _ in plans]
    if not known:
        # A person who taps twice sends two requests at once. Both get the same id: the second notification replaces the
        # first on the screen, and the store adds the reminder once.
        ids[0] = derived_id(subscription, body.kind, body.at, body.zone)
        _kind, plan = plans[0]
        with force_language(language):
            message = notifications.first_message(
                moment_in_words(plan.local), ids[0], language, services().settings.base_url
            )
        _push(subscription, message, ids[0], refused=problems.PUSH_SERVICE_REFUSED, slow=problems.PUSH_SERVICE_SLOW)
    stored = services().store.add(subscription, dict(zip(ids, plans, strict=True)))
    return _list(stored, language, status=201, first_note=known is None)


@api.post("/reminders")
def list_reminders() -> Response:
    """Return the reminders of a browser in words, and our public key."""
    body = read_body(request, SubscriptionRequest)
    _subscription, stored = authenticate(body.subscription)
    return _list(stored, _reader())


@api.post("/reminders/answer")
def answer_reminder() -> Response:
    """Store the answer to a reminder.

    Done and Stop delete the reminder, and the subscription with its last one. A phone may send them twice. An answer
    from a notification brings `moves` of its reminder: if the reminder was moved since then, the answer has arrived
    before.
    """
    body = read_body(request, AnswerRequest)
    ends = body.answer in {"done", "stop"}
    try:
        subscription, stored = authenticate(body.subscription)
        reminder = find_reminder(stored, body.reminder)
    except Problem as problem:
        if ends and problem.type in {problems.UNKNOWN_SUBSCRIPTION, problems.UNKNOWN_REMINDER}:
            return _reminders_of(body.subscription.endpoint, _reader())
        raise
    if ends:
        stored = services().store.forget(subscription.endpoint, reminder.id)
    elif body.moves is None or body.moves == reminder.moves:
        moved = _move(subscription.endpoint, reminder, body.answer)
        stored = stored if moved is None else moved
    return _list(stored, _reader())


@api.post("/reminders/renew")
@limiter.limit(per_network)
def renew_subscription() -> Response:
    """Move all reminders from an old subscription of a browser to its new one.

    A browser gets a new one by its own choice, or because our key is new. The secret of the old one authenticates the
    request. A phone may send it twice: it is refused only if we know neither of the two. A push proves a new
    subscription that we do not know. Browsers renew in the background, at night too, so this push makes no sound, and
    the push service does not keep it for a phone that is off.
    """
    body = read_body(request, RenewRequest)
    try:
        old, _ = authenticate(body.old)
    except Problem as problem:
        if problem.type != problems.UNKNOWN_SUBSCRIPTION:
            raise
        # The first renewal may have succeeded although its answer was lost.
        _new, stored = authenticate(body.subscription)
        return _list(stored, _reader())
    new = new_subscription(body.subscription, LANGUAGES[old.language])
    known = services().store.find(new.endpoint)
    if known:
        check_secret(known, new.auth)
    else:
        language, topic = LANGUAGES[new.language], derived_id(new, "renewed")
        with force_language(language):
            message = notifications.renewed_message(topic, language, services().settings.base_url)
        refused = problems.RENEWAL_REFUSED
        _push(new, message, topic, refused=refused, slow=refused, ttl=0, urgency="low")
    return _list(services().store.renew(old.endpoint, new), _reader())


@api.post("/reminders/test")
@limiter.limit(per_network)
def send_test() -> Response:
    """Send a test notification now, at most one a minute."""
    subscription, _ = authenticate(read_body(request, SubscriptionRequest).subscription)
    if not services().store.may_test(subscription.endpoint, int(services().now())):
        raise Problem(problems.TOO_SOON)
    language = _reader()
    with force_language(language):
        message = notifications.test_message(language, services().settings.base_url)
    _push(subscription, message, new_id(), refused=problems.TEST_REFUSED, slow=problems.TEST_REFUSED)
    return _reminders_of(subscription.endpoint, language)


def _reader() -> Language:
    """Return the language of the page that sent the request."""
    return LANGUAGES[choose(request.accept_languages, services().settings.languages)]


def _language(tag: str) -> Language:
    if tag not in services().settings.languages:
        raise Problem(problems.UNKNOWN_LANGUAGE)
    return LANGUAGES[tag]


def _move(endpoint: str, reminder: Reminder, answer: Answer) -> list[Reminder] | None:
    """Pause, resume or postpone a reminder. One that rests cannot be resumed: it was sent three times.

    Returns:
        All reminders after that, or None if there is nothing to change.
    """
    if answer == "pause" and reminder.state == "planned":
        return services().store.pause(endpoint, reminder.id, int(services().now()))
    if answer == "resume" and reminder.state == "paused":
        return services().store.move(endpoint, reminder.id, upcoming(reminder.plan, services().now()))
    if answer in POSTPONE_DAYS:
        was_sent = reminder.sent_at is not None or reminder.state == "resting"
        later = postponed(reminder.plan, services().now(), POSTPONE_DAYS[answer], was_sent=was_sent)
        if later.due_at > services().now() + LONGEST_AHEAD:
            raise Problem(problems.TIME_TOO_FAR)
        return services().store.move(endpoint, reminder.id, later)
    return None


def _push(
    subscription: Subscription,
    message: str,
    topic: str,
    *,
    refused: ProblemType,
    slow: ProblemType,
    ttl: int = KEEP_FOR_AN_HOUR,
    urgency: Urgency = "high",
) -> None:
    """Send one push while the person waits.

    Args:
        refused: the problem if the push service does not accept it.
        slow: the problem if too many other pushes wait for the same push service.
        ttl: seconds for which the push service keeps it for a phone that is off.

    Raises:
        Problem: it was not delivered.
    """

    origins = services().settings.push_origins

    async def send() -> Outcome:
        sender = new_sender(background.transport(origins))
        return await sender.send(subscription, message, topic=topic, ttl=ttl, urgency=urgency)

    try:
        with PUSHING.slot(subscription.endpoint, origins):
            outcome = background.run(send())
    except NoSlotError as error:
        raise Problem(slow if error.share_is_full else problems.BUSY) from error
    count(outcome)
    if outcome.kind == "gone":
        raise Problem(problems.SUBSCRIPTION_GONE)
    if outcome.kind != "delivered":
        service = urlsplit(subscription.endpoint).hostname  # the rest of an endpoint is the address of a person
        extra = {"service": service, "reason": outcome.reason, "alarm": outcome.alarm}
        current_app.logger.error("A push failed", extra=extra)
        raise Problem(refused)


def _reminders_of(endpoint: str, language: Language) -> Response:
    """Read all reminders of a subscription and return them."""
    return _list(services().store.reminders_of(endpoint), language)


def _list(
    reminders: Sequence[Reminder],
    language: Language,
    status: int = 200,
    *,
    first_note: bool | msgspec.UnsetType = msgspec.UNSET,
) -> Response:
    """Return reminders. Their texts are in `language`."""
    with force_language(language):
        shown = [_shown(reminder) for reminder in reminders]
    return _json(ReminderList(shown, services().keys.public, first_note), status)


def _shown(reminder: Reminder) -> ShownReminder:
    kind, plan = notifications.KINDS[reminder.kind], reminder.plan
    next_locals = next_times(as_it_comes(plan, reminder.sent_at)) if reminder.state == "planned" else []
    resting = notifications.RESTS if reminder.sent_at else notifications.IS_LATE
    states = {"planned": notifications.NEXT, "resting": resting, "paused": notifications.IS_PAUSED}
    sent = wall_time(reminder.sent_at, plan.zone) if reminder.sent_at else None
    return ShownReminder(
        id=reminder.id,
        kind=reminder.kind,
        title=str(kind.title),
        body=str(kind.body),
        state=reminder.state,
        due=reminder.state == "resting" or (sent is not None and reminder.state == "planned"),
        when=str(states[reminder.state]),
        times=[moment_in_words(local) for local in next_locals],
        sent_at=reminder.sent_at,
        sent=str(notifications.LAST_SENT) % {"when": moment_in_words(sent)} if sent else "",
        at=(next_locals or [plan.local])[0].isoformat(timespec="minutes"),
        repeat=plan.repeat,
        at_night=plan.at_night,
        zone=plan.zone,
        moves=reminder.moves,
    )


def _json(struct: msgspec.Struct, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(struct), status, headers, content_type="application/json")

"""Refusals as values: each type of problem (RFC 9457) with sentences that a person can act on.

`pwa.errors` turns them into responses. This module imports nothing of ours except `Text`, so every module can use it.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from pwa.languages import Text
from pwa.languages import Text as _


class ProblemDocument(Struct):
    """Why a request was refused (RFC 9457). Title and detail are sentences for the person. Nothing was stored."""

    type: str
    title: str
    status: int
    detail: str


@dataclass(frozen=True)
class ProblemType:
    """One type of problem. `name` is the last part of its URI; `what` says what the person can do."""

    name: str
    status: int
    title: Text
    what: Text

    @property
    def uri(self) -> str:
        """The `type` of the document."""
        return f"urn:ask-first:{self.name}"

    def document(self) -> ProblemDocument:
        """Return the document in the current language."""
        return ProblemDocument(self.uri, str(self.title), self.status, str(self.what))


class Problem(Exception):
    """A refusal. A view of the API, or a function that it calls, raises it, and it becomes the response.

    Nothing was stored. `retry_after`: seconds after which the same request may succeed, if we know them (RFC 9110,
    10.2.3).
    """

    def __init__(self, type: ProblemType, retry_after: int | None = None) -> None:  # noqa: A002 (RFC 9457's name)
        super().__init__(type.name)
        self.type = type
        self.retry_after = retry_after


TRY_LATER = _("problem", "Please try again in a few minutes.")
RELOAD = _("problem", "Reload this page, then try again.")
OTHER_BROWSER = _("problem", "Use your own calendar, try another browser, or write the day down.")

NOT_JSON = ProblemType(
    "not-json", 400, _("problem", "We could not read what your phone sent. Nothing was changed."), RELOAD
)
TOO_LARGE = ProblemType(
    "too-large", 413, _("problem", "Your phone sent more than we can accept. Nothing was changed."), RELOAD
)
CROSS_SITE = ProblemType(
    "cross-site",
    403,
    _("problem", "This request came from another website, so we refused it. Nothing was changed."),
    RELOAD,
)
UNKNOWN_LANGUAGE = ProblemType(
    "unknown-language", 422, _("problem", "Ask First does not have this language. Nothing was changed."), RELOAD
)
UNKNOWN_ZONE = ProblemType(
    "unknown-time-zone",
    422,
    _("problem", "We do not know the time zone of your phone, so we could not save the reminder."),
    _("problem", "Open the date and time settings of your phone and choose a city. Then try again."),
)
UNKNOWN_KIND = ProblemType(
    "unknown-kind", 422, _("problem", "Ask First does not have this kind of reminder. Nothing was changed."), RELOAD
)
BAD_TIME = ProblemType(
    "bad-time",
    422,
    _("problem", "The day or the time is missing or is not valid, so nothing was changed."),
    _("problem", "Please choose the day and the time again."),
)
TIME_IN_THE_PAST = ProblemType(
    "time-in-the-past",
    422,
    _("problem", "This time has already passed, so nothing was changed."),
    _("problem", "Please choose a later day or time."),
)
QUIET_HOURS = ProblemType(
    "quiet-hours",
    422,
    _("problem", "From 21:00 to 08:00 we send nothing unless you allow it, so nothing was changed."),
    _("problem", "Choose another time, or tick “Remind me at night too”."),
)
TIME_TOO_FAR = ProblemType(
    "time-too-far",
    422,
    _("problem", "This day is more than a year away, so nothing was changed."),
    _("problem", "Please choose an earlier day."),
)
UNKNOWN_PUSH_SERVICE = ProblemType(
    "unknown-push-service",
    422,
    _("problem", "We cannot send notifications to this browser, so it cannot remind you."),
    OTHER_BROWSER,
)
BAD_KEYS = ProblemType(
    "bad-keys",
    422,
    _("problem", "This browser did not give us what we need to send notifications, so it cannot remind you."),
    OTHER_BROWSER,
)
SUBSCRIPTION_GONE = ProblemType(
    "subscription-gone",
    422,
    _("problem", "This browser can no longer receive our notifications, so it cannot remind you."),
    RELOAD,
)
PUSH_SERVICE_REFUSED = ProblemType(
    "push-service-refused",
    502,
    _(
        "problem",
        "The notification service of your browser did not accept our first notification. Your reminder is not set.",
    ),
    TRY_LATER,
)
PUSH_SERVICE_SLOW = ProblemType(
    "push-service-slow",
    503,
    _("problem", "The notification service of your browser is slow at the moment. Your reminder is not set."),
    TRY_LATER,
)
RENEWAL_REFUSED = ProblemType(
    "renewal-refused",
    502,
    _(
        "problem",
        "The notification service of your browser did not accept our notification. Your reminders have not changed.",
    ),
    TRY_LATER,
)
TEST_REFUSED = ProblemType(
    "test-refused",
    502,
    _(
        "problem",
        "The notification service of your browser did not accept the test notification. "
        "Your reminders have not changed.",
    ),
    TRY_LATER,
)
BUSY = ProblemType("busy", 503, _("problem", "Ask First is very busy at the moment. Nothing was changed."), TRY_LATER)
TOOK_TOO_LONG = ProblemType(
    "took-too-long",
    408,
    _("problem", "Your phone took too long to send this. Nothing was changed."),
    TRY_LATER,
)
TOO_MANY_FROM_NETWORK = ProblemType(
    "too-many-from-network",
    429,
    _(
        "problem",
        "Too many reminders were set from this internet connection in a short time. Your reminder is not set.",
    ),
    _("problem", "Please wait an hour, then try again. Or use your own calendar."),
)
TOO_MANY_REQUESTS = ProblemType("too-many-requests", 429, BUSY.title, TRY_LATER)
NO_ROOM = ProblemType(
    "no-room",
    503,
    _("problem", "We cannot accept new reminders at the moment. Your reminder is not set."),
    _("problem", "Please use your own calendar, or try again tomorrow."),
)
WRONG_SECRET = ProblemType(
    "wrong-secret",
    403,
    _("problem", "We could not confirm that this reminder belongs to this browser. Nothing was changed."),
    RELOAD,
)
UNKNOWN_SUBSCRIPTION = ProblemType(
    "unknown-subscription",
    404,
    _("problem", "We have no reminders for this browser. They may have been deleted already."),
    _("problem", "You can set a new reminder."),
)
UNKNOWN_REMINDER = ProblemType(
    "unknown-reminder",
    404,
    _("problem", "This reminder has already been deleted."),
    _("problem", "You can set a new reminder."),
)
TOO_MANY = ProblemType(
    "too-many-reminders",
    422,
    _("problem", "You already have 10 reminders, which is the most."),
    _("problem", "Stop a reminder that you no longer need, then try again."),
)
TOO_SOON = ProblemType(
    "too-soon",
    429,
    _("problem", "You asked for a test notification less than a minute ago."),
    _("problem", "Please wait a minute, then try again."),
)
CANNOT_STORE = ProblemType(
    "cannot-store",
    503,
    _("problem", "We cannot save anything at the moment. The reminders that you set before are still there."),
    TRY_LATER,
)
NOT_FOUND = ProblemType(
    "not-found", 404, _("problem", "We could not find this. The page may be from an older version."), RELOAD
)
NOT_ALLOWED = ProblemType(
    "not-allowed", 405, _("problem", "This does not work here. The page may be from an older version."), RELOAD
)
OUR_FAULT = ProblemType("our-fault", 500, _("problem", "Something went wrong on our side."), TRY_LATER)

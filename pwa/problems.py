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
        """The document in the current language."""
        return ProblemDocument(self.uri, str(self.title), self.status, str(self.what))


class Problem(Exception):
    """Anything that a view of the API calls may raise it. It becomes the response, and nothing was stored.

    `retry_after`: seconds after which the same request may succeed, if we know them (RFC 9110, 10.2.3).
    """

    def __init__(self, type: ProblemType, retry_after: int | None = None) -> None:  # noqa: A002 (RFC 9457's name)
        super().__init__(type.name)
        self.type = type
        self.retry_after = retry_after


TRY_LATER = _("problem", "Please try again in a few minutes.")
RELOAD = _("problem", "Load this page again, then try once more.")
OTHER_BROWSER = _("problem", "Try another browser, or write the day down.")

NOT_JSON = ProblemType("not-json", 400, _("problem", "We could not read what was sent."), RELOAD)
TOO_LARGE = ProblemType("too-large", 413, _("problem", "Too much was sent."), RELOAD)
CROSS_SITE = ProblemType("cross-site", 403, _("problem", "This request came from another website."), RELOAD)
UNKNOWN_LANGUAGE = ProblemType("unknown-language", 422, _("problem", "We do not have this language."), RELOAD)
UNKNOWN_ZONE = ProblemType(
    "unknown-time-zone",
    422,
    _("problem", "We do not know the time zone of this phone."),
    _("problem", "Choose a city in the date and time settings of your phone."),
)
UNKNOWN_KIND = ProblemType("unknown-kind", 422, _("problem", "We do not have this kind of reminder."), RELOAD)
BAD_TIME = ProblemType(
    "bad-time",
    422,
    _("problem", "The day or the time is missing or wrong."),
    _("problem", "Choose both again."),
)
TIME_IN_THE_PAST = ProblemType(
    "time-in-the-past",
    422,
    _("problem", "This time has already passed."),
    _("problem", "Choose a later day or time."),
)
QUIET_HOURS = ProblemType(
    "quiet-hours",
    422,
    _("problem", "This time is in the quiet hours, from 21:00 to 8:00."),
    _("problem", "Choose another time, or allow notes at night."),
)
TIME_TOO_FAR = ProblemType(
    "time-too-far",
    422,
    _("problem", "This day is more than a year away."),
    _("problem", "Choose an earlier day."),
)
UNKNOWN_PUSH_SERVICE = ProblemType(
    "unknown-push-service",
    422,
    _("problem", "We do not send notes through the notification service of this browser."),
    OTHER_BROWSER,
)
BAD_KEYS = ProblemType("bad-keys", 422, _("problem", "The keys of this browser are not usable."), OTHER_BROWSER)
SUBSCRIPTION_GONE = ProblemType(
    "subscription-gone",
    422,
    _("problem", "The notification service no longer knows this browser."),
    RELOAD,
)
PUSH_SERVICE_REFUSED = ProblemType(
    "push-service-refused",
    502,
    _("problem", "The notification service did not take our first note. Nothing is planned."),
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
    "test-refused", 502, _("problem", "The notification service did not take the test note."), TRY_LATER
)
BUSY = ProblemType("busy", 503, _("problem", "Many people are asking at this moment."), TRY_LATER)
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
    "wrong-secret", 403, _("problem", "This browser could not prove that the reminder is its own."), RELOAD
)
UNKNOWN_SUBSCRIPTION = ProblemType(
    "unknown-subscription",
    404,
    _("problem", "There are no reminders for this browser."),
    _("problem", "Plan a new one."),
)
UNKNOWN_REMINDER = ProblemType(
    "unknown-reminder",
    404,
    _("problem", "This reminder is not there any more."),
    _("problem", "Plan a new one."),
)
TOO_MANY = ProblemType(
    "too-many-reminders",
    422,
    _("problem", "You have 10 reminders already."),
    _("problem", "Stop one that you no longer need."),
)
TOO_SOON = ProblemType(
    "too-soon",
    429,
    _("problem", "You asked for a test note less than a minute ago."),
    _("problem", "Wait a minute, then try again."),
)
CANNOT_STORE = ProblemType(
    "cannot-store",
    503,
    _("problem", "We cannot save anything right now. What you had planned is still there."),
    TRY_LATER,
)
NOT_FOUND = ProblemType("not-found", 404, _("problem", "This address is not there."), RELOAD)
NOT_ALLOWED = ProblemType("not-allowed", 405, _("problem", "This address cannot do that."), RELOAD)
OUR_FAULT = ProblemType("our-fault", 500, _("problem", "Something went wrong on our side."), TRY_LATER)

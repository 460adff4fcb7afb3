"""The JSON that a phone and the API exchange, as typed structs. `openapi` generates the document of the API from them.

A struct checks types, patterns and literals. `requests` checks the rules of the domain: time zones, quiet hours,
known push services. Unknown fields are ignored, because older and newer phones send other fields.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from pwa.reminders.models import State
from pwa.reminders.notifications import KINDS, MASSAGE
from pwa.reminders.schedule import Repeat

Answer = Literal["done", "stop", "pause", "resume", "tomorrow", "next-week"]

# PostgreSQL stores no NUL, and no database stores a lone surrogate such as "\ud800". Both are valid JSON.
# Python has `\Z` for the end: its `$` also matches before a line break. JSON Schema has `$` only, for the end.
PrintableAscii = Annotated[str, Meta(pattern=r"^[ -~]*\Z", extra_json_schema={"pattern": "^[ -~]*$"})]
Endpoint = Annotated[PrintableAscii, Meta(description="The address at the push service.", examples=["https://..."])]
Auth = Annotated[PrintableAscii, Meta(description="The `auth` secret: 16 bytes, base64url (RFC 8291, 3.2).")]
P256dh = Annotated[PrintableAscii, Meta(description="A point on the curve P-256, base64url (RFC 8291, 3.1).")]

# Not a literal: the server refuses an unknown kind, language or time zone by a problem type of its own.
Kind = Annotated[str, Meta(extra_json_schema={"enum": [*KINDS, MASSAGE]})]
WallTime = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z",
        extra_json_schema={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$"},
        description="A day and a time on the clock of the phone, without a time zone.",
        examples=["2026-11-24T10:00"],
    ),
]
Zone = Annotated[str, Meta(description="An IANA time zone.", examples=["Europe/Madrid"])]
AtNight = Annotated[bool, Meta(description="Whether it may come in the quiet hours, from 21:00 to 8:00.")]

# Requests -------------------------------------------------------------------------------------------


class AuthKeys(Struct):
    """The secret that authenticates a stored subscription."""

    auth: Auth


class KnownSubscription(Struct):
    """A subscription that the server has stored."""

    endpoint: Endpoint
    keys: AuthKeys


class EncryptionKeys(Struct):
    """The keys to which a push message is encrypted."""

    p256dh: P256dh
    auth: Auth


class SubscriptionBody(Struct):
    """A subscription as `PushSubscription.toJSON()` returns it (W3C Push API)."""

    endpoint: Endpoint
    keys: EncryptionKeys


class PlanFields(Struct, kw_only=True):
    """The kind and the time of a reminder. `massage` plans up to three reminders, and ignores the last two fields."""

    kind: Kind
    zone: Zone
    at: WallTime
    repeat: Annotated[Repeat | None, Meta(description="Needed for every kind except `massage`.")] = None
    at_night: AtNight = False


class PlanRequest(PlanFields, kw_only=True):
    """Plan a reminder, or change one."""

    language: Annotated[str, Meta(description="The language of the notifications (BCP 47).")]
    subscription: SubscriptionBody
    reminder: Annotated[str | None, Meta(description="The `id` of the reminder to change.")] = None


class SubscriptionRequest(Struct):
    """A request that needs nothing but an authenticated subscription."""

    subscription: KnownSubscription


class AnswerRequest(Struct):
    """The answer to a reminder."""

    subscription: KnownSubscription
    answer: Answer
    reminder: Annotated[str, Meta(description="The `id` of the reminder.")]
    moves: Annotated[
        int | float | None,  # in JSON Schema 2.0 is an integer too
        Meta(description="`moves` of the reminder that was shown. An answer that comes twice counts once."),
    ] = None


class RenewRequest(Struct):
    """A new subscription in the place of an old one."""

    old: KnownSubscription
    subscription: SubscriptionBody


# Responses ------------------------------------------------------------------------------------------


class PushKey(Struct):
    """The public key of this server."""

    key: Annotated[str, Meta(description="`applicationServerKey` for `pushManager.subscribe()`, base64url.")]


class ShownReminder(Struct):
    """A reminder as the page shows it. `kind`, `at`, `repeat`, `at_night` and `zone` plan it again."""

    id: str
    kind: str
    title: str
    body: str
    state: State
    due: Annotated[bool, Meta(description="Whether it was sent and waits for an answer.")]
    when: Annotated[str, Meta(description="The state in words.")]
    times: Annotated[list[str], Meta(description="The next times in words, three at most.")]
    sent_at: Annotated[int | None, Meta(description="When it was sent last, in UTC seconds.")]
    sent: Annotated[str, Meta(description="When it was sent last, in words. Empty if it was not sent.")]
    at: WallTime
    repeat: Repeat
    at_night: bool
    zone: Zone
    moves: Annotated[int, Meta(description="How often the person changed or moved it.")]


class ReminderList(Struct):
    """All reminders of a browser, the next one first, and the public key of this server."""

    reminders: list[ShownReminder]
    key: str
    first_note: Annotated[
        bool | UnsetType, Meta(description="Whether a first notification was sent, after a reminder was planned.")
    ] = UNSET

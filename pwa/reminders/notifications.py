"""The words of notifications, and the push message that carries them.

A lock screen is public: no condition, no part of the body, no name. It is a Declarative Web Push
message (W3C Push API, "declarative push message"; Safari 18.4 shows it without any script), and the service
worker of every other browser reads the same JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from pwa.languages import LANGUAGES, Language, Text, force_language
from pwa.languages import Text as _
from pwa.reminders.schedule import Repeat

# Buttons on the notification, and on the page. Translators: short, they share one line of a small screen.
DONE = _("notification", "Done")
TOMORROW = _("notification", "Tomorrow")
NEXT_WEEK = _("notification", "Next week")
STOP = _("notification", "Stop")


# A platform shows the first two or three, or none (Safari): the page always has all.
BUTTONS = {"done": DONE, "tomorrow": TOMORROW, "next-week": NEXT_WEEK, "stop": STOP}


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder: what the form asks, and what the lock screen shows.

    `useful_for`: seconds after its time for which a notification still helps. `repeat` is what the form offers first.
    """

    kind: str
    question: Text
    title: Text
    body: Text
    useful_for: int
    repeat: Repeat


KINDS: dict[str, ReminderKind] = {
    kind.kind: kind
    for kind in (
        ReminderKind(
            "doctor",
            _("notification", "Have you booked the talk with your doctor?"),
            # Translators: shown on the lock screen, where others can read it: nothing about health.
            _("notification", "Your talk with the doctor"),
            _("notification", "Have you booked it?"),
            7 * 24 * 3600,  # late is better than never
            "until-done",
        ),
        ReminderKind(
            "check",
            _("notification", "On the day: have you checked the signs again?"),
            # Translators: shown on the lock screen: "the list" is the list of signs, but do not say so.
            _("notification", "Before your appointment"),
            _("notification", "Have you checked the list again?"),
            2 * 3600,  # after the massage it would be pointless
            "once",
        ),
        ReminderKind(
            "after",
            _("notification", "The day after: how was it?"),
            _("notification", "After your appointment"),
            _("notification", "How was it?"),
            3 * 24 * 3600,
            "once",
        ),
    )
}

# No kind of its own: a request for all three kinds around one massage.
MASSAGE = "massage"

# What the list of reminders says about each.

NEXT = _("reminders", "It comes:")
RESTS = _("reminders", "Sent, and now it rests. It waits here for your answer.")
IS_LATE = _("reminders", "Its time passed before it could be sent. It waits here for your answer.")
IS_PAUSED = _("reminders", "Paused. After 90 days it is deleted.")
LAST_SENT = _("reminders", "Last sent: %(when)s")

# Bytes. Every payload is filled up to a multiple of this, the same one for all: what a push service sees must tell
# neither the kind of a reminder nor the language of its reader.
BLOCK = 1024

FIRST_TITLE = _("notification", "Your reminder is planned")
TEST_TITLE = _("notification", "This is a test")
TEST_BODY = _("notification", "Notes from Ask First reach this phone.")
# Translators: shown without a sound when the browser has renewed its connection to the notification service.
RENEWED_TITLE = _("notification", "Your reminders are still set")
RENEWED_BODY = _("notification", "Nothing has changed. You do not need to do anything.")

# The id of the list on the page of reminders.
LIST = "mine"


def due_message(
    kind: ReminderKind, reminder: str, moves: int, language: Language, base_url: str, *, planned_at: int
) -> str:
    """The push message of a due reminder.

    Args:
        moves: comes back with the answer: it tells the first arrival of an answer from the second.
        planned_at: when it was to come, in UTC seconds: the phone shows that as its time, however late it arrives.
    """
    return _padded(_due(kind, reminder, moves, language, base_url, planned_at=planned_at), base_url)


def first_message(when: str, reminder: str, language: Language, base_url: str) -> str:
    """The push message that proves a new subscription. `when` is the first time in words."""
    return _padded(_notification(str(FIRST_TITLE), when, reminder, language, base_url), base_url)


def renewed_message(tag: str, language: Language, base_url: str) -> str:
    """The push message that proves a subscription in the place of an older one. Nobody asked for it: it is silent."""
    notification = _notification(str(RENEWED_TITLE), str(RENEWED_BODY), LIST, language, base_url)
    return _padded({**notification, "tag": tag, "silent": True}, base_url)


def test_message(language: Language, base_url: str) -> str:
    """The push message that the person asked for to see that it works."""
    return _padded(_notification(str(TEST_TITLE), str(TEST_BODY), "test", language, base_url), base_url)


def _due(
    kind: ReminderKind, reminder: str, moves: int, language: Language, base_url: str, *, planned_at: int
) -> dict[str, object]:
    title, body, buttons = _words(kind, language)
    notification = _notification(title, body, reminder, language, base_url)
    notification["timestamp"] = planned_at * 1000
    notification["data"] = {
        **_data(reminder, language),
        "answer": "/api/reminders/answer",
        "reminder": reminder,
        "moves": moves,
    }
    # Each needs an address (W3C Push API, declarative push message), and that address must mean what the button says:
    # a browser that reads the document itself opens it and tells no service worker. `static/js/reminders.js` reads it.
    page = notification["navigate"]
    notification["actions"] = [
        {"action": action, "title": name, "navigate": f"{page}={action}.{moves}"} for action, name in buttons
    ]
    return notification


@cache
def _words(kind: ReminderKind, language: Language) -> tuple[str, str, list[tuple[str, str]]]:
    """Title, body and buttons of a notification. Translated once: each time it took half
    as long as encrypting."""
    with force_language(language):
        return str(kind.title), str(kind.body), [(action, str(name)) for action, name in BUTTONS.items()]


def _notification(title: str, body: str, reminder: str, language: Language, base_url: str) -> dict[str, object]:
    data = _data(reminder, language)
    return {
        "title": title,
        "body": body,
        "lang": language.tag,
        "dir": language.direction,
        # Absolute: WebKit's parser has no base to resolve against, and refuses the whole document. So the icons, which
        # Safari does not show, are not in here: the service worker adds them.
        "navigate": base_url + data["navigate"],
        # A resend of the same reminder replaces what is on the screen.
        "tag": reminder,
        "silent": False,
        "data": data,
    }


def _data(reminder: str, language: Language) -> dict[str, str]:
    return {"navigate": f"/{language.tag}/reminders#{reminder}"}


def _padded(notification: dict[str, object], base_url: str) -> str:
    """The document, with spaces after it up to the size of all: JSON ends where its value ends (RFC 8259, 2). Padding
    inside the encryption (RFC 8188, 2) would be the better place, but pywebpush and http_ece offer none."""
    text = _json(notification)
    return text + " " * (_size(base_url) - len(text.encode()))


@cache
def _size(base_url: str) -> int:
    """Bytes of every payload that leads to this address: the next multiple of `BLOCK` that holds the longest, which is
    a due reminder in one of our languages, moved thousands of times."""
    longest = max(
        len(_json(_due(kind, "-" * 12, 9999, language, base_url, planned_at=10**10)).encode())
        for kind in KINDS.values()
        for language in LANGUAGES.values()
    )
    return -(-longest // BLOCK) * BLOCK


def _json(notification: dict[str, object]) -> str:
    return json.dumps({"web_push": 8030, "notification": notification}, ensure_ascii=False, separators=(",", ":"))

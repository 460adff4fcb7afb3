"""The words of notifications, and the push message that carries them.

A lock screen is public: a notification names no condition, no part of the body and no person. The payload is a
Declarative Web Push message (W3C Push API, "declarative push message"). Safari 18.4 shows it without a script, and in
every other browser the service worker reads the same JSON.
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


# Platforms show the first two or three buttons, Safari none. The page always shows all.
BUTTONS = {"done": DONE, "tomorrow": TOMORROW, "next-week": NEXT_WEEK, "stop": STOP}


@dataclass(frozen=True)
class ReminderKind:
    """One kind of reminder: what the form asks, and what the lock screen shows.

    `useful_for`: seconds after its time for which a notification still helps. `repeat`: the default of the form.
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
            _("notification", "Have you booked an appointment with your doctor?"),
            # Translators: shown on the lock screen, where others can read it: nothing about health.
            _("notification", "Your doctor’s appointment"),
            _("notification", "Have you booked it?"),
            7 * 24 * 3600,  # late is better than never
            "until-done",
        ),
        ReminderKind(
            "check",
            _("notification", "On the day of a massage: have you done the check again?"),
            # Translators: shown on the lock screen: “the check” is the check for warning signs, but do not say so.
            _("notification", "Before your appointment"),
            _("notification", "Have you done the check again?"),
            2 * 3600,  # after the massage it would be pointless
            "once",
        ),
        ReminderKind(
            "after",
            _("notification", "The day after a massage: how was it?"),
            _("notification", "After your appointment"),
            _("notification", "How was it?"),
            3 * 24 * 3600,
            "once",
        ),
    )
}

# Not a kind of reminder, but a request for all three kinds around one massage.
MASSAGE = "massage"

# The states of a reminder on the page.
NEXT = _("reminders", "Next notification:")
RESTS = _("reminders", "We have sent this reminder and will not send it again. Please answer it here.")
IS_LATE = _("reminders", "We could not send this reminder in time. Please answer it here.")
IS_PAUSED = _("reminders", "Paused. If you do not restart it, we delete it after 90 days.")
LAST_SENT = _("reminders", "Last sent: %(when)s")

# Bytes. All payloads are padded to one size, a multiple of this: a push service must not learn the kind of a reminder
# or the language of its reader from the size.
BLOCK = 1024

FIRST_TITLE = _("notification", "Your reminder is set")
TEST_TITLE = _("notification", "This is a test")
TEST_BODY = _("notification", "Notifications from Ask First reach this phone.")
# Translators: shown without a sound when the browser has renewed its connection to the notification service.
RENEWED_TITLE = _("notification", "Your reminders are still set")
RENEWED_BODY = _("notification", "Nothing has changed. You do not need to do anything.")

# The id of the list on the page of reminders.
LIST = "mine"


def due_message(
    kind: ReminderKind, reminder: str, moves: int, language: Language, base_url: str, *, planned_at: int
) -> str:
    """Return the push message of a due reminder.

    Args:
        moves: the answer brings it back, so that the server can tell the first arrival of an answer from the second.
        planned_at: the planned time in UTC seconds. The phone shows it, even if the notification arrives late.
    """
    return _padded(_due(kind, reminder, moves, language, base_url, planned_at=planned_at), base_url)


def first_message(when: str, reminder: str, language: Language, base_url: str) -> str:
    """Return the push message that proves a new subscription. `when` is the time of the first reminder in words."""
    return _padded(_notification(str(FIRST_TITLE), when, reminder, language, base_url), base_url)


def renewed_message(tag: str, language: Language, base_url: str) -> str:
    """Return the push message that proves a renewed subscription.

    It is silent, because the person did not ask for it.
    """
    notification = _notification(str(RENEWED_TITLE), str(RENEWED_BODY), LIST, language, base_url)
    return _padded({**notification, "tag": tag, "silent": True}, base_url)


def test_message(language: Language, base_url: str) -> str:
    """Return the push message that a person asks for to see whether notifications arrive."""
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
    # Each action needs an address (W3C Push API, declarative push message). A browser that shows the message without a
    # service worker opens it, so the address contains the answer. `static/js/reminders.js` reads it.
    page = notification["navigate"]
    notification["actions"] = [
        {"action": action, "title": name, "navigate": f"{page}={action}.{moves}"} for action, name in buttons
    ]
    return notification


@cache
def _words(kind: ReminderKind, language: Language) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the title, body and buttons of a notification.

    Cached, because translation took half as long as encryption.
    """
    with force_language(language):
        return str(kind.title), str(kind.body), [(action, str(name)) for action, name in BUTTONS.items()]


def _notification(title: str, body: str, reminder: str, language: Language, base_url: str) -> dict[str, object]:
    data = _data(reminder, language)
    return {
        "title": title,
        "body": body,
        "lang": language.tag,
        "dir": language.direction,
        # Absolute: WebKit resolves no relative address here and refuses the whole document. For the same reason the
        # service worker adds the icons, which Safari does not show.
        "navigate": base_url + data["navigate"],
        # A notification that is sent again replaces the one on the screen.
        "tag": reminder,
        "silent": False,
        "data": data,
    }


def _data(reminder: str, language: Language) -> dict[str, str]:
    return {"navigate": f"/{language.tag}/reminders#{reminder}"}


def _padded(notification: dict[str, object], base_url: str) -> str:
    """Return the document, padded with spaces to the size of all payloads. JSON allows spaces at its end (RFC 8259, 2).

    Padding inside the encryption (RFC 8188, 2) would be better, but pywebpush and http_ece do not offer it.
    """
    text = _json(notification)
    return text + " " * (_size(base_url) - len(text.encode()))


@cache
def _size(base_url: str) -> int:
    """Return the size of every payload in bytes: the smallest multiple of `BLOCK` in which the longest message fits.

    That is a due reminder in one of our languages which was moved thousands of times.
    """
    longest = max(
        len(_json(_due(kind, "-" * 12, 9999, language, base_url, planned_at=10**10)).encode())
        for kind in KINDS.values()
        for language in LANGUAGES.values()
    )
    return -(-longest // BLOCK) * BLOCK


def _json(notification: dict[str, object]) -> str:
    return json.dumps({"web_push": 8030, "notification": notification}, ensure_ascii=False, separators=(",", ":"))

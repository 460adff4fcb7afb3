"""The words of the notes, and the document that carries them.

A lock screen is public: no condition, no part of the body, no name. The document is a Declarative Web Push
message (W3C Push API, "declarative push message"; Safari 18.4 shows it without any script), and the service
worker of every other browser reads the same JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from pwa.languages import Language, Text, speaking
from pwa.languages import Text as _
from pwa.reminders.schedule import Repeat

# Buttons on the notification, and on the page. Translators: short, they share one line of a small screen.
DONE = _("note", "Done")
TOMORROW = _("note", "Tomorrow")
NEXT_WEEK = _("note", "Next week")
STOP = _("note", "Stop")


# A platform shows the first two or three, or none (Safari): the page always has all.
BUTTONS = {"done": DONE, "tomorrow": TOMORROW, "next-week": NEXT_WEEK, "stop": STOP}


@dataclass(frozen=True)
class Note:
    """One kind of reminder: what the form asks, and what the lock screen shows.

    `useful_for` is how long after its time a note still helps, in seconds. `repeat` is what the form offers first.
    """

    kind: str
    question: Text
    title: Text
    body: Text
    useful_for: int
    repeat: Repeat


NOTES: dict[str, Note] = {
    note.kind: note
    for note in (
        Note(
            "doctor",
            _("note", "Have you booked the talk with your doctor?"),
            # Translators: shown on the lock screen, where others can read it: nothing about health.
            _("note", "Your talk with the doctor"),
            _("note", "Have you booked it?"),
            7 * 24 * 3600,  # late is better than never
            "until-done",
        ),
        Note(
            "check",
            _("note", "On the day: have you checked the signs again?"),
            # Translators: shown on the lock screen: "the list" is the list of signs, but do not say so.
            _("note", "Before your appointment"),
            _("note", "Have you checked the list again?"),
            2 * 3600,  # after the massage it would be pointless
            "once",
        ),
        Note(
            "after",
            _("note", "The day after: how was it?"),
            _("note", "After your appointment"),
            _("note", "How was it?"),
            3 * 24 * 3600,
            "once",
        ),
    )
}

# Not a kind of note but the wish for all three around one hour.
MASSAGE = "massage"

# What the list of reminders says about each.

NEXT = _("reminders", "It comes:")
RESTS = _("reminders", "Sent, and now it rests. It waits here for your answer.")
IS_LATE = _("reminders", "Its time passed before it could be sent. It waits here for your answer.")
IS_PAUSED = _("reminders", "Paused. After 90 days it is deleted.")
LAST_SENT = _("reminders", "Last sent: %(when)s")

FIRST_TITLE = _("note", "Your reminder is planned")
TEST_TITLE = _("note", "This is a test")
TEST_BODY = _("note", "Notes from Ask First reach this phone.")
# Translators: shown without a sound when the browser has renewed its connection to the notification service.
RENEWED_TITLE = _("note", "Your reminders are still set")
RENEWED_BODY = _("note", "Nothing has changed. You do not need to do anything.")

# The id of the list on the page of reminders.
LIST = "mine"


def document(note: Note, reminder: str, moves: int, language: Language, base_url: str) -> str:
    """The push message of a due reminder. At most 3,000 bytes.

    `moves` comes back with the answer: it tells the first arrival of an answer from the second.
    """
    title, body, buttons = _words(note, language)
    notification = _notification(title, body, reminder, language, base_url)
    page = notification["navigate"]
    notification["data"] = {"navigate": page, "answer": "/api/reminders/answer", "reminder": reminder, "moves": moves}
    # Each needs an address there (W3C Push API, declarative push message). The service worker takes it off: a button
    # that has one opens that instead of telling the worker (WHATWG Notifications; Firefox 158).
    notification["actions"] = [{"action": action, "title": name, "navigate": page} for action, name in buttons]
    return _message(notification)


@cache
def _words(note: Note, language: Language) -> tuple[str, str, list[tuple[str, str]]]:
    """Title, body and buttons of a note. Translated once: for each message it took half as long as encrypting it."""
    with speaking(language):
        return str(note.title), str(note.body), [(action, str(name)) for action, name in BUTTONS.items()]


def first_document(when: str, reminder: str, language: Language, base_url: str) -> str:
    """The push message that proves a new subscription. `when` is the first time in words."""
    return _message(_notification(str(FIRST_TITLE), when, reminder, language, base_url))


def renewed_document(tag: str, language: Language, base_url: str) -> str:
    """The push message that proves a subscription in the place of an older one. Nobody asked for it: it is silent."""
    notification = _notification(str(RENEWED_TITLE), str(RENEWED_BODY), LIST, language, base_url)
    return _message({**notification, "tag": tag, "silent": True})


def test_document(language: Language, base_url: str) -> str:
    """The push message that the person asked for to see that it works."""
    return _message(_notification(str(TEST_TITLE), str(TEST_BODY), "test", language, base_url))


def _notification(title: str, body: str, reminder: str, language: Language, base_url: str) -> dict[str, object]:
    page = f"{base_url}/{language.tag}/reminders#{reminder}"
    return {
        "title": title,
        "body": body,
        "lang": language.tag,
        "dir": language.direction,
        # Absolute: WebKit's parser has no base to resolve against.
        "navigate": page,
        # A resend of the same reminder replaces what is on the screen.
        "tag": reminder,
        "silent": False,
        "data": {"navigate": page},
    }


def _message(notification: dict[str, object]) -> str:
    return json.dumps({"web_push": 8030, "notification": notification}, ensure_ascii=False, separators=(",", ":"))

"""What the server stores about a person who sets a reminder. The page about privacy is made of this list."""

from __future__ import annotations

from dataclasses import dataclass

from pwa.languages import Text
from pwa.languages import Text as _


@dataclass(frozen=True)
class Stored:
    """A thing that the server stores: its words, and the columns of the tables that hold it, such as `reminder.kind`."""

    words: Text
    columns: tuple[str, ...]


STORED = (
    Stored(
        _("about", "the address and the keys that we need to send notifications to your browser"),
        ("subscription.endpoint", "subscription.p256dh", "subscription.auth", "subscription.vapid_key"),
    ),
    Stored(_("about", "your language and your time zone"), ("subscription.language", "reminder.zone")),
    Stored(
        _("about", "what the reminder asks, and when"),
        ("reminder.kind", "reminder.local", "reminder.repeat", "reminder.at_night", "reminder.next_at"),
    ),
    Stored(_("about", "when we last sent a notification"), ("reminder.sent_at",)),
    Stored(_("privacy", "when you last asked for a test notification"), ("subscription.tested_at",)),
    Stored(
        _("privacy", "if the reminder is paused, how often you moved it, and how many notifications had no answer"),
        ("reminder.state", "reminder.moves", "reminder.unanswered"),
    ),
    Stored(_("privacy", "on which day we will delete the reminder"), ("reminder.forget_at",)),
    Stored(
        _("privacy", "notifications that wait to be sent, and how often we have tried to send them"),
        ("outbox.topic", "outbox.wake_at", "outbox.expires_at", "outbox.attempts", "outbox.refused"),
    ),
    Stored(
        _("privacy", "numbers that tell us which of these belong together"),
        (
            *("subscription.id", "reminder.id", "reminder.subscription_id"),
            *("outbox.id", "outbox.subscription_id", "outbox.reminder_id"),
        ),
    ),
)

# Columns that hold nothing about a person.
ABOUT_NOBODY: tuple[str, ...] = ("heartbeat.id", "heartbeat.looked_at")

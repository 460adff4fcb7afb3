"""The poster for a waiting room, and what the app is, which the page about the app says too."""

from __future__ import annotations

from pwa.languages import Text as _

TITLE = _("poster", "Poster for the waiting room")
ABOUT = _("poster", "For doctors and clinics. Print this page and hang it up where people with back pain wait.")

NAME = _("app", "Ask First")
HEADING = _("home", "Ask a doctor before a massage")
FOR_WHOM = _(
    "home",
    "For people with spinal stenosis. Spaces inside the spine have become narrower. This can squeeze the nerves.",
)
# Translators: on paper, above a square code (QR code) and a web address
SCAN = _("poster", "Point the camera of your phone at the code, or type the address.")
UNCHECKED = _("about", "No health professional has checked it yet. We say so on every page.")


def what_it_is(*, read_only: bool) -> tuple[_, ...]:
    """Return what the app is, a line for each part.

    Args:
        read_only: the check is a list to read (`PWA_SELF_CHECK`).
    """
    to_read = _("about", "A list of warning signs to read, each with its own advice.")
    to_tick = _("about", "A list of warning signs to read and tick, each with its own advice.")
    return (
        to_read if read_only else to_tick,
        _("about", "Cards about three massage techniques."),
        _("about", "A sheet for your doctor and a card for your therapist."),
        _("about", "Reminders to ask your doctor first."),
    )

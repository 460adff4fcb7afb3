"""Blueprint: /dev/components, every part in every state, in both directions. Only where `FLASK_DEBUG` is set."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from markupsafe import Markup

from pwa.content import actions, signs, techniques, zones
from pwa.languages import LANGUAGES, speaking
from pwa.pages import Page, current_release, everywhere
from pwa.release import PLACEHOLDER

workshop = Blueprint("workshop", __name__)

PAGE = Page("dev/components", "workshop.html", in_search=False)


@workshop.get("/dev/components")
def components() -> str:
    """English beside Arabic, drawn anew for each request from the templates and styles of the pages."""
    languages = [LANGUAGES[tag] for tag in current_app.config["LANGUAGES"]]
    parts = {}
    for tag in ("en", "ar"):
        language = LANGUAGES[tag]
        with speaking(language):
            context = everywhere(PAGE, language, languages)
            parts[language] = Markup(render_template("workshop_parts.html", **context, **_shown()))  # noqa: S704
    english = LANGUAGES["en"]
    with speaking(english):
        page = render_template(PAGE.template, **everywhere(PAGE, english, languages), parts=parts)
    return page.replace(PLACEHOLDER, current_release().id)


def _shown() -> dict[str, object]:
    return {
        "actions": actions.ACTIONS,
        "nothing_ticked": actions.NOTHING_TICKED,
        "sign": signs.SIGNS[0],
        "technique": next(iter(techniques.TECHNIQUES.values())),
        "maps": zones.MAPS,
        "views": zones.VIEWS,
        "states": zones.STATES,
    }

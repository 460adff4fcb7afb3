"""Blueprint: /<language>/dev/components, every part in every state. Only where `FLASK_DEBUG` is set.

Each part is cut out of a real page, so it looks here as it does there. Each language has a page of its own, so the
bars and the direction of the whole document are real too.
"""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, render_template, url_for
from markupsafe import escape
from werkzeug.wrappers import Response

from pwa.content import signs, techniques
from pwa.languages import LANGUAGES, force_language, usable
from pwa.services import services
from pwa.site.pages import Page, base_context, render_pages
from pwa.states import State

gallery = Blueprint("gallery", __name__)

PAGE = Page("dev/components", "gallery.html", place="techniques", in_search=False)


@gallery.get("/dev/components")
def in_english() -> Response:
    """Redirect to the English page (302). Its link in the top bar leads to the others."""
    return redirect(url_for("gallery.components", tag="en"))


@gallery.get("/<tag>/dev/components")
def components(tag: str) -> str:
    """Return all parts in one language, rendered for each request, also those that the deployer leaves out."""
    tags = usable(tuple(LANGUAGES), State.DRAFT)
    if tag not in tags:
        abort(404)
    language, languages = LANGUAGES[tag], [LANGUAGES[offered] for offered in tags]
    addresses = services().release.addresses
    pages = dict(render_pages(tags, services().settings.base_url, addresses, read_only=False))

    def part(slug: str, start: str) -> str:
        return element(pages[f"/{tag}/{slug}"], start)

    context = base_context(PAGE, language, languages, addresses) | {"part": part, "filled": filled}
    context |= {"sign": signs.SIGNS[0], "technique": next(iter(techniques.TECHNIQUES.values()))}
    with force_language(language):
        return render_template(PAGE.template, **context)


def element(page: str, start: str) -> str:
    """Return the first element of a page whose tag begins with `start`, for example `<p class="lead"`.

    Raises ValueError when the page has none.
    """
    if start not in page:
        raise ValueError(f"no page part begins with {start}")
    begin, depth = page.index(start), 0
    name = start.strip("<>").partition(" ")[0]
    for tag in re.finditer(rf"<(/?){name}\b[^>]*>", page[begin:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return page[begin : begin + tag.end()]
    raise ValueError(f"{start} has no end")


def filled(html: str, **texts: object) -> str:
    """Return the HTML as a script would change it: nothing is hidden, and the parts named in `texts` have these
    texts."""
    shown = re.sub(r"(<[^>]*) hidden(?=[ >])", r"\1", html)
    for name, text in texts.items():
        shown = shown.replace(f'data-part="{name}">', f'data-part="{name}">{escape(text)}')
    return shown

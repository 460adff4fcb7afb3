"""The documents with which the pages work as an app and without a network.

They are the manifest of each language, its speculation rules, the pack (a list of everything that a phone saves, with
hashes), the service worker, whose bytes change with each release, and the page that the worker shows when nothing is
saved any more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import render_template

from pwa.languages import LANGUAGES, Text, force_language
from pwa.languages import Text as _
from pwa.paths import STATIC
from pwa.security import HEADERS, content_security_policy
from pwa.site.assets import minify_script
from pwa.site.documents import TYPES, Document, Release
from pwa.site.pages import ERROR_PAGES, PURPOSE

NAME = _("app", "Ask First")
# Translators: the name of the app below its icon on the home screen. At most 12 letters, or the phone cuts it.
SHORT_NAME = _("under the icon", "Ask First")
# Places that the icon on the home screen offers after a long press: page, name, icon of the sprite.
SHORTCUTS: tuple[tuple[str, Text, str], ...] = (
    ("emergency", _("navigation", "Emergency"), "emergency"),
    ("check", _("check", "Check for warning signs"), "check-list"),
    ("reminders", _("reminders", "Remind me to ask"), "bell"),
)
# Pictures that Android shows before it installs: page, end of the file's name in `static/screenshots/`, description.
# `make drawings` makes them.
SCREENSHOTS: tuple[tuple[str, str, Text], ...] = (
    ("", "home.webp", _("screenshot", "The home page: five steps, one at a time")),
    ("check", "check.webp", _("screenshot", "The list of warning signs")),
    ("techniques/swedish", "technique.webp", _("screenshot", "How a gentle massage is done")),
)
# Pages that a phone saves before all others, with all files that they load. `offline` is shown for a missing page, and
# `withdrawn` for one that was withdrawn.
CORE_PAGES = ("", "emergency", "check", "offline", "withdrawn")
# Files of these pages that can wait for the rest, with what they import. One script moves what was written in an
# iPhone's browser to its home screen, one renews a subscription, which needs the network, one needs a page of another
# language, and one the page `wrong`, which is a part of the rest. The drawings are further down the home page.
NOT_IN_THE_CORE = (
    "/js/beside.js",
    "/js/copy.js",
    "/js/subscription.js",
    "/js/wrong.js",
    "/pictures/home-hero.svg",
    "/pictures/canal-wide.svg",
    "/pictures/canal-narrow.svg",
)
# Parts of paths that no pack holds: error pages, and files that the browser or the system asks for by itself.
NOT_IN_A_PACK = (
    *(f"/{slug}" for slug in ERROR_PAGES),
    ".webmanifest",
    ".speculationrules",
    "icons/app-",
    "icons/shortcut-",
    "css/gallery.css",
    "/sw.js",
    "/screenshots/",
)


def render_manifests(offered: Sequence[str], addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the web app manifest of each language by its path. All share one `id`: they are one app.

    No `*_localized` members: a phone installs from a page, and that page names the manifest of its language.
    Source: W3C Application Manifest. Needs an application context.
    """

    def icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
        return {"src": addresses[f"icons/{name}"], "sizes": sizes, "type": "image/png", "purpose": purpose}

    manifests = {}
    for tag in offered:
        language = LANGUAGES[tag]
        with force_language(language):
            manifest = {
                "id": "/",
                "scope": "/",
                "start_url": f"/{tag}/",
                "lang": tag,
                "dir": language.direction,
                "name": str(NAME),
                "short_name": str(SHORT_NAME),
                "description": str(PURPOSE),
                "display": "standalone",
                "display_override": ["standalone", "minimal-ui"],
                "theme_color": "#fbf6ec",
                "background_color": "#fbf6ec",
                "categories": ["health", "medical"],
                "prefer_related_applications": False,
                "icons": [
                    icon("app-192.png", "192x192", "any"),
                    icon("app-512.png", "512x512", "any"),
                    icon("app-maskable-512.png", "512x512", "maskable"),
                    icon("app-monochrome-512.png", "512x512", "monochrome"),
                ],
                "shortcuts": [
                    {
                        "name": str(name),
                        "url": f"/{tag}/{slug}",
                        "icons": [icon(f"shortcut-{slug}.png", "96x96", "any")],
                    }
                    for slug, name, _icon_name in SHORTCUTS
                ],
                "screenshots": [
                    {
                        "src": addresses[f"screenshots/{tag}-{file}"],
                        "sizes": "720x1480",
                        "type": "image/webp",
                        "form_factor": "narrow",
                        "label": str(label),
                    }
                    for _slug, file, label in SCREENSHOTS
                    # A new language has none: `make drawings` starts the app to make them.
                    if f"screenshots/{tag}-{file}" in addresses
                ],
                # No `launch_handler`: if a shortcut moved an open window elsewhere, it would lose a check that is
                # half done, and if it did not move the window, it would do nothing. No `handle_links`: some systems
                # open links to us in the app anyway.
            }
        manifests[f"/{tag}/app.webmanifest"] = json.dumps(manifest, ensure_ascii=False)
    return manifests


def speculation_rules(offered: Sequence[str]) -> dict[str, bytes]:
    """Return the rules for pages that a browser may fetch before the tap is over, by their file: one for each language.

    `moderate` means: while a finger is down, or when a pointer rests on a link. The calendar file is left out, because
    it answers a form. Our policy forbids inline scripts, so each page names its rules in a header, which `documents`
    leaves out when the browser saves data. Source: WICG Speculation Rules.
    """
    rules = {}
    for tag in offered:
        where = {"and": [{"href_matches": f"/{tag}/*"}, {"not": {"href_matches": f"/{tag}/reminder.ics*"}}]}
        document = {"prefetch": [{"where": where, "eagerness": "moderate"}]}
        rules[f"prefetch/{tag}.speculationrules"] = json.dumps(document).encode()
    return rules


def render_fallback(offered: Sequence[str], base_url: str, addresses: Mapping[str, str]) -> dict[str, str]:
    """Return the script that tells the worker what the build knows, by its path.

    The worker imports it, so browsers store it with the worker and not in Cache Storage: it is there when all caches
    are gone, and `sw.js` itself stays small however many languages there are. `pages` is, by language, the HTML that
    the worker shows on a phone that has lost every saved page. `headers` are those of every page that the worker makes.
    `look` is the icon and the badge of notifications; Android draws the badge from its shape alone. Needs an
    application context.
    """
    pages = {}
    for tag in offered:
        with force_language(LANGUAGES[tag]):
            html = render_template("fallback.html", language=LANGUAGES[tag], stylesheet=addresses["css/app.css"])
        pages[tag] = re.sub(r"\n\s*", "", html)
    policy = content_security_policy(base_url)
    headers = {**HEADERS, "Content-Security-Policy": policy, "Content-Type": TYPES[".html"]}
    look = {"icon": addresses["icons/app-192.png"], "badge": addresses["icons/app-badge-96.png"]}
    document = {"pages": pages, "headers": headers, "look": look}
    fallback = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return {"/fallback.js": f"self.fallback={fallback};{minify_script((STATIC / 'fallback.js').read_text()).decode()}"}


def with_worker(release: Release, offered: Sequence[str], *, remove: bool = False) -> Release:
    """Return the release with the service worker and, for each language, the list of what its phone saves (its pack).

    Needs an application context.

    The worker is asked for each time (`no-cache`), or a browser could keep an old one for a day.
    A pack is `{"release": ..., "core": number, "files": [[path, tag], ...]}` (`Document.tag`); everything that is not a
    page of another language belongs to it. The first `core` files are the core, which is saved first. The pages of the
    rest are also in one file, `{path: HTML}`: a phone that saves its first pack fetches it instead of them, and so does
    a search where nothing is saved.

    Args:
        remove: whether the worker is the one that ends itself and deletes the packs (`static/sw-off.js`).
    """
    starting = render_template("sw.js", release=release.id, code=release.addresses["sw.js"])
    worker = minify_script((STATIC / "sw-off.js").read_text() if remove else starting)
    documents = {**release.documents, "/sw.js": Document(worker, TYPES[".js"])}
    for tag in offered:
        paths = [
            path
            for path in sorted(release.documents)
            if path.startswith((f"/{tag}/", "/static/")) and not any(part in path for part in NOT_IN_A_PACK)
        ]
        core = files_of([f"/{tag}/{slug}" for slug in CORE_PAGES], release, without=NOT_IN_THE_CORE) & set(paths)
        # Files of one folder stand together, because that compresses best.
        paths.sort(key=lambda path: (path not in core, re.sub(r"^/static/\w+", "", path)))
        files = [[path, release.documents[path].tag] for path in paths]
        pack = json.dumps({"release": release.id, "core": len(core), "files": files}, separators=(",", ":"))
        documents[f"/{tag}/pack.json"] = Document(pack.encode(), TYPES[".json"])
        rest = [path for path in paths if path.startswith(f"/{tag}/") and path not in core]
        pages = {path: release.documents[path].body.decode() for path in rest}
        text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
        documents[f"/{tag}/pages.json"] = Document(text.encode(), TYPES[".json"])
    return replace(release, documents=documents)


def files_of(pages: Sequence[str], release: Release, *, without: tuple[str, ...]) -> set[str]:
    """Return the paths of some pages and of all static files that they load.

    A page loads what it names, and what its scripts import.

    Args:
        without: endings of paths that are left out, with what only they load.
    """
    found: set[str] = set()
    named = list(pages)
    while named:
        path = named.pop()
        if path in found or path not in release.documents or path.endswith(without):
            continue
        found.add(path)
        text = release.documents[path].body.decode(errors="replace")
        named += re.findall(r"/static/[\w./-]+", text)
    return found

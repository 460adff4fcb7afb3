"""Blueprint: what makes the pages an app that works without a network.

The manifest of each language, the pack (a list of everything that a phone saves, with hashes), and the
service worker, which learns the release from its own bytes: a new release is a new worker.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Blueprint, Response

from pwa.folders import STATIC
from pwa.languages import LANGUAGES, Text, speaking
from pwa.languages import Text as _
from pwa.pages import APOLOGIES, PURPOSE, current_release
from pwa.release import ASK_EACH_TIME, PLACEHOLDER, TYPES, Document, Release, without_comments

offline = Blueprint("offline", __name__)

NAME = _("app", "Ask First")
# Places that the icon on the home screen offers after a long press.
SHORTCUTS: tuple[tuple[str, Text], ...] = (
    ("emergency", _("navigation", "Emergency")),
    ("check", _("check", "Check for warning signs")),
    ("reminders", _("reminders", "Remind me to ask")),
)
# Nobody opens these from a pack: answers to a mistake, and what belongs to the system.
NOT_IN_A_PACK = (*(f"/{slug}" for slug in APOLOGIES), ".webmanifest", "icons/app-")


def render_manifests(offered: Sequence[str]) -> dict[str, str]:
    """Path to text of the web app manifest of each language. All share one `id`: they are one app.

    Source: W3C Application Manifest. Needs an application context.
    """
    manifests = {}
    for tag in offered:
        language = LANGUAGES[tag]
        with speaking(language):
            manifest = {
                "id": "/",
                "scope": "/",
                "start_url": f"/{tag}/",
                "lang": tag,
                "dir": language.direction,
                "name": str(NAME),
                "short_name": str(NAME),
                "description": str(PURPOSE),
                "display": "standalone",
                "display_override": ["standalone", "minimal-ui"],
                "theme_color": "#fbf6ec",
                "background_color": "#fbf6ec",
                "categories": ["health", "medical"],
                "prefer_related_applications": False,
                "icons": [
                    _icon("app-192.png", "192x192", "any"),
                    _icon("app-512.png", "512x512", "any"),
                    _icon("app-maskable-512.png", "512x512", "maskable"),
                    _icon("app-monochrome-512.png", "512x512", "monochrome"),
                ],
                "shortcuts": [{"name": str(name), "url": f"/{tag}/{slug}"} for slug, name in SHORTCUTS],
            }
        manifests[f"/{tag}/app.webmanifest"] = json.dumps(manifest, ensure_ascii=False)
    return manifests


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    return {
        "src": f"/static/{PLACEHOLDER}/icons/{name}",
        "sizes": sizes,
        "type": "image/png",
        "purpose": purpose,
    }


def with_packs(release: Release, offered: Sequence[str]) -> Release:
    """The release, and for each language the list of what its phone saves.

    A pack is `{"release": ..., "files": [[path, "sha256-..."], ...]}`; everything that is not a page of
    another language belongs to it.
    """
    packs = {}
    for tag in offered:
        files = [
            [path, document.sha256]
            for path, document in sorted(release.documents.items())
            if path.startswith((f"/{tag}/", "/static/")) and not any(part in path for part in NOT_IN_A_PACK)
        ]
        body = json.dumps({"release": release.id, "files": files}, separators=(",", ":")).encode()
        packs[f"/{tag}/pack.json"] = Document(body, TYPES[".json"], ASK_EACH_TIME)
    return Release(release.id, {**release.documents, **packs})


@offline.get("/sw.js")
def service_worker() -> Response:
    """The worker of this release. `no-cache`, or a browser could keep an old one for a day."""
    source = without_comments((STATIC / "sw.js").read_text()).replace("RELEASE_OF_THIS_WORKER", current_release().id)
    return Document(source.encode(), TYPES[".js"], ASK_EACH_TIME).response()

"""/.well-known/assetlinks.json: which Android package may show this site without the bar of a browser.

The format is that of Digital Asset Links (google/digitalassetlinks), as Trusted Web Activities use it.
"""

from __future__ import annotations

import json

from pwa.settings import Settings
from pwa.site.documents import Document

PATH = "/.well-known/assetlinks.json"


def asset_links(settings: Settings) -> dict[str, Document]:
    """Path to document. Empty if the deployer names no package."""
    if not settings.play_package:
        return {}
    target = {
        "namespace": "android_app",
        "package_name": settings.play_package,
        "sha256_cert_fingerprints": settings.play_fingerprints,
    }
    statements = [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]
    return {PATH: Document(json.dumps(statements).encode(), "application/json")}

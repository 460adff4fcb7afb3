"""The W3C's checker (vnu) reads every page, style sheet and drawing as it is sent: `make check-html`.

The page of all components is included: it shows the parts that other pages hide until a script runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pwa import create_app
from pwa.languages import LANGUAGES
from pwa.services import services
from pwa.settings import Settings
from tests.conftest import prepared
from tests.pages import fallback

VNU = Path("tests/npm/node_modules/vnu-jar/build/dist/vnu.jar")
# Features that the checker does not know yet (View Transitions 2, Custom Highlights, UI 4, SVG 2, Properties and Values,
# Containment 3). It would skip the text after them.
UNKNOWN = re.compile(
    rb"@view-transition ?\{[^}]*\}|::(view-transition-|highlight\()[^{]*\{[^}]*\}|field-sizing: ?content;?|vector-effect: ?[^;}]*;?"
    rb"|@property [^{]*\{[^}]*\}|@container style[^{]*\{([^{}]*\{[^}]*\})*\}"
)
KINDS = {"text/html", "text/css", "image/svg+xml"}


def main() -> int:
    os.environ["FLASK_DEBUG"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(prepared(Settings(data_dir=Path(folder, "data"))))
        release = services(app).release
        documents = {path: (one.content_type, one.body) for path, one in release.documents.items()}
        for tag, html in fallback(release)["pages"].items():
            documents[f"/fallback/{tag}"] = ("text/html", html.encode())
        for path in (f"/{tag}/dev/components" for tag in LANGUAGES):
            documents[path] = ("text/html", app.test_client().get(path).data)
        rendered = Path(folder, "rendered")
        count = 0
        for path, (content_type, body) in documents.items():
            kind = content_type.partition(";")[0]
            if kind in KINDS:
                # Each page gets its own folder, because `/en/techniques` is a page and a folder.
                name = path.strip("/") + ("/index.html" if kind == "text/html" else "")
                file = rendered / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(UNKNOWN.sub(b"", body))
                count += 1
        command: list[str | Path] = ["java", "-jar", VNU, "--also-check-css", "--also-check-svg", "--Werror", rendered]
        status = subprocess.run(command, check=False).returncode
    print(f"{count} documents checked")
    return status


if __name__ == "__main__":
    sys.exit(main())

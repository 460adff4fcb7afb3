"""The addresses of static files: each holds a hash, so it changes only when the content does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

# An import in a minified script: `from` and `import` load at once, `import()` loads later.
IMPORT = re.compile(r"\b(from|import\(?)'\./([\w-]+\.js)'")
# Hexadecimal digits of a hash in an address: 40 bits tell the versions of one file apart.
DIGITS = 10


def addresses_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the address of each static file by its name: `/static/<hash>/<name>`.

    The hash covers the bytes of the file and of all scripts that it imports, so what an address answers never changes.
    Scripts may import each other in a circle, so their hash is not that of the bytes that are sent, which hold the
    addresses of other scripts.
    """
    imports = imports_in(files)

    def address(name: str) -> str:
        digest = hashlib.sha256()
        for reached in (name, *sorted(reachable(name, imports) - {name})):
            digest.update(f"{reached}\0{len(files[reached])}\0".encode() + files[reached])
        return f"/static/{digest.hexdigest()[:DIGITS]}/{name}"

    return {name: address(name) for name in files}


def imports_in(files: Mapping[str, bytes], *, later: bool = True) -> dict[str, list[str]]:
    """Return for each static file the names of the scripts that it imports. `later`: also those in `import()`."""
    found: dict[str, list[str]] = {name: [] for name in files}
    for name, body in files.items():
        if name.endswith(".js"):
            imports = IMPORT.findall(body.decode())
            found[name] = [f"js/{imported}" for how, imported in imports if later or how != "import("]
    return found


def reachable(name: str, imports: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the script itself and all that it imports, directly or through others."""
    found: set[str] = set()
    left = [name]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += imports[name]
    return found


def with_addresses(name: str, body: bytes, addresses: Mapping[str, str]) -> bytes:
    """Return the bytes of a static file as they are sent: a script imports others by their addresses."""
    if not name.endswith(".js"):
        return body
    return IMPORT.sub(lambda match: f"{match[1]}'{addresses[f'js/{match[2]}']}'", body.decode()).encode()

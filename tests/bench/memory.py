"""The memory of a reminder worker in a process of its own, beside the million of `stores`: prints megabytes."""

import json
import resource
import sys
from pathlib import Path

from pwa import create_app
from pwa.settings import Settings
from tests.conftest import look, prepared

folder = Path(sys.argv[1])
million = f"sqlite:///{folder / '1000000.sqlite3'}"
app = create_app(prepared(Settings(data_dir=folder, database_url=million)), now=lambda: 0.0)
for _ in range(5):
    look(app)
print(json.dumps({"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))

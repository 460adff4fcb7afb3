"""A reminder worker that a test kills: `python -m tests.victim <data folder> <database> <push origin>`."""

import logging
import signal
import sys
from pathlib import Path

from pwa import create_without_pages
from pwa.reminders.worker import Worker
from pwa.settings import Settings

logging.basicConfig(stream=sys.stderr)
folder, database, origin = sys.argv[1:]
settings = Settings(data_dir=Path(folder), database_url=database, push_origins=(origin,), languages=("en",))
Worker(create_without_pages(settings)).start()
signal.pause()

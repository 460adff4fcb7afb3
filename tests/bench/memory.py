"""Print the memory of a reminder worker in megabytes. It runs in its own process on the million rows of `stores`.

`python -m tests.bench.memory <folder> <origin>`. The reminders that are due first are sent to that origin.
"""

import json
import resource
import sys
from pathlib import Path

import sqlalchemy as sa

from pwa import create_worker_app
from pwa.reminders import bucket
from pwa.reminders.keys import Keys
from pwa.reminders.tables import connect, outbox, subscriptions
from pwa.settings import Settings
from tests import people
from tests.conftest import look, prepared

folder, origin = Path(sys.argv[1]), sys.argv[2]
million = f"sqlite:///{folder / '1000000.sqlite3'}"
settings = prepared(Settings(data_dir=folder, database_url=million, push_origins=(origin,)))

with connect(million).begin() as connection:
    now = connection.execute(sa.select(sa.func.min(outbox.c.wake_at))).scalar_one()
    due = sa.select(outbox.c.subscription_id).where(outbox.c.wake_at <= now)
    endpoint = sa.literal(f"{origin}/push/") + sa.cast(subscriptions.c.id, sa.Text)
    keys = {**people.maria().subscription["keys"], "vapid_key": Keys(settings.vapid_key_file).public}
    connection.execute(sa.update(subscriptions).where(subscriptions.c.id.in_(due)).values(endpoint=endpoint, **keys))

bucket.BURST = 10**9  # all go out at once
sent = look(create_worker_app(settings, now=lambda: float(now)))
print(json.dumps({"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "sent": sent}))

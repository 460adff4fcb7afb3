"""The three tables. The same code runs on SQLite and on PostgreSQL; changes go through Alembic.

Times are UTC seconds (integers), except `local`, a wall time as ISO 8601 without a zone.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql, sqlite

from pwa.paths import PACKAGE

log = logging.getLogger(__name__)

# SQLite waits up to 5,000 milliseconds for a lock.
PATIENT = "busy_timeout=5000"
# Seconds for which a request waits for a connection of the pool, and for a new connection to PostgreSQL.
CONNECT_WITHIN = 5
# Seconds that the check of the file may take at the start: enough for 600 MB, which is 700,000 reminders.
CHECK_WITHIN = 2.0


class UnusableDatabaseError(Exception):
    """The database is damaged, or newer than this app. The message is one line and says what to do."""


metadata = sa.MetaData()

subscriptions = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("endpoint", sa.Text, nullable=False, unique=True),
    sa.Column("p256dh", sa.Text, nullable=False),
    sa.Column("auth", sa.Text, nullable=False),
    # The public key that the browser subscribed with: a push must be signed by its private half.
    sa.Column("vapid_key", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    # When the person last asked for a test notification.
    sa.Column("tested_at", sa.BigInteger),
)

reminders = sa.Table(
    "reminder",
    metadata,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("subscription_id", sa.ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("local", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("repeat", sa.Text, nullable=False),
    # Whether it may come in the quiet hours.
    sa.Column("at_night", sa.Boolean, nullable=False),
    sa.Column("unanswered", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # When it is due; null unless it is planned.
    sa.Column("next_at", sa.BigInteger, index=True),
    sa.Column("sent_at", sa.BigInteger),
    # How often the person moved it. An answer to a notification from before the last move has arrived already.
    sa.Column("moves", sa.Integer, nullable=False, default=0),
    # When it is deleted if the person does not answer; null while it is planned.
    sa.Column("forget_at", sa.BigInteger, index=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("subscription_id", sa.Integer, sa.ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "reminder_id",
        sa.String(12),
        sa.ForeignKey("reminder.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # A newer message with the same topic replaces an older one that was not delivered (RFC 8030, 5.4).
    sa.Column("topic", sa.String(32), nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    # When it is due, when its lease ends, or when it is tried again. One column for all three, so that claimed rows
    # leave the front of the index.
    sa.Column("wake_at", sa.BigInteger, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    # The push service refused our key or our clock (401, 403): an operator must act.
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.UniqueConstraint("subscription_id", "topic"),
)


def connect(url: str) -> sa.Engine:
    """An engine for `url`. SQLite waits up to 5 s for a lock, and a commit returns after its data is on the disk."""
    # `hide_parameters`: an error must not write an endpoint into the log.
    is_postgresql = url.startswith("postgresql")
    engine = sa.create_engine(
        url,
        pool_pre_ping=is_postgresql,
        pool_timeout=CONNECT_WITHIN,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_WITHIN} if is_postgresql else {},
    )
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # pysqlite would begin only at the first write
            # `secure_delete` overwrites deleted rows: free pages contain no endpoint and no secret.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", PATIENT):
                connection.execute(f"PRAGMA {pragma}")

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            # Of two deferred transactions that begin to write, SQLite fails one at once, without waiting 5 s.
            reads = connection.get_execution_options().get("reads", False)
            connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def sqlite_file(engine: sa.Engine) -> Path | None:
    """The file of a SQLite database; None for PostgreSQL, and for a database in memory."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def reading(engine: sa.Engine) -> sa.Engine:
    """The same engine for transactions that only read. On SQLite they do not wait for a writer."""
    return engine.execution_options(reads=True)


def migrate(engine: sa.Engine) -> None:
    """Update the tables to the newest version. Two processes may call it at once: the second one changes nothing.

    Raises:
        UnusableDatabaseError: a newer version of the app has changed them.
    """
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Alembic changes a SQLite table by a copy. Dropping the old one would empty the tables that refer to it.
            # SQLite ignores this pragma inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(2411)"))
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise _newer(connection, config) from error
        connection.invalidate()  # the next connection has foreign keys on


def _newer(connection: sa.Connection, config: Config) -> UnusableDatabaseError:
    theirs = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    ours = ScriptDirectory.from_config(config).get_current_head()
    return UnusableDatabaseError(
        f"A newer Ask First has changed the database: it has version {theirs}, and this Ask First knows versions up to"
        f" {ours}. Start the newer one again, or restore a copy of the database from before the update."
    )


def check(engine: sa.Engine) -> None:
    """Check the file of SQLite for damage, for at most `CHECK_WITHIN` seconds.

    Raises:
        UnusableDatabaseError: it is damaged.
    """
    file = sqlite_file(engine)
    if file is None or not file.is_file():
        return
    with closing(sqlite3.connect(file)) as connection:
        end = time.monotonic() + CHECK_WITHIN
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        try:
            [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                log.info("The database is large: the check for damage was ended after %s seconds", CHECK_WITHIN)
            if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT:
                return  # a full disk, or not a database: the first use of it raises a clear error
            said = str(error)
    if said != "ok":
        raise UnusableDatabaseError(
            f"The database {file} is damaged: {' '.join(said.split())}. Copy it, then restore a backup in its place, or"
            " save what can be read: sqlite3 OLD .recover | sqlite3 NEW"
        )


def truncate_wal(engine: sa.Engine) -> None:
    """Truncate the write-ahead log of SQLite, which contains deleted rows until then.

    It does not wait for other connections, because writers would wait for it. If one is active, the next call tries
    again.
    """
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA {PATIENT}")


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT with ON CONFLICT in the dialect of this database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def delete_empty(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Delete the subscriptions that match `which` and have no reminder."""
    # Locked first: PostgreSQL evaluates NOT EXISTS before it waits for a transaction that adds a reminder.
    lock = sa.select(subscriptions.c.id).where(which).order_by(subscriptions.c.id).with_for_update()
    connection.execute(lock).all()
    has_reminders = sa.exists().where(reminders.c.subscription_id == subscriptions.c.id)
    connection.execute(sa.delete(subscriptions).where(which, ~has_reminders))

"""The tables. The same code runs on SQLite and on PostgreSQL; changes go through Alembic.

Times are UTC seconds (integers), except `local`, a wall time as ISO 8601 without a zone.

A transaction locks rows of PostgreSQL in this order, because two that wait for each other are a deadlock:
subscriptions by id, reminders by id, the outbox. The planner begins with reminders, so nobody may hold a subscription
FOR UPDATE while it waits for a reminder: `lock_subscriptions` takes a weaker lock, and the last statement deletes.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite

from pwa.paths import PACKAGE

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

# SQLite waits up to 5,000 milliseconds for a lock.
PATIENT = "busy_timeout=5000"
PRAGMAS = (
    # What is due together lies scattered in a large file, so each row that is settled changes pages of its own. Small
    # ones cost half as much to write. It applies to new files only, and only before the journal mode.
    "page_size=1024",
    "journal_mode=WAL",
    # Pages of the log that are written before a commit also writes them to the file: 8 MB. With SQLite's 1000, each
    # commit would do that. `truncate_wal` does it in any case.
    "wal_autocheckpoint=8000",
    # Kilobytes of memory for each connection: all pages that 500 rows change. With SQLite's 2000, some are written and
    # read again before the commit.
    "cache_size=-4000",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Overwrites deleted rows: free pages contain no endpoint and no secret.
    "secure_delete=ON",
    PATIENT,
)
# The milliseconds that it waits while another process changes the tables: an hour.
MIGRATE_WITHIN = 3_600_000
# Seconds for which a request waits for a connection of the pool, and for a new connection to PostgreSQL.
CONNECT_WITHIN = 5
# PostgreSQL ends a statement, a wait for a lock, and a transaction that asks nothing, after this many milliseconds.
STATEMENT_WITHIN, LOCK_WITHIN, IDLE_WITHIN = 30_000, 5_000, 10_000
POSTGRESQL = {
    "connect_timeout": CONNECT_WITHIN,
    "application_name": "ask-first",
    # A server without a locale makes databases without an encoding, whose texts would be bytes.
    "client_encoding": "utf8",
    # PgBouncer in transaction mode gives each transaction another connection, which does not know what was prepared.
    "prepare_threshold": None,
    # A router may drop a connection silently, and a machine may vanish. TCP would notice it after two hours if we wait,
    # and after 15 minutes if we send. With these it takes 30 seconds. tcp_user_timeout is in milliseconds.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# The SQLSTATE of a deadlock, and how many of them are forgiven: the other transaction is through then.
DEADLOCK_DETECTED, DEADLOCKS = "40P01", 3
# Seconds that the check of the file may take at the start: enough for 600 MB, which is 600,000 reminders.
CHECK_WITHIN = 2.0


class UnusableDatabaseError(Exception):
    """The database is damaged, or newer than this app. The message is one line and says what to do."""


metadata = sa.MetaData()

# SQLite numbers rows by itself only in a column of the type INTEGER, which holds 64 bits there.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

subscriptions = sa.Table(
    "subscription",
    metadata,
    sa.Column("id", Id, primary_key=True),
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
    sa.Column("id", Id, primary_key=True),
    sa.Column("subscription_id", Id, sa.ForeignKey("subscription.id", ondelete="CASCADE"), nullable=False),
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

# Two rows: when any worker has last looked for what is due (1), and when one has last tidied (2).
heartbeat = sa.Table(
    "heartbeat",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("looked_at", sa.BigInteger, nullable=False),
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
        connect_args=POSTGRESQL if is_postgresql else {},
    )
    if is_postgresql:

        @sa.event.listens_for(engine, "connect")
        def leave_begin_to_us(connection: Any, _record: object) -> None:
            connection.autocommit = True  # psycopg would send BEGIN in a round trip of its own

        @sa.event.listens_for(engine, "begin")
        def begin_with_limits(connection: sa.Connection) -> None:
            options = connection.get_execution_options()
            if options.get("isolation_level") == "AUTOCOMMIT":
                return
            # For each transaction: a pooler such as PgBouncer refuses them as options of a connection, and passes the
            # settings of a session on to other clients.
            limits = (
                f"; SET LOCAL statement_timeout = {STATEMENT_WITHIN}; SET LOCAL lock_timeout = {LOCK_WITHIN};"
                f" SET LOCAL idle_in_transaction_session_timeout = {IDLE_WITHIN}"
            )
            connection.exec_driver_sql("BEGIN" if options.get("unlimited", False) else f"BEGIN{limits}")

    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # pysqlite would begin only at the first write
            for pragma in PRAGMAS:
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


def migrate(engine: sa.Engine) -> str | None:
    """Update the tables to the newest version. Several processes may call it at once: the others wait.

    Returns:
        The version before; None if there were no tables.

    Raises:
        UnusableDatabaseError: a newer version of the app has changed them.
    """
    if (current := version(engine)) == newest_version():
        return current  # without a wait for a lock
    return retry_deadlock(_change_tables)(engine)  # running workers lock the same tables, in another order


def _change_tables(engine: sa.Engine) -> str | None:
    config = _config()
    # No limits: a table of millions of rows takes minutes, and a second process waits for the first.
    with engine.connect().execution_options(unlimited=True) as connection:
        if engine.dialect.name == "sqlite":
            # Alembic changes a SQLite table by a copy. Dropping the old one would empty the tables that refer to it.
            # SQLite ignores this pragma inside a transaction.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            connection.connection.cursor().execute(f"PRAGMA busy_timeout={MIGRATE_WITHIN}")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(2411)"))
            before = MigrationContext.configure(connection).get_current_revision()
            check_version(before)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        connection.invalidate()  # the next connection has foreign keys on
    return before


def version(engine: sa.Engine) -> str | None:
    """The version of the tables; None if there are none."""
    with reading(engine).begin() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_version() -> str:
    """The version that this app needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def check_version(theirs: str | None) -> None:
    """Check that this app knows a version, so that it can upgrade it.

    Raises:
        UnusableDatabaseError: it does not.
    """
    known = ScriptDirectory.from_config(_config())
    if theirs and theirs not in {script.revision for script in known.walk_revisions()}:
        raise UnusableDatabaseError(
            f"A newer Ask First has changed the database: it has version {theirs}, and this Ask First knows versions up"
            f" to {known.get_current_head()}. Start the newer one again, or restore a copy of the database from before"
            " the update."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    return config


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


def retry_deadlock(method: Callable[P, R]) -> Callable[P, R]:
    """Decorate a method that runs one transaction: repeat it if PostgreSQL ended it because of a deadlock."""

    @wraps(method)
    def write(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(DEADLOCKS):
            try:
                return method(*args, **kwargs)
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", None) != DEADLOCK_DETECTED:
                    raise
                log.warning("PostgreSQL found a deadlock: the transaction is repeated")
        return method(*args, **kwargs)

    return write


def insert(connection: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT with ON CONFLICT in the dialect of this database."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def lock_subscriptions(which: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """Select the ids of subscriptions and lock them FOR NO KEY UPDATE.

    The planner, which holds reminders, inserts rows that refer to subscriptions. It would wait for a stronger lock.
    """
    return sa.select(subscriptions.c.id).where(which).order_by(subscriptions.c.id).with_for_update(key_share=True)


def delete_empty(connection: sa.Connection, which: sa.ColumnElement[bool]) -> None:
    """Delete the subscriptions that match `which` and have no reminder."""
    # Locked first: PostgreSQL evaluates NOT EXISTS before it waits for a transaction that adds a reminder.
    connection.execute(lock_subscriptions(which)).all()
    has_reminders = sa.exists().where(reminders.c.subscription_id == subscriptions.c.id)
    connection.execute(sa.delete(subscriptions).where(which, ~has_reminders))

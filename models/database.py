"""Engines and transactions: one writer at a time on either database, readers never wait.

SQLite runs in WAL mode and a write transaction begins with BEGIN IMMEDIATE, so that processes queue
for the file instead of failing half-way. PostgreSQL gets the same rule from an advisory lock: what is
derived from several rows (the versions of a report) is then never computed from half a picture.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 30
_GAP_SECONDS = 0.001
_FILE = "file"
WRITER_LOCK = 0x6E69616E_62616F  # "nianbao": the advisory lock of all writers


class CorpusError(Exception):
    """The database cannot be used; the message is a sentence for a person."""


class CorpusUsageError(CorpusError):
    """What was asked for cannot be meant: no such kind of database, no such province."""


def parse_url(url: str) -> URL:
    """Read a database URL; plain `postgresql://` gets the driver that is installed with the program.

    Raises CorpusUsageError.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise CorpusUsageError(f"not a database URL: {url!r} (try sqlite:///data/nianbao.db)") from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise CorpusUsageError(f"{parsed.drivername} is not supported: use sqlite:/// or postgresql://")
    if parsed.drivername.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise CorpusUsageError("the corpus needs a file: sqlite:///path/to/nianbao.db")
    return parsed


def sqlite_path(url: URL) -> Path | None:
    """Return the file of a SQLite URL, None for PostgreSQL."""
    return Path(url.database or "") if url.drivername.startswith("sqlite") else None


def make_engine(url: URL) -> Engine:
    """Build the engine; nothing is opened before the first connection."""
    if sqlite_path(url) is None:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "connect", _note_file)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # None: the driver would otherwise open transactions late and commit before each DDL statement.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    enter_wal(connection, BUSY_SECONDS)
    # NORMAL cannot corrupt a WAL database; a power cut may only undo the last commits, which are redone.
    connection.execute("PRAGMA synchronous = NORMAL")


def _note_file(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    record.info[_FILE] = _identity(_file_of(connection))


def _file_of(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])


def _identity(file: str) -> tuple[str, int, int]:
    """Which file this is, whatever stands under its name later."""
    try:
        found = Path(file).stat()
    except OSError:
        return file, 0, 0
    return file, found.st_dev, found.st_ino


def enter_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Switch to WAL once; the switch itself does not heed the busy timeout when two processes race."""
    deadline = time.monotonic() + seconds
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    _refuse_gone(connection)
    # SQLite's own busy handler sleeps up to 0.1 s between two tries: beside a process that writes all the
    # time it would miss the short gaps between that one's transactions for seconds.
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            break
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > deadline:
                raise
            time.sleep(_GAP_SECONDS)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _refuse_gone(connection: Connection) -> None:
    """SQLite goes on writing into a file that was removed; nobody would ever see what."""
    known = connection.connection.info[_FILE]
    if _identity(known[0]) != known:
        raise CorpusError(f"{known[0]} was removed or replaced while it was in use")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database and writes nothing."""
    with translated(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed whole on exit, rolled back on any exception."""
    with translated(engine), engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
        yield connection


def durable(engine: Engine) -> None:
    """Bring all that is committed to the disk itself, where the database leaves that for later.

    For what is about to be removed because the database does not need it any more. Raises OSError.
    """
    path = sqlite_path(engine.url)
    if path is None:
        return  # PostgreSQL has done so at the commit
    for part in (Path(f"{path}-wal"), path):
        if part.exists():
            with part.open("rb") as handle:
                os.fsync(handle.fileno())


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what the driver says about an unusable database into a sentence for a person."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (OperationalError, DatabaseError):
            raise  # a broken constraint or statement is a fault of the program, not of the database
        raise CorpusError(_explain(error.orig, engine.url)) from error
    except sqlite3.Error as error:
        raise CorpusError(_explain(error, engine.url)) from error


def _explain(error: BaseException | None, url: URL) -> str:
    where = url.render_as_string(hide_password=True)
    said = (str(error).strip() or "no reason given").splitlines()[0]
    if "locked" in said or "busy" in said:
        return f"{where} was locked by another process for {BUSY_SECONDS} seconds"
    if "readonly" in said or "read-only" in said:
        return f"{where} cannot be written: {said}"
    if "disk is full" in said:
        return f"the disk of {where} is full"
    return f"{where} cannot be used: {said}"

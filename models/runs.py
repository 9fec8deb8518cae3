"""Runs: begun once, continued after a kill, closed with a summary."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from models.database import CorpusError
from models.facts import Run, RunRow, RunState
from models.schema import FetchRow
from models.schema import Run as RunTable
from models.schema.types import canonical_json

SILENCE = timedelta(minutes=15)
"""A run of another machine that has fetched nothing for so long is taken for dead."""

STALE = timedelta(days=3)
"""A run that stopped longer ago is not continued: what it fetched may have changed since."""

_LATEST = 3


@dataclass(frozen=True, slots=True)
class Process:
    """A process over all time: its id is used again, its id with boot and start time is not."""

    hostname: str
    pid: int
    mark: str


def this_process() -> Process:
    """The calling process."""
    pid = os.getpid()
    return Process(socket.gethostname(), pid, process_mark(pid))


def process_mark(pid: int) -> str:
    """Boot id and start tick of a living process from /proc; empty where it is dead or /proc is absent."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else f"{boot}/{fields[18]}"


def begin_run(
    connection: Connection, command: str, arguments: Mapping[str, Any], me: Process, now: datetime
) -> Run:
    """Insert a run, or take over the killed or interrupted one of the same command and arguments.

    Raises CorpusError when its process is alive.
    """
    wanted = canonical_json(arguments)
    unfinished = (
        connection.execute(
            select(RunTable)
            .where(RunTable.command == command, RunTable.state.in_(("running", "interrupted")))
            .order_by(RunTable.id)
        )
        .mappings()
        .all()
    )
    for row in unfinished:
        if canonical_json(row["arguments"]) != wanted:
            continue
        last_sign = _last_sign(connection, row["id"], row["started_at"])
        former = Process(row["hostname"], row["pid"], row["process_mark"])
        if row["state"] == "running" and is_alive(former, me, now - last_sign):
            raise CorpusError(
                f"already running: {command} (run {row['id']}, process {row['pid']} "
                f"on {row['hostname']}, since {row['started_at']:%Y-%m-%d %H:%M} UTC)"
            )
        if now - last_sign > STALE:
            finish_run(connection, row["id"], "failed", {"reason": "killed, and not continued in time"}, now)
            continue
        connection.execute(
            update(RunTable)
            .where(RunTable.id == row["id"])
            .values(state="running", finished_at=None, hostname=me.hostname, pid=me.pid, process_mark=me.mark)
        )
        return Run(row["id"], True, row["started_at"])
    statement = insert(RunTable).values(
        command=command,
        arguments=dict(arguments),
        state="running",
        started_at=now,
        finished_at=None,
        hostname=me.hostname,
        pid=me.pid,
        process_mark=me.mark,
        summary={},
    )
    number = connection.execute(statement.returning(RunTable.id)).scalar_one()
    return Run(number, False, now)


def unfinished_runs(connection: Connection, command: str) -> frozenset[int]:
    """Runs of a command that were killed or interrupted and wait to be taken over, or are at work now."""
    wanted = select(RunTable.id).where(
        RunTable.command == command, RunTable.state.in_(("running", "interrupted"))
    )
    return frozenset(connection.execute(wanted).scalars())


def _last_sign(connection: Connection, run_id: int, started_at: datetime) -> datetime:
    last = connection.execute(select(func.max(FetchRow.at)).where(FetchRow.run_id == run_id)).scalar()
    return max(last or started_at, started_at)


def last_moment(connection: Connection) -> datetime | None:
    """The latest time at which one of the last runs fetched anything; None in an empty corpus."""
    latest = select(RunTable.id).order_by(RunTable.id.desc()).limit(_LATEST)
    return connection.execute(select(func.max(FetchRow.at)).where(FetchRow.run_id.in_(latest))).scalar()


def is_alive(process: Process, me: Process, silent_for: timedelta) -> bool:
    """Whether the process of a run still lives; of another machine only its silence tells."""
    if process == me:
        return False
    if process.hostname != me.hostname:
        return silent_for < SILENCE
    if process.mark:
        return process_mark(process.pid) == process.mark
    return _answers(process.pid)


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def finish_run(
    connection: Connection, run_id: int, state: RunState, summary: Mapping[str, Any], now: datetime
) -> None:
    """Close a run with its summary."""
    connection.execute(
        update(RunTable)
        .where(RunTable.id == run_id)
        .values(state=state, finished_at=now, summary=dict(summary))
    )


def latest_runs(connection: Connection, limit: int | None) -> tuple[RunRow, ...]:
    """The last runs, latest first; all of them without a limit."""
    rows = connection.execute(select(RunTable).order_by(RunTable.id.desc()).limit(limit)).mappings()
    return tuple(
        RunRow(
            row["id"],
            row["command"],
            row["arguments"],
            row["state"],
            row["started_at"],
            row["finished_at"],
            row["summary"],
        )
        for row in rows
    )

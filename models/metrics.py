"""The state of a corpus in figures for a monitoring system; read from what is stored, none is ever lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, exists, func, select
from sqlalchemy.orm import aliased

from models.portions import portions
from models.queries import list_states
from models.schema import (
    DeadLetter,
    Document,
    Event,
    FetchRow,
    Report,
    ReviewItem,
    Run,
    Subscriber,
    WalkedList,
)
from parsers.failures import Failure

_NO_REQUEST = "reading"
_GUESS = "guess"
_NOT_ASKED = frozenset({Failure.ROBOTS_DENIED, Failure.ROBOTS_UNKNOWN, Failure.GUARD_REFUSED})
"""Failures of addresses that nobody was asked for."""
FINAL = frozenset({"finished", "failed"})
"""States of a run that nothing follows."""


@dataclass(frozen=True, slots=True)
class RunSum:
    """One run: what it asked, and what failed by class (lists that fell short among it)."""

    run_id: int
    command: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    looked: int
    """Known lists that it looked at."""
    requests: int
    failures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the corpus."""

    events: Mapping[str, int]
    """By kind."""
    runs: tuple[RunSum, ...]
    """All of them, the earliest first."""
    reports: int
    documents: int
    pending: int
    """Documents that no reader has looked at, those given up left out."""
    review: int
    """Readings that wait for a person."""
    lists: Mapping[str, int]
    """Watched lists that are `ok`, `failing` for less than it takes, or `broken`."""
    untold: Mapping[str, int]
    """Events that each subscriber was not told yet."""
    dead: Mapping[str, int]
    """Events given up, by subscriber."""


def snapshot(connection: Connection, settled: Mapping[int, RunSum]) -> Snapshot:
    """Read the state; `settled` are runs summed before, of which those that ended are not summed again."""
    pending = select(func.count()).where(Document.outcome.is_(None), Document.quarantine_failure.is_(None))
    review = select(ReviewItem.sha256, ReviewItem.part).distinct().subquery()
    last = connection.execute(select(func.coalesce(func.max(Event.id), 0))).scalar_one()
    return Snapshot(
        dict(connection.execute(select(Event.kind, func.count()).group_by(Event.kind)).all()),
        tuple(_runs(connection, settled)),
        connection.execute(select(func.count()).select_from(Report)).scalar_one(),
        connection.execute(select(func.count()).select_from(Document)).scalar_one(),
        connection.execute(pending).scalar_one(),
        connection.execute(select(func.count()).select_from(review)).scalar_one(),
        list_states(connection),
        {
            name: last - cursor
            for name, cursor in connection.execute(select(Subscriber.name, Subscriber.cursor))
        },
        dict(
            connection.execute(
                select(DeadLetter.subscriber, func.count()).group_by(DeadLetter.subscriber)
            ).all()
        ),
    )


def _runs(connection: Connection, settled: Mapping[int, RunSum]) -> Iterator[RunSum]:
    states = connection.execute(select(Run.id, Run.state).order_by(Run.id)).all()
    fresh = [number for number, state in states if number not in settled or state not in FINAL]
    found: dict[int, RunSum] = {}
    for some in portions(fresh):
        found.update(_summed(connection, some))
    for number, _ in states:
        yield found.get(number) or settled[number]


def _summed(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[int, RunSum]]:
    requests: Counter[int] = Counter()
    failures: dict[int, Counter[str]] = defaultdict(Counter)
    key = (FetchRow.run_id, FetchRow.via, FetchRow.failure)
    for number, via, failure, count in connection.execute(
        select(*key, func.count()).where(FetchRow.run_id.in_(numbers)).group_by(*key)
    ):
        requests[number] += count * (via != _NO_REQUEST and failure not in _NOT_ASKED)
        if failure is not None and via != _GUESS:
            failures[number][failure] += count
    for number, count in connection.execute(_judged_again(numbers)):
        requests[number] -= count
    short = (WalkedList.run_id, WalkedList.failure)
    for number, failure, count in connection.execute(
        select(*short, func.count())
        .where(WalkedList.run_id.in_(numbers), WalkedList.failure.is_not(None))
        .group_by(*short)
    ):
        failures[number][failure or ""] += count
    for run in connection.execute(select(Run).where(Run.id.in_(numbers)).order_by(Run.id)):
        yield (
            run.id,
            RunSum(
                run.id,
                run.command,
                run.state,
                run.started_at,
                run.finished_at,
                int(run.summary.get("looked", 0)),
                requests[run.id],
                dict(failures[run.id]),
            ),
        )


def _judged_again(numbers: Collection[int]) -> Select[int, int]:
    """Error pages noted as good first, before the host's way of saying so was known: one request each."""
    before = aliased(FetchRow)
    noted = exists().where(
        before.run_id == FetchRow.run_id,
        before.url == FetchRow.url,
        before.sha256 == FetchRow.sha256,
        before.failure.is_(None),
    )
    return (
        select(FetchRow.run_id, func.count())
        .where(FetchRow.run_id.in_(numbers), FetchRow.failure == Failure.SOFT_404, noted)
        .group_by(FetchRow.run_id)
    )

"""Appending to the log.

Numbers rise by one, without a gap, in the order of the commits: an event is written under the lock of the
one writer (`models.database.writing`), which is held until its transaction is visible. A reader who has seen
number n has seen all before it, and will never find another one among them. The key says what an event is
about; told again, by a run that was killed and continued, it is not written twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from models.events.kinds import EventKind
from models.schema import Event
from models.upserts import table_of


@dataclass(frozen=True, slots=True)
class Happening:
    """An event before it has a number. `key` is unique among all events for ever."""

    kind: EventKind
    key: str
    body_id: str | None = None
    report_year: int | None = None
    source_url: str | None = None
    """Column or page that it is about, where it is about one."""
    detail: Mapping[str, object] = field(default_factory=dict)


def note(connection: Connection, happening: Happening, now: datetime) -> bool:
    """Append an event inside the caller's write transaction; False where it was told before."""
    number = connection.execute(_LAST).scalar_one() + 1
    written = connection.execute(
        _insert(connection.dialect.name),
        {
            "id": number,
            "at": now,
            "kind": str(happening.kind),
            "key": f"{happening.kind}:{happening.key}",
            "body_id": happening.body_id,
            "report_year": happening.report_year,
            "source_url": happening.source_url,
            "detail": dict(happening.detail),
        },
    )
    return bool(written.rowcount)


_LAST = select(func.coalesce(func.max(Event.id), 0))


@cache
def _insert(dialect: str) -> Any:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table_of(Event)).on_conflict_do_nothing(index_elements=["key"])

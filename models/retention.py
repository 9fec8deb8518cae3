"""Which archived answers the corpus still needs, and where they lie after the archive was compacted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from models.attempts import last_attempts
from models.facts import ArchiveRef
from models.schema import Document, FetchRow, Run
from models.upserts import table_of

Place = tuple[str, int]
"""File and offset of a record."""
_ENDED = ("finished", "failed")


@dataclass(frozen=True, slots=True)
class Needs:
    """What the rows of the corpus refer to."""

    documents: Mapping[str, Place]
    """Where the original of each document lies, by digest. Kept for ever."""
    kept: frozenset[Place]
    """Records that rows refer to and that stay: answers young enough, and all that is needed besides."""
    aged: frozenset[Place]
    """Records that rows refer to only as answers older than the retention."""
    digests: frozenset[str]
    """Payloads that must be found whatever becomes of the records: of documents, of the answers that stay,
    and of the last good answer of each address, with which an unchanged page is answered."""


def needs(connection: Connection, before: datetime | None) -> Needs:
    """Read what is needed; answers older than `before` are not, unless for one of the other reasons.

    Answers of runs that may still be continued are needed.
    """
    documents = {
        row.sha256: (row.archive_file, row.archive_offset)
        for row in connection.execute(
            select(Document.sha256, Document.archive_file, Document.archive_offset).where(
                Document.archive_file.is_not(None)
            )
        )
    }
    wanted = set(documents) | _last_good(connection)
    kept: set[Place] = set(documents.values())
    aged: set[Place] = set()
    digests = set(wanted)
    for row in connection.execute(
        select(FetchRow.at, FetchRow.sha256, FetchRow.archive_file, FetchRow.archive_offset, Run.state)
        .join(Run, Run.id == FetchRow.run_id)
        .where(FetchRow.archive_file.is_not(None))
    ):
        place = (row.archive_file, row.archive_offset)
        old = before is not None and row.at < before and row.state in _ENDED
        if old and row.sha256 not in wanted:
            aged.add(place)
        else:
            kept.add(place)
            if row.sha256 is not None:
                digests.add(row.sha256)
    return Needs(documents, frozenset(kept), frozenset(aged - kept), frozenset(digests))


def _last_good(connection: Connection) -> set[str]:
    good = (FetchRow.failure.is_(None), FetchRow.sha256.is_not(None))
    last = last_attempts(*good)
    rows = connection.execute(
        select(FetchRow.sha256)
        .join(last, (last.c.url == FetchRow.url) & (last.c.at == FetchRow.at))
        .where(*good)
    )
    return {sha256 for sha256 in rows.scalars() if sha256 is not None}


def switch(connection: Connection, files: Collection[str], moved: Mapping[Place, ArchiveRef]) -> None:
    """Say where the records of these files lie now; a row whose record is not among them has lost it."""
    fetches = table_of(FetchRow)
    rows = connection.execute(
        select(
            FetchRow.run_id, FetchRow.url, FetchRow.at, FetchRow.archive_file, FetchRow.archive_offset
        ).where(FetchRow.archive_file.in_(sorted(files)))
    ).all()
    _write(
        connection,
        update(fetches).where(
            fetches.c.run_id == bindparam("key_run"),
            fetches.c.url == bindparam("key_url"),
            fetches.c.at == bindparam("key_at"),
        ),
        (
            {"key_run": row.run_id, "key_url": row.url, "key_at": row.at}
            | _values(moved.get((row.archive_file or "", row.archive_offset or 0)))
            for row in rows
        ),
    )
    documents = table_of(Document)
    found = connection.execute(
        select(Document.sha256, Document.archive_file, Document.archive_offset).where(
            Document.archive_file.in_(sorted(files))
        )
    ).all()
    _write(
        connection,
        update(documents).where(documents.c.sha256 == bindparam("key")),
        (
            {"key": row.sha256} | _values(moved[row.archive_file or "", row.archive_offset or 0])
            for row in found
        ),
    )


def _values(ref: ArchiveRef | None) -> dict[str, Any]:
    return {
        "archive_file": ref.file if ref else None,
        "archive_offset": ref.offset if ref else None,
        "archive_length": ref.length if ref else None,
    }


def _write(connection: Connection, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    if given := list(rows):
        connection.execute(statement.values({name: bindparam(name) for name in _values(None)}), given)

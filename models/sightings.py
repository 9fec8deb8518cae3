"""The sightings of a document as facts again, so that what is found inside it can be recorded like it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from models.facts import SourceSeen
from models.intake import WORDS, date_of_publication
from models.schema import FetchRow, Source


def sightings(connection: Connection, sha256: str) -> list[SourceSeen]:
    """Where a document was first seen, by address, with the run that fetched it and its date of publication.

    A document that no run has fetched has none.
    """
    run_id = connection.execute(select(func.min(FetchRow.run_id)).where(FetchRow.sha256 == sha256)).scalar()
    if run_id is None:
        return []
    rows = connection.execute(
        select(Source, date_of_publication().label("day")).where(Source.sha256 == sha256).order_by(Source.url)
    )
    return [
        SourceSeen(
            url=row.url,
            sha256=sha256,
            host=row.host,
            run_id=run_id,
            at=row.first_seen,
            **{name: getattr(row, name) for name in WORDS if name != "published"},
            published=row.day,
        )
        for row in rows
    ]

"""Which columns ended in a run: gone, empty, sent on, or left behind. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.health.moving import STALE, Ended
from models.sourcefacts import ColumnFigures, KnownColumn
from parsers.failures import Failure
from spiders.addresses import canonical

MOVABLE = frozenset(
    {
        Failure.GONE,
        Failure.SOFT_404,
        Failure.REDIRECT_SHELL,
        Failure.LAYOUT_CHANGED,
        Failure.EMPTY_LIST,
        Failure.DNS,
        Failure.TCP,
        Failure.TIMEOUT,
    }
)
"""What became of a column's page where its reports may be found elsewhere."""


def ended_columns(rows: Sequence[ColumnFigures], columns: Sequence[KnownColumn], run_id: int) -> list[Ended]:
    """The outermost columns whose reports may stand elsewhere now: gone, empty, sent on, or left behind."""
    known = {column.url: column for column in columns}
    here = {row.column_url: row for row in rows}
    ended = []
    for row in rows:
        column = known.get(row.column_url)
        if column is None or column.parent_url is not None or column.first_run == run_id:
            continue
        if row.failure is not None:
            if Failure(row.failure) in MOVABLE:
                ended.append(Ended(row.column_url, row.portal, row.failure, None))
        elif not row.reports:
            ended.append(Ended(row.column_url, row.portal, str(Failure.EMPTY_LIST), None))
        elif not row.linked and row.via in ("known", "registered"):
            ended.append(Ended(row.column_url, row.portal, STALE, None))
    for row in rows:
        # The old address answers with a redirect to the new one.
        key = canonical(row.asked_url)
        if key == canonical(row.column_url):
            continue
        ended += [
            Ended(column.url, row.portal, "redirect", row.column_url)
            for column in columns
            if column.parent_url is None and canonical(column.url) == key and column.url not in here
        ]
    return ended

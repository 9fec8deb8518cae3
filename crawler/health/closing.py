"""At the end of a run: what each column and portal gave, and which moved, is put beside what was known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from crawler.health.ending import ended_columns
from crawler.health.moving import find_moves
from crawler.health.silent import silent_portals
from crawler.health.summing import RunEnd, column_rows, portal_rows
from crawler.health.trees import trees_of
from models import sources
from models.corpus import Corpus
from models.database import reading, writing
from models.facts import Fetch
from models.sourcefacts import MoveFact
from parsers.failures import Failure
from spiders.addresses import host_of


def close_sources(corpus: Corpus, end: RunEnd) -> tuple[MoveFact, ...]:
    """Keep what the sources gave in a run and return the columns that moved in it. Raises CorpusError."""
    with reading(corpus.engine) as connection:
        traffic = sources.traffic(connection, end.run_id)
        portals = {row.portal for row in traffic.rows}
        columns = [column for column in sources.columns(connection) if column.portal in portals]
        asked = {column.url for column in columns} | set(end.registered)
        asked |= {column.asked_url for column in traffic.seen}
        answers = sources.answers(connection, end.run_id, asked)
        rows = column_rows(traffic, columns, answers, end)
        moved: list[MoveFact] = []
        if not end.stopped:
            known = {move.from_url for move in sources.moves(connection)}
            ended = [entry for entry in ended_columns(rows, columns, end.run_id) if entry.url not in known]
            trees = trees_of(columns)
            wanted = [url for entry in ended for url in trees.below(entry.url)]
            wanted += [row.column_url for row in rows if ended]
            keys = sources.report_keys(connection, wanted)
            moved = find_moves(ended, rows, columns, trees, keys, end.run_id)
    with writing(corpus.engine) as connection:
        sources.keep(connection, rows, portal_rows(traffic, end), moved)
    return tuple(moved)


def note_silent(
    corpus: Corpus, end: RunEnd, now: datetime, note: Callable[[str, Failure, str], None]
) -> None:
    """Record the portals that answered and led to nothing as failures; `note` is told of each, too.

    Raises CorpusError.
    """
    with reading(corpus.engine) as connection:
        silent = silent_portals(sources.traffic(connection, end.run_id), end)
    for portal in silent:
        note(portal.url, Failure.LAYOUT_CHANGED, portal.detail)
    corpus.record(
        [
            Fetch(
                url=portal.url,
                host=host_of(portal.url),
                run_id=end.run_id,
                # later than the last answer even where the clock stands
                at=max(now, portal.last_at + timedelta(microseconds=1)),
                failure=Failure.LAYOUT_CHANGED,
                detail=portal.detail,
                via="reading",
                portal=portal.portal,
            )
            for portal in silent
        ]
    )

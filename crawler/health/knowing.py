"""What a run takes over from earlier ones: columns to ask for even where nothing leads to them any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.health.moving import STALE
from crawler.health.trees import trees_of
from models import sources
from models.corpus import Corpus
from models.database import reading
from spiders.visits import KnownColumn


@dataclass(frozen=True, slots=True)
class Earlier:
    """Columns that gave reports, by spider, and addresses of columns that ended and moved elsewhere."""

    columns: Mapping[str, list[KnownColumn]] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()


def earlier_sources(corpus: Corpus, run_id: int) -> Earlier:
    """What runs before this one found. A continued run is told the same as when it began."""
    with reading(corpus.engine) as connection:
        stored = sources.columns(connection)
        moved = {
            move.from_url for move in sources.moves(connection) if move.run_id != run_id and move.why != STALE
        }
    trees, given = trees_of(stored), {column.url for column in stored if column.last_given is not None}
    columns: dict[str, list[KnownColumn]] = {}
    for column in stored:
        outermost = column.parent_url is None and column.via != "nested"
        if outermost and column.first_run != run_id and not given.isdisjoint(trees.below(column.url)):
            known = KnownColumn(column.url, column.title, column.portal)
            columns.setdefault(column.province, []).append(known)
    return Earlier(columns, frozenset(moved))

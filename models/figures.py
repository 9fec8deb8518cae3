"""What a comparison with a truth needs: current figures, where they were found, failed addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from models.corpus import Corpus
from models.schema import FetchRow, Figure, Reading, Source, Version, WalkedList
from parsers.record import Value


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """The current figures of one report; `inferred` are the cells that the parser worked out itself."""

    body_id: str
    year: int
    values: dict[str, Value]
    inferred: frozenset[str]


def current_figures(corpus: Corpus) -> Iterator[ReportFigures]:
    """Every report with the figures of its current version, by body and year."""
    with corpus.engine.connect() as connection:
        versions = connection.execute(
            select(Version.id, Version.body_id, Version.report_year)
            .where(Version.is_current)
            .order_by(Version.body_id, Version.report_year)
        ).all()
        for number, body_id, year in versions:
            rows = connection.execute(
                select(Figure.cell_id, Figure.value_int, Figure.value_decimal, Figure.state)
                .where(Figure.version_id == number)
                .order_by(Figure.cell_id)
            ).all()
            yield ReportFigures(
                body_id,
                year,
                {row.cell_id: row.value_decimal if row.value_int is None else row.value_int for row in rows},
                frozenset(row.cell_id for row in rows if row.state == "inferred"),
            )


def report_addresses(corpus: Corpus) -> set[tuple[str, str, int]]:
    """(address, body id, report year) of every page that was filed as a report.

    A file that hangs on a page counts as that page: files may lie on a host of their own.
    """
    page = func.coalesce(Source.parent_url, Source.url)
    with corpus.engine.connect() as connection:
        rows = connection.execute(
            select(page, Reading.body_id, Reading.report_year)
            .join(Reading, Reading.sha256 == Source.sha256)
            .where(Reading.version_id.is_not(None))
        )
        return {(url, body_id, year) for url, body_id, year in rows if body_id and year}


def failed_addresses(corpus: Corpus) -> set[tuple[str, str]]:
    """(address, failure class) of every failed fetch and every list that fell short."""
    with corpus.engine.connect() as connection:
        fetches = connection.execute(
            select(FetchRow.url, FetchRow.failure).where(FetchRow.failure.is_not(None))
        )
        lists = connection.execute(
            select(WalkedList.column_url, WalkedList.failure).where(WalkedList.failure.is_not(None))
        )
        return {(url, failure) for url, failure in [*fetches, *lists]}

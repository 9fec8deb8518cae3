"""Where the originals of documents lie, and what becomes of a document whose original was lost.

It keeps its reading and loses its place; the next crawl, which would otherwise only ask whether the page
changed, asks for all of it and gives it a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from models.facts import ArchiveRef
from models.schema import Document, FetchRow, Reading, Source

_NOWHERE = {"archive_file": None, "archive_offset": None, "archive_length": None}
_SOME = 500
MEMBER = "!/"
"""Between the address of an archive and the name of a file in it."""


def farthest(connection: Connection) -> dict[str, int]:
    """Offset behind the last original in each archive file."""
    rows = connection.execute(
        select(Document.archive_file, func.max(Document.archive_offset + Document.archive_length))
        .where(Document.archive_file.is_not(None))
        .group_by(Document.archive_file)
    )
    return {file: end for file, end in rows if file is not None and end is not None}


def lose_tails(connection: Connection, ends: Mapping[str, int]) -> list[str]:
    """Take the places behind these offsets for lost; returns the documents that had one there."""
    if not ends:
        return []
    lost = connection.execute(select(Document.sha256).where(_behind(Document, ends))).scalars().all()
    connection.execute(update(FetchRow).where(_behind(FetchRow, ends)).values(**_NOWHERE))
    lose(connection, lost)
    return list(lost)


def _behind(table: type[Document] | type[FetchRow], ends: Mapping[str, int]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(table.archive_file == file, table.archive_offset + table.archive_length > end)
            for file, end in ends.items()
        )
    )


def lose(connection: Connection, sha256s: Iterable[str]) -> None:
    """Take the places of these documents for lost; archives that they were files of are opened again."""
    left = sorted(set(sha256s))
    while left:
        some, left = left[:_SOME], left[_SOME:]
        connection.execute(update(Document).where(Document.sha256.in_(some)).values(**_NOWHERE))
        connection.execute(update(FetchRow).where(FetchRow.sha256.in_(some)).values(**_NOWHERE))
        urls = connection.execute(select(Source.url).where(Source.sha256.in_(some))).scalars()
        parents = {url.rpartition(MEMBER)[0] for url in urls if MEMBER in url}
        _read_again(connection, parents)


def _read_again(connection: Connection, urls: set[str]) -> None:
    """Let documents at these addresses wait to be read: an unreadable one of another parser does."""
    shas = select(Source.sha256).where(Source.url.in_(urls))
    connection.execute(
        update(Reading)
        .where(Reading.sha256.in_(shas), Reading.part == 0, Reading.outcome == "not_report")
        .values(outcome="unreadable", parser_version="")
    )


def without(connection: Connection) -> list[tuple[str, str | None]]:
    """Documents without an original, by digest, with an address each."""
    query = (
        select(Document.sha256, func.min(Source.url))
        .join(Source, Source.sha256 == Document.sha256, isouter=True)
        .where(Document.archive_file.is_(None))
        .group_by(Document.sha256)
        .order_by(Document.sha256)
    )
    return [(sha256, url) for sha256, url in connection.execute(query)]


def move(connection: Connection, places: Mapping[str, ArchiveRef]) -> None:
    """Say where these documents lie."""
    for sha256, ref in sorted(places.items()):
        connection.execute(
            update(Document)
            .where(Document.sha256 == sha256)
            .values(archive_file=ref.file, archive_offset=ref.offset, archive_length=ref.length)
        )

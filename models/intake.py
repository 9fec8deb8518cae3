"""Facts of crawling into rows: idempotent, and blind to the order in which they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    union,
    update,
)
from sqlalchemy.orm import aliased

from models.facts import ColumnFact, Fact, Fetch, LeadFact, ListContent, ListFact, PortalFact, SourceSeen
from models.leads import record_leads
from models.schema import (
    Column,
    ColumnReport,
    ColumnRun,
    Document,
    FetchRow,
    Portal,
    Reading,
    Source,
    WalkedList,
)
from models.upserts import Merge, greatest, least, newer, upsert
from models.watched import record_lists

WORDS = (
    "title",
    "published",
    "column_url",
    "platform",
    "province",
    "province_code",
    "host_division",
    "site_name",
    "site_code",
    "publisher",
    "index_number",
    "parent_url",
)
_PLACE = ("content_type", "size", "archive_file", "archive_offset", "archive_length")
"""What a document takes from its fetch."""
_SOURCE_MERGE: Mapping[str, Merge] = {
    **dict.fromkeys(WORDS, greatest),
    "published": least,
    "first_seen": least,
    "last_seen": greatest,
}
_DOCUMENT_MERGE: Mapping[str, Merge] = {"content_type": greatest, "size": greatest, "first_seen": least}
KNOWN = "known"
"""`via` of a column that was asked for because an earlier run found it."""


def _first_way(old: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """Keep how a column was found when it is only asked for again."""
    return case((new == KNOWN, old), else_=new)


_COLUMN_MERGE: Mapping[str, Merge] = {
    **dict.fromkeys(("title", "platform", "reason", "province", "division", "portal", "parent_url"), newer),
    "via": _first_way,
    "first_seen": least,
    "last_seen": greatest,
}
_COLUMN_RUN_MERGE: Mapping[str, Merge] = dict.fromkeys(
    ("portal", "asked_url", "platform", "reason", "via"), newer
)
_GIVEN_MERGE: Mapping[str, Merge] = {"portal": newer, "first_run_id": least, "last_run_id": greatest}


def record_facts(connection: Connection, facts: Sequence[Fact]) -> set[str]:
    """Write facts; returns the documents with a reading whose sources now say something else."""
    by_kind: dict[type, list[Any]] = defaultdict(list)
    for fact in facts:
        by_kind[type(fact)].append(fact)
    upsert(
        connection,
        Portal,
        [_portal(fact) for fact in by_kind[PortalFact]],
        dict.fromkeys(("name", "home", "province", "division"), newer),
    )
    upsert(connection, Column, [_column(fact) for fact in by_kind[ColumnFact]], _COLUMN_MERGE)
    upsert(connection, ColumnRun, [_column_run(fact) for fact in by_kind[ColumnFact]], _COLUMN_RUN_MERGE)
    upsert(
        connection,
        WalkedList,
        [_list(fact) for fact in by_kind[ListFact]],
        dict.fromkeys(
            ("pages", "rows", "reports", "promised_rows", "promised_pages", "failure", "detail", "at"), newer
        ),
    )
    record_leads(connection, by_kind[LeadFact])
    record_lists(connection, by_kind[ListContent])
    upsert(connection, FetchRow, [_fetch(fact) for fact in by_kind[Fetch]])
    _archive_known_documents(connection, by_kind[Fetch])
    return _record_sources(connection, by_kind[SourceSeen])


def _record_sources(connection: Connection, seen: Sequence[SourceSeen]) -> set[str]:
    if not seen:
        return set()
    upsert(connection, Document, _documents(connection, seen), _DOCUMENT_MERGE)
    read = _read_neighbours(connection, seen)
    before = _said_of(connection, read)
    upsert(connection, Source, [_source(fact) for fact in seen], _SOURCE_MERGE)
    given = [_given(fact) for fact in seen if fact.parent_url is None]
    upsert(connection, ColumnReport, given, _GIVEN_MERGE)
    after = _said_of(connection, read)
    return {sha256 for sha256 in after if before.get(sha256) != after[sha256]}


def _read_neighbours(connection: Connection, seen: Sequence[SourceSeen]) -> set[str]:
    """The documents seen, and those that stand near, as far as they have readings.

    Near are others at the same address, which the new one succeeds, and files that hang on it, which may
    take its date of publication.
    """
    urls = {fact.url for fact in seen}
    near = select(Source.sha256).where(or_(Source.url.in_(urls), Source.parent_url.in_(urls)))
    return set(
        connection.execute(
            union(
                select(Reading.sha256).where(Reading.sha256.in_({fact.sha256 for fact in seen})),
                select(Reading.sha256).where(Reading.sha256.in_(near)),
            )
        ).scalars()
    )


def _said_of(connection: Connection, read: set[str]) -> dict[str, list[Any]]:
    """What sources say of documents."""
    if not read:
        return {}
    words = [getattr(Source, name) for name in ("host", *WORDS)]
    rows = connection.execute(
        select(Source.sha256, Source.url, *words, date_of_publication())
        .where(Source.sha256.in_(read))
        .order_by(Source.sha256, Source.url)
    ).all()
    latest = latest_documents(connection, {row.url for row in rows})
    said: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        said[row.sha256].append((*row, row.sha256 in latest[row.url]))
    return said


@cache
def date_of_publication() -> ColumnElement[str | None]:
    """Date that a source gives, or else the page it hangs on; for queries over `Source`."""
    page = aliased(Source)
    of_page = select(func.min(page.published)).where(page.url == Source.parent_url).scalar_subquery()
    return func.coalesce(Source.published, of_page)


def latest_documents(connection: Connection, urls: Iterable[str]) -> dict[str, set[str]]:
    """The documents that each address showed when it was last seen (several only at the same instant).

    One that nobody has read, or could read, takes the place of nothing.
    """
    latest: dict[str, set[str]] = defaultdict(set)
    for url, sha256 in connection.execute(_latest_documents(), {"urls": list(set(urls))}):
        latest[url].add(sha256)
    return latest


@cache
def _latest_documents() -> Select[str, str]:
    shown = (
        select(Source.url, Source.sha256, Source.last_seen)
        .join(Document, Document.sha256 == Source.sha256)
        .where(Source.url.in_(bindparam("urls", expanding=True)), Document.outcome != "unreadable")
        .cte()
    )
    newest = (
        select(shown.c.url, func.max(shown.c.last_seen).label("last_seen")).group_by(shown.c.url).subquery()
    )
    return select(shown.c.url, shown.c.sha256).join(
        newest, tuple_(shown.c.url, shown.c.last_seen) == tuple_(newest.c.url, newest.c.last_seen)
    )


def documents_beside(connection: Connection, sha256: str) -> set[str]:
    """A document, and all others that one of its addresses has shown."""
    other = aliased(Source)
    query = select(other.sha256).join(Source, Source.url == other.url).where(Source.sha256 == sha256)
    return set(connection.execute(query).scalars())


def _documents(connection: Connection, seen: Sequence[SourceSeen]) -> list[dict[str, Any]]:
    """A document row per digest, with its place in the archive where the fetch came before the sighting."""
    fetched = {
        row.sha256: row
        for row in connection.execute(
            select(*(getattr(FetchRow, name) for name in ("sha256", *_PLACE)))
            .where(FetchRow.sha256.in_({fact.sha256 for fact in seen}), FetchRow.archive_file.is_not(None))
            .order_by(FetchRow.at.desc())
        )
    }
    return [
        {
            "sha256": fact.sha256,
            "content_type": None,
            "size": None,
            "archive_file": None,
            "archive_offset": None,
            "archive_length": None,
            "first_seen": fact.at,
            "attempts": 0,
            "quarantine_failure": None,
            "quarantine_detail": None,
        }
        | ({name: getattr(fetched[fact.sha256], name) for name in _PLACE} if fact.sha256 in fetched else {})
        for fact in seen
    ]


def _archive_known_documents(connection: Connection, fetches: Sequence[Fetch]) -> None:
    """Give documents without an archived original the one of these fetches."""
    archived = {fetch.sha256: fetch for fetch in fetches if fetch.sha256 and fetch.archive}
    if not archived:
        return
    for sha256 in (
        connection.execute(
            select(Document.sha256).where(Document.sha256.in_(archived), Document.archive_file.is_(None))
        )
        .scalars()
        .all()
    ):
        fetch = archived[sha256]
        assert fetch.archive is not None
        connection.execute(
            update(Document)
            .where(Document.sha256 == sha256)
            .values(
                archive_file=fetch.archive.file,
                archive_offset=fetch.archive.offset,
                archive_length=fetch.archive.length,
                content_type=fetch.content_type,
                size=fetch.size,
            )
        )


def _fetch(fact: Fetch) -> dict[str, Any]:
    archive = fact.archive
    return {
        "run_id": fact.run_id,
        "url": fact.url,
        "at": fact.at,
        "host": fact.host,
        "status": fact.status,
        "failure": None if fact.failure is None else str(fact.failure),
        "detail": fact.detail,
        "final_url": fact.final_url,
        "sha256": fact.sha256,
        "content_type": fact.content_type,
        "size": fact.size,
        "etag": fact.etag,
        "last_modified": fact.last_modified,
        "archive_file": archive.file if archive else None,
        "archive_offset": archive.offset if archive else None,
        "archive_length": archive.length if archive else None,
        "via": fact.via,
        "portal": fact.portal,
        "column_url": fact.column_url,
    }


def _source(fact: SourceSeen) -> dict[str, Any]:
    return {
        "url": fact.url,
        "sha256": fact.sha256,
        "host": fact.host,
        "first_seen": fact.at,
        "last_seen": fact.at,
        **{name: getattr(fact, name) for name in WORDS},
    }


def _column(fact: ColumnFact) -> dict[str, Any]:
    return {
        "url": fact.url,
        "title": fact.title,
        "host": fact.host,
        "platform": fact.platform,
        "reason": fact.reason,
        "via": fact.via,
        "province": fact.province,
        "division": fact.division,
        "portal": fact.portal or fact.host,
        "parent_url": fact.parent_url,
        "first_seen": fact.at,
        "last_seen": fact.at,
    }


def _column_run(fact: ColumnFact) -> dict[str, Any]:
    """What is known when a column is recognised; the figures follow when the run is closed."""
    return {
        "run_id": fact.run_id,
        "column_url": fact.url,
        "portal": fact.portal or fact.host,
        "asked_url": fact.asked_url or fact.url,
        "platform": fact.platform,
        "reason": fact.reason,
        "via": fact.via,
        "linked": None,
        "failure": None,
        "detail": "",
        "whole": False,
        "reports": None,
        "requests": None,
        "browser_pages": None,
        "failures": {},
        "first_at": None,
        "last_at": None,
    }


def _given(fact: SourceSeen) -> dict[str, Any]:
    return {
        "column_url": fact.column_url or "",
        "url": fact.url,
        "portal": fact.portal or fact.host,
        "first_run_id": fact.run_id,
        "last_run_id": fact.run_id,
    }


def _list(fact: ListFact) -> dict[str, Any]:
    return {
        "run_id": fact.run_id,
        "column_url": fact.column_url,
        "pages": fact.pages,
        "rows": fact.rows,
        "reports": fact.reports,
        "promised_rows": fact.promised_rows,
        "promised_pages": fact.promised_pages,
        "failure": fact.failure,
        "detail": fact.detail,
        "at": fact.at,
    }


def _portal(fact: PortalFact) -> dict[str, Any]:
    return {
        "host": fact.host,
        "name": fact.name,
        "home": fact.home,
        "province": fact.province,
        "division": fact.division,
    }

"""Portals, runs and fetches: where it was looked, and what came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base
from models.schema.types import Structure

SERIAL = BigInteger().with_variant(Integer(), "sqlite")


class Portal(Base):
    """A portal of the registry of spiders."""

    __tablename__ = "portals"
    __table_args__ = ({"comment": "Portals registered for crawling."},)

    host: Mapped[str] = mapped_column(primary_key=True, comment="Host name, with its port if unusual.")
    name: Mapped[str] = mapped_column(comment="Name of the site.")
    home: Mapped[str] = mapped_column(comment="Address of the home page.")
    province: Mapped[str] = mapped_column(comment="Name of the spider that covers it.")
    division: Mapped[str | None] = mapped_column(comment="Code of the division that runs it.")


class HostLead(Base):
    """A host that a registered portal links as a body's and that the registry does not have."""

    __tablename__ = "leads"
    __table_args__ = ({"comment": "Hosts proposed for the registry: linked as a body's, not registered."},)

    host: Mapped[str] = mapped_column(primary_key=True, comment="Host name.")
    url: Mapped[str] = mapped_column(comment="Address of the link.")
    label: Mapped[str] = mapped_column(comment="Its text: the name of the body.")
    kind: Mapped[str] = mapped_column(comment="What linked it: `site_map`, `directory` or `column`.")
    linked_from: Mapped[str] = mapped_column(comment="Address of that page.")
    province: Mapped[str] = mapped_column(comment="Name of the spider that met it.")
    division: Mapped[str | None] = mapped_column(comment="Code of the division that runs the linking host.")
    first_seen: Mapped[datetime] = mapped_column(comment="First time it was met (UTC).")
    last_seen: Mapped[datetime] = mapped_column(comment="Last time it was met (UTC).")


class Column(Base):
    """A page recognised as a 年报 column."""

    __tablename__ = "columns"
    __table_args__ = ({"comment": "Pages recognised as columns of annual reports."},)

    url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the column.")
    title: Mapped[str] = mapped_column(comment="Its title.")
    host: Mapped[str] = mapped_column(comment="Its host.")
    platform: Mapped[str] = mapped_column(comment="Site platform whose rules read it.")
    reason: Mapped[str] = mapped_column(comment="Fingerprint that chose the platform.")
    via: Mapped[str] = mapped_column(comment="How the column was found.")
    province: Mapped[str] = mapped_column(comment="Name of the spider.")
    division: Mapped[str | None] = mapped_column(comment="Code of the division that runs the host.")
    first_seen: Mapped[datetime] = mapped_column(comment="First time it was recognised (UTC).")
    last_seen: Mapped[datetime] = mapped_column(comment="Last time it was recognised (UTC).")
    portal: Mapped[str | None] = mapped_column(
        comment="Host of the portal that led to it; empty where it was last seen by an older schema."
    )
    parent_url: Mapped[str | None] = mapped_column(
        comment="Column that it is a part of (a year, a department); empty for an outermost one."
    )


class Run(Base):
    """One run of a command, continued over kills until it finishes."""

    __tablename__ = "runs"
    __table_args__ = (
        Index(None, "state"),
        {"comment": "Runs of commands that write.", "sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, comment="Number of the run.")
    command: Mapped[str] = mapped_column(comment="The verb: `crawl`, `ingest`, …")
    arguments: Mapped[Any] = mapped_column(Structure, comment="Its arguments as JSON.")
    state: Mapped[str] = mapped_column(comment="`running`, `finished`, `failed` or `interrupted`.")
    started_at: Mapped[datetime] = mapped_column(comment="First start (UTC).")
    finished_at: Mapped[datetime | None] = mapped_column(comment="End (UTC); empty while it runs.")
    hostname: Mapped[str] = mapped_column(comment="Machine of the process that runs it.")
    pid: Mapped[int] = mapped_column(comment="Its process id.")
    process_mark: Mapped[str] = mapped_column(
        comment="Boot and start time of the process: tells it from a later one with the same id."
    )
    summary: Mapped[Any] = mapped_column(Structure, comment="What came of it, as JSON.")


class WalkedList(Base):
    """A list as one run walked it."""

    __tablename__ = "lists"
    __table_args__ = ({"comment": "Lists walked, with what they promised and what they gave."},)

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True, comment="The run.")
    column_url: Mapped[str] = mapped_column(primary_key=True, comment="First page of the list.")
    pages: Mapped[int] = mapped_column(comment="Pages read.")
    rows: Mapped[int] = mapped_column(comment="Distinct rows on all pages, reports or not.")
    reports: Mapped[int] = mapped_column(comment="Rows that look like annual reports.")
    promised_rows: Mapped[int | None] = mapped_column(comment="Rows the list says it has.")
    promised_pages: Mapped[int | None] = mapped_column(comment="Pages the list says it has.")
    failure: Mapped[str | None] = mapped_column(comment="Failure class where the walk fell short.")
    detail: Mapped[str] = mapped_column(comment="The failure in words.")
    at: Mapped[datetime] = mapped_column(comment="When the walk ended (UTC).")


class FetchRow(Base):
    """One attempt to get one address."""

    __tablename__ = "fetches"
    __table_args__ = (
        Index(None, "url", "at"),
        Index(None, "sha256"),
        Index(None, "host", "failure"),
        {"comment": "Every attempt to get an address, successful or not."},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True, comment="The run.")
    url: Mapped[str] = mapped_column(primary_key=True, comment="Address asked for.")
    at: Mapped[datetime] = mapped_column(primary_key=True, comment="When the answer was complete (UTC).")
    host: Mapped[str] = mapped_column(comment="Host of the address.")
    status: Mapped[int | None] = mapped_column(comment="HTTP status; empty where no answer came.")
    failure: Mapped[str | None] = mapped_column(comment="Failure class; empty for a good answer.")
    detail: Mapped[str] = mapped_column(comment="The failure in words.")
    final_url: Mapped[str | None] = mapped_column(comment="Address after redirects, where another.")
    sha256: Mapped[str | None] = mapped_column(comment="Digest of the body.")
    content_type: Mapped[str | None] = mapped_column(comment="Content-Type header.")
    size: Mapped[int] = mapped_column(comment="Bytes of the body.")
    etag: Mapped[str | None] = mapped_column(comment="ETag header.")
    last_modified: Mapped[str | None] = mapped_column(comment="Last-Modified header.")
    archive_file: Mapped[str | None] = mapped_column(comment="Archive file, relative to the archive folder.")
    archive_offset: Mapped[int | None] = mapped_column(comment="Byte offset of the archived record.")
    archive_length: Mapped[int | None] = mapped_column(comment="Length of the archived record in bytes.")
    via: Mapped[str] = mapped_column(
        comment="`crawl`, `browser`, `ingest`; `guess`: an address that nobody promised; "
        "`reading`: no request, a fault seen when the page was read."
    )
    portal: Mapped[str | None] = mapped_column(
        comment="Host of the portal on whose behalf it was asked for; empty for the crawler's own requests."
    )
    column_url: Mapped[str | None] = mapped_column(comment="Column on whose behalf it was asked for.")

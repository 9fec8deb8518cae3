"""What happened, and what keeping up needs: state of lists, proofs of absence, subscribers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base
from models.schema.crawling import SERIAL
from models.schema.types import Structure


class Event(Base):
    """Something that happened to a report or a source; rows are only ever added."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "key", unique=True),
        {
            "comment": "What happened to reports and sources, in the order of the ids.",
            "sqlite_autoincrement": True,
        },
    )

    id: Mapped[int] = mapped_column(
        SERIAL, primary_key=True, comment="Number: rises by one, in the order of the commits."
    )
    at: Mapped[datetime] = mapped_column(comment="When it was stored (UTC).")
    kind: Mapped[str] = mapped_column(comment="What happened; docs/watching.md lists the kinds.")
    body_id: Mapped[str | None] = mapped_column(comment="Body of the report, where it is about one.")
    report_year: Mapped[int | None] = mapped_column(comment="Year of the report, where it is about one.")
    detail: Mapped[Any] = mapped_column(Structure, comment="Particulars as JSON.")
    key: Mapped[str | None] = mapped_column(
        comment="What it is about, so that it is told once; empty for events of an older schema."
    )
    source_url: Mapped[str | None] = mapped_column(
        comment="Column or page that it is about, where it is about one."
    )


class WatchedList(Base):
    """The list of a column as it was last walked, and how asking for it went since."""

    __tablename__ = "watched_lists"
    __table_args__ = ({"comment": "Lists as last walked, and how watching them goes."},)

    column_url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the column.")
    portal: Mapped[str] = mapped_column(comment="Host of the portal that led to it.")
    list_url: Mapped[str] = mapped_column(comment="Address that answers with the first rows of the list.")
    list_body: Mapped[str | None] = mapped_column(comment="What is sent to it, where it is a POST.")
    is_json: Mapped[bool] = mapped_column(Boolean, comment="Whether that is JSON and no form.")
    platform: Mapped[str] = mapped_column(comment="Adapter that reads the answer.")
    digest: Mapped[str] = mapped_column(comment="Digest of rows and parts on it.")
    seen_run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), comment="Run that last walked it.")
    seen_at: Mapped[datetime] = mapped_column(comment="When that was (UTC).")
    named: Mapped[Any] = mapped_column(
        Structure, comment="Addresses of reports that it named when it was last walked to its end, as JSON."
    )
    settled: Mapped[bool] = mapped_column(
        Boolean, comment="Whether all that it names was had; otherwise it is walked again."
    )
    retries: Mapped[int] = mapped_column(comment="Runs in a row that left it unsettled.")
    asked_at: Mapped[datetime | None] = mapped_column(comment="Last watch pass that asked for it (UTC).")
    answered_at: Mapped[datetime | None] = mapped_column(comment="Last one in which it answered (UTC).")
    failed_passes: Mapped[int] = mapped_column(comment="Watch passes in a row in which it did not.")
    failing_since: Mapped[datetime | None] = mapped_column(comment="First of them (UTC).")
    failure: Mapped[str | None] = mapped_column(comment="Failure class of the last of them.")
    broken_at: Mapped[datetime | None] = mapped_column(
        comment="When it was said to be broken (UTC); empty after it recovered."
    )


class Absence(Base):
    """A report's address that its list does not name any more, and the proofs that it is gone."""

    __tablename__ = "absences"
    __table_args__ = (
        Index(None, "column_url"),
        {"comment": "Addresses of reports that may be gone, with proofs that they are."},
    )

    url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the report.")
    column_url: Mapped[str] = mapped_column(comment="Column that led to it.")
    noticed_at: Mapped[datetime] = mapped_column(
        comment="When its list was first seen without it, or nothing was found there (UTC)."
    )
    proofs: Mapped[int] = mapped_column(
        comment="Days on which its list and its host answered and the page was gone."
    )
    proven_on: Mapped[str | None] = mapped_column(comment="Last of these days, in China.")
    failure: Mapped[str | None] = mapped_column(comment="Failure class of the page on that day.")
    withdrawn_at: Mapped[datetime | None] = mapped_column(
        comment="When it was held to be withdrawn (UTC); empty while that is not proven."
    )


class Subscriber(Base):
    """How far a subscriber was told."""

    __tablename__ = "subscribers"
    __table_args__ = ({"comment": "Subscribers of events, and how far each was told."},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="Name in subscriptions.toml.")
    cursor: Mapped[int] = mapped_column(comment="Last event that is settled for it.")
    attempts: Mapped[int] = mapped_column(comment="Failed attempts at the next one.")
    next_attempt_at: Mapped[datetime | None] = mapped_column(comment="Not before this time (UTC).")
    failure: Mapped[str | None] = mapped_column(comment="Why the last attempt failed.")


class DeadLetter(Base):
    """An event that a subscriber could not be told."""

    __tablename__ = "dead_letters"
    __table_args__ = ({"comment": "Events given up for a subscriber after the last attempt."},)

    subscriber: Mapped[str] = mapped_column(primary_key=True, comment="Name of the subscriber.")
    event_id: Mapped[int] = mapped_column(primary_key=True, comment="The event.")
    at: Mapped[datetime] = mapped_column(comment="When it was given up (UTC).")
    attempts: Mapped[int] = mapped_column(comment="Attempts made.")
    failure: Mapped[str] = mapped_column(comment="Why the last one failed.")

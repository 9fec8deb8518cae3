"""What each source gave in each run: columns, portals, the reports in them, and columns that moved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base
from models.schema.types import Structure


class ColumnReport(Base):
    """A report's address in a column; one row however often it is seen there."""

    __tablename__ = "column_reports"
    __table_args__ = (
        Index(None, "last_run_id"),
        {"comment": "Addresses of reports by the column that leads to them; attachments are not counted."},
    )

    column_url: Mapped[str] = mapped_column(
        primary_key=True, comment="The column; empty text where the report was met outside of any."
    )
    url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the report.")
    portal: Mapped[str] = mapped_column(comment="Host of the portal that led to it.")
    first_run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), comment="Run that first found it there.")
    last_run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), comment="Run that last found it there.")


class ColumnRun(Base):
    """A column in one run; all figures count the columns inside it too."""

    __tablename__ = "column_runs"
    __table_args__ = (
        Index(None, "column_url", "run_id"),
        {
            "comment": "What each column gave in each run, the columns inside it included. "
            "What its list promised stands in `lists`."
        },
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True, comment="The run.")
    column_url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the column.")
    portal: Mapped[str] = mapped_column(comment="Host of the portal that led to it.")
    asked_url: Mapped[str] = mapped_column(comment="Address asked for, where redirects led on to the column.")
    platform: Mapped[str | None] = mapped_column(
        comment="Adapter that read it; empty where the page was not there or no column any more."
    )
    reason: Mapped[str | None] = mapped_column(comment="Fingerprint on the page that chose the adapter.")
    via: Mapped[str | None] = mapped_column(comment="How this run came to it.")
    linked: Mapped[bool | None] = mapped_column(
        Boolean, comment="Whether a page of the portal leads to it; empty where that was not looked at."
    )
    failure: Mapped[str | None] = mapped_column(comment="Failure class of the column's own page.")
    detail: Mapped[str] = mapped_column(comment="The failure in words.")
    whole: Mapped[bool] = mapped_column(
        Boolean, comment="False where the run was limited (years, days, level) or stopped before its end."
    )
    reports: Mapped[int | None] = mapped_column(
        comment="Addresses of reports found; empty until the run is closed."
    )
    requests: Mapped[int | None] = mapped_column(comment="Requests made; empty where nobody counted.")
    browser_pages: Mapped[int | None] = mapped_column(comment="Of these through a browser.")
    failures: Mapped[Any] = mapped_column(
        Structure, comment="Addresses whose last attempt failed, by failure class, as JSON."
    )
    first_at: Mapped[datetime | None] = mapped_column(comment="First answer (UTC).")
    last_at: Mapped[datetime | None] = mapped_column(comment="Last answer (UTC).")


class PortalRun(Base):
    """A portal in one run."""

    __tablename__ = "portal_runs"
    __table_args__ = (
        Index(None, "portal", "run_id"),
        {"comment": "What each portal gave in each run."},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True, comment="The run.")
    portal: Mapped[str] = mapped_column(primary_key=True, comment="Host of the portal.")
    whole: Mapped[bool] = mapped_column(
        Boolean, comment="False where the run was limited (years, days, level) or stopped before its end."
    )
    answered: Mapped[int] = mapped_column(comment="Answers without a failure.")
    columns: Mapped[int] = mapped_column(comment="Columns recognised.")
    reports: Mapped[int] = mapped_column(comment="Addresses of reports found.")
    requests: Mapped[int] = mapped_column(comment="Requests made.")
    browser_pages: Mapped[int] = mapped_column(comment="Of these through a browser.")
    failures: Mapped[Any] = mapped_column(
        Structure, comment="Addresses whose last attempt failed, by failure class, as JSON."
    )
    detail: Mapped[str] = mapped_column(comment="The most telling failure in words, its address first.")
    first_at: Mapped[datetime] = mapped_column(comment="First answer (UTC).")
    last_at: Mapped[datetime] = mapped_column(comment="Last answer (UTC).")


class Move(Base):
    """A column whose reports were found at another one."""

    __tablename__ = "moves"
    __table_args__ = ({"comment": "Columns that moved: where their reports were found again."},)

    run_id: Mapped[int] = mapped_column(
        ForeignKey("runs.id"), primary_key=True, comment="Run that noticed it."
    )
    from_url: Mapped[str] = mapped_column(primary_key=True, comment="Address of the column that ended.")
    to_url: Mapped[str] = mapped_column(comment="Address of the column that has its reports now.")
    portal: Mapped[str] = mapped_column(comment="Host of the portal.")
    why: Mapped[str] = mapped_column(
        comment="What became of the old address: a failure class, `redirect`, or `stale` where it still "
        "stands with its old reports and nothing leads to it any more."
    )
    found: Mapped[int] = mapped_column(comment="Reports of the old column that the new one has.")
    had: Mapped[int] = mapped_column(comment="Reports that the old column had.")
    platform_before: Mapped[str | None] = mapped_column(comment="Adapter of the old column.")
    platform_after: Mapped[str | None] = mapped_column(comment="Adapter of the new one.")

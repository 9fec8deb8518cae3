"""What sources gave, as plain dataclasses: columns and portals, run by run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KnownColumn:
    """A column that some run recognised; `first_run` and `last_given` are the runs that first saw it and that
    last found a report in it (not in the columns inside it)."""

    url: str
    title: str
    host: str
    portal: str
    province: str
    platform: str
    via: str
    parent_url: str | None
    first_run: int | None
    last_given: int | None


@dataclass(frozen=True, slots=True)
class TrafficRow:
    """Requests of one run for one portal and column (None: on the way to one), by way of fetching."""

    portal: str
    column_url: str | None
    via: str
    requests: int
    answered: int
    """Answers without a failure."""
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FailedAddress:
    """An address whose last attempt in a run failed."""

    url: str
    portal: str
    column_url: str | None
    failure: str
    detail: str


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as one run recognised it."""

    url: str
    asked_url: str
    portal: str
    parent_url: str | None
    platform: str
    reason: str
    via: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """All that one run left behind about its sources."""

    rows: tuple[TrafficRow, ...]
    failed: tuple[FailedAddress, ...]
    seen: tuple[SeenColumn, ...]
    reports: Mapping[tuple[str, str], int]
    """(column or empty text, portal) -> addresses of reports found."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of one run at one address; `requests` counts all attempts."""

    url: str
    portal: str
    requests: int
    browser_pages: int
    failure: str | None
    detail: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ColumnFigures:
    """One column in one run, the columns inside it included; see the table `column_runs`."""

    run_id: int
    column_url: str
    portal: str
    asked_url: str
    platform: str | None
    reason: str | None
    via: str | None
    linked: bool | None
    failure: str | None
    detail: str
    whole: bool
    reports: int | None
    requests: int | None
    browser_pages: int | None
    failures: Mapping[str, int]
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class PortalFigures:
    """One portal in one run; see the table `portal_runs`."""

    run_id: int
    portal: str
    whole: bool
    answered: int
    columns: int
    reports: int
    requests: int
    browser_pages: int
    failures: Mapping[str, int]
    detail: str
    """The most telling failure, its address first; empty where nothing failed."""
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class MoveFact:
    """A column whose reports were found at another one; see the table `moves`."""

    run_id: int
    from_url: str
    to_url: str
    portal: str
    why: str
    found: int
    had: int
    platform_before: str | None
    platform_after: str | None


@dataclass(frozen=True, slots=True)
class Walk:
    """What a list promised and gave in one run."""

    column_url: str
    pages: int
    rows: int
    promised_rows: int | None
    promised_pages: int | None
    failure: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class ColumnHistory:
    """A column's run that counts (the last whole one, else the last one) and what earlier ones gave."""

    figures: ColumnFigures
    at: datetime
    """Start of that run."""
    walk: Walk | None
    best: int | None
    """Most reports that an earlier whole run found; None where there is none."""
    platform_before: str | None
    """Adapter of the run before."""


@dataclass(frozen=True, slots=True)
class PortalHistory:
    """A portal's run that counts and what earlier ones gave."""

    figures: PortalFigures
    at: datetime
    best: int | None


@dataclass(frozen=True, slots=True)
class Harvest:
    """What the reports are that one run found on a portal."""

    portal: str
    addresses: int
    read: int
    """Addresses whose document was read, as whatever."""
    parsed: int
    """Addresses whose document was read as a report."""
    bodies: int
    years: Mapping[int, int]
    """Report year -> bodies."""

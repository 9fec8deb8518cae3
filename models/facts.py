"""What the engine hands to the corpus and gets back: plain dataclasses, no database types.

Times are aware datetimes in UTC; dates are ISO strings as the portal printed them; a `sha256` is the
lower-case hex digest of the bytes as they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from parsers.failures import Failure

RunState = Literal["running", "finished", "failed", "interrupted"]
Via = Literal["crawl", "guess", "browser", "ingest", "reading"]
"""`guess`: a request whose failure is no fault; `reading`: none, the fault showed when the page was read."""
StoredOutcome = Literal[
    "new", "changed", "duplicate", "not_report", "unreadable", "review", "blank_form", "several"
]


@dataclass(frozen=True, slots=True)
class ArchiveRef:
    """Where the original lies: file relative to the archive folder, byte offset and length of its record."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """One attempt to get one address, successful or not. Identity: (run_id, url, at)."""

    url: str
    host: str
    run_id: int
    at: datetime
    status: int | None = None
    failure: Failure | None = None
    detail: str = ""
    final_url: str | None = None
    sha256: str | None = None
    content_type: str | None = None
    size: int = 0
    etag: str | None = None
    last_modified: str | None = None
    archive: ArchiveRef | None = None
    via: Via = "crawl"
    portal: str | None = None
    """Host of the portal on whose behalf it was asked for; None for the crawler's own requests."""
    column_url: str | None = None


@dataclass(frozen=True, slots=True)
class SourceSeen:
    """An address at which a document was found, with all that the portal says about it.

    Identity: (url, sha256). Seen again, the later sighting's words win and the first time is kept.
    """

    url: str
    sha256: str
    host: str
    run_id: int
    at: datetime
    title: str | None = None
    published: str | None = None
    column_url: str | None = None
    platform: str | None = None
    province: str | None = None
    """Spider name."""
    province_code: str | None = None
    host_division: str | None = None
    """Code of the division that runs the host."""
    site_name: str | None = None
    site_code: str | None = None
    publisher: str | None = None
    index_number: str | None = None
    parent_url: str | None = None
    portal: str | None = None
    """Host of the portal that led to it; its own host where None."""


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """A page recognised as a 年报 column. Identity: url."""

    url: str
    title: str
    host: str
    platform: str
    reason: str
    via: str
    province: str
    division: str | None
    run_id: int
    at: datetime
    portal: str | None = None
    """Host of the portal that led to it; its own host where None."""
    parent_url: str | None = None
    asked_url: str | None = None
    """Address asked for, where redirects led on to `url`."""


@dataclass(frozen=True, slots=True)
class ListFact:
    """A list walked to its end, with what it promised. Identity: (run_id, column_url)."""

    column_url: str
    pages: int
    rows: int
    reports: int
    promised_rows: int | None
    promised_pages: int | None
    failure: str | None
    detail: str
    run_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ListContent:
    """What a list is now, for telling whether it changes. Identity: column_url."""

    column_url: str
    portal: str
    list_url: str
    list_body: str | None
    is_json: bool
    platform: str
    digest: str
    named: tuple[str, ...] | None
    """Addresses of its rows that may be reports; None where it was not walked to its end."""
    run_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PortalFact:
    """A portal of the spiders' registry. Identity: host."""

    host: str
    name: str
    home: str
    province: str
    division: str | None


@dataclass(frozen=True, slots=True)
class LeadFact:
    """A host that a portal links as a body's and that the registry does not have. Identity: host."""

    host: str
    url: str
    label: str
    kind: str
    """What linked it: `site_map`, `directory` or `column`."""
    linked_from: str
    province: str
    division: str | None
    at: datetime


Fact = Fetch | SourceSeen | ColumnFact | ListFact | ListContent | PortalFact | LeadFact


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a command; `resumed` when it continues one whose process died."""

    id: int
    resumed: bool
    started_at: datetime


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the corpus knows of an address, for conditional requests."""

    url: str
    etag: str | None
    last_modified: str | None
    sha256: str | None
    first_seen: datetime
    last_fetched: datetime
    is_source: bool


@dataclass(frozen=True, slots=True)
class PendingDocument:
    """A document that waits for its reading, with the hints of its best source."""

    sha256: str
    archive: ArchiveRef
    url: str | None
    title: str | None
    published: str | None
    content_type: str | None
    site_name: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a reading. `report_id` is `body_id@year`, None where no report came of it."""

    outcome: StoredOutcome
    report_id: str | None = None
    findings: int = 0
    parts: tuple[Stored, ...] = ()
    """One per report of a document that holds several."""


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A cell whose value or state differs between the stored reading and a new one."""

    sha256: str
    part: int
    cell_id: str
    before: int | str | None
    after: int | str | None
    state_before: str | None
    state_after: str | None
    cause: str
    """See `models.rereading.Cause`."""
    parser: str
    """Version of the parsers that gave the stored reading."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A failing check with its evidence."""

    kind: str
    """One of `models.crosschecks.KINDS`."""
    check_id: str
    severity: str | None
    """`error`, `warning` or `info`, where the check has one."""
    report_id: str
    body_name: str
    report_year: int
    detail: str
    cells: tuple[tuple[str, int | str | None, str | None], ...]
    """(cell id, value, place in the source); the cell of the year before carries the prefix `prev:`."""
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A document that waits for a person."""

    sha256: str
    part: int
    reason: str
    detail: str
    title: str | None
    body_mention: str | None
    report_year: int | None
    candidates: tuple[str, ...]
    """Body ids, best first."""
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a report or a source, in the order of `id`."""

    id: int
    at: datetime
    kind: str
    report_id: str | None
    source_url: str | None
    """Column or page that it is about, where it is about one."""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """Totals of the corpus and the state of its sources."""

    counts: Mapping[str, int]
    """Rows by table, plus `bodies_reporting`, `documents_pending` and `documents_quarantined`."""
    failures: Mapping[str, int]
    """Failed fetches by failure class, latest attempt per address only."""
    outcomes: Mapping[str, int]
    """Readings by outcome."""
    years: Mapping[int, int]
    """Reports by report year."""
    review: int
    """Readings that wait for a person."""
    hosts: tuple[HostStatus, ...]
    runs: tuple[RunRow, ...]
    lists: Mapping[str, int]
    """Watched lists that are `ok`, `failing` for less than it takes, or `broken`."""
    looked_at: datetime | None
    """When one of them was last looked at."""


@dataclass(frozen=True, slots=True)
class HostStatus:
    """One host: addresses asked, addresses whose last attempt failed, documents found there."""

    host: str
    fetched: int
    failed: int
    sources: int
    last_fetched: datetime | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, latest first."""

    id: int
    command: str
    arguments: Mapping[str, object]
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    summary: Mapping[str, object]

"""The only door to the database.

A `Corpus` is one open database, SQLite or PostgreSQL. Every write is one transaction; everything that
is written may be written again without changing anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Self

from models.facts import (
    ChangedFigure,
    EventRow,
    Fact,
    Fetch,
    FindingRow,
    KnownPage,
    PendingDocument,
    ReviewRow,
    Run,
    RunState,
    Status,
    Stored,
)
from parsers.failures import Failure
from parsers.record import Record


class CorpusError(Exception):
    """The database cannot be used; the message is a sentence for a person."""


class Corpus:
    """One open corpus; use it as a context manager or call `close`."""

    @classmethod
    def open(cls, url: str, create: bool = False, resolver: Any = None) -> Self:
        """Open the database at `url`; with `create`, migrate it to the newest schema first.

        Raises CorpusError when it is unreachable, missing, locked or of another schema version.
        The resolver is built on first use when none is given.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give the connections back."""
        raise NotImplementedError

    def begin_run(self, command: str, arguments: Mapping[str, Any]) -> Run:
        """Start a run, or continue the unfinished one of the same command and arguments.

        Raises CorpusError when that one's process is still alive.
        """
        raise NotImplementedError

    def finish_run(self, run_id: int, state: RunState, summary: Mapping[str, Any]) -> None:
        """Close a run with its summary (stored as JSON)."""
        raise NotImplementedError

    def record(self, facts: Sequence[Fact]) -> None:
        """Write facts in one transaction; batches of about 50 are cheap."""
        raise NotImplementedError

    def fetched_in_run(self, run_id: int) -> dict[str, Fetch]:
        """Last good fetch with an archived body, by url, of this run."""
        raise NotImplementedError

    def known_page(self, url: str) -> KnownPage | None:
        """What is known of one address from good fetches of any run."""
        raise NotImplementedError

    def known_pages(self) -> dict[str, KnownPage]:
        """The same for every address."""
        raise NotImplementedError

    def pending(self, limit: int, parser_version: str) -> list[PendingDocument]:
        """Documents without a reading, oldest first, quarantined ones left out."""
        raise NotImplementedError

    def documents(self, *, body_id: str | None = None, year: int | None = None,
                  province: str | None = None, outcome: str | None = None,
                  host: str | None = None, parser_version_not: str | None = None
                  ) -> Iterator[PendingDocument]:
        """Archived documents to parse again, in the order of their sha256."""
        raise NotImplementedError

    def note_attempt(self, sha256: str) -> int:
        """Count a parse attempt before it starts; returns the number of attempts including this one."""
        raise NotImplementedError

    def quarantine(self, sha256: str, failure: Failure, detail: str) -> None:
        """Give a document up after its attempts crashed: outcome `unreadable`, with the reason."""
        raise NotImplementedError

    def store_reading(self, sha256: str, record: Record, parser_version: str) -> Stored:
        """Keep what a document says: body, report, version, figures, chapters, findings, events."""
        raise NotImplementedError

    def compare_reading(self, sha256: str, record: Record) -> list[ChangedFigure]:
        """Cells that differ between the stored reading of a document and `record`; writes nothing."""
        raise NotImplementedError

    def resolve_again(self) -> int:
        """Place every reading anew (after the registry improved); returns how many moved."""
        raise NotImplementedError

    def check(self) -> int:
        """Evaluate the year-on-year relations over the corpus; returns the number of failing checks."""
        raise NotImplementedError

    def findings(self, *, province: str | None = None, year: int | None = None,
                 body_id: str | None = None) -> list[FindingRow]:
        """Failing checks of current versions, by report and check id."""
        raise NotImplementedError

    def review_items(self, *, province: str | None = None) -> list[ReviewRow]:
        """Documents that wait for a person."""
        raise NotImplementedError

    def events(self, after: int = 0, limit: int = 1000) -> list[EventRow]:
        """Events with an id above `after`, in order."""
        raise NotImplementedError

    def status(self) -> Status:
        """Totals, failures, hosts and runs."""
        raise NotImplementedError

    def coverage(self, today: date, *, province: str | None = None, level: int | None = None,
                 years: tuple[int, int] | None = None) -> Any:
        """The matrix body by year; see `models.coverage.Coverage`."""
        raise NotImplementedError

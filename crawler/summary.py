"""What a run did, in figures: stored with the run, printed at its end, and the source of the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from crawler.counts import Counts
from models.facts import ReviewRow, Run
from models.sourcefacts import MoveFact
from parsers.failures import Failure

_NAMED = 200
"""Addresses that failed, or that wait, which the stored summary names; all of them are in the corpus."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Figures of one run. `failed` is (address, class, sentence) of everything whose last attempt failed."""

    command: str
    run_id: int
    resumed: bool
    found: int = 0
    new: int = 0
    changed: int = 0
    duplicate: int = 0
    review: int = 0
    """Reports that wait for a person at the end of the run; those of a collection count one by one."""
    not_report: int = 0
    blank_form: int = 0
    several: int = 0
    unreadable: int = 0
    columns: int = 0
    lists: int = 0
    proposed: int = 0
    """Hosts that pages name as bodies' and the registry does not have."""
    looked: int = 0
    """Known lists that were looked at, by one request each."""
    requests: int = 0
    retries: int = 0
    pages_from_archive: int = 0
    pages_unchanged: int = 0
    pages_rendered: int = 0
    """Pages that went through a browser."""
    ways: tuple[tuple[str, int], ...] = ()
    """Requests by way, of those that took one of `crawler.routes`."""
    captures: int = 0
    """Answers in the WARC files taken in."""
    left_files: int = 0
    """Document files in them that some page names, but none as a report."""
    stopped: str | None = None
    """`interrupted`, `max_requests`, or None where the run came to its own end."""
    moved: tuple[MoveFact, ...] = ()
    """Columns that ended, with those in which their reports were found again."""
    waiting: tuple[tuple[str, str, str], ...] = ()
    """(address, reason, sentence) of what this run read and a person has to decide, once for each reason."""
    failed: tuple[tuple[str, str, str], ...] = field(default_factory=tuple)

    @classmethod
    def of(
        cls,
        command: str,
        run: Run,
        counts: Counts,
        failed: Mapping[str, tuple[Failure, str]],
        waiting: Sequence[ReviewRow],
        requests: int = 0,
        stopped: str | None = None,
    ) -> Self:
        """Sum a run up."""
        read = Counter(counts.under("read/")) + Counter(counts.under("part/"))
        return cls(
            command=command,
            run_id=run.id,
            resumed=run.resumed,
            found=counts["found"],
            new=read.get("new", 0),
            changed=read.get("changed", 0),
            duplicate=read.get("duplicate", 0),
            review=len({(row.sha256, row.part) for row in waiting}),
            not_report=read.get("not_report", 0),
            blank_form=read.get("blank_form", 0),
            several=read.get("several", 0),
            unreadable=read.get("unreadable", 0) + read.get("quarantined", 0),
            columns=counts["columns"],
            lists=counts["lists"],
            proposed=counts["proposed"],
            requests=requests,
            retries=counts["retries"],
            pages_from_archive=counts["from_archive"],
            pages_unchanged=counts["unchanged"],
            pages_rendered=counts["rendered"],
            ways=tuple(counts.under("way/").items()),
            captures=counts["captures"],
            left_files=counts["left_files"],
            stopped=stopped,
            waiting=tuple((next(iter(row.urls), row.sha256), row.reason, row.detail) for row in waiting),
            failed=tuple((url, failure.value, detail) for url, (failure, detail) in sorted(failed.items())),
        )

    @property
    def missing(self) -> list[str]:
        """Addresses that pages of WARC files name and the files lack; a POST cannot be said as an address."""
        return [
            url for url, failure, _ in self.failed if failure == Failure.NOT_CAPTURED and "#POST:" not in url
        ]

    @property
    def failed_by_class(self) -> dict[str, int]:
        """Number of failed addresses by failure class."""
        return dict(sorted(Counter(failure for _, failure, _ in self.failed).items()))

    @property
    def requests_per_report(self) -> float | None:
        """Requests that one report found cost; None where none was found."""
        return round(self.requests / self.found, 2) if self.found else None

    @property
    def rendered_share(self) -> float | None:
        """Pages that went through a browser, in hundredths of the requests; None where none did."""
        return round(100 * self.pages_rendered / self.requests, 1) if self.pages_rendered else None

    @property
    def nothing_done(self) -> bool:
        """True when everything failed and nothing was read, found or already known.

        A page that was read and is not what it should be was read all the same.
        """
        done = self.found + self.columns + self.pages_from_archive + self.pages_unchanged + self.lists
        read = any(failure == Failure.LAYOUT_CHANGED for _, failure, _ in self.failed)
        return not done and not read and bool(self.failed)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some inputs failed, 3 nothing could be done, 130 interrupted."""
        if self.stopped == "interrupted":
            return 130
        if self.nothing_done:
            return 3
        return 1 if self.failed else 0

    def to_json(self) -> dict[str, Any]:
        """The summary as stored with the run."""
        plain = asdict(self)
        plain["failed"] = [list(entry) for entry in self.failed[:_NAMED]]
        plain["waiting"] = [list(entry) for entry in self.waiting[:_NAMED]]
        plain["failed_by_class"] = self.failed_by_class
        plain["requests_per_report"] = self.requests_per_report
        return plain

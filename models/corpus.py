"""The only door to the database.

A `Corpus` is one open database, SQLite or PostgreSQL. Every write is one transaction; everything that
is written may be written again without changing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import Any, Self

from sqlalchemy import Connection, Engine, update

from models import filing, intake, judgements, leads, originals, queries, runs
from models.absences import note_asked
from models.coverage import Coverage, PlaceFilter, Sums
from models.coverage import coverage as compute_coverage
from models.coverage import sums as compute_sums
from models.database import CorpusError, make_engine, parse_url, reading, sqlite_path, writing
from models.divisions import Division, Registry
from models.doubts import Doubt, doubts
from models.facts import (
    ArchiveRef,
    ChangedFigure,
    EventRow,
    Fact,
    Fetch,
    FindingRow,
    KnownPage,
    LeadFact,
    PendingDocument,
    ReviewRow,
    Run,
    RunState,
    SourceSeen,
    Status,
    Stored,
)
from models.judgements import Decision, Judged
from models.legal import NO_NOTICES, LegalCalendar
from models.loading import load_divisions
from models.migrations import prepare, refuse_unknown, state_of, upgrade_engine
from models.passes import note_columns
from models.placing import BodyResolver
from models.provinces import division_named, province_prefix
from models.readings import parts_of, readings_of
from models.reports import all_reports
from models.rereading import changes
from models.schema import Document
from models.sightings import sightings
from models.view import View, find_view
from models.watched import settle_lists
from models.yearly import check_years
from parsers.failures import Failure
from parsers.record import Record

__all__ = ["Corpus", "CorpusError"]


def utc_now() -> datetime:
    """The time that runs and events are stamped with."""
    return datetime.now(UTC)


class Corpus:
    """One open corpus; use it as a context manager or call `close`."""

    def __init__(self, engine: Engine, resolver: BodyResolver | None, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._resolver = resolver
        self._clock = clock

    @classmethod
    def open(
        cls,
        url: str,
        create: bool = False,
        resolver: BodyResolver | None = None,
        registry: Iterable[Division] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Self:
        """Open the database at `url`; with `create`, migrate it and load the registry of divisions first.

        Raises CorpusError when it is unreachable, missing, locked or of another schema version.
        The bundled registry and the resolver over it are loaded on first need unless given.
        """
        if create:
            engine = prepare(url)
            try:
                if not state_of(engine).is_current:
                    upgrade_engine(engine)
                load_divisions(engine, Registry.load() if registry is None else registry)
            except BaseException:
                engine.dispose()
                raise
        else:
            engine = _open_existing(url)
        return cls(engine, resolver, clock)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def engine(self) -> Engine:
        """For releases and integrity checks, which read whole tables."""
        return self._engine

    @property
    def resolver(self) -> BodyResolver:
        """The resolver in use, built on first need."""
        if self._resolver is None:
            # Here, not above: names and divisions take a second to load, and most commands need none.
            from models.bodies import Resolver

            self._resolver = Resolver()
        return self._resolver

    def begin_run(self, command: str, arguments: Mapping[str, Any]) -> Run:
        """Start a run, or continue the killed or interrupted one of the same command and arguments.

        Raises CorpusError when that one's process is still alive.
        """
        with self._write() as connection:
            return runs.begin_run(connection, command, arguments, runs.this_process(), self._clock())

    def finish_run(self, run_id: int, state: RunState, summary: Mapping[str, Any]) -> None:
        """Close a run with its summary (stored as JSON); `interrupted` ones can be continued."""
        with self._write() as connection:
            runs.finish_run(connection, run_id, state, summary, self._clock())

    def last_moment(self) -> datetime | None:
        """When something was last fetched; None in an empty corpus."""
        with self._read() as connection:
            return runs.last_moment(connection)

    def record(self, facts: Sequence[Fact]) -> None:
        """Write facts in one transaction; batches of about 50 are cheap.

        A new source of a document that was read already may decide its body or its version anew.
        """
        if not facts:
            return
        with self._write() as connection:
            unsettled = intake.record_facts(connection, facts)
            if unsettled:
                filing.settle(connection, unsettled, self.resolver, self._clock())

    def fetched_in_run(self, run_id: int) -> dict[str, Fetch]:
        """Last archived answer, by url, of this run: good ones, and failures that are settled."""
        with self._read() as connection:
            return queries.fetched_in_run(connection, run_id)

    def known_page(self, url: str) -> KnownPage | None:
        """What is known of one address from good fetches of any run."""
        with self._read() as connection:
            return queries.known_pages(connection, [url]).get(url)

    def known_pages(self) -> dict[str, KnownPage]:
        """The same for every address."""
        with self._read() as connection:
            return queries.known_pages(connection)

    def pending(self, limit: int, parser_version: str) -> list[PendingDocument]:
        """Archived documents without a reading, oldest first, quarantined ones left out.

        An unreadable one is tried again by another version of the parsers.
        """
        with self._read() as connection:
            return queries.pending(connection, limit, parser_version)

    def documents(
        self,
        *,
        body_id: str | None = None,
        year: int | None = None,
        province: str | None = None,
        outcome: str | None = None,
        host: str | None = None,
        parser_version_not: str | None = None,
    ) -> Iterator[PendingDocument]:
        """Archived documents to parse again; `province` is a code or a name."""
        after = ""
        while True:
            with self._read() as connection:
                batch = queries.documents(
                    connection,
                    after,
                    body_id=body_id,
                    year=year,
                    province=province,
                    outcome=outcome,
                    host=host,
                    parser_version_not=parser_version_not,
                )
            if not batch:
                return
            yield from batch
            after = batch[-1].sha256

    def farthest_originals(self) -> dict[str, int]:
        """Offset behind the last original in each archive file."""
        with self._read() as connection:
            return originals.farthest(connection)

    def lose_tails(self, ends: Mapping[str, int]) -> list[str]:
        """Take what lay behind these offsets of archive files for lost; returns the documents among it."""
        with self._write() as connection:
            return originals.lose_tails(connection, ends)

    def move_originals(self, places: Mapping[str, ArchiveRef], lost: Iterable[str]) -> None:
        """Say where some documents lie now, and which have lost their original; see `models.originals`."""
        with self._write() as connection:
            originals.move(connection, places)
            originals.lose(connection, lost)

    def without_original(self) -> list[tuple[str, str | None]]:
        """Documents whose original was lost, by digest, with an address each."""
        with self._read() as connection:
            return originals.without(connection)

    def note_attempt(self, sha256: str) -> int:
        """Count a parse attempt before it starts; returns the number of attempts including this one."""
        with self._write() as connection:
            return connection.execute(
                update(Document)
                .where(Document.sha256 == sha256)
                .values(attempts=Document.attempts + 1)
                .returning(Document.attempts)
            ).scalar_one()

    def quarantine(self, sha256: str, failure: Failure, detail: str) -> None:
        """Give a document up after crashed attempts; a later reading releases it."""
        with self._write() as connection:
            connection.execute(
                update(Document)
                .where(Document.sha256 == sha256)
                .values(quarantine_failure=str(failure), quarantine_detail=detail)
            )

    def store_reading(self, sha256: str, record: Record, parser_version: str) -> Stored:
        """Keep what a document says: body, report, version, figures, chapters, findings, events.

        One transaction. Raises CorpusError for a document none of whose sources was recorded.
        """
        resolver = self.resolver  # built before the transaction: loading it takes a second, others would wait
        with self._write() as connection:
            return filing.store(connection, sha256, record, parser_version, resolver, self._clock())

    def compare_reading(self, sha256: str, record: Record) -> list[ChangedFigure]:
        """Cells that differ between the stored reading of a document and `record`; writes nothing."""
        with self._read() as connection:
            stored, parser = readings_of(connection, sha256)
        parts = parts_of(record)
        return [
            figure
            for number, (before, after) in enumerate(zip_longest(stored, parts))
            for figure in changes(sha256, number, before, after, parser)
        ]

    def resolve_again(self) -> int:
        """File every reading anew (after the registry improved); returns how many documents moved."""
        with self._write() as connection:
            return filing.resolve_again(connection, self.resolver, self._clock())

    def check(self) -> int:
        """Evaluate every check across reports anew; returns the number of failing checks of all kinds."""
        # Here, not above: no other command needs the library of sketches.
        from models.crosschecks import cross_findings, keep_findings

        with self._read() as connection:
            found = cross_findings(connection)  # long on a large corpus, and nobody waits for it
        with self._write() as connection:
            check_years(connection, all_reports(connection))
            keep_findings(connection, found)
            return queries.count_findings(connection)

    def findings(
        self, *, province: str | None = None, year: int | None = None, body_id: str | None = None
    ) -> list[FindingRow]:
        """Failing checks of current versions, by report and check id; `province` is a code or a name."""
        with self._read() as connection:
            return queries.findings(connection, province=province, year=year, body_id=body_id)

    def review_items(
        self, *, province: str | None = None, sha256s: Collection[str] | None = None
    ) -> list[ReviewRow]:
        """Readings that wait for a person, once for each reason; `province` is a code or a name."""
        with self._read() as connection:
            return queries.review_items(connection, province=province, sha256s=sha256s)

    def sightings(self, sha256: str) -> list[SourceSeen]:
        """Where a document was seen; see `models.sightings`."""
        with self._read() as connection:
            return sightings(connection, sha256)

    def host_leads(self) -> list[LeadFact]:
        """Return the hosts that crawls proposed for the registry, by spider and name."""
        with self._read() as connection:
            return leads.host_leads(connection)

    def found_of(self, urls: Sequence[str]) -> Mapping[str, str]:
        """Return what became of addresses: `column`, `empty` or a failure class; see `models.leads`."""
        with self._read() as connection:
            return leads.found_of(connection, urls)

    def view(self, *words: str) -> View:
        """A report or document as a person looks at it; see `models.view.find_view`."""
        with self._read() as connection:
            return find_view(connection, words)

    def doubts(self, **filters: Any) -> list[tuple[View, list[Doubt]]]:
        """Reports with doubtful cells that nobody has judged; see `models.doubts.doubts` for the filters."""
        with self._read() as connection:
            return list(doubts(connection, **filters))

    def decide(self, decision: Decision) -> Judged:
        """Keep what a person decided about a cell; raises JudgementError (a CorpusError)."""
        with self._write() as connection:
            return judgements.decide(connection, decision, self._clock())

    def end_lists(self, run_id: int) -> None:
        """At the end of a run: which lists were had whole, what was gone, which columns are new or moved."""
        with self._write() as connection:
            settle_lists(connection, run_id)
            note_asked(connection, run_id, self._clock())
            note_columns(connection, run_id, self._clock())

    def events(self, after: int = 0, limit: int = 1000) -> list[EventRow]:
        """Events with an id above `after`, in order."""
        with self._read() as connection:
            return queries.events(connection, after, limit)

    def status(self, runs: int | None = 10) -> Status:
        """Totals, failures, hosts and the latest runs, all of them where no number is given."""
        with self._read() as connection:
            return queries.status(connection, runs)

    def coverage(
        self,
        today: date,
        *,
        province: str | None = None,
        division: str | None = None,
        level: int | None = None,
        years: tuple[int, int] | None = None,
        calendar: LegalCalendar = NO_NOTICES,
    ) -> Coverage:
        """The matrix body by year; see `models.coverage`.

        `province` is a code or a name, `division` a code of any level. Where neither they nor a level narrow
        it, governments without a report are no rows.
        """
        with self._read() as connection:
            places = _places(connection, province, division, level)
            with_roll = not places.everything
            return compute_coverage(
                connection, today, lambda: self.resolver, calendar, places, years, with_roll=with_roll
            )

    def coverage_sums(
        self,
        today: date,
        by: str,
        *,
        province: str | None = None,
        division: str | None = None,
        level: int | None = None,
        years: tuple[int, int] | None = None,
        calendar: LegalCalendar = NO_NOTICES,
    ) -> Sums:
        """The matrix summed by place or level, with all governments that must publish.

        `by` is one of `models.coverage.GROUPINGS`, the other words are those of `coverage`.
        """
        with self._read() as connection:
            places = _places(connection, province, division, level)
            return compute_sums(connection, today, lambda: self.resolver, calendar, places, by, years)

    def _read(self) -> AbstractContextManager[Connection]:
        return reading(self._engine)

    def _write(self) -> AbstractContextManager[Connection]:
        return writing(self._engine)


def _places(
    connection: Connection, province: str | None, division: str | None, level: int | None
) -> PlaceFilter:
    root = None if division is None else division_named(connection, division)
    if province is not None:
        root = province_prefix(connection, province) + "0000"
    return PlaceFilter(root, level)


def _open_existing(url: str) -> Engine:
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None and not path.is_file():
        raise CorpusError(f"there is no database at {path}: `nianbao db upgrade` or a crawl makes one")
    engine = make_engine(parsed)
    try:
        state = state_of(engine)
    except BaseException:
        engine.dispose()
        raise
    if not state.is_current:
        engine.dispose()
        if state.current is not None:
            refuse_unknown(state.current)
        raise CorpusError(
            f"the database has schema {state.current or 'none'}, this program needs "
            f"{state.head}: run `nianbao db upgrade`"
        )
    return engine

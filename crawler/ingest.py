"""The same pipeline as a crawl, fed from disk: archive, fetch row, source, reading, report."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from crawler.archive import Archive
from crawler.clock import Clock
from crawler.config import Config
from crawler.counts import Counts
from crawler.dating import DatedCorpus
from crawler.healing import heal
from crawler.inputs import BadInput, Document, Input, documents_of, warc_files
from crawler.readings import ReadingJobs
from crawler.summary import RunSummary
from crawler.warcrecord import Capture
from crawler.writer import Captured, Writer
from models.corpus import Corpus
from models.facts import Fetch, SourceSeen
from parsers.failures import Failure


def ingest(
    config: Config, paths: Sequence[str], on_input: Callable[[str], None] = lambda source: None
) -> RunSummary:
    """Take in everything named by `paths`; a second time nothing is new.

    Raises CorpusError or ArchiveError where nothing can be stored, WriterFailed when that ends half-way.
    """
    corpus = Corpus.open(config.db, create=True, clock=config.clock)
    try:
        archive = Archive.open(config.archive)
        heal(corpus, archive, config.archive)
        run = corpus.begin_run("ingest", {"paths": list(paths)})
        counts = Counts()
        failed: dict[str, tuple[Failure, str]] = {}

        def fail(source: str, failure: Failure, detail: str) -> None:
            failed[source] = (failure, detail)

        readings = ReadingJobs(corpus, config, counts, fail)
        doubtful: set[str] = set()
        readings.on_review = doubtful.add
        try:
            intake = _Intake(
                Writer(archive, DatedCorpus(corpus, config.clock)),
                run.id,
                counts,
                fail,
                config.clock,
                on_input,
            )
            try:
                intake.documents(documents_of(paths))
                if warcs := warc_files(paths):
                    intake.pages(warcs, config)
            finally:
                intake.writer.close()
            readings.start()
            readings.finish()
        except BaseException as error:
            readings.abandon()
            interrupted = isinstance(error, KeyboardInterrupt)
            corpus.finish_run(run.id, "interrupted" if interrupted else "failed", {"error": str(error)})
            raise
        finally:
            archive.close()
        summary = RunSummary.of("ingest", run, counts, failed, corpus.review_items(sha256s=doubtful))
        corpus.finish_run(run.id, "finished", summary.to_json())
        return summary
    finally:
        corpus.close()


@dataclass(frozen=True, slots=True)
class _Intake:
    """Everything that one run takes in."""

    writer: Writer
    run_id: int
    counts: Counts
    fail: Callable[[str, Failure, str], None]
    clock: Clock
    on_input: Callable[[str], None]

    def documents(self, inputs: Iterable[Input]) -> None:
        """Take in files, one by one."""
        for entry in inputs:
            self.on_input(entry.source)
            if isinstance(entry, BadInput):
                self.bad(entry)
                continue
            self.counts.add("found")
            captured, seen = _facts(entry, self.run_id)
            self.writer.put(captured)
            self.writer.put(seen)

    def pages(self, files: Sequence[Path], config: Config) -> None:
        """Take in WARC files, all together: lists lead to reports, a revisit to its first capture."""
        # Here, not above: spiders and the WARC library take a second to load, and files need neither.
        from crawler.webarchive.captures import Captures
        from crawler.webarchive.records import entries_of
        from crawler.webarchive.replay import Replay
        from spiders import registry

        registry.also_read(config.portals)
        with TemporaryDirectory(prefix="unpacked-", dir=config.data) as scratch:
            captures = Captures(entry for file in files for entry in entries_of(file, Path(scratch)))
            for fault in captures.faults:
                self.bad(fault)
            self.counts.add("captures", len(captures.records))
            Replay(captures, self.run_id, self.writer.put, self.counts, self.fail, self.on_input).run()

    def bad(self, entry: BadInput) -> None:
        """Name what cannot be taken in."""
        self.fail(entry.source, entry.failure, entry.detail)
        self.writer.put(
            Fetch(
                url=entry.source,
                host="",
                run_id=self.run_id,
                at=self.clock(),
                failure=entry.failure,
                detail=entry.detail,
                via="ingest",
            )
        )


def _facts(document: Document, run_id: int) -> tuple[Captured, SourceSeen]:
    digest = hashlib.sha256(document.data).hexdigest()
    host = document.host or urlsplit(document.url).hostname or ""
    content_type = mimetypes.guess_type(document.url)[0]
    headers = ((b"Content-Type", content_type.encode()),) if content_type else ()
    fetch = Fetch(
        url=document.url,
        host=host,
        run_id=run_id,
        at=document.at,
        sha256=digest,
        content_type=content_type,
        size=len(document.data),
        via="ingest",
    )
    seen = SourceSeen(
        url=document.url,
        sha256=digest,
        host=host,
        run_id=run_id,
        at=document.at,
        title=document.title,
        published=document.published,
        province_code=document.province_code,
    )
    capture = Capture(document.url, document.at, None, headers, document.data, digest)
    return Captured(fetch, capture), seen

"""The same pipeline as a crawl, fed from disk: archive, fetch row, source, reading, report."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from crawler.archive import Archive
from crawler.config import Config
from crawler.counts import Counts
from crawler.inputs import BadInput, Document, Input, documents_of
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
    corpus = Corpus.open(config.db, create=True)
    try:
        archive = Archive.open(config.archive)
        run = corpus.begin_run("ingest", {"paths": list(paths)})
        counts = Counts()
        failed: dict[str, tuple[Failure, str]] = {}

        def fail(source: str, failure: Failure, detail: str) -> None:
            failed[source] = (failure, detail)

        readings = ReadingJobs(corpus, config, counts, fail)
        try:
            _take_in(documents_of(paths), Writer(archive, corpus), run.id, counts, fail, on_input)
            readings.start()
            readings.finish()
        except BaseException as error:
            readings.abandon()
            interrupted = isinstance(error, KeyboardInterrupt)
            corpus.finish_run(run.id, "interrupted" if interrupted else "failed", {"error": str(error)})
            raise
        finally:
            archive.close()
        summary = RunSummary.of("ingest", run, counts, failed)
        corpus.finish_run(run.id, "finished", summary.to_json())
        return summary
    finally:
        corpus.close()


def _take_in(
    inputs: Iterable[Input],
    writer: Writer,
    run_id: int,
    counts: Counts,
    fail: Callable[[str, Failure, str], None],
    on_input: Callable[[str], None],
) -> None:
    try:
        for entry in inputs:
            on_input(entry.source)
            if isinstance(entry, BadInput):
                fail(entry.source, entry.failure, entry.detail)
                writer.put(
                    Fetch(
                        url=entry.source,
                        host="",
                        run_id=run_id,
                        at=datetime.now(UTC),
                        failure=entry.failure,
                        detail=entry.detail,
                        via="ingest",
                    )
                )
                continue
            counts.add("found")
            captured, seen = _facts(entry, run_id)
            writer.put(captured)
            writer.put(seen)
    finally:
        writer.close()


def _facts(document: Document, run_id: int) -> tuple[Captured, SourceSeen]:
    digest = hashlib.sha256(document.data).hexdigest()
    host = document.host or urlsplit(document.url).hostname or ""
    content_type = (
        next(
            (value.decode("utf-8") for name, value in document.headers if name.lower() == b"content-type"),
            None,
        )
        or mimetypes.guess_type(document.url)[0]
    )
    headers = document.headers
    if document.status is None and content_type:
        headers = ((b"Content-Type", content_type.encode()),)
    fetch = Fetch(
        url=document.url,
        host=host,
        run_id=run_id,
        at=document.at,
        status=document.status,
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
    capture = Capture(document.url, document.at, document.status, headers, document.data, digest)
    return Captured(fetch, capture), seen

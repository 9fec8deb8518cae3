"""Work off the documents that wait for their reading: parse in child processes, store, one by one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from crawler.archive import Archive
from crawler.config import Config
from crawler.counts import Counts
from crawler.expanding import Unpacked, facts_of_members, read_job
from crawler.jobs import ParseFault, ParseJob, ParsePool, limits_of
from models.corpus import Corpus, CorpusError
from models.facts import Fetch, PendingDocument
from parsers.failures import Failure
from parsers.parse import PARSER_VERSION
from parsers.record import Record

logger = logging.getLogger(__name__)

BATCH = 64
_ABANDON_SECONDS = 30.0
_FAULTS = frozenset({"unreadable"})
OnFailure = Callable[[str, Failure, str], None]
"""Told of each document that could not be read: source, class, sentence."""


def job_of(document: PendingDocument, config: Config) -> ParseJob:
    """The parse job of an archived document."""
    return ParseJob(
        source=document.url or document.sha256,
        archive=config.archive,
        ref=document.archive,
        url=document.url,
        title=document.title,
        published=document.published,
        content_type=document.content_type,
        site_name=document.site_name,
        key=document.sha256,
    )


class ReadingJobs:
    """Parses and stores pending documents in a thread of its own, until none is left.

    An interrupt reaches only the main thread: it can never hit a transaction half-way.

    Counts `read/<outcome>` for each document, `part/<outcome>` for each report of a collection.
    A document whose process died three times is put into quarantine.
    """

    def __init__(self, corpus: Corpus, config: Config, counts: Counts, on_failure: OnFailure) -> None:
        self._corpus = corpus
        self._config = config
        self._counts = counts
        self._on_failure = on_failure
        self._stop = threading.Event()
        self._arrived = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._archive: Archive | None = None
        self.error: BaseException | None = None
        self.on_error: Callable[[], None] = lambda: None
        """Called once, from the thread, when it has to stop."""
        self.on_review: Callable[[str], None] = lambda sha256: None
        """Told of each document that waits for a person, whole or in part; a further source may decide it."""

    def start(self) -> None:
        """Begin; call `wake` when documents arrive and `finish` at the end."""
        self._thread = threading.Thread(target=self._run, name="nianbao-readings", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """New documents may be there."""
        self._arrived.set()

    def finish(self) -> None:
        """No more documents will come: work off the rest and end the thread; raises what stopped it."""
        self._ended.set()
        self._arrived.set()
        if self._thread is not None:
            self._thread.join()
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        """Leave what is not begun for another run."""
        self._stop.set()
        self._arrived.set()

    def abandon(self) -> None:
        """Stop and end the thread, whatever it has met."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_ABANDON_SECONDS)

    def _run(self) -> None:
        try:
            with self._pool() as pool:
                while not self._stop.is_set():
                    ending = self._ended.is_set()
                    self._arrived.clear()
                    if self._work_off(pool):
                        continue
                    if ending:
                        return
                    self._arrived.wait()
        except BaseException as error:
            self.error = error
            self.on_error()
        finally:
            if self._archive is not None:
                self._archive.close()

    def _pool(self) -> ParsePool[Record | Unpacked]:
        return ParsePool(self._config.workers, limits_of(self._config), read_job)

    def _work_off(self, pool: ParsePool[Record | Unpacked]) -> bool:
        documents = self._corpus.pending(BATCH, PARSER_VERSION)
        for job, reading in pool.run(self._jobs(documents), self._before):
            self._keep(job, reading)
        return bool(documents)

    def _jobs(self, documents: list[PendingDocument]) -> Iterator[ParseJob]:
        for document in documents:
            if self._stop.is_set():
                return
            yield job_of(document, self._config)

    def _before(self, job: ParseJob) -> int:
        return self._corpus.note_attempt(job.key)

    def _keep(self, job: ParseJob, reading: Record | Unpacked | ParseFault) -> None:
        if isinstance(reading, ParseFault):
            self._give_up(job, reading.failure, reading.detail)
            return
        if isinstance(reading, Unpacked):
            # First its files, then its own reading: killed between the two, it is taken apart again.
            self._take_in(job.key, reading)
            reading = reading.record
        try:
            stored = self._corpus.store_reading(job.key, reading, PARSER_VERSION)
        except CorpusError:
            raise
        except Exception as error:
            # One document that cannot be stored must neither stop the others nor come back for ever.
            logger.warning(
                "%s: storing failed: %s", job.source, error, exc_info=logger.isEnabledFor(logging.DEBUG)
            )
            self._give_up(job, Failure.PARSE_CRASH, f"storing failed: {type(error).__name__}: {error}"[:300])
            return
        self._counts.add(f"read/{stored.outcome}")
        for part in stored.parts:
            self._counts.add(f"part/{part.outcome}")
        if any(each.outcome == "review" for each in (stored, *stored.parts)):
            self.on_review(job.key)
        if reading.outcome in _FAULTS:
            self._on_failure(job.source, *read_error(reading.error))

    def _take_in(self, sha256: str, unpacked: Unpacked) -> None:
        """Record the files of an archive; they wait like any other document from then on."""
        if self._archive is None:
            # Beside the one of the fetching side: the archive gives each writer a file of its own.
            self._archive = Archive.open(self._config.archive)
        facts = facts_of_members(self._corpus.sightings(sha256), unpacked.members, self._archive)
        self._corpus.record(facts)
        for fact in facts:
            if isinstance(fact, Fetch) and fact.failure is not None:
                self._on_failure(fact.url, fact.failure, fact.detail)
            elif isinstance(fact, Fetch):
                self._counts.add("found")

    def _give_up(self, job: ParseJob, failure: Failure, detail: str) -> None:
        self._corpus.quarantine(job.key, failure, detail)
        self._counts.add("read/quarantined")
        self._on_failure(job.source, failure, detail)


def read_error(error: str | None) -> tuple[Failure, str]:
    """Split the error of a record (`class: sentence`) into failure class and sentence."""
    name, _, sentence = (error or "").partition(":")
    try:
        return Failure(name.strip()), sentence.strip()
    except ValueError:
        return Failure.MALFORMED, error or "cannot be read"

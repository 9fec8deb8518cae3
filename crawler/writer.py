"""The one thread that writes while a crawl runs: archive first, then database, in small batches.

Killed between the two, a WARC record has no row: harmless, it is fetched again or found by its digest.
A failing disk or database stops the crawl; nothing is dropped in silence.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from crawler.warcrecord import Capture
from models.facts import ArchiveRef, Fact, Fetch

BATCH = 64
BATCH_SECONDS = 0.02
QUEUE_LIMIT = 512
CROWD = 24
"""Unwritten entries from which on no further page is asked for: they are lost when the process is killed."""


class WriterFailed(Exception):
    """The writer has stopped: the disk is full, say, or the database gone. The cause is chained."""


class Appender(Protocol):
    """The part of the archive that the writer needs."""

    def append(self, captures: Sequence[Capture]) -> list[ArchiveRef]:
        """Write captures and return where they lie."""
        ...


class Recorder(Protocol):
    """The part of the corpus that the writer needs."""

    def record(self, facts: Sequence[Fact]) -> None:
        """Write facts in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Captured:
    """A fetch with its answer: the fetch row gets the place that the archive gives the capture."""

    fetch: Fetch
    capture: Capture


class Writer:
    """Writes facts and captures in the order in which they were put."""

    def __init__(self, archive: Appender, corpus: Recorder) -> None:
        self._archive = archive
        self._corpus = corpus
        self.on_failure: Callable[[], None] = lambda: None
        """Called once, from the writing thread, when it has to stop."""
        self.on_batch: Callable[[Sequence[Fact]], None] = lambda facts: None
        """Called from the writing thread with the facts that are stored."""
        self._queue: queue.Queue[Fact | Captured | None] = queue.Queue(QUEUE_LIMIT)
        self._put = self._written = 0
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="nianbao-writer", daemon=True)
        self._thread.start()

    @property
    def error(self) -> BaseException | None:
        """What stopped the writer, or None."""
        return self._error

    @property
    def crowded(self) -> bool:
        """True when no further page should be asked for yet; never when the writer has stopped."""
        return self._put - self._written >= CROWD and self._error is None

    def put(self, entry: Fact | Captured) -> None:
        """Hand over one entry, waiting while the queue is full; raises WriterFailed."""
        while True:
            if self._error is not None:
                raise WriterFailed(str(self._error)) from self._error
            try:
                self._queue.put(entry, timeout=0.5)
            except queue.Full:
                continue
            self._put += 1
            return

    def close(self) -> None:
        """Write what is left and end the thread; raises WriterFailed."""
        while self._thread.is_alive():
            try:
                self._queue.put(None, timeout=0.5)
                break
            except queue.Full:
                continue
        self._thread.join()
        if self._error is not None:
            raise WriterFailed(str(self._error)) from self._error

    def _run(self) -> None:
        try:
            while (batch := self._next_batch()) is not None:
                self._write(batch)
        except BaseException as error:
            self._error = error
            self.on_failure()

    def _next_batch(self) -> list[Fact | Captured] | None:
        entry = self._queue.get()
        if entry is None:
            return None
        batch = [entry]
        deadline = time.monotonic() + BATCH_SECONDS
        while len(batch) < BATCH:
            try:
                entry = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if entry is None:
                self._queue.put(None)
                break
            batch.append(entry)
        return batch

    def _write(self, batch: list[Fact | Captured]) -> None:
        captured = [entry for entry in batch if isinstance(entry, Captured)]
        refs = iter(self._archive.append([entry.capture for entry in captured]) if captured else [])
        facts: list[Fact] = [
            replace(entry.fetch, archive=next(refs)) if isinstance(entry, Captured) else entry
            for entry in batch
        ]
        self._corpus.record(facts)
        self._written += len(batch)
        self.on_batch(facts)

"""The one thread that writes while a crawl runs: archive first, then database, in small batches.

Killed between the two, a WARC record has no row: harmless, it is fetched again or found by its digest.
A failing disk or database stops the crawl; nothing is dropped in silence.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from crawler.warcrecord import Capture
from models.facts import ArchiveRef, Fact, Fetch

BATCH_SECONDS = 0.1
"""How long the first entry of a batch may wait for others: a transaction costs as much as ten of its rows."""
CROWD = 64
"""Unwritten entries from which on no further page is asked for: they are lost when the process is killed."""
ENOUGH = CROWD // 2
"""Entries that are written at once, without waiting for more."""
BATCH = 64
"""The most entries of one transaction."""
QUEUE_LIMIT = 512


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
        self._waiting: deque[Fact | Captured] = deque()
        self._unwritten = 0
        self._closing = False
        self._error: BaseException | None = None
        # Around the four above; notified when the thread has something to do, or has done it.
        self._changed = threading.Condition()
        self._holding: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []
        self._thread = threading.Thread(target=self._run, name="nianbao-writer", daemon=True)
        self._thread.start()

    @property
    def error(self) -> BaseException | None:
        """What stopped the writer, or None."""
        return self._error

    @property
    def crowded(self) -> bool:
        """True when no further page should be asked for yet; never when the writer has stopped."""
        return self._unwritten >= CROWD and self._error is None

    async def room(self) -> None:
        """Wait while the writer is crowded."""
        while self.crowded:
            with self._changed:
                if not self.crowded:
                    return
                loop = asyncio.get_running_loop()
                written = loop.create_future()
                self._holding.append((loop, written))
            await written

    def put(self, entry: Fact | Captured) -> None:
        """Hand over one entry, waiting while the queue is full; raises WriterFailed."""
        with self._changed:
            while self._unwritten >= QUEUE_LIMIT and self._error is None:
                self._changed.wait()
            if self._error is not None:
                raise WriterFailed(str(self._error)) from self._error
            self._waiting.append(entry)
            self._unwritten += 1
            # Between these two the thread would only be woken to go on waiting.
            if len(self._waiting) in (1, ENOUGH):
                self._changed.notify_all()

    def close(self) -> None:
        """Write what is left and end the thread; raises WriterFailed."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._error is not None:
            raise WriterFailed(str(self._error)) from self._error

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._write(batch)
        except BaseException as error:
            with self._changed:
                self._error = error
                self._let_go()
            self.on_failure()

    def _next_batch(self) -> list[Fact | Captured]:
        """Wait for a batch; an empty one says that the end has come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._changed.wait_for(lambda: len(self._waiting) >= ENOUGH or self._closing, BATCH_SECONDS)
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _let_go(self) -> None:
        """Wake whoever waits for room; the caller holds the lock."""
        self._changed.notify_all()
        if self.crowded:
            return
        for loop, written in self._holding:
            # A loop that has ended meanwhile has nobody left to wake.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_wake, written)
        self._holding.clear()

    def _write(self, batch: list[Fact | Captured]) -> None:
        captured = [entry for entry in batch if isinstance(entry, Captured)]
        refs = iter(self._archive.append([entry.capture for entry in captured]) if captured else [])
        facts: list[Fact] = [
            replace(entry.fetch, archive=next(refs)) if isinstance(entry, Captured) else entry
            for entry in batch
        ]
        self._corpus.record(facts)
        with self._changed:
            self._unwritten -= len(batch)
            self._let_go()
        self.on_batch(facts)


def _wake(written: asyncio.Future[None]) -> None:
    if not written.done():
        written.set_result(None)

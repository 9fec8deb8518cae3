"""The reading side of a crawl as a process of its own: parsing and storing never slow the fetching down.

The crawl process only says when documents have arrived; everything else goes through the database. When the
crawl process dies, its end of the pipe closes and the reader ends too; what was not read waits in the corpus.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from crawler.config import Config
from crawler.counts import Counts
from crawler.jsonlogs import begin_child
from crawler.readings import OnFailure, ReadingJobs
from models.corpus import Corpus, CorpusError
from parsers.failures import Failure

_ABANDON_SECONDS = 30.0


class NoReader:
    """Stands in for the reader of a crawl that only fetches."""

    on_error: Callable[[], None]
    on_review: Callable[[str], None]

    def start(self) -> None:
        """There is nothing to start."""

    wake = stop = finish = abandon = start


class ReaderProcess:
    """Reads the pending documents of a corpus beside a crawl; counts and failures arrive in this process."""

    def __init__(self, config: Config, counts: Counts, on_failure: OnFailure) -> None:
        self._counts = counts
        self._on_failure = on_failure
        self.error: CorpusError | None = None
        self.on_error: Callable[[], None] = lambda: None
        """Called once, from a thread, when the reader had to stop."""
        self.on_review: Callable[[str], None] = lambda sha256: None
        """See `ReadingJobs`."""
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._sending = threading.Lock()
        self._process = context.Process(target=_read, args=(theirs, config), name="nianbao-reader")
        self._listener = threading.Thread(target=self._listen, name="nianbao-reader-news", daemon=True)
        self._theirs = theirs
        self._started = False

    def start(self) -> None:
        """Begin; call `wake` when documents arrive and `finish` at the end."""
        self._started = True
        self._process.start()
        self._theirs.close()
        self._listener.start()

    def wake(self) -> None:
        """New documents may be there: a reader that was not begun with begins now."""
        if not self._started:
            self.start()
        self._send("wake")

    def stop(self) -> None:
        """Leave what is not begun for another run."""
        self._send("stop")

    def finish(self) -> None:
        """No more documents will come: wait until all are read. Raises CorpusError if the reader failed."""
        if not self._started:
            return
        self._send("finish")
        self._listener.join()
        self._process.join()
        if self.error is not None:
            raise self.error

    def abandon(self) -> None:
        """Stop and end the process, whatever it has met."""
        if not self._started:
            return
        self.stop()
        self._send("finish")
        self._process.join(_ABANDON_SECONDS)
        if self._process.is_alive():
            self._process.kill()

    def _send(self, word: str) -> None:
        with self._sending:
            try:
                self._pipe.send(word)
            except OSError:
                # The reader is gone; the listener has noticed and says why.
                return

    def _listen(self) -> None:
        whole = False
        try:
            while True:
                kind, *news = self._pipe.recv()
                if kind == "count":
                    self._counts.add(*news)
                elif kind == "failure":
                    source, failure, detail = news
                    self._on_failure(source, Failure(failure), detail)
                elif kind == "review":
                    self.on_review(*news)
                elif kind == "error":
                    self.error = CorpusError(news[0])
                elif kind == "end":
                    whole = True
        except (EOFError, OSError):
            if not whole and self.error is None:
                self.error = CorpusError("the reading process died; run again to go on")
            if self.error is not None:
                self.on_error()


class _Relay(Counts):
    """Counters whose changes are told to the crawl process."""

    def __init__(self, tell: Callable[..., None]) -> None:
        super().__init__()
        self._tell = tell

    def add(self, name: str, by: int = 1) -> None:
        super().add(name, by)
        self._tell("count", name, by)


def _read(pipe: Connection, config: Config) -> None:
    """Main function of the process: obey the words of the pipe until it says finish or closes."""
    # An interrupt reaches the whole group; this process ends when the crawl process says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    begin_child()
    sending = threading.Lock()

    def tell(*news: Any) -> None:
        with sending:
            pipe.send(news)

    try:
        with Corpus.open(config.db, clock=config.clock) as corpus:
            jobs = ReadingJobs(
                corpus,
                config,
                _Relay(tell),
                lambda source, failure, detail: tell("failure", source, failure, detail),
            )
            jobs.on_review = lambda sha256: tell("review", sha256)
            jobs.start()
            _obey(pipe, jobs)
            jobs.finish()
        tell("end")
    except BrokenPipeError:
        # The crawl process was killed: the documents wait in the corpus for the next run.
        return
    except (CorpusError, ChildProcessError) as error:
        tell("error", str(error))


def _obey(pipe: Connection, jobs: ReadingJobs) -> None:
    words = {"wake": jobs.wake, "stop": jobs.stop}
    try:
        while (word := pipe.recv()) != "finish":
            words[word]()
    except EOFError:
        jobs.stop()

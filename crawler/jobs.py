"""Parsing in child processes that can be killed: bounded memory, bounded time, one bad document at a time.

A document that kills or outlives its process is tried again and given up after three attempts, with the
class of its fault; the documents beside it are not touched.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.config import Config
from models.facts import ArchiveRef
from parsers.carriers import sniff
from parsers.failures import Failure
from parsers.record import Record

MAX_ATTEMPTS = 3
MAX_TASKS = 200
"""Documents after which a process is replaced, so that no leak of a parser grows for ever."""
_MAX_FILE = 64 * 1024 * 1024


_PATIENCE = 0.2
"""Seconds that a document may take beyond the least for each KB: a scanned page of 50 KB takes about two."""
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_QUICK = ("text/html", "text/plain", "application/xhtml")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one parse process: wall-clock seconds a document, bytes of address space.

    A document whose pages may have to be recognised gets more seconds by its size, up to `longest`. The
    address space is what a process may reserve; recognition reserves three times of what it uses.
    """

    timeout: float = 60.0
    memory: int = 3 * 1024 * 1024 * 1024
    longest: float = 600.0

    def seconds(self, job: ParseJob) -> float:
        """Seconds for one document."""
        if job.is_quick():
            return self.timeout
        return max(self.timeout, min(self.longest, self.timeout + _PATIENCE * job.size() / 1024))


def limits_of(config: Config) -> Limits:
    """The limits that a configuration sets."""
    return Limits(config.parse_timeout, config.parse_memory, config.parse_longest)


@dataclass(frozen=True, slots=True)
class ParseJob:
    """One document: its bytes, or the archive folder and the place of its original; what is known of it."""

    source: str
    data: bytes | None = None
    archive: Path | None = None
    ref: ArchiveRef | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    content_type: str | None = None
    site_name: str | None = None
    key: Any = None
    """Anything the caller wants back with the answer."""

    def size(self) -> int:
        """Bytes of the document, or of its packed original."""
        return len(self.data) if self.data is not None else self.ref.length if self.ref else 0

    def is_quick(self) -> bool:
        """True for a page or a text, in which nothing has to be recognised."""
        if self.data is not None:
            return sniff(self.data) in (None, "mhtml")
        return (self.content_type or "").lower().startswith(_QUICK)


@dataclass(frozen=True, slots=True)
class ParseFault:
    """A document that its process did not survive, or whose original cannot be read."""

    failure: Failure
    detail: str
    repeatable: bool = True
    """False for a plain exception: the same bytes would raise it again."""


Reading = Record | ParseFault
Result = TypeVar("Result")


def parse_job(job: ParseJob) -> Record:
    """Parse one document; runs in the child process."""
    return parse_bytes(job, bytes_of(job))


def bytes_of(job: ParseJob) -> bytes:
    """The bytes of a document; raises ArchiveError."""
    from crawler.archive import read_original

    if job.data is not None:
        return job.data
    assert job.archive is not None and job.ref is not None
    return read_original(job.archive, job.ref).payload


def parse_bytes(job: ParseJob, data: bytes) -> Record:
    """Parse the bytes of a document with the hints of its job."""
    from parsers.parse import Hints, parse_document

    hints = Hints(
        url=job.url,
        title=job.title,
        published=job.published,
        content_type=job.content_type,
        site_name=job.site_name,
    )
    return parse_document(data, job.source, hints)


class ParsePool(Generic[Result]):
    """A pool of processes that each run `function` on jobs; use it as a context manager."""

    def __init__(
        self,
        workers: int,
        limits: Limits,
        function: Callable[[ParseJob], Result],
        max_attempts: int = MAX_ATTEMPTS,
    ) -> None:
        self._workers = workers
        self._limits = limits
        self._function = function
        self._max_attempts = max_attempts
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=MAX_TASKS,
            initializer=limit_process,
            initargs=(limits.memory, limits.longest * MAX_TASKS),
            context=get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def run(
        self, jobs: Iterable[ParseJob], before: Callable[[ParseJob], int] | None = None
    ) -> Iterator[tuple[ParseJob, Result | ParseFault]]:
        """Yield every job with its answer, in the order of the jobs, holding only a few in memory.

        `before` is called ahead of each attempt and returns its number, where attempts of earlier
        processes count as well. Raises ChildProcessError where no process can be begun.
        """
        waiting: deque[tuple[ParseJob, int, Any]] = deque()
        for job in jobs:
            waiting.append((job, *self._start(job, 0, before)))
            if len(waiting) >= 4 * self._workers:
                yield self._finish(*waiting.popleft(), before)
        while waiting:
            yield self._finish(*waiting.popleft(), before)

    def _start(
        self, job: ParseJob, attempt: int, before: Callable[[ParseJob], int] | None
    ) -> tuple[int, Any]:
        number = before(job) if before is not None else attempt + 1
        with _no_interrupt():
            future = self._pool.schedule(self._function, args=(job,), timeout=self._limits.seconds(job))
        return number, future

    def _finish(
        self, job: ParseJob, attempt: int, future: Any, before: Callable[[ParseJob], int] | None
    ) -> tuple[ParseJob, Result | ParseFault]:
        while True:
            answer = self._result(job, attempt, future)
            again = isinstance(answer, ParseFault) and answer.repeatable
            if not again or attempt >= self._max_attempts:
                return job, answer
            attempt, future = self._start(job, attempt, before)

    def _result(self, job: ParseJob, attempt: int, future: Any) -> Result | ParseFault:
        try:
            result: Result = future.result()
        except FutureTimeout:
            return ParseFault(Failure.PARSE_TIMEOUT, f"not done after {self._limits.seconds(job):g} s")
        except MemoryError:
            return ParseFault(Failure.PARSE_MEMORY, f"needs more than {self._limits.memory >> 20} MB")
        except BrokenExecutor as error:
            # No process could be begun (the program was replaced meanwhile, say): no fault of the document,
            # unless it is there every time.
            if attempt < self._max_attempts:
                raise ChildProcessError(f"the processes that read documents ended: {error}") from error
            return ParseFault(
                Failure.PARSE_CRASH, f"the processes that read ended: {error}", repeatable=False
            )
        except ProcessExpired as error:
            return ParseFault(Failure.PARSE_CRASH, _death(error.exitcode))
        except Exception as error:
            from crawler.archive import ArchiveError

            if isinstance(error, ArchiveError):
                return ParseFault(Failure.IO, str(error), repeatable=False)
            return ParseFault(Failure.PARSE_CRASH, f"{type(error).__name__}: {error}"[:300], repeatable=False)
        return result


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Threads and processes begun inside inherit the mask and never see an interrupt.

    It is for the parent, which ends its children itself; a child that is just starting would answer it
    with a traceback. The tracker is begun first because beginning it lifts the mask.
    """
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def limit_process(memory: int, cpu_seconds: float) -> None:
    """Bound the calling process: address space, processor time, size of files it writes, no core dumps.

    It gets one thread for calculations (libraries look when they are loaded), and can open no connection.
    """
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    sys.addaudithook(_refuse_network)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_seconds) + 1, int(cpu_seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: nothing that reads a document has a reason to speak to anybody."""
    if event == "socket.__new__" and arguments[1] != socket.AF_UNIX:
        raise PermissionError("a document may not reach the network")
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect"):
        raise PermissionError("a document may not reach the network")


def _death(exitcode: int | None) -> str:
    if exitcode is None or exitcode >= 0:
        return f"the parse process ended with code {exitcode}"
    try:
        return f"the parse process was ended by {signal.Signals(-exitcode).name}"
    except ValueError:
        return f"the parse process was ended by signal {-exitcode}"

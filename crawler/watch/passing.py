"""One pass, in a process of its own: Twisted's reactor cannot be started twice, and no leak outlives it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from crawler.archive import ArchiveError, ArchiveReader
from crawler.config import Config, ConfigError
from crawler.crawl import CrawlFailed, CrawlOrder, WatchOrder, crawl
from crawler.health.summing import RunEnd
from crawler.notices import read_calendar
from crawler.summary import RunSummary
from crawler.watch import planning
from crawler.writer import WriterFailed
from models.corpus import Corpus, CorpusError
from models.database import reading, writing
from models.overdue import note_overdue
from models.passes import PassEnd, close_pass
from models.sourcefacts import MoveFact

_EXPECTED = (CorpusError, ArchiveError, CrawlFailed, WriterFailed, ConfigError, OSError)


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass looked at and what came of it; `summary` is None where nothing was due."""

    lists: int = 0
    absent: int = 0
    portals: int = 0
    walk_due: bool = False
    """Whether portals are to be walked as a whole now."""
    summary: RunSummary | None = None


def look(config: Config, scope: tuple[str, ...] = ()) -> PassReport:
    """Look at the lists that are due. Once per process."""
    now = config.clock()
    try:
        corpus = Corpus.open(config.db, clock=config.clock)
    except CorpusError:
        return PassReport(walk_due=True)  # which makes the database, or says what is wrong with it
    try:
        with reading(corpus.engine) as connection:
            plan = planning.look_plan(connection, now, scope)
            if not plan.lists:
                return PassReport(walk_due=bool(planning.whole_plan(connection, now, scope)))
            watch = WatchOrder(
                peeks=planning.peeks(plan),
                absent=planning.absences(plan),
                settled=planning.settled_of(connection, plan),
                known=planning.known_of(connection, plan),
                robots=planning.robots_of(connection, plan, ArchiveReader(config.archive), now),
                close=_closing(config, plan),
            )
    finally:
        corpus.close()
    summary = crawl(config, CrawlOrder(tuple(sorted(watch.peeks)), watch=watch))
    with Corpus.open(config.db) as corpus, reading(corpus.engine) as connection:
        due = bool(planning.whole_plan(connection, config.clock(), scope))
    return PassReport(len(plan.lists), len(plan.absent), len(plan.homes), due, summary)


def _closing(config: Config, plan: planning.LookPlan) -> Callable[[Corpus, RunEnd], tuple[MoveFact, ...]]:
    def close(corpus: Corpus, end: RunEnd) -> tuple[MoveFact, ...]:
        now = config.clock()
        calendar = read_calendar(config.notices)
        with writing(corpus.engine) as connection:
            close_pass(connection, PassEnd(end.run_id, now, plan.keys, tuple(plan.absent)))
            note_overdue(connection, now, calendar)
        return ()

    return close


def walk(config: Config, scope: tuple[str, ...] = ()) -> PassReport:
    """Walk the portals that are due as a whole. Once per process."""
    try:
        corpus = Corpus.open(config.db, clock=config.clock)
    except CorpusError:
        corpus = Corpus.open(config.db, create=True, clock=config.clock)
    with corpus, reading(corpus.engine) as connection:
        plan = planning.whole_plan(connection, config.clock(), scope)
    if not plan:
        return PassReport()
    summary = crawl(config, CrawlOrder(plan.provinces, plan.urls, hosts=plan.hosts))
    return PassReport(portals=len(plan.hosts) + len(plan.urls), summary=summary)


Pass = Callable[[Config, tuple[str, ...]], PassReport]


def in_child(task: Pass, config: Config, scope: tuple[str, ...] = ()) -> PassReport:
    """Run a pass in a child process, forked from a server that has the program loaded.

    The child ends with this process, however that ends. Raises what the pass raised, and CrawlFailed where
    the child died.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.watch.passing", "crawler.watch.ready"])
    ours, theirs = context.Pipe(duplex=False)
    watched, held = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(theirs, watched, task, config, scope), name="nianbao-pass")
    child.start()
    theirs.close()
    watched.close()
    try:
        answer: Any = ours.recv()
    except EOFError:
        answer = CrawlFailed("the process of the pass died; the next one goes on with it")
    child.join()
    held.close()
    if isinstance(answer, BaseException):
        raise answer
    assert isinstance(answer, PassReport)
    return answer


def _run(pipe: Connection, held: Connection, task: Pass, config: Config, scope: tuple[str, ...]) -> None:
    threading.Thread(target=_end_with_parent, args=(held,), daemon=True).start()
    try:
        pipe.send(task(config, scope))
    except _EXPECTED as error:
        pipe.send(error)


def _end_with_parent(held: Connection) -> None:
    """Wait until the other end of a pipe is gone: an orphan would go on asking, and refuse the next pass."""
    try:
        held.recv()
    except EOFError:
        os._exit(1)

"""Several processes at one database, and processes killed at any statement."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, event

from crawler.backups.chunks import Chunks
from crawler.backups.making import back_up
from crawler.backups.manifest import Manifest
from crawler.config import Config
from models import database
from models.corpus import Corpus, CorpusError
from models.integrity import check_integrity
from models.release import PARTIAL, export
from models.schema import DivisionName
from tests.models.givens import REGISTRY, VillageResolver
from tests.models.history import HISTORY, play, released

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

STOPS = (1, 9, 60, 130, 155, 210, 333, 480)
"""Statements after which the writer is killed; each run of the history goes a little further."""


def fork(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; returns its id. It ends without any cleaning up."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def wait(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def write(url: str, order: list[str], worker: int, stop: int | None = None) -> None:
    """Tell the whole history; with `stop`, die at that statement or commit."""
    corpus = Corpus.open(url, resolver=VillageResolver())
    if stop is not None:
        left = iter(range(stop - 1, -1, -1))

        def count(*_arguments: object) -> None:
            if next(left, 0) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(corpus.engine, "before_cursor_execute", count)
        event.listen(corpus.engine, "commit", count)
    play(corpus, order, 3, worker)


def test_writer_killed_again_and_again_ends_with_the_same_corpus(
    url: str, opened: Callable[..., Corpus], expected: str, tmp_path: Path
) -> None:
    for stop in STOPS:
        assert wait(fork(lambda stop=stop: write(url, list(HISTORY), 0, stop))) == -signal.SIGKILL  # type: ignore[misc]
        released(opened(url), tmp_path / f"after {stop}")
    corpus = opened(url)
    play(corpus, list(HISTORY), 0)
    assert released(corpus, tmp_path / "release") == expected
    assert len(corpus.status().runs) == 1


def test_processes_that_write_at_once_end_with_the_same_corpus(
    url: str, opened: Callable[..., Corpus], expected: str, tmp_path: Path
) -> None:
    orders = [list(HISTORY), list(HISTORY)[::-1], list(HISTORY)[5:] + list(HISTORY)[:5]]
    writers = [
        fork(lambda worker=worker, order=order: write(url, order, worker))  # type: ignore[misc]
        for worker, order in enumerate(orders)
    ]
    assert [wait(pid) for pid in writers] == [0, 0, 0]
    assert released(opened(url), tmp_path / "release") == expected


def test_database_held_by_another_process_is_explained(
    sqlite_url: str, opened: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    corpus, holder = opened(sqlite_url), opened(sqlite_url)
    with database.writing(holder.engine), pytest.raises(CorpusError, match="locked by another process"):
        corpus.begin_run("crawl", {})
    assert corpus.begin_run("crawl", {}).resumed is False


def test_readers_see_the_last_whole_state_while_another_writes(
    url: str, opened: Callable[..., Corpus]
) -> None:
    corpus, writer = opened(url), opened(url)
    with database.writing(writer.engine) as connection:
        connection.execute(delete(DivisionName))
        assert corpus.status().counts["division_names"] == len(REGISTRY)


def test_processes_that_create_at_once_agree(bare_url: str, opened: Callable[..., Corpus]) -> None:
    creators = [fork(lambda: Corpus.open(bare_url, create=True, registry=REGISTRY).close()) for _ in range(3)]
    assert [wait(pid) for pid in creators] == [0, 0, 0]
    assert opened(bare_url).status().counts["divisions"] == len(REGISTRY)


def test_commands_at_once_on_one_file_wait_for_each_other(
    sqlite_url: str, opened: Callable[..., Corpus], expected: str, tmp_path: Path
) -> None:
    config = Config(db=sqlite_url, data=tmp_path / "data")

    def look() -> None:
        with Corpus.open(sqlite_url) as corpus:
            for _ in range(3):
                export(corpus, tmp_path / "out", {"csv"})
                # A document may be known a moment before its original is.
                assert {problem.what for problem in check_integrity(corpus)} <= {"archive"}

    def keep() -> None:
        for _ in range(3):
            back_up(config, tmp_path / "kept")

    orders = [list(HISTORY), list(HISTORY)[::-1]]
    writers = [
        fork(lambda worker=worker, order=order: write(sqlite_url, order, worker))  # type: ignore[misc]
        for worker, order in enumerate(orders)
    ]
    others = [fork(work) for work in (look, look, keep, keep)]
    assert [wait(pid) for pid in writers + others] == [0] * 6
    assert released(opened(sqlite_url), tmp_path / "release") == expected
    assert (tmp_path / "out" / "manifest.json").exists()
    assert not list((tmp_path / "out").glob(f"{PARTIAL}*"))
    for digest in Manifest.read(tmp_path / "kept").chunks():
        Chunks(tmp_path / "kept").get(digest)

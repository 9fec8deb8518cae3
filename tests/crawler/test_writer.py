"""The writing thread: archive before database, in batches, and no fault without a word."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from crawler.warcrecord import Capture
from crawler.writer import BATCH, Captured, Writer, WriterFailed
from models.facts import ArchiveRef, Fact, Fetch

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def fetch(n: int) -> Fetch:
    return Fetch(url=f"https://www.example.gov.cn/{n}", host="www.example.gov.cn", run_id=1, at=NOW)


def captured(n: int) -> Captured:
    payload = b"%d" % n
    return Captured(
        fetch(n), Capture(fetch(n).url, NOW, 200, (), payload, hashlib.sha256(payload).hexdigest())
    )


class Sink:
    """Archive and corpus in one, with a common log."""

    def __init__(self, gate: threading.Event | None = None, fail_at: str = "") -> None:
        self.log: list[tuple[str, int]] = []
        self.facts: list[Fact] = []
        self.gate = gate
        self.fail_at = fail_at

    def append(self, captures: Sequence[Capture]) -> list[ArchiveRef]:
        if self.gate is not None:
            self.gate.wait(10)
        if self.fail_at == "archive":
            raise OSError("No space left on device")
        self.log.append(("archive", len(captures)))
        return [ArchiveRef("x", int(capture.payload), 1) for capture in captures]

    def record(self, facts: Sequence[Fact]) -> None:
        if self.fail_at == "corpus":
            raise RuntimeError("database is gone")
        self.log.append(("corpus", len(facts)))
        self.facts += facts


def test_each_batch_goes_to_the_archive_first_and_keeps_its_order() -> None:
    gate = threading.Event()
    sink = Sink(gate)
    writer = Writer(sink, sink)
    for n in range(150):
        writer.put(captured(n))
    gate.set()
    writer.close()
    assert [fact.url for fact in sink.facts if isinstance(fact, Fetch)] == [fetch(n).url for n in range(150)]
    assert all(
        isinstance(fact, Fetch) and fact.archive is not None and fact.url.endswith(f"/{fact.archive.offset}")
        for fact in sink.facts
    )
    assert [kind for kind, _ in sink.log] == ["archive", "corpus"] * (len(sink.log) // 2)
    assert max(size for _, size in sink.log) <= BATCH
    assert len(sink.log) < 150, "written in batches"


def test_facts_without_an_answer_need_no_archive() -> None:
    sink = Sink()
    writer = Writer(sink, sink)
    writer.put(fetch(1))
    writer.close()
    assert sink.log == [("corpus", 1)]


@pytest.mark.parametrize("place", ["archive", "corpus"])
def test_a_fault_stops_the_writer_and_tells_everyone(place: str) -> None:
    told = threading.Event()
    sink = Sink(fail_at=place)
    writer = Writer(sink, sink)
    writer.on_failure = told.set
    writer.put(captured(1))
    assert told.wait(10)
    with pytest.raises(WriterFailed):
        writer.put(fetch(2))
    with pytest.raises(WriterFailed):
        writer.close()
    assert sink.facts == []


def test_producers_are_told_when_the_queue_fills() -> None:
    gate = threading.Event()
    sink = Sink(gate)
    writer = Writer(sink, sink)
    written = 0
    while not writer.crowded:
        writer.put(captured(written))
        written += 1
    gate.set()
    writer.close()
    assert len(sink.facts) == written

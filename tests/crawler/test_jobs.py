"""Parsing in child processes: a bad document harms only itself."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from crawler.jobs import Limits, ParseFault, ParseJob, ParsePool, Reading, parse_job
from models.facts import ArchiveRef
from parsers.failures import Failure
from parsers.record import Record
from tests.crawler.bad_parsers import misbehave

LIMITS = Limits(timeout=30.0, memory=700 * 1024 * 1024)


def job(order: str) -> ParseJob:
    return ParseJob(source=order, data=order.encode())


def run(
    orders: list[str], attempts: int = 3, limits: Limits = LIMITS
) -> tuple[dict[str, Reading], list[str], list[str]]:
    """Readings by order, the order in which they came, and the attempts in the order in which they began."""
    begun: list[str] = []

    def before(job: ParseJob) -> int:
        begun.append(job.source)
        return begun.count(job.source)

    with ParsePool(2, limits, misbehave, attempts) as pool:
        found = list(pool.run((job(order) for order in orders), before))
    return {job.source: reading for job, reading in found}, [job.source for job, _ in found], begun


def test_bad_documents_among_good_ones() -> None:
    orders = ["good 1", "crash", "good 2", "exit", "good 3", "raise", "eat", "good 4", "good 5"]
    readings, order, begun = run(orders)
    assert order == orders, "the order of the input is kept"
    faults = {name: reading.failure for name, reading in readings.items() if isinstance(reading, ParseFault)}
    assert faults == {
        "crash": Failure.PARSE_CRASH,
        "exit": Failure.PARSE_CRASH,
        "raise": Failure.PARSE_CRASH,
        "eat": Failure.PARSE_MEMORY,
    }
    assert all(isinstance(readings[f"good {n}"], Record) for n in range(1, 6))
    assert [begun.count(name) for name in ("crash", "exit", "eat")] == [3, 3, 3]
    assert begun.count("raise") == 1, "the same bytes would raise the same exception again"
    assert all(begun.count(f"good {n}") == 1 for n in range(1, 6))


def test_a_document_that_hangs_is_given_up() -> None:
    readings, order, begun = run(["hang", "good 1"], attempts=2, limits=Limits(timeout=2.0))
    assert order == ["hang", "good 1"]
    assert readings["hang"] == ParseFault(Failure.PARSE_TIMEOUT, "not done after 2 s")
    assert begun.count("hang") == 2
    assert isinstance(readings["good 1"], Record)


def test_the_details_are_words_a_person_understands() -> None:
    readings, _, _ = run(["crash", "raise"], attempts=1)
    details = {name: reading.detail for name, reading in readings.items() if isinstance(reading, ParseFault)}
    assert details["crash"] == "the parse process was ended by SIGSEGV"
    assert details["raise"] == "ValueError: a fault of the parser"


def test_a_process_that_was_killed_from_outside_is_no_fault_of_the_document(tmp_path: Path) -> None:
    order = f"once {tmp_path / 'mark'}"
    readings, _, begun = run([order])
    assert isinstance(readings[order], Record)
    assert begun == [order, order]


def test_attempts_of_earlier_processes_count() -> None:
    with ParsePool(1, LIMITS, misbehave) as pool:
        begun = []

        def before(job: ParseJob) -> int:
            begun.append(job.source)
            return 2 + len(begun)

        ((_, reading),) = pool.run([job("crash")], before)
    assert isinstance(reading, ParseFault)
    assert len(begun) == 1


def test_only_a_few_jobs_are_held_at_once() -> None:
    drawn = 0

    def jobs() -> Iterator[ParseJob]:
        nonlocal drawn
        for n in range(40):
            drawn += 1
            yield job(f"good {n}")

    with ParsePool(1, LIMITS, misbehave) as pool:
        readings = pool.run(jobs())
        next(readings)
        assert drawn <= 4
        assert len(list(readings)) == 39


@pytest.mark.parametrize("order", ["call home", "look up"])
def test_no_document_reaches_the_network(order: str) -> None:
    readings, _, _ = run([order], attempts=1)
    assert readings[order] == ParseFault(
        Failure.PARSE_CRASH, "PermissionError: a document may not reach the network", repeatable=False
    )


def test_calculations_get_one_thread() -> None:
    readings, _, _ = run(["threads"])
    record = readings["threads"]
    assert isinstance(record, Record)
    assert record.title == "1"


@pytest.mark.parametrize(
    ("job", "seconds"),
    [
        (ParseJob("a", b"<html>" + bytes(3_000_000)), 60),
        (ParseJob("a", b"%PDF-1.7" + bytes(1024 * 100 - 8)), 80),
        (ParseJob("a", b"%PDF-1.7" + bytes(20_000_000)), 600),
        (ParseJob("a", ref=ArchiveRef("f", 0, 1024 * 1000), content_type="application/pdf"), 260),
        (ParseJob("a", ref=ArchiveRef("f", 0, 1024 * 1000), content_type="text/html; charset=gbk"), 60),
    ],
)
def test_what_may_be_a_scan_gets_time_by_its_size(job: ParseJob, seconds: float) -> None:
    assert Limits().seconds(job) == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"%PDF-1.4 broken", b"<html>" * 5_000])
def test_the_real_parser_never_raises(data: bytes) -> None:
    assert parse_job(ParseJob(source="x", data=data)).outcome in {"unreadable", "not_report"}


def test_a_document_beyond_the_memory_is_named_by_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr("parsers.parse.read_carrier", eat)
    error = parse_job(ParseJob(source="x", data=b"<html>")).error or ""
    assert error.startswith("parse_memory: ")


def test_processes_that_cannot_begin_are_no_fault_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise whatever waits when the program is replaced would be given up for good."""
    broken: Future[Record] = Future()
    broken.set_exception(BrokenProcessPool("All workers expired"))
    with ParsePool(1, LIMITS, misbehave, max_attempts=3) as pool:
        monkeypatch.setattr(pool._pool, "schedule", lambda *_, **__: broken)
        with pytest.raises(ChildProcessError, match="All workers expired"):
            list(pool.run([job("good 1")]))
        ((_, answer),) = pool.run([job("good 1")], before=lambda _: 3)
    assert isinstance(answer, ParseFault) and answer.failure is Failure.PARSE_CRASH

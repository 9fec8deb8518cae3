"""Parse a folder of made files through the pool that `nianbao parse` uses, and score every record."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.accuracy.scoring import Tally, score
from crawler.jobs import Limits, ParseFault, ParseJob, ParsePool, parse_job

NOTES = Path(".accuracy")
"""Folder of what is no document: hidden, so that parsing or ingesting the whole folder leaves it alone."""
RESULTS = NOTES / "results.jsonl"
PEERS = NOTES / "peers.jsonl"
RUN = NOTES / "run.json"
SOURCES = NOTES / "sources"


@dataclass(frozen=True, slots=True)
class Timed:
    """A record as JSON object with the seconds of wall clock and of processor that it took."""

    record: dict[str, Any]
    seconds: float
    processor: float


def timed(job: ParseJob) -> Timed:
    """Parse one document; runs in the child process."""
    begun, used = time.perf_counter(), time.process_time()
    record = parse_job(job).to_json()
    return Timed(record, time.perf_counter() - begun, time.process_time() - used)


@dataclass(frozen=True)
class Made:
    """One made file and its gold."""

    path: Path
    gold: dict[str, Any]

    @property
    def carrier(self) -> str:
        """Folder name: the carrier, or the quality of a scan."""
        return str(self.gold["carrier"])


def made_files(folder: Path, carriers: frozenset[str] | None = None, most: int | None = None) -> list[Made]:
    """Files with gold, sorted; at most `most` of each carrier."""
    found: list[Made] = []
    counts: dict[str, int] = {}
    for path in sorted(folder.rglob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        carrier = gold["carrier"]
        if carriers is not None and carrier not in carriers:
            continue
        counts[carrier] = counts.get(carrier, 0) + 1
        if most is None or counts[carrier] <= most:
            found.append(Made(path.with_name(path.name.removesuffix(".gold.json")), gold))
    return found


def scored(made: list[Made], workers: int, limits: Limits) -> Iterator[tuple[Made, Tally, float]]:
    """Each file with its tally (wall seconds in it) and the processor seconds; faults lose all cells."""
    jobs = [ParseJob(source=item.path.name, data=None, key=item) for item in made]
    with ParsePool(workers, limits, _timed_file) as pool:
        for job, answer in pool.run(jobs):
            item: Made = job.key
            if isinstance(answer, ParseFault):
                error = f"{answer.failure.value}: {answer.detail}"
                yield item, score({"outcome": "unreadable", "error": error}, item.gold), 0.0
            else:
                tally = score(answer.record, item.gold)
                tally.seconds = answer.seconds
                yield item, tally, answer.processor


def _timed_file(job: ParseJob) -> Timed:
    """Parse one file of the folder; runs in the child process."""
    return timed(ParseJob(source=job.source, data=job.key.path.read_bytes()))


def row(item: Made, tally: Tally, processor: float) -> dict[str, Any]:
    """One line of the results file."""
    known = {key: item.gold.get(key) for key in ("carrier", "form", "pattern", "wrong_sums")}
    return {"file": item.path.name, **known, **tally.plain(), "processor": processor}

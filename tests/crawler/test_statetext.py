"""The state in words: what waits, what fails and what is watched stands in the first lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.statetext import status_lines
from models.facts import RunRow, Status

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
NUMBERS = {"reports": 5, "bodies_reporting": 3, "documents": 7, "documents_pending": 2}


def run(number: int, took: timedelta | None = None, **summary: object) -> RunRow:
    state = "running" if took is None else "finished"
    return RunRow(number, "watch", {}, state, NOON, None if took is None else NOON + took, summary)


STATE = Status(
    defaultdict(int, NUMBERS),
    {"gone": 2, "captcha": 3},
    {"report": 7},
    {2024: 5},
    1,
    (),
    (run(9), run(8, timedelta(seconds=75), requests=60, new=4, failed_by_class={"gone": 2})),
    {"ok": 8, "failing": 0, "broken": 1},
    NOON,
)


def test_the_first_lines_tell_how_it_stands() -> None:
    assert list(status_lines(STATE, "archive    1 MB"))[:7] == [
        "reports    5 of 3 bodies (2024: 5)",
        "documents  7 (report 7)",
        "waiting    2 to be parsed, 1 for review by a person, 0 given up",
        "failed     5 addresses (captcha 3, gone 2)",
        "watched    9 lists (ok 8, broken 1, failing 0); last look 2025-03-01 12:00 UTC",
        "last run   9 watch running 2025-03-01 12:00 UTC, requests 0, new 0, changed 0, failed 0",
        "archive    1 MB",
    ]


@pytest.mark.parametrize(
    ("took", "words"), [(9, "9 s"), (75, "1 min 15 s"), (3600, "1 h 0 min"), (90_000, "25 h 0 min")]
)
def test_a_run_tells_what_it_took_and_gave(took: int, words: str) -> None:
    former = run(8, timedelta(seconds=took), requests=60, new=4, failed_by_class={"gone": 2})
    lines = list(status_lines(replace(STATE, runs=(run(9), former)), ""))
    assert lines[-1] == (
        f"  8 watch finished 2025-03-01 12:00 UTC, {words}, requests 60, new 4, changed 0, failed 2"
    )


def test_without_watching_nothing_is_said_of_it() -> None:
    state = replace(STATE, lists={"ok": 0, "failing": 0, "broken": 0}, looked_at=None)
    assert not any(line.startswith("watched") for line in status_lines(state, ""))

"""A year of watching in small: all is told, once and in time, nothing is false, little is asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.acceptance.watched_year import play, portals, verdicts
from tests.acceptance.year_script import script_of

PORTALS = 5
DAYS = [
    *(date(2024, 12, 16), date(2025, 1, 20), date(2025, 1, 31)),
    *(date(2025, 2, 2), date(2025, 2, 3), date(2025, 2, 20), date(2025, 3, 20), date(2025, 4, 5)),
]


def test_a_year_of_watching(tmp_path: Path) -> None:
    content = portals(PORTALS)
    script = script_of(content)
    assert script.corrected and script.withdrawn and script.moved and len(script.down) == 2
    year = play(tmp_path, content, script, DAYS)
    judged = {each.kind: each for each in verdicts(year, content, script)}
    assert [each for each in judged.values() if not each.is_good] == []
    assert judged["new"].expected > 10
    for kind in (
        "corrected",
        "withdrawn",
        "column_moved",
        "column_found",
        "source_broken",
        "source_recovered",
    ):
        assert judged[kind].expected, kind
    assert [event.id for event in year.events] == list(range(1, len(year.events) + 1))
    assert all(
        event.detail["changes"]["figures"]  # type: ignore[index]
        for event in year.events
        if event.kind == "corrected" and event.at > year.begun
    )
    lists = [each for each in year.passes if each.is_quiet]
    assert lists
    for each in lists:
        assert each.requests - each.robots <= each.lists

"""Two readings of one document: each figure that changed has one cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.rereading import changes
from parsers.record import Record

CELL = "requests.new@total"
BEFORE = Record(
    "a",
    "00",
    "html",
    "report",
    generation="G4",
    table_generations={"proactive": "G4", "requests": "G4"},
    values={CELL: 5, "review.total": 1, "outcome.other@total": None, "proactive.admin_fees@amount": "3"},
    states={"outcome.other@total": "blank"},
)


def changed(**words: object) -> list[tuple[str, object, object, str]]:
    cells = words.pop("cells", {})
    after = replace(BEFORE, values={**BEFORE.values, **cells}, **words)  # type: ignore[dict-item, arg-type]
    return [
        (each.cell_id, each.before, each.after, each.cause) for each in changes("00", 0, BEFORE, after, "1")
    ]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"proactive.admin_fees@amount": "3.0"}, []),
        ({CELL: 6}, [(CELL, 5, 6, "reread")]),
        ({CELL: None}, [(CELL, 5, None, "withheld")]),
        ({"outcome.other@total": 0}, [("outcome.other@total", None, 0, "found")]),
    ],
)
def test_a_figure_is_found_withheld_or_reread(cells: dict[str, object], found: list[object]) -> None:
    assert changed(cells=cells) == found


def test_a_sign_in_the_place_of_a_figure_is_a_change() -> None:
    assert changed(states={"outcome.other@total": "slash"}) == [("outcome.other@total", None, None, "state")]


def test_another_form_explains_what_changed_in_its_table_only() -> None:
    forms = {"proactive": "G4", "requests": "G3"}
    assert changed(cells={CELL: 6, "review.total": 2}, table_generations=forms) == [
        (CELL, 5, 6, "form"),
        ("review.total", 1, 2, "reread"),
    ]


def test_a_document_that_is_no_report_any_more_loses_all_for_that_cause() -> None:
    after = Record("a", "00", "html", "not_report")
    found = list(changes("00", 0, BEFORE, after, "1"))
    assert len(found) == 3 and {each.cause for each in found} == {"document"}
    assert {each.cause for each in changes("00", 1, None, BEFORE, "")} == {"document"}

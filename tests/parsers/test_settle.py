"""Sums choose among the readings of a doubtful cell, and never make a figure up."""

from __future__ import annotations

import pytest

from parsers.document import Cell
from parsers.formats.result import Placed, TableReading
from parsers.formats.settle import settle
from parsers.formats.spec import formats
from parsers.values import Reading, read_value

COLUMNS = formats()["G4"].columns
NEW, GRANTED, TOTAL = "requests.new", "outcome.granted", "outcome.total"


def table(**changes: str) -> TableReading:
    """Table 3: twelve persons and five companies ask, all granted. Changes are named row__column."""
    texts = {f"{row}@{column}": "0" for row in formats()["G4"].value_rows() for column in COLUMNS}
    for row in (NEW, GRANTED, TOTAL):
        texts |= {f"{row}@natural_person": "12", f"{row}@company": "5", f"{row}@total": "17"}
    texts |= {name.replace("__", "@").replace("_dot_", "."): text for name, text in changes.items()}
    return filled(texts)


def reviews(upheld: str, corrected: str, total: str) -> TableReading:
    """The first half of table 4: reviews upheld and corrected, none of another outcome or pending."""
    texts = {"upheld": upheld, "corrected": corrected, "other": "0", "pending": "0", "total": total}
    return filled({f"review.{name}": text for name, text in texts.items()})


def filled(texts: dict[str, str]) -> TableReading:
    reading = TableReading("G4")
    reading.cells = {cell: Placed(read_value(text), cell) for cell, text in texts.items()}
    return reading


def doubtful(text: str, *others: str) -> Cell:
    return Cell(text, 1, doubt=True, alternatives=others)


def run(reading: TableReading, cell: str, source: Cell, *, recognised: bool = True) -> Reading:
    settle([reading], {cell: source}, recognised=recognised)
    return reading.cells[cell].reading


CELL = f"{GRANTED}@natural_person"


def test_the_one_reading_that_mends_row_and_column_is_taken() -> None:
    read = run(table(outcome_dot_granted__natural_person="42"), CELL, doubtful("42", "72", "12"))
    assert (read.value, read.state, read.raw, read.uncertain) == (12, "corrected", "42", False)


def test_a_zero_that_sums_ask_for_may_be_a_mark_for_nothing_and_stays_uncertain() -> None:
    read = run(table(outcome_dot_granted__other="1"), f"{GRANTED}@other", doubtful("1", "0"))
    assert (read.value, read.state, read.uncertain) == (0, "corrected", True)


def test_no_figure_is_computed_that_was_not_read() -> None:
    read = run(table(outcome_dot_granted__natural_person="42"), CELL, doubtful("42", "72", "13"))
    assert (read.value, read.state, read.uncertain) == (42, None, True)


def test_a_cell_the_recogniser_is_sure_of_is_never_changed() -> None:
    reading = table(outcome_dot_granted__natural_person="42")
    settle([reading], {}, recognised=True)
    assert (reading.cells[CELL].reading.value, reading.cells[CELL].reading.uncertain) == (42, True)


def test_two_cells_that_could_both_mend_a_sum_are_left() -> None:
    reading = reviews("1", "2", "4")
    both = {"review.upheld": doubtful("1", "2"), "review.corrected": doubtful("2", "3")}
    settle([reading], both, recognised=True)
    assert [reading.cells[cell].reading.value for cell in both] == [1, 2]
    assert all(reading.cells[cell].reading.uncertain for cell in both)


def test_a_correction_that_one_sum_alone_vouches_for_stays_uncertain() -> None:
    reading = reviews("1", "2", "4")
    read = run(reading, "review.upheld", doubtful("1", "2", "7"))
    assert (read.value, read.state, read.uncertain) == (2, "corrected", True)


def test_two_misread_cells_of_a_row_are_mended_together() -> None:
    reading = table(outcome_dot_granted__natural_person="42", outcome_dot_granted__company="3")
    other = f"{GRANTED}@company"
    settle([reading], {CELL: doubtful("42", "12"), other: doubtful("3", "5", "8")}, recognised=True)
    assert [reading.cells[cell].reading.value for cell in (CELL, other)] == [12, 5]


def test_sums_that_hold_confirm_a_doubtful_figure() -> None:
    assert not run(table(), CELL, doubtful("12", "72")).uncertain


def test_sums_cannot_tell_a_zero_from_an_empty_cell() -> None:
    zero = f"{GRANTED}@other"
    assert run(table(), zero, doubtful("0", "")).uncertain
    assert not run(table(), zero, doubtful("0", "8")).uncertain
    assert run(table(outcome_dot_granted__other=""), zero, doubtful("")).uncertain


def test_a_comma_read_as_a_point_is_found_by_the_sums() -> None:
    texts = {f"{row}__natural_person".replace(".", "_dot_"): "7,171" for row in (NEW, TOTAL)}
    totals = {f"{row}__total".replace(".", "_dot_"): "7,176" for row in (NEW, GRANTED, TOTAL)}
    reading = table(outcome_dot_granted__natural_person="7.171", **texts, **totals)
    assert reading.cells[CELL].reading.value is None
    read = run(reading, CELL, doubtful("7.171", "7,171"))
    assert (read.value, read.state, read.raw) == (7171, "corrected", "7.171")


def test_table_two_has_no_sums_and_keeps_its_doubts() -> None:
    cell = "proactive.regulations@issued"
    reading = TableReading("G4", {cell: Placed(read_value("3"), cell)})
    assert run(reading, cell, doubtful("3", "8")).uncertain


def test_cells_of_documents_that_were_not_recognised_keep_their_certainty_in_failing_sums() -> None:
    reading = table(outcome_dot_granted__natural_person="42")
    settle([reading], {}, recognised=False)
    assert not reading.cells[CELL].reading.uncertain


def changed(cells: dict[str, str]) -> TableReading:
    """The table with other figures in some cells."""
    reading = table()
    reading.cells |= {cell: Placed(read_value(text), cell) for cell, text in cells.items()}
    return reading


def persons_misread(text: str) -> dict[str, str]:
    """The persons who asked and got an answer, and all who did, as a copy that lost the bars of its fours
    shows them: 42 as 12, 47 as 17."""
    rows = (NEW, GRANTED, TOTAL)
    return {f"{row}@natural_person": text for row in rows} | {f"{row}@total": "17" for row in rows}


def test_sums_that_hold_with_all_equals_misread_alike_vouch_for_none_of_them() -> None:
    reading = changed(persons_misread("12"))
    misread = {cell: doubtful("12", "42") for cell in persons_misread("12") if cell.endswith("person")}
    misread |= {cell: doubtful("17", "47") for cell in persons_misread("12") if cell.endswith("@total")}
    settle([reading], misread, recognised=True)
    assert all(reading.cells[cell].reading.uncertain for cell in misread)
    assert [reading.cells[cell].reading.value for cell in misread] == [12] * 3 + [17] * 3


def test_one_sum_that_would_not_hold_tells_a_figure_from_its_rival() -> None:
    reading = table()
    part, whole = CELL, f"{GRANTED}@total"
    settle([reading], {part: doubtful("12", "42"), whole: doubtful("17", "47")}, recognised=True)
    assert not any(reading.cells[cell].reading.uncertain for cell in (part, whole))


def test_a_part_and_its_sum_misread_alike_are_mended_by_the_other_sums() -> None:
    part, whole = CELL, f"{GRANTED}@total"
    reading = changed({part: "42", whole: "47"})
    settle([reading], {part: doubtful("42", "12"), whole: doubtful("47", "17")}, recognised=True)
    found = [reading.cells[cell].reading for cell in (part, whole)]
    assert [(one.value, one.state, one.uncertain) for one in found] == [
        (12, "corrected", False),
        (17, "corrected", False),
    ]


def test_a_sum_wrong_in_print_keeps_nothing_else_from_being_mended() -> None:
    wrong = f"{NEW}@company"
    reading = changed({CELL: "42", wrong: "99"})
    settle([reading], {CELL: doubtful("42", "12"), f"{GRANTED}@other": doubtful("0", "8")}, recognised=True)
    assert (reading.cells[CELL].reading.value, reading.cells[wrong].reading.value) == (12, 99)


@pytest.mark.parametrize(("corrected", "total", "uncertain"), [("0", "3", True), ("1", "4", False)])
def test_what_looks_the_same_keeps_sums_from_vouching_and_mends_nothing(
    corrected: str, total: str, uncertain: bool
) -> None:
    """A part of 3 that may be a 5: a total of 3 may be one as well, a total of 4 may not."""
    reading = reviews("3", corrected, total)
    others = {"3": ("5",), "4": ("9",)}
    worn = {
        f"review.{name}": Cell(text, 1, doubt=True, lookalikes=others[text])
        for name, text in (("upheld", "3"), ("total", total))
    }
    settle([reading], worn, recognised=True)
    read = reading.cells["review.upheld"].reading
    assert (read.value, read.state, read.uncertain) == (3, None, uncertain)


@pytest.mark.parametrize(("lookalikes", "uncertain"), [((), False), (("82",), True)])
def test_what_was_corrected_is_not_vouched_for_where_hairlines_are_lost(
    *, lookalikes: tuple[str, ...], uncertain: bool
) -> None:
    source = Cell("42", 1, doubt=True, alternatives=("12",), lookalikes=lookalikes)
    read = run(table(outcome_dot_granted__natural_person="42"), CELL, source)
    assert (read.value, read.uncertain) == (12, uncertain)


def test_a_sum_that_a_change_made_right_vouches_for_none_of_its_cells() -> None:
    reading = reviews("1", "5", "3")
    both = {"review.upheld": doubtful("1", "4"), "review.corrected": doubtful("5", "2")}
    settle([reading], both, recognised=True)
    assert [reading.cells[cell].reading.value for cell in both] == [1, 2]
    assert all(reading.cells[cell].reading.uncertain for cell in both)

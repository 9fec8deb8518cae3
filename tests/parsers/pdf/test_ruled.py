"""The geometry of ruled tables, on rules written out by hand and on drawn grids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.carriers.ruled import Rule, RuledTable, Tolerances, TooManyRules, merged, tables


def lattice(columns: list[float], rows: list[float]) -> tuple[list[Rule], list[Rule]]:
    across = [Rule(y, columns[0], columns[-1]) for y in rows]
    down = [Rule(x, rows[0], rows[-1]) for x in columns]
    return across, down


def shape(table: RuledTable) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells]


def test_a_lattice_gives_every_cell_once() -> None:
    (table,) = tables(*lattice([10, 60, 110], [20, 40, 60, 80]))
    assert shape(table) == [(r, c, 1, 1) for r in range(3) for c in range(2)]
    assert (table.open_top, table.open_bottom) == (False, False)
    assert table.box == (10, 20, 110, 80)


def test_pieces_of_a_rule_are_put_together() -> None:
    pieces = [Rule(10.0, 0, 50), Rule(10.4, 52, 100), Rule(10.2, 140, 180)]
    assert [(round(rule.start), round(rule.end)) for rule in merged(pieces, Tolerances())] == [
        (0, 100),
        (140, 180),
    ]


def test_a_missing_piece_of_a_rule_makes_a_merged_cell() -> None:
    across, down = lattice([0, 50, 100, 150], [0, 20, 40, 60])
    across[1] = Rule(20, 50, 150)  # the first column goes on over two rows
    down[1] = Rule(50, 0, 40)  # and the last row joins its first two columns
    (table,) = tables(across, down)
    assert shape(table)[0] == (0, 0, 2, 1)
    assert shape(table)[-2:] == [(2, 0, 1, 2), (2, 2, 1, 1)]


def test_uprights_that_run_on_stand_for_the_rule_that_the_page_edge_cut_off() -> None:
    across, _ = lattice([0, 50, 100], [20, 40, 60])
    down = [Rule(x, 20, 75) for x in (0, 50, 100)]
    (table,) = tables(across, down)
    assert table.open_bottom and not table.open_top
    assert table.rows == (20, 40, 60, 75)
    assert len(table.cells) == 6


def test_a_table_without_side_borders_keeps_its_outer_columns() -> None:
    across = [Rule(y, 0, 150) for y in (0, 20, 40)]
    (table,) = tables(across, [Rule(50, 0, 40), Rule(100, 0, 40)])
    assert [cell.colspan for cell in table.cells] == [1] * 6


def test_double_rules_are_one_border() -> None:
    across, down = lattice([0, 50, 100], [0, 20, 40])
    across += [Rule(22, 0, 100)]
    (table,) = tables(across, down)
    assert len(table.cells) == 4


def test_an_underline_inside_a_cell_parts_nothing() -> None:
    across, down = lattice([0, 50, 100], [0, 20, 40])
    (table,) = tables([*across, Rule(12, 10, 22)], down)
    assert len(table.cells) == 4


def test_what_is_joined_and_no_rectangle_is_irregular() -> None:
    across, down = lattice([0, 50, 100], [0, 20, 40])
    across[1] = Rule(20, 50, 100)
    down[1] = Rule(50, 0, 20)  # slots (0,0), (1,0), (1,1) run together
    (table,) = tables(across, down)
    assert {(cell.row, cell.column): cell.irregular for cell in table.cells} == {
        (0, 0): True,
        (0, 1): False,
        (1, 1): True,
    }


def test_strokes_of_labels_make_no_row_where_the_right_is_asked() -> None:
    columns = [float(x) for x in range(0, 550, 50)]
    across, down = lattice(columns, [0, 20, 40])
    stroke = Rule(10, 0, 50)
    assert len(tables([*across, stroke], down)[0].rows) == 4
    assert len(tables([*across, stroke], down, Tolerances(right=5))[0].rows) == 3


def test_two_nets_are_two_tables_from_top_to_bottom() -> None:
    upper, lower = lattice([0, 50, 100], [0, 20, 40]), lattice([0, 30, 100], [60, 80, 100])
    found = tables(lower[0] + upper[0], lower[1] + upper[1])
    assert [table.rows[0] for table in found] == [0, 60]


def test_a_drawing_is_refused_before_anything_is_built() -> None:
    rules = [Rule(float(3 * y), 0, 100) for y in range(50)]
    with pytest.raises(TooManyRules):
        tables(rules, rules, Tolerances(most_rules=60))
    with pytest.raises(TooManyRules):
        tables(
            *lattice([10.0 * x for x in range(50)], [10.0 * y for y in range(50)]),
            Tolerances(most_slots=2000),
        )


@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 600), st.floats(1, 600)), max_size=25),
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 600), st.floats(1, 600)), max_size=25),
)
def test_whatever_the_rules_cells_tile_their_table(
    across: list[tuple[float, float, float]], down: list[tuple[float, float, float]]
) -> None:
    rules = [[Rule(at, start, start + length) for at, start, length in side] for side in (across, down)]
    for table in tables(rules[0], rules[1]):
        taken = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        ]
        height, width = len(table.rows) - 1, len(table.columns) - 1
        assert sorted(taken) == [(row, column) for row in range(height) for column in range(width)]
        assert list(table.rows) == sorted(table.rows) and list(table.columns) == sorted(table.columns)

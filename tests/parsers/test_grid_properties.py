"""Properties of the span grid that hold for any table, however broken its spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parsers.grid import MAX_COLSPAN, MAX_SLOTS, lay_out

SPAN = st.tuples(st.integers(1, 4), st.integers(1, 4))
WILD = st.tuples(st.integers(-5, 10**9), st.integers(-5, 10**9))
Spans = list[list[tuple[int, int]]]


def tables(span: st.SearchStrategy[tuple[int, int]], rows: int = 12) -> st.SearchStrategy[Spans]:
    return st.lists(st.lists(span, max_size=8), max_size=rows)


@given(tables(SPAN | WILD))
def test_every_cell_is_placed_once_in_its_own_order(spans: Spans) -> None:
    layout = lay_out(spans)
    assert [len(row) for row in layout.starts] == [len(row) for row in spans]
    for row in layout.starts:
        assert list(row) == sorted(set(row))


@given(tables(SPAN))
def test_no_cell_starts_where_an_earlier_one_reaches(spans: Spans) -> None:
    layout = lay_out(spans)
    slots: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(layout.starts):
        for c, start in enumerate(row):
            assert (r, start) not in slots
            across, down = spans[r][c]
            for column in range(start, start + across):
                for line in range(r, min(r + down, len(spans))):
                    slots.setdefault((line, column), (r, c))
    for r, reaching in enumerate(layout.covering):
        assert set(reaching) == {owner for (line, _), owner in slots.items() if line == r and owner[0] < r}
    assert layout.width == max((column + 1 for _, column in slots), default=0)


@given(tables(WILD, rows=40))
def test_absurd_spans_stay_bounded(spans: Spans) -> None:
    layout = lay_out(spans)
    longest = max((len(row) for row in spans), default=0)
    assert layout.width <= (longest + 1) * MAX_COLSPAN + MAX_SLOTS
    for r, reaching in enumerate(layout.covering):
        assert all(owner < r for owner, _ in reaching)


def test_a_page_of_huge_spans_ends() -> None:
    layout = lay_out([[(10**6, 10**6)] * 50] * 400)
    assert len(layout.starts) == 400
    assert layout.width <= MAX_SLOTS + 50 * MAX_COLSPAN


@given(st.lists(st.integers(0, 20), max_size=30))
def test_a_table_without_spans_is_its_own_grid(lengths: list[int]) -> None:
    layout = lay_out([[(1, 1)] * length for length in lengths])
    assert layout.starts == tuple(tuple(range(length)) for length in lengths)
    assert layout.covering == tuple(() for _ in lengths)
    assert layout.width == max(lengths, default=0)


@given(tables(SPAN), st.integers(0, 12))
def test_rows_below_do_not_move_rows_above(spans: Spans, cut: int) -> None:
    whole, part = lay_out(spans), lay_out(spans[:cut])
    assert part.starts == whole.starts[:cut]
    assert part.covering == whole.covering[:cut]

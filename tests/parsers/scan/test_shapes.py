"""Slashes and figures one by shape, as thin and as steep as coarse scans make them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.carriers.scan.shapes import mark_of


def mark(*strokes: tuple[tuple[int, int], tuple[int, int]], thick: int = 2) -> str | None:
    """What a single piece of ink is called; strokes from (column, row) to (column, row)."""
    sheet = np.zeros((60, 60), np.uint8)
    for begin, end in strokes:
        cv2.line(sheet, begin, end, 1, thick)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(sheet, connectivity=8)
    return mark_of(list(range(1, count)), stats, labels)


@pytest.mark.parametrize("thick", [1, 2, 3])
@pytest.mark.parametrize("lean", [4, 6, 9, 14])
def test_a_leaning_stroke_is_a_slash(lean: int, thick: int) -> None:
    assert mark(((20 + lean, 10), (20, 30)), thick=thick) == "/"


@pytest.mark.parametrize("thick", [1, 2, 3])
@pytest.mark.parametrize("lean", [-14, -6, 0, 1, 2])
def test_an_upright_stroke_or_one_that_leans_back_is_none(lean: int, thick: int) -> None:
    assert mark(((20 + lean, 10), (20, 30)), thick=thick) is None


@pytest.mark.parametrize("flag", [4, 6, 8])
def test_a_one_with_its_flag_is_no_slash(flag: int) -> None:
    assert mark(((25, 10), (25, 30)), ((25, 10), (25 - flag, 10 + flag))) is None


def test_a_seven_is_no_slash() -> None:
    assert mark(((15, 10), (27, 10)), ((27, 10), (19, 30))) is None


def test_a_slash_in_pieces_is_a_slash() -> None:
    assert mark(((29, 10), (27, 15)), ((25, 20), (24, 24)), ((22, 29), (20, 34)), thick=1) == "/"


@pytest.mark.parametrize(
    "strokes",
    [
        [((20, 10), (20, 30)), ((28, 10), (28, 30))],
        [((24, 10), (20, 30)), ((34, 10), (30, 30))],
        [((29, 10), (28, 13)), ((20, 40), (19, 43))],
        [((20, 10), (20, 18)), ((20, 22), (20, 30))],
    ],
    ids=["11", "two slashes", "far ends of a line", "a broken 1"],
)
def test_pieces_that_make_no_slanted_line_are_no_slash(
    strokes: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    assert mark(*strokes, thick=1) is None

"""Zeros that a fax copy broke into two arcs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from parsers.carriers.scan.ink import Content, content_of
from parsers.carriers.scan.zeros import rounded

Ink = NDArray[np.uint8]
Arc = tuple[int, int, int]  # middle of its ellipse, and the degrees between which it is drawn


def content(*arcs: Arc, strokes: tuple[int, ...] = (), wide: int = 5) -> Content:
    """A cell with arcs of ellipses from row 20 to 40, and upright strokes."""
    ink = np.zeros((60, 90), np.uint8)
    for x, begin, end in arcs:
        cv2.ellipse(ink, (x, 30), (wide, 10), 0, begin, end, 255, 1)
    for x in strokes:
        ink[20:41, x : x + 2] = 255
    return content_of(ink, np.zeros_like(ink), (0, 0, 90, 60), 120.0)


LEFT, RIGHT = (115, 245), (-65, 65)


def glyphs(one: Content) -> tuple[int, int]:
    """Characters of the only line, before and after."""
    (before,), (after,) = one.lines, rounded(one).lines
    return before.glyphs, after.glyphs


@pytest.mark.parametrize("wide", [4, 5, 6, 8])
def test_two_arcs_that_bend_away_from_each_other_are_a_zero(wide: int) -> None:
    one = content((40, *LEFT), (40, *RIGHT), wide=wide)
    assert glyphs(one) == (2, 1)


def test_each_zero_of_a_figure_is_closed() -> None:
    one = content((40, *LEFT), (40, *RIGHT), (58, *LEFT), (58, *RIGHT), strokes=(22,))
    assert glyphs(one) == (5, 3)


@pytest.mark.parametrize(
    "one",
    [
        content(strokes=(36, 46)),
        content((40, *RIGHT), (50, *LEFT)),
        content((40, *LEFT), strokes=(45,)),
        content((40, 115, 245), (40, -5, 65)),
        content((40, *LEFT), (60, *RIGHT)),
        content((40, 0, 360)),
    ],
    ids=["11", "arcs back to back", "arc and stroke", "6", "apart", "whole"],
)
def test_other_shapes_are_left_alone(one: Content) -> None:
    assert rounded(one).lines[0] is one.lines[0]

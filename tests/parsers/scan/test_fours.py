"""Fours whose diagonal a fax copy lost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from parsers.carriers.scan.fours import restored
from parsers.carriers.scan.ink import Content, content_of

Ink = NDArray[np.uint8]
Bar = tuple[int, int, int]  # left, right, top of a stroke of two pixels


def content(*bars: Bar, stems: tuple[int, ...] = (40,)) -> Content:
    """A cell with upright strokes from 20 to 46 and level ones."""
    ink = np.zeros((66, 90), np.uint8)
    for x in stems:
        ink[20:46, x : x + 3] = 255
    for left, right, top in bars:
        ink[top : top + 2, left:right] = 255
    return content_of(ink, np.zeros_like(ink), (0, 0, 90, 66), 255.0)


def has_diagonal(one: Content) -> bool:
    (before,), (after,) = one.lines, restored(one).lines
    return bool((cv2.absdiff(before.picture, after.picture) > 100).any())


@pytest.mark.parametrize(
    "one",
    [
        content((30, 46, 38)),
        content((30, 38, 38), (43, 46, 38)),
        content((30, 46, 38), stems=(40, 54)),
        content((29, 33, 37), (38, 45, 37)),
    ],
    ids=["alone", "bar apart", "before a 1", "bar in pieces"],
)
def test_a_stem_with_a_bar_across_it_below_the_middle_is_a_four(one: Content) -> None:
    assert has_diagonal(one)


@pytest.mark.parametrize(
    "one",
    [
        content((31, 52, 32)),
        content(),
        content((35, 40, 23), (34, 49, 44)),
        content((28, 43, 20)),
        content((25, 35, 36)),
        content((30, 46, 28), (30, 46, 38)),
        content((31, 33, 38)),
        content((40, 47, 38)),
    ],
    ids=["plus", "stroke", "1", "7", "minus before 1", "two bars", "speck", "stub"],
)
def test_other_shapes_are_left_alone(one: Content) -> None:
    assert not has_diagonal(one)

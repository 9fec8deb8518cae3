"""Zeros that a fax copy broke in two: without the hairlines above and below, a 0 is two arcs and read as 11.

The arcs bend away from each other at equal height, within the width of one digit; the strokes of 11 are
straight, and what bends in a 6 or a 9 is not as high on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.carriers.scan.ink import Content, Line
from parsers.carriers.scan.models import HEIGHT
from parsers.carriers.scan.shapes import glyphs

_INK = 150  # grey level of a line's picture, below which it is ink
_TALL = 0.4 * HEIGHT  # height of an arc at least, beside Chinese characters too
_DUST = 3  # pixels; pieces of an arc are longer
_ABOVE_EACH_OTHER = 0.5  # share of the width of a piece of an arc that lies under or over another
_ARC_WIDTH = 0.4  # by the height of the arc, at most; so are all that follow
_BEND, _BENDS = 0.015, 0.12  # by which the middle of an arc stands out from its ends; both arcs together
_UNEVEN = 0.2  # difference of the ends of two arcs
_WIDTH = (0.32, 1.0)  # of the whole digit, by the height of what is left of it
_MIDDLE = (0.3, 0.7)  # from the top: rows that are all inked, but for `_BROKEN` of them
_BROKEN = 0.1


@dataclass(frozen=True, slots=True)
class _Arc:
    """One side of a zero: the bounds of its ink, how far its middle stands out to
    the right (pixels), and where it begins and ends."""

    left: int
    top: int
    right: int
    bottom: int
    bend: float
    above: tuple[int, int]
    below: tuple[int, int]

    @property
    def height(self) -> int:
        return self.bottom - self.top


def rounded(content: Content) -> Content:
    """The content of a cell of a fax copy with the hairlines of its zeros."""
    return replace(content, lines=[_rounded(line) for line in content.lines])


def _rounded(line: Line) -> Line:
    mask = np.asarray(line.picture < _INK, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    groups = _upright(stats)
    arcs = [_arc(np.isin(labels, group), group, stats) for group in groups]
    pairs = [(one, other) for one, other in pairwise(arcs) if one and other and _are_sides(one, other)]
    if not pairs:
        return line
    picture = line.picture.copy()
    for one, other in pairs:
        for begin, end in ((one.above, other.above), (one.below, other.below)):
            cv2.line(picture, begin, end, 0, 2, cv2.LINE_AA)
    whole = np.asarray(picture < _INK, np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    tops, bottoms = stats[1:, 1], stats[1:, 1] + stats[1:, 3]
    count = glyphs(stats[1:], int(bottoms.max() - tops.min()))
    return replace(line, picture=picture, glyphs=count, mended=True)


def _upright(stats: NDArray[np.int32]) -> list[list[int]]:
    """Components that stand above each other together, from left to right; dust is left out."""
    order = [i for i in range(1, len(stats)) if max(stats[i, 2], stats[i, 3]) > _DUST]
    groups: list[list[int]] = []
    for index in sorted(order, key=lambda i: int(stats[i, 0])):
        left, width = int(stats[index, 0]), int(stats[index, 2])
        for group in groups:
            start = min(int(stats[i, 0]) for i in group)
            end = max(int(stats[i, 0] + stats[i, 2]) for i in group)
            if min(end, left + width) - max(start, left) >= _ABOVE_EACH_OTHER * min(width, end - start):
                group.append(index)
                break
        else:
            groups.append([index])
    return groups


def _arc(ink: NDArray[np.bool_], group: list[int], stats: NDArray[np.int32]) -> _Arc | None:
    """The arc that a group of components makes; None for what is low, wide or broken in the middle."""
    own = stats[group]
    left, top = int(own[:, 0].min()), int(own[:, 1].min())
    right, bottom = int((own[:, 0] + own[:, 2]).max()), int((own[:, 1] + own[:, 3]).max())
    height = bottom - top
    if height < _TALL or right - left > _ARC_WIDTH * height:
        return None
    rows = ink[top:bottom, left:right]
    inked = np.flatnonzero(rows.any(axis=1))
    places = left + (rows[inked] * np.arange(right - left)).sum(axis=1) / rows[inked].sum(axis=1)
    share = inked / height
    inner = (share >= _MIDDLE[0]) & (share <= _MIDDLE[1])
    if inner.sum() < (1 - _BROKEN) * (_MIDDLE[1] - _MIDDLE[0]) * height:
        return None
    bend = -float(np.polyfit(2 * share - 1, places, 2)[0])
    return _Arc(left, top, right, bottom, bend, (round(places[0]), top), (round(places[-1]), bottom - 1))


def _are_sides(one: _Arc, other: _Arc) -> bool:
    """Whether two arcs are the left and the right side of one zero."""
    height = max(one.height, other.height)
    return (
        one.bend <= -_BEND * height
        and other.bend >= _BEND * height
        and other.bend - one.bend >= _BENDS * height
        and abs(one.top - other.top) <= _UNEVEN * height
        and abs(one.bottom - other.bottom) <= _UNEVEN * height
        and _WIDTH[0] * height <= other.right - one.left <= _WIDTH[1] * height
    )

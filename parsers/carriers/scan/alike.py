"""Pictures of lines that show the same: most figures of a report are zeros, one of which need be read."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from parsers.carriers.scan.clean import Picture
from parsers.carriers.scan.ink import Line
from parsers.carriers.scan.models import HEIGHT

_WIDEST = 2 * HEIGHT  # of pictures that are compared
_SAME_WIDTH = 2
_APART = 90.0  # grey levels, over 3 x 3 pixels, from which on two pictures show different things


def leaders(lines: Sequence[Line]) -> list[int]:
    """For each line the index of the first one that shows the same; its own where none does.

    Two pictures are alike where, laid on each other as well as a shift of two pixels allows, no spot of them
    differs by a stroke. Digits of one print differ by whole strokes from all others.
    """
    first: list[int] = []
    found: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        width = line.picture.shape[1]
        leader = index
        if width <= _WIDEST:
            near = (i for w in range(width - _SAME_WIDTH, width + _SAME_WIDTH + 1) for i in found.get(w, ()))
            leader = next(
                (
                    i
                    for i in near
                    if lines[i].glyphs == line.glyphs and _differ(lines[i].picture, line.picture) < _APART
                ),
                index,
            )
            if leader == index:
                found.setdefault(width, []).append(index)
        first.append(leader)
    return first


def _differ(one: Picture, other: Picture) -> float:
    """The greatest difference of any spot, at the best of the shifts by a pixel."""
    width = max(one.shape[1], other.shape[1])
    framed = _framed(one, 1, 1 + width - one.shape[1])
    laid = _framed(other, 0, width - other.shape[1])
    fit = cv2.matchTemplate(framed, laid, cv2.TM_SQDIFF)
    y, x = np.unravel_index(int(np.argmin(fit)), fit.shape)
    under = framed[y : y + HEIGHT, x : x + width]
    return float(cv2.absdiff(cv2.blur(under, (3, 3)), cv2.blur(laid, (3, 3))).max())


def _framed(picture: Picture, edge: int, right: int) -> Picture:
    framed = cv2.copyMakeBorder(picture, edge, edge, edge, right, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(framed, np.uint8)

"""Hairlines that a fax copy lost, drawn again: without its diagonal a 4 is read as a plus sign or a 1.

Two tones print a stroke or lose it. What is left of a 4 is a stem with a bar across it, below the middle; a
plus sign has its bar in the middle, a 1 or a 7 has none that crosses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.carriers.scan.clean import Picture
from parsers.carriers.scan.ink import Content, Line
from parsers.carriers.scan.models import HEIGHT

_INK = 150  # grey level of a line's picture, below which it is ink
_TALL = 0.45 * HEIGHT  # height of a digit at least, beside Chinese characters too
_STEM = 0.85  # share of the height of a digit that its stem has ink on
_STEM_WIDTH = 0.3  # by the height of the digit, at most; so are all that follow
_BAR = (0.58, 0.86)  # middle of the bar, from the top
_BAR_HEIGHT = 0.2
_ARM = 0.2  # length of the bar to the left of the stem, at least
_LONGEST_ARM = 0.75
_ARM_INK = 0.01  # of the bar to the left of the stem at least, by the square of the height: more than a speck
_STUB = 0.03  # likewise to the right
_LONGEST_STUB = 0.3
_GAP = 0.4  # between the stem and what is left of the bar
_STRAY = 0.06  # share of the box of a digit with ink that is neither stem nor bar
Mask = Picture


@dataclass(frozen=True, slots=True)
class _Stroke:
    """What to draw: from the top of the stem to the left end of the bar."""

    top: tuple[int, int]
    end: tuple[int, int]
    thickness: int


def restored(content: Content) -> Content:
    """The content of a cell of a fax copy with the diagonals of its fours."""
    return replace(content, lines=[_restored(line) for line in content.lines])


def _restored(line: Line) -> Line:
    mask = np.asarray(line.picture < _INK, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    strokes = []
    for index in range(1, len(stats)):
        left, top, width, height = stats[index, :4].tolist()
        if height < _TALL:
            continue
        own = labels[top : top + height, left : left + width] == index
        reach = min(left, round(_LONGEST_ARM * height))
        around = np.zeros((height, reach + width), bool)
        around[:, reach:] = own
        around |= _flat(labels[top : top + height, left - reach : left + width], stats, index, height)
        if (stroke := _diagonal(around)) is not None:
            shift = (left - reach, top)
            strokes.append(_moved(stroke, shift))
    if not strokes:
        return line
    picture = line.picture.copy()
    for stroke in strokes:
        cv2.line(picture, stroke.top, stroke.end, 0, stroke.thickness, cv2.LINE_AA)
    return replace(line, picture=picture, mended=True)


def _flat(labels: Picture, stats: Picture, index: int, height: int) -> Mask:
    """Low components within a part of a picture: what is left of the bar where it does not touch its stem."""
    near = [i for i in np.unique(labels).tolist() if i not in (0, index)]
    bars = [i for i in near if stats[i, 3] <= _BAR_HEIGHT * height]
    return np.asarray(np.isin(labels, bars))


def _moved(stroke: _Stroke, by: tuple[int, int]) -> _Stroke:
    (x, y), (end_x, end_y) = stroke.top, stroke.end
    return replace(stroke, top=(x + by[0], y + by[1]), end=(end_x + by[0], end_y + by[1]))


def _diagonal(ink: Mask) -> _Stroke | None:
    """The stroke that a 4 without its diagonal lacks; None for any other shape. `ink` ends with the stem."""
    height, width = ink.shape
    upright = np.flatnonzero(ink.mean(axis=0) >= _STEM)
    if not upright.size or upright[-1] - upright[0] + 1 > _STEM_WIDTH * height:
        return None
    first, last = int(upright[0]), int(upright[-1])
    left, right = ink[:, :first], ink[:, last + 1 :]
    rows = np.flatnonzero(left[:, : max(0, first - round(_ARM * height))].any(axis=1))
    if not rows.size or rows[-1] - rows[0] + 1 > _BAR_HEIGHT * height:
        return None
    above, below = int(rows[0]), int(rows[-1]) + 1
    if not _BAR[0] <= (above + below) / 2 / height <= _BAR[1]:
        return None
    if left[above:below].sum() < _ARM_INK * height**2:
        return None
    arm = np.flatnonzero(left[above:below].any(axis=0))
    stub = np.flatnonzero(right[above:below].any(axis=0))
    if not stub.size or not _STUB * height <= stub[-1] + 1 <= _LONGEST_STUB * height:
        return None
    if first - 1 - arm[-1] > _GAP * height or np.diff(arm).max(initial=1) > _GAP * height:
        return None
    rest = ink.copy()
    rest[max(0, above - 1) : below + 1] = False
    rest[:, max(0, first - 1) : last + 2] = False
    if rest.sum() > _STRAY * height * (width - int(arm[0])):
        return None
    return _Stroke((first, 0), (int(arm[0]), above), max(2, (below - above) // 2))

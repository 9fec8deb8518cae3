"""What stands in a cell: nothing, a mark that its shape gives away, or lines of text for the recognisers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.carriers.scan.clean import Picture
from parsers.carriers.scan.models import HEIGHT
from parsers.carriers.scan.shapes import SPECK, glyphs, is_signed, mark_of

_SHARE = 0.38  # of the contrast of a table, from which on something is ink
_PAD = 0.22  # of the height of a line
_SMALL = 0.6  # of the highest band of a cell: what is lower may be no line of its own
_OF_A_LINE = 1.2  # heights of the highest band that it makes with one
_BAR, _HAIRLINE = 0.6, 0.5  # height of the bar of a digit, and of the gap below it, by what hangs from it
_OF_A_REST = 2.0  # height of that digit, likewise
_FOOT, _OF_A_HEAD = 0.6, 2.8  # height of the foot of a 2, and of all of it, by what is left of its head
_MARGIN = 3
_BORDER = 5
_WIDEST = 40  # times its height a line may be
_DARK = 60  # the least contrast of a printed table
Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, cut out: grey picture of `HEIGHT`; `glyphs` counts its character-sized components.

    `box` is left, top, right, bottom of its ink on the sheet. `signed`: a stroke lies before its first glyph.
    `mended`: strokes were drawn that did not print.
    """

    picture: Picture
    glyphs: int
    box: tuple[int, int, int, int]
    signed: bool = False
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a cell. `mark` is the text that its shape alone tells (`/`, `-`), `broken` says that a
    slash is in pieces; `dust` says that there are specks and nothing else."""

    mark: str = ""
    lines: list[Line] = field(default_factory=list)
    dust: bool = False
    broken: bool = False


Box = tuple[float, float, float, float]


def contrast_of(ink: Picture, boxes: list[Box]) -> float:
    """How dark the print of a table is: the darkness that four fifths of its inked cells reach."""
    peaks = []
    smooth = cv2.blur(ink, (3, 3))
    for left, top, right, bottom in boxes:
        part = smooth[_low(top) : _high(bottom), _low(left) : _high(right)]
        if part.size:
            peaks.append(float(part.max()))
    inked = [peak for peak in peaks if peak >= _DARK]
    return float(np.percentile(inked, 50)) if inked else 255.0


def _low(value: float) -> int:
    return max(0, round(value) + _MARGIN)


def _high(value: float) -> int:
    return max(0, round(value) - _MARGIN)


def content_of(ink: Picture, rules: Mask, box: Box, contrast: float, *, worn: bool = False) -> Content:
    """What stands in a box of the sheet. `rules`: mask of the ruled lines' ink. `worn`: of two tones, which
    lose hairlines."""
    left, top, right, bottom = _low(box[0]), _low(box[1]), _high(box[2]), _high(box[3])
    if right - left < 4 or bottom - top < 6:
        return Content()
    part = ink[top:bottom, left:right].copy()
    _without_rules(part, rules[top:bottom, left:right])
    mask = np.asarray((cv2.blur(part, (3, 3)) > _SHARE * contrast) * 1, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count == 1:
        return Content()
    kept = [i for i in range(1, count) if not _is_edge(stats[i], mask.shape)]
    real = [i for i in kept if max(stats[i, 2], stats[i, 3]) >= SPECK and stats[i, 4] >= 8]
    if not real:
        return Content(dust=bool(kept))
    if (mark := mark_of(real, stats, labels) or mark_of(kept, stats, labels)) is not None:
        return Content(mark, broken=mark == "/" and len(real) != 1)
    lines = [
        line
        for band in _bands(real, stats, worn=worn)
        if (line := _line(part, labels, stats, _near(kept, real, stats, band), band, contrast, (left, top)))
        is not None
    ]
    return Content(lines=lines)


def _without_rules(part: Picture, rules: Mask) -> None:
    """Take the rules out near the border of a cell; farther in, what looks like one is a stroke."""
    inner = np.zeros(part.shape, bool)
    inner[_BORDER:-_BORDER, _BORDER:-_BORDER] = True
    part[(rules > 0) & ~inner] = 0


def _is_edge(stat: NDArray[np.int32], shape: tuple[int, ...]) -> bool:
    """Whether a component is what is left of a rule at the border of the cell."""
    x, y, width, height = (int(value) for value in stat[:4])
    beside = x == 0 or x + width == shape[1]
    over = y == 0 or y + height == shape[0]
    return (beside and width <= 4 and height > 2 * width) or (over and height <= 4 and width > 2 * height)


def _bands(real: list[int], stats: NDArray[np.int32], *, worn: bool) -> list[tuple[int, int]]:
    """Top and bottom of the lines, from the heights of the components."""
    spans = sorted((int(stats[i, 1]), int(stats[i, 1] + stats[i, 3])) for i in real)
    bands: list[list[int]] = []
    for top, bottom in spans:
        if bands and top < bands[-1][1]:
            bands[-1][1] = max(bands[-1][1], bottom)
        else:
            bands.append([top, bottom])
    size = max(bottom - top for top, bottom in bands)
    while joints := [
        (below[0] - above[1], at)
        for at, (above, below) in enumerate(pairwise(bands))
        if _one_line(above, below, size) or (worn and _is_foot(above, below, size))
    ]:
        _, at = min(joints)  # the nearest first: what hangs from a line may be the head of the next
        bands[at : at + 2] = [[bands[at][0], bands[at + 1][1]]]
    return [(top, bottom) for top, bottom in bands]


def _one_line(above: list[int], below: list[int], size: int) -> bool:
    """Whether two bands are parts of one line: points over a letter, or the bar of a 5 and what hangs from
    it by a hairline that did not print. `size`: height of the highest band, which may be such a rest."""
    gap, whole = below[0] - above[1], below[1] - above[0]
    small = min(below[1] - below[0], above[1] - above[0])
    if whole <= _OF_A_LINE * size:
        return small < _SMALL * size and gap <= 0.5 * size
    return small < _BAR * size and whole <= _OF_A_REST * size and gap <= _HAIRLINE * size


def _is_foot(above: list[int], below: list[int], size: int) -> bool:
    """Whether a band is the flat foot of the figures above it, a 2 that lost its slanted hairline."""
    foot, gap, whole = below[1] - below[0], below[0] - above[1], below[1] - above[0]
    return foot < _FOOT * size and gap <= size and whole <= _OF_A_HEAD * size


def _near(kept: list[int], real: list[int], stats: NDArray[np.int32], band: tuple[int, int]) -> list[int]:
    """Components without the specks that are farther from the ink of a line than it is high."""
    height = band[1] - band[0]
    spans = [(int(stats[i, 0]), int(stats[i, 0] + stats[i, 2])) for i in real if _is_within(stats[i], band)]
    first = min((start for start, _ in spans), default=0) - height
    last = max((end for _, end in spans), default=0) + height
    return [i for i in kept if first <= stats[i, 0] and stats[i, 0] + stats[i, 2] <= last]


def _is_within(stat: NDArray[np.int32], band: tuple[int, int]) -> bool:
    return bool(band[0] <= stat[1] + stat[3] / 2 <= band[1])


def _line(
    part: Picture,
    labels: NDArray[np.int32],
    stats: NDArray[np.int32],
    kept: list[int],
    band: tuple[int, int],
    contrast: float,
    origin: tuple[int, int],
) -> Line | None:
    """The line between two heights, alone on white."""
    inside = [i for i in kept if _is_within(stats[i], band)]
    if not inside:
        return None
    left = min(int(stats[i, 0]) for i in inside)
    right = max(int(stats[i, 0] + stats[i, 2]) for i in inside)
    top, bottom = band
    own = np.isin(labels, inside).astype(np.uint8)
    count = glyphs(stats[inside], bottom - top)
    line = cut_out(part, own, (left, top, right, bottom), count, contrast, origin)
    return replace(line, signed=is_signed(stats[inside], bottom - top))


def cut_out(
    part: Picture,
    own: Mask,
    box: tuple[int, int, int, int],
    count: int,
    contrast: float,
    origin: tuple[int, int],
) -> Line:
    """The picture of a line for the recognisers: only its own ink, padded, stretched to full contrast."""
    left, top, right, bottom = box
    near = cv2.dilate(own, np.ones((5, 5), np.uint8))
    grey = np.where(near > 0, part, 0).astype(np.float32) * (255.0 / contrast)
    pad = max(2, round(_PAD * (bottom - top)))
    framed = cv2.copyMakeBorder(grey, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    crop = framed[top : bottom + 2 * pad, left : right + 2 * pad]
    scale = HEIGHT / crop.shape[0]
    width = int(min(max(8, round(crop.shape[1] * scale)), _WIDEST * HEIGHT))
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(crop, (width, HEIGHT), interpolation=mode)
    picture = np.asarray(255 - np.clip(resized, 0, 255), np.uint8)
    return Line(picture, count, (left + origin[0], top + origin[1], right + origin[0], bottom + origin[1]))

"""What the shape of ink tells without a recogniser: a slash, a dash, a sign, how many characters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parsers.carriers.scan.clean import DPI

SPECK = 0.018 * DPI  # what is smaller both ways is dust, or a dot of a figure
_FLAT = 0.04 * DPI  # height of a dash at most: no digit is as low
_LYING = 1.3  # widths of a dash by its heights, at least: a hyphen of a fax is hardly longer
_GLYPH = 0.5  # of the height of its line, from which on a component counts as a character
_DIGIT = 0.88  # widths of a digit by its heights, at most, in fonts not made for posters
_UPRIGHT = 0.9  # height of a digit in its line at least, of which a component may be a part
_SLANT = -0.15  # columns a row of a slash: a 1 with its flag leans by 0.11, and strays farther from a line
_MOST_PIECES = 6  # that a broken slash is in
_WHOLE = 0.6  # share of the rows of a slash that have ink, at least
_INK_OF_DIGIT, _ADVANCE = 0.6, 0.73  # usual width of a digit, and of a digit with its room, by its height


def mark_of(real: list[int], stats: NDArray[np.int32], labels: NDArray[np.int32]) -> str | None:
    """A slash or a dash, by shape: recognisers take a lone slash for a 1, sure of it."""
    flat = [i for i in real if stats[i, 3] <= _FLAT and stats[i, 2] >= _LYING * stats[i, 3]]
    if len(flat) == len(real) <= 3 and _side_by_side(real, stats):
        return "-"
    return "/" if len(real) <= _MOST_PIECES and _is_slash(real, stats, labels) else None


def _is_slash(pieces: list[int], stats: NDArray[np.int32], labels: NDArray[np.int32]) -> bool:
    """Whether components lie one above the other on one thin slanted line. A fax copy breaks a slash where it
    steps from one column to the next."""
    boxes = stats[pieces]
    left, top = int(boxes[:, 0].min()), int(boxes[:, 1].min())
    right, bottom = int((boxes[:, 0] + boxes[:, 2]).max()), int((boxes[:, 1] + boxes[:, 3]).max())
    width, height, area = right - left, bottom - top, int(boxes[:, 4].sum())
    if height < 0.06 * DPI or width < 0.2 * height:
        return False
    rows, columns = np.nonzero(np.isin(labels[top:bottom, left:right], pieces))
    if len(np.unique(rows)) < _WHOLE * height:
        return False
    slope, offset = np.polyfit(rows, columns, 1)
    stray = float(np.abs(columns - slope * rows - offset).mean())
    thin = area < 0.40 * width * height or area < 5.5 * float(np.hypot(width, height))
    return bool(slope < _SLANT and stray < max(1.6, 0.045 * height) and thin)


def _side_by_side(real: list[int], stats: NDArray[np.int32]) -> bool:
    tops = [int(stats[i, 1]) for i in real]
    return max(tops) - min(tops) <= 4


def is_signed(stats: NDArray[np.int32], height: int) -> bool:
    """Whether the first component of a line is a stroke that lies in the middle of its height."""
    x, y, width, own, _ = min(stats.tolist(), key=lambda stat: stat[0])
    middle = y + own / 2 - min(stats[:, 1].tolist())
    return (
        len(stats) > 1
        and own <= _FLAT
        and width >= _LYING * own
        and width >= SPECK
        and 0.3 * height < middle < 0.75 * height
        and x + width <= sorted(stats[:, 0].tolist())[1]
    )


def glyphs(stats: NDArray[np.int32], height: int) -> int:
    """How many characters the components of a line are, if they are figures: those above each other are one,
    and one too wide for a digit is several that touch."""
    tall = sorted((int(x), int(x + w), int(h)) for x, _, w, h, _ in stats if h >= _GLYPH * height)
    count = 0
    for group in _over_each_other(tall):
        width = max(right for _, right, _ in group) - group[0][0]
        share = width / max(_UPRIGHT * height, *(own for _, _, own in group))
        count += 1 if share < _DIGIT else max(2, 1 + round((share - _INK_OF_DIGIT) / _ADVANCE))
    return count


def _over_each_other(spans: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Spans (left, right, height), sorted, in groups that share more than two columns."""
    group: list[tuple[int, int, int]] = []
    end = 0
    for span in spans:
        if group and span[0] >= end - 2:
            yield group
            group = []
        group.append(span)
        end = max(span[1], end) if len(group) > 1 else span[1]
    if group:
        yield group

"""Lines of text outside the tables."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.carriers.scan.clean import DPI, Sheet
from parsers.carriers.scan.ink import Line, cut_out

Box = tuple[float, float, float, float]
_INK = 70
_GAP = int(0.22 * DPI)  # characters of one line stand nearer than this
_LEAST_HEIGHT = 0.05 * DPI
_MOST_HEIGHT = 0.6 * DPI
_CONTRAST = 220.0


def lines_outside(sheet: Sheet, tables: list[Box]) -> list[Line]:
    """The lines of text outside the tables, from top to bottom."""
    ink = sheet.ink.copy()
    for left, top, right, bottom in tables:
        ink[max(0, int(top) - 3) : int(bottom) + 4, max(0, int(left) - 6) : int(right) + 7] = 0
    mask = np.asarray((cv2.blur(ink, (3, 3)) > _INK) * 1, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    small = (stats[:, 2] < 4) & (stats[:, 3] < 4)
    large = (stats[:, 3] > _MOST_HEIGHT) | (stats[:, 2] > 3 * DPI)
    drop = small | large
    drop[0] = True
    mask[drop[labels]] = 0
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, _GAP), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found: list[Line] = []
    for band in _bands([tuple(boxes[i, :4].tolist()) for i in range(1, count)]):
        left, top, width, height = band
        if not _LEAST_HEIGHT <= height <= _MOST_HEIGHT or width < 0.05 * DPI:
            continue
        edge = 4
        y, x = max(0, top - edge), max(0, left - edge)
        part = ink[y : top + height + edge, x : left + width + edge]
        own = mask[y : top + height + edge, x : left + width + edge]
        inside = (left - x, top - y, left - x + width, top - y + height)
        peak = float(np.percentile(part[own > 0], 90)) if own.any() else _CONTRAST
        found.append(cut_out(part, own, inside, 0, max(peak, _INK), (x, y)))
    return found


def _bands(boxes: list[tuple[int, ...]]) -> list[tuple[int, int, int, int]]:
    """Boxes that stand on one line put together: left, top, width, height."""
    lines: list[list[int]] = []  # left, top, right, bottom
    for left, top, width, height in sorted(boxes, key=lambda box: box[1] + box[3] / 2):
        right, bottom = left + width, top + height
        for line in reversed(lines[-4:]):
            overlap = min(bottom, line[3]) - max(top, line[1])
            if overlap > 0.5 * min(height, line[3] - line[1]):
                line[:] = [min(left, line[0]), min(top, line[1]), max(right, line[2]), max(bottom, line[3])]
                break
        else:
            lines.append([left, top, right, bottom])
    return [
        (left, top, right - left, bottom - top)
        for left, top, right, bottom in sorted(lines, key=lambda box: box[1])
    ]

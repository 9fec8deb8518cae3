"""Lines of text outside the tables, and the paragraphs that they make up."""

from __future__ import annotations

import re
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.carriers.scan.clean import DPI, Sheet
from parsers.carriers.scan.ink import Line, cut_out
from parsers.carriers.scan.reading import Guess
from parsers.document import Block, Paragraph
from parsers.headings import chapter_of

Box = tuple[float, float, float, float]
_INK = 70
_GAP = int(0.22 * DPI)  # characters of one line stand nearer than this
_LEAST_HEIGHT = 0.05 * DPI
_MOST_HEIGHT = 0.6 * DPI
_CONTRAST = 220.0
_READABLE = 0.5
_PAGE_NUMBER = re.compile(r"^[-—–\s·.]*(?:第\s*)?[0-9]{1,3}(?:\s*页)?(?:\s*[/共].{0,6})?[-—–\s·.]*$")
_ENDS = tuple("。！？：；.!?:;”")


@dataclass(frozen=True, slots=True)
class Found:
    """A line of text where it stands."""

    line: Line


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, read."""

    line: Line
    guess: Guess


def lines_outside(sheet: Sheet, tables: list[Box], rules: NDArray[np.uint8]) -> list[Found]:
    """The lines of text outside the tables, from top to bottom."""
    ink = sheet.ink.copy()
    ink[rules > 0] = 0
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
    found: list[Found] = []
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
        found.append(Found(cut_out(part, own, inside, 0, max(peak, _INK), (x, y))))
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


def paragraphs(lines: list[TextLine], tables: list[Box], width: int, page: int) -> list[tuple[float, Block]]:
    """The paragraphs of a page with their heights on it. A line that ends short, or before an indented one,
    ends its paragraph; numbers of pages are left out."""
    lines = [
        line for line in lines if line.guess.mean >= _READABLE and not _PAGE_NUMBER.match(line.guess.text)
    ]
    if not lines:
        return []
    left = float(np.percentile([line.line.box[0] for line in lines], 10))
    right = float(np.percentile([line.line.box[2] for line in lines], 90))
    result: list[tuple[float, Block]] = []
    texts: list[str] = []
    start, before = 0.0, None
    for line in lines:
        if before is not None and _parts(before, line, left, right, tables):
            result.append((start, Paragraph("".join(texts), page=page)))
            texts = []
        if not texts:
            start = float(line.line.box[1])
        texts.append(line.guess.text)
        before = line
    result.append((start, Paragraph("".join(texts), page=page)))
    return result


def _parts(before: TextLine, line: TextLine, left: float, right: float, tables: list[Box]) -> bool:
    """Whether a paragraph ends between two lines."""
    above, below = before.line.box, line.line.box
    size = above[3] - above[1]
    if any(above[1] < table[1] < below[1] for table in tables):
        return True
    if chapter_of(line.guess.text) is not None or chapter_of(before.guess.text) is not None:
        return True
    return below[0] > left + 0.8 * size or above[2] < right - 2.5 * size or below[1] - above[3] > 2.5 * size

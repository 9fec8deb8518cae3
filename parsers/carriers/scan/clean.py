"""A page picture made fit for reading: turned, freed of its surroundings, even paper, straight lines.

All later steps work at `DPI`, so that their lengths are plain pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

DPI = 200
Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]
_BLOCK = 8  # paper and surroundings are measured on a picture reduced by this
_DARKER = 0.75  # share of the brightness of the paper that what lies round it stays under
_LEAST_PAGE = 0.3  # share of the picture that a page takes up
_MOST_PAGE = 0.985
_MOST_SLOPE = 0.12
_MOST_LINES = 60
_STRAIGHT = 3.0  # pixels that a stroke may stray from its line
_LEAST_MOVE = 0.5  # pixels; less is not worth resampling
_LEAST_PULL = 3.0  # pixels by which the two sides of a page differ that is not flat
_COARSE = 3  # by which a page is reduced to find the slope of its text
_INKED = 40
_MOST_TEXT_SLOPE, _STEP = 0.06, 0.005
_FEWEST = 4  # long rules that show a perspective


@dataclass(frozen=True, slots=True)
class Sheet:
    """One cleaned page at `DPI`.

    `paper` is grey with the shade of the paper taken out (255 is paper); `ink` is its darkness (0 is paper).
    `back` is the 3 x 3 matrix that leads from its pixels to those of the picture it came from.
    """

    paper: Picture
    ink: Picture
    back: Matrix

    def source_box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        """The upright box round a box of this sheet, in pixels of the source picture."""
        corners = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]], float)
        x, y, w = self.back @ corners
        return float((x / w).min()), float((y / w).min()), float((x / w).max()), float((y / w).max())


def clean(grey: Picture, dpi: float, quarters: int = 0) -> Sheet:
    """The sheet of a grey picture, turned anticlockwise by quarters first."""
    height, width = grey.shape
    back = np.eye(3)
    if quarters % 4:
        grey = np.ascontiguousarray(np.rot90(grey, quarters))
        back = _TURNS[quarters % 4](float(width), float(height))
    size, scaled = _resampled(grey, dpi)
    back = back @ np.diag([grey.shape[1] / size[0], grey.shape[0] / size[1], 1.0])
    paper = even(_alone(scaled))
    forth = straightening(255 - paper)
    if forth is not None:
        paper = np.asarray(
            cv2.warpPerspective(paper, forth, size, flags=cv2.INTER_CUBIC, borderValue=255), np.uint8
        )
        back = back @ np.linalg.inv(forth)
    return Sheet(paper, np.asarray(255 - paper, np.uint8), back)


_TURNS: dict[int, Callable[[float, float], Matrix]] = {
    1: lambda width, height: np.array([[0, -1, width], [1, 0, 0], [0, 0, 1.0]]),
    2: lambda width, height: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1.0]]),
    3: lambda width, height: np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1.0]]),
}
"""From the pixels of a picture turned by quarters to those of the picture of that width and height."""


def _resampled(grey: Picture, dpi: float) -> tuple[tuple[int, int], Picture]:
    scale = DPI / dpi
    size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
    if 0.97 < scale < 1.03:
        return (grey.shape[1], grey.shape[0]), grey
    mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return size, np.asarray(cv2.resize(grey, size, interpolation=mode), np.uint8)


def _small(grey: Picture) -> Picture:
    size = max(1, grey.shape[1] // _BLOCK), max(1, grey.shape[0] // _BLOCK)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _alone(grey: Picture) -> Picture:
    """The picture with what lies round the page (a table, the lid of a scanner) painted as paper."""
    small = cv2.medianBlur(cv2.dilate(_small(grey), np.ones((3, 3), np.uint8)), 5)
    bright = float(np.percentile(small, 75))
    mask = np.asarray(small > _DARKER * bright, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    if len(stats) < 2:
        return grey
    page = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    outline, _ = cv2.findContours(
        np.asarray(labels == page, np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    hull = cv2.convexHull(np.vstack(outline))
    share = cv2.contourArea(hull) / mask.size
    filled = cv2.fillConvexPoly(np.zeros_like(mask), hull, 1)
    outside = small[filled == 0]
    if not _LEAST_PAGE < share < _MOST_PAGE or not outside.size:
        return grey
    if float(np.median(outside)) > _DARKER * bright:
        return grey
    filled = cv2.erode(filled, np.ones((3, 3), np.uint8), borderValue=1)
    inside = cv2.resize(filled, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(np.where(inside > 0, grey, np.uint8(bright)), np.uint8)


def even(grey: Picture) -> Picture:
    """The picture divided by the brightness of its paper, which is measured wide and smooth."""
    small = cv2.medianBlur(cv2.dilate(_small(grey), np.ones((5, 5), np.uint8)), 5)
    small = cv2.GaussianBlur(small, (0, 0), 4)
    paper = cv2.resize(small, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 40), scale=255), np.uint8)


def straightening(ink: Picture) -> Matrix | None:
    """The matrix that makes the lines of a page level and upright; None where they are.

    The slope of lines changes evenly over a page that was photographed askew: four lines drawn with the
    slopes at its edges are mapped to the edges.
    """
    height, width = ink.shape
    level, tilt_down = _slopes(ink)
    upright, tilt_across = (None, 0.0)
    if level is None:
        return None
    turned = np.asarray(cv2.rotate(ink, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    found = _lines(_strokes(turned), _LONG)
    if len(found) >= _FEWEST:
        # Turned anticlockwise, x has become the height counted from below.
        slope, change = _fitted([(width - at, -slope, weight) for at, slope, weight in found], width)
        upright, tilt_across = slope, change
    if upright is None or (abs(tilt_down) * width < _LEAST_PULL and abs(tilt_across) * height < _LEAST_PULL):
        tilt_down = tilt_across = 0.0
        upright = -level if upright is None or abs(upright + level) < 0.004 else upright
    rows = [(level + tilt_down * part, part * height) for part in (-0.5, 0.5)]
    columns = [(upright + tilt_across * part, part * width) for part in (-0.5, 0.5)]
    source = []
    for (row_slope, y0), (column_slope, x0) in (
        (rows[0], columns[0]),
        (rows[0], columns[1]),
        (rows[1], columns[1]),
        (rows[1], columns[0]),
    ):
        # y = y0 + row_slope * x and x = x0 + column_slope * y, from the middle of the page.
        y = (y0 + row_slope * x0) / (1 - row_slope * column_slope)
        source.append((x0 + column_slope * y + width / 2, y + height / 2))
    target = [(0, 0), (width, 0), (width, height), (0, height)]
    if np.abs(np.array(source) - np.array(target)).max() < _LEAST_MOVE:
        return None
    matrix = cv2.getPerspectiveTransform(np.array(source, np.float32), np.array(target, np.float32))
    return np.asarray(matrix, np.float64)


_LONG = 300
_Stroke = tuple[float, float, float]  # place across the strokes, slope, weight


def _slopes(ink: Picture) -> tuple[float | None, float]:
    """The slope at the middle of the page, and by how much it grows over the whole of it: of its rules, or of
    its lines of text."""
    found = _lines(_strokes(ink), _LONG)
    if len(found) >= _FEWEST:
        return _fitted(found, ink.shape[0])
    return _slope_of_text(ink), 0.0


def _slope_of_text(ink: Picture) -> float | None:
    """The slope at which the lines of text stand out most from the white between them; None for no ink.

    Strokes of characters tell nothing: they rise by themselves.
    """
    small = np.asarray(cv2.resize(ink, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA))
    if int(small.max()) < _INKED:
        return None
    slopes = np.arange(-_MOST_TEXT_SLOPE, _MOST_TEXT_SLOPE + _STEP, _STEP)
    best = max(slopes.tolist(), key=lambda slope: _contrast(small, slope))
    finer = [float(best) + part * _STEP / 5 for part in range(-4, 5)]
    return max(finer, key=lambda slope: _contrast(small, slope))


def _contrast(ink: Picture, slope: float) -> float:
    """How much the darkness of rows of a slope changes from one to the next."""
    height, width = ink.shape
    shear = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, slope * width / 2]])
    level = cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_LINEAR)
    rows = cv2.reduce(level, 1, cv2.REDUCE_AVG, dtype=cv2.CV_32F).ravel()
    return float((np.diff(rows) ** 2).sum())


def _strokes(ink: Picture) -> Picture:
    """Long level strokes, cut out."""
    mask = np.asarray((cv2.blur(ink, (7, 1)) > 60) * 255, np.uint8)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 15), np.uint8)), np.uint8)


def _lines(strokes: Picture, shortest: int) -> list[_Stroke]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    widths = stats[:, cv2.CC_STAT_WIDTH]
    found: list[_Stroke] = []
    for i in [i for i in np.argsort(-widths)[:_MOST_LINES].tolist() if i and widths[i] >= shortest]:
        left, top, width, height = stats[i, :4].tolist()
        rows, columns = np.nonzero(labels[top : top + height, left : left + width] == i)
        slope, offset = np.polyfit(columns, rows, 1)
        if np.abs(rows - slope * columns - offset).mean() < _STRAIGHT and abs(slope) < _MOST_SLOPE:
            found.append((top + offset + slope * width / 2, float(slope), float(width)))
    return found


def _median(slopes: list[tuple[float, float]]) -> float:
    ordered = sorted(slopes)
    half = np.searchsorted(np.cumsum([weight for _, weight in ordered]), sum(w for _, w in ordered) / 2)
    return ordered[int(half)][0]


def _fitted(found: list[_Stroke], extent: int) -> tuple[float, float]:
    """Slope at the middle and its growth over the extent, by a line through the slopes; strays left out."""
    at = np.array([(place - extent / 2) / extent for place, _, _ in found])
    slopes = np.array([slope for _, slope, _ in found])
    weights = np.array([weight for _, _, weight in found])
    keep = np.abs(slopes - _median(list(zip(slopes.tolist(), weights.tolist(), strict=True)))) < 0.04
    for _ in range(3):
        if keep.sum() < _FEWEST or np.ptp(at[keep]) < 0.15:
            return _median(list(zip(slopes.tolist(), weights.tolist(), strict=True))), 0.0
        growth, middle = np.polyfit(at[keep], slopes[keep], 1, w=weights[keep])
        stray = np.abs(slopes - growth * at - middle)
        keep = stray < max(0.0015, 2.5 * float(np.median(stray[keep])))
    return float(middle), float(growth)

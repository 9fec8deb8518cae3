"""A page picture made fit for reading: even paper, level lines, one resolution.

All later steps work at `DPI`, so that their lengths are plain pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

DPI = 200
Picture = NDArray[np.uint8]
_LEAST_TILT = 0.02  # degrees
_MOST_SLOPE = 0.12
_MOST_LINES = 60
_STRAIGHT = 2.5  # pixels that a stroke may stray from its line
_BLOCK = 8  # the paper is measured on a picture reduced by this


@dataclass(frozen=True, slots=True)
class Sheet:
    """One cleaned page at `DPI`.

    `paper` is grey with the shade of the paper taken out (255 is paper); `ink` is its darkness (0 is paper).
    `back` is the 3 x 3 matrix that leads from its pixels to those of the picture it came from.
    """

    paper: Picture
    ink: Picture
    back: NDArray[np.float64]

    def source_box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        """The upright box round a box of this sheet, in pixels of the source picture."""
        corners = np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]], float)
        x, y, w = self.back @ corners
        return float((x / w).min()), float((y / w).min()), float((x / w).max()), float((y / w).max())


def clean(grey: Picture, dpi: float) -> Sheet:
    """The sheet of a grey picture: resampled, the paper made even, lines made level."""
    return level(*resampled(grey, dpi))


def resampled(grey: Picture, dpi: float) -> tuple[Picture, NDArray[np.float64]]:
    """The picture at `DPI` with even paper, and the matrix that leads back from it."""
    scale = DPI / dpi
    if not 0.97 < scale < 1.03:
        size = max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale))
        mode = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        back = np.diag([grey.shape[1] / size[0], grey.shape[0] / size[1], 1.0])
        grey = np.asarray(cv2.resize(grey, size, interpolation=mode), np.uint8)
    else:
        back = np.eye(3)
    return even(grey), back


def even(grey: Picture) -> Picture:
    """The picture divided by the brightness of its paper, which is measured wide and smooth."""
    height, width = grey.shape
    size = max(1, width // _BLOCK), max(1, height // _BLOCK)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    small = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 5)
    small = cv2.GaussianBlur(small, (0, 0), 4)
    paper = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 40), scale=255), np.uint8)


def level(paper: Picture, back: NDArray[np.float64]) -> Sheet:
    """The sheet with its horizontal lines made level."""
    angle = tilt(255 - paper)
    if abs(angle) > _LEAST_TILT:
        height, width = paper.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        paper = np.asarray(
            cv2.warpAffine(paper, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8
        )
        back = back @ np.linalg.inv(np.vstack([turn, [0, 0, 1]]))
    return Sheet(paper, np.asarray(255 - paper, np.uint8), back)


def tilt(ink: Picture) -> float:
    """The angle of the long horizontal strokes in degrees, by length: rules, else strokes of text."""
    strokes = np.asarray((cv2.blur(ink, (7, 1)) > 60) * 255, np.uint8)
    strokes = np.asarray(cv2.morphologyEx(strokes, cv2.MORPH_OPEN, np.ones((1, 15), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    widths = stats[:, cv2.CC_STAT_WIDTH]
    for shortest in (400, 150, 40):
        long = [i for i in np.argsort(-widths)[:_MOST_LINES].tolist() if i and widths[i] >= shortest]
        slopes, weights = [], []
        for i in long:
            left, top, width, height = stats[i, :4].tolist()
            rows, columns = np.nonzero(labels[top : top + height, left : left + width] == i)
            slope, offset = np.polyfit(columns, rows, 1)
            if np.abs(rows - slope * columns - offset).mean() < _STRAIGHT and abs(slope) < _MOST_SLOPE:
                slopes.append(slope)
                weights.append(width)
        if len(slopes) >= 2:
            order = np.argsort(slopes)
            half = np.searchsorted(np.cumsum(np.asarray(weights)[order]), sum(weights) / 2)
            return float(np.degrees(np.arctan(slopes[order[half]])))
    return 0.0

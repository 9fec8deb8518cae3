"""Pages drawn for tests: ruled tables with texts, and the faults of a scan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Grey = NDArray[np.uint8]
DPI = 200
PAGE = (1654, 2339)  # A4
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_NAMES = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")


@dataclass(frozen=True)
class Lattice:
    """Where the rules of a drawn table stand, in pixels of the page."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Chinese characters; the test is skipped where none is installed (fonts-noto-cjk)."""
    for folder in _FOLDERS:
        for name in _NAMES:
            for path in Path(folder).rglob(name):
                return ImageFont.truetype(str(path), size)
    pytest.skip("needs a font with Chinese characters: fonts-noto-cjk")


def blank_page() -> Image.Image:
    return Image.new("L", PAGE, 255)


def draw_table(
    page: Image.Image,
    rows: list[list[str]],
    *,
    left: int = 150,
    top: int = 300,
    widths: list[int],
    height: int = 60,
    size: int = 30,
    thickness: int = 2,
) -> Lattice:
    """Draw a ruled table with its texts centred; a line feed parts lines of a cell."""
    pen = ImageDraw.Draw(page)
    columns = [left]
    for width in widths:
        columns.append(columns[-1] + width)
    lines = [top + height * number for number in range(len(rows) + 1)]
    for y in lines:
        pen.line((columns[0], y, columns[-1], y), fill=0, width=thickness)
    for x in columns:
        pen.line((x, lines[0], x, lines[-1]), fill=0, width=thickness)
    for row, y in zip(rows, lines, strict=False):
        for text, x, width in zip(row, columns, widths, strict=False):
            if text:
                pen.multiline_text(
                    (x + width / 2, y + height / 2),
                    text,
                    fill=0,
                    font=font(size),
                    anchor="mm",
                    align="center",
                    spacing=4,
                )
    return Lattice(tuple(columns), tuple(lines))


def write(page: Image.Image, text: str, at: tuple[int, int], size: int = 34) -> None:
    """Write a line of text."""
    ImageDraw.Draw(page).text(at, text, fill=0, font=font(size))


def scanned(
    page: Image.Image, *, turn: float = 0.0, blur: float = 0.6, noise: float = 4.0, shade: float = 0.1
) -> Grey:
    """The page as a scanner would have it: turned (degrees), blurred, shaded to the right, noisy."""
    grey = np.asarray(page, np.uint8)
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1)
    grey = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    values = cv2.GaussianBlur(grey, (0, 0), blur).astype(np.float32)
    values *= 1 - shade * np.linspace(0, 1, width, dtype=np.float32)
    values += np.random.default_rng(7).normal(0, noise, values.shape).astype(np.float32)
    return np.asarray(np.clip(values, 0, 255), np.uint8)

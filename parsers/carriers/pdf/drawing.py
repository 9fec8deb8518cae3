"""What a page draws beside its text: the rules of its tables, and its pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from parsers.carriers.pdf.frame import Box, Frame
from parsers.carriers.ruled import Rule

MOST_RULES = 20_000  # of one page
_MOST_OBJECTS = 100_000
_DEEPEST = 6  # forms within forms
_THIN = 3.0  # points; a filled box thinner than this is a rule
_SKEW = 0.6  # points by which the ends of a rule may differ across it
_MOST_OUTSIDE = 20.0

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its box as read, its resolution, whether it has but two tones, and how many text
    objects are drawn after it."""

    box: Box
    dpi: float
    two_tone: bool
    text_after: int


@dataclass(slots=True)
class Drawing:
    """Rules and pictures of a page. `crowded`: more lines than any table has; then there are no rules.

    `shapes` counts filled paths that are no rules: text drawn as outlines consists of them.
    """

    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    shapes: int = 0
    crowded: bool = False


def read_drawing(page: Any, frame: Frame) -> Drawing:
    """Collect the rules of a page: stroked lines along the axes, and filled boxes thinner than 3 points."""
    drawing = Drawing()
    reader = _Reader(frame, drawing)
    found: list[tuple[Box, float, bool, int]] = []
    for drawn, matrix in _objects(page):
        reader.objects += 1
        if reader.objects > _MOST_OBJECTS or len(drawing.horizontal) + len(drawing.vertical) > MOST_RULES:
            drawing.crowded = True
            drawing.horizontal, drawing.vertical = [], []
            break
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            reader.texts += 1
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            reader.path(drawn, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.append((*reader.picture(drawn, matrix), _is_two_tone(drawn, page), reader.texts))
    drawing.pictures = [
        Picture(box, dpi, two_tone, reader.texts - before) for box, dpi, two_tone, before in found
    ]
    return drawing


def _is_two_tone(drawn: Any, page: Any) -> bool:
    metadata = pdfium.FPDF_IMAGEOBJ_METADATA()
    pdfium.FPDFImageObj_GetImageMetadata(drawn, page, metadata)
    return bool(metadata.bits_per_pixel == 1)


def _objects(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """The objects of a page, those of its form XObjects included, with the matrix that places them."""
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _within(pdfium.FPDFPage_GetObject(page, index), _UNIT, 0)


def _within(drawn: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_FORM:
        yield drawn, matrix
        return
    if depth >= _DEEPEST:
        return
    inner = _product(_matrix(drawn), matrix)
    for index in range(pdfium.FPDFFormObj_CountObjects(drawn)):
        yield from _within(pdfium.FPDFFormObj_GetObject(drawn, index), inner, depth + 1)


def _matrix(drawn: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawn, found):
        return _UNIT
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    A, B, C, D, E, F = then
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )


class _Reader:
    def __init__(self, frame: Frame, drawing: Drawing) -> None:
        self.frame = frame
        self.drawing = drawing
        self.objects = 0
        self.texts = 0
        self.x, self.y = ctypes.c_float(), ctypes.c_float()

    def picture(self, drawn: Any, matrix: Matrix) -> tuple[Box, float]:
        """Box and resolution of a picture."""
        a, b, c, d, e, f = _product(_matrix(drawn), matrix)
        corners = [(x * a + y * c + e, x * b + y * d + f) for x in (0, 1) for y in (0, 1)]
        box = self.frame.box(
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(drawn, width, height)
        across = math.hypot(a, b)
        return box, 72 * width.value / across if across else 0.0

    def path(self, drawn: Any, matrix: Matrix) -> None:
        """Take the rules of a path."""
        fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
        if not fill.value and not stroke.value:
            return
        matrix = _product(_matrix(drawn), matrix)
        curved, lines = self._lines(drawn, matrix)
        if stroke.value:
            width = ctypes.c_float()
            pdfium.FPDFPageObj_GetStrokeWidth(drawn, width)
            if width.value * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) <= 2 * _THIN:
                for line in lines:
                    for (x0, y0), (x1, y1) in pairwise(line):
                        self._rule(x0, y0, x1, y1, _SKEW)
        if fill.value:
            for line in lines if not curved else ():
                xs, ys = [x for x, _ in line], [y for _, y in line]
                if min(max(xs) - min(xs), max(ys) - min(ys)) < _THIN:
                    self._rule(min(xs), min(ys), max(xs), max(ys), _THIN)
            self.drawing.shapes += curved

    def _lines(self, drawn: Any, matrix: Matrix) -> tuple[bool, list[list[tuple[float, float]]]]:
        """The straight pieces of a path as it is read; whether it has curves as well."""
        a, b, c, d, e, f = matrix
        lines: list[list[tuple[float, float]]] = []
        curved = False
        count = pdfium.FPDFPath_CountSegments(drawn)
        for index in range(min(count, MOST_RULES)):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
            pdfium.FPDFPathSegment_GetPoint(segment, self.x, self.y)
            x, y = self.x.value, self.y.value
            point = self.frame.point(a * x + c * y + e, b * x + d * y + f)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_LINETO and lines:
                lines[-1].append(point)
            else:
                curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
                lines.append([point])
            if pdfium.FPDFPathSegment_GetClose(segment) and lines and len(lines[-1]) > 1:
                lines[-1].append(lines[-1][0])
        return curved, [line for line in lines if len(line) > 1]

    def _rule(self, x0: float, y0: float, x1: float, y1: float, skew: float) -> None:
        width, height = self.frame.width + _MOST_OUTSIDE, self.frame.height + _MOST_OUTSIDE
        left, right = sorted((x0, x1))
        top, bottom = sorted((y0, y1))
        if right < -_MOST_OUTSIDE or bottom < -_MOST_OUTSIDE or left > width or top > height:
            return
        if bottom - top <= skew and right - left >= bottom - top:
            at = (top + bottom) / 2
            self.drawing.horizontal.append(Rule(at, max(left, -_MOST_OUTSIDE), min(right, width)))
        elif right - left <= skew:
            at = (left + right) / 2
            self.drawing.vertical.append(Rule(at, max(top, -_MOST_OUTSIDE), min(bottom, height)))

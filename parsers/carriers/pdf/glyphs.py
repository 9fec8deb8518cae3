"""The characters of a page with their places, and what speaks against reading them."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from parsers.carriers.pdf.frame import Frame
from parsers.failures import Failure, Unreadable

MOST_CHARACTERS = 50_000  # of one page
_INVISIBLE_MODES = (3, 7)  # text render modes that draw nothing
_LIGHT = 0.72  # luminance of the grey from which on a character may be a watermark
_LARGE = 1.6  # times the usual size of the page
_HUGE = 2.6
_HYPHENS = {0x2: "-", 0xFFFE: "-", 0xAD: "-"}  # what PDFium makes of a hyphen at the end of a line
_QUARTER = math.pi / 2


@dataclass(slots=True)
class Glyph:
    """One character as it is read: from `left` over its advance to `right`, standing on `base`.

    `faint`: so light that it may be no print. `ghost`: light and large, a watermark. `huge`: larger than
    anything in a table. `bad`: its font does not say which character it is.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    faint: bool = False
    ghost: bool = False
    huge: bool = False
    bad: bool = False

    @property
    def middle(self) -> float:
        """Half the height of a digit above the base line."""
        return self.base - 0.35 * self.size

    @property
    def centre(self) -> float:
        """Half way along its advance."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class _Style:
    size: float
    quarter: int | None  # quarters that the character is turned against the page as shown; None: oblique
    visible: bool
    light: bool


@dataclass(slots=True)
class PageText:
    """The characters of a page; `hidden` are those drawn invisibly, `oblique` counts those that run askew."""

    frame: Frame
    glyphs: list[Glyph] = field(default_factory=list)
    hidden: list[Glyph] = field(default_factory=list)
    oblique: int = 0


class _Answer:
    """Where PDFium writes the place of a character."""

    def __init__(self) -> None:
        self.box = pdfium.FS_RECTF()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()


def read_glyphs(textpage: Any, frame: Frame, page: int) -> PageText:
    """Read the characters of a page; its frame comes back turned so that most lines run from left to right.

    Raises Unreadable where there are more than 50,000.
    """
    count = pdfium.FPDFText_CountChars(textpage)
    if count > MOST_CHARACTERS:
        raise Unreadable(
            Failure.TOO_LARGE, f"page {page} holds {count} characters, the limit is {MOST_CHARACTERS}", "pdf"
        )
    drawn = [item for index in range(max(count, 0)) if (item := _character(textpage, index)) is not None]
    styles = _Styles(frame)
    placed = [(code, index, styles.of(textpage, index)) for code, index in drawn]
    turns = Counter(style.quarter for _, _, style in placed if style.visible and style.quarter is not None)
    most = turns.most_common(1)[0][0] if turns else 0
    frame = replace(frame, read=(frame.shown + (most or 0)) % 4)
    text, answer = PageText(frame), _Answer()
    for code, index, style in placed:
        if style.quarter is None:
            text.oblique += 1
            continue
        glyph = _glyph(textpage, index, code, style, frame, answer)
        if glyph is not None:
            (text.glyphs if style.visible else text.hidden).append(glyph)
    text.glyphs = _once(text.glyphs)
    _mark_ghosts(text.glyphs)
    return text


def _character(textpage: Any, index: int) -> tuple[int, int] | None:
    """Code and index of a character that the file draws; None for those that PDFium adds, and for white
    space."""
    if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
        return None
    code = pdfium.FPDFText_GetUnicode(textpage, index)
    if code in (0x20, 0xA0, 0x3000, 0x9, 0xA, 0xD) or 0x2000 <= code <= 0x200F:
        return None
    return code, index


class _Styles:
    """How characters are drawn, once for each text object."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.known: dict[int, _Style] = {}
        self.matrix = pdfium.FS_MATRIX()
        self.colour = [ctypes.c_uint() for _ in range(4)]

    def of(self, textpage: Any, index: int) -> _Style:
        drawn = pdfium.FPDFText_GetTextObject(textpage, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or -index - 1
        style = self.known.get(key)
        if style is None:
            style = self.known[key] = self._look(textpage, index, drawn)
        return style

    def _look(self, textpage: Any, index: int, drawn: Any) -> _Style:
        matrix = self.matrix
        size = pdfium.FPDFText_GetFontSize(textpage, index)
        turn = 0.0
        if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
            turn = math.atan2(matrix.b, matrix.a) - self.frame.shown * _QUARTER
        quarters = turn / _QUARTER
        quarter = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else None
        red, green, blue, alpha = self.colour
        visible, light = True, False
        if drawn:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
            visible = mode not in _INVISIBLE_MODES
            if pdfium.FPDFPageObj_GetFillColor(drawn, red, green, blue, alpha) and mode in (0, 2, 4, 6):
                luminance = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
                opacity = alpha.value / 255
                visible = visible and opacity > 0
                light = 1 - (1 - luminance) * opacity >= _LIGHT
        return _Style(abs(size) or 1.0, quarter, visible, light)


def _glyph(
    textpage: Any, index: int, code: int, style: _Style, frame: Frame, answer: _Answer
) -> Glyph | None:
    box, x, y = answer.box, answer.x, answer.y
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box) or not pdfium.FPDFText_GetCharOrigin(
        textpage, index, x, y
    ):
        return None
    left, top, right, bottom = frame.box(box.left, box.bottom, box.right, box.top)
    base = frame.point(x.value, y.value)[1]
    if right < 0 or bottom < 0 or left > frame.width or top > frame.height:
        return None  # outside the visible box of the page
    upright = (frame.read - frame.shown) % 4 == style.quarter
    if not upright:
        base = bottom
    bad = code == 0xFFFD or code < 0x20 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    bad = (bad and code not in _HYPHENS) or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1
    text = _HYPHENS.get(code) or (chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
    return Glyph(text, left, right, base, style.size, style.light, bad=bad)


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Without the copies that draw a bold character or its shadow."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    kept = []
    for glyph in glyphs:
        slack = 0.15 * glyph.size
        column, row = int(glyph.left // 4), int(glyph.base // 4)
        near = (
            other
            for c in (column - 1, column, column + 1)
            for r in (row - 1, row, row + 1)
            for other in seen.get((glyph.text, c, r), ())
        )
        if any(abs(o.left - glyph.left) < slack and abs(o.base - glyph.base) < slack for o in near):
            continue
        seen.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept


def _mark_ghosts(glyphs: list[Glyph]) -> None:
    """Tell watermarks from print; where most of a page is light, light is how it is printed."""
    if not glyphs:
        return
    usual = median(glyph.size for glyph in glyphs)
    light_print = sum(glyph.faint for glyph in glyphs) > 0.5 * len(glyphs)
    for glyph in glyphs:
        glyph.faint = glyph.faint and not light_print
        glyph.ghost = glyph.faint and glyph.size > _LARGE * usual
        glyph.huge = glyph.size > _HUGE * usual

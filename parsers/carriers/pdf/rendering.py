"""Pages as pictures, at the resolution of their own; and an older recognition of them as a witness."""

from __future__ import annotations

import re
from typing import Any

from parsers.carriers.pages import Page, PrintedTable
from parsers.carriers.pdf.drawing import Drawing
from parsers.carriers.pdf.glyphs import Glyph, PageText
from parsers.carriers.picture import PagePicture
from parsers.words import plain

MOST_PIXELS = 40_000_000
_USUAL_DPI = 200.0
_LEAST_DPI, _MOST_DPI = 100.0, 320.0
_COARSEST_DPI = 60.0  # a page so large that nothing could be read at the pixels allowed
_FIGURE = re.compile(r"[0-9][0-9,.]*|[/-]")
_BOX = re.compile(r"page \d+, box (\S+) (\S+) (\S+) (\S+)")


def picture_of(page: Any, text: PageText, drawing: Drawing, number: int) -> PagePicture:
    """The page as displayed, in grey: at the resolution of its largest picture, within 40 million pixels.

    Raises ValueError for a page too large for that.
    """
    width, height = text.frame.shown_size
    largest = max(
        drawing.pictures,
        key=lambda picture: (picture.box[2] - picture.box[0]) * (picture.box[3] - picture.box[1]),
        default=None,
    )
    dpi = largest.dpi if largest is not None and largest.dpi > 0 else _USUAL_DPI
    dpi = min(max(dpi, _LEAST_DPI), _MOST_DPI)
    pixels = width * height * (dpi / 72) ** 2
    if pixels > MOST_PIXELS:
        dpi *= (MOST_PIXELS / pixels) ** 0.5 * 0.999
    if dpi < _COARSEST_DPI:
        raise ValueError(f"{width:.0f} x {height:.0f} points")
    grey = page.render(scale=dpi / 72, grayscale=True).to_numpy()
    grey = grey.reshape(grey.shape[0], grey.shape[1]).copy()
    two_tone = largest is not None and largest.two_tone
    return PagePicture(number, grey, dpi, (width, height), two_tone)


def doubt_where_layers_differ(page: Page, text: PageText) -> None:
    """Doubt the figures that an unseen text layer gives otherwise than the picture was read."""
    hidden = sorted(text.hidden, key=lambda glyph: (round(glyph.base), glyph.left))
    for item in page.items if hidden else ():
        if not isinstance(item, PrintedTable):
            continue
        for printed in item.cells:
            other = _within(hidden, printed.cell.box or "", text)
            read = plain(printed.cell.text).replace(" ", "")
            if _FIGURE.fullmatch(other) and other != read and other not in printed.cell.alternatives:
                printed.cell.doubt = True


def _within(hidden: list[Glyph], place: str, text: PageText) -> str:
    found = _BOX.match(place)
    if found is None:
        return ""
    left, top, right, bottom = (float(value) for value in found.groups())
    letters = []
    for glyph in hidden:
        x, y, _, _ = text.frame.displayed((glyph.centre, glyph.middle, glyph.centre, glyph.middle))
        if left < x < right and top < y < bottom:
            letters.append(glyph.text)
    return plain("".join(letters))

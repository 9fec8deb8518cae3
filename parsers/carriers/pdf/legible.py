"""Whether the characters of a page are its text, or whether only its picture can be trusted."""

from __future__ import annotations

from parsers.carriers.pdf.drawing import Drawing
from parsers.carriers.pdf.glyphs import PageText
from parsers.words import chinese

_FEW = 15  # characters; a page number and a stamp are no text
_MOST_BAD = 0.05  # share of characters without a meaning, beyond which the fonts of a page cannot be read
_LARGE = 0.5  # share of the page that a scan covers at least
_WHOLE = 0.8
_OUTLINES = 50  # curved shapes on a page whose text is drawn as outlines
_PART = 0.12  # share of the page that a picture of a table covers at least


def covered(text: PageText, drawing: Drawing) -> float:
    """Share of the page that its pictures cover, strips of one scan taken together."""
    width, height = text.frame.width, text.frame.height
    area = 0.0
    for picture in drawing.pictures:
        left, top, right, bottom = picture.box
        area += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(bottom, height) - max(top, 0))
    return min(1.0, area / (width * height)) if width > 0 and height > 0 else 0.0


def is_picture(text: PageText, drawing: Drawing) -> bool:
    """Whether a page has to be read from its picture.

    So it is where there is no text to speak of but a picture or outlines; where the text lies unseen over or
    under a full-page picture (another's recognition of it); where fonts do not say which characters they
    draw; and where letters stand for Chinese text that must be there.
    """
    share = covered(text, drawing)
    seen = len(text.glyphs)
    if text.hidden and len(text.hidden) > seen and share > _LARGE:
        return True
    if seen < _FEW:
        return share > _PART or drawing.shapes >= _OUTLINES
    if share >= _WHOLE and any(
        picture.text_after == 0 and _covers(picture.box, text) for picture in drawing.pictures
    ):
        return True
    if sum(glyph.bad for glyph in text.glyphs) > _MOST_BAD * seen:
        return True
    if any(chinese(glyph.text) for glyph in text.glyphs):
        return False
    words = sum(1 for glyph in text.glyphs if not (glyph.text.isdigit() or glyph.text in ".,-/"))
    return words > seen / 2


def shows_a_table(text: PageText, drawing: Drawing) -> bool:
    """Whether a page of text holds a picture large enough for a table."""
    return covered(text, drawing) > _PART


def _covers(box: tuple[float, float, float, float], text: PageText) -> bool:
    left, top, right, bottom = box
    inside = sum(
        1 for glyph in text.glyphs if left <= glyph.centre <= right and top <= glyph.middle <= bottom
    )
    return inside > _WHOLE * len(text.glyphs)

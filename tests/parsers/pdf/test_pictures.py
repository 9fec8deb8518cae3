"""Which pages are read from their picture, and what an older recognition on top of one counts for."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.carriers.pdf.drawing import read_drawing
from parsers.carriers.pdf.glyphs import read_glyphs
from parsers.carriers.pdf.legible import is_picture
from parsers.carriers.pdf.reading import _frame
from parsers.carriers.pdf.rendering import MOST_PIXELS, picture_of
from tests.parsers.pdf.printer import FONT, HEIGHT, WIDTH

TEXT = "按照《中华人民共和国政府信息公开条例》要求，编制本年度报告。"


def made(*steps: str, text: str = TEXT) -> bytes:
    """A page drawn in steps: picture (over the whole page), text, unseen (text), stamp (a small picture)."""
    picture = ImageReader(Image.new("L", (1240, 1754), 240))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(WIDTH, HEIGHT))
    for step in steps:
        if step == "picture":
            canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
        elif step == "stamp":
            canvas.drawImage(picture, 400, 100, 110, 110)
        else:
            line = canvas.beginText(70, 700)
            line.setFont(FONT, 12)
            line.setTextRenderMode(3 if step == "unseen" else 0)
            line.textLine(text)
            canvas.drawText(line)
    canvas.showPage()
    canvas.save()
    return data.getvalue()


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("text",), False),
        (("text", "stamp"), False),
        (("picture",), True),
        (("picture", "unseen"), True),
        (("unseen", "picture"), True),
        (("text", "picture"), True),  # what lies under a full-page picture is not seen
        (("picture", "text"), False),  # typed on a letterhead
        ((), False),
    ],
)
def test_a_page_is_a_picture_where_its_text_is_not_what_one_sees(
    steps: tuple[str, ...], expected: bool
) -> None:
    with pypdfium2.PdfDocument(made(*steps)) as pdf:
        page = pdf[0]
        letters = page.get_textpage()
        text = read_glyphs(letters.raw, _frame(page), 1)
        assert is_picture(text, read_drawing(page.raw, text.frame)) is expected


def test_letters_in_place_of_chinese_are_no_text() -> None:
    with pypdfium2.PdfDocument(made("text", text="ÀÁÂÃÄ ÅÆÇÈÉ ÊËÌÍÎ ÏÐÑÒÓ ÔÕÖ")) as pdf:
        page = pdf[0]
        letters = page.get_textpage()
        text = read_glyphs(letters.raw, _frame(page), 1)
        assert is_picture(text, read_drawing(page.raw, text.frame))


def test_a_picture_is_rendered_at_its_own_resolution() -> None:
    with pypdfium2.PdfDocument(made("picture")) as pdf:
        page = pdf[0]
        letters = page.get_textpage()
        text = read_glyphs(letters.raw, _frame(page), 1)
        picture = picture_of(page, text, read_drawing(page.raw, text.frame), 1)
    assert picture.dpi == pytest.approx(150, abs=1)
    assert picture.grey.shape == pytest.approx((1754, 1240), abs=2)
    assert picture.grey.size <= MOST_PIXELS
    assert picture.size_points == (WIDTH, HEIGHT)

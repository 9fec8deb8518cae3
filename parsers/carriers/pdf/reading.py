"""The door for PDF: pages read one by one, from their characters or from their picture, then put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.carriers.pages import Page, PrintedTable, assemble_pages
from parsers.carriers.pdf.cells import fill, line_of, lines_of
from parsers.carriers.pdf.drawing import Drawing, read_drawing
from parsers.carriers.pdf.frame import Frame
from parsers.carriers.pdf.glyphs import PageText, read_glyphs
from parsers.carriers.pdf.legible import is_picture, shows_a_table
from parsers.carriers.pdf.opening import opened
from parsers.carriers.pdf.rendering import doubt_where_layers_differ, picture_of
from parsers.carriers.pdf.unruled import unruled_tables
from parsers.carriers.prose import Line
from parsers.carriers.ruled import RuledTable, TooManyRules, tables
from parsers.document import Document, Paragraph
from parsers.failures import Failure, Unreadable

_MOST_HEADINGS = 8
_FILLED_IN = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT)


@dataclass(slots=True)
class _Seen:
    """What one page holds, before anything is made of it."""

    number: int
    text: PageText
    drawing: Drawing


def read_pdf(data: bytes) -> Document:
    """Read a PDF file. Raises Unreadable: no PDF, damaged, locked, too large, or nothing on its pages."""
    document = Document("pdf", [])
    with opened(data) as pdf:
        seen = [_look(pdf, index) for index in range(len(pdf))]
        crowded = [page.number for page in seen if page.drawing.crowded]
        if crowded:
            document.warnings.append(
                f"more than 20,000 drawn lines on {_named(crowded)}: no tables read there"
            )
        pictures = {page.number for page in seen if is_picture(page.text, page.drawing)}
        pages = {page.number: lay_out_page(page) for page in seen if page.number not in pictures}
        if not any(isinstance(item, PrintedTable) for page in pages.values() for item in page.items):
            pictures |= {page.number for page in seen if shows_a_table(page.text, page.drawing)}
        for page in seen:
            if page.number in pictures:
                pages[page.number] = _recognise(pdf, page)
                if any(isinstance(item, PrintedTable) for item in pages[page.number].items):
                    document.carrier = "pdf_scan"
        if pictures:
            document.warnings.append(f"read from the picture: {_named(sorted(pictures))}")
            if len(pictures) == len(seen):
                document.carrier = "pdf_scan"
    document.blocks = assemble_pages([pages[number] for number in sorted(pages)])
    if not document.blocks:
        raise Unreadable(Failure.EMPTY, "nothing is printed on its pages", document.carrier)
    document.headings = [
        block.text for block in document.blocks if isinstance(block, Paragraph) and block.heading
    ][:_MOST_HEADINGS]
    return document


def _named(numbers: list[int]) -> str:
    return ("page " if len(numbers) == 1 else "pages ") + ", ".join(map(str, numbers))


def _look(pdf: Any, index: int) -> _Seen:
    page = pdf[index]
    try:
        if _has_filled_in(page.raw):
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = pdf[index]
        textpage = page.get_textpage()
        text = read_glyphs(textpage.raw, _frame(page), index + 1)
        return _Seen(index + 1, text, read_drawing(page.raw, text.frame))
    finally:
        page.close()


def _has_filled_in(page: Any) -> bool:
    """Whether a page carries text outside its content: form fields, typed notes."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 1000)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _FILLED_IN:
            return True
    return False


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, box)
    turn = max(0, pdfium.FPDFPage_GetRotation(page.raw))
    return Frame(box.left, box.bottom, box.right, box.top, turn, turn)


def _recognise(pdf: Any, seen: _Seen) -> Page:
    """A page read from its picture. The recognisers are loaded here: most files never need them."""
    from parsers.carriers.scan import scan_page

    page = pdf[seen.number - 1]
    try:
        picture = picture_of(page, seen.text, seen.drawing, seen.number)
    except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
        raise Unreadable(
            Failure.TOO_LARGE, f"page {seen.number} cannot be rendered: {error}", "pdf_scan"
        ) from None
    finally:
        page.close()
    read = scan_page(picture)
    doubt_where_layers_differ(read, seen.text)
    return read


def lay_out_page(seen: _Seen) -> Page:
    """Lines and tables of a page, from top to bottom."""
    text, number = seen.text, seen.number
    fillings, outside = fill(_ruled(seen.drawing), text.glyphs)
    items: list[Line | PrintedTable] = [
        filling.printed(number, text.frame)
        for filling in fillings
        if any(slot.glyphs for slot in filling.slots)
    ]
    unruled, outside = unruled_tables(outside, seen.drawing.horizontal, number, text.frame)
    items += unruled
    items += [line_of(line, number) for line in lines_of(outside)]
    items.sort(key=lambda item: item.top)
    return Page(number, text.frame.width, text.frame.height, items)


def _ruled(drawing: Drawing) -> list[RuledTable]:
    try:
        found = tables(drawing.horizontal, drawing.vertical)
    except TooManyRules:
        drawing.crowded = True
        return []
    return [table for table in found if len(table.cells) > 1]

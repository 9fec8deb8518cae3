"""The door for PDF: pages read one by one, then put together."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from parsers.carriers.pages import Page, PrintedTable, assemble_pages
from parsers.carriers.pdf.cells import fill, line_of, lines_of
from parsers.carriers.pdf.drawing import Drawing, read_drawing
from parsers.carriers.pdf.frame import Frame
from parsers.carriers.pdf.glyphs import PageText, read_glyphs
from parsers.carriers.pdf.opening import opened
from parsers.carriers.prose import Line
from parsers.carriers.ruled import TooManyRules, tables
from parsers.document import Document, Paragraph

_MOST_HEADINGS = 8


def read_pdf(data: bytes) -> Document:
    """Read a PDF file. Raises Unreadable: no PDF, damaged, locked, too large, or nothing on its pages."""
    document = Document("pdf", [])
    with opened(data) as pdf:
        pages = [_read_page(pdf, index) for index in range(len(pdf))]
    document.blocks = assemble_pages(pages)
    document.headings = [
        block.text for block in document.blocks if isinstance(block, Paragraph) and block.heading
    ][:_MOST_HEADINGS]
    return document


def _read_page(pdf: Any, index: int) -> Page:
    page = pdf[index]
    try:
        textpage = page.get_textpage()
        text = read_glyphs(textpage.raw, _frame(page), index + 1)
        drawing = read_drawing(page.raw, text.frame)
        return lay_out_page(text, drawing, index + 1)
    finally:
        page.close()


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, box)
    turn = max(0, pdfium.FPDFPage_GetRotation(page.raw))
    return Frame(box.left, box.bottom, box.right, box.top, turn, turn)


def lay_out_page(text: PageText, drawing: Drawing, number: int) -> Page:
    """Lines and tables of a page, from top to bottom."""
    try:
        ruled = tables(drawing.horizontal, drawing.vertical)
    except TooManyRules:
        ruled = []
    ruled = [table for table in ruled if len(table.cells) > 1]
    fillings, outside = fill(ruled, text.glyphs)
    items: list[Line | PrintedTable] = [
        filling.printed(number, text.frame)
        for filling in fillings
        if any(slot.glyphs for slot in filling.slots)
    ]
    items += [line_of(line, number) for line in lines_of(g for g in outside if not g.faint)]
    items.sort(key=lambda item: item.top)
    return Page(number, text.frame.width, text.frame.height, items)

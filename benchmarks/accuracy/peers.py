"""What plain tools make of the same files, so that the parser's figures can be judged.

*pdfplumber*: its own table finder and its own text give the document, everything behind is our reader
(labels, columns, checks): only the carrier differs. *RapidOCR*: whole pages, its text boxes put into the
true cells (their places in the unscanned PDF, moved by the known matrix of the scan): the best grid that
such a tool can be given. Both are scored like the parser, with the flags that our checks raise on them.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2

from benchmarks.accuracy.reading import SOURCES, Made
from benchmarks.accuracy.scoring import Tally, score
from parsers.assemble import assemble
from parsers.checks import run_checks
from parsers.document import Block, Cell, Document, Paragraph, Row, Table
from parsers.hints import Hints
from parsers.parse import parse_document
from parsers.values import read_value

Box = tuple[float, float, float, float]
_PLACE = re.compile(r"page (\d+), box ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)")
_EDGE = 1.5  # points within which two rules are one


def pdfplumber_document(data: bytes) -> Document:
    """Tables as pdfplumber finds them, the words outside as lines of text."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    blocks: list[Block] = []
    with pdfplumber.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            found = page.find_tables()
            parts: list[tuple[float, Block]] = [
                (table.bbox[1], _plumbed(table, number)) for table in found if table.rows
            ]
            rest = page
            for table in found:
                rest = rest.outside_bbox(table.bbox)
            for line in rest.extract_text_lines():
                parts.append((line["top"], Paragraph(line["text"].strip(), page=number)))
            blocks += [block for _, block in sorted(parts, key=lambda part: part[0])]
    count = 0
    for block in blocks:
        if isinstance(block, Table):
            count += 1
            for row in block.rows:
                row.table = count
            block.settle()
    return Document("pdf", blocks)


def _plumbed(table: Any, page: int) -> Table:
    """Rows of cells that exist, with the spans that their boxes tell."""
    lefts = _edges([box[0] for box in table.cells])
    tops = _edges([box[1] for box in table.cells])
    rows = []
    for number, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True), 1):
        cells = []
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                across = sum(box[0] - _EDGE <= edge < box[2] - _EDGE for edge in lefts)
                down = sum(box[1] - _EDGE <= edge < box[3] - _EDGE for edge in tops)
                joined = (text or "").replace("\n", "")
                cells.append(Cell(joined, len(cells) + 1, max(1, across), max(1, down)))
        rows.append(Row(cells, number))
    return Table(rows, page=page)


def _edges(places: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _EDGE:
            edges.append(place)
    return edges


def pdfplumber_record(item: Made) -> dict[str, Any]:
    """The record of a PDF by way of pdfplumber."""
    document = pdfplumber_document(item.path.read_bytes())
    return assemble(document, item.path.name, "", Hints()).to_json()


def rapidocr_reader() -> Callable[[Made], dict[str, Any]]:
    """A reader of scanned PDFs by RapidOCR with its own settings and the models of its package."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})

    def read(item: Made) -> dict[str, Any]:
        boxes = true_cells(item)
        texts: dict[str, list[tuple[float, float, str]]] = {cell: [] for cell in boxes}
        for number, picture in enumerate(_pictures(item.path.read_bytes()), 1):
            back = np.linalg.inv(np.array(item.gold["matrices"][number - 1]))
            found = engine(picture)
            if found.boxes is None or found.txts is None:
                continue
            for corners, text in zip(found.boxes, found.txts, strict=True):
                x, y = _moved(back, np.asarray(corners).mean(axis=0))
                for cell, (page, (left, top, right, bottom)) in boxes.items():
                    if page == number and left <= x <= right and top <= y <= bottom:
                        texts[cell].append((y, x, text))
        return _record(
            {cell: "".join(text for *_, text in sorted(found)) for cell, found in texts.items()}, item
        )

    return read


def true_cells(item: Made) -> dict[str, tuple[int, Box]]:
    """Page and box in points of every cell, from the PDF before it was scanned."""
    source = (item.path.parent.parent / SOURCES / item.path.name).read_bytes()
    places = {}
    for cell, place in parse_document(source, "source").where.items():
        if match := _PLACE.match(place):
            page, *box = match.groups()
            left, top, right, bottom = map(float, box)
            places[cell] = int(page), (left, top, right, bottom)
    return places


def _moved(matrix: np.ndarray, point: np.ndarray) -> tuple[float, float]:
    x, y, scale = matrix @ np.array([point[0], point[1], 1.0])
    return x / scale, y / scale


def _pictures(data: bytes) -> Iterator[np.ndarray]:
    """The picture of each page as it lies in the PDF."""
    pdf = pypdfium2.PdfDocument(data)
    for page in pdf:
        picture = next(iter(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
        pixels = np.ascontiguousarray(picture.get_bitmap(render=False).to_numpy())
        grey = pixels.reshape(*pixels.shape[:2], -1)
        yield np.repeat(grey[:, :, :1], 3, axis=2)
    pdf.close()


def _record(texts: dict[str, str], item: Made) -> dict[str, Any]:
    """Values of the cells by our reader of single texts, with our checks."""
    readings = {cell: read_value(text, _kind(cell)) for cell, text in texts.items()}
    values = {cell: reading.value for cell, reading in readings.items()}
    states = {cell: reading.state for cell, reading in readings.items() if reading.state}
    generations = item.gold["table_generations"]
    checks = run_checks(values, states, generations, [], {})
    return {
        "outcome": "report",
        "generation": item.gold["generation"],
        "year": item.gold["year"],
        "body_mention": item.gold["body_mention"],
        "table_generations": generations,
        "values": values,
        "states": states,
        "raw": texts,
        "uncertain": [cell for cell, reading in readings.items() if reading.uncertain],
        "checks": [{"status": check.status, "cells": list(check.cells)} for check in checks],
    }


def _kind(cell: str) -> str:
    column = cell.partition("@")[2]
    return {"amount": "money_wan", "change": "signed_count"}.get(column, "count")


def compared(items: Sequence[Made], read: Callable[[Made], dict[str, Any]]) -> Iterator[tuple[Made, Tally]]:
    """Each file as the peer reads it."""
    for item in items:
        begun = time.perf_counter()
        record = read(item)
        seconds = time.perf_counter() - begun
        tally = score(record, item.gold)
        tally.seconds = seconds
        yield item, tally

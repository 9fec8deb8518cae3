"""Scanned pages and page pictures: ruled lines found, each cell recognised, text read line by line."""

from __future__ import annotations

from collections.abc import Iterable

import cv2

from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.decode import pictures
from parsers.carriers.scan.page import read_page
from parsers.document import Block, Document, Table
from parsers.record import Carrier

__all__ = ["read_image", "read_scanned"]


def read_scanned(pages: Iterable[PagePicture]) -> Document:
    """The document that rendered pages of a PDF show; places in points."""
    return _document("pdf_scan", pages, pixels=False)


def read_image(data: bytes) -> Document:
    """The document in a picture file; several frames are several pages, places are in pixels.

    Raises Unreadable for what is no picture, broken, or larger than the limits.
    """
    return _document("image", pictures(data), pixels=True)


def _document(carrier: Carrier, pages: Iterable[PagePicture], *, pixels: bool) -> Document:
    cv2.setNumThreads(1)
    blocks: list[Block] = []
    for page in pages:
        blocks += read_page(page, pixels=pixels)
    number = 0
    for block in blocks:
        if isinstance(block, Table):
            number += 1
            for row in block.rows:
                row.table = number
            block.settle()
    return Document(carrier, blocks)

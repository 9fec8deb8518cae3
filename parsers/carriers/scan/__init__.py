"""Scanned pages and page pictures: ruled lines found, each cell recognised, text read line by line."""

from __future__ import annotations

from collections.abc import Iterable

import cv2

from parsers.carriers.pages import Page, assemble_pages
from parsers.carriers.picture import PagePicture
from parsers.carriers.scan.decode import pictures
from parsers.carriers.scan.page import read_page
from parsers.document import Document, Paragraph
from parsers.failures import Failure, Unreadable
from parsers.record import Carrier

__all__ = ["read_image", "read_scanned", "scan_page"]

_MOST_HEADINGS = 8


def read_scanned(pages: Iterable[PagePicture]) -> Document:
    """The document that rendered pages of a PDF show; places in points."""
    return _document("pdf_scan", pages, pixels=False)


def read_image(data: bytes) -> Document:
    """The document in a picture file; several frames are several pages, places are in pixels.

    Raises Unreadable for what is no picture, broken, or larger than the limits.
    """
    return _document("image", pictures(data), pixels=True)


def _document(carrier: Carrier, pictures_: Iterable[PagePicture], *, pixels: bool) -> Document:
    document = Document(carrier, assemble_pages([scan_page(picture, pixels=pixels) for picture in pictures_]))
    document.headings = [
        block.text for block in document.blocks if isinstance(block, Paragraph) and block.heading
    ][:_MOST_HEADINGS]
    return document


def scan_page(picture: PagePicture, *, pixels: bool = False) -> Page:
    """One page, for a document that has other pages too.

    Raises Unreadable: TOO_LARGE for more rules than any table has, MALFORMED where the picture library itself
    gives up. Its error is none of Python's own, so that nobody behind this door could name it.
    """
    cv2.setNumThreads(1)
    try:
        return read_page(picture, pixels=pixels)
    except cv2.error as fault:
        raise Unreadable(
            Failure.MALFORMED,
            f"page {picture.page}: cv2.error: {' '.join(str(fault).split())}",
            "image" if pixels else "pdf_scan",
        ) from fault

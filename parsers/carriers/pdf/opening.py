"""Opening a PDF file: what speaks against reading it is said before any page is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

from parsers.carriers.pdf.forms import EndlessForms, check_forms
from parsers.failures import Failure, Unreadable

MOST_PAGES = 200


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document of a file, closed at the end. Raises Unreadable."""
    try:
        check_forms(data)
    except EndlessForms as error:
        raise Unreadable(Failure.TOO_LARGE, str(error), "pdf") from None
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        sentence = "the file is locked with a password" if locked else f"damaged beyond reading: {error}"
        raise Unreadable(Failure.MALFORMED, sentence, "pdf") from None
    try:
        pages = len(pdf)
        if pages > MOST_PAGES:
            raise Unreadable(Failure.TOO_LARGE, f"{pages} pages, the limit is {MOST_PAGES}", "pdf")
        if not pages:
            raise Unreadable(Failure.EMPTY, "the file has no pages", "pdf")
        yield pdf
    except pypdfium2.PdfiumError as error:
        raise Unreadable(Failure.MALFORMED, f"a page cannot be loaded: {error}", "pdf") from None
    finally:
        pdf.close()

"""Word files of the binary kind (DOC, WPS), RTF and what else LibreOffice writes as DOCX.

DOC and WPS go through msdoc2docx first. LibreOffice reads what that cannot, and what came out of it without
the tables that its own text announces.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from parsers.carriers import Kind
from parsers.carriers.office import soffice
from parsers.carriers.office.docx import read_docx
from parsers.document import Document, Row, Table
from parsers.failures import Failure, Unreadable
from parsers.record import Carrier
from parsers.words import letters

_SUFFIXES: dict[Kind, str] = {"doc": "doc", "wps": "doc", "rtf": "rtf", "works": "wps", "odt": "odt"}
_FORM = ("本年新收政府信息公开申请", "第二十条第", "未经复议直接起诉", "制发件数", "予以公开")
_STREAM = "WordDocument".encode("utf-16-le")
_FIGURES = 7
_FEWEST_ROWS = 15
_MOST_UNEVEN = 0.1


def read_word(data: bytes, kind: Kind, carrier: Carrier) -> Document:
    """Read a document of one of the kinds above. Raises `Unreadable`."""
    if kind not in ("doc", "wps"):
        return _by_office(data, kind, carrier)
    if _STREAM not in data:
        raise Unreadable(Failure.MALFORMED, "an OLE2 file that holds no Word document", carrier)
    try:
        document = read_docx(by_library(data, carrier), carrier)
    except Unreadable as refusal:
        try:
            return _by_office(data, kind, carrier)
        except Unreadable as second:
            if second.failure is Failure.NEEDS_CONVERTER:
                sentence = f"{refusal.sentence}; {second.sentence}"
                raise Unreadable(Failure.NEEDS_CONVERTER, sentence, carrier) from None
            raise
    fault = _fault(document)
    if fault is None:
        return document
    try:
        second_reading = _by_office(data, kind, carrier)
    except Unreadable as refusal:
        document.warnings.append(f"{fault}; no second reading: {refusal.sentence}")
        return document
    if _fault(second_reading) is None:
        second_reading.warnings.append(f"read by LibreOffice: in the first reading {fault}")
        return second_reading
    document.warnings.append(f"{fault}, in the reading by LibreOffice as well")
    return document


def by_library(data: bytes, carrier: Carrier) -> bytes:
    """DOCX by msdoc2docx, which works on files."""
    from doc2docx import convert
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError

    with tempfile.TemporaryDirectory(prefix="nianbao-doc-") as name:
        source, written = Path(name) / "input.doc", Path(name) / "output.docx"
        source.write_bytes(data)
        try:
            convert(source, written)
            return written.read_bytes()
        except EncryptedDocumentError:
            raise Unreadable(
                Failure.UNSUPPORTED_CARRIER, "a Word file locked with a password", carrier
            ) from None
        except (
            Doc2DocxError,
            ArithmeticError,
            AssertionError,
            AttributeError,
            LookupError,
            OSError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            # Any fault of the library on bytes that it does not expect: LibreOffice is asked next.
            raise Unreadable(Failure.MALFORMED, f"{type(error).__name__}: {error}"[:200], carrier) from None


def _by_office(data: bytes, kind: Kind, carrier: Carrier) -> Document:
    return read_docx(soffice.convert(data, _SUFFIXES[kind], "docx", carrier), carrier)


def _fault(document: Document) -> str | None:
    """What is wrong with the tables of a document, by its own words: none although it has the form's text, or
    rows of table 3 that have not seven figures."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    if not tables:
        text = letters("".join(block.text for block in document.paragraphs()))
        if any(words in text for words in _FORM):
            return "the text of the tables stands outside of any table"
        return None
    rows = [row for table in tables for row in _requests(table)]
    uneven = sum(1 for row in rows if len(row.cells) <= _FIGURES)
    if len(rows) >= _FEWEST_ROWS and uneven > _MOST_UNEVEN * len(rows):
        return f"{uneven} of {len(rows)} rows of table 3 have not {_FIGURES} figures and a label"
    return None


def _requests(table: Table) -> list[Row]:
    """The rows of table 3 below its headings, where the table is that."""
    for index, row in enumerate(table.rows):
        if any("本年新收政府信息公开申请" in letters(cell.text) for cell in row.cells):
            return table.rows[index:]
    return []

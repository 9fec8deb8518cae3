"""Office files as documents: Word and sheets by libraries, the rest by LibreOffice."""

from __future__ import annotations

from parsers import carriers
from parsers.document import Document
from parsers.failures import Failure, Unreadable
from parsers.record import Carrier

MAX_BYTES = 60_000_000


def read_office(data: bytes, kind: carriers.Kind) -> Document:
    """Read an office file of a kind that `parsers.carriers.sniff` named. Raises `Unreadable`."""
    carrier = carriers.CARRIERS[kind]
    if len(data) > MAX_BYTES:
        raise Unreadable(Failure.TOO_LARGE, f"{len(data)} bytes, the limit is {MAX_BYTES}", carrier)
    match kind:
        case "docx" | "flat_opc" | "wordml":
            from parsers.carriers.office.docx import read_docx

            return read_docx(data, carrier)
        case "doc" | "wps" | "rtf" | "works" | "odt":
            from parsers.carriers.office.word import read_word

            return read_word(data, kind, carrier)
        case "xlsx":
            from parsers.carriers.office.sheets import read_sheets

            return read_sheets(data, carrier)
        case "xls":
            return _read_xls(data, carrier)
        case "xlsb" | "ods" | "sheetml":
            from parsers.carriers.office import soffice
            from parsers.carriers.office.sheets import read_sheets

            suffix = "xml" if kind == "sheetml" else kind
            return read_sheets(soffice.convert(data, suffix, "xlsx", carrier), carrier)
        case "mhtml":
            from parsers.carriers.html import read_html
            from parsers.carriers.office.mhtml import html_of

            return read_html(html_of(data))
        case _:
            raise Unreadable(Failure.UNSUPPORTED_CARRIER, f"no reader for {kind}", carrier)


def _read_xls(data: bytes, carrier: Carrier) -> Document:
    """A workbook of the binary kind; LibreOffice is asked about what the library gives up."""
    from parsers.carriers.office import soffice
    from parsers.carriers.office.sheets import read_sheets

    try:
        return read_sheets(data, carrier)
    except Unreadable as refusal:
        named = any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0"))
        if refusal.failure is not Failure.MALFORMED or not named or soffice.program() is None:
            raise
        document = read_sheets(soffice.convert(data, "xls", "xlsx", carrier), carrier)
        document.warnings.append(f"read by LibreOffice: {refusal.sentence}")
        return document

"""The sheets of an XLS file by xlrd, with number formats, merged cells and what is hidden."""

from __future__ import annotations

import io
import struct
from typing import Any

from parsers.carriers.office.grids import Sheet
from parsers.carriers.office.numbers import shown
from parsers.failures import Failure, Unreadable
from parsers.record import Carrier

MAX_SHEETS = 50


def xls_sheets(data: bytes, carrier: Carrier) -> list[Sheet]:
    """All sheets in order. Raises `Unreadable`."""
    from xlrd import open_workbook
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        book = open_workbook(  # type: ignore[no-untyped-call]
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return [_sheet(book, book.sheet_by_index(index)) for index in range(min(book.nsheets, MAX_SHEETS))]
    except XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Unreadable(
                Failure.UNSUPPORTED_CARRIER, "a workbook locked with a password", carrier
            ) from None
        raise Unreadable(Failure.MALFORMED, f"a damaged workbook: {error}"[:200], carrier) from None
    except (
        CompDocError,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        NotImplementedError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
    ) as error:
        # Any fault of the library on bytes that it does not expect.
        raise Unreadable(
            Failure.MALFORMED, f"a damaged workbook: {type(error).__name__}: {error}"[:200], carrier
        ) from None


def _sheet(book: Any, source: Any) -> Sheet:
    from xlrd import biffh

    sheet = Sheet(source.name, source.visibility == 0)
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            place = (row, column)
            if cell.ctype == biffh.XL_CELL_TEXT:
                sheet.put(place, cell.value)
            elif cell.ctype in (biffh.XL_CELL_NUMBER, biffh.XL_CELL_DATE):
                text, doubt = shown(repr(cell.value), _pattern(book, cell.xf_index))
                sheet.put(place, text, doubt=doubt)
            elif cell.ctype == biffh.XL_CELL_BOOLEAN:
                sheet.put(place, "TRUE" if cell.value else "FALSE")
            elif cell.ctype == biffh.XL_CELL_ERROR:
                sheet.put(place, biffh.error_text_from_code.get(cell.value, "#ERROR!"))
    for top, bottom, left, right in source.merged_cells:
        sheet.merge((top, left, bottom - 1, right - 1))
    sheet.hidden_rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {column for column, info in source.colinfo_map.items() if info.hidden}
    return sheet


def _pattern(book: Any, index: int | None) -> str | None:
    """The number format of a cell."""
    if index is None or not 0 <= index < len(book.xf_list):
        return None
    known = book.format_map.get(book.xf_list[index].format_key)
    return None if known is None else known.format_str

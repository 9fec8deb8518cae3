"""What a workbook's own bytes say before its reader is let at them: how far its cells reach, what is hidden.

The reader of sheets lays every sheet out as one dense rectangle and ends the process when that does not fit
into memory, so two cells far apart in a file of a few kilobytes have to be found first.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass, field
from typing import Any

import lxml.etree as etree

from parsers.carriers.office.numbers import built_in
from parsers.carriers.office.package import Package, child, local
from parsers.failures import Failure, Unreadable

MAX_CELLS = 200_000
MAX_SLOTS = 500_000
MAX_ROWS = 20_000
"""Bounds of one sheet: cells with a value, rows times columns, rows. A report has some hundreds of cells."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_VALUED = {0x0203: 14, 0x027E: 10, 0x00FD: 10, 0x0204: 8, 0x00D6: 8, 0x0006: 14, 0x0205: 8, 0x00BD: 12}
_MULTIPLE_RK, _ERROR, _BEGIN, _SHEET_KIND = 0x00BD, 0x0205, 0x0809, 0x0010
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

Place = tuple[int, int]


@dataclass(slots=True)
class SheetShape:
    """Of one sheet: number formats of cells, error values, hidden rows and columns (all from 0)."""

    patterns: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    cells: int = 0

    def reach(self, row: int, column: int) -> None:
        """Count a cell with a value. Raises `Unreadable` (too_large)."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.cells += 1
        if self.cells > MAX_CELLS or self.rows > MAX_ROWS or self.rows * self.columns > MAX_SLOTS:
            raise Unreadable(
                Failure.TOO_LARGE, f"a sheet of {self.rows} rows by {self.columns} columns with far cells"
            )


def shapes_of_package(package: Package) -> dict[str, SheetShape]:
    """The shapes of the sheets of an XLSX file by name. Raises `Unreadable`."""
    main = package.main_part() or "xl/workbook.xml"
    root = package.xml(main)
    if root is None:
        raise Unreadable(Failure.MALFORMED, "the file holds no workbook", package.carrier)
    relations = package.relations(main)
    styles = next((name for kind, name in relations.values() if kind == "styles"), "xl/styles.xml")
    patterns = _patterns(package.xml(styles))
    found: dict[str, SheetShape] = {}
    for sheet in root.iter("{*}sheet"):
        key = next((text for name, text in sheet.attrib.items() if local(name) == "id" and "}" in name), "")
        part = relations.get(key, ("", ""))[1]
        if part in package:
            found[sheet.get("name") or ""] = _scan(package.read(part), patterns)
    return found


def _patterns(root: Any) -> list[str | None]:
    """The number format of each cell style."""
    if root is None:
        return []
    own = {node.get("numFmtId"): node.get("formatCode") for node in root.iter("{*}numFmt")}
    styles = child(root, "cellXfs")
    found: list[str | None] = []
    for node in styles if styles is not None else ():
        number = node.get("numFmtId") or "0"
        found.append(
            own.get(number) or (built_in(int(number)) if number.isdigit() and len(number) < 5 else None)
        )
    return found


def _scan(data: bytes, patterns: list[str | None]) -> SheetShape:
    shape = SheetShape()
    row = column = -1
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        tag=("{*}row", "{*}c", "{*}col"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    for event, node in events:
        name = local(node.tag)
        if name == "row":
            if event == "start":
                row, column = _index(node.get("r"), row + 1), -1
                if node.get("hidden") in ("1", "true"):
                    shape.hidden_rows.add(row)
            else:
                node.clear()
        elif name == "c" and event == "end":
            place = _REFERENCE.match(node.get("r") or "")
            column = _letters(place[1]) if place else column + 1
            if place:
                row = int(place[2]) - 1
            if len(node):
                _cell(node, (row, column), shape, patterns)
            node.clear()
        elif name == "col" and event == "end" and node.get("hidden") in ("1", "true"):
            first, last = _index(node.get("min"), 0), _index(node.get("max"), 0)
            shape.hidden_columns.update(range(first, min(last, first + 100) + 1))
    return shape


def _cell(node: Any, place: Place, shape: SheetShape, patterns: list[str | None]) -> None:
    held = child(node, "v")
    if held is None and child(node, "is") is None:
        return
    shape.reach(*place)
    kind = node.get("t") or "n"
    if kind == "e" and held is not None:
        shape.errors[place] = held.text or "#ERROR!"
    style = node.get("s") or ""
    if kind == "n" and style.isdigit() and int(style[:6]) < len(patterns):
        pattern = patterns[int(style[:6])]
        if pattern:
            shape.patterns[place] = pattern


def _index(printed: str | None, default: int) -> int:
    return int(printed) - 1 if printed and printed.isdigit() and 0 < len(printed) < 9 else default


def _letters(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def shapes_of_stream(stream: bytes) -> list[SheetShape]:
    """The shapes of the sheets in the `Workbook` stream of an XLS file, in the order of their substreams.

    Layout: [MS-XLS] 2.1.4 (record: type, size, data), 2.4 (cell records begin with row and column).
    """
    shapes: list[SheetShape] = []
    at, depth = 0, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind in (_BEGIN, 0x0009, 0x0209, 0x0409) and size >= 4:
            (substream,) = struct.unpack_from("<H", stream, at + 6)
            depth += 1
            if depth == 1 and substream == _SHEET_KIND:
                shapes.append(SheetShape())
        elif kind == 0x000A:
            depth = max(0, depth - 1)
        elif kind in _VALUED and size >= 6 and shapes and at + 4 + size <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at + 4)
            if kind == _MULTIPLE_RK:
                column = struct.unpack_from("<H", stream, at + 4 + size - 2)[0]
            shapes[-1].reach(row, column)
            if kind == _ERROR and size >= 8 and stream[at + 11]:
                shapes[-1].errors[row, column] = _ERRORS.get(stream[at + 10], "#ERROR!")
        at += 4 + size
    return shapes

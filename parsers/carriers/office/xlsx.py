"""The sheets of an XLSX file, read cell by cell: nothing is laid out that is not there.

Parts: ECMA-376 part 1, 18.2 (workbook), 18.3 (worksheet), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import io
import re
from typing import Any

import lxml.etree as etree

from parsers.carriers.office.grids import Area, Sheet
from parsers.carriers.office.numbers import built_in, shown
from parsers.carriers.office.package import Package, child, local
from parsers.failures import Failure, Unreadable

MAX_SHEETS = 50
_MOST_HIDDEN = 200
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_READ = ("{*}row", "{*}c", "{*}col", "{*}mergeCell")


def xlsx_sheets(package: Package) -> list[Sheet]:
    """All sheets in order. Raises `Unreadable`."""
    main = package.main_part() or "xl/workbook.xml"
    root = package.xml(main)
    if root is None:
        raise Unreadable(Failure.MALFORMED, "the file holds no workbook", package.carrier)
    relations = package.relations(main)
    named = dict(relations.values())
    strings = _strings(package.xml(named.get("sharedStrings", "xl/sharedstrings.xml")))
    patterns = _patterns(package.xml(named.get("styles", "xl/styles.xml")))
    sheets: list[Sheet] = []
    for node in list(root.iter("{*}sheet"))[:MAX_SHEETS]:
        key = next((text for name, text in node.attrib.items() if local(name) == "id" and "}" in name), "")
        kind, part = relations.get(key, ("", ""))
        if kind == "worksheet" and part in package:
            sheet = Sheet(node.get("name") or "", (node.get("state") or "visible") == "visible")
            _Reader(sheet, strings, patterns).read(package.read(part), package)
            sheets.append(sheet)
    return sheets


def _strings(root: Any) -> list[str]:
    return [_string(node) for node in root if local(node.tag) == "si"] if root is not None else []


def _string(node: Any) -> str:
    """The text of a string item: its own or that of its runs, without the readings above the line."""
    parts: list[str] = []
    for inner in node:
        name = local(inner.tag)
        if name == "t":
            parts.append(inner.text or "")
        elif name == "r":
            parts.extend(text.text or "" for text in inner if local(text.tag) == "t")
    return "".join(parts)


def _patterns(root: Any) -> list[str | None]:
    """The number format of each cell style."""
    if root is None:
        return []
    own = {node.get("numFmtId"): node.get("formatCode") for node in root.iter("{*}numFmt")}
    styles = child(root, "cellXfs")
    found: list[str | None] = []
    for node in styles if styles is not None else ():
        number = node.get("numFmtId") or "0"
        found.append(own.get(number) or (built_in(_digits(number, 0))))
    return found


class _Reader:
    """Reads one sheet. Rows and cells without a reference follow the one before."""

    def __init__(self, sheet: Sheet, strings: list[str], patterns: list[str | None]) -> None:
        self._sheet = sheet
        self._strings = strings
        self._patterns = patterns
        self._row = -1
        self._column = -1

    def read(self, data: bytes, package: Package) -> None:
        """Read the part of the sheet. Damage ends the reading with `Unreadable`."""
        events = etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=_READ,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for event, node in events:
                self._take(event, node)
        except etree.XMLSyntaxError as error:
            raise Unreadable(
                Failure.MALFORMED, f"a damaged sheet: {error.msg}"[:200], package.carrier
            ) from None
        if events.root is not None and events.root.getroottree().docinfo.doctype:
            raise Unreadable(Failure.MALFORMED, "a sheet with a document type", package.carrier)

    def _take(self, event: str, node: Any) -> None:
        name = local(node.tag)
        if name == "row":
            if event == "start":
                self._row, self._column = _digits(node.get("r"), self._row + 2) - 1, -1
                if node.get("hidden") in ("1", "true"):
                    self._sheet.hidden_rows.add(self._row)
            else:
                node.clear()
        elif event == "start":
            return
        elif name == "c":
            place = _REFERENCE.fullmatch(node.get("r") or "")
            self._column = _letters(place[1]) if place else self._column + 1
            if place:
                self._row = int(place[2]) - 1
            self._cell(node)
            node.clear()
        elif name == "col":
            if node.get("hidden") in ("1", "true"):
                first, last = _digits(node.get("min"), 1) - 1, _digits(node.get("max"), 1) - 1
                self._sheet.hidden_columns.update(range(first, min(last, first + _MOST_HIDDEN) + 1))
        elif (area := _area(node.get("ref") or "")) is not None:
            self._sheet.merge(area)

    def _cell(self, node: Any) -> None:
        kind = node.get("t") or "n"
        place = (self._row, self._column)
        if kind == "inlineStr":
            held = child(node, "is")
            self._sheet.put(place, _string(held) if held is not None else "")
            return
        held = child(node, "v")
        printed = "".join(held.itertext()) if held is not None else ""
        if not printed:
            return
        if kind == "s":
            number = _digits(printed, -1)
            known = 0 <= number < len(self._strings)
            self._sheet.put(place, self._strings[number] if known else "\ufffd", doubt=not known)
        elif kind == "b":
            self._sheet.put(place, "TRUE" if printed.strip() == "1" else "FALSE")
        elif kind == "n":
            style = _digits(node.get("s"), 0)
            text, doubt = shown(printed, self._patterns[style] if style < len(self._patterns) else None)
            self._sheet.put(place, text, doubt=doubt)
        else:
            self._sheet.put(place, printed)


def _digits(printed: str | None, default: int) -> int:
    text = (printed or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def _letters(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _area(printed: str) -> Area | None:
    ends = [_REFERENCE.fullmatch(end) for end in printed.split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return int(ends[0][2]) - 1, _letters(ends[0][1]), int(ends[1][2]) - 1, _letters(ends[1][1])

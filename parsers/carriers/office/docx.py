"""A Word document (DOCX, flat OPC, Word 2003 XML) as paragraphs and tables.

Raw cells are kept a row at a time; `gridSpan` and `vMerge` become the spans of the grid. Tracked changes are
taken as accepted, hidden text is dropped, headers and footers lie in parts that are not read.
"""

from __future__ import annotations

from typing import Any

from parsers.carriers.office import pictures
from parsers.carriers.office.merges import Merges
from parsers.carriers.office.package import Package, child, local, value
from parsers.carriers.office.runs import Inline, RunReader
from parsers.carriers.office.styles import BODY_LEVEL, PLAIN, Style, level, read_styles, switched
from parsers.carriers.tables import Frame, Held, settled
from parsers.document import Block, Cell, Document, Paragraph, Table
from parsers.failures import Failure, Unreadable
from parsers.grid import MAX_COLSPAN
from parsers.headings import chapter_of
from parsers.record import Carrier

MAX_CELLS = 50_000
_MOST_HEADINGS = 8
_OPENING = 12
_HOLDING_NO_TEXT = (
    "pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr del moveFrom bookmarkStart bookmarkEnd proofErr "
    "customXmlPr tblPrEx permStart permEnd commentRangeStart commentRangeEnd styles fonts docPr lists "
    "shapeDefaults DocumentProperties CustomDocumentProperties binData"
)
_NO_CONTENT = frozenset(_HOLDING_NO_TEXT.split())
_TRANSPARENT = frozenset(["sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "Choice"])
_TRIM = " \t\r\n\xa0\u3000"


def read_docx(data: bytes, carrier: Carrier = "docx") -> Document:
    """Read a document; `carrier` is what the record names where the file was converted to get here.

    Raises `Unreadable`.
    """
    package = Package(data, carrier)
    main = package.main_part()
    root = package.xml(main) if main is not None else None
    body = next(root.iter("{*}body"), None) if root is not None else None
    if main is None or body is None:
        raise Unreadable(Failure.MALFORMED, "the file holds no text part", carrier)
    relations = package.relations(main)
    styles = read_styles(package.xml(_target(relations, "styles", main)))
    story = _Story(styles, package, relations)
    story.read(body)
    if story.runs.open_field:
        story = _Story(styles, package, relations, fields=False)
        story.read(body)
        story.document.warnings.append(
            "a field of the document is never closed; its instructions were read as text"
        )
    return _finished(story, package)


def _target(relations: dict[str, tuple[str, str]], kind: str, main: str) -> str:
    return next(
        (name for found, name in relations.values() if found == kind), f"{main.rpartition('/')[0]}/{kind}.xml"
    )


def _finished(story: _Story, package: Package) -> Document:
    document = story.document
    document.carrier = package.carrier
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for table in tables:
        table.settle()
        if package.mended:
            for row in table.rows:
                for cell in row.cells:
                    cell.doubt = True
    if package.mended:
        document.warnings.append(
            "the XML of the document is damaged; what could be read of it is not vouched for"
        )
    if story.tracked:
        document.warnings.append("the document holds tracked changes; they were read as accepted")
    if story.pictures and not any(len(table.rows) > 2 for table in tables):
        pictures.read_into(document, list(dict.fromkeys(story.pictures)), package)
    document.headings = _title_headings(document)
    title = _core_title(package)
    if title and not any("报告" in block.text for block in document.paragraphs()[:_OPENING]):
        # A property that outlives many a copy of the file: it counts where nothing printed says the same.
        document.titles.append(title)
    return document


def _title_headings(document: Document) -> list[str]:
    """What is styled as a heading above the first chapter."""
    found: list[str] = []
    for block in document.paragraphs():
        if chapter_of(block.text):
            break
        if block.heading:
            found.append(block.text)
    return found[:_MOST_HEADINGS]


def _core_title(package: Package) -> str | None:
    root = package.xml("docProps/core.xml")
    title = child(root, "title") if root is not None else None
    text = " ".join("".join(title.itertext()).split()) if title is not None else ""
    return text or None


class _Story:
    """Reads the body of a document into `document`."""

    def __init__(
        self,
        styles: dict[str, Style],
        package: Package,
        relations: dict[str, tuple[str, str]],
        *,
        fields: bool = True,
    ) -> None:
        self.document = Document(package.carrier, [])
        self.runs = RunReader(styles, fields=fields)
        self.pictures: list[str] = []
        self.tracked = False
        self._styles = styles
        self._relations = relations
        self._package = package
        self._cells: list[Held] = []
        self._waiting: Inline | None = None  # text of a paragraph whose mark was deleted: it goes on
        self._lines = 0
        self._tables = 0
        self._count = 0

    def read(self, body: Any) -> None:
        self._content(body, self.document.blocks)
        self._release(self.document.blocks)

    def _content(self, holder: Any, target: list[Block]) -> None:
        for node in holder:
            name = local(node.tag)
            if name == "p":
                self._paragraph(node, target)
            elif name == "tbl":
                self._release(target)
                self._table(node, target)
            elif name == "altChunk":
                self._chunk(node, target)
            elif name == "AlternateContent":
                chosen = child(node, "Choice")
                chosen = child(node, "Fallback") if chosen is None else chosen
                if chosen is not None:
                    self._content(chosen, target)
            elif name == "sdt" and _is_contents(node):
                continue
            elif name in ("r", "hyperlink"):
                self._line(node, target, PLAIN, heading=False)
            elif name and name not in _NO_CONTENT:
                self._content(node, target)

    def _paragraph(self, node: Any, target: list[Block]) -> None:
        properties = child(node, "pPr")
        named = child(properties, "pStyle") if properties is not None else None
        style = self._styles.get(value(named) or "", PLAIN) if named is not None else PLAIN
        if style.contents:
            return
        heading = style.heading or level(properties) < BODY_LEVEL
        mark = child(properties, "rPr") if properties is not None else None
        goes_on = mark is not None and (child(mark, "del") is not None or child(mark, "moveFrom") is not None)
        self._line(node, target, style, heading=heading, goes_on=goes_on)

    def _line(
        self, node: Any, target: list[Block], style: Style, *, heading: bool, goes_on: bool = False
    ) -> None:
        inline = self._waiting or Inline()
        self._waiting = None
        self.runs.read(node, inline, style)
        self.tracked = self.tracked or inline.tracked or goes_on
        if goes_on:
            self._waiting = inline
        else:
            self._put(inline, target, heading=heading)

    def _release(self, target: list[Block]) -> None:
        if self._waiting is not None:
            inline, self._waiting = self._waiting, None
            self._put(inline, target, heading=False)

    def _put(self, inline: Inline, target: list[Block], *, heading: bool) -> None:
        """Put the lines of a paragraph where they belong, then what its text boxes hold."""
        cell = self._cells[-1].cell if self._cells else None
        for line in "".join(inline.parts).split("\n"):
            text = line.strip(_TRIM)
            if "\t" in text and cell is None:
                text = line.strip(" \r\n")
            if text:
                self._lines += 1
                target.append(Paragraph(text, self._lines, heading=heading))
        if cell is not None and (inline.struck or inline.math):
            cell.odd = True
        self.pictures.extend(self._relations[name][1] for name in inline.pictures if name in self._relations)
        for box in inline.boxes:
            before = len(target)
            self._content(box, target)
            self._release(target)
            if cell is not None and len(target) > before:
                cell.odd = True  # a text box laid over a cell: nobody knows what it covers

    def _table(self, node: Any, target: list[Block]) -> None:
        self._tables += 1
        frame = Frame(self._tables, None, None)
        merges = Merges()
        for line in _inner(node, "tr"):
            properties = child(line, "trPr")
            if properties is not None and (
                child(properties, "del") is not None or switched(properties, "hidden")
            ):
                self.tracked = self.tracked or child(properties, "del") is not None
                continue
            before = min(_number(properties, "gridBefore", 0), MAX_COLSPAN)
            merges.start_row(before)
            frame.rows.append([Held(Cell("", 1, before), [])] if before else [])
            for tc in _inner(line, "tc"):
                self._cell(tc, frame.rows[-1], merges)
        target.extend(settled(frame, inside=bool(self._cells)))

    def _cell(self, node: Any, row: list[Held], merges: Merges) -> None:
        self._count += 1
        if self._count > MAX_CELLS:
            raise Unreadable(Failure.TOO_LARGE, f"more than {MAX_CELLS} cells", self.document.carrier)
        properties = child(node, "tcPr")
        if properties is not None and child(properties, "cellDel") is not None:
            self.tracked = True
            return
        span = min(max(_number(properties, "gridSpan", 1), 1), MAX_COLSPAN)
        held = Held(Cell("", len(row) + 1, span), [])
        self._fill(node, held)
        merged = _merge(properties, "hMerge")
        if merged == "continue" and row:
            row[-1].cell.colspan += span
            merges.widen(span)
            _absorb(row[-1], held)
            return
        owner = merges.place(held, span, _merge(properties, "vMerge"))
        if owner is None:
            row.append(held)
        else:
            _absorb(owner, held)

    def _fill(self, node: Any, held: Held) -> None:
        self._cells.append(held)
        fields = self.runs.swap_fields([])
        waiting, self._waiting = self._waiting, None
        self._content(node, held.blocks)
        self._release(held.blocks)
        self._waiting = waiting
        if self.runs.open_field:  # begun in this cell and never closed: text may be lost
            held.cell.odd = True
        self.runs.swap_fields(fields)
        self._cells.pop()
        held.cell.text = "\n".join(block.text for block in held.blocks if isinstance(block, Paragraph))

    def _chunk(self, node: Any, target: list[Block]) -> None:
        """A page or a document embedded whole, which Word would show in this place."""
        from parsers.carriers.office.chunks import read_chunk

        name = next((text for key, text in node.attrib.items() if local(key) == "id"), "")
        if name in self._relations:
            chunk = read_chunk(self._package, self._relations[name][1])
            target.extend(chunk.blocks)
            self.document.warnings.extend(chunk.warnings)


def _is_contents(node: Any) -> bool:
    """Whether a content control is a list of contents."""
    gallery = next(node.iter("{*}docPartGallery"), None)
    return gallery is not None and "contents" in (value(gallery) or "").lower()


def _inner(node: Any, name: str) -> list[Any]:
    """Rows of a table or cells of a row, those inside of content controls as well."""
    found: list[Any] = []
    for inner in node:
        kind = local(inner.tag)
        if kind == name:
            found.append(inner)
        elif kind in _TRANSPARENT:
            found.extend(_inner(inner, name))
        elif kind == "AlternateContent":
            chosen = child(inner, "Choice")
            found.extend(_inner(chosen, name) if chosen is not None else [])
    return found


def _number(properties: Any, name: str, default: int) -> int:
    node = child(properties, name) if properties is not None else None
    printed = value(node) if node is not None else None
    return int(printed[:9]) if printed and printed.isascii() and printed.isdigit() else default


def _merge(properties: Any, name: str) -> str | None:
    """ "restart" or "continue" of a merged cell, None for others; Word 2003 has `vmerge`."""
    if properties is None:
        return None
    for node in properties:
        if local(node.tag).lower() == name.lower():
            return "restart" if value(node) == "restart" else "continue"
    tracked = child(properties, "cellMerge")
    return (
        "continue"
        if name == "vMerge" and tracked is not None and value(tracked, "vMerge") == "cont"
        else None
    )


def _absorb(owner: Held, held: Held) -> None:
    """A merged cell shows the text of its first part; other text in its parts is a reason for doubt."""
    if held.cell.text and held.cell.text != owner.cell.text:
        owner.cell.odd = True

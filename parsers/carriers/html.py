"""An HTML page as paragraphs and tables, in one walk over its tree.

Text of inline elements is joined without separators (Word cuts one number into several spans), block elements
and line breaks part lines, struck and hidden text is left out. Tables may be real ones, `display: table` boxes,
or rows of sibling boxes; a layout table gives back what its cells hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from parsers.carriers.boxes import box_roles
from parsers.carriers.content import content_blocks
from parsers.carriers.style import Styles
from parsers.document import Block, Cell, Document, Paragraph, Row, Table
from parsers.headings import chapter_of

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header main center blockquote form fieldset "
    "figure figcaption pre address body html hr option textarea legend details summary".split()
)
_SKIPPED = frozenset(
    "script style head nav footer aside noscript iframe object embed select button template svg canvas video audio map title "
    "colgroup marquee".split()
)
_STRUCK = frozenset({"del", "s", "strike"})
_FILE = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar)(?:$|[?#])", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_SOURCE_BREAK = re.compile(r"[ \f]*[\r\n][ \r\n\f]*")
_REMARK = re.compile(r" *[（(](?:其中|含|包括)")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROSE = 80
_MOST_HEADINGS = 8


def read_html(text: str) -> Document:
    """Read a decoded page. Hidden parts are read only where nothing else holds a table."""
    root = _tree(text)
    if root is None:
        return Document("html", [])
    styles = Styles(root)
    document = _read(root, styles)
    if not any(isinstance(block, Table) and _holds_requests(block) for block in document.blocks):
        styles.boxes = box_roles(root)
        if styles.boxes:
            document = _read(root, styles)
    document.headings = [block.text for block in document.blocks if isinstance(block, Paragraph) and block.heading][:_MOST_HEADINGS]
    document.blocks = content_blocks(document.blocks)
    for block in document.blocks:
        if isinstance(block, Table):
            block.settle()
    _meta(root, document)
    return document


def _read(root: Any, styles: Styles) -> Document:
    reader = _Reader(styles, hidden=False)
    reader.read(root)
    if reader.tables_hidden and not any(isinstance(block, Table) for block in reader.document.blocks):
        reader = _Reader(styles, hidden=True)
        reader.read(root)
        reader.document.warnings.append("the tables of the page are hidden by its style sheet; they were read all the same")
    return reader.document


def _holds_requests(table: Table) -> bool:
    return any("本年新收" in cell.text or "申请人情况" in cell.text for row in table.rows for cell in row.cells)


def _tree(text: str) -> Any:
    """The tree of a page. huge_tree: Word pastes nest deeper than the parser's usual 256 levels."""
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    page = _XML_DECLARATION.sub("", text).encode("utf-8", errors="replace")
    if not page.strip():
        return None
    try:
        return etree.fromstring(page, parser)
    except etree.XMLSyntaxError:
        return None


def _meta(root: Any, document: Document) -> None:
    """Titles and the date that the head declares."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    head_title = root.find(".//title")
    declared = [found.get("articletitle"), "".join(head_title.itertext()) if head_title is not None else None, found.get("og:title"), found.get("title")]
    document.titles.extend(" ".join(title.split()) for title in declared if title and title.strip())
    document.published = found.get("pubdate") or found.get("publishdate") or found.get("publicationdate")


@dataclass(slots=True)
class _Held:
    """A cell under construction, with the blocks it holds."""

    cell: Cell
    blocks: list[Block]


@dataclass(slots=True)
class _Frame:
    """A table under construction."""

    number: int
    owner: Any
    node: Any
    rows: list[list[_Held]] = field(default_factory=list)
    row: list[_Held] | None = None
    cell: _Held | None = None
    cell_owner: Any = None
    row_owner: Any = None
    before: list[Block] = field(default_factory=list)       # what stood in the table outside any row
    implied: bool = False           # rows without a table element round them


class _Reader:
    """The walk: one pass, an own stack, no recursion."""

    def __init__(self, styles: Styles, *, hidden: bool) -> None:
        self.styles = styles
        self.hidden = hidden
        self.document = Document("html", [])
        self.tables_hidden = False
        self.frames: list[_Frame] = []
        self.parts: list[str] = []
        self.node: Any = None
        self.heading = False
        self.tables = 0
        self.lines = 0
        self.raised = 0
        self.preformatted = 0

    def read(self, root: Any) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        styles = self.styles
        for event, node in walker:
            tag = node.tag
            if event == "start":
                if tag in _SKIPPED:
                    walker.skip_subtree()
                    continue
                role = tag
                style = node.get("style")
                if style is not None or styles.in_sheet or node.get("hidden") is not None:
                    meaning = styles.meaning(node, style)
                    if meaning == "hidden":
                        if not self.hidden and tag not in ("html", "body"):
                            self.tables_hidden = self.tables_hidden or node.find(".//table") is not None or tag == "table"
                            walker.skip_subtree()
                            continue
                    elif meaning == "struck":
                        if self._strike(node):
                            walker.skip_subtree()
                            continue
                    elif meaning is not None:
                        role = meaning
                if styles.boxes:
                    role = styles.boxes.get(node, role)
                if tag in _STRUCK and self._strike(node):
                    walker.skip_subtree()
                    continue
                self._start(role, node)
                if node.text:
                    self._text(node.text)
            else:
                if tag not in _SKIPPED:
                    self._end(node)
                if node.tail:
                    self._text(node.tail)
        if self.parts:
            self._flush()
        while self.frames:
            self._end_table()

    def _strike(self, node: Any) -> bool:
        if node.find(".//table") is not None:
            return False
        if self.frames and self.frames[-1].cell is not None and any(text.strip() for text in node.itertext()):
            self.frames[-1].cell.cell.odd = True
        return True

    def _start(self, role: str, node: Any) -> None:
        if role in ("td", "th"):
            if self.parts:
                self._flush()
            self._start_cell(node)
        elif role == "tr":
            if self.parts:
                self._flush()
            self._start_row(node)
        elif role == "table":
            if self.parts:
                self._flush()
            self.tables += 1
            self.frames.append(_Frame(self.tables, node, node))
        elif role == "br":
            self.parts.append("\n")
        elif role in _BLOCKS or role == "caption":
            if self.parts:
                self._flush()
            if self.frames and self.frames[-1].implied and self.frames[-1].cell is None and node.getparent() is self.frames[-1].owner:
                self._end_table()
            self.node = node
            self.heading = role in ("h1", "h2", "h3", "h4", "h5", "h6")
            if role == "pre":
                self.preformatted += 1
        elif role == "sup":
            self.raised += 1
        elif role == "a":
            self._link(node)
        elif role == "img":
            self._image(node)
        elif role == "input" and node.get("type", "text").lower() in ("text", "number"):
            self.parts.append(node.get("value", ""))

    def _end(self, node: Any) -> None:
        tag = node.tag
        if self.frames:
            frame = self.frames[-1]
            if node is frame.cell_owner:
                self._end_cell()
                return
            if node is frame.owner:
                self._end_table()
                return
            if node is frame.row_owner and frame.cell is None:
                if self.parts:
                    self._flush()
                frame.row = None
                return
        if tag in _BLOCKS:
            if self.parts:
                self._flush()
            self.node = node.getparent()
            self.heading = False
            if tag == "pre":
                self.preformatted -= 1
        elif tag == "sup":
            self.raised -= 1

    def _text(self, text: str) -> None:
        if "\n" in text or "\r" in text:
            if self.preformatted <= 0:
                folded = _LINE_BREAK.sub(" ", text)
                # Tabs inside a line part its cells; those that open the next line are then cells as well.
                text = _SOURCE_BREAK.sub(" ", text) if "\t" in folded else folded
            if text == " " and not self.parts:
                return
        self.parts.append(text.translate(_SUPERSCRIPT) if self.raised > 0 else text)

    def _flush(self) -> None:
        """End the running paragraph and put it where it belongs."""
        text = "".join(self.parts)
        self.parts.clear()
        if not text.strip(" \n\t\r\f\xa0\u3000"):
            return
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.cell is None and frame.row is not None:
            text = text.strip()
            frame.row.append(_Held(Cell(text, len(frame.row) + 1, odd=True), [Paragraph(text, node=self.node)]))
            return
        target = self._container()
        for line in _lines(text):
            line = line.strip(" \r\n" if "\t" in line else " \t\r\n\xa0\u3000")
            if line:
                self.lines += 1
                target.append(Paragraph(line, self.lines, heading=self.heading, node=self.node))

    def _container(self) -> list[Block]:
        if not self.frames:
            return self.document.blocks
        frame = self.frames[-1]
        return frame.cell.blocks if frame.cell is not None else frame.before

    def _start_row(self, node: Any) -> None:
        if not self.frames or self.frames[-1].cell is not None:
            self.tables += 1
            self.frames.append(_Frame(self.tables, node.getparent(), node.getparent(), implied=True))
        frame = self.frames[-1]
        frame.row = []
        frame.row_owner = node
        frame.rows.append(frame.row)

    def _start_cell(self, node: Any) -> None:
        if not self.frames:
            return
        frame = self.frames[-1]
        if frame.cell is not None:
            self._end_cell()
        if frame.row is None:
            frame.row = []
            frame.rows.append(frame.row)
        cell = Cell("", len(frame.row) + 1, _span(node.get("colspan")), _span(node.get("rowspan")))
        frame.cell = _Held(cell, [])
        frame.cell_owner = node
        frame.row.append(frame.cell)
        self.node = node
        self.heading = False

    def _end_cell(self) -> None:
        frame = self.frames[-1]
        if self.parts:
            self._flush()
        assert frame.cell is not None
        frame.cell.cell.text = "\n".join(block.text for block in frame.cell.blocks if isinstance(block, Paragraph))
        frame.cell = frame.cell_owner = None

    def _end_table(self) -> None:
        if self.frames[-1].cell is not None:
            self._end_cell()
        if self.parts:
            self._flush()
        frame = self.frames.pop()
        self._container().extend(_settled(frame))
        self.node = frame.node.getparent() if frame.node is not None else None

    def _link(self, node: Any) -> None:
        href = (node.get("href") or "").strip()
        if _FILE.search(href) and not href.lower().startswith("javascript:"):
            name = " ".join("".join(node.itertext()).split()) or (node.get("title") or "").strip()
            self.document.attachments.append({"url": href, "title": name})

    def _image(self, node: Any) -> None:
        source = (node.get("src") or "").strip()
        if source and not source.startswith("data:") and self.node is not None:
            self.document.attachments.append({"url": source, "title": (node.get("alt") or "").strip(), "kind": "image"})


def _lines(text: str) -> list[str]:
    """The lines of a paragraph; a remark in brackets on a line of its own belongs to the cell above it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if lines and "\t" in lines[-1] and _REMARK.match(line):
            lines[-1] += line.strip(" ")
        else:
            lines.append(line)
    return lines


def _span(printed: str | None) -> int:
    if not printed:
        return 1
    digits = printed.strip().rstrip("%").strip()
    return int(digits[:9]) if digits.isascii() and digits.isdigit() else 1


def _settled(frame: _Frame) -> Iterator[Block]:
    """The blocks of a finished table: pieces of table, and what its layout cells held, in order."""
    yield from frame.before
    report_in_table = any(_heading_row(row) for row in frame.rows)
    piece: list[Row] = []
    for number, row in enumerate(frame.rows, 1):
        if _is_layout(row, report_in_table):
            if piece:
                yield Table(piece, frame.node)
                piece = []
            for held in row:
                yield from held.blocks
        elif row:
            piece.append(Row([held.cell for held in row], number, frame.number))
    if piece:
        yield Table(piece, frame.node)


def _filled(row: list[_Held]) -> list[_Held]:
    return [held for held in row if held.blocks]


def _heading_row(row: list[_Held]) -> bool:
    filled = _filled(row)
    return len(filled) == 1 and any(isinstance(block, Paragraph) and chapter_of(block.text) for block in filled[0].blocks[:1])


def _is_layout(row: list[_Held], report_in_table: bool) -> bool:
    """Rows that carry text of the report, or whole tables, and not figures."""
    filled = _filled(row)
    if any(isinstance(block, Table) for held in filled for block in held.blocks):
        return True
    if len(filled) != 1:
        return False
    text = filled[0].cell.text
    if len(text) > _PROSE or (report_in_table and len(row) == 1 and "第二十条" not in text and len(text) > 1):
        return True
    return _heading_row(row)

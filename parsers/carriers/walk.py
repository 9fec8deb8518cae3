"""The walk over the tree of a page: one pass, an own stack, no recursion."""

from __future__ import annotations

import re
from typing import Any

import lxml.etree as etree

from parsers.carriers.style import Styles
from parsers.carriers.tables import Frame, Held, settled
from parsers.document import Block, Cell, Document, Paragraph

_BLOCK, _CELL, _ROW, _TABLE, _BREAK, _RAISED, _INPUT, _STRUCK, _SKIPPED = range(1, 10)
_TAGS = {
    _BLOCK: "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header main center blockquote form "
    "fieldset figure figcaption pre address body html hr option textarea legend details summary caption",
    _CELL: "td th",
    _ROW: "tr",
    _TABLE: "table",
    _BREAK: "br",
    _RAISED: "sup sub",
    _INPUT: "input",
    _STRUCK: "del s strike",
    _SKIPPED: "script style head nav footer aside noscript iframe object embed select button template svg "
    "canvas video audio map title colgroup marquee rt rp",
}
_KINDS = {tag: kind for kind, tags in _TAGS.items() for tag in tags.split()}
_PARTING = tuple(tag for tag, kind in _KINDS.items() if kind in (_BLOCK, _BREAK))
_TELLING = (
    *(
        tag
        for tag, kind in _KINDS.items()
        if kind in (_TABLE, _RAISED, _INPUT, _STRUCK, _SKIPPED) and tag != "head"
    ),
    *("pre", "textarea", "option"),
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LINE_BREAK = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_SOURCE_BREAK = re.compile(r"[ \f]*[\r\n][ \r\n\f]*")
_REMARK = re.compile(r" *[（(](?:其中|含|包括)")
_INVISIBLE = " \n\t\r\f\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Reader:
    """Reads a tree into `document`. `tables_hidden` tells that a hidden part with a table was left out."""

    def __init__(self, styles: Styles, *, hidden: bool) -> None:
        self.styles = styles
        self.hidden = hidden
        self.document = Document("html", [])
        self.tables_hidden = False
        self.frames: list[Frame] = []
        self.parts: list[str] = []
        self.node: Any = None  # the block that the running text stands in, or stands behind
        self.behind = False
        self.telling: set[Any] = set()  # cells whose text is not simply all they hold
        self.tables = 0
        self.lines = 0
        self.raised: list[Any] = []
        self.preformatted = 0

    def read(self, root: Any) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        self.telling = {
            cell for element in root.iter(*_TELLING) for cell in element.iterancestors("td", "th")
        }
        styles = self.styles
        boxed = bool(styles.boxes)
        unusual = boxed or styles.telling
        kinds, parts = _KINDS, self.parts
        taken: Any = None  # the cell that was taken whole
        for event, node in walker:
            if node is taken:
                text = node.tail
                if text:
                    self._text(text)
                continue
            kind = kinds.get(node.tag)
            if event == "start":
                if kind == _SKIPPED:
                    walker.skip_subtree()
                    continue
                if unusual:
                    meaning = styles.meaning(node, node.get("style"))
                    if meaning is not None:
                        if (meaning == "hidden" and self._hide(node)) or (
                            meaning == "struck" and self._strike(node)
                        ):
                            walker.skip_subtree()
                            continue
                        kind = kinds.get(meaning, kind)
                if boxed and node in styles.boxes:
                    kind = kinds[styles.boxes[node]]
                if kind is not None:
                    if kind == _STRUCK and self._strike(node):
                        walker.skip_subtree()
                        continue
                    if kind == _CELL and not unusual and self._simple_cell(node):
                        walker.skip_subtree()
                        taken = node
                        continue
                    self._start(kind, node)
                text = node.text
                if text:
                    self._text(text)
            else:
                if kind != _SKIPPED and (kind is not None or unusual or self.frames):
                    self._end(kind, node)
                text = node.tail
                if text:
                    self._text(text)
        if parts:
            self._flush()
        while self.frames:
            self._end_table()

    def _hide(self, node: Any) -> bool:
        """Whether a hidden element is left out; one that was meant to be read is not."""
        if self.hidden or node.tag in ("html", "body"):
            return False
        self.tables_hidden = self.tables_hidden or node.tag == "table" or node.find(".//table") is not None
        return True

    def _strike(self, node: Any) -> bool:
        if node.find(".//table") is not None:
            return False
        if self.frames and self.frames[-1].cell is not None and any(text.strip() for text in node.itertext()):
            self.frames[-1].cell.cell.odd = True
        return True

    def _start(self, kind: int, node: Any) -> None:
        if kind <= _TABLE and self.parts:
            self._flush()
        if kind == _BLOCK:
            frame = self.frames[-1] if self.frames else None
            if frame is not None and frame.implied and frame.cell is None and node.getparent() is frame.owner:
                self._end_table()
            self.node, self.behind = node, False
            if node.tag == "pre":
                self.preformatted += 1
        elif kind == _CELL:
            self._start_cell(node)
        elif kind == _ROW:
            self._start_row(node)
        elif kind == _TABLE:
            self.tables += 1
            self.frames.append(Frame(self.tables, node, node))
        elif kind == _BREAK:
            self.parts.append("\n")
        elif kind == _RAISED:
            self.raised.append(node)
        elif kind == _INPUT and node.get("type", "text").lower() in ("text", "number"):
            self.parts.append(node.get("value", ""))

    def _end(self, kind: int | None, node: Any) -> None:
        if self.raised and self.raised[-1] is node:
            self.raised.pop()
            return
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
        if kind == _BLOCK:
            if self.parts:
                self._flush()
            self.node, self.behind = node, True
            if node.tag == "pre":
                self.preformatted -= 1

    def _text(self, text: str) -> None:
        if not self.parts and text.isspace() and "\t" not in text and self.preformatted <= 0:
            return
        if "\n" in text or "\r" in text:
            if self.preformatted <= 0:
                folded = _LINE_BREAK.sub(" ", text)
                # Tabs inside a line part its cells; those that open the next line are then cells as well.
                text = _SOURCE_BREAK.sub(" ", text) if "\t" in folded else folded
            if text == " " and not self.parts:
                return
        self.parts.append(text.translate(_SUPERSCRIPT) if self.raised else text)

    def _flush(self) -> None:
        """End the running paragraph and put it where it belongs."""
        text = "".join(self.parts)
        self.parts.clear()
        if not text.strip(_INVISIBLE):
            return
        node = self.node.getparent() if self.behind else self.node
        heading = not self.behind and node is not None and node.tag in _HEADINGS
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.cell is None and frame.row is not None:
            text = text.strip()
            frame.row.append(Held(Cell(text, len(frame.row) + 1, odd=True), [Paragraph(text, node=node)]))
            return
        target = self._container()
        for line in _lines(text):
            line = line.strip(" \r\n" if "\t" in line else " \t\r\n\xa0\u3000")
            if line:
                self.lines += 1
                target.append(Paragraph(line, self.lines, heading=heading, node=node))

    def _container(self) -> list[Block]:
        if not self.frames:
            return self.document.blocks
        frame = self.frames[-1]
        return frame.cell.blocks if frame.cell is not None else frame.before

    def _start_row(self, node: Any) -> None:
        if not self.frames or self.frames[-1].cell is not None:
            self.tables += 1
            self.frames.append(Frame(self.tables, node.getparent(), node.getparent(), implied=True))
        frame = self.frames[-1]
        frame.row = []
        frame.row_owner = node
        frame.rows.append(frame.row)

    def _simple_cell(self, node: Any) -> bool:
        """Take a cell without walking it, where its mark-up cannot matter."""
        if not self.frames or self.raised or self.preformatted or node in self.telling:
            return False
        text = _simple_text(node)
        if text is None:
            return False
        if self.parts:
            self._flush()
        frame = self.frames[-1]
        if frame.cell is not None:
            self._end_cell()
        if frame.row is None:
            frame.row = []
            frame.rows.append(frame.row)
        text = text.strip(_INVISIBLE)
        if "\n" in text or "\r" in text:
            text = _LINE_BREAK.sub(" ", text)
        across, down = node.get("colspan"), node.get("rowspan")
        cell = Cell(text, len(frame.row) + 1, _span(across) if across else 1, _span(down) if down else 1)
        blocks: list[Block] = []
        if text:
            self.lines += 1
            blocks.append(Paragraph(text, self.lines, node=node))
        frame.row.append(Held(cell, blocks))
        self.node, self.behind = node, True
        return True

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
        frame.cell = Held(cell, [])
        frame.cell_owner = node
        frame.row.append(frame.cell)
        self.node, self.behind = node, False

    def _end_cell(self) -> None:
        frame = self.frames[-1]
        if self.parts:
            self._flush()
        assert frame.cell is not None
        frame.cell.cell.text = "\n".join(
            block.text for block in frame.cell.blocks if isinstance(block, Paragraph)
        )
        frame.cell = frame.cell_owner = None

    def _end_table(self) -> None:
        if self.frames[-1].cell is not None:
            self._end_cell()
        if self.parts:
            self._flush()
        frame = self.frames.pop()
        inside = bool(self.frames) and self.frames[-1].cell is not None
        self._container().extend(settled(frame, inside=inside))
        self.node, self.behind = frame.node, frame.node is not None


def _simple_text(cell: Any) -> str | None:
    """The text of a cell that holds one piece of text, or pieces in nothing but inline elements; else None.

    Nearly all cells are such, however deep Word nests them.
    """
    if len(cell) == 0:
        return cell.text or ""
    whole: str = etree.tostring(cell, method="text", encoding="unicode", with_tail=False).strip(_INVISIBLE)
    if not whole:
        return ""
    for inner in cell:
        text = inner.text
        if text and text.strip(_INVISIBLE) == whole:
            return whole
    pieces = list(cell.itertext())
    filled = [piece for piece in pieces if not piece.isspace()]
    if len(filled) < 2:
        return filled[0] if filled else ""
    return None if next(cell.iterdescendants(*_PARTING), None) is not None else "".join(pieces)


def _lines(text: str) -> list[str]:
    """The lines of a paragraph; a remark in brackets on a line of its own belongs to the cell above it."""
    if "\n" not in text:
        return [text]
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

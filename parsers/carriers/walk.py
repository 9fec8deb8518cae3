"""The walk over the tree of a page: one pass, an own stack, no recursion."""

from __future__ import annotations

import re
from typing import Any

import lxml.etree as etree

from parsers.carriers.style import Styles
from parsers.carriers.tables import Frame, Held, settled
from parsers.document import Block, Cell, Document, Paragraph

_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "section", "article"}
    | {"header", "main", "center", "blockquote", "form", "fieldset", "figure", "figcaption", "pre", "address"}
    | {"body", "html", "hr", "option", "textarea", "legend", "details", "summary"}
)
_SKIPPED = frozenset(
    {"script", "style", "head", "nav", "footer", "aside", "noscript", "iframe", "object", "embed", "select"}
    | {"button", "template", "svg", "canvas", "video", "audio", "map", "title", "colgroup", "marquee"}
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_STRUCK = frozenset({"del", "s", "strike"})
_FILE = re.compile(r"\.(?:pdf|docx?|wps|et|xlsx?|ofd|rtf|zip|rar)(?:$|[?#])", re.IGNORECASE)
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
                            self.tables_hidden = (
                                self.tables_hidden or node.find(".//table") is not None or tag == "table"
                            )
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
            self.frames.append(Frame(self.tables, node, node))
        elif role == "br":
            self.parts.append("\n")
        elif role in _BLOCKS or role == "caption":
            if self.parts:
                self._flush()
            if (
                self.frames
                and self.frames[-1].implied
                and self.frames[-1].cell is None
                and node.getparent() is self.frames[-1].owner
            ):
                self._end_table()
            self.node = node
            self.heading = role in _HEADINGS
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
        if not text.strip(_INVISIBLE):
            return
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.cell is None and frame.row is not None:
            text = text.strip()
            frame.row.append(
                Held(Cell(text, len(frame.row) + 1, odd=True), [Paragraph(text, node=self.node)])
            )
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
            self.frames.append(Frame(self.tables, node.getparent(), node.getparent(), implied=True))
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
        frame.cell = Held(cell, [])
        frame.cell_owner = node
        frame.row.append(frame.cell)
        self.node = node
        self.heading = False

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
        self._container().extend(settled(frame))
        self.node = frame.node.getparent() if frame.node is not None else None

    def _link(self, node: Any) -> None:
        href = (node.get("href") or "").strip()
        if _FILE.search(href) and not href.lower().startswith("javascript:"):
            name = " ".join("".join(node.itertext()).split()) or (node.get("title") or "").strip()
            self.document.attachments.append({"url": href, "title": name})

    def _image(self, node: Any) -> None:
        source = (node.get("src") or "").strip()
        if source and not source.startswith("data:") and self.node is not None:
            self.document.attachments.append(
                {"url": source, "title": (node.get("alt") or "").strip(), "kind": "image"}
            )


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

"""Habits of editors: the same paragraphs and tables as four kinds of editors leave them in HTML."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from string import Template
from typing import Any

from crawler.replica.forms import read_data
from crawler.replica.tables import Cell, Row, Table

POINTS_A_COLUMN = 57
LABEL_BROKEN_AT = 4
"""Labels of this many characters are broken over two lines by habits that do so."""


class Habit:
    """The templates of one habit, filled with escaped text."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        texts = {name: text for name, text in data.items() if isinstance(text, str)}
        self._templates = {name: Template(text.lstrip("\n")) for name, text in texts.items()}
        self._empty = texts["empty"]
        self._half_width = bool(data.get("half_width"))
        self._spaced_numbers = bool(data.get("spaced_numbers"))
        self.before = texts.get("before", "")
        """What the habit leaves before the first paragraph."""

    def heading(self, text: str) -> str:
        """A chapter heading."""
        return self._text("heading", text)

    def title(self, text: str) -> str:
        """The title line inside the document."""
        return self._text("title", text)

    def paragraph(self, text: str) -> str:
        """A paragraph of prose."""
        return self._text("paragraph", text)

    def table(self, table: Table) -> str:
        """A table."""
        rows = "".join(self._row(number, row) for number, row in enumerate(table))
        return self._templates["table"].substitute(rows=rows)

    def _text(self, name: str, text: str) -> str:
        middle = len(text) // 2
        return self._templates[name].substitute(
            text=escape(text),
            spaced=escape(text.replace("、", " 、", 1)),
            first=escape(text[:middle]),
            second=escape(text[middle:]),
        )

    def _row(self, number: int, row: Row) -> str:
        return self._templates["row"].substitute(number=number, cells="".join(map(self._cell, row)))

    def _label(self, text: str) -> str:
        if self._half_width:
            text = text.translate(_HALF_WIDTH)
        if self._spaced_numbers and text[1:2] == ".":
            text = f"{text[:2]} {text[2:]}"
        return text

    def _cell(self, cell: Cell) -> str:
        text = escape(cell.text if cell.figure else self._label(cell.text)) or self._empty
        broken = f"{text[:2]}<br />{text[2:]}" if len(cell.text) == LABEL_BROKEN_AT else text
        template = self._templates["figure" if cell.figure else "label"]
        width = POINTS_A_COLUMN * cell.colspan
        return template.substitute(text=text, broken=broken, spans=_spans(cell), width=width)


_HALF_WIDTH = str.maketrans("（）“”", '()""')


def _spans(cell: Cell) -> str:
    wide = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    high = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return wide + high


_MARKUP = read_data("markup.toml")
HABITS = {name: Habit(templates) for name, templates in _MARKUP.items() if "heading" in templates}


def in_layout(inner: str) -> str:
    """A layout table round a piece of HTML."""
    return Template(_MARKUP["layout"]["around"]).substitute(text=inner)

"""Which rows of a document belong to which of the three tables, however the tables are cut, joined or nested.

All rows are taken in document order as one stream. What a row prints (headings, labels) names its table; rows
that print neither belong to the table they stand in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.document import Document, Paragraph, Row, Table
from parsers.formats import disputes, labels, proactive
from parsers.formats.lines import is_label, loose_row
from parsers.headings import chapter_of
from parsers.words import letters

_PROACTIVE, _REQUESTS, _DISPUTES = 2, 3, 4
_PROACTIVE_WORDS = re.compile(
    "第二十条第|制发件数|制发数|废止件数|废止数|现行有效|新制作数量|新公开数量|对外公开总数量|处理决定数量|收费金额|"
    "采购项目数量|采购总金额|上一年项目|信息内容"
)
_DISPUTE_WORDS = re.compile("未经复议直接起诉|复议后起诉")
_DISPUTE_LEAVES = ("结果维持", "结果纠正", "其他结果", "尚未审结")
_LONGEST_ROW = 400
_MOST_ROWS = 1000  # of one table, copies included; the form has 28
_LONGEST_HEADING = 60
_LONGEST_LOOSE = 50


@dataclass(slots=True)
class Sections:
    """The rows of tables 2, 3 and 4, in document order."""

    proactive: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    disputes: list[Row] = field(default_factory=list)


def sections(document: Document) -> Sections:
    """Sort the rows of a document into its tables. Lines of text count only where no table has the
    figures."""
    real: dict[int, list[Row]] = {_PROACTIVE: [], _REQUESTS: [], _DISPUTES: []}
    loose: dict[int, list[Row]] = {_PROACTIVE: [], _REQUESTS: [], _DISPUTES: []}
    textual = document.carrier == "text"
    current: int | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            chapter = chapter_of(block.text)
            if chapter is not None:
                current = chapter if chapter in real else None
                continue
            row = loose_row(block)
            if row is None:
                continue
            current = _table_of(row, current)
            if current is not None:
                loose[current].append(row)
                if textual:
                    real[current].append(row)
        else:
            current = _take_table(block, current, real, loose)
    if any(len(rows) > _MOST_ROWS for rows in (*real.values(), *loose.values())):
        document.warnings.append(f"only the first {_MOST_ROWS} rows of a table were read")
    chosen = {
        number: rows if any(_has_figures(row) for row in rows) else loose[number]
        for number, rows in real.items()
    }
    return Sections(*(chosen[number][:_MOST_ROWS] for number in (_PROACTIVE, _REQUESTS, _DISPUTES)))


def _take_table(
    table: Table, current: int | None, real: dict[int, list[Row]], loose: dict[int, list[Row]]
) -> int | None:
    for row in table.rows:
        current = _table_of(row, current)
        if current is not None:
            real[current].append(row)
            loose[current].append(row)
    return current


def _has_figures(row: Row) -> bool:
    return any(cell.text and not is_label(cell.text) for cell in row.cells[1:])


def _table_of(row: Row, current: int | None) -> int | None:
    """The table that a row names; `current` where it names none."""
    names = [letters(cell.text) for cell in row.cells if not cell.text.isascii() and is_label(cell.text)]
    if not names or sum(map(len, names)) > _LONGEST_ROW:
        return current
    joined = "|".join(names)
    if _DISPUTE_WORDS.search(joined):
        return _DISPUTES
    leaves = sum(1 for name in names if name in _DISPUTE_LEAVES)
    if leaves >= 2 or (names[0] in ("行政复议", "行政诉讼") and len(row.cells) <= 3):
        return _DISPUTES
    if (
        labels.is_header(joined)
        and any(labels.is_header(name) and len(name) <= _LONGEST_HEADING for name in names)
        and not (row.loose and len(names[0]) > _LONGEST_LOOSE)
    ):
        return _REQUESTS
    if _PROACTIVE_WORDS.search(joined) and all(len(name) <= _LONGEST_HEADING for name in names):
        return _PROACTIVE
    matched = labels.match_row(names)
    if (
        matched
        and matched[0][1] == labels.SURE
        and (not row.loose or (len(row.cells) > 5 and len(names[0]) <= _LONGEST_HEADING))
    ):
        row_id = labels.rows()[matched[0][0]].id
        if current == _REQUESTS or row_id not in ("outcome.total", "outcome.other.other"):
            return _REQUESTS
    if any(proactive.row_of(name) for name in names) and current != _REQUESTS and _is_own(row, names):
        return _PROACTIVE
    if current is None and any(disputes.is_heading(name) for name in names) and not row.loose:
        return _DISPUTES
    return current


def _is_own(row: Row, names: list[str]) -> bool:
    """Whether a row is a row of a table and not a sentence that uses its words."""
    return not row.loose or (len(row.cells) >= 2 and all(len(name) <= _LONGEST_HEADING for name in names))

"""Write a report as DOCX: one part of WordprocessingML in a zip, with the habits of editors.

Habits drawn from the seed: rows that may break over pages, header rows repeated, runs cut anywhere, tracked
changes (old figures deleted, new ones inserted), a footer with the page number.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from html import escape
from io import BytesIO
from random import Random

from benchmarks.accuracy.fonts import font_stack
from benchmarks.accuracy.material import Report
from tests.parsers.dirty.form import Cell, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/footer1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_ROOT = (
    f'{_HEAD}{_RELATIONS}<Relationship Id="rId1" Type="{_RELATION}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    f'{_HEAD}{_RELATIONS}<Relationship Id="rId1" Type="{_RELATION}/footer" '
    'Target="footer1.xml"/></Relationships>'
)
_TEXT_WIDTH = 9000  # twentieths of a point


@dataclass(frozen=True)
class Habits:
    """How the file was written."""

    latin: str
    chinese: str
    size: float
    split_rows: bool
    repeat_header: bool
    cut_runs: bool
    tracked: bool
    footer: bool
    rule: int
    new_pages: bool = False
    """Whether tables 3 and 4 begin on pages of their own."""


def draw_habits(rng: Random) -> Habits:
    """Habits of one file."""
    latin, chinese = font_stack(rng)
    return Habits(
        latin=latin,
        chinese=chinese,
        size=rng.choice((7.5, 9, 9, 10, 10.5, 12)),
        split_rows=rng.random() < 0.6,
        repeat_header=rng.random() < 0.15,
        cut_runs=rng.random() < 0.5,
        tracked=rng.random() < 0.15,
        footer=rng.random() < 0.7,
        rule=rng.choice((4, 4, 6, 8)),
    )


def write_docx(report: Report, habits: Habits, rng: Random) -> bytes:
    """The bytes of the file."""
    writer = _Writer(habits, rng)
    body = [writer.paragraph(line, size=18, bold=True, centred=True) for line in report.title.splitlines()]
    for block in report.blocks:
        if isinstance(block, Table):
            body.append(writer.table(block))
        else:
            fresh = habits.new_pages and block.text.startswith(("三、收到和处理", "四、政府信息公开行政复议"))
            body.append(writer.paragraph(block.text, size=12, bold=block.heading, fresh=fresh))
    footer = '<w:footerReference w:type="default" r:id="rId1"/>' if habits.footer else ""
    page = (
        f'<w:sectPr>{footer}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1450" w:bottom="1440" w:left="1450" w:header="850" w:footer="990"/>'
        "</w:sectPr>"
    )
    document = f"{_HEAD}<w:document {_W} {_R}><w:body>{''.join(body)}{page}</w:body></w:document>"
    number = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    dash = "<w:r><w:t>—</w:t></w:r>"
    foot = f'{_HEAD}<w:ftr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{dash}{number}{dash}</w:p></w:ftr>'
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _ROOT),
            ("word/_rels/document.xml.rels", _PARTS),
            ("word/document.xml", document),
            ("word/footer1.xml", foot),
        ):
            archive.writestr(name, text)
    return stream.getvalue()


class _Writer:
    def __init__(self, habits: Habits, rng: Random) -> None:
        self._habits, self._rng = habits, rng

    def paragraph(
        self, text: str, size: float, bold: bool = False, centred: bool = False, fresh: bool = False
    ) -> str:
        """One paragraph of running text; `fresh` puts it on a new page."""
        place = '<w:jc w:val="center"/>' if centred else '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
        start = "<w:pageBreakBefore/>" if fresh else ""
        return f"<w:p><w:pPr>{start}{place}</w:pPr>{self._runs(text, size, bold)}</w:p>"

    def table(self, table: Table) -> str:
        """A table: colspans as gridSpan, rowspans as vMerge with empty cells below."""
        widths = _widths(table)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="{self._habits.rule}" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        rows = [self._row(cells, widths, index < 3) for index, cells in enumerate(slots(table))]
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
            "<w:p/>"
        )

    def _row(self, cells: list[tuple[Cell, int, bool]], widths: list[int], header: bool) -> str:
        marks = "" if self._habits.split_rows else "<w:cantSplit/>"
        marks += "<w:tblHeader/>" if header and self._habits.repeat_header else ""
        return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(self._cell(*cell, widths) for cell in cells)}</w:tr>"

    def _cell(self, cell: Cell, column: int, goes_on: bool, widths: list[int]) -> str:
        width = sum(widths[column : column + cell.colspan])
        marks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        marks += f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
        if cell.rowspan > 1:
            marks += "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>'
        side = "left" if cell.role == "label" else "center"
        lines = [""] if goes_on else cell.text.split("\n")
        paragraphs = "".join(
            f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{self._content(line, cell)}</w:p>' for line in lines
        )
        return f'<w:tc><w:tcPr>{marks}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'

    def _content(self, text: str, cell: Cell) -> str:
        if cell.role == "value" and text and self._habits.tracked and self._rng.random() < 0.15:
            who = 'w:id="1" w:author="x" w:date="2024-01-05T09:00:00Z"'
            old = self._run(str(self._rng.randint(1, 99)), self._habits.size, False, "delText")
            new = self._run(text, self._habits.size, False)
            return f"<w:del {who}>{old}</w:del><w:ins {who}>{new}</w:ins>"
        return self._runs(text, self._habits.size, False)

    def _runs(self, text: str, size: float, bold: bool) -> str:
        if not self._habits.cut_runs or len(text) < 2:
            return self._run(text, size, bold) if text else ""
        cut = self._rng.randint(1, len(text) - 1)
        return self._run(text[:cut], size, bold) + self._run(text[cut:], size, bold)

    def _run(self, text: str, size: float, bold: bool, tag: str = "t") -> str:
        fonts = (
            f'<w:rFonts w:ascii="{self._habits.latin}" w:hAnsi="{self._habits.latin}"'
            f' w:eastAsia="{self._habits.chinese}"/>'
        )
        marks = f'{fonts}{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/>'
        return f'<w:r><w:rPr>{marks}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def _widths(table: Table) -> list[int]:
    """Column widths: label columns are wider than figures."""
    # Some forms part labels into two cells in some rows, beyond the width that their headings give.
    shares: list[float] = [1] * max(sum(cell.colspan for cell, *_ in row) for row in slots(table))
    if table.name == "requests":
        shares = [2, 2, 5, *[2.2] * 7]
    elif table.name == "statistics":
        for row in slots(table):
            for cell, column, _ in row:
                if cell.colspan == 1:
                    shares[column] = max(shares[column], min(14, len(cell.text)), 4)
    return [round(_TEXT_WIDTH * share / sum(shares)) for share in shares]


def slots(table: Table) -> list[list[tuple[Cell, int, bool]]]:
    """Each row's cells with their first column; cells that reach in from above are marked True."""
    rows: list[list[tuple[Cell, int, bool]]] = []
    reaching: dict[int, tuple[Cell, int]] = {}  # first column -> cell, rows left
    for cells in table.rows:
        row, queue, column = [], list(cells), 0
        while queue or column in reaching:
            if column in reaching:
                cell, left = reaching.pop(column)
                row.append((cell, column, True))
                if left > 1:
                    reaching[column] = (cell, left - 1)
            else:
                cell = queue.pop(0)
                row.append((cell, column, False))
                if cell.rowspan > 1:
                    reaching[column] = (cell, cell.rowspan - 1)
            column += cell.colspan
        rows.append(row)
    return rows

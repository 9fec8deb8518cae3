"""Habits of editors: the same paragraphs and tables as a clean editor, Word, WPS and an old editor leave them in HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from crawler.replica.tables import Cell, Table

Paragraph = Callable[[str], str]
NBSP = "&nbsp;"


class Clean:
    """What a current web editor writes: centred paragraphs in bordered tables."""

    def heading(self, text: str) -> str:
        """A chapter heading."""
        return f"<p><strong>{escape(text)}</strong></p>"

    def title(self, text: str) -> str:
        """The title line inside the document."""
        return f'<p style="text-align: center;"><strong>{escape(text)}</strong></p>'

    def paragraph(self, text: str) -> str:
        """A paragraph of prose."""
        return f'<p style="text-indent: 2em;">{escape(text)}</p>'

    def table(self, table: Table) -> str:
        """A table."""
        rows = "".join(f"<tr>{''.join(map(self.cell, row))}</tr>\n" for row in table)
        return f'<table border="1" cellspacing="0" align="center"><tbody>\n{rows}</tbody></table>'

    def cell(self, cell: Cell) -> str:
        """A cell."""
        return f'<td{_spans(cell)}><p style="text-align: center;">{escape(cell.text) or NBSP}</p></td>'


class Word(Clean):
    """A paste from Word: MsoNormal, MsoTableGrid, each number in nested spans, empty o:p."""

    def heading(self, text: str) -> str:
        spaced = text.replace("、", " 、", 1)
        return f"<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'>{_run(spaced, '黑体')}</p>"

    def title(self, text: str) -> str:
        return f"<p class=MsoNormal align=center style='text-align:center'>{_run(text, '方正小标宋简体')}</p>"

    def paragraph(self, text: str) -> str:
        return f"<p class=MsoNormal style='text-indent:32.0pt'>{_run(text, '仿宋_GB2312')}</p>"

    def table(self, table: Table) -> str:
        rows = "".join(
            f"<tr style='mso-yfti-irow:{number};height:19.5pt'>{''.join(map(self.cell, row))}</tr>"
            for number, row in enumerate(table)
        )
        return (
            "<div align=center><table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 "
            f"style='border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt'>{rows}</table></div>"
        )

    def cell(self, cell: Cell) -> str:
        width = 57 * cell.colspan
        if cell.figure:
            text = (
                "<span lang=EN-US style='font-size:10.5pt;mso-bidi-font-size:12.0pt'><span style='mso-spacerun:yes'>"
                f"</span><span style='font-family:宋体'>{escape(cell.text) or NBSP}</span><o:p></o:p></span>"
            )
        else:
            text = _run(cell.text, "宋体") if cell.text else "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
        return (
            f"<td width={width}{_spans(cell)} valign=center style='width:{width}.0pt;border:solid windowtext 1.0pt;"
            f"padding:0cm 5.4pt 0cm 5.4pt'><p class=MsoNormal align=center style='text-align:center'>{text}</p></td>"
        )


class Wps(Clean):
    """A paste from WPS: font elements inside spans, line breaks and spaces inside narrow labels."""

    def heading(self, text: str) -> str:
        return f'<p class="MsoNormal"><b><span style="mso-spacerun:\'yes\';font-family:黑体;"><font face="黑体">{escape(text)}</font></span></b></p>'

    def title(self, text: str) -> str:
        middle = len(text) // 2
        halves = (text[:middle], text[middle:])
        lines = "".join(f'<p class="MsoNormal" align="center"><b><font face="宋体">{escape(half)}</font></b></p>' for half in halves)
        return lines

    def paragraph(self, text: str) -> str:
        return f'<p class="MsoNormal" style="text-indent:32pt;"><span style="mso-spacerun:\'yes\';"><font face="仿宋">{escape(text)}</font></span></p>'

    def table(self, table: Table) -> str:
        rows = "".join(f"<tr>{''.join(map(self.cell, row))}</tr>" for row in table)
        return f'<table class="MsoNormalTable" border="1" cellspacing="0" style="border-collapse:collapse;width:480.7pt;">{rows}</table>'

    def cell(self, cell: Cell) -> str:
        text = escape(cell.text)
        if cell.figure:
            inner = f'<span style="mso-spacerun:\'yes\';font-size:10.5pt;"><font face="宋体">{text or "　"}</font></span>'
        else:
            label = f"{text[:2]}<br />{text[2:]}" if len(cell.text) == 4 else text
            inner = f'<span style="font-size:10.5pt;"><font face="宋体">{label}</font></span><span><o:p></o:p></span>'
        return f'<td{_spans(cell)} valign="center"><p class="MsoNormal" align="center">{inner}</p></td>'


class Old(Clean):
    """An editor of the table age: upper-case tags, bare attributes, end tags of cells and rows left out."""

    def heading(self, text: str) -> str:
        return f"<DIV><FONT size=4><B>{escape(text)}</B></FONT></DIV>"

    def title(self, text: str) -> str:
        return f"<CENTER><FONT size=5><B>{escape(text)}</B></FONT></CENTER>"

    def paragraph(self, text: str) -> str:
        return f"<P>　　{escape(text)}"

    def table(self, table: Table) -> str:
        rows = "".join(f"<TR>{''.join(map(self.cell, row))}\n" for row in table)
        return f"<TABLE border=1 width=100%><TBODY>{rows}</TBODY></TABLE>"

    def cell(self, cell: Cell) -> str:
        return f"<TD align=middle{_spans(cell)}>{escape(cell.text) or NBSP}"


HABITS: dict[str, Clean] = {"clean": Clean(), "word": Word(), "wps": Wps(), "old": Old()}


def in_layout(inner: str) -> str:
    """A layout table round a piece of HTML."""
    return (
        '<table width="960" border="0" cellpadding="0" cellspacing="0"><tr><td width="20">&nbsp;</td>'
        f'<td valign="top">{inner}</td><td width="20">&nbsp;</td></tr></table>'
    )


def _run(text: str, font: str) -> str:
    return f"<span style='font-size:16.0pt;font-family:{font}'>{escape(text)}<span lang=EN-US><o:p></o:p></span></span>"


def _spans(cell: Cell) -> str:
    wide = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    high = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return wide + high

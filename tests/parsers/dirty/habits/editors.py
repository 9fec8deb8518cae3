"""Habits of editors: Word and WPS paste, old tools, upper case, tags left open."""

from __future__ import annotations

import re
from random import Random

from ..form import Cell, Table
from ..habit import Habit, Html
from ..page import CellWriter, Prose, plain_cell, plain_page, plain_table, spans

MSO = "mso-font-kerning:0pt;mso-bidi-font-size:11.0pt"


def word_cell(cell: Cell, rng: Random) -> str:
    """A paragraph of Word: the text cut across spans at any character, o:p behind, nbsp for nothing."""
    text = plain_cell(cell, rng)
    if not text:
        return "<p class=MsoNormal align=center><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    pieces = [text] if "&" in text or "<" in text else _cut(text, rng)
    runs = "".join(
        f'<span {"lang=EN-US " if piece.isdigit() else ""}style="{MSO}">{piece}</span>' for piece in pieces
    )
    tail = rng.choice(["", "<o:p></o:p>", "<span lang=EN-US><o:p></o:p></span>"])
    text = f'<b><font face="仿宋_GB2312">{runs}{tail}</font></b>'
    return f'<p class=MsoNormal align=center style="text-align:center">{text}</p>'


def _cut(text: str, rng: Random) -> list[str]:
    pieces, start = [], 0
    while start < len(text):
        step = rng.randint(1, 4)
        pieces.append(text[start : start + step])
        start += step
    return pieces


def word_table(table: Table, write: CellWriter, rng: Random) -> str:
    """Attributes without quotes, conditional comments between rows."""
    rows = []
    for number, row in enumerate(table.rows):
        cells = "".join(
            f'<td width={rng.randint(30, 90)} valign=top style="border:solid windowtext 1.0pt"'
            f"{spans(cell)}>{write(cell, rng)}</td>"
            for cell in row
        )
        rows.append(f'<tr style="mso-yfti-irow:{number};height:{rng.randint(20, 40)}.5pt">{cells}</tr>')
    rows.insert(
        2, "<![if !supportMisalignedColumns]><tr height=0><td width=60></td><td width=60></td></tr><![endif]>"
    )
    return (
        "<!--[if gte mso 9]><xml><w:WordDocument><w:Zoom>100</w:Zoom></w:WordDocument></xml><![endif]-->"
        f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>{''.join(rows)}</table>"
    )


def word_prose(prose: Prose, rng: Random) -> str:
    pieces = "".join(
        f"<span lang=EN-US>{piece}</span>" if piece.isdigit() else f"<span>{piece}</span>"
        for piece in _cut(prose.text, rng)
    )
    return f'<p class="MsoNormal" style="text-indent:32.0pt">{pieces}<o:p></o:p></p>'


def wps_cell(cell: Cell, rng: Random) -> str:
    """WPS: every run in three nested spans, empty paragraphs before and after."""
    text = plain_cell(cell, rng) or "&nbsp;"
    run = f'<span style="font-family:宋体"><span style="color:#000"><font>{text}</font></span></span>'
    return (
        rng.choice(["", '<p style="line-height:150%"></p>'])
        + f'<p style="margin-left:0">{run}</p>'
        + rng.choice(["", "<p><br></p>"])
    )


def shouted(table: Table, write: CellWriter, rng: Random) -> str:
    """Upper-case tags, short attributes without quotes."""

    def shout(tag: re.Match[str]) -> str:
        return re.sub(r'="(\w+)"', r"=\1", tag[0].upper())

    return re.sub(r"</?[a-z]+[^>]*>", shout, plain_table(table, write, rng))


def open_cells(table: Table, write: CellWriter, rng: Random) -> str:
    """No closing td or tr anywhere."""
    rows = "".join(
        "<TR>" + "".join(f"<TD{spans(cell)}>{write(cell, rng)}" for cell in row) + "\n" for row in table.rows
    )
    return f"<TABLE BORDER=1>{rows}</TABLE>"


def half_open_cells(table: Table, write: CellWriter, rng: Random) -> str:
    """Some closing tags are missing, others stand twice."""

    def close(tag: str) -> str:
        return rng.choices(["", f"</{tag}>", f"</{tag}></{tag}>"], [0.2, 0.7, 0.1])[0]

    rows = "".join(
        "<tr>" + "".join(f"<td{spans(cell)}>{write(cell, rng)}{close('td')}" for cell in row) + close("tr")
        for row in table.rows
    )
    return f"<table>{rows}</table>"


def excel_cell(cell: Cell, rng: Random) -> str:
    """Excel paste: x:num attributes and numbers as text after a non-breaking space."""
    return f'<span style="mso-spacerun:yes">&nbsp;</span>{plain_cell(cell, rng)}'


def excel_table(table: Table, write: CellWriter, rng: Random) -> str:
    columns = f'<colgroup><col width=72 span={table.width} style="width:54pt"></colgroup>'
    filled = plain_table(table, write, rng).replace("<td", "<td class=xl65 x:num")
    return filled.replace("<tbody>", f"{columns}<tbody>", 1)


def th_cells(table: Table, write: CellWriter, rng: Random) -> str:
    """Labels and headings as th, header rows in thead, the last row in tfoot."""
    rows = [
        "<tr>"
        + "".join(
            f"<{tag}{spans(cell)}>{write(cell, rng)}</{tag}>"
            for cell in row
            for tag in ["td" if cell.role == "value" else "th"]
        )
        + "</tr>"
        for row in table.rows
    ]
    head, body, foot = rows[:1], rows[1:-1], rows[1:][-1:]
    parts = f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody><tfoot>{''.join(foot)}</tfoot>"
    return f"<table><caption>单位：件</caption>{parts}</table>"


def input_cell(cell: Cell, rng: Random) -> str:
    """Everything in pre and font elements, with tabs and line ends inside the cell."""
    return f"\n\t\t<font size=2><pre>\n{plain_cell(cell, rng)}\n</pre></font>\n\t"


def xhtml_page(title: str, body: str, rng: Random) -> str:
    """An XML declaration, a namespace and a CDATA script before the article."""
    code = '//<![CDATA[\nvar hits = 12345; document.write("<td>99</td>");\n//]]>'
    script = f'<script type="text/javascript">{code}</script>'
    text = plain_page(title, body, rng).replace("<body>", f"<body>{script}")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + text.replace(
        "<html>", '<html xmlns="http://www.w3.org/1999/xhtml">'
    )


HABITS = (
    Habit("clean", Html()),
    Habit("word_paste", Html(cell=word_cell, table=word_table, prose=word_prose)),
    Habit("wps_paste", Html(cell=wps_cell)),
    Habit("excel_paste", Html(cell=excel_cell, table=excel_table)),
    Habit("upper_case", Html(table=shouted)),
    Habit("open_cells", Html(table=open_cells)),
    Habit("half_open_cells", Html(table=half_open_cells)),
    Habit("th_thead_tfoot", Html(table=th_cells)),
    Habit("pre_and_newlines", Html(cell=input_cell)),
    Habit("xhtml_with_script", Html(page=xhtml_page)),
)

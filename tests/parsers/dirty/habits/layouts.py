"""Habits of layout: nested tables, one table for all, tabs, div grids, two articles in a page."""

from __future__ import annotations

import re
from random import Random

from ..form import Row, Table, label
from ..habit import Habit, Html
from ..page import Block, CellWriter, Markup, Prose, plain_cell, plain_page, plain_prose, plain_table, spans
from .spans import grid


def nested(table: Table, write: CellWriter, rng: Random) -> str:
    """The real table inside two layout tables, with a spacer column."""
    inner = plain_table(table, write, rng)
    return (
        '<table width="100%"><tr><td width="5">&nbsp;</td><td><table><tr><td><div>'
        f'{inner}</div></td></tr><tr><td align="right">单位：件</td></tr></table></td><td></td></tr></table>'
    )


def layout_page(title: str, body: str, rng: Random) -> str:
    """A page of 2008: the whole article in a cell of a layout table, menus with figures in others."""
    menu = "".join(
        f"<tr><td>{number}</td><td><a href='/{number}'>栏目{number}</a></td></tr>" for number in range(1, 9)
    )
    text = (
        f'<table><tr><td><table class="menu">{menu}</table>'
        f'</td><td><table><tr><td class="t">{title}</td></tr>'
        f"<tr><td>{body}</td></tr></table></td></tr></table>"
    )
    return plain_page(title, text, rng)


def table_in_cell(table: Table, write: CellWriter, rng: Random) -> str:
    """Each figure in a table of its own inside the cell."""

    def boxed(cell: object, inner: Random) -> str:
        text = write(cell, inner)  # type: ignore[arg-type]
        value = getattr(cell, "role", "") == "value"
        return f"<table><tr><td>{text}</td></tr></table>" if value and inner.random() < 0.3 else text

    return plain_table(table, boxed, rng)


def one_table(parts: list[Block], rng: Random) -> list[Block]:
    """The whole report, prose included, in one table of 15 columns."""
    rows: list[Row] = []
    for part in parts:
        if isinstance(part, Prose):
            rows.append((label(part.text, 15),))
        elif isinstance(part, Table):
            rows += part.rows
    return [Table("all", 15, tuple(rows))]


def flat(table: Table, rng: Random) -> list[list[str]]:
    """Texts of the grid's slots, merged cells at their corner only."""
    return [[plain_cell(cell, rng) if own else "" for cell, own in row] for row in grid(table)]


def tab_paragraphs(table: Table, write: CellWriter, rng: Random) -> str:
    """No table: one paragraph a row, cells parted by tabs."""
    return "\n".join("<p>" + "\t".join(row) + "</p>" for row in flat(table, rng))


def tab_lines(table: Table, write: CellWriter, rng: Random) -> str:
    """No table: one paragraph, rows parted by <br>, cells by tabs as entities."""
    return "<div>" + "<br/>\n".join("&#9;".join(row) for row in flat(table, rng)) + "</div>"


def css_table(table: Table, write: CellWriter, rng: Random) -> str:
    """div elements with display:table styles, a cell for each slot."""

    def cell(text: str) -> str:
        return f'<div style="display: table-cell; border:1px solid">{text}</div>'

    rows = "".join(
        f'<div style="display:table-row">{"".join(cell(text) for text in row)}</div>'
        for row in flat(table, rng)
    )
    return f'<div style="display:table;width:100%">{rows}</div>'


def plain_divs(table: Table, write: CellWriter, rng: Random) -> str:
    """Nested divs that only classes tell to be rows and cells."""
    rows = "".join(
        f'<div class="row">{"".join(f"""<div class="col">{text}</div>""" for text in row)}</div>'
        for row in flat(table, rng)
    )
    return f'<div class="grid">{rows}</div>'


def span_rows(table: Table, write: CellWriter, rng: Random) -> str:
    """A list with a span for each cell."""
    rows = "".join(f"<li>{''.join(f'<span>{text}</span>' for text in row)}</li>" for row in flat(table, rng))
    return f"<ul>{rows}</ul>"


def preformatted(table: Table, write: CellWriter, rng: Random) -> str:
    """A pre element with tabs."""
    return "<pre>\n" + "\n".join("\t".join(row) for row in flat(table, rng)) + "\n</pre>"


def furniture_page(title: str, body: str, rng: Random) -> str:
    """Counters, dates, QR codes, a calendar table and a table of related figures around the article."""
    weeks = "".join(
        "<tr>" + "".join(f"<td>{7 * week + day}</td>" for day in range(1, 8)) + "</tr>" for week in range(4)
    )
    around = (
        '<div class="count">总计访问：<b>1284093</b> 今日：<b>37</b>'
        '</div><div class="date">2025年1月20日 10:32:07 星期一</div>'
        f'<table class="calendar"><tr><td colspan="7">2025年1月</td></tr>{weeks}</table>'
    )
    after = (
        "<div>【字号：<a>大</a> 14 12】阅读次数：1024</div><table>"
        "<tr><td>索引号</td><td>000014349/2025-00012</td></tr>"
        "<tr><td>总计</td><td>77</td></tr><tr><td>其他</td><td>5"
        "</td></tr></table><div>相关文档：2022年 2021年 2020年</div>"
    )
    return plain_page(title, around + body + after, rng)


def two_articles_page(title: str, body: str, rng: Random) -> str:
    """A second article with a table of other figures follows the report."""
    other = (
        '<div class="article"><h1>关于开展节水宣传活动的通知</h1>'
        "<p>一、活动时间</p><p>3月22日至28日。</p><table><tr><td>单位</td>"
        "<td>名额</td></tr><tr><td>其他</td><td>12</td></tr><tr><td>总计</td><td>345</td></tr></table></div>"
    )
    return plain_page(title, body + other, rng)


def hidden_copy_page(title: str, body: str, rng: Random) -> str:
    """The article stands twice, the second time invisible and with other figures (an older draft)."""
    draft = re.sub(r">(\d+)<", lambda digit: f">{int(digit[1]) + 1}<", body)
    return plain_page(title, body + f'<div style="display:none">{draft}</div>', rng)


def same_twice_page(title: str, body: str, rng: Random) -> str:
    """The article stands twice, once for printing, with equal figures."""
    return plain_page(title, body + f'<div class="print">{body}</div>', rng)


def commented_copy(table: Table, write: CellWriter, rng: Random) -> str:
    """An older table inside a comment, with other figures."""
    text = plain_table(table, write, rng)
    old = re.sub(r"<!--.*?-->", "", re.sub(r">(\d+)<", ">77<", text), flags=re.S)
    return f"<!-- {old} -->{text}"


def scripted(parts: list[Block], rng: Random) -> list[Block]:
    """Scripts, styles, templates and noscript texts with rows of figures before each table."""
    noise = (
        '<script>var row = "<tr><td>（一）予以公开</td><td>99'
        '</td></tr>";</script><style>td{width:33px}</style>'
        "<template><table><tr><td>99</td></tr></table></template><noscript><p>99</p></noscript>"
    )
    return [
        block for part in parts for block in ([Markup(noise), part] if isinstance(part, Table) else [part])
    ]


def no_headings(parts: list[Block], rng: Random) -> list[Block]:
    """Chapter titles are pictures: the text has none."""
    return [
        Markup('<img src="h.png">') if isinstance(part, Prose) and part.heading else part for part in parts
    ]


def deep(table: Table, write: CellWriter, rng: Random) -> str:
    """A table three hundred elements deep."""
    return "<div><span><font>" * 100 + plain_table(table, write, rng) + "</font></span></div>" * 100


def bracket_spans(table: Table, write: CellWriter, rng: Random) -> str:
    """Values and labels in spans inside paragraphs, one paragraph for a cell, rows as sections."""
    rows = "".join(
        "<section>"
        + "".join(f"<p{spans(cell)}><span>{write(cell, rng)}</span></p>" for cell in row)
        + "</section>"
        for row in table.rows
    )
    return f"<section>{rows}</section>"


def br_headings(prose: Prose, rng: Random) -> str:
    """Paragraphs by <br> only, with full-width indents."""
    return f"\u3000\u3000{plain_prose(prose, rng)[3:-4]}<br><br>"


HABITS = (
    Habit("nested_layout_tables", Html(table=nested)),
    Habit("layout_page", Html(page=layout_page)),
    Habit("figures_in_own_tables", Html(table=table_in_cell)),
    Habit("whole_report_one_table", Html(reshape=one_table)),
    Habit("tab_paragraphs", Html(table=tab_paragraphs), sparse_floor=0.97),
    Habit("tab_lines", Html(table=tab_lines), sparse_floor=0.97),
    Habit("preformatted_tabs", Html(table=preformatted), sparse_floor=0.97),
    Habit("css_table_divs", Html(table=css_table)),
    Habit("plain_divs", Html(table=plain_divs), sparse_floor=0.97),
    Habit("list_of_spans", Html(table=span_rows), sparse_floor=0.97),
    Habit("paragraph_cells", Html(table=bracket_spans), sparse_floor=0.97),
    Habit("page_furniture", Html(page=furniture_page)),
    Habit("two_articles", Html(page=two_articles_page)),
    Habit("hidden_copy", Html(page=hidden_copy_page)),
    Habit("printed_copy", Html(page=same_twice_page)),
    Habit("commented_copy", Html(table=commented_copy)),
    Habit("scripts_and_templates", Html(reshape=scripted)),
    Habit("headings_are_pictures", Html(reshape=no_headings), floor=0.99),
    Habit("deeply_nested", Html(table=deep)),
    Habit("br_paragraphs", Html(prose=br_headings)),
)

"""A report as the HTML that Chromium prints; fonts, rules, margins, seals, page breaks from a seed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from io import BytesIO
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

from benchmarks.accuracy.fonts import font_stack
from benchmarks.accuracy.material import Report
from tests.parsers.dirty.form import Cell, Table
from tests.parsers.dirty.page import spans


@dataclass(frozen=True)
class Style:
    """How one report is printed. Lengths in points; `footer` is a template of Chromium or None."""

    latin: str
    chinese: str
    size: float
    rule: float
    margin: float
    split_rows: bool
    repeat_header: bool
    vertical_label: bool
    seal: bool
    watermark: str | None
    wide_requests: bool
    own_pages: bool
    footer: str | None
    paper: str = "A4"


def draw_style(rng: Random, own_pages: bool = False, plain: bool = False) -> Style:
    """A style; `own_pages` starts tables 3 and 4 on new pages, `plain` leaves out seal and watermark."""
    latin, chinese = font_stack(rng)
    return Style(
        latin=latin,
        chinese=chinese,
        size=rng.choice((8.5, 9, 9.5, 10.5)) if own_pages else rng.choice((8, 9, 10, 10.5, 12)),
        rule=rng.choice((0.5, 0.75, 1)),
        margin=rng.choice((45, 60, 72)),
        split_rows=rng.random() < 0.5,
        repeat_header=not own_pages and rng.random() < 0.2,
        vertical_label=rng.random() < 0.2,
        seal=not plain and rng.random() < 0.3,
        watermark=rng.choice(("内部资料", "政府信息公开")) if not plain and rng.random() < 0.1 else None,
        wide_requests=rng.random() < 0.1,
        own_pages=own_pages,
        footer=rng.choice((None, "— {} —", "{}", "第 {} 页")),
    )


def print_page(report: Report, style: Style, rng: Random) -> str:
    """The whole document; its title is a heading, not furniture of a portal."""
    parts = [f"<h1>{'<br>'.join(escape(line) for line in report.title.splitlines())}</h1>"]
    for block in report.blocks:
        if isinstance(block, Table):
            parts.append(f'<div class="block {block.name}">{_table(block, style)}{_seal(style, rng)}</div>')
        elif block.heading:
            # A heading stays with its table, also where the table starts a page.
            parts.append(f'<p class="heading">{escape(block.text)}</p>')
        else:
            parts.append(f"<p>{escape(block.text)}</p>")
    html = "\n".join(parts)
    if style.own_pages:
        html = _broken_before(html, ("三、收到和处理", "四、政府信息公开行政复议"))
    mark = f'<div class="mark">{style.watermark}</div>' if style.watermark else ""
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        f"<style>{_css(style)}</style></head><body>{mark}{html}</body></html>"
    )


def _broken_before(html: str, starts: tuple[str, ...]) -> str:
    for start in starts:
        html = html.replace(f'<p class="heading">{start}', f'<p class="heading new">{start}')
    return html


def _table(table: Table, style: Style) -> str:
    """The table; header rows in `thead` where they are to be repeated on each page."""
    rows = ["<tr>" + "".join(_cell(cell, style) for cell in row) + "</tr>" for row in table.rows]
    heads = 3 if style.repeat_header and table.name == "requests" else 0
    head = f"<thead>{''.join(rows[:heads])}</thead>" if heads else ""
    return f"<table>{head}<tbody>{''.join(rows[heads:])}</tbody></table>"


def _cell(cell: Cell, style: Style) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    upright = style.vertical_label and cell.role == "label" and cell.rowspan > 8
    kind = ' class="up"' if upright else ' class="label"' if cell.role == "label" else ""
    return f"<td{spans(cell)}{kind}>{f'<span>{text}</span>' if upright else text}</td>"


def _css(style: Style) -> str:
    fonts = f'"{style.latin}", "{style.chinese}"'
    breaks = "auto" if style.split_rows else "avoid"
    wide = "@page wide{size:A4 landscape} .requests{page:wide}" if style.wide_requests else ""
    return (
        f"@page{{size:{style.paper};margin:{style.margin}pt}} {wide}"
        f"body{{font:{style.size + 2}pt {fonts};line-height:1.7;margin:0}}"
        "h1{font-size:1.6em;text-align:center} p{text-indent:2em;margin:0.3em 0}"
        ".heading{font-weight:bold;break-after:avoid} .new{break-before:page} .block{position:relative}"
        f"table{{border-collapse:collapse;width:100%;font-size:{style.size}pt;line-height:1.35}}"
        f"td{{border:{style.rule}pt solid #000;text-align:center;padding:1.5pt 2pt;break-inside:{breaks}}}"
        f"tr{{break-inside:{breaks}}} .label{{text-align:left}}"
        ".up span{writing-mode:vertical-rl;letter-spacing:3pt}"
        ".seal{position:absolute;width:118pt;opacity:.55}"
        ".mark{position:fixed;top:40%;left:15%;font-size:64pt;color:#e4e4e4;"
        "transform:rotate(-35deg);z-index:-1}"
    )


def _seal(style: Style, rng: Random) -> str:
    """A red stamp somewhere over the table."""
    if not style.seal or rng.random() < 0.4:
        return ""
    data = base64.b64encode(seal_picture(rng)).decode()
    place = f"left:{rng.randint(30, 70)}%;top:{rng.randint(5, 70)}%"
    return f'<img class="seal" style="{place}" src="data:image/png;base64,{data}">'


def seal_picture(rng: Random) -> bytes:
    """A round red stamp with a star and strokes in place of characters, as PNG with transparency."""
    side = 360
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen, red, middle = ImageDraw.Draw(picture), (214, 30, 36, 255), side / 2
    pen.ellipse((6, 6, side - 6, side - 6), outline=red, width=9)
    star = [
        (middle + r * sin(k * pi / 5), middle - r * cos(k * pi / 5))
        for k, r in ((k, 55 if k % 2 == 0 else 21) for k in range(10))
    ]
    pen.polygon(star, fill=red)
    for k in range(13):  # what looks like characters along the rim
        angle = pi * (0.75 + 1.5 * k / 12)
        x, y = middle + 132 * cos(angle), middle + 132 * sin(angle)
        for _ in range(6):
            dx, dy = rng.randint(-14, 14), rng.randint(-14, 14)
            pen.line(
                (x + dx, y + dy, x + dx + rng.choice((-16, 0, 16)), y + dy + rng.choice((-16, 0, 16))), red, 4
            )
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()

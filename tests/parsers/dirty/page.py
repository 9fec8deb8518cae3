"""A report as blocks of prose and tables, and the clean page that the dirty habits start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from .form import TITLES, Cell, Table
from .model import Report


@dataclass(frozen=True)
class Prose:
    """A paragraph; `heading` marks chapter titles."""

    text: str
    heading: bool = False


@dataclass(frozen=True)
class Markup:
    """A piece of markup that is written as it stands."""

    html: str


Block = Prose | Table | Markup
CellWriter = Callable[[Cell, Random], str]
TableWriter = Callable[[Table, CellWriter, Random], str]


def blocks(report: Report) -> list[Block]:
    """The whole report in reading order, six chapters with prose of no use to the tables."""
    year, body = report.year, report.body
    parts: list[Block] = [
        Prose(
            f"按照《中华人民共和国政府信息公开条例》要求，编制本年度报告。所列数据的统计期限自{year}年1月1日至12月31日。"
            f"联系地址：{body}办公楼3楼306室，电话：0000-6123456。"
        ),
        Prose("一、总体情况", heading=True),
        Prose(
            f"（一）主动公开。{year}年通过门户网站发布信息1286条，其中概况类12条、政策文件37条，网站浏览41.8万人次。"
        ),
        Prose(f"（二）依申请公开。全年新收政府信息公开申请{report.received}件，均依法办理。"),
        Prose("（三）政府信息管理。修订制度3项，清理失效信息25条，落实“三审三校”。"),
        Prose("（四）政府信息公开平台建设。设公开专区2处，新媒体账号1个，发布图文204篇。"),
        Prose("（五）监督保障。开展培训4次，参训130余人次，考核结果为优秀，未发生责任追究情形。"),
    ]
    for table in report.tables:
        parts += [Prose(TITLES[table.name], heading=True), table]
    parts += [
        Prose("五、存在的主要问题及改进情况", heading=True),
        Prose("一是公开内容的深度还不够，二是业务人员只有2名。下一步将增加人手，每季度自查1次。"),
        Prose("六、其他需要报告的事项", heading=True),
        Prose(f"{year}年度没有收取政府信息公开信息处理费，无其他需要报告的事项。"),
    ]
    return parts


def plain_cell(cell: Cell, _: Random) -> str:
    """The cell's text, line breaks as <br>."""
    return escape(cell.text, quote=False).replace("\u00a0", "&nbsp;").replace("\n", "<br>")


def spans(cell: Cell) -> str:
    """The span attributes of a cell."""
    across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return across + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")


def plain_table(table: Table, write: CellWriter, rng: Random) -> str:
    """A table as an editor saves it."""
    rows = (
        "<tr>" + "".join(f"<td{spans(cell)}>{write(cell, rng)}</td>" for cell in row) + "</tr>"
        for row in table.rows
    )
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def plain_prose(prose: Prose, _: Random) -> str:
    """A paragraph, chapter titles in bold."""
    return f"<p><strong>{prose.text}</strong></p>" if prose.heading else f"<p>{prose.text}</p>"


def plain_page(title: str, body: str, _: Random) -> str:
    """A short page of a portal around the article, published in the January after the report year."""
    published = int(title.partition("年政府信息公开")[0][-4:]) + 1
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}_政府信息公开</title></head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开'
        f'</a></div><div class="article"><h1>{title}</h1>'
        f'<div class="info">发布日期：{published}-01-20 来源：本站</div><div id="zoom">{body}</div></div>'
        '<div class="foot">主办单位：办公室 备案号：00000000号</div></body></html>'
    )


def utf8(text: str, _: Random) -> bytes:
    """The page in the encoding it declares."""
    return text.encode("utf-8")

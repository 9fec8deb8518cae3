"""Rows that stand for the reports of many bodies: an archive, or an article that leads to each report.

A column with the option `gathered` is no list but one row of its parent's. The option says what it leads to:
`archive` (the archive itself), `attached` (an article that the archive hangs on), `links` (an article with a
link to every report, a page or a file as the report's carrier says). Further options: `published`, `label`
(the text of the link to the archive).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from crawler.replica.model import Column, Placement
from crawler.replica.office import report_doc, report_docx
from crawler.replica.pdf import report_pdf
from crawler.replica.sites.html import Html, join, put

ARCHIVED = ("archive", "attached")
_DAY = (2025, 1, 20, 9, 0, 0)
_MAKERS: dict[str, Callable[[Placement], bytes]] = {"docx": report_docx, "doc": report_doc, "pdf": report_pdf}


def is_gathered(column: Column) -> bool:
    """Whether a column is a row that stands for many reports."""
    return "gathered" in column.options


def is_archived(column: Column) -> bool:
    """Whether the reports of a column lie in an archive."""
    return column.options.get("gathered") in ARCHIVED


def archive_path(column: Column) -> str:
    """Path of the archive of a column."""
    return f"{column.path.rpartition('.')[0]}.zip"


def member_name(item: Placement) -> str:
    """Name of a report in an archive; its carrier is its ending."""
    kind = item.carrier if item.carrier in _MAKERS else "pdf"
    return f"{item.report.year}/{item.title}.{kind}"


def archive(column: Column) -> bytes:
    """The archive of a column; the same bytes whenever it is made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for item in column.placements:
            name = member_name(item)
            file.writestr(zipfile.ZipInfo(name, _DAY), _MAKERS[name.rpartition(".")[2]](item))
    return packed.getvalue()


def leading(column: Column, targets: list[tuple[str, str]]) -> Html:
    """The body of the article: the link to the archive, or one to each of `targets` (address, text)."""
    if is_archived(column):
        label = column.options.get("label", "附件：点击下载")
        return Html(
            f'<p>现将有关年报予以公布。</p><p><a href="{put(archive_path(column))}">{put(str(label))}</a></p>'
        )
    lines = [Html(f'<p><a href="{put(href)}" target="_blank">{put(text)}</a></p>') for href, text in targets]
    return join(lines, "\n")

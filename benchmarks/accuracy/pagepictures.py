"""One picture for each page: only the page's own cells are its gold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.accuracy.material import Report

if TYPE_CHECKING:
    from benchmarks.accuracy.make import Maker
    from benchmarks.accuracy.scans import Quality, Scan

_ENDS = {
    "proactive": ("第二十条第（一）项", "收费金额|政府集中采购|行政事业性收费"),
    "requests": ("一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"),
    "disputes": ("未经复议直接起诉", "复议后起诉"),
}
"""What a page must show of a table's first and last row to hold the whole table."""


def write_pages(maker: Maker, report: Report, quality: Quality, pdf: bytes, pages: Sequence[Scan]) -> None:
    """Write the pages that hold whole tables and nothing of another, each with the cells it shows."""
    from benchmarks.accuracy.scans import write_picture

    for number, (scan, text) in enumerate(zip(pages, texts(pdf), strict=True), 1):
        if not report.tables:
            continue
        shown = [name for name, (first, _) in _ENDS.items() if re.search(first, text)]
        whole = [name for name in shown if re.search(_ENDS[name][1], text)]
        if not whole or whole != shown:
            continue
        path = maker.path(report, quality.name, quality.kind, f"-p{number}")
        write_picture(path, scan, quality)
        values = {cell: value for cell, value in report.gold.items() if _table_of(cell) in whole}
        titled = number == 1
        maker.gold(
            path,
            report,
            quality.name,
            values=values,
            year=report.year if titled else None,
            body_mention=report.body if titled else None,
            generation=None,
            outcome="report" if titled else None,
            table_generations=None,
        )


def texts(pdf: bytes) -> list[str]:
    """The text of each page without white space."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return texts


def _table_of(cell: str) -> str:
    first = cell.split(".", 1)[0]
    return {"proactive": "proactive", "review": "disputes"}.get(
        first, "disputes" if first.startswith("litigation") else "requests"
    )

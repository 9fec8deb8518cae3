"""Write a folder of reports in every carrier, each with its true values in `<file>.gold.json`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import docx, printed, sheets
from benchmarks.accuracy.browser import Printer, browser_path, printer
from benchmarks.accuracy.material import Report
from benchmarks.accuracy.office import convert, office_path
from benchmarks.accuracy.older import draw
from benchmarks.accuracy.pagepictures import texts, write_pages
from benchmarks.accuracy.reading import NOTES, SOURCES
from tests.parsers.dirty.form import Table
from tests.parsers.dirty.page import plain_cell, plain_page, plain_prose, plain_table

if TYPE_CHECKING:
    from benchmarks.accuracy.scans import Quality, Scan

PLAIN = ("html", "text", "docx", "xlsx")
OFFICE = {"doc": "doc", "wps": "doc", "rtf": "rtf", "xls": "xls", "et": "xls", "libreoffice": "pdf"}
SCANS = (
    "scan300",
    "scan200",
    "scan200q50",
    "stamped",
    "scan150",
    "scan120",
    "fax",
    "photo",
    "tiff",
    "png",
    "jpg",
    "long",
)
_CUT_LABELS = 3
_LONG_PAPER = "8.27in 60in"
CARRIERS = (*PLAIN, "chromium", *OFFICE, *SCANS)


@dataclass
class Maker:
    """Writes files and their gold into one folder."""

    folder: Path
    seed: str
    say: Callable[[str], None] = print

    def rng(self, report: Report, carrier: str) -> Random:
        """A source of chance for one file, independent of the other carriers made."""
        return Random(f"{self.seed}/{report.name}/{carrier}")

    def path(self, report: Report, carrier: str, ending: str, page: str = "") -> Path:
        """Place of a file; names are unique over all folders."""
        folder = self.folder / carrier
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{report.name}{page}.{carrier}.{ending}"

    def gold(self, path: Path, report: Report, carrier: str, **more: Any) -> None:
        """Write the true values beside a file; `more` replaces or adds keys."""
        known = {
            "outcome": "report",
            "generation": report.generation,
            "year": report.year,
            "body_mention": report.body,
            "carrier": carrier,
            "form": report.kind,
            "pattern": report.pattern,
            "wrong_sums": report.wrong_sums,
            "table_generations": dict(report.tables),
            "values": dict(report.gold),
        }
        text = json.dumps({**known, **more}, ensure_ascii=False)
        path.with_name(path.name + ".gold.json").write_text(text, encoding="utf-8")

    def write(self, report: Report, carrier: str, ending: str, data: bytes, **more: Any) -> Path:
        """Write a file and its gold."""
        path = self.path(report, carrier, ending)
        path.write_bytes(data)
        self.gold(path, report, carrier, **more)
        return path


def missing_programs(carriers: Iterable[str]) -> list[str]:
    """Packages that the carriers need and this machine lacks."""
    wanted = set(carriers)
    lacking = []
    if wanted & {*SCANS, "chromium"} and browser_path() is None:
        lacking.append("chromium")
    if wanted & set(OFFICE) and office_path() is None:
        lacking.append("libreoffice-writer libreoffice-calc")
    return lacking


def make(
    folder: Path,
    seed: str,
    count: int,
    carriers: Sequence[str],
    scans: int,
    say: Callable[[str], None] = print,
) -> None:
    """Write `count` reports; of the scan qualities each report gets `scans`, in turn."""
    maker = Maker(folder, seed, say)
    reports = [draw(seed, number) for number in range(count)]
    for carrier in PLAIN:
        if carrier in carriers:
            _plain(maker, carrier, reports)
    if set(carriers) & set(OFFICE):
        _office(maker, reports, [name for name in OFFICE if name in carriers])
    chosen = [name for name in SCANS if name in carriers]
    with ExitStack() as stack:
        browser: Printer | None = None
        if "chromium" in carriers or chosen:
            browser = stack.enter_context(printer())
        if browser and "chromium" in carriers:
            for report in reports:
                maker.write(report, "chromium", "pdf", _printed(maker, report, "chromium", browser))
            say(f"chromium: {len(reports)} files")
        if browser and chosen:
            _scans(maker, reports, chosen, scans, browser)


def _plain(maker: Maker, carrier: str, reports: Sequence[Report]) -> None:
    for report in reports:
        rng = maker.rng(report, carrier)
        if carrier == "html":
            maker.write(report, carrier, "html", _html(report, rng))
        elif carrier == "text":
            maker.write(report, carrier, "txt", _text(report))
        elif carrier == "xlsx":
            maker.write(report, carrier, "xlsx", sheets.write_xlsx(report, rng))
        else:
            maker.write(report, carrier, "docx", docx.write_docx(report, docx.draw_habits(rng), rng))
    maker.say(f"{carrier}: {len(reports)} files")


def _html(report: Report, rng: Random) -> bytes:
    """A clean page of a portal."""
    body = "\n".join(
        plain_table(block, plain_cell, rng) if isinstance(block, Table) else plain_prose(block, rng)
        for block in report.blocks
    )
    return plain_page(report.title.replace("\n", ""), body, rng).encode()


def _text(report: Report) -> bytes:
    """Plain text with tabs between the cells, merged cells at their corner."""
    from tests.parsers.dirty.habits.text import tabs

    lines = [report.title.replace("\n", "")]
    lines += [tabs(block, Random(0)) if isinstance(block, Table) else block.text for block in report.blocks]
    return ("\n\n".join(lines) + "\n").encode()


def _office(maker: Maker, reports: Sequence[Report], names: Sequence[str]) -> None:
    """What LibreOffice writes from our DOCX and XLSX; .wps and .et are Word and Excel files by content."""
    source = maker.folder / NOTES / "office"
    source.mkdir(parents=True, exist_ok=True)
    for name in names:
        ending = OFFICE[name]
        _converted(maker, reports, name, source)
        if ending == "pdf":
            torn = [report for report in reports if not _whole(report, source)]
            _converted(maker, torn, name, source, again=True)
            if lost := [report.name for report in torn if not _whole(report, source)]:
                raise RuntimeError(f"LibreOffice did not print the whole of {', '.join(lost)}")
        for report in reports:
            made = (source / f"{report.name}.{ending}").read_bytes()
            maker.write(report, name, name if name in ("wps", "et") else ending, made)
        maker.say(f"{name}: {len(reports)} files")
    shutil.rmtree(source)


def _converted(maker: Maker, reports: Sequence[Report], name: str, folder: Path, again: bool = False) -> None:
    """Write the reports as files of ours and let LibreOffice convert them in one go."""
    files = []
    for report in reports:
        rng = maker.rng(report, name)
        if OFFICE[name] == "xls":
            files.append(folder / f"{report.name}.xlsx")
            files[-1].write_bytes(sheets.write_xlsx(report, rng))
            continue
        habits = docx.draw_habits(rng)
        if OFFICE[name] == "pdf":  # deleted text would be printed, too
            habits = replace(habits, tracked=False)
        if again:
            habits = replace(habits, split_rows=True, repeat_header=False, new_pages=True)
        files.append(folder / f"{report.name}.docx")
        files[-1].write_bytes(docx.write_docx(report, habits, rng))
    convert(files, OFFICE[name], folder)


def _whole(report: Report, folder: Path) -> bool:
    """Whether a PDF shows the labels of all tables but those that a page break may have cut.

    LibreOffice drops rows of tables whose rows may not break or whose headings reach a page's end.
    """
    shown = "".join(texts((folder / f"{report.name}.pdf").read_bytes()))
    labels = [
        "".join(cell.text.split())[:4]
        for block in report.blocks
        if isinstance(block, Table)
        for cell in block.cells()
        if cell.role == "label" and cell.rowspan == 1
    ]
    return sum(label not in shown for label in labels) <= _CUT_LABELS


def _printed(
    maker: Maker, report: Report, carrier: str, browser: Printer, quality: Quality | None = None
) -> bytes:
    """The report as Chromium prints it: on A4, or on one page that is long enough for all."""
    rng = maker.rng(report, carrier)
    apart = quality is not None and quality.kind in ("png", "jpg")
    style = printed.draw_style(rng, apart, plain=quality is not None and not quality.stamps)
    if quality is not None and quality.stamps:
        style = replace(style, seal=True)
    if quality is not None and quality.kind == "long":
        style = replace(style, footer=None, wide_requests=False, paper=_LONG_PAPER)
    return browser.pdf(printed.print_page(report, style, rng), style.footer)


def _scans(
    maker: Maker, reports: Sequence[Report], names: Sequence[str], each: int, browser: Printer
) -> None:
    from benchmarks.accuracy.scans import QUALITIES, scan_pdf

    written = dict.fromkeys(names, 0)
    for number, report in enumerate(reports):
        for turn in range(min(each, len(names))):
            name = names[(number * each + turn) % len(names)]
            quality, rng = QUALITIES[name], maker.rng(report, f"{name}/scan")
            data = _printed(maker, report, name, browser, quality)
            pages = list(scan_pdf(data, quality, rng))
            if quality.kind in ("png", "jpg"):
                write_pages(maker, report, quality, data, pages)
            else:
                _write_scan(maker, report, quality, data, pages)
            written[name] += 1
    for name, count in written.items():
        maker.say(f"{name}: {count} reports")


def _write_scan(maker: Maker, report: Report, quality: Quality, source: bytes, pages: Sequence[Scan]) -> None:
    """All pages in one file; what was scanned is kept, for the true places of the cells."""
    from benchmarks.accuracy.scans import write_long, write_pdf, write_tiff

    if quality.kind == "long":
        if len(pages) > 1:
            raise RuntimeError(f"{report.name} does not fit on one page")
        maker.write(report, quality.name, "jpg", write_long(pages[0], quality))
        return
    file = write_tiff(pages, quality) if quality.kind == "tiff" else write_pdf(pages, quality)
    matrices = [page.matrix.round(6).tolist() for page in pages]
    maker.write(report, quality.name, quality.kind, file, matrices=matrices)
    sources = maker.folder / SOURCES
    sources.mkdir(parents=True, exist_ok=True)
    (sources / f"{report.name}.{quality.name}.pdf").write_bytes(source)

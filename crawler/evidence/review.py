"""The list of doubtful cells for a person: lines, JSON, and a strip of the page for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crawler.config import Config
from crawler.evidence.layout import label_of
from crawler.evidence.marks import Mark, shown
from crawler.evidence.pictures import DrawOrder, EvidenceError, Outline, pictures_of
from crawler.evidence.terminal import said
from crawler.jobs import ParseJob, limits_of
from models.copies import RECOGNISED
from models.doubts import Doubt
from models.view import View
from parsers.record import CellState

_UNSAFE = re.compile(r"[^\w.@-]+")
_CHECKS = 3


def doubt_line(doubt: Doubt) -> str:
    """One doubtful cell on one line."""
    read = shown(doubt.value, _state(doubt), doubt.raw) or doubt.state or "nothing"
    others = "".join(f"; {other.carrier} says {said(other)}" for other in doubt.others)
    checks = f"; {', '.join(doubt.checks[:_CHECKS])}" if doubt.checks else ""
    place = doubt.place or "no place"
    why = ", ".join(doubt.reasons)
    return f"{doubt.report_id} {doubt.cell_id} = {read}  [{why}]{others}{checks}  ({doubt.carrier}, {place})"


def doubt_row(doubt: Doubt, crop: str | None) -> dict[str, Any]:
    """The same as one JSON object; with `value` and `author` it is a line for `review decide --file`."""
    return {
        "report": doubt.report_id,
        "cell": doubt.cell_id,
        "label": label_of(doubt.cell_id),
        "read": doubt.value,
        "state": doubt.state,
        "raw": doubt.raw,
        "reasons": list(doubt.reasons),
        "checks": list(doubt.checks),
        "others": [
            {
                "carrier": other.carrier,
                "sha256": other.sha256,
                "value": other.value,
                "state": other.state,
                "where": other.place,
            }
            for other in doubt.others
        ],
        "sha256": doubt.sha256,
        "part": doubt.part,
        "where": doubt.place,
        "crop": crop,
    }


def write_crops(config: Config, view: View, doubts: list[Doubt], folder: Path) -> dict[str, str]:
    """Write a PNG for each cell whose place is known; returns the file by cell. Raises EvidenceError."""
    if view.archive is None:
        raise EvidenceError(f"{view.report_id}: the original is not archived")
    job = ParseJob(source=view.report_id or view.sha256, archive=config.archive, ref=view.archive)
    outlines = tuple(
        Outline(doubt.cell_id, doubt.place, _mark(doubt), _caption(doubt)) for doubt in doubts if doubt.place
    )
    if not outlines:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    recognised = view.record.carrier in RECOGNISED
    files = {}
    for picture in pictures_of(job, DrawOrder(outlines, True, recognised), limits_of(config)):
        path = folder / f"{_UNSAFE.sub('_', f'{view.report_id} {picture.name}')}.png"
        path.write_bytes(picture.png)
        files[picture.name] = str(path)
    return files


def decisions_of(
    rows: Iterator[Mapping[str, Any]], author: str | None
) -> Iterator[tuple[str, str, str, str, str]]:
    """Report or document, cell, value, author and note of each row; rows without a value are passed over.

    Raises ValueError for a row that lacks something.
    """
    for row in rows:
        if row.get("value") is None:
            continue
        document = row.get("report") or ""
        if row.get("sha256"):  # the bytes that were looked at, whatever the report shows by now
            document = f"{row['sha256']}.{row.get('part') or 0}"
        words = (document, row.get("cell") or "", str(row["value"]), row.get("author") or author or "")
        if not all(isinstance(word, str) and word for word in words):
            raise ValueError("a decision needs report or sha256, cell, value and author")
        yield (*words, str(row.get("note") or ""))


def _caption(doubt: Doubt) -> str:
    read = shown(doubt.value, _state(doubt), doubt.raw) or doubt.state or "nothing"
    others = "".join(f"   {other.carrier}: {said(other)}" for other in doubt.others)
    head = f"{doubt.report_id}  {doubt.cell_id}  {', '.join(doubt.reasons)}"
    return f"{head}\n{label_of(doubt.cell_id)}: {read}{others}"


def _mark(doubt: Doubt) -> Mark:
    return "uncertain" if doubt.reasons == ("uncertain",) else "failing"


def _state(doubt: Doubt) -> CellState | None:
    state: Any = doubt.state
    found: CellState | None = state
    return found

"""The events of a report that was rebuilt: pure but for the addresses of its originals and the log itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.content import Change
from models.corrections import Correction, TextId
from models.events.kinds import EventKind
from models.events.log import Happening, note
from models.reports import Rebuilt
from models.schema import Event, Source

_SHOWN = 160
"""Letters of a changed chapter that an event shows, from shortly before the first difference."""
_BEFORE = 20


def note_report(connection: Connection, rebuilt: Rebuilt, now: datetime) -> None:
    """Say what became of a report, in the transaction that rebuilt it."""
    body_id, year = rebuilt.key
    name = f"{body_id}@{year}"

    def tell(kind: EventKind, key: str, detail: Mapping[str, object]) -> None:
        note(connection, Happening(kind, key, body_id, year, None, detail), now)

    if not rebuilt.after:
        if rebuilt.before:
            tell(EventKind.REFILED, f"{name}:{_times(connection, rebuilt, EventKind.REFILED)}", {})
    elif not rebuilt.before:
        detail = {"content_hash": rebuilt.after[-1]}
        tell(EventKind.NEW, f"{name}:{_times(connection, rebuilt, EventKind.REFILED)}", detail)
    elif rebuilt.corrections:
        for correction in rebuilt.corrections:
            key = f"{name}:{correction.digest}"
            if correction.found == "again":
                key += f":{_times(connection, rebuilt, EventKind.CORRECTED)}"
            tell(EventKind.CORRECTED, key, correction_detail(connection, correction))
    elif rebuilt.copies_after > rebuilt.copies_before:
        key = f"{name}:{rebuilt.copies_after}:{rebuilt.after[-1]}"
        tell(EventKind.SOURCE_ADDED, key, {"documents": rebuilt.copies_after})


def _times(connection: Connection, rebuilt: Rebuilt, kind: EventKind) -> int:
    """How often this happened to the report: one that was filed elsewhere may come back and be new again, and
    so may a text."""
    query = select(func.count()).where(
        Event.kind == str(kind), Event.body_id == rebuilt.key[0], Event.report_year == rebuilt.key[1]
    )
    return connection.execute(query).scalar_one()


def correction_detail(connection: Connection, correction: Correction) -> dict[str, object]:
    """The particulars of a correction: both texts with their originals, and every cell and chapter."""
    figures = [change for change in correction.changes if change.kind == "figure"]
    chapters = [change for change in correction.changes if change.kind == "chapter"]
    return {
        "old": _text(connection, correction.old),
        "new": _text(connection, correction.new),
        "found": correction.found,
        "changes": {
            "figures": [{"cell": each.item, "old": each.before, "new": each.after} for each in figures],
            "chapters": [chapter_change(each) for each in chapters],
        },
    }


def _text(connection: Connection, text: TextId) -> dict[str, object]:
    query = select(Source.url).where(Source.sha256 == text.sha256).order_by(Source.url)
    return {
        "content_hash": text.content_hash,
        "sha256": text.sha256,
        "part": text.part,
        "urls": list(connection.execute(query).scalars()),
    }


def chapter_change(change: Change) -> dict[str, object]:
    """A changed chapter, with its words around the first difference; the versions have it whole."""
    before, after = change.before, change.after
    start = max(0, _first_difference(before or "", after or "") - _BEFORE)
    return {"chapter": change.item, "old": _cut(before, start), "new": _cut(after, start)}


def _first_difference(one: str, other: str) -> int:
    same = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(same, min(len(one), len(other)))


def _cut(text: str | None, start: int) -> str | None:
    return None if text is None else text[start : start + _SHOWN]

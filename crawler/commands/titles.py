"""`nianbao classify` and `nianbao resolve`: JSON lines in, the same objects with what was found out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.commands.console import UsageError, emit, say

Row = dict[str, Any]
File = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - reads standard input.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("classify", epilog="Example: nianbao classify links.jsonl > classified.jsonl")(classify)
    app.command("resolve", epilog="Example: nianbao resolve names.jsonl > resolved.jsonl")(resolve)


def classify(file: File) -> int:
    """Tell from titles which links are annual reports, whose, of which year."""
    from parsers.titles import read_title

    def answer(row: Row) -> Row:
        reading = read_title(
            _text(row, "title") or "",
            anchor=_text(row, "anchor"),
            site_name=_text(row, "site_name"),
            column=_text(row, "column"),
            url=_text(row, "url"),
            published=_text(row, "published"),
        )
        return {
            "is_report": reading.is_report,
            "body_mention": reading.body_mention,
            "year": reading.year,
            "reason": reading.reason,
        }

    return _each_line(file, ("title", "anchor"), answer)


def resolve(file: File) -> int:
    """Tell which issuing body a title or a name means."""
    from models.bodies import Mention, Resolver

    resolver = Resolver()

    def answer(row: Row) -> Row:
        resolution = resolver.resolve(
            Mention(
                raw=_text(row, "raw") or "",
                year=_year(row),
                host=_text(row, "host"),
                host_division=_text(row, "host_division"),
                site_name=_text(row, "site_name"),
                province=_text(row, "province"),
                province_code=_text(row, "province_code"),
            )
        )
        return {
            "decision": resolution.decision,
            "body_id": resolution.body_id,
            "division_code": resolution.division_code,
            "division_id": resolution.division_id,
            "organ_kind": resolution.organ_kind,
            "canonical_name": resolution.canonical_name,
            "score": resolution.score,
            "candidates": [asdict(candidate) for candidate in resolution.candidates],
        }

    return _each_line(file, ("raw",), answer)


def _each_line(file: str, needed: tuple[str, ...], answer: Callable[[Row], Row]) -> int:
    """Answer each line; a line that is no object, or has none of the keys needed, is named on stderr."""
    failed = 0
    for number, line in enumerate(_lines(file), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            failed += 1
            say(f"{file}:{number}: not JSON: {error}")
            continue
        if not isinstance(row, dict) or not any(isinstance(row.get(key), str) for key in needed):
            failed += 1
            say(f"{file}:{number}: not an object with {' or '.join(needed)}")
            continue
        emit({**row, **answer(row)})
    return 1 if failed else 0


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        data = sys.stdin.buffer.read()
    else:
        try:
            data = Path(file).read_bytes()
        except OSError as error:
            raise UsageError(f"cannot read {file}: {error.strerror}") from error
    # Only line feeds separate lines: JSON strings may hold other separators of Unicode.
    yield from data.decode("utf-8-sig", errors="replace").split("\n")


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    return (
        str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
    )


def _year(row: Row) -> int | None:
    text = _text(row, "year")
    return int(text) if text and text.isascii() and text.isdigit() else None

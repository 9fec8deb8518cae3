"""`nianbao classify` and `nianbao resolve`: JSON lines in, the same objects with what was found out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated, Any, BinaryIO

import typer

from crawler.commands.console import UsageError, emit, say

Row = dict[str, Any]
_MAX_NUMBER = 10**12
_MAX_LINE = 4 * 1024 * 1024
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
        if line is not None and not line.strip():
            continue
        row = _row(line, needed)
        if isinstance(row, str):
            failed += 1
            say(f"{file}:{number}: {row}")
        else:
            emit({**row, **answer(row)})
    return 1 if failed else 0


def _row(line: str | None, needed: tuple[str, ...]) -> Row | str:
    """The object of a line, or a sentence that says what is wrong with it."""
    if line is None:
        return f"more than {_MAX_LINE >> 20} MB"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(row, dict) or not any(isinstance(row.get(key), str) for key in needed):
        return f"not an object with {' or '.join(needed)}"
    return row


def _lines(file: str) -> Iterator[str | None]:
    """Lines of a file, None for one that is too long; only line feeds separate them, JSON may hold others."""
    try:
        with _opened(file) as handle:
            first = True
            while line := handle.readline(_MAX_LINE):
                if len(line) == _MAX_LINE and not line.endswith(b"\n"):
                    while (rest := handle.readline(_MAX_LINE)) and not rest.endswith(b"\n"):
                        pass
                    yield None
                else:
                    yield line.decode("utf-8-sig" if first else "utf-8", errors="replace")
                first = False
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise UsageError(f"cannot read {file}: {error.strerror}") from error


def _opened(file: str) -> BinaryIO:
    if file == "-":
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return sys.stdin.buffer
    # Opening a pipe that nobody writes to would wait for ever.
    number = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(number, True)
    return os.fdopen(number, "rb")


def _text(row: Row, key: str) -> str | None:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MAX_NUMBER:
        return str(value)
    # Halves of characters, which JSON can spell, are no text to any function below.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) and value else None


def _year(row: Row) -> int | None:
    text = _text(row, "year")
    return int(text) if text and len(text) == 4 and text.isascii() and text.isdigit() else None

"""What a source is expected to give: a TOML file a province that people read and edit, and a tool raises.

`<data>/expectations/<spider>.toml` has a table `portals."<host>"` for each portal and `columns."<address>"`
for each column. All numbers are the least that is good enough, but for `failures`:

`reports` addresses of reports found; `bodies` issuing bodies among them; `years` bodies by report year;
`parsed` share of the documents read that are reports (0 to 1); `rows` of a column's list; `failures` the most
addresses that may fail; `blocked` in words why it is known that the source refuses us; `note` anything.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self, TypeVar

_COUNTS = ("reports", "bodies", "rows", "failures")
_WORDS = ("blocked", "note")
Number = TypeVar("Number", int, float)
_HEAD = """\
# What the sources of {spider} are expected to give. Edit freely; a `note` is kept, comments are not.
# `nianbao spiders health --suggest --write` raises these numbers after a good run and never lowers one.
"""


class ExpectationError(ValueError):
    """A file of expectations that cannot be meant; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one portal or column is expected to give; None and empty where nothing is said."""

    reports: int | None = None
    bodies: int | None = None
    rows: int | None = None
    parsed: float | None = None
    failures: int | None = None
    years: Mapping[int, int] = field(default_factory=dict)
    blocked: str = ""
    note: str = ""

    @classmethod
    def read(cls, table: Mapping[str, Any], where: str) -> Self:
        """Check one table. Raises ExpectationError."""
        unknown = sorted(set(table) - {each.name for each in fields(cls)})
        if unknown:
            raise ExpectationError(f"{where}: unknown keys {', '.join(unknown)}")
        for name in _COUNTS:
            if name in table and not _is_count(table[name]):
                raise ExpectationError(f"{where}: {name} is a count, not {table[name]!r}")
        share = table.get("parsed")
        if share is not None and (isinstance(share, bool) or not isinstance(share, int | float)):
            raise ExpectationError(f"{where}: parsed is a share, not {share!r}")
        if share is not None and not 0 <= share <= 1:
            raise ExpectationError(f"{where}: parsed is a share from 0 to 1, not {share!r}")
        years = table.get("years", {})
        if not isinstance(years, Mapping) or not all(
            year.isdigit() and len(year) == 4 and _is_count(number) for year, number in years.items()
        ):
            raise ExpectationError(f"{where}: years is a table of counts by year, not {years!r}")
        for name in _WORDS:
            if not isinstance(table.get(name, ""), str):
                raise ExpectationError(f"{where}: {name} is a text, not {table[name]!r}")
        whole = {**table, "years": {int(year): number for year, number in years.items()}}
        return cls(**whole)

    def raised(self, seen: Expected) -> Expected:
        """Return what is expected after `seen` was given: no least number falls, `failures` does not rise."""
        years = dict(self.years)
        for year, number in seen.years.items():
            years[year] = max(number, years.get(year, 0))
        allowed = [number for number in (self.failures, seen.failures) if number is not None]
        return Expected(
            reports=_higher(self.reports, seen.reports),
            bodies=_higher(self.bodies, seen.bodies),
            rows=_higher(self.rows, seen.rows),
            parsed=_higher(self.parsed, seen.parsed),
            failures=min(allowed, default=None),
            years=dict(sorted(years.items())),
            blocked=self.blocked,
            note=self.note,
        )


NOTHING = Expected()


@dataclass(frozen=True, slots=True)
class Expectations:
    """The expectations of one province, by host without `www.` and by address of a column."""

    portals: Mapping[str, Expected] = field(default_factory=dict)
    columns: Mapping[str, Expected] = field(default_factory=dict)

    def raised(self, seen: Expectations) -> Expectations:
        """Return both together; see `Expected.raised`."""
        return Expectations(_raised(self.portals, seen.portals), _raised(self.columns, seen.columns))


def load(folder: Path, spider: str) -> Expectations:
    """Read a province's file; nothing is expected where there is none. Raises ExpectationError."""
    path = folder / f"{spider}.toml"
    if not path.is_file():
        return Expectations()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExpectationError(f"{path}: cannot be read: {error}") from error
    unknown = sorted(set(data) - {"portals", "columns"})
    if unknown:
        raise ExpectationError(f"{path}: unknown tables {', '.join(unknown)}")
    tables: list[dict[str, Expected]] = []
    for kind in ("portals", "columns"):
        found = data.get(kind, {})
        if not isinstance(found, dict) or not all(isinstance(table, dict) for table in found.values()):
            raise ExpectationError(f"{path}: {kind} holds tables by name")
        tables.append(
            {
                name.removeprefix("www.") if kind == "portals" else name: Expected.read(
                    table, f"{path}: {name}"
                )
                for name, table in found.items()
            }
        )
    return Expectations(*tables)


def text_of(spider: str, expectations: Expectations) -> str:
    """Return the file of a province as text."""
    parts = [_HEAD.format(spider=spider)]
    for kind, tables in (("portals", expectations.portals), ("columns", expectations.columns)):
        for name, expected in sorted(tables.items()):
            if lines := list(_lines(expected)):
                parts.append("\n".join([f"[{kind}.{_quoted(name)}]", *lines]) + "\n")
    return "\n".join(parts)


def write(folder: Path, spider: str, expectations: Expectations) -> Path:
    """Write a province's file, whole or not at all; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{spider}.toml"
    fresh = path.with_suffix(".toml.new")
    fresh.write_text(text_of(spider, expectations), encoding="utf-8")
    fresh.replace(path)
    return path


def _lines(expected: Expected) -> list[str]:
    lines = []
    for each in fields(expected):
        value = getattr(expected, each.name)
        if each.name == "years":
            if value:
                years = ", ".join(f"{year} = {number}" for year, number in sorted(value.items()))
                lines.append(f"years = {{ {years} }}")
        elif isinstance(value, str):
            if value:
                lines.append(f"{each.name} = {_quoted(value)}")
        elif value is not None:
            lines.append(f"{each.name} = {value}")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _raised(ours: Mapping[str, Expected], seen: Mapping[str, Expected]) -> dict[str, Expected]:
    return {name: ours.get(name, NOTHING).raised(seen.get(name, NOTHING)) for name in sorted({*ours, *seen})}


def _higher(one: Number | None, other: Number | None) -> Number | None:
    return max((number for number in (one, other) if number is not None), default=None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

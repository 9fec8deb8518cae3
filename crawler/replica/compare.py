"""Truth against what a crawl brought home: found, missing, invented, wrong figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crawler.replica.model import Value
from crawler.replica.truth import ExpectedFailure, TrueReport

Key = tuple[str, int]
"""Body id and report year."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A report as exported: `values` by cell id; `inferred` are cells the parser worked out itself."""

    body_id: str
    year: int
    values: Mapping[str, Value]
    inferred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WrongFigure:
    """A cell whose exported value is not what the page shows."""

    body_id: str
    year: int
    cell: str
    true: Value
    exported: Value


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcome of a comparison; all keys are (body id, report year)."""

    found: tuple[Key, ...]
    missing: tuple[Key, ...]
    """True reports that were not exported."""
    from_files: tuple[Key, ...]
    """Found reports that stand only in PDF files."""
    invented: tuple[Key, ...]
    doubled: tuple[Key, ...]
    """Keys exported more than once."""
    merged: tuple[Key, ...]
    """Found reports that stand at several addresses and were exported once."""
    wrong: tuple[WrongFigure, ...]
    cells: int
    """Cells compared."""

    @property
    def perfect(self) -> bool:
        """Nothing missing, invented, doubled or wrong."""
        return not (self.missing or self.invented or self.doubled or self.wrong)

    def table(self) -> list[tuple[str, int]]:
        """Label and count, in the order a reader wants them."""
        return [
            ("reports on the portals", len(self.found) + len(self.missing)),
            ("read", len(self.found)),
            ("of these only as PDF", len(self.from_files)),
            ("missing", len(self.missing)),
            ("at several addresses, merged into one", len(self.merged)),
            ("invented", len(self.invented)),
            ("exported twice", len(self.doubled)),
            ("figures compared", self.cells),
            ("wrong figures", len(self.wrong)),
        ]


def compare(truth: Iterable[TrueReport], exported: Iterable[Exported]) -> Comparison:
    """Compare by (body id, report year) and cell by cell. A cell the parser inferred where the original is
    empty is no error; a cell left out counts as None."""
    true = {(report.body_id, report.year): report for report in truth}
    all_exported = list(exported)
    times = Counter((report.body_id, report.year) for report in all_exported)
    by_key = {(report.body_id, report.year): report for report in all_exported}
    found = sorted(key for key in true if key in by_key)
    wrong = [figure for key in found for figure in _wrong_figures(true[key], by_key[key])]
    return Comparison(
        found=tuple(found),
        missing=tuple(sorted(key for key in true if key not in by_key)),
        from_files=tuple(key for key in found if true[key].carrier != "html"),
        invented=tuple(sorted(key for key in by_key if key not in true)),
        doubled=tuple(sorted(key for key, count in times.items() if count > 1)),
        merged=tuple(key for key in found if len(true[key].urls) > 1 and times[key] == 1),
        wrong=tuple(wrong),
        cells=sum(len(true[key].values) for key in found),
    )


def unmet(
    expected: Iterable[ExpectedFailure], seen: Iterable[tuple[str, str]]
) -> tuple[ExpectedFailure, ...]:
    """Expected failures not seen. `seen` are (address, failure class); the scheme does not matter."""
    known = {(_without_scheme(url), failure) for url, failure in seen}
    return tuple(item for item in expected if (_without_scheme(item.url), item.failure) not in known)


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


def _wrong_figures(true: TrueReport, exported: Exported) -> list[WrongFigure]:
    figures: list[WrongFigure] = []
    for cell in sorted({*true.values, *exported.values}):
        expected, got = true.values.get(cell), exported.values.get(cell)
        inferred = expected is None and cell in exported.inferred
        if not inferred and _number(expected) != _number(got):
            figures.append(WrongFigure(true.body_id, true.year, cell, expected, got))
    return figures


def _number(value: Value) -> Decimal | str | None:
    """The number a value stands for; text that is no number stays text and equals only itself."""
    if value is None:
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)

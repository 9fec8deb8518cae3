"""From figures to printed cells: blanks, slashes, full-width digits, and the value a reader may note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.replica.figures import empty, gather, generate
from crawler.replica.forms import DISPUTE_CELLS, sums_over
from crawler.replica.model import ReportPlan, Value

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
BLANK = ""
REMARKED = "proactive.normative_documents@issued"
KEEP_WHEN_BLANK = "requests.new@total"


@dataclass(frozen=True, slots=True)
class Printed:
    """Cell id -> text of the cell, and cell id -> value as printed (None where no number stands)."""

    texts: Mapping[str, str]
    values: Mapping[str, Value]


def figures_of(plan: ReportPlan, text: int = 1) -> dict[str, Value]:
    """Figures of a report before printing; `text` 2 is the amended text of a report that has one."""
    if plan.nonzero is not None:
        figures = empty(plan.forms) | dict(plan.nonzero)
    else:
        figures = generate(plan.like or plan.body.id, plan.body.size, plan.year, plan.forms)
        gather(figures, plan.held)
    if text > 1:
        for cell, amount in plan.amended.items():
            _amend(figures, cell, amount)
    for cell, amount in plan.wrong.items():
        figures[cell] = _count(figures, cell) + amount
    return figures


def print_report(plan: ReportPlan, text: int = 1) -> Printed:
    """Print every cell of a report by its habits."""
    texts: dict[str, str] = {}
    values: dict[str, Value] = {}
    for cell, value in figures_of(plan, text).items():
        shown = BLANK if cell in plan.missing else _show(cell, value, plan.printing)
        texts[cell] = shown
        values[cell] = value if any(char.isdigit() for char in shown) else None
    return Printed(texts, values)


def _show(cell: str, value: Value, habits: frozenset[str]) -> str:
    zero = value in (0, "0", None)
    if zero:
        if "slash" in habits and cell.startswith("proactive.regulations@"):
            return "/"
        if "dash" in habits and cell in DISPUTE_CELLS:
            return "—"
        if "words" in habits and cell == "proactive.admin_fees@amount":
            return "无"
        if "blank" in habits and cell != KEEP_WHEN_BLANK:
            return BLANK
    shown = str(value)
    if "sign" in habits and cell.endswith("@change") and isinstance(value, int) and value > 0:
        shown = f"+{value}"
    if "grown" in habits and cell.endswith("@change") and isinstance(value, int) and value:
        shown = f"增{value}" if value > 0 else f"减{-value}"
    if "comma" in habits:
        shown = _with_commas(shown)
    if "unit" in habits and cell == "proactive.central_procurement@amount" and not zero:
        shown += "元"
    if "pieces" in habits and cell.endswith("@decisions"):
        shown += "件"
    if "remark" in habits and cell == REMARKED and not zero:
        shown += "（其中修订1件）"
    return shown.translate(FULL_WIDTH) if "full" in habits else shown


def _with_commas(shown: str) -> str:
    whole, point, decimals = shown.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.isdigit() else shown


def _amend(figures: dict[str, Value], cell: str, amount: int) -> None:
    """Add to a cell and to the sums above it, so that the corrected text is sound again."""
    for name in (cell, *sums_over(cell)):
        figures[name] = _count(figures, name) + amount


def _count(figures: Mapping[str, Value], cell: str) -> int:
    value = figures[cell]
    if not isinstance(value, int):
        raise TypeError(f"{cell} is no count")
    return value

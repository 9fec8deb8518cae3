"""The relations of the specification that one report alone can be held against.

A blank addend counts as zero only if the printed total then fits; a blank total makes a relation not
assessable. A value that was inferred from a relation counts as blank: it cannot bear witness for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from parsers.formats.spec import CheckRule, formats, relations, value_kind
from parsers.narrative import narrative_checks, sentences_of
from parsers.record import Check, CheckStatus, Value

if TYPE_CHECKING:
    from parsers.record import Chapter

_MOST_DECIMALS = 4


def run_checks(
    values: Mapping[str, Value],
    states: Mapping[str, str],
    generations: Mapping[str, str],
    chapters: Sequence[Chapter],
    years: Mapping[str, int | None],
) -> list[Check]:
    """Evaluate every check of the tables' generations. `years`: year by place of mention (title, period,
    text)."""
    printed = {cell: None if states.get(cell) == "inferred" else value for cell, value in values.items()}
    requests, proactive = generations.get("requests"), generations.get("proactive")
    general = requests or proactive
    checks: list[Check] = []
    sentences = sentences_of(chapters)
    for generation in sorted({g for g in (requests, proactive) if g}, reverse=True):
        for rule in formats()[generation].checks:
            part = rule.id.split(".")[1]
            owner = {"T2": proactive, "T3": requests}.get(part, general)
            if owner != generation or part in ("Y", "R"):
                continue
            if rule.lhs:
                for check, lhs, rhs in relations(generation)[rule.id]:
                    checks.append(evaluate(check, rule, lhs, rhs, printed))
            else:
                checks.extend(_in_words(rule, printed, chapters, sentences, years))
    return checks


def evaluate(
    check: str, rule: CheckRule, lhs: tuple[str, ...], rhs: tuple[str, ...], values: Mapping[str, Value]
) -> Check:
    """One arithmetic relation under the id `check`. `values`: what is printed, None for anything else."""
    left, left_blank = _sum(lhs, values)
    right, right_blank = _sum(rhs, values)
    detail = f"{left} {rule.op} {right}"
    holds = left == right if rule.op == "==" else left <= right
    status: CheckStatus
    if (
        _unknown_total(lhs, left_blank)
        or _unknown_total(rhs, right_blank)
        or left_blank == len(lhs)
        or right_blank == len(rhs)
    ):
        status = "not_assessable"
    elif not left_blank and not right_blank:
        status = "holds" if holds else "fails"
    elif holds and (rule.op == "==" or not right_blank):
        status = "holds_blank_as_zero"
    elif holds or (left_blank and left < right) or (right_blank and right < left):
        status = "not_assessable"
    else:
        # What is printed already exceeds the other side: no count in the blanks could mend it.
        status = "fails"
    if left_blank or right_blank:
        detail += f" ({left_blank + right_blank} blank)"
    return Check(check, status, (*lhs, *rhs), detail)


def _unknown_total(cells: tuple[str, ...], blanks: int) -> bool:
    return len(cells) == 1 and blanks == 1


def _sum(cells: tuple[str, ...], values: Mapping[str, Value]) -> tuple[Decimal | int, int]:
    counts = [value for cell in cells if isinstance(value := values.get(cell), int)]
    if len(counts) == len(cells):
        return sum(counts), 0
    known = [values.get(cell) for cell in cells]
    total = sum((Decimal(value) for value in known if value is not None), Decimal(0))
    return total, sum(1 for value in known if value is None)


def _in_words(
    rule: CheckRule,
    values: Mapping[str, Value],
    chapters: Sequence[Chapter],
    sentences: Sequence[str],
    years: Mapping[str, int | None],
) -> list[Check]:
    _, part, name = rule.id.split(".", 2)
    if part == "V":
        return [_nonnegative(rule, values)]
    if part == "M":
        return [_years(rule, years)]
    if part == "C6":
        return [_fee_unpaid(rule, values, chapters)]
    if part == "N":
        return narrative_checks(rule.id, name, values, sentences)
    if name == "regulation_power":
        return [_regulation_power(rule, values)]
    return []


def _nonnegative(rule: CheckRule, values: Mapping[str, Value]) -> Check:
    wrong = []
    for cell, value in values.items():
        if value is None or (isinstance(value, int) and value >= 0):
            continue
        kind = value_kind(cell)
        if kind == "signed_count":
            continue
        amount = Decimal(value)
        exponent = amount.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) else 0
        if amount < 0 or (kind == "count" and decimals > 0) or decimals > _MOST_DECIMALS:
            wrong.append(cell)
    if all(value is None for value in values.values()):
        return Check(rule.id, "not_assessable", (), "no figures")
    return Check(rule.id, "fails" if wrong else "holds", tuple(wrong), rule.formula)


def _years(rule: CheckRule, years: Mapping[str, int | None]) -> Check:
    named = {place: year for place, year in years.items() if year is not None}
    detail = ", ".join(f"{place} {year}" for place, year in named.items())
    if len(named) < 2:
        return Check(rule.id, "not_assessable", (), detail or "no year named")
    return Check(rule.id, "holds" if len(set(named.values())) == 1 else "fails", (), detail)


def _fee_unpaid(rule: CheckRule, values: Mapping[str, Value], chapters: Sequence[Chapter]) -> Check:
    cell = "outcome.other.fee_unpaid@total"
    count = values.get(cell)
    text = next((chapter.text for chapter in chapters if chapter.no == 6), None)
    if not isinstance(count, int) or (count > 0 and text is None):
        return Check(rule.id, "not_assessable", (cell,), "")
    if count <= 0:
        return Check(rule.id, "holds", (cell,), "no fee left unpaid")
    speaks = any(word in (text or "") for word in ("处理费", "收费", "缴费", "费用"))
    return Check(
        rule.id,
        "holds" if speaks else "fails",
        (cell,),
        "chapter six speaks of the fee" if speaks else "chapter six is silent on the fee",
    )


def _regulation_power(rule: CheckRule, values: Mapping[str, Value]) -> Check:
    cells = tuple(cell for cell in values if cell.startswith("proactive.regulations@"))
    known = [values[cell] for cell in cells if values[cell] is not None]
    if known and all(value == 0 for value in known):
        return Check(rule.id, "holds", cells, "no regulations")
    return Check(rule.id, "not_assessable", cells, "depends on the kind of body")

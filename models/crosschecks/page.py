"""The page `docs/findings.md`: every kind of finding and every rule, out of the data the program uses."""

from __future__ import annotations

from collections.abc import Iterable

from models.comparison import DISAGREE
from models.crosschecks.kinds import KINDS, YEARLY, Kind
from models.yearly import PREVIOUS, relations
from parsers.formats.older.forms import forms
from parsers.formats.spec import formats

_ELSEWHERE = ("Y", "R")
"""Parts of the specification that hold across reports; the record does not know them."""
_INTRODUCTION = f"""# Findings

Made by `python docs/generate.py` from the rules themselves.

A finding says that something in a report does not fit: a sum, the year before, another report. It
never changes a figure: the original stays as it was printed, and a person decides. `nianbao check`
evaluates the rules across reports over the current text of every report and lists all findings with
their evidence: the cells with their values and places, the words of both sides, the addresses. The
rules inside a report and against the year before are evaluated whenever a report is stored.
Evaluating again changes nothing; what was mended is forgotten.

Cells with the prefix `{PREVIOUS}` belong to the report of the year before.

| severity | meaning |
|---|---|
| `error` | The form itself is broken: it cannot be right. |
| `warning` | Lawful reasons exist, but a mistake is likelier. |
| `info` | Worth a look where there is time. |
"""


def findings_page() -> str:
    """The whole page as Markdown."""
    sections = [_section(kind) for kind in KINDS]
    return "\n".join([_INTRODUCTION, *sections])


def _section(kind: Kind) -> str:
    rows = list(_rules(kind))
    table = ["| rule | severity | meaning |", "|---|---|---|", *rows] if rows else []
    return "\n".join([f"## {kind.name}", "", kind.meaning, "", *table, *([""] if table else [])])


def _rules(kind: Kind) -> Iterable[str]:
    if kind.rules:
        return [_row(rule.id, rule.severity, rule.meaning) for rule in kind.rules]
    if kind.name == YEARLY:
        return _yearly_rules()
    return _record_rules() if kind.name == "record" else [_row(f"{DISAGREE}[…]", "error", kind.meaning)]


def _record_rules() -> Iterable[str]:
    for generation in formats().values():
        for rule in generation.checks:
            if rule.id.split(".")[1] not in _ELSEWHERE:
                yield _row(rule.id, rule.severity, rule.formula)
    for form in forms():
        for check in form.checks:
            yield _row(check.id, check.severity, check.formula)


def _yearly_rules() -> Iterable[str]:
    seen: set[str] = set()
    for relation in relations():
        name = relation.id.partition("[")[0]
        if name not in seen:
            seen.add(name)
            left, right = (" + ".join(cells) for cells in (relation.left, relation.right))
            yield _row(name, relation.severity, f"`{left}` = `{right}`, and likewise for every column")


def _row(rule: str, severity: str, meaning: str) -> str:
    return f"| `{rule}` | {severity} | {meaning.replace('|', '/')} |"

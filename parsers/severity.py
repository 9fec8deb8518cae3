"""How grave it is when a check fails: stated with each relation in the specification's data."""

from __future__ import annotations

from functools import cache

from parsers.formats.older.forms import forms
from parsers.formats.spec import formats


def severity_of(check: str) -> str | None:
    """Return `error`, `warning` or `info` for the id of an evaluated check, None for one not specified.

    The id of an instance (`G4.T3.balance[total]`) has the severity of its relation.
    """
    return _severities().get(check.partition("[")[0])


@cache
def _severities() -> dict[str, str]:
    rules = [rule for generation in formats().values() for rule in generation.checks]
    rules += [rule for form in forms() for rule in form.checks]
    return {rule.id: rule.severity for rule in rules}

"""What the further documents of a text say, kept: comparisons, disagreements, findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

from models.comparison import DISAGREE, Comparison, compare, in_words
from models.copies import Copy
from models.editions import Edition
from models.schema import ComparisonRow, DisagreementRow, Finding
from parsers.record import Record, Value


def write_comparisons(
    connection: Connection, version_id: int, edition: Edition, records: Mapping[Copy, Record]
) -> None:
    """Compare the accepted reading of a text with every other one; the version's rows were deleted before."""
    chosen = edition.chosen.copy
    compared = [
        (copy, compare(edition.record, records[copy]))
        for copy in edition.members
        if copy != chosen and copy.has_figures
    ]
    if not compared:
        return
    connection.execute(
        insert(ComparisonRow), [_comparison(version_id, copy, found) for copy, found in compared]
    )
    differing = [row for copy, found in compared for row in _disagreements(version_id, copy, found)]
    if differing:
        connection.execute(insert(DisagreementRow), differing)
    findings = [_finding(version_id, chosen, copy, found) for copy, found in compared if found.firm]
    if findings:
        connection.execute(insert(Finding), findings)


def _comparison(version_id: int, copy: Copy, found: Comparison) -> dict[str, Any]:
    firm = len(found.firm)
    return {
        "version_id": version_id,
        "sha256": copy.sha256,
        "part": copy.part,
        "carrier": copy.carrier,
        "agreeing": found.agreeing,
        "disagreeing": firm,
        "doubtful": len(found.disagreements) - firm,
        "uncompared": found.uncompared,
    }


def _disagreements(version_id: int, copy: Copy, found: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "version_id": version_id,
            "cell_id": each.cell_id,
            "sha256": copy.sha256,
            "part": copy.part,
            "value": _text(each.value),
            "other_value": _text(each.other_value),
            "other_state": each.other_state,
            "other_raw": each.other_raw,
            "other_place": each.other_place,
            "vouched": each.vouched,
        }
        for each in found.disagreements
    ]


def _finding(version_id: int, chosen: Copy, copy: Copy, found: Comparison) -> dict[str, Any]:
    part = f".{copy.part}" if copy.part else ""
    return {
        "version_id": version_id,
        "check_id": f"{DISAGREE}[{copy.sha256[:12]}{part}]",
        "kind": "sources",
        "severity": "error",
        "cells": [each.cell_id for each in found.firm],
        "detail": in_words(found, chosen.carrier, copy.carrier, copy.sha256),
        "previous_version_id": None,
    }


def _text(value: Value) -> str | None:
    return None if value is None else str(value)

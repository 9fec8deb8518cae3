"""What persons decided about cells: kept beside the readings, never in their place.

A judgement belongs to a document by the digest of its bytes. It survives every reparse; changed bytes are
another document, to which it does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, select

from models.database import CorpusError
from models.readings import load_record
from models.schema import Judgement, Reading
from parsers.formats.spec import value_kind

EMPTY_STATES = ("blank", "slash", "dash", "text")
"""Words that may be decided on where a cell holds no number."""
_COUNTS = frozenset({"count", "signed_count"})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one cell of one document."""

    sha256: str
    part: int
    cell_id: str
    value: str
    """A number as printed in the unit of the cell, or one of `EMPTY_STATES`."""
    author: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The decision that counts for a cell."""

    cell_id: str
    value: str | None
    state: str | None
    author: str
    at: datetime
    note: str | None


class JudgementError(CorpusError):
    """A decision that cannot be kept; the message is a sentence for a person."""


def meaning(cell_id: str, text: str) -> tuple[str | None, str | None]:
    """Value and state that a decision's words mean for a cell; raises JudgementError."""
    word = text.strip()
    if word in EMPTY_STATES:
        return None, word
    try:
        number = Decimal(word)
    except InvalidOperation:
        number = Decimal("NaN")
    is_count = value_kind(cell_id) in _COUNTS
    if not number.is_finite() or (is_count and number != number.to_integral_value()):
        kind = "a whole number" if is_count else "a number"
        raise JudgementError(f"{cell_id} takes {kind} or one of {', '.join(EMPTY_STATES)}, not {text!r}")
    return (str(int(number)) if is_count else format(number, "f")), None


def decide(connection: Connection, decision: Decision, now: datetime) -> Judged:
    """Keep a decision; raises JudgementError where the document has no such cell."""
    if not decision.author.strip():
        raise JudgementError("a decision needs its author")
    record = load_record(connection, decision.sha256, decision.part)
    if record is None or decision.cell_id not in record.values:
        raise JudgementError(f"the reading of {decision.sha256[:12]} has no cell {decision.cell_id}")
    value, state = meaning(decision.cell_id, decision.value)
    read = record.values[decision.cell_id]
    version = connection.execute(
        select(Reading.parser_version).where(Reading.sha256 == decision.sha256, Reading.part == decision.part)
    ).scalar_one()
    former = current(connection, [(decision.sha256, decision.part)]).get(
        (decision.sha256, decision.part, decision.cell_id)
    )
    if former is not None and former.at >= now:
        raise JudgementError(f"{decision.cell_id} was judged at the same moment by {former.author}")
    connection.execute(
        insert(Judgement).values(
            sha256=decision.sha256,
            part=decision.part,
            cell_id=decision.cell_id,
            at=now,
            value=value,
            state=state,
            author=decision.author.strip(),
            note=decision.note,
            read_value=None if read is None else str(read),
            read_state=record.states.get(decision.cell_id),
            parser_version=version,
        )
    )
    return Judged(decision.cell_id, value, state, decision.author.strip(), now, decision.note)


def latest() -> Select[Any]:
    """The judgement that counts for each cell: the latest one."""
    newest = (
        select(Judgement.sha256, Judgement.part, Judgement.cell_id, func.max(Judgement.at).label("at"))
        .group_by(Judgement.sha256, Judgement.part, Judgement.cell_id)
        .subquery()
    )
    return select(Judgement).join(
        newest,
        and_(
            newest.c.sha256 == Judgement.sha256,
            newest.c.part == Judgement.part,
            newest.c.cell_id == Judgement.cell_id,
            newest.c.at == Judgement.at,
        ),
    )


def current(
    connection: Connection, documents: Iterable[tuple[str, int]]
) -> dict[tuple[str, int, str], Judged]:
    """The judgements that count for these documents (digest, part), by document and cell."""
    wanted = set(documents)
    rows = connection.execute(latest().where(Judgement.sha256.in_({sha256 for sha256, _ in wanted})))
    return {
        (row.sha256, row.part, row.cell_id): Judged(
            row.cell_id, row.value, row.state, row.author, row.at, row.note
        )
        for row in rows
        if (row.sha256, row.part) in wanted
    }

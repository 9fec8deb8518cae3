"""What goes into the resolver and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Decision = Literal["resolved", "ambiguous", "unknown"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A raw title or body name with whatever is known around it.

    `year`: report year. `host_division`: code (or id) of the division that runs the host; it narrows, it does
    not decide. `province_code`: 2 or 6 digits. `context`: further texts of the same document that may name
    the body or its county: publisher, signature, first paragraphs.
    """

    raw: str
    year: int | None = None
    host: str | None = None
    host_division: str | None = None
    site_name: str | None = None
    province: str | None = None
    province_code: str | None = None
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body the mention may mean. `division_code` is the one in force in the report year."""

    body_id: str
    division_id: str
    division_code: str
    organ_kind: str
    canonical_name: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer. Only `resolved` carries a body; the other decisions list candidates where there are any.

    `score` is 0..1; `evidence` says in words what the answer rests on.
    """

    decision: Decision
    body_id: str | None = None
    division_id: str | None = None
    division_code: str | None = None
    organ_kind: str | None = None
    qualifier: str = ""
    canonical_name: str | None = None
    score: float = 0.0
    evidence: str = ""
    candidates: tuple[Candidate, ...] = ()

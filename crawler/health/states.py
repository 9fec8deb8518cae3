"""What is judged, a column or a portal with all that is known of it, and the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawler.health.expectations import NOTHING, Expected
from crawler.health.moving import STALE
from models.sourcefacts import ColumnHistory, Harvest, MoveFact, PortalHistory, Walk


class State(StrEnum):
    """How a source stands, the best first."""

    OK = "ok"
    NEVER_RAN = "never_ran"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    BROKEN = "broken"


SEVERITY = {state: number for number, state in enumerate(State)}
BENIGN = frozenset({"failures", "moved"})
"""Faults of a run that is good enough to learn expectations from."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a source: the state it makes, a word for programs, a sentence."""

    state: State
    what: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a source with the evidence for it in one sentence; `faults` are all of them."""

    state: State
    evidence: str
    faults: tuple[Fault, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether its last run can be learned from."""
        return self.state in (State.OK, State.DEGRADED) and all(fault.what in BENIGN for fault in self.faults)

    @property
    def is_alarming(self) -> bool:
        """Whether somebody should look at it: a block that is known to be one need not be looked at again."""
        if self.state is State.BLOCKED:
            return all(fault.what != "known_block" for fault in self.faults)
        return SEVERITY[self.state] > SEVERITY[State.NEVER_RAN]


def verdict_of(faults: Sequence[Fault], well: str) -> Verdict:
    """The verdict by the worst of the faults; `well` is what there is to say where there is none."""
    if not faults:
        return Verdict(State.OK, well)
    worst = max(faults, key=lambda fault: SEVERITY[fault.state])
    return Verdict(worst.state, worst.sentence, tuple(faults))


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """An outermost column with all that is known of it."""

    url: str
    title: str
    portal: str
    province: str
    basis: str
    """`seen` where the registry says so, `found` where only discovery does."""
    history: ColumnHistory | None = None
    gave: bool = False
    """Whether a report was ever found in it or in a column inside it."""
    move: MoveFact | None = None
    """Where its reports stand now."""
    inside: tuple[Walk, ...] = ()
    """Lists of the columns inside it that fell short in the run that counts."""
    expected: Expected = NOTHING

    @property
    def is_history(self) -> bool:
        """Whether it ended and another column has its reports: kept, and not judged with its portal."""
        return self.move is not None and self.move.why != STALE


@dataclass(frozen=True, slots=True)
class PortalSource:
    """A portal with its columns."""

    host: str
    name: str
    province: str
    columns: tuple[ColumnSource, ...] = ()
    history: PortalHistory | None = None
    harvest: Harvest | None = None
    moves: tuple[MoveFact, ...] = ()
    expected: Expected = NOTHING

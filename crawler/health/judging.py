"""The state of a source by what it gave last, what it gave before and what is expected of it. Pure.

A source that gave nothing is never `ok`: it may have been looked at perfectly and still be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawler.health.expectations import NOTHING, Expected
from crawler.health.moving import STALE
from models.sourcefacts import ColumnHistory, Harvest, MoveFact, PortalHistory, Walk
from parsers.failures import Failure


class State(StrEnum):
    """How a source stands, the best first."""

    OK = "ok"
    NEVER_RAN = "never_ran"
    DEGRADED = "degraded"
    BLOCKED = "blocked"
    BROKEN = "broken"


SEVERITY = {state: number for number, state in enumerate(State)}
REFUSED = frozenset(
    {
        Failure.CHALLENGE,
        Failure.CAPTCHA,
        Failure.FORBIDDEN,
        Failure.GEO_BLOCKED,
        Failure.RATE_LIMITED,
        Failure.ROBOTS_DENIED,
        Failure.ROBOTS_UNKNOWN,
        Failure.GUARD_REFUSED,
    }
)
"""The host answers and does not let us in."""
FEWER = 0.9
"""Share of what was found before under which a source is degraded, where nothing is declared."""
COLLAPSED = 0.5
"""Share of what is expected under which it is broken."""
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


def judge_column(source: ColumnSource) -> Verdict:
    """The state of a column."""
    history, move = source.history, source.move
    if history is None:
        return Verdict(State.NEVER_RAN, "no run has asked for it")
    figures, failure = history.figures, history.figures.failure
    found, run = figures.reports or 0, figures.run_id
    if move is not None and move.why != STALE:
        ended = Fault(
            State.BROKEN,
            "moved",
            f"{_ended(move.why)} in run {move.run_id}; {move.found} of its {move.had} reports stand at "
            f"{move.to_url}",
        )
        return Verdict(State.BROKEN, ended.sentence, (ended,))
    faults: list[Fault] = []
    if failure is not None:
        faults.append(_of_failure(failure, f"{failure} in run {run}: {figures.detail}"))
    elif history.walk is not None and history.walk.failure == Failure.NEEDS_BROWSER:
        faults.append(_needs_browser(history.walk.detail))
    elif not found:
        faults.append(_nothing(source, history))
    else:
        faults += _fewer(found, source.expected.reports, history.best, run)
        faults += _short_lists(history.walk, source.inside)
    if move is not None and move.run_id == run:
        sentence = (
            f"no page leads to it and nothing is new there; {move.to_url} has its reports and later ones"
        )
        faults.append(Fault(State.DEGRADED, "stale", sentence))
    if found:
        rows = history.walk.rows if history.walk else 0
        if source.expected.rows is not None and rows < source.expected.rows:
            sentence = f"its list has {rows} rows, {source.expected.rows} are expected"
            faults.append(Fault(State.DEGRADED, "rows", sentence))
        faults += _too_many_failures(figures.failures, source.expected.failures)
    return _verdict(faults, _well(source))


def judge_portal(source: PortalSource, columns: Sequence[Verdict]) -> Verdict:
    """The state of a portal; `columns` are the verdicts of its columns in their order."""
    live = [
        (column, verdict)
        for column, verdict in zip(source.columns, columns, strict=True)
        if not column.is_history and verdict.state is not State.NEVER_RAN
    ]
    history = source.history
    if history is None and not live:
        return Verdict(State.NEVER_RAN, "no run has visited it to its end")
    found = history.figures.reports if history else sum(_found(column) for column, _ in live)
    faults: list[Fault] = []
    run = history.figures.run_id if history else 0
    if not found and not any(verdict.state is State.OK and _run(column) >= run for column, verdict in live):
        faults.append(_empty_portal(source, live))
    else:
        faults += _of_columns(live)
        if not live:
            sentence = f"{found} reports were met, but no column that lists them"
            faults.append(Fault(State.DEGRADED, "no_column", sentence))
    if history is not None and found:
        figures = history.figures
        if figures.whole:
            faults += _fewer(found, source.expected.reports, history.best, figures.run_id)
            faults += _of_harvest(source)
        faults += [
            Fault(State.DEGRADED, "moved", f"a column moved in run {move.run_id}: {_move_text(move)}")
            for move in source.moves
            if move.run_id == figures.run_id
        ]
        faults += _too_many_failures(figures.failures, source.expected.failures, figures.detail)
    verdict = _verdict(faults, f"{found} reports, columns: {len(live)}")
    if source.expected.blocked and verdict.state is State.BLOCKED:
        known = Fault(State.BLOCKED, "known_block", f"known: {source.expected.blocked}")
        return Verdict(State.BLOCKED, known.sentence, (known,))
    return verdict


def judge_province(portals: Iterable[Verdict]) -> Verdict:
    """The state of a province: the worst that holds for all, `degraded` where it holds for some."""
    states = [verdict.state for verdict in portals]
    ran = [state for state in states if state is not State.NEVER_RAN]
    counts = ", ".join(f"{states.count(state)} {state}" for state in State if state in states)
    if not ran:
        return Verdict(State.NEVER_RAN, counts or "no portal is registered")
    for state in (State.OK, State.BROKEN, State.BLOCKED):
        if all(each is state for each in ran):
            return Verdict(state, counts)
    delivering = any(state in (State.OK, State.DEGRADED) for state in ran)
    return Verdict(State.DEGRADED if delivering else State.BROKEN, counts)


def _verdict(faults: Sequence[Fault], well: str) -> Verdict:
    if not faults:
        return Verdict(State.OK, well)
    worst = max(faults, key=lambda fault: SEVERITY[fault.state])
    return Verdict(worst.state, worst.sentence, tuple(faults))


def _of_failure(failure: str, sentence: str) -> Fault:
    if failure in REFUSED:
        return Fault(State.BLOCKED, "refused", sentence)
    if failure == Failure.NEEDS_BROWSER:
        return Fault(State.DEGRADED, "needs_browser", sentence.replace(failure, "needs a browser", 1))
    return Fault(State.BROKEN, "failed", sentence)


def _needs_browser(detail: str) -> Fault:
    return Fault(State.DEGRADED, "needs_browser", f"needs a browser: {detail}")


def _nothing(source: ColumnSource, history: ColumnHistory) -> Fault:
    """A column was there, and no report in it."""
    run, walk = history.figures.run_id, history.walk
    said = f" ({walk.failure}: {walk.detail})" if walk and walk.failure else ""
    had = max(history.best or 0, source.expected.reports or 0)
    if had:
        return Fault(State.BROKEN, "empty", f"no report in run {run}, {had} before{said}")
    if source.gave:
        return Fault(State.BROKEN, "empty", f"no report in run {run}, some before{said}")
    return Fault(State.DEGRADED, "empty", f"no report was ever found in it{said}")


def _fewer(found: int, expected: int | None, best: int | None, run: int) -> list[Fault]:
    """Fewer reports than declared, or, where nothing is, clearly fewer than an earlier run found."""
    least, words = (expected, "expected") if expected is not None else (best, "found before")
    if not least or found >= (least if expected is not None else FEWER * least):
        return []
    state = State.BROKEN if found < COLLAPSED * least else State.DEGRADED
    return [Fault(state, "fewer", f"{found} reports in run {run}, {least} {words}")]


def _short_lists(walk: Walk | None, inside: Sequence[Walk]) -> list[Fault]:
    """Lists that gave less than they promise."""
    faults = []
    own = (walk,) if walk is not None else ()
    for entry in (*own, *inside):
        if entry.failure is None:
            continue
        collapsed = entry in own and entry.rows < COLLAPSED * (entry.promised_rows or 0)
        state = State.BROKEN if collapsed else State.DEGRADED
        where = "" if entry in own else f"{entry.column_url} "
        faults.append(Fault(state, "list", f"list {where}is {entry.failure}: {entry.detail}"))
    return faults


def _too_many_failures(failures: Mapping[str, int], allowed: int | None, detail: str = "") -> list[Fault]:
    number = sum(failures.values())
    if number <= (allowed or 0):
        return []
    classes = ", ".join(f"{name} {count}" for name, count in sorted(failures.items()))
    least = f", {allowed} are allowed" if allowed else ""
    example = f"; {detail}" if detail else ""
    sentence = f"addresses that failed: {number} ({classes}){least}{example}"
    return [Fault(State.DEGRADED, "failures", sentence)]


def _of_columns(live: Sequence[tuple[ColumnSource, Verdict]]) -> list[Fault]:
    bad = [(column, verdict) for column, verdict in live if verdict.state is not State.OK]
    if not bad:
        return []
    states = {verdict.state for _, verdict in live}
    whole = states.pop() if len(states) == 1 else State.DEGRADED
    worst = max(bad, key=lambda pair: SEVERITY[pair[1].state])
    benign = all(fault.what in BENIGN for _, verdict in bad for fault in verdict.faults)
    sentence = f"{len(bad)} of {len(live)} columns {worst[1].state}: {worst[0].url} {worst[1].evidence}"
    return [Fault(whole, "failures" if benign else "columns", sentence)]


def _empty_portal(source: PortalSource, live: Sequence[tuple[ColumnSource, Verdict]]) -> Fault:
    """Why a portal gave no report at all."""
    if live:
        column, verdict = max(live, key=lambda pair: SEVERITY[pair[1].state])
        state = verdict.state if verdict.state is not State.OK else State.BROKEN
        return Fault(state, "empty", f"no report: {column.url} {verdict.evidence}")
    assert source.history is not None
    figures = source.history.figures
    classes = set(figures.failures)
    if (not figures.answered and classes & REFUSED) or (classes and classes <= REFUSED):
        return Fault(State.BLOCKED, "refused", figures.detail)
    if not figures.answered:
        return Fault(State.BROKEN, "down", f"the host is down: {figures.detail}")
    if Failure.NEEDS_BROWSER in classes:
        return _needs_browser(figures.detail)
    had = max(source.history.best or 0, source.expected.reports or 0)
    found = f"no report in run {figures.run_id}"
    if had:
        return Fault(
            State.BROKEN, "empty", f"{found}, {had} before; {figures.detail or 'no column any more'}"
        )
    sentence = f"answers, but no column of reports was ever found ({figures.requests} requests)"
    return Fault(State.BROKEN, "no_column", sentence)


def _of_harvest(source: PortalSource) -> list[Fault]:
    """Bodies, years and share parsed against what is declared."""
    harvest, expected = source.harvest, source.expected
    if harvest is None or harvest.read < harvest.addresses:
        return []  # not all is read yet: what is missing may be in what waits
    faults = []
    if expected.bodies is not None and harvest.bodies < expected.bodies:
        faults.append(f"reports of {harvest.bodies} bodies, {expected.bodies} are expected")
    for year, least in sorted(expected.years.items()):
        if harvest.years.get(year, 0) < least:
            faults.append(f"{year}: reports of {harvest.years.get(year, 0)} bodies, {least} are expected")
    share = harvest.parsed / harvest.read if harvest.read else 0.0
    if expected.parsed is not None and share < expected.parsed:
        faults.append(
            f"{share:.0%} of the documents are reports by their text, {expected.parsed:.0%} expected"
        )
    return [Fault(State.DEGRADED, "harvest", sentence) for sentence in faults]


def _found(column: ColumnSource) -> int:
    return (column.history.figures.reports or 0) if column.history else 0


def _run(column: ColumnSource) -> int:
    return column.history.figures.run_id if column.history else 0


def _well(source: ColumnSource) -> str:
    """What an `ok` column gave."""
    assert source.history is not None
    figures, walk = source.history.figures, source.history.walk
    words = f"{figures.reports} reports"
    if walk is not None and walk.promised_rows is not None:
        words += f", {walk.rows} of {walk.promised_rows} rows"
    if source.move is not None:
        words += f"; left standing, {source.move.to_url} goes on"
    if source.history.platform_before not in (None, figures.platform):
        words += f"; {source.history.platform_before} before, {figures.platform} now"
    return words


def _ended(why: str) -> str:
    return {
        Failure.EMPTY_LIST: "empty",
        Failure.LAYOUT_CHANGED: "no column any more",
        Failure.SOFT_404: "an error page in its place",
        "redirect": "leads elsewhere",
    }.get(why, why)


def _move_text(move: MoveFact) -> str:
    return f"{move.from_url} -> {move.to_url}, {move.found} of {move.had} reports found again"

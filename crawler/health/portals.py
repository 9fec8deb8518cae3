"""The state of a portal by its own figures and its columns, and of a province by its portals. Pure.

A portal that gave nothing is never `ok`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawler.health.rules import fewer, needs_browser, too_many_failures
from crawler.health.states import (
    BENIGN,
    SEVERITY,
    ColumnSource,
    Fault,
    PortalSource,
    State,
    Verdict,
    verdict_of,
)
from models.sourcefacts import MoveFact
from parsers.failures import REFUSED, Failure


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
            faults += fewer(found, source.expected.reports, history.best, figures.run_id)
            faults += _of_harvest(source)
        faults += [
            Fault(State.DEGRADED, "moved", f"a column moved in run {move.run_id}: {_move_text(move)}")
            for move in source.moves
            if move.run_id == figures.run_id
        ]
        faults += too_many_failures(figures.failures, source.expected.failures, figures.detail)
    verdict = verdict_of(faults, f"{found} reports, columns: {len(live)}")
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
        return needs_browser(figures.detail)
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


def _move_text(move: MoveFact) -> str:
    return f"{move.from_url} -> {move.to_url}, {move.found} of {move.had} reports found again"

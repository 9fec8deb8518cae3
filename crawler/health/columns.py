"""The state of a column by what it gave last, what it gave before and what is expected of it. Pure.

A column that gave nothing is never `ok`: it may have been looked at perfectly and still be lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from crawler.health.moving import STALE
from crawler.health.rules import COLLAPSED, fewer, needs_browser, too_many_failures
from crawler.health.states import ColumnSource, Fault, State, Verdict, verdict_of
from models.sourcefacts import ColumnHistory, Walk
from parsers.failures import REFUSED, Failure


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
        faults.append(needs_browser(history.walk.detail))
    elif not found:
        faults.append(_nothing(source, history))
    else:
        faults += fewer(found, source.expected.reports, history.best, run)
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
        faults += too_many_failures(figures.failures, source.expected.failures)
    return verdict_of(faults, _well(source))


def _of_failure(failure: str, sentence: str) -> Fault:
    if failure in REFUSED:
        return Fault(State.BLOCKED, "refused", sentence)
    if failure == Failure.NEEDS_BROWSER:
        return Fault(State.DEGRADED, "needs_browser", sentence.replace(failure, "needs a browser", 1))
    return Fault(State.BROKEN, "failed", sentence)


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

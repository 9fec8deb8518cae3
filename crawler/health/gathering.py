"""Everything known of the sources, put together: registry, corpus, expectations; and their states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.health import expectations
from crawler.health.columns import judge_column
from crawler.health.expectations import NOTHING, Expectations, Expected
from crawler.health.portals import judge_portal, judge_province
from crawler.health.states import ColumnSource, PortalSource, Verdict
from crawler.health.trees import trees_of
from models import sources
from models.corpus import Corpus
from models.database import reading
from models.sourcefacts import ColumnHistory, Harvest, KnownColumn, MoveFact, PortalHistory
from spiders import registry
from spiders.addresses import canonical

ANY = "any"
"""Province of portals that no file registers."""


@dataclass(frozen=True, slots=True)
class PortalHealth:
    """A portal with its state and those of its columns."""

    source: PortalSource
    verdict: Verdict
    columns: tuple[tuple[ColumnSource, Verdict], ...]


@dataclass(frozen=True, slots=True)
class ProvinceHealth:
    """A province (a spider) with its state and its portals."""

    name: str
    verdict: Verdict
    portals: tuple[PortalHealth, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the corpus knows of all sources."""

    columns: Sequence[KnownColumn]
    column_histories: Mapping[str, ColumnHistory]
    portal_histories: Mapping[str, PortalHistory]
    harvests: Mapping[str, Harvest]
    moves: Sequence[MoveFact]


def states_of(corpus: Corpus, folder: Path, provinces: Collection[str]) -> list[ProvinceHealth]:
    """The states of the sources of some provinces (spider names). Raises CorpusError, ExpectationError.

    `folder` holds the expectations, see `crawler.health.expectations`.
    """
    expected = {name: expectations.load(folder, name) for name in provinces}
    stored = stored_sources(corpus)
    by_province = defaultdict(list)
    for portal in portal_sources(stored, expected):
        by_province[portal.province].append(judged(portal))
    return [
        ProvinceHealth(
            name, judge_province(each.verdict for each in by_province[name]), tuple(by_province[name])
        )
        for name in sorted(provinces)
    ]


def stored_sources(corpus: Corpus) -> Stored:
    """Read what the corpus knows. Raises CorpusError."""
    with reading(corpus.engine) as connection:
        portals = _latest(sources.portal_histories(connection))
        return Stored(
            sources.columns(connection),
            sources.column_histories(connection),
            portals,
            sources.harvests(
                connection,
                {each.figures.portal: each.figures.run_id for each in portals.values()},
            ),
            sources.moves(connection),
        )


def judged(source: PortalSource) -> PortalHealth:
    """A portal with its verdicts."""
    columns = tuple((column, judge_column(column)) for column in source.columns)
    return PortalHealth(source, judge_portal(source, [verdict for _, verdict in columns]), columns)


def portal_sources(stored: Stored, expected: Mapping[str, Expectations]) -> list[PortalSource]:
    """All portals of the provinces that `expected` names: the registered ones, and others that were met."""
    found: dict[str, PortalSource] = {}
    seen: dict[str, tuple[str, str, str]] = {}
    for name in registry.spider_names():
        for portal in registry.portals(name):
            if portal.copy_of:
                continue
            host = _plain(portal.host)
            if registry.is_home_of(name, portal):
                found.setdefault(host, PortalSource(portal.host, portal.name, name))
            for column in portal.columns:
                if column.basis == "seen" and not column.is_copy:
                    seen.setdefault(canonical(column.url), (column.url, host, name))
    met = {_plain(column.portal): column for column in stored.columns}
    for host in {*met, *stored.portal_histories} - found.keys():
        province = met[host].province if host in met else ANY
        found[host] = PortalSource(met[host].portal if host in met else host, "", province)
    columns = _column_sources(stored, seen, found, expected)
    return [
        _whole(portal, columns.get(host, ()), stored, expected[portal.province])
        for host, portal in sorted(found.items())
        if portal.province in expected
    ]


def _whole(
    portal: PortalSource, columns: Iterable[ColumnSource], stored: Stored, expected: Expectations
) -> PortalSource:
    host = _plain(portal.host)
    history = stored.portal_histories.get(host)
    return replace(
        portal,
        columns=tuple(columns),
        history=history,
        harvest=stored.harvests.get(history.figures.portal) if history else None,
        moves=tuple(move for move in stored.moves if _plain(move.portal) == host),
        expected=expected.portals.get(host, NOTHING),
    )


def _column_sources(
    stored: Stored,
    seen: Mapping[str, tuple[str, str, str]],
    portals: Mapping[str, PortalSource],
    expected: Mapping[str, Expectations],
) -> dict[str, list[ColumnSource]]:
    """Outermost columns by portal; several spellings of one address are one column, as last seen."""
    trees = trees_of(stored.columns)
    gave = {column.url for column in stored.columns if column.last_given is not None}
    moves = {canonical(move.from_url): move for move in stored.moves}
    walks = {url: each.walk for url, each in stored.column_histories.items()}
    runs = {url: each.figures.run_id for url, each in stored.column_histories.items()}
    chosen: dict[str, tuple[str, ColumnSource]] = {}

    def offer(url: str, title: str, host: str, basis: str) -> None:
        key = canonical(url)
        below = trees.below(url)
        before = chosen.get(key)
        if before is not None and runs.get(before[1].url, 0) >= runs.get(url, 0):
            return
        source = ColumnSource(
            url=url,
            title=title,
            portal=portals[host].host,
            province=portals[host].province,
            basis="seen" if key in seen else basis,
            history=stored.column_histories.get(url),
            gave=not gave.isdisjoint(below) or (before is not None and before[1].gave),
            move=moves.get(key),
            inside=tuple(
                walk
                for each in below[1:]
                if (walk := walks.get(each)) and walk.failure and runs[each] == runs.get(url)
            ),
            expected=_expected(expected.get(portals[host].province), key),
        )
        chosen[key] = host, source

    for column in stored.columns:
        if column.parent_url is None and column.via != "nested":
            offer(column.url, column.title, _plain(column.portal), "found")
    for url, host, _name in seen.values():
        if host in portals:
            offer(url, "", host, "seen")
    by_portal: dict[str, list[ColumnSource]] = defaultdict(list)
    for host, source in chosen.values():
        by_portal[host].append(source)
    return {host: sorted(each, key=lambda source: source.url) for host, each in by_portal.items()}


def _expected(ours: Expectations | None, key: str) -> Expected:
    if ours is None:
        return NOTHING
    return next((each for url, each in ours.columns.items() if canonical(url) == key), NOTHING)


def _latest(histories: Mapping[str, PortalHistory]) -> dict[str, PortalHistory]:
    """By host without `www.`: of two names of a portal the one that was visited last."""
    found: dict[str, PortalHistory] = {}
    for portal, each in histories.items():
        host = _plain(portal)
        if host not in found or found[host].figures.run_id < each.figures.run_id:
            found[host] = each
    return found


def suggested(province: ProvinceHealth) -> Expectations:
    """What the last good runs of a province's sources suggest to expect of them.

    A source whose last run was not good is left as it is, but for the number of reports an earlier one found.
    """
    portals: dict[str, Expected] = {}
    columns: dict[str, Expected] = {}
    for portal in province.portals:
        history, harvest = portal.source.history, portal.source.harvest
        if (
            history is not None
            and history.figures.reports
            and portal.verdict.is_good
            and history.figures.whole
        ):
            whole = harvest is not None and harvest.read == harvest.addresses
            portals[_plain(portal.source.host)] = Expected(
                reports=history.figures.reports,
                bodies=harvest.bodies if harvest and whole else None,
                parsed=int(100 * harvest.parsed / harvest.read) / 100 if harvest and whole else None,
                failures=sum(history.figures.failures.values()) or None,
                years=dict(harvest.years) if harvest and whole else {},
            )
        elif history is not None and history.best:
            portals[_plain(portal.source.host)] = Expected(reports=history.best)
        for column, verdict in portal.columns:
            if column.history is None or column.is_history:
                continue
            figures, walk = column.history.figures, column.history.walk
            if figures.reports and figures.whole and verdict.is_good:
                columns[column.url] = Expected(
                    reports=figures.reports,
                    rows=walk.promised_rows if walk and walk.promised_rows == walk.rows else None,
                    failures=sum(figures.failures.values()) or None,
                )
            elif column.history.best:
                columns[column.url] = Expected(reports=column.history.best)
    return Expectations(portals, columns)


def _plain(host: str) -> str:
    return host.removeprefix("www.")

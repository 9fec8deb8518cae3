"""What a perfect crawl of the world would know: reports, expected failures, look-alikes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.replica.load import Content
from crawler.replica.model import Placement, ReportPlan, Value
from crawler.replica.printing import print_report
from crawler.replica.sites.common import Portal


@dataclass(frozen=True, slots=True)
class TrueReport:
    """One report (body and year) with every address at which it stands and its figures as printed."""

    body_name: str
    body_id: str
    division_code: str
    """Code in force in the report year."""
    organ_kind: str
    year: int
    province: str
    urls: tuple[str, ...]
    carrier: str
    """`html` where at least one address shows HTML, else `pdf`."""
    generation: str
    table_generations: Mapping[str, str]
    values: Mapping[str, Value]
    """Cell id -> count, decimal string, or None where no number is printed."""
    wrong_cells: tuple[str, ...] = ()
    """Cells whose figure breaks a sum in the original itself."""
    texts: int = 1
    """Different texts of the report in the world (a corrected one beside the first)."""


@dataclass(frozen=True, slots=True)
class ExpectedFailure:
    """A page, list or host that cannot be had, with its failure class."""

    url: str
    failure: str
    note: str


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A page that resembles a report by title, place or season and is none."""

    url: str
    title: str
    kind: str


@dataclass(slots=True)
class _Standing:
    plan: ReportPlan
    province: str
    places: list[tuple[str, Placement]] = field(default_factory=list)


def true_reports(content: Content, portals: Mapping[str, Portal]) -> list[TrueReport]:
    """All reports that can be reached, ordered by body and year."""
    standing: dict[tuple[str, int], _Standing] = {}
    for site in content.sites:
        portal = portals[site.host]
        for column in site.columns:
            for place in column.placements:
                if place.dead or column.options.get("out_of_reach"):
                    continue
                key = (place.report.body.id, place.report.year)
                entry = standing.setdefault(key, _Standing(place.report, site.province))
                entry.places.append((site.base + portal.listed_target(column, place), place))
    return [_true_report(entry) for _, entry in sorted(standing.items())]


def _true_report(entry: _Standing) -> TrueReport:
    plan = entry.plan
    name = plan.body.name_in(plan.year)
    latest = max(place.text for _, place in entry.places)
    return TrueReport(
        body_name=name.name,
        body_id=plan.body.id,
        division_code=name.code,
        organ_kind=plan.body.organ_kind,
        year=plan.year,
        province=entry.province,
        urls=tuple(address for address, _ in entry.places),
        carrier="html" if any(place.carrier == "html" for _, place in entry.places) else "pdf",
        generation=plan.forms[0],
        table_generations={"proactive": plan.forms[0], "requests": plan.forms[1], "disputes": plan.forms[0]},
        values=print_report(plan, latest).values,
        wrong_cells=tuple(plan.wrong),
        texts=len({place.text for _, place in entry.places}),
    )


def expected_failures(content: Content, portals: Mapping[str, Portal]) -> list[ExpectedFailure]:
    """Declared failures of hosts and lists, and the dead rows of lists."""
    failures: list[ExpectedFailure] = []
    for site in content.sites:
        for raw in site.options.get("failures", ()):
            failures.append(_declared(site.base, raw))
        for column in site.columns:
            for place in column.placements:
                if place.dead:
                    address = portals[site.host].address(column, place)
                    failures.append(ExpectedFailure(address, place.dead, f"listed in {column.path}"))
                if place.broken_file:
                    address = site.base + portals[site.host].file_target(column, place)
                    failures.append(ExpectedFailure(address, "bad_content", "a login page named as PDF"))
    return failures


def _declared(base: str, raw: Mapping[str, Any]) -> ExpectedFailure:
    return ExpectedFailure(base + raw["path"], raw["failure"], raw["note"])


def look_alikes(content: Content, portals: Mapping[str, Portal]) -> list[LookAlike]:
    """All neighbours of the reports."""
    found: defaultdict[str, list[LookAlike]] = defaultdict(list)
    for site in content.sites:
        for column in site.columns:
            for item in column.neighbours:
                address = portals[site.host].address(column, item)
                found[site.host].append(LookAlike(address, item.title, item.kind))
    return [item for items in found.values() for item in items]

"""What a crawl found of every platform's report pages: recall, precision, requests per report. Pure.

A report page is (host, body id, report year): the same report on two portals has to be found on both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from crawler.replica.forms import read_data
from crawler.replica.model import SitePlan
from crawler.replica.truth import TrueReport

ReportPage = tuple[str, str, int]
"""Host, body id and report year."""
ELSEWHERE = "outside the portals"
"""Where a host is of no portal of the world."""


@dataclass(frozen=True, slots=True)
class PlatformFound:
    """One platform family: its portals, their report pages, what a crawl made of them."""

    name: str
    is_known: bool
    """False where no adapter is made for it."""
    portals: int
    found: tuple[ReportPage, ...]
    missing: tuple[ReportPage, ...]
    invented: tuple[ReportPage, ...]
    requests: int
    """Everything that its portals were asked, robots.txt and redirects among it."""

    @property
    def reports(self) -> int:
        """Report pages on the portals."""
        return len(self.found) + len(self.missing)

    @property
    def recall(self) -> float:
        """Share of the report pages that were found."""
        return len(self.found) / self.reports if self.reports else 1.0

    @property
    def precision(self) -> float:
        """Share of what was taken for report pages that is one."""
        taken = len(self.found) + len(self.invented)
        return len(self.found) / taken if taken else 1.0

    @property
    def requests_per_report(self) -> float | None:
        """Requests that one report page cost; None where none was found."""
        return self.requests / len(self.found) if self.found else None


def by_platform(
    sites: Iterable[SitePlan],
    truth: Iterable[TrueReport],
    sightings: Iterable[tuple[str, str, int]],
    asked: Iterable[str],
) -> list[PlatformFound]:
    """Count per platform, known ones first, each group by name.

    `sightings` are (address, body id, report year) of what was stored as a report, `asked` the host of every
    request. What lies on a host of no portal stands under `ELSEWHERE`.
    """
    portals, families, known = _places(sites)
    true = {(_portal(portals, url), each.body_id, each.year) for each in truth for url in each.urls}
    taken = {(_portal(portals, url), body_id, year) for url, body_id, year in sightings}
    requests = Counter(families.get(_portal_of(portals, host), ELSEWHERE) for host in asked)
    sorted_pages: defaultdict[tuple[str, str], list[ReportPage]] = defaultdict(list)
    for page in sorted(true | taken):
        outcome = "invented" if page not in true else "found" if page in taken else "missing"
        sorted_pages[families.get(page[0], ELSEWHERE), outcome].append(page)
    counted = Counter(families.values())
    names = {*counted, *requests, *(name for name, _ in sorted_pages)}
    return [
        PlatformFound(
            name=name,
            is_known=name in known,
            portals=counted[name],
            found=tuple(sorted_pages[name, "found"]),
            missing=tuple(sorted_pages[name, "missing"]),
            invented=tuple(sorted_pages[name, "invented"]),
            requests=requests[name],
        )
        for name in sorted(names, key=lambda name: (name not in known, name))
    ]


def table(platforms: Iterable[PlatformFound]) -> list[str]:
    """The table in lines of one width, a row per platform and one for all of them."""
    listed = list(platforms)
    head = (
        "platform",
        "portals",
        "reports",
        "found",
        "missing",
        "invented",
        "recall",
        "precision",
        "requests",
    )
    lines = [_line(*head, "per report")]
    everything = PlatformFound(
        "all",
        False,
        sum(each.portals for each in listed),
        tuple(page for each in listed for page in each.found),
        tuple(page for each in listed for page in each.missing),
        tuple(page for each in listed for page in each.invented),
        sum(each.requests for each in listed),
    )
    for each in (*listed, everything):
        cost = each.requests_per_report
        lines.append(
            _line(
                each.name,
                each.portals,
                each.reports,
                len(each.found),
                len(each.missing),
                len(each.invented),
                f"{each.recall:.2%}",
                f"{each.precision:.2%}",
                each.requests,
                "-" if cost is None else f"{cost:.2f}",
            )
        )
    return lines


def _line(name: str, *values: object) -> str:
    return f"{name:32}" + "".join(f"{value:>10}" for value in values)


def _places(sites: Iterable[SitePlan]) -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Host or alias -> host of the portal; host -> family; the families with an adapter of their own."""
    portals: dict[str, str] = {}
    families: dict[str, str] = {}
    named = _named()
    for site in sites:
        portals.update(dict.fromkeys((site.host, *site.aliases), site.host))
        families[site.host] = named["known"].get(site.make) or named["unknown"][site.make]
    return portals, families, frozenset(named["known"].values())


@cache
def _named() -> Mapping[str, Mapping[str, str]]:
    return read_data("platforms.toml")


def _portal(portals: Mapping[str, str], url: str) -> str:
    return _portal_of(portals, urlsplit(url).hostname or "")


def _portal_of(portals: Mapping[str, str], host: str) -> str:
    """The portal that a host name stands for, with or without `www.`; the name itself where it is none."""
    bare = host.removeprefix("www.")
    return next((portals[name] for name in (host, bare, f"www.{bare}") if name in portals), host)

"""Reads the world's data files into bodies, reports and portals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from zlib import crc32

from crawler.replica.figures import added
from crawler.replica.forms import read_data
from crawler.replica.model import (
    Body,
    BodyName,
    Column,
    Neighbour,
    Placement,
    ReportPlan,
    SitePlan,
    Value,
)
from crawler.replica.printing import figures_of

DEMO = ("henan", "ningxia", "guangdong", "jiangsu", "zhejiang", "anhui")
"""Files of the small world, each named as the province its portals are in."""
CHINA = "china"
"""Folder of the files that the whole world has beside the small one; the province stands at each site."""
PLAIN_TITLE = "{body}{year}年政府信息公开工作年度报告"
PRINTING: tuple[tuple[str, ...], ...] = (
    (),
    (),
    (),
    ("remark",),
    ("pieces", "comma"),
    ("slash",),
    ("dash",),
    ("blank",),
    ("comma",),
    ("words",),
    ("full",),
    ("slash", "dash"),
)
"""Printing habits a report may have where the data do not say."""
TRIAL_PRINTING: tuple[tuple[str, ...], ...] = (
    (),
    ("sign",),
    ("grown",),
    ("unit",),
    ("blank", "unit"),
    ("sign", "comma"),
)
LAST_TRIAL_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Content:
    """Everything declared, as of one edition of the world."""

    bodies: Mapping[str, Body]
    reports: Mapping[tuple[str, int], ReportPlan]
    sites: tuple[SitePlan, ...]
    edition: int


def load_content(edition: int = 1, names: tuple[str, ...] = DEMO) -> Content:
    """Read files of a world (below the data folder, no suffix). Edition 2 is the world some weeks later."""
    bodies: dict[str, Body] = {}
    given: dict[tuple[str, int], Mapping[str, Any]] = {}
    raw_sites: list[tuple[str, Mapping[str, Any]]] = []
    for file in names:
        data = read_data(f"{file}.toml")
        own = {raw["key"]: _body(raw) for raw in data.get("body", ())}
        if twice := own.keys() & bodies.keys():
            raise ValueError(f"{file}.toml: bodies that another file has: {', '.join(sorted(twice))}")
        bodies.update(own)
        given.update({(raw["body"], raw["year"]): raw for raw in data.get("report", ())})
        raw_sites += [(raw.get("province", file), raw) for raw in data["site"] if _stands(raw, edition)]
    hosts = Counter(raw["host"] for _, raw in raw_sites)
    if doubled := sorted(host for host, times in hosts.items() if times > 1):
        raise ValueError(f"hosts that stand twice: {', '.join(doubled)}")
    loader = _Loader(bodies, given, edition)
    sites = tuple(loader.site(province, raw) for province, raw in raw_sites)
    return Content(bodies, loader.reports, sites, edition)


def _stands(raw: Mapping[str, Any], edition: int) -> bool:
    """Whether a portal is there in an edition: one that is rebuilt stands twice, before and after."""
    return bool(raw.get("since", 1) <= edition <= raw.get("until", edition))


def china_files() -> tuple[str, ...]:
    """The files of the whole world: those of the small one, then every file of the folder."""
    folder = files("crawler.replica.data") / CHINA
    own = sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    return (*DEMO, *(f"{CHINA}/{name}" for name in own))


def _body(raw: Mapping[str, Any]) -> Body:
    names = raw.get("names") or ({"name": raw["name"], "code": raw["code"]},)
    short = raw.get("short", names[-1]["name"])
    return Body(raw["key"], raw["id"], tuple(BodyName(**name) for name in names), raw["size"], short)


class _Loader:
    def __init__(
        self,
        bodies: Mapping[str, Body],
        given: Mapping[tuple[str, int], Mapping[str, Any]],
        edition: int,
    ) -> None:
        self._bodies = bodies
        self._given = given
        self._edition = edition
        self._parts = parts_of(bodies)
        self._sums: dict[tuple[str, int], Mapping[str, Value]] = {}
        self.reports: dict[tuple[str, int], ReportPlan] = {}

    def site(self, province: str, raw: Mapping[str, Any]) -> SitePlan:
        """One portal with its columns."""
        scheme = raw.get("scheme", "https")
        numbers: set[int] = set()
        columns = tuple(self._column(raw["host"], column, numbers) for column in raw.get("column", ()))
        return SitePlan(
            host=raw["host"],
            make=raw["make"],
            name=raw["name"],
            code=raw.get("code", ""),
            province=province,
            division=raw["division"],
            scheme=scheme,
            schemes=frozenset(raw.get("schemes", ("http", "https"))),
            aliases=tuple(raw.get("aliases", ())),
            columns=columns,
            robots=raw.get("robots"),
            hazards=tuple(raw.get("hazard", ())),
            options=raw.get("options", {}),
        )

    def _column(self, host: str, raw: Mapping[str, Any], numbers: set[int]) -> Column:
        merged: dict[tuple[str, int], dict[str, Any]] = {}
        for entry in raw.get("reports", ()):
            settings = {key: value for key, value in entry.items() if key not in {"bodies", "years"}}
            for key in entry["bodies"]:
                for year in entry["years"]:
                    merged.setdefault((key, year), {}).update(settings)
        placements = [
            self._placement(host, raw["path"], key, year, settings, numbers)
            for (key, year), settings in merged.items()
            if settings.get("since", 1) <= self._edition
        ]
        neighbours = [_neighbour(host, raw["path"], entry, numbers) for entry in _unrolled(raw)]
        return Column(
            path=raw["path"],
            title=raw.get("title", "政府信息公开年报"),
            parent=raw.get("parent"),
            placements=tuple(placements),
            neighbours=tuple(neighbours),
            page_size=raw.get("page_size", 20),
            annual=raw.get("annual", True),
            options=raw.get("options", {}),
        )

    def _placement(
        self, host: str, path: str, key: str, year: int, settings: Mapping[str, Any], numbers: set[int]
    ) -> Placement:
        report = self._report(key, year)
        name = report.body.name_in(year).name
        words = {"body": name, "short": report.body.short, "year": year, "written_year": _written(year)}
        title = str(settings.get("title", PLAIN_TITLE)).format(**words)
        cut = settings.get("cut", 0)
        anchor = str(settings["anchor"]).format(**words) if "anchor" in settings else _cut(title, cut)
        random = Random(f"{host}{path}{key}{year}")
        markup = settings.get("markup", "clean")
        text = settings.get("text", 2 if report.amended and self._edition >= 2 else 1)
        return Placement(
            report=report,
            title=title,
            anchor=anchor,
            page_title=str(settings.get("page_title", title)).format(**words),
            heading=str(settings.get("heading", PLAIN_TITLE)).format(**words),
            published=settings.get("published") or _published(report, random),
            markup=markup if isinstance(markup, str) else random.choice(markup),
            charset=settings.get("charset", "utf-8"),
            carrier=settings.get("carrier", "html"),
            attachment=settings.get("attachment", False),
            broken_file=settings.get("broken_file", False),
            dead=settings.get("dead", ""),
            text=text,
            since=settings.get("since", 1),
            number=_number(f"{host}{path}{key}{year}", numbers),
        )

    def _report(self, key: str, year: int) -> ReportPlan:
        if (key, year) not in self.reports:
            plan = self._plan(key, year)
            whole = self._given.get((key, year), {}).get("like", key)
            self.reports[key, year] = replace(plan, held=self._held(whole, year))
        return self.reports[key, year]

    def _plan(self, key: str, year: int) -> ReportPlan:
        return _plan(self._bodies, key, year, self._given.get((key, year), {}))

    def _held(self, key: str, year: int) -> Mapping[str, Value]:
        """What the parts of a government hold together, whether or not their reports stand in the world."""
        if (key, year) not in self._sums:
            total: dict[str, Value] = {}
            for part in self._parts[key]:
                plan = replace(self._plan(part, year), like=None, wrong={}, held=self._held(part, year))
                for cell, value in figures_of(plan, 2).items():
                    total[cell] = added(total.get(cell, 0), value)
            self._sums[key, year] = total
        return self._sums[key, year]


def parts_of(bodies: Mapping[str, Body]) -> Mapping[str, list[str]]:
    """Keys of the parts of each body: of a government its departments and the governments right below it.

    A division is known by every code that it ever had: its parts may bear the later one.
    """
    governments = {
        code: key for key, body in bodies.items() if body.organ_kind == "gov" for code in _codes(body)
    }
    parts: dict[str, list[str]] = {key: [] for key in bodies}
    for key, body in bodies.items():
        codes = _codes(body)
        above = codes if body.organ_kind != "gov" else [code for own in codes for code in _above(own)]
        whole = next((governments[code] for code in above if code in governments), None)
        if whole is not None:
            parts[whole].append(key)
    return parts


def _codes(body: Body) -> list[str]:
    return [body.id.split("/")[0], *(name.code for name in body.names)]


def _above(division: str) -> tuple[str, ...]:
    """Codes of the divisions that may be right above one, the nearest first."""
    if len(division) > 6:
        return (division[:6],)
    county = () if division.endswith("00") else (f"{division[:4]}00",)
    return () if division.endswith("0000") else (*county, f"{division[:2]}0000")


def _plan(bodies: Mapping[str, Body], key: str, year: int, raw: Mapping[str, Any]) -> ReportPlan:
    body = bodies[key]
    trial = year <= LAST_TRIAL_YEAR
    forms = raw.get("forms", ("G3", "G3") if trial else ("G4", "G4"))
    habits = Random(f"{body.id}:{year}:printing").choice(TRIAL_PRINTING if trial else PRINTING)
    plan = ReportPlan(body, year, (forms[0], forms[1]), frozenset(raw.get("printing", habits)))
    return replace(
        plan,
        nonzero=raw.get("nonzero"),
        missing=frozenset(raw.get("missing", ())),
        wrong=raw.get("wrong", {}),
        amended=raw.get("amended", {}),
        like=bodies[raw["like"]].id if "like" in raw else None,
        told_year=raw.get("told_year", year),
    )


def _unrolled(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Neighbours of a column; an entry with `years` stands for one page a year."""
    entries: list[dict[str, Any]] = []
    for entry in raw.get("neighbours", ()):
        for year in entry.get("years", (None,)):
            title = entry["title"].format(year=year)
            published = entry.get("published") or f"{year + 1}-03-0{1 + year % 8}"
            entries.append({"title": title, "kind": entry["kind"], "published": published})
    return entries


def _neighbour(host: str, path: str, entry: Mapping[str, Any], numbers: set[int]) -> Neighbour:
    number = _number(f"{host}{path}{entry['title']}", numbers)
    return Neighbour(entry["title"], entry["kind"], entry["published"], number)


def _written(year: int) -> str:
    return str(year).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def _cut(title: str, length: int) -> str:
    return title if not length or len(title) <= length else title[:length] + "…"


def _published(report: ReportPlan, random: Random) -> str:
    government = report.body.organ_kind == "gov" and report.body.size >= 2
    first = date(report.year + 1, 2, 20) if government else date(report.year + 1, 1, 8)
    return (first + timedelta(days=random.randint(0, 22))).isoformat()


def _number(seed: str, taken: set[int]) -> int:
    number = crc32(seed.encode()) % 9_000_000 + 1_000_000
    while number in taken:
        number += 1
    taken.add(number)
    return number

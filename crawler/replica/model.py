"""What the world is made of: bodies, reports, places where a report stands, neighbours, columns, portals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = int | str | None
"""A figure as a reader would note it: count, decimal string, or None where no number is printed."""


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name of a body with the division code in force, for report years `since` to `until` inclusive."""

    name: str
    code: str
    since: int = 0
    until: int = 9999


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body. `size` runs from 0 (township) to 4 (province) and scales the figures."""

    key: str
    id: str
    names: tuple[BodyName, ...]
    size: int
    short: str

    def name_in(self, year: int) -> BodyName:
        """Name and code of a report year."""
        return next(name for name in self.names if name.since <= year <= name.until)

    @property
    def organ_kind(self) -> str:
        """Kind of organ, second part of the id."""
        return self.id.split("/")[1]


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """One report (body and report year): which forms it uses and how its figures are printed."""

    body: Body
    year: int
    forms: tuple[str, str]
    """Generation of the proactive table and of the requests table."""
    printing: frozenset[str] = frozenset()
    """Printing habits of figures: `blank`, `slash`, `dash`, `full`, `comma`, …, see `printing`."""
    nonzero: Mapping[str, Value] | None = None
    """Given figures; every cell not named is 0. None: generated."""
    missing: frozenset[str] = frozenset()
    """Cells that the original leaves empty."""
    wrong: Mapping[str, int] = field(default_factory=dict)
    """Errors of the original: amount added to a cell after the sums were made."""
    amended: Mapping[str, int] = field(default_factory=dict)
    """Amounts added in a later text of the report (rows, columns and balance kept right)."""
    told_year: int | None = None
    """Year that chapter one speaks of where it is not the report year (a text kept from the year before)."""
    held: Mapping[str, Value] = field(default_factory=dict)
    """Figures that a government's report gathers from its departments and the governments below it."""
    like: str | None = None
    """Key of the body whose figures and prose this report repeats (an office and its government)."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A report (or what pretends to be there) in a list of a site."""

    report: ReportPlan
    title: str
    """Full title, as in the `title` attribute and, unless `page_title` says otherwise, on the page."""
    anchor: str
    """Text of the link; may be cut."""
    page_title: str
    heading: str
    """Title line inside the document; empty where the document has none."""
    published: str
    """ISO date."""
    markup: str = "clean"
    charset: str = "utf-8"
    carrier: str = "html"
    """`html`; `pdf` (page with nothing but a PDF link); `file` (the list links the PDF itself)."""
    attachment: bool = False
    """A PDF of the same report hangs on the page."""
    broken_file: bool = False
    """The attached file is a login page under the name of a PDF."""
    dead: str = ""
    """Failure class of a page that is listed and cannot be had: `gone`, `soft_404`, `forbidden`, …"""
    text: int = 1
    """1 the first text of the report, 2 the amended one."""
    since: int = 1
    """Edition of the world in which it appears."""
    number: int = 0
    """Serial number of the article on its site."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page in or beside a 年报 list that is no annual report."""

    title: str
    kind: str
    published: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A list of a site. `options` holds what only one make of site knows (column number, organ, area)."""

    path: str
    title: str
    parent: str | None
    placements: tuple[Placement, ...]
    neighbours: tuple[Neighbour, ...]
    page_size: int = 20
    annual: bool = True
    """False for a look-alike column."""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A portal: host names, make, label data, columns and hazards."""

    host: str
    make: str
    name: str
    code: str
    province: str
    """Name of the province's spider."""
    division: str
    """Code of the division that runs the host."""
    scheme: str
    """Scheme of the addresses the site itself prints."""
    schemes: frozenset[str]
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    robots: str | int | None
    """Text of robots.txt, a status to answer with, or None for 404."""
    hazards: tuple[Mapping[str, Any], ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """Scheme and host."""
        return f"{self.scheme}://{self.host}"

"""Entries of the registry: portals, the units that stand on them, their columns. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["province", "prefecture", "county", "township", "department", "zone"]
Basis = Literal["seen", "derived"]
Evidence = Literal["article", "list", "homepage", "copy"]

_GATE = "/gate/big5/"
"""A service that rewrites other pages in traditional characters: what it shows is a copy."""


class RegistryError(ValueError):
    """An entry that cannot be right; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Column:
    """An address where reports are listed (or, on some platforms, the newest one shown)."""

    url: str
    basis: Basis
    family: str | None = None
    confidence: str | None = None
    """`high`, `medium` or `low` for a derived address; None for one that was seen."""
    unit: str = ""
    level: Level = "department"
    note: str = ""

    @property
    def is_copy(self) -> bool:
        """Whether the address shows a copy of another page: never asked for."""
        return _GATE in self.url


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands on a portal for one body or one kind of bodies."""

    name: str
    level: Level
    division: str = ""
    office_of: str | None = None
    family: str | None = None
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    templates: tuple[str, ...] = ()
    host: str = ""
    """As it was met: the portal's, or the same with or without `www.`."""
    guest: bool = False
    """A body of another government than the one that runs the host."""
    other_families: tuple[str, ...] = ()
    evidence: Evidence = "list"
    """What was met: a report's page, a list, the home page only, or a copy of a page elsewhere."""
    example: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class Portal:
    """One site. `division` is the code of the government that runs it, empty for central bodies."""

    host: str
    name: str
    level: Level
    division: str
    home: str
    note: str = ""
    units: tuple[Unit, ...] = ()
    copy_of: str = ""
    """The host whose pages this one shows again; such a host is never crawled."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all units; an address that several units share is given once."""
        return tuple({column.url: column for unit in self.units for column in unit.columns}.values())

    @property
    def levels(self) -> frozenset[Level]:
        """The levels of the site and of everything that stands on it."""
        return frozenset({self.level, *(unit.level for unit in self.units)})

    def year_addresses(self, year: int) -> tuple[str, ...]:
        """Guessed addresses for one year: leads, like all that is derived."""
        templates = dict.fromkeys(template for unit in self.units for template in unit.templates)
        return tuple(template.replace("{year}", str(year)) for template in templates)


@dataclass(frozen=True, slots=True)
class Province:
    """The portals of one file."""

    spider: str
    name: str
    division: str
    portals: tuple[Portal, ...] = field(repr=False)


def plain(host: str) -> str:
    """A host's name as it is compared: lower case, without `www.`."""
    return host.lower().rstrip(".").removeprefix("www.")

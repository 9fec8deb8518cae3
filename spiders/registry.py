"""The registry of portals: hosts that publish annual reports, and addresses of columns known or guessed.

Data in `spiders/portals/<spider name>.toml`; a province is added by adding its file. A portal is one site
(with and without `www.`). What stands on it for one body or one kind of bodies is a unit: a city's portal has
units for its districts and offices. Addresses with basis `seen` were written on a page or in public code;
`derived` ones follow from an article's address by the habit of its platform and are leads, never facts.

File: `province` (name), `division` (six digits), then `[[portal]]` with `host`, `name`, `level`, optional
`division` (of the government that runs the host; absent for hosts of central bodies), `home`, `note`, and
`units`: tables with `name`, `level`, optional `division`, `office_of` (level of the government whose office
it is), `bodies`, `years`, `family` (of platforms; a lead too), `columns` (`url`, `basis`, optional
`confidence`, `note`) and `templates` (addresses with `{year}`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

FOLDER = Path(__file__).with_name("portals")

Level = Literal["province", "prefecture", "county", "township", "department", "zone"]
Basis = Literal["seen", "derived"]

_LEVELS = ("province", "prefecture", "county", "township", "department", "zone")
_OFFICE_LEVELS = ("national", "province", "prefecture", "county")
_CONFIDENCES = ("high", "medium", "low")
_UNIT_KEYS = {
    "name",
    "level",
    "division",
    "office_of",
    "family",
    "bodies",
    "years",
    "columns",
    "templates",
}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+gov\.cn")
_CODE = re.compile(r"[0-9]{6}")


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


def portals(spider: str) -> tuple[Portal, ...]:
    """The portals of a spider's province; empty where none are registered. Raises RegistryError."""
    path = FOLDER / f"{spider}.toml"
    return load(path).portals if path.is_file() else ()


@cache
def load(path: Path) -> Province:
    """Read and check one file. Raises RegistryError with the file and the entry."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f"{path.name}: cannot be read: {error}") from error
    return _province(data, path)


@cache
def spider_names() -> tuple[str, ...]:
    """Names of the spiders that have portals, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def portal_of_host(host: str) -> Portal | None:
    """The portal of a host (with or without `www.`); None where it is not registered."""
    found = _by_host().get(_plain(host))
    return found[1] if found else None


def province_of_host(host: str) -> str | None:
    """The spider's name that a host is registered under; None for others and for hosts of central bodies."""
    found = _by_host().get(_plain(host))
    return found[0] if found and found[1].division else None


@cache
def _by_host() -> Mapping[str, tuple[str, Portal]]:
    return {_plain(portal.host): (name, portal) for name in spider_names() for portal in portals(name)}


def _plain(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


def _province(data: dict[str, Any], path: Path) -> Province:
    where = path.name
    _only(data, {"province", "division", "portal"}, where)
    division = _code(data.get("division"), "", where)
    name = _text(data, "province", where)
    if not division.endswith("0000"):
        raise RegistryError(f"{where}: division {division!r} is not a province's")
    found: dict[str, Portal] = {}
    for table in data.get("portal", []):
        portal = _portal(table, division[:2], where)
        if _plain(portal.host) in found:
            raise RegistryError(f"{where}: portal {portal.host}: registered twice")
        found[_plain(portal.host)] = portal
    return Province(path.stem, name, division, tuple(found.values()))


def _portal(table: dict[str, Any], province: str, file: str) -> Portal:
    host = table.get("host", "?")
    where = f"{file}: portal {host}"
    _only(table, {"host", "name", "level", "division", "home", "note", "units"}, where)
    host = _text(table, "host", where)
    if not _HOST.fullmatch(host):
        raise RegistryError(f"{where}: not a host name under gov.cn")
    home = table.get("home", f"http://{host}/")
    parts = urlsplit(home)
    if parts.scheme not in ("http", "https") or _plain(parts.hostname or "") != _plain(host):
        raise RegistryError(f"{where}: home {home!r} is not an address of the host")
    units = tuple(_unit(unit, host, province, where) for unit in table.get("units", []))
    keys = [(unit.name, unit.level, unit.office_of) for unit in units]
    if len(set(keys)) < len(keys):
        raise RegistryError(f"{where}: a unit stands twice")
    return Portal(
        host=host,
        name=_text(table, "name", where),
        level=_level(table, where),
        division=_code(table["division"], province, where) if "division" in table else "",
        home=home,
        note=table.get("note", ""),
        units=units,
    )


def _unit(table: dict[str, Any], host: str, province: str, portal: str) -> Unit:
    where = f"{portal}, unit {table.get('name', '?')}"
    _only(table, _UNIT_KEYS, where)
    level, family, name = _level(table, where), table.get("family"), _text(table, "name", where)
    office_of = table.get("office_of")
    if (office_of is not None) != (level == "department") or office_of not in (None, *_OFFICE_LEVELS):
        raise RegistryError(f"{where}: office_of {office_of!r} does not go with level {level}")
    templates = tuple(table.get("templates", ()))
    for template in templates:
        if "{year}" not in template:
            raise RegistryError(f"{where}: template {template!r} has no {{year}}")
        _address(template.replace("{year}", "2024"), host, "", where)
    years = tuple(table.get("years", ()))
    if any(not isinstance(year, int) or not 2000 <= year <= 2049 for year in years):
        raise RegistryError(f"{where}: years {years!r}")
    columns = tuple(_column(column, host, where, family, name, level) for column in table.get("columns", ()))
    if len({column.url for column in columns}) < len(columns):
        raise RegistryError(f"{where}: a column stands twice")
    return Unit(
        name=name,
        level=level,
        division=_code(table["division"], province, where) if "division" in table else "",
        office_of=office_of,
        family=family,
        bodies=tuple(table.get("bodies", ())),
        years=years,
        columns=columns,
        templates=templates,
    )


def _column(
    table: dict[str, Any], host: str, unit: str, family: str | None, name: str, level: Level
) -> Column:
    url = table.get("url", "?")
    where = f"{unit}, column {url}"
    _only(table, {"url", "basis", "confidence", "note"}, where)
    basis, confidence, note = table.get("basis"), table.get("confidence"), table.get("note", "")
    if basis not in ("seen", "derived"):
        raise RegistryError(f"{where}: basis {basis!r}")
    if confidence not in (None, *_CONFIDENCES) or (basis == "seen" and confidence):
        raise RegistryError(f"{where}: confidence {confidence!r} of an address that was {basis}")
    _address(url, host, note, where)
    return Column(url, cast(Basis, basis), family, confidence, name, level, note)


def _address(url: str, host: str, note: str, where: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or "{" in url or not _HOST.fullmatch(parts.hostname or ""):
        raise RegistryError(f"{where}: {url!r} is not an address under gov.cn")
    if _plain(parts.hostname or "") != _plain(host) and not note:
        raise RegistryError(f"{where}: {url!r} lies on another host, and no note says why")


def _only(table: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise RegistryError(f"{where}: unknown keys {unknown}")


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RegistryError(f"{where}: {key} is missing")
    return value


def _level(table: dict[str, Any], where: str) -> Level:
    level = table.get("level")
    if level not in _LEVELS:
        raise RegistryError(f"{where}: level {level!r}")
    return cast(Level, level)


def _code(code: object, province: str, where: str) -> str:
    if not isinstance(code, str) or not _CODE.fullmatch(code) or not code.startswith(province):
        raise RegistryError(f"{where}: division {code!r} is not a code of six digits in this province")
    return code

"""The registry of portals: hosts that publish annual reports, and addresses of columns known or guessed.

Data in `spiders/portals/<spider name>.toml`; a province is added by adding its file. A portal is one site
(with and without `www.`). What was met on it for one body or one kind of bodies is a unit, an entry of the
registry: a city's portal has units for its districts and offices. Addresses with basis `seen` were written on
a page or in public code; `derived` ones follow from an article's address by the habit of its platform and are
leads: asked for after the seen ones, believed where they answer with a column, no failure where they do not.

File: `province` (name), `division` (six digits), then `[[portal]]` with `host`, `name`, `level`, optional
`division` (of the government that runs the host; absent for hosts of central bodies), `home`, `copy_of` (a
gate or mirror of another host: recorded, never crawled), `note`, and `units`: tables with `name`, `level`,
optional `division`, `host` (as it was met, with or without `www.`), `guest` (a body of another government
than the host's), `office_of` (level of the government whose office it is), `bodies`, `years`, `family` and
`other_families` (of addresses, `spiders.families`; leads too), `evidence`, `example` (address of a report),
`attachment` (kind met), `columns` (`url`, `basis`, optional `confidence`, `note`) and `templates` (addresses
with `{year}`: kept for people, `discovery` finds the years from the column).

A file of the same form per province in a second folder (`also_read`) adds portals, or units to them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

FOLDER = Path(__file__).with_name("portals")
CENTRAL = "ministries"
"""The file of the central bodies; it goes before others that name one of its hosts."""

Level = Literal["province", "prefecture", "county", "township", "department", "zone"]
Basis = Literal["seen", "derived"]
Evidence = Literal["article", "list", "homepage", "copy"]

_LEVELS = ("province", "prefecture", "county", "township", "department", "zone")
_OFFICE_LEVELS = ("national", "province", "prefecture", "county")
_CONFIDENCES = ("high", "medium", "low")
_EVIDENCE = ("article", "list", "homepage", "copy")
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
    "host",
    "guest",
    "other_families",
    "evidence",
    "example",
    "attachment",
}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+gov\.cn")
_CODE = re.compile(r"[0-9]{6}")
_GATE = "/gate/big5/"
"""A service that rewrites other pages in traditional characters: what it shows is a copy."""
_CITIES_OF_THE_CORPS = {"66": ("66", "6590")}
"""The corps' cities bear codes of the autonomous region."""


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


_more: list[Path] = []


def also_read(folder: Path) -> None:
    """Read a second folder of files too: portals and units that a person added. Raises RegistryError.

    A file is checked here, at once, so that a slip in it is named before a crawl begins.
    """
    if folder in _more:
        return
    _more.append(folder)
    _forget()
    try:
        for path in sorted(folder.glob("*.toml")):
            if not (FOLDER / path.name).is_file():
                raise RegistryError(f"{path.name}: there is no province of this name")
            portals(path.stem)
    except RegistryError:
        forget(folder)
        raise


def forget(folder: Path) -> None:
    """Read a folder of `also_read` no more; read anew what is left."""
    if folder in _more:
        _more.remove(folder)
    _forget()


def _forget() -> None:
    for cached in (load, portals, _by_host):
        cached.cache_clear()


@cache
def portals(spider: str) -> tuple[Portal, ...]:
    """The portals of a spider's province; empty where none are registered. Raises RegistryError."""
    path = FOLDER / f"{spider}.toml"
    found = load(path).portals if path.is_file() else ()
    for folder in _more:
        if (folder / path.name).is_file():
            found = _merged(found, load(folder / path.name).portals)
    return found


def _merged(ours: tuple[Portal, ...], added: tuple[Portal, ...]) -> tuple[Portal, ...]:
    """Add portals, and units to portals that are there; who runs a host is not changed by an addition."""
    by_host = {_plain(portal.host): portal for portal in ours}
    for portal in added:
        known = by_host.get(_plain(portal.host))
        if known is not None and known.division != portal.division:
            raise RegistryError(
                f"portal {portal.host}: added with division {portal.division!r}, "
                f"registered with {known.division!r}"
            )
        by_host[_plain(portal.host)] = (
            replace(known, units=tuple(dict.fromkeys((*known.units, *portal.units)))) if known else portal
        )
    return tuple(by_host.values())


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


def is_home_of(spider: str, portal: Portal) -> bool:
    """Whether the spider is the one to ask for the portal's home page: no copy, no other spider's host.

    A host of a central body may stand in several files, each with what was met there for its province; its
    home page is asked for once.
    """
    found = _by_host().get(_plain(portal.host))
    return not portal.copy_of and (found is None or found[0] == spider)


@cache
def _by_host() -> Mapping[str, tuple[str, Portal]]:
    found = {_plain(portal.host): (name, portal) for name in spider_names() for portal in portals(name)}
    found.update({_plain(portal.host): (CENTRAL, portal) for portal in portals(CENTRAL)})
    return found


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
    _only(table, {"host", "name", "level", "division", "home", "copy_of", "note", "units"}, where)
    host = _text(table, "host", where)
    if not _HOST.fullmatch(host):
        raise RegistryError(f"{where}: not a host name under gov.cn")
    home = table.get("home", f"http://{host}/")
    parts = urlsplit(home)
    if parts.scheme not in ("http", "https") or _plain(parts.hostname or "") != _plain(host):
        raise RegistryError(f"{where}: home {home!r} is not an address of the host")
    units = tuple(_unit(unit, host, province, where) for unit in table.get("units", []))
    keys = [(unit.name, unit.level, unit.office_of, unit.host, unit.evidence) for unit in units]
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
        copy_of=table.get("copy_of", ""),
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
    met_on, evidence, example = (
        table.get("host", host),
        table.get("evidence", "list"),
        table.get("example", ""),
    )
    if _plain(met_on) != _plain(host):
        raise RegistryError(f"{where}: {met_on!r} is another host")
    if evidence not in _EVIDENCE:
        raise RegistryError(f"{where}: evidence {evidence!r}")
    if example:
        _address(example, host, "", where)
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
        host=met_on,
        guest=table.get("guest") is True,
        other_families=tuple(table.get("other_families", ())),
        evidence=evidence,
        example=example,
        attachment=table.get("attachment", ""),
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
    if (
        not isinstance(code, str)
        or not _CODE.fullmatch(code)
        or not code.startswith(_CITIES_OF_THE_CORPS.get(province, province))
    ):
        raise RegistryError(f"{where}: division {code!r} is not a code of six digits in this province")
    return code

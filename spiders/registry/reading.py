"""One file of the registry, read and checked: what cannot be right is refused with the file and the entry."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from spiders.registry.entries import (
    Basis,
    Column,
    Level,
    Portal,
    Province,
    RegistryError,
    Unit,
    plain,
)

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
_CITIES_OF_THE_CORPS = {"66": ("66", "6590")}
"""The corps' cities bear codes of the autonomous region."""


@cache
def load(path: Path) -> Province:
    """Read and check one file. Raises RegistryError with the file and the entry."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path.name}: cannot be read: {error}") from error
    return read(text, path)


def read(text: str, path: Path) -> Province:
    """Read and check the text of the file at `path`. Raises RegistryError with the file and the entry."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegistryError(f"{path.name}: cannot be read: {error}") from error
    return _province(data, path)


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
        if plain(portal.host) in found:
            raise RegistryError(f"{where}: portal {portal.host}: registered twice")
        found[plain(portal.host)] = portal
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
    if parts.scheme not in ("http", "https") or plain(parts.hostname or "") != plain(host):
        raise RegistryError(f"{where}: home {home!r} is not an address of the host")
    units = tuple(_unit(unit, host, province, where) for unit in table.get("units", []))
    keys = [
        (u.name, u.level, u.office_of, u.host, u.evidence, tuple(c.url for c in u.columns)) for u in units
    ]
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
    if plain(met_on) != plain(host):
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
    if plain(parts.hostname or "") != plain(host) and not note:
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


def codes_of(division: str) -> tuple[str, ...]:
    """How the codes of a province's divisions begin, by the code of the province."""
    return _CITIES_OF_THE_CORPS.get(division[:2], (division[:2],))


def _code(code: object, province: str, where: str) -> str:
    if not isinstance(code, str) or not _CODE.fullmatch(code) or not code.startswith(codes_of(province)):
        raise RegistryError(f"{where}: division {code!r} is not a code of six digits in this province")
    return code

"""Entries as text, and their way into a person's own file: nothing that stands there is touched."""

from __future__ import annotations

import json
import re
from pathlib import Path

from spiders.registry.entries import Column, Portal, RegistryError, Unit, plain
from spiders.registry.hosts import FOLDER, also_read, forget
from spiders.registry.reading import load, read

_PORTAL = re.compile(r"^\[\[portal\]\]", re.MULTILINE)


def text_of(portal: Portal) -> str:
    """The tables of a portal and its units, in the form of the files."""
    lines = [
        "[[portal]]",
        _line("host", portal.host),
        _line("name", portal.name),
        _line("level", portal.level),
    ]
    if portal.division:
        lines.append(_line("division", portal.division))
    if portal.home != f"http://{portal.host}/":
        lines.append(_line("home", portal.home))
    for key in ("copy_of", "note"):
        if value := getattr(portal, key):
            lines.append(_line(key, value))
    return "\n".join([*lines, ""]) + "".join("\n" + unit_text(unit, portal.host) for unit in portal.units)


def unit_text(unit: Unit, host: str) -> str:
    """The table of one unit of the portal `host`."""
    lines = ["[[portal.units]]", _line("name", unit.name), _line("level", unit.level)]
    for key in ("office_of", "division", "family", "example", "attachment"):
        if value := getattr(unit, key):
            lines.append(_line(key, value))
    if unit.host not in ("", host):
        lines.append(_line("host", unit.host))
    if unit.evidence != "list":
        lines.append(_line("evidence", unit.evidence))
    if unit.guest:
        lines.append("guest = true")
    for key in ("bodies", "years", "other_families", "templates"):
        if values := getattr(unit, key):
            lines.append(f"{key} = {json.dumps(values, ensure_ascii=False)}")
    if unit.columns:
        lines += ["columns = [", *(f"    {_column(column)}," for column in unit.columns), "]"]
    return "\n".join([*lines, ""])


def add_entry(folder: Path, spider: str, portal: Portal) -> Path:
    """Write a portal, or its units where the file has the portal, into `<folder>/<spider>.toml`.

    What was written is read again together with everything else; where that fails the file is put back.
    Raises RegistryError where the entry cannot stand there, OSError where the file cannot be written.
    """
    path = folder / f"{spider}.toml"
    before = path.read_text(encoding="utf-8") if path.is_file() else None
    text = before if before is not None else _head(spider)
    read(after := with_portal(text, path, portal), path)
    folder.mkdir(parents=True, exist_ok=True)
    _replace(path, after)
    forget(folder)
    try:
        also_read(folder)
    except RegistryError:
        if before is None:
            path.unlink()
        else:
            _replace(path, before)
        forget(folder)
        also_read(folder)
        raise
    return path


def with_portal(text: str, path: Path, portal: Portal) -> str:
    """The text of a file with a portal at its end, or with the units under the portal that is there."""
    hosts = [plain(known.host) for known in read(text, path).portals]
    if plain(portal.host) not in hosts:
        return text.rstrip("\n") + "\n\n" + text_of(portal)
    starts = [found.start() for found in _PORTAL.finditer(text)]
    if len(starts) != len(hosts):
        raise RegistryError(
            f"{path.name}: portal {portal.host}: its place in the file is not found; add by hand"
        )
    end = [*starts[1:], len(text)][hosts.index(plain(portal.host))]
    units = "".join("\n" + unit_text(unit, portal.host) for unit in portal.units)
    rest = text[end:]
    return text[:end].rstrip("\n") + "\n" + units + ("\n" + rest if rest else "")


def _head(spider: str) -> str:
    province = load(FOLDER / f"{spider}.toml")
    return f"{_line('province', province.name)}\n{_line('division', province.division)}\n"


def _line(key: str, value: str) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _column(column: Column) -> str:
    pairs = [_line("url", column.url), _line("basis", column.basis)]
    pairs += [_line(key, value) for key in ("confidence", "note") if (value := getattr(column, key))]
    return "{ " + ", ".join(pairs) + " }"


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".toml.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)

"""The registry as a whole: the portals of a spider, the portal of a host, files that a person added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from spiders.registry.entries import Portal, RegistryError, plain
from spiders.registry.reading import codes_of, load

FOLDER = Path(__file__).parents[1] / "portals"
CENTRAL = "ministries"
"""The file of the central bodies; it goes before others that name one of its hosts."""

_more: list[Path] = []


def also_read(folder: Path) -> None:
    """Read a second folder of files too: portals and units that a person added. Raises RegistryError.

    A file is checked here, at once, so that a slip in it is named before a crawl begins.
    """
    if folder in _more:
        return
    _more.append(folder)
    added = sorted(folder.glob("*.toml"))
    if added:  # otherwise what was read stays good
        _forget()
    try:
        for path in added:
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
    path = _path(spider)
    found = load(path).portals if path.is_file() else ()
    for folder in _more:
        if (folder / path.name).is_file():
            found = _merged(found, load(folder / path.name).portals)
    return found


def _merged(ours: tuple[Portal, ...], added: tuple[Portal, ...]) -> tuple[Portal, ...]:
    """Add portals, and units to portals that are there; who runs a host is not changed by an addition."""
    by_host = {plain(portal.host): portal for portal in ours}
    for portal in added:
        known = by_host.get(plain(portal.host))
        if known is not None and known.division != portal.division:
            raise RegistryError(
                f"portal {portal.host}: added with division {portal.division!r}, "
                f"registered with {known.division!r}"
            )
        by_host[plain(portal.host)] = (
            replace(known, units=tuple(dict.fromkeys((*known.units, *portal.units)))) if known else portal
        )
    return tuple(by_host.values())


@cache
def spider_names() -> tuple[str, ...]:
    """Names of the spiders that have portals, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def spider_of_division(code: str) -> str | None:
    """The spider in whose province a division lies, by its code; that of central bodies for an empty one."""
    if not code:
        return CENTRAL
    begins = [(begin, name) for name in spider_names() for begin in codes_of(load(_path(name)).division)]
    return max(((begin, name) for begin, name in begins if code.startswith(begin)), default=("", None))[1]


def _path(spider: str) -> Path:
    return FOLDER / f"{spider}.toml"


def portal_of_host(host: str) -> Portal | None:
    """The portal of a host (with or without `www.`); None where it is not registered."""
    found = _by_host().get(plain(host))
    return found[1] if found else None


def spider_of_host(host: str) -> str | None:
    """The spider's name that a host is registered under; None where it is not registered."""
    found = _by_host().get(plain(host))
    return found[0] if found else None


def province_of_host(host: str) -> str | None:
    """The spider's name that a host is registered under; None for others and for hosts of central bodies."""
    found = _by_host().get(plain(host))
    return found[0] if found and found[1].division else None


def is_home_of(spider: str, portal: Portal) -> bool:
    """Whether the spider is the one to ask for the portal's home page: no copy, no other spider's host.

    A host of a central body may stand in several files, each with what was met there for its province; its
    home page is asked for once.
    """
    found = _by_host().get(plain(portal.host))
    return not portal.copy_of and (found is None or found[0] == spider)


@cache
def _by_host() -> Mapping[str, tuple[str, Portal]]:
    found = {plain(portal.host): (name, portal) for name in spider_names() for portal in portals(name)}
    found.update({plain(portal.host): (CENTRAL, portal) for portal in portals(CENTRAL)})
    return found

"""What a province declares, and nothing else: `ProvinceSpider` refuses a declaration that is not complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar

import spiders
from spiders import registry
from spiders.addresses import canonical, host_of
from spiders.crawling import PortalSpider
from spiders.visits import Entry, Visit

_CODE = re.compile(r"^\d{6}$")
_DECLARED = frozenset({"name", "division", "oddities"})


class DeclarationError(TypeError):
    """A province file that says too little, or something the base does not know."""


class ProvinceSpider(PortalSpider):
    """Crawls the portals that the registry lists under the spider's name.

    A province declares, in this order: docstring with the province's name; `name`; `division`; where needed
    `oddities` (host -> what is odd there, in words).
    """

    oddities: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Refuse an incomplete, unknown or contradictory declaration."""
        super().__init_subclass__(**kwargs)
        own = {name for name in vars(cls) if not name.startswith("__") and name not in ("_abc_impl",)}
        unknown = sorted(own - _DECLARED)
        if unknown:
            raise DeclarationError(
                f"{cls.__name__}: a province declares only {sorted(_DECLARED)}, not {unknown}"
            )
        if not {"name", "division"} <= own:
            raise DeclarationError(f"{cls.__name__}: name and division must be declared")
        if not re.fullmatch(r"[a-z_]+", cls.name):
            raise DeclarationError(f"{cls.__name__}: name must be lower-case letters, not {cls.name!r}")
        if cls.division is None or not _CODE.match(cls.division):
            raise DeclarationError(
                f"{cls.__name__}: division must be a code of six digits, not {cls.division!r}"
            )
        if not (cls.__doc__ or "").strip() or cls.__doc__ == ProvinceSpider.__doc__:
            raise DeclarationError(f"{cls.__name__}: the docstring must name the province")

    @classmethod
    def title(cls) -> str:
        """Return the province's name: the docstring's first line up to its colon."""
        return re.split(r"[:：。\n]", (cls.__doc__ or "").strip())[0]

    def entries(self) -> Iterator[tuple[str, Visit]]:
        """Yield given addresses, or the registry's columns (those seen alive first), those of earlier runs,
        then the home pages.

        The home page is asked for, late, even where a registered column answers: a column covers one body of
        a portal, the home page leads to the others.
        """
        if self.urls:
            yield from super().entries()
            return
        columns: list[tuple[bool, str, Entry]] = []
        homes: list[Entry] = []
        entries: list[Entry] = []
        for portal in registry.portals(self.name):
            if portal.copy_of or (self.hosts is not None and portal.host not in self.hosts):
                continue
            entry = Entry(portal.home, portal.division or None)
            entries.append(entry)
            wanted = [column for column in portal.columns if self.level in (None, column.level)]
            columns += [
                (column.basis != "seen", column.url, entry)
                for column in wanted
                if not column.is_copy and canonical(column.url) not in self.moved
            ]
            if not registry.is_home_of(self.name, portal):
                continue
            if self.level in (None, portal.level) or (self.level in portal.levels and not wanted):
                homes.append(entry)
        for derived, url, entry in sorted(columns, key=lambda item: item[0]):
            yield url, Visit(entry, via="registered", lead=derived)
        if self.level is None:
            for entry in entries:
                yield from self.known_columns(entry)
        for entry in homes:
            yield entry.home, Visit(entry, via="menu")

    def division_of(self, url: str) -> str | None:
        """Return the division that runs a registered host."""
        portal = registry.portal_of_host(host_of(url))
        return portal.division or None if portal else None


def load_spiders() -> dict[str, type[PortalSpider]]:
    """Import every module of the package and return its spiders by name."""
    found: dict[str, type[PortalSpider]] = {}
    for module in sorted(info.name for info in iter_modules(spiders.__path__) if not info.ispkg):
        for thing in vars(import_module(f"spiders.{module}")).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, PortalSpider)
                and thing.__module__ == f"spiders.{module}"
            ):
                if thing in (PortalSpider, ProvinceSpider):
                    continue
                if thing.name in found:
                    raise DeclarationError(f"two spiders are called {thing.name}")
                found[thing.name] = thing
    return found

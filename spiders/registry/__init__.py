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

from spiders.registry.entries import (
    Basis,
    Column,
    Evidence,
    Level,
    Portal,
    Province,
    RegistryError,
    Unit,
)
from spiders.registry.hosts import (
    CENTRAL,
    FOLDER,
    also_read,
    forget,
    is_home_of,
    portal_of_host,
    portals,
    province_of_host,
    spider_names,
    spider_of_division,
    spider_of_host,
)
from spiders.registry.reading import load
from spiders.registry.writing import add_entry, text_of

__all__ = [
    "CENTRAL",
    "FOLDER",
    "Basis",
    "Column",
    "Evidence",
    "Level",
    "Portal",
    "Province",
    "RegistryError",
    "Unit",
    "add_entry",
    "also_read",
    "forget",
    "is_home_of",
    "load",
    "portal_of_host",
    "portals",
    "province_of_host",
    "spider_names",
    "spider_of_division",
    "spider_of_host",
    "text_of",
]

"""`nianbao spiders list`: the sources and what is registered of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from crawler.commands.console import Data, Db, config_of, say
from crawler.commands.spiders.known import asked_of_corpus

_HEAD = ("spider", "division", "portals", "entries", "seen", "derived", "confirmed", "title")


def list_spiders(db: Db = None, data: Data = None) -> int:
    """List sources: division, portals, registry entries, columns seen, derived and confirmed, title.

    Tab-separated where the output is no terminal. Derived addresses are leads; confirmed are those of them
    that have answered with a column in a crawl of this database.
    """
    from crawler.statetext import aligned
    from spiders import registry
    from spiders.base import load_spiders

    config = config_of(db, data)
    registry.also_read(config.portals)
    spiders = sorted(load_spiders().items())
    columns = {name: _columns(name) for name, spider in spiders if spider.division}
    leads = [url for each in columns.values() for url in each["derived"]]
    found = asked_of_corpus(config, lambda corpus: corpus.found_of(leads)) or {}
    rows: list[tuple[str, ...]] = [_HEAD]
    total = [0, 0, 0, 0, 0]
    for name, spider in spiders:
        portals = registry.portals(name) if spider.division else ()
        seen, derived = (columns.get(name, {}).get(basis, ()) for basis in ("seen", "derived"))
        confirmed = sum(found.get(url) == "column" for url in derived)
        entries = sum(len(portal.units) for portal in portals)
        counts = (len(portals), entries, len(seen), len(derived), confirmed)
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        title = re.split(r"[:：。\n]", (spider.__doc__ or "").strip())[0]
        rows.append((name, spider.division or "-", *map(str, counts), title))
    if sys.stdout.isatty():
        print(*aligned(rows), sep="\n")
    else:
        for row in rows[1:]:
            print(*row, sep="\t")
    sources = len(registry.spider_names())
    say(
        f"{sources} sources, {total[0]} portals, {total[1]} entries; "
        f"columns: {total[2]} seen, {total[3]} derived, {total[4]} of these confirmed"
    )
    return 0


def _columns(spider: str) -> Mapping[str, tuple[str, ...]]:
    from spiders import registry

    columns = [column for portal in registry.portals(spider) for column in portal.columns]
    return {
        basis: tuple(column.url for column in columns if column.basis == basis)
        for basis in ("seen", "derived")
    }

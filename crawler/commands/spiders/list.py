"""`nianbao spiders list`: the sources and what is registered of them."""

from __future__ import annotations

import re
import sys

from crawler.commands.console import Data, config_of, say


def list_spiders(data: Data = None) -> int:
    """List sources: division, portals, registry entries, columns seen and derived, title (tab-separated)."""
    from crawler.statetext import aligned
    from spiders import registry
    from spiders.base import load_spiders

    registry.also_read(config_of(data=data).portals)
    rows: list[tuple[str, ...]] = [("spider", "division", "portals", "entries", "seen", "derived", "title")]
    total = [0, 0, 0, 0]
    for name, spider in sorted(load_spiders().items()):
        portals = registry.portals(name) if spider.division else ()
        bases = [column.basis for portal in portals for column in portal.columns]
        entries = sum(len(portal.units) for portal in portals)
        counts = (len(portals), entries, bases.count("seen"), bases.count("derived"))
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        title = re.split(r"[:：。\n]", (spider.__doc__ or "").strip())[0]
        rows.append((name, spider.division or "-", *map(str, counts), title))
    if sys.stdout.isatty():
        print(*aligned(rows), sep="\n")
    else:
        for row in rows[1:]:
            print(*row, sep="\t")
    portals_, entries_, seen, derived = total
    sources = len(registry.spider_names())
    say(f"{sources} sources, {portals_} portals, {entries_} entries; columns: {seen} seen, {derived} derived")
    return 0

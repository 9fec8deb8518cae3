"""`nianbao spiders leads`: hosts to be registered, and derived columns to be confirmed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, say
from crawler.commands.spiders.known import asked_of_corpus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.facts import LeadFact

_HEAD = ("spider", "kind", "state", "name", "address", "met on")
Row = tuple[str, ...]


def leads(
    province: Annotated[str | None, typer.Argument(metavar="[PROVINCE]", help="A spider's name.")] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="Derived columns of the registry instead of hosts.")
    ] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """List hosts that site maps, directories and columns link as a body's and that are not registered.

    Nothing is asked of such a host before it is registered: nianbao spiders add ADDRESS. With --columns: the
    derived addresses, and what became of them: `column` (confirmed), `empty` (answers with none), a failure
    class, or `open` (never asked for). Tab-separated where the output is no terminal.
    """
    from crawler.statetext import aligned
    from spiders import registry

    config = config_of(db, data)
    registry.also_read(config.portals)
    if province is not None and province not in registry.spider_names():
        raise UsageError(f"no spider is called {province!r}; there are: {', '.join(registry.spider_names())}")
    if columns:
        names = [name for name in registry.spider_names() if province in (None, name)]
        derived = [
            (name, column.unit, column.url)
            for name in names
            for portal in registry.portals(name)
            for column in portal.columns
            if column.basis == "derived"
        ]
        urls = [url for _, _, url in derived]
        found = asked_of_corpus(config, lambda corpus: corpus.found_of(urls)) or {}
        rows = list(_columns(derived, found))
    else:
        met = asked_of_corpus(config, lambda corpus: corpus.host_leads()) or []
        rows = [row for row in _hosts(met) if province in (None, row[0])]
    if sys.stdout.isatty() and rows:
        print(*aligned([_HEAD, *rows]), sep="\n")
    else:
        for row in rows:
            print(*row, sep="\t")
    say(_summary(rows, columns))
    return 0


def _hosts(met: Sequence[LeadFact]) -> Iterator[Row]:
    """Hosts that are still not registered; one that belongs to a registered site is crawled with it."""
    from spiders import registry
    from spiders.addresses import site_of

    for lead in met:
        if registry.portal_of_host(lead.host) is None:
            site = site_of(lead.url)
            state = f"with {site}" if registry.portal_of_host(site) else "open"
            yield lead.province, lead.kind, state, lead.label, lead.url, lead.linked_from


def _columns(derived: Sequence[tuple[str, str, str]], found: Mapping[str, str]) -> Iterator[Row]:
    for name, unit, url in derived:
        yield name, "derived", found.get(url, "open"), unit, url, ""


def _summary(rows: Sequence[Row], columns: bool) -> str:
    from collections import Counter

    states = Counter(row[2].split(" ")[0] for row in rows)
    told = ", ".join(f"{state} {number}" for state, number in states.most_common())
    what = "derived columns" if columns else "hosts that are not registered"
    return f"{len(rows)} {what}" + (f": {told}" if told else "")

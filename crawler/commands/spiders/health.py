"""`nianbao spiders health`: which sources still give what they should."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.health.gathering import ProvinceHealth


def health(
    provinces: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROVINCE…]", help="Spider names (nianbao spiders list); all unless given."),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Every portal and column, those that never ran too.")
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print what the last good runs suggest to expect.")
    ] = False,
    write_: Annotated[
        bool, typer.Option("--write", help="With --suggest: raise the expectations; none is ever lowered.")
    ] = False,
    db: Db = None,
    data: Data = None,
) -> int:
    """State of the sources: ok, degraded, broken, blocked or never_ran, each with its evidence.

    Exit code 0 where everything that ran is ok or is blocked and known to be; 1 where anything is not.
    """
    from crawler.health.expectations import ExpectationError
    from crawler.health.gathering import ANY, states_of
    from crawler.health.telling import as_json, lines
    from spiders import registry

    if write_ and not suggest:
        raise UsageError("--write goes with --suggest")
    config = config_of(db, data)
    registry.also_read(config.portals)
    names = [*registry.spider_names(), ANY]
    if wrong := [name for name in provinces or () if name not in names]:
        raise UsageError(f"no source is called {wrong[0]!r}; there are: {', '.join(names)}")
    folder = config.expectations
    corpus = open_corpus(config)
    try:
        found = states_of(corpus, folder, provinces or names)
    except ExpectationError as error:
        raise UsageError(str(error)) from error
    finally:
        corpus.close()
    if suggest:
        return _suggest(found, folder, write_)
    if json_output:
        emit(as_json(found))
    else:
        print(*lines(found, everything, sys.stdout.isatty()), sep="\n")
    return int(any(portal.verdict.is_alarming for province in found for portal in province.portals))


def _suggest(found: list[ProvinceHealth], folder: Path, writes: bool) -> int:
    from crawler.health.expectations import load, text_of, write
    from crawler.health.gathering import suggested

    for province in found:
        seen = suggested(province)
        if not (seen.portals or seen.columns):
            continue
        raised = load(folder, province.name).raised(seen)
        if writes:
            say(f"written: {write(folder, province.name, raised)}")
        else:
            print(text_of(province.name, raised))
    return 0

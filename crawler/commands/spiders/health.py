"""`nianbao spiders health`: which sources still give what they should."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from crawler.commands.console import Data, Db, UsageError, config_of, emit, open_corpus, say
from crawler.health.expectations import ExpectationError, load, text_of, write
from crawler.health.gathering import ANY, PortalHealth, ProvinceHealth, states_of, suggested
from crawler.health.judging import SEVERITY, State
from crawler.health.telling import as_json, lines
from spiders import registry


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
    return exit_code(found)


def exit_code(found: list[ProvinceHealth]) -> int:
    """1 where a source is degraded, broken, or blocked without anybody knowing why."""
    return int(any(is_alarming(portal) for province in found for portal in province.portals))


def is_alarming(portal: PortalHealth) -> bool:
    """Whether somebody should look at a portal."""
    verdict = portal.verdict
    if verdict.state is State.BLOCKED:
        return all(fault.what != "known_block" for fault in verdict.faults)
    return SEVERITY[verdict.state] > SEVERITY[State.NEVER_RAN]


def _suggest(found: list[ProvinceHealth], folder: Any, writes: bool) -> int:
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

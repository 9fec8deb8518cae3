"""`nianbao spiders add`: look at a portal, propose its entry, write it where a person agrees."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from crawler.commands.console import Data, UsageError, config_of, log_warnings, say
from parsers.failures import Failure

if TYPE_CHECKING:
    from crawler.config import Config
    from crawler.proposing.proposal import Proposal, Told
    from crawler.proposing.scout import Scouted

_UNREACHED = frozenset({Failure.DNS, Failure.TCP, Failure.TLS, Failure.TIMEOUT, Failure.GUARD_REFUSED})
"""Classes under which nothing came from the host at all."""


def add(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="A portal's home page, its report column, or a report.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Write the entry without asking.")] = False,
    name: Annotated[str | None, typer.Option("--name", help="Name of the body that runs the site.")] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            metavar="L",
            help="Its level: province, prefecture, county, township, department, zone.",
        ),
    ] = None,
    division: Annotated[
        str | None, typer.Option("--division", metavar="CODE", help="Its division code, six digits.")
    ] = None,
    data: Data = None,
) -> int:
    """Look at a portal and propose its entry for the registry; written to the data folder when agreed.

    The entry goes to stdout, the reasons to stderr. Nothing that was fetched is kept.
    """
    config = config_of(data=data)
    _check(url, config)
    told = _told(name, level, division)
    from crawler.proposing.proposal import NoProposal, Registered, propose
    from crawler.proposing.scout import scout
    from crawler.watching import watched
    from models.bodies import Resolver
    from spiders import registry

    log_warnings()
    registry.also_read(config.portals)
    with watched() as on_start:
        scouted = scout(config, url, on_start)
    if scouted.column is None:
        return _not_found(scouted)
    try:
        proposal = propose(scouted, scouted.column, told, Resolver())
    except Registered as there:
        say(str(there))
        return 0
    except NoProposal as refused:
        say(f"column: {scouted.column.url} ({scouted.column.name})")
        say(f"{url}: {refused}")
        return 1
    _show(proposal)
    return _keep(proposal, config, yes)


def _check(url: str, config: Config) -> None:
    from crawler.guard import Guard, HostRules

    if "://" not in url:
        raise UsageError(f"a whole address is needed, like https://www.example.gov.cn/, not {url!r}")
    if reason := Guard(HostRules.load(), config.allow_loopback).refuse_url(url):
        raise UsageError(f"{url}: {reason}")
    if urlsplit(url).port not in (None, 80, 443):
        raise UsageError(f"{url}: the registry knows hosts without a port; crawl --url takes this address")


def _told(name: str | None, level: str | None, division: str | None) -> Told:
    from typing import cast, get_args

    from crawler.proposing.proposal import Told
    from spiders.registry import Level

    if level is not None and level not in get_args(Level):
        raise UsageError(f"--level is one of {', '.join(get_args(Level))}, not {level!r}")
    if division is not None and not (len(division) == 6 and division.isascii() and division.isdigit()):
        raise UsageError(f"--division is a code of six digits, not {division!r}")
    return Told(name, cast("Level | None", level), division)


def _not_found(scouted: Scouted) -> int:
    """Say why there is no column: 3 where nothing came at all, 1 where what came has none."""
    for address, (failure, detail) in scouted.failed.items():
        say(f"{address}: {failure.value}: {detail}")
    if not scouted.pages and _kinds(scouted.failed) & _UNREACHED:
        say(f"{scouted.url} could not be had; nothing can be proposed")
        return 3
    if not scouted.pages:
        say(f"{scouted.url} did not answer with a page; nothing can be proposed")
    else:
        say(
            f"{scouted.url}: no column of annual reports is recognised there or from there "
            f"({scouted.requests} requests); try the address of the column itself"
        )
    return 1


def _kinds(failed: Mapping[str, tuple[Failure, str]]) -> set[Failure]:
    return {failure for failure, _ in failed.values()}


def _show(proposal: Proposal) -> None:
    from spiders import registry

    print(registry.text_of(proposal.portal), end="")
    for reason in proposal.reasons:
        say(reason)
    for doubt in proposal.doubts:
        say(f"doubt: {doubt}")


def _keep(proposal: Proposal, config: Config, yes: bool) -> int:
    from spiders import registry

    path = config.portals / f"{proposal.spider}.toml"
    if proposal.doubts:
        say("not written: say --division CODE (and --name, --level) to decide the doubt")
        return 1
    if not yes and not sys.stdin.isatty():
        say(f"not written: --yes writes it into {path}")
        return 0
    if not yes:
        try:
            agreed = typer.confirm(f"write it into {path}?", err=True)
        except typer.Abort:
            say("\nnot written")  # the question still stands on the line
            raise
        if not agreed:
            say("not written")
            return 0
    try:
        written = registry.add_entry(config.portals, proposal.spider, proposal.portal)
    except (registry.RegistryError, OSError) as error:
        say(f"not written: {error}")
        return 1
    say(f"written into {written}; nianbao crawl {proposal.spider} visits it")
    return 0

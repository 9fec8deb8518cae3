"""The entry that follows from a look at a portal, with the reasons for it and the doubts about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.proposing.owner import (
    LEVELS,
    Owner,
    bodies_of,
    common_division,
    government_of,
    is_within,
    owner_by_code,
    owner_by_name,
    owner_of,
)
from crawler.proposing.scout import ColumnLook, PageLook, Scouted
from models.bodies import Resolution, Resolver
from parsers.titles import read_title
from spiders import registry
from spiders.addresses import canonical, host_of, is_home, site_of
from spiders.families import family_of
from spiders.names import year_in_folders
from spiders.registry import Column, Level, Portal, Unit

_SHOWN = 3
_PARTS = re.compile(r"[-_|—–>]+")


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of the portal; it overrules what was found."""

    name: str | None = None
    level: Level | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`portal` holds one unit. With doubts it is not to be written before a person has said more."""

    spider: str
    portal: Portal
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


class NoProposal(Exception):
    """No entry follows; the message is a sentence for a person."""


class Registered(Exception):
    """Nothing is to be added; the message says where the column stands."""


def propose(scouted: Scouted, column: ColumnLook, told: Told, resolver: Resolver) -> Proposal:
    """Return the entry for the column that was found.

    A registered host keeps its owner. Else the name of the site says who runs it, and the reports must lie
    within; where no name tells, the lowest division common to the reports does. Raises NoProposal where
    neither does, Registered where a person has seen the column before.
    """
    host = host_of(scouted.url)
    known = registry.portal_of_host(host)
    if known is not None and known.copy_of:
        raise NoProposal(f"{host} shows copies of {known.copy_of}: it is recorded and never crawled")
    near = known or registry.portal_of_host(site_of(scouted.url))
    named = owner_by_name(_names(scouted.pages), near.division if near else told.division, resolver)
    place = near.division if near else (named and named[0].division_code) or told.division
    bodies = bodies_of([title for title, _ in column.reports], place, resolver)
    reasons = [*_reasons(scouted, column), _reports(column, bodies)]
    doubts: list[str] = []
    if known is not None:
        owner: Owner | None = _known(known)
        reasons.append(f"owner: {known.host} is registered as {known.name}")
    else:
        owner = _owner(named, bodies, reasons, doubts, resolver)
        if near is not None:
            reasons.append(f"{host} belongs to {site_of(scouted.url)}, which is registered as {near.name}")
    if told != Told():
        owner, doubts = _as_told(owner, told, resolver), []
        reasons.append("as told: " + ", ".join(filter(None, (told.name, told.level, told.division))))
    if owner is None:
        raise NoProposal("whose site it is, neither its name nor its reports tell: say --division CODE")
    spider = registry.spider_of_host(host) or registry.spider_of_division(owner.division)
    if spider is None:
        raise NoProposal(f"no province of the registry has the division code {owner.division!r}")
    unit = _unit(column, owner_of(bodies[0], resolver) if len(bodies) == 1 else owner, bodies, host)
    unit = _confirmed(known, column, unit, reasons) if known else unit
    home = next((page.url for page in scouted.pages if is_home(page.url)), f"http://{host}/")
    portal = Portal(
        known.host if known else host,
        owner.name,
        owner.level,
        owner.division,
        known.home if known else home,
        units=(unit,),
    )
    return Proposal(spider, portal, tuple(reasons), tuple(doubts))


def _names(pages: Sequence[PageLook]) -> Iterator[str]:
    """Names that the pages give their site, the surest first: meta tag, then the ends of page titles."""
    ordered = sorted(pages, key=lambda page: not is_home(page.url))
    yield from (page.site_name for page in ordered if page.site_name)
    for page in ordered:
        yield from reversed(_PARTS.split(page.title))


def _owner(
    named: tuple[Resolution, str] | None,
    bodies: Sequence[Resolution],
    reasons: list[str],
    doubts: list[str],
    resolver: Resolver,
) -> Owner | None:
    common = common_division(bodies, resolver)
    if named is not None:
        body, name = named
        reasons.append(f"owner: the site calls itself {name}: {body.canonical_name} ({body.evidence})")
        if common and not is_within(common.div_id, body.division_id or "", resolver):
            doubts.append(f"the site calls itself {name}, but its reports are of {common.name}")
        return owner_of(body, resolver)
    if common is None:
        return None
    reasons.append(f"owner: the site does not name it; all its reports are of {common.name}")
    return owner_of(bodies[0], resolver) if len(bodies) == 1 else government_of(common, resolver)


def _known(portal: Portal) -> Owner:
    office = next((unit.office_of for unit in portal.units if unit.name == portal.name), None)
    return Owner(portal.name, portal.level, portal.division, office)


def _as_told(owner: Owner | None, told: Told, resolver: Resolver) -> Owner:
    """What a person said over what was found; raises NoProposal where it does not go together."""
    if told.division is not None:
        by_code = owner_by_code(told.division, resolver)
        if by_code is None:
            raise NoProposal(f"there is no division with the code {told.division!r}")
        owner = replace(owner, division=told.division) if owner and owner.level == "department" else by_code
    if owner is None:
        raise NoProposal("whose site it is cannot be told: say --division CODE")
    owner = replace(owner, name=told.name or owner.name, level=told.level or owner.level)
    if owner.level != "department":
        return replace(owner, office_of=None)
    if owner.office_of is None:
        of = owner_by_code(owner.division, resolver) if owner.division else None
        owner = replace(owner, office_of=of.level if of and of.level in LEVELS[:4] else "national")
    return owner


def _reasons(scouted: Scouted, column: ColumnLook) -> Iterator[str]:
    """How the column was come by and what it is."""
    if scouted.report is not None:
        yield f"the address is a report: {scouted.report.title}"
    if column.via == "derived":
        yield "its list stands where the address of the report suggests"
    elif canonical(column.url) != canonical(scouted.url):
        yield f"column: found from the address given ({column.via}: {column.label or column.name})"
    yield f"column: {column.name}, platform {column.platform} ({column.reason})"
    if year_in_folders(column.url):
        yield "a year stands in the address: the column above it may be the better entry"


def _reports(column: ColumnLook, bodies: Sequence[Resolution]) -> str:
    """Whose reports the column shows."""
    if bodies:
        return "reports of " + _few([body.canonical_name or "" for body in bodies])
    if column.parts:
        return "its reports stand in parts: " + _few(column.parts)
    return "no title on its first page names a body"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more


def _unit(column: ColumnLook, owner: Owner, bodies: Sequence[Resolution], host: str) -> Unit:
    addresses = [url for _, url in column.reports]
    shapes = Counter(family.name for url in addresses if (family := family_of(url)))
    years = {year for title, _ in column.reports if (year := read_title(title).year)}
    own = next((url for url in addresses if _same(url, host)), "")
    elsewhere = "" if _same(column.url, host) else f"the portal keeps its column on {host_of(column.url)}"
    return Unit(
        name=owner.name,
        level=owner.level,
        division=owner.division,
        office_of=owner.office_of if owner.level == "department" else None,
        family=shapes.most_common(1)[0][0] if shapes else None,
        bodies=tuple(body.canonical_name or "" for body in bodies) if len(bodies) == 1 else (),
        years=tuple(sorted(years)),
        columns=(Column(column.url, "seen", note=elsewhere),),
        host=host,
        example=own,
    )


def _confirmed(known: Portal, column: ColumnLook, unit: Unit, reasons: list[str]) -> Unit:
    """The unit of a registered host: a derived address that answers as a column is confirmed."""
    for registered in known.units:
        for lead in registered.columns:
            if canonical(lead.url) != canonical(column.url):
                continue
            if lead.basis == "seen":
                raise Registered(f"{lead.url} is registered already, for {registered.name}")
            reasons.append(
                f"confirmed: registered as derived, for {registered.name}, and answers as a column"
            )
            return replace(registered, columns=unit.columns)
    return unit


def _same(url: str, host: str) -> bool:
    return host_of(url).removeprefix("www.") == host.removeprefix("www.")

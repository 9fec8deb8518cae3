"""Whose site it is and whose reports a column holds: told by the name of the site and the titles.

Pure functions over names; what they cannot tell they leave open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from models.bodies import Mention, Resolution, Resolver
from models.divisions import STATE, Division
from models.organs import GOVERNMENT, ZONE
from parsers.titles import read_title
from spiders.registry import Level

LEVELS = ("national", "province", "prefecture", "county", "township")
"""By the level of a division: 0 the nation … 4 a township."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A body as the registry writes it. `division`: six digits, empty for central bodies."""

    name: str
    level: Level
    division: str
    office_of: str | None = None


def owner_by_name(
    names: Iterable[str], near: str | None, resolver: Resolver
) -> tuple[Resolution, str] | None:
    """The body that the first telling name of a site means, with that name."""
    for name in dict.fromkeys(name.strip() for name in names if name and name.strip()):
        found = resolver.owner_of_site(name, near)
        if found is not None:
            return found, name
    return None


def bodies_of(titles: Sequence[str], near: str | None, resolver: Resolver) -> list[Resolution]:
    """The bodies that titles of reports name, each once; a title that does not decide counts for none."""
    found: dict[str, Resolution] = {}
    for title in titles:
        answer = resolver.resolve(Mention(title, year=read_title(title).year, host_division=near))
        if answer.body_id is not None:
            found.setdefault(answer.body_id, answer)
    return list(found.values())


def common_division(bodies: Sequence[Resolution], resolver: Resolver) -> Division | None:
    """The lowest division that all the bodies belong to; None where only the nation is above them all."""
    chains = [_chain(body.division_id or STATE, resolver) for body in bodies]
    if not chains:
        return None
    shared = [place for place in chains[0] if all(place in chain for chain in chains[1:])]
    return resolver.registry.division(shared[0]) if shared and shared[0] != STATE else None


def is_within(inner: str, outer: str, resolver: Resolver) -> bool:
    """Whether a division is another one or lies in it; all lie in the nation."""
    return outer == STATE or outer in _chain(inner, resolver)


def _chain(division_id: str, resolver: Resolver) -> list[str]:
    above = resolver.registry.ancestors(division_id) if division_id != STATE else ()
    return [division_id, *(division.div_id for division in above)]


def owner_of(body: Resolution, resolver: Resolver) -> Owner:
    """A resolved body in the words of the registry."""
    place = resolver.registry.division(body.division_id or STATE)
    division, kind = _code(place, resolver), body.organ_kind
    if place.level == 4:
        return Owner(place.name, "township", division)
    if kind == GOVERNMENT:
        return Owner(place.name, cast(Level, LEVELS[place.level]), division)
    name = body.canonical_name or place.name
    if kind == ZONE:
        return Owner(name, "zone", division)
    return Owner(name, "department", division, LEVELS[place.level])


def government_of(place: Division, resolver: Resolver) -> Owner:
    """The government of a division in the words of the registry."""
    return Owner(place.name, cast(Level, LEVELS[place.level]), _code(place, resolver))


def owner_by_code(code: str, resolver: Resolver) -> Owner | None:
    """The government of a division by its code; None where there is no such code."""
    place = resolver.registry.by_code(code)
    return replace(government_of(place, resolver), division=code) if place and place.level else None


def _code(place: Division, resolver: Resolver) -> str:
    """Six digits: a township's are those of its county; the nation has none."""
    for division in (place, *resolver.registry.ancestors(place.div_id)):
        if division.level == 0:
            break
        if division.level < 4 and len(division.code) == 6:
            return division.code
    return ""

"""Families of report addresses: which kind of site an address is of, and where its list would stand.

Data in `families.toml`. What follows from an address alone is a lead, never a fact: the platform is detected
from the page, and a derived list is believed only where it answers with reports.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

_DATA = Path(__file__).with_name("families.toml")
_DISPLAY = re.compile(r"(?:^|&)(?:ddtab|isMobile|jump|from|wap)=[^&]*")
"""Parameters that change how a page looks and not which one it is."""


@dataclass(frozen=True, slots=True)
class Family:
    """One shape of report addresses. `platform`: the adapter of such sites, None for the generic one."""

    name: str
    pattern: re.Pattern[str]
    list: str = ""
    platform: str | None = None
    uncertain: bool = False
    """The list rule often fails."""
    what: str = ""


@dataclass(frozen=True, slots=True)
class ListLead:
    """Where the list of a report would stand, by the habit of its family."""

    url: str
    family: str
    confidence: str
    """`medium`, or `low` where the rule often fails."""


@cache
def families() -> tuple[Family, ...]:
    """All families in the order in which they are tried."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(
        Family(
            name=table["name"],
            pattern=re.compile(table["pattern"]),
            list=table.get("list", ""),
            platform=table.get("platform"),
            uncertain=table.get("uncertain", False),
            what=table.get("what", ""),
        )
        for table in data["family"]
    )


def family_of(url: str) -> Family | None:
    """The family of a report's address; None for a shape of its own."""
    found = _match(url)
    return found[0] if found else None


def list_lead(url: str) -> ListLead | None:
    """The list that a report's address suggests; None where none follows from it."""
    found = _match(url)
    if found is None or not found[0].list:
        return None
    family, match = found
    parts = urlsplit(url)
    path = family.list.format(**match.groupdict())
    return ListLead(
        f"{parts.scheme}://{parts.netloc}{path}", family.name, "low" if family.uncertain else "medium"
    )


def _match(url: str) -> tuple[Family, re.Match[str]] | None:
    parts = urlsplit(url)
    query = _DISPLAY.sub("", parts.query).lstrip("&")
    address = f"{parts.path}?{query}" if query else parts.path
    return next(
        ((family, match) for family in families() if (match := family.pattern.fullmatch(address))), None
    )

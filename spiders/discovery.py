"""From any page of a portal to its report columns: which links lead there, and what makes a page a column.

Pure functions over a page; how often and how deep they are applied is decided by the spider.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from spiders.addresses import canonical, host_of, is_below, is_file, is_page, site_of
from spiders.boxes import column_of_more
from spiders.lists import block_of, row_of
from spiders.names import (
    has_column_slug,
    is_body,
    is_column_label,
    is_directory,
    is_kind,
    is_other_column,
    is_site_map,
    may_be_column,
    may_be_menu,
    menu_rank,
    year_in_folders,
    year_of_name,
)
from spiders.pages import Link, Page
from spiders.platforms.protocol import Platform

COLUMN_NAME = "政府信息公开年报"
"""The name that the unified disclosure platform gives its report column."""
_COLUMN_TYPE = "信息公开年报"
_CATALOGUE = re.compile(r"/gkmlpt(?:/(?:index|annualreport)?)?(?:[?#].*)?$")
_ORGAN = re.compile(
    r"/gkmlpt/|/public/column/\d+|xxgkAnnualReport\.jsp|[?&](?:deptcode|deptCode|organId|area)=",
    re.IGNORECASE,
)
_ENOUGH_BODIES = 3
_MENU_LINKS = 12
_FRAMES = 4
_ENTRANCES = 3
"""Links of a front page that only lets in, at the most."""
_PART = re.compile(r"^(?!index|list|default|page)[A-Za-z][A-Za-z_-]*\d{0,3}(?:/|\.s?html?)$")
"""What the address of a part has behind that of its column: a folder or page with a name, no number."""
_LONGEST_PART = 20


@dataclass(frozen=True, slots=True)
class Lead:
    """A link worth following: why (`via` of `ColumnSeen`), and whether to a part of the column it is in."""

    url: str
    label: str
    via: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class HostLead:
    """A link to another host that bears a body's name; `kind` as in `spiders.items.HostSeen`."""

    url: str
    label: str
    kind: str


def column_reason(page: Page, label: str) -> tuple[str, str] | None:
    """Return (via, name) where a page is a column of annual reports by its own word, None otherwise.

    In this order: `ColumnName`, `ColumnType`, the last step of the breadcrumb, a heading, the page title, the
    text of the link that led here, the address.
    """
    meta = page.meta
    article = "articletitle" in meta
    if not article and is_column_label(meta.get("columnname", "")):
        return "menu", meta["columnname"]
    if not article and _COLUMN_TYPE in meta.get("columntype", ""):
        return "column_type", meta.get("columnname") or _COLUMN_TYPE
    for step in (page.crumbs[-1:] or [""]) + page.headings[:4] + re.split(r"[-_|—–]", page.title)[:1]:
        if is_column_label(step):
            return "menu", step
    if label and is_column_label(label):
        return "menu", label
    if (
        not article
        and has_column_slug(page.url)
        and not is_other_column(meta.get("columnname", ""), *page.crumbs[-1:], *page.headings[:2])
    ):
        return "slug", meta.get("columnname") or label or page.title
    return None


def column_leads(page: Page) -> list[Lead]:
    """Return links that name a report column; then guesses, by vague names and the usual abbreviations."""
    named, slugged = [], []
    site = site_of(page.url)
    for link in page.links:
        labelled = is_column_label(link.text) or is_column_label(link.title)
        if not (is_page(link.url) or (labelled and is_file(link.url))):
            continue
        if labelled:
            named.append(Lead(link.url, link.name, "menu"))
        elif site_of(link.url) != site:
            continue
        elif heading := column_of_more(link):
            named.append(Lead(link.url, heading, "menu"))
        elif may_be_column(link.text) or (has_column_slug(link.url) and not _other_name(link)):
            slugged.append(Lead(link.url, link.name, "slug"))
    return _distinct(page, named + slugged)


def _other_name(link: Link) -> bool:
    """Whether a link with the right abbreviation says that it is something else: an article, a look-alike."""
    name = link.name
    return bool(re.search(r"网站|公积金|法治|依法|指南|制度|目录|申请|决算|预算", name)) or len(name) > 20


def menu_leads(page: Page) -> list[Lead]:
    """Return menu entries one step nearer to the disclosure platform, the most direct first.

    Vague ones (`may_be_menu`) only where nothing else leads there.
    """
    ranked, vague, site = [], [], site_of(page.url)
    for order, link in enumerate(page.links):
        if not is_page(link.url) or site_of(link.url) != site:
            continue
        rank = menu_rank(link.text) if link.text else menu_rank(link.title)
        if rank is None and _CATALOGUE.search(link.url):
            rank = 1
        if rank is None and is_site_map(link.text):
            rank = 50
        if rank is not None:
            ranked.append((rank, order, Lead(link.url, link.name, "menu")))
        elif may_be_menu(link.text or link.title):
            vague.append(Lead(link.url, link.name, "menu"))
    plain = [lead for _, _, lead in sorted(ranked, key=lambda item: item[:2])]
    return _distinct(page, plain or vague)[:_MENU_LINKS]


def entrance_leads(page: Page) -> list[Lead]:
    """Return the links of a front page that is nothing but an entrance: a picture, a choice of languages."""
    site = site_of(page.url)
    inward = [
        Lead(link.url, link.name, "menu")
        for link in page.links
        if is_page(link.url) and site_of(link.url) == site
    ]
    found = _distinct(page, inward)
    return found if len(found) <= _ENTRANCES else []


def frame_leads(page: Page) -> list[Lead]:
    """Return the frames of a page that are pages of the same site: menus are kept in them."""
    site = site_of(page.url)
    frames = [
        frame
        for frame in page.frames
        if is_page(frame.url) and site_of(frame.url) == site and not page.in_foot(frame.node)
    ]
    return _distinct(page, [Lead(frame.url, "", "menu") for frame in frames])[:_FRAMES]


def directory_leads(page: Page, label: str) -> list[Lead]:
    """Return links to the bodies below: menu entries that name kinds of bodies, and blocks of body names.

    A few body names make a block, a single one does where the page calls itself a directory.
    """
    enough = (
        1 if any(is_directory(name) for name in (label, page.title, *page.headings[:3])) else _ENOUGH_BODIES
    )
    directories, bodies, site = [], [], site_of(page.url)
    per_block: Counter[str] = Counter()
    for link in page.links:
        if not is_page(link.url) or page.in_foot(link.node) or site_of(link.url) != site:
            continue
        if is_kind(link.text) or is_directory(link.text):
            directories.append(Lead(link.url, link.name, "menu"))
        elif is_body(link.text) or (_ORGAN.search(link.url) and len(link.text) <= 24):
            block = block_of(row_of(link.node))
            per_block[block] += 1
            bodies.append((block, Lead(link.url, link.name, "menu")))
    return _distinct(page, directories + [lead for block, lead in bodies if per_block[block] >= enough])


def is_platform(page: Page) -> bool:
    """Whether a page is by its own word the front of a disclosure site, whose directory names bodies."""
    return any(menu_rank(name) is not None for name in (page.meta.get("sitename", ""), page.title))


def host_leads(page: Page, label: str, column: bool) -> list[HostLead]:
    """Return the bodies that a site map, a directory or a report column leads to on hosts of their own.

    A few names of bodies together make a directory, as in `directory_leads`; each host is given once.
    """
    names = (label, page.title, *page.headings[:3])
    site_map = any(is_site_map(part) for name in names for part in re.split(r"[-_|—–]", name))
    kind = "column" if column else "site_map" if site_map else "directory"
    enough = 1 if column or site_map or any(map(is_directory, names)) else _ENOUGH_BODIES
    own, found = page.host.removeprefix("www."), []
    per_block: Counter[str] = Counter()
    for link in page.links:
        if not (is_body(link.text) or is_body(link.title)) or page.in_foot(link.node):
            continue
        block = block_of(row_of(link.node))
        per_block[block] += 1
        host = host_of(link.url)
        if host.endswith(".gov.cn") and host.removeprefix("www.") != own:
            found.append((host, block, HostLead(link.url, link.name, kind)))
    kept: dict[str, HostLead] = {}
    for host, block, lead in found:
        if per_block[block] >= enough:
            kept.setdefault(host, lead)
    return list(kept.values())


def nested_leads(page: Page, platform: Platform) -> list[Lead]:
    """Return the columns inside a column: years, kinds of bodies, single bodies, frames, yearly folders.

    A year may stand anywhere on the page. Names of bodies and kinds are taken below the column's folder, and
    elsewhere only outside the menus where the address has the form of the column's own. On another
    government's site only what has the abbreviation of a report column in its address.
    """
    site = site_of(page.url)
    found = [
        Lead(nested.url, nested.name, "nested", True) for nested in platform.columns(page) if nested.column
    ]
    found += [Lead(frame.url, "", "nested", True) for frame in frame_leads(page)]
    for link in page.links:
        elsewhere = site_of(link.url) != site
        if not is_page(link.url) or page.in_foot(link.node) or (elsewhere and not has_column_slug(link.url)):
            continue
        name = link.text or link.title
        if is_column_label(name) and year_of_name(name) is None:
            found.append(Lead(link.url, link.name, "nested"))
            continue
        if heading := column_of_more(link):
            found.append(Lead(link.url, heading, "nested", True))
            continue
        if year_of_name(name) is not None or year_of_name(link.title) is not None:
            inside = True
        elif is_kind(name) or is_body(name):
            inside = (
                elsewhere
                or is_below(link.url, page.url)
                or (_same_form(link.url, page.url) and not page.in_menu(link.node))
            )
        else:
            inside = (
                year_in_folders(link.url) is not None
                and is_below(link.url, page.url)
                and _is_folder(link.url)
            )
        if inside:
            found.append(Lead(link.url, link.name, "nested", True))
    return _distinct(page, found or _parts(page))


def _parts(page: Page) -> list[Lead]:
    """Return the columns right below a column whose names say nothing: parts by their address alone."""
    own = canonical(page.url)
    stem = own if own.endswith("/") else re.sub(r"\.\w+$", "/", own)
    parts = []
    for link in page.links:
        below = canonical(link.url).removeprefix(stem)
        if below == canonical(link.url) or not _PART.match(below) or page.in_menu(link.node):
            continue
        if 2 <= len(link.name) <= _LONGEST_PART and not is_other_column(link.name) and "页" not in link.name:
            parts.append(Lead(link.url, link.name, "nested", True))
    return parts


def _is_folder(url: str) -> bool:
    return canonical(url).endswith("/")


def _same_form(one: str, other: str) -> bool:
    def form(url: str) -> str:
        return re.sub(r"\d+|(?<==)\w+", "0", canonical(url))

    return host_of(one) == host_of(other) and form(one) == form(other)


def _distinct(page: Page, leads: list[Lead]) -> list[Lead]:
    own = canonical(page.url)
    kept: dict[str, Lead] = {}
    for lead in leads:
        key = canonical(lead.url)
        if key != own:
            kept.setdefault(key, lead)
    return list(kept.values())

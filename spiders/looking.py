"""One look at a page that was asked for without knowing what it is: report, column, or a step on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.titles import is_column_name, names_collection
from spiders import discovery
from spiders.carriers import is_only_carrier
from spiders.judging import Verdict, is_own_report, judge_row
from spiders.lists import Row
from spiders.names import is_body, is_kind, year_of_name
from spiders.pages import Page
from spiders.platforms import caller, detect
from spiders.platforms.called import loads_more
from spiders.platforms.protocol import Platform
from spiders.reports import best_reading
from spiders.visits import Visit

_PLAIN = frozenset({"generic", "trs"})
"""Adapters whose rows are those of the page, which a script may lengthen."""
_REPORTS_OF_A_COLUMN = 3
_REPORTS_OF_A_GIVEN_COLUMN = 2
_YEARS_OF_A_COLUMN = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What a page is: `via` and `name` say how. A column may be itself the newest report."""

    page: Page
    platform: Platform
    fingerprint: str
    rows: Sequence[Row]
    verdicts: Sequence[Verdict]
    """Of the rows, for any year."""
    in_context: bool
    """Whether the rows were judged as those of a report column."""
    is_column: bool
    is_report: bool
    via: str
    name: str
    context: str
    """Name of the report column for judging rows: its own where it is one, else the enclosing one's."""


def look_at(page: Page, visit: Visit) -> Look:
    """Judge a page by its own word, its rows, its text, and the link that led to it."""
    platform, fingerprint = detect(page)
    named = discovery.column_reason(page, visit.label)
    via, name = named or ("slug", visit.column_name or "")
    inside = visit.column_url is not None
    context = _context(name, visit)
    rows = platform.rows(page)
    site = page.meta.get("sitename")
    in_context = bool(named) or inside
    verdicts = [judge_row(row, context if in_context else None, site, None) for row in rows]
    listed = [verdict for row, verdict in zip(rows, verdicts, strict=True) if row.listed]
    goes_on = platform.name in _PLAIN and loads_more(page)
    if in_context and (goes_on or all(verdict is Verdict.OTHER for verdict in verdicts)):
        platform, fingerprint = caller(page, platform) or (platform, fingerprint)
    reports = listed.count(Verdict.REPORT)
    _, reading = best_reading(page, visit.row, context)
    is_year = year_of_name(visit.label) is not None
    gathers = names_collection(visit.label)
    says_nothing = (is_year and not reports) or (gathers and not reports and Verdict.EITHER not in listed)
    is_report = is_own_report(page, platform, reading, reports) or (says_nothing and is_only_carrier(page))
    by_word = named is not None or platform.is_column(page) or (is_report and _leads_on(page, visit, reports))
    one_of_a_series = visit.via == "nested" and (
        visit.lead or is_year or (visit.row is not None and not is_body(visit.label))
    )
    is_column = not (is_report and (one_of_a_series or not by_word)) and (
        by_word
        or (inside and (reports > 0 or gathers or _names_a_part(visit.label, rows)))
        or (reports >= _REPORTS_OF_A_COLUMN and 2 * reports >= len(listed))
        or (visit.via == "given" and reports >= _REPORTS_OF_A_GIVEN_COLUMN)
    )
    return Look(
        page, platform, fingerprint, rows, verdicts, in_context, is_column, is_report, via, name, context
    )


def _leads_on(page: Page, visit: Visit, reports: int) -> bool:
    """Whether an entry point that is a report leads to those of other years, as columns do."""
    if visit.depth or visit.row is not None or visit.via == "nested":
        return False
    years = sum(year_of_name(link.text) is not None for link in page.links)
    return years + reports >= _YEARS_OF_A_COLUMN


def _context(name: str, visit: Visit) -> str:
    if is_column_name(name) or year_of_name(name) is not None:
        return name
    return visit.column_name or discovery.COLUMN_NAME


def _names_a_part(label: str, rows: Sequence[Row]) -> bool:
    """Whether the link that led here names a part of a column: a year, a kind, a body with its years."""
    if year_of_name(label) is not None or is_kind(label):
        return True
    return is_body(label) and any(year_of_name(row.title) for row in rows)

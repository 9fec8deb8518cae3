"""What to do with a row of a list, and whether a fetched page is a report, a list or neither."""

from __future__ import annotations

import re
from enum import Enum

from parsers.titles import TitleReading, names_collection, read_title
from spiders.addresses import is_file, is_page
from spiders.carriers import carries
from spiders.lists import Row, is_cut
from spiders.names import is_body, is_body_with_year, is_column_label, is_kind, year_of_name
from spiders.pages import Page
from spiders.platforms.protocol import Platform
from spiders.reports import has_report_text, is_article, titles_of
from spiders.text import compact

Years = tuple[int, int] | None

_NEIGHBOUR = re.compile(r"年报|年度报告|年度报表|信息公开.*(?:报告|报表)")
_COMPANION = re.compile(
    r"解读|图解|一图|读懂|编制|通知|公布情况|网站|公积金|法治|依法行政|样表|模板|填报|培训|指南"
)
_SUMMARY = re.compile(
    r"^(?=.*(?:19|20)\d\d)(?!.*(?:网站|培训|会议)).*(?:信息|政务)公开.{0,8}(?:总结|情况|汇报)(?:\(.*\)|（.*）)?$"
)
"""What some bodies call their report; the page decides."""
_LONGEST = 200
_TELLING = re.compile(r"[报報年\uf98e]|[2２二]\s*[\d〇○零一二三四五六七八九Oo]|…|⋯|\.\.|·{3}")
"""A title without any of these is neither a report's nor that of a page beside one, nor cut off."""


class Verdict(Enum):
    """What a row is by its title."""

    REPORT = "report"
    EITHER = "either"
    """Says too little (cut off, a bare year, a bare body) or names the reports of many bodies: what is behind
    it decides."""
    LOOKALIKE = "lookalike"
    OTHER = "other"
    OUTSIDE_YEARS = "outside_years"


def judge_row(row: Row, column: str | None, site_name: str | None, years: Years) -> Verdict:
    """Judge a row by its title; `column` is the name of the report column it stands in, None elsewhere."""
    if not (is_page(row.url) or is_file(row.url)):
        return Verdict.OTHER
    if year_of_name(row.title) or is_kind(row.title) or (column and is_body(row.title)):
        return Verdict.EITHER if column and row.listed else Verdict.OTHER
    if not (_TELLING.search(row.title) or _TELLING.search(row.text)):
        return Verdict.OTHER
    shown = row.text if row.text and row.text != row.title else None
    reading = read_title(
        row.title, anchor=shown, site_name=site_name, column=column, url=row.url, published=row.date
    )
    cut = is_cut(row.title)
    if reading.is_report and reading.year is None and is_column_label(row.title):
        return Verdict.EITHER if column and row.listed else Verdict.OTHER
    if reading.is_report:
        if not in_years(reading.year, years):
            return Verdict.OUTSIDE_YEARS
        return Verdict.EITHER if cut else Verdict.REPORT
    if (
        column
        and row.listed
        and (
            (cut and not _COMPANION.search(row.title))
            or is_body_with_year(row.title)
            or _SUMMARY.search(compact(row.title[:_LONGEST]))
            or names_collection(row.title)
        )
    ):
        return Verdict.EITHER
    return Verdict.LOOKALIKE if _NEIGHBOUR.search(compact(row.title)) else Verdict.OTHER


def in_years(year: int | None, years: Years) -> bool:
    """Whether a report year is wanted; an unknown year is."""
    return years is None or year is None or years[0] <= year <= years[1]


def is_companion(page: Page) -> bool:
    """Whether a page names itself as something beside a report (an explanation, a notice)."""
    own = titles_of(page)[:1]
    return bool(own) and bool(_COMPANION.search(own[0])) and not read_title(own[0]).is_report


def shows_list(page: Page, platform: Platform, reports: int) -> bool:
    """Whether a page that was taken for a report is a list of reports instead."""
    if has_report_text(page) or page.meta.get("articletitle"):
        return False
    return reports >= 2 and (platform.is_list(page) or not is_article(page))


def is_own_report(page: Page, platform: Platform, reading: TitleReading, reports: int) -> bool:
    """Whether a page is itself a report: by its text, else by its title as an article."""
    if is_companion(page):
        return False
    if has_report_text(page):
        return True
    named = reading.is_report and (reading.year is not None or "articletitle" in page.meta)
    if not named or not (is_article(page) or carries(page)):
        return False
    return not shows_list(page, platform, reports)

"""Pages that stand beside the reports: plain words for most, the very form of a report for two kinds."""

from __future__ import annotations

import re
from html import escape

from crawler.replica.figures import empty
from crawler.replica.forms import DISPUTE_CELLS
from crawler.replica.markup import HABITS
from crawler.replica.model import Body, BodyName, Neighbour, ReportPlan
from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import Prose, companion, write
from crawler.replica.reports import document
from crawler.replica.tables import disputes

CURRENT_FORMS = ("G4", "G4")
TO_FILL_IN = "（文字描述）"
COMPANY_SIZE = 1
_YEAR = re.compile(r"(\d{4})年")


def neighbour_html(item: Neighbour) -> str:
    """HTML of the body container of a page that is no report."""
    if item.kind == "enterprise":
        return _company_report(item)
    if item.kind == "blank_form":
        return _blank_form(item)
    words = f"<p>{escape(companion(item.kind))}</p>"
    if item.kind == "picture":
        return f'<p><img src="/images/tujie.jpg" /></p>{words}'
    if item.kind == "interpretation":
        return words + _echo(item)
    return words


def _company_report(item: Neighbour) -> str:
    """A company that reports on the form of the government bodies, under its own name."""
    found = _YEAR.search(item.title)
    year = int(found[1]) if found else int(item.published[:4]) - 1
    name = item.title.partition(str(year))[0]
    body = Body("", f"company/{name}", (BodyName(name, ""),), COMPANY_SIZE, name)
    plan = ReportPlan(body, year, CURRENT_FORMS)
    return document(CURRENT_FORMS, item.title, write(plan, figures_of(plan)), print_report(plan).texts)


def _blank_form(item: Neighbour) -> str:
    """The form itself, to be filled in."""
    prose = Prose(TO_FILL_IN, (TO_FILL_IN,), (TO_FILL_IN,), (TO_FILL_IN,))
    return document(CURRENT_FORMS, item.title, prose, dict.fromkeys(empty(CURRENT_FORMS), ""))


def _echo(item: Neighbour) -> str:
    """One table of a report, quoted by its interpretation."""
    return HABITS["clean"].table(disputes(dict.fromkeys(DISPUTE_CELLS, "0")))

"""Hanweb JCMS: rows in inline XML, groups from a data proxy, the disclosure module by area and year."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from spiders.addresses import absolute, canonical, with_query
from spiders.lists import Row, iso_date, row_of, rows_in_markup
from spiders.pages import Page, text_of
from spiders.platforms import jpaas, jpage
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Nested, Walked
from spiders.text import squeeze

_MARKS = tuple(
    re.compile(mark)
    for mark in (r"<(?i:datastore|recordset)>", r"dataproxy\.jsp", "/module/xxgk/", r"jpage(?<!\wjpage)\b")
)
"""Each begins with letters that are the same everywhere: so they are found fast."""
_ADDRESS = re.compile(r"/col/col\d+/|/art/\d{4}/(?:\d{1,2}/\d{1,2}/)?art_")
_ANNUAL = re.compile(r"[^\s\"'<>()]*/module/xxgk/xxgkAnnualReport\.jsp\?[^\s\"'<>()]+", re.IGNORECASE)
_SEARCH = re.compile(
    r"""["']([^"'\s]*/module/xxgk/(?:search|search_custom|subjectinfo)\.jsp\?[^"'\s]*area=[^"'\s]*)["']""",
    re.IGNORECASE,
)
_AREA_LINK = re.compile(r"(?:tree|search|xxgkAnnualReport|index)\.jsp\?[^\"'\s]*?\barea=(\w+)", re.IGNORECASE)
_SUB_COLUMN = re.compile(r"[?&]df=([^&]+)")


class Hanweb(Generic):
    """Adapter of Hanweb JCMS. The rows of a column stand in scripts, not in the document."""

    name = "hanweb"

    def recognise(self, page: Page) -> str | None:
        """Look for the inline data store, the data proxy, the disclosure module or the address forms."""
        searched = (mark.search(page.url) or mark.search(page.html) for mark in _MARKS)
        if found := next(filter(None, searched), None):
            return f"{found[0]} in the page or its address"
        if reason := jpaas.recognise(page):
            return reason
        if found := _ADDRESS.search(page.url) or _ADDRESS.search(page.html):
            return f"addresses of the form {found[0]}"
        return None

    def rows(self, page: Page) -> list[Row]:
        """Return inline records, records of an answer, rows of the disclosure module, else static rows."""
        records = [row for markup in jpage.records(page) for row in rows_in_markup(page.base, markup)]
        records += jpaas.rows(page)
        if jpage.is_answer(page):
            return records
        named = _named_rows(page)
        if named and "/module/xxgk/" in page.url:
            return named
        static = super().rows(page) if page.tree is not None else []
        if records or named:
            static = [Row(row.url, row.title, row.text, row.date, listed=False) for row in static]
        return records + named + static

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the data proxy, the module's search or the publishing unit for what is missing."""
        if jpaas.recognise(page) or jpaas.is_answer(page):
            return jpaas.more(page)
        if re.search(r"/module/xxgk/\w*search\w*\.jsp|subjectinfo\.jsp", page.url):
            return _more_of_search(page, walked)
        if jpage.uses_proxy(page):
            more = jpage.more_of_proxy(page, walked)
            whole = more.rows is not None and walked.rows >= more.rows
            return more if more.requests or whole or jpage.is_answer(page) else super().more(page, walked)
        search = _SEARCH.search(page.html)
        if search and (url := absolute(page.url, html.unescape(search[1]))):
            return More([_search_request(with_query(url, currpage=1), 1)])
        return super().more(page, walked)

    def columns(self, page: Page) -> list[Nested]:
        """Return the framed column behind `df=`."""
        found = []
        framed = _SUB_COLUMN.search(page.url)
        if framed and (url := absolute(page.url, parse_qs(framed[0].lstrip("?&"))["df"][0])):
            found.append(Nested(url, ""))
        return found

    def yearly(self, page: Page, years: range) -> list[str]:
        """Return the addresses of the yearly report pages of each area."""
        return annual_reports(page, years) if "xxgkAnnualReport" in page.url + page.html else []

    def is_column(self, page: Page) -> bool:
        """Whether the page is one of the module's yearly report pages."""
        return _ANNUAL.match(page.url) is not None

    def is_list(self, page: Page) -> bool:
        """Whether the page carries records or a data proxy."""
        return "<record" in page.html or jpage.uses_proxy(page) or jpaas.recognise(page) is not None


def annual_reports(page: Page, years: range) -> list[str]:
    """Return the address of every year's report of each area whose report the page links to or is.

    The module needs no list: one address for each area and year.
    """
    found: dict[str, None] = {}
    templates = [page.url] if _ANNUAL.match(page.url) else []
    templates += [html.unescape(address) for address in _ANNUAL.findall(page.html)]
    base = next((url for template in templates if (url := absolute(page.url, template))), None)
    for template in templates:
        url = absolute(page.url, template)
        if url and parse_qs(urlsplit(url).query).get("area"):
            for year in years:
                found.setdefault(with_query(url, fbtime=year))
    if base:
        for area in dict.fromkeys(_AREA_LINK.findall(html.unescape(page.html))):
            for year in years:
                found.setdefault(with_query(base, area=area, fbtime=year))
    return list({canonical(url): url for url in found}.values())


def _named_rows(page: Page) -> list[Row]:
    """Rows of the disclosure module: links with name, date and index number as attributes, or three cells."""
    rows = []
    for link in page.links:
        name = link.node.get("mc")
        if name:
            rows.append(
                Row(
                    link.url,
                    squeeze(name),
                    link.text,
                    iso_date(link.node.get("rq")),
                    index_number=link.node.get("syh") or None,
                )
            )
        elif (row := row_of(link.node)).tag == "tr" and "tr_main_value" in (row.get("class") or ""):
            rows.append(Row(link.url, link.name, link.text, iso_date(text_of(row))))
    return rows


def _search_request(url: str, number: int) -> ListRequest:
    given = {key: values[0] for key, values in parse_qs(urlsplit(url).query, keep_blank_values=True).items()}
    form = {
        "infotypeId": "",
        "jdid": "",
        "area": "",
        "divid": "",
        "vc_title": "",
        "vc_number": "",
        "currpage": str(number),
        "vc_filenumber": "",
        "vc_all": "",
        "texttype": "",
        "fbtime": "",
        "sortfield": "compaltedate:0",
        "fields": "",
        "fieldConfigId": "",
        "hasNoPages": "",
        "infoCount": "",
    }
    form.update({key: value for key, value in given.items() if key in form and key != "currpage"})
    return ListRequest(url, urlencode(form))


def _more_of_search(page: Page, walked: Walked) -> More:
    static = Generic().more(page, walked)
    number = int(parse_qs(urlsplit(page.url).query).get("currpage", ["1"])[0])
    more = More(rows=static.rows, pages=static.pages)
    ended = (more.pages is not None and number >= more.pages) or (
        more.rows is not None and walked.rows >= more.rows
    )
    if walked.fresh and not ended:
        more.requests = [_search_request(with_query(page.url, currpage=number + 1), number + 1)]
    return more

"""The item that a report page or file becomes."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from scrapy.http import Response

from parsers.titles import read_title
from spiders.addresses import host_of
from spiders.attachments import attachments
from spiders.items import ReportFound
from spiders.pages import Page
from spiders.reports import best_reading, metadata
from spiders.visits import Visit

_MAGIC = (
    b"%PDF-",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"{\\rtf",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"II*\x00",
    b"MM\x00*",
)
_HEAD = 1024


def is_document(body: bytes) -> bool:
    """Whether bytes are a document file by their first bytes; names and content types do not count."""
    head = body[:_HEAD].lstrip()
    return head.startswith(_MAGIC) or b"%PDF-" in body[:_HEAD]


def report_of_page(response: Response, page: Page, visit: Visit, platform: str, province: str) -> ReportFound:
    """Build the item of a report page; the caller knows that it is one."""
    title, reading = best_reading(page, visit.row, visit.column_name)
    if (
        not reading.is_report
        and visit.row
        and read_title(visit.row.title, column=visit.column_name).is_report
    ):
        title = visit.row.title
    own = metadata(page, visit.row)
    return ReportFound(
        response=response,
        title=title or visit.label,
        listed_title=visit.row.title if visit.row else None,
        published=own.published,
        column_url=visit.column_url,
        platform=platform,
        province=province,
        division=visit.entry.division,
        site_name=own.site_name,
        site_code=own.site_code,
        publisher=own.publisher,
        index_number=own.index_number,
        attachments=attachments(page, visit.row.attachments if visit.row else ()),
        portal=host_of(visit.entry.home),
    )


def report_of_file(response: Response, visit: Visit, platform: str, province: str) -> ReportFound:
    """Build the item of a document file: an attachment takes after its page, a listed file after its row."""
    label = visit.row.title if visit.row else visit.label
    parent = visit.parent
    named = read_title(label)
    title = label if named.is_report or parent is None else parent.title
    return ReportFound(
        response=response,
        title=title or _file_name(response.url),
        listed_title=label or None,
        published=(parent.published if parent else None) or (visit.row.date if visit.row else None),
        column_url=visit.column_url,
        platform=platform,
        province=province,
        division=visit.entry.division,
        site_name=parent.site_name if parent else None,
        site_code=parent.site_code if parent else None,
        publisher=(parent.publisher if parent else None) or (visit.row.publisher if visit.row else None),
        index_number=(parent.index_number if parent else None)
        or (visit.row.index_number if visit.row else None),
        parent_url=parent.response.url if parent else None,
        portal=host_of(visit.entry.home),
    )


def _file_name(url: str) -> str:
    parts = urlsplit(url)
    parameters = parse_qs(parts.query)
    name = (
        parameters.get("showname") or parameters.get("fileName") or parameters.get("filename") or [parts.path]
    )[0]
    return unquote(name).rsplit("/", 1)[-1]

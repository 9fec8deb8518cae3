"""Report pages: is this page one, what is its title, what does it say of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.titles import TitleReading, read_title
from spiders.chapters import are_in_text
from spiders.lists import Row, is_cut, iso_date
from spiders.names import is_column_label
from spiders.pages import Node, Page, ancestors, text_of
from spiders.text import compact, squeeze

_SITE_CODE = re.compile(r"^(?:\d{10}|bm\d{8})$")
_SITE_CODE_TEXT = re.compile(r"网站标识码[:：](\d{10}|bm\d{8})(?!\d)")
_INDEX_NUMBER = re.compile(r"索引号[:：]?([0-9A-Za-z][0-9A-Za-z/_.-]{5,44})")
_PUBLISHER = re.compile(
    r"(?:发布机构|发文机关|发布单位|发文单位|公开责任部门)[:：]?([\u4e00-\u9fff（）()、]{2,30}?)"
    r"(?=成文|生成|发布|发文|公开|组配|主题|文号|名称|索引|有效|信息|来源|浏览|字号|日期|时间|标题|关键|体裁|废止|$|[^\u4e00-\u9fff（）()、])"
)
_PUBLISHED = re.compile(
    r"(?:发布日期|发布时间|发文日期|信息提供日期|公开日期|时间|日期)[:：]?[\[【]?(20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})"
)
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|来源)[:：]([\u4e00-\u9fff（）()]{2,24}?)(?=发布|时间|日期|浏览|作者|字体|点击|阅读|访问|责任|编辑|【|\[|\d|$|[^\u4e00-\u9fff（）()])"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself, as far as it says it."""

    published: str | None
    site_name: str | None
    site_code: str | None
    publisher: str | None
    index_number: str | None


def metadata(page: Page, row: Row | None = None) -> Metadata:
    """Read meta tags, then the metadata block, then what the list said."""
    text = page.beside
    code = page.meta.get("siteidcode", "")
    if not _SITE_CODE.match(code):
        found = _SITE_CODE_TEXT.search(text)
        code = found[1] if found else ""
    index = _INDEX_NUMBER.search(text)
    publisher = _PUBLISHER.search(text)
    source = _SOURCE.search(text) if publisher is None else None
    published = iso_date(page.meta.get("pubdate")) or (row.date if row else None)
    if published is None and (printed := _PUBLISHED.search(text)):
        published = iso_date(printed[1])
    return Metadata(
        published=published,
        site_name=page.meta.get("sitename"),
        site_code=code or None,
        publisher=(publisher and publisher[1])
        or (row.publisher if row else None)
        or page.meta.get("contentsource")
        or (source and source[1]),
        index_number=index[1] if index else (row.index_number if row else None),
    )


def has_report_text(page: Page) -> bool:
    """Whether at least three of the six chapters of a report stand on the page."""
    return page.chapters is not None or are_in_text(page.visible)


def is_article(page: Page) -> bool:
    """Whether a page presents itself as one article: by meta tags, or a known body container with content."""
    if page.meta.get("articletitle"):
        return True
    container = page.article
    if container is None:
        return False
    return (
        len(compact(text_of(container))) > 200
        or next(container.iter("img", "iframe", "embed", "object"), None) is not None
    )


def in_article(page: Page, node: Node) -> bool:
    """Whether an element stands in the body of the article or right beside it."""
    container = page.article
    if container is None:
        return True
    near = [container]
    for _ in range(2):
        outer = near[-1].getparent()
        if outer is None or outer.tag in ("body", "html"):
            break
        near.append(outer)
    return any(outer in near for outer in ancestors(node))


def titles_of(page: Page, row: Row | None = None) -> list[str]:
    """Return the titles a page may go by, the most trustworthy first; cut ones last."""
    own = [page.meta.get("articletitle", ""), *page.headings[:6]]
    listed = [row.title] if row and row.title else []
    candidates = own + listed + [page.title]
    whole = [squeeze(title) for title in candidates if title and not is_cut(title)]
    cut = [squeeze(title) for title in candidates if title and is_cut(title)]
    return list(dict.fromkeys(whole + cut))


def plain_title(page: Page, row: Row | None) -> str | None:
    """Return the title on which list and page agree: then no heading is needed to tell it. None elsewhere."""
    stated = squeeze(page.meta.get("articletitle", ""))
    if not stated and row and page.title.startswith(row.title):
        stated = row.title
    return stated if stated and not is_cut(stated) and not is_column_label(stated) else None


def best_reading(page: Page, row: Row | None, column: str | None) -> tuple[str, TitleReading]:
    """Return the title that names the report best, with its reading.

    The first title with body and year wins, else the first with a year, else the first that reads as a
    report. Where none does, the page's first title is returned with the reason it was refused.
    """
    site = page.meta.get("sitename")

    def reading_of(title: str) -> TitleReading:
        return read_title(title, site_name=site, column=column, url=page.url)

    if plain := plain_title(page, row):
        reading = reading_of(plain)
        if reading.is_report and reading.body_mention and reading.year:
            return plain, reading
    titles = titles_of(page, row) or [""]
    read = [(title, reading_of(title)) for title in titles if not is_column_label(title)]
    reports = [(title, reading) for title, reading in read if reading.is_report]
    for wanted in (
        [pair for pair in reports if pair[1].body_mention and pair[1].year],
        [pair for pair in reports if pair[1].year],
        reports,
        read,
    ):
        if wanted:
            return wanted[0]
    return titles[0], TitleReading(False, None, None, "the name of a column")

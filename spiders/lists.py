"""Rows of a list: which links of a page stand in a list, with the date printed beside them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from spiders.items import AttachmentLink
from spiders.names import is_body, is_kind, year_of_name
from spiders.pages import Link, Node, Page, text_of
from spiders.text import compact, squeeze

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_DIGIT = re.compile(r"\d")
_DAY = re.compile(r"(?<![\d./年-])(?:0[1-9]|1[0-2])[-/.月](?:0[1-9]|[12]\d|3[01])日?(?![\d./-])")
"""A date without its year, as narrow lists print it: it marks a row of the list and tells no more."""
_PAGING = re.compile(r"^[\[<«‹]*(?:\d{1,4}|[首上下前后尾末]一?[页頁]|>+|<+|›|»|‹|«)[\]>»›]*$")
"""Links of a pager: rows of no list."""
_LEAFING = re.compile(r"^[\[<«‹]*[首上下前后尾末]一?[页頁][\]>»›]*$")
"""A link that leafs through the list is no row: counted as one it would keep the promise of a row not had."""
_ROW_TAGS = frozenset({"li", "tr", "dl", "dd", "dt"})
_UNSPEAKING = re.compile(
    r"^(?:点击|在线)?(?:下载|查看|详情|附件|打开|阅读|浏览|预览|全文|pdf|word|docx?)(?:详情|全文|附件|文件|报告|版|下载)?[>》»…]*$",
    re.IGNORECASE,
)
_LONGEST_UNSPEAKING = 24
_LONGEST_TITLE = 40
"""A link that shows more than this may show more than a title."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "dt"})
_TITLE_CLASS = re.compile(r"(?:^|[\s_-])(?:t|title|tit|bt|name|biaoti|subject)(?:$|[\s_-])", re.IGNORECASE)
_LONGEST_MARK = 4
"""A link in the cell of a table of bodies and years: `查看`, `√`, `PDF`."""
_TELLING = re.compile(
    r"(?:19|20)\d\d.*(?:年报|报告)|(?:年报|报告).*(?:19|20)\d\d|(?:19|20)\d\d年.{0,12}(?:…|\.\.\.?|⋯)$"
)
"""A report with its year, or a title with a year that was cut off."""
_REPORTS_OF_A_LIST = 2
_LONGEST_NAME = 200
"""Characters of a row that are looked at."""
_ORDINAL = re.compile(r"^\d{1,3}(?:[.、\s]|$)")
_EMPTY = re.compile(
    r"(?:暂无|没有|无)(?:相关|任何|符合条件的?|更多)?(?:信息|内容|数据|记录|文章|资料)|(?:信息|内容|栏目)(?:正在)?(?:更新|建设|整理|完善)中"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list. `title` is the full one wherever the page has it, `text` what is shown."""

    url: str
    title: str
    text: str = ""
    date: str | None = None
    listed: bool = True
    """Whether the row belongs to the list proper (which totals count), not to a menu or a side box."""
    publisher: str | None = None
    index_number: str | None = None
    attachments: tuple[AttachmentLink, ...] = ()


def iso_date(text: str | None) -> str | None:
    """Return the first date in a text as ISO date; impossible dates are no dates."""
    if not text or not _DIGIT.search(text):
        return None
    for year, month, day in _DATE.findall(unicodedata.normalize("NFKC", text)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def says_empty(page: Page) -> bool:
    """Whether a page itself says that its list has nothing in it."""
    return _EMPTY.search(page.visible) is not None


def row_of(node: Node) -> Node:
    """Return the element of one row around a link: as much as holds no other row's links."""
    row = node
    for _ in range(6):
        outer = row.getparent()
        if outer is None or outer.tag in ("body", "html", "ul", "ol", "table", "tbody", "form"):
            break
        if len(list(islice(outer.iter("a"), 4))) > 3:
            break
        row = outer
        if row.tag in _ROW_TAGS:
            break
    return row


def block_of(row: Node) -> str:
    """Return a name for the kind of list a row stands in: tags and classes of the elements around it."""
    steps = []
    outer = row
    for _ in range(4):
        outer = outer.getparent()
        if outer is None or outer.tag in ("body", "html"):
            break
        if outer.tag != "tbody":
            steps.append(f"{outer.tag}.{outer.get('class') or ''}#{outer.get('id') or ''}")
    return f"{row.tag}|" + "|".join(steps)


def rows_of(page: Page) -> list[Row]:
    """Return all links of a page as rows; those of its main list are marked `listed`.

    The main list is the block (or the blocks of one shape) with most dated links that are not menu; a page
    without dates has the block that holds the most links outside the menus. Where neither names reports nor
    parts of a column, the block that names most reports is the list: boxes of news may be longer.
    """
    placed: list[tuple[Link, str, str | None, str, bool]] = []
    weights: Counter[str] = Counter()
    telling: Counter[str] = Counter()
    dated_links: set[Node] = set()
    for link in page.links:
        if link.node.tag == "option":
            continue
        row = row_of(link.node)
        if not link.name and (row.tag not in _ROW_TAGS or page.in_menu(link.node)):
            continue
        beside = text_of(row) + (text_of(row.getnext()) if row.tag == "dt" else "")
        day = None
        if _DIGIT.search(beside):
            day = iso_date(beside.replace(link.text, " ") if link.text else beside) or iso_date(link.text)
        block = block_of(row)
        name = without_date(_heading_in(link))
        if not name and not (name := _said_beside(row, "")):
            continue
        if len(name) <= _LONGEST_UNSPEAKING and _UNSPEAKING.match(compact(name)):
            name = _said_beside(row, name)
        if len(name) <= _LONGEST_MARK:
            name = _said_by_table(link.node) or name
        crumb = _is_crumb(link, beside)
        placed.append((link, name, day, block, crumb))
        is_dated = day is not None or (row.tag in _ROW_TAGS and _DAY.search(beside) is not None)
        if is_dated:
            dated_links.add(link.node)
        weighs = not (crumb or page.in_menu(link.node) or _PAGING.match(compact(link.text)))
        weights[block] += (100 if is_dated else 1) if weighs else 0
        telling[block] += weighs and _TELLING.search(name[:_LONGEST_NAME]) is not None
    # where all stands in menus, a list has dates at the least
    main = next((block for block, weight in weights.most_common(1) if weight), None) or next(
        (block for _, _, day, block, _ in placed if day), None
    )
    if main and not telling[main]:
        best, reports = telling.most_common(1)[0]
        own = [name for _, name, _, block, _ in placed if block == main]
        if reports >= _REPORTS_OF_A_LIST and 2 * sum(map(_is_part, own)) < len(own):
            main = best
    dated = {block for block, weight in weights.items() if weight >= 100}
    main_dated = main in dated
    rows = [
        Row(
            url=link.url,
            title=name,
            text=name if name in link.text else link.text,
            date=day,
            listed=block == main
            and not crumb
            and not _LEAFING.match(compact(link.text))
            and (link.node in dated_links or not main_dated),
        )
        for link, name, day, block, crumb in placed
    ]
    return _merged(rows)


def _merged(rows: list[Row]) -> list[Row]:
    """Rows with what several links to one address say taken together: an icon, a number, the title."""
    kept: dict[str, Row] = {}
    for row in rows:
        known = kept.get(row.url)
        if known is None:
            kept[row.url] = row
            continue
        told, tells = (_TELLING.search(each.title[:_LONGEST_NAME]) is not None for each in (known, row))
        better = row if (tells, len(row.title)) > (told, len(known.title)) else known
        kept[row.url] = replace(better, date=known.date or row.date, listed=known.listed or row.listed)
    return list(kept.values())


def _heading_in(link: Link) -> str:
    """The name of a link; of one around a whole card what stands in it as a heading."""
    if len(link.text) <= _LONGEST_TITLE or len(link.name) > len(link.text):
        return link.name
    for node in link.node.iter():
        is_heading = node.tag in _HEADINGS or _TITLE_CLASS.search(node.get("class") or "")
        if is_heading and node is not link.node and (text := squeeze(text_of(node))):
            return text
    return link.name


def _is_crumb(link: Link, line: str) -> bool:
    """Whether a link is a step of the breadcrumb line: it says where the page is, not what it lists."""
    return "位置" in line or compact(link.text) in ("首页", "网站首页", "返回首页")


def _is_part(name: str) -> bool:
    """Whether a row names a part of a column: a year, a kind of bodies, a body."""
    return year_of_name(name) is not None or is_kind(name) or is_body(name)


def _said_by_table(node: Node) -> str:
    """Body and year of a cell in a table of bodies (first cell of the row) and years (head of the column)."""
    cell = next(node.iterancestors("td"), None)
    row = cell.getparent() if cell is not None else None
    table = next(row.iterancestors("table"), None) if row is not None and row.tag == "tr" else None
    head = next(table.iter("tr"), None) if table is not None else None
    if cell is None or row is None or head is None or head is row:
        return ""
    cells = [each for each in row.iterchildren() if each.tag in ("td", "th")]
    heads = [each for each in head.iterchildren() if each.tag in ("td", "th")]
    place = cells.index(cell)
    if not place or place >= len(heads) or len(cells) > len(heads):
        return ""
    body, year = squeeze(text_of(cells[0])), year_of_name(text_of(heads[place]))
    return f"{body}{year}年" if year and is_body(body) else ""


def _said_beside(row: Node, name: str) -> str:
    """The text of a row whose link says only `download` or `view`: what stands beside it is the title."""
    beside = " ".join(text for text in row.itertext() if not _UNSPEAKING.match(compact(text)))
    beside = squeeze(_DATE.sub(" ", _ORDINAL.sub("", squeeze(beside)))).strip(" []()【】（）：:·-日")
    return beside if len(compact(beside)) >= 4 else name


def rows_in_markup(base: str, markup: str) -> list[Row]:
    """Return the rows of a piece of HTML that a script or an answer carries; all of them are listed."""
    page = Page(base, f"<html><body>{markup}</body></html>".encode(errors="replace"))
    rows = []
    for link in page.links:
        if link.name:
            rows.append(
                Row(
                    link.url,
                    without_date(link.name),
                    link.text,
                    iso_date(text_of(row_of(link.node)).replace(link.text, " ")),
                )
            )
    return rows


_NEW_MARK = re.compile(r"(?<=[\u4e00-\u9fff)）])\s*(?:NEW|New|new|HOT|Hot|hot|最新|置顶)[!！]*\s*$")
_OPEN_PERIOD = re.compile(r"[-—–~～至到(（]$")
"""What a date behind it belongs to: it is the end of a period, not the day of publication."""
_TRAILING_DATE = re.compile(
    r"[\s\[(（【]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d\d:\d\d(?::\d\d)?)?[\])）】\s]*$"
)


def without_date(name: str) -> str:
    """Take a publication date or a mark for what is new off the end of a link text (`标题[2025-01-20]`)."""
    name = _NEW_MARK.sub("", name) or name
    if not _DIGIT.search(name):
        return name
    shorter = squeeze(_TRAILING_DATE.sub("", name))
    return name if not shorter or _OPEN_PERIOD.search(shorter) else shorter


def is_cut(text: str) -> bool:
    """Whether a title was shortened by the list that shows it."""
    return compact(text).endswith(("…", "...", "..", "⋯"))

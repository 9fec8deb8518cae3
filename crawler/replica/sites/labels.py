"""Label tags and encodings as government sites write them, habits included."""

from __future__ import annotations

from crawler.replica.model import Column, Neighbour, Placement, SitePlan
from crawler.replica.sites.html import Html, join, put

ANNUAL_TYPE = "信息公开年报"
OTHER_TYPE = "数据发布"


def label_tags(plan: SitePlan, column: Column | None, item: Placement | Neighbour | None) -> Html:
    """Site tags on every page, column and article tags where they apply.

    The site option `labels` names a habit: `reversed` (content before name), `lower` (lower-case names),
    `several` (more than one column type), `none`."""
    habit = plan.options.get("labels", "")
    if habit == "none":
        return Html("")
    pairs = [("SiteName", plan.name), ("SiteDomain", plan.host), ("SiteIDCode", plan.code)]
    if column is not None:
        kind = ANNUAL_TYPE if column.annual else OTHER_TYPE
        if habit == "several":
            kind = f"信息公开目录，{kind}"
        pairs += [("ColumnName", column.title), ("ColumnDescription", ""), ("ColumnKeywords", "")]
        pairs.append(("ColumnType", kind))
    if item is not None:
        pairs += _article(plan, item)
    if habit == "lower":
        pairs = [(name.lower(), value) for name, value in pairs]
    if habit == "reversed":
        return join((f'<meta content="{put(value)}" name="{name}" />' for name, value in pairs), "\n")
    return join((f'<meta name="{name}" content="{put(value)}">' for name, value in pairs), "\n")


def _article(plan: SitePlan, item: Placement | Neighbour) -> list[tuple[str, str]]:
    if isinstance(item, Placement):
        title, source = item.page_title, item.report.body.name_in(item.report.year).name
    else:
        title, source = item.title, plan.name
    published = f"{item.published} 10:2{item.number % 10}"
    return [
        ("ArticleTitle", title),
        ("PubDate", published),
        ("ContentSource", str(plan.options.get("content_source", source))),
    ]


def charset_tag(charset: str) -> Html:
    """The charset declaration of a page; `gbk-undeclared` has none."""
    if charset == "gbk-undeclared":
        return Html("")
    name = "utf-8" if charset == "utf-8" else "gb2312"
    return Html(f'<meta http-equiv="Content-Type" content="text/html; charset={name}">')


def encode(html: str, charset: str) -> tuple[bytes, str]:
    """Bytes and Content-Type. `gbk-as-utf-8` has GBK bytes under a header that says UTF-8."""
    if charset == "utf-8":
        return html.encode(), "text/html; charset=utf-8"
    header = "text/html; charset=utf-8" if charset == "gbk-as-utf-8" else "text/html"
    return html.encode("gb18030"), header

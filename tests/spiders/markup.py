"""Builders of pages in the shapes that the platforms really have; all names and figures are made up."""

from __future__ import annotations

PDF = b"%PDF-1.4\n% made up\n"

CHAPTERS = (
    "<p>一、总体情况</p><p>本机关依照条例做好各项工作。</p><p>二、主动公开政府信息情况</p><table><tr><td>信息内容</td><td>本年制发件数</td></tr></table>"
    "<p>三、收到和处理政府信息公开申请情况</p><table><tr><td>0</td></tr></table><p>四、政府信息公开行政复议、行政诉讼情况</p>"
    "<p>五、存在的主要问题及改进情况</p><p>存在问题若干。</p><p>六、其他需要报告的事项</p><p>无。</p>"
)


def page(body: str, title: str = "", meta: dict[str, str] | None = None) -> str:
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in (meta or {}).items())
    head = f'<meta charset="utf-8"><title>{title}</title>{tags}'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def report(
    title: str,
    *,
    body: str = CHAPTERS,
    after: str = "",
    site: str = "青禾市人民政府",
    day: str = "2025-01-20",
) -> str:
    meta = {
        "SiteName": site,
        "ArticleTitle": title,
        "PubDate": f"{day} 10:00",
        "ContentSource": "青禾市",
        "SiteIDCode": "9901000001",
    }
    return page(f'<h1>{title}</h1><div class="TRS_Editor">{body}</div>{after}', f"{title}_{site}", meta)


def rows(*items: tuple[str, str] | tuple[str, str, str], cls: str = "list") -> str:
    """List items of (address, title) or (address, title, day)."""
    lines = []
    for item in items:
        url, title = item[0], item[1]
        day = item[2] if len(item) > 2 else "2025-01-20"
        shown = title if len(title) <= 24 else title[:22] + "…"
        lines.append(
            f'<li><a href="{url}" title="{title}" target="_blank">{shown}</a><span>{day}</span></li>'
        )
    return f'<ul class="{cls}">{"".join(lines)}</ul>'


def menu(*items: tuple[str, str]) -> str:
    return (
        '<div class="nav"><ul>'
        + "".join(f'<li><a href="{url}">{text}</a></li>' for url, text in items)
        + "</ul></div>"
    )


PLATFORM_MENU = menu(
    ("../zfxxgkzn/", "政府信息公开指南"),
    ("../zfxxgkzd/", "政府信息公开制度"),
    ("../fdzdgknr/", "法定主动公开内容"),
    ("./", "政府信息公开年报"),
    ("../wzndbb/", "政府网站工作年度报表"),
)

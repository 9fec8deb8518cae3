"""Documents that are no report, or several, or only the first part of one."""

from __future__ import annotations

import re
from random import Random

from . import form
from .form import Cell
from .habit import Html
from .model import Report
from .page import Block, Markup, Prose, blocks, plain_cell, plain_prose, plain_table

NO_FIGURES = Random(0)


def article(title: str, *parts: str, published: int = 2025) -> bytes:
    """A page of a portal that is not the page of a report."""
    text = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><h1>{title}</h1>"
        f'<div class="info">发布日期：{published}-01-20</div><div id="zoom">{text}</div></body></html>'
    ).encode()


def requests_html(report: Report) -> str:
    """Table 3 of a report as clean HTML."""
    return plain_table(report.requests, plain_cell, NO_FIGURES)


def interpretation(report: Report) -> bytes:
    """An interpretation of a report that copies some of its figures into a small table."""
    rows = (
        ("新收申请", "requests.new@total"),
        ("予以公开", "outcome.granted@total"),
        ("结转下年", "requests.carried_out@total"),
    )
    table = "".join(f"<tr><td>{name}</td><td>{report.gold[cell]}件</td></tr>" for name, cell in rows)
    return article(
        f"《{report.title}》解读",
        f"近日，{report.body}发布了{report.year}年政府信息公开工作年度报告，现就主要内容解读如下。",
        "一、编制背景",
        "依据条例第四十九条、第五十条编制。",
        "二、主要数据",
        f"<table><tr><td>项目</td><td>数量</td></tr>{table}</table>",
        "三、下一步打算",
        "继续提高公开质量。",
    )


def interpretation_with_table(report: Report) -> bytes:
    """An interpretation that holds the whole of table 3."""
    return article(
        f"一图读懂：{report.title}",
        "为便于公众了解，现将年度报告中申请办理数据展示如下。",
        requests_html(report),
        "以上数据来自年度报告原文。",
    )


def whole_copy(report: Report) -> str:
    """A report, title and all, as its page prints it."""
    return f"<p>{report.title}</p>" + "".join(
        plain_prose(part, NO_FIGURES)
        if isinstance(part, Prose)
        else plain_table(part, plain_cell, NO_FIGURES)
        for part in blocks(report)
        if not isinstance(part, Markup)
    )


def interpretation_with_everything(report: Report) -> bytes:
    """An interpretation below which the whole report stands: six chapters and all tables."""
    return article(f"《{report.title}》解读", "解读如下，报告全文附后。", whole_copy(report))


def pictured_with_everything(report: Report) -> bytes:
    """A picture story, with the whole report copied below it."""
    return article(f"图解：{report.title}", '<img src="tj.jpg">', whole_copy(report))


def policy_explained_with_everything(report: Report) -> bytes:
    """The word behind the name of the report."""
    return article(f"{report.title}政策解读", whole_copy(report))


def notice_with_form(report: Report) -> bytes:
    """A notice to compile the reports, with the empty form as its annex."""
    empty = [Html().table(_emptied(table), plain_cell, NO_FIGURES) for table in report.tables]
    return article(
        f"关于做好{report.year}年政府信息公开工作年度报告编制和发布工作的通知",
        "各科室、下属单位：",
        "请于1月15日前报送年度报告，格式见附件。",
        "一、编制要求",
        "如实填报，做好3项衔接。",
        "二、报送时间",
        "1月15日前报送，1月31日前发布。",
        "附件：政府信息公开工作年度报告格式",
        *empty,
    )


def blank_form(report: Report) -> bytes:
    """The empty form itself: title with a gap for the year, chapters, tables without a figure."""
    parts: list[str] = []
    for part in blocks(report):
        if isinstance(part, Prose):
            parts.append(plain_prose(part, NO_FIGURES) if part.heading else "<p>（文字描述）</p>")
        elif isinstance(part, form.Table):
            parts.append(plain_table(_emptied(part), plain_cell, NO_FIGURES))
    return article("XX单位20XX年政府信息公开工作年度报告（模板）", *parts)


def _emptied(table: form.Table) -> form.Table:
    return table.with_rows(
        [
            tuple(
                cell if cell.role != "value" else Cell("", "value", cell.colspan, cell.rowspan)
                for cell in row
            )
            for row in table.rows
        ]
    )


def website_report(report: Report) -> bytes:
    """The yearly statement of a web site: another form under a like name."""
    rows = (
        ("网站名称", "平川县人民政府"),
        ("首页网址", "http://www.example.gov.cn"),
        ("信息发布总数", "1284"),
        ("独立用户访问总量（单位：个）", "37120"),
        ("网站总访问量（单位：次）", "99120"),
        ("概况类信息更新量", "12"),
        ("政务动态信息更新量", "840"),
        ("注册用户数", "0"),
    )
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    return article(
        f"平川县人民政府政府网站工作年度报表（{report.year}年度）",
        f"填报单位：平川县人民政府办公室 （{report.year}年度）",
        f"<table>{table}</table>",
    )


def work_report(report: Report) -> bytes:
    """The head of government's report to the people's congress."""
    return article(
        f"{report.year}年平川县人民政府工作报告",
        "各位代表：现在我代表县人民政府向大会报告工作。",
        "一、总体情况",
        f"{report.year}年，地区生产总值完成286.4亿元，增长5.2%；办结建议提案164件。",
        "二、存在的主要问题及改进情况",
        "产业基础还不够牢固，将从5个方面改进。",
        "三、其他需要报告的事项",
        "主动公开政府信息2811条，收到政府信息公开申请12件。",
    )


def list_page(report: Report) -> bytes:
    """A column page: fifteen titles of reports with dates."""
    items = "".join(
        f'<li><a href="/art/{number}.html">{body}{report.year}年政府信息公开工作年度报告'
        f"</a><span>{report.year + 1}-01-{number + 10}</span></li>"
        for number, body in enumerate(
            ("水利局", "教育局", "民政局", "财政局", "司法局", "审计局", "统计局", "医保局")
        )
    )
    return article("政府信息公开年报_平川县人民政府", f"<ul>{items}</ul><div>共8条 第1页/共1页</div>")


def enterprise(report: Report) -> bytes:
    """A state-owned company's disclosure report."""
    return article(
        f"平川县城市供水有限公司{report.year}年度信息公开工作报告",
        "一、公司概况",
        "公司注册资本8000万元，员工213人。",
        "二、主动公开信息情况",
        "公布水质检测数据52次、停水通知31条。",
        "三、客户服务情况",
        "<table><tr><td>项目</td><td>数量</td></tr><tr><td>受理来电</td>"
        "<td>8120</td></tr><tr><td>总计</td><td>8120</td></tr></table>",
    )


def legal_report(report: Report) -> bytes:
    """The yearly report on law-based government: same bodies, same month, other subject."""
    return article(
        f"{report.body}{report.year}年法治政府建设年度报告",
        "一、总体情况",
        "制定规范性文件3件，办理行政复议12件、行政诉讼5件。",
        "二、存在的主要问题",
        "执法力量不足。",
        "三、下一步安排",
        "持续推进。",
    )


def soft_404(_: Report) -> bytes:
    """An error page with status 200."""
    return article("页面未找到", "您访问的页面不存在或已被删除！5秒后返回首页。错误代码：404")


def regulations(_: Report) -> bytes:
    """The text of the articles that order the report."""
    return article(
        "中华人民共和国政府信息公开条例（节选）",
        "第四十九条 县级以上人民政府部门应当在每年1月31日前提交上一年度政府信息公开工作年度报告。",
        "第五十条 年度报告应当包括下列内容：（一）主动公开政府信息的情况；"
        "（二）收到和处理政府信息公开申请的情况；",
        "（三）因政府信息公开工作被申请行政复议、提起行政诉讼的情况；（四）存在的主要问题及改进情况。",
    )


NOT_REPORTS = {
    made.__name__: made
    for made in (
        interpretation,
        interpretation_with_table,
        interpretation_with_everything,
        pictured_with_everything,
        policy_explained_with_everything,
        notice_with_form,
        website_report,
        work_report,
        list_page,
        enterprise,
        legal_report,
        soft_404,
        regulations,
    )
}


def several(reports: list[Report], rng: Random) -> bytes:
    """Several whole reports under one another in one page."""
    bodies = []
    for report in reports:
        text = Html()(report, rng).decode()
        bodies.append(text.partition("<body>")[2].partition("</body>")[0])
    return article(f"{reports[0].year}年政府信息公开工作年度报告汇编", "".join(bodies))


def cut_after(report: Report, table: str, rows: int | None = None) -> tuple[bytes, set[str]]:
    """The report cut behind `rows` rows of a table (None: behind all); also the cell ids still printed."""
    kept: list[Block] = []
    printed: set[str] = set()
    for part in blocks(report):
        if isinstance(part, form.Table):
            part = part.with_rows(list(part.rows[:rows])) if part.name == table and rows else part
            printed |= {cell.id for cell in part.cells() if cell.id}
            kept.append(part)
            if part.name == table:
                break
        else:
            kept.append(part)
    html = Html(reshape=lambda _, __: kept)
    return html(report, NO_FIGURES), printed


def torn_file(report: Report, share: float) -> tuple[bytes, set[str]]:
    """The bytes of the clean page cut anywhere: a download that broke off."""
    data = Html()(report, NO_FIGURES)
    text = data[: int(len(data) * share)].decode("utf-8", errors="ignore")
    printed: set[str] = set()
    for table in report.tables:
        mark = 'cellspacing="0"><tbody>'
        position = -1
        for _ in range(report.tables.index(table) + 1):
            position = text.find(mark, position + 1)
            if position < 0:
                return data[: int(len(data) * share)], printed
        closed = len(re.findall(r"</tr>", text[position:].partition("</table>")[0]))
        printed |= {cell.id for row in table.rows[:closed] for cell in row if cell.id}
    return data[: int(len(data) * share)], printed

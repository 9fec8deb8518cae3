"""A whole report as the HTML fragment that stands in a site's body container."""

from __future__ import annotations

from crawler.replica import tables
from crawler.replica.markup import HABITS, in_layout
from crawler.replica.model import Placement
from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import write

PAGE_BREAK = 17
"""Row of the requests table (header rows included) before which the page ends."""
BLOCK_END = "<!--block-->"
"""Mark where a site may end one body block and begin another (`+blocks`)."""
CHAPTERS = {
    "G4": (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ),
    "G3": (
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五、政府信息公开工作存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ),
}


def render(placement: Placement) -> str:
    """HTML of a report. `markup` is a habit of `HABITS`, with `+split` (requests table cut at a page break),
    `+blocks` (two body blocks) and `+layout` (a layout table round everything) after it."""
    habit_name, *extras = placement.markup.split("+")
    habit = HABITS[habit_name]
    plan = placement.report
    printed = print_report(plan, placement.text)
    prose = write(plan, figures_of(plan, placement.text))
    chapters = CHAPTERS[plan.forms[0]]
    requests = tables.requests(plan.forms[1], printed.texts)
    pieces = tables.split(requests, PAGE_BREAK) if "split" in extras else (requests,)
    parts = [habit.title(placement.heading)] if placement.heading else []
    parts += [habit.paragraph(prose.opening), habit.heading(chapters[0])]
    parts += map(habit.paragraph, prose.overview)
    parts += [habit.heading(chapters[1]), habit.table(tables.proactive(plan.forms[0], printed.texts))]
    parts += [BLOCK_END] if "blocks" in extras else []
    parts += [habit.heading(chapters[2]), *map(habit.table, pieces)]
    parts += [habit.heading(chapters[3]), habit.table(tables.disputes(printed.texts))]
    parts += [habit.heading(chapters[4]), *map(habit.paragraph, prose.problems)]
    parts += [habit.heading(chapters[5]), *map(habit.paragraph, prose.remaining)]
    html = habit.before + "\n".join(parts)
    return in_layout(html) if "layout" in extras else html

"""A whole report as the HTML fragment that stands in a site's body container."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.replica import tables
from crawler.replica.markup import HABITS, in_layout
from crawler.replica.model import Placement
from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import Prose, write

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
    """HTML of a report in its markup."""
    plan = placement.report
    printed = print_report(plan, placement.text)
    prose = write(plan, figures_of(plan, placement.text))
    return document(plan.forms, placement.heading, prose, printed.texts, placement.markup)


def document(
    forms: tuple[str, str], heading: str, prose: Prose, texts: Mapping[str, str], markup: str = "clean"
) -> str:
    """HTML of title, six chapters and three tables.

    `markup` is a habit of `HABITS`, then any of `+split` (requests table cut at a page break), `+parts` (the
    proactive table as one table a sub-table), `+inside` (chapter headings as first row of their table),
    `+blocks` (two body blocks), `+layout` (a layout table round everything)."""
    habit_name, *extras = markup.split("+")
    habit = HABITS[habit_name]
    chapters = CHAPTERS[forms[0]]
    proactive = tables.proactive(forms[0], texts)
    requests = tables.requests(forms[1], texts)
    grids = {
        chapters[1]: tables.parts(proactive) if "parts" in extras else (proactive,),
        chapters[2]: tables.split(requests, PAGE_BREAK) if "split" in extras else (requests,),
        chapters[3]: (tables.disputes(texts),),
    }
    pieces = [habit.title(heading)] if heading else []
    pieces += [habit.paragraph(prose.opening), habit.heading(chapters[0])]
    pieces += map(habit.paragraph, prose.overview)
    for chapter, chapter_tables in grids.items():
        pieces += [BLOCK_END] if "blocks" in extras and chapter == chapters[2] else []
        if "inside" in extras:
            pieces += map(habit.table, (tables.under_title(chapter_tables[0], chapter), *chapter_tables[1:]))
        else:
            pieces += [habit.heading(chapter), *map(habit.table, chapter_tables)]
    pieces += [habit.heading(chapters[4]), *map(habit.paragraph, prose.problems)]
    pieces += [habit.heading(chapters[5]), *map(habit.paragraph, prose.remaining)]
    html = habit.before + "\n".join(pieces)
    return in_layout(html) if "layout" in extras else html

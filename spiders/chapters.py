"""The chapters of an annual report on a page: in its text, or, sooner, in its markup."""

from __future__ import annotations

import re

_HEADINGS = (
    re.compile(r"总体情况|^概述|基本情况"),
    re.compile(r"主动公开政府信息(?:的)?情况|主动公开情况"),
    re.compile(r"收到和处理政府信息公开申请|依申请公开(?:政府信息)?(?:办理)?情况"),
    re.compile(r"(?:行政复议|行政诉讼)[、和,，]?(?:行政诉讼|情况)"),
    re.compile(r"存在的?(?:主要)?问题"),
    re.compile(r"其他需要报告的?事项"),
)
_PLAIN_HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请",
    "行政复议、行政诉讼",
    "存在的主要问题",
    "其他需要报告的事项",
)
"""The headings as the prescribed form prints them, in its order; each is one of `_HEADINGS`."""
_ENOUGH = 3


def are_in_text(text: str) -> bool:
    """Whether at least three of the six chapters of a report stand in a text without blanks."""
    return sum(1 for heading in _HEADINGS if heading.search(text)) >= _ENOUGH and "信息公开" in text


def span_in_markup(markup: str, start: int) -> tuple[int, int] | None:
    """Return where the first and the last plain heading stand, None where fewer than three do.

    Headings are looked for in their order from `start` (where the body begins), so that the markup is read
    once. None says little: blanks or tags inside the headings hide them. Scripts do not count.
    """
    found: list[int] = []
    for heading in _PLAIN_HEADINGS:
        at = markup.find(heading, found[-1] if found else start)
        if at >= 0:
            found.append(at)
    if len(found) < _ENOUGH or markup.find("信息公开", start) < 0:
        return None
    if any(_in_script(markup, start, at) for at in (found[0], found[-1])):
        return None
    return found[0], found[-1]


def _in_script(markup: str, start: int, at: int) -> bool:
    return markup.rfind("<script", start, at) > markup.rfind("</script", start, at)

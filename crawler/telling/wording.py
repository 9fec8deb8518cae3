"""Events in words for a person, in Chinese as the reports are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.events.views import Told

_SHOWN = 20
_TITLES = {
    "new": "新增：{report}",
    "corrected": "更正：{report}",
    "source_added": "新增来源：{report}",
    "withdrawn": "撤下：{report}",
    "address_gone": "部分地址撤下：{report}",
    "restored": "恢复：{url}",
    "overdue": "逾期未发布：{report}",
    "column_found": "新栏目：{title}",
    "column_moved": "栏目迁移：{url}",
    "source_broken": "来源异常：{url}",
    "source_recovered": "来源恢复：{url}",
    "review": "待人工判断：{sha256}",
    "refiled": "归档变更：{report}",
}
"""By kind of event."""


def title_of(event: Told) -> str:
    """One line."""
    report = f"{event.body_name or event.body_id} {event.year}年政府信息公开工作年度报告"
    words = {
        "report": report,
        "url": event.url or "",
        "title": event.detail.get("title") or event.url or "",
        "sha256": str(event.detail.get("sha256", ""))[:12],
    }
    return _TITLES[event.kind].format(**words)


def text_of(event: Told) -> str:
    """What happened, in a few lines."""
    lines = [title_of(event)]
    if event.url:
        lines.append(event.url)
    if event.kind == "corrected":
        lines += _changes(event.detail)
    elif event.kind == "overdue":
        lines.append(f"法定期限：{event.detail['due']}")
    elif event.kind in ("source_broken", "withdrawn", "address_gone"):
        lines.append(f"原因：{event.detail['failure']}")
    elif event.kind == "column_moved":
        lines.append(f"新地址：{event.detail['to']}")
    return "\n".join(lines)


def _changes(detail: Any) -> list[str]:
    figures = detail["changes"]["figures"]
    chapters = detail["changes"]["chapters"]
    lines = [f"{each['cell']}：{each['old']} → {each['new']}" for each in figures[:_SHOWN]]
    if len(figures) > _SHOWN:
        lines.append(f"另有 {len(figures) - _SHOWN} 项数据不同")
    lines += [f"{each['chapter']}：{each['old']} → {each['new']}" for each in chapters[:_SHOWN]]
    return lines


def digest_of(events: Sequence[Told], more: bool) -> tuple[str, str]:
    """Subject and text of one message about several events."""
    counts: dict[str, int] = {}
    for event in events:
        counts[event.kind] = counts.get(event.kind, 0) + 1
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
    text = "\n\n".join(text_of(event) for event in events)
    return f"nianbao: {kinds}", text + ("\n\n……" if more else "")

"""The dirty habits of the later tables turned on the older forms, and habits that only these forms know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from random import Random

from ..dirty.form import Cell, Row, Table
from ..dirty.habit import Html
from ..dirty.habits import BY_NAME as DIRTY
from ..dirty.habits.spans import grid
from ..dirty.page import Markup, Prose, plain_cell
from .form import OlderReport, blocks

Render = Callable[[OlderReport, Random], bytes]


class OlderHtml(Html):
    """A habit of HTML over the blocks of an older report."""

    def __call__(self, report: OlderReport, rng: Random) -> bytes:  # type: ignore[override]
        body = "\n".join(self._block(part, rng) for part in self.reshape(blocks(report), rng))
        return self.encode(self.page(report.title, body, rng), rng)


@dataclass(frozen=True)
class OlderHabit:
    """One way of writing an older report. `floor`: the least share of right cells."""

    name: str
    render: Render
    floor: float = 1.0
    lossy: bool = False
    """Whether it destroys what was printed: blank cells leave no trace, a row may lose its label."""
    layouts: tuple[str, ...] = ()
    """The layouts it fits; empty for all."""


def _of_html(html: Html) -> OlderHtml:
    return OlderHtml(**{field.name: getattr(html, field.name) for field in fields(html)})


_DESTROYED = {
    "no_spans": 0.9,
    "short_rows": 0.5,  # trailing cells cut off: in a table of one column of figures, the figures
    "label_spans_wrong": 0.8,
    "head_spans_wrong": 0.8,
    "huge_spans": 0.8,
    "hidden_copy": 0.9,
    "figures_in_two_lines": 0.8,
    "footnote_marks": 0.9,
    "letters_for_zeros": 0.9,
    "list_of_spans": 0.0,  # label, unit and figure run into one word
}
_WITHOUT = {"title_rows", "traditional_characters", "total_column_first", "table_in_chapter_one", "aliases"}


def _dirty() -> Iterator[OlderHabit]:
    for name, habit in DIRTY.items():
        if isinstance(habit.render, Html) and name not in _WITHOUT:
            floor = _DESTROYED.get(
                name, habit.floor if habit.sparse_floor is None else min(habit.sparse_floor, 0.9)
            )
            yield OlderHabit(
                name, _of_html(habit.render), floor, name in _DESTROYED or habit.sparse_floor is not None
            )


def _lines_of(report: OlderReport, row_text: Callable[[list[str]], list[str]]) -> Iterator[str]:
    yield report.title
    for part in blocks(report):
        if isinstance(part, Prose):
            yield part.text
        elif isinstance(part, Table):
            for row in grid(part):
                yield from row_text([cell.text.replace("\n", "") if own else "" for cell, own in row])


def text_of(row_text: Callable[[list[str]], list[str]]) -> Render:
    """A plain text in which `row_text` writes the lines of a row."""

    def render(report: OlderReport, rng: Random) -> bytes:
        return "\n".join(_lines_of(report, row_text)).encode()

    return render


def _tabs(row: list[str]) -> list[str]:
    return ["\t".join(row)]


def _spaces(row: list[str]) -> list[str]:
    return ["   ".join(cell.strip() for cell in row if cell.strip())]


def _single_spaces(row: list[str]) -> list[str]:
    return [" ".join(re.sub(r"\s", "", cell) for cell in row if cell.strip())]


def _cell_by_line(row: list[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def _colons(row: list[str]) -> list[str]:
    """收到申请数：12件"""
    label, *rest = [cell.strip() for cell in row if cell.strip()] or [""]
    return [f"{label}：{''.join(reversed(rest))}" if rest else label]


def _pipes(row: list[str]) -> list[str]:
    return ["| " + " | ".join(row) + " |"]


def paragraphs_of(row_text: Callable[[list[str]], list[str]]) -> Render:
    """The same as HTML paragraphs, no table in the page."""

    def render(report: OlderReport, rng: Random) -> bytes:
        lines = list(_lines_of(report, row_text))
        body = "".join(f"<p>{line}</p>" for line in lines[1:])
        head = f"<head><title>{lines[0]}</title></head>"
        return f"<html>{head}<body><h1>{lines[0]}</h1>{body}</body></html>".encode()

    return render


def _on_rows(change: Callable[[list[Row], Random], list[Row]]) -> OlderHtml:
    def reshape(parts: list[object], rng: Random) -> list[object]:
        return [
            part.with_rows(change(list(part.rows), rng)) if isinstance(part, Table) else part
            for part in parts
        ]

    return OlderHtml(reshape=reshape)  # type: ignore[arg-type]


def _cut(between: str | None, header: bool) -> OlderHtml:
    """The table cut over pages, now and then inside a label."""

    def reshape(parts: list[object], rng: Random) -> list[object]:
        found: list[object] = []
        for part in parts:
            if not isinstance(part, Table):
                found.append(part)
                continue
            rows = list(part.rows)
            at = rng.randint(len(rows) // 3, 2 * len(rows) // 3)
            second = list(rows[at:])
            if header:
                second.insert(0, rows[0])
            found.append(part.with_rows(rows[:at]))
            if between:
                found.append(Markup(f"<p>{between}</p>"))
            found.append(part.with_rows(second))
        return found

    return OlderHtml(reshape=reshape)  # type: ignore[arg-type]


def _torn_labels(rows: list[Row], rng: Random) -> list[Row]:
    """A long label broken over two rows: its end stands in a row of its own, with or without the figure."""
    found: list[Row] = []
    for row in rows:
        place = next((n for n, cell in enumerate(row) if cell.role == "label" and len(cell.text) > 13), None)
        if place is None or not any(cell.id for cell in row) or len(row) > 5 or rng.random() < 0.4:
            found.append(row)
            continue
        text = row[place].text
        blank: Row = tuple(replace(cell, text="", id=None, role="empty") for cell in row)
        if rng.random() < 0.5:
            found.append((*row[:place], replace(row[place], text=text[:9]), *row[place + 1 :]))
            found.append((*blank[:place], replace(row[place], text=text[9:]), *blank[place + 1 :]))
        else:
            found.append((*blank[:place], replace(row[place], text=text[:9]), *blank[place + 1 :]))
            found.append((*row[:place], replace(row[place], text=text[9:]), *row[place + 1 :]))
    return found


def _extra_rows(rows: list[Row], rng: Random) -> list[Row]:
    """Lines of a province's own between those of the form, with figures."""
    own = (
        "主动公开机构领导、机构设置及人事信息",
        "主动公开政府文件数",
        "主动公开行政执法信息",
        "主动公开规划计划、统计信息",
        "主动公开招标采购信息",
        "举办政府信息公开宣传活动次数",
        "制定政府信息公开制度数",
        "现场咨询人次",
    )
    found = list(rows)
    for label in rng.sample(own, 4):
        place = rng.randint(2, len(found) - 1)
        like = next((row for row in found if any(cell.id for cell in row)), None)
        if like is None or sum(cell.role == "label" and len(cell.text) > 3 for cell in like) > 1:
            continue
        width = max(len(cell.text) for cell in like if cell.role == "label")
        found.insert(
            place,
            tuple(
                Cell("77", "label")
                if cell.id
                else replace(cell, text=label if len(cell.text) == width else cell.text)
                for cell in like
            ),
        )
    return found


def _heading_rows(rows: list[Row], rng: Random) -> list[Row]:
    """Title, period and body inside the table, a line for signatures below."""
    width = sum(cell.colspan for cell in rows[0])
    above: list[Row] = [
        (Cell("政府信息公开情况统计表", "label", width),),
        (Cell("填报单位（盖章）：办公室", "label", width),),
    ]
    return [*above, *rows, (Cell("单位负责人：　审核人：　填报日期：", "label", width),)]


def _fewer_rows(rows: list[Row], rng: Random) -> list[Row]:
    """Headings without figures left out, as small bodies do."""
    return [row for row in rows if any(cell.id for cell in row) or row[0].role == "head"]


def _no_head(rows: list[Row], rng: Random) -> list[Row]:
    return [row for row in rows if row[0].role != "head"]


def _relabelled(change: Callable[[str, Random], str]) -> OlderHtml:
    def cell(written: Cell, rng: Random) -> str:
        text = change(written.text, rng) if written.role == "label" else written.text
        return plain_cell(replace(written, text=text), rng)

    return OlderHtml(cell=cell)


_VARIANTS = {
    "告知作出更改补充数": ("告知作出更改、补充数", "告知申请人作出更改补充数"),
    "告知通过其他途径办理数": ("告知通过其它途径办理数",),
    "涉及国家秘密": ("属于国家秘密", "涉及国家秘密数"),
    "网络申请数": ("网上申请数", "网络提交申请数"),
    "收到申请数": ("收到申请总数", "收到政府信息公开申请数"),
    "行政复议数量": ("行政复议数", "行政复议案件数量"),
    "行政诉讼数量": ("行政诉讼数", "行政诉讼案件数量"),
    "申请信息不存在数": ("信息不存在数", "申请的信息不存在数"),
    "免于公开范围": ("免予公开范围",),
    "主动公开政府信息数": ("主动公开信息数",),
}


def _variant(text: str, rng: Random) -> str:
    for known, others in _VARIANTS.items():
        if known in text and not (known == "主动公开政府信息数" and "渠道" not in text):
            return text.replace(known, rng.choice(others))
    return text


def _spaced(text: str, rng: Random) -> str:
    return rng.choice([" ", "　", "\n"]).join(text) if len(text) < 30 and rng.random() < 0.5 else text


def _no_numbers(text: str, rng: Random) -> str:
    return re.sub(r"^(?:[一二三四五六七八九十]、|（[一二三四五六七八九]）|\d{1,2}\.)", "", text)


def _no_remarks(text: str, rng: Random) -> str:
    return re.sub(r"（不[^）]*）", "", text)


OWN = (
    OlderHabit("text_tabs", text_of(_tabs), 0.97, True),
    OlderHabit("text_spaces", text_of(_spaces), 0.4, True),
    OlderHabit("text_single_spaces", text_of(_single_spaces), 0.4, True),
    OlderHabit("text_cell_by_line", text_of(_cell_by_line), 0.4, True),
    OlderHabit("text_colons", text_of(_colons), 0.4, True, ("plain", "no_units", "groups_merged")),
    OlderHabit("markdown", text_of(_pipes), 0.97, True),
    OlderHabit("html_lines", paragraphs_of(_single_spaces), 0.4, True),
    OlderHabit("html_cell_by_line", paragraphs_of(_cell_by_line), 0.4, True),
    OlderHabit("cut_over_pages", _cut(None, header=False)),
    OlderHabit("cut_with_header", _cut("— 12 —", header=True)),
    OlderHabit("labels_over_two_rows", _on_rows(_torn_labels), 0.97),
    OlderHabit("rows_of_a_province", _on_rows(_extra_rows)),
    OlderHabit("heading_inside", _on_rows(_heading_rows)),
    OlderHabit("no_group_rows", _on_rows(_fewer_rows)),
    OlderHabit("no_head", _on_rows(_no_head), 0.0, True),
    OlderHabit("wording_variants", _relabelled(_variant)),
    OlderHabit("labels_spaced", _relabelled(_spaced)),
    OlderHabit("labels_without_numbers", _relabelled(_no_numbers)),
    OlderHabit("labels_without_remarks", _relabelled(_no_remarks)),
)
HABITS = (*_dirty(), *OWN)

"""Several habits at once: one of labels, one of spans or page breaks, an editor, a page and an encoding."""

from __future__ import annotations

from random import Random

from ..habit import Habit, Html
from ..model import Report
from ..page import Block
from . import editors, encodings, labels, layouts, portals, spans, splits

CHOICES = {
    "label": (
        "aliases",
        "half_width_signs",
        "other_enumerators",
        "spaces_in_labels",
        "breaks_in_labels",
        "clean",
    ),
    "shape": (
        "split_label_repeated",
        "split_label_emptied",
        "split_label_cut",
        "split_page_number_between",
        "split_in_three",
        "no_spans",
        "rowspan_too_long",
        "short_rows",
        "group_labels_missing",
        "clean",
        "sections_as_tables",
        "label_spans_wrong",
        "head_spans_wrong",
        "header_in_own_table",
    ),
    "cell": (
        "word_paste",
        "wps_paste",
        "pre_and_newlines",
        "hidden_figures",
        "linked_figures",
        "vertical_labels",
        "clean",
    ),
    "table": (
        "upper_case",
        "open_cells",
        "half_open_cells",
        "th_thead_tfoot",
        "nested_layout_tables",
        "commented_copy",
        "torn_tags",
        "clean",
    ),
    "page": (
        "layout_page",
        "page_furniture",
        "two_articles",
        "text_in_attributes",
        "xhtml_with_script",
        "clean",
    ),
    "bytes": (
        "gbk_undeclared",
        "gbk_called_utf8",
        "utf8_called_gbk",
        "gb2312_http_equiv",
        "zero_bytes",
        "clean",
    ),
}
PARTS = {
    habit.name: habit.render
    for module in (editors, splits, spans, layouts, labels, portals, encodings)
    for habit in module.HABITS
    if isinstance(habit.render, Html)
}


def chosen(rng: Random) -> dict[str, str]:
    """The name of a habit for every part of the page."""
    return {part: rng.choice(names) for part, names in CHOICES.items()}


def all_at_once(report: Report, rng: Random) -> bytes:
    """Render with a drawn habit for every part of the page."""
    habits = {part: PARTS[name] for part, name in chosen(rng).items()}

    def reshape(parts: list[Block], inner: Random) -> list[Block]:
        return habits["shape"].reshape(habits["label"].reshape(parts, inner), inner)

    write = Html(
        reshape,
        cell=habits["cell"].cell,
        table=habits["table"].table,
        page=habits["page"].page,
        encode=habits["bytes"].encode,
    )
    return write(report, rng)


HABITS = tuple(
    Habit(f"combined_{number}", all_at_once, floor=0.99, sparse_floor=0.5) for number in range(1, 7)
)

"""What makes two texts the same."""

from __future__ import annotations

from models.content import changes, content_hash, content_text, figures_hash, normalise
from parsers.record import Chapter
from tests.models.givens import report, values


def test_white_space_punctuation_and_width_do_not_count() -> None:
    assert normalise("全年 收到\u3000申请（３）件，\n") == normalise("全年收到申请(3)件。")


def test_words_digits_and_headings_count() -> None:
    hashes = {content_hash(report("a", text=text)) for text in ("收到3件", "收到4件", "收到三件")}
    assert len(hashes) == 3


def test_what_precedes_chapter_one_counts_only_where_nothing_follows() -> None:
    preamble = Chapter(0, "", "发布日期：2025-01-20 浏览次数：77")
    chapter = Chapter(1, "一、总体情况", "平稳")
    assert content_text([preamble, chapter]) == content_text([chapter])
    assert content_text([preamble]) != content_text([])


def test_kind_of_an_empty_cell_does_not_count_but_zero_does() -> None:
    assert figures_hash({"a": 1, "b": None}) == figures_hash({"a": 1})
    assert figures_hash({"a": 1, "b": 0}) != figures_hash({"a": 1})


def test_carrier_source_and_places_do_not_count() -> None:
    other = report("b", carrier="pdf", where={}, raw={"review.total": "0件"}, title="别的标题")
    assert content_hash(other) == content_hash(report("a"))


def test_changes_name_cells_and_chapters() -> None:
    before, after = values(), values() | {"review.total": None, "review.upheld": 1}
    old = [Chapter(1, "一、总体情况", "甲")]
    new = [Chapter(1, "一、总体情况", "甲 。"), Chapter(6, "六、其他", "乙")]
    assert [
        (change.kind, change.item, change.before, change.after) for change in changes(before, after, old, new)
    ] == [
        ("figure", "review.total", "0", None),
        ("figure", "review.upheld", None, "1"),
        ("chapter", "6 六其他", None, "乙"),
    ]

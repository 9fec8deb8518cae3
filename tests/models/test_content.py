"""What makes two texts the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.content import Copy, changes, content_hash, content_text, figures_hash, group_copies, normalise
from parsers.record import Chapter
from tests.models.givens import report, values

TEXT = "全年主动公开信息一百余条，办理申请三件，均按期答复。" * 4


def copy(name: str, text: str = TEXT, carrier: str = "html", figures: str = "f") -> Copy:
    return Copy(name, 0, carrier, f"{figures}/{text}", figures, 0, text)


def members(groups: dict[str, list[Copy]]) -> list[list[str]]:
    return sorted(sorted(member.sha256 for member in group) for group in groups.values())


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


def test_copy_on_another_carrier_joins_the_most_similar_text() -> None:
    near, far = TEXT.replace("三件", "四件"), TEXT.replace("一百余条", "九百余条").replace("按期", "逾期")
    groups = group_copies([copy("1", TEXT), copy("2", far), copy("3", near, "pdf")])
    assert members(groups) == [["1", "3"], ["2"]]


def test_same_carrier_other_figures_or_other_words_stay_apart() -> None:
    near = TEXT.replace("三件", "四件")
    assert len(group_copies([copy("1"), copy("2", near)])) == 2
    assert len(group_copies([copy("1"), copy("2", near, "pdf", figures="g")])) == 2
    assert len(group_copies([copy("1"), copy("2", "完全不同的一篇报告", "pdf")])) == 2


@given(
    st.permutations(
        [
            copy("1"),
            copy("2", TEXT + "又一句。"),
            copy("3", TEXT, "pdf"),
            copy("4", TEXT.replace("三", "四"), "pdf"),
            copy("5", "别的", "docx"),
            copy("6", TEXT, "text", "g"),
        ]
    )
)
def test_grouping_does_not_depend_on_order(copies: list[Copy]) -> None:
    in_order = group_copies(sorted(copies, key=lambda each: each.sha256))
    assert group_copies(copies).keys() == in_order.keys()
    assert members(group_copies(copies)) == members(in_order)


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

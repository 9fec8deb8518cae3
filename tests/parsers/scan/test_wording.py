"""Misread characters in official wordings."""

from __future__ import annotations

import pytest

from parsers.carriers.scan.wording import mended


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("白然人", "自然人"),
        ("2.重复中请", "2.重复申请"),
        ("1.信访举报投拆类申情", "1.信访举报投诉类申请"),
        ("3.危及“安全一稳定”", "3.危及“三安全一稳定”"),
        ("行为或者驳问原告诉讼请求数", "行为或者驳回原告诉讼请求数"),  # the second cell of a label
    ],
)
def test_a_misread_character_of_a_wording_is_mended(read: str, printed: str) -> None:
    assert mended(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        "自然人",
        "结果纠正",
        "行政复议数",  # a label of another form, longer by a character
        "1.重复申请",  # another item mark: never mended
        "三、上年结转政府信息公开申请数量",
        "12",
        "无",
        "自然",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert mended(text) == text

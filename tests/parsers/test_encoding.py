"""Bytes to text: the bytes decide, not what is declared."""

from __future__ import annotations

import pytest

from parsers.carriers.encoding import decode

TEXT = "<p>石坝镇人民政府公开政府信息四十二条，办理申请七件，复议一件，均按时答复申请人。</p>"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "declared", ["", '<meta charset="utf-8">', '<meta charset="gb2312">', '<meta charset="iso-8859-1">']
)
def test_charset_is_found_whatever_is_declared(name: str, declared: str) -> None:
    assert TEXT in decode((declared + TEXT).encode(name))


def test_a_few_damaged_bytes_do_not_change_the_charset() -> None:
    damaged = (TEXT * 5).encode().replace("七".encode(), b"\xe4\xb8", 1)
    assert decode(damaged).count("办理申请") == 5
    assert decode(TEXT.encode("gbk") + b"\xff" + TEXT.encode("gbk")).count("办理申请") == 2


def test_rare_characters_of_place_names_survive_gb2312() -> None:
    assert "㙍" in decode('<meta charset="gb2312">漆㙍镇人民政府公开信息'.encode("gb18030"))


def test_zero_bytes_are_dropped() -> None:
    assert decode(b"\x00" + TEXT.encode()) == TEXT

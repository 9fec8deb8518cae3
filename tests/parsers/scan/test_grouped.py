"""Commas between thousands that were read as points."""

from __future__ import annotations

import pytest

from parsers.carriers.scan.reading import Text, grouped


@pytest.mark.parametrize(("commas", "read"), [(1, "3.988"), (2, "3,988")])
def test_a_point_is_a_comma_where_the_page_has_commas(commas: int, read: str) -> None:
    page = [Text("12,787")] * commas + [Text("3.988"), Text("0"), Text("87659.4278")]
    pointed, *others = grouped(page)[commas:]
    assert (pointed.text, pointed.doubt) == (read, True)
    assert {pointed.text, *pointed.alternatives} == {"3.988", "3,988"}
    assert others == page[commas + 1 :]

"""Pages on which only sums vouch for a figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parsers.carriers.picture import PagePicture
from parsers.carriers.scan import page as reader
from parsers.carriers.scan.coarse import doubted, is_coarse, shaky, unlined
from parsers.carriers.scan.ink import Content, Line
from parsers.carriers.scan.reading import Text


@pytest.mark.parametrize(("turned", "quarters"), [(0.4, 0), (0.95, 2)])
def test_broken_labels_are_no_reason_to_turn_a_page_into_noise(
    monkeypatch: pytest.MonkeyPatch, turned: float, quarters: int
) -> None:
    sheets = {turn: f"sheet at {turn}" for turn in range(4)}
    monkeypatch.setattr(reader, "clean", lambda grey, dpi, turn=0: sheets[turn])
    monkeypatch.setattr(reader, "read_sheet", lambda sheet, picture, pixels: (sheet, 0.86))
    monkeypatch.setattr(reader, "_glance", lambda sheet: turned if sheet == sheets[2] else 0.0)
    read: object = reader.read_page(page(200, two_tone=True), pixels=False)
    assert read == sheets[quarters]


def page(dpi: float, *, two_tone: bool = False) -> PagePicture:
    return PagePicture(1, np.zeros((8, 8), np.uint8), dpi, (595.0, 842.0), two_tone)


def test_fax_copies_and_few_dots_are_coarse() -> None:
    assert is_coarse(page(200, two_tone=True))
    assert is_coarse(page(120))
    assert not is_coarse(page(150))


@pytest.mark.parametrize("text", ["46", "-11", "1件", "3,406", "10417.25"])
def test_a_figure_of_a_coarse_page_is_in_doubt(text: str) -> None:
    assert doubted(Text(text)).doubt


@pytest.mark.parametrize("text", ["0", "", "/", "-", "1.属于国家秘密"])
def test_zeros_marks_and_labels_are_not(text: str) -> None:
    assert not doubted(Text(text)).doubt


@pytest.mark.parametrize(
    ("text", "read", "others"),
    [
        ("17", "17", ("47",)),
        ("1,213", "1,213", ("1,243", "4,213", "4,243")),
        ("20-1", "204", ("20-1",)),
        ("-1", "-1", ("1", "-4", "4")),
        (".87659", "87659", (".87659",)),
        ("2.5", "2.5", ("25",)),
        ("0", "0", ()),
        ("111111", "111111", ()),
        ("014", "0", ()),
        ("OfF", "0", ()),
        ("1.属于国家秘密", "1.属于国家秘密", ()),
    ],
)
def test_what_a_figure_of_two_tones_may_be_as_well(text: str, read: str, others: tuple[str, ...]) -> None:
    found = unlined(Text(text), Content())
    assert (found.text, found.alternatives, found.doubt) == (read, others, read != text)


@pytest.mark.parametrize(("slashes", "doubt"), [(4, True), (5, False)])
def test_a_slash_in_pieces_is_in_doubt_where_slashes_are_rare(slashes: int, doubt: bool) -> None:
    contents = [Content("/")] * (slashes - 1) + [Content("/", broken=True)]
    texts = shaky(contents, [Text("/")] * slashes)
    assert [text.doubt for text in texts] == [False] * (slashes - 1) + [doubt]


def test_what_was_mended_before_it_was_read_is_in_doubt() -> None:
    line = Line(np.zeros((48, 48), np.uint8), 1, (0, 0, 1, 1))
    contents = [Content(lines=[line]), Content(lines=[line, replace(line, mended=True)])]
    assert [text.doubt for text in shaky(contents, [Text("0"), Text("0")])] == [False, True]


def test_a_figure_of_two_tones_may_be_one_that_looks_the_same_without_hairlines() -> None:
    assert unlined(Text("234"), Content()).lookalikes == ("224", "254", "284")
    assert unlined(Text("1"), Content()).lookalikes == ("0", "7")
    assert unlined(Text("0"), Content()).lookalikes == ()


@pytest.mark.parametrize(
    ("text", "others"),
    [("01", ("01", "61", "91", "07")), ("OfF", ("OfF",)), ("D项", ("6项", "9项"))],
)
def test_a_zero_made_of_more_than_a_zero_may_be_the_figure_that_lost_a_hairline(
    text: str, others: tuple[str, ...]
) -> None:
    assert unlined(Text(text), Content()).lookalikes == others


@pytest.mark.parametrize(("glyphs", "read"), [(1, "1"), (2, "11")])
def test_a_1_read_off_several_glyphs_is_as_many(glyphs: int, read: str) -> None:
    line = Line(np.zeros((48, 48), np.uint8), glyphs, (0, 0, 1, 1))
    found = unlined(Text("1"), Content(lines=[line]))
    assert (found.text, found.doubt) == (read, read != "1")
    assert read.replace("1", "4") in found.alternatives


@pytest.mark.parametrize(
    ("text", "read"), [("D项", "0项"), ("口项", "0项"), ("(0) 件", "0件"), ("户口", "户口"), ("D", "D")]
)
def test_a_ring_before_a_unit_is_a_zero(text: str, read: str) -> None:
    found = unlined(Text(text), Content())
    assert (found.text, found.doubt) == (read, read != text)


@pytest.mark.parametrize(("drawn", "others"), [(False, ()), (True, ("154", "451"))])
def test_a_4_that_was_mended_may_be_a_1(*, drawn: bool, others: tuple[str, ...]) -> None:
    line = Line(np.zeros((48, 48), np.uint8), 3, (0, 0, 1, 1), mended=drawn)
    assert unlined(Text("454"), Content(lines=[line])).alternatives == others

"""What one cell says, and what it leaves open."""

from __future__ import annotations

import pytest

from parsers.values import read_value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("0", "count", 0),
        ("12", "count", 12),
        ("１２", "count", 12),
        ("1,234", "count", 1234),
        ("1，234", "count", 1234),
        ("22（其中修订16件）", "count", 22),
        ("22件\n(含上年2件)", "count", 22),
        (" 7 ", "count", 7),
        ("3 件", "count", 3),
        ("减3", "signed_count", -3),
        ("減392", "signed_count", -392),
        ("+4", "signed_count", 4),
        ("－5", "signed_count", -5),
        ("59237.2449", "money_wan", "59237.2449"),
        ("0", "money_wan", "0"),
        ("1,200.5万元", "money_wan", "1200.5"),
        ("251000元", "money", "251000"),
    ],
)
def test_clear_figures_are_read_without_doubt(text: str, kind: str, value: int | str) -> None:
    reading = read_value(text, kind)
    assert (reading.value, reading.uncertain, reading.state) == (value, False, None)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "blank"),
        ("\xa0", "blank"),
        ("\u3000", "blank"),
        ("/", "slash"),
        ("／", "slash"),
        ("-", "dash"),
        ("——", "dash"),
        ("－", "dash"),
        ("无", "text"),
        ("不涉及", "text"),
        ("null", "text"),
    ],
)
def test_cells_without_a_figure_have_a_state(text: str, state: str) -> None:
    reading = read_value(text)
    assert (reading.value, reading.state, reading.uncertain) == (None, state, False)


@pytest.mark.parametrize(
    "text", ["1 2", "1\n2", "3/4", "12.5", "12%", "见附件", "1O", "一", "3-5", "9" * 20, "5元"]
)
def test_what_allows_two_readings_gives_no_value(text: str) -> None:
    reading = read_value(text)
    assert reading.value is None
    assert reading.uncertain
    assert reading.raw


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("钊 0", 0),
        ("O", 0),
        ("〇", 0),
        ("约500", 500),
        ("007", 7),
        ("12①", 12),
        ("5²", 5),
        ("3.0", 3),
        ("10其中修订10件：", 10),
    ],
)
def test_noise_round_one_number_leaves_a_doubt(text: str, value: int) -> None:
    reading = read_value(text)
    assert (reading.value, reading.uncertain) == (value, True)
    assert reading.raw == text


def test_yuan_in_a_cell_of_ten_thousands_is_converted_with_a_doubt() -> None:
    reading = read_value("37000元", "money_wan")
    assert (reading.value, reading.uncertain, reading.raw) == ("3.7", True, "37000元")


def test_pieces_are_offered_as_one_number_but_not_taken() -> None:
    reading = read_value("1 2")
    assert (reading.value, reading.joined, reading.spread) == (None, 12, True)
    assert not read_value("1\n2").spread


def test_a_plain_figure_has_no_raw_text() -> None:
    assert read_value("12").raw is None
    assert read_value("１２").raw == "１２"

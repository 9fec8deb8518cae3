"""Labels that a recogniser misread beyond likeness: named by their place, in pictures alone, and doubted."""

from __future__ import annotations

from parsers.document import Cell, Row
from parsers.formats.proactive import read_proactive
from parsers.formats.requests import read_requests
from parsers.formats.result import TableReading

from . import pages

TOTAL, HELD = "outcome.total@total", "outcome.not_available.not_held@total"


def ruled(rows: list[list[str]]) -> list[Row]:
    return [
        Row([Cell(text, at) for at, text in enumerate(row, 1)], number, 1, slots=tuple(range(len(row))))
        for number, row in enumerate(rows, 1)
    ]


def with_labels(rows: list[list[str]], misread: dict[str, str]) -> list[Row]:
    """The rows, those labels that hold a word misread as given."""
    return ruled(
        [[next((misread[word] for word in misread if word in row[0]), row[0]), *row[1:]] for row in rows]
    )


def value(reading: TableReading, cell: str) -> tuple[object, bool]:
    return reading.cells[cell].reading.value, reading.cells[cell].reading.uncertain


def requests(misread: dict[str, str], *, recognised: bool = True) -> TableReading:
    return read_requests(with_labels(pages.request_rows(), misread), textual=False, recognised=recognised)


def proactive(misread: dict[str, str], *, recognised: bool = True) -> TableReading:
    return read_proactive(with_labels(pages.proactive_rows(), misread), recognised=recognised)


def test_rows_between_known_ones_take_the_free_labels_and_are_doubted() -> None:
    reading = requests(
        {"总计": "（t）总计", "不掌握": "1. 本化关不学程招关政府信息", "另行制作": "2.没有现現成行息与要"}
    )
    assert value(reading, TOTAL) == (26, True)
    assert value(reading, HELD) == (7, True)
    assert value(reading, "outcome.granted@total") == (12, False)


def test_the_first_and_the_last_row_are_named_too() -> None:
    reading = requests({"本年新收": "一、本年所攻政行行息公印书清放資", "结转下年度": "四、活转十年厦继"})
    assert value(reading, "requests.new@total") == (28, True)
    assert value(reading, "requests.carried_out@total") == (6, True)


def test_a_label_of_which_all_is_lost_is_named_by_its_place() -> None:
    assert value(requests({"不掌握": "6.5"}), HELD) == (7, True)


def test_a_label_with_nothing_of_the_official_one_names_no_row() -> None:
    assert value(requests({"总计": "备注说明"}), TOTAL)[0] is None


def test_no_row_is_named_where_the_numbers_differ() -> None:
    rows = pages.request_rows()
    more = [row if "总计" not in row[0] else ["（t）总计", *row[1:]] for row in rows]
    at = next(index for index, row in enumerate(more) if row[0] == "（t）总计")
    reading = read_requests(ruled([*more[:at], more[at], *more[at:]]), textual=False, recognised=True)
    assert value(reading, TOTAL)[0] is None


def test_rows_of_table_2_are_named_by_place() -> None:
    reading = proactive({"规章": "斯童章", "行政许可": "", "事业性收费": "行改性收费"})
    assert value(reading, "proactive.regulations@in_force") == (0, True)
    assert value(reading, "proactive.licences@decisions") == (117, True)
    assert value(reading, "proactive.admin_fees@amount") == ("12.5", True)
    assert value(reading, "proactive.penalties@decisions") == (46, False)


def test_labels_of_table_2_that_share_nothing_name_no_row() -> None:
    assert value(proactive({"行政许可": "备注"}), "proactive.licences@decisions")[0] is None


def test_what_was_printed_and_not_recognised_is_never_named_by_place() -> None:
    assert value(requests({"总计": "（t）总计"}, recognised=False), TOTAL)[0] is None
    assert value(proactive({"行政许可": ""}, recognised=False), "proactive.licences@decisions")[0] is None

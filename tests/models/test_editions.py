"""Which documents carry the same text, which one is accepted, and why."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.comparison import compare, in_words
from models.copies import Copy, choose, choose_text, copy_of
from models.editions import editions_of, group_copies
from parsers.formats.spec import TABLES, formats
from parsers.record import Record
from tests.models.givens import report, sha, values

TEXT = "全年主动公开信息一百余条，办理申请三件，均按期答复。" * 4
OTHER = "别的一年的报告，讲的完全是另一回事，没有一句相同。" * 4


def copy(name: str, carrier: str = "html", text: str = TEXT, words: Any = None, **cells: Any) -> Copy:
    record = report(name, text=text, cells=values(**cells), carrier=carrier)
    for word, value in (words or {}).items():
        setattr(record, word, value)
    return copy_of(name, 0, record)


def page(name: str, carrier: str = "html", text: str = TEXT) -> Copy:
    return copy_of(name, 0, report(name, text=text, cells={}, carrier=carrier))


def members(copies: list[Copy]) -> list[list[str]]:
    return sorted(sorted(member.sha256 for member in group) for group in group_copies(copies))


def test_same_figures_on_another_carrier_are_the_same_text_whatever_its_words() -> None:
    assert members([copy("1"), copy("2", "pdf"), copy("3", "docx", OTHER)]) == [["1", "2", "3"]]


def test_other_figures_on_another_carrier_disagree_and_are_no_correction() -> None:
    assert members([copy("1"), copy("2", "pdf", new=9)]) == [["1", "2"]]


def test_other_figures_or_words_on_the_same_carrier_are_another_text() -> None:
    assert members([copy("1"), copy("2", new=9)]) == [["1"], ["2"]]
    assert members([copy("1"), copy("2", text=TEXT.replace("三件", "四件"))]) == [["1"], ["2"]]


def test_files_of_two_programs_may_differ_in_words_but_not_in_figures() -> None:
    for carrier in ("pdf", "docx", "xls"):
        assert members([copy("1", carrier), copy("2", carrier, OTHER)]) == [["1", "2"]]
        assert members([copy("1", carrier), copy("2", carrier, new=9)]) == [["1"], ["2"]]
    money = copy("2", "xls", OTHER, proactive_DOT_admin_fees__amount="96171.6000")
    assert members([copy("1", "xls"), money]) == [["1", "2"]]
    assert members([page("1", "pdf"), page("2", "pdf", OTHER)]) == [["1"], ["2"]]


def test_a_copy_goes_to_the_text_with_most_of_its_figures() -> None:
    first, corrected = copy("1"), copy("2", new=9)
    scan = copy("3", "pdf_scan", OTHER, new=9, review_DOT_total=8)
    assert members([first, corrected, scan, copy("4", "docx")]) == [["1", "4"], ["2", "3"]]


def test_of_equal_figures_the_more_similar_words_decide() -> None:
    far = TEXT.replace("一百余条", "九百余条").replace("按期", "逾期")
    assert members([copy("1"), copy("2", text=far), copy("3", "pdf", TEXT.replace("三", "四"))]) == [
        ["1", "3"],
        ["2"],
    ]


def test_a_page_without_tables_belongs_to_the_file_that_holds_them() -> None:
    assert members([page("1"), copy("2", "docx")]) == [["1", "2"]]
    hanging = copy_of("4", 0, report("4", carrier="docx", cells=values(new=9)), parents={"https://x/page"})
    other = copy_of("3", 0, report("3", carrier="docx"), parents={"https://x/other"})
    here = copy_of("1", 0, report("1", cells={}), addresses={"https://x/page"})
    assert members([here, other, hanging]) == [["1", "4"], ["3"]]


def test_a_page_without_tables_and_one_with_them_are_one_text_when_their_words_are() -> None:
    assert members([page("1"), copy("2")]) == [["1", "2"]]
    assert members([page("1", text=OTHER * 3), copy("2")]) == [["1"], ["2"]]


def test_scans_may_differ_by_recognition() -> None:
    early, late = copy("1", "image"), copy("2", "image", new=9)
    assert members([early, late]) == [["1", "2"]]
    dated = [
        copy_of(name, 0, report(name, carrier="image", cells=values(new=new)), published=day)
        for name, new, day in (("1", 3, "2025-01-20"), ("2", 9, "2025-03-01"))
    ]
    assert members(dated) == [["1"], ["2"]]


def test_a_later_text_at_the_same_address_is_a_correction_on_whatever_carrier() -> None:
    def at(name: str, carrier: str, **cells: Any) -> Copy:
        return copy_of(
            name, 0, report(name, carrier=carrier, cells=values(**cells)), addresses={"https://x/r"}
        )

    assert members([at("1", "pdf_scan"), at("2", "pdf", new=9)]) == [["1"], ["2"]]
    assert members([at("1", "pdf_scan"), at("2", "pdf")]) == [["1", "2"]]


@given(st.randoms(use_true_random=False))
def test_grouping_does_not_depend_on_order(chance: random.Random) -> None:
    copies = [
        copy("1"),
        copy("2", text=TEXT + "又一句。"),
        copy("3", "pdf"),
        copy("4", "pdf", TEXT.replace("三", "四")),
        copy("5", "docx", "别的", new=9),
        copy("6", "text", new=4),
        page("7"),
        copy("8", "image", new=5),
        copy("9", "image", new=9),
    ]
    expected = members(copies)
    chance.shuffle(copies)
    assert members(copies) == expected


def full(name: str, carrier: str = "html", **words: Any) -> Record:
    """A record with every cell of the newest form, 1 in each."""
    cells = {cell: 1 for table in TABLES for cell in formats()["G4"].cells(table)}
    return report(name, cells=dict.fromkeys(cells, 1), carrier=carrier, **words)


@pytest.mark.parametrize(
    ("best", "others", "reason"),
    [
        ({"carrier": "html"}, [], "the only document"),
        (
            {"carrier": "html"},
            [{"carrier": "pdf"}, {"carrier": "pdf_scan"}],
            "carrier html before pdf, pdf_scan",
        ),
        (
            {"carrier": "pdf"},
            [{"carrier": "docx", "uncertain": [f"requests.new@{c}" for c in formats()["G4"].columns] * 10}],
            "carrier docx before pdf",
        ),
        (
            {"carrier": "pdf_scan"},
            [{"carrier": "html", "missing": "requests"}],
            "3 whole tables against 2 (html)",
        ),
        ({"carrier": "image"}, [{"carrier": "image", "uncertain": ["review.upheld"]}], "0 doubts against 1"),
        (
            {"carrier": "pdf", "published": "2025-01-20"},
            [{"carrier": "pdf", "published": "2025-02-20"}],
            "published first, on 2025-01-20",
        ),
        ({"carrier": "pdf"}, [{"carrier": "pdf"}, {"carrier": "pdf"}], "equal to 2 others"),
    ],
)
def test_the_accepted_reading_is_told_with_its_reason(
    best: dict[str, Any], others: list[dict[str, Any]], reason: str
) -> None:
    def made(number: int, words: dict[str, Any]) -> Copy:
        words = dict(words)
        published, missing = words.pop("published", ""), words.pop("missing", None)
        record = full(str(number), **words)
        if missing:
            for cell in formats()["G4"].cells(missing):
                record.values[cell], record.states[cell] = None, "missing"
        return copy_of(str(number), 0, record, published)

    copies = [made(number, words) for number, words in enumerate([best, *others])]
    chosen = choose(copies[::-1])
    expected = 1 if reason == "carrier docx before pdf" else 0
    assert (chosen.copy.sha256, chosen.reason) == (str(expected), reason)


def test_a_table_of_doubtful_cells_is_not_whole() -> None:
    cells = formats()["G4"].cells("requests")
    assert copy_of("1", 0, full("1")).tables == 3
    assert copy_of("1", 0, full("1", uncertain=cells[: len(cells) // 5])).tables == 2


def test_chapters_come_from_the_document_that_has_most_of_them() -> None:
    tables_only = report("1", carrier="docx")
    tables_only.chapters = []
    article = report("2", cells={})
    copies = {copy_of("1", 0, tables_only): tables_only, copy_of("2", 0, article): article}
    (edition,) = editions_of(copies)
    assert edition.chosen.copy.sha256 == "1"
    assert edition.text.sha256 == "2"
    assert (edition.record.values, edition.record.chapters) == (tables_only.values, article.chapters)
    assert choose_text(list(copies), next(iter(copies))).sha256 == "2"


def test_comparison_names_cells_values_and_who_vouches() -> None:
    accepted = report("1", uncertain=["review.total"], cells=values(proactive_DOT_admin_fees__amount="5"))
    other = report(
        "2",
        carrier="pdf",
        cells=values(new=4, review_DOT_total=7, proactive_DOT_admin_fees__amount="5.00"),
        raw={"requests.new@total": "4件"},
    )
    other.values["requests.new@other"], other.states["requests.new@other"] = None, "missing"
    found = compare(accepted, other)
    assert [(each.cell_id, each.value, each.other_value, each.vouched) for each in found.disagreements] == [
        ("requests.new@natural_person", 3, 4, True),
        ("requests.new@total", 3, 4, True),
        ("review.total", 0, 7, False),
    ]
    assert found.uncompared == 1
    assert found.agreeing == len(accepted.values) - 4
    assert in_words(found, "html", "pdf", sha("2")) == (
        f"html and pdf ({sha('2')[:12]}) differ in 2 cells, agree in {found.agreeing}: "
        "requests.new@natural_person 3 against 4, requests.new@total 3 against 4"
    )

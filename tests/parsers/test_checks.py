"""Relations of one report: what holds, what fails, what cannot be said."""

from __future__ import annotations

import pytest

from parsers.checks import run_checks
from parsers.formats.spec import formats
from parsers.record import Chapter, Value
from parsers.severity import severity_of

from . import pages

GENERATIONS = {"proactive": "G4", "requests": "G4"}


def values() -> dict[str, Value]:
    form = formats()["G4"]
    result: dict[str, Value] = dict.fromkeys(form.cells("proactive"), 0)
    for row in form.value_rows():
        result.update(
            {f"{row}@{column}": value for column, value in zip(form.columns, pages.figures(row), strict=True)}
        )
    result.update(zip(form.disputes, pages.DISPUTES, strict=True))
    return result


def statuses(
    printed: dict[str, Value], text: str = "", states: dict[str, str] | None = None, **years: int | None
) -> dict[str, str]:
    chapters = [Chapter(1, "一、总体情况", text), Chapter(6, "六、其他需要报告的事项", "无")]
    return {
        check.id: check.status for check in run_checks(printed, states or {}, GENERATIONS, chapters, years)
    }


def test_a_sound_report_fails_nothing() -> None:
    found = statuses(values())
    assert found["G4.T3.balance[total]"] == "holds"
    assert "fails" not in found.values()
    assert sum(1 for check in found if check.startswith(("G4.T3", "G4.T4"))) == 7 + 7 + 25 + 3


def test_a_wrong_total_fails_and_names_its_cells() -> None:
    printed = values() | {"requests.new@total": 29}
    checks = {check.id: check for check in run_checks(printed, {}, GENERATIONS, [], {})}
    assert checks["G4.T3.column_sum[requests.new]"].status == "fails"
    assert "requests.new@total" in checks["G4.T3.column_sum[requests.new]"].cells
    assert checks["G4.T3.balance[total]"].status == "fails"


def test_a_blank_addend_counts_as_zero_only_if_the_total_fits() -> None:
    found = statuses(values() | {"requests.new@other": None})
    assert found["G4.T3.column_sum[requests.new]"] == "holds_blank_as_zero"
    found = statuses(values() | {"requests.new@company": None})
    assert found["G4.T3.column_sum[requests.new]"] == "not_assessable"


def test_a_blank_total_is_not_assessable() -> None:
    assert statuses(values() | {"review.total": None})["G4.T4.review_sum"] == "not_assessable"


def test_what_is_printed_may_exceed_a_total_in_spite_of_blanks() -> None:
    found = statuses(values() | {"requests.new@other": None, "requests.new@total": 3})
    assert found["G4.T3.column_sum[requests.new]"] == "fails"


def test_an_inferred_value_bears_no_witness() -> None:
    found = statuses(values(), states={"requests.carried_out@total": "inferred"})
    assert found["G4.T3.column_sum[requests.carried_out]"] == "not_assessable"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("全年新收政府信息公开申请28件。", "holds"),
        ("全年收到政府信息公开申请27件。", "fails"),
        ("共受理申请32件（含上年结转4件）。", "holds"),
        ("未收到政府信息公开申请。", "fails"),
        ("收到政府信息公开申请20余件。", "not_assessable"),
        ("受理行政复议申请28件。", "not_assessable"),
        ("公开信息28条。", "not_assessable"),
        ("其中当面收到申请5件。", "not_assessable"),
    ],
)
def test_applications_in_the_text(text: str, status: str) -> None:
    assert statuses(values(), text)["G4.N.requests"] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("不予公开2件，无法提供7件。", "holds"),
        ("不予公开3件。", "fails"),
        ("依法不予公开的情形较少。", "not_assessable"),
    ],
)
def test_groups_in_the_text(text: str, status: str) -> None:
    assert statuses(values(), text)["G4.N.groups"] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("行政复议4件，行政诉讼4件。", "holds"),
        ("行政复议5件。", "fails"),
        ("未发生行政复议、行政诉讼。", "fails"),
        ("发生行政复议9件。", "not_assessable"),
        ("行政复议案件一起。", "not_assessable"),
        ("未发生行政复议纠错情形。", "not_assessable"),
    ],
)
def test_disputes_in_the_text(text: str, status: str) -> None:
    assert statuses(values(), text)["G4.N.disputes"] == status


def test_years_named_in_several_places() -> None:
    assert statuses(values(), title=2023, period=2023)["G4.M.year"] == "holds"
    assert statuses(values(), title=2023, period=2022)["G4.M.year"] == "fails"
    assert statuses(values(), title=2023, period=None)["G4.M.year"] == "not_assessable"


def test_negative_counts_and_too_many_decimals() -> None:
    assert statuses(values() | {"review.upheld": -1})["G4.V.nonnegative"] == "fails"
    assert statuses(values() | {"proactive.admin_fees@amount": "1.23456"})["G4.V.nonnegative"] == "fails"
    assert statuses(values() | {"proactive.admin_fees@amount": "1.2345"})["G4.V.nonnegative"] == "holds"


def test_more_issued_than_in_force_and_repealed() -> None:
    printed = values() | {
        "proactive.normative_documents@issued": 3,
        "proactive.normative_documents@in_force": 2,
    }
    assert statuses(printed)["G4.T2.issued_bound.normative_documents"] == "fails"


def test_year_on_year_relations_are_left_to_the_corpus() -> None:
    assert not any(".Y." in check or ".R." in check for check in statuses(values()))


def test_every_check_says_how_grave_its_failure_is() -> None:
    found = statuses(
        values(), text="未收到政府信息公开申请。不予公开3件。行政复议5件。", title=2023, period=2022
    )
    assert {check: severity_of(check) for check in found if severity_of(check) is None} == {}
    assert severity_of("G4.T3.balance[total]") == "error"
    assert severity_of("G4.T2.issued_bound.regulations") == "warning"
    assert severity_of("G4.N.disputes") == "info"
    assert severity_of("G9.T1.unknown") is None

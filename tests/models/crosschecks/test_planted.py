"""Planted errors of every kind are found, each where it was planted; a clean corpus has no finding."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from models.corpus import Corpus
from models.crosschecks.kinds import KINDS
from models.crosschecks.records import Reported
from parsers.record import Chapter, Value
from tests.models.crosschecks.country import country, put
from tests.models.givens import VillageResolver

FINANCE, HEALTH, COUNTY = "410910/finance", "410911/health", "410912/gov"
YEAR = 2024
Reports = dict[tuple[str, int], Reported]


@pytest.fixture(scope="module")
def clean() -> Reports:
    return {(report.body_id, report.year): report for report in country()}


@pytest.fixture(scope="module")
def at_home(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, clean: Reports
) -> Iterator[Corpus]:
    """The clean country in a corpus that several tests share; each puts back what it changed."""
    path = tmp_path_factory.mktemp("country") / "corpus.db"
    shutil.copyfile(sqlite_template, path)
    with Corpus.open(f"sqlite:///{path}", resolver=VillageResolver()) as corpus:
        put(corpus, clean.values())
        yield corpus


def changed(report: Reported, **cells: Value) -> Reported:
    """A report with some figures set otherwise."""
    named = {cell.replace("__", "@").replace("_DOT_", "."): value for cell, value in cells.items()}
    return replace(report, values={**report.values, **named})


def plus(report: Reported, amount: int, *cells: str) -> Reported:
    raised: Mapping[str, Value] = {cell: int(report.values[cell] or 0) + amount for cell in cells}
    return replace(report, values={**report.values, **raised})


def with_chapter(report: Reported, no: int, text: str) -> Reported:
    chapters = [Chapter(no, each.title, text) if each.no == no else each for each in report.chapters]
    return replace(report, chapters=chapters)


def carried(report: Reported, _: Reports) -> Reported:
    return plus(report, 1, "requests.carried_in@natural_person", "requests.carried_in@total")


def in_force(report: Reported, _: Reports) -> Reported:
    return plus(report, -1, "proactive.normative_documents@in_force")


def copied(report: Reported, reports: Reports) -> Reported:
    return replace(report, values=reports[report.body_id, report.year - 1].values)


def copied_table(report: Reported, reports: Reports) -> Reported:
    before = reports[report.body_id, report.year - 1].values
    again = {cell: value for cell, value in before.items() if cell.startswith(("requests.", "outcome."))}
    return replace(report, values={**report.values, **again})


def alike(report: Reported, reports: Reports) -> Reported:
    other = reports[HEALTH, report.year]
    assert other.name not in other.chapters[0].text
    return replace(
        report, chapters=[Chapter(1, other.chapters[0].title, f"{report.name}。" + other.chapters[0].text)]
    )


def below_parts(report: Reported, reports: Reports) -> Reported:
    return changed(report, proactive_DOT_licences__decisions=3)


def fee_in_yuan(report: Reported, _: Reports) -> Reported:
    fee = Decimal(str(report.values["proactive.admin_fees@amount"])) * 10000
    return changed(report, proactive_DOT_admin_fees__amount=str(fee))


def two_numbers_in_one(report: Reported, _: Reports) -> Reported:
    return changed(report, proactive_DOT_penalties__decisions=20241231)


def told_otherwise(what: str) -> Callable[[Reported, Reports], Reported]:
    def tell(report: Reported, _: Reports) -> Reported:
        text = report.chapters[0].text
        assert what in text
        return with_chapter(report, 1, text.replace(what, what + "9"))

    return tell


def too_few_notices(report: Reported, _: Reports) -> Reported:
    several = changed(report, outcome_DOT_other_DOT_fee_unpaid__total=7)
    return with_chapter(several, 6, "本年度共发出收费通知书2份，未收取信息处理费。")


def no_notices(report: Reported, _: Reports) -> Reported:
    several = changed(report, outcome_DOT_other_DOT_fee_unpaid__total=7)
    return with_chapter(several, 6, "本年度未发出收费通知，没有收取信息处理费。")


def fee_without_request(report: Reported, _: Reports) -> Reported:
    none = {cell: 0 for cell in report.values if cell.startswith(("requests.", "outcome."))}
    emptied = replace(report, values={**report.values, **none})
    return with_chapter(emptied, 6, "2024年依申请公开政府信息收取信息处理费1,260元。")


def fee_above_all_fees(report: Reported, _: Reports) -> Reported:
    poor = changed(report, proactive_DOT_admin_fees__amount="0.03")
    return with_chapter(poor, 6, "共收取政府信息公开信息处理费2300元，已全部上缴国库。")


PLANTED = [
    (FINANCE, carried, "G4.Y.carry[total]", "warning"),
    (FINANCE, in_force, "G4.Y.in_force.normative_documents", "warning"),
    (FINANCE, copied, "X.copied", "warning"),
    (FINANCE, copied_table, "X.copied", "warning"),
    (FINANCE, alike, "X.alike", "warning"),
    (COUNTY, below_parts, "G4.R.rollup", "info"),
    (FINANCE, fee_in_yuan, "X.scale[proactive.admin_fees@amount]", "info"),
    (FINANCE, two_numbers_in_one, "X.scale[proactive.penalties@decisions]", "info"),
    (FINANCE, told_otherwise("办结"), "X.told[done]", "warning"),
    (FINANCE, told_otherwise("予以公开"), "X.told[granted]", "warning"),
    (FINANCE, told_otherwise("部分公开"), "X.told[partially_granted]", "warning"),
    (FINANCE, told_otherwise("上年结转"), "X.told[carried_in]", "warning"),
    (FINANCE, told_otherwise("结转下年度继续办理"), "X.told[carried_out]", "warning"),
    (FINANCE, too_few_notices, "X.fee.notices", "warning"),
    (FINANCE, no_notices, "X.fee.notices", "warning"),
    (FINANCE, fee_without_request, "X.fee.requests", "warning"),
    (FINANCE, fee_above_all_fees, "X.fee.amount", "info"),
]


def findings(corpus: Corpus) -> dict[tuple[str, str], str | None]:
    """(report, check) -> severity."""
    corpus.check()
    return {(found.report_id, found.check_id): found.severity for found in corpus.findings()}


def test_clean_country_has_no_finding(corpus: Corpus, clean: Reports) -> None:
    put(corpus, clean.values())
    assert findings(corpus) == {}


def test_every_rule_is_planted() -> None:
    rules = {rule.id for kind in KINDS for rule in kind.rules}
    planted = {check.partition("[")[0].removeprefix("G4.") for _, _, check, _ in PLANTED}
    assert rules == planted - {"Y.carry", "Y.in_force.normative_documents"}


def test_planted_errors_of_every_kind_are_found_at_once(corpus: Corpus, clean: Reports) -> None:
    """One country with every error, each in a body of its own; nothing is found in any other body."""
    reports = dict(clean)
    departments = sorted({body for body, _ in clean if not body.endswith(("/gov", "/gov_office"))})
    expected, touched = {}, {COUNTY, HEALTH}
    for number, (body, plant, check, severity) in enumerate(PLANTED):
        at = body if body == COUNTY else [name for name in departments if name != HEALTH][number % 14]
        key = (at, (2023, 2024)[number // 14])
        reports[key] = plant(clean[key], clean)
        expected[f"{key[0]}@{key[1]}", check] = severity
        touched.add(at)
    put(corpus, reports.values())
    found = findings(corpus)
    assert expected.items() <= found.items()
    assert findings(corpus) == found  # evaluated again, nothing changes
    wholes = {f"{division[:6]}/gov" for division in touched} | {"410900/gov"}
    assert {report.partition("@")[0] for report, _ in found} <= touched | wholes


@pytest.mark.parametrize(
    ("body", "plant", "check", "severity"), PLANTED, ids=lambda each: getattr(each, "__name__", str(each))
)
def test_planted_error_is_found_alone(
    at_home: Corpus,
    clean: Reports,
    body: str,
    plant: Callable[[Reported, Reports], Reported],
    check: str,
    severity: str,
) -> None:
    put(at_home, [plant(clean[body, YEAR], clean)])
    found = findings(at_home)
    put(at_home, [clean[body, YEAR]])
    assert found[f"{body}@{YEAR}", check] == severity
    rules = {found_check.partition("[")[0] for _, found_check in found}
    assert rules <= {check.partition("[")[0], *ALSO.get(plant.__name__, ())}


YEARLY = ("G4.Y.carry", "G4.Y.in_force.normative_documents")
ALSO: dict[str, tuple[str, ...]] = {
    "carried": ("X.told", "G4.R.rollup"),
    "copied": (*YEARLY, "X.told", "X.fee.notices", "G4.R.rollup"),
    "copied_table": (*YEARLY, "X.told", "X.fee.notices", "G4.R.rollup"),
    "fee_in_yuan": ("G4.R.rollup",),
    "two_numbers_in_one": ("G4.R.rollup",),
    "below_parts": (),
    "alike": ("X.told",),
    "too_few_notices": ("G4.R.rollup",),
    "no_notices": ("G4.R.rollup",),
    "fee_without_request": ("G4.Y.carry", "X.told"),
}
"""Other rules that the same error breaks: figures that are not summed any more, or not told."""


def test_error_that_was_mended_is_forgotten(corpus: Corpus, clean: Reports) -> None:
    report = clean[FINANCE, YEAR]
    wrong = told_otherwise("办结")(report, clean)
    put(corpus, (clean | {(FINANCE, YEAR): wrong}).values())
    assert list(findings(corpus)) == [(report.report_id, "X.told[done]")]
    put(corpus, [report])
    assert findings(corpus) == {}


def test_finding_shows_its_evidence(corpus: Corpus, clean: Reports) -> None:
    put(corpus, (clean | {(COUNTY, YEAR): below_parts(clean[COUNTY, YEAR], clean)}).values())
    corpus.check()
    (found,) = corpus.findings()
    assert (found.kind, found.severity, found.report_id) == ("rollup", "info", f"{COUNTY}@{YEAR}")
    assert found.cells == (("proactive.licences@decisions", 3, None),)
    assert found.detail.startswith("proactive.licences@decisions 3 < ")
    assert "of 8 parts" in found.detail

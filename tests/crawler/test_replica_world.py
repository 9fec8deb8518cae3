"""What the replica world declares: enough of everything, sound figures, bodies that exist."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from crawler.replica.forms import APPLICANTS, DISPUTE_GROUPS, requests_rows
from crawler.replica.model import ReportPlan, Value
from crawler.replica.printing import figures_of, print_report
from crawler.replica.world import World

SHARED = Path(__file__).resolve().parents[3] / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the specification folder is not beside the repository"
)
SEEDS = {
    "000_7bf24c5e5e13a7c4": "410381104/gov",
    "001_3a1cadb5854a4598": "410724100/gov",
    "002_1fc2bd555d7c5ccd": "411222210/gov",
    "003_3233181e384595fa": "640502107/gov",
    "004_df1de46db5416daa": "410781102/gov",
}


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def test_the_world_is_large_and_varied_enough(world: World) -> None:
    truth = world.truth()
    makes = {site.make for site in world.content.sites}
    sizes = {plan.body.size for plan in world.content.reports.values()}
    assert len(truth) >= 170
    assert len(world.hosts()) >= 10
    assert makes == {"trs", "hanweb", "gkmlpt", "longxun", "unknown"}
    assert {site.province for site in world.content.sites} == {
        "henan",
        "ningxia",
        "guangdong",
        "jiangsu",
        "zhejiang",
        "anhui",
    }
    assert sizes == {0, 1, 2, 3, 4}
    assert {report.year for report in truth} == set(range(2019, 2026))
    assert {report.organ_kind for report in truth} >= {"gov", "gov_office", "finance", "education"}


def test_every_generation_and_the_mixed_form_occur(world: World) -> None:
    forms = {(r.table_generations["proactive"], r.table_generations["requests"]) for r in world.truth()}
    assert forms == {("G3", "G3"), ("G4", "G4"), ("G4", "G3")}


def test_keys_are_unique_and_addresses_belong_to_one_report(world: World) -> None:
    truth = world.truth()
    keys = [(report.body_id, report.year) for report in truth]
    addresses = [address for report in truth for address in report.urls]
    assert len(keys) == len(set(keys))
    assert len(addresses) == len(set(addresses))


def test_a_government_and_its_office_are_two_reports_of_one_text(world: World) -> None:
    twins = [r for r in world.truth() if r.year == 2023 and r.body_id in {"410724/gov", "410724/gov_office"}]
    assert len(twins) == 2
    assert twins[0].values == twins[1].values


def test_a_renamed_body_keeps_its_identity(world: World) -> None:
    names = {r.year: (r.body_name, r.division_code) for r in world.truth() if r.body_id == "410381/gov"}
    assert names[2020] == ("偃师市人民政府", "410381")
    assert names[2021] == ("洛阳市偃师区人民政府", "410307")


def test_figures_obey_the_sums_of_the_form_unless_declared_wrong(world: World) -> None:
    for plan in world.content.reports.values():
        if plan.wrong:
            continue
        values = figures_of(plan)
        assert broken_sums(values, plan.forms[1]) == [], (plan.body.id, plan.year)


def test_declared_errors_break_a_sum(world: World) -> None:
    wrong = [plan for plan in world.content.reports.values() if plan.wrong]
    assert len(wrong) >= 5
    assert all(broken_sums(figures_of(plan), plan.forms[1]) for plan in wrong)


def broken_sums(values: dict[str, Value], form: str) -> list[str]:
    """Names of the sums of tables three and four that do not fit."""

    def at(cell: str) -> int:
        value = values[cell]
        assert isinstance(value, int)
        return value

    rows = requests_rows(form)
    outcomes = [row for row in rows if row.startswith("outcome.") and row != "outcome.total"]
    broken = []
    for who in (*APPLICANTS, "total"):
        if sum(at(f"{row}@{who}") for row in outcomes) != at(f"outcome.total@{who}"):
            broken.append(f"outcome_sum {who}")
        came = at(f"requests.new@{who}") + at(f"requests.carried_in@{who}")
        if came != at(f"outcome.total@{who}") + at(f"requests.carried_out@{who}"):
            broken.append(f"balance {who}")
    for row in rows:
        if sum(at(f"{row}@{who}") for who in APPLICANTS) != at(f"{row}@total"):
            broken.append(f"column_sum {row}")
    for group in DISPUTE_GROUPS:
        parts = ("upheld", "corrected", "other", "pending")
        if sum(at(f"{group}.{part}") for part in parts) != at(f"{group}.total"):
            broken.append(f"{group}_sum")
    return broken


def test_carried_over_applications_fit_from_year_to_year(world: World) -> None:
    reports = world.content.reports
    for (key, year), plan in reports.items():
        before = reports.get((key, year - 1))
        if before is None or not (generated(plan) and generated(before)):
            continue
        assert (
            figures_of(plan)["requests.carried_in@total"] == figures_of(before)["requests.carried_out@total"]
        )


def generated(plan: ReportPlan) -> bool:
    return not plan.wrong and plan.nonzero is None and plan.like is None


def test_blanks_and_marks_are_no_values(world: World) -> None:
    seen: set[str] = set()
    for plan in world.content.reports.values():
        printed = print_report(plan)
        for cell, text in printed.texts.items():
            if printed.values[cell] is None:
                seen.add(text)
    assert seen == {"", "/", "—", "无"}


def test_an_amended_text_is_sound_again(world: World) -> None:
    for plan in world.content.reports.values():
        if plan.amended:
            assert broken_sums(figures_of(plan, 2), plan.forms[1]) == []
            assert figures_of(plan, 2) != figures_of(plan, 1)


def test_lookalikes_of_every_kind_stand_in_and_beside_the_lists(world: World) -> None:
    assert {page.kind for page in world.lookalikes()} >= {
        "interpretation",
        "picture",
        "site_statistics",
        "rule_of_law",
        "work_report",
        "notice",
        "enterprise",
    }


def test_expected_failures_cover_the_classes(world: World) -> None:
    assert {failure.failure for failure in world.expected_failures()} >= {
        "challenge",
        "captcha",
        "forbidden",
        "robots_denied",
        "robots_unknown",
        "tls",
        "gone",
        "soft_404",
        "redirect_shell",
        "partial",
    }


def test_slow_hosts_stay_within_two_seconds(world: World) -> None:
    drips = [h["seconds"] for site in world.content.sites for h in site.hazards if h["kind"] == "drip"]
    assert drips and max(drips) <= 2


def test_edition_two_has_one_report_more_and_one_corrected(world: World) -> None:
    before = {(r.body_id, r.year): r for r in world.truth()}
    after = {(r.body_id, r.year): r for r in World.load(edition=2).truth()}
    assert set(after) - set(before) == {("410724104/gov", 2025)}
    assert set(before) <= set(after)
    changed = [key for key in before if before[key].values != after[key].values]
    assert changed == [("410724/health", 2024)]


@needs_shared
@pytest.mark.parametrize(("seed", "body_id"), SEEDS.items())
def test_real_figures_are_carried_over(world: World, seed: str, body_id: str) -> None:
    gold = json.loads((SHARED / "seeds" / f"{seed}.gold.json").read_text(encoding="utf-8"))
    report = next(r for r in world.truth() if (r.body_id, r.year) == (body_id, gold["report_year"]))
    assert {cell: comparable(value) for cell, value in report.values.items()} == {
        cell: comparable(value) for cell, value in gold["values"].items()
    }


def comparable(value: object) -> str | None:
    return None if value is None else str(value)


@needs_shared
def test_cells_are_those_of_the_specification(world: World) -> None:
    generations = json.loads((SHARED / "spec" / "formats.json").read_text(encoding="utf-8"))["generations"]
    cells = {name: spec_cells(generations[name]["tables"]) for name in ("G3", "G4")}
    for report in world.truth():
        expected = (
            cells[report.table_generations["proactive"]][0]
            | cells[report.table_generations["requests"]][1]
            | cells["G4"][2]
        )
        assert set(report.values) == expected


def spec_cells(tables: list[dict]) -> tuple[set[str], set[str], set[str]]:  # type: ignore[type-arg]
    proactive = {cell for part in tables[0]["subtables"] for cell in part["cells"]}
    columns = [column["id"] for column in tables[1]["columns"]]
    rows = [row["id"] for row in tables[1]["rows"] if row["kind"] == "value"]
    requests = {f"{row}@{column}" for row in rows for column in columns}
    return proactive, requests, {cell["id"] for cell in tables[2]["cells"]}


@needs_shared
def test_bodies_exist_under_their_identity(world: World) -> None:
    folder = SHARED / "divisions"
    with (folder / "organs.csv").open(encoding="utf-8") as file:
        kinds = {row["kind_id"] for row in csv.DictReader(file)}
    codes: set[tuple[str, str]] = set()
    for name in ("names.csv", "divisions.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            codes |= {(row["div_id"], row["code"]) for row in csv.DictReader(file)}
    for report in world.truth():
        division, kind = report.body_id.split("/")[:2]
        assert kind in kinds
        assert (division, report.division_code) in codes, report.body_name

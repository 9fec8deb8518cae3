"""States of sources: every rule at its edge, expectations that nothing loosens, what the program prints."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.cli import run
from crawler.health import expectations
from crawler.health.columns import judge_column
from crawler.health.expectations import ExpectationError, Expectations, Expected
from crawler.health.portals import judge_portal, judge_province
from crawler.health.states import ColumnSource, PortalSource, State, Verdict
from models.sourcefacts import ColumnFigures, ColumnHistory, Harvest, PortalFigures, PortalHistory, Walk
from parsers.failures import Failure

Capture = pytest.CaptureFixture[str]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "http://www.hekou.gov.cn/nb/"


def figures(reports: int = 10, failure: str | None = None, **words: object) -> ColumnFigures:
    platform = None if failure else "trs"
    plain = ColumnFigures(
        *(2, URL, "www.hekou.gov.cn", URL, platform, "a mark", "known", True, failure, "why", True),
        *(reports, 12, 0, {}, NOON, NOON),
    )
    return replace(plain, **words)


def walk(rows: int, promised: int | None = None, failure: str | None = None, detail: str = "") -> Walk:
    return Walk(URL, 1, rows, promised, None, failure, detail)


def column(
    reports: int = 10,
    failure: str | None = None,
    best: int | None = None,
    walked: Walk | None = None,
    gave: bool = True,
    expected: Expected | None = None,
    **words: object,
) -> ColumnSource:
    history = ColumnHistory(figures(reports, failure, **words), NOON, walked, best, "trs")
    source = ColumnSource(URL, "年报", "www.hekou.gov.cn", "any", "found", history, gave)
    return replace(source, expected=expected) if expected else source


@pytest.mark.parametrize(
    ("source", "state", "words"),
    [
        (column(), State.OK, "10 reports"),
        (ColumnSource(URL, "", "h", "any", "seen"), State.NEVER_RAN, "no run has asked"),
        (column(0, "challenge"), State.BLOCKED, "challenge in run 2"),
        (column(0, "robots_denied"), State.BLOCKED, "robots_denied"),
        (column(0, "gone"), State.BROKEN, "gone in run 2"),
        (column(0, "dns"), State.BROKEN, "dns in run 2"),
        (column(0, "needs_browser"), State.DEGRADED, "needs a browser"),
        (
            column(0, walked=walk(0, failure="needs_browser", detail="install it")),
            State.DEGRADED,
            "install it",
        ),
        (column(0, best=41), State.BROKEN, "no report in run 2, 41 before"),
        (column(0), State.BROKEN, "some before"),
        (column(0, gave=False), State.DEGRADED, "no report was ever found"),
        (column(9, best=10), State.OK, "9 reports"),
        (column(8, best=10), State.DEGRADED, "8 reports in run 2, 10 found before"),
        (column(4, best=10), State.BROKEN, "4 reports in run 2, 10 found before"),
        (column(9, best=99, expected=Expected(reports=9)), State.OK, "9 reports"),
        (column(9, expected=Expected(reports=10)), State.DEGRADED, "10 expected"),
        (column(walked=walk(19, 20, "partial", "19 of 20 rows")), State.DEGRADED, "19 of 20 rows"),
        (column(walked=walk(9, 20, "partial", "9 of 20 rows")), State.BROKEN, "9 of 20 rows"),
        (column(walked=walk(9), expected=Expected(rows=10)), State.DEGRADED, "9 rows, 10 are expected"),
        (column(failures={"gone": 2}), State.DEGRADED, "addresses that failed: 2 (gone 2)"),
        (column(failures={"gone": 2}, expected=Expected(failures=2)), State.OK, "10 reports"),
        (column(platform="jpaas"), State.OK, "trs before, jpaas now"),
    ],
)
def test_state_of_a_column_follows_its_evidence(source: ColumnSource, state: State, words: str) -> None:
    verdict = judge_column(source)
    assert verdict.state is state
    assert words in verdict.evidence


def portal(
    reports: int = 10,
    answered: int = 12,
    failures: dict[str, int] | None = None,
    best: int | None = None,
    expected: Expected | None = None,
    columns: tuple[ColumnSource, ...] = (),
    harvest: Harvest | None = None,
) -> PortalSource:
    plain = PortalFigures(2, "h", True, answered, 1, reports, 12, 0, failures or {}, "why", NOON, NOON)
    source = PortalSource("www.hekou.gov.cn", "", "any", columns, PortalHistory(plain, NOON, best), harvest)
    return replace(source, expected=expected or Expected())


def judged(source: PortalSource) -> Verdict:
    return judge_portal(source, [judge_column(each) for each in source.columns])


GOOD = (column(),)
HARVEST = Harvest("h", 10, 10, 9, 4, {2023: 4, 2024: 3})


@pytest.mark.parametrize(
    ("source", "state", "words"),
    [
        (PortalSource("h", "", "any"), State.NEVER_RAN, "no run has visited"),
        (portal(columns=GOOD), State.OK, "10 reports"),
        (portal(0, 0, {"dns": 2}), State.BROKEN, "the host is down"),
        (portal(0, 0, {"captcha": 1}), State.BLOCKED, "why"),
        (portal(0, 3), State.BROKEN, "no column of reports was ever found"),
        (portal(0, 3, best=7), State.BROKEN, "7 before"),
        (portal(0, 3, {"needs_browser": 1}), State.DEGRADED, "needs a browser"),
        (portal(3), State.DEGRADED, "no column that lists them"),
        (portal(0, columns=(column(0, best=5),)), State.BROKEN, "5 before"),
        (portal(columns=(column(), column(0, "gone"))), State.DEGRADED, "1 of 2 columns broken"),
        (portal(columns=GOOD, harvest=HARVEST, expected=Expected(bodies=5)), State.DEGRADED, "4 bodies, 5"),
        (portal(columns=GOOD, harvest=HARVEST, expected=Expected(years={2024: 4})), State.DEGRADED, "2024"),
        (portal(columns=GOOD, harvest=HARVEST, expected=Expected(parsed=0.95)), State.DEGRADED, "90%"),
        (
            portal(0, 0, {"captcha": 1}, expected=Expected(blocked="asked them")),
            State.BLOCKED,
            "known: asked",
        ),
    ],
)
def test_state_of_a_portal_follows_its_evidence(source: PortalSource, state: State, words: str) -> None:
    verdict = judged(source)
    assert verdict.state is state
    assert words in verdict.evidence


@pytest.mark.parametrize("kind", [*Failure, None])
def test_a_source_without_a_report_is_never_ok(kind: Failure | None) -> None:
    for gave in (True, False):
        assert judge_column(column(0, kind, gave=gave)).state is not State.OK
    for answered in (0, 5):
        assert judged(portal(0, answered, {kind: 1} if kind else {})).state is not State.OK


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], State.NEVER_RAN),
        ([State.OK, State.NEVER_RAN], State.OK),
        ([State.OK, State.BROKEN], State.DEGRADED),
        ([State.BROKEN, State.BROKEN], State.BROKEN),
        ([State.BLOCKED, State.NEVER_RAN], State.BLOCKED),
        ([State.BLOCKED, State.BROKEN], State.BROKEN),
    ],
)
def test_state_of_a_province_sums_its_portals_up(states: list[State], whole: State) -> None:
    assert judge_province(Verdict(state, "") for state in states).state is whole


WRITTEN = Expected(41, 9, 48, 0.98, 2, {2023: 9}, "", '两个乡镇 "2019" 年前无年报')


def test_a_collapse_never_lowers_what_is_expected() -> None:
    collapsed = Expected(3, 1, 5, 0.5, 30, {2022: 1, 2023: 1})
    raised = WRITTEN.raised(collapsed)
    assert raised == replace(WRITTEN, years={2022: 1, 2023: 9})
    assert WRITTEN.raised(Expected()) == WRITTEN
    assert WRITTEN.raised(Expected(reports=50)).reports == 50
    kept = Expectations({"a.gov.cn": WRITTEN}).raised(Expectations())
    assert kept.portals == {"a.gov.cn": WRITTEN}


def test_expectations_are_written_as_they_are_read(tmp_path: Path) -> None:
    both = Expectations({"hekou.gov.cn": WRITTEN}, {URL: Expected(reports=3)})
    expectations.write(tmp_path, "henan", both)
    assert expectations.load(tmp_path, "henan") == both
    assert expectations.load(tmp_path, "hubei") == Expectations()


@pytest.mark.parametrize(
    "text",
    [
        "[portal.x]",
        "[portals.x]\nreport = 1",
        "[portals.x]\nreports = -1",
        "[portals.x]\nreports = true",
        "[portals.x]\nparsed = 98",
        "[portals.x]\nyears = { 23 = 1 }",
        "[portals.x]\nblocked = 1",
        "portals = 1",
        "x = ",
    ],
)
def test_a_slip_in_expectations_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "henan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ExpectationError, match=r"henan\.toml"):
        expectations.load(tmp_path, "henan")


def test_an_empty_corpus_has_sources_that_never_ran(db: str, tmp_path: Path, capsys: Capture) -> None:
    assert run(["spiders", "health", "henan", "--json", "--db", db, "--data", str(tmp_path)]) == 0
    (province,) = json.loads(capsys.readouterr().out)["provinces"]
    assert province["state"] == "never_ran"
    assert {portal["state"] for portal in province["portals"]} == {"never_ran"}
    assert run(["spiders", "health", "--db", db, "--data", str(tmp_path)]) == 0
    assert "never_ran" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["atlantis"], ["--write"]])
def test_wrong_usage_is_said_in_a_sentence(
    arguments: list[str], db: str, tmp_path: Path, capsys: Capture
) -> None:
    assert run(["spiders", "health", *arguments, "--db", db, "--data", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.strip() and "Traceback" not in err

"""Comparing what a crawl brought home with the truth."""

from __future__ import annotations

from dataclasses import replace

from crawler.replica.compare import Exported, WrongFigure, compare, unmet
from crawler.replica.model import SitePlan, Value
from crawler.replica.platforms import ELSEWHERE, PlatformFound, by_platform, table
from crawler.replica.truth import ExpectedFailure, TrueReport

TRUE = TrueReport(
    body_name="示例县人民政府",
    body_id="100000/gov",
    division_code="100000",
    organ_kind="gov",
    year=2023,
    province="henan",
    urls=("https://a.gov.cn/1.html", "https://b.gov.cn/1.html"),
    carrier="html",
    generation="G4",
    table_generations={"proactive": "G4", "requests": "G4", "disputes": "G4"},
    values={"requests.new@total": 3, "proactive.admin_fees@amount": "1.5000", "review.total": None},
)
GOOD = Exported(
    "100000/gov", 2023, {"requests.new@total": 3, "proactive.admin_fees@amount": "1.5", "review.total": None}
)


def test_equal_figures_are_perfect_whatever_their_spelling() -> None:
    outcome = compare([TRUE], [GOOD])
    assert outcome.perfect
    assert outcome.found == outcome.merged == (("100000/gov", 2023),)
    assert outcome.cells == 3


def test_missing_and_invented_reports_are_named() -> None:
    outcome = compare([TRUE], [Exported("999999/gov", 2023, {})])
    assert outcome.missing == (("100000/gov", 2023),)
    assert outcome.invented == (("999999/gov", 2023),)
    assert not outcome.perfect


def test_a_report_that_stands_only_in_a_file_is_read_or_missing_like_any_other() -> None:
    assert compare([replace(TRUE, carrier="pdf")], [GOOD]).from_files == (("100000/gov", 2023),)
    outcome = compare([replace(TRUE, carrier="pdf")], [])
    assert outcome.missing == (("100000/gov", 2023),)
    assert not outcome.perfect


def test_a_report_exported_twice_is_doubled_and_not_merged() -> None:
    outcome = compare([TRUE], [GOOD, GOOD])
    assert outcome.doubled == (("100000/gov", 2023),)
    assert outcome.merged == ()


def test_wrong_figures_are_named_by_cell() -> None:
    values: dict[str, Value] = {
        "requests.new@total": 4,
        "proactive.admin_fees@amount": "1.5",
        "review.total": 0,
    }
    outcome = compare([TRUE], [Exported("100000/gov", 2023, values)])
    assert outcome.wrong == (
        WrongFigure("100000/gov", 2023, "requests.new@total", 3, 4),
        WrongFigure("100000/gov", 2023, "review.total", None, 0),
    )


def test_a_cell_left_out_counts_as_none() -> None:
    outcome = compare([TRUE], [Exported("100000/gov", 2023, {"proactive.admin_fees@amount": "1.5"})])
    assert [figure.cell for figure in outcome.wrong] == ["requests.new@total"]


def test_an_inferred_figure_for_an_empty_cell_is_no_error() -> None:
    values = {**GOOD.values, "review.total": 0}
    assert compare([TRUE], [Exported("100000/gov", 2023, values, frozenset({"review.total"}))]).perfect


def test_the_table_adds_up() -> None:
    other = replace(TRUE, body_id="200000/gov")
    rows = dict(compare([TRUE, other], [GOOD]).table())
    assert (rows["reports on the portals"], rows["read"], rows["missing"]) == (2, 1, 1)


def test_failures_are_met_by_address_and_class_whatever_the_scheme() -> None:
    expected = [
        ExpectedFailure("https://a.gov.cn/", "challenge", ""),
        ExpectedFailure("https://b.gov.cn/", "gone", ""),
    ]
    assert unmet(expected, [("http://a.gov.cn/", "challenge"), ("https://b.gov.cn/", "tls")]) == (
        expected[1],
    )


def plan(host: str, make: str, *aliases: str) -> SitePlan:
    schemes = frozenset({"https"})
    return SitePlan(host, make, "示例", "", "henan", "410000", "https", schemes, aliases, (), None)


def counted(*sightings: tuple[str, str, int], asked: tuple[str, ...] = ()) -> dict[str, PlatformFound]:
    sites = [plan("a.gov.cn", "trs", "www.a.gov.cn"), plan("b.gov.cn", "cards")]
    return {each.name: each for each in by_platform(sites, [TRUE], sightings, asked)}


def test_a_report_on_portals_of_two_platforms_has_to_be_found_on_both() -> None:
    found = counted(("https://www.a.gov.cn/1.html", "100000/gov", 2023))
    known, unknown = found["TRS WCM"], found["unknown: cards"]
    assert (known.recall, known.precision, known.found) == (1, 1, (("a.gov.cn", "100000/gov", 2023),))
    assert (unknown.recall, unknown.missing) == (0, (("b.gov.cn", "100000/gov", 2023),))
    assert (known.is_known, unknown.is_known) == (True, False)


def test_what_is_invented_counts_where_it_was_found() -> None:
    found = counted(
        ("https://a.gov.cn/1.html", "100000/gov", 2023),
        ("https://a.gov.cn/2.html", "100000/gov", 2022),
        ("https://elsewhere.gov.cn/", "1/gov", 2020),
    )
    assert found["TRS WCM"].precision == 0.5
    assert found["TRS WCM"].invented == (("a.gov.cn", "100000/gov", 2022),)
    assert found[ELSEWHERE].invented == (("elsewhere.gov.cn", "1/gov", 2020),)


def test_requests_are_counted_by_the_portal_they_went_to() -> None:
    found = counted(
        ("https://a.gov.cn/1.html", "100000/gov", 2023), asked=("a.gov.cn", "www.a.gov.cn", "www.b.gov.cn")
    )
    assert (found["TRS WCM"].requests, found["TRS WCM"].requests_per_report) == (2, 2.0)
    assert (found["unknown: cards"].requests, found["unknown: cards"].requests_per_report) == (1, None)
    last = table(found.values())[-1].split()
    assert last == ["all", "2", "2", "1", "1", "0", "50.00%", "100.00%", "3", "3.00"]

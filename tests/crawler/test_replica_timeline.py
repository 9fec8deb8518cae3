"""The world day by day is what its script says, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.replica.exchange import Request
from crawler.replica.load import Content
from crawler.replica.model import Placement, SitePlan
from crawler.replica.timeline import DatedWorld, Script, key_of, plan_at
from crawler.replica.world import World

DAY = date(2025, 2, 10)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
FOLDER = "/xxgkpt/ndbg/"


@pytest.fixture(scope="module")
def content() -> Content:
    return World.load(name="china").content


@pytest.fixture
def site(content: Content) -> SitePlan:
    (found,) = (site for site in content.sites if site.host == "www.shanzhou.gov.cn")
    return found


def report(site: SitePlan, year: int) -> Placement:
    return next(place for place in site.columns[0].placements if place.report.year == year)


def shown(site: SitePlan, script: Script, day: date) -> dict[str, dict[str, int]]:
    """By path of a column, the addresses (host, body, year) in it with the sum of what was amended."""
    return {
        column.path: {
            "/".join(map(str, key_of(site.host, place))): sum(place.report.amended.values())
            for place in column.placements
        }
        for column in plan_at(site, script, day).columns
    }


def test_reports_appear_are_corrected_twice_and_go_and_come_back(site: SitePlan) -> None:
    late, twice, away = (key_of(site.host, report(site, year)) for year in (2024, 2023, 2022))
    script = Script(published={late: DAY}, corrected={twice: (DAY, AFTER)}, withdrawn={away: (DAY, AFTER)})
    names = ["/".join(map(str, key)) for key in (late, twice, away)]
    seen = [[shown(site, script, day)[FOLDER].get(name) for name in names] for day in (BEFORE, DAY, AFTER)]
    assert seen == [[None, 0, 0], [0, 1, None], [0, 2, 0]]
    again = replace(script, taken_back={twice: AFTER})
    assert [shown(site, again, day)[FOLDER][names[1]] for day in (BEFORE, DAY, AFTER)] == [0, 1, 0]


def test_a_column_moves_or_opens_with_the_first_report_of_its_year(site: SitePlan) -> None:
    moved = Script(moved={(site.host, FOLDER): (DAY, "/new/")})
    assert [list(shown(site, moved, day)) for day in (BEFORE, DAY)] == [[FOLDER], ["/new/"]]
    key = key_of(site.host, report(site, 2024))
    of_year = (place for place in site.columns[0].placements if place.report.year == 2024)
    opened = Script(
        published={key_of(site.host, place): DAY for place in of_year},
        opened={(site.host, FOLDER): (2024, f"{FOLDER}2024nb/")},
    )
    assert list(shown(site, opened, BEFORE)) == [FOLDER]
    after = shown(site, opened, DAY)
    assert "/".join(map(str, key)) in after[f"{FOLDER}2024nb/"]
    assert not any(name.endswith("/2024") for name in after[FOLDER])


def test_a_column_of_the_year_is_not_there_before_its_first_report(site: SitePlan) -> None:
    (column,) = site.columns
    only = replace(column, placements=(replace(report(site, 2024), published=DAY.isoformat()),))
    inside = replace(only, path=f"{FOLDER}in/", parent=FOLDER)
    both = replace(site, columns=(replace(only, placements=()), inside))
    script = Script(appearing={(site.host, FOLDER), (site.host, inside.path)})
    assert list(shown(both, script, BEFORE)) == []
    assert list(shown(both, script, DAY)) == [FOLDER, inside.path]


def test_a_portal_or_one_page_of_it_is_away_for_some_days(content: Content, site: SitePlan) -> None:
    today = [BEFORE]
    for script in (
        Script(down={site.host: [(DAY, DAY)]}),
        Script(failing={(site.host, FOLDER): [(DAY, DAY)]}),
    ):
        world = DatedWorld(replace(content, sites=(site,)), script, lambda: today[0])
        answers = []
        for today[0] in (BEFORE, DAY, AFTER):
            asked = (Request("http", site.host, "GET", path) for path in (FOLDER, "/"))
            answers.append([world.sites[site.host].answer(request).status for request in asked])
        assert answers == [[200, 200], [502, 502 if script.down else 200], [200, 200]]

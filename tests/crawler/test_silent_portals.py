"""A portal that answers and leads to no column of reports is a failure with its name, never a silent 0."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import run
from crawler.health.silent import entries_of, silent_portals
from crawler.health.summing import RunEnd
from models.sourcefacts import FailedAddress, SeenColumn, Traffic, TrafficRow
from tests.crawler.site import Answer, Site, serve

PORTAL = "www.hekou.gov.cn"
HOME = f"http://{PORTAL}/"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MENU = '<html><title>河口县人民政府</title><ul><li><a href="{0}">{1}</a></li></ul><p>欢迎</p></html>'
LIST = (
    "<html><title>政府信息公开年报</title><h1>政府信息公开年报</h1><ul>"
    '<li><a href="/zwgk/1.html">河口县水利局2024年政府信息公开工作年度报告</a><span>2025-01-20</span></li>'
    "</ul></html>"
)

CHAPTERS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
TITLE = "河口县水利局2024年政府信息公开工作年度报告"
REPORT = f"<html><title>{TITLE}</title><h1>{TITLE}</h1>" + "".join(
    f"<p>{chapter}</p><p>2024年，县水利局认真贯彻《条例》，主动公开信息。</p>" for chapter in CHAPTERS
)


def end_of(*given: str, **words: object) -> RunEnd:
    return replace(RunEnd(2, True, entries=entries_of(given or (HOME,))), **words)


def traffic(
    answered: int = 9,
    requests: int = 9,
    failed: tuple[tuple[str, str], ...] = (),
    columns: int = 0,
    reports: int = 0,
) -> Traffic:
    seen = SeenColumn(f"{HOME}nb/", f"{HOME}nb/", PORTAL, None, "trs", "a mark", "known")
    return Traffic(
        (TrafficRow(PORTAL, None, "guess", requests, answered, NOON, NOON),),
        tuple(FailedAddress(url, PORTAL, None, failure, "why") for url, failure in failed),
        (seen,) * columns,
        {("", PORTAL): reports} if reports else {},
    )


def test_a_portal_that_answered_and_gave_nothing_is_named_with_what_was_read() -> None:
    (silent,) = silent_portals(traffic(7, 9), end_of())
    assert (silent.portal, silent.url) == (PORTAL, HOME)
    assert "no column" in silent.detail and "7 pages read, 2 requests failed" in silent.detail


@pytest.mark.parametrize(
    ("left", "end"),
    [
        (traffic(columns=1), end_of()),  # a known column answers, with nothing new in it
        (traffic(reports=1), end_of()),
        (traffic(0, 3, ((HOME, "dns"),)), end_of()),
        (traffic(failed=((HOME, "soft_404"),)), end_of()),
        (traffic(failed=((f"{HOME}nb/", "challenge"),)), end_of()),
        (traffic(failed=((f"{HOME}nb/", "needs_browser"),)), end_of()),
        (traffic(failed=((f"{HOME}nb/", "gone"),)), end_of(f"{HOME}nb/")),
        (traffic(), end_of(stopped=True, whole=False)),
        (traffic(), end_of(f"{HOME}nb/1.html", whole=False, partly=frozenset({PORTAL}))),
        (traffic(), end_of("http://www.other.gov.cn/")),
    ],
)
def test_what_is_told_already_or_cannot_be_told_is_not_named(left: Traffic, end: RunEnd) -> None:
    assert silent_portals(left, end) == []


def test_a_column_that_is_lost_does_not_hide_that_its_portal_gave_nothing() -> None:
    left = traffic(failed=((f"{HOME}old/", "gone"),))
    assert [silent.url for silent in silent_portals(left, end_of())] == [HOME]


def test_of_several_addresses_of_a_portal_its_home_page_names_it() -> None:
    assert entries_of([f"{HOME}nb/", HOME, f"{HOME}xx/"]) == {PORTAL: HOME}


def crawl(folder: Path, db: str, url: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    settings = {"NIANBAO_DB": db, "NIANBAO_DATA": str(folder), "NIANBAO_DELAY": "0", "NIANBAO_WORKERS": "0"}
    command = [sys.executable, "-m", "crawler", "crawl", "--url", url]
    env = plain | settings | {"NIANBAO_ALLOW_LOOPBACK": "1"}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    run([*arguments, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_given_portal_without_a_column_is_a_failure_until_one_appears(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = Site(
        {
            "/": Answer(MENU.format("/zwgk/", "政务公开")),
            "/zwgk/": [
                Answer(MENU.format("/zwgk/news/", "新闻中心")),
                Answer(MENU.format("/zwgk/nb/", "政府信息公开年报")),
            ],
            "/zwgk/nb/": Answer(LIST),
            "/zwgk/1.html": Answer(REPORT),
        }
    )
    where = ("--db", db, "--data", str(tmp_path))
    with serve(site):
        done = crawl(tmp_path, db, f"{site.url}/")
        assert done.returncode == 1, done.stderr
        assert f"{site.url}/: layout_changed: its menus lead to no column" in done.stderr
        assert told(capsys, "status", *where)["failures"] == {"layout_changed": 1}
        (health,) = told(capsys, "spiders", "health", "any", *where)["provinces"]
        assert [portal["state"] for portal in health["portals"]] == ["broken"]

        done = crawl(tmp_path, db, f"{site.url}/")
        assert done.returncode == 0, done.stderr
        assert told(capsys, "status", *where)["failures"] == {}

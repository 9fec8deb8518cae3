"""Portals rebuilt between two crawls: health says so, the columns are found, no report is lost or doubled."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.demo import compared
from crawler.config import Config
from crawler.replica.world import World
from models.corpus import Corpus
from models.figures import current_figures
from tests.acceptance.crawl_rebuilt import WORLD

MOVED = {
    "http://www.zybz.gov.cn/zwgk/xxgknb/": ("http://www.zybz.gov.cn/zfxxgk/fdzdgknr/xxgkndbg/", "gone", 14),
    "http://www.wuyuan.gov.cn/zfxxgknb/": ("http://www.wuyuan.gov.cn/xxgkpt/ndbg/", "soft_404", 10),
    "http://xxgk.huichang.gov.cn/xxgknb/": (
        "http://xxgk.huichang.gov.cn/zwgk/zfxxgk/zfxxgknb/",
        "empty_list",
        8,
    ),
    "http://scx.sxxz.gov.cn/scxzw/zwgk/xxgknb/": (
        "http://scx.sxxz.gov.cn/scxzw/zwgk/zfxxgk/ndbg/",
        "stale",
        8,
    ),
    "http://www.xiuwu.gov.cn/zfxxgk/nb/": ("http://www.xiuwu.gov.cn/col/col1229300061/index.html", "gone", 8),
}
"""Old address -> new address, what became of the old one, its reports."""
HOSTS = {
    "www.zybz.gov.cn",
    "www.wuyuan.gov.cn",
    "xxgk.huichang.gov.cn",
    "scx.sxxz.gov.cn",
    "www.xiuwu.gov.cn",
}


def crawled(folder: Path, edition: int) -> tuple[dict[str, Any], set[str]]:
    """The summary of a crawl of one edition and the addresses that the portals were asked for."""
    with World.serve(edition=edition, name=WORLD) as served:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.acceptance.crawl_rebuilt",
                served.proxy_url,
                str(served.ca_file),
                str(folder),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        asked = {f"{each.scheme}://{each.host}{each.path}" for each in served.requests}
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary, asked


def health(folder: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code of `spiders health` and the portals that ran, by host."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "crawler", "spiders", "health", "--json"),
            *("--db", f"sqlite:///{folder / 'nianbao.db'}", "--data", str(folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    portals = [portal for each in json.loads(done.stdout)["provinces"] for portal in each["portals"]]
    return done.returncode, {portal["portal"]: portal for portal in portals if portal["run"] is not None}


def reports(folder: Path) -> list[tuple[str, int]]:
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
        return [(report.body_id, report.year) for report in current_figures(corpus)]


def test_rebuilt_portals_are_found_again_and_no_report_is_lost_or_doubled(tmp_path: Path) -> None:
    before, _ = crawled(tmp_path, 1)
    assert (before["new"], before["moved"]) == (48, [])
    code, portals = health(tmp_path)
    assert (code, {portal["state"] for portal in portals.values()}) == (0, {"ok"})
    assert portals.keys() == HOSTS
    first = reports(tmp_path)

    after, _ = crawled(tmp_path, 2)
    moved = {move["from_url"]: (move["to_url"], move["why"], move["found"]) for move in after["moved"]}
    assert moved == MOVED
    assert all(move["found"] == move["had"] for move in after["moved"])
    assert (after["new"], after["changed"], after["review"]) == (2, 0, 0)

    second = reports(tmp_path)
    assert len(set(second)) == len(second) == 50
    assert set(first) <= set(second)
    config = Config(db=f"sqlite:///{tmp_path / 'nianbao.db'}", data=tmp_path)
    comparison, unmet = compared(World.load(edition=2, name=WORLD), config)
    assert comparison.perfect and not unmet

    code, portals = health(tmp_path)
    assert (code, {portal["state"] for portal in portals.values()}) == (1, {"degraded"})
    for portal in portals.values():
        columns = {column["url"]: column for column in portal["columns"]}
        (move,) = portal["moves"]
        old, new = columns[move["from"]], columns[move["to"]]
        assert new["state"] == "ok" and new["reports"] >= move["had"]
        assert old["moved_to"] == move["to"]
        assert old["state"] == ("degraded" if move["why"] == "stale" else "broken")
        assert move["to"] in portal["evidence"] or move["from"] in portal["evidence"]
    (move,) = portals["www.zybz.gov.cn"]["moves"]
    assert (move["platform_before"], move["platform_after"]) == ("trs", "hanweb")

    # The time after that the old addresses are history: not asked for, not alarming, still on record.
    again, asked = crawled(tmp_path, 2)
    assert (again["new"], again["duplicate"], again["moved"]) == (0, 0, [])
    ended = {url for url, (_, why, _) in MOVED.items() if why != "stale"}
    assert not ended & asked
    code, portals = health(tmp_path)
    assert (code, {portal["state"] for portal in portals.values()}) == (0, {"ok"})
    assert {move["from"] for portal in portals.values() for move in portal["moves"]} == MOVED.keys()
    assert sorted(reports(tmp_path)) == sorted(second)


@pytest.mark.parametrize("edition", [1, 2])
def test_rebuilt_portals_are_the_same_hosts_in_both_editions(edition: int) -> None:
    assert set(World.load(edition, WORLD).hosts()) == HOSTS

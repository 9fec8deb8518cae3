"""Portals rebuilt between two crawls: health says so, the columns are found, no report is lost or doubled."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crawler.replica.world import World
from models.corpus import Corpus
from models.figures import current_figures
from models.schema import FetchRow

DOCUMENT = Path(__file__).parents[2] / "docs" / "health.md"
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


def demo(folder: Path, *options: str) -> dict[str, Any]:
    """The summary of a run of the demo, which has compared what is stored with the truth."""
    done = nianbao(folder, "demo", "--world", "rebuilt", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
        return dict(corpus.status().runs[0].summary)


def nianbao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crawler", *arguments, "--data", str(folder)],
        env=os.environ | {"NIANBAO_DB": f"sqlite:///{folder / 'nianbao.db'}"},
        capture_output=True,
        text=True,
        check=False,
    )


def health(folder: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit code of `spiders health` and the portals that ran, by host."""
    done = nianbao(folder, "spiders", "health", "--json")
    assert done.returncode in (0, 1), done.stderr
    portals = [portal for each in json.loads(done.stdout)["provinces"] for portal in each["portals"]]
    return done.returncode, {portal["portal"]: portal for portal in portals if portal["run"] is not None}


def asked(folder: Path, run: int) -> set[str]:
    """The addresses that a run asked for."""
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus, corpus.engine.connect() as connection:
        return set(connection.scalars(select(FetchRow.url).where(FetchRow.run_id == run)))


def assert_documented(folder: Path, command: str, number: int = 1) -> None:
    """Hold what a command prints to what the document about health shows; `…` stands for any number of lines.

    `number`: which of several showings of the command.
    """
    shown = DOCUMENT.read_text("utf-8").split(f"$ nianbao {command}\n")[number].split("```", 1)[0]
    done = nianbao(folder, *command.split())
    printed = told(f"{done.stdout}{done.stderr}".replace(str(folder), "data/demo"))
    for part in shown.split("…\n"):
        wanted = told(part)
        assert any(printed[at : at + len(wanted)] == wanted for at in range(len(printed))), printed


def told(text: str) -> list[list[str]]:
    """The cells of all lines, apart by tabs or aligned; of a source the number of requests is left out."""
    rows = [re.split(r"\t|\s{2,}", line.strip()) for line in text.splitlines() if line.strip()]
    return [[*row[:4], *row[5:]] if len(row) == 6 else row for row in rows]


def reports(folder: Path) -> list[tuple[str, int]]:
    with Corpus.open(f"sqlite:///{folder / 'nianbao.db'}") as corpus:
        return [(report.body_id, report.year) for report in current_figures(corpus)]


def test_rebuilt_portals_are_found_again_and_no_report_is_lost_or_doubled(tmp_path: Path) -> None:
    before = demo(tmp_path)
    assert (before["new"], before["moved"]) == (48, [])
    code, portals = health(tmp_path)
    assert (code, {portal["state"] for portal in portals.values()}) == (0, {"ok"})
    assert portals.keys() == HOSTS
    assert_documented(tmp_path, "spiders health", 1)
    assert_documented(tmp_path, "spiders health guizhou --suggest --write")
    written = (tmp_path / "expectations" / "guizhou.toml").read_text("utf-8")
    assert f"$ nianbao spiders health guizhou --suggest\n{written}```" in DOCUMENT.read_text("utf-8")
    first = reports(tmp_path)

    after = demo(tmp_path, "--later")
    moved = {move["from_url"]: (move["to_url"], move["why"], move["found"]) for move in after["moved"]}
    assert moved == MOVED
    assert all(move["found"] == move["had"] for move in after["moved"])
    assert (after["new"], after["changed"], after["review"]) == (2, 0, 0)

    second = reports(tmp_path)
    assert len(set(second)) == len(second) == 50
    assert set(first) <= set(second)

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
    assert_documented(tmp_path, "spiders health", 2)
    (move,) = portals["www.zybz.gov.cn"]["moves"]
    assert (move["platform_before"], move["platform_after"]) == ("trs", "hanweb")

    # The time after that the old addresses are history: not asked for, not alarming, still on record.
    again = demo(tmp_path, "--later")
    assert (again["new"], again["duplicate"], again["moved"]) == (0, 0, [])
    ended = {url for url, (_, why, _) in MOVED.items() if why != "stale"}
    assert not ended & asked(tmp_path, 3)
    code, portals = health(tmp_path)
    assert (code, {portal["state"] for portal in portals.values()}) == (0, {"ok"})
    assert {move["from"] for portal in portals.values() for move in portal["moves"]} == MOVED.keys()
    assert sorted(reports(tmp_path)) == sorted(second)


@pytest.mark.parametrize("edition", [1, 2])
def test_rebuilt_portals_are_the_same_hosts_in_both_editions(edition: int) -> None:
    assert set(World.load(edition, "rebuilt").hosts()) == HOSTS

"""`spiders list`, `leads` and `new`: what is registered, what is confirmed, what is proposed."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest

import spiders
from crawler.cli import run
from crawler.commands.spiders.new import new
from crawler.pipelines import fact_of
from models.corpus import Corpus
from models.facts import ColumnFact, Fetch, LeadFact
from spiders import registry
from spiders.base import ProvinceSpider
from spiders.items import HostSeen

DOCS = Path(__file__).parents[2] / "docs"
Capture = pytest.CaptureFixture[str]
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data of the working folder."""
    monkeypatch.setenv("NIANBAO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NIANBAO_DB", f"sqlite:///{tmp_path / 'none.db'}")


def rows(capsys: Capture, *arguments: str) -> tuple[list[list[str]], str]:
    assert run(["spiders", *arguments]) == 0
    shown = capsys.readouterr()
    return [line.split("\t") for line in shown.out.splitlines()], shown.err


def test_the_list_counts_every_source_and_needs_no_database(capsys: Capture) -> None:
    lines, said = rows(capsys, "list")
    assert {line[0] for line in lines} == {*registry.spider_names(), "any"}
    assert len(registry.spider_names()) == 33
    assert sum(int(line[3]) for line in lines) == 643
    assert all(int(line[2]) >= 1 for line in lines if line[0] != "any"), "a province without a portal"
    assert "33 sources, 563 portals, 643 entries" in said
    assert "columns: 56 seen, 389 derived, 0 of these confirmed" in said


def test_the_docs_show_what_the_commands_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    text = (DOCS / "adding-a-province.md").read_text("utf-8")
    lines, said = rows(capsys, "list")
    shown = text.split("$ nianbao spiders list\n")[1].split("```")[0].splitlines()
    *listed, summary = (line for line in shown if line != "…")
    assert listed and all(line.split("\t") in lines for line in listed)
    assert summary == said.strip()

    portals = (DOCS / "adding-a-portal.md").read_text("utf-8")
    leads, summary = rows(capsys, "leads", "hainan", "--columns")
    *listed, total = (
        portals.split("$ nianbao spiders leads hainan --columns\n")[1].split("```")[0].splitlines()
    )
    assert [line.split("\t") for line in listed if line != "…"] == [line[:5] for line in leads[:2]]
    assert total == summary.strip()

    (tmp_path / "portals").mkdir()
    monkeypatch.setattr(spiders, "__path__", [str(tmp_path)])
    assert run(["spiders", "new", "shili", "990000", "示例省"]) == 0
    written = text.split("$ nianbao spiders new shili 990000 示例省\n")[1].split("```")[0].strip()
    assert written == capsys.readouterr().err.strip().replace(str(tmp_path), "…/spiders")
    module = text.split("```python\n")[1].split("```")[0]
    assert module == (tmp_path / "shili.py").read_text("utf-8")


def test_a_derived_column_that_answered_is_confirmed(capsys: Capture, db: str) -> None:
    derived = [
        column.url
        for portal in registry.portals("hainan")
        for column in portal.columns
        if column.basis == "derived"
    ]
    with Corpus.open(db) as corpus:
        number = corpus.begin_run("crawl", {}).id
        corpus.record(
            [
                ColumnFact(derived[0], "年报", "h", "trs", "", "registered", "hainan", None, number, NOW),
                *(Fetch(url, "h", number, NOW) for url in derived[:2]),
            ]
        )
    lines, said = rows(capsys, "list", "--db", db)
    assert [line[6] for line in lines if line[0] == "hainan"] == ["1"]
    assert "1 of these confirmed" in said
    lines, said = rows(capsys, "leads", "hainan", "--columns", "--db", db)
    states = {line[4]: line[2] for line in lines}
    assert [states[url] for url in derived[:3]] == ["column", "empty", "open"]
    assert f"{len(derived)} derived columns: open {len(derived) - 2}" in said


def test_hosts_that_were_met_are_proposed_until_they_are_registered(capsys: Capture, db: str) -> None:
    seen = HostSeen(
        "http://www.hekou.gov.cn/", "河口镇", "directory", "http://www.a.gov.cn/xz/", "henan", "410724"
    )
    fact = fact_of(seen, 1, NOW, "410000")
    assert isinstance(fact, LeadFact) and fact.host == "www.hekou.gov.cn"
    office = LeadFact(
        "czj.lishui.gov.cn", "http://czj.lishui.gov.cn/", "市财政局", "directory", "x", "zhejiang", None, NOW
    )
    known = LeadFact("www.gz.gov.cn", "http://www.gz.gov.cn/", "广州市", "column", "x", "henan", None, NOW)
    with Corpus.open(db) as corpus:
        corpus.record([fact, office, known])
    lines, said = rows(capsys, "leads", "--db", db)
    assert [line[:5] for line in lines] == [
        ["henan", "directory", "open", "河口镇", "http://www.hekou.gov.cn/"],
        ["zhejiang", "directory", "with lishui.gov.cn", "市财政局", "http://czj.lishui.gov.cn/"],
    ]
    assert "2 hosts that are not registered: open 1, with 1" in said


def test_a_new_province_is_complete_and_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "portals").mkdir()
    monkeypatch.setattr(spiders, "__path__", [str(tmp_path)])
    assert new("shili", "990000", "示例省") == 0
    assert registry.load(tmp_path / "portals" / "shili.toml").name == "示例省"
    spec = importlib.util.spec_from_file_location("shili", tmp_path / "shili.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (made,) = (
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, ProvinceSpider) and thing is not ProvinceSpider
    )
    assert (made.name, made.division, made.title()) == ("shili", "990000", "示例省")
    capsys.readouterr()
    for arguments, said in (
        (["shili", "990000", "示例省"], "is there already"),
        (["shili2", "990000", "示例省"], "lower-case letters"),
        (["http://www.a.gov.cn/", "990000", "示例省"], "spiders add"),
        (["yi", "990100", "乙市"], "four zeros"),
        (["yi", "990000", 'a"b'], "no province's name"),
    ):
        assert run(["spiders", "new", *arguments]) == 2
        assert said in capsys.readouterr().err

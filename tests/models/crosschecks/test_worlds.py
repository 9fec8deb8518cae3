"""Reports that are right must not be found fault with: those of the replica world, and real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import write
from crawler.replica.world import World
from models.corpus import Corpus
from models.crosschecks.narrative import told
from models.crosschecks.records import Reported, number
from models.crosschecks.rollup import is_part, rollup, summed
from models.divisions import Registry
from parsers.identity import scope_of
from parsers.parse import parse_document
from parsers.record import Chapter
from tests.models.crosschecks.country import put

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "real"
CASES = sorted(path for path in SAMPLES.glob("*") if path.suffix in (".html", ".pdf", ".md"))


def replica(name: str = "demo") -> list[Reported]:
    """Every report of a world as its pages give it."""
    content = World.load(name=name).content
    places = {
        (place.report.body.id, place.report.year): place
        for site in content.sites
        for column in site.columns
        for place in column.placements
        if not place.dead
    }
    reports = []
    for version, ((body_id, year), place) in enumerate(sorted(places.items()), 1):
        plan = place.report
        prose = write(plan, figures_of(plan, place.text))
        name = plan.body.name_in(year).name
        values = {
            cell: value for cell, value in print_report(plan, place.text).values.items() if value is not None
        }
        texts = [prose.opening, *prose.overview]
        chapters = [
            Chapter(0, "", prose.opening),
            Chapter(1, "一、总体情况", "\n".join(prose.overview)),
            Chapter(5, "五、存在的主要问题及改进情况", "\n".join(prose.problems)),
            Chapter(6, "六、其他需要报告的事项", "\n".join(prose.remaining)),
        ]
        division, kind = body_id.split("/")[:2]
        level = 4 if len(division) > 6 else 1 + (division[2:] > "0000") + (not division.endswith("00"))
        scope = scope_of(name, place.published, texts, dict(values))
        reports.append(Reported(version, body_id, name, division, kind, level, year, scope, values, chapters))
    return reports


def test_replica_world_has_no_false_finding(sqlite_url: str, opened: Callable[..., Corpus]) -> None:
    """Some of its reports were corrected or repeat another: these findings are true, and the only ones."""
    corpus = opened(sqlite_url)
    reports = {report.report_id: report for report in replica()}
    put(corpus, reports.values())
    corpus.check()
    assert len(reports) > 300
    for found in corpus.findings():
        assert found.kind == "corpus", (found.report_id, found.check_id, found.detail)
        assert len({value for _, value, _ in found.cells}) > 1, (found.report_id, found.check_id)


@pytest.mark.parametrize("name", ["demo", "china"])
def test_governments_hold_what_their_parts_hold_until_one_figure_is_planted(name: str) -> None:
    reports = replica(name)
    wholes = [each for each in reports if each.organ_kind == "gov" and each.scope == "consolidated"]
    above = {division.div_id: division.parent_id for division in Registry.load()}
    planted = 0
    for whole in wholes:
        parts = [
            each
            for each in reports
            if each.year == whole.year
            and each is not whole
            and whole.division_id in (each.division_id, above[each.division_id])
        ]
        assert rollup(whole, [whole, *parts]) == [], whole.report_id
        for part in parts:
            cell = next((cell for cell, value in part.values.items() if summed(cell) and number(value)), None)
            # An office that repeats its government's report is a part as soon as they differ.
            if cell is None or not all(is_part(each, whole) for each in parts):
                continue
            held = number(part.values[cell])
            assert held is not None
            short = replace(whole, values={**whole.values, cell: str(held - 1)})
            (found,) = rollup(short, [short, *parts])
            assert found.cells == (cell,) and f"{cell} {held - 1} <" in found.detail
            planted += 1
            break
    assert planted > 20


@pytest.mark.skipif(not CASES, reason="the given reports do not lie beside this repository")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_words_of_real_reports_agree_with_their_tables(path: Path) -> None:
    record = parse_document(path.read_bytes(), path.name)
    assert told(Reported(1, "x/gov", "", "x", "gov", 2, 2024, None, record.values, record.chapters)) == []

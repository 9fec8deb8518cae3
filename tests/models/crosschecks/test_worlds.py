"""Reports that are right must not be found fault with: those of the replica world, and real ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from crawler.replica.printing import figures_of, print_report
from crawler.replica.prose import write
from crawler.replica.world import World
from models.corpus import Corpus
from models.crosschecks.narrative import told
from models.crosschecks.records import Reported
from parsers.identity import scope_of
from parsers.parse import parse_document
from parsers.record import Chapter
from tests.models.crosschecks.country import put

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "real"
CASES = sorted(path for path in SAMPLES.glob("*") if path.suffix in (".html", ".pdf", ".md"))


def replica() -> list[Reported]:
    """Every report of the demo's world as its pages give it."""
    content = World.load().content
    places = {
        (place.report.body.id, place.report.year): place
        for site in content.sites
        for column in site.columns
        for place in column.placements
        if not place.dead
    }
    reports = []
    for number, ((body_id, year), place) in enumerate(sorted(places.items()), 1):
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
        reports.append(Reported(number, body_id, name, division, kind, level, year, scope, values, chapters))
    return reports


def test_replica_world_has_no_false_finding(sqlite_url: str, opened: Callable[..., Corpus]) -> None:
    """Its figures are drawn body by body, so that parts exceed wholes, and some
    reports were corrected or repeat another: these findings are true, and there are no others."""
    corpus = opened(sqlite_url)
    reports = {report.report_id: report for report in replica()}
    put(corpus, reports.values())
    corpus.check()
    assert len(reports) > 300
    for found in corpus.findings():
        if found.kind == "corpus":
            assert len({value for _, value, _ in found.cells}) > 1, (found.report_id, found.check_id)
            continue
        assert found.kind == "rollup", (found.report_id, found.check_id, found.detail)
        whole = reports[found.report_id]
        inside = [each for each in reports.values() if each.year == whole.year and inside_of(each, whole)]
        for cell, given, _ in found.cells:
            parts = sum(Decimal(each.values.get(cell) or 0) for each in inside)
            assert parts > Decimal(given or 0), (found.report_id, cell)


def inside_of(part: Reported, whole: Reported) -> bool:
    """By the codes alone: the division's own bodies, and governments below it."""
    within = whole.division_id.removesuffix("00").removesuffix("00")
    below = part.organ_kind == "gov" and part.division_id != whole.division_id
    return part is not whole and (
        part.division_id == whole.division_id or (below and part.division_id.startswith(within))
    )


@pytest.mark.skipif(not CASES, reason="the given reports do not lie beside this repository")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_words_of_real_reports_agree_with_their_tables(path: Path) -> None:
    record = parse_document(path.read_bytes(), path.name)
    assert told(Reported(1, "x/gov", "", "x", "gov", 2, 2024, None, record.values, record.chapters)) == []

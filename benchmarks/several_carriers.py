"""The same reports in every carrier, taken in as one folder: one report each, its documents compared.

python -m benchmarks.several_carriers FOLDER [--reports 20] [--carriers html,docx,…] [--seed S]

Prints the carriers accepted, the documents of each report, the cells in which they agree and disagree, and
how the accepted figures stand against the values that were printed.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from benchmarks.accuracy import make, material
from benchmarks.accuracy.make import missing_programs
from benchmarks.accuracy.material import Report
from crawler.config import Config
from crawler.ingest import ingest
from models.comparison import same
from models.corpus import Corpus
from models.divisions import Registry
from models.schema import ComparisonRow, Reading, Source, Version

CARRIERS = (
    "html,text,docx,xlsx,chromium,doc,wps,rtf,xls,et,libreoffice,scan200,tiff".split(",")  # noqa: SIM905
)
_ORGANS = ("人民政府", "财政局", "教育局", "民政局", "审计局", "司法局", "水利局", "应急管理局")


@dataclass
class Outcome:
    """What a folder of the same reports in several carriers became."""

    reports: int = 0
    documents: int = 0
    texts: int = 0
    """Texts of reports; more than reports where copies were taken for corrections."""
    accepted: Counter[str] = field(default_factory=Counter)
    sources: Counter[int] = field(default_factory=Counter)
    """Reports by number of sources."""
    agreeing: int = 0
    disagreeing: int = 0
    doubtful: int = 0
    right: int = 0
    flagged: int = 0
    silent: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def real_bodies(seed: str, count: int) -> list[str]:
    """Names of bodies of the registry, which the resolver knows."""
    counties = [
        division
        for division in Registry.load()
        if division.level == 3
        and division.until is None
        and len(division.versions) == 1
        and division.name.endswith(("县", "市"))
    ]
    names = Counter(division.name for division in counties)
    alone = [division.name for division in counties if names[division.name] == 1]
    rng = Random(seed)
    return [name + rng.choice(_ORGANS) for name in rng.sample(alone, count)]


def write(folder: Path, seed: str, count: int, carriers: Sequence[str]) -> list[Report]:
    """Write the files into `folder`; returns the reports with their true values."""
    bodies = real_bodies(seed, count)
    kept = material.body_name, make.draw
    try:
        material.body_name = lambda rng: bodies[0]
        reports = []
        for number in range(count):
            reports.append(material.draw(seed, number))
            bodies.append(bodies.pop(0))
        make.draw = lambda seed, number: reports[number]
        make.make(folder, seed, count, carriers, len(carriers), say=lambda words: None)
    finally:
        material.body_name, make.draw = kept
    for gold in folder.rglob("*.json"):
        gold.unlink()
    return reports


def take_in(folder: Path, reports: Sequence[Report], config: Config) -> Outcome:
    """Ingest the folder and compare what came of it with the truth."""
    outcome = Outcome()
    summary = ingest(config, [str(folder)])
    outcome.failed = [f"{source}: {failure}: {detail}" for source, failure, detail in summary.failed]
    truth = {(report.body, report.year): report for report in reports}
    with Corpus.open(config.db) as corpus:
        with corpus.engine.connect() as connection:
            outcome.texts = connection.execute(select(func.count()).select_from(Version)).scalar_one()
            rows = connection.execute(
                select(
                    func.sum(ComparisonRow.agreeing),
                    func.sum(ComparisonRow.disagreeing),
                    func.sum(ComparisonRow.doubtful),
                )
            ).one()
            outcome.agreeing, outcome.disagreeing, outcome.doubtful = (int(number or 0) for number in rows)
            current = connection.execute(
                select(Version.body_id, Version.report_year, Version.carrier, Version.body_mention).where(
                    Version.is_current
                )
            ).all()
            documents = connection.execute(
                select(func.count())
                .select_from(Reading)
                .join(Source, Source.sha256 == Reading.sha256)
                .where(Reading.body_id.is_not(None))
                .group_by(Reading.body_id, Reading.report_year)
            ).scalars()
            outcome.sources = Counter(documents)
        outcome.reports, outcome.documents = len(current), sum(k * v for k, v in outcome.sources.items())
        for row in current:
            outcome.accepted[row.carrier] += 1
            report = truth.get((row.body_mention, row.report_year))
            if report is None:
                outcome.silent.append(f"{row.body_id}@{row.report_year} is no report that was written")
                continue
            view = corpus.view(f"{row.body_id}@{row.report_year}")
            failing = view.failing() | set(view.record.uncertain)
            for cell, gold in report.gold.items():
                if same(view.record.values.get(cell), gold):
                    outcome.right += 1
                elif cell in failing:
                    outcome.flagged += 1
                else:
                    outcome.silent.append(f"{report.name} {cell}: {view.record.values.get(cell)}, not {gold}")
        outcome.disagreements = [
            f"{finding.report_id}: {finding.detail}"
            for finding in corpus.findings()
            if finding.kind == "sources"
        ]
    return outcome


def main() -> int:
    """Make, take in, tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--reports", type=int, default=20)
    options.add_argument("--carriers", default=",".join(CARRIERS))
    options.add_argument("--seed", default=None)
    given = options.parse_args()
    carriers = given.carriers.split(",")
    if lacking := missing_programs(carriers):
        print(f"needs: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    seed = given.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    reports = write(given.folder / "in", seed, given.reports, carriers)
    print(f"{len(reports)} reports x {len(carriers)} carriers written", flush=True)
    config = replace(
        Config.from_env(), db=f"sqlite:///{given.folder / 'nianbao.db'}", data=given.folder / "data"
    )
    outcome = take_in(given.folder / "in", reports, config)
    print(f"reports {outcome.reports}, texts {outcome.texts}, sources of them {outcome.documents}")
    print(f"sources a report: {dict(sorted(outcome.sources.items()))}")
    print(f"accepted: {dict(outcome.accepted.most_common())}")
    print(
        f"cells agreeing {outcome.agreeing}, disagreeing {outcome.disagreeing}, doubtful {outcome.doubtful}"
    )
    print(f"accepted figures: right {outcome.right}, flagged {outcome.flagged}, silent {len(outcome.silent)}")
    for title, lines in (
        ("disagreements", outcome.disagreements),
        ("silent", outcome.silent),
        ("failed", outcome.failed),
    ):
        print(f"{title}: {len(lines)}", *lines, sep="\n  ")
    return 0 if outcome.reports == outcome.texts == len(reports) and not outcome.silent else 1


if __name__ == "__main__":
    sys.exit(main())

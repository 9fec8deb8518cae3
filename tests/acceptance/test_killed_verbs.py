"""SIGKILL at random moments of every verb that writes: all is whole afterwards, and ends the same.

`NIANBAO_TEST_KILLS=100` is the long form: so many kills on each database, a fifth of them of crawls, three
tenths of watch passes.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler.clock import ShiftedClock, utc_now
from crawler.replica.timeline import Script, key_of, restricted
from crawler.replica.world import Served, World
from crawler.watch.passing import in_child
from models.corpus import Corpus
from models.database import parse_url
from tests.acceptance.conftest import Undisturbed
from tests.acceptance.durable import WORLD, Place, Program
from tests.acceptance.watched_year import Today, config_at, first_crawl, serving
from tests.postgres import new_database, run

KILLS = int(os.environ.get("NIANBAO_TEST_KILLS", "6"))
TRIES = 3
"""For each kill: a verb may be quicker than its killer."""
Verbs = Mapping[str, tuple[str, ...]]


@pytest.fixture
def served() -> Iterator[Served]:
    """The small world."""
    with World.serve(name=WORLD) as served:
        yield served


def kill_again_and_again(
    program: Program, verbs: Verbs, kills: int, seconds: float, moments: random.Random
) -> None:
    """Kill the verbs in turn, each within the first `seconds`; after each kill everything is whole."""
    killed: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for _ in range(TRIES * kills):
        if killed.total() == kills:
            break
        verb = min(verbs, key=lambda name: killed[name] + ended[name])
        if program.killed_after(moments.uniform(0.05, 1) * seconds / (1 + ended[verb]), *verbs[verb]):
            killed[verb] += 1
            assert program.place.problems() == [], verb
        else:
            ended[verb] += 1
    print(f"killed {dict(killed)}, too quick {dict(ended)}")
    assert killed.total() >= max(1, kills // 2)


def random_moments() -> random.Random:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Place]:
    """Makes a place of a name with nothing in it, on each database."""
    if request.param == "sqlite":
        return lambda name: Place(tmp_path / name, f"sqlite:///{tmp_path / name / 'n.db'}")
    server = request.getfixturevalue("postgres")
    return lambda name: Place(tmp_path / name, new_database(server, None))


def test_killed_verbs_leave_everything_whole(
    served: Served, undisturbed: Undisturbed, new_place: Callable[[str], Place], tmp_path: Path
) -> None:
    place = new_place("data")
    place.folder.mkdir()
    Corpus.open(place.db, create=True).close()
    program = Program(served, place)
    moments = random_moments()
    crawl = {"crawl": program.crawling()}
    kill_again_and_again(program, crawl, max(1, KILLS // 5), undisturbed.seconds, moments)
    assert program.crawl().returncode == 0
    assert place.released(tmp_path / "crawled") == undisturbed.tables

    page = tmp_path / "page.html"
    page.write_text("<html><title>某县2024年政府信息公开工作年度报告</title></html>", encoding="utf-8")
    kept, exported = tmp_path / "kept", tmp_path / "export"
    verbs = {
        "reparse": ("reparse",),
        "backup": ("backup", str(kept)),
        "export": ("export", str(exported), "--format", "csv,sqlite"),
        "parse": ("parse", str(page)),
    }
    kill_again_and_again(program, verbs, max(len(verbs), KILLS // 2), undisturbed.seconds / 2, moments)
    for verb in ("backup", "export"):
        assert program.run(*verbs[verb]).returncode == 0
    assert place.released(tmp_path / "released") == undisturbed.tables
    assert place.events() == undisturbed.place.events(), "each once"
    assert not [path for path in exported.iterdir() if path.name.startswith(".")]

    new = new_place("new")
    restored = Program(served, new).run("restore", str(kept))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert new.released(tmp_path / "restored") == undisturbed.tables
    assert new.events() == undisturbed.place.events()


def test_killed_watch_tells_each_event_once(new_place: Callable[[str], Place], tmp_path: Path) -> None:
    """Since the crawl reports were published, corrected and due; each killed pass is begun again."""
    whole = World.load(name=WORLD).content
    content = restricted(whole, [site.host for site in whole.sites], 2024)
    placed = [
        (site.host, place) for site in content.sites for column in site.columns for place in column.placements
    ]
    corrected = next(key_of(*each) for each in placed if each[1].report.year == 2022)
    late = next(key_of(*each) for each in placed if each[1].report.year == 2024)
    script = Script(corrected={corrected: [date(2025, 2, 1)]}, published={late: date(2025, 6, 1)})
    today = Today(date(2024, 12, 16))
    moments = random_moments()
    with serving(content, script, today) as served:
        crawled = new_place("crawled")
        hosts = tuple(site.host for site in content.sites)
        config = replace(config_at(crawled.folder, served, today.now), db=crawled.db)
        in_child(first_crawl, config, hosts)
        today.day = date(2025, 4, 5)
        clock = ShiftedClock(today.now - utc_now())
        calm = Program(served, crawled.copied(tmp_path / "calm")).pass_ahead(clock)
        began = time.monotonic()
        done = calm.run()
        seconds = time.monotonic() - began
        assert done.returncode == 0, done.stderr
        told = calm.place.events() - crawled.events()
        assert {kind for kind, _ in told} >= {"new", "corrected", "overdue"}
        tables = calm.place.released(tmp_path / "calm-release")
        kills = max(1, 3 * KILLS // 10)
        killed = 0
        for number in range(TRIES * kills):
            if killed == kills:
                break
            place = crawled.copied(tmp_path / f"killed-{number}")
            program = Program(served, place).pass_ahead(clock)
            if not program.killed_after(moments.uniform(0.05, 0.9) * seconds):
                continue  # the next pass would find nothing to do
            killed += 1
            assert place.problems() == []
            assert program.run().returncode == 0
            assert place.problems() == []
            assert place.events() == calm.place.events(), "each once"
            assert place.released(tmp_path / f"release-{number}") == tables
        print(f"killed {killed} passes")
        assert killed >= max(1, kills // 2)


def test_killed_ingest_ends_with_the_corpus_of_the_crawl(
    served: Served, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)
    program = Program(served, place)
    file = str(undisturbed.place.folder / "archive" / "nianbao-00001.warc.gz")
    verbs = {"ingest": ("ingest", file)}
    kill_again_and_again(program, verbs, max(1, KILLS // 6), undisturbed.seconds, random_moments())
    assert program.run(*verbs["ingest"]).returncode in (0, 1)
    assert place.problems() == []
    assert place.released(tmp_path / "release") == undisturbed.tables


def test_postgresql_that_refuses_everybody_loses_nothing(
    served: Served, undisturbed: Undisturbed, postgres: str, tmp_path: Path
) -> None:
    place = Place(tmp_path / "data", new_database(postgres, None))
    program = Program(served, place)
    name = str(parse_url(place.db).database)

    def refuse() -> None:
        run(
            postgres,
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    stopped = program.stopped_at(undisturbed.requests // 2, refuse)
    run(postgres, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert stopped.returncode == 3
    assert "Traceback" not in stopped.stderr
    assert place.problems() == []
    crawl = {"crawl": program.crawling()}
    kill_again_and_again(program, crawl, max(1, KILLS // 6), undisturbed.seconds, random_moments())
    assert program.crawl().returncode == 0
    assert place.problems() == []
    assert place.released(tmp_path / "crawled") == undisturbed.tables

"""Compaction of the archive: few files of many, no original lost, whole wherever it is killed."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.archive import Archive, ArchiveError, ArchiveReader, read_original
from crawler.archive_lock import shared
from crawler.cli import run
from crawler.compaction.compacting import Compacted, compact
from crawler.config import Config
from crawler.warcrecord import Capture, Sent
from models.corpus import Corpus
from models.database import reading
from models.facts import ArchiveRef, Fetch, SourceSeen
from models.schema import FetchRow
from parsers.failures import Failure
from tests.models.givens import NOON, VillageResolver
from tests.models.stocked import problems, stock
from tests.models.test_processes import fork, wait

HOST = "www.huojia.gov.cn"
LIST = f"https://{HOST}/nb/"
LATER = NOON + timedelta(days=500)
CUT = NOON + timedelta(days=100)
"""What is older may go."""
LIMIT = 100_000
Rows = dict[tuple[str, datetime], tuple[int | None, bytes] | None]
"""Address and time of an answer -> status and payload, or None where it is not kept."""


def capture(
    url: str, at: datetime, payload: bytes, status: int | None = 200, sent: Sent | None = None
) -> Capture:
    headers = ((b"Content-Type", b"text/html"), (b"X-At", at.isoformat().encode()))
    digest = hashlib.sha256(payload).hexdigest()
    return Capture(url, at, status, headers, payload, digest, sent, status is None)


def keep(corpus: Corpus, folder: Path, run_id: int, made: Capture, failure: Failure | None = None) -> None:
    """Store an answer as a crawl would, in a file of its own."""
    with Archive.open(folder, file_limit=1) as archive:
        (ref,) = archive.append([made])
    fetch = Fetch(made.url, HOST, run_id, made.at, made.status, failure, sha256=made.sha256, archive=ref)
    corpus.record([fetch])


def fill(config: Config) -> None:
    """A corpus of documents, lists and error pages of two runs, a file for each answer."""
    stock(config)
    with Corpus.open(config.db, resolver=VillageResolver(), clock=lambda: LATER) as corpus:
        first = corpus.begin_run("crawl", {"run": 1}).id
        post = Sent("POST", "application/json", b'{"page":1}')
        page = capture(f"https://{HOST}/shared.html", NOON, b"<html>first a page, then a document</html>")
        for made in (
            capture(LIST, NOON, b"<html>list of last year</html>"),
            capture(f"{LIST}api", NOON, b'{"rows":[]}', sent=post),
            capture(f"https://{HOST}/shown", NOON, b"<html>what a browser made of it</html>", None),
            capture(f"https://{HOST}/empty", NOON, b""),
            page,
        ):
            keep(corpus, config.archive, first, made)
        missing = capture(f"https://{HOST}/gone", NOON, b"<html>no such page</html>")
        keep(corpus, config.archive, first, missing, Failure.SOFT_404)
        corpus.finish_run(first, "finished", {})
        second = corpus.begin_run("crawl", {"run": 2}).id
        keep(corpus, config.archive, second, capture(LIST, LATER, b"<html>list of this year</html>"))
        keep(corpus, config.archive, second, capture(f"{LIST}api", LATER, b'{"rows":[]}', 203, sent=post))
        again = replace(page, url=f"https://{HOST}/report.html", at=LATER)
        keep(corpus, config.archive, second, again)
        corpus.record([SourceSeen(again.url, again.sha256, HOST, second, LATER)])
        with Archive.open(config.archive, file_limit=1) as archive:  # killed before the database knew
            archive.append([capture(f"https://{HOST}/lost", LATER, b"<html>nobody knows of it</html>")])
        corpus.finish_run(second, "finished", {})


def pressed(config: Config, before: datetime | None = CUT, write: bool = True) -> Compacted:
    with Corpus.open(config.db, resolver=VillageResolver()) as corpus:
        return compact(corpus, config.archive, before, write, file_limit=LIMIT)


def rows_of(config: Config) -> Rows:
    """All answers that the database knows, as they are read from the archive."""
    found: Rows = {}
    with Corpus.open(config.db, resolver=VillageResolver()) as corpus, reading(corpus.engine) as connection:
        for row in connection.execute(select(FetchRow)):
            found[row.url, row.at] = None
            if row.archive_file is not None:
                ref = ArchiveRef(row.archive_file, row.archive_offset or 0, row.archive_length or 0)
                record = read_original(config.archive, ref)
                assert hashlib.sha256(record.payload).hexdigest() == row.sha256
                assert record.url == row.url
                found[row.url, row.at] = record.status, record.payload
    return found


def files(config: Config) -> list[str]:
    return sorted(path.name for path in config.archive.iterdir() if "warc" in path.name)


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corpus, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copyfile(sqlite_template, folder / "corpus.db")
    fill(Config(db=f"sqlite:///{folder}/corpus.db", data=folder))
    return folder


def copied(filled: Path, folder: Path) -> Config:
    shutil.copytree(filled, folder)
    return Config(db=f"sqlite:///{folder}/corpus.db", data=folder)


def test_many_files_become_one_and_only_what_nobody_needs_goes(url: str, tmp_path: Path) -> None:
    config = Config(db=url, data=tmp_path)
    fill(config)
    before = rows_of(config)
    told = pressed(config, write=False)
    assert rows_of(config) == before and len(files(config)) == told.files > 10
    done = pressed(config)
    assert (done.plan.aged, done.plan.unknown) == (told.plan.aged, told.plan.unknown)
    assert len(files(config)) == done.files_after == told.files_after == 1
    assert abs(done.size_after - told.size_after) < 0.1 * done.size
    gone = {(LIST, NOON), (f"https://{HOST}/gone", NOON)}
    assert rows_of(config) == {key: None if key in gone else value for key, value in before.items()}
    assert problems(config) == []
    assert pressed(config).plan.files == [], "a second time there is nothing to do"


def test_without_a_retention_no_answer_goes(filled: Path, tmp_path: Path) -> None:
    config = copied(filled, tmp_path / "data")
    before = rows_of(config)
    done = pressed(config, before=None)
    assert done.plan.aged == [] and len(done.plan.unknown) == 1
    assert rows_of(config) == before


def test_other_tools_read_the_new_file_and_the_archive_goes_on(filled: Path, tmp_path: Path) -> None:
    config = copied(filled, tmp_path / "data")
    pressed(config)
    (name,) = files(config)
    program = str(Path(sys.executable).with_name("warcio"))
    command = [program, "check", "-v", str(config.archive / name)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "fail" not in checked.stdout, checked.stdout
    command = [program, "index", "-f", "warc-type", str(config.archive / name)]
    kinds = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [kinds.count(f'"{kind}"') for kind in ("warcinfo", "request", "revisit")] == [1, 2, 2]
    known = capture(LIST, LATER, b"<html>list of this year</html>")
    with Archive.open(config.archive) as archive:
        (ref,) = archive.append([replace(known, url=f"{LIST}copy")])
    assert ref.file == name
    record = read_original(config.archive, ref)
    assert (record.kind, record.payload) == ("revisit", known.payload)
    for path in config.archive.glob("index.db*"):
        path.unlink()
    with Archive.open(config.archive):
        reader = ArchiveReader(config.archive)
        assert reader.find(known.sha256) is not None, "the index can be made again from the file"
        reader.close()


def die_at(config: Config, number: int, steps: list[str]) -> Callable[[], None]:
    """What compacts and kills itself at that step."""

    def work() -> None:
        def step(what: str) -> None:
            steps.append(what)
            if len(steps) == number:
                os.kill(os.getpid(), signal.SIGKILL)

        with Corpus.open(config.db, resolver=VillageResolver()) as corpus:
            compact(corpus, config.archive, CUT, True, step, LIMIT)

    return work


def test_killed_at_any_step_it_is_whole_and_the_next_one_finishes(filled: Path, tmp_path: Path) -> None:
    calm = copied(filled, tmp_path / "calm")
    before = rows_of(calm)
    steps: list[str] = []
    die_at(calm, 0, steps)()
    expected = rows_of(calm)
    new = capture(f"https://{HOST}/new", LATER, b"<html>list of this year</html>")
    places = [number for number, what in enumerate(steps, 1) if what.startswith("before") or number % 7 == 0]
    assert {"before the index", "before the database", "before an old file goes", "before the end"} <= set(
        steps
    )
    for number in places:
        config = copied(filled, tmp_path / f"killed-{number}")
        assert wait(fork(die_at(config, number, []))) == -signal.SIGKILL
        assert problems(config) == [], steps[number - 1]
        assert rows_of(config) in (before, expected), steps[number - 1]
        with Corpus.open(config.db, resolver=VillageResolver()) as corpus:  # a crawl comes between
            keep(corpus, config.archive, 2, new)
        pressed(config)
        assert problems(config) == [], steps[number - 1]
        assert rows_of(config) == {**expected, (new.url, new.at): (200, new.payload)}, steps[number - 1]
        assert len(files(config)) == 1 and not list(config.archive.glob(".partial*"))


def test_a_run_that_may_go_on_keeps_its_answers(filled: Path, tmp_path: Path) -> None:
    config = copied(filled, tmp_path / "data")
    with Corpus.open(config.db, resolver=VillageResolver(), clock=lambda: LATER) as corpus:
        corpus.finish_run(2, "interrupted", {})
    before = rows_of(config)
    pressed(config)
    assert rows_of(config) == before


def test_an_archive_in_use_is_left_alone(filled: Path, tmp_path: Path) -> None:
    config = copied(filled, tmp_path / "data")
    with Archive.open(config.archive), pytest.raises(ArchiveError, match="in use by another process"):
        pressed(config)
    with shared(config.archive), pytest.raises(ArchiveError, match="in use by another process"):
        pressed(config, write=False)


def test_an_archive_that_is_not_whole_or_another_ones_is_refused(
    filled: Path, sqlite_template: Path, tmp_path: Path
) -> None:
    config = copied(filled, tmp_path / "data")
    inside = config.archive / files(config)[0]
    spoilt = bytearray(inside.read_bytes())
    spoilt[len(spoilt) // 2] ^= 0xFF
    inside.write_bytes(spoilt)
    with pytest.raises(ArchiveError, match="db repair"):
        pressed(config)
    other = copied(filled, tmp_path / "other")
    shutil.copyfile(sqlite_template, tmp_path / "other" / "corpus.db")
    for part in (tmp_path / "other").glob("corpus.db-*"):
        part.unlink()
    with pytest.raises(ArchiveError, match="belong together"):
        pressed(other)
    assert len(files(other)) > 10


def test_the_verb_says_what_it_would_do_and_does_it(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = copied(filled, tmp_path / "data")
    where = ["--db", config.db, "--data", str(config.data)]
    count = len(files(config))
    assert run(["archive", "compact", "--keep-days", "1", *where]) == 0
    out, err = capsys.readouterr()
    assert f"MB in {count} files" in out and "about" in out and "--write does it" in err
    assert len(files(config)) == count
    assert run(["archive", "compact", "--keep-days", "1", "--write", *where]) == 0
    out, err = capsys.readouterr()
    assert "MB in 1 files" in out and err == ""
    assert len(files(config)) == 1
    assert run(["archive", "compact", "--db", config.db, "--data", str(tmp_path / "none")]) == 3

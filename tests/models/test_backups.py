"""A backup holds everything, proves itself, and goes back into either database."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from crawler.backups import making, restoring
from crawler.backups.chunks import BackupError, Chunks
from crawler.backups.making import back_up
from crawler.backups.manifest import Manifest
from crawler.backups.restoring import restore
from crawler.cli import run
from crawler.config import Config
from models.corpus import Corpus, CorpusError
from models.database import writing
from models.dump import kind_of
from models.schema import Base
from models.schema import Run as RunTable
from tests.models.givens import VillageResolver
from tests.models.history import HISTORY, play, released
from tests.models.stocked import contents, problems, stock
from tests.models.test_processes import fork, wait

NOTICE = 'notices = "of the county"\n'


@pytest.fixture
def full(sqlite_url: str, tmp_path: Path) -> Config:
    """A corpus with its archive and a file of a person's own."""
    config = Config(db=sqlite_url, data=tmp_path / "data")
    stock(config)
    config.notices.write_text(NOTICE)
    return config


@pytest.fixture
def empty(tmp_path: Path) -> Config:
    """A place to restore into."""
    return Config(db=f"sqlite:///{tmp_path / 'new' / 'n.db'}", data=tmp_path / "new")


def test_every_column_of_the_schema_can_be_kept() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            assert kind_of(column.type), (table.name, column.name)


@pytest.mark.parametrize(
    ("url", "bare_url"), [("sqlite", "postgresql"), ("postgresql", "sqlite")], indirect=True
)
def test_what_was_kept_goes_into_the_other_database(
    url: str, bare_url: str, expected: str, opened: Callable[..., Corpus], tmp_path: Path
) -> None:
    config, target = Config(db=url, data=tmp_path / "data"), Config(db=bare_url, data=tmp_path / "new")
    stock(config)
    config.notices.write_text(NOTICE)
    back_up(config, tmp_path / "kept")
    restore(target, tmp_path / "kept")
    assert problems(target) == []
    assert target.notices.read_text() == NOTICE
    corpus = opened(bare_url)
    assert released(corpus, tmp_path / "release") == released(opened(url), tmp_path / "before")
    assert corpus.events() == opened(url).events()
    assert [row.state for row in corpus.status().runs] == ["interrupted"], "its process is of another place"
    # Numbers go on behind those that were loaded: what is told from here on ends as if nothing had been.
    play(corpus, list(HISTORY), 0, worker=1)
    assert released(corpus, tmp_path / "again") == expected


def test_the_next_backup_writes_what_is_new(full: Config, tmp_path: Path) -> None:
    back_up(full, tmp_path / "kept")
    before = {path: path.stat().st_ino for path in (tmp_path / "kept" / "chunks").rglob("*")}
    back_up(full, tmp_path / "kept")
    assert {path: path.stat().st_ino for path in (tmp_path / "kept" / "chunks").rglob("*")} == before
    with Corpus.open(full.db) as corpus, writing(corpus.engine) as connection:
        connection.execute(update(RunTable).values(state="finished"))
    back_up(full, tmp_path / "kept")
    after = set((tmp_path / "kept" / "chunks").rglob("*"))
    assert len({path for path in after - set(before) if path.is_file()}) == 1
    assert len({path for path in set(before) - after if path.suffix == ""}) >= 1, "what nobody names is gone"


def test_every_damaged_byte_is_noticed_and_the_next_backup_mends_it(
    full: Config, empty: Config, tmp_path: Path
) -> None:
    back_up(full, tmp_path / "kept")
    files = sorted(path for path in (tmp_path / "kept").rglob("*") if path.is_file())
    for number, path in enumerate(files):
        whole = path.read_bytes()
        place = number * 7919 % len(whole)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            restore(empty, tmp_path / "kept")
        path.unlink()
        with pytest.raises(BackupError):
            restore(empty, tmp_path / "kept")
        if path.name != "manifest.json":
            path.write_bytes(whole[:-1])
    assert not empty.data.exists() or not list(empty.data.rglob("*.warc.gz"))
    back_up(full, tmp_path / "kept")
    restore(empty, tmp_path / "kept")
    assert problems(empty) == []


def test_what_is_there_is_never_written_over(
    full: Config, empty: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = str(tmp_path / "kept")
    assert run(["backup", kept, "--db", full.db, "--data", str(full.data)]) == 0
    before = contents(full.data)
    arguments = ["restore", kept, "--db", full.db, "--data", str(full.data)]
    assert run(arguments) == 3
    assert "is not empty" in capsys.readouterr().err
    assert run(["restore", kept, "--db", empty.db, "--data", str(full.data)]) == 3
    assert "nianbao-00001.warc.gz is there" in capsys.readouterr().err
    assert contents(full.data) == before
    assert run(["restore", kept, "--db", empty.db, "--data", str(empty.data)]) == 0
    assert "no problem found" in capsys.readouterr().out
    assert run(["restore", str(tmp_path), "--db", empty.db, "--data", str(empty.data)]) == 3
    assert "there is no backup" in capsys.readouterr().err


def test_backup_of_a_newer_program_is_refused(full: Config, empty: Config, tmp_path: Path) -> None:
    back_up(full, tmp_path / "kept")
    old = Manifest.read(tmp_path / "kept")
    Manifest(old.made, old.program, "9999", old.tables, old.files).write(tmp_path / "kept")
    with pytest.raises(CorpusError, match="made by a newer"):
        restore(empty, tmp_path / "kept")


def killed(work: Callable[[], object], module: object, name: str, number: int) -> bool:
    """Run `work` in a process that dies when `module.name` is called for the `number`-th time."""
    calls = iter(range(1, 10_000))
    true = getattr(module, name)

    def dying(*arguments: object, **words: object) -> object:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return true(*arguments, **words)

    def child() -> None:
        setattr(module, name, dying)
        work()

    return wait(fork(child)) == -signal.SIGKILL


def test_killed_backup_leaves_the_one_before_it_whole(full: Config, empty: Config, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    back_up(full, kept)
    with Corpus.open(full.db, resolver=VillageResolver()) as corpus:
        before = released(corpus, tmp_path / "before")
        corpus.resolve_again()
        corpus.begin_run("crawl", {"another": True})
    manifest = (kept / "manifest.json").read_bytes()
    stops = [(Chunks, "put", n) for n in (1, 9, 17)] + [(Manifest, "write", 1), (Chunks, "keep_only", 1)]
    for module, name, number in stops:
        assert killed(lambda: back_up(full, kept), module, name, number)
        assert name == "keep_only" or (kept / "manifest.json").read_bytes() == manifest
        for digest in Manifest.read(kept).chunks():
            Chunks(kept).get(digest)
    back_up(full, kept)
    assert {path.name for path in (kept / "chunks").rglob("*") if path.is_file()} == set(
        Manifest.read(kept).chunks()
    )
    restore(empty, kept)
    with Corpus.open(empty.db, resolver=VillageResolver()) as corpus:
        assert released(corpus, tmp_path / "after") == before


def test_killed_restore_is_begun_again(full: Config, tmp_path: Path) -> None:
    back_up(full, tmp_path / "kept")
    stops = [
        (restoring, "_file", 2),
        (restoring, "load", 12),
        (restoring, "count_on", 1),
        (Path, "unlink", 1),
    ]
    for number, (module, name, call) in enumerate(stops):
        place = tmp_path / f"new {number}"
        config = Config(db=f"sqlite:///{place / 'n.db'}", data=place)
        assert killed(lambda config=config: restore(config, tmp_path / "kept"), module, name, call)  # type: ignore[misc]
        assert (place / restoring.UNFINISHED).exists()
        restore(config, tmp_path / "kept")
        assert problems(config) == []
        assert not (place / restoring.UNFINISHED).exists()


def test_full_disk_leaves_the_backup_before_it(
    full: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(full, tmp_path / "kept")
    before = contents(tmp_path / "kept")
    with Corpus.open(full.db) as corpus:
        corpus.begin_run("crawl", {"another": True})

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(BackupError, match="No space left"):
        making.back_up(full, tmp_path / "kept")
    after = contents(tmp_path / "kept")
    assert {name: after[name] for name in before} == before

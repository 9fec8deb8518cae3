"""A damaged archive, a full disk, a clock that was set back: what the corpus knows afterwards is true."""

from __future__ import annotations

import hashlib
import io
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive, ArchiveError, ArchiveReader, read_original
from crawler.cli import run
from crawler.config import Config
from crawler.dating import DatedCorpus
from crawler.healing import heal, holds, lose_damaged
from crawler.ingest import ingest
from crawler.replica.truth import TrueReport
from crawler.warcrecord import Capture
from models.corpus import Corpus
from models.facts import ArchiveRef, Fetch, SourceSeen

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PAGE = "https://www.example.gov.cn/report.html"
Pages = list[tuple[str, bytes, TrueReport]]


def capture(payload: bytes, url: str = PAGE) -> Capture:
    return Capture(url, NOW, 200, (), payload, hashlib.sha256(payload).hexdigest())


def facts(made: Capture, ref: ArchiveRef, run_id: int) -> list[Fetch | SourceSeen]:
    host = "www.example.gov.cn"
    return [
        Fetch(made.url, host, run_id, made.at, 200, sha256=made.sha256, archive=ref),
        SourceSeen(made.url, made.sha256, host, run_id, made.at),
    ]


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file can become larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_leaves_no_torn_record(tmp_path: Path) -> None:
    noise = b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(4000))
    with Archive.open(tmp_path) as archive:
        (first,) = archive.append([capture(b"one")])
        path = tmp_path / first.file
        size = path.stat().st_size
        with file_limit(64 * 1024), pytest.raises(ArchiveError, match="cannot write the archive"):
            archive.append([capture(b"two", PAGE + "?2"), capture(noise, PAGE + "?3")])
        assert path.stat().st_size == size, "the batch is taken back"
        (second,) = archive.append([capture(noise)])
        assert second.offset == size
    assert read_original(tmp_path, first).payload == b"one"
    assert read_original(tmp_path, second).payload == noise


def test_original_lost_with_the_end_of_its_file_is_stored_anew(db: str, tmp_path: Path) -> None:
    one, two = capture(b"one"), capture(b"two", PAGE + "?2")
    with Corpus.open(db) as corpus:
        number = corpus.begin_run("crawl", {}).id
        with Archive.open(tmp_path) as archive:
            for made in (one, two):
                corpus.record(facts(made, archive.append([made])[0], number))
            assert heal(corpus, archive, tmp_path) == 0
            path = tmp_path / "nianbao-00001.warc.gz"
        path.write_bytes(path.read_bytes()[:-5])
        with Archive.open(tmp_path) as archive:
            assert heal(corpus, archive, tmp_path) == 1
            assert heal(corpus, archive, tmp_path) == 0, "once"
            assert [sha256 for sha256, _ in corpus.without_original()] == [two.sha256]
            corpus.record(facts(replace(two, at=NOW + timedelta(1)), archive.append([two])[0], number))
        assert corpus.without_original() == []
        assert lose_damaged(corpus, tmp_path) == []


def test_file_of_the_archive_that_is_gone_is_noticed(db: str, tmp_path: Path) -> None:
    made = capture(b"one")
    with Corpus.open(db) as corpus:
        number = corpus.begin_run("crawl", {}).id
        with Archive.open(tmp_path) as archive:
            corpus.record(facts(made, archive.append([made])[0], number))
        (tmp_path / "nianbao-00001.warc.gz").unlink()
        with Archive.open(tmp_path) as archive:
            assert heal(corpus, archive, tmp_path) == 1
            assert archive.append([made])[0].offset > 0
        assert corpus.without_original() == [(made.sha256, PAGE)]


def test_damaged_original_is_given_up_or_found_elsewhere(
    db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data" / "archive"
    one, two = capture(b"one"), capture(b"two", PAGE + "?2")
    with Corpus.open(db) as corpus:
        number = corpus.begin_run("crawl", {}).id
        with Archive.open(folder) as archive:
            refs = archive.append([one, two])
            for made, ref in zip((one, two), refs, strict=True):
                corpus.record(facts(made, ref, number))
        path = folder / refs[0].file
        spoilt = bytearray(path.read_bytes())
        for ref in refs:
            spoilt[ref.offset + ref.length // 2] ^= 0xFF
        path.write_bytes(spoilt)
        # The payload of the first stands in another file as well.
        with Archive.open(folder, file_limit=1) as archive:
            reader = ArchiveReader(folder)
            reader.forget(one.sha256)
            (copy,) = archive.append([one])
            assert copy.file != refs[0].file
            assert not holds(reader, refs[0], one.sha256)
            reader.close()
    arguments = ["--db", db, "--data", str(tmp_path / "data")]
    assert run(["db", "repair", *arguments]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(f"{two.sha256}\t{PAGE}?2\n1 originals found damaged or gone; 1 wait")
    with Corpus.open(db) as corpus:
        assert [document.archive for document in corpus.documents()] == [copy]
        assert [sha256 for sha256, _ in corpus.without_original()] == [two.sha256]


def test_files_of_an_archive_are_taken_out_again(db: str, tmp_path: Path, report_pages: Pages) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for number, (_, page, _) in enumerate(report_pages[:2]):
            out.writestr(f"{number}.html", page)
    (tmp_path / "in.zip").write_bytes(packed.getvalue())
    config = Config(db=db, data=tmp_path / "data", workers=1)
    ingest(config, [str(tmp_path / "in.zip")])
    with Corpus.open(db) as corpus:
        before = {document.sha256: document.archive for document in corpus.documents()}
        reports = corpus.status().counts["reports"]
        assert (len(before), reports) == (3, 2)
        path = config.archive / "nianbao-00002.warc.gz"
        path.write_bytes(path.read_bytes()[:-5])
    ingest(config, [str(tmp_path / "in.zip")])
    with Corpus.open(db) as corpus:
        assert corpus.without_original() == []
        assert lose_damaged(corpus, config.archive) == []
        assert corpus.status().counts["reports"] == reports


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_clock_that_was_set_back_makes_no_correction_the_older_text(db: str) -> None:
    clock = Clock()
    ref = ArchiveRef("nianbao-00001.warc.gz", 0, 10)
    with Corpus.open(db) as corpus:
        for number, (payload, step) in enumerate(
            [(b"first", timedelta(0)), (b"corrected", -timedelta(days=400)), (b"again", timedelta(minutes=1))]
        ):
            run_id = corpus.begin_run("crawl", {"number": number}).id
            clock.now += step
            made = replace(capture(payload), at=clock.now)
            DatedCorpus(corpus, clock).record(facts(made, ref, run_id))
            page = corpus.known_page(PAGE)
            assert page is not None and page.sha256 == made.sha256, "the last answer is the latest one"


def test_clock_that_is_set_back_during_a_run(db: str) -> None:
    clock = Clock()
    ref = ArchiveRef("nianbao-00001.warc.gz", 0, 10)
    with Corpus.open(db) as corpus:
        run_id = corpus.begin_run("crawl", {}).id
        dated = DatedCorpus(corpus, clock)
        for payload, step in [(b"one", 0), (b"two", 60), (b"three", -90_000), (b"four", 60), (b"five", 60)]:
            clock.now += timedelta(seconds=step)
            made = replace(capture(payload), at=clock.now)
            dated.record(facts(made, ref, run_id))
            page = corpus.known_page(PAGE)
            assert page is not None and page.sha256 == made.sha256, payload
        assert page.last_fetched - NOW == timedelta(minutes=3, microseconds=1), (
            "time goes on as fast as before"
        )

"""Every fault ends in a class or a sentence, and the next run ends with the corpus of an undisturbed one."""

from __future__ import annotations

import random
import resource
import shutil
import sys
from pathlib import Path

from sqlalchemy import select

from crawler.archive import scan
from crawler.replica.world import World
from models.corpus import Corpus
from models.database import reading
from models.schema import Document, FetchRow
from tests.acceptance.conftest import Undisturbed
from tests.acceptance.durable import WORLD, Place, Program
from tests.acceptance.relay import failing

FULL = 150_000
"""Bytes that a file may have where the disk is full."""
NO_NAMES = """
import socket
def unknown(host, *_, **__):
    raise socket.gaierror(-3, "Temporary failure in name resolution")
socket.getaddrinfo = unknown
from crawler.cli import main
main()
"""


def heals(place: Place, undisturbed: Undisturbed, folder: Path) -> None:
    """The next run ends as if nothing had been."""
    with World.serve(name=WORLD) as served:
        done = Program(served, place).crawl()
    assert done.returncode == 0, done.stderr
    assert place.problems() == []
    assert place.released(folder / "release") == undisturbed.tables


def copied(undisturbed: Undisturbed, folder: Path) -> Place:
    shutil.copytree(undisturbed.place.folder, folder)
    return Place(folder, f"sqlite:///{folder / 'n.db'}")


def test_full_disk(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    with World.serve(name=WORLD) as served:
        done = Program(served, place, before=fill).crawl()
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert place.problems() == []
    heals(place, undisturbed, tmp_path)


def test_database_that_is_gone_in_the_middle(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)

    def lose() -> None:
        for path in place.folder.glob("n.db*"):
            path.unlink()

    with World.serve(name=WORLD) as served:
        done = Program(served, place).stopped_at(undisturbed.requests // 2, lose)
    assert done.returncode == 3
    assert "was removed or replaced while it was in use" in done.stderr
    shutil.copyfile(undisturbed.template, place.folder / "n.db")
    heals(place, undisturbed, tmp_path)


def test_archive_that_lost_its_end(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = copied(undisturbed, tmp_path / "data")
    path = place.folder / "archive" / "nianbao-00001.warc.gz"
    whole = path.read_bytes()
    cut = random.randrange(len(whole) // 2, len(whole) - 1)
    print(f"cut at {cut} of {len(whole)}")
    path.write_bytes(whole[:cut])
    lost = place.problems()
    assert lost and all("cannot be read" in problem for problem in lost)
    heals(place, undisturbed, tmp_path)
    with path.open("rb") as file:
        *_, (offset, length, _) = scan(file, 0)
    assert offset + length == path.stat().st_size, "no torn record is left"


def test_archive_that_is_damaged_inside(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = copied(undisturbed, tmp_path / "data")
    with Corpus.open(place.db) as corpus, reading(corpus.engine) as connection:
        one = connection.execute(select(Document).order_by(Document.archive_offset).limit(1)).one()
    path = place.folder / "archive" / one.archive_file
    spoilt = bytearray(path.read_bytes())
    spoilt[one.archive_offset + one.archive_length // 2] ^= 0xFF
    path.write_bytes(spoilt)
    with World.serve(name=WORLD) as served:
        repaired = Program(served, place).run("db", "repair")
    assert repaired.returncode == 1
    assert repaired.stdout.startswith(one.sha256), "what waits to be fetched again is named"
    heals(place, undisturbed, tmp_path)


def test_network_that_cuts_answers_and_hangs(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)
    with World.serve(name=WORLD) as served, failing(served.proxy_url, 7, 60_000, 0.1) as relay:
        done = Program(served, place, relay.url, {"NIANBAO_TIMEOUT": "1"}).crawl()
    assert done.returncode in (0, 1), done.stderr
    assert relay.done["cut"] and relay.done["half-open"]
    with Corpus.open(place.db) as corpus, reading(corpus.engine) as connection:
        met = set(connection.execute(select(FetchRow.failure).distinct()).scalars()) - {None}
    assert met and met <= {"tcp", "timeout", "bad_content"}
    heals(place, undisturbed, tmp_path)


def test_names_that_cannot_be_resolved(undisturbed: Undisturbed, tmp_path: Path) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)
    with World.serve(name=WORLD) as served:
        command = (sys.executable, "-c", NO_NAMES)
        done = Program(served, place, None, command=command).crawl()
        assert not served.requests
    assert done.returncode == 3, "nothing could be done"
    assert place.failures() == {"dns"}
    heals(place, undisturbed, tmp_path)

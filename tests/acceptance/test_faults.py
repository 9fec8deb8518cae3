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
ONLY_FETCH = {"NIANBAO_WORKERS": "0"}
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


def test_one_run_heals_what_one_fault_after_the_other_has_left(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    place = Place.made(tmp_path / "data", undisturbed.template)
    database_is_removed(place, undisturbed)
    shutil.copyfile(undisturbed.template, place.folder / "n.db")
    names_are_not_resolved(place)
    disk_is_full(place)
    network_cuts_and_hangs(place)
    heals(place, undisturbed, tmp_path)


def database_is_removed(place: Place, undisturbed: Undisturbed) -> None:
    def remove() -> None:
        for path in place.folder.glob("n.db*"):
            path.unlink()

    with World.serve(name=WORLD) as served:
        program = Program(served, place, more=ONLY_FETCH)
        done = program.stopped_at(undisturbed.requests // 2, remove)
    assert done.returncode == 3
    assert "was removed or replaced while it was in use" in done.stderr


def disk_is_full(place: Place) -> None:
    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))

    with World.serve(name=WORLD) as served:
        done = Program(served, place, more=ONLY_FETCH, before=fill).crawl()
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert place.problems() == []


def names_are_not_resolved(place: Place) -> None:
    with World.serve(name=WORLD) as served:
        done = Program(served, place, None, ONLY_FETCH, (sys.executable, "-c", NO_NAMES)).crawl()
        assert not served.requests
    assert done.returncode == 3, "nothing could be done"
    assert place.failures() == {"dns"}


def network_cuts_and_hangs(place: Place) -> None:
    with World.serve(name=WORLD) as served, failing(served.proxy_url, 7, 60_000, 0.1) as relay:
        done = Program(served, place, relay.url, ONLY_FETCH | {"NIANBAO_TIMEOUT": "1"}).crawl()
    assert done.returncode in (0, 1), done.stderr
    assert relay.done["cut"] and relay.done["half-open"]
    with Corpus.open(place.db) as corpus, reading(corpus.engine) as connection:
        met = set(connection.execute(select(FetchRow.failure).distinct()).scalars()) - {None, "dns"}
    assert met and met <= {"tcp", "timeout", "bad_content"}


def test_archive_that_is_damaged_inside_and_lost_its_end(undisturbed: Undisturbed, tmp_path: Path) -> None:
    shutil.copytree(undisturbed.place.folder, tmp_path / "data")
    place = Place(tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'n.db'}")
    with Corpus.open(place.db) as corpus, reading(corpus.engine) as connection:
        first = connection.execute(select(Document).order_by(Document.archive_offset).limit(1)).one()
    path = place.folder / "archive" / first.archive_file
    whole = bytearray(path.read_bytes())
    whole[first.archive_offset + first.archive_length // 2] ^= 0xFF
    cut = random.randrange(len(whole) // 2, len(whole) - 1)
    print(f"cut at {cut} of {len(whole)}")
    path.write_bytes(whole[:cut])
    lost = place.problems()
    assert len(lost) > 1 and all("cannot be read" in problem for problem in lost)
    heals(place, undisturbed, tmp_path)
    behind = first.archive_offset + first.archive_length
    with path.open("rb") as file:
        *_, (offset, length, _) = scan(file, behind)
    assert offset + length == path.stat().st_size, "no torn record is left"

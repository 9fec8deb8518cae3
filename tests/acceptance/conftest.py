"""An undisturbed crawl of a small world, which disturbed ones are compared with."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.replica.world import World
from models.corpus import Corpus
from tests.acceptance.durable import WORLD, Place, Program


@dataclass(frozen=True)
class Undisturbed:
    """An empty database to begin with, and what a crawl makes of it."""

    template: Path
    place: Place
    tables: dict[str, list[dict[str, str]]]
    requests: int
    seconds: float
    """How long it took on this machine."""


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Crawl the small world once."""
    folder = tmp_path_factory.mktemp("undisturbed")
    template = folder / "empty.db"
    Corpus.open(f"sqlite:///{template}", create=True).close()
    place = Place.made(folder / "data", template)
    with World.serve(name=WORLD) as served:
        began = time.monotonic()
        done = Program(served, place).crawl()
        seconds = time.monotonic() - began
        requests = len(served.requests)
    assert done.returncode == 0, done.stderr
    assert place.problems() == []
    tables = place.released(folder / "release")
    assert len(tables["reports"]) == len(World.load(name=WORLD).truth())
    return Undisturbed(template, place, tables, requests, seconds)

"""An undisturbed crawl of a small world, which disturbed ones are compared with."""

from __future__ import annotations

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


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Crawl the small world once."""
    folder = tmp_path_factory.mktemp("undisturbed")
    template = folder / "empty.db"
    Corpus.open(f"sqlite:///{template}", create=True).close()
    place = Place.made(folder / "data", template)
    with World.serve(name=WORLD) as served:
        done = Program(served, place).crawl()
        requests = len(served.requests)
    assert done.returncode == 0, done.stderr
    assert place.problems() == []
    tables = place.released(folder / "release")
    assert len(tables["reports"]) == len(World.load(name=WORLD).truth())
    return Undisturbed(template, place, tables, requests)

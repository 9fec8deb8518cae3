"""Every test of the corpus runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.corpus import Corpus
from models.database import parse_url
from tests.models.givens import NOON, REGISTRY, VillageResolver
from tests.models.history import HISTORY, play, released
from tests.postgres import new_database, passing_database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty corpus with the small registry, to be copied."""
    path = tmp_path_factory.mktemp("template") / "corpus.db"
    Corpus.open(f"sqlite:///{path}", create=True, registry=REGISTRY).close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Name of an empty corpus with the small registry, to be copied."""
    url = new_database(postgres, None)
    Corpus.open(url, create=True, registry=REGISTRY).close()
    return str(parse_url(url).database)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of an empty corpus in a file of its own."""
    shutil.copyfile(sqlite_template, tmp_path / "corpus.db")
    return f"sqlite:///{tmp_path / 'corpus.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty corpus on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
    else:
        template = request.getfixturevalue("postgres_template")
        yield from passing_database(request.getfixturevalue("postgres"), template)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'corpus.db'}"
    else:
        yield from passing_database(request.getfixturevalue("postgres"), None)


@pytest.fixture
def opened() -> Iterator[Callable[..., Corpus]]:
    """Opens corpora with the small resolver and a standing clock, and closes them after the test."""
    corpora: list[Corpus] = []

    def open_corpus(url: str, resolver: VillageResolver | None = None) -> Corpus:
        corpora.append(Corpus.open(url, resolver=resolver or VillageResolver(), clock=lambda: NOON))
        return corpora[-1]

    yield open_corpus
    for corpus in corpora:
        corpus.close()


@pytest.fixture(scope="session")
def expected(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The release of the whole history, told once in its own order without a stop."""
    folder = tmp_path_factory.mktemp("expected")
    shutil.copyfile(sqlite_template, folder / "corpus.db")
    with Corpus.open(f"sqlite:///{folder / 'corpus.db'}", resolver=VillageResolver()) as corpus:
        play(corpus, list(HISTORY), 0)
        return released(corpus, folder / "release")


@pytest.fixture
def corpus(url: str, opened: Callable[..., Corpus]) -> Corpus:
    """An empty corpus on either database."""
    return opened(url)

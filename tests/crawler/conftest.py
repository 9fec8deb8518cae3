"""What the tests of the engine share: report pages with known figures and an empty corpus."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.replica.exchange import Request
from crawler.replica.truth import TrueReport
from crawler.replica.world import World
from models.corpus import Corpus


@pytest.fixture(scope="session")
def report_pages() -> list[tuple[str, bytes, TrueReport]]:
    """Address, page and truth of a few reports that stand at one address each."""
    world = World.load()
    found = []
    for report in world.truth():
        if report.carrier != "html" or len(report.urls) > 1 or report.texts > 1:
            continue
        parts = urlsplit(report.urls[0])
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        reply = world.portals[parts.netloc].answer(Request(parts.scheme, parts.netloc, "GET", target))
        if reply.status == 200:
            found.append((report.urls[0], reply.body, report))
        if len(found) == 4:
            break
    return found


@pytest.fixture(scope="session")
def corpus_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty corpus: making one takes seconds, a copy takes none."""
    path = tmp_path_factory.mktemp("corpus") / "n.db"
    Corpus.open(f"sqlite:///{path}", create=True).close()
    return path.read_bytes()


@pytest.fixture
def db(tmp_path: Path, corpus_template: bytes) -> str:
    """Address of an empty corpus."""
    (tmp_path / "n.db").write_bytes(corpus_template)
    return f"sqlite:///{tmp_path}/n.db"

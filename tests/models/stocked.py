"""The history of `tests.models.history` with its originals in a true archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawler.archive import Archive
from crawler.config import Config
from crawler.warcrecord import Capture
from models.corpus import Corpus
from models.facts import Fetch
from tests.models.givens import NOON, VillageResolver, found, sha
from tests.models.history import HISTORY


def stock(config: Config) -> None:
    """Tell the whole history; each document's original is its name, so that its digest is true."""
    with (
        Corpus.open(config.db, resolver=VillageResolver(), clock=lambda: NOON) as corpus,
        Archive.open(config.archive) as archive,
    ):
        run = corpus.begin_run("crawl", {})
        for name, (words, record) in HISTORY.items():
            facts = found(name, run.id, **words)
            url = next(fact.url for fact in facts if isinstance(fact, Fetch))
            (ref,) = archive.append([Capture(url, NOON, 200, (), name.encode(), sha(name))])
            corpus.record([replace(fact, archive=ref) if isinstance(fact, Fetch) else fact for fact in facts])
            corpus.store_reading(sha(name), record, "1")


def problems(config: Config) -> list[str]:
    """What `db check` finds."""
    import hashlib

    from crawler.archive import read_original
    from models.integrity import check_integrity

    with Corpus.open(config.db, resolver=VillageResolver()) as corpus:
        return [
            f"{problem.what} {problem.where} {problem.detail}"
            for problem in check_integrity(
                corpus,
                lambda ref: read_original(config.archive, ref).payload,
                lambda body: hashlib.sha256(body).hexdigest(),
            )
        ]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

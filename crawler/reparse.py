"""Parse archived originals again and tell what changed; the archive is the truth, records are derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.archive_lock import shared
from crawler.config import Config
from crawler.jobs import ParseFault, ParsePool, limits_of, parse_job
from crawler.readings import job_of
from models.corpus import Corpus
from models.facts import ChangedFigure
from parsers.parse import PARSER_VERSION


@dataclass(frozen=True, slots=True)
class Reparsed:
    """One document parsed again: the figures that changed, or why it could not be parsed."""

    source: str
    changes: tuple[ChangedFigure, ...] = ()
    fault: str | None = None


def reparse(
    corpus: Corpus, config: Config, conditions: Mapping[str, Any], dry_run: bool
) -> Iterator[Reparsed]:
    """Parse the documents that meet `conditions` again; without `dry_run` the new readings are stored.

    A document that cannot be parsed keeps the reading it had.
    """
    jobs = (job_of(document, config) for document in list(corpus.documents(**conditions)))
    with shared(config.archive), ParsePool(config.workers, limits_of(config), parse_job) as pool:
        for job, reading in pool.run(jobs):
            if isinstance(reading, ParseFault):
                yield Reparsed(job.source, fault=f"{reading.failure.value}: {reading.detail}")
                continue
            changes = tuple(corpus.compare_reading(job.key, reading))
            if not dry_run:
                corpus.store_reading(job.key, reading, PARSER_VERSION)
            yield Reparsed(job.source, changes)

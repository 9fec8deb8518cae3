"""What all verbs share: options, words for a person on stderr, results on stdout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.config import Config
from crawler.jsonlines import json_text
from crawler.printable import printable

Db = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="Database [env NIANBAO_DB; default sqlite:///data/nianbao.db]."),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the archive [env NIANBAO_DATA; default data]."),
]


class UsageError(ValueError):
    """A command line that cannot be meant; the message is a sentence for a person."""


def say(text: str) -> None:
    """Words for a person: stderr. What bad input says is quoted in them, so nothing may steer a terminal."""
    print(*map(printable, text.split("\n")), sep="\n", file=sys.stderr, flush=True)


def log_warnings() -> None:
    """Send warnings to stderr; Scrapy opens the root logger, so the handler holds the level."""
    import logging

    from crawler.jsonlogs import handler

    warnings = handler()
    warnings.setLevel(logging.WARNING)
    logging.getLogger().addHandler(warnings)


def emit(plain: Any, pretty: bool = False) -> None:
    """One JSON object to stdout: a line, or indented where a person reads it."""
    sys.stdout.write(json_text(plain, pretty) + "\n")


def config_of(db: str | None = None, data: Path | None = None, **options: Any) -> Config:
    """Configuration from the environment and the options given."""
    return Config.from_env().with_options(db=db, data=data, **options)


def years_of(text: str | None) -> tuple[int, int] | None:
    """Read `2023` or `2021-2024`; raises UsageError."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    if not (first.isascii() and first.isdigit() and len(first) == 4) or (
        last and not (last.isascii() and last.isdigit() and len(last) == 4)
    ):
        raise UsageError(f"--year takes a year or a span like 2021-2024, not {text!r}")
    span = int(first), int(last or first)
    if span[0] > span[1]:
        raise UsageError(f"--year: {span[0]} is later than {span[1]}")
    return span


def open_corpus(config: Config) -> Any:
    """Open the database, which must exist."""
    from models.corpus import Corpus

    return Corpus.open(config.db)

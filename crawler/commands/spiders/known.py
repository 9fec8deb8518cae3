"""What the database knows of sources, for verbs that do without one as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from crawler.commands.console import say

if TYPE_CHECKING:
    from crawler.config import Config
    from models.corpus import Corpus

Answer = TypeVar("Answer")


def asked_of_corpus(config: Config, question: Callable[[Corpus], Answer]) -> Answer | None:
    """The answer of the database; None where there is none yet, or (with a sentence) where it is not read."""
    from models.corpus import Corpus, CorpusError
    from models.database import parse_url, sqlite_path

    path = sqlite_path(parse_url(config.db))
    if path is not None and not path.is_file():
        return None
    try:
        with Corpus.open(config.db) as corpus:
            return question(corpus)
    except CorpusError as error:
        say(f"without the database: {error}")
        return None

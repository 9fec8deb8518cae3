"""Times of a run that never go back: what a page shows now must not be dated before what it showed last.

A clock that was set back between two runs or during one (an empty battery, a wrong time server) would make a
corrected report the older of two. So what a run stores is dated from the last thing that the corpus knows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from models.corpus import Corpus
from models.facts import Fact, PortalFact

logger = logging.getLogger(__name__)

_SLACK = timedelta(seconds=1)
"""A clock that is put right little by little goes back by less."""

_AFTER = timedelta(microseconds=1)


class DatedCorpus:
    """Stores the facts of one run; where the clock was set back, their times are put right."""

    def __init__(self, corpus: Corpus, clock: Callable[[], datetime]) -> None:
        self._corpus = corpus
        self._clock = clock
        self._latest = corpus.last_moment() or clock()
        self._behind = timedelta(0)

    def record(self, facts: Sequence[Fact]) -> None:
        """Store facts in one transaction."""
        if behind := self._how_far_behind():
            facts = [
                fact if isinstance(fact, PortalFact) else replace(fact, at=fact.at + behind) for fact in facts
            ]
        self._corpus.record(facts)

    def _how_far_behind(self) -> timedelta:
        """What the clock lacks: it goes on from the last known time, as fast as it goes."""
        now = self._clock() + self._behind
        if now < self._latest - _SLACK:
            logger.warning(
                "the clock shows %s, but %s was known already: what comes is dated from there on",
                now.isoformat(timespec="seconds"),
                self._latest.isoformat(timespec="seconds"),
            )
            self._behind += self._latest + _AFTER - now
            now = self._latest + _AFTER
        self._latest = max(self._latest, now)
        return self._behind

"""Exceptions that carry a failure class through Scrapy to the spider's errback."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from parsers.failures import Failure


class ObstacleError(IgnoreRequest):
    """A request that must not be made, or an answer that must not be used."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure.value}: {detail}")
        self.failure = failure
        self.detail = detail


class RunEnding(IgnoreRequest):
    """The run is coming to its end (budget spent, stop asked for): the request is left for another run."""

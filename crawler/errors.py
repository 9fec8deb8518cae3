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


def host_left_alone(failure: Failure, detail: str) -> ObstacleError:
    """The refusal of a request whose host has been stopped for the run."""
    return ObstacleError(failure, f"not asked, the host is left alone: {detail}")


class RunEnding(IgnoreRequest):
    """The run is coming to its end (budget spent, stop asked for): the request is left for another run."""

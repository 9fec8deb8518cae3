"""What is done about an answer that is not the page: wait and ask again, leave the host alone, or give up."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.errors import ObstacleError, RunEnding
from crawler.middlewares.addresses import PROBE, ROBOTS, VERDICT, host_of
from crawler.obstacles import Verdict
from crawler.outcomes import MAX_ATTEMPTS, RETRIED
from crawler.politeness import MAX_RETRY_AFTER, retry_after_seconds
from crawler.services import services_of
from parsers.failures import Failure

_ATTEMPT = "nianbao_attempt"
_UNANSWERED = frozenset({Failure.TIMEOUT, Failure.TCP})
_REFUSALS = frozenset({Failure.FORBIDDEN, Failure.GEO_BLOCKED})


class ObstacleMiddleware:
    """Acts on the verdict of the recorder. Spiders get pages, ObstacleError, or HttpError for 404 and 410."""

    def __init__(self, crawler: Crawler) -> None:
        self._services = services_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ObstacleMiddleware:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Pass a good page on; retry or raise ObstacleError for the rest."""
        verdict: Verdict | None = request.meta.pop(VERDICT, None)
        if verdict is None or verdict[0] is Failure.GONE or PROBE in request.meta:
            return response
        failure, detail = verdict
        if ROBOTS in request.meta and (
            failure not in RETRIED or request.meta.get(_ATTEMPT, 1) >= MAX_ATTEMPTS
        ):
            return response
        host = host_of(request)
        if failure is Failure.CHALLENGE and response.headers.get("Set-Cookie"):
            # The first answer of some portals only sets a cookie; asking once more is what any client does.
            plain = response.status == 521 or (response.status == 200 and "$_ts" not in detail)
            if plain and request.meta.get(_ATTEMPT, 1) == 1:
                return _again(request)
        elif failure is Failure.CAPTCHA:
            self._services.turns.stop_host(host, failure, detail)
        elif failure in _REFUSALS:
            self._services.turns.count_refusal(host, failure, detail)
        elif failure is Failure.RATE_LIMITED:
            self._wait_as_asked(host, response, detail)
        return self._retry(request, failure, detail)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Retry what another attempt may mend; everything else leaves with its class."""
        if isinstance(exception, RunEnding) or PROBE in request.meta:
            return None
        verdict: Verdict | None = request.meta.pop(VERDICT, None)
        if isinstance(exception, ObstacleError) or verdict is None:
            return None
        return self._retry(request, *verdict)

    def _retry(self, request: Request, failure: Failure, detail: str) -> Request:
        attempt = request.meta.get(_ATTEMPT, 1)
        host = host_of(request)
        if failure in RETRIED and attempt < MAX_ATTEMPTS and self._services.turns.stopped(host) is None:
            self._services.turns.back_off(host, attempt)
            self._services.counts.add("retries")
            return _again(request)
        if failure in _UNANSWERED:
            self._services.turns.count_unanswered(host, failure, detail)
        raise ObstacleError(failure, detail)

    def _wait_as_asked(self, host: str, response: Response, detail: str) -> None:
        asked = retry_after_seconds((response.headers.get("Retry-After") or b"").decode("latin-1"))
        turns = self._services.turns
        turns.slow_down(host)
        if asked is not None and asked > MAX_RETRY_AFTER:
            turns.stop_host(host, Failure.RATE_LIMITED, f"asks for a pause of {asked:.0f} s; {detail}")
        elif asked is not None:
            turns.hold(host, asked)


def _again(request: Request) -> Request:
    again = request.copy()
    again.dont_filter = True
    again.meta[_ATTEMPT] = request.meta.get(_ATTEMPT, 1) + 1
    return again

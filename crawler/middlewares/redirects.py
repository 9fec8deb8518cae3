"""Redirects, with a failure class for those that lead nowhere."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.errors import ObstacleError
from parsers.failures import Failure


class EndingRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects; a chain that does not end is `redirect_shell`."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Follow a redirect; raises ObstacleError for one to no address, and where they do not end."""
        try:
            return super().process_response(request, response)
        except ValueError as error:
            place = (response.headers.get("Location") or b"").decode("latin-1")
            raise ObstacleError(Failure.REDIRECT_SHELL, f"leads to {place[:200]!r}: {error}") from error
        except IgnoreRequest as error:
            hops = len(request.meta.get("redirect_urls", ())) + 1
            raise ObstacleError(Failure.REDIRECT_SHELL, f"{hops} redirects one after the other") from error

"""Scrapy's log lines without the noise: what happens to a page is in the fetch table, not in the log."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Download errors are data of the run and are logged for debugging only, good pages and items never."""

    def crawled(self, *args: Any, **kwargs: Any) -> Any:
        """Log nothing: a record that no handler shows would be built for every page."""
        return None

    def scraped(self, *args: Any, **kwargs: Any) -> Any:
        """Log nothing, for the same reason."""
        return None

    def download_error(self, *args: Any, **kwargs: Any) -> Any:
        """Log a failed download at debug level."""
        return {**super().download_error(*args, **kwargs), "level": logging.DEBUG}

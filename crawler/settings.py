"""Scrapy's settings: everything that is open by default and that a crawl does not need is closed.

What a person configures is in `crawler.config`; `scrapy_settings` joins the two.
"""

from __future__ import annotations

from typing import Any

from crawler import __version__
from crawler.config import Config

BOT_NAME = "nianbao"

# No code execution or consoles over the network, no files of this machine, no other protocols.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.handler.PoliteHandler",
    "https": "crawler.handler.PoliteHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"

# Bounds of a response and of a walk.
DOWNLOAD_WARNSIZE = 20 * 1024 * 1024
DOWNLOAD_FAIL_ON_DATALOSS = True
# Each page of a list lies one deeper than the one before it: a limit would cut long lists off without a word.
# `spiders.visits`, `spiders.walks` and `crawler.politeness` end what has no end, and say so.
DEPTH_LIMIT = 0
REDIRECT_MAX_TIMES = 5
# Scrapy would leave longer addresses out without a word; `crawler.guard` refuses them, and that is noted.
URLLENGTH_LIMIT = 0

# Robots, retries, redirect shells, compression and proxies have middlewares of our own.
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
METAREFRESH_ENABLED = False
COMPRESSION_ENABLED = False
HTTPPROXY_ENABLED = True
COOKIES_ENABLED = True
AUTOTHROTTLE_ENABLED = False

# One request at a time and host, by the scheduler; the gap between two and the number of hosts that are asked
# at once are kept by `crawler.politeness` across spiders. No limit here: requests that wait for the turn of
# their host would fill the places of the others.
SCHEDULER = "crawler.scheduler.HostScheduler"
CONCURRENT_REQUESTS = 0
# Scrapy starts so many tasks for each callback, whatever it yields: the default of 100 costs 2 ms a page.
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0

# What Scrapy counts and checks for itself costs half a millisecond a page; the fetch table knows more.
DOWNLOADER_STATS = False
WARN_ON_GENERATOR_RETURN_VALUE = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    # spider side
    "crawler.middlewares.admission.AdmissionMiddleware": 50,
    "crawler.middlewares.replay.ReplayMiddleware": 60,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.EndingRedirectMiddleware": 600,
    "crawler.middlewares.obstacles.ObstacleMiddleware": 640,
    "crawler.middlewares.cookies.OfflineCookies": 700,
    "crawler.middlewares.proxy.ConfiguredProxyMiddleware": 750,
    "crawler.middlewares.replay.UnchangedMiddleware": 800,
    "crawler.middlewares.recorder.RecorderMiddleware": 905,
    # network side
}
ITEM_PIPELINES = {"crawler.pipelines.StorePipeline": 100}
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
}

# Pages in the browser: what is theirs to ask goes through `crawler.browser.gate`, headers and all.
PLAYWRIGHT_BROWSER_PROVIDER = "crawler.browser.launching.Provider"
PLAYWRIGHT_PROCESS_REQUEST_HEADERS = None
PLAYWRIGHT_MAX_PAGES_PER_CONTEXT = 1
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 30_000

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
LOG_FORMATTER = "crawler.logformat.QuietFormatter"
STATS_DUMP = False
LOG_INSTALL_ROOT_HANDLER = False


def user_agent(contact: str) -> str:
    """The honest name of this crawler, with the operator's address where one is configured."""
    reach = f"; contact: {contact}" if contact else ""
    return f"nianbao/{__version__} (archive of government annual reports{reach})"


def scrapy_settings(config: Config) -> dict[str, Any]:
    """All settings of one run."""
    own = {name: value for name, value in globals().items() if name.isupper()}
    return own | {
        "USER_AGENT": user_agent(config.contact),
        "DOWNLOAD_TIMEOUT": config.timeout,
        "DOWNLOAD_MAXSIZE": config.max_size,
    }

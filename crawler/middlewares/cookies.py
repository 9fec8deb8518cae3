"""Scrapy's cookies without its call home: the list of public suffixes is the one inside tldextract.

Scrapy's own extractor asks publicsuffix.org and GitHub at the first cookie, past proxies, guard and robots,
and keeps the answer in the user's cache folder.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from tldextract import TLDExtract

cookies._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class OfflineCookies(CookiesMiddleware):
    """Scrapy's cookies; one for a public suffix (`gov.cn`) is refused, by a list that needs no network."""

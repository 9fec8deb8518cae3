"""A portal that no province lists: its address is given on the command line."""

from __future__ import annotations

from spiders.crawling import PortalSpider


class AnySpider(PortalSpider):
    """任意网站: crawls the portals whose addresses are given."""

    name = "any"

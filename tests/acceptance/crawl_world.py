"""Crawl the portals of a world, or of one data file of it, in a process of its own: the child of a test."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.commands.demo import order_of
from crawler.crawl import crawl
from crawler.jsonlines import json_text
from crawler.replica.world import World
from tests.acceptance.crawl_replica import config_of


def main(world: str, proxy_url: str, ca_file: str, data: str) -> None:
    """Crawl into `data` through the proxy and print the summary."""
    config = config_of(proxy_url, ca_file, Path(data))
    print(json_text(crawl(config, order_of(World.load(name=world))).to_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])

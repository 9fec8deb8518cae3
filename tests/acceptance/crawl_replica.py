"""Crawl the replica portals that another process serves; run as a child that may be killed at any time."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from crawler.commands.demo import order_of
from crawler.config import Config
from crawler.crawl import crawl
from crawler.replica.world import World


def config_of(proxy_url: str, ca_file: str, folder: Path) -> Config:
    """Keep everything in a folder, ask through the proxy, as fast as the hosts allow."""
    return Config(
        db=f"sqlite:///{folder / 'nianbao.db'}",
        data=folder,
        delay=0.0,
        concurrency=8,
        ca_file=Path(ca_file),
        http_proxy=proxy_url,
        https_proxy=proxy_url,
    )


def main(proxy_url: str, ca_file: str, data: str, *hosts: str) -> None:
    """Crawl into `data` through the proxy: the portals of these hosts, all where none is named."""
    config = config_of(proxy_url, ca_file, Path(data))
    order = order_of(World.load())
    given = tuple(url for url in order.urls if urlsplit(url).hostname in hosts)
    summary = crawl(config, replace(order, urls=given, hosts=frozenset(hosts)) if hosts else order)
    print(summary.to_json())


if __name__ == "__main__":
    main(*sys.argv[1:])

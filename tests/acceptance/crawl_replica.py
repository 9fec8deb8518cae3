"""Crawl the replica portals that another process serves; run as a child that may be killed at any time."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.commands.demo import order_of
from crawler.config import Config
from crawler.crawl import crawl
from crawler.replica.world import World


def main(proxy_url: str, ca_file: str, data: str) -> None:
    """Crawl into `data` through the proxy."""
    folder = Path(data)
    config = Config(
        db=f"sqlite:///{folder / 'nianbao.db'}",
        data=folder,
        delay=0.0,
        concurrency=8,
        ca_file=Path(ca_file),
        http_proxy=proxy_url,
        https_proxy=proxy_url,
    )
    summary = crawl(config, order_of(World.load()))
    print(summary.to_json())


if __name__ == "__main__":
    main(*sys.argv[1:])

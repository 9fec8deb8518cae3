"""What every pass needs, loaded by importing this in the process that passes are forked from: spiders, the
registry of portals, the parts that Scrapy's settings name. No reactor: every pass installs its own."""

from __future__ import annotations

from importlib import import_module

from crawler import settings
from spiders import registry
from spiders.base import load_spiders

for _part in (
    *(name for name, order in settings.DOWNLOADER_MIDDLEWARES.items() if order is not None),
    *settings.ITEM_PIPELINES,
    *filter(None, settings.DOWNLOAD_HANDLERS.values()),
    settings.SCHEDULER,
    settings.TWISTED_DNS_RESOLVER,
):
    import_module(_part.rpartition(".")[0])
load_spiders()
registry.spider_of_host("")

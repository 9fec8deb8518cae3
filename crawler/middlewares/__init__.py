"""Scrapy's downloader middlewares, one subject each; `crawler.settings` fixes their order."""

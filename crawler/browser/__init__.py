"""Pages that only scripts can show: Chromium, which asks the network for nothing itself.

Every request of a page is taken from the browser and made by the crawl's own downloader, so that guard,
robots, turns of the hosts, proxy, certificates, archive and budget are the same for it (`gate`). The browser
has no network of its own where the system permits that, and finds no way into one elsewhere (`launching`).
"""

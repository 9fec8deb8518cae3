"""Epoint (徐州, 丹东): lists from a service that wants a site's id, which stands in a script of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.pages import Page
from spiders.platforms.calls import quoted
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.platforms.served import Served
from spiders.platforms.services import Service, request_for, setting

_SETTINGS = re.compile(r"/js/webBuilderCommon\.js$")
_SETTINGS_LINK = re.compile(r"""["']([^"'\s<>]*/?webBuilderCommon\.js)(?:\?[^"'<>]*)?["']""")
_CATEGORY = ("categorynum", "categoryNum", "CategoryNum")
_ORGAN = ("deptcode", "deptCode")
_SITE = ("siteGuid", "siteguid")


class Epoint(Served):
    """Adapter of Epoint. Pages of its service are counted from 0."""

    name = "epoint"
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = (
        (re.compile(r"webBuilderCommon\.js"), "webBuilderCommon.js in the page"),
        (re.compile("/EWB-FRONT/"), "/EWB-FRONT/ in the page"),
        (re.compile(r"/govInfoPub(?:right)?\.html"), "address of the form govInfoPub.html"),
    )
    services: ClassVar[tuple[Service, ...]] = (
        Service(
            re.compile(r"/rest/\w+/getgovinfolist$", re.IGNORECASE),
            number="pageIndex",
            size="pageSize",
            first=0,
            method="JSON",
            needs={"categorynum": _CATEGORY, "siteGuid": _SITE},
            may={"deptcode": _ORGAN},
            default_path="/EWB-FRONT/rest/lightfrontaction/getgovinfolist",
        ),
    )

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the service; where the page does not hold the site's id, ask for the script that does.

        The column's own settings go along in the fragment of that script's address: no server sees them.
        """
        if _SETTINGS.search(urlsplit(page.url).path):
            written = dict(parse_qsl(urlsplit(page.url).fragment)).get("service", "")
            known = [
                replace(service, default_path=written or service.default_path) for service in self.services
            ]
            return More([made for service in known if (made := request_for(service, page))])
        more = super().more(page, walked)
        if more.requests or self.service_of(page.url):
            return more
        category = setting(page, page.html, _CATEGORY)
        if category and not walked.rows:
            kept = {"categorynum": category, "deptcode": setting(page, page.html, _ORGAN)}
            paths = [path for path, _, _ in quoted(page.html) if self.service_of(urljoin(page.base, path))]
            kept["service"] = next(iter(paths), "")
            link = _SETTINGS_LINK.search(page.html)
            script = urljoin(page.base, link[1] if link else "/js/webBuilderCommon.js")
            more.requests = [ListRequest(f"{script}#{urlencode(kept)}")]
        return more

    def is_list(self, page: Page) -> bool:
        """Whether the page is a list by its pager, or names the category of one."""
        fed = any(request_for(service, page) for service in self.services)
        return fed or "categorynum=" in page.url.lower() or super().is_list(page)

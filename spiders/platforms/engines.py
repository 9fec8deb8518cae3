"""Search engines behind lists of TRS and smaller makes: WAS5, IGS, column data, cmsweb, govsearch, gdnps."""

from __future__ import annotations

import re
from typing import ClassVar

from spiders.platforms.served import Served
from spiders.platforms.services import Service

_CHANNEL = ("channelId", "channelid", "CHANNELID")


class Engines(Served):
    """Adapter of pages whose list is the answer of a search engine; the page writes the engine's address."""

    name = "engines"
    services: ClassVar[tuple[Service, ...]] = (
        Service(
            re.compile(r"/igs/front/search/(?:publish/data/)?list\.html$"),
            number="pageNumber",
            size="pageSize",
            may={"siteId": ("siteId",)},
        ),
        Service(
            re.compile(r"/was5/web/search$"),
            number="page",
            size="prepage",
            needs={"channelid": _CHANNEL},
        ),
        Service(
            re.compile(r"/articleCommonController/lists\.do$"),
            number="page",
            size="pagesize",
            method="POST",
            may={"topic": ("topic",), "deptid": ("deptid",), "rdeptid": ("rdeptid",)},
        ),
        Service(
            re.compile(r"/publicInfo/searchFile$"),
            number="page",
            size="limit",
            may={"chanPath": ("chanPath",)},
        ),
        Service(
            re.compile(r"/govsearch/jsonp/\w+\.jsp$"),
            number="page",
            needs={"channelId": _CHANNEL},
            fixed={"callback": "result"},
        ),
        Service(
            re.compile(r"/gdnps/searchIndex\.jsp$"),
            number="goPage",
            size="pageSize",
            wrapped="params",
            fixed={"callback": "callback"},
        ),
    )
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
        (re.compile(mark), f"{words} in a script")
        for mark, words in (
            (r"/igs/front/search/", "IGS search engine"),
            (r"/was5/web/search", "WAS5 search engine"),
            (r"/articleCommonController/lists\.do", "list service of cmsweb"),
            (r"/publicInfo/searchFile", "list service publicInfo"),
            (r"/govsearch/jsonp/", "govsearch engine"),
            (r"/gdnps/searchIndex", "gdnps search engine"),
        )
    )

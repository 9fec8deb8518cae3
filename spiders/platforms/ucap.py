"""UCAP: static lists `name.shtml`, `name_2.shtml`, and the services that its script-fed lists come from."""

from __future__ import annotations

import re
from typing import ClassVar

from spiders.platforms.served import Served
from spiders.platforms.services import Service

_CHANNEL = ("channelId", "channelid", "channel_id")
_ORGAN = ("deptcode", "deptCode", "dept_code")


class Ucap(Served):
    """Adapter of UCAP. Page 2 of a static list is `_2`; services name their total `total` or `allRow`."""

    name = "ucap"
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = (
        (
            re.compile(r"(?i:ucap)(?:content|title|CONTENT|TITLE|-CONTENT)"),
            "element UCAPCONTENT or UCAPTITLE",
        ),
        (re.compile(r"_isAgg=|interfacesWeb|getFileListByCodeId"), "service of UCAP named in a script"),
        (re.compile(r"""name=["']?channelId["']?"""), "meta tag channelId"),
        (re.compile(r"/c\d{6,9}[a-z]?/[\w/-]*\.shtml"), "addresses of the form /c123456/….shtml"),
        (re.compile(r"\bcommon_(?:list|zfxxgknb)(?:_\d+)?\.shtml"), "list called common_list.shtml"),
    )
    services: ClassVar[tuple[Service, ...]] = (
        Service(
            re.compile(r"/(?:common/)?search(?:List)?/[0-9a-zA-Z]{6,}$"),
            number="page",
            size="_pageSize",
            fixed={
                "_isAgg": "true",
                "_isJson": "true",
                "_template": "index",
                "_rangeTimeGte": "",
                "_channelName": "",
            },
        ),
        Service(
            re.compile(r"/getFileListByCodeId$"),
            number="page",
            size="size",
            method="POST",
            needs={"channelId": _CHANNEL},
            may={"relateSubChannels": ("relateSubChannels",)},
        ),
        Service(
            re.compile(r"/interfacesWeb\w*/loadBmData$"),
            number="pageIndex",
            size="pageSize",
            method="POST",
            needs={"deptcode": _ORGAN},
            may={"channelId": _CHANNEL},
        ),
        Service(
            re.compile(r"/interfacesWeb\w*/loadDataByChannelId\w*$"),
            number="pageIndex",
            size="pageSize",
            method="POST",
            needs={"channelId": _CHANNEL},
            may={"deptCode": _ORGAN},
        ),
        Service(
            re.compile(r"/u/search/list/\w+$"),
            number="page",
            size="pageSize",
        ),
    )

"""UCAP: static lists `name.shtml`, `name_2.shtml`, and the services that its script-fed lists come from."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from spiders.lists import Row
from spiders.names import is_column_label
from spiders.pages import Page, text_of
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.platforms.served import Served
from spiders.platforms.services import Service, request_for, setting

_CHANNEL = ("channelId", "channelid", "channel_id")
_ORGAN = ("deptcode", "deptCode", "dept_code")
_ID = re.compile(r"[0-9a-f]{32}|c?\d{5,9}[a-z]?")
_LONG_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_NAMED_ID = re.compile(r"channel|column|code|^(?:data-)?(?:id|val|value)$", re.IGNORECASE)
_STATIC = re.compile(r"(?P<name>.*/[A-Za-z][\w-]*)(?P<suffix>\.s?html)$")
_STATED = re.compile(
    r"\b(?:totalCount|totalRecords?|recordCount|totalRows?|rowCount)[\"']?\s*[:=]\s*[\"']?([1-9]\d*)"
)
_SIZED = re.compile(r"\b(?:pageSize|perPage|pageRows)\b", re.IGNORECASE)
_MOST_PAGES = 2000
_CHANNELS = re.compile(r"/(?:common/)?getChannelList$")
_ASKED_CHANNELS = re.compile(r"""["'`]([^"'`\s<>]*/getChannelList)[^"'`\s<>]*["'`]""")
_SEARCH = "/common/search/"
_SEARCH_FIXED = {
    "_isAgg": "true",
    "_isJson": "true",
    "_template": "index",
    "_rangeTimeGte": "",
    "_channelName": "",
}


class Ucap(Served):
    """Adapter of UCAP. Page 2 of a static list is `_2`; services name their total `total` or `allRow`."""

    name = "ucap"
    marks: ClassVar[tuple[tuple[re.Pattern[str], str], ...]] = (
        (
            re.compile(r"(?i:ucap)(?:content|title|CONTENT|TITLE|-CONTENT)"),
            "element UCAPCONTENT or UCAPTITLE",
        ),
        (
            re.compile(r"\b_isAgg\b|interfacesWeb|getFileListByCodeId|getChannelList\b|/u/search/list/"),
            "service of UCAP named in a script",
        ),
        (re.compile(r"""name=["']?channelId["']?"""), "meta tag channelId"),
        (re.compile(r"/c\d{6,9}[a-z]?/[\w/-]*\.shtml"), "addresses of the form /c123456/….shtml"),
        (re.compile(r"\bcommon_(?:list|zfxxgknb)(?:_\d+)?\.shtml"), "list called common_list.shtml"),
        (re.compile(r"/\d{6}/(?:[0-9a-f]{32}|c\d\d_\d+)\.shtml"), "articles of the form /202501/….shtml"),
    )
    services: ClassVar[tuple[Service, ...]] = (
        Service(
            re.compile(r"/(?:common/)?search(?:List)?/[0-9a-zA-Z]{6,}$"),
            number="page",
            size="_pageSize",
            fixed=_SEARCH_FIXED,
            stem=re.compile(r"/(?:common/)?search(?:List)?(?P<rest>/?(?:\$\{[^{}]*\})?)$"),
            last=_CHANNEL,
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
            stem=re.compile(r"/u/search/list(?P<rest>/?(?:\$\{[^{}]*\})?)$"),
            last=_CHANNEL,
        ),
    )

    def rows(self, page: Page) -> list[Row]:
        """Return the rows of a page or an answer; channels that a service names are columns among them."""
        if _CHANNELS.search(urlsplit(page.url).path):
            return [Row(_search(page, channel), name, name) for channel, name in _channels(page.json)]
        return super().rows(page)

    def more(self, page: Page, walked: Walked) -> More:
        """Ask the service; where the page names none, the one that names channels, or the usual search."""
        more = super().more(page, walked)
        if not more.requests and walked.pages == 1:
            more.requests = _numbered(page, more, walked.rows)
        if more.requests or walked.rows or walked.pages > 1 or self.service_of(page.url):
            return more
        if asked := _ASKED_CHANNELS.search(page.html):
            more.requests = [_channel_list(page, asked[1])]
            return more
        channel = _tab(page) or setting(page, page.html, _CHANNEL)
        if _ID.fullmatch(channel) and not more.rows:
            more.requests = [ListRequest(_search(page, channel))]
        return more

    def requests(self, page: Page) -> list[ListRequest]:
        """Return the requests of the services, for the channel of the tab that shows the report column."""
        tab = _tab(page)
        known = dict.fromkeys(_CHANNEL, tab) if tab else {}
        return [made for service in self.services if (made := request_for(service, page, known))]


def _numbered(page: Page, more: More, shown: int) -> list[ListRequest]:
    """The further pages of a static list that states how many rows it has, but links none of them."""
    stated = _STATED.search(page.html)
    if more.rows is None and stated and _SIZED.search(page.html):
        more.rows = int(stated[1])
    named = _STATIC.match(page.url.split("?")[0])
    if not (named and shown and more.rows and more.rows > shown):
        return []
    last = min(-(-more.rows // shown), _MOST_PAGES)
    return [ListRequest(f"{named['name']}_{number}{named['suffix']}") for number in range(2, last + 1)]


def _tab(page: Page) -> str:
    """The channel of the tab that the address names, else of the one that is named as a report column."""
    wanted = {value for _, value in parse_qsl(urlsplit(page.url).query) if value}
    named = ""
    for node in page.nodes:
        if not (channel := _channel_of(node.attrib)):
            continue
        if wanted.intersection(node.attrib.values()):
            return channel
        if not named and is_column_label(text_of(node)):
            named = channel
    for value in wanted:
        beside = re.search(
            rf"""["']?\b{re.escape(value)}\b["']?.{{1,80}}?["']([0-9a-f]{{32}})["']""", page.html
        )
        if beside:
            return beside[1]
    return named


def _channel_of(attributes: Any) -> str:
    """The id of a channel that an element keeps for a script."""
    for name, value in attributes.items():
        if _NAMED_ID.search(name) and _ID.fullmatch(value):
            return str(value)
        scripted = name == "onclick" or value.startswith("javascript:")
        if scripted and (found := _LONG_ID.search(value)):
            return found[0]
    return ""


def _search(page: Page, channel: str) -> str:
    query = urlencode({**_SEARCH_FIXED, "_pageSize": "15", "page": "1"})
    return str(urljoin(page.base, f"{_SEARCH}{channel}?{query}"))


def _channel_list(page: Page, path: str) -> ListRequest:
    """The request for the channels below the one that a page shows."""
    given = {name: setting(page, page.html, (name,)) for name in ("channelCode", "websiteCodeName")}
    return ListRequest(f"{urljoin(page.base, path)}?{urlencode({k: v for k, v in given.items() if v})}")


def _channels(value: Any) -> list[tuple[str, str]]:
    """Ids and names of the channels in an answer, those that hold others left out."""
    if isinstance(value, list):
        return [pair for one in value for pair in _channels(one)]
    if not isinstance(value, dict):
        return []
    below = [pair for held in value.values() for pair in _channels(held)]
    channel, name = value.get("channelId"), value.get("displayName") or value.get("channelName")
    own = [(channel, name)] if isinstance(channel, str) and isinstance(name, str) else []
    return below or own

"""Older dynamic lists (ASP.NET, JSP, Struts): the pager fills in a form of the page and sends it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from spiders.addresses import absolute
from spiders.pages import Node, Page
from spiders.platforms.generic import Generic
from spiders.platforms.protocol import ListRequest, More, Walked
from spiders.text import compact

_POST_BACK = re.compile(r"__doPostBack\(\s*'([^']+)'\s*,\s*'([^']*)'\s*\)")
_CALL = re.compile(
    r"^(?:javascript:|return\s)?\s*(?:next|page|goPage|gotoPage|toPage|turnPage)\(\s*'?(\d{1,4})'?\s*\)",
)
_NUMBER = re.compile(
    r"^(?:cpage|currentPage|currpage|cur_page|pageNo|pageNum|pageIndex|page)$", re.IGNORECASE
)
_NEXT = re.compile(r"^(?:下一?页|后一?页|后页)[>›»]*$")


class Forms(Generic):
    """Adapter of lists whose `next` is a script call that sends a form; page is asked for after page."""

    name = "forms"

    def recognise(self, page: Page) -> str | None:
        """Look for a `next` link that sends a form with the number of a page."""
        return "pager that sends a form" if _following(page) else None

    def more(self, page: Page, walked: Walked) -> More:
        """Return the next page: the form as this page holds it, with the number its pager would put in."""
        more = super().more(page, walked)
        following = _following(page)
        if following and walked.fresh:
            more.requests, more.alternatives = [following], []
        return more


def _following(page: Page) -> ListRequest | None:
    """The request that the `next` link of a page makes; None where there is no such link or form."""
    if "<form" not in page.html.lower():
        return None
    for node in page.nodes:
        if node.tag != "a" or not _NEXT.match(compact("".join(node.itertext()))):
            continue
        script = f"{node.get('onclick') or ''} {node.get('href') or ''}".strip()
        if back := _POST_BACK.search(script):
            form = _form_with(page, "__VIEWSTATE")
            fields = {"__EVENTTARGET": back[1], "__EVENTARGUMENT": back[2]}
        elif call := _CALL.match(script):
            form, fields = _form_with(page, _NUMBER), {"": call[1]}
        else:
            continue
        if form is not None:
            return _sent(page, form, fields)
    return None


def _form_with(page: Page, name: str | re.Pattern[str]) -> Node | None:
    """The form that has a field of the name."""
    for node in page.nodes:
        if node.tag == "form":
            names = [field.get("name") or "" for field in node.iter("input")]
            if name in names if isinstance(name, str) else any(name.match(one) for one in names):
                return node
    return None


def _sent(page: Page, form: Node, fields: dict[str, str]) -> ListRequest | None:
    """The request that sends a form; a field without name goes to the form's field for the page number."""
    url = absolute(page.base, form.get("action") or page.url)
    held = {field.get("name"): field.get("value") or "" for field in form.iter("input") if _is_sent(field)}
    number = fields.get("")
    held |= {name: number for name in held if number is not None and _NUMBER.match(name)}
    held |= {name: value for name, value in fields.items() if name}
    return ListRequest(url, urlencode(held)) if url else None


def _is_sent(field: Node) -> bool:
    return bool(field.get("name")) and (field.get("type") or "text").lower() in ("hidden", "text")

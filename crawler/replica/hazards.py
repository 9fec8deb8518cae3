"""Things that go wrong on government sites, put in front of a portal: declared by path pattern."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from crawler.replica.exchange import Answering, Reply, Request

CHALLENGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="k7Qe" content="{blob}" r="m">'
    '<script type="text/javascript" r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={{}};'
    '$_ts.nsd=61842;$_ts.cd="qrr0";</script>'
    '<script type="text/javascript" charset="iso-8859-1" src="/4QbVtADbnL/d.FxJzG50F.js" r="m"></script>'
    "</head><body></body></html>"
)
COOKIE_SCRIPT = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=')+'1737.{blob}';"
    "location.href=location.pathname+location.search</script>"
)
CAPTCHA = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>安全验证</title></head><body>'
    '<div class="slider">请完成安全验证：向右拖动滑块填充拼图</div></body></html>'
)
ROBOTS = "/robots.txt"
_ARTICLE = re.compile(rb'<a target="_blank" href="([^"]*)\.html" title="([^"]*)">([^<]*)</a>')


@dataclass(frozen=True, slots=True)
class Hazard:
    """One hazard: its kind, the targets it meets, and its settings."""

    kind: str
    pattern: re.Pattern[str]
    settings: Mapping[str, Any]


class Exposed:
    """A portal behind its hazards. Counters live as long as the served world."""

    def __init__(self, site: Answering, raw: tuple[Mapping[str, Any], ...], robots: str | int | None) -> None:
        self._site = site
        self._robots = robots
        self._hazards = [Hazard(item["kind"], re.compile(item.get("paths", ".*")), item) for item in raw]
        self._seen: Counter[str] = Counter()
        self._lock = Lock()

    def answer(self, request: Request) -> Reply:
        """The hazard's reply where one strikes, else the portal's; an alias counts for the portal only."""
        if request.path == ROBOTS:
            return _robots(self._robots)
        for hazard in self._hazards:
            if hazard.kind in STRIKES and hazard.pattern.fullmatch(request.target):
                reply = STRIKES[hazard.kind](request, hazard, self._count(hazard, request))
                if reply is not None:
                    return reply
        for hazard in self._hazards:
            if hazard.kind == "alias" and (found := hazard.pattern.fullmatch(request.target)):
                request = replace(request, target=found.expand(str(hazard.settings["as"])))
        reply = self._site.answer(request)
        for hazard in self._hazards:
            if hazard.kind in TWISTS and hazard.pattern.fullmatch(request.target):
                reply = TWISTS[hazard.kind](reply, hazard, self._count(hazard, request))
        return reply

    def _count(self, hazard: Hazard, request: Request) -> int:
        with self._lock:
            key = f"{hazard.kind} {request.target}"
            self._seen[key] += 1
            return self._seen[key]


def _robots(robots: str | int | None) -> Reply:
    if isinstance(robots, str):
        kind = "text/html; charset=utf-8" if robots.startswith("<") else "text/plain; charset=utf-8"
        return Reply(robots.encode(), content_type=kind)
    return Reply(b"", status=robots or 404, content_type="text/html")


def _challenge(request: Request, hazard: Hazard, times: int) -> Reply | None:
    cookies = (("Set-Cookie", "enable_Yh3kQ=true; path=/"), ("Set-Cookie", "Yh3kQO=5aBc; path=/"))
    return Reply(CHALLENGE.format(blob="s1x" * 90).encode(), status=412, headers=cookies)


def _captcha(request: Request, hazard: Hazard, times: int) -> Reply | None:
    return Reply(CAPTCHA.encode())


def _cookie_redirect(request: Request, hazard: Hazard, times: int) -> Reply | None:
    name = hazard.settings.get("cookie", "CT6T")
    if name in request.cookies:
        return None
    headers = (("Location", request.target), ("Set-Cookie", f"{name}=7d41a0; path=/"))
    return Reply(b"", status=302, headers=headers)


def _cookie_script(request: Request, hazard: Hazard, times: int) -> Reply | None:
    """One short script page, then the page to whoever brings back the cookie of the header; with `never`
    only to whoever computes the cookie of the script."""
    if "__jsluid_s" in request.cookies and not hazard.settings.get("never"):
        return None
    headers = (("Set-Cookie", "__jsluid_s=0a4c1f22e9; path=/; HttpOnly"),)
    return Reply(COOKIE_SCRIPT.format(blob="0|-0|kQ%3D").encode(), status=521, headers=headers)


def _fail_first(request: Request, hazard: Hazard, times: int) -> Reply | None:
    if times > hazard.settings.get("times", 1):
        return None
    headers = tuple((str(name), str(value)) for name, value in hazard.settings.get("headers", {}).items())
    return Reply(b"<html><body>System busy</body></html>", status=hazard.settings["status"], headers=headers)


def _instead(request: Request, hazard: Hazard, times: int) -> Reply | None:
    """Another page in the place of the one asked for, the first few times where a number is given."""
    if times > hazard.settings.get("times", times):
        return None
    return Reply(str(hazard.settings["page"]).encode(), status=hazard.settings.get("status", 200))


def _reset(request: Request, hazard: Hazard, times: int) -> Reply | None:
    return Reply(b"", reset=True) if times <= hazard.settings.get("times", times) else None


def _referer(request: Request, hazard: Hazard, times: int) -> Reply | None:
    """A small page instead of the file for whoever does not say which page led there."""
    if request.headers.get("referer"):
        return None
    return Reply("<html><body><script>alert('请从正文页面下载附件')</script></body></html>".encode())


def _cut_gzip(reply: Reply, hazard: Hazard, times: int) -> Reply:
    """The compressed body ends before its end."""
    packed = gzip.compress(reply.body, mtime=0)[:-20]
    return replace(reply, body=packed, headers=(*reply.headers, ("Content-Encoding", "gzip")), modified=None)


def _drip(reply: Reply, hazard: Hazard, times: int) -> Reply:
    return replace(reply, drip=float(hazard.settings["seconds"]))


def _mirrors(reply: Reply, hazard: Hazard, times: int) -> Reply:
    """Each article is linked as its mobile copy, through the big5 gate, with a session and with idle
    parameters before it is linked as it is."""
    forms = (
        rb'<a href="\1_wap.html" title="\2">\3</a>',
        rb'<a href="/gate/big5/%b\1.html" title="\2">\3</a>' % str(hazard.settings["host"]).encode(),
        rb'<a href="\1.html;jsessionid=0A1B2C" title="\2">\3</a>',
        rb'<a href="\1.html?isMobile=true&amp;t=1737000000123" title="\2">\3</a>',
        rb"\g<0>",
    )
    return replace(reply, body=_ARTICLE.sub(b" ".join(forms), reply.body), modified=None)


def _counter(reply: Reply, hazard: Hazard, times: int) -> Reply:
    """A visit counter: every answer differs by some digits, the content does not."""
    body = reply.body.replace(
        b"</body>", f"<div class='visits'>浏览次数：{1000 + 7 * times}</div></body>".encode()
    )
    return replace(reply, body=body, modified=None)


STRIKES: dict[str, Callable[[Request, Hazard, int], Reply | None]] = {
    "challenge": _challenge,
    "cookie_redirect": _cookie_redirect,
    "cookie_script": _cookie_script,
    "fail_first": _fail_first,
    "captcha": _captcha,
    "referer": _referer,
    "instead": _instead,
    "reset": _reset,
}
TWISTS: dict[str, Callable[[Reply, Hazard, int], Reply]] = {
    "drip": _drip,
    "counter": _counter,
    "cut_gzip": _cut_gzip,
    "mirrors": _mirrors,
}

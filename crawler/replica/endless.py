"""Many hosts behind one proxy on loopback, some of which never end: calendars, paging, redirects, bytes.

    python -m crawler.replica.endless --reports 8

prints its port on the first line, serves until its standard input is closed, and gives its journal at
`JOURNAL`: for each host the number of requests and the times (monotonic) of the first and the last. The first
label of a host's name says what it is: one of `KINDS`, else a good portal with one column of reports.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

JOURNAL = "/journal"
COLUMN = "/zwgk/nianbao/"
KINDS = ("calendar", "paging", "same", "redirects", "slow", "silent", "body")
_CHUNK = b"x" * 65536
_BODIES = ("水利局", "教育局", "民政局", "财政局", "司法局", "审计局", "统计局", "商务局", "林业局", "信访局")

Site = Callable[[str, str, int], str | None]
"""Host, path and number of reports -> markup of the page; None where there is none."""


@dataclass(slots=True)
class Seen:
    """What a host was asked."""

    requests: int = 0
    first: float = field(default_factory=time.monotonic)
    last: float = 0.0


def _page(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>{title}</title><meta name="ColumnName" content="{title}">'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def _home() -> str:
    body = f'<ul><li><a href="{COLUMN}">政府信息公开年报</a></li></ul>'
    return _page("门户网站", body).replace("ColumnName", "x")


def _row(number: int, title: str) -> str:
    return f'<li><a href="{COLUMN}202601/t20260120_{number}.html">{title}</a><span>2026-01-20</span></li>'


def _title(number: int) -> str:
    return f"清河县{_BODIES[number % 10]}{2025 - number // 10 % 10}年政府信息公开工作年度报告"


def _report(host: str, number: int) -> str:
    told = "本年度主动公开政府信息，依法办理公开申请，加强平台建设和监督保障。" * 12
    chapters = "".join(f"<p>{name}</p><p>{told}</p>" for name in ("一、总体情况", "二、主动公开政府信息情况"))
    # The articles of the makes that say so have no column's name.
    named = f'<meta name="ArticleTitle" content="{_title(number)}">'
    return _page(_title(number), f"<h1>{_title(number)}</h1>{chapters}<!-- {host} {number} -->").replace(
        '<meta name="ColumnName"', f'{named}<meta name="x"'
    )


def good(host: str, path: str, reports: int) -> str | None:
    """A portal with a front page, a column and its reports."""
    if path == "/":
        return _home()
    if path.startswith(f"{COLUMN}202601/t20260120_"):
        return _report(host, int(path.rpartition("_")[2].removesuffix(".html")))
    if path == COLUMN or not path.startswith(("/robots", "/nianbao-", COLUMN)):
        return _page("政府信息公开年报", f"<ul>{''.join(_row(n, _title(n)) for n in range(reports))}</ul>")
    return None


def _calendar(host: str, path: str, reports: int) -> str | None:
    """A column in which every month leads to others, for ever."""
    if path in ("/", "/robots.txt") or path.startswith("/nianbao-"):
        return _home() if path == "/" else None
    parts = [int(part) for part in path.split("/") if part.isdigit()]
    year, month = parts if len(parts) == 2 else (2024, 1)
    links = [(year + step, each) for step in (-1, 0, 1) for each in range(1, 13)]
    rows = "".join(f'<li><a href="{COLUMN}{y}/{m}/">{y}年{m}月</a></li>' for y, m in links)
    return _page("政府信息公开年报", f"<h1>{year}年{month}月</h1><ul>{rows}</ul>")


def _paging(host: str, path: str, reports: int) -> str | None:
    """A list whose every page has new rows and a next page; what the rows lead to are no reports."""
    if not path.startswith(COLUMN):
        return _home() if path == "/" else None
    number = int("".join(filter(str.isdigit, path.rpartition("/")[2])) or 0)
    rows = "".join(_row(10 * number + each, f"关于第{10 * number + each}号事项的通知") for each in range(10))
    following = f'<div class="page"><a href="{COLUMN}index_{number + 1}.html">下一页</a></div>'
    return _page("政府信息公开年报", f"<ul>{rows}</ul>{following}")


def _same(host: str, path: str, reports: int) -> str | None:
    """The same, but each row is called a report, and all of them are one."""
    if "t20260120_" in path:
        return _report("same", 0)
    page = _paging(host, path, reports)
    return page and page.replace("关于第", "清河县水利局").replace(
        "号事项的通知", "年政府信息公开工作年度报告"
    )


_SITES: dict[str, Site] = {"calendar": _calendar, "paging": _paging, "same": _same}


class Hosts:
    """The server of all hosts."""

    def __init__(self, reports: int) -> None:
        self._reports = reports
        self.journal: dict[str, Seen] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while line := await reader.readline():
                while (await reader.readline()) not in (b"\r\n", b""):
                    pass
                url = urlsplit(line.split()[1].decode())
                if not await self.answer(url.netloc, url.path or "/", writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server ends
        finally:
            writer.close()

    async def answer(self, host: str, path: str, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where the connection is to be closed."""
        if not host:
            plain = {name: [seen.requests, seen.first, seen.last] for name, seen in self.journal.items()}
            return await _send(writer, 200, json.dumps(plain))
        seen = self.journal.setdefault(host, Seen())
        seen.requests += 1
        kind = host.partition(".")[0]
        if kind == "silent":
            await asyncio.sleep(3600)
        elif kind == "redirects" and path != "/robots.txt":
            number = int("".join(filter(str.isdigit, path)) or 0)
            await _send(writer, 302, "", f"Location: http://{host}/r/{number + 1}\r\n")
        elif kind in ("slow", "body") and path == "/":
            await _endless(writer, kind == "slow")
            return False
        else:
            page = _SITES.get(kind, good)(host, path, self._reports)
            await _send(writer, 200 if page else 404, page or "")
        seen.last = time.monotonic()
        return True


async def _send(writer: asyncio.StreamWriter, status: int, text: str, headers: str = "") -> bool:
    body = text.encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\n{headers}"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()
    return True


async def _endless(writer: asyncio.StreamWriter, slow: bool) -> None:
    """A body that never ends: a byte a second, or as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>")
    while True:
        writer.write(b"x" if slow else _CHUNK)
        await writer.drain()
        if slow:
            await asyncio.sleep(1)


async def _run(hosts: Hosts) -> None:
    server = await asyncio.start_server(hosts.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """Serve."""
    options = argparse.ArgumentParser(prog="python -m crawler.replica.endless", description=__doc__)
    options.add_argument("--reports", type=int, default=8, help="reports of a good host")
    asyncio.run(_run(Hosts(options.parse_args().reports)))


if __name__ == "__main__":
    main()

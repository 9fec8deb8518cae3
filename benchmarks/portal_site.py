"""A web of portals on loopback, served as an HTTP proxy: any host, one column, many reports.

Pages have an ETag, and who asks with it is told that nothing changed. Hosts called by a kind of
`crawler.replica.endless` are such hosts.

    python benchmarks/portal_site.py --per-host 200 --pages 50

prints its port on the first line and serves until its standard input is closed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from urllib.parse import urlsplit
from zlib import crc32

from pages import report_pages

from crawler.replica.endless import KINDS, Hosts

BODIES = (
    "水利局",
    "教育局",
    "民政局",
    "财政局",
    "司法局",
    "审计局",
    "统计局",
    "医疗保障局",
    "交通运输局",
    "农业农村局",
    "文化和旅游局",
    "卫生健康局",
    "应急管理局",
    "林业局",
    "信访局",
    "商务局",
    "生态环境局",
    "自然资源局",
    "住房和城乡建设局",
    "发展和改革局",
)
STATS = "/benchmark/stats"
TITLE = re.compile(r"[\u4e00-\u9fff]+20\d\d年政府信息公开工作年度报告")


COUNTIES = (
    "清河县",
    "获嘉县",
    "武陟县",
    "修武县",
    "博爱县",
    "封丘县",
    "延津县",
    "原阳县",
    "内黄县",
    "浚县",
    "淇县",
    "滑县",
    "清丰县",
    "南乐县",
    "范县",
    "台前县",
    "鄢陵县",
    "襄城县",
    "舞阳县",
    "临颍县",
)


def title_of(host: str, number: int) -> str:
    """Title of a host's report with this number: a county for each host, then bodies, then years."""
    county = COUNTIES[int("0" + "".join(filter(str.isdigit, host))) % len(COUNTIES)]
    return (
        f"{county}{BODIES[number % len(BODIES)]}{2025 - number // len(BODIES) % 5}年政府信息公开工作年度报告"
    )


class Site:
    """The pages of every host."""

    def __init__(self, per_host: int, pool: list[bytes]) -> None:
        self.per_host = per_host
        self.parts = [TITLE.split(page.decode()) for page in pool]
        self.times: list[float] = []
        self.traps = Hosts(per_host)

    def stats(self) -> bytes:
        """Requests answered since the last call, and when (monotonic clock) the first and the last came.

        Those of endless hosts are only counted.
        """
        times, self.times = self.times, []
        first, last = (times[0], times[-1]) if times else (0.0, 0.0)
        trapped = sum(seen.requests for seen in self.traps.journal.values())
        self.traps.journal.clear()
        return json.dumps({"requests": len(times), "first": first, "last": last, "trapped": trapped}).encode()

    def page(self, host: str, path: str) -> tuple[int, bytes]:
        """Status and body of an address."""
        if path == "/":
            return 200, self._html(f"{host}门户网站", '<a href="/zwgk/nianbao/">政府信息公开年报</a>')
        if path == "/zwgk/nianbao/":
            items = "".join(
                f'<li><a href="/zwgk/nianbao/202601/t20260120_{number}.html">{title_of(host, number)}</a>'
                "<span>2026-01-20</span></li>"
                for number in range(self.per_host)
            )
            return 200, self._html("政府信息公开年报", f'<ul class="list">{items}</ul>')
        found = re.fullmatch(r"/zwgk/nianbao/202601/t20260120_(\d+)\.html", path)
        if found is None or int(found[1]) >= self.per_host:
            return 404, self._html("404", "页面不存在")
        number = int(found[1])
        parts = self.parts[number % len(self.parts)]
        return 200, (f"{title_of(host, number)}".join(parts) + f"<!-- {host} {number} -->").encode()

    @staticmethod
    def _html(title: str, body: str) -> bytes:
        head = f'<meta charset="utf-8"><title>{title}</title>'
        return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while line := await reader.readline():
                host = known = ""
                while (header := await reader.readline()) not in (b"\r\n", b""):
                    name, _, value = header.decode().partition(":")
                    if name.lower() == "host":
                        host = value.strip()
                    elif name.lower() == "if-none-match":
                        known = value.strip()
                url = urlsplit(line.split()[1].decode())
                if url.netloc.partition(".")[0] in KINDS:
                    if await self.traps.answer(url.netloc, url.path or "/", writer):
                        continue
                    break
                if url.path == STATS:
                    status, body = 200, self.stats()
                else:
                    self.times.append(time.monotonic())
                    status, body = self.page(url.netloc or host, url.path or "/")
                tag = f'"{crc32(body):08x}"'
                if known == tag:
                    status, body = 304, b""
                head = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\nETag: {tag}\r\n"
                writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server ends
        finally:
            writer.close()


async def run(site: Site) -> None:
    """Serve until standard input ends."""
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--per-host", type=int, default=200)
    options.add_argument("--pages", type=int, default=50, help="distinct pages before figures repeat")
    given = options.parse_args()
    asyncio.run(run(Site(given.per_host, report_pages(given.pages))))

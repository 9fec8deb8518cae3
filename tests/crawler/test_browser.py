"""Pages that only Chromium can show: found, bounded, ended with the crawl; and said where no browser is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.browser.finding import find_chromium
from crawler.replica.exchange import Reply, Request, not_found, page
from crawler.replica.load import load_content
from crawler.replica.proxy import Host
from crawler.replica.world import Served, World
from models.corpus import Corpus
from models.figures import current_figures, failed_addresses
from tests.served import crawl_arguments, environment, program

needs_chromium = pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium is installed")
WITH_LIMITS = """
import sys
from crawler import cli
from crawler.browser import launching, pages, paging
launching.MEMORY = 600 * 1024 * 1024
paging.HANG_SECONDS = pages._CLOSE_SECONDS = 5.0
paging.SCRIPT_SECONDS = 3.0
sys.exit(cli.run(sys.argv[1:]))
"""
"""The program with limits that a test comes to in seconds."""
HOSTILE = {
    "eats.somewhere.gov.cn": "const k = []; setInterval(() => k.push(new Uint8Array(3e7).fill(1)), 20);",
    "spins.somewhere.gov.cn": "for (;;);",
    "asks.somewhere.gov.cn": "(async () => { for (let i = 0; ; i++) await fetch('/more/' + i); })();",
    "grows.somewhere.gov.cn": "setInterval(() => document.body.append('更多'), 5);",
}
"""Hosts whose only page is the frame of an application with such a script."""
NAMED = {
    "eats.somewhere.gov.cn": ("parse_memory", "too much memory"),
    "spins.somewhere.gov.cn": ("timeout", "hangs"),
}
APPLICATION, FRAMED = "www.zhuzhou.gov.cn", "www.liuzhi.gov.cn"
"""Portals that only scripts show: one frame for every address; a frame for every page."""
PLAIN = "www.dazhu.gov.cn"


class Application:
    """A host with one page."""

    def __init__(self, script: str) -> None:
        self._script = script

    def answer(self, request: Request) -> Reply:
        """The frame, its script, and data that has no end."""
        if request.path == "/":
            return page('<body><div id="app"></div><script src="/app.js"></script></body>')
        if request.path == "/app.js":
            return Reply(self._script.encode(), content_type="application/javascript")
        if request.path.startswith("/more/"):
            return Reply(b"{}", content_type="application/json")
        return not_found()


class Scripts(World):
    """The portals that only scripts show, with a plain one and hostile hosts beside them."""

    def hosts_served(self) -> dict[str, Host]:
        hostile = {host: Host(Application(script)) for host, script in HOSTILE.items()}
        return {**super().hosts_served(), **hostile}


@contextmanager
def serving() -> Iterator[Served]:
    with Scripts(load_content(1, ("china/script", "china/phpcms"))).served() as served:
        yield served


def reports(served: Served, host: str) -> set[tuple[str, int]]:
    """The reports of a portal."""
    return {(report.body_id, report.year) for report in served.world.truth() if host in report.urls[0]}


def start(served: Served, folder: Path, hosts: Iterable[str], **more: str) -> subprocess.Popen[str]:
    urls = [url for url in served.world.entry_points() if url.split("/")[2] in hosts]
    urls += [f"http://{host}/" for host in HOSTILE if host in hosts]
    return subprocess.Popen(
        [sys.executable, "-c", WITH_LIMITS, *crawl_arguments(urls)],
        env=environment(served, folder, NIANBAO_WORKERS="1", **more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def health(served: Served, folder: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """Exit code of `spiders health`; state and evidence of the portals that ran, by host with `www.`."""
    done = program(["spiders", "health", "--json"], environment(served, folder))
    portals = [portal for each in json.loads(done.stdout)["provinces"] for portal in each["portals"]]
    return done.returncode, {
        f"www.{portal['portal'].removeprefix('www.')}": (portal["state"], portal["evidence"])
        for portal in portals
        if portal["run"] is not None
    }


def processes() -> dict[int, tuple[int, str, str]]:
    """Parent, state and command of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                fields = (entry / "stat").read_text("latin-1").rpartition(")")[2].split()
                command = (entry / "cmdline").read_text("latin-1").replace("\0", " ")
                found[int(entry.name)] = int(fields[1]), fields[0], command
        except OSError:
            continue
    return found


def below(pid: int) -> dict[int, tuple[int, str, str]]:
    """All descendants of a process."""
    every = processes()
    found: dict[int, tuple[int, str, str]] = {}
    level = {pid}
    while level := {child for child, (parent, _, _) in every.items() if parent in level} - found.keys():
        found |= {child: every[child] for child in level}
    return found


def chromium(crawl: int) -> list[int]:
    """The main processes of the browsers of a crawl: the children of their wardens."""
    tree = below(crawl)
    wardens = {pid for pid, (_, _, command) in tree.items() if "warden.py" in command}
    return [pid for pid, (parent, _, _) in tree.items() if parent in wardens]


def until(met: Callable[[], object], process: subprocess.Popen[str] | None = None) -> None:
    """Wait for something to be so, while a process runs."""
    deadline, pause = time.monotonic() + 240, threading.Event()
    while not met():
        assert time.monotonic() < deadline, "it never came about"
        assert process is None or process.poll() is None, "the crawl ended before"
        pause.wait(0.05)


def shown(served: Served) -> int:
    """Articles that a browser has asked the content of."""
    return sum(asked.method == "POST" and asked.path == "/api/7b21e0" for asked in served.requests)


@needs_chromium
def test_all_reports_are_found_whatever_befalls_the_browser_and_nothing_outlives_the_crawl(
    tmp_path: Path,
) -> None:
    with serving() as served:
        killed = start(served, tmp_path, {APPLICATION})
        until(lambda: shown(served), killed)
        family = below(killed.pid)
        assert chromium(killed.pid)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        # Whoever inherits orphans may let them lie as zombies: those have no command line any more.
        until(lambda: not any(pid in family and command for pid, (_, _, command) in processes().items()))

        before, hosts = shown(served), {*HOSTILE, APPLICATION}
        crawl = start(served, tmp_path, hosts)
        until(lambda: shown(served) > before and chromium(crawl.pid), crawl)
        for pid in chromium(crawl.pid):
            os.kill(pid, signal.SIGKILL)
        out, err = crawl.communicate(timeout=400)
        assert crawl.returncode == 1, err
        assert "through a browser: " in out and " % of requests)" in out
        asked = [(each.host, each.path) for each in served.requests]
        _, states = health(served, tmp_path)
    with Corpus.open(f"sqlite:///{tmp_path}/nianbao.db") as corpus:
        assert {(each.body_id, each.year) for each in current_figures(corpus)} == reports(served, APPLICATION)
        failed = dict(failed_addresses(corpus))
    for host, (failure, words) in NAMED.items():
        assert failed[f"http://{host}/"] == failure
        assert any(host in line and words in line for line in err.splitlines())
    assert {url.split("/")[2] for url in failed} <= HOSTILE.keys()
    assert sum(path.startswith("/more/") for _, path in asked) <= 2 * 80
    assert {host for host, _ in asked} == hosts
    assert {host for host, (state, _) in states.items() if state == "ok"} == {APPLICATION}


def test_without_a_browser_the_source_says_what_to_install_and_the_others_go_on(tmp_path: Path) -> None:
    with serving() as served:
        nowhere = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
        crawl = start(served, tmp_path, (APPLICATION, FRAMED, PLAIN), **nowhere)
        out, err = crawl.communicate(timeout=400)
        code, states = health(served, tmp_path)
    assert crawl.returncode == 1
    assert err.count("needs_browser") == 2 and "apt-get install chromium" in err
    assert f"new reports: {len(reports(served, PLAIN))}\n" in out
    assert code == 1
    assert {host: state for host, (state, _) in states.items()} == {
        APPLICATION: "degraded",
        FRAMED: "degraded",
        PLAIN: "ok",
    }
    for host in (APPLICATION, FRAMED):
        evidence = states[host][1]
        assert "needs a browser" in evidence and "apt-get install chromium" in evidence

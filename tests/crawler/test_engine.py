"""The engine against a site that misbehaves in every way a site can: what spiders get, and what is kept."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import read_original
from models.corpus import Corpus
from parsers.failures import Failure
from tests.crawler.site import Answer, Site, serve

ROOT = Path(__file__).resolve().parents[2]
PAGE = "<html><title>{0}</title><p>{0}</p>" + "<p>text</p>" * 20 + "</html>"


def page(name: str, **headers: str) -> Answer:
    return Answer(PAGE.format(name), headers=headers)


pytestmark = pytest.mark.usefixtures("db")


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return (
        plain
        | {
            "NIANBAO_DB": f"sqlite:///{tmp_path}/n.db",
            "NIANBAO_DATA": str(tmp_path / "data"),
            "NIANBAO_DELAY": "0",
            "NIANBAO_ALLOW_LOOPBACK": "1",
            "NIANBAO_WORKERS": "1",
            "PYTHONPATH": str(ROOT),
        }
        | more
    )


def start(
    tmp_path: Path, urls: list[str], options: dict[str, Any] | None = None, **more: str
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crawler.asking", json.dumps(options or {}), *urls]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(tmp_path, **more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ask(
    tmp_path: Path, site: Site, *paths: str, options: dict[str, Any] | None = None, **more: str
) -> dict[str, Any]:
    """What became of each path, with the summary of the run."""
    process = start(tmp_path, [path if "//" in path else site.url + path for path in paths], options, **more)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    found: dict[str, Any] = json.loads(out)
    found["outcomes"] = {url.removeprefix(site.url): outcome for url, outcome in found["outcomes"].items()}
    found["stderr"] = err
    return found


def test_obstacles_become_classes_and_pages_become_sources(tmp_path: Path) -> None:
    river = Answer("<html><script>$_ts=window['$_ts'];</script></html>", 412)
    stub = Answer("<script>document.cookie='__jsl_clearance=1'</script>", 521, {"Set-Cookie": "__jsluid_h=1"})
    site = Site(
        {
            "/robots.txt": Answer(
                "User-agent: *\nDisallow: /closed/\n", headers={"Content-Type": "text/plain"}
            ),
            "/good": page("good"),
            "/packed": Answer(
                gzip.compress(PAGE.format("packed").encode()), headers={"Content-Encoding": "gzip"}
            ),
            "/gbk": Answer(
                PAGE.format("年报").encode("gb18030"), headers={"Content-Type": "text/html; charset=gbk"}
            ),
            "/challenge": river,
            "/stub-once": [stub, page("after the cookie")],
            "/stub-always": stub,
            "/stub-of-200": [
                Answer(
                    "<script>document.cookie='a=1';location.reload()</script>", 200, {"Set-Cookie": "b=1"}
                ),
                page("after the other cookie"),
            ],
            "/slow-down": [Answer("", 429, {"Retry-After": "0"}), page("patience")],
            "/flaky": [Answer("", 502), Answer("", 500), page("third time")],
            "/broken": Answer("", 500),
            "/gone": Answer("", 404),
            "/soft": Answer("<html>您访问的页面不存在</html>"),
            "/moved": Answer("", 302, {"Location": "/good"}),
            "/cookie": [
                Answer("", 302, {"Location": "/cookie", "Set-Cookie": "CT6T=1"}),
                page("with cookie"),
            ],
            "/outside": Answer("", 302, {"Location": "http://169.254.169.254/latest"}),
            "/loop": Answer("", 302, {"Location": "/loop"}),
            "/cut-gzip": Answer(
                gzip.compress(PAGE.format("x").encode())[:-20], headers={"Content-Encoding": "gzip"}
            ),
            "/cut": Answer("<html>" + "x" * 1000, cut=100),
            "/huge": Answer("x" * 200_000),
            "/bomb": Answer(gzip.compress(b"0" * 2_000_000), headers={"Content-Encoding": "gzip"}),
            "/empty": Answer(""),
            "/odd": page("raise in spider"),
            "/closed/page": page("closed"),
        }
    )
    with serve(site):
        found = ask(
            tmp_path,
            site,
            *(path for path in site.pages if path != "/robots.txt"),
            "https://example.com/",
            options={"max_size": 100_000},
        )
    outcomes = found["outcomes"]
    assert {path: outcome for path, outcome in outcomes.items() if not outcome.startswith("200")} == {
        "/challenge": "challenge",
        "/stub-always": "challenge",
        "/broken": "server_error",
        "/gone": "gone",
        "/soft": "soft_404",
        "/outside": "guard_refused",
        "/cut-gzip": "bad_content",
        "/cut": "bad_content",
        "/loop": "redirect_shell",
        "/huge": "too_large",
        "/bomb": "too_large",
        "/empty": "empty",
        "/closed/page": "robots_denied",
        "https://example.com/": "guard_refused",
    }
    for path, words in {
        "/good": "good",
        "/packed": "packed",
        "/stub-once": "after the cookie",
        "/stub-of-200": "after the other cookie",
        "/moved": "good",
        "/slow-down": "patience",
        "/flaky": "third time",
        "/cookie": "with cookie",
    }.items():
        assert words in outcomes[path]
    asked = site.paths()
    assert asked.count("/challenge") == 1
    assert asked.count("/stub-always") == 2
    assert asked.count("/broken") == 3
    assert asked.count("/closed/page") == 0
    assert all(asked.others == 0 for asked in site.asked), "one request at a time and host"
    assert found["summary"]["failed_by_class"]["layout_changed"] == 1
    assert found["exit_code"] == 1

    corpus = Corpus.open(f"sqlite:///{tmp_path}/n.db")
    status = corpus.status()
    fetched = corpus.fetched_in_run(1)
    corpus.close()
    assert status.failures["challenge"] == 2
    packed = fetched[site.url + "/packed"]
    assert packed.archive is not None
    original = read_original(tmp_path / "data" / "archive", packed.archive)
    assert original.payload == PAGE.format("packed").encode()
    assert (b"X-Archive-Orig-Content-Encoding", b"gzip") in original.headers
    assert site.url + "/challenge" not in fetched


class Shell(Site):
    """Gives the same page for every path that it does not know."""

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        if path not in self.pages:
            self.pages[path] = [page("the same everywhere")]
        return super().answer(path, headers)


def test_hosts_are_stopped_and_robots_obeyed(tmp_path: Path) -> None:
    refusing = Site({f"/{n}": Answer("<html>denied</html>", 403) for n in range(6)})
    asking_for_a_person = Site({"/a": Answer("<html>请拖动滑块完成安全验证</html>"), "/b": page("b")})
    robots = {
        "refused": (Answer("", 403), "robots_unknown"),
        "failing": (Answer("", 500), "robots_unknown"),
        "page": (Answer("<html>Disallow: /</html>"), "200"),
        "missing": (Answer("", 404), "200"),
    }
    by_robots = {
        name: Site({"/robots.txt": answer, "/page": page(name)}) for name, (answer, _) in robots.items()
    }
    shell = Shell({"/robots.txt": Answer("", 404), "/real": page("a page of its own")})
    with ExitStack() as stack:
        for site in (refusing, asking_for_a_person, shell, *by_robots.values()):
            stack.enter_context(serve(site))
        # Hosts are told apart by name: one is stopped under the name localhost, the others go on.
        stopped = [f"{refusing.url}/{n}".replace("127.0.0.1", "localhost") for n in range(6)]
        others = {name: f"{site.url}/page" for name, site in by_robots.items()}
        shells = [shell.url + path for path in ("/", "/a", "/b/c.html", "/real")]
        outcomes = ask(tmp_path, refusing, *stopped, *others.values(), *shells, options={"delay": 0.05})[
            "outcomes"
        ]
        captcha = ask(tmp_path, asking_for_a_person, "/a", "/b", options={"delay": 0.05})
    assert {outcomes[url] for url in stopped} == {"forbidden"}
    assert len(refusing.paths()) == 3, "the third refusal is the last"
    for name, (_, expected) in robots.items():
        assert outcomes[others[name]].startswith(expected), name
    assert [outcomes[url][:8] for url in shells] == ["200 <htm", "soft_404", "soft_404", "200 <htm"]
    assert len([asked for asked in shell.asked if asked.path.startswith("/nianbao-")]) == 1
    assert set(captcha["outcomes"].values()) == {"captcha"}
    assert asking_for_a_person.paths() == ["/a"]
    assert captcha["exit_code"] == 3, "nothing was had"


class Unsure(Shell):
    """Lets the question for its error page wait until `known` is set."""

    def __init__(self, pages: dict[str, Answer | list[Answer]]) -> None:
        super().__init__(pages)
        self.probed, self.known = threading.Event(), threading.Event()

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        if path.startswith("/nianbao-"):
            self.probed.set()
            self.known.wait(60)
        return super().answer(path, headers)


def test_killed_before_the_error_page_was_known_a_run_does_not_take_a_page_for_good(tmp_path: Path) -> None:
    site = Unsure({"/robots.txt": Answer("", 404)})
    with serve(site):
        killed = start(tmp_path, [f"{site.url}/a"])
        assert site.probed.wait(60)
        wait_until(lambda: stored(tmp_path) == 1)
        killed.kill()
        killed.communicate()
        site.known.set()
        outcomes = ask(tmp_path, site, "/a")["outcomes"]
    assert site.paths() == ["/a"], "answered from the archive"
    assert outcomes == {"/a": "soft_404"}
    with Corpus.open(f"sqlite:///{tmp_path}/n.db") as corpus:
        assert corpus.fetched_in_run(1)[f"{site.url}/a"].failure is Failure.SOFT_404


def test_known_pages_are_asked_for_conditionally(tmp_path: Path) -> None:
    site = Site(
        {
            "/same": [page("as it was", ETag='"v1"'), Answer("", 304, {"ETag": '"v1"'})],
            "/new": [page("as it was, too", ETag='"v1"'), page("corrected", ETag='"v2"')],
        }
    )
    with serve(site):
        ask(tmp_path, site, "/same", "/new")
        second = ask(tmp_path, site, "/same", "/new")
    assert "as it was" in second["outcomes"]["/same"]
    assert "corrected" in second["outcomes"]["/new"]
    assert second["summary"]["pages_unchanged"] == 1
    validators = [
        asked.headers.get("If-None-Match") for asked in site.asked if asked.path in {"/same", "/new"}
    ]
    assert validators == [None, None, '"v1"', '"v1"']


def test_stopped_in_every_way_a_run_goes_on_without_asking_again(tmp_path: Path) -> None:
    paths = [f"/{n}" for n in range(120)]
    site = Site({path: page(path) for path in paths})
    with serve(site):
        urls = [site.url + path for path in paths]
        killed = start(tmp_path, urls, {"delay": 0.05})
        wait_until(lambda: stored(tmp_path) >= 5)
        killed.kill()
        killed.communicate()
        after_kill, kept = len(site.paths()), stored(tmp_path)

        interrupted = start(tmp_path, urls, {"delay": 0.05})
        wait_until(lambda: len(site.paths()) >= after_kill + 5)
        interrupted.send_signal(signal.SIGINT)
        out, err = interrupted.communicate(timeout=60)
        assert interrupted.returncode == 0, err
        assert json.loads(out)["exit_code"] == 130
        assert "Traceback" not in err

        before = len(site.asked)
        budget = ask(tmp_path, site, *paths, options={"max_requests": 5})
        assert len(site.asked) == before + 5
        last = ask(tmp_path, site, *paths)
    assert (budget["summary"]["stopped"], budget["summary"]["failed"]) == ("max_requests", [])
    assert all(outcome.startswith("200") for outcome in last["outcomes"].values())
    assert last["summary"]["run_id"] == 1 and last["summary"]["resumed"]
    # Asked for twice is only what was on its way, or not stored yet, when the process was killed.
    assert len(site.paths()) <= len(paths) + after_kill - kept + 1
    corpus = Corpus.open(f"sqlite:///{tmp_path}/n.db")
    assert set(corpus.fetched_in_run(1)) >= set(urls)
    corpus.close()


def test_an_unreachable_host_is_told_from_a_missing_page(tmp_path: Path) -> None:
    site = Site({"/page": page("page")})
    with serve(site):
        closed = site.url
    found = ask(tmp_path, site, f"{closed}/page")
    assert list(found["outcomes"].values()) == ["tcp"]
    assert found["exit_code"] == 3


def test_a_proxy_is_used_and_no_proxy_spares_it(tmp_path: Path) -> None:
    proxy = Site(
        {
            "http://www.example.gov.cn/page": page("through the proxy"),
            "http://www.example.gov.cn/robots.txt": Answer("", 404),
        }
    )
    direct = Site({"/page": page("direct")})
    with serve(proxy), serve(direct):
        found = ask(
            tmp_path,
            direct,
            "/page",
            "http://www.example.gov.cn/page",
            HTTP_PROXY=proxy.url,
            NO_PROXY="127.0.0.1",
        )
    assert "direct" in found["outcomes"]["/page"]
    assert "through the proxy" in found["outcomes"]["http://www.example.gov.cn/page"]
    assert [asked.path for asked in proxy.asked if "nianbao-" not in asked.path] == [
        "http://www.example.gov.cn/robots.txt",
        "http://www.example.gov.cn/page",
    ]


def stored(tmp_path: Path) -> int:
    """Pages in the fetch table."""
    with closing(sqlite3.connect(tmp_path / "n.db")) as db:
        return int(db.execute("SELECT count(*) FROM fetches WHERE url NOT LIKE '%robots.txt'").fetchone()[0])


def wait_until(true: Any, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("through_proxy", [False, True])
def test_no_page_leads_anywhere_inside(tmp_path: Path, through_proxy: bool) -> None:
    inside = [
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://user@www.gov.cn/",
        "http://１０.0.0.1/",
        "//169.254.169.254/latest",
        "http://localhost.localdomain/",
        "http://www.gov.cn.example.com/",
        "http://127.0.0.1:22@www.gov.cn/",
    ]
    site = Site(
        {
            f"/{number}": Answer("", 302, {"Location": location.encode().decode("latin-1")})
            for number, location in enumerate(inside)
        }
    )
    with serve(site):
        more = {"HTTP_PROXY": site.url, "NO_PROXY": "127.0.0.1"} if through_proxy else {}
        found = ask(tmp_path, site, *(f"/{number}" for number in range(len(inside))), **more)
    assert set(found["outcomes"].values()) == {"guard_refused"}
    assert not [asked.path for asked in site.asked if asked.path.startswith("http")]


def test_files_and_other_schemes_are_never_followed(tmp_path: Path) -> None:
    places = ["file:///etc/passwd", "ftp://127.0.0.1/", "data:text/html,x"]
    site = Site({f"/{number}": Answer("", 302, {"Location": place}) for number, place in enumerate(places)})
    with serve(site):
        found = ask(tmp_path, site, *(f"/{number}" for number in range(len(places))))
    assert not any("200" in outcome or "root:" in outcome for outcome in found["outcomes"].values())

"""Proxies near the sites: whose requests take which way, what is refused, and that no password is kept."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.config import Config, ConfigError
from crawler.obstacles import classify_response
from crawler.replica.endless import COLUMN, good
from crawler.routes import Routes
from parsers.failures import Failure

ROOT = Path(__file__).resolve().parents[2]
SECRET = "zhang:geheim%40x"
PROXIES = """
[[proxy]]
name = "zhengzhou"
url = "http://10.8.0.2:3128"
provinces = ["henan"]
hosts = ["tacheng.gov.cn"]

[[proxy]]
name = "straight"
url = "direct"
hosts = ["www.open.tacheng.gov.cn", "www.henan.gov.cn", "www.gov.cn"]
"""


def routes(tmp_path: Path, text: str = PROXIES, **credentials: str) -> Routes:
    (tmp_path / "proxies.toml").write_text(text, "utf-8")
    return Routes.load(tmp_path / "proxies.toml", credentials)


@pytest.mark.parametrize(
    ("host", "spider", "way"),
    [
        ("www.nanyang.gov.cn", "henan", "zhengzhou"),
        ("www.nanyang.gov.cn", "any", "zhengzhou"),  # registered: its province's, whoever asks
        ("www.nowhere-registered.gov.cn", "henan", "zhengzhou"),
        ("www.nowhere-registered.gov.cn", "any", None),
        ("www.tacheng.gov.cn", "xinjiang", "zhengzhou"),
        ("zwgk.tacheng.gov.cn", "xinjiang", "zhengzhou"),
        ("a.open.tacheng.gov.cn", "xinjiang", "straight"),
        ("www.henan.gov.cn", "henan", "straight"),
        ("nottacheng.gov.cn", "xinjiang", None),
        ("www.gov.cn", "ministries", "straight"),
    ],
)
def test_a_host_goes_before_a_province_and_the_longest_name_decides(
    tmp_path: Path, host: str, spider: str, way: str | None
) -> None:
    found = routes(tmp_path).way_of(host, spider)
    assert (found.name if found else None) == way


def test_where_there_is_no_file_nothing_is_said(tmp_path: Path) -> None:
    assert Routes.load(tmp_path / "none.toml", {}) == Routes()
    assert Routes().way_of("www.nanyang.gov.cn", "henan") is None


@pytest.mark.parametrize(
    "wrong",
    [
        "[[proxy]]\nname = 'a'\nurl = 'http://zhang:geheim@10.8.0.2:3128'",
        "[[proxy]]\nname = 'a'\nurl = 'socks5://10.8.0.2:1080'",
        "[[proxy]]\nname = 'a'\nurl = 'http://10.8.0.2'",
        "[[proxy]]\nname = 'A b'\nurl = 'direct'",
        "[[proxy]]\nurl = 'direct'",
        "[[proxy]]\nname = 'a'\nurl = 'direct'\nprovince = ['henan']",
        "[[proxy]]\nname = 'a'\nurl = 'direct'\nprovinces = 'henan'",
        "[[proxy]]\nname = 'a'\nurl = 'direct'\nprovinces = ['atlantis']",
        "[[proxy]]\nname = 'a'\nurl = 'direct'\nhosts = ['example.com']",
        "[[proxy]]\nname = 'a'\nurl = 'direct'\nhosts = ['10.0.0.1']",
        "[proxy]\nname = 'a'\nurl = 'direct'",
        PROXIES + PROXIES,
        PROXIES.replace("www.henan.gov.cn", "www.tacheng.gov.cn"),
        "henan = 'http://10.8.0.2:3128'",
        "[[proxy",
    ],
)
def test_what_cannot_be_meant_is_refused_without_saying_a_password(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigError) as refused:
        routes(tmp_path, wrong)
    assert "proxies.toml" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_passwords_come_from_the_environment_and_are_not_shown(tmp_path: Path) -> None:
    config = Config.from_env({"NIANBAO_PROXY_ZHENGZHOU": SECRET, "HTTP_PROXY": f"http://{SECRET}@x:1"})
    found = routes(tmp_path, **config.proxy_credentials)
    assert found.provinces["henan"].credentials == SECRET
    assert "geheim" not in f"{config!r} {found!r}"


def test_a_proxy_that_wants_a_password_is_no_refusal_of_the_host() -> None:
    verdict = classify_response(407, {"content-type": "text/html"}, b"", "http://a.gov.cn/")
    assert verdict is not None and verdict[0] is Failure.TCP and "proxy" in verdict[1]


class Near(ThreadingHTTPServer):
    """A proxy that answers for every host with a portal, and keeps who was asked with what name."""

    def __init__(self, wanted: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.wanted = wanted
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Near

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        page, status = good(url.netloc, url.path, 2), 200
        if self.headers.get("Proxy-Authorization", "") != self.server.wanted:
            page, status = None, 407
        elif page is None:
            status = 404
        elif url.path == COLUMN:
            page = page.replace("<ul>", '<ul><li><a href="http://10.0.0.1/zwgk/nianbao/">年报</a></li>')
        self.server.asked.append(url.netloc)
        body = (page or "").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def near(wanted: str = "") -> Iterator[Near]:
    with Near(wanted) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_requests_take_their_way_with_the_guard_and_leave_no_password(db: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    token = b64encode(SECRET.encode()).decode()
    with near() as everything, near(f"Basic {token}") as zhengzhou, near("never right") as wrong:
        (data / "proxies.toml").write_text(
            PROXIES.replace("http://10.8.0.2:3128", zhengzhou.url)
            + f'\n[[proxy]]\nname = "wrong"\nurl = "{wrong.url}"\nhosts = ["www.tulufan.gov.cn"]\n',
            "utf-8",
        )
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        environment = plain | {
            "HTTP_PROXY": everything.url,
            "NIANBAO_PROXY_ZHENGZHOU": SECRET,
            "NIANBAO_DELAY": "0",
            "NIANBAO_WORKERS": "0",
        }
        hosts = ["www.good.gov.cn", "www.nanyang.gov.cn", "www.tulufan.gov.cn"]
        command = [sys.executable, "-m", "crawler", "crawl", "--db", db, "--data", str(data)]
        command += [option for host in hosts for option in ("--url", f"http://{host}/")]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
    asked = [set(server.asked) for server in (everything, zhengzhou, wrong)]
    assert asked == [{hosts[0]}, {hosts[1]}, {hosts[2]}], done.stderr
    assert f"by way of zhengzhou: {len(zhengzhou.asked)} requests" in done.stdout
    assert "documents found: 4" in done.stdout
    assert "failed: http://www.tulufan.gov.cn/: " in done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size]
    kept = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files
    ]
    for secret in (SECRET, token, "geheim"):
        assert secret not in done.stdout + done.stderr
        assert not any(secret.encode() in data for data in kept)

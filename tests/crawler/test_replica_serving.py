"""The replica as a server: proxying, TLS, hazards, validators, the request log, clean ends."""

from __future__ import annotations

import http.client
import socket
import ssl
import struct
import threading
import urllib.error
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.replica.journal import count_by_url, gaps, largest_overlap
from crawler.replica.world import Served, World
from tests.crawler.replica_client import Client

HOME = "https://www.huojia.gov.cn/"
CORRECTED = ("410724/health", 2024)


@pytest.fixture
def served() -> Iterator[Served]:
    with World.serve() as world:
        yield world


def port_of(served: Served) -> int:
    port = urlsplit(served.proxy_url).port
    assert port is not None
    return port


def test_it_listens_on_loopback_only_and_stops_cleanly() -> None:
    before = threading.active_count()
    with World.serve() as served:
        port = port_of(served)
        assert urlsplit(served.proxy_url).hostname == "127.0.0.1"
        assert Client(served).get(HOME).status == 200
        assert served.ca_file.is_file()
    assert not served.ca_file.exists()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_one_connection_carries_many_requests(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port_of(served), timeout=10)
    for path in ("/", "/xxgk/"):
        connection.request("GET", f"http://www.dwk.gov.cn{path}")
        assert connection.getresponse().read()
    connection.close()
    tunnel = http.client.HTTPSConnection(
        "127.0.0.1",
        port_of(served),
        timeout=10,
        context=ssl.create_default_context(cafile=str(served.ca_file)),
    )
    tunnel.set_tunnel("www.huojia.gov.cn", 443)
    for path in ("/", "/zwgk/zfxxgk/"):
        tunnel.request("GET", path)
        assert tunnel.getresponse().read()
    tunnel.close()


def test_unknown_hosts_fail_as_at_a_proxy_without_name_resolution(served: Served) -> None:
    answer = Client(served).get("http://www.nowhere.gov.cn/")
    assert (answer.status, answer.headers["X-Squid-Error"]) == (502, "ERR_DNS_FAIL 0")
    with pytest.raises(urllib.error.URLError, match="502"):
        Client(served).get("https://www.nowhere.gov.cn/")
    assert [entry.host for entry in served.requests] == ["www.nowhere.gov.cn"] * 2


def test_a_host_without_https_refuses_the_tunnel(served: Served) -> None:
    with pytest.raises(urllib.error.URLError, match="502"):
        Client(served).get("https://www.gdqy.gov.cn/")
    assert Client(served).get("http://www.gdqy.gov.cn/").status == 200


def test_a_self_signed_host_fails_verification(served: Served) -> None:
    redirect = Client(served).get("http://www.zhenjiang.gov.cn/")
    assert (redirect.status, redirect.headers["Location"]) == (301, "https://www.zhenjiang.gov.cn/")
    with pytest.raises(urllib.error.URLError, match="self-signed"):
        Client(served).get("https://www.zhenjiang.gov.cn/")


def test_a_client_that_resets_does_no_harm(served: Served) -> None:
    for sent in (
        b"",
        b"GET http://www.dwk.gov.cn/ HTTP/1.1\r\n",
        b"CONNECT www.huojia.gov.cn:443 HTTP/1.1\r\n\r\n",
    ):
        raw = socket.create_connection(("127.0.0.1", port_of(served)), timeout=5)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.sendall(sent)
        raw.close()
    garbage = socket.create_connection(("127.0.0.1", port_of(served)), timeout=5)
    garbage.sendall(b"\x16\x03\x01 what is this\r\n\r\n")
    garbage.close()
    assert Client(served).get(HOME).status == 200


def test_a_challenge_host_challenges_every_page(served: Served) -> None:
    answer = Client(served).get("https://www.nx.gov.cn/")
    assert answer.status == 412
    assert "$_ts" in answer.text
    assert Client(served).get("https://www.nx.gov.cn/robots.txt").status == 404


def test_a_cookie_redirect_leads_to_itself_until_the_cookie_comes_back(served: Served) -> None:
    address = "https://www.tltg.gov.cn/openness/OpennessContent/showList/612/0/page_1.html"
    client = Client(served)
    first = client.get(address)
    assert first.status == 302
    assert address.endswith(first.headers["Location"])
    assert client.get(address).status == 200
    assert Client(served, cookies=False).get(address).status == 302


def test_a_cookie_script_yields_to_one_plain_retry(served: Served) -> None:
    client = Client(served)
    statuses = [client.get("https://www.gy.gov.cn/").status for _ in range(2)]
    assert statuses == [521, 200]


def test_the_first_answer_of_a_list_is_a_server_error(served: Served) -> None:
    address = "https://www.yinchuan.gov.cn/xxgk/bmxxgkml/szfbgt/xxgknb_1840/"
    assert [Client(served).get(address).status for _ in range(2)] == [500, 200]


def test_a_hasty_client_is_told_how_long_to_wait(served: Served) -> None:
    address = "http://www.ruian.gov.cn/module/xxgk/xxgkAnnualReport.jsp?area=001008003004073&fbtime=2022"
    refusal = Client(served).get(address)
    assert (refusal.status, refusal.headers["Retry-After"]) == (429, "1")
    assert Client(served).get(address).status == 200


def test_error_pages_with_status_200_and_redirect_shells(served: Served) -> None:
    client = Client(served)
    expected = {failure.failure: failure.url for failure in served.world.expected_failures()}
    assert "页面不存在" in client.get_patiently(expected["soft_404"]).text
    shell = client.get(expected["redirect_shell"])
    assert shell.status == 200
    assert len(shell.body) < 200
    assert "location.replace" in shell.text
    assert "sitegroup" in client.get("http://www.weihui.gov.cn/").text
    assert client.get("http://www.weihui.gov.cn/sitegroup/index.html").status == 200


def test_robots_files(served: Served) -> None:
    client = Client(served)
    assert "Disallow: /xxgk/zfxxgknb/2020/" in client.get("https://www.tongbai.gov.cn/robots.txt").text
    assert "Crawl-delay: 0.2" in client.get("http://www.shengsi.gov.cn/robots.txt").text
    assert client.get("https://www.henan.gov.cn/robots.txt").status == 403
    assert client.get("http://www.enping.gov.cn/robots.txt").text.startswith("<!DOCTYPE html>")


def test_compression_nobody_asked_for(served: Served) -> None:
    answer = Client(served).get("https://www.ah.gov.cn/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.body[:2] == b"\x1f\x8b"


def test_a_visit_counter_changes_the_bytes_only(served: Served) -> None:
    address = next(r.urls[0] for r in served.world.truth() if r.body_id == "410724/gov" and r.year == 2022)
    first, second = (Client(served).get(address) for _ in range(2))
    assert first.body != second.body
    assert first.headers["ETag"] is None
    assert first.text.partition("浏览次数")[0] == second.text.partition("浏览次数")[0]


def test_unchanged_pages_answer_304_by_either_validator(served: Served) -> None:
    client = Client(served)
    page = client.get(HOME)
    by_tag = client.get(HOME, If_None_Match=page.headers["ETag"])
    by_date = client.get(HOME, If_Modified_Since=page.headers["Last-Modified"])
    assert [(by_tag.status, by_tag.body), (by_date.status, by_date.body)] == [(304, b"")] * 2


def test_edition_two_changes_one_report_page_and_the_list(served: Served) -> None:
    client = Client(served)
    reports = served.world.truth()
    changing = next(r.urls[0] for r in reports if (r.body_id, r.year) == CORRECTED)
    steady = next(r.urls[0] for r in reports if (r.body_id, r.year) == ("410724/health", 2023))
    column = "https://www.huojia.gov.cn/zwgk/zfxxgk/zfxxgknb/"
    tags = {url: client.get(url).headers["ETag"] for url in (changing, steady, column)}
    with World.serve(edition=2) as later:
        again = Client(later)
        statuses = {url: again.get(url, If_None_Match=tag).status for url, tag in tags.items()}
        fresh = again.get(changing)
    assert statuses == {changing: 200, steady: 304, column: 200}
    assert fresh.headers["Last-Modified"] != client.get(changing).headers["Last-Modified"]


def test_the_log_counts_requests_and_shows_overlap(served: Served) -> None:
    slow = "http://whly.gd.gov.cn/gkmlpt/annualreport"
    workers = [threading.Thread(target=Client(served).get, args=(slow,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    Client(served).get(HOME)
    entries = served.requests
    assert count_by_url(entries) == {slow: 3, HOME: 1}
    assert largest_overlap(entries, "whly.gd.gov.cn") == 3
    assert largest_overlap(entries, "www.huojia.gov.cn") == 1
    assert len(gaps(entries, "whly.gd.gov.cn")) == 2

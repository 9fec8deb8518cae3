"""What an answer is when it is not the page: each obstacle by its marks, and real pages left alone."""

from __future__ import annotations

import pytest

from crawler.obstacles import PageSignature, classify_response
from parsers.failures import Failure

URL = "https://www.example.gov.cn/zwgk/nb.html"
HTML = {"content-type": "text/html; charset=utf-8"}
RIVER = b'<html><head><meta content="x1"><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};</script></head></html>'
COOKIE_STUB = (
    b"<script>document.cookie=('__jsl_clearance_s=')+('17');location.href=location.pathname</script>"
)


def verdict(status: int, body: bytes, headers: dict[str, str] | None = None) -> Failure | None:
    found = classify_response(status, headers or HTML, body, URL)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (412, RIVER, Failure.CHALLENGE),
        (202, RIVER, Failure.CHALLENGE),
        (200, RIVER, Failure.CHALLENGE),
        (412, b"", Failure.CHALLENGE),
        (521, COOKIE_STUB, Failure.CHALLENGE),
        (200, COOKIE_STUB, Failure.CHALLENGE),
        (200, RIVER[:60] + b'<script r="m">' + b"var a=1;" * 9000 + b"</script></html>", Failure.CHALLENGE),
        (
            202,
            b"<html><head><script charset='iso-8859-1' src='/x.js' r='m'></script></head></html>",
            Failure.CHALLENGE,
        ),
        (200, b"<script>document.cookie=('_')+('j')+('sl');location.reload()</script>", Failure.CHALLENGE),
        (200, b"<script>document . cookie = 'security_session_verify=1'</script>", Failure.CHALLENGE),
        (200, "<html><body>系统繁忙，请稍后再试！</body></html>".encode(), Failure.SERVER_ERROR),
        (200, "<html><!-- 页面不存在 --><body>网站维护中</body></html>".encode("gbk"), Failure.SERVER_ERROR),
        (200, "<html><title>提示</title>您的请求存在威胁，已被拦截</html>".encode(), Failure.FORBIDDEN),
        (200, "<html><title>安全验证</title>请向右拖动滑块完成验证</html>".encode(), Failure.CAPTCHA),
        (403, "<html>请完成安全验证</html>".encode(), Failure.CAPTCHA),
        (401, b"<html>login</html>", Failure.FORBIDDEN),
        (403, b"<html><title>403 Forbidden</title></html>", Failure.FORBIDDEN),
        (405, "<html>很抱歉，由于您访问的URL有可能对网站造成安全威胁</html>".encode(), Failure.FORBIDDEN),
        (200, "<html>您的请求疑似攻击行为，请求已被拦截</html>".encode(), Failure.FORBIDDEN),
        (403, "<html>本网站不对境外地址开放</html>".encode(), Failure.GEO_BLOCKED),
        (405, "<html>您所在区域无法访问</html>".encode("gbk"), Failure.GEO_BLOCKED),
        (200, b"<html><body>reason:GeoBL</body></html>", Failure.GEO_BLOCKED),
        (429, b"", Failure.RATE_LIMITED),
        (200, "<html>访问过于频繁，请稍后再试</html>".encode(), Failure.RATE_LIMITED),
        (404, b"<html>x</html>", Failure.GONE),
        (410, b"", Failure.GONE),
        (404, "<html>您访问的页面不存在</html>".encode(), Failure.GONE),
        (500, b"<html>x</html>", Failure.SERVER_ERROR),
        (550, b"", Failure.SERVER_ERROR),
        (503, b"", Failure.SERVER_ERROR),
        (408, b"", Failure.TIMEOUT),
        (200, "<html><title>提示</title>抱歉，您访问的页面不存在</html>".encode(), Failure.SOFT_404),
        (200, "<html>对不起，找不到页面</html>".encode("gb18030"), Failure.SOFT_404),
        (200, b"", Failure.EMPTY),
    ],
)
def test_obstacles_are_told_apart(status: int, body: bytes, expected: Failure) -> None:
    assert verdict(status, body) is expected


def test_a_busy_server_that_names_a_time_is_a_rate_limit() -> None:
    assert verdict(503, b"busy", {"content-type": "text/plain", "retry-after": "5"}) is Failure.RATE_LIMITED


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307])
def test_redirects_are_no_obstacle(status: int) -> None:
    assert verdict(status, b"") is None


REPORT = (
    "<html><title>某县2023年政府信息公开工作年度报告</title><body>" + "<p>一、总体情况。依法公开政府信息，"
    "对申请人信息真实性进行安全验证；抱歉，境外来信不予受理。</p>" * 60 + "</body></html>"
).encode()


def test_a_report_that_speaks_of_such_things_is_a_page() -> None:
    assert len(REPORT) > 8_000
    assert verdict(200, REPORT) is None


@pytest.mark.parametrize(
    "body",
    [
        "<html><ul><li><a href='a'>某县2023年政府信息公开工作年度报告</a></li></ul></html>".encode(),
        b'{"total": 3, "msg": "\\u8bbf\\u95ee\\u5f02\\u5e38"}',
        b"%PDF-1.4 ...",
        b'<html><script>location.replace("./zfxxgknb/")</script></html>',
        b"<html><script>document.cookie='visited=1'</script><a href='/nb/'>"
        + "年报".encode()
        + b"</a></html>",
        "<html><form>请输入用户名 验证码</form>".encode() + b"<p>text</p>" * 400 + b"</html>",
    ],
)
def test_short_pages_lists_and_files_pass(body: bytes) -> None:
    assert verdict(200, body) is None


def test_missing_page_signature() -> None:
    shell = b"<html><title>Portal</title><p>you asked for /a/long/path.html</p></html>"
    other = b"<html><title>Portal</title><p>you asked for /x.html</p></html>"
    page = b"<html><title>Portal</title>" + b"<p>list</p>" * 50 + b"</html>"
    signature = PageSignature.of(shell)
    assert signature.is_same_page(PageSignature.of(shell), 0)
    assert signature.is_same_page(PageSignature.of(other), 40)
    assert not signature.is_same_page(PageSignature.of(page), 40)
    assert not PageSignature.of(b"aaa").is_same_page(PageSignature.of(b"bbb"), 40), "no title, other bytes"

"""Canonical addresses: variants of one page meet, pages that differ do not; text is decoded by its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.addresses import absolute, canonical, is_below, is_file, is_home, is_page, site_of
from spiders.text import decode

SAME = [
    ("http://www.a.gov.cn/x/", "https://a.gov.cn/x/index.html"),
    ("http://a.gov.cn/x/t20250120_1.html", "http://a.gov.cn/x/t20250120_1_wap.html"),
    ("http://a.gov.cn/content/post_9.html", "http://a.gov.cn/content/mpost_9.html"),
    ("http://a.gov.cn/p?isMobile=true&id=3", "http://a.gov.cn/p?id=3"),
    ("http://a.gov.cn/p?id=3&ddtab=true", "http://a.gov.cn/p?id=3#top"),
    ("http://big5.a.gov.cn/gate/big5/www.a.gov.cn/x/1.html", "https://www.a.gov.cn/x/1.html"),
    ("http://a.gov.cn/x/1.jsp;jsessionid=0A1B?b=2&a=1", "http://a.gov.cn/x/1.jsp?a=1&b=2"),
    ("http://A.gov.cn:80/x//y/../1.html", "http://a.gov.cn/x/1.html"),
    ("http://a.gov.cn/%E5%B9%B4%E6%8A%A5/1.html", "http://a.gov.cn/年报/1.html"),
    ("http://a.gov.cn", "http://a.gov.cn/"),
    ("http://a.gov.cn/p?id=3&t=1737000000123", "http://a.gov.cn/p?id=3&t=0.8415"),
    ("http://a.gov.cn/public/column/1?type=3&action=list&nav=", "http://a.gov.cn/public/column/1?type=3"),
]
DIFFERENT = [
    ("http://a.gov.cn/gkmlpt/annualreport#1", "http://a.gov.cn/gkmlpt/annualreport#2"),
    ("http://a.gov.cn/m.jsp?fbtime=2020&area=1", "http://a.gov.cn/m.jsp?fbtime=2021&area=1"),
    ("http://a.gov.cn/x/1.html", "http://b.a.gov.cn/x/1.html"),
    ("http://a.gov.cn/x/index_1.html", "http://a.gov.cn/x/index_2.html"),
    ("http://a.gov.cn:8080/x/", "http://a.gov.cn/x/"),
    ("http://a.gov.cn/list.jsp?t=2023", "http://a.gov.cn/list.jsp?t=2022"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_a_page_have_one_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


segments = st.text(alphabet="abcxyz0189_-.年报", min_size=1, max_size=6).filter(
    lambda s: s not in (".", "..")
)
addresses = st.builds(
    lambda scheme, www, host, path, folder, query: (
        f"{scheme}://{www}{host}.gov.cn/{'/'.join(path)}{folder}{query}"
    ),
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www."]),
    st.text(alphabet="abcde", min_size=1, max_size=5),
    st.lists(segments, max_size=4),
    st.sampled_from(["", "/", "/index.html", "/t20250120_1_wap.html", ";jsessionid=1A"]),
    st.sampled_from(["", "?b=2&a=1", "?a=&isMobile=true", "#top", "?x=年"]),
)


@given(addresses)
def test_key_is_its_own_key(url: str) -> None:
    assert canonical("http://" + canonical(url)) == canonical(url)


@given(addresses)
def test_scheme_www_and_fragment_never_count(url: str) -> None:
    bare = url.partition("://")[2].removeprefix("www.").split("#")[0]
    assert canonical(url) == canonical(f"https://www.{bare}") == canonical(f"http://{bare}#part")


@given(st.text(max_size=60))
def test_no_reference_makes_resolving_fail(reference: str) -> None:
    url = absolute("http://a.gov.cn/x/", reference)
    assert url is None or url.startswith(("http://", "https://"))


def test_what_lies_below_a_column() -> None:
    assert is_below("http://www.a.gov.cn/nb/2024/x.html", "http://a.gov.cn/nb/index.html")
    assert not is_below("http://a.gov.cn/nb/", "http://a.gov.cn/nb/")
    assert not is_below("http://a.gov.cn/nb/", "http://a.gov.cn/")
    assert not is_below("http://a.gov.cn/nbx/1.html", "http://a.gov.cn/nb/")


def test_kinds_of_addresses() -> None:
    assert is_file("http://a.gov.cn/module/download/downfile.jsp?classid=0&filename=1.pdf")
    assert is_file("http://a.gov.cn/virtual_attach_file.vsb?afc=1&e=.pdf")
    assert is_page("http://a.gov.cn/x.shtml") and not is_page("http://a.gov.cn/x.DOCX")
    assert is_home("https://www.a.gov.cn/index.html") and not is_home("http://a.gov.cn/?id=1")
    assert site_of("http://zwgk.x.gov.cn/") == site_of("https://www.x.gov.cn/") == "x.gov.cn"


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=200))
def test_text_is_read_in_either_charset(text: str) -> None:
    assert decode(text.encode())[0] == text
    assert decode(text.encode("utf-8-sig"))[0] == text


def test_gb_text_is_read_as_such_and_damage_in_utf8_is_not_taken_for_it() -> None:
    text = "河口县2024年政府信息公开工作年度报告，收到申请三件。" * 30
    assert decode(text.encode("gbk")) == (text, "gb18030")
    damaged = text.encode()[:-1]
    assert decode(damaged)[1] == "utf-8"
    assert decode(text.encode().replace("三".encode(), b"\xff", 1))[1] == "utf-8"

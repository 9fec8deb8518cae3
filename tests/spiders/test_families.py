"""Families of report addresses: recognised by shape; the list follows where the family says how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spiders import registry
from spiders.families import families, family_of, list_lead
from spiders.platforms import ADAPTERS

PORTALS = Path(__file__).parents[3] / "shared" / "portals" / "portals.jsonl"
EXAMPLES = [
    (unit.example, unit.family)
    for name in registry.spider_names()
    for portal in registry.portals(name)
    for unit in portal.units
    if unit.example and not unit.other_families
]


def test_families_are_declared_once_with_adapters_that_exist() -> None:
    names = [family.name for family in families()]
    assert len(names) == len(set(names)) == 43
    assert {f.platform for f in families() if f.platform} <= {adapter.name for adapter in ADAPTERS}
    for family in families():
        assert family.what or family.list, family.name


@pytest.mark.parametrize(
    ("url", "family", "column"),
    [
        ("http://a.gov.cn/zw/nb/202401/t20240129_19.shtml", "trs_t", "http://a.gov.cn/zw/nb/"),
        ("http://a.gov.cn/zw/nb/202401/t20240129_19_wap.html?isMobile=true", "trs_t", "http://a.gov.cn/zw/nb/"),
        ("http://a.gov.cn/art/2023/1/4/art_12_67.html", "hanweb_art", "http://a.gov.cn/col/col12/index.html"),
        ("http://a.gov.cn/x/art/2023/1/4/art_12_67.html", "hanweb_art", "http://a.gov.cn/x/col/col12/index.html"),
        ("https://a.gov.cn/b/gkmlpt/content/3/30/post_30.html", "gd_gkmlpt", "https://a.gov.cn/b/gkmlpt/annualreport"),
        ("http://a.gov.cn/module/xxgk/xxgkAnnualReport.jsp?fbtime=2017&area=11", "hanweb_xxgk_annual", None),
        ("http://a.gov.cn/info/13/19.htm", "vsb", None),
        ("http://a.gov.cn/2022/01-25/347.html", "henan_date", None),
        ("http://a.gov.cn/news/show.aspx?id=5", "dynamic", None),
        ("http://a.gov.cn/html/59/61.html", "html_col_id", "http://a.gov.cn/html/59/"),
    ],
)  # fmt: skip
def test_family_and_list_follow_from_the_address(url: str, family: str, column: str | None) -> None:
    found = family_of(url)
    assert found is not None and found.name == family
    lead = list_lead(url)
    assert (lead.url if lead else None) == column


def test_an_address_of_its_own_shape_has_no_family() -> None:
    assert family_of("http://a.gov.cn/") is None
    assert list_lead("https://a.gov.cn/gi_news/441611908346725") is None


def test_examples_of_the_registry_are_of_the_family_registered() -> None:
    assert len(EXAMPLES) > 250
    wrong = [
        (url, family)
        for url, family in EXAMPLES
        if ((found := family_of(url)) and found.name) != (None if family == "other" else family)
    ]
    assert not wrong


@pytest.mark.skipif(not PORTALS.exists(), reason="the source list of portals is not part of this repository")
def test_lists_derived_from_reports_are_those_of_the_source_list() -> None:
    derived = missed = 0
    for line in PORTALS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        known = {
            url.removesuffix("index.html") for url in entry["list_urls"] + entry["other_list_urls_derived"]
        }
        for url in entry["article_examples"]:
            lead = list_lead(url)
            if lead and known:
                derived += 1
                missed += lead.url.removesuffix("index.html") not in known
    assert derived > 200
    assert missed / derived <= 0.05, (missed, derived)
